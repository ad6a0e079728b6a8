//! What a machine remembers beside what Cloudflare says: news, notes, and the story of a token.

use std::sync::Arc;

use tokendeck::domain::history::Aspect;
use tokendeck::domain::history::Aspects;
use tokendeck::domain::history::Entry;
use tokendeck::domain::history::Mark;
use tokendeck::domain::history::Marked;
use tokendeck::domain::history::Past;
use tokendeck::domain::history::Watch;
use tokendeck::domain::history::What;
use tokendeck::domain::note::Field;
use tokendeck::domain::note::Note;
use tokendeck::domain::token::Token;
use tokendeck::protocol::Event;

use super::worlds::NOW;
use super::worlds::at;
use super::worlds::fetched;
use super::worlds::token;

/// What this machine remembers: one token is new, one has changed, one is gone; one has a note.
pub fn news() -> Vec<Event> {
    let marked = |n, mark, name: &str, ago: i64| Marked {
        at: at(n),
        mark,
        name: name.into(),
        noticed: NOW.plus_millis(-ago * 60_000),
    };
    let mut aspects = Aspects::of(Aspect::End);
    aspects.insert(Aspect::Permissions);
    let marks = vec![
        marked(1, Mark::Changed(aspects), "dns-robot", 12),
        marked(2, Mark::New, "ci-deploy", 3),
        marked(9, Mark::Gone, "old deploy", 55),
    ];
    let mut note = Note::default();
    note.set(Field::Owner, "platform team").unwrap();
    note.set(Field::Ticket, "OPS-4711").unwrap();
    vec![Event::Watch(Watch { revision: 1, marked: marks }), Event::Notes(vec![(at(1), note)])]
}

/// The story of a token that changed once and went.
pub fn past(n: u64, gone: bool, looked_at: usize) -> Event {
    let before = Token { expires_on: Some(NOW.plus_days(20)), ..token(n, "dns") };
    let after = Token { expires_on: None, ..token(n, "dns-robot") };
    let version = |token, days: i64, first| Entry {
        at: NOW.plus_days(-days),
        ours: false,
        what: What::Was { token: Box::new(fetched(token)), first },
    };
    let mut entries = vec![version(before, 90, true), version(after, 2, false)];
    if gone {
        let what = What::Gone { last_seen: NOW.plus_millis(-3_600_000) };
        entries.push(Entry { at: NOW.plus_millis(-1_800_000), ours: false, what });
    }
    let last_used = Some(NOW.plus_days(-1));
    Event::Past(at(n), Some(Arc::new(Past { at: at(n), entries, looked_at, last_used })))
}
