//! Any state, any text, any size: no part panics, and none writes outside its area.

use proptest::prelude::*;
use ratatui::layout::Alignment;

use super::field::Looks;
use super::*;
use crate::command::Code;
use crate::command::Key;

/// Hostile on purpose: wide, zero-width, joined, bidi and control characters.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        Just("缓存".to_owned()),
        Just("👩‍👩‍👧‍👦".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("\u{202e}\u{200b}\u{feff}".to_owned()),
        Just("\u{1b}[31m\t\r\n".to_owned()),
        Just("ﾞｶﾞ".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn key() -> impl Strategy<Value = Key> {
    use Code::*;
    let code = prop_oneof![
        Just(Enter),
        Just(Up),
        Just(Down),
        Just(Left),
        Just(Right),
        Just(Home),
        Just(End),
        Just(PageUp),
        Just(PageDown),
        Just(Backspace),
        Just(Delete),
        Just(Tab),
        "[ -~]".prop_map(|s| Char(s.chars().next().unwrap_or('x'))),
        Just(Char('缓')),
        Just(Char('\u{301}')),
    ];
    (code, any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(code, ctrl, alt)| Key { code, ctrl, alt })
}

/// Draws into an area within a larger buffer of sentinels and looks whether they are all still there.
fn stays_inside(area: Rect, draw: impl FnOnce(&Paint<'_>, Rect, &mut Buffer), ascii: bool) {
    let whole = Rect::new(0, 0, area.right() + 3, area.bottom() + 2);
    let mut buf = Buffer::filled(whole, ratatui::buffer::Cell::new("¤"));
    with_paint(Depth::True, ascii, |paint| draw(paint, area, &mut buf));
    for position in whole.positions().filter(|p| !area.contains(*p)) {
        assert_eq!(buf[position].symbol(), "¤", "{position:?} is outside {area:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_part_at_every_size(
        (x, y, width, height) in (0u16..4, 0u16..3, 0u16..=80, 0u16..=30),
        (cursor, top, len) in (any::<usize>(), any::<usize>(), 0usize..200_000),
        (a, b, c) in (words(), words(), words()),
        keys in prop::collection::vec(key(), 0..12),
        ascii: bool,
    ) {
        let area = Rect::new(x, y, width, height);
        let state = ListState { cursor, top };
        let line = || Phrase::new().text(a.as_str()).with(Meaning::Bad, b.as_str());

        stays_inside(area, |paint, area, buf| {
            let cells = |i: usize| vec![line().line(paint).to_string().into(), format!("{i} {c}").into()];
            let row = |i| Row { cells: cells(i), marked: i % 2 == 0, tint: Some(Meaning::Stale), across: (i % 5 == 0).then(|| "a heading across".into()) };
            token_table(state, len).draw(row, paint, area, buf);
        }, ascii);
        for (x, y) in [(x, y), (x + width, y + height), (x + 5, y + 2)] {
            token_table(state, len).hit(area, x, y);
        }
        stays_inside(area, |paint, area, buf| {
            let inner = Panel::new(a.as_str()).note(b.as_str()).draw(paint, area, buf);
            Notice::Failed(&c, &a).draw(paint, inner, buf);
        }, ascii);
        stays_inside(area, |paint, area, buf| {
            for align in [Alignment::Left, Alignment::Center, Alignment::Right] {
                write::line(&line().line(paint), align, paint, area, buf);
            }
        }, ascii);

        let mut field = Field::new(&a);
        let mut palette = Palette::default();
        (palette.field, palette.list) = (field.clone(), state);
        let given = [a.clone(), b.clone()];
        let mut help = help::Help { field: Field::new(""), list: state };
        let mut pane = json::JsonPane::new(&format!("{a}\n{b}\n{c}\n{JSON}"));
        let mut dialogs = [
            revoke_menu(),
            Modal::message(a.as_str(), vec![line(), line()]),
            Modal::confirm(b.as_str(), vec![line()], 'y', c.as_str()),
            Modal::typed(c.as_str(), vec![line(); 30], a.as_str(), b.as_str()),
        ];
        let groups = help_groups();
        for key in keys {
            if let Some(edit) = Edit::of(key) {
                field.edit(&edit);
            }
            palette.press(key, ITEMS.len(), &given);
            help.press(key, &groups, area);
            pane.press(key, height);
            for dialog in &mut dialogs {
                dialog.press(key, area);
            }
        }
        prop_assert!(field.text().is_char_boundary(field.cursor()));
        let span = 0..field.cursor();
        let looks = Looks { active: true, placeholder: &b, ghost: &c, complaint: Some((&span, &b)) };
        stays_inside(area, |paint, area, buf| field.draw(looks, paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| SecretField { len }.draw(looks, paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| palette.draw(&ITEMS, paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| help.draw(&groups, paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| pane.draw(true, paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| header().draw(paint, area, buf), ascii);
        stays_inside(area, |paint, area, buf| footer().draw(paint, area, buf), ascii);
        for dialog in &dialogs {
            stays_inside(area, |paint, area, buf| dialog.draw(paint, area, buf), ascii);
            dialog.hit(area, x + width / 2, y + height / 2);
        }
    }

    #[test]
    fn the_cursor_is_always_in_the_window(
        (cursor, top) in (any::<usize>(), any::<usize>()),
        (len, height) in (0usize..300, 0usize..40),
        motions in prop::collection::vec(0u8..10, 0..20),
    ) {
        let mut state = ListState { cursor, top };
        state.fit(len, height);
        for m in motions {
            let all = [
                Motion::Up, Motion::Down, Motion::HalfUp, Motion::HalfDown, Motion::PageUp, Motion::PageDown,
                Motion::First, Motion::Last, Motion::Scroll(3), Motion::Scroll(-3),
            ];
            state.step(all[usize::from(m)], len, height);
            let window = state.window(len, height);
            prop_assert!(len == 0 || state.cursor < len);
            prop_assert!(len == 0 || height == 0 || window.contains(&state.cursor), "{state:?} {window:?}");
            prop_assert_eq!(window.len(), height.min(len));
            prop_assert_eq!(state, state.fitted(len, height));
        }
        if let Some(thumb) = state.thumb(len, height) {
            prop_assert!(!thumb.is_empty() && thumb.end <= height);
        }
    }

    #[test]
    fn what_is_cut_fits(text in words(), cells in 0usize..30) {
        use super::super::text::{cut, middle, pad, width, wrap, Ellipsis};
        prop_assert!(width(&cut(&text, cells, Ellipsis::Dots)) <= cells);
        prop_assert!(width(&middle(&text, cells, Ellipsis::Tilde)) <= cells);
        prop_assert_eq!(width(&pad(&text, cells, Ellipsis::Dots)), cells);
        for line in wrap(&text, cells) {
            prop_assert!(width(&line) <= cells, "{line:?}");
        }
        let phrase = Phrase::new().text(text.as_str()).muted("and more");
        for line in phrase.wrap(cells) {
            prop_assert!(line.width() <= cells.max(1));
        }
    }

    #[test]
    fn columns_never_exceed_the_width(width in 0u16..300) {
        let widths = table::layout(&COLUMNS, width);
        let shown: Vec<u16> = widths.iter().flatten().copied().collect();
        let total = shown.iter().sum::<u16>() + 2 * (shown.len() as u16).saturating_sub(1);
        prop_assert!(total <= width);
        prop_assert!(width == 0 || !shown.is_empty());
    }
}
