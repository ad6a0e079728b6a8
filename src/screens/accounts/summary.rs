//! What is said about the line under the cursor, as lines of words.

use super::Line;
use crate::clock::Time;
use crate::domain::finding::FindingId;
use crate::domain::finding::Quota;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::protocol::Scope;
use crate::screens::token::Section;
use crate::screens::token::fact;
use crate::screens::tokens::sign_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;
use crate::world::AccountRow;
use crate::world::Freshness;
use crate::world::OrganizationRow;
use crate::world::Sums;
use crate::world::World;

/// What a summary is made from.
pub(super) struct Of<'a> {
    /// What we believe.
    pub(super) world: &'a World,
    /// How a moment is written.
    pub(super) when: &'a dyn Fn(Time) -> String,
    /// The sign for a glyph.
    pub(super) glyph: &'a dyn Fn(Glyph) -> &'static str,
}

/// What the line is called.
pub(super) fn title(line: &Line, world: &World) -> String {
    match line {
        Line::You => "your user tokens".to_owned(),
        Line::Organization(row, _) => organization_name(row),
        Line::Account(id, _) => match world.account(id).map(|row| &row.account.name) {
            Some(name) if !name.is_empty() => clean(name).into_owned(),
            _ => id.to_string(),
        },
    }
}

/// What an organization is called; the accounts without one are called what they are.
pub(super) fn organization_name(row: &OrganizationRow) -> String {
    match &row.id {
        None => "no organization".to_owned(),
        Some(id) if row.name.is_empty() => id.to_string(),
        Some(_) => clean(&row.name).into_owned(),
    }
}

impl Of<'_> {
    /// Everything there is to say, the most important first, wrapped to the width.
    pub(super) fn sections(&self, line: &Line, width: usize) -> Vec<Section> {
        let all = match line {
            Line::You => self.you(),
            Line::Organization(row, _) => self.organization(row),
            Line::Account(id, _) => self.world.account(id).map(|row| self.account(&row)).unwrap_or_default(),
        };
        let wrap = |lines: Vec<Phrase>| lines.iter().flat_map(|l| l.hang(width.max(1))).collect();
        let told = all.into_iter().filter(|(_, lines)| !lines.is_empty());
        told.map(|(title, lines)| Section { title: title.to_owned(), lines: wrap(lines) }).collect()
    }

    fn account(&self, row: &AccountRow<'_>) -> Vec<(&'static str, Vec<Phrase>)> {
        let account = row.account;
        let mut facts = vec![fact("id").text(account.id.to_string())];
        facts.extend(account.tier.as_deref().map(|tier| fact("type").text(clean(tier).into_owned())));
        facts.extend(account.parent.as_ref().map(|p| fact("below").text(clean(&p.name).into_owned())));
        facts.extend(account.created_on.map(|made| fact("made").text((self.when)(made))));
        facts.push(match account.enforce_twofactor {
            Some(true) => fact("two factors").with(Meaning::Good, "required of members"),
            Some(false) => fact("two factors").with(Meaning::Warn, "not required of members"),
            None => fact("two factors").muted("not said"),
        });
        facts.push(match account.api_access {
            Some(true) => fact("API").with(Meaning::Good, "open to members"),
            Some(false) => fact("API").with(Meaning::Bad, "closed to members"),
            None => fact("API").muted("no rule set, or not said"),
        });
        let owner = Scope::Tokens(Owner::Account(account.id.clone()));
        let members = Scope::Members(account.id.clone());
        facts.push(match self.world.members_of(&account.id) {
            Some(list) => {
                let lax = list.iter().filter(|m| m.two_factor == Some(false)).count();
                let without =
                    format!("{}, {lax} without a second factor", text::plural(list.len(), "person"));
                fact("members").text(without)
            }
            None => fact("members").and(&self.missing(&self.world.freshness(&members))),
        });
        vec![
            ("", facts),
            ("TOKENS", self.tokens(&row.sums, row.quota)),
            ("FINDINGS", self.findings(&row.sums)),
            ("READ", self.read(&self.world.freshness(&owner))),
        ]
    }

    fn you(&self) -> Vec<(&'static str, Vec<Phrase>)> {
        let identity = self.world.identity();
        let address = identity.and_then(|i| i.email.as_deref());
        let facts = address.map(|address| fact("you").text(clean(address).into_owned()));
        let sums = self.world.sums(&Owner::User);
        vec![
            ("", facts.into_iter().collect()),
            ("TOKENS", self.tokens(&sums, self.world.quota(&Owner::User))),
            ("FINDINGS", self.findings(&sums)),
            ("READ", self.read(&self.world.freshness(&Scope::Tokens(Owner::User)))),
        ]
    }

    fn organization(&self, row: &OrganizationRow) -> Vec<(&'static str, Vec<Phrase>)> {
        let mut facts: Vec<Phrase> =
            row.id.iter().map(|id| fact("id").text(clean(&id.to_string()).into_owned())).collect();
        facts.push(fact("accounts").text(text::count(row.held)));
        if row.held > row.accounts.len() {
            facts.push(fact("directly").text(text::count(row.accounts.len())));
        }
        vec![("", facts), ("TOKENS", self.tokens(&row.sums, None)), ("FINDINGS", self.findings(&row.sums))]
    }

    fn tokens(&self, sums: &Sums, quota: Option<Quota>) -> Vec<Phrase> {
        let all = text::count(sums.tokens() as usize);
        let mut lines = vec![match quota {
            Some(quota) => fact("all").text(all).muted(format!(
                " of {}, {} %",
                text::count(quota.limit),
                quota.percent()
            )),
            None => fact("all").text(all),
        }];
        let there = Standing::ALL.into_iter().filter(|standing| sums.standing(*standing) > 0);
        lines.extend(there.map(|standing| {
            let (glyph, meaning) = sign_of(standing);
            fact(standing.word())
                .text(text::count(sums.standing(standing) as usize))
                .with(meaning, format!(" {}", (self.glyph)(glyph)))
        }));
        lines
    }

    fn findings(&self, sums: &Sums) -> Vec<Phrase> {
        let there = FindingId::ALL.into_iter().filter(|id| sums.finding(*id) > 0);
        there
            .map(|id| {
                Phrase::new()
                    .with(Meaning::Warn, (self.glyph)(Glyph::Exposed))
                    .text(format!(" {:<15}", id.word()))
                    .text(text::count(sums.finding(id) as usize))
            })
            .collect()
    }

    fn read(&self, freshness: &Freshness) -> Vec<Phrase> {
        let mut lines: Vec<Phrase> =
            freshness.as_of.map(|then| Phrase::new().text((self.when)(then))).into_iter().collect();
        if let Some(fault) = &freshness.fault {
            lines.push(Phrase::new().with(Meaning::Bad, fault.what.clone()));
            lines.push(Phrase::new().muted(fault.next.clone()));
        } else if lines.is_empty() {
            lines.push(self.missing(freshness));
        } else if !freshness.complete {
            lines.push(Phrase::new().with(Meaning::Warn, "the list kept changing; some may be missing"));
        }
        lines
    }

    /// Why something is not there.
    fn missing(&self, freshness: &Freshness) -> Phrase {
        match &freshness.fault {
            Some(fault) => Phrase::new().with(Meaning::Warn, fault.what.clone()),
            None => Phrase::new().muted("not read yet"),
        }
    }
}
