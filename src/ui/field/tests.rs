use rstest::rstest;

use super::*;

/// A field from a text in which `|` is the cursor.
fn field(text: &str) -> Field {
    let cursor = text.find('|').unwrap();
    Field { text: text.replace('|', ""), cursor }
}

#[rstest]
#[case("a|b", Edit::Insert("x".into()), "ax|b")]
#[case("|", Edit::Insert("a\tb\nc\u{7}".into()), "a b c|")]
#[case("ab|", Edit::Backspace, "a|")]
#[case("|ab", Edit::Backspace, "|ab")]
#[case("缓存|", Edit::Backspace, "缓|")]
#[case("👩‍👩‍👧‍👦|!", Edit::Backspace, "|!")]
#[case("e\u{301}|", Edit::Left, "|e\u{301}")]
#[case("|e\u{301}x", Edit::Right, "e\u{301}|x")]
#[case("|ab", Edit::Delete, "|b")]
#[case("ab|", Edit::Delete, "ab|")]
#[case("status:active kind:us|", Edit::DeleteWord, "status:active |")]
#[case("status:active   |", Edit::DeleteWord, "|")]
#[case("one two| three", Edit::DeleteWord, "one | three")]
#[case("one| two", Edit::DeleteToStart, "| two")]
#[case("one| two", Edit::DeleteToEnd, "one|")]
#[case("one| two", Edit::Clear, "|")]
#[case("one two|", Edit::WordLeft, "one |two")]
#[case("|one two", Edit::WordRight, "one| two")]
#[case("one| two", Edit::WordRight, "one two|")]
#[case("one|", Edit::Home, "|one")]
#[case("|one", Edit::End, "one|")]
fn edits(#[case] before: &str, #[case] edit: Edit, #[case] after: &str) {
    let mut it = field(before);
    let changed = it.edit(&edit);
    assert_eq!(it, field(after));
    assert_eq!(changed, before.replace('|', "") != after.replace('|', ""));
}

#[test]
fn a_mark_that_joins_the_next_character_moves_the_cursor_behind_it() {
    let mut it = field("e|\u{301}x");
    it.edit(&Edit::Insert("a".into()));
    assert_eq!(it, field("ea\u{301}|x"));
}

#[test]
fn a_huge_paste_is_cut_off() {
    let mut it = Field::new(&"缓".repeat(MOST_BYTES));
    assert!(it.text().len() <= MOST_BYTES);
    assert!(!it.edit(&Edit::Insert("缓".into())));
}

#[test]
fn a_completion_replaces_its_span_only() {
    let mut it = Field::new("sta kind:user");
    it.splice(0..3, "status:");
    assert_eq!(it, field("status:| kind:user"));
    it.splice(3..900, "no");
    assert_eq!(it, field("status:| kind:user"));
}

#[rstest]
#[case("x", Some(Edit::Insert("x".into())))]
#[case("space", Some(Edit::Insert(" ".into())))]
#[case("ctrl-w", Some(Edit::DeleteWord))]
#[case("ctrl-u", Some(Edit::DeleteToStart))]
#[case("alt-b", Some(Edit::WordLeft))]
#[case("ctrl-right", Some(Edit::WordRight))]
#[case("enter", None)]
#[case("ctrl-x", None)]
fn keys(#[case] key: &str, #[case] edit: Option<Edit>) {
    assert_eq!(Edit::of(key.parse().unwrap()), edit);
}

#[rstest]
#[case(0, 10, 0)]
#[case(9, 10, 0)]
#[case(10, 10, 5)]
#[case(14, 10, 5)]
#[case(15, 10, 10)]
#[case(3, 1, 3)]
#[case(3, 0, 4)]
fn scrolls_by_half_the_width(#[case] cursor: usize, #[case] room: usize, #[case] skip: usize) {
    assert_eq!(scrolled(cursor, room), skip);
}
