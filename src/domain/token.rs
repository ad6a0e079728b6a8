//! A token: the object, never its value.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::ids::{AccountId, TokenId};
use super::policy::Policy;
use crate::clock::Time;

/// To whom a token belongs. Objects never say it; the path they were read from does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// An account: `/accounts/{id}/tokens`.
    Account(AccountId),
    /// The person whose credential we use: `/user/tokens`.
    User,
}

impl Owner {
    /// The owning account, if it is one.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Owner::Account(id) => Some(id),
            Owner::User => None,
        }
    }

    /// The word for the family: `account` or `user`.
    pub fn kind(&self) -> &'static str {
        match self {
            Owner::Account(_) => "account",
            Owner::User => "user",
        }
    }
}

/// The full address of a token: owner and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenRef {
    /// To whom it belongs.
    pub owner: Owner,
    /// Its id.
    pub id: TokenId,
}

impl fmt::Display for TokenRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Owner::Account(account) => write!(f, "account {account}, token {}", self.id),
            Owner::User => write!(f, "user token {}", self.id),
        }
    }
}

/// The status word of the API, kept whatever it is (API reference 2.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// `active`
    Active,
    /// `disabled`
    Disabled,
    /// `expired`
    Expired,
    /// `revoked (exposed)`: shut off by Cloudflare after it was found in public. Undocumented, but seen live.
    Exposed,
    /// Any other word.
    Other(Arc<str>),
    /// The server did not say.
    Unsaid,
}

impl Status {
    /// What a token of this status and these dates is at `now`. The order is the API's own: exposed beats disabled beats
    /// dates.
    pub fn standing(&self, not_before: Option<Time>, expires_on: Option<Time>, now: Time) -> Standing {
        match self {
            Status::Exposed => Standing::Exposed,
            Status::Disabled => Standing::Disabled,
            Status::Expired => Standing::Expired,
            _ if expires_on.is_some_and(|end| end <= now) => Standing::Expired,
            _ if not_before.is_some_and(|start| start > now) => Standing::NotYet,
            Status::Active => Standing::Active,
            Status::Other(_) | Status::Unsaid => Standing::Unknown,
        }
    }

    /// Reads the API's word.
    pub fn new(word: &str) -> Self {
        match word {
            "active" => Status::Active,
            "disabled" => Status::Disabled,
            "expired" => Status::Expired,
            "revoked (exposed)" => Status::Exposed,
            other => Status::Other(other.into()),
        }
    }

    /// The API's word; empty if it said none.
    pub fn word(&self) -> &str {
        match self {
            Status::Active => "active",
            Status::Disabled => "disabled",
            Status::Expired => "expired",
            Status::Exposed => "revoked (exposed)",
            Status::Other(word) => word,
            Status::Unsaid => "",
        }
    }
}

/// What a token is at a given moment, judged by status *and* dates, because the API has been seen to call
/// expired tokens active (API reference 13.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Usable now.
    Active,
    /// Will become usable at `not_before`.
    NotYet,
    /// Past its end, whatever the status says.
    Expired,
    /// Switched off; can be switched on again.
    Disabled,
    /// Shut off because it was found in public.
    Exposed,
    /// The server used a word we do not know, or none.
    Unknown,
}

impl Standing {
    /// All of them, in the order in which lists sort them: what can be used first.
    pub const ALL: [Standing; 6] = [
        Standing::Active,
        Standing::NotYet,
        Standing::Unknown,
        Standing::Exposed,
        Standing::Disabled,
        Standing::Expired,
    ];

    /// The word for it, as on screen, in the filter and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Active => "active",
            Standing::NotYet => "not-yet",
            Standing::Expired => "expired",
            Standing::Disabled => "disabled",
            Standing::Exposed => "exposed",
            Standing::Unknown => "unknown",
        }
    }
}

/// A token as the API describes it (API reference 2.1), parsed. Fields that we do not know live on in the raw
/// object. Rely on nothing but the id: every other field may be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Its address.
    pub at: TokenRef,
    /// Its name: up to 120 characters, not unique, untrusted text. Empty when not said.
    pub name: Box<str>,
    /// The API's status word.
    pub status: Status,
    /// When it was made.
    pub issued_on: Option<Time>,
    /// When it was last changed or rolled.
    pub modified_on: Option<Time>,
    /// When it was last used; lags. `None`: never, or not said.
    pub last_used_on: Option<Time>,
    /// From when on it works.
    pub not_before: Option<Time>,
    /// Until when it works. `None`: for ever.
    pub expires_on: Option<Time>,
    /// From which addresses it may be used.
    pub condition: Condition,
    /// What it may do.
    pub policies: Box<[Policy]>,
    /// E-mail of the person who made it (account tokens since autumn 2026).
    pub creator: Option<Box<str>>,
    /// The service that made it, e.g. an OAuth client: kind and id.
    pub provisioner: Option<Box<Provisioner>>,
}

/// The service that made a token (`provisioner_type`, `provisioner_id`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisioner {
    /// For example `com.cloudflare.api.oauthtoken`.
    pub kind: Box<str>,
    /// For OAuth, the client's id.
    pub id: Option<Box<str>>,
}

impl Token {
    /// Who or what made it: the person's e-mail, else the service's id, else its kind. `None`: not said.
    pub fn maker(&self) -> Option<&str> {
        let service = || self.provisioner.as_deref().map(|p| p.id.as_deref().unwrap_or(&p.kind));
        self.creator.as_deref().or_else(service)
    }

    /// What the token is at `now`.
    pub fn standing(&self, now: Time) -> Standing {
        self.status.standing(self.not_before, self.expires_on, now)
    }
}

/// A token's JSON exactly as the server sent it, without any value. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawToken(pub Arc<str>);

/// A token as parsed, with the object it was parsed from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    /// What we understood.
    pub token: Token,
    /// What was sent.
    pub raw: RawToken,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn token(status: &str, not_before: Option<i64>, expires_on: Option<i64>) -> Token {
        Token {
            at: TokenRef { owner: Owner::User, id: "a".into() },
            name: "t".into(),
            status: Status::new(status),
            issued_on: None,
            modified_on: None,
            last_used_on: None,
            not_before: not_before.map(Time::from_secs),
            expires_on: expires_on.map(Time::from_secs),
            condition: Condition::default(),
            policies: Box::default(),
            creator: None,
            provisioner: None,
        }
    }

    #[rstest]
    #[case::plain("active", None, None, Standing::Active)]
    #[case::expired_but_called_active("active", None, Some(50), Standing::Expired)]
    #[case::ends_this_very_second("active", None, Some(100), Standing::Expired)]
    #[case::ends_later("active", None, Some(101), Standing::Active)]
    #[case::starts_later("active", Some(101), None, Standing::NotYet)]
    #[case::starts_now("active", Some(100), None, Standing::Active)]
    #[case::disabled_beats_dates("disabled", None, Some(50), Standing::Disabled)]
    #[case::exposed_beats_all("revoked (exposed)", Some(101), Some(50), Standing::Exposed)]
    #[case::unknown_word("paused", None, None, Standing::Unknown)]
    #[case::unknown_word_past_its_end("paused", None, Some(50), Standing::Expired)]
    fn standing(
        #[case] status: &str,
        #[case] not_before: Option<i64>,
        #[case] expires_on: Option<i64>,
        #[case] expected: Standing,
    ) {
        assert_eq!(token(status, not_before, expires_on).standing(Time::from_secs(100)), expected);
    }

    #[test]
    fn a_status_word_survives() {
        for word in ["active", "disabled", "expired", "revoked (exposed)", "paused", "ACTIVE"] {
            assert_eq!(Status::new(word).word(), word);
        }
    }
}
