//! From "does it really take account-owned tokens?" to the requests that show it: named first, sent only when told to,
//! and their answers beside what the snapshots say.

use super::cx::Cx;
use super::cx::Dialog;
use super::cx::Then;
use super::cx::Why;
use crate::domain::lookup::Lookup as _;
use crate::domain::matrix::probe::Answer;
use crate::domain::matrix::probe::Evidence;
use crate::domain::matrix::probe::FIRST;
use crate::domain::matrix::probe::Inquiry;
use crate::domain::matrix::probe::zone_of;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::protocol::Job;
use crate::ui::Meaning;
use crate::ui::Modal;
use crate::ui::Phrase;
use crate::ui::modal::Choice;
use crate::ui::text::plural;
use crate::world::World;

/// Why products cannot be asked with this token.
///
/// # Errors
/// The reason.
pub fn can(at: &TokenRef, cx: &Cx<'_>) -> Result<(), Why> {
    if at.owner == Owner::User {
        return Err(Why::because("only an account's own token can show what takes account-owned tokens"));
    }
    let own = cx.world.identity().and_then(|i| i.token.as_ref());
    if own != Some(at) {
        return Err(Why::because(
            "its value is needed, and it is not the credential in use; tokendeck matrix probe --value FILE takes any",
        ));
    }
    inquiry(at, &[], cx.world)
        .map(drop)
        .ok_or_else(|| Why::because("its account has no id that can be asked about"))
}

fn inquiry(at: &TokenRef, products: &[&str], world: &World) -> Option<Inquiry> {
    let account = at.owner.account()?;
    let zone = zone_of(world.zones_of(account)).map(|z| z.id.clone());
    Inquiry::new(account.clone(), zone, products)
}

/// The question before anything is sent: every request by its path. The cursor starts on *cancel*. Without `products`
/// all that can be asked are.
pub fn ask(at: &TokenRef, products: &[&str], cx: &Cx<'_>) -> Dialog {
    let Some(of) = inquiry(at, products, cx.world) else {
        return Dialog { modal: Modal::message("Nothing can be asked", Vec::new()), then: Vec::new() };
    };
    let name = cx.world.account_name(of.account()).map(clean).unwrap_or_default();
    let mut body = vec![
        Phrase::new().text("With this token, one GET after the other; they read and change nothing:"),
        Phrase::new(),
        request("whose token", FIRST),
    ];
    body.extend(of.asked().map(|(probe, _)| request(&probe.product, &probe.path)));
    body.push(Phrase::new());
    body.push(Phrase::new().muted("{id}   ").text(of.account().to_string()).muted(format!("  {name}")));
    if let Some(zone) = of.zone() {
        let name = cx.world.zone(zone).map(|z| clean(&z.name)).unwrap_or_default();
        body.push(Phrase::new().muted("{zone} ").text(zone.to_string()).muted(format!("  {name}")));
    }
    let unasked: Vec<&str> = of.unasked().map(|p| &*p.product).collect();
    if !unasked.is_empty() {
        let words = format!("Not asked, for want of a zone: {}.", unasked.join(", "));
        body.push(Phrase::new().with(Meaning::Warn, words));
    }
    body.push(Phrase::new().muted("Replies are thrown away; only how each was answered is kept."));
    let choice = Choice {
        key: 'p',
        label: "send".into(),
        detail: format!("these {}", plural(of.requests().len(), "request")),
        why_not: None,
    };
    let modal = Modal::menu("Ask the products themselves?", body, vec![choice]);
    Dialog { modal, then: vec![Then::Run(Job::Probe { value: None, of })] }
}

/// A request on one line of a small terminal: ids have short names, which are explained below.
fn request(what: &str, path: &str) -> Phrase {
    let path = path.replace("{account_id}", "{id}").replace("{zone_id}", "{zone}");
    Phrase::new().muted(format!("{what:<22} ")).text(path)
}

/// The answers, to be read.
pub fn told(evidence: &[Evidence], world: &World) -> Dialog {
    let count = |answer| evidence.iter().filter(|e| e.answer == answer).count();
    let words = format!(
        "{} accepted, {} refused this kind of token, {} without permission, {} unknown.",
        count(Answer::Accepted),
        count(Answer::RefusedAsKind),
        count(Answer::LacksPermission),
        count(Answer::Unknown),
    );
    let mut body = vec![Phrase::new().text(words), beside(world), Phrase::new()];
    body.extend(evidence.iter().map(|e| line(e, world)));
    Dialog { modal: Modal::message("What the products answered", body), then: Vec::new() }
}

/// Beside which snapshot answers are shown.
pub fn beside(world: &World) -> Phrase {
    let newest = world.matrix().newest().map(|s| &*s.id).unwrap_or_default();
    Phrase::new().muted(format!("Beside them what {newest} says."))
}

/// One answer beside what the newest snapshot says.
pub fn line(evidence: &Evidence, world: &World) -> Phrase {
    let (meaning, word) = match evidence.answer {
        Answer::Accepted => (Meaning::Good, "accepted"),
        Answer::RefusedAsKind => (Meaning::Bad, "refused kind"),
        Answer::LacksPermission => (Meaning::Warn, "no permission"),
        Answer::Unknown => (Meaning::Muted, "unknown"),
    };
    let matrix = world.matrix();
    let said = matrix.product(&evidence.product).map(|p| matrix.now(p)).unwrap_or_default();
    let line = Phrase::new()
        .with(meaning, format!("{word:<13} "))
        .text(format!("{:<22} ", clean(&evidence.product)));
    let line = match evidence.agrees_with(&said) {
        Some(false) => line.with(Meaning::Warn, format!("contradicts {}", said.word())),
        Some(true) => line.muted(format!("agrees: {}", said.word())),
        None => line.muted(said.word()),
    };
    if evidence.answer == Answer::Accepted { line } else { line.muted(format!("  {}", clean(&evidence.why))) }
}
