//! What went wrong with a request, with everything the server said, and what to do next about it.

use std::fmt;
use std::time::Duration;

use super::credential::BadCredential;
use super::endpoint::EndpointInfo;
use super::wire::WireReply;
use crate::protocol::Fault;

mod advice;

/// A request that did not succeed.
#[derive(Clone, Debug)]
pub struct ApiError {
    info: &'static EndpointInfo,
    path: String,
    trouble: Box<Trouble>,
}

/// Whether the deed that was asked for can have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It cannot: the request did not reach the server.
    NotSent,
    /// It may: the answer was lost, broken, or a failure of the server (408, 5xx).
    Lost,
    /// It did not: the server said no.
    Answered,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// The request cannot be written down.
    Local(String),
    /// The credential cannot be sent.
    Credential(BadCredential),
    /// Not sent, because the server has refused everything for longer than somebody should wait in silence.
    Paused(Duration),
    /// Not sent, because whoever asked gave it up.
    Cancelled,
    /// No connection.
    NotSent(String),
    /// The answer did not arrive whole.
    Lost(String),
    /// The server said no.
    Refused(Box<Refusal>),
    /// The answer is not the API's language, or not about what was asked.
    Unreadable { status: u16, ray: Option<String>, retry_after: Option<Duration>, what: String },
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The errors, most important first. May be empty.
    pub said: Vec<Said>,
    /// Title of an RFC 9457 problem document, where that came instead of the API's envelope.
    pub title: Option<String>,
    /// `cf-ray`: the request id.
    pub ray: Option<String>,
    /// How long the server asks us to wait.
    pub retry_after: Option<Duration>,
}

/// Codes about the way to a thing or about who asks (API reference 1.4): they say nothing of whether it is there.
const NOT_ABOUT_THE_THING: [u64; 10] = [7000, 7001, 7003, 6003, 9103, 9106, 9109, 10_000, 10_001, 10_002];

/// One error as the server said it. Texts are bounded in length and free of control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its code; 0 if it had none.
    pub code: u64,
    /// Its message.
    pub message: String,
    /// The documentation page it names.
    pub docs: Option<String>,
    /// The part of the request that it is about, as a JSON pointer.
    pub pointer: Option<String>,
    /// The errors behind it: code and message.
    pub chain: Vec<(u64, String)>,
}

impl ApiError {
    pub(super) fn new(info: &'static EndpointInfo, path: &str, trouble: Trouble) -> Self {
        ApiError { info, path: path.to_owned(), trouble: Box::new(trouble) }
    }

    /// Which request it was.
    pub fn info(&self) -> &'static EndpointInfo {
        self.info
    }

    /// Whether the deed can have happened.
    pub fn certainty(&self) -> Certainty {
        self.trouble.certainty()
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.trouble.status()
    }

    /// What the server said, if it said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &*self.trouble {
            Trouble::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether the server gave this code, by itself or in a chain.
    pub fn says(&self, code: u64) -> bool {
        self.refusal().is_some_and(|r| r.says(code))
    }

    /// Whether the server says that the token or other thing is not there: 1003, or a 404 whose code speaks neither of
    /// the way there nor of who asks. It proves revocations, so an error without a code (a proxy's) is not enough.
    pub fn is_gone(&self) -> bool {
        self.refusal().is_some_and(Refusal::is_gone)
    }

    /// What happened and what to do next, for people.
    pub fn fault(&self) -> Fault {
        advice::fault(self.info, &self.trouble, self.certainty())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.info.method.as_str(), self.path, self.trouble.brief())
    }
}

impl std::error::Error for ApiError {}

impl Refusal {
    fn says(&self, code: u64) -> bool {
        self.said.iter().any(|s| s.code == code || s.chain.iter().any(|(c, _)| *c == code))
    }

    fn is_gone(&self) -> bool {
        let named = self.said.iter().any(|said| said.code != 0);
        let elsewhere = NOT_ABOUT_THE_THING.iter().any(|code| self.says(*code));
        self.status < 500 && (self.says(1003) || (self.status == 404 && named && !elsewhere))
    }

    /// Code and message of the first error and of what is behind it.
    fn words(&self) -> String {
        let Some(first) = self.said.first() else {
            return self.title.clone().unwrap_or_else(|| "no reason given".to_owned());
        };
        let mut words = format!("{} {}", first.code, first.message);
        for (code, message) in first.chain.iter().take(2) {
            words.push_str(&format!(": {code} {message}"));
        }
        if let Some(pointer) = &first.pointer {
            words.push_str(&format!(" (at {pointer})"));
        }
        words
    }
}

impl Trouble {
    pub(super) fn unreadable(reply: &WireReply, what: String) -> Self {
        let WireReply { status, ray, retry_after, .. } = reply;
        Trouble::Unreadable { status: *status, ray: ray.clone(), retry_after: *retry_after, what }
    }

    pub(super) fn certainty(&self) -> Certainty {
        match self {
            Trouble::Local(_)
            | Trouble::Credential(_)
            | Trouble::Paused(_)
            | Trouble::Cancelled
            | Trouble::NotSent(_) => Certainty::NotSent,
            Trouble::Lost(_) => Certainty::Lost,
            Trouble::Refused(refusal) if refusal.status >= 500 || refusal.status == 408 => Certainty::Lost,
            Trouble::Unreadable { status, .. } if *status < 300 || *status >= 500 || *status == 408 => {
                Certainty::Lost
            }
            Trouble::Refused(_) | Trouble::Unreadable { .. } => Certainty::Answered,
        }
    }

    /// Whether it says nothing about what an earlier attempt of the same request did.
    pub(super) fn is_passing(&self) -> bool {
        self.certainty() != Certainty::Answered || self.is_rate_limit()
    }

    fn status(&self) -> Option<u16> {
        match self {
            Trouble::Refused(refusal) => Some(refusal.status),
            Trouble::Unreadable { status, .. } => Some(*status),
            _ => None,
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Trouble::Refused(refusal) => refusal.retry_after,
            Trouble::Unreadable { retry_after, .. } => *retry_after,
            Trouble::Paused(wait) => Some(*wait),
            _ => None,
        }
    }

    /// 429, or the code of the global limit with whatever status (API reference 1.4).
    pub(super) fn is_rate_limit(&self) -> bool {
        let coded = |r: &Refusal| r.says(971) || r.says(10429);
        self.status() == Some(429)
            || matches!(self, Trouble::Paused(_))
            || matches!(self, Trouble::Refused(r) if coded(r))
    }

    /// One line, for the list of requests and for logs.
    pub(super) fn brief(&self) -> String {
        match self {
            Trouble::Local(why) | Trouble::NotSent(why) | Trouble::Lost(why) => why.clone(),
            Trouble::Cancelled => "cancelled before it was sent".to_owned(),
            Trouble::Paused(wait) => format!("not sent: refused for another {} s", wait.as_secs()),
            Trouble::Credential(why) => format!("the credential cannot be sent: {why}"),
            Trouble::Refused(refusal) => refusal.words(),
            Trouble::Unreadable { what, .. } => format!("the answer is {what}"),
        }
    }
}
