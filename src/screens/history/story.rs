//! A story as lines of words, newest first.

use crate::clock::Time;
use crate::domain::diff::Difference;
use crate::domain::diff::Way;
use crate::domain::diff::differences;
use crate::domain::history::Entry;
use crate::domain::history::Past;
use crate::domain::history::Turn;
use crate::domain::history::What;
use crate::domain::text::clean;
use crate::domain::token::Token;
use crate::domain::words;
use crate::screens::token::fact;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;
use crate::world::World;

/// What a story is told with.
pub(super) struct Teller<'a> {
    pub(super) world: &'a World,
    pub(super) now: Time,
    /// How a moment is written.
    pub(super) when: &'a dyn Fn(Time) -> String,
    /// The sign for a glyph.
    pub(super) glyph: &'a dyn Fn(Glyph) -> &'static str,
}

impl Teller<'_> {
    /// The whole story, wrapped to `width` cells.
    pub(super) fn lines(&self, past: &Past, width: usize) -> Vec<Phrase> {
        let mut lines = self.end(past);
        for (n, entry) in past.entries.iter().enumerate().rev() {
            if !lines.is_empty() {
                lines.push(Phrase::new());
            }
            lines.push(self.heading(past, n, entry));
            lines.extend(self.body(past, n, entry));
        }
        lines.iter().flat_map(|line| line.hang(width.max(1))).collect()
    }

    /// Of a token that is gone: when, and what it could do.
    fn end(&self, past: &Past) -> Vec<Phrase> {
        let Some((last_seen, missed, ours)) = past.gone() else { return Vec::new() };
        let moment = |name: &str, at: Time| {
            fact(name).text((self.when)(at)).muted(format!("  {}", text::ago(Some(at), self.now)))
        };
        let mut lines = vec![
            moment("gone since", missed).muted(if ours { "  revoked by tokendeck" } else { "" }),
            moment("last seen", last_seen),
            past.last_used.map_or_else(
                || fact("last used").muted("never, as far as the API said"),
                |used| moment("last used", used),
            ),
        ];
        if let Some(token) = past.last_version().map(|version| &version.token) {
            lines.push(Phrase::new());
            lines.push(Phrase::new().with(Meaning::Column, "BEFORE IT WENT, IT COULD"));
            lines.extend(self.abilities(token));
        }
        lines
    }

    fn abilities(&self, token: &Token) -> Vec<Phrase> {
        let said = words::phrases(token, self.world);
        if said.is_empty() {
            return vec![Phrase::new().muted("nothing: no policy allowed anything")];
        }
        said.iter().map(|phrase| Phrase::new().muted("  ").text(phrase.to_string())).collect()
    }

    fn heading(&self, past: &Past, n: usize, entry: &Entry) -> Phrase {
        let Some(turn) = past.turn(n) else { return Phrase::new() };
        let (glyph, meaning) = match turn {
            Turn::Gone => (Glyph::Cross, Meaning::Bad),
            Turn::FirstSeen => (Glyph::Dot, Meaning::Muted),
            Turn::Back => (Glyph::Plus, Meaning::Warn),
            Turn::New => (Glyph::Plus, Meaning::Good),
            Turn::Changed => (Glyph::Changed, Meaning::Info),
        };
        let mut line = Phrase::new()
            .with(meaning, format!("{} {}", (self.glyph)(glyph), turn.word()))
            .text(format!("  {}", (self.when)(entry.at)))
            .muted(format!("  {}", text::ago(Some(entry.at), self.now)));
        if entry.ours {
            line = line.muted("  by tokendeck");
        }
        if n >= past.looked_at {
            line = line.with(Meaning::Info, "  not looked at yet");
        }
        line
    }

    fn body(&self, past: &Past, n: usize, entry: &Entry) -> Vec<Phrase> {
        let What::Was { token, .. } = &entry.what else { return Vec::new() };
        match past.version_before(n) {
            Some(before) => changes(&before.token, &token.token, self.world, self.when),
            None => {
                let mut lines = vec![Phrase::new().muted("  ").text(clean(&token.token.name))];
                lines.extend(self.abilities(&token.token));
                lines
            }
        }
    }
}

/// How a token differs from what it was, a line for each difference.
pub(in crate::screens) fn changes(
    before: &Token,
    after: &Token,
    world: &World,
    when: &dyn Fn(Time) -> String,
) -> Vec<Phrase> {
    let line = |difference: Difference| {
        let (sign, meaning) = match difference.way {
            Way::More => ("+", Meaning::Warn),
            Way::Less => ("-", Meaning::Good),
            Way::Other => ("~", Meaning::Info),
        };
        Phrase::new().with(meaning, format!("  {sign} ")).text(difference.words)
    };
    differences(before, after, world, when).into_iter().map(line).collect()
}
