//! Looking around: finding, opening, sizes, pastes, hostile names.

use rstest::rstest;
use tokendeck::domain::shape;

use crate::ROOMY;
use crate::demo;
use crate::filter;
use crate::home::Home;
use crate::pty::Pty;

#[test]
fn a_token_is_found_and_inspected() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.hides(&["blog deploy"]);
    pty.keys("\r").shows(&["next pane", "HISTORY", "nightly backup"]);
    pty.keys("\t").shows(&["by resource"]).keys("\t").shows(&["by permission"]);
    pty.keys("\t").shows(&["\"policies\"", "\"issued_on\""]);
    pty.keys("\x1b").shows(&["HISTORY"]).hides(&["\"policies\""]);
    pty.keys("\x1b").shows(&["enter open", "nightly backup"]).hides(&["next pane"]);
    pty.keys("Fg").shows(&["blog deploy"]);
    pty.keys("2").shows(&["Northwind Payments"]).keys("8").shows(&["/accounts"]).keys("1");
    pty.keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
}

#[rstest]
#[case((80, 24))]
#[case((120, 40))]
#[case((200, 60))]
fn every_promised_size_is_filled(#[case] size: (u16, u16)) {
    let home = Home::new();
    let mut pty = demo(&home, size, &[]);
    let height = usize::from(size.1);
    pty.until("a list over the whole height", |screen| {
        let text = screen.contents();
        let rows: Vec<&str> = text.lines().collect();
        rows.len() == height && rows[height - 1].contains("enter open") && rows[height - 2].starts_with('╰')
    });
}

#[test]
fn too_small_a_terminal_says_so_until_it_grows() {
    let home = Home::new();
    let mut pty = demo(&home, (80, 24), &[]);
    pty.resize(40, 10).shows(&["40x10 is too small", "needs 60x16"]).hides(&["blog deploy"]);
    pty.resize(120, 40).shows(&["blog deploy", "enter open"]).hides(&["too small"]);
    pty.resize(1, 1).resize(80, 24).shows(&["blog deploy", "enter open"]);
}

/// What looks like a token value, with a checksum that fits.
fn minted() -> String {
    let body: String = (0..40).map(|i| char::from(b'a' + (i * 7 % 26) as u8)).collect();
    format!("cfut_{body}{}", shape::checksum(&body))
}

#[test]
fn a_pasted_value_never_appears() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    let value = minted();
    pty.keys("/").shows(&["enter keep"]);
    pty.keys(&format!("\x1b[200~{value}\x1b[201~")).shows(&["looks like a token value"]);
    pty.keys("\x1b[200~nightly\x1b[201~").shows(&["nightly backup"]).hides(&["blog deploy"]);
    pty.keys("\x03");
    let ended = pty.end();
    let part = &value[5..25];
    assert!(!String::from_utf8_lossy(&ended.bytes).contains(part), "the terminal got it");
    for (path, bytes) in home.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(part), "{} has it", path.display());
    }
}

/// Characters that hide others, turn them round, or take no room.
fn deceives(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The first thing in a stream that is neither text nor one of the program's own kinds of sequence.
fn foreign(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).expect("the stream is UTF-8");
    text.char_indices().find_map(|(at, c)| {
        let rest = &text[at..];
        let bad = match c {
            '\x1b' => !(rest.starts_with("\x1b[") || rest.starts_with("\x1b]52;c;")),
            _ => c.is_control() || deceives(c),
        };
        bad.then(|| rest.chars().take(30).collect::<String>().escape_debug().to_string())
    })
}

#[test]
fn hostile_names_bring_nothing_into_the_stream() {
    let home = Home::new();
    let mut pty = demo(&home, ROOMY, &[]);
    filter(&mut pty, "Northwind Media", "invoice");
    let rows = pty.text().lines().filter(|line| line.contains("Northwind Media")).count();
    assert!(rows > 8, "the hostile tokens are on screen:\n{}", pty.text());
    for _ in 0..rows {
        pty.keys("\r").shows(&["next pane", "HISTORY"]);
        pty.keys("\t\t\t")
            .shows(&["\"policies\""])
            .keys("x")
            .shows(&["esc cancel"])
            .keys("\r")
            .hides(&["esc cancel"]);
        pty.keys("\t")
            .shows(&["HISTORY"])
            .hides(&["\"policies\""])
            .keys("\x1b")
            .shows(&["enter open"])
            .keys("j");
    }
    pty.keys("?").shows(&["esc close"]).keys("\x1b").hides(&["esc close"]).keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    assert_eq!(foreign(&ended.bytes), None);
}

#[test]
fn without_a_credential_the_first_screen_leads_to_the_demo() {
    let home = Home::new();
    let mut pty = Pty::start(&home, ROOMY, &[]);
    pty.shows(&["no credential found", "CLOUDFLARE_API_TOKEN is not set", "read -rs CLOUDFLARE_API_TOKEN"]);
    pty.keys("d").shows(&["blog deploy"]).keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
}
