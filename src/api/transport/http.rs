//! reqwest behind [`Transport`]: no redirects, no cookies, bounded in time and size.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder, Method as HttpMethod, redirect};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::{Transport, TransportError};
use crate::api::base::BaseUrl;
use crate::api::endpoint::Method;
use crate::api::limits::Limits;
use crate::api::wire::{WireReply, WireRequest};
use crate::clock::Time;
use crate::secret::{Secret, Vault};

/// Largest body that is read, in bytes. A page of 50 tokens has about 40 KB; 400 permission groups 100 KB.
const LARGEST_BODY: usize = 32 << 20;

/// How to reach the API.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a request may take from first to last byte.
    pub timeout: Duration,
    /// Further certificate authorities, as PEM.
    pub ca_pem: Option<Vec<u8>>,
}

impl Default for HttpOptions {
    /// 10 s, 60 s (as the official clients), and the system's authorities.
    fn default() -> Self {
        HttpOptions {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            ca_pem: None,
        }
    }
}

/// Why there can be no HTTP client: the PEM text holds no certificate.
#[derive(Debug, thiserror::Error)]
#[error("the file of certificate authorities holds no PEM certificate: {0}")]
pub struct BadAuthorities(String);

/// The real transport.
pub struct HttpTransport {
    plan: Plan,
    /// Set up by the first request: reading the system's authorities takes longer than painting from the cache, and
    /// nothing has to wait for it before something is asked.
    client: OnceCell<Client>,
    vault: Arc<Vault>,
}

/// From what the client is set up.
#[derive(Clone)]
struct Plan {
    loopback: bool,
    options: HttpOptions,
    authorities: Vec<Certificate>,
}

impl HttpTransport {
    /// A client for `base`. Nothing is sent.
    ///
    /// Proxy variables of the environment are obeyed, except for a base URL on this machine: plain http
    /// through a proxy would hand the credential to it.
    ///
    /// # Errors
    /// [`BadAuthorities`]
    pub fn new(base: &BaseUrl, options: HttpOptions, vault: Arc<Vault>) -> Result<Self, BadAuthorities> {
        let authorities = match &options.ca_pem {
            None => Vec::new(),
            Some(pem) => Certificate::from_pem_bundle(pem).map_err(|e| BadAuthorities(chain(&e)))?,
        };
        if options.ca_pem.is_some() && authorities.is_empty() {
            return Err(BadAuthorities("no BEGIN CERTIFICATE in it".to_owned()));
        }
        let plan = Plan { loopback: base.is_loopback(), options, authorities };
        Ok(HttpTransport { plan, client: OnceCell::new(), vault })
    }

    async fn client(&self) -> Result<&Client, TransportError> {
        let set_up = || async {
            let plan = self.plan.clone();
            let built = spawn_blocking(move || plan.client().map_err(|e| chain(&e))).await;
            built
                .unwrap_or_else(|e| Err(e.to_string()))
                .map_err(|e| TransportError::NotSent(format!("the HTTP client cannot be set up: {e}")))
        };
        self.client.get_or_try_init(set_up).await
    }

    async fn prepare(&self, request: &WireRequest) -> Result<reqwest::RequestBuilder, TransportError> {
        let method = match request.method {
            Method::Get => HttpMethod::GET,
            Method::Put => HttpMethod::PUT,
            Method::Delete => HttpMethod::DELETE,
        };
        let credential = request.credential.headers(&self.vault).map_err(TransportError::Refused)?;
        let mut out = self.client().await?.request(method, request.url.clone()).headers(credential);
        if let Some(jurisdiction) = request.jurisdiction {
            out = out.header("cf-r2-jurisdiction", jurisdiction);
        }
        if let Some(body) = &request.body {
            out = out.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        Ok(out)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
        Box::pin(async move {
            let response = self.prepare(&request).await?.send().await.map_err(|e| sort(&e))?;
            let mut reply = heading(response.status().as_u16(), response.headers());
            reply.body = body(response).await?;
            Ok(reply)
        })
    }
}

impl Plan {
    fn client(&self) -> Result<Client, reqwest::Error> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Loses only against another thread that installs one at the same time, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        self.builder()
            .tls_certs_merge(self.authorities.clone())
            .build()
            // A container without a CA file: the authorities that Mozilla ships, which the program carries.
            .or_else(|_| {
                self.builder().tls_certs_only(carried()?.into_iter().chain(self.authorities.clone())).build()
            })
    }

    fn builder(&self) -> ClientBuilder {
        // Without `Accept`, failures of the edge come as HTML instead of problem documents (API reference 1.5).
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let builder = Client::builder()
            .user_agent(concat!("tokendeck/", env!("CARGO_PKG_VERSION")))
            .default_headers(accept)
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.options.connect_timeout)
            .timeout(self.options.timeout);
        if self.loopback { builder.no_proxy() } else { builder }
    }
}

fn carried() -> Result<Vec<Certificate>, reqwest::Error> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| Certificate::from_der(der)).collect()
}

/// Everything of a reply but its body.
fn heading(status: u16, headers: &HeaderMap) -> WireReply {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    let all = |name: &str| {
        let values: Vec<_> = headers.get_all(name).iter().filter_map(|v| v.to_str().ok()).collect();
        values.join(",")
    };
    let day = 86_400_000;
    let millis = text("retry-after-ms").and_then(|t| t.parse::<u64>().ok());
    let seconds = text("retry-after").and_then(|t| t.parse::<u64>().ok());
    let wait = millis.or(seconds.map(|s| s.saturating_mul(1000)));
    WireReply {
        status,
        ray: text("cf-ray").filter(|ray| !ray.is_empty() && ray.len() <= 64).map(str::to_owned),
        date: text("date").and_then(Time::parse_http),
        retry_after: wait.map(|ms| Duration::from_millis(ms.min(day))),
        should_retry: text("x-should-retry").and_then(|t| t.parse().ok()),
        limits: Limits::read(&all("ratelimit"), &all("ratelimit-policy")),
        body: Secret::new(String::new()),
    }
}

/// Reads the body as it comes, so that a huge one is refused before it is in memory.
async fn body(mut response: reqwest::Response) -> Result<Secret, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| TransportError::Lost(chain(&e)))? {
        if bytes.len() + chunk.len() > LARGEST_BODY {
            return Err(TransportError::Lost(format!(
                "the answer is larger than {} MiB",
                LARGEST_BODY >> 20
            )));
        }
        bytes.extend_from_slice(&chunk);
    }
    let text =
        String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Ok(Secret::new(text))
}

/// Whether the request can have reached the server. A failed connection is the only failure of which we know
/// that it cannot.
fn sort(error: &reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent(chain(error))
    } else {
        TransportError::Lost(chain(error))
    }
}

/// An error with all its causes, without the address, which the list of requests shows anyway.
fn chain(error: &dyn Error) -> String {
    let mut words = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let said = error.to_string();
        let said = said.split(" for url (").next().unwrap_or_default().to_owned();
        if words.last().is_none_or(|last: &String| !last.contains(&said)) {
            words.push(said);
        }
        next = error.source();
    }
    words.join(": ")
}

#[cfg(test)]
mod tests;
