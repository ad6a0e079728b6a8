//! What is said about a token, as lines of words: for the detail, the preview beside the list, and scrolling.

use super::compatibility;
use crate::clock::Time;
use crate::domain::condition::Range;
use crate::domain::finding::Finding;
use crate::domain::lookup::group_name;
use crate::domain::policy::Stance;
use crate::domain::reach::Target;
use crate::domain::text::clean;
use crate::domain::text::escape_json;
use crate::domain::token::Owner;
use crate::domain::token::RawToken;
use crate::domain::token::TokenRef;
use crate::domain::words;
use crate::domain::words::Certainty;
use crate::screens::cx::Pending;
use crate::screens::deeds;
use crate::screens::history::changes;
use crate::screens::news::sign_of as news_sign;
use crate::screens::tokens::sign_of;
use crate::screens::tokens::tone_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;
use crate::world::World;

/// What a summary is made from.
pub(in crate::screens) struct Of<'a> {
    /// Which token.
    pub at: &'a TokenRef,
    /// What we believe.
    pub world: &'a World,
    /// The present.
    pub now: Time,
    /// Deeds under way.
    pub pending: &'a Pending,
    /// How a moment is written.
    pub when: &'a dyn Fn(Time) -> String,
    /// The sign for a glyph.
    pub glyph: &'a dyn Fn(Glyph) -> &'static str,
}

/// A heading and the lines under it, each wrapped to the width that was asked for.
pub(in crate::screens) struct Section {
    /// The heading.
    pub title: String,
    /// The lines.
    pub lines: Vec<Phrase>,
}

impl Section {
    /// Its lines under its heading; `gap` puts an empty line before.
    pub fn lines(self, gap: bool) -> Vec<Phrase> {
        let mut lines = Vec::with_capacity(self.lines.len() + 2);
        if gap {
            lines.push(Phrase::new());
        }
        if !self.title.is_empty() {
            lines.push(Phrase::new().with(Meaning::Column, self.title.as_str()));
        }
        lines.extend(self.lines);
        lines
    }
}

impl Of<'_> {
    /// Everything there is to say, the most important first. `None`: the token is not known.
    pub fn sections(&self, width: usize) -> Option<Vec<Section>> {
        self.world.token(self.at)?;
        let all = [
            ("", self.facts()),
            ("CHANGED SINCE YOU LAST LOOKED", self.news()),
            ("NOTE", noted(self.at, self.world)),
            ("FINDINGS", self.findings()),
            ("MAY", self.reach()),
            ("LIMITS", self.limits()),
            ("HISTORY", self.history()),
            ("COMPATIBILITY", self.compatibility()),
            ("ASKED LIVE", self.asked_live()),
            ("S3 CREDENTIALS", self.s3()),
        ];
        let sections = all.into_iter().filter(|(_, lines)| !lines.is_empty());
        let wrap = |lines: Vec<Phrase>| lines.iter().flat_map(|l| l.hang(width.max(1))).collect();
        Some(sections.map(|(title, lines)| Section { title: title.to_owned(), lines: wrap(lines) }).collect())
    }

    /// The same as one run of lines.
    pub fn lines(&self, width: usize) -> Option<Vec<Phrase>> {
        let sections = self.sections(width)?;
        Some(sections.into_iter().enumerate().flat_map(|(n, s)| s.lines(n > 0)).collect())
    }

    pub(super) fn sign(&self, glyph: Glyph) -> &'static str {
        (self.glyph)(glyph)
    }

    fn facts(&self) -> Vec<Phrase> {
        let Some(row) = self.world.find(self.at).and_then(|no| self.world.row(no)) else { return Vec::new() };
        let token = &row.token;
        let (glyph, meaning) = sign_of(row.standing);
        let mut standing =
            fact("status").with(meaning, format!("{} {}", self.sign(glyph), row.standing.word()));
        if token.status.word() != row.standing.word() {
            let word = if token.status.word().is_empty() { "nothing" } else { token.status.word() };
            standing = standing.muted(format!("  the API says \"{}\"", clean(word)));
        }
        if let Some(verb) = self.pending.get(self.at) {
            standing = standing.with(Meaning::Warn, format!("  {} under way", verb.word()));
        }
        let owner = match &self.at.owner {
            Owner::User => Meaning::OwnerUser,
            Owner::Account(_) => Meaning::OwnerAccount,
        };
        let mut facts = vec![
            standing,
            fact("owner")
                .with(owner, deeds::owner_name(&self.at.owner, self.world))
                .muted(format!("  {} token", self.at.owner.kind())),
            fact("id").text(self.at.id.to_string()),
        ];
        if self.world.identity().and_then(|i| i.token.as_ref()) == Some(self.at) {
            facts.insert(
                0,
                Phrase::new().with(
                    Meaning::Warn,
                    format!("{} this is the credential you are using", self.sign(Glyph::Pointer)),
                ),
            );
        }
        facts
    }

    /// What is different from when somebody last looked. The story says it in words; before it is read, the mark says
    /// in what.
    fn news(&self) -> Vec<Phrase> {
        if let Some(Some(past)) = self.world.past(self.at) {
            if past.looked_at == 0 {
                return vec![Phrase::new().with(Meaning::Good, "+ ").text("it was not there")];
            }
            let versions = past.version_before(past.looked_at).zip(self.world.token(self.at));
            let unseen = past.looked_at < past.entries.len();
            return match versions.filter(|_| unseen) {
                Some((before, now)) => changes(&before.token, now, self.world, self.when),
                None => Vec::new(),
            };
        }
        let Some(mark) = self.world.mark(self.at) else { return Vec::new() };
        let (glyph, meaning) = news_sign(mark.news());
        vec![Phrase::new().with(meaning, format!("{} ", self.sign(glyph))).text(mark.words())]
    }

    fn findings(&self) -> Vec<Phrase> {
        let found = self.world.find(self.at).map(|no| self.world.findings(no)).unwrap_or_default();
        let line = |f: Finding| {
            Phrase::new()
                .with(tone_of(f.severity), format!("{} {:<14} ", self.sign(Glyph::Exposed), f.id.word()))
                .text(f.reason)
        };
        found.into_iter().map(line).collect()
    }

    fn reach(&self) -> Vec<Phrase> {
        let Some(token) = self.world.token(self.at) else { return Vec::new() };
        let phrases = words::phrases(token, self.world);
        if phrases.is_empty() {
            return vec![Phrase::new().with(Meaning::Warn, "nothing: no policy allows anything")];
        }
        phrases.iter().map(|p| self.phrase(p)).collect()
    }

    fn phrase(&self, p: &words::Phrase) -> Phrase {
        let names =
            |named: &[words::Named]| named.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ");
        let (glyph, tone) = match (&p.stance, p.certainty) {
            (Stance::Deny, _) => (Glyph::Cross, Meaning::Bad),
            (Stance::Other(_), _) | (_, Certainty::Unknown) => (Glyph::Half, Meaning::Warn),
            (Stance::Allow, Certainty::Inert) => (Glyph::Disabled, Meaning::Faint),
            (Stance::Allow, _) if p.verb == "read" => (Glyph::Check, Meaning::Info),
            (Stance::Allow, _) => (Glyph::Check, Meaning::Good),
        };
        let verb = match &p.stance {
            Stance::Allow => p.verb.to_owned(),
            Stance::Deny => format!("never {}", p.verb),
            Stance::Other(word) => format!("\"{}\" {}", clean(word), p.verb),
        };
        let mut line = Phrase::new()
            .with(tone, format!("{} {verb} ", self.sign(glyph)))
            .text(p.what.join(", "))
            .muted(" on ")
            .with(Meaning::Accent, names(&p.on));
        if !p.denied.is_empty() {
            line = line.with(Meaning::Bad, " except ").text(names(&p.denied));
        }
        match p.certainty {
            Certainty::Plain => line,
            Certainty::Presumed => line.muted("  presumed"),
            Certainty::Unknown => line.with(Meaning::Warn, "  effect unknown"),
            Certainty::Inert => line.muted("  without effect there"),
        }
    }

    fn limits(&self) -> Vec<Phrase> {
        let Some(token) = self.world.token(self.at) else { return Vec::new() };
        let list = |ranges: &[Range]| {
            ranges.iter().map(|r| clean(&r.to_string()).into_owned()).collect::<Vec<_>>().join(", ")
        };
        let mut limits = Vec::new();
        if token.condition.is_open() {
            limits.push(fact("addresses").muted("any"));
        }
        if !token.condition.only_from.is_empty() {
            limits.push(fact("only from").text(list(&token.condition.only_from)));
        }
        if !token.condition.never_from.is_empty() {
            limits.push(fact("never from").text(list(&token.condition.never_from)));
        }
        if let Some(start) = token.not_before {
            limits.push(
                fact("not before")
                    .text((self.when)(start))
                    .muted(format!("  {}", text::until(Some(start), self.now))),
            );
        }
        limits.push(match token.expires_on {
            Some(end) => fact("expires")
                .text((self.when)(end))
                .muted(format!("  {}", text::until(Some(end), self.now))),
            None => fact("expires").with(Meaning::Warn, "never"),
        });
        limits
    }

    fn history(&self) -> Vec<Phrase> {
        let Some(token) = self.world.token(self.at) else { return Vec::new() };
        let moment = |name, time: Option<Time>| {
            time.map(|t| fact(name).text((self.when)(t)).muted(format!("  {}", text::ago(Some(t), self.now))))
        };
        let mut lines: Vec<Phrase> = [
            moment("issued", token.issued_on),
            moment("changed", token.modified_on.filter(|m| Some(*m) != token.issued_on)),
            Some(
                moment("last used", token.last_used_on)
                    .unwrap_or_else(|| fact("last used").muted("never, as far as the API says")),
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some(creator) = &token.creator {
            lines.push(fact("created by").text(clean(creator)));
        }
        if let Some(provisioner) = &token.provisioner {
            let id = provisioner.id.as_deref().map(|id| format!("  {}", clean(id))).unwrap_or_default();
            lines.push(fact("created via").text(clean(&provisioner.kind)).muted(id));
        }
        lines
    }

    fn compatibility(&self) -> Vec<Phrase> {
        self.world.token(self.at).map(|token| compatibility::lines(token, self)).unwrap_or_default()
    }

    fn asked_live(&self) -> Vec<Phrase> {
        self.world.token(self.at).map(|token| compatibility::asked_live(token, self)).unwrap_or_default()
    }

    /// A token that reaches R2 is also a pair of S3 keys (API reference 12.3).
    fn s3(&self) -> Vec<Phrase> {
        let Some(token) = self.world.token(self.at) else { return Vec::new() };
        let r2 = token.policies.iter().filter(|p| p.stance == Stance::Allow).any(|p| {
            let bucket = p
                .resources
                .iter()
                .flat_map(Target::of)
                .any(|t| matches!(t, Target::Bucket(_) | Target::BucketsOf(_) | Target::AllBuckets));
            bucket
                || p.groups
                    .iter()
                    .any(|g| group_name(g, self.world).is_some_and(|n| n.contains("R2 Storage")))
        });
        if !r2 {
            return Vec::new();
        }
        vec![
            fact("access key").text(token.at.id.to_string()),
            fact("secret key").muted("SHA-256 of the value; dies with it, changes when it is rolled"),
        ]
    }
}

/// The local note about a token, be it gone.
pub(in crate::screens) fn noted(at: &TokenRef, world: &World) -> Vec<Phrase> {
    let said = world.note(at).into_iter().flat_map(|note| note.said());
    said.map(|(field, said)| fact(field.word()).text(clean(said))).collect()
}

/// A name, padded, to put a fact behind.
pub(in crate::screens) fn fact(name: &str) -> Phrase {
    Phrase::new().muted(format!("{name:<11} "))
}

/// A token's JSON for people: indented, and harmless on a terminal. JSON escapes keep it lossless.
pub(super) fn pretty(raw: &RawToken) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(&raw.0);
    let text = value.and_then(|v| serde_json::to_string_pretty(&v)).unwrap_or_else(|_| raw.0.to_string());
    escape_json(&text).into_owned()
}

/// The title of a summary.
pub(in crate::screens) fn title(at: &TokenRef, world: &World) -> String {
    world
        .token(at)
        .map(|t| clean(&t.name).into_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| at.id.to_string())
}
