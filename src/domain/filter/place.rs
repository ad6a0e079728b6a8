//! Which targets a value of `on:` means.

use std::borrow::Cow;

use crate::domain::ids::{AccountId, ScriptTag, UserId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::policy::Policy;
use crate::domain::reach::Target;
use crate::domain::resource::Key;

/// The targets that a value means: those of this id or resource key, and those of exactly this name. Parts of names
/// do not count: a question about `example.com` is not about `notexample.com`.
#[derive(Clone, Debug)]
pub(super) struct Place {
    name: String,
    fixed: Vec<Target>,
    /// What is meant, once looked up.
    learned: Option<Box<[Target]>>,
}

impl Place {
    pub(super) fn new(value: &str) -> Self {
        let mut fixed = Vec::new();
        let key = Key::new(value);
        if ZoneId::new(value).is_hex() {
            fixed.push(Target::Zone(ZoneId::new(value)));
            fixed.push(Target::Account(AccountId::new(value)));
            fixed.push(Target::User(UserId::new(value)));
            fixed.push(Target::Script(None, ScriptTag::new(value)));
        } else if value.starts_with("com.cloudflare.") {
            fixed.push(Target::whole(&key));
        }
        Place { name: value.to_lowercase(), fixed, learned: None }
    }

    /// What is meant, as far as anybody knows without the token in hand; empty for names that only policies say.
    pub(super) fn known(&self, names: &dyn Lookup) -> Cow<'_, [Target]> {
        match &self.learned {
            Some(learned) => Cow::Borrowed(learned),
            None => self.fixed.iter().chain(names.named(&self.name)).cloned().collect(),
        }
    }

    /// Looks up what is meant, once for many tokens.
    pub(super) fn learn(&mut self, names: &dyn Lookup) {
        self.learned = None;
        self.learned = Some(self.known(names).into());
    }

    /// What the policies themselves call by this name.
    pub(super) fn written(&self, policies: &[Policy]) -> Vec<Target> {
        let written = policies.iter().flat_map(|p| &p.resources).flat_map(Target::of);
        written.filter(|t| self.is_called(t)).collect()
    }

    /// Buckets carry their name in their key, and an unknown key is its own name.
    fn is_called(&self, target: &Target) -> bool {
        match target {
            Target::Bucket(bucket) => bucket.name.to_lowercase() == self.name,
            Target::Unknown(text) => text.to_lowercase() == self.name,
            _ => false,
        }
    }
}
