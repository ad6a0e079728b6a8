//! What stands in the tables, byte by byte: a checksum, the number of the shape, the packed value.
//!
//! History outlives versions of the program, so every value names its shape and old shapes stay readable: a new one
//! gets a new number and an arm in `unpack`. What a later version wrote is left alone.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::error::StoreError;
use crate::clock::Time;
use crate::domain::shape::{self, Checksum};
use crate::domain::token::{Owner, Token, TokenRef};

/// The number of the shapes below.
const SHAPE: u8 = 1;
/// The largest object that is kept or read back, in bytes. A token with 300 groups on as many zones has a fifth of it.
const LARGEST: u64 = 1 << 20;

/// What is known of a token now, in a few bytes: read at every sync.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The number of its newest entry, from 1.
    pub(super) newest: u32,
    /// The newest entry that somebody has looked at; 0: none.
    pub(super) looked_at: u32,
    /// Of what the newest version says.
    pub(super) digest: [u8; 8],
    /// When it was last read on its own account, not as part of a list.
    pub(super) read: Time,
    /// When it was last used, as last said.
    pub(super) last_used: Option<Time>,
    /// Whether the newest entry says that it is gone.
    pub(super) gone: bool,
}

/// One entry of a token's story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) at: Time,
    pub(super) ours: bool,
    pub(super) what: KeptWhat,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum KeptWhat {
    /// The object, deflated. `first`: it was there when its owner was first looked at.
    Was {
        object: Vec<u8>,
        first: bool,
    },
    Gone {
        last_seen: Time,
    },
}

pub(super) fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let mut bytes = postcard::to_extend(value, vec![0, 0, 0, 0, SHAPE])
        .map_err(|e| StoreError::Database(e.to_string()))?;
    let sum = crc32fast::hash(&bytes[4..]);
    bytes[..4].copy_from_slice(&sum.to_le_bytes());
    Ok(bytes)
}

/// `None`: damaged, or of a shape that this version does not know.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (sum, rest) = bytes.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*sum) != crc32fast::hash(rest) {
        return None;
    }
    match rest.split_first()? {
        (&SHAPE, rest) => postcard::from_bytes(rest).ok(),
        _ => None,
    }
}

/// The key of a token, which begins with the key of its owner.
pub(super) fn key(at: &TokenRef) -> Vec<u8> {
    // Packing a value of our own into memory does not fail; an empty key would find nothing.
    postcard::to_stdvec(at).unwrap_or_default()
}

pub(super) fn owner_key(owner: &Owner) -> Vec<u8> {
    postcard::to_stdvec(owner).unwrap_or_default()
}

pub(super) fn token_of(key: &[u8]) -> Option<TokenRef> {
    postcard::from_bytes(key).ok()
}

/// The key of an entry: the token, and the number so that entries lie in order.
pub(super) fn entry_key(token: &[u8], number: u32) -> Vec<u8> {
    [token, &number.to_be_bytes()].concat()
}

/// The token and the number of an entry.
pub(super) fn entry_of(key: &[u8]) -> Option<(&[u8], u32)> {
    let (token, number) = key.split_last_chunk::<4>()?;
    Some((token, u32::from_be_bytes(*number)))
}

/// Of everything about a token that counts as a change: all but its last use.
pub(super) fn digest(token: &Token) -> [u8; 8] {
    let still = Token { last_used_on: None, ..token.clone() };
    let packed = postcard::to_stdvec(&still).unwrap_or_default();
    let mut out = [0; 8];
    out.iter_mut().zip(Sha256::digest(&packed)).for_each(|(to, from)| *to = from);
    out
}

/// The object as it is kept: without a value, deflated. `None`: too large, or no object.
pub(super) fn squeeze(json: &str) -> Option<Vec<u8>> {
    let clean = without_value(json)?;
    if clean.len() as u64 > LARGEST {
        return None;
    }
    let mut out = DeflateEncoder::new(Vec::with_capacity(clean.len() / 2), Compression::new(6));
    out.write_all(clean.as_bytes()).ok()?;
    out.finish().ok()
}

pub(super) fn unsqueeze(object: &[u8]) -> Option<String> {
    let mut json = String::new();
    DeflateDecoder::new(object).take(LARGEST + 1).read_to_string(&mut json).ok()?;
    (json.len() as u64 <= LARGEST).then_some(json)
}

/// The API client leaves values out; this is the second lock on the same door. A `value` is dropped, and what carries
/// the checksum of a real value is blacked out wherever it stands: people paste into names.
fn without_value(json: &str) -> Option<String> {
    let mut text = json.to_owned();
    if json.contains("value") {
        let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
        if fields.remove("value").is_some() {
            text = serde_json::Value::Object(fields).to_string();
        }
    }
    for sighting in shape::find(&text).into_iter().rev() {
        if sighting.checksum == Checksum::Good {
            text.replace_range(sighting.range, "(a value stood here)");
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::specimen;

    fn value() -> String {
        let body = "aB3".repeat(13) + "x";
        format!("cfat_{body}{}", shape::checksum(&body))
    }

    #[test]
    fn a_value_never_gets_in() {
        let value = value();
        let made = format!(r#"{{"id":"a","name":"mine {value}","value":"{value}","policies":[]}}"#);
        let kept = unsqueeze(&squeeze(&made).unwrap()).unwrap();
        assert!(!kept.contains(&value) && !kept.contains("\"value\""), "{kept}");
        assert!(kept.contains("mine (a value stood here)"));
        assert!(squeeze("value, but no object").is_none());
    }

    #[test]
    fn an_object_is_kept_as_it_came() {
        let json = r#"{"id":"a", "later": 1.50e3 , "name":"\u0000"}"#;
        let object = squeeze(json).unwrap();
        assert_eq!(unsqueeze(&object).as_deref(), Some(json));
        assert!(squeeze(&format!("[{}]", "1,".repeat(LARGEST as usize))).is_none());
    }

    #[test]
    fn a_flipped_bit_and_a_later_shape_are_no_value() {
        let head = Head {
            newest: 1,
            looked_at: 0,
            digest: [7; 8],
            read: specimen::NOW,
            last_used: None,
            gone: false,
        };
        let packed = pack(&head).unwrap();
        assert_eq!(unpack::<Head>(&packed), Some(head));
        for at in 0..packed.len() {
            let mut flipped = packed.clone();
            flipped[at] ^= 4;
            assert_eq!(unpack::<Head>(&flipped), None, "byte {at}");
        }
        assert_eq!(unpack::<Head>(&[]), None);
    }

    #[test]
    fn a_use_is_no_change() {
        let token = specimen::token([]);
        let used = Token { last_used_on: Some(specimen::NOW), ..token.clone() };
        let rolled = Token { modified_on: Some(specimen::NOW), ..token.clone() };
        assert_eq!(digest(&token), digest(&used));
        assert_ne!(digest(&token), digest(&rolled));
    }

    #[test]
    fn the_key_of_a_token_begins_with_that_of_its_owner() {
        let at = specimen::token([]).at;
        let packed = key(&at);
        assert!(packed.starts_with(&owner_key(&at.owner)));
        assert_eq!(token_of(&packed), Some(at));
        assert_eq!(entry_of(&entry_key(&packed, 7)), Some((&*packed, 7)));
    }
}
