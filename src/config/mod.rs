//! Settings as plain data, and where each value came from.
//!
//! Four layers, later ones win: defaults, the file `config.toml`, the environment, flags. A mistake in one entry
//! is named with its line and costs that entry only: the program starts with the default in its place.
//! Profiles name *sources* of credentials; no value of a credential is ever in this room.
//!
//! Not for: finding the credential (`setup`), what a key or a command is (`command`), colours (`ui`). Called by the
//! doors and by `setup`; screens receive what they need as values of the domain.

pub mod file;
pub mod mistake;
pub mod places;
pub mod profile;
pub mod setting;
pub mod value;
pub mod vars;
pub mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use mistake::Mistake;
pub use places::Places;
pub use profile::{Profile, Source};
pub use setting::{SETTINGS, Setting};
pub use value::{CaFile, Columns, Days, Percent, ProfileName, Share, Span, Start, Theme};
pub use vars::Environment;
pub use view::SavedView;

use crate::domain::view::Column;
use value::Given;

/// Everything that can be set. [`Config::default`] is what `assets/config.toml` documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The profile used when neither `--profile` nor the environment names a credential.
    pub default_profile: ProfileName,
    /// Profiles by name.
    pub profiles: BTreeMap<String, Profile>,
    /// Refuse every deed.
    pub read_only: bool,
    /// Name of the colour theme.
    pub theme: Theme,
    /// Colours at all (`NO_COLOR` switches them off).
    pub color: bool,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// React to the mouse.
    pub mouse: bool,
    /// Show times in UTC instead of the zone of this machine.
    pub utc: bool,
    /// Where the dashboard begins.
    pub start: Start,
    /// The columns that the list of tokens begins with.
    pub columns: Columns,
    /// Saved views, in the order of the file; no two of one name.
    pub views: Vec<SavedView>,
    /// Certificates to trust besides the system's (PEM).
    pub ca_file: CaFile,
    /// Longest wait for a connection.
    pub connect_timeout: Span,
    /// Longest wait for a whole answer.
    pub timeout: Span,
    /// Age at which what is on screen is asked for again.
    pub fresh_visible: Span,
    /// Age at which everything else is asked for again.
    pub fresh_others: Span,
    /// Part of the remaining API budget that the background sync may take, above 0 and at most 1.
    pub sync_share: Share,
    /// How long history is kept, in days.
    pub history: Days,
    /// Finding `unused`: not used for this many days.
    pub unused: Days,
    /// Finding `old`: issued this many days ago.
    pub old: Days,
    /// Finding `expiring`: ends within this many days.
    pub expiring: Days,
    /// Finding `quota`: an owner has at least this many percent of the tokens it may own.
    pub quota: Percent,
    /// Keys that were remapped or switched off, by name of the command.
    pub keys: BTreeMap<String, KeyChange>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            default_profile: ProfileName(None),
            profiles: BTreeMap::new(),
            read_only: false,
            theme: Theme::default(),
            color: true,
            ascii: false,
            mouse: true,
            utc: false,
            start: Start::Last,
            columns: Columns(Column::USUAL.to_vec()),
            views: Vec::new(),
            ca_file: CaFile(None),
            connect_timeout: Span::secs(10),
            timeout: Span::secs(60),
            fresh_visible: Span::secs(60),
            fresh_others: Span::secs(15 * 60),
            sync_share: Share(0.5),
            history: Days(400),
            unused: Days(90),
            old: Days(365),
            expiring: Days(30),
            quota: Percent(90),
            keys: BTreeMap::new(),
        }
    }
}

/// What the file says about the keys of one command. The room `command` reads the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The key instead of the default ones; `None`: the command has no key.
    pub key: Option<String>,
    /// Line in the file, from 1.
    pub line: usize,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// The file, at this line (from 1).
    File(usize),
    /// An environment variable.
    Var(&'static str),
    /// A flag on the command line.
    Flag(&'static str),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(line) => write!(f, "config.toml:{line}"),
            Origin::Var(name) | Origin::Flag(name) => f.write_str(name),
        }
    }
}

/// Settings as read, with what was wrong on the way.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings to use.
    pub config: Config,
    /// What was wrong, in the order of the file, then of the environment.
    pub mistakes: Vec<Mistake>,
    /// The file that was looked for; `None` in tests that have none.
    pub file: Option<PathBuf>,
    /// Whether it was there.
    pub found: bool,
    origins: BTreeMap<&'static str, Origin>,
}

impl Loaded {
    /// Reads the file of `places`, if there is one, then the environment.
    pub fn read(places: &Places, env: &Environment) -> Loaded {
        let path = places.config_file();
        let mut loaded = match file::read(&path) {
            Ok(Some(text)) => Loaded { found: true, ..Loaded::from_text(&text) },
            Ok(None) => Loaded::default(),
            Err(mistake) => Loaded { found: true, mistakes: vec![mistake], ..Loaded::default() },
        };
        loaded.file = Some(path);
        loaded.environment(env);
        loaded
    }

    /// Defaults and the text of a file.
    pub fn from_text(text: &str) -> Loaded {
        let mut loaded = Loaded::default();
        file::apply(text, &mut loaded);
        loaded.mistakes.sort_by_key(|m| m.line);
        loaded
    }

    fn environment(&mut self, env: &Environment) {
        for setting in SETTINGS {
            let Some(var) = setting.var else { continue };
            let Some(text) = env.get(var) else { continue };
            // NO_COLOR counts by being there, whatever it says (no-color.org).
            let text = if var == vars::NO_COLOR { "false".to_owned() } else { text };
            match setting.set(&mut self.config, &Given::Word(&text)) {
                Ok(()) => self.note(setting.name, Origin::Var(var)),
                Err(what) => self.mistakes.push(Mistake::about(format!("{var}: {what}"))),
            }
        }
    }

    /// Sets `name` from a flag.
    ///
    /// # Errors
    /// The text does not fit the setting. The value is not repeated in the message.
    pub fn flag(&mut self, name: &str, flag: &'static str, text: &str) -> Result<(), Mistake> {
        let Some(setting) = setting::find(name) else {
            return Err(Mistake::about(format!("{flag}: there is no setting {name}")));
        };
        match setting.set(&mut self.config, &Given::Word(text)) {
            Ok(()) => {
                self.note(setting.name, Origin::Flag(flag));
                Ok(())
            }
            Err(what) => Err(Mistake::about(format!("{flag}: {what}"))),
        }
    }

    /// Where the value of a setting came from.
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).copied().unwrap_or_default()
    }

    fn note(&mut self, name: &'static str, origin: Origin) {
        self.origins.insert(name, origin);
    }
}

#[cfg(test)]
mod tests;
