//! The envelope around every answer: judged by `success`, not by the HTTP status (API reference 1.1).
//!
//! Tolerated: `errors` or `result` null or missing, messages without a code, numbers written as text, and, on
//! failures, an RFC 9457 problem document or a page of HTML instead of the envelope.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{Refusal, Said, Trouble};
use super::wire::WireReply;

/// A successful answer.
#[derive(Debug)]
pub struct Opened<'a> {
    /// `result`, unless it was null or missing.
    pub result: Option<&'a RawValue>,
    /// `result_info`, where it could be read.
    pub info: PageInfo,
    /// `messages`: the texts.
    pub messages: Vec<String>,
}

impl<'a> Opened<'a> {
    /// `result`, where there must be one.
    ///
    /// # Errors
    /// That it is missing.
    pub fn result(&self) -> Result<&'a RawValue, String> {
        self.result.ok_or_else(|| "`result` is missing".to_owned())
    }
}

/// `result_info`: what the server says about the page (API reference 1.2). Everything may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageInfo {
    /// Items per page, as the server counts.
    pub per_page: Option<u64>,
    /// Items in all.
    pub total_count: Option<u64>,
    /// Pages in all: often said beside `total_count`, and by some servers instead of it.
    pub total_pages: Option<u64>,
    /// Where the next page begins, for lists by cursor and by page token; never empty.
    pub cursor: Option<String>,
}

/// An answer that is not a success.
#[derive(Debug)]
pub(super) enum Closed {
    /// The API said no.
    Refused(Vec<Said>),
    /// Something in front of the API said no, in an RFC 9457 problem document.
    Problem { title: String, retry_after: Option<Duration> },
    /// Not the API's language.
    Foreign(String),
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow, default)]
    success: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    result_info: Option<&'a RawValue>,
}

/// Opens the envelope around `text`. `conceal` goes over every text that the server wrote, before it is cut: half a
/// credential would not be recognised.
pub(super) fn open<'a>(
    status: u16,
    text: &'a str,
    conceal: &dyn Fn(&str) -> String,
) -> Result<Opened<'a>, Closed> {
    let tidy = &|text: &str, most| bounded(&conceal(text), most);
    let wire: Wire<'_> =
        serde_json::from_str(text).map_err(|error| Closed::Foreign(foreign(text, &error, tidy)))?;
    match wire.success.map(RawValue::get) {
        Some("true") => Ok(Opened {
            result: wire.result,
            info: wire.result_info.map(page_info).unwrap_or_default(),
            messages: said(wire.messages, tidy).into_iter().map(|m| m.message).collect(),
        }),
        Some("false") => Err(Closed::Refused(said(wire.errors, tidy))),
        _ if status >= 400 => Err(problem(text, wire.errors, tidy)),
        _ => Err(Closed::Foreign("JSON without the field `success`".to_owned())),
    }
}

impl Closed {
    /// The trouble that this is.
    pub(super) fn into_trouble(self, reply: &WireReply) -> Trouble {
        let mut refusal = Refusal {
            status: reply.status,
            said: Vec::new(),
            title: None,
            ray: reply.ray.clone(),
            retry_after: reply.retry_after,
        };
        match self {
            Closed::Refused(said) => {
                refusal.said = said;
                Trouble::Refused(Box::new(refusal))
            }
            Closed::Problem { title, retry_after } => {
                refusal.title = Some(title);
                refusal.retry_after = refusal.retry_after.or(retry_after);
                Trouble::Refused(Box::new(refusal))
            }
            Closed::Foreign(what) => Trouble::unreadable(reply, what),
        }
    }
}

/// Makes a text of the server fit to be shown: the credential concealed, then cut to so many characters.
type Tidy<'a> = &'a dyn Fn(&str, usize) -> String;

/// What an answer is that is not JSON: the title of a page of HTML, else only its size, because a cut answer
/// to a roll holds half a secret.
fn foreign(text: &str, error: &serde_json::Error, tidy: Tidy<'_>) -> String {
    let text = text.trim_start();
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    if text.starts_with('<') {
        let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        return match title {
            Some((title, _)) => format!("a web page titled \"{}\"", tidy(title.trim(), 80)),
            None => "a web page".to_owned(),
        };
    }
    if error.is_eof() {
        return format!("JSON that breaks off after {} bytes", text.len());
    }
    format!("{} bytes that are not JSON", text.len())
}

fn problem(text: &str, errors: Option<&RawValue>, tidy: Tidy<'_>) -> Closed {
    let told = said(errors, tidy);
    if !told.is_empty() {
        return Closed::Refused(told);
    }
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let title = ["title", "detail", "error", "message"]
        .iter()
        .find_map(|key| value.get(key)?.as_str())
        .unwrap_or("no explanation");
    let wait = value.get("retry_after").and_then(number).map(|s| Duration::from_secs(s.min(86_400)));
    Closed::Problem { title: tidy(title, 200), retry_after: wait }
}

/// The messages of a list that may be null, missing, or hold anything.
fn said(raw: Option<&RawValue>, tidy: Tidy<'_>) -> Vec<Said> {
    let value: Value = raw.and_then(|r| serde_json::from_str(r.get()).ok()).unwrap_or_default();
    value
        .as_array()
        .map(|list| list.iter().take(16).map(|one| one_said(one, tidy)).collect())
        .unwrap_or_default()
}

fn one_said(value: &Value, tidy: Tidy<'_>) -> Said {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(|t| tidy(t, 400));
    let code = |value: &Value| value.get("code").and_then(number).unwrap_or(0);
    let message = value.as_str().map(|t| tidy(t, 400)).or_else(|| text(value, "message"));
    let chain = value.get("error_chain").and_then(Value::as_array);
    Said {
        code: code(value),
        message: message.unwrap_or_default(),
        docs: text(value, "documentation_url").filter(|url| url.starts_with("https://")),
        pointer: value.get("source").and_then(|source| text(source, "pointer")),
        chain: chain
            .map(|links| {
                let links = links.iter().take(8);
                links.map(|link| (code(link), text(link, "message").unwrap_or_default())).collect()
            })
            .unwrap_or_default(),
    }
}

fn page_info(raw: &RawValue) -> PageInfo {
    let value: Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let field = |key: &str| value.get(key).and_then(number);
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    // The organizations family says the same in words of its own.
    let cursor = text("cursor").or_else(|| text("next_page_token"));
    PageInfo {
        per_page: field("per_page").filter(|n| *n > 0),
        total_count: field("total_count").or_else(|| field("total_size")),
        total_pages: field("total_pages"),
        cursor: cursor.filter(|c| !c.is_empty()).map(str::to_owned),
    }
}

/// A number, or one written as text (audit logs do that; API reference 1.2).
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// At most `most` characters, with control characters made spaces.
pub(super) fn bounded(text: &str, most: usize) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut out: String = text.chars().take(most).map(clean).collect();
    if out.len() < text.len() && text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn open(status: u16, text: &str) -> Result<Opened<'_>, Closed> {
        super::open(status, text, &str::to_owned)
    }

    #[rstest]
    #[case::full(200, r#"{"success":true,"errors":[],"messages":[],"result":[1]}"#, Some("[1]"))]
    #[case::errors_null(200, r#"{"success":true,"errors":null,"messages":null,"result":{}}"#, Some("{}"))]
    #[case::result_null(200, r#"{"success":true,"errors":[],"result":null}"#, None)]
    #[case::result_missing(200, r#"{"success":true}"#, None)]
    #[case::status_does_not_decide(503, r#"{"success":true,"result":"x"}"#, Some("\"x\""))]
    #[case::unknown_fields(200, r#"{"success":true,"result":1,"trace":{"a":[]}}"#, Some("1"))]
    fn opens(#[case] status: u16, #[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(open(status, text).unwrap().result.map(RawValue::get), expected);
    }

    #[rstest]
    #[case::plain(r#"[{"code":9109,"message":"Invalid access token"}]"#, 9109, "Invalid access token")]
    #[case::no_code(r#"[{"message":"broken"}]"#, 0, "broken")]
    #[case::code_as_text(r#"[{"code":"1003","message":"gone","type":null}]"#, 1003, "gone")]
    #[case::bare_text(r#"["broken"]"#, 0, "broken")]
    #[case::nothing_in_it("[{}]", 0, "")]
    fn reads_errors(#[case] errors: &str, #[case] code: u64, #[case] message: &str) {
        // A refusal is a refusal even with status 200.
        let text = format!(r#"{{"success":false,"errors":{errors},"messages":[]}}"#);
        let Err(Closed::Refused(said)) = open(200, &text) else { panic!("not refused: {text}") };
        assert_eq!((said[0].code, &*said[0].message), (code, message));
    }

    #[test]
    fn reads_everything_that_an_error_says() {
        let text = r#"{"success":false,"result":null,"errors":[{"code":6003,"message":"Invalid request headers",
            "documentation_url":"https://developers.cloudflare.com/api/x","source":{"pointer":"/policies/0"},
            "error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}]}"#;
        let Err(Closed::Refused(said)) = open(400, text) else { panic!("not refused") };
        assert_eq!(said[0].docs.as_deref(), Some("https://developers.cloudflare.com/api/x"));
        assert_eq!(said[0].pointer.as_deref(), Some("/policies/0"));
        assert_eq!(said[0].chain, [(6111, "Invalid format for Authorization header".to_owned())]);
    }

    #[rstest]
    #[case::refused_without_a_word(r#"{"success":false,"errors":null}"#)]
    #[case::errors_of_the_wrong_kind(r#"{"success":false,"errors":{"a":1}}"#)]
    fn a_silent_refusal_is_still_one(#[case] text: &str) {
        assert!(matches!(open(403, text), Err(Closed::Refused(said)) if said.is_empty()));
    }

    #[test]
    fn reads_a_problem_document() {
        let text = r#"{"type":"https://x/","title":"Error 502: Bad gateway","status":502,"retry_after":60}"#;
        let Err(Closed::Problem { title, retry_after }) = open(502, text) else { panic!("not a problem") };
        assert_eq!((&*title, retry_after), ("Error 502: Bad gateway", Some(Duration::from_secs(60))));
    }

    #[rstest]
    #[case::page(502, "<html><head><title>502 Bad Gateway</title>", "a web page titled \"502 Bad Gateway\"")]
    #[case::login(200, "\n<!doctype html><p>Please log in", "a web page")]
    #[case::cut(200, r#"{"success":true,"result":"cfat_cana"#, "JSON that breaks off after 35 bytes")]
    #[case::words(403, "error code: 1010", "16 bytes that are not JSON")]
    #[case::empty(200, "", "an empty body")]
    #[case::other_json(200, r#"{"ok":true}"#, "JSON without the field `success`")]
    #[case::success_is_text(200, r#"{"success":"yes"}"#, "JSON without the field `success`")]
    fn names_what_is_not_the_api(#[case] status: u16, #[case] text: &str, #[case] expected: &str) {
        let Err(Closed::Foreign(what)) = open(status, text) else { panic!("understood: {text}") };
        assert_eq!(what, expected);
    }

    #[test]
    fn text_is_bounded_and_clean() {
        let long = "x".repeat(100_000);
        let text = format!(r#"{{"success":false,"errors":[{{"code":1,"message":"{long}"}}]}}"#);
        let Err(Closed::Refused(said)) = open(400, &text) else { panic!("not refused") };
        assert_eq!(said[0].message.chars().count(), 401);
        assert_eq!(bounded("a\u{1b}[2Jb\n", 80), "a [2Jb ");
        assert_eq!(bounded("abc", 3), "abc");
    }

    #[rstest]
    #[case(r#"{"page":1,"per_page":20,"count":1,"total_count":41}"#, Some(20), Some(41), None)]
    #[case(r#"{"count":"12","cursor":"abc","per_page":"50"}"#, Some(50), None, Some("abc"))]
    #[case(r#"{"cursor":"","per_page":0}"#, None, None, None)]
    #[case(r#"{"next_page_token":"abc","total_size":7}"#, None, Some(7), Some("abc"))]
    #[case(r#"{"next_page_token":null,"total_size":7}"#, None, Some(7), None)]
    #[case("null", None, None, None)]
    #[case("[]", None, None, None)]
    fn reads_page_info(
        #[case] info: &str,
        #[case] per_page: Option<u64>,
        #[case] total_count: Option<u64>,
        #[case] cursor: Option<&str>,
    ) {
        let text = format!(r#"{{"success":true,"result":[],"result_info":{info}}}"#);
        let cursor = cursor.map(str::to_owned);
        let expected = PageInfo { per_page, total_count, cursor, ..PageInfo::default() };
        assert_eq!(open(200, &text).unwrap().info, expected);
    }
}
