//! What the program is doing: jobs under way and for how long, and what the background keeps fresh.

use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use crate::domain::ids::AccountId;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::protocol::Job;
use crate::protocol::Scope;
use crate::screens::cx::Running;
use crate::screens::cx::Seen;
use crate::screens::deeds::owner_name;
use crate::ui::Meaning;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::text;
use crate::ui::write;
use crate::world::World;

/// From this height of the body on, three jobs are shown; below, one.
const TALL: u16 = 20;

/// The rows of the panel, its frame included. They do not depend on how many jobs there are: nothing jumps.
pub(super) fn rows(height: u16) -> u16 {
    if height >= TALL { 5 } else { 3 }
}

/// Paints the panel.
pub(super) fn draw(seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    let count = seen.jobs.len();
    let inner = Panel::new("jobs")
        .and(Meaning::Muted, if count == 0 { String::new() } else { format!(" {}", text::count(count)) })
        .note(background(seen))
        .draw(seen.paint, area, buf);
    let room = usize::from(inner.height);
    let mut lines: Vec<Phrase> = seen.jobs.values().map(|job| line(job, seen)).collect();
    if lines.len() > room {
        let rest = lines.split_off(room.saturating_sub(1)).len();
        lines.push(Phrase::new().muted(format!("and {rest} more")));
    }
    if lines.is_empty() {
        lines.push(Phrase::new().muted("nothing is being done for you"));
    }
    for (y, line) in (0..inner.height).zip(&lines) {
        write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, y), buf);
    }
}

/// `42s  revoke 3 tokens  proving 2/3`
fn line(running: &Running, seen: &Seen<'_>) -> Phrase {
    let age = text::pad(&text::age(seen.now.since(running.since)), 4, seen.paint.ellipsis());
    let phrase = Phrase::new().with(Meaning::Info, format!("{age} ")).text(said(&running.job, seen.world));
    match &running.progress {
        None => phrase,
        Some(p) => {
            let of = p.of.map(|of| format!("/{of}")).unwrap_or_default();
            phrase.muted(format!("  {} {}{of}", clean(&p.doing), p.done))
        }
    }
}

/// What the background keeps fresh, at the edge of the panel.
fn background(seen: &Seen<'_>) -> Phrase {
    let note = seen.world.sync();
    match (note.asking, note.waiting) {
        (0, 0) => Phrase::new().muted("background: all fresh"),
        (asking, waiting) => Phrase::new().with(
            Meaning::Info,
            format!("background: asking for {}, {} waiting", text::plural(asking as usize, "list"), waiting),
        ),
    }
}

/// A job in words.
fn said(job: &Job, world: &World) -> String {
    match job {
        Job::Refresh(scope) => format!("read {}", scope_name(scope, world)),
        Job::Look(at) => format!("read the token {}", token_name(at, world)),
        Job::Past(at) => format!("read the history of {}", token_name(at, world)),
        Job::Note(at, _) => format!("keep the note about {}", token_name(at, world)),
        Job::Deeds(deeds) => match deeds.as_slice() {
            [one] => format!("{} {}", one.verb.word(), clean(&one.name)),
            [first, ..] => format!("{} {}", first.verb.word(), text::plural(deeds.len(), "token")),
            [] => "no deeds".to_owned(),
        },
        Job::Resume(plan) => format!("resume the plan {plan}"),
        Job::Settle(plan) => format!("settle the plan {plan}"),
        Job::Recall | Job::Remembered(_) => "read what this machine remembers".to_owned(),
        Job::Seen(_) => "take changes as seen".to_owned(),
        Job::Probe { .. } => "ask products whether they take the token".to_owned(),
        Job::KeepLine(_) => "remember the command line".to_owned(),
        Job::KeepPlace(_) => "remember the place".to_owned(),
        Job::WriteDraft { .. } => "write a draft to a file".to_owned(),
        Job::Trace(_) => "find tokens by their ids".to_owned(),
        Job::ReadPage(file) => format!("read {}", clean(file)),
        Job::KeepSnapshot(snapshot) => format!("keep the snapshot {}", clean(&snapshot.id)),
        Job::RemoveSnapshot(id) => format!("remove the snapshot {}", clean(id)),
        Job::RefreshAll => "read everything".to_owned(),
        Job::Watch(_) => "watch what is on screen".to_owned(),
        Job::Identify => "find out who we are".to_owned(),
        Job::Verify { .. } => "ask whose value it is".to_owned(),
    }
}

fn token_name(at: &TokenRef, world: &World) -> String {
    world.token(at).map_or_else(|| at.id.to_string(), |token| clean(&token.name).into_owned())
}

fn scope_name(scope: &Scope, world: &World) -> String {
    let of = |id: &AccountId| owner_name(&Owner::Account(id.clone()), world);
    match scope {
        Scope::Identity => "who we are".to_owned(),
        Scope::Accounts => "the accounts".to_owned(),
        Scope::Tokens(owner) => format!("the tokens of {}", owner_name(owner, world)),
        Scope::Token(at) => format!("the token {}", token_name(at, world)),
        Scope::Groups(owner) => format!("the permission groups of {}", owner_name(owner, world)),
        Scope::Zones(id) => format!("the zones of {}", of(id)),
        Scope::Buckets(id) => format!("the buckets of {}", of(id)),
        Scope::Organizations => "the organizations".to_owned(),
        Scope::Members(id) => format!("the members of {}", of(id)),
    }
}
