//! Which credential to use, and where to send it. First match wins: `--profile`, `CLOUDFLARE_API_TOKEN`, the default
//! profile, `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`.
//!
//! A credential is sent only where its own source says: the environment's base URL counts for the environment's
//! credential alone, so that a stray variable cannot send a profile's token to another server.

use crate::api::BaseUrl;
use crate::api::Credential;
use crate::api::base::BadBaseUrl;
use crate::config::Config;
use crate::config::Environment;
use crate::config::Profile;
use crate::config::vars;
use crate::domain::ids::AccountId;
use crate::protocol::Fault;
use crate::protocol::FaultKind;
use crate::secret::{Secret, Vault};

use super::source::{self, NoValue};

/// What the flags say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `--profile`
    pub profile: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--account`, when it is an id.
    pub account: Option<AccountId>,
    /// `--no-cache`
    pub no_cache: bool,
}

/// What was found.
#[derive(Debug)]
pub enum Search {
    /// A credential.
    Found(Box<Found>),
    /// None; where it was looked for.
    Nothing {
        /// The places, in order, each with what was missing there.
        looked: Vec<String>,
    },
}

/// A credential and its surroundings. Printable: the value is in the vault.
#[derive(Clone, Debug)]
pub struct Found {
    /// The credential.
    pub credential: Credential,
    /// Where to send it.
    pub base: BaseUrl,
    /// The name that its cache goes by: the profile's, or `environment`, or `demo`.
    pub profile: String,
    /// Where it was found, in words.
    pub origin: String,
    /// The account given beside it.
    pub account: Option<AccountId>,
    /// Why every deed is refused, if it is.
    pub read_only: Option<String>,
    /// Whether to use the cache on disk.
    pub cached: bool,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Why a credential that was named cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no profile of this name.
    #[error("There is no profile {name}{known}")]
    NoSuchProfile {
        /// The name.
        name: String,
        /// The names there are, as the rest of the sentence.
        known: String,
    },
    /// The profile's source has no value.
    #[error("Profile {0}: {1}")]
    NoValue(String, NoValue),
    /// The base URL is none.
    #[error("Base URL from {0}: {1}")]
    BaseUrl(String, BadBaseUrl),
    /// `CLOUDFLARE_COMPLIANCE_REGION` is not known.
    #[error("{} is neither public nor fedramp_high", vars::COMPLIANCE_REGION)]
    Region,
}

impl Problem {
    /// The failure as it crosses the corridor.
    pub fn fault(&self) -> Fault {
        let (kind, next) = match self {
            Problem::NoSuchProfile { .. } => {
                (FaultKind::Invalid, "tokendeck config check says what is wrong with it.")
            }
            Problem::NoValue(..) => (FaultKind::Credentials, "Put it right, or choose another --profile."),
            Problem::BaseUrl(..) | Problem::Region => (FaultKind::Invalid, "Nothing was sent."),
        };
        Fault::new(kind, format!("{self}."), next)
    }
}

/// Looks for the credential.
///
/// # Errors
/// [`Problem`]: something was named and cannot be used. The search does not go on to the next place then: what was
/// asked for by name must not be replaced in silence.
pub async fn search(
    asked: &Asked,
    config: &Config,
    env: &Environment,
    vault: &Vault,
) -> Result<Search, Problem> {
    let mut looked = Vec::new();
    if let Some(name) = &asked.profile {
        return from_profile(name, asked, config, env, vault).await;
    }
    if let Some(found) = from_token(asked, config, env, vault)? {
        return Ok(found);
    }
    looked.push(format!("environment: {} is not set", vars::API_TOKEN));
    if let Some(name) = &config.default_profile.0 {
        return from_profile(name, asked, config, env, vault).await;
    }
    looked.push(match config.profiles.len() {
        0 => "config.toml: no profiles".to_owned(),
        n => format!("config.toml: {n} profiles, none of them the default{}", names(config)),
    });
    if let Some(found) = from_key(asked, config, env, vault)? {
        return Ok(found);
    }
    looked.push(format!("environment: {} with {} is not set", vars::API_KEY, vars::EMAIL));
    Ok(Search::Nothing { looked })
}

fn names(config: &Config) -> String {
    let names: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
    if names.is_empty() { String::new() } else { format!("; there is: {}", names.join(", ")) }
}

async fn from_profile(
    name: &str,
    asked: &Asked,
    config: &Config,
    env: &Environment,
    vault: &Vault,
) -> Result<Search, Problem> {
    let profile = config
        .profiles
        .get(name)
        .ok_or_else(|| Problem::NoSuchProfile { name: name.to_owned(), known: names(config) })?;
    let value = source::read(&profile.source, env).await.map_err(|e| Problem::NoValue(name.to_owned(), e))?;
    let mut warnings = Vec::new();
    let base = match (&asked.base_url, &profile.base_url) {
        (Some(url), _) => parse("--base-url", url)?,
        (None, Some(url)) => parse(&format!("profile {name}"), url)?,
        (None, None) => {
            if env.get(vars::BASE_URL).or_else(|| env.get(vars::API_BASE_URL)).is_some() {
                warnings.push(format!(
                    "the base URL in the environment is not used: it belongs to the environment's credential, \
                     and this is profile {name}"
                ));
            }
            public()?
        }
    };
    let read_only = match (config.read_only, profile) {
        (true, _) => Some("read-only mode is on".to_owned()),
        (false, Profile { read_only: true, .. }) => Some(format!("profile {name} is read-only")),
        _ => None,
    };
    let account = asked.account.clone().or_else(|| profile.account_id.as_deref().map(AccountId::new));
    let key = vault.put(value);
    let credential = match &profile.email {
        Some(email) => {
            warnings.push(key_warning());
            Credential::GlobalKey { email: email.clone(), key }
        }
        None => Credential::Bearer(key),
    };
    Ok(Search::Found(Box::new(Found {
        credential,
        base,
        profile: name.to_owned(),
        origin: format!("profile {name}, {}", profile.source),
        account,
        read_only,
        cached: !asked.no_cache,
        warnings,
    })))
}

fn from_token(
    asked: &Asked,
    config: &Config,
    env: &Environment,
    vault: &Vault,
) -> Result<Option<Search>, Problem> {
    let Some((value, var)) = env.get_or_alias(vars::API_TOKEN) else { return Ok(None) };
    let mut warnings = old_name(var, vars::API_TOKEN);
    if env.get_or_alias(vars::API_KEY).is_some() {
        warnings.push(format!("both a token and {} are set; the token is used", vars::API_KEY));
    }
    let credential = Credential::Bearer(vault.put(Secret::new(value.trim().to_owned())));
    from_environment(credential, var, warnings, asked, config, env).map(found).map(Some)
}

fn from_key(
    asked: &Asked,
    config: &Config,
    env: &Environment,
    vault: &Vault,
) -> Result<Option<Search>, Problem> {
    let (Some((value, var)), Some((email, email_var))) =
        (env.get_or_alias(vars::API_KEY), env.get_or_alias(vars::EMAIL))
    else {
        return Ok(None);
    };
    let mut warnings = old_name(var, vars::API_KEY);
    warnings.extend(old_name(email_var, vars::EMAIL));
    warnings.push(key_warning());
    let key = vault.put(Secret::new(value.trim().to_owned()));
    let credential = Credential::GlobalKey { email, key };
    from_environment(credential, var, warnings, asked, config, env).map(found).map(Some)
}

fn from_environment(
    credential: Credential,
    var: &str,
    mut warnings: Vec<String>,
    asked: &Asked,
    config: &Config,
    env: &Environment,
) -> Result<Found, Problem> {
    let base = match &asked.base_url {
        Some(url) => parse("--base-url", url)?,
        None => environment_base(env, &mut warnings)?,
    };
    let given = env.get_or_alias(vars::ACCOUNT_ID);
    if let Some((_, var)) = given {
        warnings.extend(old_name(var, vars::ACCOUNT_ID));
    }
    Ok(Found {
        credential,
        base,
        profile: "environment".to_owned(),
        origin: var.to_owned(),
        account: asked.account.clone().or_else(|| given.map(|(id, _)| AccountId::new(id.trim()))),
        read_only: config.read_only.then(|| "read-only mode is on".to_owned()),
        cached: !asked.no_cache,
        warnings,
    })
}

fn found(found: Found) -> Search {
    Search::Found(Box::new(found))
}

/// No credential, for what needs none of one's own: values that speak for themselves. An empty value is never sent.
/// Server and account are those of the environment, as they would be for its credential.
///
/// # Errors
/// The base URL is none.
pub fn nobody(asked: &Asked, config: &Config, env: &Environment, vault: &Vault) -> Result<Found, Problem> {
    let credential = Credential::Bearer(vault.put(Secret::new(String::new())));
    from_environment(credential, "no credential", Vec::new(), asked, config, env)
}

fn environment_base(env: &Environment, warnings: &mut Vec<String>) -> Result<BaseUrl, Problem> {
    let sdk = env.get(vars::BASE_URL);
    let wrangler = env.get_or_alias(vars::API_BASE_URL);
    if let (Some(one), Some((other, var))) = (&sdk, &wrangler)
        && one != other
    {
        warnings.push(format!("{} and {var} differ; the first is used", vars::BASE_URL));
    }
    match (sdk, wrangler) {
        (Some(url), _) => parse(vars::BASE_URL, &url),
        (None, Some((url, var))) => {
            warnings.extend(old_name(var, vars::API_BASE_URL));
            parse(var, &url)
        }
        (None, None) => match env.get(vars::COMPLIANCE_REGION).as_deref() {
            None | Some("public") => public(),
            Some("fedramp_high") => parse(vars::COMPLIANCE_REGION, FEDRAMP),
            Some(_) => Err(Problem::Region),
        },
    }
}

/// Base URL of Cloudflare for Government (API reference 14).
const FEDRAMP: &str = "https://api.fed.cloudflare.com/client/v4";

fn public() -> Result<BaseUrl, Problem> {
    parse("this program", BaseUrl::PUBLIC)
}

fn parse(origin: &str, url: &str) -> Result<BaseUrl, Problem> {
    BaseUrl::parse(url).map_err(|e| Problem::BaseUrl(origin.to_owned(), e))
}

fn old_name(used: &str, new: &str) -> Vec<String> {
    if used == new { vec![] } else { vec![format!("{used} is an old name; use {new}")] }
}

fn key_warning() -> String {
    "this is a global API key: it may do everything its person may; a token with the permissions needed is safer"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::Loaded;

    const FILE: &str = "[profile.work]\nsource = \"env:WORK\"\nbase_url = \"https://work.example/client/v4\"\n\
                        account_id = \"acc\"\nread_only = true\n[profile.bare]\nsource = \"env:WORK\"\n";
    const WORK: (&str, &str) = ("WORK", "canary-work");
    const TOKEN: (&str, &str) = (vars::API_TOKEN, "canary-env");
    const KEY: (&str, &str) = (vars::API_KEY, "canary-key");
    const EMAIL: (&str, &str) = (vars::EMAIL, "ada@acme.example");

    async fn found(file: &str, asked: Asked, env: &[(&str, &str)]) -> (Result<Search, Problem>, Vault) {
        let vault = Vault::new();
        let config = Loaded::from_text(file).config;
        let result = search(&asked, &config, &Environment::of(env), &vault).await;
        assert!(!format!("{result:?}").contains("canary"), "{result:?}");
        (result, vault)
    }

    fn profile(name: &str) -> Asked {
        Asked { profile: Some(name.into()), ..Asked::default() }
    }

    #[rstest]
    #[case::flag_beats_all("", profile("work"), &[WORK, TOKEN, KEY, EMAIL], "canary-work")]
    #[case::token_beats_default("default_profile = \"work\"\n", Asked::default(), &[WORK, TOKEN], "canary-env")]
    #[case::token_beats_key("", Asked::default(), &[KEY, EMAIL, TOKEN], "canary-env")]
    #[case::default_beats_key("default_profile = \"work\"\n", Asked::default(), &[WORK, KEY, EMAIL], "canary-work")]
    #[case::key_at_last("", Asked::default(), &[WORK, KEY, EMAIL], "canary-key")]
    #[case::old_name("", Asked::default(), &[("CF_API_TOKEN", "canary-old")], "canary-old")]
    #[tokio::test]
    async fn the_first_match_wins(
        #[case] first: &str,
        #[case] asked: Asked,
        #[case] env: &[(&str, &str)],
        #[case] expected: &str,
    ) {
        let (result, vault) = found(&format!("{first}{FILE}"), asked, env).await;
        let Ok(Search::Found(found)) = result else { panic!("{result:?}") };
        assert_eq!(vault.peek(found.credential.secret(), str::to_owned).unwrap(), expected);
    }

    #[rstest]
    #[case::profiles_own(profile("work"), &[], "https://work.example/client/v4", 0)]
    #[case::flag(Asked { base_url: Some("https://flag.example".into()), ..profile("work") }, &[], "https://flag.example", 0)]
    #[case::not_the_environments(profile("bare"), &[(vars::BASE_URL, "https://evil.example")], BaseUrl::PUBLIC, 1)]
    #[case::environments(Asked::default(), &[TOKEN, (vars::BASE_URL, "https://env.example")], "https://env.example", 0)]
    #[case::wranglers(Asked::default(), &[TOKEN, (vars::API_BASE_URL, "https://env.example")], "https://env.example", 0)]
    #[case::both(Asked::default(), &[TOKEN, (vars::BASE_URL, "https://a.example"), (vars::API_BASE_URL, "https://b.example")],
        "https://a.example", 1)]
    #[case::fedramp(Asked::default(), &[TOKEN, (vars::COMPLIANCE_REGION, "fedramp_high")], FEDRAMP, 0)]
    #[case::key_warns(Asked::default(), &[KEY, EMAIL], BaseUrl::PUBLIC, 1)]
    #[case::token_and_key_warn(Asked::default(), &[TOKEN, KEY, EMAIL], BaseUrl::PUBLIC, 1)]
    #[tokio::test]
    async fn a_credential_goes_only_where_its_source_says(
        #[case] asked: Asked,
        #[case] env: &[(&str, &str)],
        #[case] expected: &str,
        #[case] warnings: usize,
    ) {
        let env: Vec<_> = env.iter().copied().chain([WORK]).collect();
        let (result, _vault) = found(FILE, asked, &env).await;
        let Ok(Search::Found(found)) = result else { panic!("{result:?}") };
        assert_eq!((found.base.to_string().as_str(), found.warnings.len()), (expected, warnings));
    }

    #[rstest]
    #[case::unknown_profile(profile("home"), &[TOKEN], FaultKind::Invalid)]
    #[case::unset(profile("work"), &[TOKEN], FaultKind::Credentials)]
    #[case::plain_http(Asked::default(), &[TOKEN, (vars::BASE_URL, "http://api.example")], FaultKind::Invalid)]
    #[case::unknown_region(Asked::default(), &[TOKEN, (vars::COMPLIANCE_REGION, "mars")], FaultKind::Invalid)]
    #[tokio::test]
    async fn what_was_named_is_not_replaced_in_silence(
        #[case] asked: Asked,
        #[case] env: &[(&str, &str)],
        #[case] kind: FaultKind,
    ) {
        let (result, _vault) = found(FILE, asked, env).await;
        assert_eq!(result.unwrap_err().fault().kind, kind);
    }

    #[tokio::test]
    async fn without_any_it_says_where_it_looked() {
        let (result, _vault) = found(FILE, Asked::default(), &[KEY]).await;
        let Ok(Search::Nothing { looked }) = result else { panic!("{result:?}") };
        assert_eq!(looked.len(), 3);
        assert!(looked[1].contains("bare, work"), "{looked:?}");
    }

    #[tokio::test]
    async fn a_profile_brings_its_account_and_its_caution() {
        let (result, _vault) = found(FILE, profile("work"), &[WORK]).await;
        let Ok(Search::Found(found)) = result else { panic!("{result:?}") };
        assert_eq!(found.account, Some("acc".into()));
        assert_eq!(found.read_only.as_deref(), Some("profile work is read-only"));
        assert_eq!(found.origin, "profile work, variable WORK");
    }
}
