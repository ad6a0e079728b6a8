//! What people know about a token and Cloudflare does not: who answers for it, what it is for, where it is used.
//!
//! Notes are written by people and read by people. They are checked here, because everything that keeps or shows one
//! must refuse the same things: above all the value of a token, which belongs into no file of ours.

use serde::{Deserialize, Serialize};

use super::shape;
use super::text;

/// The longest text of one field, in characters.
pub const LONGEST: usize = 400;

/// A local note about one token. An empty field says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    texts: [Box<str>; Field::ALL.len()],
}

/// A field of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Who answers for the token.
    Owner,
    /// What it is for.
    Purpose,
    /// The ticket or request it was made for.
    Ticket,
    /// Where it is deployed.
    Deployed,
}

impl Field {
    /// All of them, in the order in which forms ask.
    pub const ALL: [Field; 4] = [Field::Owner, Field::Purpose, Field::Ticket, Field::Deployed];

    /// Its name on screen, in files, in the filter and as a flag.
    pub fn word(self) -> &'static str {
        match self {
            Field::Owner => "owner",
            Field::Purpose => "purpose",
            Field::Ticket => "ticket",
            Field::Deployed => "deployed",
        }
    }

    /// What is asked for, in a few words.
    pub fn help(self) -> &'static str {
        match self {
            Field::Owner => "who answers for it: a person or a team",
            Field::Purpose => "what it is for",
            Field::Ticket => "the ticket it was made for",
            Field::Deployed => "where its value is used: a host, a pipeline, a secret's name",
        }
    }
}

/// Why a text cannot stand in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It holds what looks like the value of a token or key.
    LooksLikeValue,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// It holds characters that are not shown.
    Hidden,
}

impl Unfit {
    /// The reason, to follow the name of the field.
    pub fn why(self) -> &'static str {
        match self {
            Unfit::LooksLikeValue => {
                "holds what looks like the value of a token or key; notes are plain text on disk, so it was not kept"
            }
            Unfit::TooLong => "is longer than 400 characters",
            Unfit::Hidden => "holds line breaks or characters that cannot be shown",
        }
    }
}

impl Note {
    /// What a field says; empty when it says nothing.
    pub fn get(&self, field: Field) -> &str {
        &self.texts[field as usize]
    }

    /// Sets a field, white space around the text left out. An empty text clears it.
    ///
    /// # Errors
    /// Why the text cannot stand there; the note is unchanged.
    pub fn set(&mut self, field: Field, said: &str) -> Result<(), Unfit> {
        let said = said.trim();
        check(said)?;
        self.texts[field as usize] = said.into();
        Ok(())
    }

    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        self.texts.iter().all(|text| text.is_empty())
    }

    /// The fields that say something, in order.
    pub fn said(&self) -> impl Iterator<Item = (Field, &str)> {
        Field::ALL.into_iter().map(|field| (field, self.get(field))).filter(|(_, text)| !text.is_empty())
    }

    /// The note on one line: `platform team · nightly backup · OPS-12`.
    pub fn line(&self) -> String {
        self.said().map(|(_, said)| text::clean(said).into_owned()).collect::<Vec<_>>().join(" · ")
    }
}

fn check(said: &str) -> Result<(), Unfit> {
    if !shape::find(said).is_empty() {
        Err(Unfit::LooksLikeValue)
    } else if said.chars().count() > LONGEST {
        Err(Unfit::TooLong)
    } else if said.chars().any(text::is_hidden) {
        Err(Unfit::Hidden)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_note_says_what_was_set_and_forgets_what_is_cleared() {
        let mut note = Note::default();
        assert!(note.is_empty());
        note.set(Field::Purpose, "  nightly backup ").unwrap();
        note.set(Field::Owner, "platform").unwrap();
        assert_eq!(note.line(), "platform · nightly backup");
        note.set(Field::Owner, " ").unwrap();
        assert_eq!(note.said().collect::<Vec<_>>(), [(Field::Purpose, "nightly backup")]);
    }

    #[rstest]
    #[case::long(&"x".repeat(LONGEST + 1), Unfit::TooLong)]
    #[case::lines("a\nb", Unfit::Hidden)]
    #[case::bidi("a\u{202e}b", Unfit::Hidden)]
    fn what_does_not_fit_is_refused_and_changes_nothing(#[case] said: &str, #[case] why: Unfit) {
        let mut note = Note::default();
        note.set(Field::Ticket, "OPS-1").unwrap();
        assert_eq!(note.set(Field::Ticket, said), Err(why));
        assert_eq!(note.get(Field::Ticket), "OPS-1");
    }

    #[test]
    fn a_value_is_refused_wherever_it_stands() {
        let body = "Ab1".repeat(13) + "x";
        for value in [format!("cfat_{body}{}", shape::checksum(&body)), "aB3".repeat(13) + "Z"] {
            for said in [value.clone(), format!("it is {value}, keep it safe"), format!("token={value}")] {
                assert_eq!(
                    Note::default().set(Field::Purpose, &said),
                    Err(Unfit::LooksLikeValue),
                    "{}",
                    said.len()
                );
            }
        }
    }
}
