//! Pictures of the parts, as text.

use insta::assert_snapshot;
use ratatui::layout::Alignment;
use ratatui::style::Modifier;
use rstest::rstest;

use super::field::Looks;
use super::*;

#[rstest]
#[case("wide", 100, 9, false)]
#[case("middle", 60, 9, false)]
#[case("narrow", 24, 6, false)]
#[case("ascii", 80, 9, true)]
fn tables(#[case] name: &str, #[case] width: u16, #[case] height: u16, #[case] ascii: bool) {
    let table = token_table(ListState { cursor: 4, top: 1 }, 40);
    let buf =
        drawn(width, height, ascii, |paint, area, buf| table.draw(|i| token_row(paint, i), paint, area, buf));
    assert_snapshot!(format!("table_{name}"), text_of(&buf));
}

#[test]
fn the_cursor_row_is_told_without_colour_too() {
    let table = token_table(ListState { cursor: 1, top: 0 }, 3);
    let buf = drawn(60, 4, true, |paint, area, buf| table.draw(|i| token_row(paint, i), paint, area, buf));
    for (_, _, style) in styles_of(&buf, 2) {
        assert!(style.add_modifier.contains(Modifier::REVERSED), "{style:?}");
    }
    assert_eq!(buf[(0, 2)].symbol(), ">");
    assert!(styles_of(&buf, 1).iter().all(|(_, _, style)| !style.add_modifier.contains(Modifier::REVERSED)));
}

#[test]
fn the_cursor_row_keeps_the_colours_of_its_cells() {
    let table = token_table(ListState { cursor: 0, top: 0 }, 3);
    let buf = drawn(100, 4, false, |paint, area, buf| table.draw(|i| token_row(paint, i), paint, area, buf));
    let theme = Theme::default();
    let runs = styles_of(&buf, 1);
    let selection = theme.style(Meaning::Selection).bg;
    assert!(runs.iter().all(|(_, _, style)| style.bg == selection), "{runs:?}");
    assert!(runs.iter().any(|(_, _, style)| style.fg == theme.style(Meaning::Match).fg));
    assert!(runs.iter().any(|(_, _, style)| style.fg == theme.style(Meaning::Good).fg));
}

#[rstest]
#[case("unicode", false)]
#[case("ascii", true)]
fn panels(#[case] name: &str, #[case] ascii: bool) {
    let panel = Panel::new("policies").and(Meaning::Muted, " 3").note("as of 3h ago").active(true);
    let buf = drawn(40, 5, ascii, |paint, area, buf| {
        let inner = panel.draw(paint, area, buf);
        write::words("may edit DNS records of example.com", Style::new(), Alignment::Left, paint, inner, buf);
    });
    assert_snapshot!(format!("panel_{name}"), text_of(&buf));
    let narrow = drawn(20, 3, ascii, |paint, area, buf| {
        panel.draw(paint, area, buf);
    });
    assert_snapshot!(format!("panel_{name}_narrow"), text_of(&narrow));
}

#[rstest]
#[case("empty", Notice::Empty("no token fits this filter", "esc shows all again".into()))]
#[case("loading", Notice::Loading("asking for tokens of Acme Corp", 3, None))]
#[case("waiting", Notice::Loading("asking for tokens of Acme Corp", 3, Some(12_400)))]
#[case(
    "failed",
    Notice::Failed(
        "the server answered 502 three times in a row",
        "r asks again; requests (8) has it in detail"
    )
)]
#[case("refused", Notice::Refused("not permitted: needs \"Account API Tokens Read\"", "use another profile"))]
fn notices(#[case] name: &str, #[case] notice: Notice<'_>) {
    let buf = drawn(44, 6, false, |paint, area, buf| notice.draw(paint, area, buf));
    assert_snapshot!(format!("notice_{name}"), text_of(&buf));
}

#[test]
fn fields() {
    let field = Field::new("statsu:active 缓存");
    let buf = drawn(50, 2, false, |paint, area, buf| {
        let complaint = Some((&(0..6), "no field is called \"statsu\"; did you mean status?"));
        field.draw(Looks { active: true, complaint, ..Looks::default() }, paint, area, buf);
    });
    assert_snapshot!("field_complaint", text_of(&buf));
    let underlined = styles_of(&buf, 0)[0];
    assert_eq!((underlined.0, underlined.1), (0, 6));
    assert!(underlined.2.add_modifier.contains(Modifier::UNDERLINED));

    let scrolled = Field::new("account:acme perm:\"DNS Write\" on:example.com");
    let buf = drawn(20, 1, false, |paint, area, buf| {
        scrolled.draw(Looks { active: true, ..Looks::default() }, paint, area, buf);
    });
    assert_snapshot!("field_scrolled", text_of(&buf));

    let buf = drawn(30, 1, false, |paint, area, buf| {
        Field::new("stat").draw(Looks { active: true, ghost: "us:", ..Looks::default() }, paint, area, buf);
    });
    assert_snapshot!("field_ghost", text_of(&buf));

    let buf = drawn(30, 1, true, |paint, area, buf| {
        SecretField { len: 40 }.draw(Looks { active: true, ..Looks::default() }, paint, area, buf);
    });
    assert_snapshot!("field_secret_ascii", text_of(&buf));
}

#[rstest]
#[case("menu", revoke_menu(), 80, 14)]
#[case("menu_tiny", revoke_menu(), 30, 6)]
#[case("confirm", Modal::confirm("disable deploy-edge-prod?", vec!["It was used 3m ago. Requests with it will be refused until it is enabled again.".into()], 'y', "disable it"), 70, 10)]
#[case("typed", Modal::typed("revoke 3 tokens?", vec!["They cannot be brought back.".into()], "3", "revoke them").grave(), 60, 9)]
#[case("message", Modal::message("done", vec!["The token is gone; reading it back answers 404.".into()]), 60, 7)]
fn modals(#[case] name: &str, #[case] modal: Modal, #[case] width: u16, #[case] height: u16) {
    let buf = drawn(width, height, false, |paint, area, buf| {
        let ground = "keeps what is beside it ".repeat(5);
        for y in 0..area.height {
            buf.set_stringn(0, y, &ground, usize::from(area.width), Style::new());
        }
        modal.draw(paint, area, buf);
    });
    assert_snapshot!(format!("modal_{name}"), text_of(&buf));
}

#[test]
fn a_dialog_over_wide_characters_leaves_no_halves() {
    let modal = Modal::message("done", vec!["gone".into()]);
    let buf = drawn(40, 5, false, |paint, area, buf| {
        for y in 0..area.height {
            buf.set_stringn(1, y, "缓存清除缓存清除缓存清除缓存清除缓存清", 39, Style::new());
        }
        modal.draw(paint, area, buf);
    });
    for y in 0..5 {
        for x in 0..39 {
            let wide = buf[(x, y)].symbol().cell_width() > 1;
            assert!(!wide || buf[(x + 1, y)].symbol() == " ", "half a character at {x},{y}");
        }
    }
}

#[test]
fn palettes() {
    let mut palette = Palette::default();
    palette.edit(&Edit::Insert("to".into()));
    let buf = drawn(60, 8, false, |paint, area, buf| palette.draw(&ITEMS, paint, area, buf));
    assert_snapshot!("palette", text_of(&buf));
}

#[test]
fn help_lists() {
    let mut help = help::Help::default();
    let groups = help_groups();
    let buf = drawn(80, 14, false, |paint, area, buf| help.draw(&groups, paint, area, buf));
    assert_snapshot!("help", text_of(&buf));
    help.edit(&Edit::Insert("list".into()));
    let buf = drawn(60, 10, true, |paint, area, buf| help.draw(&groups, paint, area, buf));
    assert_snapshot!("help_searched_ascii", text_of(&buf));
}

#[rstest]
#[case(120)]
#[case(80)]
#[case(40)]
#[case(20)]
fn strips(#[case] width: u16) {
    let buf = drawn(width, 2, false, |paint, area, buf| {
        header().draw(paint, area, buf);
        footer().draw(paint, write::row(area, 1), buf);
    });
    assert_snapshot!(format!("strips_{width}"), text_of(&buf));
}

#[test]
fn json_panes() {
    let pane = json::JsonPane::new(JSON);
    let buf = drawn(60, 8, false, |paint, area, buf| pane.draw(true, paint, area, buf));
    assert_snapshot!("json", text_of(&buf));
    let theme = Theme::default();
    let colour = |x: u16, y: u16| buf[(x, y)].fg;
    assert_eq!(Some(colour(3, 1)), theme.style(Meaning::JsonName).fg);
    assert_eq!(Some(colour(9, 1)), theme.style(Meaning::JsonText).fg);
}
