//! The story made real: accounts and people with ids from the seed and times from now.

use super::super::id::Id;
use super::super::state::{Account, Bucket, Member, OAuthClient, Organization, State, User, Zone};
use super::super::token::Token;
use super::SeedError;
use super::soil::{Soil, when};
use super::story::{self, Story};
use crate::clock::Time;

/// What is told at start, and must survive any resizing.
pub(super) struct Told {
    pub account: Id,
    pub account_token: Id,
    pub user: Id,
    pub user_token: Id,
    pub oauth: Token,
}

impl Told {
    /// The account and the token that must be kept whatever size is asked for.
    pub fn keep(&self) -> (Id, Id) {
        (self.account, self.account_token)
    }
}

/// Puts the story into an empty state.
pub(super) fn grow(story: &Story, state: &mut State, now: Time) -> Result<Told, SeedError> {
    for o in &story.organization {
        let parent = o.parent.as_ref().and_then(|p| story.organization.iter().position(|o| o.name == *p));
        // Letters and digits, but not hex: nobody may take it for one of the usual ids.
        let id = state.noise.id().to_string().replace('a', "x").replace('e', "z").into();
        let created = when(&o.created, now, &o.name)?;
        state.organizations.push(Organization { id, name: o.name.as_str().into(), parent, created });
    }
    for p in &story.person {
        state.users.push(User {
            id: state.noise.id(),
            email: p.email.as_str().into(),
            first: p.first.as_str().into(),
            last: p.last.as_str().into(),
            two_factor: p.two_factor,
            tokens: Vec::new(),
            audit: Vec::new(),
        });
    }
    let (mut account, mut user) = (None, None);
    for a in &story.account {
        let grown = grow_account(a, story, state, now)?;
        let printed = a.token.iter().find(|t| t.printed).map(|t| &t.name);
        let token = grown.tokens.iter().find(|t| printed.is_some_and(|name| *t.name == **name));
        account = account.or(token.map(|t| (grown.id, t.id)));
        state.add_account(grown);
    }
    for (at, p) in story.person.iter().enumerate() {
        let mut soil = Soil::new(story, now, &p.key);
        soil.user = Some(state.users[at].id);
        let mut tokens = Vec::with_capacity(p.token.len());
        for t in &p.token {
            let grown = soil.token(t, &mut state.noise)?;
            user = user.or(t.printed.then_some((state.users[at].id, grown.id)));
            tokens.push(grown);
        }
        tokens.sort_by_key(|t| t.issued);
        state.users[at].tokens = tokens;
    }
    let missing = || SeedError::Story { place: "story".into(), what: "no printed token".into() };
    let ((account, account_token), (user, user_token)) = account.zip(user).ok_or_else(missing)?;
    let mut soil = Soil::new(story, now, "oauth");
    soil.user = Some(user);
    let oauth = soil.bare(&story.oauth.name, &story.oauth.allow, &mut state.noise)?;
    Ok(Told { account, account_token, user, user_token, oauth })
}

fn grow_account(
    a: &story::Account,
    story: &Story,
    state: &mut State,
    now: Time,
) -> Result<Account, SeedError> {
    let noise = &mut state.noise;
    let created = when(&a.created, now, &a.name)?;
    let mut soil = Soil::new(story, now, &a.name);
    let id = noise.id();
    soil.account = Some(id);
    let mut account = Account {
        id,
        name: a.name.as_str().into(),
        enterprise: a.enterprise,
        created,
        enforce_twofactor: a.enforce_twofactor,
        api_access: a.api_access,
        oauth_apps: true,
        organization: a
            .organization
            .as_ref()
            .and_then(|n| story.organization.iter().position(|o| o.name == *n)),
        zones: Vec::new(),
        buckets: Vec::new(),
        members: Vec::new(),
        clients: Vec::new(),
        tokens: Vec::new(),
        audit: Vec::new(),
    };
    for name in &a.zones {
        // `name (pending)` is a zone that is not set up yet.
        let (name, status) =
            name.strip_suffix(" (pending)").map_or((name.as_str(), "active"), |n| (n, "pending"));
        account.zones.push(Zone { id: noise.id(), name: name.into(), status, created });
    }
    for b in &a.buckets {
        account.buckets.push(Bucket {
            name: b.name.as_str().into(),
            jurisdiction: b.jurisdiction.as_str().into(),
            location: b.location.as_str().into(),
            created,
        });
    }
    for m in &a.members {
        let who = soil.person(&m.who)?;
        account.members.push(Member {
            id: noise.id(),
            who,
            role: m.role.as_str().into(),
            pending: m.pending,
        });
    }
    for c in &a.oauth_clients {
        account.clients.push(OAuthClient {
            id: noise.id(),
            name: c.name.as_str().into(),
            public: c.public,
            scopes: c.scopes.iter().map(|s| s.as_str().into()).collect(),
            created: when(&c.created, now, &a.name)?,
        });
    }
    soil.zones = account.zones.iter().map(|z| (z.name.clone(), z.id)).collect();
    soil.buckets = account.buckets.iter().map(|b| (b.name.clone(), b.jurisdiction.clone())).collect();
    soil.clients = account.clients.iter().map(|c| (c.name.clone(), c.id)).collect();
    for t in &a.token {
        account.tokens.push(soil.token(t, noise)?);
    }
    account.tokens.sort_by_key(|t| t.issued);
    for e in &a.event {
        account.audit.push(soil.event(e, &account, state)?);
    }
    Ok(account)
}
