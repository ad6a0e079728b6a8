//! What screens and the command line ask of the world. Nothing here changes it.

use super::Source;
use super::ends::Ends;
use super::freshness::{Freshness, Heard};
use super::organizations::{self, OrganizationRow};
use super::{Requests, Row, RowNo, Sums, World};
use crate::clock::Time;
use crate::domain::account::Account;
use crate::domain::finding::{Finding, FindingId, Quota, findings};
use crate::domain::group::Group;
use crate::domain::identity::Identity;
use crate::domain::ids::{AccountId, GroupId, UserId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::matrix::Matrix;
use crate::domain::matrix::probe::Evidence;
use crate::domain::matrix::query::Touching;
use crate::domain::member::Member;
use crate::domain::reach::Target;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::zone::{Bucket, Zone};
use crate::protocol::{Budget, Fault, FaultKind, Scope, SyncNote};

/// An account, and what is true of its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow<'a> {
    /// The account.
    pub account: &'a Account,
    /// Sums over its tokens.
    pub sums: Sums,
    /// How full it is; `None` while the list of its tokens is not known to be complete.
    pub quota: Option<Quota>,
    /// How fresh the list of its tokens is.
    pub freshness: Freshness,
}

impl World {
    /// The present, as last told.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The next moment at which [`World::tick`] may change something.
    pub fn due(&self) -> Option<Time> {
        self.tokens.due()
    }

    /// Who we are, once known.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.get()
    }

    /// Which products take account-owned tokens: the shipped snapshots and the imported ones.
    pub fn matrix(&self) -> &Matrix {
        self.matrix.as_deref().unwrap_or(Matrix::shipped())
    }

    /// What products answered when they were asked live with a token of this account, by product.
    pub fn evidence_of(&self, account: &AccountId) -> impl Iterator<Item = &Evidence> {
        self.evidence.of(account)
    }

    /// What is left of the API budget, as last told.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// What the background sync is doing, as last told.
    pub fn sync(&self) -> &SyncNote {
        &self.sync
    }

    /// The last requests.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// How fresh the knowledge of a scope is. A single token is as fresh as the newer of its own news and its
    /// owner's list.
    pub fn freshness(&self, scope: &Scope) -> Freshness {
        let own = self.heard.get(scope);
        let Scope::Token(at) = scope else { return own.map(Heard::freshness).unwrap_or_default() };
        let list = self.heard.get(&Scope::Tokens(at.owner.clone()));
        match (own, list) {
            (Some(own), Some(list)) if own.revision() < list.revision() => {
                Freshness { asking: own.freshness().asking, ..list.freshness() }
            }
            (own, list) => own.or(list).map(Heard::freshness).unwrap_or_default(),
        }
    }

    /// Why the credential does not work any more, if the server says so. Until it works again nothing is up to date.
    pub fn refused(&self) -> Option<&Fault> {
        self.identity()?;
        let fault = self.heard.get(&Scope::Identity).and_then(Heard::fault)?;
        (fault.kind == FaultKind::Credentials).then_some(fault)
    }

    /// What could not be read when it was last asked for, and why.
    pub fn failures(&self) -> impl Iterator<Item = (&Scope, &Fault)> {
        self.heard.iter().filter_map(|(scope, heard)| heard.fault().map(|fault| (scope, fault)))
    }

    /// Whether the picture is still being drawn: lists are waiting or being read, or the server is still to say which
    /// accounts there are. Until then no number is a total. A cache that is fresh is not asked about, and a sign that
    /// moves all the same would be a lie.
    pub fn reading(&self) -> bool {
        let accounts = self.freshness(&Scope::Accounts);
        let awaited = accounts.asking || accounts.as_of.is_none();
        let unheard = accounts.from != Source::Server && accounts.fault.is_none() && awaited;
        self.sync().waiting + self.sync().asking > 0 || unheard
    }

    /// Whether anything is being asked for now.
    pub fn asking(&self) -> bool {
        self.sync.asking > 0 || self.heard.values().any(Heard::asking)
    }

    /// A token.
    pub fn token(&self, at: &TokenRef) -> Option<&Token> {
        self.find(at).and_then(|no| self.row(no)).map(|row| &*row.token)
    }

    /// The row of a token.
    pub fn find(&self, at: &TokenRef) -> Option<RowNo> {
        self.tokens.find(at)
    }

    /// The row of this number; `None`: its token is gone.
    pub fn row(&self, no: RowNo) -> Option<&Row> {
        self.tokens.row(no)
    }

    /// All rows, in no particular order.
    pub fn rows(&self) -> impl Iterator<Item = (RowNo, &Row)> {
        self.tokens.iter()
    }

    /// How many tokens are known.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether no token is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The owners of whom anything is known.
    pub fn owners(&self) -> impl Iterator<Item = &Owner> {
        self.tokens.owners()
    }

    /// The tokens of an owner, by id.
    pub fn tokens_of(&self, owner: &Owner) -> impl Iterator<Item = RowNo> {
        self.tokens.of(owner).map(|(_, no)| no)
    }

    /// What is weak about a token, with the reasons.
    pub fn findings(&self, no: RowNo) -> Vec<Finding> {
        let Some(row) = self.row(no) else { return Vec::new() };
        findings(&row.token, &self.tokens.finding_cx(&row.token, self.bench(), usize::MAX))
    }

    /// An account, and what is true of its tokens.
    pub fn account(&self, id: &AccountId) -> Option<AccountRow<'_>> {
        let account = self.directory.accounts.get(id)?;
        let owner = Owner::Account(id.clone());
        Some(AccountRow {
            account,
            sums: self.tokens.sums(&owner),
            quota: self.tokens.quota(&owner),
            freshness: self.freshness(&Scope::Tokens(owner)),
        })
    }

    /// The accounts in reach, by name. Finding one by its place costs the same whatever their number.
    pub fn account_ids(&self) -> &[AccountId] {
        self.directory.accounts.by_name()
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> impl DoubleEndedIterator<Item = AccountRow<'_>> {
        self.account_ids().iter().filter_map(|id| self.account(id))
    }

    /// The accounts under the organizations that hold them, and the sums over each. Costs a walk over all accounts:
    /// for updates, not for frames.
    pub fn organizations(&self) -> Vec<OrganizationRow> {
        let listed = self.organizations.get().map_or(&[][..], Vec::as_slice);
        organizations::tree(listed, &self.directory.accounts, &self.tokens)
    }

    /// The members of an account; `None`: not read.
    pub fn members_of(&self, account: &AccountId) -> Option<&[Member]> {
        self.members.of(account)
    }

    /// Whether it is known by now which snapshots were imported.
    pub fn matrix_is_read(&self) -> bool {
        self.matrix_is_read
    }

    /// How many tokens touch the product of this present name. Counted when tokens come, go and change, so that asking
    /// costs the same whatever their number.
    pub fn touching(&self, product: &str) -> Touching {
        self.tokens.touched_products().of(product)
    }

    /// Sums over all tokens.
    pub fn totals(&self) -> &Sums {
        self.tokens.totals()
    }

    /// Sums over the tokens of an owner.
    pub fn sums(&self, owner: &Owner) -> Sums {
        self.tokens.sums(owner)
    }

    /// How full an owner is; `None` while the list of its tokens is not known to be complete.
    pub fn quota(&self, owner: &Owner) -> Option<Quota> {
        self.tokens.quota(owner)
    }

    /// The tokens of an owner, or of everybody, that end from one moment up to another that is not in it, soonest first;
    /// those that have ended already included.
    pub fn ending(&self, owner: Option<&Owner>, from: Time, to: Time) -> impl Iterator<Item = RowNo> {
        self.tokens.ends(owner).into_iter().flat_map(move |ends| ends.between(from, to))
    }

    /// How many those are, if both moments are full quarters of an hour, as the beginnings of days are. Costs what the
    /// stretch is long, not how many end.
    pub fn ending_count(&self, owner: Option<&Owner>, from: Time, to: Time) -> u32 {
        self.tokens.ends(owner).map_or(0, |ends| ends.count(from, to))
    }

    /// When the last of them ends.
    pub fn last_end(&self, owner: Option<&Owner>) -> Option<Time> {
        self.tokens.ends(owner)?.last()
    }

    /// How many never end.
    pub fn endless(&self, owner: Option<&Owner>) -> usize {
        let ending = self.tokens.ends(owner).map_or(0, Ends::len);
        (self.sums_of(owner).tokens() as usize).saturating_sub(ending)
    }

    /// How many have ended but are reported active all the same.
    pub fn overdue(&self, owner: Option<&Owner>) -> usize {
        self.sums_of(owner).finding(FindingId::ExpiredActive) as usize
    }

    fn sums_of(&self, owner: Option<&Owner>) -> Sums {
        owner.map_or_else(|| *self.totals(), |owner| self.sums(owner))
    }

    /// Every permission group that is known, in no particular order.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.directory.groups()
    }

    /// The zones of an account, as last listed.
    pub fn zones_of(&self, account: &AccountId) -> &[Zone] {
        self.directory.zones.of(account)
    }

    /// The R2 buckets of an account, as last listed.
    pub fn buckets_of(&self, account: &AccountId) -> &[Bucket] {
        self.directory.buckets_of(account)
    }
}

impl Lookup for World {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        self.directory.account_name(id)
    }

    fn group(&self, id: &GroupId) -> Option<&Group> {
        self.directory.group(id)
    }

    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.directory.zone(id)
    }

    fn own_user(&self) -> Option<(&UserId, Option<&str>)> {
        let identity = self.identity()?;
        Some((identity.user.as_ref()?, identity.email.as_deref()))
    }

    fn named(&self, name: &str) -> &[Target] {
        self.directory.named(name)
    }
}
