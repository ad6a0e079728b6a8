//! The rule for everything that is replaced as a whole: the newer stamp wins.

/// A value, and the stamp of the news that brought it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Register<T> {
    held: Option<(u64, T)>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Register { held: None }
    }
}

impl<T> Register<T> {
    /// What is held.
    pub(super) fn get(&self) -> Option<&T> {
        self.held.as_ref().map(|(_, value)| value)
    }

    /// Whether news of this stamp would be taken.
    pub(super) fn takes(&self, revision: u64) -> bool {
        self.held.as_ref().is_none_or(|(held, _)| *held < revision)
    }
}

impl<T: PartialEq> Register<T> {
    /// Takes the value if it is newer than what is held. Answers whether what is believed changed.
    pub(super) fn offer(&mut self, revision: u64, value: T) -> bool {
        if !self.takes(revision) {
            return false;
        }
        let news = self.get() != Some(&value);
        self.held = Some((revision, value));
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_stamp_wins_in_any_order() {
        let mut held = Register::default();
        assert!(held.offer(0, "cache"));
        assert!(held.offer(5, "new"));
        assert!(!held.offer(3, "old"));
        assert!(!held.offer(5, "said again"));
        assert!(!held.offer(0, "cache"));
        assert!(!held.offer(6, "new"), "the same value is no news");
        assert_eq!(held.get(), Some(&"new"));
        assert!(!held.takes(6), "but its stamp counts");
    }
}
