//! A calendar file of the ends of tokens: iCalendar, RFC 5545.
//!
//! Written here and not by a library: an event has nine lines, while the crates for it bring a second time library and
//! a parser into a binary of bounded size. What matters are the rules of the text, which the tests read back: lines end
//! with CRLF and are folded at 75 octets (3.1), text is escaped (3.3.11), times are in UTC (3.3.5, form 2).

use crate::clock::Time;
use crate::domain::finding::Finding;
use crate::domain::text::clean;
use crate::domain::token::{Owner, TokenRef};

/// Octets in a line, its end left aside (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar being written.
pub struct Calendar {
    text: String,
    stamp: Time,
}

/// The end of a token.
pub struct Event<'a> {
    /// Which token. The event of a token keeps its UID, so that a later import moves it instead of adding another.
    pub at: &'a TokenRef,
    /// When it ends.
    pub end: Time,
    /// Its name, as the API has it.
    pub name: &'a str,
    /// What its owner is called.
    pub owner: &'a str,
    /// What is weak about it.
    pub findings: &'a [Finding],
}

impl Calendar {
    /// A calendar made at this moment.
    pub fn new(stamp: Time) -> Self {
        let mut calendar = Calendar { text: String::new(), stamp };
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line(concat!("PRODID:-//tokendeck//tokendeck ", env!("CARGO_PKG_VERSION"), "//EN"));
        calendar.line("CALSCALE:GREGORIAN");
        calendar.line("X-WR-CALNAME:Ends of API tokens");
        calendar
    }

    /// Adds an event, with a reminder a week before.
    pub fn add(&mut self, event: &Event<'_>) {
        let Event { at, end, name, owner, findings } = event;
        let name = if name.trim().is_empty() { "a token without a name" } else { name };
        let uid = format!(
            "{}.{}@tokendeck",
            at.id,
            at.owner.account().map_or("user".to_owned(), |id| id.to_string())
        );
        let (summary, whose) = match at.owner {
            Owner::Account(_) => (format!("{name} of {owner} ends"), format!("owned by {owner} (account)")),
            Owner::User => (format!("your token {name} ends"), "your own user token".to_owned()),
        };
        let summary = escaped(&clean(&summary));
        let mut lines = vec![format!("Token {}, {whose}", at.id)];
        lines.extend(findings.iter().map(|finding| format!("{}: {}", finding.id.word(), finding.reason)));
        let description: Vec<String> = lines.iter().map(|line| escaped(&clean(line))).collect();
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}", escaped(&clean(&uid))));
        self.line(&format!("DTSTAMP:{}", utc(self.stamp)));
        self.line(&format!("DTSTART:{}", utc(*end)));
        self.line(&format!("SUMMARY:{summary}"));
        self.line(&format!("DESCRIPTION:{}", description.join("\\n")));
        // The day stays free: nothing takes place.
        self.line("TRANSP:TRANSPARENT");
        self.line("BEGIN:VALARM");
        self.line("ACTION:DISPLAY");
        self.line("TRIGGER:-P7D");
        self.line(&format!("DESCRIPTION:{summary}"));
        self.line("END:VALARM");
        self.line("END:VEVENT");
    }

    /// The whole calendar.
    pub fn text(mut self) -> String {
        self.line("END:VCALENDAR");
        self.text
    }

    /// A line, folded: what follows the first fold begins with a blank, which counts. Characters stay whole.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(c);
            used += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// `20261125T000000Z`
fn utc(time: Time) -> String {
    time.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// Text as a value (RFC 5545, 3.3.11). It has been cleaned, so there is no line break left to be written as `\n`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::finding::{FindingId, Severity};

    const NOW: Time = Time::from_secs(1_795_348_800);

    /// Reads a calendar by the rules of RFC 5545: unfolds, splits names from values, pairs BEGIN with END. Answers the
    /// properties with the path of components they stand in.
    fn read(text: &str) -> Vec<(String, String, String)> {
        assert!(text.ends_with("\r\n"));
        let bare = text.replace("\r\n", "");
        assert!(!bare.contains(['\r', '\n']), "lines end with CRLF and nothing else");
        assert!(!bare.chars().any(|c| c.is_control()));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line is too long");
        let unfolded = text.replace("\r\n ", "");
        let mut path: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for line in unfolded.trim_end_matches("\r\n").split("\r\n") {
            let (name, value) = line.split_once(':').expect("a name and a value");
            assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'-'), "{line}");
            match name {
                "BEGIN" => path.push(value),
                "END" => assert_eq!(path.pop(), Some(value)),
                name => found.push((path.join("/"), name.to_owned(), unescaped(value))),
            }
        }
        assert_eq!(path, Vec::<&str>::new());
        found
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next().expect("something escaped") {
                    'n' | 'N' => out.push('\n'),
                    c @ ('\\' | ';' | ',') => out.push(c),
                    other => panic!("\\{other} is no escape"),
                },
                ';' | ',' => panic!("not escaped: {value}"),
                c => out.push(c),
            }
        }
        out
    }

    fn at(id: &str) -> TokenRef {
        TokenRef { owner: Owner::Account("acc0".into()), id: id.into() }
    }

    fn calendar(name: &str, owner: &str) -> Vec<(String, String, String)> {
        let at = at("ed17");
        let finding = Finding {
            id: FindingId::Wide,
            severity: Severity::High,
            reason: "writes; everywhere, too".into(),
        };
        let mut calendar = Calendar::new(NOW);
        calendar.add(&Event { at: &at, end: NOW.plus_days(3), name, owner, findings: &[finding] });
        read(&calendar.text())
    }

    fn value<'a>(found: &'a [(String, String, String)], path: &str, name: &str) -> &'a str {
        let mut all = found.iter().filter(|(p, n, _)| p == path && n == name);
        let (_, _, value) = all.next().unwrap_or_else(|| panic!("no {name} in {path}"));
        assert!(all.next().is_none(), "{name} stands twice");
        value
    }

    #[test]
    fn an_event_has_what_the_standard_asks_for() {
        let found = calendar("dns, robot; \\o/", "Acme");
        let event = |name| value(&found, "VCALENDAR/VEVENT", name);
        assert_eq!(value(&found, "VCALENDAR", "VERSION"), "2.0");
        assert!(value(&found, "VCALENDAR", "PRODID").starts_with("-//tokendeck//"));
        assert_eq!(event("UID"), "ed17.acc0@tokendeck");
        assert_eq!((event("DTSTAMP"), event("DTSTART")), ("20261122T120000Z", "20261125T120000Z"));
        assert_eq!(event("SUMMARY"), "dns, robot; \\o/ of Acme ends");
        assert_eq!(
            event("DESCRIPTION"),
            "Token ed17, owned by Acme (account)\nwide: writes; everywhere, too"
        );
        let alarm = |name| value(&found, "VCALENDAR/VEVENT/VALARM", name);
        assert_eq!((alarm("ACTION"), alarm("TRIGGER")), ("DISPLAY", "-P7D"));
        assert_eq!(alarm("DESCRIPTION"), event("SUMMARY"));
    }

    #[test]
    fn a_token_of_ones_own_is_said_to_be() {
        let at = TokenRef { owner: Owner::User, id: "ed17".into() };
        let mut calendar = Calendar::new(NOW);
        calendar.add(&Event { at: &at, end: NOW, name: "laptop", owner: "user", findings: &[] });
        let found = read(&calendar.text());
        let event = |name| value(&found, "VCALENDAR/VEVENT", name);
        assert_eq!(event("SUMMARY"), "your token laptop ends");
        assert_eq!(event("DESCRIPTION"), "Token ed17, your own user token");
    }

    #[test]
    fn a_calendar_without_events_is_closed() {
        assert!(read(&Calendar::new(NOW).text()).iter().all(|(path, ..)| path == "VCALENDAR"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn no_name_breaks_out_of_its_line(
            name in prop_oneof![any::<String>(), "(END:VEVENT|\r\n|\n |[\\\\,;:é漢]){0,60}"],
            owner in any::<String>(),
        ) {
            let found = calendar(&name, &owner);
            let summary = value(&found, "VCALENDAR/VEVENT", "SUMMARY");
            let expected = if name.trim().is_empty() { "a token without a name".into() } else { clean(&name) };
            prop_assert_eq!(summary, format!("{expected} of {} ends", clean(&owner)));
            prop_assert_eq!(found.len(), 13);
        }
    }
}
