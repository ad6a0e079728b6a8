use ratatui::style::{Color, Modifier};
use rstest::rstest;

use super::*;

#[test]
fn every_built_in_theme_reads() {
    for name in Theme::names() {
        let source = builtin(name).unwrap();
        assert!(Theme::parse(source).is_ok(), "{name}: {:?}", Theme::parse(source).err());
        assert!(Theme::named(name).is_some());
    }
    assert_eq!(Theme::named("nope"), None);
}

#[rstest]
#[case("dark")]
#[case("light")]
#[case("high-contrast")]
fn without_colour_only_modifiers_remain(#[case] name: &str) {
    let theme = Theme::named(name).unwrap().at(Depth::None);
    for meaning in Meaning::ALL {
        let style = theme.style(*meaning);
        assert_eq!((style.fg, style.bg), (None, None), "{}", meaning.name());
    }
    assert!(theme.style(Meaning::Selection).add_modifier.contains(Modifier::REVERSED));
}

#[test]
fn sixteen_colours_stay_within_sixteen() {
    for name in Theme::names() {
        let theme = Theme::named(name).unwrap().at(Depth::Ansi16);
        for meaning in Meaning::ALL {
            let style = theme.style(*meaning);
            for colour in [style.fg, style.bg].into_iter().flatten() {
                let extended = matches!(colour, Color::Rgb(..) | Color::Indexed(_));
                assert!(!extended, "{name} {}: {colour}", meaning.name());
            }
        }
    }
}

#[test]
fn what_must_be_told_apart_looks_different_at_every_depth() {
    let pairs = [
        (Meaning::Text, Meaning::Selection),
        (Meaning::Border, Meaning::BorderActive),
        (Meaning::Good, Meaning::Danger),
        (Meaning::Text, Meaning::Match),
        (Meaning::Text, Meaning::Key),
        (Meaning::Selection, Meaning::SelectionIdle),
        (Meaning::Header, Meaning::BadgeIncident),
    ];
    for name in Theme::names() {
        for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::None] {
            let theme = Theme::named(name).unwrap().at(depth);
            for (a, b) in pairs {
                assert_ne!(theme.style(a), theme.style(b), "{name} {depth:?} {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn a_child_changes_what_it_names_and_keeps_the_rest() {
    let child = Theme::parse("parent = \"dark\"\n[palette]\nember = [\"#00ff00\", \"green\"]\n").unwrap();
    let dark = Theme::default();
    assert_eq!(child.style(Meaning::Accent).fg, Some(Color::Rgb(0, 255, 0)));
    assert_eq!(child.style(Meaning::Key).fg, Some(Color::Rgb(0, 255, 0)));
    assert_eq!(child.style(Meaning::Good), dark.style(Meaning::Good));
}

#[rstest]
#[case("[look]\ntitle = \"sky\"\n", 2, "no colour is called \"sky\"")]
#[case("\n[look]\n\ntitel = \"red\"\n", 4, "nothing is called \"titel\"")]
#[case("parent = \"drak\"\n", 1, "no built-in theme is called \"drak\"")]
#[case("[palette]\na = \"nope\"\n", 2, "write [\"#rrggbb\", \"name of one of 16\"]")]
#[case("[look]\ntitle = \"red on\"\n", 2, "a colour must follow \"on\"")]
#[case("[looks]\n", 1, "\"looks\" is none of parent, [palette], [look]")]
#[case("[look]\ntitle = 3\n", 2, "write \"colour on background bold\", or two of them")]
fn mistakes_name_their_line(#[case] text: &str, #[case] line: usize, #[case] what: &str) {
    assert_eq!(Theme::parse(text), Err(ThemeError { line, what: what.to_owned() }));
}

#[test]
fn broken_toml_names_its_line() {
    let error = Theme::parse("[look]\ntitle = \n").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(error.to_string().starts_with("line 2: "));
}

/// Contrast of two colours after WCAG 2.2, "relative luminance" and "contrast ratio".
fn contrast(a: Color, b: Color) -> f64 {
    let channel = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |c: Color| match c {
        Color::Rgb(r, g, b) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b),
        _ => unreachable!("only true colour is measured"),
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[rstest]
#[case("dark", Color::Rgb(0x11, 0x11, 0x1b), 4.5)]
#[case("light", Color::Rgb(0xfb, 0xfa, 0xf7), 4.5)]
#[case("high-contrast", Color::Rgb(0, 0, 0), 7.0)]
fn text_can_be_read_on_its_background_and_under_the_cursor(
    #[case] name: &str,
    #[case] ground: Color,
    #[case] least: f64,
) {
    let theme = Theme::named(name).unwrap();
    let selection = theme.style(Meaning::Selection);
    for meaning in Meaning::ALL {
        if matches!(meaning, Meaning::Border | Meaning::BorderActive) {
            continue;
        }
        let style = theme.style(*meaning);
        let Some(fg) = style.fg else { continue };
        let found = contrast(fg, style.bg.unwrap_or(ground));
        assert!(found >= least, "{name} {}: {found:.2}", meaning.name());
        let under = contrast(selection.fg.unwrap_or(fg), selection.bg.unwrap_or(ground));
        assert!(style.bg.is_some() || under >= 3.0, "{name} {} selected: {under:.2}", meaning.name());
    }
}
