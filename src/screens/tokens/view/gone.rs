//! A token that is gone, in the list and beside it: dim, and marked so in words and by a sign.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::text::Span;

use super::row::Teller;
use super::row::noted;
use super::row::owner;
use crate::command::Command;
use crate::domain::history::Marked;
use crate::domain::history::News;
use crate::domain::text::clean;
use crate::domain::view::Column;
use crate::screens::cx::Seen;
use crate::screens::news::sign_of;
use crate::screens::token::Section;
use crate::screens::token::draw_sections;
use crate::screens::token::fact;
use crate::screens::token::noted as note_lines;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;

impl<'s> Teller<'s> {
    /// Its cells: what is still known. The rest stays empty rather than saying what it was as if it were so.
    pub(super) fn gone(&self, marked: &'s Marked) -> Vec<Line<'s>> {
        let places = self.places(&marked.name, &marked.at.owner);
        let [in_name, in_owner] = places;
        self.columns.iter().map(|column| self.gone_cell(*column, marked, &in_name, &in_owner)).collect()
    }

    fn gone_cell(&self, column: Column, marked: &'s Marked, in_name: &[u32], in_owner: &[u32]) -> Line<'s> {
        let seen = self.seen;
        let style = |meaning| seen.paint.style(meaning);
        let (glyph, tone) = sign_of(News::Gone);
        let sign = || format!("{} ", seen.paint.glyph(glyph));
        match column {
            Column::Name => {
                let mut line = self.found(clean(&marked.name), style(Meaning::Faint), in_name);
                line.spans.insert(0, Span::styled(sign(), style(tone)));
                line
            }
            Column::Account => {
                let (name, _) = owner(&marked.at.owner, seen);
                self.found(name.into(), style(Meaning::Faint), in_owner)
            }
            Column::Kind => Line::styled(marked.at.owner.kind(), style(Meaning::Faint)),
            Column::Status => Line::styled(format!("{}gone", sign()), style(tone)),
            Column::News => Line::styled(marked.mark.words(), style(tone)),
            Column::Id => Line::styled(marked.at.id.short(8), style(Meaning::Faint)),
            column => noted(column, &marked.at, Meaning::Faint, seen).unwrap_or_default(),
        }
    }
}

/// `✗ gone since you last looked  3 tokens`
pub(super) fn heading<'s>(count: usize, seen: &Seen<'_>) -> Line<'s> {
    let (glyph, tone) = sign_of(News::Gone);
    Line::from(vec![
        Span::styled(
            format!("{} gone since you last looked", seen.paint.glyph(glyph)),
            seen.paint.style(tone),
        ),
        Span::styled(format!("  {}", text::plural(count, "token")), seen.paint.style(Meaning::Title)),
    ])
}

/// What stands beside it: what is still known, and where the rest is.
pub(super) fn panel(marked: &Marked, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    let (glyph, tone) = sign_of(News::Gone);
    let (owner, colour) = owner(&marked.at.owner, seen);
    let known = vec![
        fact("status")
            .with(tone, format!("{} gone", seen.paint.glyph(glyph)))
            .muted(format!("  missed {}", text::ago(Some(marked.noticed), seen.now))),
        fact("owner").with(colour, owner).muted(format!("  {} token", marked.at.owner.kind())),
        fact("id").text(marked.at.id.to_string()),
    ];
    let noted = note_lines(&marked.at, seen.world);
    let way = Phrase::new()
        .with(Meaning::Key, seen.settings.keys.of(Command::Open))
        .muted(" shows what it was and could do");
    let sections = |width: usize| {
        let section = |title: &str, lines: &[Phrase]| Section {
            title: title.to_owned(),
            lines: lines.iter().flat_map(|line| line.hang(width.max(1))).collect(),
        };
        let all =
            [section("", &known), section("NOTE", &noted), section("HISTORY", std::slice::from_ref(&way))];
        all.into_iter().filter(|section| !section.lines.is_empty()).collect()
    };
    let name = clean(&marked.name);
    let title = if name.is_empty() { marked.at.id.to_string() } else { name.into_owned() };
    draw_sections(title, sections, seen, area, buf);
}
