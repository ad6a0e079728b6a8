//! Every way out leaves the terminal as it was.

use portable_pty::CommandBuilder;
use rstest::rstest;
use rustix::process::Signal;

use crate::ROOMY;
use crate::demo;
use crate::home::Home;
use crate::home::PROGRAM;
use crate::pty::Pty;

#[rstest]
#[case("q")]
#[case("\x03")]
// Also from a place where keys are text.
#[case("/abc\x03")]
fn a_key_ends_it(#[case] keys: &str) {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys(keys);
    let ended = pty.end();
    assert!(ended.status.success(), "{:?}", ended.status);
    ended.left_the_terminal_sound();
}

#[rstest]
#[case(Signal::TERM)]
#[case(Signal::HUP)]
#[case(Signal::INT)]
#[case(Signal::QUIT)]
#[case(Signal::USR1)]
#[case(Signal::USR2)]
#[case(Signal::ALARM)]
#[case(Signal::ABORT)]
#[case(Signal::SEGV)]
fn a_signal_ends_it(#[case] signal: Signal) {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    assert!(!pty.modes_restored(), "the test would prove nothing");
    pty.signal(signal);
    let ended = pty.end();
    ended.left_the_terminal_sound();
    assert_eq!(ended.status.exit_code(), 128 + signal.as_raw().unsigned_abs());
}

#[test]
fn it_is_suspended_and_continued() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    for _ in 0..2 {
        pty.keys("\x1a").stopped();
        pty.until("the shell's screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        assert!(pty.modes_restored());
        pty.signal(Signal::CONT).shows(&["blog deploy", "enter open"]);
        pty.until("its own screen", |screen| screen.alternate_screen() && screen.bracketed_paste());
    }
    pty.keys("/nightly").shows(&["nightly backup"]).keys("\x03");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
}

#[test]
fn a_stop_from_outside_is_repaired() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.signal(Signal::TSTP).stopped().until("the shell's screen", |screen| !screen.alternate_screen());
    pty.signal(Signal::CONT).shows(&["blog deploy"]).keys("q");
    pty.end().left_the_terminal_sound();
}

/// `cargo run -- demo` has another process between the shell and the program: it must stop too, or the shell waits.
#[test]
fn whoever_started_it_is_suspended_with_it() {
    let home = Home::new();
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", &format!("'{PROGRAM}' demo; exit 7")]);
    let mut pty = Pty::spawn(&home, ROOMY, command);
    pty.shows(&["blog deploy"]).keys("\x1a").stopped();
    pty.signal(Signal::CONT).shows(&["blog deploy"]).keys("q");
    let ended = pty.end();
    assert_eq!(ended.status.exit_code(), 7);
    ended.left_the_terminal_sound();
}
