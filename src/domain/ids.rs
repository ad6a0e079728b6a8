//! Identifiers. Each kind is a type of its own, so that an account id cannot be passed for a token id.
//!
//! Cloudflare's ids are nearly always 32 lowercase hex characters (API reference, conventions); those take
//! 16 bytes here and no heap. Anything else a server sends is kept as it is: ids are opaque.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An opaque identifier: compact when it is 32 lowercase hex characters, verbatim otherwise.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Repr {
    Hex([u8; 16]),
    Text(Box<str>),
}

impl Repr {
    fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        if bytes.len() != 32 {
            return Repr::Text(text.into());
        }
        let mut out = [0_u8; 16];
        for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
            match (nibble(pair[0]), nibble(pair[1])) {
                (Some(high), Some(low)) => *slot = high << 4 | low,
                _ => return Repr::Text(text.into()),
            }
        }
        Repr::Hex(out)
    }
}

fn nibble(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

impl Repr {
    fn with_text<T>(&self, show: impl FnOnce(&str) -> T) -> T {
        let bytes = match self {
            Repr::Hex(bytes) => bytes,
            Repr::Text(text) => return show(text),
        };
        let mut out = [0_u8; 32];
        for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        show(std::str::from_utf8(&out).unwrap_or_default())
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repr::Hex(bytes) => bytes.iter().try_for_each(|b| write!(f, "{b:02x}")),
            Repr::Text(text) => f.write_str(text),
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Repr);

        impl $name {
            /// Takes an identifier as the API wrote it. Never fails: ids are opaque.
            pub fn new(text: &str) -> Self {
                $name(Repr::new(text))
            }

            /// Whether it is the 32 lowercase hex characters that the API documents.
            pub fn is_hex(&self) -> bool {
                matches!(self.0, Repr::Hex(_))
            }

            /// Shows the text to `show` without a visit to the heap, for filters over many tokens.
            pub fn with_text<T>(&self, show: impl FnOnce(&str) -> T) -> T {
                self.0.with_text(show)
            }

            /// The first `n` characters (fewer if it is shorter), for confirmations and narrow columns.
            pub fn short(&self, n: usize) -> String {
                self.0.to_string().chars().take(n).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() {
                    return s.collect_str(&self.0);
                }
                // The cache holds hundreds of thousands of ids; 17 bytes without a heap visit beat 33 with one.
                self.0.serialize(s)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                if d.is_human_readable() {
                    return Ok(Self::new(&std::borrow::Cow::<str>::deserialize(d)?));
                }
                Repr::deserialize(d).map($name)
            }
        }
    };
}

id! {
    /// An account. `GET /accounts`.
    AccountId
}
id! {
    /// A token. It is also the S3 access key id of the token (API reference 12.3).
    TokenId
}
id! {
    /// A permission group. Stable and global; names are not unique (API reference 2.9).
    GroupId
}
id! {
    /// A zone. Global, not per account (API reference 4.2).
    ZoneId
}
id! {
    /// A person. `GET /user`.
    UserId
}
id! {
    /// An organization: 32 alphanumeric characters, not always hex (API reference 10).
    OrganizationId
}
id! {
    /// A Worker's script tag, which is not its name (API reference 4.2).
    ScriptTag
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hex_is_compact_and_prints_as_it_came() {
        let id = TokenId::new("ed17574386854bf78a67040be0a770b0");
        assert!(id.is_hex());
        assert_eq!(id.to_string(), "ed17574386854bf78a67040be0a770b0");
        assert_eq!(id.short(4), "ed17");
        assert!(id.with_text(|text| text == "ed17574386854bf78a67040be0a770b0"));
        assert!(size_of::<Option<TokenId>>() <= 24);
    }

    #[test]
    fn upper_case_is_another_id() {
        let id = TokenId::new("ED17574386854BF78A67040BE0A770B0");
        assert!(!id.is_hex());
        assert_eq!(id.to_string(), "ED17574386854BF78A67040BE0A770B0");
    }

    proptest! {
        #[test]
        fn any_text_survives(text in ".{0,40}") {
            let id = AccountId::new(&text);
            prop_assert_eq!(id.to_string(), text);
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(&serde_json::from_str::<AccountId>(&json).unwrap(), &id);
            let packed = postcard::to_stdvec(&id).unwrap();
            prop_assert_eq!(&postcard::from_bytes::<AccountId>(&packed).unwrap(), &id);
        }
    }
}
