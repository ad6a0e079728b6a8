//! Does this text look like a Cloudflare secret? Shape and checksum only, no network (API reference section 5).
//!
//! Values since spring 2026 have a prefix, 40 letters and digits, and the CRC-32 of those as eight hex digits.
//! Older ones have neither prefix nor checksum and stay valid until rolled, so they can only be suspected. A checksum
//! that does not fit means *probably mistyped*, never *not a token*.

use std::ops::Range;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `cfut_`: a person's API token.
    UserToken,
    /// `cfat_`: a token owned by an account.
    AccountToken,
    /// `cfk_`: a global key.
    GlobalKey,
    /// `cfoat_`: an OAuth access token, as wrangler uses. Length and checksum are not documented.
    OAuth,
    /// `cfast_`: the secret of an Access service token. Length and checksum are not documented.
    AccessService,
    /// 40 characters in mixed case without prefix: perhaps an API token from before 2026, of either kind.
    LegacyToken,
    /// 37 to 45 lowercase hex digits: perhaps a global key from before 2026, or the digest of something.
    LegacyKey,
}

impl Kind {
    /// The words for it on screen.
    pub fn label(self) -> &'static str {
        match self {
            Kind::UserToken => "user token",
            Kind::AccountToken => "account token",
            Kind::GlobalKey => "global key",
            Kind::OAuth => "OAuth token",
            Kind::AccessService => "Access service token",
            Kind::LegacyToken => "perhaps an older token",
            Kind::LegacyKey => "perhaps an older global key",
        }
    }
}

/// Whether the checksum of a value fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It fits: a real value, or one made to look real.
    Good,
    /// It does not: mistyped, cut off, or an example.
    Bad,
    /// This kind has none that we know.
    None,
}

/// A place in a text that looks like a secret. Holds no copy of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// What it looks like.
    pub kind: Kind,
    /// Whether its checksum fits.
    pub checksum: Checksum,
}

const PREFIXES: [(&str, Kind); 5] = [
    ("cfut_", Kind::UserToken),
    ("cfat_", Kind::AccountToken),
    ("cfk_", Kind::GlobalKey),
    ("cfoat_", Kind::OAuth),
    ("cfast_", Kind::AccessService),
];

/// Characters before the checksum.
const BODY: usize = 40;
/// Characters of body and checksum.
const WHOLE: usize = 48;
/// The schema's upper bound for values; what is longer is something else.
const LONGEST: usize = 80;
/// OAuth tokens and service secrets have no documented length; shorter than this is no secret.
const SHORTEST_UNDOCUMENTED: usize = 20;

/// Everything in `text` that looks like a secret, in order, without overlap. Linear in the length of the text.
pub fn find(text: &str) -> Vec<Sighting> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in text.split(|c: char| !is_value_char(c)) {
        // A pointer difference would do too; counting keeps it plain.
        let at = start;
        start += run.len() + text[at + run.len()..].chars().next().map_or(0, char::len_utf8);
        look_in(run, at, &mut found);
    }
    found
}

/// What the whole of `text` looks like, white space around it aside.
pub fn kind_of(text: &str) -> Option<(Kind, Checksum)> {
    let text = text.trim();
    let sightings = find(text);
    let [only] = &*sightings else { return None };
    (only.range == (0..text.len())).then_some((only.kind, only.checksum))
}

/// The CRC-32 (ISO-HDLC, as in gzip) of a value's 40-character body, as the value ends in it.
pub fn checksum(body: &str) -> String {
    format!("{:08x}", crc32fast::hash(body.as_bytes()))
}

fn is_value_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Looks at a run of characters that values may consist of.
fn look_in(run: &str, at: usize, found: &mut Vec<Sighting>) {
    let before = found.len();
    let mut from = 0;
    while let Some(next) = prefixed(run, from) {
        from = next.range.end;
        found.push(Sighting { range: at + next.range.start..at + next.range.end, ..next });
    }
    if found.len() == before
        && let Some(kind) = legacy(run)
    {
        found.push(Sighting { range: at..at + run.len(), kind, checksum: Checksum::None });
    }
}

/// The first value with a prefix at or after `from`.
fn prefixed(run: &str, from: usize) -> Option<Sighting> {
    let rest = run.get(from..)?;
    for (offset, _) in rest.match_indices("cf") {
        let start = from + offset;
        let glued = run[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        let known = PREFIXES.iter().find(|(prefix, _)| run[start..].starts_with(prefix));
        let Some((prefix, kind)) = known.filter(|_| !glued) else { continue };
        let tail = &run[start + prefix.len()..];
        let measured = match kind {
            Kind::OAuth | Kind::AccessService => {
                (tail.len() >= SHORTEST_UNDOCUMENTED).then_some((tail.len(), Checksum::None))
            }
            _ => with_checksum(tail),
        };
        if let Some((length, checksum)) = measured {
            return Some(Sighting { range: start..start + prefix.len() + length, kind: *kind, checksum });
        }
    }
    None
}

/// How much of what follows a prefix belongs to the value, and whether its checksum fits.
fn with_checksum(tail: &str) -> Option<(usize, Checksum)> {
    let letters = tail.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // A value glued to something else is still a value if its checksum says so.
    if let (Some(body), Some(sum)) = (tail.get(..BODY), tail.get(BODY..WHOLE))
        && letters >= WHOLE
        && checksum(body) == sum
    {
        return Some((WHOLE, Checksum::Good));
    }
    (BODY..=LONGEST).contains(&letters).then_some((letters, Checksum::Bad))
}

fn legacy(run: &str) -> Option<Kind> {
    let any = |is: fn(&u8) -> bool| run.bytes().any(|b| is(&b));
    let hex = run.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if hex && (37..=45).contains(&run.len()) && any(u8::is_ascii_digit) && any(u8::is_ascii_lowercase) {
        return Some(Kind::LegacyKey);
    }
    // Forty random characters without both cases are one in a billion; kebab-case and constants are not random.
    let mixed = any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase);
    (run.len() == BODY && mixed).then_some(Kind::LegacyToken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const BODY_1: &str = "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStT";

    // Composed at run time, so that no file holds a value that a leak scanner would act on.
    fn mint(prefix: &str, body: &str) -> String {
        [prefix, body, &checksum(body)].concat()
    }

    #[rstest]
    #[case("ZE4CrcFhEIDXk9vL2sTLeARsFp2ZZYbydVDhhIUq", 0x8573_bbfe)]
    #[case(BODY_1, 0x03fa_099b)]
    #[case("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0x2ae9_8c30)]
    fn published_vectors(#[case] body: &str, #[case] expected: u32) {
        assert_eq!(checksum(body), format!("{expected:08x}"));
    }

    #[rstest]
    #[case("cfut_", Kind::UserToken)]
    #[case("cfat_", Kind::AccountToken)]
    #[case("cfk_", Kind::GlobalKey)]
    fn knows_values(#[case] prefix: &str, #[case] kind: Kind) {
        let value = mint(prefix, BODY_1);
        assert_eq!(kind_of(&format!(" {value}\n")), Some((kind, Checksum::Good)));
        let mistyped = value.replace("aAbB", "aAbC");
        assert_eq!(kind_of(&mistyped), Some((kind, Checksum::Bad)));
        assert_eq!(kind_of(&format!("{value} and more")), None);
    }

    #[rstest]
    #[case::oauth("cfoat_aAbBcCdDeEfFgGhHiIjJ", Some((Kind::OAuth, Checksum::None)))]
    #[case::service("cfast_aAbBcCdDeEfFgGhHiIjJ", Some((Kind::AccessService, Checksum::None)))]
    #[case::old_token("aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsS-_", Some((Kind::LegacyToken, Checksum::None)))]
    #[case::old_key("144c9defac04969c7bfad8efaa8ea194b5c1d", Some((Kind::LegacyKey, Checksum::None)))]
    #[case::an_id("023e105f4ecef8ad9ca31a8372d0c353", None)]
    #[case::kebab("this-is-a-name-of-exactly-forty-letters-", None)]
    #[case::too_short("cfut_abc", None)]
    #[case::too_long(&"aB".repeat(200), None)]
    #[case::empty("", None)]
    fn knows_shapes(#[case] text: &str, #[case] expected: Option<(Kind, Checksum)>) {
        assert_eq!(kind_of(text), expected);
    }

    #[test]
    fn finds_values_in_a_dump() {
        let (user, account) = (mint("cfut_", BODY_1), mint("cfat_", &"A".repeat(40)));
        let dump = format!("é TOKEN={user}\nexport X=\"{account}\"; key-{user} CF_{account}_x, x{user}");
        let found = find(&dump);
        let texts: Vec<&str> = found.iter().map(|s| &dump[s.range.clone()]).collect();
        assert_eq!(texts, [&user, &account, &user, &account]);
        assert!(found.iter().all(|s| s.checksum == Checksum::Good));
    }

    #[test]
    fn a_value_glued_to_a_word_is_cut_where_its_checksum_says() {
        let value = mint("cfut_", BODY_1);
        let glued = format!("{value}Bearer");
        assert_eq!(find(&glued)[0].range, 0..value.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_survived(text in "(cf(ut|at|k|oat)_|[a-zA-Z0-9]{0,60}|é|-| ){0,12}") {
            let mut end = 0;
            for sighting in find(&text) {
                prop_assert!(sighting.range.start >= end && !text[sighting.range.clone()].is_empty());
                end = sighting.range.end;
            }
        }

        #[test]
        fn any_minted_value_is_found(body in "[A-Za-z0-9]{40}", before in "[ =:\"\n]?", after in "[ ,\"\n]?") {
            let value = mint("cfat_", &body);
            let found = find(&format!("{before}{value}{after}"));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!((found[0].kind, found[0].checksum), (Kind::AccountToken, Checksum::Good));
        }
    }
}
