//! Judging tokens by a query.

use std::borrow::Cow;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher as Fuzzy};

use super::ast::{Address, Family, Never, Query, Term, Test, Text};
use super::haystack::Haystack;
use super::marks;
use super::permission::Wanted;
use super::place::Place;
use crate::clock::Time;
use crate::domain::finding::{FindingSet, Quota};
use crate::domain::history::News;
use crate::domain::lookup::{Lookup, MeantBy};
use crate::domain::matrix::Matrix;
use crate::domain::matrix::touch::Products;
use crate::domain::note::Note;
use crate::domain::policy::Stance;
use crate::domain::reach::{self, Force, Target};
use crate::domain::text::contains;
use crate::domain::token::{Owner, Standing, Token};

/// A token, and what a query may ask about it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The token.
    pub token: &'a Token,
    /// Its names, prepared.
    pub haystack: &'a Haystack,
    /// The present.
    pub now: Time,
    /// Names of other things.
    pub names: &'a dyn Lookup,
    /// Its findings; asked for only by `finding:`.
    pub findings: &'a dyn Fn() -> FindingSet,
    /// How full its owner is; `None`: not known, and no `quota:` matches.
    pub quota: Option<Quota>,
    /// The local note about it.
    pub note: Option<&'a Note>,
    /// What is news about it.
    pub news: Option<News>,
}

/// A query made ready to judge many tokens. Keeps scratch memory, so it is not shared between threads.
pub struct Matcher {
    fuzzy: Fuzzy,
    /// Tests that look at the token only, cheapest first.
    plain: Vec<Plain>,
    words: Vec<Word>,
    /// `can:` without `-`, each asked on every one of `on`.
    can: Vec<Wanted>,
    /// `on:` without `-`.
    on: Vec<Place>,
    /// `would:` without `-`, each asked on every one of `at`.
    would: Vec<Wanted>,
    /// `at:` without `-`.
    at: Vec<Place>,
    /// `-can:`: nowhere.
    cannot: Vec<Wanted>,
    /// `-on:`: nothing there.
    not_on: Vec<Place>,
    /// `-would:`
    would_not: Vec<Wanted>,
    /// `-at:`
    not_at: Vec<Place>,
}

struct Plain {
    negated: bool,
    test: Test,
    /// Only for `perm:`.
    wanted: Option<Wanted>,
    /// Only for `product:`.
    products: Products,
}

struct Word {
    negated: bool,
    atom: Atom,
    /// The bits of its letters in a token's marks.
    letters: u64,
    /// The word in lower case if it may be a part of an id.
    id: Option<String>,
    /// Whether it is made of hex digits, as nearly all ids are.
    hex: bool,
}

/// Shorter words are not looked for in ids: two letters are a part of every tenth id.
const ID_PART: usize = 4;

impl Query {
    /// Makes the query ready to judge tokens.
    pub fn matcher(&self) -> Matcher {
        let mut matcher = Matcher {
            fuzzy: Fuzzy::new(Config::DEFAULT),
            plain: Vec::new(),
            words: Vec::new(),
            can: Vec::new(),
            on: Vec::new(),
            would: Vec::new(),
            at: Vec::new(),
            cannot: Vec::new(),
            not_on: Vec::new(),
            would_not: Vec::new(),
            not_at: Vec::new(),
        };
        for term in &self.terms {
            matcher.add(term);
        }
        matcher
    }
}

impl Matcher {
    fn add(&mut self, term: &Term) {
        let negated = term.negated;
        match &term.test {
            Test::Word(word) => self.words.push(Word::new(word, negated)),
            Test::Can(value) if negated => self.cannot.push(Wanted::new(value)),
            Test::Can(value) => self.can.push(Wanted::new(value)),
            Test::On(value) if negated => self.not_on.push(Place::new(value)),
            Test::On(value) => self.on.push(Place::new(value)),
            Test::Would(value) if negated => self.would_not.push(Wanted::new(value)),
            Test::Would(value) => self.would.push(Wanted::new(value)),
            Test::At(value) if negated => self.not_at.push(Place::new(value)),
            Test::At(value) => self.at.push(Place::new(value)),
            test => {
                let wanted = if let Test::Perm(value) = test { Some(Wanted::new(value)) } else { None };
                let products = match test {
                    Test::Product(name) => products(name),
                    _ => Products::default(),
                };
                self.plain.push(Plain { negated, test: test.clone(), wanted, products });
            }
        }
    }

    /// Looks up what places mean, once for many tokens. To be done again when names have changed.
    pub fn learn(&mut self, names: &dyn Lookup) {
        let places = self.on.iter_mut().chain(&mut self.not_on).chain(&mut self.at).chain(&mut self.not_at);
        places.for_each(|place| place.learn(names));
    }

    /// How well a token matches; `None`: it does not. Without bare words every match scores 0.
    pub fn score(&mut self, subject: &Subject<'_>) -> Option<u32> {
        // First what can be told without a visit to the token's memory.
        if self.words.iter().any(|word| !word.negated && !word.may_match(subject)) {
            return None;
        }
        if !self.plain.iter().all(|p| p.holds(subject) != p.negated) {
            return None;
        }
        let mut score = 0_u32;
        for word in &self.words {
            match (word.score(subject, &mut self.fuzzy), word.negated) {
                (Some(points), false) => score = score.saturating_add(points),
                (None, true) => {}
                _ => return None,
            }
        }
        (self.reach_holds(subject) && self.loss_holds(subject)).then_some(score)
    }

    fn reach_holds(&self, subject: &Subject<'_>) -> bool {
        let on_each = |wanted| self.on.iter().all(|place| subject.reaches_place(wanted, place));
        let allowed = match (self.can.is_empty(), self.on.is_empty()) {
            (true, true) => true,
            (true, false) => on_each(None),
            (false, true) => self.can.iter().all(|w| subject.reaches(Some(w), None)),
            (false, false) => self.can.iter().all(|w| on_each(Some(w))),
        };
        allowed
            && !self.cannot.iter().any(|w| subject.reaches(Some(w), None))
            && !self.not_on.iter().any(|place| subject.reaches_place(None, place))
    }
}

impl Matcher {
    /// `would:` and `at:`.
    fn loss_holds(&self, subject: &Subject<'_>) -> bool {
        let at_each = |wanted| self.at.iter().all(|place| subject.would_at(wanted, place));
        let lost = match (self.would.is_empty(), self.at.is_empty()) {
            (true, true) => true,
            (true, false) => at_each(None),
            (false, true) => self.would.iter().all(|w| subject.would(Some(w), None)),
            (false, false) => self.would.iter().all(|w| at_each(Some(w))),
        };
        lost && !self.would_not.iter().any(|w| subject.would(Some(w), None))
            && !self.not_at.iter().any(|place| subject.would_at(None, place))
    }
}

impl Subject<'_> {
    /// Whether one of the wanted groups (any group, if `None`) reaches one of the targets (anything, if `None`).
    fn reaches(&self, wanted: Option<&Wanted>, targets: Option<&[Target]>) -> bool {
        if wanted.is_some_and(|w| !w.may_be_in(self.haystack.marks)) {
            return false;
        }
        let is = |group: &_| wanted.is_none_or(|w| w.is(group));
        reach::reaches(&self.token.policies, &is, targets, &self.meant())
    }

    fn reaches_place(&self, wanted: Option<&Wanted>, place: &Place) -> bool {
        self.targets(wanted, place).is_some_and(|targets| self.reaches(wanted, Some(&targets)))
    }

    /// Whether a policy allows one of the wanted groups on one of the targets, but that is of no use: a deny takes it
    /// away, or the token cannot be used now.
    fn would(&self, wanted: Option<&Wanted>, targets: Option<&[Target]>) -> bool {
        if wanted.is_some_and(|w| !w.may_be_in(self.haystack.marks)) {
            return false;
        }
        let (policies, is) = (&self.token.policies, |group: &_| wanted.is_none_or(|w| w.is(group)));
        if Force::of(self.token, self.now).is_usable() {
            reach::denied(policies, &is, targets, &self.meant())
        } else {
            reach::granted(policies, &is, targets, &self.meant())
        }
    }

    fn meant(&self) -> MeantBy<'_> {
        MeantBy { names: self.names, owner: &self.token.at.owner }
    }

    fn would_at(&self, wanted: Option<&Wanted>, place: &Place) -> bool {
        // Of most tokens nothing is lost, and that is quickly told.
        let denies = self.token.policies.iter().any(|policy| policy.stance == Stance::Deny);
        (denies || !Force::of(self.token, self.now).is_usable())
            && self.targets(wanted, place).is_some_and(|targets| self.would(wanted, Some(&targets)))
    }

    /// What a place means for this token; `None` where the marks tell that nothing of it is mentioned.
    fn targets<'p>(&self, wanted: Option<&Wanted>, place: &'p Place) -> Option<Cow<'p, [Target]>> {
        let marks = self.haystack.marks;
        if wanted.is_some_and(|w| !w.may_be_in(marks)) {
            return None;
        }
        let known = place.known(self.names);
        if known.is_empty() {
            return marks.has_called().then(|| place.written(&self.token.policies).into());
        }
        let near = known.iter().any(|target| marks.may_reach(target, self.names));
        near.then_some(known)
    }
}

impl Word {
    fn new(word: &str, negated: bool) -> Self {
        let atom = Atom::new(word, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy, false);
        let is_part = word.len() >= ID_PART && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Word {
            negated,
            atom,
            letters: marks::letters(word),
            id: is_part.then(|| word.to_lowercase()),
            hex: word.bytes().all(|b| b.is_ascii_hexdigit()),
        }
    }

    /// The word, if it may be a part of the id.
    fn id_part(&self, subject: &Subject<'_>) -> Option<&String> {
        self.id.as_ref().filter(|_| self.hex || subject.haystack.marks.has_odd_id())
    }

    /// Whether it may match, as far as the marks tell.
    fn may_match(&self, subject: &Subject<'_>) -> bool {
        subject.haystack.marks.may_spell(self.letters) || self.id_part(subject).is_some()
    }

    fn score(&self, subject: &Subject<'_>, fuzzy: &mut Fuzzy) -> Option<u32> {
        if let Some(part) = self.id_part(subject)
            && subject.token.at.id.with_text(|text| contains(text, part))
        {
            // As much as a consecutive match in a name would give (16 a character and a bonus).
            return Some(u32::try_from(part.len()).unwrap_or(u32::MAX).saturating_mul(20));
        }
        if !subject.haystack.marks.may_spell(self.letters) {
            return None;
        }
        self.atom.score(subject.haystack.text.get(), fuzzy).map(u32::from)
    }
}

impl Plain {
    fn holds(&self, subject: &Subject<'_>) -> bool {
        let Subject { token, now, names, .. } = *subject;
        let ago = |then: Option<Time>| then.map(|t| now.since(t));
        match &self.test {
            Test::Status(standing) => token.standing(now) == *standing,
            Test::Kind(Family::Account) => token.at.owner != Owner::User,
            Test::Kind(Family::User) => token.at.owner == Owner::User,
            Test::Account(text) => token.at.owner.account().is_some_and(|id| {
                let named = names.account_name(id).is_some_and(|name| text.is_in(name));
                named || matches!(text, Text::Part(part) if id.with_text(|id| id.starts_with(&**part)))
            }),
            Test::By(text) => {
                let made_by = token.provisioner.as_deref();
                let client = made_by.and_then(|p| p.id.as_deref());
                let texts = [token.creator.as_deref(), made_by.map(|p| &*p.kind), client];
                texts.into_iter().flatten().any(|t| text.is_in(t))
            }
            Test::Unused(bound) => {
                ago(token.last_used_on.or(token.issued_on)).is_some_and(|idle| bound.holds(idle))
            }
            Test::Used(bound) => ago(token.last_used_on).is_some_and(|age| bound.holds(age)),
            Test::Issued(bound) => ago(token.issued_on).is_some_and(|age| bound.holds(age)),
            Test::Modified(bound) => ago(token.modified_on).is_some_and(|age| bound.holds(age)),
            Test::Never(Never::Used) => token.last_used_on.is_none(),
            Test::Never(Never::Expires) => token.expires_on.is_none(),
            Test::Expires(bound) => {
                let left = token.expires_on.map(|end| end.since(now)).filter(|left| *left > 0);
                token.standing(now) != Standing::Expired && left.is_some_and(|left| bound.holds(left))
            }
            Test::Ends(days) => token.expires_on.is_some_and(|end| days.holds(end)),
            Test::Changed(None) => subject.news.is_some(),
            Test::Changed(news) => subject.news == *news,
            Test::Ip(Address::None) => token.condition.is_open(),
            Test::Ip(Address::Admits(host)) => token.condition.admits(*host),
            Test::Finding(None) => !(subject.findings)().is_empty(),
            Test::Finding(Some(id)) => (subject.findings)().contains(*id),
            Test::Quota(bound) => subject.quota.is_some_and(|quota| bound.holds(quota.percent())),
            Test::Name(text) => text.is_in(&token.name),
            Test::Id(part) => token.at.id.with_text(|id| contains(id, part)),
            Test::Note(field, text) => subject.note.is_some_and(|note| {
                note.said().any(|(said, words)| field.is_none_or(|field| field == said) && text.is_in(words))
            }),
            Test::Matches(pattern) => {
                let account = token.at.owner.account().and_then(|id| names.account_name(id));
                pattern.is_match(&token.name)
                    || account.is_some_and(|name| pattern.is_match(name))
                    || token.at.id.with_text(|id| pattern.is_match(id))
            }
            Test::Perm(_) => self
                .wanted
                .as_ref()
                .is_some_and(|wanted| token.policies.iter().any(|p| p.groups.iter().any(|g| wanted.is(g)))),
            Test::Product(_) => Products::of(token).meet(self.products),
            // Judged by `words`, `reach_holds` and `loss_holds`.
            Test::Word(_) | Test::Can(_) | Test::On(_) | Test::Would(_) | Test::At(_) => true,
        }
    }
}

/// The product of this name or alias; where there is none, those with the text in their name. Only shipped products have
/// permission groups, so imported pages change nothing here.
fn products(text: &str) -> Products {
    let matrix = Matrix::shipped();
    if let Some(product) = matrix.product(text) {
        return Products::named(&product.name);
    }
    let named = matrix.products().iter().filter(|product| contains(&product.name, text));
    named.map(|product| Products::named(&product.name)).fold(Products::default(), Products::and)
}

impl Text {
    fn is_in(&self, text: &str) -> bool {
        match self {
            Text::Part(part) => contains(text, part),
            Text::Pattern(pattern) => pattern.is_match(text),
        }
    }
}
