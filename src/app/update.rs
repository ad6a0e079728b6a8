//! Routes a message. What it means is decided by the screens, the keymap and the world.
//!
//! ```text
//!  Key ──▶ always? ──▶ dialog │ command line │ help ──▶ screen.press (text, JSON pane) ──▶ keymap ──▶ give(Command)
//!  Engine ──▶ world.hear ──▶ Changed ──▶ every living screen;  Done/Failed ──▶ jobs, toasts, every living screen
//! ```

use super::Effect;
use super::Model;
use super::Msg;
use super::Over;
use super::edges;
use super::geometry;
use super::going::go;
use super::going::lead;
use super::mouse;
use super::news;
use super::proposals::Act;
use super::proposals::Proposal;
use super::proposals::proposals;
use super::report;
use super::trail;
use super::trail::Way;
use super::views;
use crate::command::Code;
use crate::command::Command;
use crate::command::Key;
use crate::command::Layer;
use crate::domain::given::Given;
use crate::domain::text::clean;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::screens::Screen;
use crate::screens::cx::Ask;
use crate::screens::cx::Cx;
use crate::screens::cx::Dialog;
use crate::screens::cx::Input;
use crate::screens::cx::Then;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::route::Asked;
use crate::screens::route::Route;
use crate::ui;
use crate::ui::field::Edit;
use crate::ui::help::Help;
use crate::ui::palette::Palette;
use crate::world::Changed;

/// Takes a message; answers what is to be done outside.
pub fn update(m: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut out = Vec::new();
    let before = trail::here(m);
    if matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_)) {
        trail::taken(m);
    }
    match msg {
        Msg::Key(key) => press(m, key, &mut out),
        Msg::Paste(text) => paste(m, &text, &mut out),
        Msg::Secret(at, len) => {
            // Nothing here has a use for a value yet, so it is wiped at once rather than kept.
            out.push(Effect::Forget(at));
            let text = format!(
                "that looks like a token value ({len} characters): it was not entered and has been wiped"
            );
            m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
        }
        Msg::Resize(width, height) => {
            m.size.width = width;
            m.size.height = height;
            tell_all(m, &mut out, || Input::Resized);
        }
        Msg::Mouse(mouse) => mouse::act(m, mouse, &mut out),
        Msg::Tick(now) => {
            m.now = now;
            m.toasts.tick(now);
            let changed = m.world.tick(now);
            if !changed.is_empty() {
                tell_all(m, &mut out, || Input::Changed(&changed));
            }
            tell_top(m, Input::Tick, &mut out);
        }
        Msg::Engine(events) => {
            hear(m, &events, &mut out);
            trail::look(m, &mut out);
        }
    }
    trail::stepped(m, before);
    if m.over.is_none() {
        m.over = m.waiting.pop_front().map(Over::Dialog);
    }
    watch(m, &mut out);
    out
}

/// Settles what the first screen asked for.
pub(super) fn start(m: &mut Model, asks: Vec<Ask>) -> Vec<Effect> {
    let mut out = Vec::new();
    settle(m, asks, &mut out);
    tell_top(m, Input::Shown, &mut out);
    watch(m, &mut out);
    out
}

pub(super) fn press(m: &mut Model, key: Key, out: &mut Vec<Effect>) {
    m.toasts.pressed(m.now);
    if let Some(command) = m.keymap.resolve(key, &[Layer::Always]) {
        return give(m, command, out);
    }
    let body = geometry::regions(m.size).body;
    match m.over.take() {
        Some(Over::Dialog(mut dialog)) => {
            let answer = dialog.modal.press(key, body);
            if answer == ui::modal::Answer::Open && dialog.modal.takes_text() && key.code == Code::Enter {
                let text = "that is not what is asked for; esc cancels".to_owned();
                m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
            }
            answered(m, dialog, answer, out);
        }
        Some(Over::Palette(mut palette)) => {
            let found = proposals(palette.field.text(), &m.world, &m.settings.views);
            if found.is_empty() && key.code == Code::Enter {
                let text =
                    format!("there is no command, view or account \"{}\"", clean(palette.field.text()));
                m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
            }
            match palette.press(key, found.len(), m.given.lines()) {
                ui::palette::Answer::Cancelled => {}
                ui::palette::Answer::Complete(i) => {
                    if let Some(proposal) = found.get(i) {
                        palette.complete(&proposal.name);
                    }
                    m.over = Some(Over::Palette(palette));
                }
                ui::palette::Answer::Run(i) => {
                    if let Some(proposal) = found.into_iter().nth(i) {
                        carry_out(m, proposal, out);
                    }
                }
                ui::palette::Answer::Open | ui::palette::Answer::Typed => {
                    m.over = Some(Over::Palette(palette));
                }
            }
        }
        Some(Over::Help(mut help)) => {
            if help.press(key, &m.help(), body) {
                m.over = Some(Over::Help(help));
            }
        }
        None => {
            let mut taken = false;
            with_top(m, out, |screen, cx| taken = screen.press(key, cx));
            if taken {
                return;
            }
            let layers = m.nav.top().map_or(&[][..], Screen::layers);
            match (m.keymap.resolve(key, layers), m.keymap.view(key).map(str::to_owned)) {
                (Some(command), _) => give(m, command, out),
                (None, Some(name)) => go(m, &Route::View(name), out),
                (None, None) => m.toasts.hint(unknown(m, key), m.now),
            }
        }
    }
}

/// Does what a proposal of the command line says, and remembers the line that would do it again.
pub(super) fn carry_out(m: &mut Model, proposal: Proposal, out: &mut Vec<Effect>) {
    if m.given.add(&proposal.name) {
        submit(m, Job::KeepLine(proposal.name), out);
    }
    match proposal.act {
        Act::Command(command) => give(m, command, out),
        Act::View(name) => go(m, &Route::View(name), out),
        Act::Account(id) => go(m, &Route::Tokens(Some(id)), out),
    }
}

fn paste(m: &mut Model, text: &str, out: &mut Vec<Effect>) {
    match &mut m.over {
        Some(Over::Dialog(dialog)) => dialog.modal.paste(text),
        Some(Over::Palette(palette)) => {
            palette.edit(&Edit::Insert(text.to_owned()));
        }
        Some(Over::Help(help)) => help.edit(&Edit::Insert(text.to_owned())),
        None => with_top(m, out, |screen, cx| screen.paste(text, cx)),
    }
}

/// What to say of a key that means nothing here: where else it would, or where the keys are listed.
fn unknown(m: &Model, key: Key) -> String {
    match m.keymap.elsewhere(key) {
        Some(spec) => {
            format!("{key} ({}) belongs to: {}", spec.label, spec.layer.heading().to_lowercase())
        }
        None => format!("{key} means nothing here; {} lists the keys", m.keymap.shown(Command::Help)),
    }
}

/// A dialog made something of a key or a click.
pub(super) fn answered(m: &mut Model, dialog: Dialog, answer: ui::modal::Answer, out: &mut Vec<Effect>) {
    let chosen = match answer {
        ui::modal::Answer::Open => {
            m.over = Some(Over::Dialog(dialog));
            return;
        }
        ui::modal::Answer::Cancelled => return,
        ui::modal::Answer::Confirmed => 0,
        ui::modal::Answer::Picked(i) => i,
    };
    match dialog.then.into_iter().nth(chosen) {
        Some(Then::Run(job)) => {
            with_cx(m, out, |cx| {
                cx.run(job);
            });
        }
        Some(Then::Ask(next)) => m.over = Some(Over::Dialog(*next)),
        Some(Then::Command(command)) => give(m, command, out),
        Some(Then::Go(route)) => go(m, &route, out),
        Some(Then::Copy(text, what)) => settle(m, vec![Ask::Copy { text, what }], out),
        None => {}
    }
}

/// Gives a command: to `app` if it is one of those that mean the same everywhere, else to the screen on top.
pub(super) fn give(m: &mut Model, command: Command, out: &mut Vec<Effect>) {
    match command {
        Command::Interrupt | Command::Quit => return out.push(Effect::Quit),
        Command::Suspend => return out.push(Effect::Suspend),
        Command::ToggleUtc => {
            m.settings.utc = !m.settings.utc;
            let zone = if m.settings.utc { "UTC" } else { "the zone of this machine" };
            m.toasts.hint(format!("times in {zone}"), m.now);
            // Days begin at other moments now.
            return tell_top(m, Input::Shown, out);
        }
        Command::Help => return m.over = Some(Over::Help(Help::default())),
        Command::CommandLine => return m.over = Some(Over::Palette(Palette::default())),
        _ => {}
    }
    if let Err(why) = m.can(command) {
        let text = format!("{}: {}", command.spec().label, why.0);
        return m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
    }
    match command {
        Command::Unfinished => report::unfinished(m),
        Command::Messages => report::messages(m),
        Command::Views => m.over = Some(Over::Dialog(views::dialog(&m.settings.views))),
        Command::Stop => {
            out.extend(m.jobs.deeds().map(Effect::Cancel));
            let text = "stopping: no further step; what was sent is still recorded".to_owned();
            m.toasts.say(Toast { tone: Tone::Info, text }, m.now);
        }
        Command::PlaceBack => trail::walk(m, Way::Back, out),
        Command::PlaceForward => trail::walk(m, Way::Forward, out),
        Command::GoTokens => go(m, &Route::Tokens(None), out),
        Command::GoAccounts => go(m, &Route::Accounts, out),
        Command::GoMatrix => go(m, &Route::Matrix, out),
        Command::GoRequests => go(m, &Route::Requests, out),
        Command::GoCalendar => lead(m, command, Route::Calendar(None), out),
        Command::GoWhoCan => lead(m, command, Route::WhoCan(Asked::default()), out),
        Command::GoNews => go(m, &Route::News, out),
        Command::Seen => news::seen(m, out),
        Command::Note | Command::History => news::lead(m, command, out),
        _ if command.spec().layer == Layer::Moving => edges::moved(m, command, out),
        _ => tell_top(m, Input::Command(command), out),
    }
}

/// Takes in what the engine reports. Screens are told what all of it changed at once: putting a few thousand tokens in
/// their places costs little more than putting fifty there.
fn hear(m: &mut Model, events: &[Event], out: &mut Vec<Effect>) {
    let mut changed = Changed::default();
    for event in events {
        changed.merge(m.world.hear(event));
        if let Event::Done(..) | Event::Failed(..) = event {
            // Whoever waits for the end of a job must see what the job brought.
            tell_changed(m, &std::mem::take(&mut changed), out);
        }
        react(m, event, out);
    }
    tell_changed(m, &changed, out);
}

fn tell_changed(m: &mut Model, changed: &Changed, out: &mut Vec<Effect>) {
    if !changed.is_empty() {
        tell_all(m, out, || Input::Changed(changed));
    }
}

fn react(m: &mut Model, event: &Event, out: &mut Vec<Effect>) {
    match event {
        Event::Progress(id, progress) => m.jobs.progress(*id, progress.clone()),
        Event::Done(id, outcome) => {
            if m.jobs.end(*id).is_some() {
                m.pending = m.jobs.pending();
                report::done(m, outcome);
            }
            tell_all(m, out, || Input::Event(event));
        }
        Event::Failed(id, fault) => {
            if let Some(running) = m.jobs.end(*id) {
                m.pending = m.jobs.pending();
                report::failed(m, &running.job, fault);
            }
            tell_all(m, out, || Input::Event(event));
        }
        Event::Notice(fault) => report::notice(m, fault),
        Event::OpenPlans(plans) => report::open_plans(m, plans),
        // What was given since the start is newer.
        Event::Given(earlier) => {
            let now = m.given.lines().iter();
            m.given = Given::of(earlier.iter().chain(now).map(String::as_str));
        }
        Event::World(_)
        | Event::Snapshots(_)
        | Event::Evidence(_)
        | Event::Budget(_)
        | Event::Sync(_)
        | Event::Request(_)
        | Event::Notes(_)
        | Event::Watch(_)
        | Event::Past(..) => {}
    }
}

/// Settles what was asked, in order.
fn settle(m: &mut Model, asks: Vec<Ask>, out: &mut Vec<Effect>) {
    for ask in asks {
        match ask {
            Ask::Run(id, job) => {
                m.jobs.start(id, job.clone(), m.now);
                m.pending = m.jobs.pending();
                out.push(Effect::Submit(id, job));
            }
            Ask::Cancel(id) => out.push(Effect::Cancel(id)),
            Ask::Go(route) => go(m, &route, out),
            Ask::Back => {
                if m.nav.pop() {
                    tell_top(m, Input::Shown, out);
                } else {
                    edges::top_level(m, out);
                }
            }
            Ask::Dialog(dialog) => m.over = Some(Over::Dialog(dialog)),
            Ask::Copy { text, what } => {
                out.push(Effect::CopyText(text));
                m.toasts.say(Toast { tone: Tone::Good, text: format!("copied {what}") }, m.now);
            }
            Ask::Toast(toast) => m.toasts.say(toast, m.now),
            Ask::OpenDemo => out.push(Effect::OpenDemo),
        }
    }
}

/// Tells the engine what is on screen, if that is something else than before.
pub(super) fn watch(m: &mut Model, out: &mut Vec<Effect>) {
    let body = geometry::regions(m.size).body_extent();
    let cx = Cx::new(&m.world, m.now, body, &m.settings, &m.pending, &mut m.next_job);
    let scopes = m.nav.top().map(|screen| screen.watching(&cx)).unwrap_or_default();
    if scopes != m.watched {
        m.watched.clone_from(&scopes);
        submit(m, Job::Watch(scopes), out);
    }
}

/// Hands over a job that nobody waits for, and that is not shown among those under way.
fn submit(m: &mut Model, job: Job, out: &mut Vec<Effect>) {
    m.next_job += 1;
    out.push(Effect::Submit(JobId(m.next_job), job));
}

pub(super) fn with_cx(m: &mut Model, out: &mut Vec<Effect>, act: impl FnOnce(&mut Cx<'_>)) {
    let body = geometry::regions(m.size).body_extent();
    let mut cx = Cx::new(&m.world, m.now, body, &m.settings, &m.pending, &mut m.next_job);
    act(&mut cx);
    let asks = cx.into_asks();
    settle(m, asks, out);
}

pub(super) fn with_top(m: &mut Model, out: &mut Vec<Effect>, act: impl FnOnce(&mut Screen, &mut Cx<'_>)) {
    with_screen(m, m.nav.stack().count().saturating_sub(1), out, act);
}

/// The screen that has so many below it does something.
pub(super) fn with_screen(
    m: &mut Model,
    depth: usize,
    out: &mut Vec<Effect>,
    act: impl FnOnce(&mut Screen, &mut Cx<'_>),
) {
    let body = geometry::regions(m.size).body_extent();
    let mut cx = Cx::new(&m.world, m.now, body, &m.settings, &m.pending, &mut m.next_job);
    if let Some(screen) = m.nav.nth_mut(depth) {
        act(screen, &mut cx);
    }
    let asks = cx.into_asks();
    settle(m, asks, out);
}

pub(super) fn tell_top(m: &mut Model, input: Input<'_>, out: &mut Vec<Effect>) {
    with_top(m, out, |screen, cx| screen.update(input, cx));
}

fn tell_all<'i>(m: &mut Model, out: &mut Vec<Effect>, input: impl Fn() -> Input<'i>) {
    let body = geometry::regions(m.size).body_extent();
    let mut cx = Cx::new(&m.world, m.now, body, &m.settings, &m.pending, &mut m.next_job);
    for screen in m.nav.each_mut() {
        screen.update(input(), &mut cx);
    }
    let asks = cx.into_asks();
    settle(m, asks, out);
}
