//! What a colour can mean. Screens name meanings; only themes name colours.

macro_rules! meanings {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// What a piece of the screen means, and so how it looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
        pub enum Meaning {
            $($(#[$doc])* $variant),*
        }

        impl Meaning {
            /// Every meaning, in the order of declaration.
            pub const ALL: &[Meaning] = &[$(Meaning::$variant),*];

            /// Its name in a theme file.
            pub const fn name(self) -> &'static str {
                match self { $(Meaning::$variant => $name),* }
            }
        }
    };
}

meanings! {
    /// Plain text.
    #[default]
    Text = "text",
    /// Secondary text: ages, ids, details.
    Muted = "muted",
    /// Text that may be overlooked: rules, hints, ghost completion, placeholders.
    Faint = "faint",
    /// Titles of panels and dialogs.
    Title = "title",
    /// What the eye should find first; used sparingly.
    Accent = "accent",
    /// A key the user can press.
    Key = "key",
    /// Frames and rules.
    Border = "border",
    /// The frame of the part that has the keyboard.
    BorderActive = "border-active",
    /// Column titles.
    Column = "column",
    /// The row under the cursor; laid over what the row looks like already.
    Selection = "selection",
    /// The row under the cursor in a list that does not have the keyboard.
    SelectionIdle = "selection-idle",
    /// The sign of a marked row.
    Mark = "mark",
    /// Characters that the filter matched.
    Match = "match",
    /// All is well: active, proven, allowed.
    Good = "good",
    /// Look at this soon.
    Warn = "warn",
    /// Something is wrong or refused.
    Bad = "bad",
    /// An act that cannot be taken back, and its dialogs.
    Danger = "danger",
    /// Neutral news.
    Info = "info",
    /// Facts that are older than they should be.
    Stale = "stale",
    /// The bar at the top.
    Header = "header",
    /// The bar at the bottom.
    Footer = "footer",
    /// The badge of read-only mode.
    BadgeReadOnly = "badge-read-only",
    /// The badge of a running incident.
    BadgeIncident = "badge-incident",
    /// Belongs to an account.
    OwnerAccount = "owner-account",
    /// Belongs to a user.
    OwnerUser = "owner-user",
    /// The text of an input field.
    Field = "field",
    /// The cell the cursor is on.
    Cursor = "cursor",
    /// A name in JSON.
    JsonName = "json-name",
    /// A string in JSON.
    JsonText = "json-text",
    /// A number, `true`, `false` or `null` in JSON.
    JsonValue = "json-value",
}

impl Meaning {
    /// The meaning a theme file calls `name`.
    pub fn named(name: &str) -> Option<Meaning> {
        Meaning::ALL.iter().copied().find(|m| m.name() == name)
    }
}
