//! Proving many revocations of one owner at once: by the list that no longer names them.
//!
//! One `GET` per token proves a thousand revocations with a thousand requests, and they compete for the same budget
//! with the revocations of the next plan. A list tells of fifty tokens at a time. It is as good a proof, because
//!
//! - a list named the token before: a token that lists never show, such as one that expired long ago (API reference
//!   2.2, `include_expired`), is not proven by being left out;
//! - it is the same question as before, `include_expired=true` among it, so that a token which has only expired is
//!   still named;
//! - it was asked after the server had accepted the deletion, as every look must be. A list that lags behind
//!   (API reference 13.3) still names the token; that is no proof of anything, and the list is asked again;
//! - it is complete: its pages agree on the total, nothing came twice, all could be read. No page shifts under us
//!   for our own sake either, because it is asked when no deletion of the plan is on its way any more.
//!
//! Whatever a list cannot say is asked with one `GET` per token, as for few.

use std::collections::{HashMap, HashSet};

use tokio::sync::OnceCell;

use super::super::core::Cx;
use super::super::read;
use super::look::{self, Look};
use crate::api::Lane;
use crate::api::tokens;
use crate::domain::deed::{Deed, Verb};
use crate::domain::ids::TokenId;
use crate::domain::token::Owner;

/// From so many revocations of one owner on its list is asked. An owner has at most 500 tokens (API reference 3),
/// which are ten pages: a list costs no more than the requests it saves.
const MANY: usize = 10;

/// The lists that are asked for in one plan.
pub(super) struct RollCalls(HashMap<Owner, Calls>);

struct Calls {
    /// Revoked by the plan, and named by a list before.
    named: HashSet<TokenId>,
    /// The list of each round of looking, asked by whoever comes first. `None`: it cannot prove anything.
    rounds: Vec<OnceCell<Option<Called>>>,
}

struct Called {
    /// The stamp of the question.
    asked: u64,
    names: HashSet<TokenId>,
}

impl RollCalls {
    /// For the deeds of a plan that have yet to be proven.
    pub(super) fn new<'a>(cx: &Cx, deeds: impl Iterator<Item = &'a Deed>) -> Self {
        let memory = cx.core.memory();
        let mut named: HashMap<Owner, HashSet<TokenId>> = HashMap::new();
        for deed in deeds.filter(|deed| deed.verb == Verb::Revoke) {
            let at = &deed.token;
            if memory.tokens.get(&at.owner).is_some_and(|known| known.holds(&at.id)) {
                named.entry(at.owner.clone()).or_default().insert(at.id.clone());
            }
        }
        named.retain(|_, ids| ids.len() >= MANY);
        let rounds = cx.core.settings.proof_delays.len() + 1;
        let calls = |named| Calls { named, rounds: (0..rounds).map(|_| OnceCell::new()).collect() };
        RollCalls(named.into_iter().map(|(owner, ids)| (owner, calls(ids))).collect())
    }

    /// What the list of a round of looking says about a deed that the server had accepted at the stamp `since`.
    /// `None`: nothing.
    pub(super) async fn look(&self, cx: &Cx, deed: &Deed, since: u64, round: usize) -> Option<Look> {
        let calls = self.0.get(&deed.token.owner).filter(|calls| calls.named.contains(&deed.token.id))?;
        let called = calls.rounds.get(round)?.get_or_init(|| call(cx, &deed.token.owner)).await.as_ref()?;
        if called.asked <= since {
            return None;
        }
        Some(if called.names.contains(&deed.token.id) {
            Look::NotDone("the list of tokens still names it".to_owned())
        } else {
            Look::Done("a complete list of tokens does not name it any more".to_owned())
        })
    }
}

/// Asks for a list, and passes it on as news.
async fn call(cx: &Cx, owner: &Owner) -> Option<Called> {
    let (asked, as_of) = (cx.core.stamp(), cx.now());
    let ask = tokens::List { owner: owner.clone() };
    let list = tokio::select! {
        list = cx.core.api.collect(&ask, Lane::Incident) => list.ok().filter(|list| list.complete)?,
        () = look::patience(cx) => return None,
    };
    let names = list.items.iter().map(|fetched| fetched.token.at.id.clone()).collect();
    // What fails here is said by the world's own reading of the list; the proof is in hand.
    let _ = read::token_list(cx, owner, list, asked, as_of, Lane::Incident).await;
    Some(Called { asked, names })
}
