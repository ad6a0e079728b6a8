//! What the seeing wing and the command line ask for, and how it ends.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::Scope;
use crate::clock::Time;
use crate::domain::deed::{Deed, PlanId};
use crate::domain::identity::Identity;
use crate::domain::ids::{AccountId, TokenId};
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::probe::{Evidence, Inquiry};
use crate::domain::note::{self, Note};
use crate::domain::token::{Fetched, Owner, Standing, Token, TokenRef};
use crate::secret::SecretRef;

/// The number of a job, chosen by whoever asks. Answers to other numbers are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Bring one scope up to date now, whatever its age.
    Refresh(Scope),
    /// Bring everything in reach up to date: accounts, then every token list. The command line's full listing.
    RefreshAll,
    /// These scopes are on screen: keep them fresh before others. Replaces the previous list.
    Watch(Vec<Scope>),
    /// Read one token: from the cache at once, then from the server.
    Look(TokenRef),
    /// Find tokens of which only the ids are known in the cache. Nothing is sent.
    Trace(Vec<TokenId>),
    /// Find out who we are.
    Identify,
    /// Ask the verify endpoints whose value this is and whether it works.
    Verify {
        /// The value, in the vault.
        value: SecretRef,
        /// The account to ask first where the value may be an account token; then every known account is asked.
        account: Option<AccountId>,
    },
    /// Ask products whether they take a token of an account: the requests that the inquiry names, and no other.
    Probe {
        /// The token's value, in the vault; `None`: that of the credential in use.
        value: Option<SecretRef>,
        /// Which requests.
        of: Inquiry,
    },
    /// Write a draft into the data folder, under a name that is not taken.
    WriteDraft {
        /// What to call the file, without its ending; anything but letters, digits and `-` is replaced.
        name: String,
        /// The whole file. Holds no value of a token.
        text: String,
    },
    /// Carry out deeds, in order, through the one door: intent, ledger, send, settle, prove.
    Deeds(Vec<Deed>),
    /// Carry a plan that an earlier run left open to its end: what was sent is checked, the rest is sent.
    Resume(PlanId),
    /// What this machine remembers of tokens: notes, and what is news. Told as [`super::Event::Notes`] and
    /// [`super::Event::Watch`]. The background tells them by itself; the command line asks.
    Recall,
    /// The story of one token, told as [`super::Event::Past`].
    Past(TokenRef),
    /// Which tokens of this id are remembered; without one, which tokens have a story: they came, changed or went while
    /// tokendeck looked.
    Remembered(Option<TokenId>),
    /// Somebody looked: what is news about these tokens, or about all, is news no longer.
    Seen(Option<Vec<TokenRef>>),
    /// Set fields of the local note about a token; an empty text clears the field, others stay as they are.
    Note(TokenRef, Vec<(note::Field, String)>),
    /// Bring a plan that an earlier run left open to rest: what was sent is checked, nothing more is sent.
    Settle(PlanId),
    /// Remember a line that was given at `:`, for the next run.
    KeepLine(String),
    /// Remember the place that is left, for the next run. Only the dashboard can read the text; it holds no value.
    KeepPlace(String),
    /// Read a file that is to be imported into the compatibility matrix. `~/` stands for the home folder.
    ReadPage(String),
    /// Keep an imported snapshot of the compatibility matrix.
    KeepSnapshot(Box<Snapshot>),
    /// Delete an imported snapshot of the compatibility matrix, by its id.
    RemoveSnapshot(Box<str>),
}

/// How a job ended well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The scope is up to date; what could not be read is named.
    Refreshed {
        /// What was refreshed.
        scope: Option<Scope>,
        /// Scopes that failed, each with the reason.
        incomplete: Vec<(Scope, super::Fault)>,
    },
    /// Watching.
    Watching,
    /// The token as the server has it now; `None`: it is not there any more.
    Looked(TokenRef, Option<Fetched>),
    /// What the cache knows of tokens with these ids.
    Traced(Vec<Arc<Token>>),
    /// Who we are.
    Identified(Identity),
    /// Whose value it was.
    Verified {
        /// The token, if some endpoint knew the value.
        token: Option<TokenRef>,
        /// What verify said it is now; `None` when no endpoint knew the value.
        standing: Option<Standing>,
        /// The status word that verify used.
        word: Option<String>,
        /// Families that could not be asked, each with the reason. While there are any, a value that nobody knows may
        /// be alive.
        unasked: Vec<(Owner, super::Fault)>,
    },
    /// It is kept, where anything is.
    Kept,
    /// What is remembered was told.
    Recalled,
    /// These tokens are remembered, those read last first.
    Remembered(Vec<TokenRef>),
    /// So many tokens are news no longer.
    Seen(usize),
    /// The note is kept; `None`: it says nothing any more.
    Noted(TokenRef, Option<Note>),
    /// What the products answered, a row for each that was asked about.
    Probed {
        /// The token that asked.
        token: TokenRef,
        /// What each answer shows.
        evidence: Vec<Evidence>,
    },
    /// The draft is written.
    DraftWritten {
        /// Where.
        path: String,
    },
    /// All deeds have been settled one way or the other.
    Settled {
        /// The plan that the ledger knows them by.
        plan: PlanId,
        /// One report per deed, in order.
        steps: Vec<StepReport>,
    },
    /// The text of the file.
    Page(String),
    /// The snapshot of this id is kept.
    SnapshotKept(Box<str>),
    /// The snapshot of this id is deleted.
    SnapshotRemoved(Box<str>),
}

/// How one deed ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// The deed.
    pub deed: Deed,
    /// Its end.
    pub end: Ended,
}

/// The possible ends of a deed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ended {
    /// Done, and shown to be done by reading back.
    Proven {
        /// When the proof was read.
        at: Time,
        /// What was read: `GET answers 404`, `status is disabled`.
        how: String,
        /// Nothing had to be sent: it was so already.
        already: bool,
    },
    /// Accepted by the server, but reading back does not show it yet (propagation takes up to a minute).
    NotYetProven {
        /// What was read instead.
        why: String,
    },
    /// It did not happen.
    Failed(super::Fault),
    /// It did not happen, for a reason that passes. The plan stays open: resuming it goes on with the step.
    NotDone(super::Fault),
    /// Sent, and nobody knows: the answer was lost and reading back failed too.
    Unknown(super::Fault),
    /// Not sent: an earlier step failed, or the user cancelled.
    Skipped(String),
}

/// How far a job has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done now, a short phrase.
    pub doing: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all; `None` while unknown.
    pub of: Option<u64>,
}
