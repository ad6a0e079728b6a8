//! Going somewhere: a view that is alive is found as it was left, any other is opened.

use super::Effect;
use super::Model;
use super::edges;
use super::update;
use crate::command::Command;
use crate::screens::Screen;
use crate::screens::cx::Input;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::route::Route;

/// Goes where a command leads from this place, which may say more than the command alone.
pub(super) fn lead(m: &mut Model, command: Command, otherwise: Route, out: &mut Vec<Effect>) {
    let mut from_here = None;
    update::with_top(m, out, |screen, cx| from_here = screen.leads(command, cx));
    go(m, &from_here.unwrap_or(otherwise), out);
}

/// Goes to a view: a root that is alive is found as it was left, unless a particular address within it is asked for.
pub(super) fn go(m: &mut Model, route: &Route, out: &mut Vec<Effect>) {
    if let Some(text) = edges::closed(m, route) {
        return m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
    }
    match route.root() {
        Some(root) if m.nav.revisit(root) => {
            if *route != Route::Tokens(None) {
                update::with_top(m, out, |screen, cx| screen.revisit(route, cx));
            }
        }
        _ => open(m, route, out),
    }
    shown(m, out);
}

/// Goes to a view: a root that is alive is found as it was left, anything else is opened anew.
pub(super) fn enter(m: &mut Model, route: &Route, out: &mut Vec<Effect>) {
    if !route.root().is_some_and(|root| m.nav.revisit(root)) {
        open(m, route, out);
    }
}

fn open(m: &mut Model, route: &Route, out: &mut Vec<Effect>) {
    let mut opened = None;
    update::with_cx(m, out, |cx| opened = Some(Screen::open(route, cx)));
    match (route.root(), opened) {
        (Some(root), Some(screen)) => m.nav.enter(root, screen),
        (None, Some(screen)) => m.nav.push(screen),
        (_, None) => {}
    }
}

/// The screen on top is told that it is there.
pub(super) fn shown(m: &mut Model, out: &mut Vec<Effect>) {
    update::tell_top(m, Input::Shown, out);
}
