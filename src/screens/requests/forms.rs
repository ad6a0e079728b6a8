//! The forms in which a request can be copied.

use crate::domain::form;
use crate::protocol::Moment;
use crate::protocol::RequestNote;
use crate::screens::cx::Dialog;
use crate::screens::cx::Then;
use crate::ui::Modal;
use crate::ui::modal::Choice;

/// The request as a `curl` command.
pub fn curl(note: &RequestNote, base_url: &str) -> String {
    form::curl_again(&note.method, &note.path, base_url)
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
        ('f', "cf", form::cf_again(&note.method, &note.path)),
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
