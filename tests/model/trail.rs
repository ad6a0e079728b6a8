//! Back and forward between places, and the return of the next run to the last one.

use super::Desk;
use super::settings;
use super::worlds;
use proptest::prelude::*;
use rstest::rstest;
use tokendeck::domain::token::TokenRef;
use tokendeck::protocol::Change;
use tokendeck::protocol::Delta;
use tokendeck::protocol::Event;
use tokendeck::protocol::Scope;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::place::Place;
use tokendeck::screens::route::Route;

fn desk() -> Desk {
    Desk::at((120, 40)).hear(worlds::full())
}

fn place(desk: &Desk) -> Place {
    desk.model.place().unwrap()
}

/// Away from where `there` leads by `away`, back, and forward again.
#[rstest]
#[case::a_filter_and_its_cursor("/northwind<enter>jj", "2")]
#[case::an_order_and_headings("sSbjjj", "3")]
#[case::a_token_and_its_pane("/ci-deploy<enter><enter><tab>", "1")]
#[case::a_stack("jj<enter>H", "1")]
#[case::the_list_below_a_token("jj", "<enter>")]
#[case::an_account("2G<enter>j", "8")]
#[case::an_account_that_esc_left("2G<enter>", "<esc>")]
#[case::a_filter_that_esc_dropped("/northwind<enter>j", "<esc>")]
#[case::a_saved_view("E<down>", "1C")]
#[case::accounts("2/media<enter>s", "1")]
#[case::the_calendar("C<right><right><right><tab><enter>", "t")]
#[case::who_can("/dns-robot<enter>w<tab>", "t")]
#[case::the_matrix("3/dns<enter>shhj", "<enter>")]
#[case::a_product("3<enter><tab>", "2")]
#[case::by_command_line("j", ":contoso m<enter>")]
fn one_comes_back_as_one_left(#[case] there: &str, #[case] away: &str) {
    let desk = desk().keys(there);
    let left = place(&desk);
    let desk = desk.keys(away);
    let elsewhere = place(&desk);
    assert_ne!(left, elsewhere);
    let mut desk = desk.keys("[");
    // `away` may have led over more than one place.
    for _ in 0..3 {
        if place(&desk) != left {
            desk = desk.keys("<alt-left>");
        }
    }
    assert_eq!(place(&desk), left, "{}", desk.text());
    for _ in 0..3 {
        desk = desk.keys("]");
    }
    assert_eq!(place(&desk), elsewhere, "{}", desk.text());
    assert!(desk.keys("<alt-right>").text().contains("nothing to go forward to"));
}

#[test]
fn going_elsewhere_cuts_the_way_forward() {
    let desk = desk().keys("2[3]");
    assert!(desk.text().contains("nothing to go forward to; go back first"), "{}", desk.text());
    assert_eq!(place(&desk.keys("[")), place(&self::desk()));
}

#[rstest]
#[case::nowhere_yet("[")]
#[case::the_same_place_again("11[")]
#[case::moving_is_not_going("jjGgs[")]
#[case::forms_are_no_places("/ci-deploy<enter>N<esc><esc>[")]
fn there_is_nothing_to_go_back_to(#[case] keys: &str) {
    let desk = desk().keys(keys);
    let dropped = keys.contains('/');
    assert_eq!(desk.text().contains("nothing to go back to"), !dropped, "{}", desk.text());
}

#[test]
fn brackets_are_text_where_text_is_typed_and_nothing_to_a_dialog() {
    let typed = desk().keys("2").keys("/[]");
    assert!(typed.text().contains("/ []"), "{}", typed.text());
    let asked = desk().keys("21xv[");
    assert!(asked.text().contains("Revoke"), "{}", asked.text());
    assert!(desk().keys("2:[").text().contains(":["));
}

#[test]
fn a_token_that_went_meanwhile_says_so() {
    let desk = desk().keys("/ci-deploy<enter><enter>1");
    let gone = worlds::at(2);
    let change = Change::Gone(gone.clone());
    let news = Delta { scope: Scope::Token(gone), revision: 99, as_of: worlds::NOW, change };
    let desk = desk.hear(vec![Event::World(news)]).keys("[");
    assert!(desk.text().contains("this token is not there any more"), "{}", desk.text());
    assert!(matches!(place(&desk).stack().last(), Some((Route::Token(_), _))));
}

/// A row that was in sight is, again, whatever was folded meanwhile.
#[test]
fn an_account_comes_back_from_under_its_folded_heading() {
    let there = desk().keys("2G");
    let row = place(&there);
    let desk = there.keys("W2h[[");
    assert!(place(&desk).stack().starts_with(row.stack()), "{:?} {row:?}", place(&desk));
}

/// What names nothing known cannot be asked again, and no lens on it either.
#[test]
fn a_question_about_nothing_known_is_recalled_as_none() {
    let desk = desk().keys("wzzz<esc><tab>");
    let here = place(&desk);
    assert_eq!(place(&desk.keys("[").keys("]")), here);
}

#[rstest]
#[case::by_key("alt-left")]
#[case::by_name("place-back")]
#[case::by_its_words("you were in before")]
#[case::by_label("place back")]
fn help_finds_a_command(#[case] typed: &str) {
    let found = desk().keys("2?").keys(typed);
    assert!(found.text().contains("To the place you were in before"), "{}", found.text());
}

const KEYS: &[&str] = &[
    "j",
    "G",
    "g",
    "enter",
    "esc",
    "1",
    "2",
    "3",
    "8",
    "C",
    "w",
    "W",
    "H",
    "t",
    "tab",
    "s",
    "b",
    "E",
    "F",
    "/",
    "d",
    "o",
    "h",
    "right",
    "backspace",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn back_shows_what_was_visited_and_forward_undoes_it(
        keys in proptest::collection::vec((0..KEYS.len(), 0u8..4), 0..40)
    ) {
        let mut desk = desk();
        let mut visited = vec![place(&desk)];
        for (key, walk) in keys {
            desk = desk.keys(&format!("<{}>", KEYS[key]));
            let here = place(&desk);
            visited.push(here.clone());
            if walk > 0 || desk.model.typing() {
                continue;
            }
            desk = desk.keys("[");
            let back = place(&desk);
            prop_assert!(visited.contains(&back), "{back:?}");
            if back != here && !desk.model.typing() {
                desk = desk.keys("]");
                prop_assert_eq!(place(&desk), here);
            }
        }
    }

    #[test]
    fn the_next_run_begins_where_this_one_ended(keys in proptest::collection::vec(0..KEYS.len(), 0..25)) {
        let mut desk = desk();
        for key in keys {
            desk = desk.keys(&format!("<{}>", KEYS[key]));
        }
        let left = place(&desk);
        let text = left.text();
        let read = Place::parse(&text);
        prop_assert!(read.is_some(), "{text}");
        // Requests are other ones in the next run.
        if !text.contains("requests") {
            prop_assert_eq!(read.as_ref(), Some(&left));
        }
    }

    #[test]
    fn no_text_breaks_the_start(text in "\\PC{0,60}") {
        prop_assert!(Place::parse(&text).is_none());
    }
}

/// A run that begins where another ended, before it has read anything.
fn again(left: &Place) -> Desk {
    let settings = Settings { fresh_other: 1, ..settings() };
    let mut desk = Desk::with(settings, &Route::Tokens(None), (120, 40));
    let asked = desk.model.restore(Place::parse(&left.text()).unwrap());
    desk.asked.extend(asked);
    desk
}

#[rstest]
#[case::a_filter_and_its_cursor("/northwind<enter>jj")]
#[case::an_order_and_headings("sSbjjj")]
#[case::a_token("/ci-deploy<enter><enter><tab>")]
#[case::an_account("2G<enter>j")]
#[case::a_saved_view("E<down>")]
#[case::accounts("2jj")]
#[case::the_calendar("C<right><right><right>")]
#[case::who_can("/dns-robot<enter>w")]
#[case::the_matrix("3/dns<enter>shj")]
#[case::requests("8")]
fn the_last_place_is_there_at_the_start(#[case] keys: &str) {
    let left = desk().keys(keys);
    let desk = again(&place(&left));
    assert_eq!(place(&desk), place(&left), "before anything was read");
    let desk = desk.hear(worlds::full());
    assert_eq!(place(&desk), place(&left), "{}", desk.text());
    assert!(!desk.text().contains("you were elsewhere"));
    assert!(desk.keys("[").text().contains("nothing to go back to"));
}

#[rstest]
#[case::a_token(Route::Token(TokenRef { id: "ffff".into(), ..worlds::at(2) }), "this token is not there any more")]
#[case::an_account(Route::Tokens(Some("ffff".into())), "this account is not in reach any more")]
#[case::a_product(Route::Product("Nothing".into()), "the matrix does not have this product")]
fn a_place_that_is_gone_gives_way_to_the_list_of_tokens(#[case] route: Route, #[case] told: &str) {
    let below = route.root().is_none().then_some(Route::Tokens(None));
    let left = Place::of(below.into_iter().chain([route]).map(|route| (route, Default::default()))).unwrap();
    let desk = again(&left).hear(worlds::full());
    assert!(desk.text().contains("you were elsewhere") && desk.text().contains(told), "{}", desk.text());
    assert!(place(&desk).has_same_views(&Place::home()));
    assert!(desk.keys("[").text().contains("nothing to go back to"));
}

#[test]
fn whoever_presses_a_key_stays() {
    let left = Place::of([(Route::Tokens(Some("ffff".into())), Default::default())].into_iter()).unwrap();
    let desk = again(&left).keys("j").hear(worlds::full());
    assert_eq!(place(&desk).stack()[0].0, Route::Tokens(Some("ffff".into())));
}

#[test]
fn what_looks_like_a_value_is_not_kept() {
    let value = "aB3".repeat(13) + "x";
    let desk = desk().keys(&format!("/{value}<enter>"));
    assert!(place(&desk).is_filtered() && !place(&desk).text().contains(&value));
    assert_eq!(Place::parse(&place(&desk).text()).map(|place| place.is_filtered()), Some(false));
}
