//! What we currently believe about Cloudflare.
//!
//! Signatures that the screens may build on; the bodies follow.
//!
//! ```text
//! // mod.rs
//! World::new(now: Time, thresholds: Thresholds) -> World          // Debug, PartialEq (by content; row numbers do not count)
//! World::apply(&mut self, &Delta) -> Changed                      // the only writer of facts
//! World::hear(&mut self, &Event) -> Changed                       // World(delta) → apply; Budget, Sync, Request are noted; others ignored
//! World::tick(&mut self, now: Time) -> Changed                    // the clock moved: rows whose standing or findings changed
//! World::due(&self) -> Option<Time>                               // the next moment at which tick changes something
//! World::now(&self) -> Time
//! World::set_thresholds(&mut self, Thresholds) -> Changed
//!
//! World::token(&self, &TokenRef) -> Option<&Token>
//! World::find(&self, &TokenRef) -> Option<RowNo>
//! World::row(&self, RowNo) -> Option<&Row>                        // Row { token: Token, standing: Standing, findings: FindingSet }
//! World::rows(&self) -> impl Iterator<Item = (RowNo, &Row)>       // in no particular order
//! World::len(&self) -> usize                                      // tokens
//! World::tokens_of(&self, &Owner) -> impl Iterator<Item = RowNo>  // by id
//! World::findings(&self, RowNo) -> Vec<Finding>                   // with reasons
//! World::account(&self, &AccountId) -> Option<AccountRow<'_>>
//! World::accounts(&self) -> impl ExactSizeIterator<Item = AccountRow<'_>>   // by name
//! World::account_at(&self, usize) -> Option<AccountRow<'_>>       // the same order, O(1)
//! World::account_name(&self, &AccountId) -> &str-or-id (Cow)      // through Lookup as well
//! World::organizations(&self) -> Vec<OrganizationRow<'_>>         // { parent: Option<&Parent>, accounts: Vec<&AccountId>, sums: Sums }
//! World::totals(&self) -> &Sums ; World::sums(&self, &Owner) -> Sums
//! World::quota(&self, &Owner) -> Quota ; World::zones(&AccountId) / buckets(&AccountId) -> slices
//! World::identity(&self) -> Option<&Identity>, budget() -> &Budget, sync() -> &SyncNote, requests() -> &Requests (iter newest first)
//! World::freshness(&self, &Scope) -> Freshness
//! impl Lookup for World
//!
//! AccountRow<'a> { account: &'a Account, sums: Sums, quota: Quota, freshness: Freshness }   // freshness of its tokens
//! Sums { tokens: u32, standing(Standing) -> u32, finding(FindingId) -> u32, found: u32 /* tokens with findings */ }
//! Freshness { as_of: Option<Time>, from: Source::{Nowhere, Cache, Server}, asking: bool, complete: bool, fault: Option<Fault> }
//!   ::stale(now, limit: Duration) -> bool
//! Changed { rows: Vec<RowNo>, accounts: bool, names: bool, freshness: bool, identity: bool, notes: bool }
//!   ::is_empty(), ::merge(Changed)                                // merge a batch of events, absorb once per frame
//!
//! // select.rs
//! Rows::new(Query, Sort) -> Rows                                  // empty until rebuilt
//! Rows::rebuild(&mut self, &World)                                // judged at world.now()
//! Rows::absorb(&mut self, &World, &Changed) -> bool               // whether the order or membership may have changed; ≡ rebuild
//! Rows::set_query(&mut self, Query, &World), set_sort(&mut self, Sort, &World), query(), sort()
//! Rows::len(), is_empty(), get(usize) -> Option<RowNo>, position(&self, &World, &TokenRef) -> Option<usize>, iter()
//! Rows::due(&self) -> Option<Time>                                // for filters about ages: rebuild when it has passed (absorb does it by itself)
//! Sort { column: Column, descending: bool } ; Column::{Name, Account, Status, LastUsed, Expires, Issued, Modified, Creator, Findings, Kind, Id}
//! ```
