//! The menu of what can be done about the findings of a token. Deeds are confirmed as everywhere else.

use super::cx::Cx;
use super::cx::Dialog;
use super::cx::Then;
use super::cx::Why;
use super::deeds;
use super::deeds::Targets;
use super::route::Route;
use crate::domain::filter;
use crate::domain::finding::Finding;
use crate::domain::finding::Fix;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Token;
use crate::domain::token::TokenRef;
use crate::protocol::Verb;
use crate::ui::Modal;
use crate::ui::modal::Choice;
use crate::world::World;

/// Why there is nothing to fix.
pub(super) fn can(at: Option<&TokenRef>, world: &World) -> Result<(), Why> {
    match at.and_then(|at| world.find(at)).and_then(|no| world.row(no)) {
        None => Err(Why::because("no token under the cursor")),
        Some(row) if row.findings.is_empty() => Err(Why::because("nothing was found about this token")),
        Some(_) => Ok(()),
    }
}

/// One entry for each finding, with the cursor on *cancel*.
pub(super) fn menu(at: &TokenRef, cx: &Cx<'_>) -> Option<Dialog> {
    let token = cx.world.token(at)?;
    let found = cx.world.findings(cx.world.find(at)?);
    let (choices, then) = ('a'..='z')
        .filter(|key| *key != 'q')
        .zip(found)
        .map(|(key, one)| entry(key, &one, token, cx))
        .unzip();
    let title = format!("Fix {}", clean(&token.name));
    Some(Dialog { modal: Modal::menu(title, Vec::new(), choices), then })
}

fn entry(key: char, finding: &Finding, token: &Token, cx: &Cx<'_>) -> (Choice, Then) {
    let targets = Targets::one(&token.at);
    let deed = |verb: Verb, detail: &str| {
        let why_not = deeds::can(verb, &targets, cx).err().map(|why| why.0);
        (detail.to_owned(), why_not, Then::Ask(Box::new(deeds::confirm(verb, &targets, cx))))
    };
    let look = |filter: String, detail: &str| {
        let (account, filter) = match &token.at.owner {
            Owner::Account(id) => (Some(id.clone()), filter),
            Owner::User => (None, format!("kind:user {filter}")),
        };
        (detail.to_owned(), None, Then::Go(Route::Filtered { account, filter }))
    };
    let (detail, why_not, then) = match finding.id.fix() {
        Fix::Disable => deed(Verb::Disable, "disable it: it can be enabled again when somebody misses it"),
        Fix::Revoke => deed(Verb::Revoke, "revoke it"),
        Fix::Namesakes => {
            look(format!("name:{}", filter::spelled(&token.name)), "see the tokens that bear this name")
        }
        Fix::Idle => {
            let days = cx.settings.thresholds.unused_days;
            look(format!("unused:>{days}d"), "see which tokens of this owner nobody uses")
        }
        Fix::Elsewhere(what) => {
            let why = format!("not from here: {what}");
            (String::new(), Some(why), Then::Go(Route::Token(token.at.clone())))
        }
    };
    (Choice { key, label: finding.id.word().to_owned(), detail, why_not }, then)
}
