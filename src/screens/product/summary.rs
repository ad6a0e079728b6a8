//! What is said about a product, as lines of words: for its page and for the preview beside the matrix.

use crate::domain::matrix::ContradictionKind;
use crate::domain::matrix::Matrix;
use crate::domain::matrix::Product;
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::Status;
use crate::domain::matrix::permissions;
use crate::domain::matrix::permissions::Confidence;
use crate::domain::matrix::query::Touching;
use crate::domain::token::Owner;
use crate::screens::matrix::sign_of;
use crate::screens::token::Section;
use crate::screens::token::fact;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text::plural;

/// What a summary is made from.
pub(super) struct Of<'a> {
    pub product: &'a Product,
    pub matrix: &'a Matrix,
    /// How many of my tokens use it.
    pub touching: Touching,
    /// The sign for a glyph.
    pub glyph: &'a dyn Fn(Glyph) -> &'static str,
}

impl Of<'_> {
    /// Everything there is to say, the most important first, each line wrapped to the width.
    pub(super) fn lines(&self, width: usize) -> Vec<Phrase> {
        let all = [
            ("", self.facts()),
            ("SNAPSHOTS", self.history()),
            ("PERMISSIONS", self.permissions()),
            ("SOURCES", self.sources()),
        ];
        let sections = all.into_iter().filter(|(_, lines)| !lines.is_empty()).enumerate();
        let wrap = |lines: Vec<Phrase>| lines.iter().flat_map(|l| l.hang(width.max(1))).collect();
        sections
            .flat_map(|(n, (title, lines))| {
                Section { title: title.to_owned(), lines: wrap(lines) }.lines(n > 0)
            })
            .collect()
    }

    fn sign(&self, glyph: Glyph) -> &'static str {
        (self.glyph)(glyph)
    }

    fn status(&self, status: &Status) -> (String, Meaning) {
        let (glyph, meaning) = sign_of(status);
        let word = if *status == Status::Absent { "not listed" } else { status.word() };
        (format!("{} {word}", self.sign(glyph)), meaning)
    }

    fn facts(&self) -> Vec<Phrase> {
        let now = self.matrix.now(self.product);
        let (words, meaning) = self.status(&now);
        let mut status = fact("now").with(meaning, words);
        if let Some(newest) = self.matrix.newest() {
            status = status.muted(format!("  says {}", newest.id));
        }
        let mut facts = vec![status];
        if !now.note().is_empty() {
            facts.push(fact("in part").text(now.note()));
        }
        if !self.product.aliases.is_empty() {
            facts.push(fact("also called").text(self.product.aliases.join(", ")));
        }
        if !self.product.shipped {
            facts.push(fact("known from").text("an imported page only"));
        }
        facts.push(Phrase::new());
        facts.extend(self.advice(&now));
        let doubt = |words: &str| {
            Phrase::new().with(Meaning::Warn, format!("{} ", self.sign(Glyph::Exposed))).text(words)
        };
        facts.extend(self.product.doubt.as_deref().map(doubt));
        facts
    }

    /// What that means for me.
    fn advice(&self, now: &Status) -> Vec<Phrase> {
        let Touching { account, user } = self.touching;
        let tokens = |n: u32, kind: &str| plural(n as usize, &format!("{kind} token"));
        let (account_word, user_word) = (tokens(account, "account-owned"), tokens(user, "user"));
        let pointer = |meaning| Phrase::new().with(meaning, format!("{} ", self.sign(Glyph::Pointer)));
        let mut advice = Vec::new();
        let mut say = |meaning, words: String| advice.push(pointer(meaning).text(words));
        match now {
            Status::Yes => say(Meaning::Good, "An account-owned token can use it.".into()),
            Status::No => {
                say(Meaning::Bad, "An account-owned token cannot use it: make a user token for it.".into());
            }
            Status::Partial(_) => {
                say(
                    Meaning::Warn,
                    "An account-owned token can use a part of it: try it before you rely on it.".into(),
                );
            }
            Status::Absent => {
                let last = self.matrix.last_listed(self.product);
                let before = last.map(|(s, status)| format!(" {} was the last to list it: {status}.", s.id));
                let words = format!("The newest snapshot does not list it.{}", before.unwrap_or_default());
                say(Meaning::Warn, words);
            }
        }
        match (now, account) {
            (_, 0) | (Status::Yes, _) => {}
            (Status::No, _) => {
                say(Meaning::Bad, format!("{account_word} of yours carries its permissions and may break."));
            }
            _ => say(
                Meaning::Warn,
                format!("{account_word} of yours carries its permissions: see that they work."),
            ),
        }
        match (now, user) {
            (_, 0) => {}
            (Status::Yes, _) => say(
                Meaning::Info,
                format!("{user_word} of yours could move to the account, as far as this product goes."),
            ),
            (Status::No, _) => {
                say(Meaning::Muted, format!("{user_word} of yours must stay with the user for its sake."));
            }
            _ => say(
                Meaning::Muted,
                format!("Whether {user_word} of yours could move to the account is not certain."),
            ),
        }
        advice
    }

    fn history(&self) -> Vec<Phrase> {
        let pairs = self.matrix.snapshots().iter().zip(self.product.statuses());
        let mut lines: Vec<Phrase> = Vec::new();
        for (snapshot, status) in pairs {
            let (words, meaning) = self.status(status);
            let mut line = Phrase::new()
                .muted(format!("{:<16} ", snapshot.id))
                .with(meaning, format!("{words:<13}"))
                .text(snapshot.title.as_ref());
            if !status.note().is_empty() {
                line = line.with(Meaning::Warn, format!(": {}", status.note()));
            }
            lines.push(line);
        }
        lines.extend(self.product.note.iter().map(|note| fact("note").text(note.as_ref())));
        lines
    }

    /// In what the sources disagree, and where each snapshot comes from.
    fn sources(&self) -> Vec<Phrase> {
        let mut lines = Vec::new();
        let warn = |words: String| {
            Phrase::new().with(Meaning::Warn, format!("{} ", self.sign(Glyph::Exposed))).text(words)
        };
        if let Some(contradiction) = self.matrix.contradiction(self.product) {
            let says = |wanted: fn(&Status) -> bool| {
                let says = contradiction.says.iter().filter(|(_, status)| wanted(status));
                says.map(|(id, _)| *id).collect::<Vec<_>>().join(", ")
            };
            lines.push(match contradiction.kind {
                ContradictionKind::Flip => {
                    let listed = contradiction.says.iter().filter(|(_, status)| **status != Status::Absent);
                    let mut told: Vec<(&str, &str)> =
                        listed.map(|(id, status)| (status.word(), *id)).collect();
                    // Of several in a row that say the same, the first tells since when.
                    told.dedup_by_key(|(word, _)| *word);
                    let told: Vec<String> =
                        told.iter().map(|(word, id)| format!("{word} from {id} on")).collect();
                    warn(format!("They differ: {}. The newest counts.", told.join(", ")))
                }
                ContradictionKind::Presence => {
                    warn(format!("Not all list it: it is missing from {}.", says(|s| *s == Status::Absent)))
                }
                ContradictionKind::Doubt => warn("They agree, but there is reason to doubt them.".into()),
            });
        }
        lines.extend(self.matrix.snapshots().iter().flat_map(provenance));
        lines
    }

    fn permissions(&self) -> Vec<Phrase> {
        let Some(mapping) = permissions::shipped().of_product(&self.product.name) else {
            return vec![Phrase::new().muted("Nobody says which permission groups belong to it.")];
        };
        let sure = match mapping.confidence {
            Confidence::High | Confidence::Medium => Meaning::Good,
            Confidence::Low | Confidence::Uncertain => Meaning::Warn,
        };
        let mut lines = vec![
            fact("confidence").with(sure, mapping.confidence.word()).muted(format!("  {}", mapping.evidence)),
        ];
        let check = self.sign(Glyph::Bullet);
        lines.extend(
            mapping
                .own
                .iter()
                .map(|group| Phrase::new().with(Meaning::Accent, format!("{check} ")).text(group.as_ref())),
        );
        lines.extend(mapping.shared.iter().map(|group| {
            Phrase::new()
                .with(Meaning::Faint, format!("{check} "))
                .muted(format!("{group}  shared with others"))
        }));
        if mapping.own.is_empty() {
            lines.push(Phrase::new().muted("No permission group is its own, so no token is said to use it."));
        }
        lines
    }
}

fn provenance(snapshot: &Snapshot) -> Vec<Phrase> {
    let origin = if snapshot.shipped { "" } else { "  imported" };
    let mut lines = vec![
        Phrase::new()
            .muted(format!("{:<16} ", snapshot.id))
            .muted(format!("{}{origin}  {}", snapshot.date, snapshot.source)),
    ];
    let indent = format!("{:<16} ", "");
    lines.extend(
        snapshot.basis.iter().map(|basis| {
            Phrase::new().muted(indent.clone()).with(Meaning::Faint, format!("dated by: {basis}"))
        }),
    );
    lines
}

/// What the status of a product means for a token that uses it.
pub(super) fn meaning_for(owner: &Owner, now: &Status) -> (&'static str, Meaning) {
    match (owner, now) {
        (Owner::Account(_), Status::Yes) => ("works", Meaning::Good),
        (Owner::Account(_), Status::Partial(_)) => ("works in part", Meaning::Warn),
        (Owner::Account(_), Status::No) => ("may break", Meaning::Bad),
        (Owner::User, Status::Yes) => ("could move", Meaning::Info),
        (Owner::User, Status::Partial(_)) => ("could move in part", Meaning::Warn),
        (Owner::User, Status::No) => ("must stay", Meaning::Muted),
        (_, Status::Absent) => ("not listed", Meaning::Faint),
    }
}
