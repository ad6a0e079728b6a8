//! Where the API is: parsed and judged once.

use std::fmt;

use url::{Host, Url};

/// The address that all paths are relative to, `/client/v4` included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl(Url);

/// Why a text is no base URL. Never repeats the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBaseUrl {
    /// Not a URL at all.
    #[error("the base URL is not a URL ({0}); it should look like {public}", public = BaseUrl::PUBLIC)]
    NotAUrl(url::ParseError),
    /// Neither https nor http.
    #[error("the base URL must begin with https://, not {0}:")]
    Scheme(String),
    /// http to another machine: credentials would travel in clear.
    #[error(
        "plain http would send the credential in clear to {0}; use https://, or http:// only to this machine \
         (127.0.0.1, [::1] or localhost)"
    )]
    PlainHttp(String),
    /// User name or password inside.
    #[error(
        "the base URL must not hold a user name or password; give the credential by CLOUDFLARE_API_TOKEN"
    )]
    UserInfo,
    /// A query or fragment behind it.
    #[error("the base URL must end with its path: leave out everything from '?' or '#' on")]
    Trailing,
}

impl BaseUrl {
    /// Cloudflare's public API (API reference, conventions).
    pub const PUBLIC: &'static str = "https://api.cloudflare.com/client/v4";

    /// Reads a base URL. One trailing slash more or less makes no difference.
    ///
    /// # Errors
    /// [`BadBaseUrl`], in words for the person who set it.
    pub fn parse(text: &str) -> Result<Self, BadBaseUrl> {
        let mut url = Url::parse(text.trim()).map_err(BadBaseUrl::NotAUrl)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BadBaseUrl::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadBaseUrl::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadBaseUrl::Trailing);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BadBaseUrl::PlainHttp(url.host_str().unwrap_or_default().to_owned()));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(BaseUrl(url))
    }

    /// Whether it names this machine. Such requests never go through a proxy.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The full address of `path` (begins with `/`, already encoded) with these query parameters.
    pub(super) fn join(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.0.clone();
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{prefix}{path}"));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Path and query of `url` below this base, for people to read.
    pub(super) fn below(&self, url: &Url) -> String {
        let prefix = self.0.path().trim_end_matches('/');
        let path = url.path().strip_prefix(prefix).unwrap_or(url.path());
        url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(BaseUrl::PUBLIC, "https://api.cloudflare.com/client/v4/accounts?page=1")]
    #[case("https://api.cloudflare.com/client/v4/", "https://api.cloudflare.com/client/v4/accounts?page=1")]
    #[case("http://127.0.0.1:8787/client/v4", "http://127.0.0.1:8787/client/v4/accounts?page=1")]
    #[case("http://127.9.9.9:1/", "http://127.9.9.9:1/accounts?page=1")]
    #[case("http://[::1]:4010", "http://[::1]:4010/accounts?page=1")]
    #[case(" http://localhost/client/v4\n", "http://localhost/client/v4/accounts?page=1")]
    fn paths_hang_below_it(#[case] text: &str, #[case] expected: &str) {
        let base = BaseUrl::parse(text).unwrap();
        let url = base.join("/accounts", &[("page", "1".into())]);
        assert_eq!(url.as_str(), expected);
        assert_eq!(base.below(&url), "/accounts?page=1");
        assert!(!base.to_string().ends_with('/'));
    }

    #[rstest]
    #[case::words("cloudflare")]
    #[case::other_scheme("ftp://api.cloudflare.com/")]
    #[case::plain_http("http://api.cloudflare.com/client/v4")]
    #[case::looks_local("http://127.0.0.1.example.com/")]
    #[case::looks_local_too("http://localhost.example.com/")]
    #[case::any_address("http://0.0.0.0/")]
    #[case::user("https://hunter2@api.cloudflare.com/")]
    #[case::password("http://a:hunter2@localhost/")]
    #[case::query("https://api.cloudflare.com/client/v4?token=hunter2")]
    #[case::fragment("https://api.cloudflare.com/client/v4#hunter2")]
    fn refuses_without_repeating(#[case] text: &str) {
        let error = BaseUrl::parse(text).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
