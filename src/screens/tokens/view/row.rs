//! A line of the list: a token in its cells, or a heading with its sums.

use std::borrow::Cow;
use std::cell::RefCell;

use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::text::Span;

use super::super::State;
use super::estate;
use super::gone;
use crate::clock::DAY;
use crate::domain::filter::Highlight;
use crate::domain::finding::Severity;
use crate::domain::note::Note;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::domain::token::Token;
use crate::domain::token::TokenRef;
use crate::domain::view::Column;
use crate::domain::words;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::news::sign_of as news_sign;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::gauge;
use crate::ui::table::Row;
use crate::ui::text;
use crate::ui::write;
use crate::world;
use crate::world::select;
use crate::world::select::Counts;
use crate::world::select::Group;
use crate::world::select::GroupKey;

/// Tokens that end within this time are worth a colour.
const SOON: i64 = 30 * DAY;
/// Tokens that end within this time are worth a louder one.
const VERY_SOON: i64 = 7 * DAY;
/// Cells of the bars: ten days each for the end, a step of time each for the last use.
const EXPIRY_CELLS: i64 = 9;
const USE_CELLS: usize = 5;

/// What telling a line needs beside the line.
pub(super) struct Teller<'a> {
    pub(super) columns: &'a [Column],
    /// The width of the column that says what a token may do, if it is shown: that is the costliest thing to say, and
    /// is said in as many words as there is room for.
    pub(super) may: Option<u16>,
    pub(super) highlight: RefCell<Option<Highlight>>,
    pub(super) seen: &'a Seen<'a>,
}

impl State {
    /// What stands in a line.
    pub(super) fn line<'s>(&'s self, i: usize, teller: &Teller<'s>) -> Row<'s> {
        match self.rows.line(i) {
            Some(select::Line::Group(group)) => {
                Row { across: Some(teller.heading(&group)), ..Row::default() }
            }
            Some(select::Line::Row(no)) => match teller.seen.world.row(no) {
                Some(row) => Row {
                    cells: teller.cells(row),
                    marked: self.marks.contains(&row.token.at),
                    ..Row::default()
                },
                None => Row::default(),
            },
            Some(select::Line::GoneBelow(count)) => {
                Row { across: Some(gone::heading(count, teller.seen)), ..Row::default() }
            }
            Some(select::Line::Gone(_)) => {
                let marked = self.rows.gone_at(i, teller.seen.world);
                Row { cells: marked.map(|marked| teller.gone(marked)).unwrap_or_default(), ..Row::default() }
            }
            None => Row::default(),
        }
    }
}

impl<'s> Teller<'s> {
    fn cells(&self, row: &'s world::Row) -> Vec<Line<'s>> {
        let [in_name, in_owner] = self.places(&row.token.name, &row.token.at.owner);
        self.columns.iter().map(|column| self.cell(*column, row, &in_name, &in_owner)).collect()
    }

    /// Where the filter found something: in the name, and in the name of the owner.
    pub(super) fn places(&self, name: &str, whose: &Owner) -> [Vec<u32>; 2] {
        let (owner, _) = owner(whose, self.seen);
        let places = self.highlight.borrow_mut().as_mut().map(|h| h.places([&*clean(name), &*owner]));
        places.unwrap_or_default()
    }

    fn cell(&self, column: Column, row: &'s world::Row, in_name: &[u32], in_owner: &[u32]) -> Line<'s> {
        let (token, seen) = (&row.token, self.seen);
        let style = |meaning| seen.paint.style(meaning);
        let quiet = |text: String| Line::styled(text, style(Meaning::Muted));
        let age = |moment: Option<_>| quiet(moment.map(|t| text::age(seen.now.since(t))).unwrap_or_default());
        match column {
            Column::Name => {
                let dead = matches!(row.standing, Standing::Expired | Standing::Disabled);
                let tone = if dead { Meaning::Muted } else { Meaning::Text };
                let mut line = self.found(clean(&token.name), style(tone), in_name);
                // What is news is seen in every list, whatever its columns.
                if let Some(mark) = seen.world.mark(&token.at) {
                    let (glyph, tone) = news_sign(mark.news());
                    line.spans.insert(0, Span::styled(format!("{} ", seen.paint.glyph(glyph)), style(tone)));
                }
                line
            }
            Column::Account => {
                let (name, tone) = owner(&token.at.owner, seen);
                self.found(Cow::Owned(name), style(tone), in_owner)
            }
            Column::Organization => {
                let account = token.at.owner.account().and_then(|id| seen.world.account(id));
                let parent = account.and_then(|row| row.account.parent.as_ref());
                quiet(parent.map(|parent| clean(&parent.name).into_owned()).unwrap_or_default())
            }
            Column::Kind => quiet(token.at.owner.kind().to_owned()),
            Column::Status => status(row, seen),
            Column::LastUsed => Line::styled(used(token, seen), style(used_tone(token))),
            Column::Use => bar(&use_bar(row, seen), seen),
            Column::Expires => expires(token, seen),
            Column::Expiry => bar(&expiry_bar(token, seen), seen),
            Column::Starts => starts(token, seen),
            Column::Findings => findings(row, seen),
            Column::May => quiet(
                self.may.map(|cells| words::reach_line(token, seen.world, cells.into())).unwrap_or_default(),
            ),
            Column::Policies => quiet(text::count(token.policies.len())),
            Column::Addresses => {
                let tone = if token.condition.is_open() { Meaning::Faint } else { Meaning::Text };
                Line::styled(clean(&token.condition.line()).into_owned(), style(tone))
            }
            Column::Issued => age(token.issued_on),
            Column::Modified => age(token.modified_on),
            Column::Creator => quiet(token.maker().map(|who| clean(who).into_owned()).unwrap_or_default()),
            Column::Id => quiet(token.at.id.short(8)),
            Column::News => seen.world.mark(&token.at).map_or_else(Line::default, |mark| {
                Line::styled(mark.words(), style(news_sign(mark.news()).1))
            }),
            Column::Noted | Column::Note | Column::NoteOn(_) => {
                noted(column, &token.at, Meaning::Text, seen).unwrap_or_default()
            }
        }
    }

    /// A text in which the filter found something.
    pub(super) fn found(&self, text: Cow<'s, str>, ink: Style, places: &[u32]) -> Line<'s> {
        if places.is_empty() {
            return Line::styled(text, ink);
        }
        let spans = write::highlight(&text, places, ink, self.seen.paint.style(Meaning::Match));
        spans.into_iter().map(|s| Span::styled(s.content.into_owned(), s.style)).collect()
    }

    /// `▾ Northwind Labs  12 tokens · 9 active · 1 expired · 2 end soon · 4 with findings`
    fn heading(&self, group: &Group<'_>) -> Line<'s> {
        let seen = self.seen;
        let sign = seen.paint.glyph(if group.folded { Glyph::Pointer } else { Glyph::Open });
        let (name, tone) = called(group.key, seen);
        let counts = group.counts;
        let mut phrase = Phrase::new()
            .with(Meaning::Accent, format!("{sign} "))
            .with(tone, name)
            .with(Meaning::Title, format!("  {}", text::plural(counts.tokens as usize, "token")));
        for (n, word, tone) in sums(counts) {
            let dot = seen.paint.glyph(Glyph::Dot);
            phrase = phrase
                .with(Meaning::Faint, format!(" {dot} "))
                .with(tone, text::count(n as usize))
                .muted(format!(" {word}"));
        }
        bar(&phrase, seen)
    }
}

/// The name of a heading, and its colour.
pub(super) fn called(key: &GroupKey, seen: &Seen<'_>) -> (String, Meaning) {
    match key {
        GroupKey::Owner(whose) => owner(whose, seen),
        GroupKey::Creator(Some(who)) => (clean(who).into_owned(), Meaning::Text),
        GroupKey::Creator(None) => ("creator not said".to_owned(), Meaning::Muted),
        GroupKey::Finding(Some(id)) => (id.word().to_owned(), Meaning::Warn),
        GroupKey::Finding(None) => ("no findings".to_owned(), Meaning::Good),
    }
}

/// The sums of a heading that are not zero, in words.
pub(super) fn sums(counts: &Counts) -> impl Iterator<Item = (u32, &'static str, Meaning)> {
    let all = [
        (counts.active, "active", Meaning::Good),
        (counts.expired, "expired", Meaning::Muted),
        (counts.expiring, "end soon", Meaning::Warn),
        (counts.found, "with findings", Meaning::Muted),
    ];
    all.into_iter().filter(|(n, ..)| *n > 0)
}

/// A phrase that outlives what it was made of.
fn bar<'s>(phrase: &Phrase, seen: &Seen<'_>) -> Line<'s> {
    let spans = phrase.line(seen.paint).spans;
    spans.into_iter().map(|span| Span::styled(span.content.into_owned(), span.style)).collect()
}

pub(super) fn owner(owner: &Owner, seen: &Seen<'_>) -> (String, Meaning) {
    match owner {
        Owner::User => ("you".to_owned(), Meaning::OwnerUser),
        owner => (deeds::owner_name(owner, seen.world), Meaning::OwnerAccount),
    }
}

/// What a column says of the local note about a token, be it gone. `None`: the column says nothing of notes.
pub(super) fn noted<'s>(column: Column, at: &TokenRef, tone: Meaning, seen: &Seen<'s>) -> Option<Line<'s>> {
    let note = seen.world.note(at);
    let said = match column {
        Column::Noted => note.map(|_| seen.paint.glyph(Glyph::Check).to_owned()),
        Column::Note => note.map(Note::line),
        Column::NoteOn(field) => note.map(|note| clean(note.get(field)).into_owned()),
        _ => return None,
    };
    Some(Line::styled(said.unwrap_or_default(), seen.paint.style(tone)))
}

/// The more recent, the longer; empty for never.
fn use_bar(row: &world::Row, seen: &Seen<'_>) -> Phrase {
    let (_, used) = row.ages;
    let full = USE_CELLS.saturating_sub(used as usize);
    // Whoever was used longer ago than everything else has been used all the same.
    let full = if row.token.last_used_on.is_some() { full.max(1) } else { 0 };
    gauge::bar(full, USE_CELLS, estate::tone_of(used), seen.paint)
}

/// What is left of 90 days; nothing for what never ends, which has nothing to run out of.
fn expiry_bar(token: &Token, seen: &Seen<'_>) -> Phrase {
    let Some(end) = token.expires_on else { return Phrase::new() };
    let left = end.since(seen.now).max(0);
    let full = left.saturating_add(10 * DAY - 1) / (10 * DAY);
    let full = usize::try_from(full.min(EXPIRY_CELLS)).unwrap_or(0);
    let meaning = match left {
        ..VERY_SOON => Meaning::Bad,
        VERY_SOON..SOON => Meaning::Warn,
        _ => Meaning::Info,
    };
    gauge::bar(full, EXPIRY_CELLS as usize, meaning, seen.paint)
}

/// The frame of the spinner at this moment.
pub(in crate::screens) fn frame_of(seen: &Seen<'_>) -> usize {
    usize::try_from(seen.now.millis().rem_euclid(80 * 1000) / 80).unwrap_or(0)
}

/// For how many milliseconds the server has owed an answer, once it is so long that it is worth saying.
pub(in crate::screens) fn silence(seen: &Seen<'_>) -> Option<i64> {
    let silent = seen.now.since(seen.world.requests().unanswered_since(seen.now)?);
    (silent >= text::SILENCE).then_some(silent)
}

/// The sign and colour of a standing.
pub(in crate::screens) fn sign_of(standing: Standing) -> (Glyph, Meaning) {
    match standing {
        Standing::Active => (Glyph::Active, Meaning::Good),
        Standing::NotYet => (Glyph::Half, Meaning::Info),
        Standing::Expired => (Glyph::Expired, Meaning::Faint),
        Standing::Disabled => (Glyph::Disabled, Meaning::Muted),
        Standing::Exposed => (Glyph::Exposed, Meaning::Bad),
        Standing::Unknown => (Glyph::Half, Meaning::Warn),
    }
}

/// What a token is now, or what is being done to it.
pub(in crate::screens) fn status<'s>(row: &'s world::Row, seen: &Seen<'_>) -> Line<'s> {
    if let Some(verb) = seen.pending.get(&row.token.at) {
        let sign = seen.paint.spinner(frame_of(seen));
        return Line::styled(format!("{sign} {}", verb.word()), seen.paint.style(Meaning::Warn));
    }
    let (glyph, meaning) = sign_of(row.standing);
    let word = match row.standing {
        Standing::Unknown if !row.token.status.word().is_empty() => clean(row.token.status.word()),
        standing => standing.word().into(),
    };
    Line::styled(format!("{} {word}", seen.paint.glyph(glyph)), seen.paint.style(meaning))
}

fn used(token: &Token, seen: &Seen<'_>) -> String {
    token.last_used_on.map_or_else(|| "never".to_owned(), |t| text::age(seen.now.since(t)))
}

fn used_tone(token: &Token) -> Meaning {
    if token.last_used_on.is_none() { Meaning::Faint } else { Meaning::Text }
}

/// Until it works, how long; of what works already, since when. Empty where nothing was said.
fn starts<'s>(token: &Token, seen: &Seen<'_>) -> Line<'s> {
    let Some(start) = token.not_before else { return Line::default() };
    let left = start.since(seen.now);
    let (word, meaning) = if left <= 0 {
        (format!("-{}", text::age(-left)), Meaning::Faint)
    } else {
        (text::age(left), Meaning::Info)
    };
    Line::styled(word, seen.paint.style(meaning))
}

fn expires<'s>(token: &Token, seen: &Seen<'_>) -> Line<'s> {
    let (word, meaning) = match token.expires_on {
        None => ("never".to_owned(), Meaning::Faint),
        Some(end) => {
            let left = end.since(seen.now);
            let meaning = match left {
                ..=0 => Meaning::Faint,
                _ if left < SOON => Meaning::Warn,
                _ => Meaning::Text,
            };
            let word = if left <= 0 { format!("-{}", text::age(-left)) } else { text::age(left) };
            (word, meaning)
        }
    };
    Line::styled(word, seen.paint.style(meaning))
}

/// The gravest finding by name, and how many there are besides: `wide +2`.
fn findings<'s>(row: &world::Row, seen: &Seen<'_>) -> Line<'s> {
    let Some(worst) = row.findings.iter().next() else { return Line::default() };
    let meaning = row.findings.worst().map_or(Meaning::Muted, tone_of);
    let many = match row.findings.len() {
        0 | 1 => String::new(),
        n => format!(" +{}", n - 1),
    };
    Line::styled(format!("{}{many}", worst.word()), seen.paint.style(meaning))
}

/// The colour of a severity.
pub(in crate::screens) fn tone_of(severity: Severity) -> Meaning {
    match severity {
        Severity::High => Meaning::Bad,
        Severity::Medium => Meaning::Warn,
        Severity::Low => Meaning::Muted,
        Severity::Info => Meaning::Faint,
    }
}
