//! How a token answers the question: what it is now, and how it comes to the permission.

use crate::domain::lookup::group_name;
use crate::domain::reach::Force;
use crate::domain::reach::How;
use crate::domain::reach::Origin;
use crate::domain::reach::Target;
use crate::domain::reach::Verdict;
use crate::domain::text::clean;
use crate::domain::token::Standing;
use crate::domain::token::Token;
use crate::domain::words;
use crate::screens::tokens::sign_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;
use crate::world::World;

/// What the token is now as far as the question goes: what takes its reach away, or leaves it in doubt, is said before
/// what is plain.
pub(super) fn status(token: &Token, how: Option<&How>, world: &World) -> (Glyph, Meaning, String) {
    let Force { standing, origin } = Force::of(token, world.now());
    let verdict = how.map_or(Verdict::No, |how| how.verdict);
    if verdict == Verdict::Denied {
        return (Glyph::Cross, Meaning::Bad, "denied".into());
    }
    let (glyph, meaning) = sign_of(standing);
    match (standing, origin) {
        (Standing::Active | Standing::Unknown, Origin::Nowhere) => {
            (Glyph::Disabled, Meaning::Muted, "from nowhere".into())
        }
        (Standing::Active, _) if verdict == Verdict::Unknown => {
            (Glyph::Half, Meaning::Warn, "possible".into())
        }
        (Standing::Active, Origin::Some) => (glyph, meaning, "by address".into()),
        (Standing::Active, Origin::Anywhere) => (glyph, meaning, "active now".into()),
        (Standing::NotYet, _) => {
            let starts = token.not_before.map(|start| text::age(start.since(world.now())));
            (glyph, meaning, format!("in {}", starts.unwrap_or_default()))
        }
        (Standing::Unknown, _) if !token.status.word().is_empty() => {
            (glyph, meaning, clean(token.status.word()).into_owned())
        }
        (standing, _) => (glyph, meaning, standing.word().into()),
    }
}

/// How it comes to the permission: which permission where several are asked about, over what, by which policies, and
/// what is denied near it.
pub(super) fn path(how: &How, named: bool, world: &World) -> Phrase {
    let list = |targets: &[Target]| match targets {
        [] => String::new(),
        [only] => words::name_of(only, world),
        [first, rest @ ..] => format!("{} +{}", words::name_of(first, world), rest.len()),
    };
    let mut path = Phrase::new();
    if named || how.unknown_group {
        let name = group_name(&how.group, world);
        let name =
            name.map_or_else(|| format!("permission {}…", how.group.id.short(8)), |n| clean(n).into_owned());
        let more = if how.others > 0 { format!(" +{}", how.others) } else { String::new() };
        path = path.text(format!("{name}{more}")).muted(" on ");
    }
    path = path.with(Meaning::Accent, list(&how.over));
    if !how.denied.is_empty() {
        path = path.with(Meaning::Bad, " not ").text(list(&how.denied));
    }
    match how.verdict {
        Verdict::Unknown if how.unknown_group => {
            path = path.with(Meaning::Warn, ", nobody knows what it does");
        }
        Verdict::Unknown => path = path.with(Meaning::Warn, ", nobody can tell"),
        Verdict::Presumed => path = path.muted(", presumably"),
        Verdict::Partial => path = path.muted(", in part"),
        Verdict::No | Verdict::Denied | Verdict::Yes => {}
    }
    let policies: Vec<String> = how.policies.iter().map(usize::to_string).collect();
    let word = if policies.len() == 1 { "policy" } else { "policies" };
    path.muted(format!("  {word} {}", policies.join(", ")))
}
