//! The menu of the forms in which a token can be copied. None holds a value: nobody but its creator ever saw it.

use crate::domain::form;
use crate::domain::lookup::Lookup;
use crate::domain::text::clean;
use crate::domain::text::escape_json;
use crate::domain::token::Owner;
use crate::domain::token::Token;
use crate::screens::cx::Dialog;
use crate::screens::cx::Then;
use crate::ui::Modal;
use crate::ui::modal::Choice;
use crate::ui::text;

/// A form: its key and name, what it is, and the text or why there is none.
struct Form {
    key: char,
    label: &'static str,
    detail: String,
    text: Result<String, &'static str>,
}

/// The menu for a token. `raw` is its JSON as the server sent it, where that is at hand; otherwise the JSON is that of
/// a request that makes a token like it.
pub(super) fn menu(token: &Token, raw: Option<String>, names: &dyn Lookup, base_url: &str) -> Dialog {
    let forms = forms(token, raw, names, base_url);
    let name = clean(&token.name);
    let (choices, then) = forms
        .into_iter()
        .map(|Form { key, label, detail, text }| {
            let why_not = text.as_ref().err().map(|why| (*why).to_owned());
            let then = Then::Copy(text.unwrap_or_default(), format!("{label} of {name}"));
            (Choice { key, label: label.to_owned(), detail, why_not }, then)
        })
        .unzip();
    Dialog { modal: Modal::menu(format!("Copy {name} as"), Vec::new(), choices), then }
}

fn forms(token: &Token, raw: Option<String>, names: &dyn Lookup, base_url: &str) -> Vec<Form> {
    let kind = match token.at.owner {
        Owner::Account(_) => "cloudflare_account_token",
        Owner::User => "cloudflare_api_token",
    };
    let link = form::link(token, names);
    let link_detail = match link.as_ref().map_or(0, |link| link.missing.len()) {
        0 => "the dashboard's form for a token with these permissions".to_owned(),
        n => {
            format!("the dashboard's form, without {} that have no known key", text::plural(n, "permission"))
        }
    };
    let json_detail = match raw {
        Some(_) => "as the server sent it",
        None => "the request that makes one like it",
    };
    let json = raw.unwrap_or_else(|| {
        let body = serde_json::to_string_pretty(&form::body(token)).unwrap_or_default();
        escape_json(&body).into_owned()
    });
    let form =
        |key, label, detail: &str, text| Form { key, label, detail: detail.to_owned(), text: Ok(text) };
    vec![
        form('i', "id", &token.at.id.to_string(), token.at.id.to_string()),
        form('n', "name", &clean(&token.name), clean(&token.name).into_owned()),
        form('j', "JSON", json_detail, json),
        form('t', "Terraform", &format!("{kind}, with an import block"), form::terraform(token, names)),
        form('r', "curl, read", "the request that reads it", form::curl_read(&token.at, base_url)),
        form('c', "curl, create", "the request that makes one like it", form::curl(token, base_url)),
        form('f', "cf, create", "the same for the official command line", form::cf(token)),
        Form {
            key: 'l',
            label: "link",
            detail: link_detail,
            text: link.map(|link| link.url).ok_or("none of its permissions has a key that links know"),
        },
    ]
}
