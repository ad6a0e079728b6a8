//! A second run begins where the first one ended, and knows what was given at the command line.

use rstest::rstest;
use rustix::process::Signal;

use crate::ROOMY;
use crate::demo;
use crate::filter;
use crate::home::Home;
use crate::home::Sandbox;
use crate::pty::Pty;

/// The dashboard with its list on screen.
fn first(home: &Home, args: &[&str]) -> Pty {
    let mut pty = Pty::start(home, ROOMY, args);
    pty.shows(&["blog deploy"]);
    pty
}

/// Whether the home remembers lines and a place.
fn remembers(home: &Home) -> (bool, bool) {
    let data = home.folder("data");
    (data.join("commands.txt").exists(), data.join("places").exists())
}

#[test]
fn the_second_run_begins_where_the_first_ended() {
    let sandbox = Sandbox::start(&[]);
    let home = Home::of_user(&sandbox);
    let mut pty = first(&home, &[]);
    pty.keys(":accounts\r").shows(&["Northwind Payments"]).keys("1").shows(&["blog deploy"]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.keys("\r").shows(&["next pane", "HISTORY"]).keys("q");
    assert!(pty.end().status.success());

    let mut pty = Pty::start(&home, ROOMY, &[]);
    pty.shows(&["next pane", "HISTORY", "nightly backup"]);
    pty.keys(":").shows(&["go to, or do"]).keys("\x1b[A").shows(&[":accounts", "given before"]);
    pty.keys("\x1b").hides(&["go to, or do"]);
    pty.keys("\x1b").shows(&["enter open", "/ nightly"]).hides(&["blog deploy"]);
    // Back to the token by the key, and away with the terminal.
    pty.keys("[").shows(&["next pane"]).keys("]").shows(&["/ nightly"]).hides(&["next pane"]);
    pty.signal(Signal::HUP);
    pty.end();

    let mut pty = Pty::start(&home, ROOMY, &[]);
    pty.shows(&["enter open", "/ nightly", "nightly backup"]).keys("q");
    assert!(pty.end().status.success());
}

#[rstest]
#[case::without_a_cache(&["--no-cache"], "", (false, false))]
#[case::from_the_list(&[], "start = \"tokens\"\n", (true, false))]
fn what_is_not_wanted_is_not_kept(#[case] args: &[&str], #[case] config: &str, #[case] kept: (bool, bool)) {
    let sandbox = Sandbox::start(&[]);
    let home = Home::of_user(&sandbox);
    std::fs::create_dir_all(home.folder("config")).unwrap();
    std::fs::write(home.folder("config").join("config.toml"), config).unwrap();
    let mut pty = first(&home, args);
    pty.keys(":accounts\r").shows(&["Northwind Payments"]).hides(&["blog deploy"]).keys("q");
    assert!(pty.end().status.success());
    assert_eq!(remembers(&home), kept);
    let mut pty = first(&home, args);
    pty.keys("q");
    pty.end();
}

#[test]
fn the_demo_leaves_nothing_behind() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys(":accounts\r").shows(&["Northwind Payments"]).hides(&["blog deploy"]).keys("q");
    assert!(pty.end().status.success());
    assert_eq!(remembers(&home), (false, false));
}

#[test]
fn a_place_that_cannot_be_read_is_told_and_costs_nothing() {
    let sandbox = Sandbox::start(&[]);
    let home = Home::of_user(&sandbox);
    let mut pty = first(&home, &[]);
    pty.keys("q");
    pty.end();
    let folder = home.folder("data").join("places");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    for damaged in ["[[\"nowhere\",{}]]", "\u{0}", ""] {
        std::fs::write(&file, damaged).unwrap();
        let mut pty = first(&home, &[]);
        pty.shows(&["The place you left cannot be read. This is the list of all tokens."]);
        pty.keys("q");
        assert!(pty.end().status.success());
    }
}
