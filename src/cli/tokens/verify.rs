//! `tokens verify`: does the credential in use work, or do these values? Values come by file or standard input and are
//! never printed.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::item::Item;
use super::super::session::Session;
use super::super::sheet::Sheet;
use crate::api::Credential;
use crate::domain::ids::AccountId;
use crate::domain::token::Standing;
use crate::protocol::{Fault, FaultKind, Job, Outcome};
use crate::secret::{Secret, SecretRef, Vault};
use crate::setup;

/// Most values that are looked at.
const MOST: usize = 10_000;

/// Verifies and reports. A dead value makes the exit code 1.
pub async fn run(call: &mut Call<'_>, from: Option<&Path>) -> Result<Exit, Failure> {
    let values = match from {
        None => vec![],
        Some(path) => values_in(path, &call.vault)?,
    };
    if from.is_some() && values.is_empty() {
        return Err(Failure::usage("There are no values to verify: one a line."));
    }
    let thresholds = setup::thresholds(&call.loaded.config);
    let found = match from {
        None => call.found().await?,
        Some(_) => call.found_or_nobody().await?,
    };
    let mut session = Session::of(call, found, thresholds)?;
    let account = account(&mut session, call.global.account.as_deref()).await?;
    let mut sheet = Sheet::new(["value", "works", "status", "kind", "account", "id", "detail"]);
    let mut worst = Exit::Done;
    let given = values.into_iter().map(|(line, value)| (format!("line {line}"), value));
    let own = from.is_none().then(|| ("credential in use".to_owned(), session.found.credential.secret()));
    let stop = tokio::signal::ctrl_c();
    tokio::pin!(stop);
    let mut unasked = 0;
    for (which, value) in given.chain(own).collect::<Vec<_>>() {
        let judged = if unasked > 0 {
            None
        } else {
            tokio::select! {
                judged = judge(&mut session, from.is_none(), value, account.clone()) => Some(judged),
                _ = &mut stop => None,
            }
        };
        unasked += usize::from(judged.is_none());
        let judged = judged.unwrap_or_else(Judged::interrupted);
        worst = worst.max(judged.exit());
        sheet.push(judged.item(&which), judged.cells(which));
        if from.is_some() {
            call.vault.forget(value);
        }
    }
    if unasked > 0 {
        call.out.say(&format!("Interrupted: {unasked} values were not asked about, or not to the end."));
    }
    session.end().await;
    call.out.list(&sheet)?;
    Ok(worst)
}

/// The account to ask first: the one that was named, else the one given beside the credential.
async fn account(session: &mut Session, named: Option<&str>) -> Result<Option<AccountId>, Failure> {
    match named.filter(|text| *text != "all").map(|text| (text, AccountId::new(text))) {
        None => Ok(session.found.account.clone()),
        Some((_, id)) if id.is_hex() => Ok(Some(id)),
        Some((text, _)) => session.account(text).await.map(Some),
    }
}

/// The values in a file, or on standard input for `-`; see [`values`].
///
/// # Errors
/// The file cannot be read, or holds no text.
pub fn values_in(path: &Path, vault: &Vault) -> Result<Vec<(usize, SecretRef)>, Failure> {
    if path == Path::new("-") {
        return values(io::stdin().lock(), vault);
    }
    let open = File::open(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
    values(BufReader::new(open), vault)
}

/// The values in a text, one a line, with their line numbers. Blank lines are left out.
fn values(from: impl BufRead, vault: &Vault) -> Result<Vec<(usize, SecretRef)>, Failure> {
    let mut values = Vec::new();
    for (n, line) in from.lines().take(MOST).enumerate() {
        // The error of a line that is no text does not repeat it.
        let mut line = line.map_err(|e| Failure::usage(format!("line {}: {}", n + 1, e.kind())))?;
        line.truncate(line.trim_end().len());
        line.drain(..line.len() - line.trim_start().len());
        let secret = Secret::new(line);
        if !secret.is_empty() {
            values.push((n + 1, vault.put(secret)));
        }
    }
    Ok(values)
}

/// What became of one value.
struct Judged {
    works: Option<bool>,
    status: String,
    kind: Option<&'static str>,
    account: Option<String>,
    id: Option<String>,
    detail: String,
}

async fn judge(session: &mut Session, own: bool, value: SecretRef, account: Option<AccountId>) -> Judged {
    let key = matches!(session.found.credential, Credential::GlobalKey { .. });
    let job = match own && key {
        // The verify endpoints do not take keys; whoever can say who we are accepts ours.
        true => Job::Identify,
        false => Job::Verify { value, account },
    };
    match session.run(job).await {
        Ok(Outcome::Verified { token, standing, word, unasked }) => {
            let detail = match (&token, unasked.first()) {
                (None, Some((owner, why))) => {
                    let whom = owner.account().map_or("the user".to_owned(), |id| format!("account {id}"));
                    format!("not all could be asked; {} missing, the first {whom}: {why}", unasked.len())
                }
                (None, None) => "no endpoint knows it".to_owned(),
                _ => String::new(),
            };
            Judged {
                // Dead is only what everybody was asked about.
                works: (token.is_some() || unasked.is_empty()).then_some(standing == Some(Standing::Active)),
                status: word.or_else(|| standing.map(|s| s.word().to_owned())).unwrap_or_default(),
                kind: token.as_ref().map(|t| t.owner.kind()),
                account: token.as_ref().and_then(|t| t.owner.account()).map(ToString::to_string),
                id: token.map(|t| t.id.to_string()),
                detail,
            }
        }
        Ok(_) => Judged { works: Some(true), status: "active".to_owned(), ..Judged::nothing() },
        // Of another value this says nothing: the accounts are listed with our own credential.
        Err(Fault { kind: FaultKind::Credentials, what, .. }) if own => {
            Judged { works: Some(false), detail: what, ..Judged::nothing() }
        }
        Err(fault) => Judged { detail: fault.to_string(), ..Judged::nothing() },
    }
}

impl Judged {
    fn nothing() -> Self {
        Judged {
            works: None,
            status: String::new(),
            kind: None,
            account: None,
            id: None,
            detail: String::new(),
        }
    }

    /// Not asked about, or not to the end.
    fn interrupted() -> Self {
        Judged { detail: "not asked: interrupted".to_owned(), ..Judged::nothing() }
    }

    /// A value that could not be asked about leaves the job partly done; a dead one is a finding.
    fn exit(&self) -> Exit {
        match self.works {
            Some(true) => Exit::Done,
            Some(false) => Exit::Findings,
            None => Exit::Partly,
        }
    }

    fn item(&self, which: &str) -> Item {
        Item::new()
            .with("value", which)
            .with("works", self.works)
            .with("status", &self.status)
            .with("kind", self.kind)
            .with("account_id", &self.account)
            .with("id", &self.id)
            .with("detail", &self.detail)
    }

    fn cells(&self, which: String) -> [String; 7] {
        let works = self.works.map_or("unknown", |works| if works { "yes" } else { "no" });
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        [
            which,
            works.to_owned(),
            self.status.clone(),
            self.kind.unwrap_or_default().to_owned(),
            text(&self.account),
            text(&self.id),
            self.detail.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_lines_with_their_blanks_off() {
        let vault = Vault::new();
        let found = values("  canary-a \n\n\tcanary-b\r\n".as_bytes(), &vault).unwrap();
        let lines: Vec<_> =
            found.iter().map(|(n, at)| (*n, vault.peek(*at, str::to_owned).unwrap())).collect();
        assert_eq!(lines, [(1, "canary-a".into()), (3, "canary-b".into())]);
        assert!(values(&b"\xff\xfe"[..], &vault).is_err());
    }
}
