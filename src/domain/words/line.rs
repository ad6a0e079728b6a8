//! Reach on one line, for confirmations and for a list's column.

use super::{Certainty, Named, Phrase, phrases};
use crate::domain::lookup::Lookup;
use crate::domain::policy::Stance;
use crate::domain::token::Token;

/// What a token can do, in at most `max` characters: `edit DNS, Zone · example.com +3`. The gravest permissions and
/// the widest resources come first; what does not fit is counted. `nothing` when there is no reach.
pub fn reach_line(token: &Token, names: &dyn Lookup, max: usize) -> String {
    let reaching: Vec<Phrase> = phrases(token, names)
        .into_iter()
        .filter(|p| p.stance != Stance::Deny && p.certainty != Certainty::Inert)
        .collect();
    if reaching.is_empty() {
        return cut("nothing", max);
    }
    let mut acts: Vec<(&str, &str)> = Vec::new();
    let mut places: Vec<&Named> = Vec::new();
    for phrase in &reaching {
        acts.extend(
            phrase
                .what
                .iter()
                .map(|what| (phrase.verb, &**what))
                .filter(|act| !acts.contains(act))
                .collect::<Vec<_>>(),
        );
        for place in &phrase.on {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places.sort_by_key(|n| (!n.target.is_everywhere(), !n.target.is_all_in_one_account()));
    let on = match &*places {
        [] => String::new(),
        [only] => only.name.clone(),
        [first, rest @ ..] => format!("{} +{}", first.name, rest.len()),
    };
    let fitting = (1..=acts.len()).rev().map(|n| format!("{} · {on}", say(&acts, n)));
    let shortest = format!("{} · {on}", say(&acts, 1));
    fitting.into_iter().find(|line| line.chars().count() <= max).unwrap_or_else(|| cut(&shortest, max))
}

/// The first `n` acts, a verb said once for all that follow it, and how many there are beside.
fn say(acts: &[(&str, &str)], n: usize) -> String {
    let mut out = String::new();
    let mut last = "";
    for (verb, what) in acts.iter().take(n) {
        if *verb == last {
            out.push_str(", ");
        } else {
            out.push_str(if last.is_empty() { "" } else { "; " });
            out.push_str(verb);
            out.push(' ');
            last = verb;
        }
        out.push_str(what);
    }
    if acts.len() > n {
        out.push_str(&format!(" +{}", acts.len() - n));
    }
    out
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(max.saturating_sub(1)).collect();
    if max > 0 {
        out.push('…');
    }
    out
}
