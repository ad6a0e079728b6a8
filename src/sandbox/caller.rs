//! Who is calling: the first four checks of every request (API reference 15.2).

use super::answer::{Refusal, refuse};
use super::call::Call;
use super::id::Id;
use super::rights::{Grants, Place};
use super::state::{Account, Opens, Owner, State};
use super::token::Token;

/// With what a request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Key,
    Token(Id),
    OAuth,
}

/// A caller whose credential is good.
pub(super) struct Caller {
    /// The user or account that acts; also whose request budget it is.
    pub owner: Owner,
    /// With what.
    pub means: Means,
    /// The token's name, for the audit log.
    pub token_name: Option<Box<str>>,
    /// What it may do; a key may do all that its user may.
    pub grants: Grants,
    /// Index of the user, unless an account acts.
    pub user: Option<usize>,
    /// The credential is so new that product endpoints refuse it still.
    pub unripe: bool,
    /// For verify.
    pub token: Option<Token>,
}

impl Caller {
    /// Whether one of these permission groups is held at this place.
    pub fn may(&self, groups: &[&str], place: Place) -> bool {
        self.means == Means::Key || self.grants.allow(groups, place)
    }

    /// Whether the account shows up for this caller at all.
    pub fn sees(&self, account: &Account) -> bool {
        match (self.owner, self.user) {
            (Owner::Account(own), _) => own == account.id,
            (Owner::User(_), Some(user)) => {
                account.has(user) && (self.means == Means::Key || self.grants.mention(account.id))
            }
            (Owner::User(_), None) => false,
        }
    }

    /// Whether paths below this account may be asked for: members may, and permissions decide the rest.
    pub fn belongs_to(&self, account: &Account) -> bool {
        match (self.owner, self.user) {
            (Owner::Account(own), _) => own == account.id,
            (Owner::User(_), user) => user.is_some_and(|u| account.has(u)),
        }
    }
}

/// Finds out who calls, or refuses. A good use is noted on the token.
pub(super) fn identify(state: &mut State, call: &Call) -> Result<Caller, Refusal> {
    let verify = call.path.ends_with("/tokens/verify");
    let caller = match (call.header("authorization"), call.header("x-auth-key")) {
        (Some(header), _) => bearer(state, call, header, verify)?,
        (None, Some(_)) if verify => {
            return Err(Refusal::new(400, 1001, "Missing \"Authorization\" header"));
        }
        (None, Some(key)) => key_and_email(state, call, key)?,
        (None, None) => {
            let text = "Missing X-Auth-Key, X-Auth-Email or Authorization headers";
            return Err(Refusal::new(400, 9106, text));
        }
    };
    if let Means::Token(id) = caller.means
        && let Some(token) = state.token_mut(caller.owner, id)
    {
        token.used = Some(call.now);
    }
    Ok(caller)
}

fn bearer(state: &State, call: &Call, header: &str, verify: bool) -> Result<Caller, Refusal> {
    let malformed = || {
        Refusal::new(400, 6003, "Invalid request headers")
            .because(6111, "Invalid format for Authorization header")
    };
    let unknown =
        || if verify { Refusal::new(401, 1000, "Invalid API Token") } else { refuse::invalid_token() };
    let value = header.strip_prefix("Bearer ").ok_or_else(malformed)?;
    let shaped = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    // A global key, old (hex) or new, is refused for its form (API reference 1.4, 6111).
    let hex_key = value.len() == 37 && value.bytes().all(|b| b.is_ascii_hexdigit());
    if value.is_empty() || !value.bytes().all(shaped) || value.starts_with("cfk_") || hex_key {
        return Err(malformed());
    }
    let held = state.held(value).ok_or_else(unknown)?;
    let lingering = held.lingers.as_ref().filter(|(until, _)| call.now < *until).map(|(_, was)| &**was);
    let (owner, means, token) = match &held.opens {
        Opens::Token(owner, id) => {
            let token = lingering.or_else(|| state.token(*owner, *id)).ok_or_else(unknown)?;
            (*owner, Means::Token(*id), token)
        }
        Opens::OAuth(user, grant) => {
            let user = state.users.get(*user).ok_or_else(unknown)?;
            (Owner::User(user.id), Means::OAuth, &**grant)
        }
        Opens::Key(_) => return Err(malformed()),
    };
    if !token.works(call.now) || (verify && !verifies(call, owner, means)) {
        return Err(unknown());
    }
    let from = state.switches.peer.unwrap_or(call.peer);
    if !token.condition.admits(from) {
        return Err(Refusal::new(403, 9109, format!("Cannot use the access token from location: {from}")));
    }
    let user = match owner {
        Owner::User(id) => state.user_at(id),
        Owner::Account(_) => None,
    };
    Ok(Caller {
        owner,
        means,
        token_name: Some(token.name.clone()),
        grants: Grants::of(&token.policies),
        user,
        unripe: call.now < held.ripe,
        token: Some(token.clone()),
    })
}

/// Verify answers for its own family only: users at `/user`, an account's tokens below that account.
fn verifies(call: &Call, owner: Owner, means: Means) -> bool {
    let own = match owner {
        Owner::User(_) => call.path == "/user/tokens/verify",
        Owner::Account(id) => call.path == format!("/accounts/{id}/tokens/verify"),
    };
    own && means != Means::OAuth
}

fn key_and_email(state: &State, call: &Call, key: &str) -> Result<Caller, Refusal> {
    let invalid = || Refusal::new(400, 6003, "Invalid request headers");
    let email = call.header("x-auth-email").unwrap_or_default();
    if !email.contains('@') {
        return Err(invalid().because(6102, "Invalid format for X-Auth-Email header"));
    }
    if key.len() < 37 || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(invalid().because(6103, "Invalid format for X-Auth-Key header"));
    }
    let unknown = || Refusal::new(403, 9103, "Unknown X-Auth-Key or X-Auth-Email");
    let Some(Opens::Key(at)) = state.held(key).map(|h| &h.opens) else { return Err(unknown()) };
    let user = state.users.get(*at).filter(|u| *u.email == *email).ok_or_else(unknown)?;
    Ok(Caller {
        owner: Owner::User(user.id),
        means: Means::Key,
        token_name: None,
        grants: Grants::default(),
        user: Some(*at),
        unripe: false,
        token: None,
    })
}
