//! Disable, enable, revoke: asked about, done, proven on screen.

use crate::ROOMY;
use crate::consent;
use crate::demo;
use crate::filter;
use crate::home::Home;

#[test]
fn a_token_is_revoked_proven_and_gone() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "nightly", "nightly backup");
    // The menu stands on cancel: enter does nothing.
    pty.keys("x")
        .shows(&["▸ esc cancel", "revoke"])
        .keys("\r")
        .hides(&["esc cancel"])
        .shows(&["nightly backup"]);
    // A question that is not answered as it wants does nothing either.
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v").shows(&["Revoke nightly backup?", "type "]);
    pty.keys("y\r")
        .shows(&["▸ y"])
        .keys("\x1b")
        .hides(&["Revoke nightly backup?"])
        .shows(&["nightly backup"]);
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v");
    consent(&mut pty);
    pty.shows(&["revoked nightly backup, proven at", "no token matches"]);
    pty.keys("q");
    assert!(pty.end().status.success());
}

#[test]
fn a_token_is_disabled_and_enabled_again() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "grafana", "grafana-metrics");
    pty.keys("x").shows(&["▸ esc cancel"]).keys("d").shows(&["Disable grafana-metrics?", "y disable it"]);
    pty.keys("y").shows(&["disabled grafana-metrics, proven at", "○ disabled"]);
    pty.keys("x").shows(&["▸ esc cancel", "already disabled"]).keys("e").shows(&["Enable grafana-metrics?"]);
    pty.keys("y").shows(&["enabled grafana-metrics, proven at", "● active"]);
}

#[test]
fn marked_tokens_are_revoked_together() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "name:/tomorrow$/", "resource of tom");
    pty.hides(&["blog deploy"]).keys("*").shows(&["2 marked"]);
    pty.keys("x").shows(&["▸ esc cancel", "2 marked"]).keys("v").shows(&["Revoke 2 tokens?", "type 2 to"]);
    consent(&mut pty);
    pty.shows(&["Done", "2 of 2 proven", "group of tomorrow", "resource of tomorrow"]);
    pty.keys("\r").shows(&["no token matches"]);
}

#[test]
fn the_credential_in_use_is_asked_about_twice() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "name:/^tokendeck$/", "of ");
    pty.hides(&["blog deploy"]);
    pty.keys("x")
        .shows(&["▸ esc cancel"])
        .keys("v")
        .shows(&["This is the credential you are using", "type own to"]);
    consent(&mut pty);
    pty.shows(&["Revoke tokendeck?", "type d3c3 to"]).hides(&["This is the credential"]);
    pty.keys("\x1b").hides(&["Revoke tokendeck?"]).shows(&["● active"]);
    // And when it is really meant, it is done.
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v").shows(&["type own to"]);
    consent(&mut pty);
    pty.shows(&["Revoke tokendeck?"]);
    consent(&mut pty);
    pty.shows(&["revoked tokendeck, proven at"]);
}

#[test]
fn read_only_refuses_with_a_reason() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &["--read-only"]);
    pty.shows(&["read-only"]).keys("x").shows(&["read-only mode: start without --read-only"]);
    pty.keys("v").keys("\x1b").hides(&["esc cancel"]);
    // Nor is there another way to it.
    pty.keys(":").shows(&["go to, or do"]).keys("revoke").shows(&["revoke  read-only mode"]).keys("\r");
    pty.hides(&["go to, or do"]).shows(&["revoke: read-only mode"]);
}
