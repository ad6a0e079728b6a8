//! The dashboard against a server in another process: what it shows is what the server has.

use rstest::rstest;

use crate::ROOMY;
use crate::consent;
use crate::filter;
use crate::home::Home;
use crate::home::Sandbox;
use crate::pty::Pty;

#[rstest]
#[case(Home::of_user)]
#[case(Home::of_account)]
fn a_revoked_token_is_gone_from_the_server(#[case] home: fn(&Sandbox) -> Home) {
    let sandbox = Sandbox::start(&[]);
    let home = home(&sandbox);
    let before = home.items(&["tokens", "list"]);
    let mut pty = Pty::start(&home, ROOMY, &[]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v");
    consent(&mut pty);
    pty.shows(&["revoked nightly backup, proven at", "no token matches"]).keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
    let after = home.items(&["tokens", "list"]);
    let names = |items: &[serde_json::Value]| -> Vec<String> {
        items.iter().map(|item| format!("{} {}", item["id"], item["name"])).collect()
    };
    let mut expected = names(&before);
    expected.retain(|name| !name.ends_with("\"nightly backup\""));
    assert_eq!(expected.len() + 1, before.len());
    assert_eq!(names(&after), expected);
}

#[test]
fn a_warm_start_paints_before_the_server_answers() {
    let mut sandbox = Sandbox::start(&[]);
    let home = Home::of_user(&sandbox);
    let mut pty = Pty::start(&home, ROOMY, &[]);
    pty.shows(&["blog deploy", "read "]).hides(&["reading"]).keys("q");
    assert!(pty.end().status.success());
    // Nobody there any more: whatever is now on screen comes from the cache.
    sandbox.stop();
    let mut pty = Pty::start(&home, ROOMY, &[]);
    pty.shows(&["blog deploy", "blog deploy"]);
    filter(&mut pty, "nightly", "nightly backup");
    pty.keys("q");
    let ended = pty.end();
    assert!(ended.status.success());
    ended.left_the_terminal_sound();
}

#[test]
fn two_dashboards_share_one_cache() {
    let sandbox = Sandbox::start(&[]);
    let home = Home::of_user(&sandbox);
    let mut one = Pty::start(&home, ROOMY, &[]);
    one.shows(&["blog deploy"]);
    let mut two = Pty::start(&home, ROOMY, &[]);
    two.shows(&["blog deploy"]);
    filter(&mut one, "nightly", "nightly backup");
    filter(&mut two, "nightly", "nightly backup");
    one.keys("x").shows(&["▸ esc cancel"]).keys("v");
    consent(&mut one);
    one.shows(&["revoked nightly backup, proven at"]);
    two.keys("r").shows(&["no token matches"]).keys("q");
    assert!(two.end().status.success());
    one.keys("q");
    assert!(one.end().status.success());
    // What they left behind is whole.
    let mut third = Pty::start(&home, ROOMY, &[]);
    third.shows(&["/ nightly", "no token matches"]).keys("F").shows(&["blog deploy"]);
    filter(&mut third, "grafana", "grafana-metrics");
    third.keys("q");
    assert!(third.end().status.success());
}

#[test]
fn a_command_that_waits_for_a_server_says_so_and_can_be_ended() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let home = Home::new();
    let url = format!("http://{address}/client/v4");
    // It is accepted by the system, and nobody ever answers.
    let mut pty = Pty::start(&home, ROOMY, &["tokens", "verify", "/dev/stdin", "--base-url", &url]);
    pty.keys("value-one\r").keys("\u{4}").shows(&[&format!("asking {address} for"), "ctrl-c ends"]);
    pty.keys("\u{3}").shows(&["not asked: interrupted"]).hides(&["ctrl-c ends"]);
    assert_eq!(pty.end().status.exit_code(), 4);
}
