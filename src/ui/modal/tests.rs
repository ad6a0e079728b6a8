use rstest::rstest;

use super::*;

const SCREEN: Rect = Rect::new(0, 0, 60, 12);

fn press(modal: &mut Modal, keys: &str) -> Answer {
    let mut answer = Answer::Open;
    for key in keys.split(' ') {
        assert_eq!(answer, Answer::Open, "keys after an answer");
        answer = modal.press(key.parse().unwrap(), SCREEN);
    }
    answer
}

fn menu() -> Modal {
    let choice = |key, label: &str, why_not: Option<&str>| Choice {
        key,
        label: label.into(),
        detail: String::new(),
        why_not: why_not.map(str::to_owned),
    };
    let choices = vec![
        choice('d', "disable", None),
        choice('e', "enable", Some("active already")),
        choice('j', "join", None),
    ];
    Modal::menu("act", vec![], choices)
}

#[rstest]
#[case("enter", Answer::Cancelled)]
#[case("esc", Answer::Cancelled)]
#[case("q", Answer::Cancelled)]
#[case("down enter", Answer::Picked(0))]
#[case("d", Answer::Picked(0))]
#[case("e", Answer::Open)]
#[case("down down enter", Answer::Open)]
#[case("end enter", Answer::Picked(2))]
#[case("j", Answer::Picked(2))]
#[case("down up enter", Answer::Cancelled)]
#[case("z", Answer::Open)]
fn a_menu_starts_on_cancel(#[case] keys: &str, #[case] answer: Answer) {
    assert_eq!(press(&mut menu(), keys), answer);
}

#[rstest]
#[case("enter", Answer::Open)]
#[case("y", Answer::Confirmed)]
#[case("Y", Answer::Open)]
#[case("ctrl-y", Answer::Open)]
#[case("n", Answer::Cancelled)]
#[case("esc", Answer::Cancelled)]
fn a_question_wants_its_key(#[case] keys: &str, #[case] answer: Answer) {
    assert_eq!(press(&mut Modal::confirm("disable?", vec![], 'y', "disable"), keys), answer);
}

#[rstest]
#[case("enter", Answer::Open)]
#[case("1 2 enter", Answer::Open)]
#[case("1 2 0 enter", Answer::Confirmed)]
#[case("1 2 0 1 enter", Answer::Open)]
#[case("y", Answer::Open)]
#[case("q esc", Answer::Cancelled)]
fn a_typed_question_wants_the_text(#[case] keys: &str, #[case] answer: Answer) {
    assert_eq!(press(&mut Modal::typed("revoke?", vec![], "120", "revoke"), keys), answer);
}

#[test]
fn a_long_body_scrolls_no_further_than_its_end() {
    let body: Vec<Phrase> = (0..40).map(|n| format!("line {n}").into()).collect();
    let mut modal = Modal::message("long", body);
    let (shown, all) = modal.body_rows(SCREEN);
    assert_eq!((shown, all), (8, 40));
    for _ in 0..100 {
        press(&mut modal, "down");
    }
    assert_eq!(modal.scroll, 32);
    press(&mut modal, "pageup");
    assert_eq!(modal.scroll, 24);
}

#[test]
fn the_mouse_finds_entries_and_what_is_beside() {
    let modal = menu();
    let hits: Vec<Hit> = (0..SCREEN.height).map(|y| modal.hit(SCREEN, 20, y)).collect();
    let rows: Vec<&Hit> = hits.iter().filter(|h| !matches!(h, Hit::Inside | Hit::Outside)).collect();
    assert_eq!(rows, [&Hit::Key(Key::plain(Code::Esc)), &Hit::Choice(0), &Hit::Choice(1), &Hit::Choice(2)]);
    assert_eq!(modal.hit(SCREEN, 0, 0), Hit::Outside);
    assert_eq!(modal.pick(0), Answer::Picked(0));
    assert_eq!(modal.pick(1), Answer::Open);
}
