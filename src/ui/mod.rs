//! Parts that two screens would draw alike.
//!
//! Each part keeps its state (plain data, lives in the model) beside its drawing (takes `&self`, a [`Paint`], an
//! area and a buffer). Parts know nothing of tokens, the world or commands; screens hand them words. Nothing
//! here reads a clock, a file or a terminal. Every part can be drawn into any area, down to none at all, and
//! never writes outside it. Text given to a part has been through `domain::text::clean`; a part that gets
//! anything else may look odd but does not break.
//!
//! `screens` and `app` call this room; `tui` only picks a theme.

pub mod ascii;
pub mod field;
pub mod filter;
pub mod gauge;
pub mod help;
pub mod json;
pub mod list;
pub mod modal;
pub mod paint;
pub mod palette;
pub mod panel;
pub mod phrase;
pub mod strip;
pub mod table;
pub mod text;
pub mod theme;
pub mod write;

pub use field::{Edit, Field, SecretField};
pub use filter::FilterLine;
pub use list::{ListState, Motion};
pub use modal::{Answer, Modal};
pub use paint::{Glyph, Paint};
pub use palette::Palette;
pub use panel::{Notice, Panel};
pub use phrase::Phrase;
pub use table::{Column, Row, Table};
pub use theme::{Depth, Meaning, Theme};

#[cfg(test)]
mod tests;
