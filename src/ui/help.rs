//! All commands of the place you are in, to be searched by typing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

use crate::command::Code;
use crate::command::Key;

use super::field::{Edit, Field, Looks};
use super::list::{ListState, Motion};
use super::paint::{Glyph, Paint};
use super::panel::{Notice, Panel};
use super::phrase::Phrase;
use super::strip::Hint;
use super::text;
use super::theme::Meaning;
use super::write;

/// What is searched for, and where in the list we are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Help {
    /// What was typed.
    pub field: Field,
    /// The row under the cursor.
    pub list: ListState,
}

/// Commands that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: String,
    /// The commands.
    pub entries: Vec<Entry>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its keys as people write them, such as `j, down`.
    pub keys: String,
    /// What it is called in the settings and at the `:` line.
    pub name: String,
    /// What it does, in a word or two.
    pub label: String,
    /// What it does, in a sentence.
    pub help: String,
    /// Why it cannot be done now.
    pub why_not: Option<String>,
}

enum HelpRow<'a> {
    Title(&'a str),
    Command(&'a Entry),
}

/// Those groups and entries that contain every word of `query`, in keys, name, label, help or the title of the group.
fn rows<'a>(groups: &'a [Group], query: &str) -> Vec<HelpRow<'a>> {
    let query = query.to_lowercase();
    let mut rows = Vec::new();
    for group in groups {
        let fits = |entry: &&Entry| {
            let texts = [&group.title, &entry.keys, &entry.name, &entry.label, &entry.help];
            let text = texts.map(|text| text.to_lowercase()).join(" ");
            query.split_whitespace().all(|word| text.contains(word))
        };
        let found: Vec<&Entry> = group.entries.iter().filter(fits).collect();
        if !found.is_empty() {
            rows.push(HelpRow::Title(&group.title));
            rows.extend(found.into_iter().map(HelpRow::Command));
        }
    }
    rows
}

/// From this width on, there is room for labels beside the sentences that say the same.
const WIDE: u16 = 92;

fn place(screen: Rect) -> Rect {
    // A list that shows at both sides of it would be noise.
    let width = if screen.width < 112 { screen.width } else { 104 };
    write::centred(screen, width, screen.height)
}

/// The rows that the list may use, when help is drawn over `screen`.
fn list_height(screen: Rect) -> usize {
    usize::from(Panel::inner(place(screen)).height.saturating_sub(2))
}

impl Help {
    /// Takes a key; answers whether help stays open.
    pub fn press(&mut self, key: Key, groups: &[Group], screen: Rect) -> bool {
        let (len, height) = (rows(groups, self.field.text()).len(), list_height(screen));
        let motion = match (key.ctrl, key.code) {
            (_, Code::Esc) if self.field.is_empty() => return false,
            (_, Code::Enter) => return false,
            (_, Code::Esc) => {
                self.edit(&Edit::Clear);
                return true;
            }
            (_, Code::Up) => Motion::Scroll(-1),
            (_, Code::Down) => Motion::Scroll(1),
            (_, Code::PageUp) => Motion::Scroll(-(height as isize)),
            (_, Code::PageDown) => Motion::Scroll(height as isize),
            _ => {
                if let Some(edit) = Edit::of(key) {
                    self.edit(&edit);
                }
                return true;
            }
        };
        self.list.step(motion, len, height);
        true
    }

    /// The keys that work now.
    pub fn hints(&self) -> Vec<Hint> {
        let esc = if self.field.is_empty() { "close" } else { "clear" };
        Hint::all(&[("esc", esc), ("up/down", "scroll"), ("a word", "search"), ("enter", "close")])
    }

    /// Changes what is searched for, from a key or a paste.
    pub fn edit(&mut self, edit: &Edit) {
        if self.field.edit(edit) {
            self.list = ListState::default();
        }
    }

    /// Draws it over `screen`.
    pub fn draw(&self, groups: &[Group], paint: &Paint<'_>, screen: Rect, buf: &mut Buffer) {
        let place = place(screen.intersection(buf.area));
        write::clear(place, buf);
        let note = Phrase::new().with(Meaning::Key, "esc").muted(" close");
        let inner = Panel::new("help").note(note).active(true).draw(paint, place, buf);
        let line = write::row(inner, 0);
        let sign = format!("{} ", paint.glyph(Glyph::Pointer));
        write::words(&sign, paint.style(Meaning::Accent), Alignment::Left, paint, line, buf);
        let entry = Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line };
        let looks = Looks { active: true, placeholder: "type to search", ..Looks::default() };
        self.field.draw(looks, paint, entry, buf);

        let list = Rect { y: inner.y + 2.min(inner.height), height: inner.height.saturating_sub(2), ..inner };
        let rows = rows(groups, self.field.text());
        if rows.is_empty() {
            Notice::Empty("no command fits these words", "esc shows all again".into()).draw(paint, list, buf);
            return;
        }
        let entries = || groups.iter().flat_map(|g| &g.entries);
        let keys = entries().map(|e| text::width(&e.keys)).max().unwrap_or(0);
        let labels = entries().map(|e| text::width(&e.label)).max().unwrap_or(0).min(24);
        let labels = if list.width < WIDE { 0 } else { labels };
        let keys = keys.min(18).min(usize::from(list.width) / 3);
        let words = Rect { width: list.width.saturating_sub(2), ..list };
        for (y, index) in (0..).zip(self.list.window(rows.len(), usize::from(list.height))) {
            draw_row(&rows[index], (keys, labels), paint, write::row(words, y), buf);
        }
        let bar = Rect { x: list.right().saturating_sub(1), width: list.width.min(1), ..list };
        self.list.draw_bar(rows.len(), paint, bar, buf);
    }
}

fn draw_row(
    row: &HelpRow<'_>,
    (keys, labels): (usize, usize),
    paint: &Paint<'_>,
    line: Rect,
    buf: &mut Buffer,
) {
    let phrase = match row {
        HelpRow::Title(title) => Phrase::new().with(Meaning::Column, *title),
        HelpRow::Command(entry) => {
            // What has no key is called by its name, which must stand somewhere.
            let named = labels == 0 && entry.keys.is_empty() && entry.why_not.is_none();
            let key = if named { &entry.label } else { &entry.keys };
            let key = format!("  {}  ", text::pad(key, keys, paint.ellipsis()));
            let label = match labels {
                0 => String::new(),
                cells => format!("{}  ", text::pad(&entry.label, cells, paint.ellipsis())),
            };
            match &entry.why_not {
                None => Phrase::new().with(Meaning::Key, key).text(label).muted(entry.help.as_str()),
                Some(why) => {
                    let told = if labels == 0 { format!("{}: {why}", entry.label) } else { why.clone() };
                    Phrase::new().with(Meaning::Faint, key + &label + &told)
                }
            }
        }
    };
    write::line(&phrase.line(paint), Alignment::Left, paint, line, buf);
}
