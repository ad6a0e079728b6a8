//! Pages in the published forms and their variants, written for these tests.

use proptest::prelude::*;
use rstest::rstest;

use super::page::Read;
use super::*;

const META: Meta<'static> = Meta { id: "page", title: "A page", date: "2026-10-03", source: "a test" };

fn import(page: &str) -> Result<Imported, NotAMatrix> {
    read(page, META, Matrix::shipped())
}

/// What the page says, as `name: status` lines, in the order of the snapshot.
fn said(page: &str) -> Vec<String> {
    let imported = import(page).unwrap();
    imported.snapshot.rows().iter().map(|row| format!("{}: {}", row.name, row.status)).collect()
}

const TABLE: &str = "\
Account tokens
They are new. Refer to the table below.
Product | Compatible |
---|---|
R2 | ✅ |
Workers AI | ❌ |
DNS | Partial (Non-analytics) |
Zone/Domain Management | ✅ |";

const LISTS: &str = "\
---
description: a page
---
# Tokens

| Use Case | Token Type |
|----------|------------|
| CI/CD pipelines | Account Token ✅ |
| Scripts | User Token |

1. Log in
2. Select **Create Token**

```bash
# - R2
curl x | jq
```

## Compatible Services

The following products support the tokens:

### ✅ Fully Compatible
- Access, R2, DNS
- SSL/TLS
- Zone/Domain Management

### ❌ Not Yet Compatible
- Page Rules
- Turnstile

## Best Practices

1. **Rotate** often
- [Docs](https://example.com/)
";

#[test]
fn reads_the_plain_text_table() {
    assert_eq!(
        said(TABLE),
        ["DNS: partial (Non-analytics)", "R2: yes", "Workers AI: no", "Zone/Domain Management: yes"]
    );
    let imported = import(TABLE).unwrap();
    assert_eq!((imported.frame, imported.ignored.len()), (2, 2));
}

#[test]
fn reads_the_two_lists_and_no_other_table() {
    let expected = [
        "Access: yes",
        "DNS: yes",
        "Page Rules: no",
        "R2: yes",
        "SSL/TLS: yes",
        "Turnstile: no",
        "Zone/Domain Management: yes",
    ];
    assert_eq!(said(LISTS), expected);
    let imported = import(LISTS).unwrap();
    assert!(imported.unknown.is_empty() && imported.duplicates.is_empty());
    let told: Vec<_> = imported.noteworthy().map(|i| (i.line, i.why.to_string())).collect();
    let header = "belongs to another table (use case | token type)";
    assert_eq!(told, [6, 7, 8, 9].map(|line| (line, header.to_owned())));
}

#[rstest]
#[case::markdown("| Product | Compatible |\n| :--- | :---: |\n| R2 | ✅ |\n| DNS | ❌ |")]
#[case::windows("\u{feff}| Product | Compatible |\r\n|---|---|\r\n| R2 | ✅ |\r\n| DNS | ❌ |\r\n")]
#[case::indented("    | Product | Compatible |\n    |---|---|\n    | R2 | ✅ |\n    | DNS | ❌ |")]
#[case::words("| Product | Supported? |\n|---|---|\n| R2 | Yes |\n| DNS | Not supported |")]
#[case::other_marks("| Service | Account token support |\n|---|---|\n| R2 | ✔️ |\n| DNS | ✖️ |")]
#[case::shortcodes("| Product | Compatible |\n|---|---|\n| R2 | :white_check_mark: |\n| DNS | :x: |")]
#[case::entities("| Product | Compatible |\n|---|---|\n| R2 | &#x2705; |\n| DNS | &#10060; |")]
#[case::footnotes(
    "| Product | Compatible |\n|---|---|\n| R2[^1] | ✅ [2] |\n| DNS* | ❌¹ |\n\n[^1]: Not everywhere."
)]
#[case::links("| Product | Compatible |\n|---|---|\n| [R2](/r2/) | **✅** |\n| **DNS** | <span>❌</span> |")]
#[case::blank_lines("Product | Compatible |\n\n---|---|\n\nR2 | ✅ |\n\nDNS | ❌ |")]
#[case::no_rule("Product\tCompatible\nR2\t✅\nDNS\t❌")]
#[case::quoted("> | Product | Compatible |\n> |---|---|\n> | R2 | ✅ |\n> | DNS | ❌ |")]
#[case::swapped("| Compatible | Product |\n|---|---|\n| ✅ | R2 |\n| ❌ | DNS |")]
#[case::lists("## Fully compatible\n* R2\n\n## Not yet compatible\n* DNS")]
#[case::numbered("**Supported:**\n\n1. R2\n\n**Not supported:**\n\n1. DNS")]
#[case::not_compatible_yet("Compatible products\n• R2\nNot compatible yet\n• DNS")]
#[case::inline("Fully compatible: R2\nNot yet compatible: DNS")]
#[case::no_bullets("Fully Compatible\n\nR2\n\nNot Yet Compatible\n\nDNS\n\nBest Practices\n\nSleep well.")]
#[case::own_marks("### Supported products\n- R2 ✅\n- DNS ❌")]
fn reads_the_variants(#[case] page: &str) {
    assert_eq!(said(page), ["DNS: no", "R2: yes"]);
}

#[rstest]
#[case::empty(" \n\t\n", "empty")]
#[case::binary("R2\0", "not text")]
#[case::html("<!DOCTYPE html><html><table>", "HTML")]
#[case::prose("# Tokens\n\nThey are nice.\n- R2\n- DNS", "neither a table")]
#[case::other_table("| Use Case | Token |\n|---|---|\n| CI | Account ✅ |", "it has: use case | token")]
#[case::unreadable("| Product | Compatible |\n|---|---|\n| R2 | soon |\n| DNS | |", "none of the 2 rows")]
#[case::somebody_else("| Product | Supported |\n|---|---|\n| Toaster | ✅ |\n| Kettle | ❌ |", "0 of 2 rows")]
#[case::other_list("## Supported\n- Linux\n- macOS\n- Windows", "0 of 3 rows")]
#[case::newer_file(
    "schema = 9\n[snapshot]\nid='a'\ntitle='t'\ndate='2026-01'\nsource='s'\nyes=['R2']",
    "schema version 9"
)]
#[case::broken_file("{\"schema\": 1}", "snapshot")]
fn refuses_with_a_reason(#[case] page: &str, #[case] reason: &str) {
    let error = import(page).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}

#[test]
fn refuses_what_is_too_large() {
    let page = "a".repeat(LARGEST_PAGE + 1);
    assert_eq!(import(&page).unwrap_err(), NotAMatrix::TooLarge(LARGEST_PAGE + 1));
    let long = format!("{TABLE}\n{}", "b".repeat(LONGEST_LINE + 1));
    assert_eq!(import(&long).unwrap().ignored.last().unwrap().why, Why::TooLong);
    let mut many = "| Product | Compatible |\n| R2 | ✅ |\n".to_owned();
    many.extend((0..MOST_ROWS).map(|n| format!("| R2 | ✅ |\n| Product {n} | ✅ |\n")));
    assert!(matches!(import(&many).unwrap_err(), NotAMatrix::Bad(_)));
}

#[test]
fn a_strange_list_does_not_spoil_a_good_table() {
    let page = format!("## Supported\n- Linux\n- macOS\n\n{TABLE}");
    assert_eq!(import(&page).unwrap().snapshot.rows().len(), 4);
    assert_eq!(import(&page).unwrap().ignored.iter().filter(|i| i.why == Why::OtherList).count(), 2);
}

#[test]
fn nothing_is_dropped_silently() {
    let page = "\
| Product | Compatible | Notes |
|---|---|---|
| R2 | ✅ | with care |
| Moon Cache | ❌ | |
| r2 | ❌ | |
| Magic WAN | ✅ | |
| Cloudflare WAN | ✅ | |
| Pages | perhaps | |
| — | ✅ | |
";
    let imported = import(page).unwrap();
    assert_eq!(imported.unknown, ["Moon Cache".into()]);
    let duplicates: Vec<_> =
        imported.duplicates.iter().map(|d| (d.line, &*d.name, &d.status, &d.kept)).collect();
    assert_eq!(
        duplicates,
        [(5, "r2", &Status::No, &Status::Yes), (7, "Cloudflare WAN", &Status::Yes, &Status::Yes)]
    );
    let ignored: Vec<_> = imported.ignored.iter().map(|i| (i.line, i.why.to_string())).collect();
    let expected = [
        (3, "further columns of this row are not kept"),
        (8, "no readable status (`perhaps`)"),
        (9, "`—` is not a name"),
    ];
    assert_eq!(ignored, expected.map(|(line, why)| (line, why.to_owned())));
}

#[test]
fn says_what_differs_from_the_newest_snapshot() {
    let page = "Product | Compatible\nTurnstile | ✅\nMoon Cache | ✅\nR2 | ✅";
    let changes = import(page).unwrap().changes(Matrix::shipped());
    let of = |name: &str| changes.iter().find(|c| &*c.product == name).map(|c| c.kind.word());
    assert_eq!(
        (of("Turnstile"), of("Moon Cache"), of("R2"), of("DNS")),
        (Some("changed"), Some("added"), None, Some("removed"))
    );
}

#[test]
fn wrapped_items_go_on() {
    assert_eq!(
        said("Fully compatible\n- R2,\n  Fancy Thing,\n  DNS\nSome prose."),
        ["DNS: yes", "Fancy Thing: yes", "R2: yes"]
    );
}

/// Lines that look like parts of matrices, and lines that do not.
fn any_line() -> impl Strategy<Value = String> {
    let bits = prop_oneof![
        Just("| Product | Compatible |".to_owned()),
        Just("---|---|".to_owned()),
        Just("### ✅ Fully Compatible".to_owned()),
        Just("**Not yet compatible:** Page Rules, Turnstile".to_owned()),
        Just("```".to_owned()),
        Just("| Use | Type |".to_owned()),
        Just(String::new()),
        "(- |[0-9]\\. |\\| )?(R2|DNS|Workers AI|Zone/Domain Management|[A-Za-z]{1,9})(, (R2|Foo, Bar))?( \\| (✅|❌|Partial \\(x\\)|no|soon) \\|?)?",
        "[ -~✅❌⚠\\t\u{fe0f}\u{202e}¹&;#\\\\|*\\[\\]()<>]{0,40}",
        "\\PC{0,30}",
    ];
    bits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_panics(page in "\\PC{0,200}") {
        let _ = import(&page);
    }

    #[test]
    fn every_line_is_accounted_for(lines in proptest::collection::vec(any_line(), 0..40)) {
        let page = lines.join("\n");
        let Ok(imported) = import(&page) else { return Ok(()) };
        if imported.frame == 0 && imported.ignored.is_empty() {
            return Ok(()); // an exported file
        }
        let Read { candidates, ignored, frame, .. } = page::read(&page, Matrix::shipped()).unwrap();
        let mut reported: Vec<usize> = candidates.iter().map(|c| c.line).collect();
        reported.extend(ignored.iter().map(|i| i.line));
        reported.sort_unstable();
        reported.dedup();
        let filled = page.lines().filter(|l| !l.trim().is_empty()).count();
        prop_assert_eq!(reported.len() + frame, filled, "{}", page);
        prop_assert_eq!(imported.snapshot.rows().len() + imported.duplicates.len()
            + imported.ignored.iter().filter(|i| matches!(i.why, Why::NoName(_))).count(), candidates.len());
    }

    #[test]
    fn a_snapshot_read_twice_is_the_same(lines in proptest::collection::vec(any_line(), 0..40)) {
        let page = lines.join("\n");
        let Ok(first) = import(&page) else { return Ok(()) };
        let again = import(&export::to_markdown(&first.snapshot));
        // Of a page with many new names, the export of its table alone may be too strange to be taken again.
        if let Ok(again) = again {
            prop_assert_eq!(again.snapshot.rows(), first.snapshot.rows());
        }
    }
}
