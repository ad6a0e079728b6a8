//! The address of every view.

use crate::domain::ids::AccountId;
use crate::domain::token::TokenRef;

/// Where one can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The first screen without credentials.
    Welcome,
    /// All tokens, or those of one account.
    Tokens(Option<AccountId>),
    /// One token.
    Token(TokenRef),
    /// All accounts.
    Accounts,
    /// What was sent and is being done.
    Requests,
}

/// The views that are kept while one is elsewhere. Everything else is stacked upon one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// [`Route::Welcome`]
    Welcome,
    /// [`Route::Tokens`]
    Tokens,
    /// [`Route::Accounts`]
    Accounts,
    /// [`Route::Requests`]
    Requests,
}

impl Route {
    /// Which kept view it is; `None` for views that are stacked.
    pub fn root(&self) -> Option<Root> {
        match self {
            Route::Welcome => Some(Root::Welcome),
            Route::Tokens(_) => Some(Root::Tokens),
            Route::Accounts => Some(Root::Accounts),
            Route::Requests => Some(Root::Requests),
            Route::Token(_) => None,
        }
    }
}

impl Root {
    /// The views that the tab bar shows, with the key and the word for each.
    pub const TABS: [(Root, char, &'static str); 3] =
        [(Root::Tokens, '1', "tokens"), (Root::Accounts, '2', "accounts"), (Root::Requests, '8', "requests")];
}
