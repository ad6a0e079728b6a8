//! `matrix probe`: products are asked live whether they take a token of an account. Every request is named before any is
//! sent.

use super::args::Probe;
use crate::cli::call::Call;
use crate::cli::consent::{self, Asking};
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::session::Session;
use crate::cli::sheet::Sheet;
use crate::cli::tokens::values_in;
use crate::domain::ids::{AccountId, ZoneId};
use crate::domain::matrix::Matrix;
use crate::domain::matrix::probe::{Answer, Evidence, FIRST, Inquiry, of_product, zone_of};
use crate::protocol::{Fault, FaultKind, Job, Outcome, Scope};
use crate::secret::SecretRef;

/// Names the requests, asks, sends them, and prints what the answers show beside the newest snapshot.
pub(super) async fn run(call: &mut Call<'_>, asked: &Probe) -> Result<Exit, Failure> {
    let value = given(call, asked)?;
    let mut session = Session::start(call).await?;
    let ended = probe(call, &mut session, asked, value).await;
    session.end().await;
    if let Some(value) = value {
        call.vault.forget(value);
    }
    ended
}

/// The one value in the file or on standard input.
fn given(call: &Call<'_>, asked: &Probe) -> Result<Option<SecretRef>, Failure> {
    let Some(path) = &asked.value else { return Ok(None) };
    match values_in(path, &call.vault)?.as_slice() {
        [(_, value)] => Ok(Some(*value)),
        [] => Err(Failure::usage("There is no value to ask with: one line.")),
        _ => Err(Failure::usage("There is more than one value. Give one line, for one token.")),
    }
}

async fn probe(
    call: &mut Call<'_>,
    session: &mut Session,
    asked: &Probe,
    value: Option<SecretRef>,
) -> Result<Exit, Failure> {
    let account = account(call, session, value).await?;
    let zone = zone(call, session, &account, asked).await?;
    let (products, closed) = products(session.world.matrix(), &asked.products)?;
    let names: Vec<&str> = products.iter().map(String::as_str).collect();
    let of = match asked.products.is_empty() || !names.is_empty() {
        true => Inquiry::new(account, zone, &names),
        false => {
            return Err(Failure::usage(format!("No harmless request is known for {}.", closed.join(", "))));
        }
    };
    let Some(of) = of else {
        return Err(Failure::usage("The account's id has a form that cannot be part of a request."));
    };
    let plan = plan(&of);
    if asked.dry_run {
        call.out.list(&plan)?;
        return Ok(Exit::Done);
    }
    call.out
        .say("These requests are sent with the token, one after the other. They read and change nothing.");
    call.out.show_plan(&plan);
    consent::ask_to_send(of.requests().len(), Asking::process(asked.yes), call.out, consent::typed)?;
    let Outcome::Probed { evidence, .. } = session.run(Job::Probe { value, of }).await? else {
        return Err(Failure::new(Exit::Refused, "The products were not asked."));
    };
    report(call, session.world.matrix(), &evidence, &closed)
}

/// The account whose token it is: named, or that of the credential in use.
async fn account(
    call: &Call<'_>,
    session: &mut Session,
    value: Option<SecretRef>,
) -> Result<AccountId, Failure> {
    if let Some(text) = call.global.account.as_deref().filter(|text| *text != "all") {
        return session.account(text).await;
    }
    if let (None, Some(account)) = (value, session.found.account.clone()) {
        return Ok(account);
    }
    let unnamed = || Failure::usage("Say which account the token belongs to: --account");
    if value.is_some() {
        return Err(unnamed());
    }
    match session.run(Job::Identify).await? {
        Outcome::Identified(identity) => identity.account.ok_or_else(|| {
            let text = "The credential in use is no token of an account. Name one with --profile, or give its value \
                        with --value and its account with --account";
            Failure::new(Exit::Refused, text)
        }),
        _ => Err(unnamed()),
    }
}

/// The zone that is asked about. Without one, products that need it are left out, and that is said.
async fn zone(
    call: &mut Call<'_>,
    session: &mut Session,
    account: &AccountId,
    asked: &Probe,
) -> Result<Option<ZoneId>, Failure> {
    if let Some(id) = asked.zone.as_deref().map(ZoneId::new).filter(ZoneId::is_hex) {
        return Ok(Some(id));
    }
    let read = session.run(Job::Refresh(Scope::Zones(account.clone()))).await;
    let zones = session.world.zones_of(account);
    match (&asked.zone, read) {
        (Some(name), _) => {
            let found = zones.iter().find(|z| z.name.eq_ignore_ascii_case(name)).map(|z| Some(z.id.clone()));
            found.ok_or_else(|| {
                Failure::usage(format!("There is no zone \"{name}\" of the account in reach."))
            })
        }
        (None, Ok(_)) => Ok(zone_of(zones).map(|z| z.id.clone())),
        (None, Err(why)) => {
            call.out.say(&format!("The zones of the account cannot be read, so none is asked about: {why}"));
            Ok(None)
        }
    }
}

/// The present names of the products that can be asked, and of those that cannot.
fn products(matrix: &Matrix, named: &[String]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let known = named.iter().map(|name| {
        let product = matrix.product(name).map(|p| p.name.to_string());
        product.ok_or_else(|| {
            Failure::usage(format!("There is no product \"{name}\"; see: tokendeck matrix list"))
        })
    });
    let known: Vec<String> = known.collect::<Result<_, _>>()?;
    Ok(known.into_iter().partition(|name| of_product(name).is_some()))
}

fn plan(of: &Inquiry) -> Sheet {
    let mut plan = Sheet::new(["product", "request"]);
    let first = FIRST.replace("{account_id}", &of.account().to_string());
    let asked = of.asked().map(|(probe, path)| (&*probe.product, path));
    for (product, path) in std::iter::once(("whose token it is", first)).chain(asked) {
        let request = format!("GET {path}");
        plan.push(
            Item::new().with("product", product).with("request", &request),
            [product.to_owned(), request],
        );
    }
    let zoneless =
        || Fault::new(FaultKind::NotFound, "It needs a zone, and none is known.", "Name one with --zone.");
    let unasked = of.unasked().map(|p| (p.product.to_string(), zoneless()));
    plan.incomplete.extend(unasked);
    plan
}

fn report(
    call: &mut Call<'_>,
    matrix: &Matrix,
    evidence: &[Evidence],
    closed: &[String],
) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["product", "answer", "snapshot", "says", "agrees", "why"]);
    let newest = matrix.newest().map(|s| s.id.to_string()).unwrap_or_default();
    let mut exit = Exit::Done;
    for e in evidence {
        let said = matrix.product(&e.product).map(|p| matrix.now(p)).unwrap_or_default();
        let agrees = e.agrees_with(&said);
        exit = exit.max(match (agrees, e.answer) {
            (Some(false), _) => Exit::Findings,
            (_, Answer::Unknown) => Exit::Partly,
            _ => Exit::Done,
        });
        let item = Item::new()
            .with("product", &e.product)
            .with("answer", e.answer)
            .with("snapshot", &newest)
            .with("says", said.word())
            .with("agrees", agrees)
            .with("why", &e.why)
            .with("account_id", &e.account)
            .with("token_id", &e.token)
            .with("request", Some(&e.path).filter(|path| !path.is_empty()))
            .with("at", e.at);
        let agrees = agrees.map_or("", |yes| if yes { "yes" } else { "no" });
        sheet.push(item, [&*e.product, e.answer.word(), &newest, said.word(), agrees, &e.why]);
    }
    let unknown = || {
        let what = "No harmless request is known that would show it.";
        Fault::new(FaultKind::NotFound, what, "The snapshots are all there is: tokendeck matrix show.")
    };
    let closed = closed.iter().map(|name| (name.clone(), unknown()));
    sheet.incomplete.extend(closed);
    call.out.list(&sheet)?;
    Ok(if sheet.incomplete.is_empty() { exit } else { exit.max(Exit::Partly) })
}
