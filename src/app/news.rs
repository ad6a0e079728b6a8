//! What is news about tokens, wherever one is: the counts in the header, the way to a token's story and note, and the
//! key after which nothing is news.

use super::Effect;
use super::Model;
use super::going;
use super::update;
use crate::command::Command;
use crate::domain::history::News;
use crate::protocol::Job;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::news::sign_of;
use crate::ui::Paint;
use crate::ui::Phrase;
use crate::ui::text;

/// What is news: `+ 3 new  ≠ 1 changed  ✗ 1 gone`; nothing where nothing is.
pub(super) fn counts(m: &Model, paint: &Paint<'_>) -> Phrase {
    let mut phrase = Phrase::new();
    for news in News::ALL {
        let count = m.world.marked_as(news);
        if count > 0 {
            let (glyph, meaning) = sign_of(news);
            let gap = if phrase.is_empty() { "" } else { "  " };
            let words = format!("{gap}{} {} {}", paint.glyph(glyph), text::count(count), news.word());
            phrase = phrase.with(meaning, words);
        }
    }
    phrase
}

/// What is news, here or everywhere, is news no longer.
pub(super) fn seen(m: &mut Model, out: &mut Vec<Effect>) {
    let mut here = None;
    update::with_top(m, out, |screen, cx| here = screen.news(cx));
    let all = m.world.marked().len();
    let text = match &here {
        None => format!("{} marked as seen", text::plural(all, "token")),
        Some(tokens) if tokens.is_empty() => {
            format!("nothing here is news; {} drops the filter", m.settings.keys.of(Command::Back))
        }
        Some(tokens) => format!("{} of {all} marked as seen", tokens.len()),
    };
    m.toasts.say(Toast { tone: Tone::Info, text }, m.now);
    if here.as_ref().is_none_or(|tokens| !tokens.is_empty()) {
        update::with_cx(m, out, |cx| {
            cx.run(Job::Seen(here));
        });
    }
}

/// To the story or the note of the token that is open or under the cursor.
pub(super) fn lead(m: &mut Model, command: Command, out: &mut Vec<Effect>) {
    let mut to = None;
    update::with_top(m, out, |screen, cx| to = screen.leads(command, cx));
    match to {
        Some(route) => going::go(m, &route, out),
        None => {
            let text = "no token under the cursor".to_owned();
            m.toasts.say(Toast { tone: Tone::Warn, text }, m.now);
        }
    }
}
