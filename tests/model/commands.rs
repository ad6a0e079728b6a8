//! Every command in every place, by its key and by its name: something happens, or it is said why not.

use super::desk::Desk;
use super::desk::settings;
use super::places;
use super::worlds;
use ratatui::buffer::Buffer;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Keymap;
use tokendeck::app::Model;
use tokendeck::app::Remap;
use tokendeck::command::ALL;
use tokendeck::command::Command;
use tokendeck::command::Layer;
use tokendeck::protocol::Job;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::route::Route;
use tokendeck::ui::Theme;

fn frame(desk: &Desk) -> Buffer {
    desk.draw(&Theme::default(), false).backend().buffer().clone()
}

/// What was asked of the outside, apart from what the program asks by itself.
fn asked(desk: &Desk) -> usize {
    desk.asked.iter().filter(|effect| !matches!(effect, Effect::Submit(_, Job::Watch(_)))).count()
}

/// Without a credential nothing waits for an answer that cannot come, and the first screen is found again.
#[test]
fn without_a_credential_only_the_matrix_opens() {
    for keys in ["w", "C", "W", "3w", "31", "38", "3W", "3:view ending<enter>"] {
        let desk = Desk::new(&Route::Welcome, (80, 24)).keys(keys);
        assert!(desk.text().contains("there is no credential"), "{keys}\n{}", desk.text());
        assert!(!desk.model.busy(), "{keys}: nothing is being asked");
    }
    let matrix = Desk::new(&Route::Welcome, (80, 24)).keys("3");
    assert!(matrix.text().contains("PRODUCT"), "{}", matrix.text());
    assert!(matrix.keys("<esc>").text().contains("no credential found"));
}

/// Wherever a sentence names the key of a command, it is the key that the command has.
#[rstest]
#[case::no_match("/zzzz<enter>", "f2 drops the filter")]
#[case::no_account("2/zzzz<enter>", "f2 drops the filter")]
#[case::first_row("", "1 tokens")]
#[case::nothing_asked("8w<esc>t", "f3 says what")]
#[case::root("2<f2>", "f4 quits")]
#[case::unknown("<f9>", "f5 lists the keys")]
#[case::calendar("C<right><enter>", "f6 a week or a month")]
#[case::matrix("3 ", "f7 and D choose")]
#[case::help("<f5>", "f7")]
#[case::command_line(":help", "f5")]
fn sentences_name_the_keys_that_hold(#[case] keys: &str, #[case] told: &str) {
    let change = |command, key: &str| Remap { command, key: Some(key.parse().unwrap()) };
    let remaps = [
        change(Command::Back, "f2"),
        change(Command::AskWhat, "f3"),
        change(Command::Quit, "f4"),
        change(Command::Help, "f5"),
        change(Command::Span, "f6"),
        change(Command::ChangedSince, "f7"),
        change(Command::GroupBy, "f7"),
    ];
    let (keymap, refused) = Keymap::new(&remaps);
    assert_eq!(refused, []);
    let settings = Settings { keys: keymap.named(), ..settings() };
    let (model, asked) = Model::new(&Route::Tokens(None), settings, keymap, worlds::NOW, (80, 24));
    let desk = Desk { model, size: (80, 24), asked }.hear(worlds::full()).keys(keys);
    assert!(desk.text().contains(told), "no {told:?} in\n{}", desk.text());
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
