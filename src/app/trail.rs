//! Back and forward between places, and the return to where an earlier run ended.
//!
//! Every message that leads elsewhere leaves the place behind: whatever key, click, line or answer it was. Walking the
//! trail itself leaves nothing.

use super::Effect;
use super::Model;
use super::going;
use super::update;
use crate::screens::Screen;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::cx::Why;
use crate::screens::place::Place;
use crate::screens::place::Presence;

/// Most places that one can go back to.
const MOST: usize = 100;

/// The places one came from, and those one came back from.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// The last one left is the last.
    back: Vec<Place>,
    /// The next one is the last.
    forward: Vec<Place>,
    /// Whether this message walked the trail.
    walked: bool,
    /// The place of an earlier run, until it is known whether it is still there.
    awaited: Option<Place>,
}

/// Which way along the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Forward,
}

impl Trail {
    fn ahead(&self, way: Way) -> &[Place] {
        match way {
            Way::Back => &self.back,
            Way::Forward => &self.forward,
        }
    }

    /// The next place that is not this one; it, and what was passed, is behind then.
    fn take(&mut self, way: Way, here: Place) -> Option<Place> {
        let (ahead, behind) = match way {
            Way::Back => (&mut self.back, &mut self.forward),
            Way::Forward => (&mut self.forward, &mut self.back),
        };
        let next = ahead.iter().rposition(|place| *place != here)?;
        ahead.truncate(next + 1);
        behind.push(here);
        ahead.pop()
    }

    fn leave(&mut self, place: Place) {
        self.forward.clear();
        if self.back.last() != Some(&place) {
            self.back.push(place);
        }
        let extra = self.back.len().saturating_sub(MOST);
        self.back.drain(..extra);
    }
}

/// Where one is now; `None` on the first screen.
pub(super) fn here(m: &Model) -> Option<Place> {
    Place::of(m.nav.stack().filter_map(Screen::place))
}

/// A message was taken that began `before`: if it led elsewhere, one can go back there.
pub(super) fn stepped(m: &mut Model, before: Option<Place>) {
    let walked = std::mem::take(&mut m.trail.walked);
    let (false, Some(before), Some(here)) = (walked, before, here(m)) else { return };
    // A filter that was dropped by a slip of the hand comes back too; one that is being deleted letter by letter does not.
    let typing = m.nav.top().is_some_and(Screen::typing);
    let dropped = before.is_filtered() && !here.is_filtered() && !typing;
    if dropped || !before.has_same_views(&here) {
        m.trail.leave(before);
    }
}

/// Whether there is something that way.
pub(super) fn can(m: &Model, way: Way) -> Result<(), Why> {
    let here = here(m);
    match (m.trail.ahead(way).iter().any(|place| here.as_ref() != Some(place)), way) {
        (true, _) => Ok(()),
        (false, Way::Back) => Err(Why::because("there is nothing to go back to")),
        (false, Way::Forward) => Err(Why::because("there is nothing to go forward to; go back first")),
    }
}

/// Goes there.
pub(super) fn walk(m: &mut Model, way: Way, out: &mut Vec<Effect>) {
    let Some(place) = here(m).and_then(|here| m.trail.take(way, here)) else { return };
    show(m, &place, out);
    if let Presence::Gone(why) = place.presence(&m.world) {
        m.toasts.say(Toast { tone: Tone::Warn, text: why.to_owned() }, m.now);
    }
}

/// Returns to where an earlier run ended. Whether that is still there is known when enough was read.
pub(super) fn restore(m: &mut Model, place: Place) -> Vec<Effect> {
    let mut out = Vec::new();
    show(m, &place, &mut out);
    m.trail.walked = false;
    m.trail.awaited = Some(place);
    update::watch(m, &mut out);
    out
}

/// Somebody uses the place: it is theirs now.
pub(super) fn taken(m: &mut Model) {
    m.trail.awaited = None;
}

/// Looks whether the awaited place is there, and leaves it for the list of all tokens if not.
pub(super) fn look(m: &mut Model, out: &mut Vec<Effect>) {
    match m.trail.awaited.as_ref().map(|place| place.presence(&m.world)) {
        None | Some(Presence::Unknown) => {}
        Some(Presence::There) => m.trail.awaited = None,
        Some(Presence::Gone(why)) => {
            m.trail.awaited = None;
            show(m, &Place::home(), out);
            let text = format!("you were elsewhere when you left, but {why}: these are all tokens");
            m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
        }
    }
}

/// Shows a place as it was left. Views that are there already stay, those above them go.
fn show(m: &mut Model, place: &Place, out: &mut Vec<Effect>) {
    m.trail.walked = true;
    let here = here(m);
    let now = here.as_ref().map_or(&[][..], Place::stack);
    let same = now.iter().zip(place.stack()).take_while(|((a, _), (b, _))| a.is_same_view(b)).count();
    if same > 0 {
        m.nav.keep(same);
    }
    for (depth, (route, pose)) in place.stack().iter().enumerate() {
        if depth >= same {
            going::enter(m, route, out);
        }
        if now.get(depth).is_none_or(|now| depth >= same || *now != (route.clone(), pose.clone())) {
            update::with_screen(m, depth, out, |screen, cx| screen.recall(route, pose, cx));
        }
    }
    going::shown(m, out);
}
