//! A token as Terraform, in the syntax of version 5 of the Cloudflare provider (from 5.13 on `resources` is JSON text).

use std::fmt::Write as _;

use serde_json::Value;

use super::body::resources;
use crate::domain::condition::Range;
use crate::domain::lookup::{Lookup, group_name};
use crate::domain::policy::Policy;
use crate::domain::text::{clean, is_hidden};
use crate::domain::token::{Owner, Token};

/// A resource block, and an import block that puts the existing token under its care instead of making another.
pub fn terraform(token: &Token, names: &dyn Lookup) -> String {
    let (kind, import) = match &token.at.owner {
        Owner::Account(account) => ("cloudflare_account_token", format!("{account}/{}", token.at.id)),
        Owner::User => ("cloudflare_api_token", token.at.id.to_string()),
    };
    let label = label(&token.name);
    // Writing into a string does not fail.
    let mut out = format!("import {{\n  to = {kind}.{label}\n  id = {}\n}}\n\n", quoted(&import));
    let _ = writeln!(out, "resource \"{kind}\" \"{label}\" {{");
    match &token.at.owner {
        Owner::Account(account) => {
            let _ = writeln!(out, "  account_id = {}", quoted(&account.to_string()));
            let _ = writeln!(out, "  name       = {}\n", quoted(&token.name));
        }
        Owner::User => {
            let _ = writeln!(out, "  name = {}\n", quoted(&token.name));
        }
    }
    out.push_str("  policies = [\n");
    token.policies.iter().for_each(|one| policy(&mut out, one, names));
    out.push_str("  ]\n");
    if !token.condition.is_open() {
        out.push_str("\n  condition = {\n    request_ip = {\n");
        let sides = [("in", &token.condition.only_from), ("not_in", &token.condition.never_from)];
        let sides: Vec<_> = sides.into_iter().filter(|(_, ranges)| !ranges.is_empty()).collect();
        // As `terraform fmt` has it: the signs of lines that follow each other stand below each other.
        let width = sides.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, ranges) in sides {
            let list: Vec<String> = ranges.iter().map(|range: &Range| quoted(&range.to_string())).collect();
            let _ = writeln!(out, "      {name:width$} = [{}]", list.join(", "));
        }
        out.push_str("    }\n  }\n");
    }
    for (name, time) in [("not_before", token.not_before), ("expires_on", token.expires_on)] {
        if let Some(time) = time {
            let _ = write!(out, "\n  {name} = {}\n", quoted(&time.rfc3339()));
        }
    }
    out.push_str("}\n");
    out
}

fn policy(out: &mut String, policy: &Policy, names: &dyn Lookup) {
    let _ = writeln!(out, "    {{\n      effect = {}", quoted(&policy.stance.to_string()));
    out.push_str("      permission_groups = [\n");
    for group in &policy.groups {
        let name = group_name(group, names).map(|name| format!(" # {}", clean(name))).unwrap_or_default();
        let _ = writeln!(out, "        {{ id = {} }},{name}", quoted(&group.id.to_string()));
    }
    out.push_str("      ]\n      resources = jsonencode(");
    expression(out, &resources(&policy.resources), 6);
    out.push_str(")\n    },\n");
}

/// JSON as an expression of the language, its objects a key a line.
fn expression(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(fields) if fields.is_empty() => out.push_str("{}"),
        Value::Object(fields) => {
            out.push_str("{\n");
            for (key, value) in fields {
                let _ = write!(out, "{:1$}{2} = ", "", indent + 2, quoted(key));
                expression(out, value, indent + 2);
                out.push('\n');
            }
            let _ = write!(out, "{:indent$}}}", "");
        }
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { ", " });
                expression(out, item, indent);
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

/// A quoted string: templates do not begin in it, and characters that could harm a terminal are escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() || is_hidden(c) => {
                let code = u32::from(c);
                let _ =
                    if code > 0xFFFF { write!(out, "\\U{code:08X}") } else { write!(out, "\\u{code:04X}") };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name for the block: lower-case letters, digits and single underscores, beginning with a letter.
fn label(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().take(60) {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => out.push(c),
            _ if out.ends_with('_') || out.is_empty() => {}
            _ => out.push('_'),
        }
    }
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "token".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("token_{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("dns-robot", "dns_robot")]
    #[case("  CI / deploy (2024)  ", "ci_deploy_2024")]
    #[case("2024 backup", "token_2024_backup")]
    #[case("漢字", "token")]
    #[case("", "token")]
    fn labels(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(label(name), expected);
    }

    #[rstest]
    #[case("a\"b\\c", r#""a\"b\\c""#)]
    #[case("${var.secret} %{ if } $5 100%", r#""$${var.secret} %%{ if } $5 100%""#)]
    #[case("a\nb\u{1b}[2J\u{202e}", r#""a\nb\u001B[2J\u202E""#)]
    fn strings_mean_themselves(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(quoted(text), expected);
    }
}
