//! Speaks Cloudflare's HTTP; nobody else knows a URL.
//!
//! [`Api::call`] sends one request, [`Api::collect`] walks a list. Requests are values of
//! [`endpoint::Endpoint`] or [`endpoint::Paged`], one file per resource; [`endpoint::CATALOG`] lists every
//! request that the program can make. A request waits its turn at the [`governor`], is sent by the one
//! [`transport`], judged by its [`envelope`], and repeated only where the [`retry`] table says so.
//!
//! Not for: deciding what to ask (`engine`), remembering answers (`store`), or words on screen. Called by
//! `engine`, by `setup`, which builds it, and by `cli`, which prints the catalogue.

pub mod accounts;
pub mod base;
pub mod credential;
pub mod endpoint;
pub mod envelope;
pub mod error;
pub mod governor;
pub mod groups;
mod limits;
pub mod members;
pub mod memberships;
mod observe;
pub mod organizations;
pub mod page;
pub mod probes;
pub mod r2;
mod read;
pub mod retry;
mod token_wire;
pub mod tokens;
pub mod transport;
pub mod user;
pub mod wire;
pub mod zones;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use base::BaseUrl;
pub use credential::Credential;
pub use endpoint::{CATALOG, Endpoint, EndpointInfo, Paged};
pub use error::{ApiError, Certainty};
pub use governor::{Lane, Pace};
pub use observe::{ApiNote, Observer};
pub use page::{Listing, Page};

use self::endpoint::Request;
use self::error::Trouble;
use self::governor::{Governor, Outcome};
use self::observe::Attempt;
use self::retry::{Ending, Verdict};
use self::transport::{Transport, TransportError};
use self::wire::{WireReply, WireRequest};
use crate::clock::Clock;
use crate::secret::{SecretRef, Vault};

/// What an [`Api`] is made of.
pub struct Parts {
    /// Where the API is.
    pub base: BaseUrl,
    /// Who asks.
    pub credential: Credential,
    /// Where the values of credentials are, and where new values go.
    pub vault: Arc<Vault>,
    /// Where notes get their times.
    pub clock: Arc<dyn Clock>,
    /// What carries requests.
    pub transport: Arc<dyn Transport>,
    /// How fast it may go.
    pub pace: Pace,
    /// Who is told about every attempt and every change of the budget.
    pub observer: Observer,
}

/// The client. Cheap to clone: all clones share one budget.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    base: BaseUrl,
    credential: Credential,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    transport: Arc<dyn Transport>,
    governor: Governor,
    observer: Observer,
    requests: AtomicU64,
}

/// On which terms a request is made: how urgent it is, who asks, and what ends its waiting.
struct Terms<'a, S> {
    lane: Lane,
    credential: &'a Credential,
    stop: S,
}

impl Api {
    /// A client from its parts. Nothing is sent.
    pub fn new(parts: Parts) -> Self {
        let Parts { base, credential, vault, clock, transport, pace, observer } = parts;
        let governor = Governor::new(pace, clock.clone(), observer.clone());
        let requests = AtomicU64::new(1);
        Api(Arc::new(Inner { base, credential, vault, clock, transport, governor, observer, requests }))
    }

    /// Where the API is.
    pub fn base(&self) -> &BaseUrl {
        &self.0.base
    }

    /// Sends one request with the client's own credential and reads its reply.
    ///
    /// # Errors
    /// [`ApiError`] says whether the deed can have happened ([`ApiError::certainty`]) and what to do next.
    pub async fn call<E: Endpoint>(&self, endpoint: &E, lane: Lane) -> Result<E::Reply, ApiError> {
        self.call_with(endpoint, lane, &self.0.credential, pending()).await
    }

    /// As [`Api::call`], but given up when `stop` ends while the request waits: for its turn, or to be repeated.
    /// What is in the air is awaited.
    ///
    /// # Errors
    /// As [`Api::call`]. Given up before anything was sent, it is [`Certainty::NotSent`].
    pub async fn call_until<E: Endpoint>(
        &self,
        endpoint: &E,
        lane: Lane,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<E::Reply, ApiError> {
        self.call_with(endpoint, lane, &self.0.credential, stop).await
    }

    /// Sends one request with a token value from the vault as its own credential: to ask whose value it is.
    ///
    /// # Errors
    /// As [`Api::call`].
    pub async fn call_as<E: Endpoint>(
        &self,
        endpoint: &E,
        lane: Lane,
        value: SecretRef,
    ) -> Result<E::Reply, ApiError> {
        self.call_with(endpoint, lane, &Credential::Bearer(value), pending()).await
    }

    async fn call_with<E: Endpoint>(
        &self,
        endpoint: &E,
        lane: Lane,
        credential: &Credential,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<E::Reply, ApiError> {
        let read = |opened: envelope::Opened<'_>| endpoint.read(opened, &self.0.vault);
        let terms = Terms { lane, credential, stop };
        self.exchange(endpoint, endpoint.query(), endpoint.body(), terms, read).await
    }

    /// One request until it is answered for good: waits its turn, sends, judges, repeats where that is safe.
    async fn exchange<T>(
        &self,
        request: &impl Request,
        query: Vec<(&'static str, String)>,
        body: Option<serde_json::Value>,
        terms: Terms<'_, impl Future<Output = ()> + Send>,
        read: impl Fn(envelope::Opened<'_>) -> Result<T, String>,
    ) -> Result<T, ApiError> {
        let Terms { lane, credential, stop } = terms;
        let info = request.info();
        let path = endpoint::expand(info.path, &request.ids())
            .map_err(|why| ApiError::new(info, info.path, Trouble::Local(why)))?;
        credential
            .check(&self.0.vault)
            .map_err(|why| ApiError::new(info, &path, Trouble::Credential(why)))?;
        let wire = WireRequest {
            method: info.method,
            url: self.0.base.join(&path, &query),
            jurisdiction: request.jurisdiction(),
            body: body.map(|b| b.to_string()),
            credential: credential.clone(),
        };
        let id = self.0.requests.fetch_add(1, Ordering::Relaxed);
        let shown = wire.shown(&self.0.base);
        let mut tally = retry::Tally::default();
        // An attempt of which nobody knows what it did outweighs whatever kept the next one from being sent.
        let mut unknown: Option<Trouble> = None;
        let give_up = |trouble: Trouble, before: Option<Trouble>| {
            Err(ApiError::new(info, &shown, before.unwrap_or(trouble)))
        };
        tokio::pin!(stop);
        loop {
            let pause = self.0.governor.paused_for();
            if retry::too_long(info, lane, pause) {
                return give_up(Trouble::Paused(pause), unknown);
            }
            let permit = tokio::select! {
                biased;
                () = &mut stop => return give_up(Trouble::Cancelled, unknown),
                permit = self.0.governor.admit(lane) => permit,
                () = retry::grown_stale(info) => {
                    return give_up(Trouble::Paused(self.0.governor.paused_for()), unknown);
                }
            };
            let attempt =
                Attempt::begin(&self.0.observer, &*self.0.clock, id, &wire, &shown, lane, tally.attempt());
            let sent = self.0.transport.send(wire.clone()).await;
            let (ending, outcome) = match sent {
                Err(error) => {
                    permit.settle(match error {
                        TransportError::Lost(_) => Outcome::Lost,
                        TransportError::NotSent(_) | TransportError::Refused(_) => Outcome::NotSent,
                    });
                    attempt.lost(&error);
                    (Ending::from(&error), Err(Trouble::from(error)))
                }
                Ok(reply) => {
                    let outcome = self.judge(&reply, credential, &read);
                    permit.settle(match &outcome {
                        Err(trouble) if trouble.is_rate_limit() => Outcome::TooMany(trouble.retry_after()),
                        // The headers speak of the budget of whoever asked.
                        _ => Outcome::Answered(reply.limits.filter(|_| *credential == self.0.credential)),
                    });
                    attempt.answered(&reply, outcome.as_ref().err());
                    (Ending::of(&reply, &outcome), outcome)
                }
            };
            let trouble = match outcome {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            };
            let wait = match retry::verdict(info, lane, &ending, &tally) {
                Verdict::GiveUp => {
                    let open = trouble.is_passing();
                    return give_up(trouble, unknown.filter(|_| open));
                }
                Verdict::AtOnce => Duration::ZERO,
                Verdict::After(wait) => wait,
                Verdict::Within(most) => retry::jitter(most),
            };
            if info.mutating && trouble.certainty() == Certainty::Lost {
                unknown = Some(trouble);
            }
            tokio::select! {
                biased;
                () = &mut stop => return give_up(Trouble::Cancelled, unknown),
                () = tokio::time::sleep(wait) => {}
            }
            tally.count(&ending);
        }
    }

    fn judge<T>(
        &self,
        reply: &WireReply,
        credential: &Credential,
        read: impl Fn(envelope::Opened<'_>) -> Result<T, String>,
    ) -> Result<T, Trouble> {
        reply.body.peek(|text| {
            let conceal = |said: &str| credential.conceal(&self.0.vault, said.to_owned());
            let opened = envelope::open(reply.status, text, &conceal).map_err(|c| c.into_trouble(reply))?;
            read(opened).map_err(|why| Trouble::unreadable(reply, why))
        })
    }
}

impl From<TransportError> for Trouble {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Refused(why) => Trouble::Credential(why),
            TransportError::NotSent(why) => Trouble::NotSent(why),
            TransportError::Lost(why) => Trouble::Lost(why),
        }
    }
}
