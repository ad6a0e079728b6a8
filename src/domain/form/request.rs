//! A request in the words of other programs, to make it again by hand. The credential is named, never shown; bodies are
//! not kept, so they are left to be filled in.

/// A `curl` command. `path` is below `base_url`, which includes `/client/v4`, and has its query.
pub fn curl_again(method: &str, path: &str, base_url: &str) -> String {
    let body = if has_body(method) { " --json @body.json" } else { "" };
    let method = if method == "GET" { String::new() } else { format!("-X {method} ") };
    // Single quotes: ids come from the server, and a shell would act on what stands in double ones.
    let url = format!("{base_url}{path}").replace('\'', "%27");
    format!("curl {method}-H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\"{body} '{url}'")
}

/// A command of Cloudflare's own `cf` (checked against version 0.0.5 and what that sends).
///
/// # Errors
/// Why `cf` cannot make it, as a reason for the menu.
pub fn cf_again(method: &str, path: &str) -> Result<String, &'static str> {
    if has_body(method) {
        return Err("the body of the request is not kept");
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (words, object, account) = match (method, parts.as_slice()) {
        ("GET", ["accounts"]) => ("accounts list", None, None),
        ("GET", ["accounts", account]) => ("accounts get", None, Some(*account)),
        ("GET", ["accounts", account, "members"]) => ("accounts members list", None, Some(*account)),
        ("GET", ["accounts", account, "tokens"]) => ("accounts tokens list", None, Some(*account)),
        ("GET", ["accounts", account, "tokens", "verify"]) => {
            ("accounts tokens verify", None, Some(*account))
        }
        ("GET", ["accounts", account, "tokens", id]) => ("accounts tokens get", Some(*id), Some(*account)),
        ("DELETE", ["accounts", account, "tokens", id]) => {
            ("accounts tokens delete", Some(*id), Some(*account))
        }
        ("GET", ["zones"]) => ("zones list", None, None),
        _ => return Err("cf has no command for it"),
    };
    let plain = |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
    if !object.iter().chain(&account).all(plain) {
        return Err("an id in it could mean something to a shell");
    }
    let mut command = format!("cf {words}");
    if let Some(id) = object {
        command += &format!(" {id}");
    }
    if let Some(account) = account {
        command += &format!(" --account-id {account}");
    }
    let mut lacking = Vec::new();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            "page" | "per_page" if plain(&value) => {
                command += &format!(" --{} {value}", name.replace('_', "-"));
            }
            "account.id" if words == "zones list" && plain(&value) => {
                command += &format!(" --account-id {value}");
            }
            _ if plain(&&*name.replace(['_', '.'], "")) => lacking.push(name),
            _ => return Err("a parameter of it could mean something to a shell"),
        }
    }
    if !lacking.is_empty() {
        command += &format!("   # cf cannot say {}", lacking.join(", "));
    }
    Ok(command)
}

fn has_body(method: &str) -> bool {
    matches!(method, "PUT" | "POST" | "PATCH")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const A: &str = "0123456789abcdef0123456789abcdef";

    #[rstest]
    #[case("GET", "/accounts?page=2&per_page=50", Ok("cf accounts list --page 2 --per-page 50"))]
    #[case("GET", "/accounts/{a}/tokens/beef", Ok("cf accounts tokens get beef --account-id {a}"))]
    #[case("DELETE", "/accounts/{a}/tokens/beef", Ok("cf accounts tokens delete beef --account-id {a}"))]
    #[case(
        "GET",
        "/accounts/{a}/tokens?page=1&include_expired=true",
        Ok("cf accounts tokens list --account-id {a} --page 1   # cf cannot say include_expired")
    )]
    #[case("GET", "/zones?account.id={a}&page=1", Ok("cf zones list --account-id {a} --page 1"))]
    #[case("GET", "/user/tokens", Err("cf has no command for it"))]
    #[case("PUT", "/accounts/{a}/tokens/beef", Err("the body of the request is not kept"))]
    #[case("GET", "/accounts/$(id)/tokens", Err("an id in it could mean something to a shell"))]
    #[case("GET", "/accounts?$(id)=1", Err("a parameter of it could mean something to a shell"))]
    fn as_cf(#[case] method: &str, #[case] path: &str, #[case] expected: Result<&str, &'static str>) {
        assert_eq!(
            cf_again(method, &path.replace("{a}", A)),
            expected.map(|command| command.replace("{a}", A))
        );
    }

    #[rstest]
    #[case(
        "GET",
        "/user",
        "curl -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" 'https://api.example/v4/user'"
    )]
    #[case(
        "PUT",
        "/a'`$(id)`",
        "curl -X PUT -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" --json @body.json 'https://api.example/v4/a%27`$(id)`'"
    )]
    fn as_curl(#[case] method: &str, #[case] path: &str, #[case] expected: &str) {
        assert_eq!(curl_again(method, path, "https://api.example/v4"), expected);
    }
}
