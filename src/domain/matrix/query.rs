//! Narrowing the list of products: `dns status:no changed:2024-11-beta..newest touches:mine`.
//!
//! The terms are split as those of the token filter are ([`crate::domain::filter`]): words, `field:value`, `-` in front
//! turns a term round, quotes group. A product matches when every term does.
//!
//! ```text
//! status:yes|no|partial|absent      what the newest snapshot says
//! changed:A..B   changed:A          differs between two snapshots; without B: the newest
//! touches:mine|account|user         my tokens use it; owned by an account; by a user
//! sources:any|flip|presence|doubt   in what the sources disagree
//! mapping:none|high|medium|low|…    how sure it is which permissions belong to it
//! ```

use std::fmt;
use std::ops::Range;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher as Fuzzy, Utf32Str};

use super::permissions::{self, Confidence};
use super::product::Product;
use super::table::{ContradictionKind, Matrix};
use crate::domain::filter::Complaint;
use crate::domain::filter::lex::{Item, Value, lex};
use crate::domain::nearest::nearest;

/// How many tokens touch a product, by whose they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touching {
    /// Tokens that an account owns.
    pub account: u32,
    /// Tokens of the user.
    pub user: u32,
}

/// What a term asks of a product.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Word(Box<str>),
    /// One of [`STATUSES`].
    Status(&'static str),
    /// Ids of two snapshots.
    Changed(Box<str>, Box<str>),
    Touches(Whose),
    Sources(Option<ContradictionKind>),
    Mapping(Option<Confidence>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Mine,
    Account,
    User,
}

/// The words of `status:`, in the order in which one goes through them.
pub const STATUSES: [&str; 4] = ["no", "partial", "absent", "yes"];
const FIELDS: [&str; 5] = ["status", "changed", "touches", "sources", "mapping"];
const WHOSE: [(&str, Whose); 3] = [("mine", Whose::Mine), ("account", Whose::Account), ("user", Whose::User)];
const SOURCES: [(&str, Option<ContradictionKind>); 4] = [
    ("any", None),
    ("flip", Some(ContradictionKind::Flip)),
    ("presence", Some(ContradictionKind::Presence)),
    ("doubt", Some(ContradictionKind::Doubt)),
];
const MAPPING: [(&str, Option<Confidence>); 5] = [
    ("none", None),
    ("high", Some(Confidence::High)),
    ("medium", Some(Confidence::Medium)),
    ("low", Some(Confidence::Low)),
    ("uncertain", Some(Confidence::Uncertain)),
];

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    terms: Vec<(bool, Test)>,
}

impl Query {
    /// Reads what was typed. Snapshots are known by their ids, and as `newest` and `oldest`.
    ///
    /// # Errors
    /// The first thing that is wrong, where it stands, and what was probably meant.
    pub fn parse(text: &str, matrix: &Matrix) -> Result<Query, Complaint> {
        let read = |item: Item| term(item, matrix);
        Ok(Query { terms: lex(text)?.into_iter().map(read).collect::<Result<_, _>>()? })
    }

    /// The two snapshots between which it asks for changes, by id as typed.
    pub fn changed(&self) -> Option<(&str, &str)> {
        self.terms.iter().find_map(|(_, test)| match test {
            Test::Changed(from, to) => Some((&**from, &**to)),
            _ => None,
        })
    }

    /// The products that match, in the order of the matrix. `touching` says how many tokens touch a product.
    pub fn pick<'m>(
        &self,
        matrix: &'m Matrix,
        touching: impl Fn(&Product) -> Touching,
    ) -> impl Iterator<Item = &'m Product> {
        let words: Vec<Option<Pattern>> = self.terms.iter().map(|(_, test)| pattern(test)).collect();
        let (mut fuzzy, mut buffer) = (Fuzzy::new(Config::DEFAULT), Vec::new());
        matrix.products().iter().filter(move |product| {
            let mut terms = self.terms.iter().zip(&words);
            terms.all(|((negated, test), word)| {
                let holds = match word {
                    Some(word) => names(product)
                        .any(|name| word.score(Utf32Str::new(name, &mut buffer), &mut fuzzy).is_some()),
                    None => test.holds(product, matrix, touching(product)),
                };
                holds != *negated
            })
        })
    }
}

fn pattern(test: &Test) -> Option<Pattern> {
    let Test::Word(word) = test else { return None };
    Some(Pattern::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy))
}

/// All names by which a product may be looked for.
fn names(product: &Product) -> impl Iterator<Item = &str> {
    std::iter::once(&product.name).chain(&product.aliases).map(|name| &**name)
}

impl Test {
    fn holds(&self, product: &Product, matrix: &Matrix, touching: Touching) -> bool {
        match self {
            Test::Word(_) => true,
            Test::Status(word) => matrix.now(product).word() == *word,
            Test::Changed(from, to) => matrix.status(product, from) != matrix.status(product, to),
            Test::Touches(Whose::Mine) => touching.account + touching.user > 0,
            Test::Touches(Whose::Account) => touching.account > 0,
            Test::Touches(Whose::User) => touching.user > 0,
            Test::Sources(wanted) => {
                let found = matrix.contradiction(product).map(|c| c.kind);
                found.is_some() && (wanted.is_none() || found == *wanted)
            }
            Test::Mapping(wanted) => {
                permissions::shipped().of_product(&product.name).map(|m| m.confidence) == *wanted
            }
        }
    }
}

fn term(item: Item, matrix: &Matrix) -> Result<(bool, Test), Complaint> {
    let Item { negated, field, value, at, .. } = item;
    let Value::Text(text) = value else {
        return Err(Complaint::new(at, "products are not looked for by /pattern/; type a part of the name"));
    };
    let Some((field, place)) = field else { return Ok((negated, Test::Word(text.into()))) };
    let test = match field.as_str() {
        "status" => one_of("status", &text, at, STATUSES.map(|word| (word, word))).map(Test::Status),
        "touches" => one_of("touches", &text, at, WHOSE).map(Test::Touches),
        "sources" => one_of("sources", &text, at, SOURCES).map(Test::Sources),
        "mapping" => one_of("mapping", &text, at, MAPPING).map(Test::Mapping),
        "changed" => changed(&text, at, matrix),
        _ => {
            let what = format!("there is no field {field:?}: {}", FIELDS.join(" "));
            return Err(Complaint::new(place, what).near(nearest(&field, FIELDS).map(str::to_owned)));
        }
    };
    Ok((negated, test?))
}

fn one_of<T: Clone, const N: usize>(
    field: &str,
    text: &str,
    at: Range<usize>,
    words: [(&'static str, T); N],
) -> Result<T, Complaint> {
    let known = words.each_ref().map(|(word, _)| *word);
    words.into_iter().find(|(word, _)| *word == text).map(|(_, value)| value).ok_or_else(|| {
        let what = format!("{field}: is one of {}", known.join(" "));
        Complaint::new(at, what).near(nearest(text, known).map(str::to_owned))
    })
}

fn changed(text: &str, at: Range<usize>, matrix: &Matrix) -> Result<Test, Complaint> {
    let (from, to) = text.split_once("..").unwrap_or((text, "newest"));
    for id in [from, to] {
        if matrix.column(id).is_none() {
            let ids: Vec<&str> =
                matrix.snapshots().iter().map(|s| &*s.id).chain(["oldest", "newest"]).collect();
            let near = nearest(id, ids.iter().copied()).map(|near| text.replacen(id, near, 1));
            return Err(Complaint::new(at, format!("there is no snapshot {id:?}")).near(near));
        }
    }
    Ok(Test::Changed(from.into(), to.into()))
}

/// A filter text in which the term of one field is another one, or gone. Everything else that was typed stays.
///
/// The keys of the browser work this way, so that what is typed and what keys chose is one thing.
pub fn with_term(text: &str, field: &str, value: Option<impl fmt::Display>) -> String {
    let kept =
        text.split_whitespace().filter(|word| word.split_once(':').is_none_or(|(name, _)| name != field));
    let mut words: Vec<String> = kept.map(str::to_owned).collect();
    words.extend(value.map(|value| format!("{field}:{value}")));
    words.join(" ")
}

/// What is typed behind `field:` in a filter text.
pub fn term_of<'t>(text: &'t str, field: &str) -> Option<&'t str> {
    text.split_whitespace().find_map(|word| word.strip_prefix(field)?.strip_prefix(':'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::status::Status;
    use super::*;

    fn picked(text: &str) -> Vec<String> {
        let matrix = Matrix::shipped();
        let query = Query::parse(text, matrix).unwrap();
        let touching = |product: &Product| match &*product.name {
            "DNS" => Touching { account: 2, user: 0 },
            "Turnstile" => Touching { account: 0, user: 1 },
            _ => Touching::default(),
        };
        query.pick(matrix, touching).map(|p| p.name.to_string()).collect()
    }

    #[rstest]
    #[case("magic wan", &["Cloudflare WAN"])]
    #[case("wrkrskv", &["Workers KV"])]
    #[case("touches:mine", &["DNS", "Turnstile"])]
    #[case("touches:account", &["DNS"])]
    #[case("touches:user status:no", &["Turnstile"])]
    #[case("touches:mine -status:no", &["DNS"])]
    #[case("changed:2026-01-list..newest", &["Browser Run", "Bulk Redirects"])]
    #[case("changed:2026-01-list", &["Browser Run", "Bulk Redirects"])]
    #[case("sources:doubt", &["Registrar"])]
    #[case("status:partial", &[])]
    fn picks(#[case] text: &str, #[case] names: &[&str]) {
        assert_eq!(picked(text), names);
    }

    #[test]
    fn nothing_asked_picks_everything_and_no_is_what_the_newest_says() {
        assert_eq!(picked("").len(), Matrix::shipped().products().len());
        let no = Matrix::shipped().products().iter().filter(|p| Matrix::shipped().now(p) == Status::No);
        assert_eq!(picked("status:no").len(), no.count());
        assert_eq!(picked("sources:any").len(), Matrix::shipped().contradictions().count());
        let known = picked("-mapping:none").len() + picked("mapping:none").len();
        assert_eq!(known, Matrix::shipped().products().len());
    }

    #[rstest]
    #[case("stauts:no", 0..6, Some("status"))]
    #[case("status:maybe", 7..12, None)]
    #[case("status:ye", 7..9, Some("yes"))]
    #[case("dns changed:2024-11-bet..newest", 12..31, Some("2024-11-beta..newest"))]
    #[case("/dns/", 0..5, None)]
    #[case("touches:", 0..8, None)]
    fn mistakes_are_placed(#[case] text: &str, #[case] span: Range<usize>, #[case] nearest: Option<&str>) {
        let complaint = Query::parse(text, Matrix::shipped()).unwrap_err();
        assert_eq!((complaint.span, complaint.nearest.as_deref()), (span, nearest));
    }

    #[test]
    fn keys_change_one_term_and_leave_the_rest() {
        assert_eq!(
            with_term("dns status:no touches:mine", "status", Some("yes")),
            "dns touches:mine status:yes"
        );
        assert_eq!(with_term("dns status:no", "status", None::<&str>), "dns");
        assert_eq!(term_of("dns status:no", "status"), Some("no"));
        assert_eq!(term_of("dns statuses:no", "status"), None);
    }
}
