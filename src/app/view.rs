//! Paints the model: bars around, the screen on top inside, and at most one thing over it. Changes nothing.

pub(super) mod foot;

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::Model;
use super::Over;
use super::geometry;
use super::news;
use super::proposals::Act;
use super::proposals::proposals;
use crate::clock::Time;
use crate::command::Command;
use crate::domain::identity::Allowed;
use crate::domain::text::clean;
use crate::protocol::Budget;
use crate::screens::cx::Seen;
use crate::screens::route::Root;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Paint;
use crate::ui::Phrase;
use crate::ui::ascii;
use crate::ui::gauge;
use crate::ui::palette::Item;
use crate::ui::strip::Header;
use crate::ui::strip::Segment;
use crate::ui::text;
use crate::ui::write;

/// Paints.
pub fn view(m: &Model, paint: &Paint<'_>, frame: &mut Frame<'_>) {
    let screen = frame.area();
    let regions = geometry::regions(m.size);
    if !geometry::fits(m.size) || !screen.contains((m.size.width - 1, m.size.height - 1).into()) {
        return too_small(m, paint, frame);
    }
    header(m, paint).draw(paint, regions.header, frame.buffer_mut());
    tabs(m, paint, regions.tabs, frame);
    let seen = Seen {
        world: &m.world,
        now: m.now,
        settings: &m.settings,
        pending: &m.pending,
        jobs: m.jobs.all(),
        paint,
    };
    if let Some(screen) = m.nav.top() {
        screen.view(&seen, frame, regions.body);
    }
    over(m, paint, regions.body, frame);
    foot::keys(m, paint, regions.body, regions.footer, frame);
    foot::said(m, paint, regions.body, frame);
    if paint.ascii {
        ascii::reduce(frame.buffer_mut());
    }
}

fn too_small(m: &Model, paint: &Paint<'_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    let told = format!("{}x{} is too small", m.size.width, m.size.height);
    let wanted = format!("tokendeck needs {}x{}", geometry::MIN_WIDTH, geometry::MIN_HEIGHT);
    let place = write::centred(area, area.width, 2);
    for (y, (words, meaning)) in (0..place.height).zip([(told, Meaning::Warn), (wanted, Meaning::Muted)]) {
        write::words(
            &words,
            paint.style(meaning),
            Alignment::Center,
            paint,
            write::row(place, y),
            frame.buffer_mut(),
        );
    }
}

/// Who we are at the left; how it stands at the right.
fn header(m: &Model, paint: &Paint<'_>) -> Header {
    let brand = Phrase::new().with(Meaning::Accent, "tokendeck");
    let mut left = vec![Segment::new(brand, 1), Segment::new(clean(&m.settings.profile).into_owned(), 2)];
    if m.world.refused().is_some() {
        let words = format!("{} this credential no longer works", paint.glyph(Glyph::Cross));
        left.push(Segment::new(Phrase::new().with(Meaning::Bad, words), 0));
    } else if let Some(identity) = m.world.identity() {
        let mut who = Phrase::new().muted(identity.kind.label());
        if let Some(name) = identity.name.as_deref().or(identity.email.as_deref()) {
            who = who.muted(" ").text(clean(name));
        }
        left.push(Segment::new(who, 3));
        let refused = identity.abilities.iter().find_map(|a| match &a.allowed {
            Allowed::No { needs } => Some(format!("may not {}: needs \"{}\"", clean(&a.what), clean(needs))),
            _ => None,
        });
        if let Some(refused) = refused {
            left.push(Segment::new(Phrase::new().with(Meaning::Warn, refused), 6));
        }
    }
    let mut right = Vec::new();
    if m.settings.read_only {
        right.push(Segment::new(Phrase::new().with(Meaning::BadgeReadOnly, " read-only "), 0));
    }
    right.push(Segment::new(news::counts(m, paint), 2));
    // While the server refuses everything, that is the news, and not that much is still to be read.
    let (budget_rank, sync_rank) = if paused(m).is_some() { (1, 3) } else { (3, 1) };
    right.push(Segment::new(sync(m, paint), sync_rank));
    let silent = m.world.requests().unanswered_since(m.now).map(|since| m.now.since(since));
    if let Some(millis) = silent.filter(|millis| *millis >= text::SILENCE && m.busy()) {
        right.push(Segment::new(Phrase::new().with(Meaning::Warn, text::silence(millis)), 2));
    }
    right.push(Segment::new(budget(m, m.world.budget(), paint), budget_rank));
    let clock = if m.settings.utc { "UTC " } else { "" };
    let time: String = paint.when(m.now).chars().skip(11).collect();
    right.push(Segment::new(Phrase::new().muted(format!("{clock}{time}")), 4));
    Header { left, right }
}

/// How far the background sync is, or how fresh everything is.
fn sync(m: &Model, paint: &Paint<'_>) -> Phrase {
    let note = m.world.sync();
    let left = note.waiting + note.asking;
    if left > 0 {
        let eta = note
            .eta_s
            .filter(|s| *s >= 5)
            .map(|s| format!(", {} left", text::age(i64::try_from(s).unwrap_or(0) * 1000)));
        let all = left + note.done + note.failed;
        let words = format!(
            "{} reading {}/{all}{}",
            paint.spinner(spin(m)),
            note.done + note.failed,
            eta.unwrap_or_default()
        );
        return Phrase::new().with(Meaning::Info, words);
    }
    let failed = m.world.failures().count();
    if failed > 0 {
        return Phrase::new()
            .with(Meaning::Warn, format!("{} {} failed", paint.glyph(Glyph::Exposed), failed));
    }
    if m.reading() {
        return Phrase::new().with(Meaning::Info, format!("{} reading", paint.spinner(spin(m))));
    }
    match m.watched.iter().filter_map(|s| m.world.freshness(s).as_of).min() {
        Some(oldest) => {
            let old = m.now.since(oldest) > 2 * m.settings.fresh_visible;
            let meaning = if old { Meaning::Stale } else { Meaning::Muted };
            Phrase::new().with(meaning, format!("read {}", text::ago(Some(oldest), m.now)))
        }
        None => Phrase::new(),
    }
}

fn spin(m: &Model) -> usize {
    usize::try_from(m.now.millis().rem_euclid(80 * 1000) / 80).unwrap_or(0)
}

/// Until when the server refuses everything.
fn paused(m: &Model) -> Option<Time> {
    m.world.budget().paused_until.filter(|until| *until > m.now)
}

/// What is left of the API budget.
fn budget(m: &Model, budget: &Budget, paint: &Paint<'_>) -> Phrase {
    if let Some(until) = paused(m) {
        let words = format!(
            "{} paused by the server for {}",
            paint.glyph(Glyph::Exposed),
            text::age(until.since(m.now))
        );
        return Phrase::new().with(Meaning::Bad, words);
    }
    let (Some(left), Some(quota)) = (budget.left, budget.quota) else { return Phrase::new() };
    let used = u64::from(quota.saturating_sub(left));
    Phrase::new()
        .muted("API ")
        .with(gauge::level(used, u64::from(quota)), text::count(left as usize))
        .muted(" left")
}

/// A tab: its first column and the one after its last, what it leads to, and what it says.
struct Tab {
    from: u16,
    to: u16,
    root: Root,
    command: Command,
    words: String,
}

/// The tabs in their row.
fn tab_places(m: &Model) -> Vec<Tab> {
    let mut x = 1_u16;
    let mut places = Vec::new();
    for (root, command) in Root::TABS {
        let (key, name) = (m.keymap.shown(command), command.spec().label);
        let words = if key.is_empty() { format!(" {name} ") } else { format!(" {key} {name} ") };
        let width = u16::try_from(text::width(&words)).unwrap_or(0);
        places.push(Tab { from: x, to: x + width, root, command, words });
        x += width + 1;
    }
    if m.nav.root() == Root::Welcome { Vec::new() } else { places }
}

/// The command of the tab at this column.
pub(super) fn tab_at(m: &Model, x: u16) -> Option<Command> {
    tab_places(m).into_iter().find(|tab| (tab.from..tab.to).contains(&x)).map(|tab| tab.command)
}

fn tabs(m: &Model, paint: &Paint<'_>, row: Rect, frame: &mut Frame<'_>) {
    let mut taken = 0;
    for tab in tab_places(m) {
        let meaning = if tab.root == m.nav.root() { Meaning::Selection } else { Meaning::Muted };
        let place = Rect { x: row.x + tab.from, width: tab.to - tab.from, ..row };
        write::words(&tab.words, paint.style(meaning), Alignment::Left, paint, place, frame.buffer_mut());
        taken = tab.to + 1;
    }
    let Some(progress) = m.jobs.all().values().find_map(|running| running.progress.as_ref()) else { return };
    let counted = progress.of.map(|of| format!("{}/{of}", progress.done)).unwrap_or_default();
    let room = row.width.saturating_sub(taken + 1);
    // The counts stay whole; what is being done gives way to them and to the tabs.
    let words = usize::from(room).saturating_sub(text::width(&counted) + 3);
    let doing = clean(&progress.doing);
    let told = [paint.spinner(spin(m)), &paint.cut(&doing, words), &counted];
    let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let right = Rect { x: row.x + taken, width: room, ..row };
    let style = paint.style(Meaning::Info);
    write::words(&told.join(" "), style, Alignment::Right, paint, right, frame.buffer_mut());
}

/// What lies over the screen stays within the body: header and keys are always in sight.
fn over(m: &Model, paint: &Paint<'_>, body: Rect, frame: &mut Frame<'_>) {
    let buf = frame.buffer_mut();
    match &m.over {
        None => {}
        Some(Over::Dialog(dialog)) => dialog.modal.draw(paint, body, buf),
        Some(Over::Help(help)) => help.draw(&m.help(), paint, body, buf),
        Some(Over::Palette(palette)) => {
            let found = proposals(palette.field.text(), &m.world, &m.settings.views);
            let told: Vec<(String, Option<String>)> = found
                .iter()
                .map(|p| match &p.act {
                    Act::Command(c) => (m.keymap.shown(*c), m.can(*c).err().map(|why| why.0)),
                    Act::Account(_) | Act::View(_) => (String::new(), None),
                })
                .collect();
            let items: Vec<Item<'_>> = found
                .iter()
                .zip(&told)
                .map(|(p, (key, why_not))| Item {
                    name: &p.name,
                    detail: &p.detail,
                    key,
                    matched: &p.matched,
                    why_not: why_not.as_deref(),
                })
                .collect();
            palette.draw(&items, paint, body, buf);
        }
    }
}
