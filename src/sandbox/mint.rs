//! Values of credentials: a prefix, 40 random characters, a checksum (API reference 5).
//!
//! Made at run time only and random in each run, so that no file ever holds one that a leak scanner would act on.

use rand::RngExt;

use crate::secret::Secret;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a value is for; decides its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// A token that belongs to an account: `cfat_`.
    Account,
    /// A token that belongs to a user: `cfut_`.
    User,
    /// A user's global key: `cfk_`.
    Key,
    /// An OAuth access token: `cfoat_`. Its exact form is not documented.
    OAuth,
    /// A token made before April 2026: 40 characters, no prefix, no checksum.
    Legacy,
}

/// A new value that nobody has seen.
pub(super) fn mint(family: Family) -> Secret {
    let mut rng = rand::rng();
    let body: String = (0..40).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect();
    let prefix = match family {
        Family::Account => "cfat_",
        Family::User => "cfut_",
        Family::Key => "cfk_",
        Family::OAuth => "cfoat_",
        Family::Legacy => return Secret::new(body),
    };
    let check = crc32fast::hash(body.as_bytes());
    Secret::new(format!("{prefix}{body}{check:08x}"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Family::Account, "cfat_", 53)]
    #[case(Family::User, "cfut_", 53)]
    #[case(Family::Key, "cfk_", 52)]
    #[case(Family::Legacy, "", 40)]
    fn a_value_has_the_documented_form(#[case] family: Family, #[case] prefix: &str, #[case] len: usize) {
        mint(family).peek(|value| {
            assert!(value.starts_with(prefix));
            assert_eq!(value.len(), len);
            if len > 40 {
                let body = &value[prefix.len()..prefix.len() + 40];
                assert_eq!(value[len - 8..], format!("{:08x}", crc32fast::hash(body.as_bytes())));
            }
        });
    }

    #[test]
    fn the_checksum_is_the_documented_one() {
        // Body and checksum apart, so that this file holds no well-formed value (API reference 5).
        assert_eq!(format!("{:08x}", crc32fast::hash(&[b'A'; 40])), "2ae98c30");
    }

    #[test]
    fn no_two_are_alike() {
        let (a, b) = (mint(Family::User), mint(Family::User));
        assert!(a.peek(|a| b.peek(|b| a != b)));
    }
}
