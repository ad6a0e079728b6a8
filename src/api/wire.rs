//! A request and a reply as they travel. Neither can show a secret: the request holds no credential, only a
//! reference to one, and the body of a reply is kept like a secret, because a roll's is one.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::base::BaseUrl;
use super::credential::Credential;
use super::endpoint::Method;
use super::limits::Limits;
use crate::clock::Time;
use crate::secret::Secret;

/// A request, ready to be sent by a [`super::transport::Transport`], which adds the credential.
#[derive(Clone)]
pub struct WireRequest {
    /// The method.
    pub method: Method,
    /// The full address.
    pub url: Url,
    /// Value of `cf-r2-jurisdiction`, if any.
    pub jurisdiction: Option<&'static str>,
    /// The JSON text of the body, if any.
    pub body: Option<String>,
    /// Who asks.
    pub credential: Credential,
}

impl WireRequest {
    /// Path and query below the base URL.
    pub(super) fn shown(&self, base: &BaseUrl) -> String {
        base.below(&self.url)
    }
}

impl fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.url)?;
        if let Some(body) = &self.body {
            write!(f, " with {} bytes", body.len())?;
        }
        Ok(())
    }
}

/// A reply, read to its end.
pub struct WireReply {
    /// HTTP status.
    pub status: u16,
    /// `cf-ray`: the request id.
    pub ray: Option<String>,
    /// `date`: the server's clock, in whole seconds.
    pub date: Option<Time>,
    /// `retry-after-ms` or `retry-after`: how long the server asks us to wait.
    pub retry_after: Option<Duration>,
    /// `x-should-retry`.
    pub should_retry: Option<bool>,
    /// What `ratelimit` and `ratelimit-policy` said.
    pub limits: Option<Limits>,
    /// The body. Not UTF-8 is replaced, as it is not JSON then.
    pub body: Secret,
}

impl fmt::Debug for WireReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())?;
        match &self.ray {
            Some(ray) => write!(f, ", ray {ray}"),
            None => Ok(()),
        }
    }
}
