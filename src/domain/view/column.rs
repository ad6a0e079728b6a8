//! What can be said about a token in a column.

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
    /// Gravest finding, then how many; none first.
    Findings,
    /// What it may do, in a few words.
    May,
    /// Issue; not said first.
    Issued,
    /// Last change; not said first.
    Modified,
    /// Who made it; not said last.
    Creator,
    /// Id.
    Id,
    /// What is news about it.
    News,
    /// The local note, in the order of what it says first; none last.
    Note,
}

impl Column {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Column; 17] = [
        Column::Name,
        Column::Account,
        Column::Organization,
        Column::Kind,
        Column::Status,
        Column::LastUsed,
        Column::Use,
        Column::Expires,
        Column::Expiry,
        Column::Findings,
        Column::May,
        Column::Issued,
        Column::Modified,
        Column::Creator,
        Column::Id,
        Column::News,
        Column::Note,
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
            Column::Findings => "findings",
            Column::May => "may",
            Column::Issued => "issued",
            Column::Modified => "modified",
            Column::Creator => "creator",
            Column::Id => "id",
            Column::News => "news",
            Column::Note => "note",
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
            Column::Findings => "its gravest weakness, and how many more",
            Column::May => "what it may do, in a few words",
            Column::Issued => "how long ago it was made",
            Column::Modified => "how long ago it was changed or rolled",
            Column::Creator => "who made it",
            Column::Id => "the beginning of its id",
            Column::News => "new, or changed since you last looked",
            Column::Note => "your note about it",
        }
    }

    /// Reads a word. `None` for any other.
    pub fn new(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }

    /// The column whose order it has: bars have that of their dates. `None`: what it says has no order.
    pub fn order(self) -> Option<Self> {
        match self {
            Column::May | Column::News => None,
            Column::Use => Some(Column::LastUsed),
            Column::Expiry => Some(Column::Expires),
            column => Some(column),
        }
    }
}
