//! How the parts look, and that none of them breaks at any size.

mod any_size;
mod looks;

use ratatui::buffer::Buffer;
use ratatui::buffer::CellWidth;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;
use crate::clock::TimeZone;

/// Calls `draw` with a paint in the given looks.
fn with_paint<T>(depth: Depth, ascii: bool, draw: impl FnOnce(&Paint<'_>) -> T) -> T {
    let (theme, zone) = (Theme::default().at(depth), TimeZone::utc());
    draw(&Paint { theme: &theme, ascii, zone: &zone, vault: None })
}

fn drawn(width: u16, height: u16, ascii: bool, draw: impl FnOnce(&Paint<'_>, Rect, &mut Buffer)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    let depth = if ascii { Depth::None } else { Depth::True };
    with_paint(depth, ascii, |paint| draw(paint, area, &mut buf));
    buf
}

/// The characters of a buffer, a line each, ends trimmed.
fn text_of(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buf.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buf.area.width {
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Runs of equal style in a row, as `from..to style`; for what text does not show.
fn styles_of(buf: &Buffer, y: u16) -> Vec<(u16, u16, Style)> {
    let mut runs: Vec<(u16, u16, Style)> = Vec::new();
    for x in 0..buf.area.width {
        let style = buf[(x, y)].style();
        match runs.last_mut() {
            Some((_, to, last)) if *last == style => *to = x + 1,
            _ => runs.push((x, x + 1, style)),
        }
    }
    runs
}

const COLUMNS: [Column; 5] = [
    Column::new("name", 12, 26).grow(2),
    Column::new("account", 8, 18).rank(2).grow(1),
    Column::new("status", 8, 10).rank(1),
    Column::new("last used", 9, 12).rank(3).right(),
    Column::new("expires", 8, 16).rank(4),
];

const NAMES: [(&str, Meaning, &str, &str, &str, &str); 7] = [
    ("deploy-edge-prod", Meaning::Good, "Acme Corp", "active", "3m ago", "in 42d"),
    ("terraform-ci", Meaning::Good, "Acme Corp", "active", "12h ago", "no end"),
    ("zone-purge 缓存清除", Meaning::Good, "Umbrella Japan", "active", "2d ago", "in 5d"),
    ("ada's laptop", Meaning::Muted, "ada@acme.example", "disabled", "never", "no end"),
    (
        "r2-backup-nightly-eu-central-1-primary",
        Meaning::Bad,
        "Initech",
        "expired",
        "7w ago",
        "expired 3d ago",
    ),
    ("🚀 launch", Meaning::Warn, "Globex", "exposed", "just now", "in 2h"),
    ("dns-sync", Meaning::Good, "Globex", "active", "5d ago", "no end"),
];

fn token_row(paint: &Paint<'_>, i: usize) -> Row<'static> {
    use ratatui::text::{Line, Span};
    let (name, meaning, account, status, used, expires) = NAMES[i % NAMES.len()];
    let glyph = match status {
        "active" => Glyph::Active,
        "disabled" => Glyph::Disabled,
        "expired" => Glyph::Expired,
        _ => Glyph::Exposed,
    };
    let hit = paint.style(Meaning::Match);
    let name = if name.starts_with("dep") {
        Line::from(write::highlight(name, &[0, 1, 7], paint.style(Meaning::Text), hit))
    } else {
        Line::styled(name, paint.style(Meaning::Text))
    };
    let sign = Span::styled(format!("{} ", paint.glyph(glyph)), paint.style(meaning));
    let cells = vec![
        name,
        Line::styled(account, paint.style(Meaning::Muted)),
        Line::from(vec![sign, Span::styled(status, paint.style(Meaning::Text))]),
        Line::styled(used, paint.style(Meaning::Muted)),
        Line::styled(expires, paint.style(Meaning::Muted)),
    ];
    Row { cells, marked: i == 1 || i == 4, tint: None, across: None }
}

fn token_table(state: ListState, len: usize) -> Table<'static> {
    Table { columns: &COLUMNS, state, len, sort: Some((3, true)), marks: true, active: true }
}

fn revoke_menu() -> Modal {
    let choice = |key, label: &str, detail: &str, why_not: Option<&str>| modal::Choice {
        key,
        label: label.to_owned(),
        detail: detail.to_owned(),
        why_not: why_not.map(str::to_owned),
    };
    let body = vec![
        Phrase::new().with(Meaning::Title, "deploy-edge-prod").muted("  in Acme Corp"),
        Phrase::new().muted("used 3m ago; may edit DNS records of example.com"),
    ];
    let choices = vec![
        choice('d', "disable", "refused at once, can be undone", None),
        choice('e', "enable", "", Some("it is active already")),
        choice('v', "revoke", "gone for good", None),
    ];
    Modal::menu("what shall happen?", body, choices)
}

fn help_groups() -> Vec<help::Group> {
    let entry = |keys: &str, label: &str, help: &str, why_not: Option<&str>| help::Entry {
        keys: keys.to_owned(),
        name: label.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        why_not: why_not.map(str::to_owned),
    };
    let here = vec![
        entry("enter", "open", "everything about the token under the cursor", None),
        entry("x", "act", "disable, enable or revoke", Some("read-only mode")),
        entry("/", "filter", "show only rows that fit", None),
    ];
    let everywhere = vec![entry("q", "quit", "leave tokendeck", None), entry("?", "help", "this list", None)];
    vec![
        help::Group { title: "tokens".to_owned(), entries: here },
        help::Group { title: "everywhere".to_owned(), entries: everywhere },
    ]
}

const ITEMS: [palette::Item<'_>; 3] = [
    palette::Item {
        name: "tokens",
        detail: "every token in reach",
        key: "1",
        matched: &[0, 1],
        why_not: None,
    },
    palette::Item { name: "toggle-utc", detail: "times in UTC", key: "U", matched: &[0, 1], why_not: None },
    palette::Item {
        name: "token-roll",
        detail: "a new value at once",
        key: "",
        matched: &[0, 1],
        why_not: Some("nothing is selected"),
    },
];

const JSON: &str = r#"{
  "id": "ed17574386854bf78a67040be0a770b0",
  "name": "deploy-edge-prod",
  "status": "active",
  "policies": [
    {
      "effect": "allow",
      "permission_groups": 12,
      "resources": { "com.cloudflare.api.account.zone.*": "*" }
    }
  ],
  "condition": null
}"#;

fn header() -> strip::Header {
    use strip::Segment;
    strip::Header {
        left: vec![
            Segment::new(Phrase::new().with(Meaning::Accent, "tokendeck"), 4),
            Segment::new(Phrase::new().text("prod"), 1),
            Segment::new(Phrase::new().with(Meaning::Title, "all accounts"), 0),
        ],
        right: vec![
            Segment::new("100,000 tokens", 2),
            Segment::new(Phrase::new().with(Meaning::Stale, "as of 3h ago"), 1),
            Segment::new("budget 1,180/1,200", 5),
        ],
    }
}

fn footer() -> strip::Footer {
    let hint = |key: &str, label: &str, rank| strip::Hint { key: key.into(), label: label.into(), rank };
    strip::Footer {
        hints: vec![
            hint("enter", "open", 1),
            hint("/", "filter", 1),
            hint("x", "act", 2),
            hint("s", "sort", 4),
            hint("space", "mark", 3),
            hint("?", "help", 0),
        ],
        right: Phrase::new().with(Meaning::Info, "2 jobs"),
    }
}
