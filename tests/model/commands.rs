//! Every command in every place, by its key and by its name: something happens, or it is said why not.

use super::desk::Desk;
use super::places;
use ratatui::buffer::Buffer;
use tokendeck::app::Effect;
use tokendeck::command::ALL;
use tokendeck::command::Layer;
use tokendeck::protocol::Job;
use tokendeck::ui::Theme;

fn frame(desk: &Desk) -> Buffer {
    desk.draw(&Theme::default(), false).backend().buffer().clone()
}

/// What was asked of the outside, apart from what the program asks by itself.
fn asked(desk: &Desk) -> usize {
    desk.asked.iter().filter(|effect| !matches!(effect, Effect::Submit(_, Job::Watch(_)))).count()
}

#[test]
fn no_command_is_silent() {
    let mut silent = Vec::new();
    for (route, place) in places::all() {
        let here = || places::at(&route, place, (80, 24));
        let (before, asked_before, typing) = (frame(&here()), asked(&here()), here().model.typing());
        for spec in ALL {
            // While something is typed, all other keys are text, and so is a colon.
            if typing && spec.layer != Layer::Always {
                continue;
            }
            let keys = spec.keys.first().map(|key| format!("<{key}>"));
            let name = (!typing).then(|| format!(":{}<enter>", spec.name));
            for way in keys.into_iter().chain(name) {
                let after = here().keys(&way);
                if asked(&after) == asked_before && frame(&after) == before {
                    silent.push(format!("{}: {way} ({})", place.0, spec.name));
                }
            }
        }
    }
    assert!(silent.is_empty(), "nothing happens and nothing is said:\n{}", silent.join("\n"));
}
