//! Words and numbers cut to size: widths in cells, ages, counts, sparks.
//!
//! Everything here is a function of its arguments; nothing draws. All of it is safe for any text, though
//! callers pass what `domain::text::clean` has been through.

mod amount;
mod cells;

pub use amount::{SILENCE, age, ago, bytes, count, plural, silence, spark, until};
pub(super) use cells::breaks;
pub use cells::{Ellipsis, cut, graphemes, middle, pad, width, wrap};
