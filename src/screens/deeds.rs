//! From "these tokens" to a confirmed deed: the menu, what it will hit, and the questions before it.
//!
//! Shared by the list and the detail, so that both ask the same questions (PRODUCT section 9, "Confirm").

use std::collections::BTreeSet;

use super::cx::Cx;
use super::cx::Dialog;
use super::cx::Then;
use super::cx::Why;
use crate::command::Command;
use crate::domain::text::{capital, clean};
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::domain::token::Token;
use crate::domain::token::TokenRef;
use crate::domain::words;
use crate::protocol::Deed;
use crate::protocol::Job;
use crate::protocol::Verb;
use crate::ui::Meaning;
use crate::ui::Modal;
use crate::ui::Phrase;
use crate::ui::modal::Choice;
use crate::ui::text;
use crate::world::World;

/// How many tokens a confirmation names before it counts the rest; it scrolls.
const NAMED: usize = 200;
/// How many things a sentence names before it counts the rest.
const LISTED: usize = 8;
/// Use within this many milliseconds is called recent.
const RECENT: i64 = 7 * crate::clock::DAY;

/// What a deed would hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// The tokens; those that the filter hides come first, so that a confirmation names them.
    pub tokens: Vec<TokenRef>,
    /// How many of them are marked but not in the list as it is filtered now.
    pub hidden: usize,
}

impl Targets {
    /// One token, which is in sight.
    pub fn one(at: &TokenRef) -> Self {
        Targets { tokens: vec![at.clone()], hidden: 0 }
    }
}

/// So many marks, and how many of them are out of sight: `117 marked, 3 not visible`.
pub fn marked(marks: usize, hidden: usize) -> String {
    let marks = text::count(marks);
    match hidden {
        0 => format!("{marks} marked"),
        hidden => format!("{marks} marked, {} not visible", text::count(hidden)),
    }
}

const VERBS: [(Verb, char, Command); 3] = [
    (Verb::Disable, 'd', Command::Disable),
    (Verb::Enable, 'e', Command::Enable),
    (Verb::Revoke, 'v', Command::Revoke),
];

/// The verb of a command, if it is a deed.
pub fn verb_of(command: Command) -> Option<Verb> {
    VERBS.iter().find(|(_, _, c)| *c == command).map(|(verb, ..)| *verb)
}

/// Why a verb cannot be applied to these tokens now.
pub fn can(verb: Verb, targets: &Targets, cx: &Cx<'_>) -> Result<(), Why> {
    if cx.settings.read_only {
        return Err(Why::read_only());
    }
    let targets = &targets.tokens;
    if targets.is_empty() {
        return Err(Why::because("no token under the cursor and none marked"));
    }
    if targets.iter().all(|t| cx.pending.contains_key(t)) {
        return Err(Why::because("a change to it is already under way"));
    }
    if split(verb, targets, cx).0.is_empty() {
        return Err(Why::because(format!("nothing to {}: {}", verb.word(), already(verb))));
    }
    Ok(())
}

fn already(verb: Verb) -> &'static str {
    match verb {
        Verb::Disable => "already disabled, expired or shut off",
        Verb::Enable => "only disabled tokens can be enabled",
        Verb::Revoke => "not in the list any more",
    }
}

/// The menu of deeds. The cursor starts on *cancel*.
pub fn menu(targets: &Targets, cx: &Cx<'_>) -> Dialog {
    let choices = VERBS.map(|(verb, key, command)| Choice {
        key,
        label: verb.word().into(),
        detail: command.spec().help.trim_end_matches('.').to_lowercase(),
        why_not: can(verb, targets, cx).err().map(|why| why.0),
    });
    let title = match targets.tokens.as_slice() {
        [one] if targets.hidden == 0 => {
            cx.world.token(one).map_or_else(|| one.id.to_string(), |t| clean(&t.name).into_owned())
        }
        many => marked(many.len(), targets.hidden),
    };
    let then = VERBS.map(|(_, _, command)| Then::Command(command));
    Dialog { modal: Modal::menu(title, Vec::new(), choices.to_vec()), then: then.to_vec() }
}

/// Those of the targets to which the verb applies, and the others.
fn split<'w>(verb: Verb, targets: &[TokenRef], cx: &'w Cx<'_>) -> (Vec<&'w Token>, Vec<String>) {
    let mut hit = Vec::new();
    let mut out = Vec::new();
    for at in targets {
        let Some(token) = cx.world.token(at) else {
            out.push(format!("{}: not in the list any more", at.id));
            continue;
        };
        let standing = token.standing(cx.now);
        let applies = !cx.pending.contains_key(at)
            && match verb {
                // The API refuses to change a token whose end has passed.
                Verb::Disable => {
                    !matches!(standing, Standing::Disabled | Standing::Exposed | Standing::Expired)
                }
                Verb::Enable => standing == Standing::Disabled,
                Verb::Revoke => true,
            };
        if applies { hit.push(token) } else { out.push(format!("{}: {}", clean(&token.name), already(verb))) }
    }
    (hit, out)
}

/// The question before a deed: what it will hit, and how to say yes.
pub fn confirm(verb: Verb, targets: &Targets, cx: &Cx<'_>) -> Dialog {
    let (hit, left_out) = split(verb, &targets.tokens, cx);
    let own = cx.world.identity().and_then(|i| i.token.clone());
    let job = Job::Deeds(hit.iter().map(|t| deed(verb, t, own.as_ref() == Some(&t.at))).collect());
    let hidden: BTreeSet<&TokenRef> = targets.tokens.iter().take(targets.hidden).collect();
    let mut body = match hit.as_slice() {
        [one] => facts(one, hidden.contains(&one.at), cx),
        many => summary(verb, many, &hidden, cx),
    };
    if !left_out.is_empty() {
        body.push(Phrase::new());
        body.push(Phrase::new().muted(format!("Left out: {}.", listed(&left_out))));
    }
    if hit.len() == 1 {
        body.push(Phrase::new());
        body.push(consequence(verb, 1));
    }
    let modal = match hit.as_slice() {
        [one] if verb == Verb::Revoke => {
            // The first four characters of its id: enough to make the hand pause over the right token.
            let title = format!("Revoke {}?", clean(&one.name));
            Modal::typed(title, body, one.at.id.short(4), "revoke it").grave()
        }
        [one] => {
            let title = format!("{} {}?", capital(verb.word()), clean(&one.name));
            Modal::confirm(title, body, 'y', format!("{} it", verb.word()))
        }
        many => {
            let title = format!("{} {} tokens?", capital(verb.word()), many.len());
            Modal::typed(title, body, many.len().to_string(), format!("{} them", verb.word())).grave()
        }
    };
    let dialog = Dialog { modal, then: vec![Then::Run(job)] };
    let cuts_us_off = hit.iter().any(|t| verb.cuts_off(&t.at, own.as_ref()));
    if cuts_us_off { own_credential(verb, hit.len() > 1, dialog) } else { dialog }
}

/// The first of two questions when the credential in use is among the targets.
fn own_credential(verb: Verb, several: bool, then: Dialog) -> Dialog {
    let which = if several { "One of these tokens is" } else { "This is" };
    let warning = format!(
        "{which} the one tokendeck is working with. Once it is {}, this program can do nothing more with it.",
        verb.done()
    );
    let mut body = vec![Phrase::new().with(Meaning::Warn, warning)];
    if several {
        body.push(Phrase::new());
        body.push(Phrase::new().muted("It is done last, so that the rest is finished and proven before."));
    }
    let modal = Modal::typed("This is the credential you are using", body, "own", "go on").grave();
    Dialog { modal, then: vec![Then::Ask(Box::new(then))] }
}

fn deed(verb: Verb, token: &Token, own: bool) -> Deed {
    Deed {
        verb,
        token: token.at.clone(),
        name: clean(&token.name).into_owned(),
        seen: token.modified_on,
        reason: None,
        own_credential: own,
    }
}

fn consequence(verb: Verb, tokens: usize) -> Phrase {
    let (meaning, words) = match (verb, tokens) {
        (Verb::Disable, 1) => {
            (Meaning::Text, "Requests with its value will be refused. You can enable it again.")
        }
        (Verb::Disable, _) => {
            (Meaning::Text, "Requests with their values will be refused. You can enable them again.")
        }
        (Verb::Enable, 1) => {
            (Meaning::Warn, "Its old value works again. If that leaked, revoke the token instead.")
        }
        (Verb::Enable, _) => {
            (Meaning::Warn, "Their old values work again. Revoke those that leaked instead.")
        }
        (Verb::Revoke, 1) => {
            (Meaning::Warn, "Its value dies for good, and with it the S3 keys made from it.")
        }
        (Verb::Revoke, _) => {
            (Meaning::Warn, "Their values die for good, and with them the S3 keys made from them.")
        }
    };
    Phrase::new().with(meaning, words)
}

/// A name and what it is, in two columns.
fn fact(name: &str, what: impl Into<String>) -> Phrase {
    Phrase::new().muted(format!("{name:<10} ")).text(what)
}

/// What a confirmation says about one token.
fn facts(token: &Token, hidden: bool, cx: &Cx<'_>) -> Vec<Phrase> {
    let away = if hidden { "  not visible: the filter hides it" } else { "" };
    vec![
        fact("name", clean(&token.name)).with(Meaning::Warn, away),
        fact("id", token.at.id.to_string()),
        fact("owner", owner_name(&token.at.owner, cx.world)),
        fact("last used", text::ago(token.last_used_on, cx.now)),
        fact("reach", words::reach_line(token, cx.world, 160)),
    ]
}

/// What a confirmation says about several: first what holds for all of them, then each by name.
fn summary(verb: Verb, tokens: &[&Token], hidden: &BTreeSet<&TokenRef>, cx: &Cx<'_>) -> Vec<Phrase> {
    let owners: BTreeSet<&Owner> = tokens.iter().map(|t| &t.at.owner).collect();
    let recent =
        tokens.iter().filter(|t| t.last_used_on.is_some_and(|used| cx.now.since(used) < RECENT)).count();
    let unseen = tokens.iter().filter(|t| hidden.contains(&t.at)).count();
    let owners: Vec<String> = owners.into_iter().map(|o| owner_name(o, cx.world)).collect();
    let mut body = vec![fact("owners", listed(&owners)), consequence(verb, tokens.len())];
    if recent > 0 {
        let told = format!("{} of them were used within the last 7 days.", text::count(recent));
        body.push(Phrase::new().with(Meaning::Warn, told));
    }
    if unseen > 0 {
        let told = format!("{} of them are not visible: the filter hides them.", text::count(unseen));
        body.push(Phrase::new().with(Meaning::Warn, told));
    }
    body.push(Phrase::new());
    for token in tokens.iter().take(NAMED) {
        let used = format!("  used {}", text::ago(token.last_used_on, cx.now));
        let named = fact(&token.at.id.short(8), clean(&token.name)).muted(used);
        let away = if hidden.contains(&token.at) { "  not visible" } else { "" };
        body.push(named.with(Meaning::Warn, away));
    }
    if tokens.len() > NAMED {
        body.push(Phrase::new().muted(format!("and {} more", text::count(tokens.len() - NAMED))));
    }
    body
}

/// The name of an owner, for sentences.
pub fn owner_name(owner: &Owner, world: &World) -> String {
    match owner {
        Owner::User => world
            .identity()
            .and_then(|i| i.email.as_deref())
            .map_or_else(|| "you (user token)".to_owned(), |email| format!("you, {}", clean(email))),
        Owner::Account(id) => world
            .account(id)
            .map(|a| clean(&a.account.name).into_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.to_string()),
    }
}

fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        _ if items.len() > LISTED => {
            format!("{} and {} more", items[..LISTED].join(", "), items.len() - LISTED)
        }
        _ => items.join(", "),
    }
}
