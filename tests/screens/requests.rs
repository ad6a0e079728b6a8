//! What was sent and is being done: the list, the jobs above it, and the page of one request.

use super::desk::Desk;
use super::worlds;
use insta::assert_snapshot;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::protocol::Event;
use tokendeck::protocol::Job;
use tokendeck::protocol::Moment;
use tokendeck::protocol::Progress;
use tokendeck::protocol::RequestNote;

/// A request that met a pause and a loss before it was answered.
fn tried_thrice() -> Vec<Event> {
    let note = |attempt: u32, after: i64, moment: Moment| {
        Event::Request(RequestNote {
            id: 20,
            at: worlds::NOW.plus_millis(after - 9_000),
            method: "GET".into(),
            path: format!("/accounts/{}/tokens?page=1&per_page=50&include_expired=true", worlds::account(0)),
            lane: "sync".into(),
            attempt,
            moment,
        })
    };
    let answered = |status, error: Option<&str>| Moment::Answered {
        status,
        millis: 112,
        bytes: 18_432,
        ray: Some("86610873f8d987a9-IAD".into()),
        error: error.map(Into::into),
        date: None,
    };
    let pause = "971 Please wait and consider throttling your request speed";
    vec![
        note(1, 0, Moment::Sent),
        note(1, 112, answered(429, Some(pause))),
        note(2, 4_112, Moment::Sent),
        note(
            2,
            6_112,
            Moment::Lost { why: "connection closed before the answer was complete".into(), millis: 2_000 },
        ),
        note(3, 6_400, Moment::Sent),
        note(3, 6_512, answered(200, None)),
    ]
}

#[rstest]
fn one_request_at_every_size(#[values((60, 16), (80, 24), (120, 40), (200, 60))] size: (u16, u16)) {
    let desk = Desk::at(size).hear(worlds::full()).hear(tried_thrice()).keys("8<enter>");
    assert_snapshot!(format!("request_{}x{}", size.0, size.1), desk.text());
}

#[test]
fn a_long_page_scrolls_to_its_end_and_back_to_the_list() {
    let desk = Desk::at((60, 16)).hear(worlds::full()).hear(tried_thrice()).keys("8<enter>");
    assert!(!desk.text().contains("answered 200"), "{}", desk.text());
    let desk = desk.keys("G");
    assert!(desk.text().contains("answered 200"), "{}", desk.text());
    let desk = desk.keys("gj");
    assert!(!desk.text().contains("answered 200"), "{}", desk.text());
    assert!(desk.keys("<esc>").text().contains("SENT"));
}

#[rstest]
#[case::in_the_list("8y", "curl -H")]
#[case::on_its_page("8<enter>y", "curl -H")]
#[case::picked_in_the_list("8Yf", "cf accounts tokens list --account-id")]
#[case::picked_on_its_page("8<enter>Yf", "cf accounts tokens list --account-id")]
#[case::its_id("8Yi", "86610873f8d987a9-IAD")]
fn a_request_is_copied(#[case] keys: &str, #[case] begins: &str) {
    let desk = Desk::at((120, 40)).hear(worlds::full()).hear(tried_thrice()).keys(keys);
    let copied = desk.asked.iter().find_map(|effect| match effect {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert!(copied.is_some_and(|text| text.starts_with(begins)), "{}", desk.text());
}

#[test]
fn a_job_says_for_how_long_it_has_been_running() {
    let desk = Desk::at((100, 30)).hear(worlds::full()).keys("/ci-deploy<enter>xv3c6e<enter>");
    let id = desk.asked.iter().find_map(|effect| match effect {
        Effect::Submit(id, Job::Deeds(_)) => Some(*id),
        _ => None,
    });
    let mut desk = desk.keys("8");
    let progress = Progress { doing: "proving".into(), done: 0, of: Some(1) };
    let asked = update(&mut desk.model, Msg::Engine(vec![Event::Progress(id.unwrap(), progress)]));
    desk.asked.extend(asked);
    update(&mut desk.model, Msg::Tick(worlds::NOW.plus_millis(42_000)));
    let text = desk.text();
    assert!(text.contains("42s  revoke ci-deploy  proving 0/1"), "{text}");
}
