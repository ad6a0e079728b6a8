//! Read-only requests that show whether a product takes a token, and what their answers mean
//! (`assets/probes.toml`). Sending them is the engine's business, after the user has seen them.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::snapshot::{BadSnapshot, check_schema};
use super::status::Status;
use crate::clock::Time;
use crate::domain::ids::{AccountId, TokenId, ZoneId};
use crate::domain::zone::Zone;

/// A harmless documented `GET`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The product it speaks for, under its present name.
    pub product: Box<str>,
    /// Its path below `/client/v4`, with `{account_id}` or `{zone_id}`.
    pub path: Box<str>,
    /// Permission groups of which any one suffices.
    pub needs: Box<[Box<str>]>,
    /// The page of the API reference that documents it.
    pub docs: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    schema: u32,
    probes: Vec<Probe>,
}

/// All requests that can be made; for any other product the answer is unknown.
pub fn shipped() -> &'static [Probe] {
    static SHIPPED: OnceLock<Vec<Probe>> = OnceLock::new();
    // A test reads the asset and counts its rows, so an empty table here cannot go unnoticed.
    SHIPPED.get_or_init(|| read_asset(include_str!("../../../assets/probes.toml")).unwrap_or_default())
}

fn read_asset(text: &str) -> Result<Vec<Probe>, BadSnapshot> {
    let asset: Asset = toml::from_str(text).map_err(|e| BadSnapshot(e.to_string()))?;
    check_schema(asset.schema)?;
    Ok(asset.probes)
}

/// The request that speaks for a product, by its present name.
pub fn of_product(name: &str) -> Option<&'static Probe> {
    shipped().iter().find(|p| &*p.product == name)
}

impl Probe {
    /// Whether the request speaks of a zone, so that one must be chosen.
    pub fn wants_zone(&self) -> bool {
        self.path.contains("{zone_id}")
    }

    /// The path alone, as the API reference writes it.
    pub fn template(&self) -> &str {
        self.path.split_once('?').map_or(&*self.path, |(path, _)| path)
    }

    /// The query, with the account's id in place.
    pub fn query(&self, account: &AccountId) -> Vec<(&str, String)> {
        let pairs = self.path.split_once('?').map_or("", |(_, query)| query).split('&');
        let account = account.to_string();
        pairs
            .filter_map(|p| p.split_once('='))
            .map(|(k, v)| (k, v.replace("{account_id}", &account)))
            .collect()
    }

    /// The path with the ids in place. `None`: it needs a zone and there is none, or an id is not of the documented
    /// form and so must not become part of a path.
    pub fn path_for(&self, account: &AccountId, zone: Option<&ZoneId>) -> Option<String> {
        if !account.is_hex() {
            return None;
        }
        let path = self.path.replace("{account_id}", &account.to_string());
        if !self.wants_zone() {
            return Some(path);
        }
        let zone = zone.filter(|z| z.is_hex())?;
        Some(path.replace("{zone_id}", &zone.to_string()))
    }
}

/// The request before all others: whose value it is, and whether it works.
pub const FIRST: &str = "/accounts/{account_id}/tokens/verify";

/// A question put to products: do they take a token of this account? What is shown before anything is sent and what is
/// then sent are both made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    account: AccountId,
    zone: Option<ZoneId>,
    products: Vec<Box<str>>,
}

impl Inquiry {
    /// The question to these products, or to all that can be asked when none is named. Products that cannot be asked are
    /// left out. `None`: the id of the account is not of the documented form and so must not become part of a path.
    pub fn new(account: AccountId, zone: Option<ZoneId>, products: &[&str]) -> Option<Self> {
        if !account.is_hex() {
            return None;
        }
        let zone = zone.filter(ZoneId::is_hex);
        let asked = shipped().iter().filter(|p| products.is_empty() || products.contains(&&*p.product));
        let products = asked.map(|p| p.product.clone()).collect();
        Some(Inquiry { account, zone, products })
    }

    /// The account whose token asks.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The zone that is asked about, for requests that need one.
    pub fn zone(&self) -> Option<&ZoneId> {
        self.zone.as_ref()
    }

    /// What is asked, with the path of each request; the order is that of sending.
    pub fn asked(&self) -> impl Iterator<Item = (&'static Probe, String)> {
        let probes = shipped().iter().filter(|p| self.products.contains(&p.product));
        probes.filter_map(|p| Some((p, p.path_for(&self.account, self.zone.as_ref())?)))
    }

    /// What is not asked, because it needs a zone and none is known.
    pub fn unasked(&self) -> impl Iterator<Item = &'static Probe> {
        let missing = self.zone.is_none();
        shipped().iter().filter(move |p| missing && p.wants_zone() && self.products.contains(&p.product))
    }

    /// Every request that will be sent, as it will be sent: `GET /accounts/…/d1/database?per_page=10`.
    pub fn requests(&self) -> Vec<String> {
        let first = FIRST.replace("{account_id}", &self.account.to_string());
        std::iter::once(first).chain(self.asked().map(|(_, path)| path)).map(|p| format!("GET {p}")).collect()
    }
}

/// The zone to ask about: the first by name, because any will do.
pub fn zone_of(zones: &[Zone]) -> Option<&Zone> {
    zones.iter().filter(|z| z.id.is_hex()).min_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
}

/// What an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The product took the token.
    Accepted,
    /// The product refuses account-owned tokens.
    RefusedAsKind,
    /// The product looked at the token's permissions and found none that suffices: says nothing about the kind.
    LacksPermission,
    /// Anything else: limits, failures, an address that is not admitted, a dead token.
    Unknown,
}

impl Answer {
    /// `accepted`, `refused-as-kind`, `lacks-permission`, `unknown`.
    pub fn word(self) -> &'static str {
        match self {
            Answer::Accepted => "accepted",
            Answer::RefusedAsKind => "refused-as-kind",
            Answer::LacksPermission => "lacks-permission",
            Answer::Unknown => "unknown",
        }
    }
}

/// One error of an answer: its code and message (API reference 1.4).
pub type ApiFailure<'a> = (u64, &'a str);

/// What an answer shows, from its HTTP status and its errors (API reference 1.4 and reports named there).
pub fn classify(status: u16, errors: &[ApiFailure<'_>]) -> Answer {
    if (200..300).contains(&status) && errors.is_empty() {
        return Answer::Accepted;
    }
    if !(400..=403).contains(&status) && status != 405 {
        return Answer::Unknown;
    }
    let says = |test: &dyn Fn(u64, &str) -> bool| {
        errors.iter().any(|(code, text)| test(*code, &text.to_lowercase()))
    };
    let by_kind = |code: u64, text: &str| {
        let words = text.replace('-', " ");
        let of_accounts = words.contains("account owned token") || words.contains("account api token");
        code == 1011
            || (of_accounts && (words.contains("not support") || words.contains("unsupported")))
            || words.contains("account scoped tokens are not supported")
            || words.contains("user level authentication not found")
    };
    if says(&by_kind) {
        return Answer::RefusedAsKind;
    }
    let by_permission = |code: u64, text: &str| match code {
        10000 => text.contains("authentication error") || text.contains("forbidden"),
        10002 => true,
        9109 => text.contains("unauthorized to access"),
        _ => text.contains("requires permission"),
    };
    if says(&by_permission) { Answer::LacksPermission } else { Answer::Unknown }
}

/// The result of one request, to be shown beside what the snapshots say. Holds nothing that a server wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The product asked.
    pub product: Box<str>,
    /// The account whose token asked.
    pub account: AccountId,
    /// The token that asked.
    pub token: TokenId,
    /// What was asked: the path with its ids; empty where nothing was sent.
    pub path: Box<str>,
    /// When the answer came.
    pub at: Time,
    /// What it shows.
    pub answer: Answer,
    /// By what, in our words: `code 1011, HTTP 400`, `no answer arrived`.
    pub why: Box<str>,
}

impl Evidence {
    /// Whether it bears out what a snapshot says. `None`: it shows nothing about the kind of token.
    pub fn agrees_with(&self, said: &Status) -> Option<bool> {
        match (self.answer, said) {
            (Answer::LacksPermission | Answer::Unknown, _) | (_, Status::Absent) => None,
            (Answer::Accepted, said) => Some(*said != Status::No),
            (Answer::RefusedAsKind, said) => Some(*said != Status::Yes),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::group;
    use crate::domain::matrix::Matrix;

    const A: &str = "023e105f4ecef8ad9ca31a8372d0c353";

    #[test]
    fn the_shipped_table_is_whole() {
        let probes = read_asset(include_str!("../../../assets/probes.toml")).unwrap();
        assert_eq!(probes.len(), 10);
        for probe in &probes {
            assert!(
                Matrix::shipped().products().iter().any(|p| p.name == probe.product),
                "{}",
                probe.product
            );
            for need in &probe.needs {
                assert!(group::shipped().iter().any(|g| g.name == *need), "{need}");
            }
            assert!(probe.docs.starts_with("https://developers.cloudflare.com/api/"));
            let path = probe.path_for(&A.into(), Some(&A.into())).unwrap();
            assert!(path.starts_with('/') && path.contains(A) && !path.contains('{'), "{path}");
        }
    }

    #[test]
    fn an_odd_id_never_becomes_part_of_a_path() {
        let probe = of_product("Page Rules").unwrap();
        assert_eq!(probe.path_for(&"../x".into(), Some(&A.into())), None);
        assert_eq!(probe.path_for(&A.into(), Some(&"a/b".into())), None);
        assert_eq!(probe.path_for(&A.into(), None), None);
    }

    #[rstest]
    #[case(200, &[], Answer::Accepted)]
    #[case(400, &[(1011, "Page Rules endpoint does not support account owned tokens")], Answer::RefusedAsKind)]
    #[case(400, &[(1001, "List accounts endpoint does not support account owned tokens.")], Answer::RefusedAsKind)]
    #[case(403, &[(9109, "Valid user-level authentication not found")], Answer::RefusedAsKind)]
    #[case(403, &[(12345, "Account-scoped tokens are not supported")], Answer::RefusedAsKind)]
    #[case(403, &[(10000, "Authentication error")], Answer::LacksPermission)]
    #[case(401, &[(10000, "Authentication error")], Answer::LacksPermission)]
    #[case(403, &[(9109, "Unauthorized to access requested resource")], Answer::LacksPermission)]
    #[case(403, &[(0, "Actor 'x' requires permission 'y' to list zones")], Answer::LacksPermission)]
    #[case(403, &[(9109, "Invalid access token")], Answer::Unknown)]
    #[case(403, &[(9109, "Cannot use the access token from location: 203.0.113.1")], Answer::Unknown)]
    #[case(403, &[(10042, "Please enable R2 through the Cloudflare Dashboard.")], Answer::Unknown)]
    #[case(429, &[(971, "Please wait and consider throttling your request speed")], Answer::Unknown)]
    #[case(502, &[], Answer::Unknown)]
    #[case(404, &[(7003, "Could not route")], Answer::Unknown)]
    #[case(200, &[(1011, "odd")], Answer::Unknown)]
    fn classifies(#[case] status: u16, #[case] errors: &[ApiFailure<'_>], #[case] expected: Answer) {
        assert_eq!(classify(status, errors), expected);
    }

    #[rstest]
    #[case(Answer::Accepted, Status::Yes, Some(true))]
    #[case(Answer::Accepted, Status::No, Some(false))]
    #[case(Answer::RefusedAsKind, Status::Yes, Some(false))]
    #[case(Answer::LacksPermission, Status::No, None)]
    #[case(Answer::Accepted, Status::Absent, None)]
    fn evidence(#[case] answer: Answer, #[case] said: Status, #[case] expected: Option<bool>) {
        let evidence = Evidence {
            product: "R2".into(),
            account: A.into(),
            token: "t".into(),
            path: "/".into(),
            at: Time::EPOCH,
            answer,
            why: "".into(),
        };
        assert_eq!(evidence.agrees_with(&said), expected);
    }

    #[test]
    fn an_inquiry_names_every_request_and_what_it_leaves_out() {
        let all = Inquiry::new(A.into(), None, &[]).unwrap();
        assert_eq!(all.asked().count() + all.unasked().count(), shipped().len());
        assert!(all.unasked().all(Probe::wants_zone) && all.unasked().count() >= 3);
        let requests = all.requests();
        assert_eq!(requests[0], format!("GET /accounts/{A}/tokens/verify"));
        assert!(requests.iter().all(|r| r.contains(A) && !r.contains('{')), "{requests:?}");
        let zone = Inquiry::new(A.into(), Some(A.into()), &["Page Rules", "Moon Cache"]).unwrap();
        assert_eq!(zone.requests()[1..], [format!("GET /zones/{A}/pagerules")]);
        assert_eq!(Inquiry::new("../x".into(), None, &[]), None);
        let odd = Inquiry::new(A.into(), Some("a/b".into()), &["Page Rules"]).unwrap();
        assert_eq!((odd.requests().len(), odd.unasked().count()), (1, 1));
    }
}
