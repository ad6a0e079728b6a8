//! Does this text look like a Cloudflare secret? By prefix, length and checksum, without asking anybody.
//!
//! A wrong checksum means "looks mistyped" and nothing more: the algorithm is not documented officially, and public
//! fixtures exist that do not satisfy it (API reference 5).

/// The kinds of value that can be told apart by looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `cfut_`: a user's API token.
    UserToken,
    /// `cfat_`: an account-owned API token.
    AccountToken,
    /// `cfk_`: a global API key.
    GlobalKey,
    /// `cfoat_`: an OAuth access token. Its length is not documented.
    OAuth,
    /// A token from before spring 2026, user's or account's: 40 characters of `A–Z a–z 0–9 _ -`.
    Legacy,
    /// A global key from before spring 2026: 37 hexadecimal digits.
    LegacyKey,
}

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The kind of value.
    pub family: Family,
    /// Whether its checksum is right; `None` where the family has none.
    pub checked: Option<bool>,
}

const PREFIXES: [(&str, Family); 4] = [
    ("cfut_", Family::UserToken),
    ("cfat_", Family::AccountToken),
    ("cfk_", Family::GlobalKey),
    ("cfoat_", Family::OAuth),
];
/// Characters of a body, before the checksum.
const BODY: usize = 40;

/// What the whole of `text` looks like. `None`: like no secret.
pub fn of(text: &str) -> Option<Shape> {
    for (prefix, family) in PREFIXES {
        let Some(rest) = text.strip_prefix(prefix) else { continue };
        if rest.len() < BODY || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let checked = (family != Family::OAuth).then(|| {
            let (body, sum) = rest.split_at(BODY);
            sum == checksum(body)
        });
        return Some(Shape { family, checked });
    }
    let bare = |family| Some(Shape { family, checked: None });
    match text.len() {
        // A random body has all three classes; a commit hash of 40 hexadecimal digits has not.
        BODY if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) => {
            let has = |class: fn(&u8) -> bool| text.as_bytes().iter().any(class);
            let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
            mixed.then(|| bare(Family::Legacy)).flatten()
        }
        37 if text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) => bare(Family::LegacyKey),
        _ => None,
    }
}

/// Whether some word of `text` looks like a secret; words end at anything that cannot be part of one.
pub fn within(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).any(|word| {
        let inside = PREFIXES.iter().filter_map(|(prefix, _)| word.find(prefix).map(|at| &word[at..]));
        of(word).is_some() || inside.into_iter().any(|rest| of(rest).is_some())
    })
}

/// The checksum of a body: CRC-32 of its characters, the prefix left out, in eight hexadecimal digits.
pub fn checksum(body: &str) -> String {
    format!("{:08x}", crc32fast::hash(body.as_bytes()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BODY_A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const MIXED: &str = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2m";

    // Made at run time: a value with a right checksum in a file would alarm leak scanners.
    fn minted(prefix: &str) -> String {
        format!("{prefix}{BODY_A}{}", checksum(BODY_A))
    }

    #[test]
    fn the_published_checksums_come_out() {
        assert_eq!(checksum(BODY_A), "2ae98c30");
        assert_eq!(checksum("aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStT"), "03fa099b");
    }

    #[rstest]
    #[case("cfut_", Family::UserToken)]
    #[case("cfat_", Family::AccountToken)]
    #[case("cfk_", Family::GlobalKey)]
    fn prefixed_values(#[case] prefix: &str, #[case] family: Family) {
        assert_eq!(of(&minted(prefix)), Some(Shape { family, checked: Some(true) }));
        let mistyped = minted(prefix).replace("AAAB", "").replacen('A', "B", 1);
        assert_eq!(of(&mistyped), Some(Shape { family, checked: Some(false) }));
    }

    #[rstest]
    #[case::legacy(MIXED, Some(Family::Legacy))]
    #[case::commit("9b85f19ce2469ede0123456789abcdef01234567", None)]
    #[case::legacy_key("0123456789abcdef0123456789abcdef01234", Some(Family::LegacyKey))]
    #[case::account_id("0123456789abcdef0123456789abcdef", None)]
    #[case::words("cfut_short", None)]
    #[case::not_ascii("cfut_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", None)]
    #[case::empty("", None)]
    fn others(#[case] text: &str, #[case] family: Option<Family>) {
        assert_eq!(of(text).map(|s| s.family), family);
    }

    #[rstest]
    #[case(format!("--token={}", minted("cfut_")), true)]
    #[case(format!("Bearer {MIXED}"), true)]
    #[case(format!("https://a.example/?t={}&x=1", minted("cfat_")), true)]
    #[case(format!("x-{}", minted("cfk_")), true)]
    #[case("status:active unused:>90d".to_owned(), false)]
    fn values_inside_other_text(#[case] text: String, #[case] expected: bool) {
        assert_eq!(within(&text), expected);
    }
}
