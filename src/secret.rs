//! Values of tokens, keys and passwords, and the one place that keeps them.
//!
//! A [`Secret`] cannot be printed, cloned, compared or serialised; its bytes are wiped when it is dropped.
//! Everything else in the program passes a [`SecretRef`], which is a number. The [`Vault`] turns the number
//! back into the value, for as long as a closure runs, for whoever holds the vault: the wire, the clipboard,
//! the sink a user chose, and a masked field on screen.

use std::collections::HashMap;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A value that must not be seen. No `Debug`, `Display`, `Clone`, `PartialEq` or `Serialize` on purpose.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of a value. The caller's `String` is moved, not copied.
    pub fn new(value: String) -> Self {
        Secret(Zeroizing::new(value))
    }

    /// Shows the value to `show` and to nobody else.
    pub fn peek<T>(&self, show: impl FnOnce(&str) -> T) -> T {
        show(&self.0)
    }

    /// How many bytes the value has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The number under which a [`Vault`] keeps a secret. Safe to print, to record and to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretRef(u64);

#[derive(Default)]
struct Shelves {
    next: u64,
    kept: HashMap<u64, Secret>,
}

/// Keeps secrets for the length of a run. Never written anywhere.
#[derive(Default)]
pub struct Vault(Mutex<Shelves>);

impl Vault {
    /// An empty vault.
    pub fn new() -> Self {
        Self::default()
    }

    // A panic while the lock is held cannot leave the shelves half-changed, so a poisoned lock is usable.
    fn shelves(&self) -> std::sync::MutexGuard<'_, Shelves> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Keeps a secret until it is forgotten.
    pub fn put(&self, secret: Secret) -> SecretRef {
        let mut shelves = self.shelves();
        shelves.next += 1;
        let number = shelves.next;
        shelves.kept.insert(number, secret);
        SecretRef(number)
    }

    /// Shows a kept value to `show`. `None` if it was forgotten or never here.
    pub fn peek<T>(&self, at: SecretRef, show: impl FnOnce(&str) -> T) -> Option<T> {
        self.shelves().kept.get(&at.0).map(|secret| secret.peek(show))
    }

    /// Wipes a value. Harmless if it is gone already.
    pub fn forget(&self, at: SecretRef) {
        self.shelves().kept.remove(&at.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_there_until_forgotten() {
        let vault = Vault::new();
        let at = vault.put(Secret::new("canary".into()));
        assert_eq!(vault.peek(at, str::len), Some(6));
        vault.forget(at);
        assert_eq!(vault.peek(at, str::len), None);
    }

    #[test]
    fn a_reference_says_nothing() {
        let vault = Vault::new();
        let at = vault.put(Secret::new("canary".into()));
        assert!(!format!("{at:?}").contains("canary"));
    }
}
