//! From news to entries: what is worth remembering, and what is news to whoever last looked.

use std::collections::HashSet;

use super::super::error::StoreError;
use super::super::stamps::Stamps;
use super::Reader;
use super::book::Writing;
use super::shape::{self, Head, Kept, KeptWhat};
use crate::clock::Time;
use crate::domain::diff::aspects;
use crate::domain::history::{Aspect, Aspects, Mark, Marked};
use crate::domain::token::{Fetched, Owner, TokenRef};
use crate::protocol::{Change, Delta, Scope};

/// What the scribe is told.
pub(super) enum Item {
    /// News, as the cache and the world get them.
    News(Box<Delta>),
    /// What is told next about this token comes from a deed of ours.
    Ours(TokenRef),
    /// It does not: the deed was refused.
    NotOurs(TokenRef),
}

/// Writes what is worth remembering of news that is newer than what was told before.
pub(super) struct Scribe {
    read: Reader,
    stamps: Stamps,
    ours: HashSet<TokenRef>,
}

/// When something was read, and how it may be taken.
#[derive(Clone, Copy)]
struct Moment {
    as_of: Time,
    /// Its owner was never looked at before: what is there is no news.
    first: bool,
    /// A deed of ours did it.
    ours: bool,
}

impl Scribe {
    pub(super) fn new(read: Reader) -> Self {
        Scribe { read, stamps: Stamps::default(), ours: HashSet::new() }
    }

    pub(super) fn write(&mut self, write: &mut Writing<'_>, item: &Item) -> Result<(), StoreError> {
        let delta = match item {
            Item::Ours(at) => {
                self.ours.insert(at.clone());
                return Ok(());
            }
            Item::NotOurs(at) => {
                self.ours.remove(at);
                return Ok(());
            }
            Item::News(delta) => delta,
        };
        match (&delta.change, &delta.scope) {
            (Change::Tokens { list, complete }, Scope::Tokens(owner)) => {
                self.list(write, delta, owner, list, *complete)
            }
            (Change::Token(fetched), _) => self.token(write, delta, &fetched.token.at, Some(fetched)),
            (Change::Gone(at), _) => self.token(write, delta, at, None),
            _ => Ok(()),
        }
    }

    fn list(
        &mut self,
        write: &mut Writing<'_>,
        delta: &Delta,
        owner: &Owner,
        list: &[Fetched],
        complete: bool,
    ) -> Result<(), StoreError> {
        if !self.stamps.takes_list(owner, delta.revision) {
            return Ok(());
        }
        let listed = write.listed(owner)?;
        for fetched in list {
            if self.stamps.knows_newer(&fetched.token.at, delta.revision) {
                continue;
            }
            let ours = self.ours.contains(&fetched.token.at);
            let moment = Moment { as_of: delta.as_of, first: listed.is_none(), ours };
            if self.put(write, fetched, moment)? {
                self.ours.remove(&fetched.token.at);
            }
        }
        if !complete {
            return Ok(());
        }
        let named: HashSet<&TokenRef> = list.iter().map(|f| &f.token.at).collect();
        for (at, head) in write.heads_of(owner)? {
            if !head.gone && !named.contains(&at) && !self.stamps.knows_newer(&at, delta.revision) {
                let ours = self.ours.remove(&at);
                let last_seen = listed.into_iter().chain([head.read]).max().unwrap_or(head.read);
                self.bury(write, &at, &head, last_seen, Moment { as_of: delta.as_of, first: false, ours })?;
            }
        }
        write.set_listed(owner, delta.as_of)
    }

    fn token(
        &mut self,
        write: &mut Writing<'_>,
        delta: &Delta,
        at: &TokenRef,
        news: Option<&Fetched>,
    ) -> Result<(), StoreError> {
        // What the cache tells at a look is older than anything that was read.
        if delta.revision == 0 {
            return Ok(());
        }
        if !self.stamps.takes_token(at, delta.revision) {
            return Ok(());
        }
        let ours = self.ours.remove(at);
        let listed = write.listed(&at.owner)?;
        let moment = Moment { as_of: delta.as_of, first: listed.is_none(), ours };
        match news {
            Some(fetched) => self.put(write, fetched, moment).map(drop),
            None => match write.head(&shape::key(at))?.filter(|head| !head.gone) {
                Some(head) => {
                    let last_seen = listed.into_iter().chain([head.read]).max().unwrap_or(head.read);
                    self.bury(write, at, &head, last_seen, moment)
                }
                None => Ok(()),
            },
        }
    }

    /// Takes a version. Answers whether it is another one than before.
    fn put(&self, write: &mut Writing<'_>, fetched: &Fetched, moment: Moment) -> Result<bool, StoreError> {
        let (at, key) = (&fetched.token.at, shape::key(&fetched.token.at));
        let digest = shape::digest(&fetched.token);
        let old = write.head(&key)?;
        let last_used = fetched.token.last_used_on.max(old.as_ref().and_then(|head| head.last_used));
        if let Some(head) = old.as_ref().filter(|head| !head.gone) {
            let same = head.digest == digest || {
                let before = write.entry(&key, head.newest)?.and_then(|kept| self.version(at, &kept));
                before.is_some_and(|before| aspects(&before.token, &fetched.token).is_empty())
            };
            if same {
                let head = Head { digest, last_used, ..head.clone() };
                return write.put_head(&key, &head).map(|()| false);
            }
        }
        let Some(object) = shape::squeeze(&fetched.raw.0) else { return Ok(false) };
        let newest = old.as_ref().map_or(0, |head| head.newest).saturating_add(1);
        let first = moment.first && old.is_none();
        let looked_at = if first || moment.ours { newest } else { old.as_ref().map_or(0, |h| h.looked_at) };
        let head = Head { newest, looked_at, digest, read: moment.as_of, last_used, gone: false };
        let kept = Kept { at: moment.as_of, ours: moment.ours, what: KeptWhat::Was { object, first } };
        write.put_entry(&key, newest, &kept)?;
        write.put_head(&key, &head)?;
        self.mark(write, at, &head, moment.as_of)?;
        Ok(true)
    }

    fn bury(
        &self,
        write: &mut Writing<'_>,
        at: &TokenRef,
        head: &Head,
        last_seen: Time,
        moment: Moment,
    ) -> Result<(), StoreError> {
        let key = shape::key(at);
        let newest = head.newest.saturating_add(1);
        let looked_at = if moment.ours { newest } else { head.looked_at };
        let head = Head { newest, looked_at, gone: true, ..head.clone() };
        let kept = Kept { at: moment.as_of, ours: moment.ours, what: KeptWhat::Gone { last_seen } };
        write.put_entry(&key, newest, &kept)?;
        write.put_head(&key, &head)?;
        self.mark(write, at, &head, moment.as_of)
    }

    /// Says what is news about a token: a matter of what was looked at and what is, whatever happened in between.
    fn mark(
        &self,
        write: &mut Writing<'_>,
        at: &TokenRef,
        head: &Head,
        as_of: Time,
    ) -> Result<(), StoreError> {
        let key = shape::key(at);
        let entry = |number| write.entry(&key, number);
        let looked_at = entry(head.looked_at)?;
        // One that is forgotten by now was there.
        let was_there = head.looked_at > 0
            && looked_at.as_ref().is_none_or(|kept| matches!(kept.what, KeptWhat::Was { .. }));
        let before = looked_at.and_then(|kept| self.version(at, &kept));
        let mut number = head.newest;
        let mut now = entry(number)?.and_then(|kept| self.version(at, &kept));
        // Of a token that is gone, the name it last had.
        while now.is_none() && number > 1 {
            number -= 1;
            now = entry(number)?.and_then(|kept| self.version(at, &kept));
        }
        let mark = match (head.gone, was_there) {
            _ if head.looked_at == head.newest => None,
            (true, _) => Some(Mark::Gone),
            (false, false) => Some(Mark::New),
            (false, true) => {
                let differs = match before.zip(now.as_ref()) {
                    Some((before, now)) => aspects(&before.token, &now.token),
                    None => Aspects::of(Aspect::Saved),
                };
                (!differs.is_empty()).then_some(Mark::Changed(differs))
            }
        };
        let name = now.map(|version| version.token.name).unwrap_or_default();
        let marked = mark.map(|mark| Marked { at: at.clone(), mark, name, noticed: as_of });
        write.mark(&key, marked.as_ref())
    }

    fn version(&self, at: &TokenRef, kept: &Kept) -> Option<Fetched> {
        version(self.read, at, kept)
    }
}

/// The version that an entry holds.
pub(super) fn version(read: Reader, at: &TokenRef, kept: &Kept) -> Option<Fetched> {
    match &kept.what {
        KeptWhat::Was { object, .. } => read(&at.owner, &shape::unsqueeze(object)?),
        KeptWhat::Gone { .. } => None,
    }
}
