//! The fields of the filter language.

use crate::domain::note;

/// A field: what stands before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `status:`
    Status,
    /// `kind:`
    Kind,
    /// `account:`
    Account,
    /// `perm:`
    Perm,
    /// `can:`
    Can,
    /// `on:`
    On,
    /// `would:`
    Would,
    /// `at:`
    At,
    /// `product:`
    Product,
    /// `by:`
    By,
    /// `unused:`
    Unused,
    /// `used:`
    Used,
    /// `never:`
    Never,
    /// `expires:`
    Expires,
    /// `issued:`
    Issued,
    /// `modified:`
    Modified,
    /// `changed:`
    Changed,
    /// `ip:`
    Ip,
    /// `finding:`
    Finding,
    /// `quota:`
    Quota,
    /// `name:`
    Name,
    /// `id:`
    Id,
    /// `note:`
    Note,
    /// `owner:`
    Owner,
    /// `purpose:`
    Purpose,
    /// `ticket:`
    Ticket,
    /// `deployed:`
    Deployed,
}

impl Field {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Field; 27] = [
        Field::Status,
        Field::Kind,
        Field::Account,
        Field::Can,
        Field::On,
        Field::Would,
        Field::At,
        Field::Perm,
        Field::Product,
        Field::Finding,
        Field::Unused,
        Field::Used,
        Field::Never,
        Field::Expires,
        Field::Issued,
        Field::Modified,
        Field::Changed,
        Field::Ip,
        Field::By,
        Field::Name,
        Field::Id,
        Field::Note,
        Field::Owner,
        Field::Purpose,
        Field::Ticket,
        Field::Deployed,
        Field::Quota,
    ];

    /// As it is written, without the colon.
    pub fn word(self) -> &'static str {
        match self {
            Field::Status => "status",
            Field::Kind => "kind",
            Field::Account => "account",
            Field::Perm => "perm",
            Field::Can => "can",
            Field::On => "on",
            Field::Would => "would",
            Field::At => "at",
            Field::Product => "product",
            Field::By => "by",
            Field::Unused => "unused",
            Field::Used => "used",
            Field::Never => "never",
            Field::Expires => "expires",
            Field::Issued => "issued",
            Field::Modified => "modified",
            Field::Changed => "changed",
            Field::Ip => "ip",
            Field::Finding => "finding",
            Field::Quota => "quota",
            Field::Name => "name",
            Field::Id => "id",
            Field::Note => "note",
            Field::Owner => note::Field::Owner.word(),
            Field::Purpose => note::Field::Purpose.word(),
            Field::Ticket => note::Field::Ticket.word(),
            Field::Deployed => note::Field::Deployed.word(),
        }
    }

    /// What it asks, for help and completion.
    pub fn help(self) -> &'static str {
        match self {
            Field::Status => "what the token is now",
            Field::Kind => "owned by an account or by a user",
            Field::Account => "part of the owning account's name, or the beginning of its id",
            Field::Perm => "a permission that is written in a policy",
            Field::Can => "a permission that it has in effect; deny wins",
            Field::On => "a zone, account, bucket or Worker that it reaches",
            Field::Would => "a permission that it would have, were it not denied, disabled or out of date",
            Field::At => "beside would:, on what",
            Field::Product => "a product of the compatibility matrix that its permissions belong to",
            Field::By => "who made it",
            Field::Unused => "how long it has not been used: >90d",
            Field::Used => "how long ago it was used: <7d",
            Field::Never => "never used, never expires",
            Field::Expires => "how long until it ends: <30d; or on which days: 2026-11-01..2026-11-30",
            Field::Issued => "how long ago it was made: >1y",
            Field::Modified => "how long ago it was changed: <1d",
            Field::Changed => "new, different or gone since you last looked",
            Field::Ip => "none: usable from anywhere; an address: usable from there",
            Field::Finding => "a weakness",
            Field::Quota => "how full its owner is: >90%",
            Field::Name => "part of the name, or /regex/",
            Field::Id => "part of the id",
            Field::Note => "part of the local note, or /regex/",
            Field::Owner => "local note: who answers for it",
            Field::Purpose => "local note: what it is for",
            Field::Ticket => "local note: the ticket it was made for",
            Field::Deployed => "local note: where its value is used",
        }
    }

    /// The field of a local note that it asks about; `None` for other fields, and for `note:`, which asks about all.
    pub fn of_note(self) -> Option<note::Field> {
        match self {
            Field::Owner => Some(note::Field::Owner),
            Field::Purpose => Some(note::Field::Purpose),
            Field::Ticket => Some(note::Field::Ticket),
            Field::Deployed => Some(note::Field::Deployed),
            _ => None,
        }
    }

    /// The field that asks about one of a local note.
    pub fn asks(field: note::Field) -> Self {
        match field {
            note::Field::Owner => Field::Owner,
            note::Field::Purpose => Field::Purpose,
            note::Field::Ticket => Field::Ticket,
            note::Field::Deployed => Field::Deployed,
        }
    }

    /// Reads a field name. `None` for any other word.
    pub fn new(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.word() == word)
    }
}
