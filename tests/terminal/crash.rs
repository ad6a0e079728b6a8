//! Killed in the middle of a plan: ledger and cache stay readable, and the plan is taken up again.

use rstest::rstest;
use rustix::process::Signal;

use crate::ROOMY;
use crate::consent;
use crate::filter;
use crate::home::Home;
use crate::home::Sandbox;
use crate::pty::Pty;

/// How many whole lines all ledgers of a home have.
fn lines(home: &Home) -> usize {
    let ledgers =
        home.files().into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "ledger"));
    ledgers.map(|(_, bytes)| bytes.iter().filter(|b| **b == b'\n').count()).sum()
}

/// Starts a plan of ten revokes and kills the program when its ledger has `at_line` lines. The first line is the plan;
/// each of the later points is somewhere between an intent and its proof.
fn killed(home: &Home, at_line: usize) {
    let mut pty = Pty::start(home, ROOMY, &[]);
    pty.shows(&["blog deploy"]).hides(&["reading"]);
    filter(&mut pty, "account:\"Northwind Labs\"", "zone that is go");
    pty.hides(&["dns-robot"]).keys("*").shows(&["10 marked"]);
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v");
    consent(&mut pty);
    pty.until("lines in the ledger", |_| lines(home) >= at_line);
    pty.signal(Signal::KILL);
    pty.end();
    assert_open(home, 1);
}

fn assert_open(home: &Home, plans: usize) {
    let doctor = String::from_utf8(home.run(&["doctor"]).stdout).unwrap();
    assert!(doctor.contains(&format!("{plans} open")), "{doctor}");
}

/// How many of the ten the server still has.
fn left(home: &Home) -> usize {
    home.items(&["tokens", "list", "--filter", "account:\"Northwind Labs\""]).len()
}

/// Starts again after the crash, and asks about what was left. The cache is readable as well: its rows are there.
fn started_again(home: &Home) -> Pty {
    let mut pty = Pty::start(home, ROOMY, &[]);
    pty.shows(&["an earlier run left 1 plan without an end", "blog deploy"]);
    pty.keys("U").shows(&["Unfinished deeds", "10 deeds", "settle", "resume"]);
    pty
}

/// Closes the report and leaves.
fn leave(mut pty: Pty) {
    pty.keys("\r").hides(&["of 10 proven"]).keys("q");
    assert!(pty.end().status.success());
}

#[rstest]
#[case(1)]
#[case(2)]
#[case(6)]
fn a_killed_plan_is_resumed_to_its_end(#[case] at_line: usize) {
    let sandbox = Sandbox::start(&["--latency", "20"]);
    let home = Home::of_user(&sandbox);
    killed(&home, at_line);
    let mut pty = started_again(&home);
    pty.keys("r").shows(&["Resume 10 deeds?"]);
    consent(&mut pty);
    pty.shows(&["10 of 10 proven"]);
    leave(pty);
    assert_eq!(left(&home), 0);
    assert_open(&home, 0);
}

#[rstest]
#[case(1)]
#[case(4)]
fn a_killed_plan_is_settled_without_sending_more(#[case] at_line: usize) {
    let sandbox = Sandbox::start(&["--latency", "20"]);
    let home = Home::of_user(&sandbox);
    killed(&home, at_line);
    let before = left(&home);
    let mut pty = started_again(&home);
    pty.keys("s").shows(&["of 10 proven"]);
    leave(pty);
    assert_eq!(left(&home), before);
    assert_open(&home, 0);
}
