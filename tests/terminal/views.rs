//! The views beside the list, the keys of one's own, the clipboard, the mouse: each once through the real program.

use rstest::rstest;

use crate::ROOMY;
use crate::demo;
use crate::filter;
use crate::home::Home;
use crate::pty::Pty;

/// A home with these settings.
fn home_with(settings: &str) -> Home {
    let home = Home::new();
    std::fs::create_dir_all(home.folder("config")).unwrap();
    std::fs::write(home.folder("config").join("config.toml"), settings).unwrap();
    home
}

/// Leaves with `q` and looks whether the terminal is as it was.
fn leave(mut pty: Pty) -> Vec<u8> {
    pty.keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
    ended.bytes
}

#[test]
fn who_can_is_asked_and_its_answer_taken_to_the_tokens() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys("8").shows(&["/accounts"]).keys("w").shows(&["who can do what, on what?"]);
    pty.keys("dns edit").shows(&["can:\"DNS Write\"", "DNS Edit"]).keys("\r").shows(&["enter show"]);
    pty.keys("northwind labs")
        .shows(&["on:\"Northwind Labs\""])
        .keys("\r")
        .shows(&["would, but", "dyndns home"]);
    pty.keys("t")
        .shows(&["/ can:\"DNS Write\" on:\"Northwind Labs\"", "dyndns home"])
        .hides(&["blog deploy"]);
    leave(pty);
}

#[test]
fn the_calendar_and_the_accounts_lead_to_tokens() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys("C").shows(&["ends of tokens", "1 overdue", "quarterly report"]);
    pty.keys("\r\r").shows(&["next pane", "HISTORY", "quarterly report"]);
    pty.keys("2").shows(&["Northwind Payments"]);
    filter(&mut pty, "payments", "Northwind Payments");
    pty.hides(&["Northwind Retail"]).keys("jj\r").shows(&["tokens of Northwind Payments", "fraud dashboard"]);
    leave(pty);
}

const VIEWS: &str = "[[view]]\nname = \"ending soon\"\nfilter = \"expires:<90d\"\nsort = \"expires\"\n\
                     group = \"account\"\nkey = \"E\"\n";

#[test]
fn saved_views_columns_and_headings() {
    let home = home_with(VIEWS);
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys("E").shows(&["tokens · ending soon by account", "/ expires:<90d", "▾ Northwind Retail"]);
    pty.keys("\x1b").shows(&["blog deploy"]).keys("b").shows(&["by creator"]);
    pty.keys(":").shows(&["go to, or do"]).keys("view end").shows(&["view ending soon"]).keys("\r");
    pty.shows(&["ending soon by account", "/ expires:<90d"]).hides(&["blog deploy"]);
    pty.keys("|").shows(&["columns, from left to right", "✓ account"]);
    pty.keys("j ").shows(&["· account"]).keys("\r").hides(&["columns, from", "ACCOUNT"]);
    leave(pty);
}

#[test]
fn a_note_is_kept_and_found_and_the_past_is_told() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.keys("N")
        .shows(&["note on nightly backup", "enter save"])
        .keys("platform team")
        .shows(&["not saved yet"]);
    pty.keys("\r").shows(&["note kept", "enter open"]).keys("F").shows(&["blog deploy"]);
    filter(&mut pty, "note:platform", "nightly backup");
    pty.hides(&["blog deploy"]);
    pty.keys("H").shows(&["history of nightly backup", "first seen"]).keys("\x1b").hides(&["history of"]);
    pty.keys("W").shows(&["since you last looked"]).keys("\x1b").hides(&["since you last"]);
    pty.keys("f").shows(&["Fix nightly backup", "not from here"]).keys("\x1b").hides(&["Fix nightly"]);
    leave(pty);
    let kept = home.files().into_iter().find(|(path, _)| path.ends_with("notes.toml")).unwrap();
    assert!(String::from_utf8(kept.1).unwrap().contains("platform team"));
}

/// What the terminal was asked to put on its clipboard, last.
fn clipboard(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (_, sequence) = text.rsplit_once("\x1b]52;c;").expect("nothing was copied");
    let coded = sequence.split(['\x07', '\x1b']).next().unwrap_or_default();
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let bits: Vec<u8> = coded.bytes().filter(|c| *c != b'=').map(value).collect();
    let decoded = bits.chunks(4).flat_map(|four| {
        let word = four.iter().fold(0_u32, |word, six| word << 6 | u32::from(*six)) << (6 * (4 - four.len()));
        [16, 8, 0].map(|shift| (word >> shift & 0xff) as u8).into_iter().take(four.len() - 1)
    });
    String::from_utf8(decoded.collect()).unwrap()
}

#[test]
fn terraform_arrives_on_the_clipboard_of_the_terminal() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.keys("Y")
        .shows(&["Copy nightly backup as", "Terraform"])
        .keys("t")
        .shows(&["copied Terraform of nightly"]);
    let copied = clipboard(&leave(pty));
    assert!(copied.contains("resource \"cloudflare_account_token\""), "{copied}");
    assert!(copied.contains("\"nightly backup\"") && copied.contains("import {"), "{copied}");
}

#[test]
fn the_filter_completes_by_tab() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    pty.keys("/").shows(&["enter keep"]).keys("statu").shows(&["tab takes"]);
    pty.keys("\t").shows(&["/ status:", "disabled"]).keys("exp").shows(&["expired"]).keys("\t");
    pty.shows(&["/ status:expired "]).keys("\r").shows(&["× expired"]).hides(&["blog deploy"]);
    // A mistake is mended with the nearest word.
    pty.keys("F/stauts:expired").shows(&["did you mean status?"]).keys("\t").shows(&["/ status:expired"]);
    pty.keys("\r").hides(&["enter keep"]);
    leave(pty);
}

/// Keys of one's own work and are shown; what cannot be is named, and the default stays.
#[test]
fn keys_of_ones_own() {
    let keys = "refresh = \"ctrl-l\"\nhelp = \"f1\"\ngo-accounts = \"A\"\nact = \"j\"\nsuspend = \"z\"\n\
                interrupt = false\nquti = \"Q\"\ntwin = \"ctrl-i\"\n";
    let home = home_with(&format!("[keys]\n{keys}"));
    let checked = home.run(&["config", "check"]);
    assert_eq!(checked.status.code(), Some(2));
    let mut pty = demo(&home, ROOMY, &[]);
    pty.shows(&["5 warnings, L shows them all", "A accounts", "ctrl-l refresh", "x act", "f1 help"]);
    pty.keys("L").shows(&[
        "config.toml:5: keys: j for act is taken by down",
        "config.toml:6: keys: suspend works while one types",
        "config.toml:7: keys: interrupt keeps its key",
        "config.toml:8: keys: there is no command quti",
        "config.toml:9: keys.twin: terminals send tab for ctrl-i",
    ]);
    pty.keys("\r").hides(&["config.toml:8"]);
    pty.keys("2").shows(&["2 means nothing here; f1 lists the keys"]);
    pty.keys("A").shows(&["Northwind Payments"]).keys("1").shows(&["blog deploy"]);
    pty.keys("\x1bOP").shows(&["type to search", "f1"]).keys("\x1b").hides(&["type to search"]);
    pty.keys("?").shows(&["? means nothing here"]);
    pty.keys("/zz").shows(&["/ zz"]).keys("\x1b").hides(&["/ zz"]);
    pty.keys("x").shows(&["▸ esc cancel"]).keys("\x1b").hides(&["esc cancel"]);
    leave(pty);
}

#[rstest]
#[case::on("", true)]
#[case::off("mouse = false\n", false)]
fn the_mouse_is_captured_only_where_it_is_wanted(#[case] settings: &str, #[case] captured: bool) {
    let home = home_with(settings);
    let mut pty = demo(&home, ROOMY, &[]);
    let wanted = if captured { vt100::MouseProtocolMode::AnyMotion } else { vt100::MouseProtocolMode::None };
    pty.until("the mouse mode", |screen| screen.mouse_protocol_mode() == wanted);
    if captured {
        // The tab of the accounts, then a wheel: SGR reports count from 1.
        pty.keys("\x1b[<0;18;2M\x1b[<0;18;2m").shows(&["Northwind Payments"]);
        pty.keys("\x1b[<65;18;12M");
    }
    let bytes = leave(pty);
    let asked = String::from_utf8_lossy(&bytes).contains("\x1b[?1000h");
    assert_eq!(asked, captured);
}
