//! How every screen looks in every state, and at every size that is promised.
//!
//! The whole model is driven from outside, as `tui` drives it: keys and engine events in, one frame out.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on has failed

#[path = "support/remembered.rs"]
mod remembered;

#[path = "support/settings.rs"]
mod settings;
#[path = "support/worlds.rs"]
mod worlds;

#[path = "support/desk.rs"]
mod desk;

#[path = "support/places.rs"]
mod places;

#[path = "screens/everywhere.rs"]
mod everywhere;

#[path = "screens/frame.rs"]
mod frame;

#[path = "screens/requests.rs"]
mod requests;

use desk::Desk;
use desk::settings;
use insta::assert_snapshot;
use ratatui::buffer::Buffer;
use rstest::rstest;
use tokendeck::app::Effect;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::domain::matrix::Row;
use tokendeck::domain::matrix::Snapshot;
use tokendeck::domain::matrix::Status;
use tokendeck::domain::matrix::probe::Answer;
use tokendeck::domain::matrix::probe::Evidence;
use tokendeck::domain::view::Column;
use tokendeck::domain::view::Grouping;
use tokendeck::domain::view::Sort;
use tokendeck::domain::view::View;
use tokendeck::protocol::Change;
use tokendeck::protocol::Delta;
use tokendeck::protocol::Event;
use tokendeck::protocol::Fault;
use tokendeck::protocol::FaultKind;
use tokendeck::protocol::Job;
use tokendeck::protocol::JobId;
use tokendeck::protocol::Moment;
use tokendeck::protocol::Outcome;
use tokendeck::protocol::RequestNote;
use tokendeck::protocol::Scope;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::route::Route;
use tokendeck::ui::Depth;
use tokendeck::ui::Theme;

/// The states that a screen can be in before there is something to see.
fn state(name: &str) -> Vec<Event> {
    match name {
        "empty" => worlds::empty(),
        "loading" => worlds::asked(),
        "failed" => worlds::failed(),
        "full" => worlds::full(),
        other => panic!("no state {other}"),
    }
}

#[rstest]
fn tokens_in_every_state(#[values("empty", "loading", "failed", "full")] name: &str) {
    let desk = Desk::at((80, 24)).hear(state(name));
    assert_snapshot!(format!("tokens_{name}_80x24"), desk.text());
}

#[rstest]
fn accounts_in_every_state(#[values("empty", "loading", "failed", "full")] name: &str) {
    let desk = Desk::at((80, 24)).hear(state(name)).keys("2");
    assert_snapshot!(format!("accounts_{name}_80x24"), desk.text());
}

#[test]
fn a_credential_that_stopped_working_stands_in_the_header() {
    let fault = Fault::new(FaultKind::Credentials, "The token is not valid any more (1000).", "Use another.");
    let refused = Change::Failed(fault);
    let refused = Delta { scope: Scope::Identity, revision: 99, as_of: worlds::NOW, change: refused };
    let desk = Desk::at((80, 24)).hear(worlds::full()).hear(vec![Event::World(refused)]);
    assert_snapshot!("credential_refused_80x24", desk.text());
}

#[test]
fn a_server_that_is_silent_is_told_with_the_length_of_its_silence() {
    let sent = RequestNote {
        id: 1,
        at: worlds::NOW.plus_millis(-12_400),
        method: "GET".into(),
        path: "/accounts".into(),
        lane: "interactive".into(),
        attempt: 1,
        moment: Moment::Sent,
    };
    let desk = Desk::at((80, 24)).hear(worlds::asked()).hear(vec![Event::Request(sent)]);
    assert_snapshot!("server_silent_80x24", desk.text());
}

#[test]
fn stale_lists_say_so() {
    let mut desk = Desk::at((80, 24)).hear(worlds::full());
    let later = worlds::NOW.plus_millis(2 * 3_600_000);
    update(&mut desk.model, Msg::Tick(later));
    assert_snapshot!("tokens_stale_80x24", desk.text());
    assert_snapshot!("accounts_stale_80x24", desk.keys("2").text());
}

#[rstest]
fn full_at_every_size(
    #[values((60, 20), (120, 40), (200, 60))] size: (u16, u16),
    #[values("tokens", "accounts", "token", "requests")] screen: &str,
) {
    let desk = Desk::at(size).hear(worlds::full()).hear(worlds::requests());
    let desk = match screen {
        "accounts" => desk.keys("2"),
        "requests" => desk.keys("8"),
        "token" => desk.keys("/leaked<enter><enter>").answer_looks(),
        _ => desk,
    };
    assert_snapshot!(format!("{screen}_full_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
#[case::summary("", "token_full_80x24")]
#[case::json("<tab><tab><tab>", "token_json_80x24")]
fn token(#[case] keys: &str, #[case] name: &str) {
    let desk =
        Desk::at((80, 24)).hear(worlds::full()).keys("/leaked<enter><enter>").answer_looks().keys(keys);
    assert_snapshot!(name, desk.text());
}

/// Whether permissions work while an account owns the token: of an account's token, and of the user's.
#[rstest]
fn compatibility(
    #[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16),
    #[values("page-rules", "from-my", "edge-admin", "everywhere")] token: &str,
) {
    let desk = Desk::at(size).hear(worlds::full()).hear(worlds::movers());
    let desk = desk.keys(&format!("/{token}<enter><enter>")).answer_looks().keys("G");
    assert_snapshot!(format!("compatibility_{token}_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
fn who_can_at_every_size(
    #[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16),
    #[values("answer", "typing", "would")] state: &str,
) {
    let keys = match state {
        "answer" => "8wdns edit<enter>northwind.example<enter>",
        "typing" => "8wlogs",
        _ => "8wdns edit<enter>northwind.example<enter><tab>",
    };
    let desk = Desk::at(size).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("who_can_{state}_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
#[case("nothing_asked", "8w")]
#[case("nobody", "8wzaraz admin<enter>acme<enter>")]
#[case("unknown", "8w<enter>northwind.example<enter><tab><tab>")]
#[case("any_permission", "8w<enter>northwind.example<enter>")]
fn who_can_in_other_states(#[case] name: &str, #[case] keys: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("who_can_{name}_80x24"), desk.text());
}

#[rstest]
fn calendar_at_every_size(
    #[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16),
    #[values("today", "month")] state: &str,
) {
    let keys =
        if state == "today" { "C" } else { "C<pagedown><pagedown><pagedown><pagedown><tab><tab><enter>" };
    let desk = Desk::at(size).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("calendar_{state}_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
fn calendar_in_every_state(#[values("empty", "loading", "failed")] name: &str) {
    let desk = Desk::at((80, 24)).hear(state(name)).keys("C");
    assert_snapshot!(format!("calendar_{name}_80x24"), desk.text());
}

#[rstest]
fn reach_both_ways_at_every_size(
    #[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16),
    #[values("resources", "permissions")] way: &str,
) {
    let desk = Desk::at(size).hear(worlds::full()).keys("/leaked<enter><enter>").answer_looks();
    let desk = desk.keys(if way == "resources" { "<tab>" } else { "<tab><tab>" });
    assert_snapshot!(format!("token_{way}_{}x{}", size.0, size.1), desk.text());
}

/// The requests are named before any is sent; the answers stand beside the snapshots, in a dialog and in the detail.
#[rstest]
fn asking_products(#[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16)) {
    let name = |part: &str| format!("probe_{part}_{}x{}", size.0, size.1);
    let at = worlds::at(1);
    let mut desk = Desk::at(size).hear(worlds::full()).hear(vec![worlds::using(&at)]);
    desk = desk.keys("/dns-robot<enter><enter>").answer_looks().keys("P");
    assert_snapshot!(name("ask"), desk.text());
    // Enter is *cancel*.
    desk = desk.keys("<enter>");
    assert!(!desk.asked.iter().any(|e| matches!(e, Effect::Submit(_, Job::Probe { .. }))));
    desk = desk.keys("Pp");
    let sent = desk.asked.iter().find_map(|effect| match effect {
        Effect::Submit(id, Job::Probe { value: None, of }) => Some((*id, of.clone())),
        _ => None,
    });
    let (id, of) = sent.unwrap();
    assert_eq!(of.requests().len(), 11);
    let answers = [Answer::Accepted, Answer::RefusedAsKind, Answer::LacksPermission, Answer::Unknown];
    let why =
        ["it was answered", "code 1011, HTTP 400", "code 10000, HTTP 403", "the server failed (HTTP 503)"];
    let evidence: Vec<Evidence> = of
        .asked()
        .zip(answers.into_iter().zip(why).cycle())
        .map(|((probe, path), (answer, why))| Evidence {
            product: probe.product.clone(),
            account: of.account().clone(),
            token: at.id.clone(),
            path: path.into(),
            at: worlds::NOW,
            answer,
            why: why.into(),
        })
        .collect();
    let done = Outcome::Probed { token: at, evidence: evidence.clone() };
    desk = desk.hear(vec![Event::Evidence(evidence), Event::Done(id, done)]);
    assert_snapshot!(name("told"), desk.text());
    assert_snapshot!(name("kept"), desk.keys("<enter>G").text());
}

#[rstest]
#[case::a_user_token("my laptop", "only an account's own token")]
#[case::another_value("ci-deploy", "not the credential in use")]
fn products_are_not_asked_with(#[case] token: &str, #[case] why: &str) {
    let desk = Desk::at((200, 60)).hear(worlds::full()).hear(vec![worlds::using(&worlds::at(1))]);
    let text = desk.keys(&format!("/{token}<enter><enter>")).answer_looks().keys("P").text();
    assert!(text.contains(why), "{text}");
}

/// From a user token to the draft of its twin: refused with reasons, asked for the account, written when told to.
#[rstest]
fn migration(#[values((80, 24), (60, 20), (120, 40), (200, 60))] size: (u16, u16)) {
    let desk = |token: &str| {
        let desk = Desk::at(size).hear(worlds::full()).hear(worlds::movers());
        desk.keys(&format!("/{token}<enter><enter>")).answer_looks().keys("T")
    };
    let name = |part: &str| format!("twin_{part}_{}x{}", size.0, size.1);
    assert_snapshot!(name("refused"), desk("edge-admin").text());
    assert_snapshot!(name("unknown"), desk("from-my").text());
    let asked = desk("everywhere");
    assert_snapshot!(name("which"), asked.text());
    let sure = asked.keys("2");
    assert_snapshot!(name("sure"), sure.text());
    let written = sure.keys("y");
    let job = written.asked.iter().find_map(|effect| match effect {
        Effect::Submit(id, Job::WriteDraft { name, text }) => Some((*id, name.clone(), text.clone())),
        _ => None,
    });
    let (id, file, text) = job.unwrap();
    assert!(file.starts_with("dns-everywhere ") && text.contains("kind = \"account\""), "{file}\n{text}");
    let path = "/home/ada/.local/share/tokendeck/drafts/dns-everywhere.toml".to_owned();
    let told = written.hear(vec![Event::Done(id, Outcome::DraftWritten { path })]);
    assert_snapshot!(name("written"), told.text());
}

/// A detail whose reading is under way, failed, found nothing, or is old.
#[rstest]
fn token_in_every_state(#[values("loading", "failed", "gone", "stale")] name: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys("/leaked<enter><enter>");
    let looking = desk.asked.iter().find_map(|effect| match effect {
        Effect::Submit(id, Job::Look(at)) => Some((*id, at.clone())),
        _ => None,
    });
    let (id, at) = looking.unwrap();
    let fault =
        Fault::new(FaultKind::Server, "The server failed (HTTP 503).", "Try again in a minute with r.");
    let desk = match name {
        "loading" => desk,
        "failed" => desk.hear(vec![Event::Failed(id, fault)]),
        "gone" => {
            let delta = Delta {
                scope: Scope::Tokens(at.owner.clone()),
                revision: 9,
                as_of: worlds::NOW,
                change: Change::Gone(at.clone()),
            };
            desk.hear(vec![Event::World(delta), Event::Done(id, Outcome::Looked(at, None))])
        }
        _ => {
            let mut desk = desk.answer_looks();
            update(&mut desk.model, Msg::Tick(worlds::NOW.plus_millis(2 * 3_600_000)));
            desk
        }
    };
    assert_snapshot!(format!("token_{name}_80x24"), desk.text());
}

#[test]
fn requests_full() {
    let desk = Desk::at((80, 24)).hear(worlds::full()).hear(worlds::requests()).keys("8");
    assert_snapshot!("requests_full_80x24", desk.text());
    let desk = Desk::at((80, 24)).keys("8");
    assert_snapshot!("requests_empty_80x24", desk.text());
}

#[test]
fn the_first_screen() {
    for size in [(60, 16), (60, 20), (80, 24), (120, 40)] {
        let desk = Desk::new(&Route::Welcome, size);
        assert_snapshot!(format!("welcome_{}x{}", size.0, size.1), desk.text());
    }
}

#[rstest]
#[case::menu("x", "menu")]
#[case::revoke_one("xv", "revoke_one")]
#[case::revoke_many("   xv", "revoke_many")]
#[case::disable_one("xd", "disable_one")]
#[case::help("?", "help")]
#[case::command_line(":acc", "command_line")]
#[case::filter("/northwind", "filter")]
#[case::filter_with_a_mistake("/stauts:active", "filter_with_a_mistake")]
#[case::filter_fields("/s", "filter_fields")]
#[case::filter_values("/status:<down><down>", "filter_values")]
#[case::filter_words_of_the_world("/northwind account:", "filter_words_of_the_world")]
#[case::columns("|jJ ", "columns")]
#[case::views("V", "views")]
#[case::view_by_name(":view end", "view_by_name")]
#[case::own_credential("/my laptop<enter>xv", "own_credential")]
fn over_the_list(#[case] keys: &str, #[case] name: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("over_{name}"), desk.text());
}

#[test]
fn what_was_given_in_earlier_runs_comes_up_again() {
    let earlier = ["view exposed", "accounts", "view ending soon"].map(str::to_owned).to_vec();
    let desk = Desk::at((80, 24)).hear(worlds::full()).hear(vec![Event::Given(earlier)]);
    assert_snapshot!("over_given_before", desk.keys(":view<up><up>").text());
}

#[rstest]
fn matrix_at_every_size(#[values((60, 20), (80, 24), (120, 40), (200, 60))] size: (u16, u16)) {
    let desk = Desk::at(size).hear(worlds::full()).keys("3");
    assert_snapshot!(format!("matrix_full_{}x{}", size.0, size.1), desk.text());
}

/// Before the imported snapshots are told, without a match, with a mistake, and what keys narrow it to.
#[rstest]
#[case::before_imports_are_told("", false, "loading")]
#[case::empty("/zzz", true, "empty")]
#[case::mistake("/stauts:no", true, "mistake")]
#[case::by_status("o", true, "by_status")]
#[case::mine_by_tokens("msss", true, "mine")]
#[case::compared("hhhdl", true, "compared")]
fn matrix_in_every_state(#[case] keys: &str, #[case] told: bool, #[case] name: &str) {
    let news = if told { worlds::full() } else { Vec::new() };
    let desk = Desk::at((80, 24)).hear(news).keys("3").keys(keys);
    assert_snapshot!(format!("matrix_{name}_80x24"), desk.text());
}

#[test]
fn matrix_in_ascii() {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys("3");
    assert_snapshot!(
        "matrix_full_ascii",
        desk.draw(&Theme::default().at(Depth::None), true).backend().to_string()
    );
}

/// A page with something of everything that an import can meet.
const PAGE: &str = "Last updated: Oct 2, 2026\n\nProduct | Compatible |\n---|---|\nTurnstile | ✅ |\nMoon Cache | ❌ |\n\
                    R2 | ❌ |\nR2 | ✅ |\nDNS | ? |\nWorkers | Partial (no builds) |\n";

/// An imported snapshot.
fn imported() -> Vec<Event> {
    let rows = ["Turnstile", "Moon Cache"].map(|name| Row::new(name, Status::Yes).unwrap());
    let snapshot = Snapshot::new("import-2026-10-02", "Imported page", "2026-10-02", "pasted", rows.into());
    vec![Event::Snapshots(vec![snapshot.unwrap()])]
}

#[rstest]
#[case::at_first("", "empty")]
#[case::another_table("# Hello\nName | Colour |\n---|---|\nA | red |\n", "refused")]
#[case::undated("Product | Compatible |\n---|---|\nTurnstile | ✅ |\nR2 | ✅ |\n", "undated")]
#[case::sound(PAGE, "sound")]
fn import_in_every_state(#[case] page: &str, #[case] name: &str) {
    let mut desk = Desk::at((80, 24)).hear(worlds::full()).keys("3i");
    update(&mut desk.model, Msg::Paste(page.to_owned()));
    assert_snapshot!(format!("import_{name}_80x24"), desk.text());
}

#[rstest]
fn import_at_every_size(#[values((60, 20), (120, 40), (200, 60))] size: (u16, u16)) {
    let mut desk = Desk::at(size).hear(worlds::full()).keys("3i");
    update(&mut desk.model, Msg::Paste(PAGE.to_owned()));
    assert_snapshot!(format!("import_sound_{}x{}", size.0, size.1), desk.text());
}

/// The job that was asked for last.
fn last_job(desk: &Desk) -> (JobId, Job) {
    let jobs = desk.asked.iter().rev().filter_map(|effect| match effect {
        Effect::Submit(id, job) if !matches!(job, Job::Watch(_)) => Some((*id, job.clone())),
        _ => None,
    });
    jobs.take(1).next().unwrap()
}

#[test]
fn a_page_is_imported_from_a_file_and_a_refusal_loses_nothing() {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys("3i~/page.md<enter>");
    let (id, job) = last_job(&desk);
    assert_eq!(job, Job::ReadPage("~/page.md".into()));
    assert!(desk.text().contains("reading the file"));
    let fault = Fault::new(FaultKind::NotFound, "/home/ada/page.md cannot be read.", "Check the path.");
    let desk = desk.hear(vec![Event::Failed(id, fault)]);
    assert!(desk.text().contains("~/page.md") && desk.text().contains("cannot be read"), "{}", desk.text());
    let desk = desk.keys("<enter>");
    let (id, _) = last_job(&desk);
    let desk = desk.hear(vec![Event::Done(id, Outcome::Page(PAGE.into()))]);
    assert!(desk.text().contains("enter keeps it as import-2026-10-02"), "{}", desk.text());
    // Another name, typed; then it is kept, and the matrix is shown again.
    let desk = desk.keys("<tab>mine<enter>");
    let (id, Job::KeepSnapshot(snapshot)) = last_job(&desk) else { panic!("{}", desk.text()) };
    assert_eq!((&*snapshot.id, &*snapshot.date, &*snapshot.source), ("mine", "2026-10-02", "page.md"));
    let taken = Fault::new(FaultKind::Refused, "There is a snapshot mine already.", "Choose another name.");
    let desk = desk.hear(vec![Event::Failed(id, taken)]);
    assert!(desk.text().contains("There is a snapshot mine already") && desk.text().contains(" mine"));
    let desk = desk.keys("2<enter>");
    let (id, _) = last_job(&desk);
    let desk = desk.hear(vec![Event::Done(id, Outcome::SnapshotKept("mine2".into()))]);
    assert!(desk.text().contains("matrix · 63 products"), "{}", desk.text());
}

#[test]
fn imported_snapshots_stand_beside_the_shipped_ones_and_can_be_removed() {
    let desk = Desk::at((120, 40)).hear(worlds::full()).hear(imported()).keys("3");
    let text = desk.text();
    assert!(
        text.contains("64 products") && text.contains("newest snapshot 2026-10-02, 51 days old"),
        "{text}"
    );
    assert_snapshot!("matrix_imported_120x40", text);
    let desk = desk.keys("<delete>y");
    assert_eq!(last_job(&desk).1, Job::RemoveSnapshot("import-2026-10-02".into()));
    let desk = desk.hear(vec![Event::Snapshots(Vec::new())]);
    assert!(desk.text().contains("63 products"));
    let desk = desk.keys("<delete>");
    assert!(desk.text().contains("2026-04-docs ships with the program and stays"), "{}", desk.text());
}

#[rstest]
fn product_at_every_size(#[values((60, 20), (80, 24), (120, 40), (200, 60))] size: (u16, u16)) {
    let desk = Desk::at(size).hear(worlds::full()).keys("3/dns<enter><enter>");
    assert_snapshot!(format!("product_full_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
#[case::refused_and_doubtful("3/registrar<enter><enter>", "refused")]
#[case::facts_scrolled("3/dns<enter><enter><tab>jjjjjj", "scrolled")]
#[case::a_token_opened("3/dns<enter><enter><enter>", "token")]
fn product_in_every_state(#[case] keys: &str, #[case] name: &str) {
    let desk = Desk::at((80, 24)).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("product_{name}_80x24"), desk.text());
}

/// Headings of each kind, one of them folded, at every size.
#[rstest]
fn groups_at_every_size(#[values((60, 20), (80, 24), (120, 40), (200, 60))] size: (u16, u16)) {
    let desk = Desk::at(size).hear(worlds::full()).keys("bjhj");
    assert_snapshot!(format!("groups_by_account_{}x{}", size.0, size.1), desk.text());
}

#[rstest]
#[case::by_creator("bb", "groups_by_creator")]
#[case::by_finding("bbb", "groups_by_finding")]
#[case::saved_view("E", "view")]
#[case::saved_view_changed("E/dns<enter>", "view_changed")]
fn lists_put_otherwise(#[case] keys: &str, #[case] name: &str) {
    let desk = Desk::at((120, 40)).hear(worlds::full()).keys(keys);
    assert_snapshot!(format!("{name}_120x40"), desk.text());
}

#[test]
fn groups_without_colour_in_ascii() {
    let desk = Desk::at((200, 60)).hear(worlds::full()).keys("bbbjjh");
    let terminal = desk.draw(&Theme::default().at(Depth::None), true);
    assert_snapshot!("groups_ascii_200x60", terminal.backend().to_string());
}

#[test]
fn too_small_a_terminal_is_told_so() {
    for size in [(59, 20), (80, 15), (1, 1), (20, 2)] {
        let desk = Desk::at(size).hear(worlds::full());
        let text = desk.text();
        assert!(!text.contains("dns-robot"), "{text}");
    }
    assert!(Desk::at((59, 20)).text().contains("60x16"));
}

#[test]
fn ascii_and_no_colour() {
    let desk = Desk::at((80, 24)).hear(worlds::full());
    let terminal = desk.draw(&Theme::default().at(Depth::None), true);
    let text = terminal.backend().to_string();
    assert_snapshot!("tokens_full_ascii", text);
    let drawn: &Buffer = terminal.backend().buffer();
    for cell in drawn.content() {
        assert!(
            cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset,
            "{cell:?}"
        );
    }
}

#[test]
fn a_hostile_name_never_reaches_the_terminal() {
    for screen in ["", "<enter>", "2", "8", "x", "xv", "Y"] {
        let desk = Desk::at((200, 60)).hear(worlds::full()).keys("/cmd<enter>").keys(screen).answer_looks();
        for cell in desk.draw(&Theme::default(), false).backend().buffer().content() {
            for c in cell.symbol().chars() {
                assert!(
                    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}'),
                    "{c:?} on {screen:?}"
                );
            }
        }
    }
}

/// A dashboard that remembers; every question to the history is answered.
fn remembering(size: (u16, u16), past: Event) -> Desk {
    Desk::at(size).hear(worlds::full()).hear(remembered::news()).hear(vec![past])
}

/// Ends the jobs that were asked for, with nothing more to tell.
fn ended(mut desk: Desk) -> Desk {
    for effect in std::mem::take(&mut desk.asked) {
        if let Effect::Submit(id, Job::Past(_)) = effect {
            desk = desk.hear(vec![Event::Done(id, Outcome::Recalled)]);
        }
    }
    desk
}

#[rstest]
#[case::list("", (80, 24), "news_in_the_list")]
#[case::wide_list("", (200, 60), "news_in_the_list_200x60")]
#[case::news("W", (80, 24), "news")]
#[case::news_small("W", (60, 20), "news_60x20")]
#[case::news_wide("W", (120, 40), "news_120x40")]
#[case::filtered("/changed:any owner:platform<enter>", (80, 24), "news_filtered")]
#[case::gone_small("/changed:gone<enter>", (60, 20), "gone_in_the_list_60x20")]
#[case::gone("/changed:gone<enter>", (80, 24), "gone_in_the_list")]
#[case::gone_below_headings("b/changed:any<enter>G", (120, 40), "gone_in_the_list_120x40")]
#[case::gone_beside("/changed:any<enter>G", (200, 60), "gone_in_the_list_200x60")]
#[case::detail("/dns-robot<enter><enter>", (80, 24), "news_of_a_token")]
#[case::history("/dns-robot<enter>H", (80, 24), "history")]
#[case::history_wide("/dns-robot<enter>H", (120, 40), "history_120x40")]
#[case::note("/dns-robot<enter>N", (80, 24), "note")]
#[case::note_typed("/dns-robot<enter>N<tab>nightly<down>x<ctrl-u>", (60, 20), "note_typed")]
fn what_is_remembered(#[case] keys: &str, #[case] size: (u16, u16), #[case] name: &str) {
    let desk = remembering(size, remembered::past(1, false, 1)).keys(keys);
    assert_snapshot!(format!("remembered_{name}"), ended(desk.answer_looks()).text());
}

/// A view may be sorted by what it does not show, and a list under accounts need not say the account again.
#[test]
fn an_order_out_of_sight_is_said_and_what_a_heading_says_is_not_repeated() {
    let view = View {
        name: "by ticket".into(),
        filter: String::new(),
        sort: Sort::new("-ticket").unwrap(),
        columns: Some(vec![Column::Name, Column::Account, Column::Status, Column::Findings]),
        group: Some(Grouping::Account),
        key: None,
    };
    let start = Route::View(view.name.clone());
    let settings = Settings { views: vec![view], ..settings() };
    let desk = Desk::with(settings, &start, (60, 20)).hear(worlds::full()).hear(remembered::news());
    let text = desk.text();
    assert!(text.contains("by ticket by account sorted by ticket ↓"), "{text}");
    assert!(!text.contains("ACCOUNT") && text.contains("▾ Northwind Retail"), "{text}");
    let text = desk.keys("bbb").text();
    assert!(text.contains("ACCOUNT") && text.contains("sorted by ticket"), "{text}");
}

#[rstest]
#[case((80, 24), "80x24")]
#[case((120, 40), "120x40")]
#[case((200, 60), "200x60")]
fn notes_limits_and_news_are_columns(#[case] size: (u16, u16), #[case] name: &str) {
    let columns = ["name", "owner", "ticket", "noted", "news", "starts", "policies", "addresses", "purpose"];
    let columns = columns.map(|word| Column::new(word).unwrap()).to_vec();
    let settings = Settings { columns, ..settings() };
    let desk = Desk::with(settings, &Route::Tokens(None), size).hear(worlds::full()).hear(remembered::news());
    // By owner, then once round: by ticket.
    assert_snapshot!(format!("remembered_columns_{name}"), desk.keys("ss").text());
}

#[rstest]
#[case((80, 24), "80x24")]
#[case((60, 20), "60x20")]
#[case((120, 40), "120x40")]
#[case((200, 60), "200x60")]
fn what_a_token_was_before_it_went(#[case] size: (u16, u16), #[case] name: &str) {
    let desk = remembering(size, remembered::past(9, true, 2)).keys("WG<enter>");
    // The screen asked anew when it was opened.
    let desk = ended(desk.hear(vec![remembered::past(9, true, 2)]));
    assert_snapshot!(format!("remembered_gone_{name}"), desk.text());
}

#[test]
fn what_is_gone_can_be_looked_at_and_no_more() {
    let desk = |keys: &str| {
        remembering((80, 24), remembered::past(9, true, 2)).keys("/changed:gone<enter>").keys(keys)
    };
    assert!(desk("").text().contains("0 of 13 · 1 gone"), "{}", desk("").text());
    for keys in ["<enter>", "H"] {
        let asked = desk(keys).asked;
        let opened =
            |effect: &Effect| matches!(effect, Effect::Submit(_, Job::Past(at)) if *at == worlds::at(9));
        assert!(asked.iter().any(opened), "{keys}: {asked:?}");
    }
    for keys in ["x", "<space>", "Y", "f"] {
        let text = desk(keys).text();
        assert!(text.contains("is gone, nothing can be done to it"), "{keys}: {text}");
        assert!(!text.contains("marked"), "{keys}: {text}");
    }
    assert!(desk("*").text().contains("1 gone"));
    assert!(desk("y").asked.iter().any(|e| matches!(e, Effect::CopyText(text) if *text == worlds::id(9))));
    assert!(desk("N").text().contains("note on"));
    let text = desk("/ status:active<enter>").text();
    assert!(text.contains("W lists them all"), "{text}");
}

#[test]
fn what_is_seen_is_asked_to_be_news_no_longer() {
    let seen = |desk: Desk| {
        let mut asked = desk.asked.into_iter().filter_map(|effect| match effect {
            Effect::Submit(_, Job::Seen(tokens)) => Some(tokens),
            _ => None,
        });
        asked.next_back()
    };
    let desk = || remembering((80, 24), remembered::past(1, false, 1));
    assert_eq!(seen(desk().keys("M")), Some(None), "all of it");
    assert_eq!(seen(desk().keys("/ci-deploy<enter>M")), Some(Some(vec![worlds::at(2)])), "what is filtered");
    assert_eq!(seen(desk().keys("/my laptop<enter>M")), None, "nothing of it is news");
    let gone = Some(Some(vec![worlds::at(9)]));
    assert_eq!(seen(desk().keys("/changed:gone<enter>M")), gone, "what is filtered and gone");
    let opened = desk().keys("/dns-robot<enter><enter>");
    assert_eq!(seen(ended(opened)), Some(Some(vec![worlds::at(1)])), "what is opened");
}

#[test]
fn nothing_that_is_typed_into_a_note_is_lost() {
    let mut desk =
        remembering((80, 24), remembered::past(1, false, 1)).keys("/dns-robot<enter>N<tab>nightly<enter>");
    let asked = desk.asked.iter().rev().find_map(|effect| match effect {
        Effect::Submit(id, Job::Note(at, fields)) => Some((*id, at.clone(), fields.clone())),
        _ => None,
    });
    let (id, at, fields) = asked.unwrap();
    assert_eq!(at, worlds::at(1));
    assert_eq!(
        fields.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["nightly"],
        "only what changed"
    );
    let fault = Fault::new(FaultKind::Disk, "The disk is full.", "Free some space.");
    desk = desk.hear(vec![Event::Failed(id, fault)]);
    assert!(desk.text().contains("nightly") && desk.text().contains("disk is full"));
    // Esc asks once before it drops what was typed.
    desk = desk.keys("<esc>");
    assert!(desk.text().contains("nightly"));
    desk = desk.keys("<esc>");
    assert!(!desk.text().contains("note on"));
}
