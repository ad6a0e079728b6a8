//! What holds of every place of the dashboard, in every look and at every size.

use super::desk::Desk;
use super::places;
use super::worlds;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::protocol::Event;
use tokendeck::protocol::Job;
use tokendeck::protocol::Progress;
use tokendeck::screens::route::Route;
use tokendeck::ui::Depth;
use tokendeck::ui::Theme;

fn every_place(size: (u16, u16)) -> impl Iterator<Item = (&'static str, Route, Desk)> {
    places::all().map(move |(route, place)| {
        let desk = places::at(&route, place, size);
        (place.0, route, desk)
    })
}

fn frame(desk: &Desk, theme: &Theme, ascii: bool) -> Buffer {
    desk.draw(theme, ascii).backend().buffer().clone()
}

fn rows(frame: &Buffer) -> Vec<String> {
    let width = usize::from(frame.area.width);
    frame.content.chunks(width).map(|row| row.iter().map(|cell| cell.symbol()).collect()).collect()
}

fn colours(frame: &Buffer) -> impl Iterator<Item = Color> {
    frame.content.iter().flat_map(|cell| [cell.fg, cell.bg])
}

#[test]
fn every_look_shows_the_same_words_with_the_colours_it_may_use() {
    let dark = Theme::default();
    let looks: Vec<(&str, Depth, Theme)> = Theme::names()
        .flat_map(|name| {
            let depths = [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::None];
            depths.map(|depth| (name, depth, Theme::named(name).unwrap().at(depth)))
        })
        .collect();
    for (place, _, desk) in every_place((120, 40)) {
        let words = rows(&frame(&desk, &dark, false));
        for (name, depth, theme) in &looks {
            let drawn = frame(&desk, theme, false);
            assert_eq!(rows(&drawn), words, "{place} in {name} at {depth:?}: meaning by colour alone");
            let foreign = colours(&drawn).find(|colour| match (name, depth, colour) {
                (_, _, Color::Reset) => false,
                (&"mono", ..) | (_, Depth::None, _) => true,
                (_, Depth::Ansi16, colour) => matches!(colour, Color::Rgb(..) | Color::Indexed(_)),
                (_, Depth::Ansi256, colour) => matches!(colour, Color::Rgb(..)),
                _ => false,
            });
            assert_eq!(foreign, None, "{place} in {name} at {depth:?}");
        }
    }
}

#[test]
fn ascii_is_ascii_everywhere_and_nothing_moves() {
    let theme = Theme::default();
    for (place, _, desk) in every_place((120, 40)) {
        let drawn = frame(&desk, &theme, true);
        let foreign = drawn.content.iter().find(|cell| !cell.symbol().is_ascii());
        assert_eq!(foreign, None, "{place}");
    }
}

/// What the last row says, hint by hint.
fn hints(rows: &[String]) -> Vec<String> {
    let last = rows.last().map(String::as_str).unwrap_or_default();
    last.split("   ").map(str::trim).filter(|hint| !hint.is_empty()).map(str::to_owned).collect()
}

#[rstest]
fn every_place_fits_every_size(
    #[values((60, 16), (61, 17), (80, 24), (120, 40), (300, 100))] size: (u16, u16),
) {
    let wide: Vec<Vec<String>> = every_place((300, 40))
        .map(|(.., desk)| hints(&rows(&frame(&desk, &Theme::default(), false))))
        .collect();
    for ((place, route, desk), all) in every_place(size).zip(wide) {
        let drawn = rows(&frame(&desk, &Theme::default(), false));
        let told = drawn.join("\n");
        assert!(drawn[0].starts_with(" tokendeck"), "{place}: the header\n{told}");
        let tabs =
            if route == Route::Welcome { "" } else { "  1 tokens   2 accounts   3 matrix   8 requests" };
        assert!(drawn[1].starts_with(tabs), "{place}: the tabs\n{told}");
        let shown = hints(&drawn);
        assert!(!shown.is_empty(), "{place}: no key in the footer\n{told}");
        for hint in &shown {
            assert!(all.contains(hint), "{place}: {hint:?} is cut; there are {all:?}\n{told}");
        }
    }
}

#[rstest]
fn too_small_a_terminal_is_told_everywhere(
    #[values((59, 16), (60, 15), (12, 4), (3, 1), (1, 1))] size: (u16, u16),
) {
    for (place, route, mut desk) in every_place((80, 24)) {
        desk.size = size;
        update(&mut desk.model, Msg::Resize(size.0, size.1));
        let drawn = rows(&frame(&desk, &Theme::default(), false)).join("\n");
        let told = format!("{}x{} is too small", size.0, size.1);
        assert!(size.0 < 30 || drawn.contains(&told), "{place} of {route:?}:\n{drawn}");
    }
}

/// What is being done is told beside the tabs, never over them.
#[rstest]
fn a_running_job_leaves_the_tabs_alone(#[values((60, 16), (80, 24), (120, 40))] size: (u16, u16)) {
    let desk = Desk::at(size).hear(worlds::full()).keys("/ci-deploy<enter>xv3c6e<enter>");
    let id = desk.asked.iter().find_map(|effect| match effect {
        Effect::Submit(id, Job::Deeds(_)) => Some(*id),
        _ => None,
    });
    let doing = "revoking ci-deploy of Northwind Retail and proving it";
    let progress = Progress { doing: doing.into(), done: 312, of: Some(1_000) };
    let desk = desk.hear(vec![Event::Progress(id.unwrap(), progress)]);
    let drawn = rows(&frame(&desk, &Theme::default(), false));
    assert!(drawn[1].starts_with("  1 tokens   2 accounts   3 matrix   8 requests "), "{}", drawn[1]);
    assert!(drawn[1].contains("312/1000"), "{}", drawn[1]);
}
