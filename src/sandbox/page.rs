//! Cutting lists into pages (API reference 1.2).

use serde_json::{Value, json};

use super::answer::{Answer, Refusal, Reply};
use super::call::Call;

/// The answer with the page that was asked for. A page after the last is empty, which is how the official
/// SDKs notice the end. `per_page` is 5 to 50, default 20.
pub(super) fn numbered<T>(call: &Call, items: &[T], render: impl Fn(&T) -> Value) -> Reply {
    numbered_within(call, items, (5, 50, 20), render)
}

/// The same with other bounds for `per_page`: least, most, default.
pub(super) fn numbered_within<T>(
    call: &Call,
    items: &[T],
    (least, most, default): (usize, usize, usize),
    render: impl Fn(&T) -> Value,
) -> Reply {
    let page = call.number("page", 1, usize::MAX, 1)?;
    let per_page = call.number("per_page", least, most, default)?;
    let from = (page - 1).saturating_mul(per_page);
    let shown: Vec<Value> = items.iter().skip(from).take(per_page).map(render).collect();
    let info = json!({
        "page": page,
        "per_page": per_page,
        "count": shown.len(),
        "total_count": items.len(),
        "total_pages": items.len().div_ceil(per_page),
    });
    Ok(Answer::with_info(&json!(shown), &info))
}

/// One stretch of a list that is walked by cursor, and the cursor of the next one. Cursors are opaque to
/// clients; here they carry the position.
pub(super) fn stretch<'a, T>(
    items: &'a [T],
    cursor: Option<&str>,
    size: usize,
) -> Result<(&'a [T], Option<String>), Refusal> {
    let from = match cursor.filter(|c| !c.is_empty()) {
        None => 0,
        Some(text) => text
            .strip_prefix("at-")
            .and_then(|n| n.parse::<usize>().ok())
            .ok_or_else(|| Refusal::new(400, 1001, "invalid cursor"))?,
    };
    let from = from.min(items.len());
    let to = from.saturating_add(size).min(items.len());
    Ok((&items[from..to], (to < items.len()).then(|| format!("at-{to}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_walks_the_whole_list_once() {
        let items: Vec<u32> = (0..7).collect();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let (part, next) = stretch(&items, cursor.as_deref(), 3).unwrap();
            seen.extend_from_slice(part);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, items);
        assert!(stretch(&items, Some("nonsense"), 3).is_err());
        assert_eq!(stretch(&items, Some("at-99"), 3).unwrap(), (&[][..], None));
    }
}
