//! A request in the words of other programs. The credential is named, never shown; bodies are not kept, so they are
//! left to be filled in.

use crate::protocol::Moment;
use crate::protocol::RequestNote;
use crate::screens::cx::Dialog;
use crate::screens::cx::Then;
use crate::ui::Modal;
use crate::ui::modal::Choice;

/// The request as a `curl` command.
pub fn curl(note: &RequestNote, base_url: &str) -> String {
    let method = if note.method == "GET" { String::new() } else { format!("-X {} ", note.method) };
    let body = if has_body(note) { " --json @body.json" } else { "" };
    // Single quotes: ids come from the server, and a shell would act on what stands in double ones.
    let url = format!("{base_url}{}", note.path).replace('\'', "%27");
    format!("curl {method}-H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\"{body} '{url}'")
}

/// The request as a command of Cloudflare's own `cf` (checked against version 0.0.5 and what that sends).
///
/// # Errors
/// Why `cf` cannot make it, as a reason for the menu.
pub fn cf(note: &RequestNote) -> Result<String, &'static str> {
    if has_body(note) {
        return Err("the body of the request is not kept");
    }
    let (path, query) = note.path.split_once('?').unwrap_or((&note.path, ""));
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (words, object, account) = match (note.method.as_str(), parts.as_slice()) {
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

fn has_body(note: &RequestNote) -> bool {
    matches!(note.method.as_str(), "PUT" | "POST" | "PATCH")
}

/// The id that support asks for, once the server has answered.
pub fn ray(note: &RequestNote) -> Option<&str> {
    match &note.moment {
        Moment::Answered { ray, .. } => ray.as_deref(),
        Moment::Sent | Moment::Lost { .. } => None,
    }
}

/// The forms in which a request can be copied.
pub fn menu(note: &RequestNote, base_url: &str) -> Dialog {
    let forms = [
        ('c', "curl", Ok(curl(note, base_url))),
        ('f', "cf", cf(note)),
        ('p', "path", Ok(note.path.clone())),
        ('i', "request id", ray(note).map(str::to_owned).ok_or("the server has not said one")),
    ];
    let choices = forms.iter().map(|(key, label, form)| Choice {
        key: *key,
        label: (*label).into(),
        detail: form.clone().unwrap_or_default(),
        why_not: form.as_ref().err().map(|why| (*why).to_owned()),
    });
    let modal = Modal::menu("Copy the request as", Vec::new(), choices.collect());
    // A form that cannot be had cannot be picked; its place in the row is kept.
    let copy = |(_, label, form): (char, &str, Result<String, &str>)| {
        Then::Copy(form.unwrap_or_default(), format!("the request as {label}"))
    };
    Dialog { modal, then: forms.into_iter().map(copy).collect() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::Time;

    const A: &str = "0123456789abcdef0123456789abcdef";

    fn note(method: &str, path: &str) -> RequestNote {
        RequestNote {
            id: 1,
            at: Time::EPOCH,
            method: method.into(),
            path: path.replace("{a}", A),
            lane: "sync".into(),
            attempt: 1,
            moment: Moment::Sent,
        }
    }

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
        assert_eq!(cf(&note(method, path)), expected.map(|command| command.replace("{a}", A)));
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
        assert_eq!(curl(&note(method, path), "https://api.example/v4"), expected);
    }
}
