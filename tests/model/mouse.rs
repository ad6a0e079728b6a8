//! What a click and the wheel do, on every list, tab, title, dialog and hint.

use super::desk::Desk;
use super::places;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::protocol::Job;
use tokendeck::screens::cx::Mouse;

const SIZE: (u16, u16) = (120, 40);

/// The dashboard after these keys, with everything read that is on screen.
fn desk(keys: &str) -> Desk {
    places::full(SIZE).keys(keys).answer_looks()
}

fn mouse(mut desk: Desk, mouse: Mouse) -> Desk {
    let asked = update(&mut desk.model, Msg::Mouse(mouse));
    desk.asked.extend(asked);
    desk
}

/// Where words stand on screen, the first place from the top; in the last row where they begin with `_`.
fn place_of(desk: &Desk, words: &str) -> (u16, u16) {
    let text = desk.text();
    let rows: Vec<&str> = text.lines().map(|row| row.trim_matches('"')).collect();
    let (from, words) = words.strip_prefix('_').map_or((0, words), |words| (rows.len() - 1, words));
    let found = rows.iter().enumerate().skip(from).find_map(|(y, row)| {
        let before = &row[..row.find(words)?];
        Some((before.chars().count(), y))
    });
    let (x, y) = found.unwrap_or_else(|| panic!("no {words:?} in\n{text}"));
    (u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
}

/// Clicks on each of the words in turn, parted by ` > `.
fn click(mut desk: Desk, path: &str) -> Desk {
    for words in path.split(" > ") {
        let (x, y) = place_of(&desk, words);
        desk = mouse(desk, Mouse::Click(x, y));
    }
    desk
}

#[rstest]
#[case::tab("", "2 accounts", "ACCOUNT")]
#[case::tab_of_the_matrix("", "3 matrix", "PRODUCT")]
#[case::tab_one_is_in("", "1 tokens", "you are here already")]
#[case::a_row_then_opened("", "grafana-metrics > grafana-metrics", "next pane")]
#[case::title_sorts("", "ENDS", "ENDS ↑")]
#[case::title_again_reverses("", "ENDS > ENDS", "ENDS ↓")]
#[case::filter_line("/dns<enter>", "/ dns", "enter keep")]
#[case::an_offer("/status:", "disabled", "/ status:disabled")]
#[case::a_heading_folds("b", "Northwind Labs > Northwind Labs", "▸ Northwind Labs")]
#[case::accounts_open("2", "Contoso Media > Contoso Media", "tokens of Contoso Media")]
#[case::accounts_sort("2", "TOKENS", "TOKENS ↓")]
#[case::accounts_sort_reversed("2", "TOKENS > TOKENS", "TOKENS ↑")]
#[case::accounts_filter("2/nor<enter>", "/ nor", "enter keep")]
#[case::matrix_opens("3", "Access > Access", "my tokens that use it")]
#[case::matrix_sorts("3", "ACCT", "ACCT ↓")]
#[case::matrix_filter("3/dns<enter>", "/ dns", "enter keep")]
#[case::news("W", "ci-deploy > ci-deploy", "next pane")]
#[case::what_is_gone("W", "old deploy > old deploy", "history")]
#[case::requests("8", "/zones?page=1 > /zones?page=1", "copy as curl")]
#[case::a_day("C", " 25 ", "grafana-metrics")]
#[case::a_day_and_its_token("C", " 25  > grafana-metrics > grafana-metrics", "next pane")]
#[case::who_can("8wdns edit<enter>northwind.example<enter>", "grafana > grafana", "next pane")]
#[case::who_can_asks_what("8w<esc>", "any permission", "enter next")]
#[case::who_can_asks_where("8w<esc>", "anywhere", "enter show")]
#[case::who_can_proposal("8wdns", "DNS Write", "can:\"DNS Write\"")]
#[case::product("3/dns<enter><enter><tab><tab>", "dns-robot > dns-robot", "next pane")]
#[case::note("/dns-robot<enter>N", "OPS-4711", "not saved yet")]
#[case::import("3i", "YYYY-MM-DD", "date     x")]
#[case::menu_entry("/dns-robot<enter>x", "disable", "Disable dns-robot?")]
#[case::menu_cancel("/dns-robot<enter>x", "esc cancel", "enter open")]
#[case::question_no("/dns-robot<enter>xd", "esc cancel", "enter open")]
#[case::typed_too_early("/dns-robot<enter>xv", "enter revoke it", "that is not what is asked for")]
#[case::message("XL", "enter close", "enter open")]
#[case::columns("|", "creator", "· creator")]
#[case::command_line(":acc", "accounts ", "ACCOUNT")]
#[case::footer_hint("", "_/ filter", "enter keep")]
#[case::footer_of_a_filter("/dns", "_esc drop", "token-minter")]
#[case::footer_of_a_dialog("/dns-robot<enter>x", "_esc cancel", "enter open")]
#[case::footer_of_a_menu("/dns-robot<enter>x", "_enter do it", "enter open")]
#[case::footer_of_help("?", "_esc close", "enter open")]
fn a_click_does_what_it_points_at(#[case] keys: &str, #[case] path: &str, #[case] shown: &str) {
    let desk = click(desk(keys), path);
    // Where a field has been chosen, what is typed next goes there.
    let desk = if keys.ends_with('N') || keys.ends_with('i') { desk.keys("x") } else { desk };
    assert!(desk.text().contains(shown), "no {shown:?} in\n{}", desk.text());
}

#[test]
fn a_click_on_yes_is_yes() {
    let desk = click(desk("/dns-robot<enter>xd"), "y disable it");
    assert!(desk.asked.iter().any(|effect| matches!(effect, Effect::Submit(_, Job::Deeds(_)))));
    // What must be typed is typed first.
    let desk = click(self::desk("/dns-robot<enter>xv"), "enter revoke it");
    assert!(!desk.asked.iter().any(|effect| matches!(effect, Effect::Submit(_, Job::Deeds(_)))));
}

/// The wheel moves every list and page that is longer than its window, and back again.
#[rstest]
#[case::tokens("")]
#[case::headings("b")]
#[case::matrix("3")]
#[case::product("3/dns<enter><enter><tab>")]
#[case::requests("8")]
#[case::calendar_turns_weeks("C<right>")]
#[case::calendar_list("C<tab><tab><enter>")]
#[case::who_can("8w<enter>northwind.example<enter>")]
#[case::token("/leaked<enter><enter>")]
#[case::help("?")]
#[case::command_line(":")]
#[case::menu("x")]
#[case::views("V")]
fn the_wheel_scrolls(#[case] keys: &str) {
    let mut desk = Desk { size: (60, 16), ..desk(keys) };
    update(&mut desk.model, Msg::Resize(60, 16));
    let before = desk.text();
    let down = mouse(desk, Mouse::WheelDown);
    assert_ne!(down.text(), before, "it does not move");
    let there = down.text();
    let up = mouse(mouse(down, Mouse::WheelUp), Mouse::WheelUp);
    assert_ne!(up.text(), there, "it does not move back");
}

/// No click anywhere does something that cannot be taken back, and none panics.
#[test]
fn no_click_is_dangerous() {
    for (route, place) in places::all() {
        let mut desk = places::at(&route, place, (80, 24));
        for y in 0..24 {
            for x in (0..80).step_by(3) {
                desk = mouse(desk, Mouse::Click(x, y));
            }
        }
        let deeds = desk.asked.iter().filter(|effect| matches!(effect, Effect::Submit(_, Job::Deeds(_))));
        assert_eq!(deeds.count(), 0, "{}", place.0);
    }
}
