//! From a seed to a world: the pretend company of `assets/demo.toml`, and generated accounts beside it.

mod fleet;
mod grow;
mod soil;
mod story;

use super::id::{Id, Noise};
use super::mint::Family;
use super::options::Options;
use super::state::{Opens, Owner, State};
use crate::clock::Time;
use crate::secret::Secret;

/// What is wrong with the story.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// It is not TOML of the expected form.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// It names something that does not exist.
    #[error("{place}: {what}")]
    Story {
        /// The account or person and the token.
        place: String,
        /// What cannot be understood.
        what: String,
    },
}

/// A world and the credentials that are told at start.
pub(super) struct World {
    pub state: State,
    pub account: Id,
    pub user: Id,
    pub email: String,
    pub account_token: Secret,
    pub user_token: Secret,
    pub global_key: Secret,
    pub oauth_token: Secret,
}

/// Builds the world that was asked for.
pub(super) fn world(options: &Options) -> Result<World, SeedError> {
    let now = Time::from_secs(options.clock.now().millis().div_euclid(1000));
    let mut state = State::new(Noise::new(options.seed), options.switches.clone(), options.limit);
    let story = story::read(include_str!("../../../assets/demo.toml"))?;
    let told = grow::grow(&story, &mut state, now)?;
    fleet::resize(&mut state, options.accounts, options.tokens, now, told.keep());
    if options.switches.crowds {
        fleet::crowds(&mut state, now);
    }
    let account_token = told.account_token;
    let (account, user) = (told.account, told.user);
    let missing = || SeedError::Story { place: "start".into(), what: "a printed token is missing".into() };
    let at = state.user_at(user).ok_or_else(missing)?;
    let email = state.users[at].email.to_string();
    let account_token = state.value_of(Owner::Account(account), account_token).ok_or_else(missing)?;
    let user_token = state.value_of(Owner::User(user), told.user_token).ok_or_else(missing)?;
    let global_key = state.issue(Opens::Key(at), Family::Key, Time::EPOCH);
    let oauth_token = state.issue(Opens::OAuth(at, told.oauth.into()), Family::OAuth, Time::EPOCH);
    Ok(World { state, account, user, email, account_token, user_token, global_key, oauth_token })
}

#[cfg(test)]
mod tests;
