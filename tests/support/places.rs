//! Every place of the dashboard, and the way to it: whatever must hold everywhere is tried in all of them.

use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::screens::route::Route;

use super::desk::Desk;
use super::remembered;
use super::worlds;

/// A place: its name, the keys that lead there from the list of tokens, and those that lead on once what is on screen has
/// been read.
pub struct Place(pub &'static str, &'static str, &'static str);

/// The places that a view has. A new view does not compile before it has some.
fn of(route: &Route) -> &'static [Place] {
    match route {
        Route::Welcome => &[Place("first screen", "", "")],
        Route::Tokens(_) => &[
            Place("tokens", "", ""),
            Place("tokens, further down", "jjj", ""),
            Place("tokens, marked", "jj  ", ""),
            Place("tokens, under headings", "b", ""),
            Place("tokens, a folded heading", "bh", ""),
            Place("tokens, of one account", "2G<enter>", ""),
        ],
        Route::Filtered { .. } => &[
            Place("tokens, filtered", "/northwind<enter>", ""),
            Place("tokens, none left", "/zzzz<enter>", ""),
            Place("tokens, a filter being typed", "/status:", ""),
            Place("tokens, columns being chosen", "|", ""),
        ],
        Route::View(_) => &[Place("a saved view", "E", "")],
        Route::Token(_) => &[
            Place("token", "/dns-robot<enter><enter>", ""),
            Place("token of the user", "/my laptop<enter><enter>", ""),
            Place("token, by resource", "/dns-robot<enter><enter>", "<tab>"),
            Place("token, by permission", "/leaked<enter><enter>", "<tab><tab>j"),
            Place("token, as JSON", "/dns-robot<enter><enter>", "<tab><tab><tab>"),
        ],
        Route::History(_) => {
            &[Place("history", "/dns-robot<enter>H", ""), Place("history of what is gone", "WG<enter>", "")]
        }
        Route::Note(_) => &[Place("note", "/dns-robot<enter>N", "")],
        Route::News => &[Place("news", "W", ""), Place("news, further down", "Wj", "")],
        Route::Calendar(_) => &[
            Place("calendar", "C", ""),
            Place("calendar, a day without an end", "C<right>", ""),
            Place("calendar, its list", "C<tab><tab><enter>", ""),
        ],
        Route::WhoCan(_) => &[
            Place("who can, nothing asked", "8w<esc>", ""),
            Place("who can, being typed", "8wdns", ""),
            Place("who can, answered", "8wdns edit<enter>northwind.example<enter>", ""),
            Place("who can, nobody", "8wzaraz admin<enter>acme<enter>", ""),
        ],
        Route::Accounts => &[
            Place("accounts", "2", ""),
            Place("accounts, a heading", "2g", ""),
            Place("accounts, a folded heading", "2Gh", ""),
            Place("accounts, the last", "2G", ""),
            Place("accounts, none left", "2/zzzz<enter>", ""),
        ],
        Route::Matrix => &[Place("matrix", "3", ""), Place("matrix, an older snapshot", "3hj", "")],
        Route::Product(_) => &[
            Place("product", "3/dns<enter><enter>", ""),
            Place("product that no token uses", "3/waiting<enter><enter>", ""),
        ],
        Route::Import => &[Place("import", "3i", "")],
        Route::Requests => &[Place("requests", "8", ""), Place("requests, further down", "8jj", "")],
        Route::Request(_) => &[Place("request", "8j<enter>", "")],
    }
}

/// One address of every view.
fn routes() -> Vec<Route> {
    let at = worlds::at(1);
    let filtered = Route::Filtered { account: None, filter: String::new() };
    vec![
        Route::Welcome,
        Route::Tokens(None),
        filtered,
        Route::View("ending soon".into()),
        Route::Token(at.clone()),
        Route::History(at.clone()),
        Route::Note(at),
        Route::News,
        Route::Calendar(None),
        Route::WhoCan(tokendeck::screens::route::Asked::default()),
        Route::Accounts,
        Route::Matrix,
        Route::Product("DNS".into()),
        Route::Import,
        Route::Requests,
        Route::Request(3),
    ]
}

/// Every place.
pub fn all() -> impl Iterator<Item = (Route, &'static Place)> {
    routes().into_iter().flat_map(|route| of(&route).iter().map(move |place| (route.clone(), place)))
}

/// The dashboard at a place, over a world in which there is something of everything.
pub fn at(route: &Route, place: &Place, size: (u16, u16)) -> Desk {
    if *route == Route::Welcome {
        return Desk::new(&Route::Welcome, size);
    }
    let mut desk = full(size).keys(place.1).answer_looks().keys(place.2);
    // What was said on the way has gone.
    update(&mut desk.model, Msg::Tick(worlds::NOW.plus_millis(7_000)));
    desk
}

/// The list of tokens over a world in which there is something of everything.
pub fn full(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(&Route::Tokens(None), size);
    let past = vec![remembered::past(1, false, 1), remembered::past(99, true, 2)];
    let all = [worlds::full(), worlds::movers(), worlds::requests(), remembered::news(), past].concat();
    desk.asked.extend(update(&mut desk.model, Msg::Engine(all)));
    desk
}
