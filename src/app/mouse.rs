//! What a click or the wheel means: of what lies over the screens, of tabs and footer, or for the screen itself.

use super::Effect;
use super::Model;
use super::Over;
use super::geometry;
use super::proposals::proposals;
use super::update;
use super::view;
use crate::command::Code;
use crate::command::Key;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::ui::modal::Hit;

/// Takes what the mouse did. What names a key is a button for that key, in the footer and in dialogs.
pub(super) fn act(m: &mut Model, mouse: Mouse, out: &mut Vec<Effect>) {
    let regions = geometry::regions(m.size);
    let Mouse::Click(x, y) = mouse else { return wheel(m, mouse, out) };
    if y == regions.footer.y {
        if let Some(key) = view::foot::key_at(m, regions.body, regions.footer, x, y) {
            update::press(m, key, out);
        }
        return;
    }
    match m.over.take() {
        Some(Over::Dialog(dialog)) => match dialog.modal.hit(regions.body, x, y) {
            Hit::Choice(i) => {
                let answer = dialog.modal.pick(i);
                update::answered(m, dialog, answer, out);
            }
            Hit::Key(key) => {
                m.over = Some(Over::Dialog(dialog));
                update::press(m, key, out);
            }
            Hit::Inside | Hit::Outside => m.over = Some(Over::Dialog(dialog)),
        },
        Some(Over::Palette(palette)) => {
            let found = proposals(palette.field.text(), &m.world, &m.settings.views);
            let hit = palette.hit(regions.body, found.len(), x, y);
            match hit.and_then(|i| found.into_iter().nth(i)) {
                Some(proposal) => update::carry_out(m, proposal, out),
                None => m.over = Some(Over::Palette(palette)),
            }
        }
        Some(over) => m.over = Some(over),
        None if y == regions.tabs.y => {
            if let Some(command) = view::tab_at(m, x) {
                update::give(m, command, out);
            }
        }
        None if regions.body.contains((x, y).into()) => {
            let within = Mouse::Click(x - regions.body.x, y - regions.body.y);
            update::tell_top(m, Input::Mouse(within), out);
        }
        None => {}
    }
}

/// The wheel moves what lies on top, as the arrows do.
fn wheel(m: &mut Model, mouse: Mouse, out: &mut Vec<Effect>) {
    let body = geometry::regions(m.size).body;
    let arrow = Key::plain(if mouse == Mouse::WheelUp { Code::Up } else { Code::Down });
    let Some(mut over) = m.over.take() else { return update::tell_top(m, Input::Mouse(mouse), out) };
    match &mut over {
        Over::Dialog(dialog) => drop(dialog.modal.press(arrow, body)),
        Over::Help(help) => drop(help.press(arrow, &m.help(), body)),
        Over::Palette(palette) => {
            let len = proposals(palette.field.text(), &m.world, &m.settings.views).len();
            palette.turn(mouse == Mouse::WheelUp, len);
        }
    }
    m.over = Some(over);
}
