//! What the doing wing reports.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::job::{JobId, Outcome, Progress};
use crate::clock::Time;
use crate::domain::account::Account;
use crate::domain::deed::PlanId;
use crate::domain::group::Group;
use crate::domain::history::{Past, Watch};
use crate::domain::identity::Identity;
use crate::domain::ids::AccountId;
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::probe::Evidence;
use crate::domain::member::Member;
use crate::domain::note::Note;
use crate::domain::organization::Organization;
use crate::domain::token::{Fetched, Owner, Token, TokenRef};
use crate::domain::zone::{Bucket, Zone};

/// A part of what can be known, fetched and aged as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Who we are.
    Identity,
    /// The list of accounts.
    Accounts,
    /// The tokens of one owner.
    Tokens(Owner),
    /// One token.
    Token(TokenRef),
    /// Permission groups, as seen from one owner.
    Groups(Owner),
    /// The zones of one account.
    Zones(AccountId),
    /// The R2 buckets of one account.
    Buckets(AccountId),
    /// The organizations, and which accounts they hold.
    Organizations,
    /// The members of one account.
    Members(AccountId),
}

/// Something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// News about the world.
    World(Delta),
    /// A job goes on.
    Progress(JobId, Progress),
    /// A job ended well.
    Done(JobId, Outcome),
    /// A job failed.
    Failed(JobId, Fault),
    /// What is left of the API budget.
    Budget(Budget),
    /// What the background sync is doing.
    Sync(SyncNote),
    /// A request was sent, answered or lost.
    Request(RequestNote),
    /// Something worth knowing that belongs to no job: a cache was rebuilt, the disk is full.
    Notice(Fault),
    /// The local notes, all of them.
    Notes(Vec<(TokenRef, Note)>),
    /// What is news about tokens.
    Watch(Watch),
    /// The story of the token; `None`: nothing is remembered of it.
    Past(TokenRef, Option<Arc<Past>>),
    /// What products answered when they were asked with an account's token: now, or in an earlier run.
    Evidence(Vec<Evidence>),
    /// The lines that were given at `:` in earlier runs, the newest last. Told once, at the start.
    Given(Vec<String>),
    /// Plans that an earlier run left open. Told once, at the start.
    OpenPlans(Vec<OpenPlan>),
    /// All imported snapshots of the compatibility matrix. Told at the start, and when one was kept or deleted.
    Snapshots(Vec<Snapshot>),
}

/// A plan whose ledger does not show an end for every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPlan {
    /// Its name.
    pub id: PlanId,
    /// When it was begun.
    pub began: Time,
    /// How many deeds it has.
    pub deeds: u32,
    /// Steps that were never sent.
    pub waiting: u32,
    /// Steps that were sent and not shown to be done.
    pub unsettled: u32,
}

/// News about one scope.
///
/// Revisions come from one counter: **reads are stamped when sent, writes when answered**. Whoever keeps the
/// newer stamp per object converges in any order and under repetition. News from the cache has revision 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// What it is about.
    pub scope: Scope,
    /// Its stamp.
    pub revision: u64,
    /// When it was true.
    pub as_of: Time,
    /// What is new.
    pub change: Change,
}

/// What is new about a scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Who we are.
    Identity(Identity),
    /// Accounts.
    Accounts {
        /// Those read.
        list: Vec<Account>,
        /// Whether the list is all there is: pages agreed on the total and nothing changed under the walk.
        complete: bool,
    },
    /// Tokens of the owner that the scope names.
    Tokens {
        /// Those read. Shared, because the cache and the world both take them.
        list: Arc<Vec<Fetched>>,
        /// Whether tokens of this owner that are not in the list are gone.
        complete: bool,
    },
    /// Tokens as the cache knew them, without their raw objects, which stay on disk until somebody looks
    /// (72 MB at a hundred thousand tokens). Never says that others are gone. Shared, so that nobody copies.
    Restored(Vec<Arc<Token>>),
    /// One token was read or answered.
    Token(Box<Fetched>),
    /// One token is not there any more.
    Gone(TokenRef),
    /// Permission groups.
    Groups(Vec<Group>),
    /// Zones of the account that the scope names.
    Zones(Vec<Zone>),
    /// Buckets of the account that the scope names.
    Buckets(Vec<Bucket>),
    /// Organizations, each with the accounts below it.
    Organizations {
        /// Those read.
        list: Vec<Organization>,
        /// Whether the list is all there is.
        complete: bool,
    },
    /// Members of the account that the scope names.
    Members {
        /// Those read.
        list: Vec<Member>,
        /// Whether whoever is not on the list is no member.
        complete: bool,
    },
    /// The scope is being asked for.
    Asked,
    /// Asking for the scope failed; what was known before stays.
    Failed(Fault),
}

/// What is left of the API budget (API reference 1.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Requests left in the window, as the server last said and we have counted since.
    pub left: Option<u32>,
    /// Requests per window.
    pub quota: Option<u32>,
    /// Length of the window in seconds.
    pub window_s: Option<u32>,
    /// When the window starts anew.
    pub resets_at: Option<Time>,
    /// Nothing is sent before this moment, because the server said 429.
    pub paused_until: Option<Time>,
    /// The lanes, most urgent first.
    pub lanes: Vec<LaneNote>,
}

/// One lane of the governor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneNote {
    /// `incident`, `interactive` or `sync`.
    pub name: String,
    /// Requests waiting for their turn.
    pub waiting: u32,
    /// Requests in the air.
    pub in_flight: u32,
}

/// What the background sync is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncNote {
    /// Scopes that are stale and will be asked for.
    pub waiting: u32,
    /// Scopes being asked for.
    pub asking: u32,
    /// Scopes of this round that are done.
    pub done: u32,
    /// Scopes of this round that failed.
    pub failed: u32,
    /// Roughly how long the rest takes, in seconds, at the present budget.
    pub eta_s: Option<u64>,
}

/// One request, for the *requests* view. Never holds a header value or a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestNote {
    /// A number that is the same for all notes about one request.
    pub id: u64,
    /// When this note was made.
    pub at: Time,
    /// `GET`, `PUT`, …
    pub method: String,
    /// Path and query below the base URL.
    pub path: String,
    /// The lane it used.
    pub lane: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// What happened.
    pub moment: Moment,
}

/// The moments in the life of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Moment {
    /// Sent.
    Sent,
    /// Answered.
    Answered {
        /// HTTP status.
        status: u16,
        /// How long it took, in milliseconds.
        millis: u64,
        /// Bytes of body.
        bytes: u64,
        /// The request id (`cf-ray`).
        ray: Option<String>,
        /// The server's clock when it answered, in whole seconds.
        date: Option<Time>,
        /// The server's error, if it said one: code and message.
        error: Option<String>,
    },
    /// The answer did not arrive.
    Lost {
        /// Why, as far as known.
        why: String,
        /// How long it took, in milliseconds.
        millis: u64,
    },
}
