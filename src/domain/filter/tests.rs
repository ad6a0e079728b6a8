use rstest::rstest;

use super::*;
use crate::clock::Time;
use crate::domain::condition::{Condition, Range};
use crate::domain::finding::{FindingId, FindingSet, Quota, Severity};
use crate::domain::history::News;
use crate::domain::lookup::MeantBy;
use crate::domain::note;
use crate::domain::note::Note;
use crate::domain::policy::{GroupRef, Policy};
use crate::domain::reach::{granted, reaches};
use crate::domain::resource::{Key, Resource};
use crate::domain::specimen::*;
use crate::domain::token::{Owner, Provisioner, Standing, Status, Token};

mod properties;

fn score(query: &Query, token: &Token) -> Option<u32> {
    let names = atlas();
    let haystack = Haystack::of(token, &names);
    let findings = || {
        let mut set = FindingSet::default();
        set.insert(FindingId::Wide, Severity::High);
        set
    };
    let mut note = Note::default();
    note.set(note::Field::Owner, "billing team").unwrap();
    note.set(note::Field::Ticket, "OPS-42").unwrap();
    let subject = Subject {
        token,
        haystack: &haystack,
        now: NOW,
        names: &names,
        findings: &findings,
        quota: Some(Quota { used: 455, limit: 500 }),
        note: Some(&note),
        news: Some(News::Changed),
    };
    query.matcher().score(&subject)
}

fn matches(query: &str, token: &Token) -> bool {
    score(&Query::parse(query).unwrap(), token).is_some()
}

/// Edits DNS of all Acme zones but staging, reads Bravo's; from one network.
fn specimen() -> Token {
    let mut token = token([
        policy("allow", &[DNS_WRITE], &[zones_of(ACME)]),
        policy("deny", &[DNS_WRITE], &[zone(STAGING)]),
        policy("allow", &[DNS_READ], &[zone(BRAVO_DEV), bucket(ACME, "backups")]),
    ]);
    token.condition =
        Condition { only_from: Box::new([Range::new("203.0.113.0/24")]), never_from: Box::default() };
    token
}

#[rstest]
#[case("", true)]
#[case("status:active", true)]
#[case("status:expired", false)]
#[case("kind:account -kind:user", true)]
#[case("account:acme", true)]
#[case("account:aaaaaaaa", true)]
#[case("account:bravo", false)]
#[case("account:/^Acm/", true)]
#[case("perm:\"DNS Write\"", true)]
#[case("perm:dns", true)]
#[case("perm:\"DNS Edit\"", true)]
#[case("perm:zone", false)]
#[case("can:\"DNS Write\"", true)]
#[case("can:\"DNS Write\" on:example.com", true)]
#[case("can:\"DNS Write\" on:EXAMPLE.com", true)]
#[case::deny_wins("can:\"DNS Write\" on:staging.example.com", false)]
#[case::one_question("can:\"DNS Write\" on:bravo.dev", false)]
#[case("can:\"DNS Read\" on:bravo.dev", true)]
#[case("can:\"DNS Write\" on:acme", true)]
#[case("can:dns on:example.com on:bravo.dev", true)]
#[case::nowhere("-can:\"DNS Write\" on:bravo.dev", false)]
#[case("-can:\"Zone Write\" on:bravo.dev", true)]
#[case("on:bravo.dev", true)]
#[case("on:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa01", true)]
#[case::names_are_whole("on:bravo", false)]
#[case::nobody_knows_it("on:elsewhere.net", false)]
#[case("-on:bravo.dev", false)]
#[case::a_deny_takes_it("would:\"DNS Write\" at:staging.example.com", true)]
#[case::nothing_takes_it("would:\"DNS Write\" at:example.com", false)]
#[case::some_of_it_is_denied("would:\"DNS Write\"", true)]
#[case::another_permission("would:\"DNS Read\"", false)]
#[case("would:any at:staging.example.com", true)]
#[case("at:staging.example.com -at:bravo.dev", true)]
#[case("can:any -can:unknown", true)]
#[case("expires:2000-01-01", false)]
#[case("by:ada@acme.example", true)]
#[case("by:ADA", true)]
#[case("by:eve", false)]
#[case("used:<7d", true)]
#[case("used:<1h", false)]
#[case("unused:>90d", false)]
#[case("unused:<2d", true)]
#[case("-never:used -never:expires", true)]
#[case("expires:<30d", false)]
#[case("expires:>30d", true)]
#[case("expires:<1y", true)]
#[case("issued:>1w", true)]
#[case("issued:>1mo", false)]
#[case("modified:<11d", true)]
#[case("ip:none", false)]
#[case("ip:203.0.113.7", true)]
#[case("ip:198.51.100.1", false)]
#[case("ip:2001:db8::1", false)]
#[case("finding:wide", true)]
#[case("finding:any", true)]
#[case("-finding:unused", true)]
#[case("quota:>90%", true)]
#[case("quota:>91", false)]
#[case("quota:<50%", false)]
#[case("name:DEPLOY", true)]
#[case("name:/^ci .*y$/", true)]
#[case("name:/Deploy/", false)]
#[case("name:/(?i)Deploy/", true)]
#[case("name:\"ci deploy\"", true)]
#[case("id:ed1757", true)]
#[case("id:b0", true)]
#[case("id:ffff", false)]
#[case("note:ops-42", true)]
#[case("note:/billing (team|squad)/", true)]
#[case("owner:billing", true)]
#[case("ticket:billing", false)]
#[case("ticket:/^OPS-/", true)]
#[case("deployed:ci", false)]
#[case("changed:any", true)]
#[case("changed:changed", true)]
#[case("changed:gone", false)]
#[case("dply", true)]
#[case("acme", true)]
#[case::smart_case("Deploy", false)]
#[case("\"ci deploy\"", true)]
#[case("ci deploy acme", true)]
#[case::part_of_the_id("4386854b", true)]
#[case::too_short_for_an_id("438", false)]
#[case("-zzz", true)]
#[case("/^ed17/", true)]
#[case("/Acme/", true)]
#[case("/^acme/", false)]
#[case("status:active can:dns -name:prod deploy", true)]
#[case("status:active can:dns -name:ci deploy", false)]
fn judges(#[case] query: &str, #[case] expected: bool) {
    assert_eq!(matches(query, &specimen()), expected);
}

#[rstest]
#[case::never_used_and_old("unused:>90d", None, Some(-100), true)]
#[case::never_used_and_new("unused:>90d", None, Some(-10), false)]
#[case::used_long_ago("unused:>90d", Some(-91), Some(-400), true)]
#[case::nobody_knows("unused:>90d", None, None, false)]
#[case::never("used:<7d", None, Some(-1), false)]
#[case::never("never:used", None, Some(-1), true)]
fn use_and_age(
    #[case] query: &str,
    #[case] used: Option<i64>,
    #[case] issued: Option<i64>,
    #[case] expected: bool,
) {
    let mut token = specimen();
    token.last_used_on = used.map(|d| NOW.plus_days(d));
    token.issued_on = issued.map(|d| NOW.plus_days(d));
    assert_eq!(matches(query, &token), expected);
}

#[test]
fn what_has_expired_does_not_expire() {
    let mut token = specimen();
    token.expires_on = Some(NOW.plus_days(-1));
    assert!(matches("status:expired -expires:<30d", &token), "expired though the API calls it active");
    token.expires_on = Some(NOW.plus_days(1));
    assert!(matches("expires:<30d", &token));
    token.status = Status::Expired;
    assert!(!matches("expires:<30d", &token));
    token.expires_on = None;
    assert!(!matches("expires:<30d", &token) && !matches("expires:>1s", &token));
}

#[test]
fn what_ends_on_a_day_is_found_before_and_after() {
    let mut token = specimen();
    token.expires_on = Time::parse("2026-11-25T23:59:59Z");
    assert!(matches("expires:2026-11-25", &token) && matches("expires:2026-11-01..2026-11-25", &token));
    assert!(!matches("expires:2026-11-26", &token) && !matches("expires:2026-11-24", &token));
    assert!(matches("expires:2026-11-25T23:00Z..2026-11-26T23:00Z", &token));
    assert!(!matches("expires:2026-11-24T23:00Z..2026-11-25T23:00Z", &token));
}

#[test]
fn what_cannot_be_used_would_and_unknown_permissions_are_found() {
    let off = Token { status: Status::Disabled, ..specimen() };
    assert!(matches("would:\"DNS Write\" at:example.com", &off));
    assert!(matches("would:\"DNS Read\"", &off) && !matches("would:unknown", &off));
    let odd = token([policy("allow", &[UNKNOWN_GROUP], &[zone(EXAMPLE)])]);
    assert!(matches("can:unknown on:example.com perm:unknown can:any", &odd));
    assert!(!matches("can:unknown on:bravo.dev", &odd) && !matches("can:\"DNS Write\"", &odd));
    let odd = token([policy("allow", &[UNKNOWN_GROUP], &[account(ACME)])]);
    assert!(matches("can:unknown on:example.com", &odd) && !matches("can:unknown on:bravo.dev", &odd));
}

#[test]
fn zones_that_nobody_knows_are_at_home_with_the_account_whose_token_names_them() {
    let mut token = token([policy("allow", &[DNS_WRITE], &[zone(NOBODYS)])]);
    assert!(matches("on:acme", &token) && !matches(&format!("on:{BRAVO}"), &token));
    token.at.owner = Owner::User;
    assert!(matches("on:acme", &token) && matches(&format!("on:{BRAVO}"), &token), "nobody can tell");
}

#[test]
fn what_was_learned_for_many_tokens_is_learned_again() {
    let names = atlas();
    let token = specimen();
    let haystack = Haystack::of(&token, &names);
    let findings = || FindingSet::default();
    let subject = |names| Subject {
        token: &token,
        haystack: &haystack,
        now: NOW,
        names,
        findings: &findings,
        quota: None,
        note: None,
        news: None,
    };
    let mut matcher = Query::parse("on:example.com").unwrap().matcher();
    matcher.learn(&crate::domain::lookup::Nameless);
    assert_eq!(matcher.score(&subject(&names)), None);
    matcher.learn(&names);
    assert_eq!(matcher.score(&subject(&names)), Some(0));
}

#[test]
fn user_tokens_have_no_account_and_services_make_tokens() {
    let mut token = specimen();
    token.at.owner = Owner::User;
    token.creator = None;
    let made_by = Provisioner { kind: "com.cloudflare.api.oauthtoken".into(), id: Some("wrangler".into()) };
    token.provisioner = Some(Box::new(made_by));
    assert!(matches("kind:user -account:acme by:wrangler by:oauth", &token));
    assert!(!matches("acme", &token));
}

#[test]
fn buckets_and_odd_resources_are_found_by_what_they_are_called() {
    let odd = Resource::whole(Key::new("com.cloudflare.api.flagship.app.x"));
    let token = token([policy("allow", &[BUCKET_WRITE], &[bucket(ACME, "Backups"), odd])]);
    assert!(matches("on:backups", &token));
    assert!(matches("on:com.cloudflare.api.flagship.app.x", &token));
    assert!(!matches("on:com.cloudflare.api.user.1", &specimen()));
}

#[rstest]
#[case("facade", "Façade", true)]
#[case("façade", "facade", false)]
#[case("a_b", "x A-_/B", true)]
#[case("É", "école", false)]
fn letters_that_look_alike(#[case] word: &str, #[case] name: &str, #[case] expected: bool) {
    let mut token = specimen();
    token.name = name.into();
    assert_eq!(matches(word, &token), expected);
}

#[test]
fn better_matches_score_higher() {
    let query = Query::parse("deploy").unwrap();
    let mut scattered = specimen();
    scattered.name = "daily export plan for old yards".into();
    assert!(score(&query, &specimen()) > score(&query, &scattered));
    assert!(score(&query, &scattered).is_some());
    assert!(query.words_only());
    assert!(!Query::parse("deploy -old").unwrap().words_only() && !Query::default().words_only());
}

#[rstest]
#[case("stauts:active", 0..6, "there is no field \"stauts\"", Some("status"))]
#[case("x foo:bar", 2..5, "there is no field \"foo\"", None)]
#[case("-exipres:<3d", 1..8, "there is no field \"exipres\"", Some("expires"))]
#[case("status:actve", 7..12, "there is no status \"actve\"", Some("active"))]
#[case("status:purple", 7..13, "status: is one of active not-yet unknown exposed disabled expired", None)]
#[case("finding:unusd", 8..13, "there is no finding \"unusd\"", Some("unused"))]
#[case("status:", 0..7, "nothing after the colon", None)]
#[case("unused:90d", 7..10, "unused: takes < or > and a length of time (s m h d w mo y)", Some(">90d"))]
#[case("expires:30d", 8..11, "expires: takes < or > and", Some("<30d"))]
#[case("expires:2026-02-30", 8..18, "expires: takes days as 2026-11-25", None)]
#[case("expires:2026-11-25..2026-11-24", 8..30, "expires: takes days as 2026-11-25", None)]
#[case("unused:>90", 7..10, "unused: takes < or > and", None)]
#[case("unused:>99999999999d", 7..20, "unused: takes < or > and", None)]
#[case("x -used:never", 3..13, "used: takes a length of time", Some("never:used"))]
#[case("name:/(/", 5..8, "unclosed group", None)]
#[case("name:/x{1000}{1000}{1000}/", 5..26, "the pattern is too big", None)]
#[case("name:/x", 5..7, "the pattern is not closed with /", None)]
#[case("name://", 5..7, "there is nothing between the slashes", None)]
#[case("name:\"x", 5..7, "the quotes are not closed", None)]
#[case("name:\"\"", 5..7, "there is nothing between the quotes", None)]
#[case("\"a\"b", 3..4, "a space is missing here", None)]
#[case("a - b", 2..3, "nothing to turn round after -", None)]
#[case("can:/x/", 4..7, "can: takes no /pattern/", None)]
#[case("ip:nome", 3..7, "ip: takes an address, or none", Some("none"))]
#[case("quota:90", 6..8, "quota: takes < or > and a percentage", Some(">90%"))]
fn complains(
    #[case] query: &str,
    #[case] span: std::ops::Range<usize>,
    #[case] what: &str,
    #[case] nearest: Option<&str>,
) {
    let complaint = Query::parse(query).unwrap_err();
    assert_eq!(complaint.span, span);
    assert!(complaint.what.starts_with(what), "{}", complaint.what);
    assert_eq!(complaint.nearest.as_deref(), nearest);
}

#[rstest]
#[case("  status:active   foo ", "status:active foo")]
#[case("\"foo\" name:\"bar\"", "foo name:bar")]
#[case("\"a:b\" \"-c\" \"d e\"", "\"a:b\" \"-c\" \"d e\"")]
#[case("name:\"say \\\"hi\\\"\"", "name:\"say \\\"hi\\\"\"")]
#[case("name:/a\\/b c/", "name:/a\\/b c/")]
#[case("quota:>90", "quota:>90%")]
#[case("expires:2026-11-25..2026-11-25", "expires:2026-11-25")]
#[case("expires:2026-11-25T00:00Z..2026-11-27T00:00Z", "expires:2026-11-25..2026-11-26")]
#[case("expires:2026-11-24T23:00Z..2026-11-25T23:00Z", "expires:2026-11-24T23:00:00Z..2026-11-25T23:00:00Z")]
fn prints(#[case] query: &str, #[case] expected: &str) {
    assert_eq!(Query::parse(query).unwrap().to_string(), expected);
}

#[test]
fn a_slash_in_a_pattern_is_printed_so_that_it_reads_back() {
    let pattern = Pattern::new("a/b\\/c\\\\/d").unwrap();
    assert!(pattern.is_match("a/b/c\\/d"));
    let query = Query { terms: vec![Term { negated: true, test: Test::Name(Text::Pattern(pattern)) }] };
    assert_eq!(Query::parse(&query.to_string()).unwrap(), query);
}

struct Known;

impl Values for Known {
    fn each(&self, field: Field, say: &mut dyn FnMut(&str)) {
        let known: &[&str] = match field {
            Field::Account => &["Acme", "Macme Ltd", "Bravo GmbH", "Acme"],
            Field::Can | Field::Perm => &["DNS Write", "DNS Read"],
            _ => &[],
        };
        known.iter().for_each(|value| say(value));
    }
}

#[rstest]
#[case("st", 2, 0..2, &["status:"])]
#[case("x -e", 4, 3..4, &["expires:"])]
#[case("u", 1, 0..1, &["unused:", "used:"])]
#[case("status:e", 8, 7..8, &["expired", "exposed", "active", "disabled", "not-yet"])]
#[case("account:acm", 11, 8..11, &["Acme", "\"Macme Ltd\""])]
#[case("x account:bra y", 13, 10..13, &["\"Bravo GmbH\""])]
#[case("can:\"dns w", 10, 4..10, &["\"DNS Write\""])]
#[case("-finding:wi", 11, 9..11, &["wide"])]
#[case("nofield:x", 9, 0..0, &[])]
#[case("name:/ab st", 11, 0..0, &[])]
#[case("-/a st", 6, 0..0, &[])]
#[case("name:/a\"b/ st", 13, 11..13, &["status:"])]
#[case("say\"so st", 9, 7..9, &["status:"])]
#[case("name:\"a b\"c st", 14, 12..14, &["status:"])]
fn completes(
    #[case] text: &str,
    #[case] cursor: usize,
    #[case] span: std::ops::Range<usize>,
    #[case] expected: &[&str],
) {
    let found = complete(text, cursor, &Known);
    let texts: Vec<&str> =
        found.iter().map(|c| &*c.text).filter(|t| !["not-yet", "disabled", "active"].contains(t)).collect();
    let expected: Vec<&str> =
        expected.iter().copied().filter(|t| !["not-yet", "disabled", "active"].contains(t)).collect();
    assert_eq!(texts, expected);
    assert!(found.iter().all(|c| c.span == span));
}

#[test]
fn an_empty_term_offers_every_field() {
    assert_eq!(complete("x ", 2, &Known).len(), Field::ALL.len());
}

#[rstest]
#[case("deploy", 0..6, "name:deploy")]
#[case("kind:user -ci", 11..13, "name:ci")]
#[case("status:active \"ci deploy\"", 14..25, "name:\"ci deploy\"")]
fn a_fuzzy_word_is_no_exact_filter(
    #[case] text: &str,
    #[case] span: std::ops::Range<usize>,
    #[case] meant: &str,
) {
    let complaint = Query::parse_exact(text).unwrap_err();
    assert_eq!((complaint.span, complaint.nearest.as_deref()), (span, Some(meant)));
    assert!(Query::parse_exact(meant).is_ok());
}

#[rstest]
#[case("kind:user status:disabled -finding:wide")]
#[case("/^deploy-[0-9]+$/ name:ci id:ed17")]
fn exact_terms_are_an_exact_filter(#[case] text: &str) {
    assert_eq!(Query::parse_exact(text), Query::parse(text));
}
