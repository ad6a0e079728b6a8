//! Every environment variable that the program, or a library on its behalf, reads.

use std::collections::BTreeMap;

/// An API token, the first place where a credential is looked for.
pub const API_TOKEN: &str = "CLOUDFLARE_API_TOKEN";
/// The global API key; needs [`EMAIL`].
pub const API_KEY: &str = "CLOUDFLARE_API_KEY";
/// The e-mail address of the global API key.
pub const EMAIL: &str = "CLOUDFLARE_EMAIL";
/// The account that owns the token in [`API_TOKEN`].
pub const ACCOUNT_ID: &str = "CLOUDFLARE_ACCOUNT_ID";
/// Base URL of the API (the SDKs' name).
pub const BASE_URL: &str = "CLOUDFLARE_BASE_URL";
/// Base URL of the API (wrangler's name).
pub const API_BASE_URL: &str = "CLOUDFLARE_API_BASE_URL";
/// `public` or `fedramp_high`.
pub const COMPLIANCE_REGION: &str = "CLOUDFLARE_COMPLIANCE_REGION";
/// No colours when set.
pub const NO_COLOR: &str = "NO_COLOR";
/// The profile to use.
pub const PROFILE: &str = "TOKENDECK_PROFILE";
/// Whether every deed is refused.
pub const READ_ONLY: &str = "TOKENDECK_READ_ONLY";
/// The colour theme.
pub const THEME: &str = "TOKENDECK_THEME";
/// Whether to draw with ASCII only.
pub const ASCII: &str = "TOKENDECK_ASCII";
/// The folder of `config.toml`.
pub const CONFIG_DIR: &str = "TOKENDECK_CONFIG_DIR";
/// The folder of the cache.
pub const CACHE_DIR: &str = "TOKENDECK_CACHE_DIR";
/// The folder of the ledgers.
pub const DATA_DIR: &str = "TOKENDECK_DATA_DIR";
/// The folder of the log files.
pub const LOG_DIR: &str = "TOKENDECK_LOG_DIR";
/// What is logged: `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `tokendeck::api=debug`.
pub const LOG: &str = "TOKENDECK_LOG";

/// One variable, for the manual and for `doctor`.
#[derive(Clone, Copy, Debug)]
pub struct Var {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Whether its value must not be shown.
    pub secret: bool,
}

const fn open(name: &'static str, what: &'static str) -> Var {
    Var { name, what, secret: false }
}

const fn secret(name: &'static str, what: &'static str) -> Var {
    Var { name, what, secret: true }
}

/// All of them. A proxy's URL may hold a password and is therefore secret.
pub const VARS: &[Var] = &[
    secret(API_TOKEN, "the API token to use"),
    secret(API_KEY, "the legacy global API key, with CLOUDFLARE_EMAIL; a token wins over it"),
    open(EMAIL, "the e-mail address of the global API key"),
    open(ACCOUNT_ID, "the account that owns the token, for account-owned tokens"),
    open(BASE_URL, "base URL of the API, with /client/v4; for the environment's credential only"),
    open(API_BASE_URL, "the same under wrangler's name"),
    open(COMPLIANCE_REGION, "public or fedramp_high: which Cloudflare to talk to"),
    secret("CF_API_TOKEN", "old name of CLOUDFLARE_API_TOKEN"),
    secret("CF_API_KEY", "old name of CLOUDFLARE_API_KEY"),
    open("CF_EMAIL", "old name of CLOUDFLARE_EMAIL"),
    open("CF_ACCOUNT_ID", "old name of CLOUDFLARE_ACCOUNT_ID"),
    open("CF_API_BASE_URL", "old name of CLOUDFLARE_API_BASE_URL"),
    open(PROFILE, "the profile to use when no credential is in the environment"),
    open(READ_ONLY, "true refuses every deed"),
    open(THEME, "the colour theme"),
    open(ASCII, "true draws with ASCII only"),
    open(NO_COLOR, "no colours when set to anything"),
    open(CONFIG_DIR, "the folder of config.toml"),
    open(CACHE_DIR, "the folder of the cache"),
    open(DATA_DIR, "the folder of the ledgers"),
    open(LOG_DIR, "the folder of the log files"),
    open(LOG, "what is logged: error, warn, info, debug or trace"),
    open("SSL_CERT_FILE", "certificates to trust instead of the system's (Linux)"),
    open("SSL_CERT_DIR", "a folder of such certificates (Linux)"),
    secret("HTTPS_PROXY", "proxy for https"),
    secret("HTTP_PROXY", "proxy for http"),
    secret("ALL_PROXY", "proxy for both"),
    open("NO_PROXY", "hosts that are reached without a proxy"),
];

/// Old names that other tools warn about too, with the names to use (API reference 14).
const ALIASES: &[(&str, &str)] = &[
    (API_TOKEN, "CF_API_TOKEN"),
    (API_KEY, "CF_API_KEY"),
    (EMAIL, "CF_EMAIL"),
    (ACCOUNT_ID, "CF_ACCOUNT_ID"),
    (API_BASE_URL, "CF_API_BASE_URL"),
];

/// The environment of the process, or one made up for a test. Has no `Debug`: it holds secrets.
pub struct Environment(Option<BTreeMap<String, String>>);

impl Environment {
    /// The environment of this process.
    pub fn process() -> Self {
        Environment(None)
    }

    /// An environment of exactly these variables.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Environment(Some(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()))
    }

    /// The value of a variable; `None` when it is not set, empty or not Unicode.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Some(fixed) => fixed.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|v| !v.is_empty())
    }

    /// The value of a variable or of its old name, with the name it was found under.
    pub fn get_or_alias(&self, name: &'static str) -> Option<(String, &'static str)> {
        if let Some(value) = self.get(name) {
            return Some((value, name));
        }
        let (_, old) = ALIASES.iter().find(|(new, _)| *new == name)?;
        self.get(old).map(|value| (value, *old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_and_every_setting_is_listed() {
        let listed = |name: &str| VARS.iter().any(|v| v.name == name);
        for (new, old) in ALIASES {
            assert!(listed(new) && listed(old), "{new} {old}");
        }
        for setting in super::super::SETTINGS {
            assert!(setting.var.is_none_or(listed), "{}", setting.name);
        }
    }

    #[test]
    fn the_new_name_wins_and_an_empty_variable_is_none() {
        let env = Environment::of(&[("CF_API_TOKEN", "old"), (EMAIL, "")]);
        assert_eq!(env.get_or_alias(API_TOKEN), Some(("old".to_owned(), "CF_API_TOKEN")));
        assert_eq!(env.get_or_alias(EMAIL), None);
        let env = Environment::of(&[("CF_API_TOKEN", "old"), (API_TOKEN, "new")]);
        assert_eq!(env.get_or_alias(API_TOKEN), Some(("new".to_owned(), API_TOKEN)));
    }
}
