//! Read-only requests that show whether a product takes the token that sends them (`assets/probes.toml`): the same facts
//! as the table has, as endpoints. Replies are judged by success and error codes; their content is thrown away unread.

use super::ApiError;
use super::endpoint::{Endpoint, EndpointInfo, Method, Request};
use super::envelope::Opened;
use super::{r2, zones};
use crate::domain::ids::{AccountId, ZoneId};
use crate::domain::matrix::probe::{Answer, Inquiry, Probe, classify};
use crate::protocol::FaultKind;
use crate::secret::Vault;

/// `GET /accounts/{account_id}/d1/database`
pub const D1: EndpointInfo = EndpointInfo {
    name: "D1 databases: list",
    method: Method::Get,
    path: "/accounts/{account_id}/d1/database",
    permission: Some("D1 Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/list/",
};
/// `GET /accounts/{account_id}/load_balancers/pools`
pub const LOAD_BALANCING: EndpointInfo = EndpointInfo {
    name: "load balancer pools: list",
    path: "/accounts/{account_id}/load_balancers/pools",
    permission: Some("Load Balancing: Monitors and Pools Read"),
    docs: "https://developers.cloudflare.com/api/resources/load_balancers/subresources/pools/methods/list/",
    ..D1
};
/// `GET /zones/{zone_id}/pagerules`
pub const PAGE_RULES: EndpointInfo = EndpointInfo {
    name: "page rules: list",
    path: "/zones/{zone_id}/pagerules",
    permission: Some("Page Rules Read"),
    docs: "https://developers.cloudflare.com/api/resources/page_rules/methods/list/",
    ..D1
};
/// `GET /zones/{zone_id}/bot_management`
pub const BOT_MANAGEMENT: EndpointInfo = EndpointInfo {
    name: "bot management: get",
    path: "/zones/{zone_id}/bot_management",
    permission: Some("Bot Management Read"),
    docs: "https://developers.cloudflare.com/api/resources/bot_management/methods/get/",
    ..D1
};
/// `GET /accounts/{account_id}/challenges/widgets`
pub const TURNSTILE: EndpointInfo = EndpointInfo {
    name: "Turnstile widgets: list",
    path: "/accounts/{account_id}/challenges/widgets",
    permission: Some("Turnstile Sites Read"),
    docs: "https://developers.cloudflare.com/api/resources/turnstile/subresources/widgets/methods/list/",
    ..D1
};
/// `GET /zones/{zone_id}/waiting_rooms/settings`
pub const WAITING_ROOM: EndpointInfo = EndpointInfo {
    name: "waiting room settings: get",
    path: "/zones/{zone_id}/waiting_rooms/settings",
    permission: Some("Waiting Rooms Read"),
    docs: "https://developers.cloudflare.com/api/resources/waiting_rooms/subresources/settings/methods/get/",
    ..D1
};
/// `GET /accounts/{account_id}/storage/kv/namespaces`
pub const WORKERS_KV: EndpointInfo = EndpointInfo {
    name: "KV namespaces: list",
    path: "/accounts/{account_id}/storage/kv/namespaces",
    permission: Some("Workers KV Storage Read"),
    docs: "https://developers.cloudflare.com/api/resources/kv/subresources/namespaces/methods/list/",
    ..D1
};
/// `GET /accounts/{account_id}/queues`
pub const QUEUES: EndpointInfo = EndpointInfo {
    name: "queues: list",
    path: "/accounts/{account_id}/queues",
    permission: Some("Queues Read"),
    docs: "https://developers.cloudflare.com/api/resources/queues/methods/list/",
    ..D1
};

/// The endpoint of a probe. Two of them the program uses for lists as well.
static INFOS: [&EndpointInfo; 10] = [
    &D1,
    &LOAD_BALANCING,
    &PAGE_RULES,
    &BOT_MANAGEMENT,
    &TURNSTILE,
    &WAITING_ROOM,
    &WORKERS_KV,
    &QUEUES,
    &zones::LIST,
    &r2::LIST,
];

/// One request of an inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    info: &'static EndpointInfo,
    probe: &'static Probe,
    account: AccountId,
    zone: Option<ZoneId>,
}

impl Ask {
    /// The request of this probe. `None`: the program has no such endpoint, so nothing is sent.
    pub fn new(probe: &'static Probe, of: &Inquiry) -> Option<Self> {
        let info = INFOS.into_iter().find(|info| info.path == probe.template())?;
        Some(Ask { info, probe, account: of.account().clone(), zone: of.zone().cloned() })
    }
}

impl Request for Ask {
    fn info(&self) -> &'static EndpointInfo {
        self.info
    }

    fn ids(&self) -> Vec<String> {
        let zone = self.zone.as_ref().filter(|_| self.probe.wants_zone()).map(ToString::to_string);
        let account = self.info.path.contains("{account_id}").then(|| self.account.to_string());
        zone.into_iter().chain(account).collect()
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        self.probe.query(&self.account)
    }
}

impl Endpoint for Ask {
    type Reply = ();

    fn read(&self, _: Opened<'_>, _: &Vault) -> Result<(), String> {
        Ok(())
    }
}

/// What a reply to a probe shows, and by what, in our words: nothing of what the server wrote is kept.
pub fn judge(reply: &Result<(), ApiError>) -> (Answer, String) {
    let Err(error) = reply else { return (Answer::Accepted, "it was answered".to_owned()) };
    let http = error.status().map(|s| format!("HTTP {s}")).unwrap_or_default();
    let Some(refusal) = error.refusal() else {
        let why = match (error.fault().kind, error.status()) {
            (FaultKind::RateLimited, _) => "not sent: the API asked to wait".to_owned(),
            (FaultKind::Cancelled, _) => "not sent: cancelled".to_owned(),
            (_, Some(_)) => format!("the answer was not the API's ({http})"),
            (_, None) => "no answer arrived".to_owned(),
        };
        return (Answer::Unknown, why);
    };
    let said = refusal.said.iter();
    let errors = said.flat_map(|s| {
        let chain = s.chain.iter().map(|(code, text)| (*code, text.as_str()));
        std::iter::once((s.code, s.message.as_str())).chain(chain)
    });
    let errors: Vec<_> = errors.collect();
    let answer = classify(refusal.status, &errors);
    let why = match errors.first() {
        _ if error.fault().kind == FaultKind::RateLimited => format!("the API asked to wait ({http})"),
        _ if refusal.status >= 500 => format!("the server failed ({http})"),
        Some((code, _)) => format!("code {code}, {http}"),
        None => http,
    };
    (answer, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::tokens;
    use crate::domain::matrix::probe;

    const A: &str = "023e105f4ecef8ad9ca31a8372d0c353";
    const Z: &str = "22b1de5f1c0e4b3ea97bb1e963b06a43";

    /// The table in `assets/` is what a person reads; the endpoints are what is sent.
    #[test]
    fn every_probe_of_the_table_has_its_endpoint() {
        let of = Inquiry::new(A.into(), Some(Z.into()), &[]).unwrap();
        assert_eq!(probe::shipped().len(), INFOS.len());
        for (probe, path) in of.asked() {
            let ask = Ask::new(probe, &of).unwrap();
            assert_eq!(ask.info.docs, &*probe.docs, "{}", probe.product);
            let permission = ask.info.permission.unwrap();
            assert!(probe.needs.iter().any(|n| &**n == permission), "{}: {permission}", probe.product);
            let sent = super::super::endpoint::expand(ask.info.path, &ask.ids()).unwrap();
            let query: Vec<String> = ask.query().iter().map(|(k, v)| format!("{k}={v}")).collect();
            let sent = if query.is_empty() { sent } else { format!("{sent}?{}", query.join("&")) };
            assert_eq!(sent, path, "what is shown is what is sent");
        }
        assert_eq!(probe::FIRST, tokens::VERIFY_OF_ACCOUNT.path);
    }
}
