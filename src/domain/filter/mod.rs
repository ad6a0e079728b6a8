//! The filter language: `status:active can:"DNS Write" on:example.com -finding:wide ci deploy`.
//!
//! A query is a list of terms; a token matches when every term does. A term is a field with a value, a
//! `/regex/`, or a bare word that is matched fuzzily; `-` in front turns it round. One grammar for the screen and
//! for `--filter`. This room reads ([`Query::parse`]), prints (`Display`), completes ([`complete()`]) and judges
//! ([`Matcher`]); it does not keep rows or sort them.
//!
//! ```text
//! query  = { term }                          separated by white space
//! term   = [ "-" ] ( field ":" value | pattern | text )
//! text   = word | '"' any '"'                \" and \\ inside quotes; quotes only group
//! pattern= "/" any "/"                       \/ inside; case-sensitive, (?i) to ignore case
//! days   = date [ ".." date ] | moment ".." moment         UTC; the last day is in it, the last moment is not
//! span   = ( "<" | ">" ) number unit         s m h d w mo (30 d) y (365 d)
//! ```
//!
//! Settled by PRODUCT section 9: `can:X on:Y` is one question and `-can:X` means nowhere, so a further term never
//! widens, and so are `would:X at:Y`; `any` and `unknown` stand for every permission and for those whose name nobody
//! knows; `expires:<30d` leaves out what has expired; `unused:>90d` includes never-used tokens issued more than
//! 90 days ago; `status:` is the computed standing.

mod ast;
mod complaint;
mod complete;
mod field;
mod haystack;
mod highlight;
pub(in crate::domain) mod lex;
mod marks;
mod matcher;
mod parse;
mod permission;
mod place;
mod print;
mod question;
mod span;
mod stretch;

pub use ast::{Address, Family, Never, Pattern, Query, Term, Test, Text};
pub use complaint::Complaint;
pub use complete::{Candidate, Values, complete};
pub use field::Field;
pub use haystack::Haystack;
pub use highlight::Highlight;
pub use matcher::{Matcher, Subject};
pub use print::value as spelled;
pub use question::Question;
pub use span::{Beyond, Span, Unit};
pub use stretch::Stretch;

#[cfg(test)]
mod tests;
