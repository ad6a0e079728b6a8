//! What holds whatever is pressed, heard and drawn, in any order and at any size.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on has failed

#[path = "support/settings.rs"]
mod settings;
#[path = "support/worlds.rs"]
mod worlds;

#[path = "support/desk.rs"]
mod desk;

#[path = "support/remembered.rs"]
mod remembered;

#[path = "support/places.rs"]
mod places;

#[path = "model/commands.rs"]
mod commands;

#[path = "model/mouse.rs"]
mod mouse;

#[path = "model/trail.rs"]
mod trail;

use desk::Desk;
use desk::settings;
use proptest::prelude::*;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::clock::TimeZone;
use tokendeck::command::ALL;
use tokendeck::domain::deed::Verb;
use tokendeck::protocol::Ended;
use tokendeck::protocol::Event;
use tokendeck::protocol::Fault;
use tokendeck::protocol::FaultKind;
use tokendeck::protocol::Job;
use tokendeck::protocol::Outcome;
use tokendeck::protocol::PlanId;
use tokendeck::protocol::StepReport;
use tokendeck::screens::cx::Mouse;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::route::Route;
use tokendeck::ui::Theme;

fn deeds(asked: &[Effect]) -> Vec<(Verb, String)> {
    let jobs = asked.iter().filter_map(|effect| match effect {
        Effect::Submit(_, Job::Deeds(deeds)) => Some(deeds),
        _ => None,
    });
    jobs.flatten().map(|d| (d.verb, d.name.clone())).collect()
}

#[rstest]
#[case::disable("xdy", &[(Verb::Disable, "ci-deploy")])]
#[case::disable_is_not_confirmed_by_enter("xd<enter>", &[])]
#[case::disable_cancelled("xdn", &[])]
#[case::the_menu_begins_on_cancel("x<enter>", &[])]
#[case::revoke_needs_its_id("xv3c6e<enter>", &[(Verb::Revoke, "ci-deploy")])]
#[case::another_id_is_not_enough("xv9e37<enter>", &[])]
#[case::y_is_not_enough_to_revoke("xvy<enter>", &[])]
#[case::many_need_their_count("   xv3<enter>", &[(Verb::Revoke, "ci-deploy"), (Verb::Revoke, "dns-robot"), (Verb::Revoke, "grafana-metrics")])]
#[case::another_count_is_not_enough("   xv2<enter>", &[])]
#[case::enabling_what_is_enabled("xey", &[])]
#[case::by_command_line(":revoke<enter>3c6e<enter>", &[(Verb::Revoke, "ci-deploy")])]
fn a_deed_needs_its_own_consent(#[case] keys: &str, #[case] expected: &[(Verb, &str)]) {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("/-cmd -black<enter>").keys(keys);
    let mut done = deeds(&desk.asked);
    done.sort();
    let expected: Vec<(Verb, String)> = expected.iter().map(|(v, n)| (*v, (*n).to_owned())).collect();
    assert_eq!(done, expected);
}

#[test]
fn the_credential_in_use_needs_two_answers() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("/my laptop<enter>xv");
    let one = desk.keys("own<enter>");
    assert_eq!(deeds(&one.asked), []);
    let id = worlds::at(101).id.short(4);
    let both = one.keys(&format!("{id}<enter>"));
    assert_eq!(deeds(&both.asked), [(Verb::Revoke, "my laptop".to_owned())]);
}

#[test]
fn no_dangerous_command_acts_by_itself() {
    for spec in ALL.iter().filter(|spec| spec.danger) {
        for place in ["", "<enter>"] {
            let desk = Desk::at((120, 40)).hear(worlds::full()).keys(place).answer_looks();
            let desk = desk.keys(&format!(":{}<enter>", spec.name));
            assert_eq!(deeds(&desk.asked), [], "{} on {place:?}", spec.name);
        }
    }
}

#[test]
fn read_only_mode_refuses_with_a_reason() {
    let settings = Settings { read_only: true, ..settings() };
    for keys in ["xdy", "xv3c6e<enter>", ":revoke<enter>"] {
        let desk =
            Desk::with(settings.clone(), &Route::Tokens(None), (120, 40)).hear(worlds::full()).keys(keys);
        assert_eq!(deeds(&desk.asked), [], "{keys}");
    }
    let desk = Desk::with(settings, &Route::Tokens(None), (120, 40)).hear(worlds::full());
    assert!(desk.text().contains("read-only"));
    assert!(desk.keys(":revoke<enter>").text().contains("read-only mode"));
}

#[test]
fn a_day_of_the_calendar_is_taken_to_the_tokens() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("C<right><right><right>");
    assert!(desk.text().contains("Wed 25 November 2026") && desk.text().contains("grafana-metrics"));
    let tokens = desk.keys("t");
    assert!(tokens.text().contains("/ expires:2026-11-25"), "{}", tokens.text());
    assert!(tokens.text().contains("grafana-metrics") && !tokens.text().contains("dns-robot"));
}

#[test]
fn days_are_those_of_the_zone_that_is_shown() {
    let zone = TimeZone::named("Pacific/Kiritimati").unwrap();
    let settings = Settings { utc: false, zone, ..settings() };
    let desk = Desk::with(settings, &Route::Tokens(None), (120, 40)).hear(worlds::full());
    let desk = desk.keys("C<right><right><right>");
    assert!(desk.text().contains("Thu 26 November 2026") && desk.text().contains("grafana-metrics"));
    let utc = desk.keys("u");
    assert!(!utc.text().contains("grafana-metrics"), "{}", utc.text());
    let tokens = utc.keys("ut");
    assert!(
        tokens.text().contains("expires:2026-11-25T10:00:00Z..2026-11-26T10:00:00Z"),
        "{}",
        tokens.text()
    );
}

#[test]
fn the_calendar_keeps_to_the_account_one_came_from() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("2G<enter>C");
    assert!(
        desk.text().contains("ends, Fabrikam Pay") || desk.text().contains("ends, Northwind"),
        "{}",
        desk.text()
    );
    assert!(!desk.keys("<esc>").text().contains("ends, "));
}

#[test]
fn overdue_tokens_are_the_work_of_today() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("C");
    assert!(
        desk.text().contains("black-friday-2025") && desk.text().contains("1 overdue"),
        "{}",
        desk.text()
    );
    let opened = desk.keys("<enter><enter>");
    let last = opened.asked.iter().rev().take(3);
    assert!(last.into_iter().any(|effect| matches!(effect, Effect::Submit(_, Job::Look(_)))));
    assert!(Desk::at((120, 40)).hear(worlds::full()).keys("C<right>").text().contains("no token ends then"));
}

#[test]
fn who_can_asks_about_what_is_under_the_cursor() {
    let filter = "can:\"DNS Write\" on:northwind.example";
    for place in ["/dns-robot<enter>w", "/dns-robot<enter><enter>w"] {
        let desk = Desk::at((120, 40)).hear(worlds::full()).keys(place);
        assert!(desk.text().contains(filter), "{}", desk.text());
        let tokens = desk.keys("t");
        assert!(tokens.text().contains(&format!("/ {filter}")), "{}", tokens.text());
    }
    let account = Desk::at((120, 40)).hear(worlds::full()).keys("2Gkw");
    assert!(account.text().contains("on:\"Contoso Media\""), "{}", account.text());
}

#[test]
fn who_can_answers_while_one_types() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("8w");
    assert!(desk.text().contains("who can do what, on what?"));
    // The dashboard says Edit where the API says Write.
    let desk = desk.keys("dns edit");
    assert!(
        desk.text().contains("can:\"DNS Write\"") && desk.text().contains("dns-robot"),
        "{}",
        desk.text()
    );
    let desk = desk.keys("<enter>nowhere.example");
    assert!(
        desk.text().contains("on:nowhere.example") && desk.text().contains("no token can"),
        "{}",
        desk.text()
    );
    let desk = desk.keys("<ctrl-u>staging");
    assert!(desk.text().contains("on:staging.northwind.example"), "{}", desk.text());
    // Whoever comes back and types asks something else; whoever moves first mends what stands there.
    let desk = desk.keys("<esc>oother.example");
    assert!(desk.text().contains("on:other.example"), "{}", desk.text());
    let desk = desk.keys("<esc>o<left>x");
    assert!(desk.text().contains("on:other.examplxe"), "{}", desk.text());
    assert!(!desk.keys("<esc><esc>").text().contains("filter"));
}

#[test]
fn the_counter_question_and_what_nobody_knows_are_never_dropped() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("8wdns edit<enter>northwind.example<enter>");
    let would = desk.keys("<tab>");
    assert!(would.text().contains("would:\"DNS Write\" at:northwind.example"), "{}", would.text());
    assert!(would.text().contains("old-terraform") && would.text().contains("disabled"), "{}", would.text());
    let unknown = would.keys("<tab>");
    assert!(unknown.text().contains("can:unknown on:northwind.example"), "{}", unknown.text());
    assert!(
        unknown.text().contains("vendor-appl") && unknown.text().contains("possible"),
        "{}",
        unknown.text()
    );
}

/// A desk that has asked for the revocation of one token, and the number of that job.
fn revoking() -> (Desk, tokendeck::protocol::JobId, Vec<tokendeck::protocol::Deed>) {
    let desk = Desk::at((100, 30)).hear(worlds::full()).keys("/ci-deploy<enter>xv3c6e<enter>");
    let found = desk.asked.iter().find_map(|e| match e {
        Effect::Submit(id, Job::Deeds(deeds)) => Some((*id, deeds.clone())),
        _ => None,
    });
    let (id, deeds) = found.unwrap();
    (desk, id, deeds)
}

#[test]
fn what_is_under_way_is_marked_and_what_is_proven_is_said() {
    let (desk, id, deeds) = revoking();
    assert!(desk.text().contains("revoke"), "{}", desk.text());
    let steps = vec![StepReport {
        deed: deeds[0].clone(),
        end: Ended::Proven { at: worlds::NOW, how: "GET answers 404".into(), already: false },
    }];
    let done = Event::Done(id, Outcome::Settled { plan: PlanId("20261122T120000Z-0001".into()), steps });
    let text = desk.hear(vec![done]).text();
    assert!(text.contains("revoked ci-deploy, proven at 12:00:00 UTC: GET answers 404"), "{text}");
}

#[test]
fn what_is_not_proven_must_be_read() {
    let (desk, id, deeds) = revoking();
    let lost = Fault::new(FaultKind::OutcomeUnknown, "The answer was lost.", "Look again with r.");
    let steps = vec![StepReport { deed: deeds[0].clone(), end: Ended::Unknown(lost) }];
    let done = Event::Done(id, Outcome::Settled { plan: PlanId("20261122T120000Z-0001".into()), steps });
    let desk = desk.hear(vec![done]);
    let text = desk.text();
    assert!(text.contains("Not everything is proven") && text.contains("20261122T120000Z-0001"), "{text}");
    assert!(!desk.keys("<esc>").text().contains("Not everything is proven"));
}

#[test]
fn an_answer_to_another_job_changes_nothing() {
    let (desk, id, deeds) = revoking();
    let before = desk.text();
    let other = tokendeck::protocol::JobId(id.0 + 1000);
    let steps = vec![StepReport { deed: deeds[0].clone(), end: Ended::Skipped("x".into()) }];
    let done = Event::Done(other, Outcome::Settled { plan: PlanId("other".into()), steps });
    assert_eq!(desk.hear(vec![done]).text(), before);
}

const KEYS: &[&str] = &[
    "j",
    "k",
    "g",
    "G",
    "h",
    "l",
    "ctrl-d",
    "ctrl-u",
    "enter",
    "esc",
    "/",
    "?",
    ":",
    "s",
    "S",
    "space",
    "v",
    "*",
    "x",
    "y",
    "Y",
    "d",
    "e",
    "tab",
    "backtab",
    "w",
    "C",
    "b",
    "|",
    "J",
    "V",
    "E",
    "left",
    "right",
    "1",
    "2",
    "8",
    "r",
    "u",
    "F",
    "t",
    "a",
    "n",
    "o",
    "3",
    "c",
    "backspace",
    "up",
    "down",
];

fn message() -> impl Strategy<Value = Msg> {
    let news: Vec<Event> = [
        worlds::asked(),
        worlds::full(),
        worlds::movers(),
        vec![worlds::using(&worlds::at(1))],
        worlds::failed(),
        worlds::requests(),
        worlds::empty(),
    ]
    .concat();
    prop_oneof![
        8 => (0..KEYS.len()).prop_map(|i| Msg::Key(KEYS[i].parse().unwrap())),
        4 => (0..news.len()).prop_map(move |i| Msg::Engine(vec![news[i].clone()])),
        1 => (0u16..210, 0u16..70).prop_map(|(w, h)| Msg::Resize(w, h)),
        1 => (0u16..210, 0u16..70).prop_map(|(x, y)| Msg::Mouse(Mouse::Click(x, y))),
        1 => Just(Msg::Mouse(Mouse::WheelDown)),
        1 => "[a-z:\"/\u{202e} ]{0,12}".prop_map(Msg::Paste),
        1 => (0i64..100_000_000).prop_map(|ms| Msg::Tick(worlds::NOW.plus_millis(ms))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_the_same_messages_give_the_same_model(
        messages in proptest::collection::vec(message(), 0..60),
        size in (0u16..210, 0u16..70),
    ) {
        let play = || {
            let mut desk = Desk::at(size);
            for msg in &messages {
                if let Msg::Resize(w, h) = msg {
                    desk.size = (*w, *h);
                }
                let asked = update(&mut desk.model, msg.clone());
                desk.asked.extend(asked);
            }
            desk
        };
        let desk = play();
        let model = format!("{:?}", desk.model);
        if desk.size.0 > 0 && desk.size.1 > 0 {
            desk.draw(&Theme::default(), false);
        }
        prop_assert_eq!(&format!("{:?}", desk.model), &model, "drawing changed the model");
        let again = play();
        prop_assert_eq!(again.asked, desk.asked);
        prop_assert_eq!(again.model.size(), desk.size);
    }
}

#[test]
fn what_is_given_at_the_command_line_can_be_given_again() {
    let kept = |desk: &Desk| -> Vec<String> {
        let line = |effect: &Effect| match effect {
            Effect::Submit(_, Job::KeepLine(line)) => Some(line.clone()),
            _ => None,
        };
        desk.asked.iter().filter_map(line).collect()
    };
    let desk = Desk::at((120, 40)).hear(worlds::full());
    let desk = desk.keys(":acco<enter>:view ending<enter>:contoso m<enter>:nonsense!<enter><esc>");
    assert_eq!(kept(&desk), ["accounts", "view ending soon", "Contoso Media"]);
    // Earlier runs are older; what is there again is not there twice.
    let earlier = ["view exposed", "accounts"].map(str::to_owned).to_vec();
    let mut desk = desk.hear(vec![Event::Given(earlier)]).keys(":");
    for expected in ["Contoso Media", "view ending soon", "accounts", "view exposed"] {
        desk = desk.keys("<up>");
        assert!(desk.text().contains(&format!(":{expected} ")), "{}", desk.text());
    }
    let desk = desk.keys("<down><enter>");
    assert_eq!(kept(&desk).last().map(String::as_str), Some("accounts"));
    assert!(!desk.text().contains("go to, or do"), "it was done");
}

fn left_open() -> Event {
    Event::OpenPlans(vec![tokendeck::protocol::OpenPlan {
        id: PlanId("20261121T080000Z-00ff".into()),
        began: worlds::NOW.plus_days(-1),
        deeds: 12,
        waiting: 9,
        unsettled: 1,
    }])
}

#[rstest]
#[case::stray_keys("rsy12<enter>", None)]
#[case::resume_needs_the_count("Ur12<enter>", Some(Job::Resume(PlanId("20261121T080000Z-00ff".into()))))]
#[case::another_count("Ur11<enter>", None)]
#[case::settle_sends_nothing("Us", Some(Job::Settle(PlanId("20261121T080000Z-00ff".into()))))]
fn unfinished_deeds_wait_for_an_explicit_word(#[case] keys: &str, #[case] expected: Option<Job>) {
    let desk = Desk::at((100, 30)).hear(worlds::full()).hear(vec![left_open()]);
    assert!(desk.text().contains("1 plan without an end"), "{}", desk.text());
    let desk = desk.keys(keys);
    let asked = desk.asked.iter().find_map(|e| match e {
        Effect::Submit(_, job @ (Job::Resume(_) | Job::Settle(_) | Job::Deeds(_))) => Some(job.clone()),
        _ => None,
    });
    assert_eq!(asked, expected);
}

#[test]
fn running_deeds_can_be_stopped() {
    let (desk, id, _) = revoking();
    let desk = desk.keys("X");
    assert!(desk.asked.contains(&Effect::Cancel(id)));
    let idle = Desk::at((100, 30)).hear(worlds::full()).keys("X");
    assert!(idle.text().contains("no deeds are running"));
}

#[test]
fn a_report_waits_behind_a_half_answered_question() {
    let (desk, id, deeds) = revoking();
    let desk = desk.keys("<esc>/grafana<enter>xv6a");
    let steps = vec![StepReport { deed: deeds[0].clone(), end: Ended::Skipped("cancelled".into()) }];
    let done = Event::Done(id, Outcome::Settled { plan: PlanId("p".into()), steps });
    let desk = desk.hear(vec![done]);
    assert!(desk.text().contains("Revoke grafana-metrics?"), "{}", desk.text());
    let desk = desk.keys("<esc>");
    assert!(desk.text().contains("Not everything is proven"), "{}", desk.text());
}

/// The fix of a finding is one key away, and asks as every deed does.
#[test]
fn findings_offer_their_fixes() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys("/leaked<enter>f");
    assert!(desk.text().contains("Fix leaked in a public repository"), "{}", desk.text());
    assert!(desk.text().contains("revoke it"), "{}", desk.text());
    let asked = desk.keys("a");
    assert!(
        asked.text().contains("first four characters") || asked.text().contains("type "),
        "{}",
        asked.text()
    );
    let namesakes = Desk::at((120, 40)).hear(worlds::full()).keys("/dns-robot<enter>f");
    assert!(namesakes.text().contains("nothing was found about this token"), "{}", namesakes.text());
}
