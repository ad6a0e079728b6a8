//! What a token can do, both ways round: on each resource what it may do there, and for each permission where.

use super::summary::Of;
use super::summary::Section;
use crate::domain::lookup::Lookup;
use crate::domain::lookup::group_name;
use crate::domain::policy::GroupRef;
use crate::domain::reach::Force;
use crate::domain::reach::Grant;
use crate::domain::reach::Origin;
use crate::domain::reach::Reach;
use crate::domain::reach::Target;
use crate::domain::reach::Verdict;
use crate::domain::text::clean;
use crate::domain::token::Standing;
use crate::domain::words;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;

/// Which way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Resource,
    Permission,
}

impl Of<'_> {
    /// The reach of the token as one run of lines. `None`: the token is not known.
    pub(super) fn reach_lines(&self, by: By, width: usize) -> Option<Vec<Phrase>> {
        let token = self.world.token(self.at)?;
        let reach = Reach::of(&token.policies);
        let mut sections = vec![Section { title: String::new(), lines: vec![self.force()?] }];
        match by {
            By::Resource => sections.extend(self.by_resource(&reach)),
            By::Permission => sections.extend(reach.grants().map(|grant| self.by_permission(grant))),
        }
        if sections.len() == 1 {
            let nothing = Phrase::new().with(Meaning::Warn, "no policy speaks of anything");
            sections.push(Section { title: String::new(), lines: vec![nothing] });
        }
        let wrap = |section: Section| Section {
            lines: section.lines.iter().flat_map(|line| line.hang(width.max(1))).collect(),
            ..section
        };
        Some(sections.into_iter().enumerate().flat_map(|(n, s)| wrap(s).lines(n > 0)).collect())
    }

    /// Whether what follows is in force: now, later or not any more, and from where.
    fn force(&self) -> Option<Phrase> {
        let token = self.world.token(self.at)?;
        let Force { standing, origin } = Force::of(token, self.now);
        let (glyph, meaning) = crate::screens::tokens::sign_of(standing);
        let words = match standing {
            Standing::Active => "in force now".to_owned(),
            Standing::NotYet => format!("in force {}", text::until(token.not_before, self.now)),
            Standing::Expired => "not in force: the token has expired".to_owned(),
            Standing::Disabled => "not in force while the token is disabled".to_owned(),
            Standing::Exposed => "not in force: shut off after it was found in public".to_owned(),
            Standing::Unknown => "nobody knows whether it is in force: the status is unknown".to_owned(),
        };
        let line = Phrase::new().with(meaning, format!("{} {words}", (self.glyph)(glyph)));
        if matches!(standing, Standing::Expired | Standing::Disabled | Standing::Exposed) {
            return Some(line);
        }
        let line = match origin {
            Origin::Anywhere => line.muted(", from any address"),
            Origin::Some => line.muted(", from some addresses only"),
            Origin::Nowhere => line.with(Meaning::Warn, ", but from no address at all"),
        };
        Some(match token.expires_on {
            Some(end) => line.muted(format!(", until {}", (self.when)(end))),
            None => line,
        })
    }

    fn by_resource(&self, reach: &Reach) -> Vec<Section> {
        let targets = reach.targets(self.world);
        let section = |(target, may): (Target, Vec<(&GroupRef, Verdict)>)| {
            let mut lines: Vec<(Verdict, String)> =
                may.into_iter().map(|(group, verdict)| (verdict, self.permission(group))).collect();
            lines.sort_by(|a, b| b.0.level().cmp(&a.0.level()).then_with(|| a.1.cmp(&b.1)));
            lines.dedup();
            let lines = lines.iter().map(|(verdict, name)| self.line(*verdict, name)).collect();
            Section { title: words::name_of(&target, self.world), lines }
        };
        targets.into_iter().map(section).collect()
    }

    fn by_permission(&self, grant: &Grant) -> Section {
        let mut targets: Vec<&Target> = grant.mentioned().collect();
        targets.sort_unstable();
        targets.dedup();
        let line =
            |target: &Target| self.line(grant.on(target, self.world), &words::name_of(target, self.world));
        Section { title: self.permission(grant.group()), lines: targets.into_iter().map(line).collect() }
    }

    /// The name of a permission with its scope, which tells namesakes apart.
    fn permission(&self, group: &GroupRef) -> String {
        let scope = self.world.group(&group.id).and_then(|known| known.scopes.first());
        let scope = scope.map(|scope| format!(" ({})", words::scope_word(scope))).unwrap_or_default();
        match group_name(group, self.world) {
            Some(name) => format!("{}{scope}", clean(name)),
            None => format!("permission {} (nobody knows what it does)", clean(&group.id.to_string())),
        }
    }

    fn line(&self, verdict: Verdict, name: &str) -> Phrase {
        let (glyph, meaning, words) = match verdict {
            Verdict::Yes => (Glyph::Check, Meaning::Good, ""),
            Verdict::Presumed => (Glyph::Check, Meaning::Info, "presumably, on what is inside"),
            Verdict::Partial => (Glyph::Half, Meaning::Info, "in part"),
            Verdict::Unknown => (Glyph::Half, Meaning::Warn, "nobody can tell"),
            Verdict::Denied => (Glyph::Cross, Meaning::Bad, "denied"),
            Verdict::No => (Glyph::Disabled, Meaning::Faint, "without effect there"),
        };
        let tone = if verdict.reaches() { Meaning::Text } else { Meaning::Muted };
        Phrase::new()
            .with(meaning, format!("{} ", (self.glyph)(glyph)))
            .with(tone, name)
            .with(meaning, if words.is_empty() { String::new() } else { format!("  {words}") })
    }
}
