//! The whole list at a glance: when its tokens end, and when they were last used. Sums are the world's; nothing here
//! looks at a row.

use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use crate::domain::ages::Used;
use crate::domain::ages::WEEKS;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Paint;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::gauge;
use crate::ui::text;
use crate::ui::write;
use crate::world::select::Tally;

/// How high the panel is, frame included.
pub(super) const HEIGHT: u16 = 20;
/// How high the bars of the weeks are.
const BARS: usize = 4;
/// Room for the words and the numbers beside the bars of use.
const BESIDE_BARS: usize = 18;

/// One line for the edge of the list.
pub(super) fn strip(tally: &Tally, paint: &Paint<'_>) -> Phrase {
    let ending = tally.weeks().iter().sum::<u32>();
    let [today, .., never] = *tally.used() else { return Phrase::new() };
    let count = |n: u32| text::count(n as usize);
    Phrase::new()
        .with(tone(ending), count(ending))
        .muted(format!(" ending in {WEEKS} weeks "))
        .with(tone(ending), paint.spark(tally.weeks()))
        .with(Meaning::Border, format!(" {} ", paint.glyph(Glyph::Dot)))
        .text(count(today))
        .muted(" used today ")
        .with(Meaning::Info, paint.spark(tally.used()))
        .text(format!(" {}", count(never)))
        .muted(" never")
}

fn tone(ending: u32) -> Meaning {
    if ending > 0 { Meaning::Warn } else { Meaning::Muted }
}

/// The panel below the token under the cursor.
pub(super) fn panel(tally: &Tally, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
    let all: u32 = tally.used().iter().sum();
    let note = Phrase::new().muted(text::plural(all as usize, "token"));
    let inner = Panel::new("this list").note(note).draw(paint, area, buf);
    for (y, line) in (0..inner.height).zip(lines(tally, usize::from(inner.width), paint)) {
        write::line(&line.line(paint), Alignment::Left, paint, write::row(inner, y), buf);
    }
}

fn lines(tally: &Tally, width: usize, paint: &Paint<'_>) -> Vec<Phrase> {
    let count = |n: u32| text::count(n as usize);
    let ending = tally.weeks().iter().sum::<u32>();
    let across = |left: &str, right: String| {
        let gap = width.saturating_sub(text::width(left) + right.len());
        Phrase::new().with(Meaning::Column, left).with(tone(ending), format!("{:gap$}{right}", ""))
    };
    let mut lines = vec![across("END WITHIN 13 WEEKS", count(ending))];
    // A blank between two weeks, and as much for each as there is.
    let week = ((width + 1) / WEEKS).saturating_sub(1).max(1);
    let bars = gauge::columns(tally.weeks(), week, BARS, paint.ascii);
    lines.extend(bars.into_iter().map(|line| Phrase::new().with(Meaning::Warn, line)));
    lines.push(Phrase::new().with(Meaning::Faint, axis(week)));
    let others = [(tally.past(), "ended"), (tally.later(), "later"), (tally.endless(), "never")];
    lines.push(others.into_iter().fold(Phrase::new(), |phrase, (n, word)| {
        let dot = if phrase.is_empty() { String::new() } else { format!(" {} ", paint.glyph(Glyph::Dot)) };
        phrase.with(Meaning::Faint, dot).text(count(n)).muted(format!(" {word}"))
    }));
    lines.push(Phrase::new());
    lines.push(Phrase::new().with(Meaning::Column, "LAST USED"));
    let most = tally.used().iter().copied().max().unwrap_or(0);
    let cells = width.saturating_sub(BESIDE_BARS);
    for (used, n) in Used::ALL.into_iter().zip(tally.used()) {
        let filled = gauge::share(*n, most, cells);
        let line = Phrase::new()
            .muted(format!("{:<8} ", used.word()))
            .and(&gauge::bar(filled, cells, tone_of(used), paint))
            .text(format!("{:>9}", count(*n)));
        lines.push(line);
    }
    lines
}

/// `now` under the first week, and every fourth week by its number.
fn axis(week: usize) -> String {
    let label = |n: usize| match n {
        0 => "now".to_owned(),
        n if n.is_multiple_of(4) => format!("{n}w"),
        _ => String::new(),
    };
    (0..WEEKS).map(|n| format!("{:<1$}", label(n), week + 1)).collect()
}

/// The colour of a last use.
pub(super) fn tone_of(used: Used) -> Meaning {
    match used {
        Used::Today | Used::Week => Meaning::Good,
        Used::Month | Used::Quarter => Meaning::Info,
        Used::Year | Used::Longer => Meaning::Warn,
        Used::Never => Meaning::Faint,
    }
}
