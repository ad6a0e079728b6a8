//! What a filter says, once read.

use regex::{Regex, RegexBuilder};

use super::span::{Beyond, Span};
use super::stretch::Stretch;
use crate::domain::finding::FindingId;
use crate::domain::history::News;
use crate::domain::note;
use crate::domain::token::Standing;

/// A filter: a token matches when every term does. The empty query matches everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The terms, in the order in which they were written.
    pub terms: Vec<Term>,
}

impl Query {
    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether there is nothing but bare words to be found, so that rows may be ranked by how well they match.
    pub fn words_only(&self) -> bool {
        !self.is_empty() && self.terms.iter().all(|t| !t.negated && matches!(t.test, Test::Word(_)))
    }

    /// Whether it asks what is reached: then names of places, and what lies where, must be known to judge by it.
    pub fn asks_for_places(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::On(_) | Test::At(_)))
    }

    /// Whether it asks for this finding by its id.
    pub fn asks_for(&self, finding: FindingId) -> bool {
        self.terms.iter().any(|term| term.test == Test::Finding(Some(finding)))
    }

    /// Whether it asks for tokens that are gone since somebody last looked: by `changed:gone`, or by `changed:any`, since
    /// that a token is gone is news, too.
    pub fn asks_for_gone(&self) -> bool {
        let gone = |test: &Test| matches!(test, Test::Changed(None | Some(News::Gone)));
        self.terms.iter().any(|term| !term.negated && gone(&term.test))
    }

    /// Whether every term can be answered for a token that is gone: of one, its name, its owner, its id and the local
    /// note are still known, and nothing that only Cloudflare could say.
    pub fn answers_for_gone(&self) -> bool {
        self.terms.iter().all(|term| {
            matches!(
                term.test,
                Test::Word(_)
                    | Test::Matches(_)
                    | Test::Kind(_)
                    | Test::Account(_)
                    | Test::Changed(_)
                    | Test::Name(_)
                    | Test::Id(_)
                    | Test::Note(..)
            )
        })
    }
}

/// One term.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Whether it is turned round by `-`.
    pub negated: bool,
    /// What is asked.
    pub test: Test,
}

/// What a term asks of a token.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// A bare word: fuzzy over name and account, a consecutive part of the id.
    Word(Box<str>),
    /// A bare `/regex/`: over name, id and account name.
    Matches(Pattern),
    /// `status:active`
    Status(Standing),
    /// `kind:account`
    Kind(Family),
    /// `account:acme`: part of the owning account's name, or the beginning of its id.
    Account(Text),
    /// `perm:"DNS Write"`: mentioned by a policy, whatever its stance.
    Perm(Box<str>),
    /// `product:DNS`: mentions a permission of the product of this name; where there is none, of one with this in its name.
    Product(Box<str>),
    /// `can:"DNS Write"`: may do it in effect.
    Can(Box<str>),
    /// `on:example.com`: reaches it in effect. Beside `can:`, where.
    On(Box<str>),
    /// `would:"DNS Write"`: some policy allows it, but a deny takes it away or the token cannot be used now.
    Would(Box<str>),
    /// `at:example.com`: the same of a place. Beside `would:`, where.
    At(Box<str>),
    /// `by:ada@acme.example`: part of the creator's e-mail, or of what made the token.
    By(Text),
    /// `unused:>90d`: how long since the last use, or since issue if it was never used.
    Unused(Beyond<Span>),
    /// `used:<7d`: how long since the last use. Never-used tokens do not match.
    Used(Beyond<Span>),
    /// `never:used`, `never:expires`
    Never(Never),
    /// `expires:<30d`: how long until the end. What has expired and what never expires do not match.
    Expires(Beyond<Span>),
    /// `expires:2026-11-25`, `expires:2026-11-01..2026-11-30`: ends, or has ended, on these days.
    Ends(Stretch),
    /// `issued:>1y`: how long ago it was made.
    Issued(Beyond<Span>),
    /// `modified:<1d`: how long ago it was changed or rolled.
    Modified(Beyond<Span>),
    /// `changed:new`: what is news about it; `None` is `changed:any`.
    Changed(Option<News>),
    /// `ip:none`, `ip:203.0.113.7`
    Ip(Address),
    /// `finding:wide`; `None` is `finding:any`.
    Finding(Option<FindingId>),
    /// `quota:>90%`: how full the owner is.
    Quota(Beyond<u32>),
    /// `name:deploy`: part of the name.
    Name(Text),
    /// `id:ed17`: part of the id.
    Id(Box<str>),
    /// `note:billing`: part of the local note. `owner:`, `purpose:`, `ticket:` and `deployed:` ask about one field.
    Note(Option<note::Field>, Text),
}

/// The `kind:` of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Owned by an account.
    Account,
    /// Owned by a person.
    User,
}

/// The values of `never:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {
    /// Has not been used.
    Used,
    /// Has no end.
    Expires,
}

/// The values of `ip:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// No address condition: usable from anywhere.
    None,
    /// Usable from this address.
    Admits(std::net::IpAddr),
}

/// A text to be found: a part, ignoring case, or a pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// A part of the text, upper and lower case being the same.
    Part(Box<str>),
    /// A `/regex/`.
    Pattern(Pattern),
}

/// A regular expression of bounded size.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: Box<str>,
    regex: Regex,
}

/// Bytes that a compiled pattern and its cache may take, each: patterns come from configs and command lines.
const PATTERN_BYTES: usize = 1 << 18;

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The last line of the regex crate's message when it is malformed or compiles to more than 256 KiB.
    pub fn new(source: &str) -> Result<Self, String> {
        let source = with_slashes_escaped(source);
        match RegexBuilder::new(&source).size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES).build() {
            Ok(regex) => Ok(Pattern { source: source.into(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => Err("the pattern is too big".into()),
            Err(error) => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                Err(last.trim_start_matches("error: ").to_owned())
            }
        }
    }

    /// The pattern as it is written between slashes.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is found in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// A pattern must be printable between slashes, so a bare slash becomes `\/`, which means the same.
fn with_slashes_escaped(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut escaped = false;
    for c in source.chars() {
        if c == '/' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}
