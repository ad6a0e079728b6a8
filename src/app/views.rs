//! The dialog that opens saved views.

use crate::domain::text::clean;
use crate::domain::view::View;
use crate::screens::cx::Dialog;
use crate::screens::cx::Then;
use crate::screens::route::Route;
use crate::ui::Modal;
use crate::ui::modal::Choice;

/// The keys of the entries, in order; views beyond them are reached with the arrows.
const KEYS: &str = "123456789abcdefgilmnoprstuvwxyz";

/// A menu of all views.
pub(super) fn dialog(views: &[View]) -> Dialog {
    let keys = KEYS.chars().chain(std::iter::repeat(' '));
    let choice = |(view, key): (&View, char)| Choice {
        key,
        label: clean(&view.name).into_owned(),
        detail: detail(view),
        why_not: None,
    };
    let modal = Modal::menu("Saved views", Vec::new(), views.iter().zip(keys).map(choice).collect());
    let then = views.iter().map(|view| Then::Go(Route::View(view.name.clone()))).collect();
    Dialog { modal, then }
}

/// What a view shows, in a few words: its filter, its order, its headings, its key.
pub(super) fn detail(view: &View) -> String {
    let filter = if view.filter.is_empty() { "everything".into() } else { clean(&view.filter) };
    let group = view.group.map(|group| format!(", by {}", group.word())).unwrap_or_default();
    let key = view.key.as_deref().map(|key| format!("  [{}]", clean(key))).unwrap_or_default();
    format!("{filter}, sorted by {}{group}{key}", view.sort.column.word())
}
