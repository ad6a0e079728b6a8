//! Whether a token's permissions work while an account owns it: for a user token, whether it could become one; for an
//! account's token, what of it may break.

use super::summary::Of;
use crate::domain::matrix::advice::Advice;
use crate::domain::matrix::advice::Verdict;
use crate::domain::matrix::moving::Block;
use crate::domain::matrix::moving::could_move;
use crate::domain::matrix::probe::Evidence;
use crate::domain::matrix::touch::Products;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Token;
use crate::screens::probe;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;

/// What is said of the token, the answer first.
pub(super) fn lines(token: &Token, of: &Of<'_>) -> Vec<Phrase> {
    let matrix = of.world.matrix();
    let judged = could_move(matrix, token, of.world);
    if judged.permissions.is_empty() {
        return Vec::new();
    }
    let newest = matrix.newest().map(|s| &*s.id).unwrap_or_default();
    let mut lines = Vec::new();
    match &token.at.owner {
        Owner::User => {
            lines.push(could(judged.verdict, of));
            let others = judged.blocked_by.iter().filter(|b| !matches!(b, Block::Permission(..)));
            lines.extend(others.map(|block| verdict(Verdict::No, of).text(clean(&block.to_string()))));
            lines.extend(exceptions(&judged.permissions, of));
            lines.extend(works(&judged.permissions, newest, of));
        }
        Owner::Account(_) => {
            let closed = judged.permissions.iter().any(|a| a.verdict == Verdict::No);
            lines.push(stands(closed, newest, of));
            lines.extend(exceptions(&judged.permissions, of));
        }
    }
    lines
}

/// What products answered when they were asked with a token of the same account: all of it for the token that asked,
/// else for the products that the token uses.
pub(super) fn asked_live(token: &Token, of: &Of<'_>) -> Vec<Phrase> {
    let Some(account) = token.at.owner.account() else { return Vec::new() };
    let uses = Products::of(token);
    let speaks = |e: &&Evidence| e.token == token.at.id || uses.meet(Products::named(&e.product));
    let ago = |at| text::ago(Some(at), of.now);
    let answers = of.world.evidence_of(account).filter(speaks);
    let mut lines: Vec<Phrase> =
        answers.map(|e| probe::line(e, of.world).muted(format!("  {}", ago(e.at)))).collect();
    if !lines.is_empty() {
        lines.insert(0, probe::beside(of.world));
    }
    lines
}

fn could(verdict: Verdict, of: &Of<'_>) -> Phrase {
    let (meaning, glyph, words) = match verdict {
        Verdict::Yes => (Meaning::Good, Glyph::Check, "it could become account-owned"),
        Verdict::Partial => (Meaning::Warn, Glyph::Half, "it could become account-owned in part"),
        Verdict::Unknown => {
            (Meaning::Warn, Glyph::Half, "whether it could become account-owned is not known")
        }
        Verdict::No => (Meaning::Bad, Glyph::Cross, "it could not become account-owned"),
    };
    Phrase::new().with(meaning, format!("{} {words}", of.sign(glyph)))
}

fn stands(closed: bool, newest: &str, of: &Of<'_>) -> Phrase {
    if closed {
        let words = format!("{} an account owns it, so it may break:", of.sign(Glyph::Cross));
        return Phrase::new().with(Meaning::Warn, words);
    }
    let words = format!("{} nothing it uses is closed to account-owned tokens", of.sign(Glyph::Check));
    Phrase::new().with(Meaning::Good, words).muted(format!("  {newest}"))
}

/// What does not plainly work, the worst first, with the reason; permissions of the same reason share a line.
fn exceptions(advice: &[Advice], of: &Of<'_>) -> Vec<Phrase> {
    let mut groups: Vec<(&Advice, Vec<String>)> = Vec::new();
    for a in advice.iter().filter(|a| a.verdict != Verdict::Yes) {
        let name = clean(&a.permission).into_owned();
        match groups.iter_mut().find(|(first, _)| (first.verdict, &first.reason) == (a.verdict, &a.reason)) {
            Some((_, names)) => names.push(name),
            None => groups.push((a, vec![name])),
        }
    }
    groups.sort_by_key(|(first, _)| std::cmp::Reverse(first.verdict));
    let line = |(first, names): (&Advice, Vec<String>)| {
        verdict(first.verdict, of).text(names.join(", ")).muted(format!("  {}", clean(&first.reason)))
    };
    groups.into_iter().map(line).collect()
}

/// What works, in one line.
fn works(advice: &[Advice], newest: &str, of: &Of<'_>) -> Option<Phrase> {
    let names: Vec<_> =
        advice.iter().filter(|a| a.verdict == Verdict::Yes).map(|a| clean(&a.permission)).collect();
    (!names.is_empty()).then(|| verdict(Verdict::Yes, of).text(names.join(", ")).muted(format!("  {newest}")))
}

/// The word of a verdict as a label.
fn verdict(verdict: Verdict, of: &Of<'_>) -> Phrase {
    let (meaning, glyph) = tone(verdict);
    Phrase::new().with(meaning, format!("{} {:<9} ", of.sign(glyph), verdict.word()))
}

fn tone(verdict: Verdict) -> (Meaning, Glyph) {
    match verdict {
        Verdict::Yes => (Meaning::Good, Glyph::Check),
        Verdict::Partial => (Meaning::Warn, Glyph::Half),
        Verdict::Unknown => (Meaning::Muted, Glyph::Disabled),
        Verdict::No => (Meaning::Bad, Glyph::Cross),
    }
}
