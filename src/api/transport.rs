//! The only way out of the program: one trait, and reqwest behind it.

use futures_util::future::BoxFuture;

use super::credential::BadCredential;
use super::wire::{WireReply, WireRequest};

mod http;

pub use http::{BadAuthorities, HttpOptions, HttpTransport};

/// Carries one request and reads its reply to the end. Adds the credential at the moment of sending.
pub trait Transport: Send + Sync {
    /// Sends it once.
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>>;
}

/// Why there is no reply. Holds the whole chain of causes, which is where TLS and DNS say what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The credential cannot be sent.
    #[error("the credential cannot be sent: {0}")]
    Refused(BadCredential),
    /// The request cannot have reached the server: no address, no connection, no TLS.
    #[error("{0}")]
    NotSent(String),
    /// The request may have reached the server.
    #[error("{0}")]
    Lost(String),
}
