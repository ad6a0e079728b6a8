//! The real program in a real terminal, from the first key to the last byte.
//!
//! Not for: how screens look (`tests/screens.rs`) and what keys mean (`app`). Here it is about what only the whole
//! can show: that the parts fit, that the terminal is left sound, that a crash loses nothing, that no value leaks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed
#![cfg(unix)]

mod again;
mod canary;
mod crash;
mod dashboard;
mod deeds;
mod ends;
#[path = "../support/home.rs"]
mod home;
#[path = "../support/pty.rs"]
mod pty;
mod servers;
mod views;

use home::Home;
use pty::Pty;

/// A size at which nothing of what the tests look for is cut off.
const ROOMY: (u16, u16) = (120, 44);

/// The demo with its list on screen.
fn demo(home: &Home, size: (u16, u16), args: &[&str]) -> Pty {
    let mut pty = Pty::start(home, size, &[&["demo"], args].concat());
    pty.shows(&["blog deploy"]);
    pty
}

/// Narrows the list to what the filter finds, and waits until it says `found`.
fn filter(pty: &mut Pty, text: &str, found: &str) {
    pty.keys("/").shows(&["enter keep"]).keys(text).shows(&[text, found]).keys("\r").hides(&["enter keep"]);
}

/// Answers a question that wants to have something typed.
fn consent(pty: &mut Pty) {
    pty.shows(&["to go on"]);
    let wanted = pty.word_after("type ");
    pty.keys(&wanted).keys("\r");
}
