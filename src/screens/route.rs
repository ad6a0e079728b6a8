//! The address of every view.

use serde::Deserialize;
use serde::Serialize;

use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::ids::GroupId;
use crate::domain::reach::Target;
use crate::domain::token::TokenRef;

/// Where one can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// The first screen without credentials.
    Welcome,
    /// All tokens, or those of one account.
    Tokens(Option<AccountId>),
    /// The tokens that a filter lets through, of one account or of all.
    Filtered {
        /// Only tokens of this account.
        account: Option<AccountId>,
        /// The filter, as it is typed.
        filter: String,
    },
    /// The tokens as a saved view of this name has them.
    View(String),
    /// One token.
    Token(TokenRef),
    /// The story of one token, also of one that is gone.
    History(TokenRef),
    /// The local note about a token.
    Note(TokenRef),
    /// What is new, changed or gone.
    News,
    /// When tokens end, of one account or of all.
    Calendar(Option<AccountId>),
    /// Who can do what, on what.
    WhoCan(Asked),
    /// All accounts.
    Accounts,
    /// The compatibility matrix.
    Matrix,
    /// One product of the matrix, by its present name.
    Product(Box<str>),
    /// A page to be imported into the matrix.
    Import,
    /// What was sent and is being done.
    Requests,
    /// One request, by its number.
    Request(u64),
}

/// A question about reach; what is left open is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which permission.
    pub what: Option<GroupId>,
    /// On what.
    pub on: Option<Target>,
}

/// The views that are kept while one is elsewhere. Everything else is stacked upon one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// [`Route::Welcome`]
    Welcome,
    /// [`Route::Tokens`]
    Tokens,
    /// [`Route::Calendar`]
    Calendar,
    /// [`Route::WhoCan`]
    WhoCan,
    /// [`Route::Accounts`]
    Accounts,
    /// [`Route::Matrix`]
    Matrix,
    /// [`Route::Requests`]
    Requests,
}

impl Route {
    /// Whether both are the same view of the same thing; what is asked of *who can* does not matter.
    pub fn is_same_view(&self, other: &Route) -> bool {
        matches!((self, other), (Route::WhoCan(_), Route::WhoCan(_))) || self == other
    }

    /// Which kept view it is; `None` for views that are stacked.
    pub fn root(&self) -> Option<Root> {
        match self {
            Route::Welcome => Some(Root::Welcome),
            Route::Tokens(_) | Route::Filtered { .. } | Route::View(_) => Some(Root::Tokens),
            Route::Calendar(_) => Some(Root::Calendar),
            Route::WhoCan(_) => Some(Root::WhoCan),
            Route::Accounts => Some(Root::Accounts),
            Route::Matrix => Some(Root::Matrix),
            Route::Requests => Some(Root::Requests),
            Route::Token(_)
            | Route::Product(_)
            | Route::Import
            | Route::Request(_)
            | Route::History(_)
            | Route::Note(_)
            | Route::News => None,
        }
    }
}

impl Root {
    /// The views that the tab bar shows, and the command that leads to each.
    pub const TABS: [(Root, Command); 4] = [
        (Root::Tokens, Command::GoTokens),
        (Root::Accounts, Command::GoAccounts),
        (Root::Matrix, Command::GoMatrix),
        (Root::Requests, Command::GoRequests),
    ];
}
