//! The sandbox over real HTTP, as any client sees it.

#![allow(clippy::unwrap_used)] // a test is right to stop there

mod refusals;
mod shapes;
mod switches;
mod tokens;
mod trouble;
mod world;
