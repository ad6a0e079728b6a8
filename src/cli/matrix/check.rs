//! `matrix check`

use std::path::Path;

use super::args::Check;
use super::{Desk, text_of};
use crate::cli::call::Call;
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::session::Session;
use crate::cli::sheet::Sheet;
use crate::domain::ids::{AccountId, TokenId};
use crate::domain::matrix::advice::{Advice, Verdict, advise, advise_name};
use crate::domain::matrix::moving::could_move;
use crate::domain::matrix::twin::{DraftFile, twin};
use crate::domain::policy::GroupRef;
use crate::store::drafts::write_new;

/// Largest draft that is read, in bytes.
const LARGEST_DRAFT: usize = 1 << 20;

/// Judges permissions by name, or those of a draft.
pub(super) fn permissions(desk: &mut Desk<'_>, asked: &Check) -> Result<Exit, Failure> {
    let advice: Vec<Advice> = match &asked.draft {
        None => asked.permissions.iter().map(|name| advise_name(&desk.matrix, name)).collect(),
        Some(path) => {
            let draft = DraftFile::read(&text_of(path, LARGEST_DRAFT)?)
                .map_err(|why| Failure::usage(format!("{}: {why}", path.display())))?;
            let groups = draft.policies.iter().flat_map(|p| &p.permission_groups);
            groups
                .map(|g| advise(&desk.matrix, &GroupRef::new(g.id.as_str().into(), g.name.as_deref())))
                .collect()
        }
    };
    desk.out.list(&sheet(&advice))?;
    Ok(exit(&advice))
}

fn sheet(advice: &[Advice]) -> Sheet {
    let mut sheet = Sheet::new(["permission", "works", "confidence", "snapshot", "reason"]);
    for a in advice {
        let item = Item::new()
            .with("permission", &a.permission)
            .with("id", &a.id)
            .with("works", a.verdict)
            .with("products", &a.products)
            .with("snapshot", &a.snapshot)
            .with("confidence", a.confidence)
            .with("reason", &a.reason);
        sheet.push(
            item,
            [
                &*a.permission,
                a.verdict.word(),
                a.confidence.word(),
                a.snapshot.as_deref().unwrap_or(""),
                &a.reason,
            ],
        );
    }
    sheet
}

fn exit(advice: &[Advice]) -> Exit {
    if advice.iter().any(|a| a.verdict == Verdict::No) { Exit::Findings } else { Exit::Done }
}

/// Judges a token that exists, and writes its twin where that was asked for.
pub(super) async fn token(call: &mut Call<'_>, id: &str, twin_to: Option<&Path>) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    let incomplete = session.load_tokens(call.global.account.as_deref()).await?;
    let wanted = TokenId::new(id);
    let found =
        session.world.rows().find(|(_, row)| row.token.at.id == wanted).map(|(_, row)| row.token.clone());
    let Some(token) = found else {
        let mut failure =
            Failure::usage(format!("There is no token {id} in reach; see: tokendeck tokens list"));
        for (scope, why) in &incomplete {
            failure.text.push_str(&format!("\nnot looked at: {scope}: {why}"));
        }
        return Err(failure);
    };
    let judged = could_move(session.world.matrix(), &token, &session.world);
    let account = match call.global.account.as_deref().filter(|text| *text != "all") {
        Some(text) => Some(session.account(text).await?),
        None => match judged.accounts.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
    };
    let ended = match twin_to {
        None => Ok(()),
        Some(path) => write_twin(call, &token, account.as_ref(), &session, path),
    };
    session.end().await;
    call.out.list(&sheet(&judged.permissions))?;
    call.out.say(&format!("Could it become account-owned? {}", judged.verdict.word()));
    for block in &judged.blocked_by {
        call.out.say(&format!("  stands in the way: {block}"));
    }
    for note in &judged.notes {
        call.out.say(&format!("  note: {note}"));
    }
    ended?;
    Ok(if judged.verdict == Verdict::No { Exit::Findings } else { Exit::Done })
}

fn write_twin(
    call: &mut Call<'_>,
    token: &crate::domain::token::Token,
    account: Option<&AccountId>,
    session: &Session,
    path: &Path,
) -> Result<(), Failure> {
    let Some(account) = account else {
        return Err(Failure::usage(
            "The token names no account, or several. Say which one the twin is for: --account",
        ));
    };
    let world = &session.world;
    let twin = twin(world.matrix(), token, account, world, call.clock.now()).map_err(|judged| {
        let why: Vec<String> = judged.blocked_by.iter().map(ToString::to_string).collect();
        Failure::new(Exit::Refused, format!("There is no twin: {}.", why.join("; ")))
    })?;
    let text = twin.to_toml().map_err(|e| Failure::new(Exit::Refused, format!("{e}.")))?;
    write_new(path, &text).map_err(|e| Failure::new(Exit::Refused, format!("{e}.")))?;
    call.out.say(&format!("The twin is written to {}; nothing was sent.", path.display()));
    twin.by_hand.iter().for_each(|step| call.out.say(&format!("  by hand: {step}")));
    Ok(())
}
