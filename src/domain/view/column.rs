//! What can be said about a token in a column.

use crate::domain::note::Field;

/// A column of the list of tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Name, upper and lower case being the same.
    #[default]
    Name,
    /// Name of the account; user tokens first.
    Account,
    /// Name of the organization above the account; none first.
    Organization,
    /// User tokens, then account tokens.
    Kind,
    /// Standing, in the order of [`super::super::token::Standing::ALL`]: what can be used first.
    Status,
    /// Last use; never used first.
    LastUsed,
    /// Last use as a small bar: the longer, the more recent.
    Use,
    /// End; endless ones last.
    Expires,
    /// What is left of the next 90 days, as a small bar.
    Expiry,
    /// From when on it works; from the beginning first.
    Starts,
    /// Gravest finding, then how many; none first.
    Findings,
    /// What it may do, in a few words.
    May,
    /// How many policies it has.
    Policies,
    /// From which addresses it may be used, by how many ranges are named; from anywhere first.
    Addresses,
    /// Issue; not said first.
    Issued,
    /// Last change; not said first.
    Modified,
    /// Who made it; not said last.
    Creator,
    /// Id.
    Id,
    /// What is news about it: new, then changed; nothing last.
    News,
    /// Whether there is a local note; with one first.
    Noted,
    /// The local note, in the order of what it says first; none last.
    Note,
    /// One field of the local note; empty ones last.
    NoteOn(Field),
}

impl Column {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Column; 25] = [
        Column::Name,
        Column::Account,
        Column::Organization,
        Column::Kind,
        Column::Status,
        Column::LastUsed,
        Column::Use,
        Column::Expires,
        Column::Expiry,
        Column::Starts,
        Column::Findings,
        Column::May,
        Column::Policies,
        Column::Addresses,
        Column::Issued,
        Column::Modified,
        Column::Creator,
        Column::Id,
        Column::News,
        Column::Noted,
        Column::Note,
        Column::NoteOn(Field::Owner),
        Column::NoteOn(Field::Purpose),
        Column::NoteOn(Field::Ticket),
        Column::NoteOn(Field::Deployed),
    ];

    /// Those that are shown where nobody chose others, as far as there is room.
    pub const USUAL: [Column; 12] = [
        Column::Name,
        Column::Account,
        Column::Status,
        Column::LastUsed,
        Column::Use,
        Column::Expires,
        Column::Expiry,
        Column::Findings,
        Column::May,
        Column::Issued,
        Column::Creator,
        Column::Id,
    ];

    /// As it is written in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Account => "account",
            Column::Organization => "organization",
            Column::Kind => "kind",
            Column::Status => "status",
            Column::LastUsed => "last-used",
            Column::Use => "use",
            Column::Expires => "expires",
            Column::Expiry => "expiry",
            Column::Starts => "starts",
            Column::Findings => "findings",
            Column::May => "may",
            Column::Policies => "policies",
            Column::Addresses => "addresses",
            Column::Issued => "issued",
            Column::Modified => "modified",
            Column::Creator => "creator",
            Column::Id => "id",
            Column::News => "news",
            Column::Noted => "noted",
            Column::Note => "note",
            Column::NoteOn(field) => field.word(),
        }
    }

    /// What it says, for the dialog in which columns are chosen.
    pub fn help(self) -> &'static str {
        match self {
            Column::Name => "its name",
            Column::Account => "the account that owns it, or you",
            Column::Organization => "the organization above that account",
            Column::Kind => "account or user token",
            Column::Status => "what it is now",
            Column::LastUsed => "how long ago it was used",
            Column::Use => "the same as a bar: full is today, empty is never",
            Column::Expires => "how long until it ends",
            Column::Expiry => "the same as a bar: what is left of 90 days",
            Column::Starts => "from when on it works, if not from the beginning",
            Column::Findings => "its gravest weakness, and how many more",
            Column::May => "what it may do, in a few words",
            Column::Policies => "how many policies it has",
            Column::Addresses => "from which addresses it may be used",
            Column::Issued => "how long ago it was made",
            Column::Modified => "how long ago it was changed or rolled",
            Column::Creator => "who made it",
            Column::Id => "the beginning of its id",
            Column::News => "new, or what changed since you last looked",
            Column::Noted => "whether you have noted anything about it",
            Column::Note => "your note about it",
            Column::NoteOn(Field::Owner) => "your note: who answers for it",
            Column::NoteOn(Field::Purpose) => "your note: what it is for",
            Column::NoteOn(Field::Ticket) => "your note: the ticket it was made for",
            Column::NoteOn(Field::Deployed) => "your note: where its value is used",
        }
    }

    /// Reads a word. `None` for any other.
    pub fn new(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }

    /// The column whose order it has: bars have that of their dates. `None`: what it says has no order.
    pub fn order(self) -> Option<Self> {
        match self {
            Column::May => None,
            Column::Use => Some(Column::LastUsed),
            Column::Expiry => Some(Column::Expires),
            column => Some(column),
        }
    }
}
