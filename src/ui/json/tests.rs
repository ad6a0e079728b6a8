use rstest::rstest;

use super::*;

const TEXT: &str = "{\n  \"name\": \"deploy\",\n  \"status\": \"active\",\n  \"note\": \"Deploy again\"\n}";

fn press(pane: &mut JsonPane, keys: &str) {
    for key in keys.split(' ') {
        pane.press(key.parse().unwrap(), 10);
    }
}

#[test]
fn a_search_goes_from_match_to_match_and_round_the_end() {
    let mut pane = JsonPane::new(TEXT);
    press(&mut pane, "/ d e p l o y");
    assert!(pane.takes_text());
    press(&mut pane, "enter");
    assert!(!pane.takes_text());
    assert_eq!((pane.list.cursor, pane.column), (1, 11));
    press(&mut pane, "n");
    assert_eq!((pane.list.cursor, pane.column), (3, 11));
    press(&mut pane, "n");
    assert_eq!(pane.list.cursor, 1);
    press(&mut pane, "N");
    assert_eq!(pane.list.cursor, 3);
    assert_eq!(pane.press("esc".parse().unwrap(), 10), Answer::Taken);
    assert_eq!(pane.press("esc".parse().unwrap(), 10), Answer::Unused);
}

#[rstest]
#[case("j j l l", (2, 2))]
#[case("G", (4, 0))]
#[case("j $", (1, 19))]
#[case("j $ 0", (1, 0))]
#[case("G g", (0, 0))]
#[case("k h", (0, 0))]
fn moves(#[case] keys: &str, #[case] at: (usize, usize)) {
    let mut pane = JsonPane::new(TEXT);
    press(&mut pane, keys);
    assert_eq!((pane.list.cursor, pane.column), at);
}

#[test]
fn letters_without_a_meaning_are_left_to_the_screen() {
    let mut pane = JsonPane::new(TEXT);
    let before = pane.clone();
    assert_eq!(pane.press("x".parse().unwrap(), 10), Answer::Unused);
    assert_eq!(pane.press("n".parse().unwrap(), 10), Answer::Unused);
    assert_eq!(pane, before);
}

#[test]
fn a_search_is_taken_literally() {
    assert_eq!(quoted("a.b*[é"), "(?i)a\\.b\\*\\[é");
}
