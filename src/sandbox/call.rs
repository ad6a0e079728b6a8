//! One request, taken apart.

use std::net::IpAddr;

use serde_json::Value;

use super::answer::{Refusal, refuse};
use crate::clock::Time;

/// A request as the handlers see it.
pub(super) struct Call {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path below `/client/v4`, with its leading slash, undecoded.
    pub path: String,
    /// The query, decoded, in order, repeats kept.
    pub query: Vec<(String, String)>,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// Who is on the other end of the line.
    pub peer: IpAddr,
    /// When it arrived.
    pub now: Time,
}

impl Call {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of a repeated query parameter.
    pub fn params<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// A whole number within bounds. Out of range is refused with 400 code 1001 (API reference 1.2).
    pub fn number(&self, name: &str, least: usize, most: usize, default: usize) -> Result<usize, Refusal> {
        let Some(text) = self.param(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|n| (least..=most).contains(n));
        number.ok_or_else(|| refuse::invalid(format!("{name} must be between {least} and {most}")))
    }

    /// Whether the list is wanted in descending order.
    pub fn descending(&self, default: bool) -> Result<bool, Refusal> {
        match self.param("direction") {
            None => Ok(default),
            Some("asc") => Ok(false),
            Some("desc") => Ok(true),
            Some(_) => Err(refuse::invalid("direction must be one of asc, desc")),
        }
    }

    /// The body as a JSON object.
    pub fn json(&self) -> Result<serde_json::Map<String, Value>, Refusal> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(map)) => Ok(map),
            // Code 6007 is what Cloudflare's gateway answers; the reference does not list it.
            _ => Err(Refusal::new(400, 6007, "Malformed JSON in request body")),
        }
    }

    /// Whether an edge error should be JSON (API reference 1.5).
    pub fn accepts_json(&self) -> bool {
        self.header("accept").is_some_and(|a| a.contains("json"))
    }
}

/// Takes a query string apart, decoding `%XX` and `+`.
pub(super) fn parse_query(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (byte, hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", &[])]
    #[case("a=1&b=x%20y&a=2", &[("a", "1"), ("b", "x y"), ("a", "2")])]
    #[case("name=a+b&flag", &[("name", "a b"), ("flag", "")])]
    #[case("account.id=%zz%4", &[("account.id", "%zz%4")])]
    fn query(#[case] text: &str, #[case] expected: &[(&str, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(parse_query(text), expected);
    }
}
