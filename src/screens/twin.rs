//! From a user token to its account-owned twin as a draft: what works, which account, what changes, what is left to do.
//! Nothing is sent; a file is written when the user says so.

use super::cx::Cx;
use super::cx::Dialog;
use super::cx::Then;
use super::cx::Why;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::matrix::advice::Verdict;
use crate::domain::matrix::moving::Block;
use crate::domain::matrix::moving::Move;
use crate::domain::matrix::moving::could_move;
use crate::domain::matrix::twin::Twin;
use crate::domain::matrix::twin::twin;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Token;
use crate::domain::token::TokenRef;
use crate::protocol::Job;
use crate::screens::deeds::owner_name;
use crate::ui::Meaning;
use crate::ui::Modal;
use crate::ui::Phrase;
use crate::ui::modal::Choice;

/// The keys by which accounts are picked; more accounts than these are left to the command line.
const KEYS: &str = "123456789abcdefghilmnoprstuvwxyz";

/// Why there can be no twin of this token.
///
/// # Errors
/// The reason.
pub fn can(at: &TokenRef, cx: &Cx<'_>) -> Result<(), Why> {
    match (&at.owner, cx.world.token(at)) {
        (Owner::Account(_), _) => Err(Why::because("an account owns it already")),
        (Owner::User, None) => Err(Why::because("this token is not there any more")),
        (Owner::User, Some(_)) => Ok(()),
    }
}

/// The first question: which account, or at once whether to write the draft; or what stands in the way.
pub fn ask(at: &TokenRef, cx: &Cx<'_>) -> Dialog {
    let Some(token) = cx.world.token(at) else { return message("It is not there any more", Vec::new()) };
    let judged = could_move(cx.world.matrix(), token, cx.world);
    if judged.blocked_by.iter().any(|b| !matches!(b, Block::SeveralAccounts(_))) {
        return refused(token, &judged);
    }
    let accounts = if judged.accounts.is_empty() { cx.world.account_ids() } else { &judged.accounts };
    match accounts {
        [] => message(
            "For which account?",
            vec![Phrase::new().text(format!(
                "No account is known yet; {} asks again.",
                cx.settings.keys.of(Command::Refresh)
            ))],
        ),
        [one] => sure(token, one, cx),
        several => which(token, several, cx),
    }
}

fn which(token: &Token, accounts: &[AccountId], cx: &Cx<'_>) -> Dialog {
    let mut body =
        vec![Phrase::new().text("An account-owned token works in one account. Choose the twin's:")];
    let offered = &accounts[..accounts.len().min(KEYS.len())];
    if offered.len() < accounts.len() {
        let words = format!(
            "{} more accounts: tokendeck matrix check --token {} --account NAME --twin-to FILE",
            accounts.len() - offered.len(),
            token.at.id
        );
        body.push(Phrase::new().muted(words));
    }
    let choices = offered.iter().zip(KEYS.chars()).map(|(account, key)| Choice {
        key,
        label: owner_name(&Owner::Account(account.clone()), cx.world),
        detail: account.short(8),
        why_not: None,
    });
    let then = offered.iter().map(|account| Then::Ask(Box::new(sure(token, account, cx))));
    let title = format!("The twin of {}", clean(&token.name));
    Dialog { modal: Modal::menu(title, body, choices.collect()), then: then.collect() }
}

/// The last question: what will be different and what is left to do, and whether to write it down.
fn sure(token: &Token, account: &AccountId, cx: &Cx<'_>) -> Dialog {
    let made = match twin(cx.world.matrix(), token, account, cx.world, cx.now) {
        Ok(made) => made,
        Err(judged) => return refused(token, &judged),
    };
    let text = match made.to_toml() {
        Ok(text) => text,
        Err(why) => return message("The draft cannot be written", vec![Phrase::new().text(clean(&why.0))]),
    };
    let job = Job::WriteDraft { name: file_name(token, account), text };
    let title = format!("Write the account-owned twin of {}?", clean(&token.name));
    let modal = Modal::confirm(title, body(token, account, &made, cx), 'y', "write the draft");
    Dialog { modal, then: vec![Then::Run(job)] }
}

fn body(token: &Token, account: &AccountId, made: &Twin, cx: &Cx<'_>) -> Vec<Phrase> {
    let judged = could_move(cx.world.matrix(), token, cx.world);
    let doubtful: Vec<_> = judged.permissions.iter().filter(|a| a.verdict != Verdict::Yes).collect();
    let newest = cx.world.matrix().newest().map(|s| &*s.id).unwrap_or_default();
    let name = owner_name(&Owner::Account(account.clone()), cx.world);
    let mut body = vec![Phrase::new().muted("for account ").text(name)];
    body.push(match doubtful.as_slice() {
        [] => Phrase::new().with(Meaning::Good, format!("All its permissions work there ({newest}).")),
        some => {
            let names: Vec<_> =
                some.iter().map(|a| format!("{} ({})", clean(&a.permission), a.verdict.word())).collect();
            Phrase::new().with(Meaning::Warn, format!("Not known to work there: {}.", names.join(", ")))
        }
    });
    let list = |body: &mut Vec<Phrase>, title: &str, lines: &[String]| {
        body.push(Phrase::new());
        body.push(Phrase::new().with(Meaning::Column, title));
        body.extend(lines.iter().map(|text| Phrase::new().muted("- ").text(clean(text))));
    };
    list(&mut body, "WHAT CHANGES", &made.changes);
    list(&mut body, "BY HAND", &made.by_hand);
    body.push(Phrase::new());
    body.push(Phrase::new().muted("A file is written, nothing is sent and the token stays as it is."));
    body
}

fn file_name(token: &Token, account: &AccountId) -> String {
    let name: String = token.name.chars().take(40).collect();
    format!("{name} {} for {}", token.at.id.short(8), account.short(8))
}

fn refused(token: &Token, judged: &Move) -> Dialog {
    let line = |block: &Block| Phrase::new().with(Meaning::Bad, "- ").text(clean(&block.to_string()));
    message(
        &format!("{} could not become account-owned", clean(&token.name)),
        judged.blocked_by.iter().map(line).collect(),
    )
}

fn message(title: &str, body: Vec<Phrase>) -> Dialog {
    Dialog { modal: Modal::message(title, body), then: Vec::new() }
}
