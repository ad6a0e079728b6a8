//! What the matrix says about a permission in an account-owned token.
//!
//! The rule: a group is advised against when it has owner products and all of them say no in the newest snapshot.
//! Groups that products only share never lead to a no. Groups of no known product are unknown, and said to be.

use serde::Serialize;

use super::permissions::{self, Confidence, Mapping, StopKind};
use super::status::Status;
use super::table::Matrix;
use crate::domain::group;
use crate::domain::ids::GroupId;
use crate::domain::policy::GroupRef;
use crate::domain::text::capital;

/// Whether a permission works in an account-owned token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does.
    Yes,
    /// It does in part.
    Partial,
    /// Nobody says.
    Unknown,
    /// It does not: use a user token.
    No,
}

impl Verdict {
    /// `yes`, `partial`, `unknown`, `no`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::Partial => "partial",
            Verdict::Unknown => "unknown",
            Verdict::No => "no",
        }
    }
}

/// The advice for one permission group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// The group's name; its id when no name is known.
    pub permission: Box<str>,
    /// Its id, where the question named one.
    pub id: Option<GroupId>,
    /// Whether it works.
    pub verdict: Verdict,
    /// The products it was judged by: the owners, else those that share it.
    pub products: Vec<Says>,
    /// The snapshot that says so. `None`: not the matrix says it but what is known about the API.
    pub snapshot: Option<Box<str>>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, one or two sentences.
    pub reason: String,
}

/// What the newest snapshot says about one product.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Says {
    /// The product's present name.
    pub product: Box<str>,
    /// What the snapshot says.
    pub status: Status,
}

/// The advice for a group as a policy names it. The shipped name decides where the id is known, because names are
/// cosmetic and renamed.
pub fn advise(matrix: &Matrix, group: &GroupRef) -> Advice {
    let shipped = group::shipped().get(&group.id).map(|g| &*g.name);
    let mut advice = match shipped.or(group.name.as_deref()) {
        Some(name) => advise_name(matrix, name),
        None => Advice {
            permission: group.id.to_string().into(),
            reason: "The permission group is not known: nobody says whether it works.".into(),
            ..unknown("")
        },
    };
    advice.id = Some(group.id.clone());
    advice
}

/// The advice for a group of this name.
pub fn advise_name(matrix: &Matrix, name: &str) -> Advice {
    let known = permissions::shipped();
    let stopped = |stop: &permissions::Stop, confidence| Advice {
        verdict: Verdict::No,
        confidence,
        reason: format!("{}. Use a user token.", capital(&stop.reason)),
        ..unknown(name)
    };
    if let Some(stop) = known.stop(StopKind::NeverInAccountTokens, name) {
        return stopped(stop, Confidence::High);
    }
    if let Some(stop) = known.stop(StopKind::RefusedWithAccountTokens, name) {
        return stopped(stop, Confidence::Medium);
    }
    let (owners, sharers): (Vec<_>, Vec<_>) = known.of_group(name).partition(|(_, owns)| *owns);
    let mut advice = if !owners.is_empty() {
        by_owners(matrix, name, &owners)
    } else if !sharers.is_empty() {
        by_sharers(matrix, name, &sharers)
    } else {
        unknown(name)
    };
    if let Some(stop) = known.stop(StopKind::NeverInUserTokens, name) {
        advice.reason.push_str(&format!(" Only an account-owned token can carry it: {}.", stop.reason));
    }
    advice
}

fn unknown(name: &str) -> Advice {
    Advice {
        permission: name.into(),
        id: None,
        verdict: Verdict::Unknown,
        products: Vec::new(),
        snapshot: None,
        confidence: Confidence::Low,
        reason: "No product of the matrix is known to use this permission: nobody says whether it works."
            .into(),
    }
}

type Uses<'a> = [(&'a Mapping, bool)];

fn said(matrix: &Matrix, uses: &Uses<'_>) -> Vec<Says> {
    let product = |m: &Mapping| matrix.product(&m.name).map(|p| matrix.now(p)).unwrap_or_default();
    uses.iter().map(|(m, _)| Says { product: m.name.clone(), status: product(m) }).collect()
}

fn by_owners(matrix: &Matrix, name: &str, owners: &Uses<'_>) -> Advice {
    let products = said(matrix, owners);
    let all = |wanted: fn(&Status) -> bool| products.iter().all(|s| wanted(&s.status));
    let verdict = match () {
        () if all(|s| *s == Status::No) => Verdict::No,
        () if all(|s| *s == Status::Yes) => Verdict::Yes,
        () if all(|s| *s == Status::Absent) => Verdict::Unknown,
        () => Verdict::Partial,
    };
    let snapshot = matrix.newest().map(|s| s.id.clone());
    let sentences: Vec<String> =
        products.iter().map(|s| sentence(matrix, s, snapshot.as_deref().unwrap_or_default())).collect();
    let mut reason = sentences.join(" ");
    if verdict == Verdict::No {
        reason.push_str(" Use a user token.");
    }
    let mut confidence = owners.iter().map(|(m, _)| m.confidence).min().unwrap_or(Confidence::Low);
    for doubt in products.iter().filter_map(|s| doubt(matrix, s)) {
        confidence = Confidence::Uncertain;
        reason.push_str(&format!(" {doubt}"));
    }
    Advice { permission: name.into(), id: None, verdict, products, snapshot, confidence, reason }
}

fn by_sharers(matrix: &Matrix, name: &str, sharers: &Uses<'_>) -> Advice {
    let products = said(matrix, sharers);
    let works = products.iter().all(|s| s.status == Status::Yes);
    let names: Vec<&str> = products.iter().map(|s| &*s.product).collect();
    let names = names.join(", ");
    let (verdict, reason) = if works {
        (Verdict::Yes, format!("It belongs to no product of its own; all that use it work: {names}."))
    } else {
        let reason = format!(
            "It belongs to no product of its own, and not all that use it are said to work: {names}."
        );
        (Verdict::Unknown, reason)
    };
    let snapshot = matrix.newest().map(|s| s.id.clone());
    Advice {
        permission: name.into(),
        id: None,
        verdict,
        products,
        snapshot,
        confidence: Confidence::Low,
        reason,
    }
}

fn sentence(matrix: &Matrix, says: &Says, snapshot: &str) -> String {
    let product = &says.product;
    match &says.status {
        Status::Yes => format!("{product} takes account-owned tokens ({snapshot})."),
        Status::No => format!("{product} does not take account-owned tokens ({snapshot})."),
        Status::Partial(note) if note.is_empty() => {
            format!("{product} takes account-owned tokens in part ({snapshot}).")
        }
        Status::Partial(note) => {
            format!("{product} takes account-owned tokens in part: {note} ({snapshot}).")
        }
        Status::Absent => {
            let last = matrix.product(product).and_then(|p| matrix.last_listed(p));
            let before = last.map(|(s, status)| format!(" {} was the last to list it: {status}.", s.id));
            format!("{snapshot} does not list {product}.{}", before.unwrap_or_default())
        }
    }
}

/// Why the statement may be wrong. Doubts are about the shipped snapshots: an imported page that says something
/// else has settled them.
fn doubt<'a>(matrix: &'a Matrix, says: &Says) -> Option<&'a str> {
    let product = matrix.product(&says.product)?;
    let last_shipped = matrix.snapshots().iter().rev().find(|s| s.shipped)?;
    let doubted = matrix.status(product, &last_shipped.id);
    product.doubt.as_deref().filter(|_| doubted == says.status)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::matrix::{Row, Snapshot};

    #[rstest]
    #[case::owned_yes(
        "DNS Write",
        Verdict::Yes,
        Confidence::High,
        "DNS takes account-owned tokens (2026-04-docs)"
    )]
    #[case::owned_no("Page Rules Write", Verdict::No, Confidence::High, "Use a user token")]
    #[case::doubted("Registrar Domains Read", Verdict::No, Confidence::Uncertain, "#32939")]
    #[case::dashboard_word("Turnstile Sites Edit", Verdict::No, Confidence::High, "Turnstile does not take")]
    #[case::gone(
        "Pubsub Configuration Read",
        Verdict::Unknown,
        Confidence::High,
        "2025-02-docs was the last to list it: no"
    )]
    #[case::shared_yes("Snippets Read", Verdict::Yes, Confidence::Low, "Rulesets")]
    #[case::shared_never_no("Cloudforce One Read", Verdict::Unknown, Confidence::Low, "Intel Data Platform")]
    #[case::unmapped("CASB Read", Verdict::Unknown, Confidence::Low, "nobody says")]
    #[case::user_scoped("Memberships Read", Verdict::No, Confidence::High, "user-scoped")]
    #[case::outside("Workers CI Write", Verdict::No, Confidence::Medium, "Workers Builds")]
    #[case::only_account(
        "Individual Workers Admin",
        Verdict::Yes,
        Confidence::High,
        "Only an account-owned token"
    )]
    fn advises(
        #[case] name: &str,
        #[case] verdict: Verdict,
        #[case] confidence: Confidence,
        #[case] reason: &str,
    ) {
        let advice = advise_name(Matrix::shipped(), name);
        let reason = reason.to_lowercase();
        assert_eq!((advice.verdict, advice.confidence), (verdict, confidence), "{}", advice.reason);
        assert!(advice.reason.to_lowercase().contains(&reason), "{}", advice.reason);
    }

    /// The names of `warn_now` in the facts this was built from.
    #[test]
    fn fourteen_groups_are_advised_against_by_the_matrix() {
        let mut warned: Vec<&str> = group::shipped().iter().map(|g| &*g.name).collect();
        warned.sort_unstable();
        warned.dedup();
        warned.retain(|name| {
            let advice = advise_name(Matrix::shipped(), name);
            advice.verdict == Verdict::No && advice.snapshot.is_some()
        });
        assert_eq!(warned.len(), 14, "{warned:?}");
    }

    #[test]
    fn the_id_decides_not_the_echoed_name() {
        let renamed =
            GroupRef { id: "ed07f6c337da4195b4e72a1fb2c6bcae".into(), name: Some("Zone Rules Write".into()) };
        let advice = advise(Matrix::shipped(), &renamed);
        assert_eq!((&*advice.permission, advice.verdict), ("Page Rules Write", Verdict::No));
        let stranger = GroupRef { id: "f".into(), name: None };
        let advice = advise(Matrix::shipped(), &stranger);
        assert_eq!((&*advice.permission, advice.verdict), ("f", Verdict::Unknown));
    }

    #[test]
    fn a_newer_page_settles_a_doubt() {
        let page = |status| {
            let rows = vec![Row::new("Registrar", status).unwrap()];
            Matrix::shipped().with([Snapshot::new("mine", "", "2026-11-01", "", rows).unwrap()])
        };
        let advice = advise_name(&page(Status::Yes), "Registrar Domains Read");
        assert_eq!((advice.verdict, advice.confidence), (Verdict::Yes, Confidence::High));
        assert_eq!(advice.snapshot.as_deref(), Some("mine"));
        let advice = advise_name(&page(Status::No), "Registrar Domains Read");
        assert_eq!((advice.verdict, advice.confidence), (Verdict::No, Confidence::Uncertain));
    }
}
