//! The thread that writes.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::super::error::StoreError;
use super::super::queue::Queue;
use super::super::stamps::Stamps;
use super::known::{self, Key, Known};
use super::shelf::{Shelf, Writing};
use crate::domain::token::{Fetched, Owner, Token, TokenRef};
use crate::protocol::{Change, Delta, Scope};

/// Starts the thread. `None`: the system has no thread to spare; then nothing is written.
pub(super) fn start(shelf: Arc<Shelf>, queue: Arc<Queue<Delta>>) -> Option<JoinHandle<()>> {
    let work = move || {
        let mut writer = Writer::default();
        while let Some(batch) = queue.take() {
            let done = shelf.writing(|write| batch.iter().try_for_each(|delta| writer.write(write, delta)));
            if let Err(e) = done {
                shelf.condemn();
                queue.trouble(e.fault());
                break;
            }
        }
        drop(shelf);
        queue.end();
    };
    std::thread::Builder::new().name("cache".into()).spawn(work).ok()
}

/// Writes what is newer than what was told before.
#[derive(Default)]
struct Writer {
    stamps: Stamps,
}

impl Writer {
    fn write(&mut self, write: &mut Writing<'_>, delta: &Delta) -> Result<(), StoreError> {
        match &delta.change {
            Change::Tokens { list, complete } => match &delta.scope {
                Scope::Tokens(owner) => self.list(write, delta, owner, list, *complete),
                _ => Ok(()),
            },
            Change::Token(fetched) => self.token(write, delta, &fetched.token.at, Some(fetched)),
            Change::Gone(at) => self.token(write, delta, at, None),
            Change::Accounts { list, complete } => {
                let Some(key) = Key::of(&delta.scope) else { return Ok(()) };
                let old = match write.known(&key)? {
                    Some(Known::Accounts(old)) => old,
                    _ => Vec::new(),
                };
                write.put(&key, &Known::Accounts(known::merge(old, list, *complete)))?;
                write.stamp(&key, delta.as_of)
            }
            Change::Identity(identity) => put(write, delta, &Known::Identity(identity.clone())),
            Change::Groups(list) => put(write, delta, &Known::Groups(list.clone())),
            Change::Zones(list) => put(write, delta, &Known::Zones(list.clone())),
            Change::Buckets(list) => put(write, delta, &Known::Buckets(list.clone())),
            Change::Organizations { list, complete: true } => {
                put(write, delta, &Known::Organizations(list.clone()))
            }
            Change::Members { list, complete: true } => put(write, delta, &Known::Members(list.clone())),
            Change::Organizations { complete: false, .. } | Change::Members { complete: false, .. } => Ok(()),
            Change::Restored(_) | Change::Asked | Change::Failed(_) => Ok(()),
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
        let known_newer = |at: &TokenRef| self.stamps.knows_newer(at, delta.revision);
        let old = tokens(write, owner)?;
        let mut kept: HashMap<TokenRef, Arc<Token>> = HashMap::with_capacity(list.len());
        for token in old {
            if !complete || known_newer(&token.at) {
                kept.insert(token.at.clone(), token);
            } else if list.iter().all(|f| f.token.at != token.at) {
                write.remove_raw(&token.at)?;
            }
        }
        for fetched in list.iter().filter(|f| !known_newer(&f.token.at)) {
            kept.insert(fetched.token.at.clone(), Arc::new(fetched.token.clone()));
            write.put_raw(&fetched.token.at, &fetched.raw)?;
        }
        put_tokens(write, owner, kept.into_values().collect())?;
        known::tokens_of(owner).map_or(Ok(()), |key| write.stamp(&key, delta.as_of))
    }

    fn token(
        &mut self,
        write: &mut Writing<'_>,
        delta: &Delta,
        at: &TokenRef,
        news: Option<&Fetched>,
    ) -> Result<(), StoreError> {
        if !self.stamps.takes_token(at, delta.revision) {
            return Ok(());
        }
        let mut kept = tokens(write, &at.owner)?;
        kept.retain(|token| token.at != *at);
        match news {
            Some(fetched) => {
                kept.push(Arc::new(fetched.token.clone()));
                write.put_raw(at, &fetched.raw)?;
            }
            None => write.remove_raw(at)?,
        }
        put_tokens(write, &at.owner, kept)
    }
}

fn put(write: &mut Writing<'_>, delta: &Delta, known: &Known) -> Result<(), StoreError> {
    let Some(key) = Key::of(&delta.scope) else { return Ok(()) };
    write.put(&key, known)?;
    write.stamp(&key, delta.as_of)
}

fn tokens(write: &Writing<'_>, owner: &Owner) -> Result<Vec<Arc<Token>>, StoreError> {
    let Some(key) = known::tokens_of(owner) else { return Ok(Vec::new()) };
    Ok(match write.known(&key)? {
        Some(Known::Tokens(list)) => list,
        _ => Vec::new(),
    })
}

fn put_tokens(write: &mut Writing<'_>, owner: &Owner, mut list: Vec<Arc<Token>>) -> Result<(), StoreError> {
    // One order, so that an unchanged list packs to the same bytes and need not be written.
    list.sort_by(|a, b| a.at.cmp(&b.at));
    known::tokens_of(owner).map_or(Ok(()), |key| write.put(&key, &Known::Tokens(list)))
}
