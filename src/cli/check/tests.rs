use rstest::rstest;

use super::report::{Checked, Report, Token};
use super::{junit, markdown};
use crate::cli::exit::Exit;
use crate::cli::item::Item;
use crate::cli::sheet::Incomplete;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::protocol::{Fault, FaultKind};

fn report(stops: Vec<Finding>, incomplete: Incomplete) -> Report {
    let token = |name: &str, stops: Vec<Finding>| {
        let item = (!stops.is_empty()).then(|| Item::new().with("name", name));
        Token { name: name.into(), id: "ed17".into(), stops, item }
    };
    let hostile = "a<b>&\"c'\u{0}\u{1b}[31m\u{b}\u{fffe}\u{202e}|`]]>";
    let tokens = vec![token("deploy", vec![]), token(hostile, stops)];
    let owners = vec![Checked { name: "Acme & <Söhne>".into(), tokens }];
    Report { gate: "medium or worse".into(), checked: 2, owners, incomplete }
}

fn wide() -> Vec<Finding> {
    let found = |id, severity, reason: &str| Finding { id, severity, reason: reason.into() };
    vec![
        found(FindingId::Wide, Severity::High, "may write on all zones"),
        found(FindingId::Unused, Severity::Medium, "not used for 91 days"),
    ]
}

fn hole() -> Incomplete {
    vec![("account b (B\u{1}<)".into(), Fault::new(FaultKind::Network, "It \"broke\".", "Try again."))]
}

fn written(
    write: impl Fn(&Report, &mut dyn std::io::Write) -> std::io::Result<()>,
    report: &Report,
) -> String {
    let mut out = Vec::new();
    write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[rstest]
#[case::clean(vec![], vec![], Exit::Done, "Passed: 2 tokens checked")]
#[case::found(wide(), vec![], Exit::Findings, "Failed: 1 of 2 tokens stop the check (1 wide, 1 unused)")]
#[case::holes(vec![], hole(), Exit::Partly, "Not everything could be read: 2 tokens checked and clean")]
#[case::both(
    wide(),
    hole(),
    Exit::Partly,
    "Not everything could be read: 1 of 2 tokens stop the check (1 wide, 1 unused)"
)]
fn what_was_not_read_is_never_a_pass(
    #[case] stops: Vec<Finding>,
    #[case] incomplete: Incomplete,
    #[case] exit: Exit,
    #[case] words: &str,
) {
    let report = report(stops, incomplete);
    assert_eq!((report.exit(), &*report.to_string()), (exit, words));
    let mut json = Vec::new();
    report.tokens().write(crate::cli::args::Format::Json, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["summary"]["passed"], exit == Exit::Done);
    let markdown = written(markdown::write, &report);
    assert_eq!(markdown.contains('✅'), exit == Exit::Done);
    let junit = written(junit::write, &report);
    assert_eq!(junit.contains("<failure") || junit.contains("<error"), exit != Exit::Done);
}

#[test]
fn junit_holds_only_what_xml_can() {
    let xml = written(junit::write, &report(wide(), hole()));
    let legal =
        |c: char| matches!(c, '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(|c| legal(c) && c != '\u{202e}'), "{xml:?}");
    insta::assert_snapshot!("junit", xml);
}

#[test]
fn markdown_reads_well_and_holds_no_markup_of_strangers() {
    insta::assert_snapshot!("markdown", written(markdown::write, &report(wide(), hole())));
}
