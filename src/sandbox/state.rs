//! The pretend Cloudflare: organizations, accounts, people, tokens, and who holds which value.

use std::collections::HashMap;
use std::sync::Arc;

use super::audit::Entry;
use super::id::{Id, Noise};
use super::limit::{Limiter, RateLimit};
use super::mint::{Family, mint};
use super::options::Switches;
use super::token::Token;
use crate::clock::Time;
use crate::secret::Secret;

/// Whose token it is. Ids say which account or user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Account(Id),
    User(Id),
}

pub(super) struct Zone {
    pub id: Id,
    pub name: Box<str>,
    pub status: &'static str,
    pub created: Time,
}

pub(super) struct Bucket {
    pub name: Box<str>,
    pub jurisdiction: Box<str>,
    pub location: Box<str>,
    pub created: Time,
}

/// A person in an account: an index into [`State::users`], or an invitation that nobody accepted yet.
pub(super) struct Member {
    pub id: Id,
    pub who: usize,
    pub role: Box<str>,
    pub pending: bool,
}

/// A self-managed OAuth client of an account.
pub(super) struct OAuthClient {
    pub id: Id,
    pub name: Box<str>,
    pub public: bool,
    pub scopes: Box<[Box<str>]>,
    pub created: Time,
}

pub(super) struct Account {
    pub id: Id,
    pub name: Box<str>,
    pub enterprise: bool,
    pub created: Time,
    pub enforce_twofactor: bool,
    pub api_access: Option<bool>,
    pub oauth_apps: bool,
    /// Index into [`State::organizations`].
    pub organization: Option<usize>,
    pub zones: Vec<Zone>,
    pub buckets: Vec<Bucket>,
    pub members: Vec<Member>,
    pub clients: Vec<OAuthClient>,
    /// Oldest first.
    pub tokens: Vec<Token>,
    pub audit: Vec<Entry>,
}

impl Account {
    /// Whether this user is a member who accepted.
    pub fn has(&self, user: usize) -> bool {
        self.members.iter().any(|m| m.who == user && !m.pending)
    }
}

pub(super) struct User {
    pub id: Id,
    pub email: Arc<str>,
    pub first: Box<str>,
    pub last: Box<str>,
    pub two_factor: bool,
    /// Oldest first.
    pub tokens: Vec<Token>,
    pub audit: Vec<Entry>,
}

pub(super) struct Organization {
    /// 32 letters and digits, not hex (API reference 10).
    pub id: Box<str>,
    pub name: Box<str>,
    pub parent: Option<usize>,
    pub created: Time,
}

/// What a value opens.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Opens {
    Token(Owner, Id),
    /// The global key of a user (index).
    Key(usize),
    /// An OAuth access token: acts for a user (index) within a grant, which is shaped like a token.
    OAuth(usize, Arc<Token>),
}

/// A value that is, or was until a moment ago, good for something.
pub(super) struct Held {
    pub opens: Opens,
    /// The token as it was before its last change, and how long the edge goes on believing that.
    pub lingers: Option<(Time, Arc<Token>)>,
    /// From when product endpoints accept it.
    pub ripe: Time,
}

/// Everything the sandbox knows.
pub(super) struct State {
    pub noise: Noise,
    pub switches: Switches,
    pub organizations: Vec<Organization>,
    pub accounts: Vec<Account>,
    account_at: HashMap<Id, usize>,
    pub users: Vec<User>,
    pub limiter: Limiter<Owner>,
    values: HashMap<String, Held>,
}

impl State {
    pub fn new(noise: Noise, switches: Switches, limit: RateLimit) -> Self {
        State {
            noise,
            switches,
            organizations: Vec::new(),
            accounts: Vec::new(),
            account_at: HashMap::new(),
            users: Vec::new(),
            limiter: Limiter::new(limit),
            values: HashMap::new(),
        }
    }

    pub fn add_account(&mut self, account: Account) {
        self.account_at.insert(account.id, self.accounts.len());
        self.accounts.push(account);
    }

    /// Keeps the first so many accounts and forgets the others.
    pub fn keep_accounts(&mut self, number: usize) {
        self.accounts.truncate(number);
        self.account_at.retain(|_, at| *at < number);
    }

    pub fn account(&self, id: Id) -> Option<&Account> {
        self.accounts.get(*self.account_at.get(&id)?)
    }

    pub fn account_mut(&mut self, id: Id) -> Option<&mut Account> {
        self.accounts.get_mut(*self.account_at.get(&id)?)
    }

    pub fn user_at(&self, id: Id) -> Option<usize> {
        self.users.iter().position(|u| u.id == id)
    }

    pub fn tokens(&self, owner: Owner) -> &[Token] {
        match owner {
            Owner::Account(id) => self.account(id).map_or(&[], |a| &a.tokens),
            Owner::User(id) => self.users.iter().find(|u| u.id == id).map_or(&[], |u| &u.tokens),
        }
    }

    pub fn tokens_mut(&mut self, owner: Owner) -> Option<&mut Vec<Token>> {
        match owner {
            Owner::Account(id) => self.account_mut(id).map(|a| &mut a.tokens),
            Owner::User(id) => self.users.iter_mut().find(|u| u.id == id).map(|u| &mut u.tokens),
        }
    }

    pub fn token(&self, owner: Owner, id: Id) -> Option<&Token> {
        self.tokens(owner).iter().find(|t| t.id == id)
    }

    pub fn token_mut(&mut self, owner: Owner, id: Id) -> Option<&mut Token> {
        self.tokens_mut(owner)?.iter_mut().find(|t| t.id == id)
    }

    pub fn audit_mut(&mut self, owner: Owner) -> Option<&mut Vec<Entry>> {
        match owner {
            Owner::Account(id) => self.account_mut(id).map(|a| &mut a.audit),
            Owner::User(id) => self.users.iter_mut().find(|u| u.id == id).map(|u| &mut u.audit),
        }
    }

    pub fn held(&self, value: &str) -> Option<&Held> {
        self.values.get(value)
    }

    /// Makes a value for a thing and remembers it.
    pub fn issue(&mut self, opens: Opens, family: Family, ripe: Time) -> Secret {
        let secret = mint(family);
        let held = Held { opens, lingers: None, ripe };
        self.values.insert(secret.peek(str::to_owned), held);
        secret
    }

    /// The value of a token: the one it has, or one made now if nobody asked before.
    pub fn value_of(&mut self, owner: Owner, id: Id) -> Option<Secret> {
        let legacy = self.token(owner, id)?.legacy;
        let opens = Opens::Token(owner, id);
        if let Some((value, _)) = self.values.iter().find(|(_, held)| held.opens == opens) {
            return Some(Secret::new(value.clone()));
        }
        let family = if legacy { Family::Legacy } else { family_of(owner) };
        Some(self.issue(opens, family, Time::EPOCH))
    }

    /// Gives a token a new value; the old one is worthless at once.
    pub fn reissue(&mut self, owner: Owner, id: Id) -> Secret {
        let opens = Opens::Token(owner, id);
        self.values.retain(|_, held| held.opens != opens);
        self.issue(opens, family_of(owner), Time::EPOCH)
    }

    /// Lets the edge believe in the token as it was until `until`. Does nothing to values nobody holds.
    pub fn linger(&mut self, owner: Owner, was: Token, until: Time) {
        let opens = Opens::Token(owner, was.id);
        let was = Arc::new(was);
        for held in self.values.values_mut().filter(|h| h.opens == opens) {
            held.lingers = Some((until, Arc::clone(&was)));
        }
    }
}

/// Which form new values of this owner's tokens have.
pub(super) fn family_of(owner: Owner) -> Family {
    match owner {
        Owner::Account(_) => Family::Account,
        Owner::User(_) => Family::User,
    }
}
