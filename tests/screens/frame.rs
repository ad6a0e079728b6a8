//! The frame around every screen: header, footer, what lies over it, and what is said for a moment.

use std::sync::Arc;
use std::time::Duration;

use super::desk::Desk;
use super::worlds;
use insta::assert_snapshot;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::domain::token::Owner;
use tokendeck::domain::token::Token;
use tokendeck::domain::token::TokenRef;
use tokendeck::protocol::Budget;
use tokendeck::protocol::Change;
use tokendeck::protocol::Delta;
use tokendeck::protocol::Event;
use tokendeck::protocol::Fault;
use tokendeck::protocol::FaultKind;
use tokendeck::protocol::Scope;
use tokendeck::protocol::SyncNote;
use tokendeck::screens::route::Route;
use tokendeck::ui::Theme;

/// News of one account with so many tokens.
fn many(tokens: u64) -> Vec<Event> {
    let owner = Owner::Account(worlds::account(0));
    let token = |n: u64| {
        let at = TokenRef { owner: owner.clone(), id: worlds::id(n).as_str().into() };
        worlds::fetched(Token { at, ..worlds::token(1, &format!("robot-{n:03}")) })
    };
    let change = Change::Tokens { list: Arc::new((0..tokens).map(token).collect()), complete: true };
    vec![Event::World(Delta { scope: Scope::Tokens(owner.clone()), revision: 1, as_of: worlds::NOW, change })]
}

/// The last row that is drawn.
fn footer(desk: &Desk) -> String {
    desk.text().lines().next_back().unwrap_or_default().to_owned()
}

#[rstest]
#[case::list("", "enter open")]
#[case::filter("/", "enter keep   esc drop")]
#[case::menu("x", "d e v pick   enter do it   esc cancel   up/down choose")]
#[case::question("xd", "y disable it   esc cancel")]
#[case::typed("xv", "type 3c6e to go on   esc cancel")]
#[case::typed_right("xv3c6e", "enter revoke it   esc cancel")]
#[case::command_line(":", "enter do it   tab complete")]
#[case::help("?", "esc close   up/down scroll")]
#[case::help_with_a_word("?sort", "esc clear")]
#[case::json("<enter><tab><tab><tab>", "/ search")]
#[case::json_search("<enter><tab><tab><tab>/", "enter find   esc drop")]
fn the_footer_shows_the_keys_that_work_now(#[case] keys: &str, #[case] shown: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys("/ci-deploy<enter>");
    let (open, rest) = match keys.strip_prefix("<enter>") {
        Some(rest) => (desk.keys("<enter>").answer_looks(), rest),
        None => (desk, keys),
    };
    let desk = open.keys(rest);
    assert!(footer(&desk).contains(shown), "{}", desk.text());
    assert!(keys.is_empty() || keys.starts_with("<enter>") || !footer(&desk).contains("enter open"));
}

/// Nothing is being read then, whatever is still to be read.
#[rstest]
fn a_pause_by_the_server_is_not_hidden_behind_reading(
    #[values((80, 24), (60, 16), (120, 40))] size: (u16, u16),
) {
    let reading = SyncNote { asking: 1, done: 2, ..SyncNote::default() };
    let pause =
        Budget { paused_until: Some(worlds::NOW.plus(Duration::from_secs(300))), ..Budget::default() };
    let desk = Desk::at(size).hear(worlds::full()).hear(vec![Event::Sync(reading), Event::Budget(pause)]);
    let text = desk.text();
    assert!(
        text.lines().next().is_some_and(|header| header.contains("paused by the server for 5m")),
        "{text}"
    );
}

#[rstest]
fn dialogs_leave_header_and_footer_in_sight(
    #[values((60, 16), (80, 24))] size: (u16, u16),
    #[values("*xv", "*xd", "xv", "x", "?", ":", "Y")] keys: &str,
) {
    let desk = Desk::at(size).hear(many(117));
    let before = desk.text();
    let desk = desk.keys(keys);
    let (before, now): (Vec<&str>, String) = (before.lines().collect(), desk.text());
    let now: Vec<&str> = now.lines().collect();
    assert_eq!(now[..2], before[..2], "header and tabs");
    assert!(now.last().is_some_and(|line| line.contains("esc ")), "{}", now.join("\n"));
    if keys.starts_with("*x") {
        assert!(now.iter().any(|line| line.contains("117 tokens?")), "{}", now.join("\n"));
        let named = now.iter().filter(|line| line.contains("robot-")).count();
        assert!(named >= 2, "what will be hit is in sight\n{}", now.join("\n"));
        assert!(now.iter().any(|line| line.contains('↓')), "that there is more is said\n{}", now.join("\n"));
    }
}

#[test]
fn marks_that_the_filter_hides_are_counted_and_named() {
    let desk = Desk::at((100, 30))
        .hear(worlds::full())
        .keys("/ci-deploy<enter> F/dns-robot<enter> F/grafana<enter> ");
    assert!(desk.text().contains("3 marked, 2 not visible"), "{}", desk.text());
    let desk = desk.keys("x");
    assert!(desk.text().contains("╭─ 3 marked, 2 not visible ─"), "{}", desk.text());
    let desk = desk.keys("v");
    let text = desk.text();
    assert!(text.contains("2 of them are not visible: the filter hides them."), "{text}");
    for hidden in ["ci-deploy", "dns-robot"] {
        let row = text.lines().find(|line| line.contains(hidden));
        assert!(row.is_some_and(|row| row.contains("not visible")), "{text}");
    }
    assert_snapshot!("over_revoke_hidden", text);
}

#[test]
fn a_single_hidden_mark_is_told_too() {
    let desk = Desk::at((100, 30)).hear(worlds::full()).keys("/ci-deploy<enter> F/grafana<enter>x");
    assert!(desk.text().contains("╭─ 1 marked, 1 not visible ─"), "{}", desk.text());
    let desk = desk.keys("d");
    assert!(desk.text().contains("ci-deploy  not visible: the filter hides it"), "{}", desk.text());
}

#[rstest]
#[case::no_view_yet("4", "4 means nothing here; ? lists the keys")]
#[case::incident("!", "! means nothing here; ? lists the keys")]
#[case::of_another_view("t", "t (its tokens) belongs to: accounts")]
fn a_key_without_meaning_is_answered(#[case] key: &str, #[case] told: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys(key);
    assert!(desk.text().contains(told), "{}", desk.text());
    assert!(footer(&desk).contains("enter open"), "the keys stay in sight\n{}", desk.text());
}

#[test]
fn every_warning_at_the_start_can_be_read() {
    let mut desk = Desk::at((80, 24)).hear(worlds::full());
    let warnings = ["config.toml line 3: there is no setting \"colour\"", "line 9: \"Q\" is not a theme"];
    desk.model.warn(warnings.map(str::to_owned).to_vec());
    assert!(desk.text().contains("2 warnings, L shows them all: config.toml line 3"), "{}", desk.text());
    update(&mut desk.model, Msg::Tick(worlds::NOW.plus_millis(3_600_000)));
    assert!(desk.text().contains("2 warnings"), "it stays until a key is pressed");
    let desk = desk.keys("L");
    assert_snapshot!("over_messages", desk.text());
    assert!(!desk.keys("<esc>").text().contains("2 warnings"));
}

#[test]
fn a_long_note_takes_further_rows_and_leaves_the_keys_alone() {
    let fault = Fault::new(
        FaultKind::Server,
        "The cache could not be opened because another tokendeck is using it, so nothing is kept.",
        "Close the other one, or start this one with --no-cache to go on without.",
    );
    let desk = Desk::at((60, 16)).hear(worlds::full()).hear(vec![Event::Notice(fault)]);
    assert_snapshot!("over_long_note_60x16", desk.text());
}

#[test]
fn the_link_of_the_first_screen_can_be_copied() {
    let desk = Desk::new(&Route::Welcome, (80, 24)).keys("y");
    let copied = desk.asked.iter().find_map(|e| match e {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert!(
        copied.is_some_and(|link| link.starts_with("https://dash.cloudflare.com/?to=/:account/api-tokens"))
    );
}

#[rstest]
fn ascii_is_ascii_everywhere(
    #[values("", "/cmd<enter><enter>", "2", "3", "8", "x", "xv", "Y", "?", ":acc", "/")] keys: &str,
) {
    let desk = Desk::at((120, 40)).hear(worlds::full()).hear(worlds::requests()).keys(keys).answer_looks();
    for cell in desk.draw(&Theme::default(), true).backend().buffer().content() {
        assert!(cell.symbol().is_ascii(), "{:?} on {keys:?}", cell.symbol());
    }
}
