//! Who asks: a bearer token or the legacy global key, by reference; values stay in the vault.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::secret::{SecretRef, Vault};

/// A credential (API reference 1.3). Holds references, so it can be printed and copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An API token or an OAuth access token: `Authorization: Bearer …`.
    Bearer(SecretRef),
    /// The global API key with the e-mail address of its person: `X-Auth-Email`, `X-Auth-Key`.
    GlobalKey {
        /// The e-mail address.
        email: String,
        /// The key.
        key: SecretRef,
    },
}

/// Why a credential cannot be sent. Says what is wrong with it and never what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCredential {
    /// No longer in the vault.
    #[error("its value is no longer in memory")]
    Forgotten,
    /// No characters.
    #[error("it is empty")]
    Empty,
    /// Begins with the word that we add ourselves.
    #[error("it begins with the word 'Bearer', which is added when it is sent: give the value alone")]
    SaysBearer,
    /// Quotation marks around or inside.
    #[error("it holds quotation marks, which belong to the shell or the file it was copied from")]
    Quoted,
    /// A space, tab or line break inside or around.
    #[error("it holds a space or a line break; it was probably copied together with something else")]
    Space,
    /// A control character or a letter outside ASCII.
    #[error("it holds a character that no Cloudflare credential has")]
    Strange,
    /// Longer than anything that can be sent as a header.
    #[error("it is longer than 8192 characters, so it is not a token or key")]
    TooLong,
    /// A global key given as a token.
    #[error(
        "it is a global API key (it begins with cfk_), not a token: give it as key together with its e-mail"
    )]
    KeyAsToken,
    /// The e-mail address of a global key is not one.
    #[error("the e-mail address given with the global key is not one")]
    Email,
}

/// Longest credential that is sent, in bytes. OAuth access tokens may be JWTs of a few thousand.
const LONGEST: usize = 8192;

impl Credential {
    /// Whether it can be sent at all: headers cannot hold everything, and a value with a stray quotation
    /// mark only earns the server's 6111 (API reference 1.4).
    ///
    /// # Errors
    /// [`BadCredential`], for the person who gave it.
    pub fn check(&self, vault: &Vault) -> Result<(), BadCredential> {
        let judged = vault.peek(self.secret(), |value| match self {
            Credential::Bearer(_) if value.starts_with("cfk_") => Err(BadCredential::KeyAsToken),
            Credential::GlobalKey { email, .. } if !is_email(email) => Err(BadCredential::Email),
            _ => check_value(value),
        });
        judged.unwrap_or(Err(BadCredential::Forgotten))
    }

    /// The value's place in the vault.
    pub fn secret(&self) -> SecretRef {
        match self {
            Credential::Bearer(at) | Credential::GlobalKey { key: at, .. } => *at,
        }
    }

    /// The headers, made at the moment of sending and marked so that no printer of headers shows them.
    pub(super) fn headers(&self, vault: &Vault) -> Result<HeaderMap, BadCredential> {
        self.check(vault)?;
        let mut headers = HeaderMap::with_capacity(2);
        let name = match self {
            Credential::Bearer(_) => AUTHORIZATION,
            Credential::GlobalKey { email, .. } => {
                let email = HeaderValue::from_str(email).map_err(|_| BadCredential::Email)?;
                headers.insert(HeaderName::from_static("x-auth-email"), email);
                HeaderName::from_static("x-auth-key")
            }
        };
        let value = vault.peek(self.secret(), |value| match self {
            Credential::Bearer(_) => HeaderValue::from_str(&format!("Bearer {value}")),
            Credential::GlobalKey { .. } => HeaderValue::from_str(value),
        });
        let mut value = value.ok_or(BadCredential::Forgotten)?.map_err(|_| BadCredential::Strange)?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(headers)
    }

    /// Removes the value from a text that a server sent, in case it echoes what it was given.
    pub(super) fn conceal(&self, vault: &Vault, said: String) -> String {
        let hidden =
            vault.peek(self.secret(), |value| said.contains(value).then(|| said.replace(value, "[value]")));
        hidden.flatten().unwrap_or(said)
    }
}

fn is_email(text: &str) -> bool {
    let mut halves = text.split('@');
    let (user, host, rest) = (halves.next(), halves.next(), halves.next());
    let filled = |half: Option<&str>| half.is_some_and(|h| !h.is_empty());
    filled(user) && filled(host) && rest.is_none() && text.bytes().all(|b| b.is_ascii_graphic())
}

fn check_value(value: &str) -> Result<(), BadCredential> {
    if value.is_empty() {
        return Err(BadCredential::Empty);
    }
    if value.len() > LONGEST {
        return Err(BadCredential::TooLong);
    }
    if value.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
        return Err(BadCredential::SaysBearer);
    }
    for c in value.chars() {
        match c {
            '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' => {
                return Err(BadCredential::Quoted);
            }
            c if c.is_whitespace() => return Err(BadCredential::Space),
            c if !c.is_ascii_graphic() => return Err(BadCredential::Strange),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::secret::Secret;

    fn bearer(vault: &Vault, value: &str) -> Credential {
        Credential::Bearer(vault.put(Secret::new(value.into())))
    }

    #[rstest]
    #[case("", BadCredential::Empty)]
    #[case("Bearer canary", BadCredential::SaysBearer)]
    #[case("\"canary\"", BadCredential::Quoted)]
    #[case("\u{201c}canary\u{201d}", BadCredential::Quoted)]
    #[case("canary\n", BadCredential::Space)]
    #[case("can ary", BadCredential::Space)]
    #[case("can\u{a0}ary", BadCredential::Space)]
    #[case("can\u{7}ary", BadCredential::Strange)]
    #[case("canary\u{200b}", BadCredential::Strange)]
    #[case("cfk_canary", BadCredential::KeyAsToken)]
    fn refuses_and_does_not_repeat(#[case] value: &str, #[case] expected: BadCredential) {
        let vault = Vault::new();
        let refused = bearer(&vault, value).headers(&vault).unwrap_err();
        assert_eq!(refused, expected);
        assert!(!refused.to_string().contains("canary"));
    }

    #[test]
    fn headers_are_marked_sensitive() {
        let vault = Vault::new();
        let headers = bearer(&vault, "canary").headers(&vault).unwrap();
        assert_eq!(headers[AUTHORIZATION].to_str().unwrap(), "Bearer canary");
        assert!(!format!("{headers:?}").contains("canary"));
        let key = Credential::GlobalKey {
            email: "ada@example.com".into(),
            key: vault.put(Secret::new("cfk_canary".into())),
        };
        let headers = key.headers(&vault).unwrap();
        assert_eq!(headers["x-auth-email"], "ada@example.com");
        assert_eq!(headers["x-auth-key"], "cfk_canary");
        assert!(headers.get(AUTHORIZATION).is_none(), "one kind of credential at a time");
        assert!(!format!("{headers:?}{key:?}").contains("canary"));
    }

    #[rstest]
    #[case("ada@example.com", true)]
    #[case("ada", false)]
    #[case("ada@", false)]
    #[case("ada@example.com\r\nx: y", false)]
    fn a_key_needs_an_address(#[case] email: &str, #[case] good: bool) {
        let vault = Vault::new();
        let key = vault.put(Secret::new("canary".into()));
        let credential = Credential::GlobalKey { email: email.into(), key };
        assert_eq!(credential.check(&vault).is_ok(), good);
    }

    #[test]
    fn a_forgotten_value_is_said_to_be_forgotten() {
        let vault = Vault::new();
        let credential = bearer(&vault, "canary");
        vault.forget(credential.secret());
        assert_eq!(credential.check(&vault), Err(BadCredential::Forgotten));
    }

    #[test]
    fn an_echo_is_concealed() {
        let vault = Vault::new();
        let credential = bearer(&vault, "canary");
        assert_eq!(credential.conceal(&vault, "unknown token canary".into()), "unknown token [value]");
    }
}
