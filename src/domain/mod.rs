//! Nouns and rules that are true without a computer.
//!
//! What a token, an account, a policy is; what a token can do; what is wrong with it. Everything here is a
//! plain value or a pure function: no tasks, files, clocks, network or terminal. Any room above may use it.

pub mod account;
pub mod ages;
pub mod condition;
pub mod deed;
pub mod diff;
pub mod filter;
pub mod finding;
pub mod form;
pub mod given;
pub mod group;
pub mod history;
pub mod identity;
pub mod ids;
pub mod lookup;
pub mod matrix;
pub mod member;
pub mod nearest;
pub mod note;
pub mod organization;
pub mod plan;
pub mod policy;
pub mod reach;
pub mod resource;
pub mod shape;
pub mod text;
pub mod token;
pub mod view;
pub mod words;
pub mod zone;

#[cfg(test)]
pub(crate) mod specimen;
