//! The list of settings: a name in the file, a field of [`Config`], the variable that overrides it.
//!
//! A new setting is a field of `Config` with its default, a line here and a commented line in `assets/config.toml`;
//! a test holds the three together.

use super::Config;
use super::value::{Given, Value};
use super::vars;

/// One setting.
pub struct Setting {
    /// Its name in the file, with dots: `sync.share`.
    pub name: &'static str,
    /// The environment variable that overrides the file.
    pub var: Option<&'static str>,
    wants: &'static str,
    read: fn(&mut Config, &Given<'_>) -> Option<()>,
    show: fn(&Config) -> String,
}

impl Setting {
    /// Takes a value.
    ///
    /// # Errors
    /// The sentence to show when the value does not fit. It does not repeat the value, which may be a pasted secret.
    pub fn set(&self, config: &mut Config, given: &Given<'_>) -> Result<(), String> {
        (self.read)(config, given).ok_or_else(|| format!("{} wants {}", self.name, self.wants))
    }

    /// The present value as it would stand in the file.
    pub fn show(&self, config: &Config) -> String {
        (self.show)(config)
    }
}

macro_rules! setting {
    ($name:literal, $field:ident: $kind:ty, $var:expr) => {
        Setting {
            name: $name,
            var: $var,
            wants: <$kind as Value>::WANTS,
            read: |config, given| {
                config.$field = <$kind as Value>::read(given)?;
                Some(())
            },
            show: |config| config.$field.show(),
        }
    };
}

use super::value::{CaFile, Columns, Days, Percent, ProfileName, Share, Span, Start, Theme};

/// All settings, in the order of `assets/config.toml`.
pub const SETTINGS: &[Setting] = &[
    setting!("default_profile", default_profile: ProfileName, Some(vars::PROFILE)),
    setting!("read_only", read_only: bool, Some(vars::READ_ONLY)),
    setting!("theme", theme: Theme, Some(vars::THEME)),
    setting!("color", color: bool, Some(vars::NO_COLOR)),
    setting!("ascii", ascii: bool, Some(vars::ASCII)),
    setting!("mouse", mouse: bool, None),
    setting!("utc", utc: bool, None),
    setting!("start", start: Start, None),
    setting!("tokens.columns", columns: Columns, None),
    setting!("network.ca_file", ca_file: CaFile, None),
    setting!("network.connect_timeout", connect_timeout: Span, None),
    setting!("network.timeout", timeout: Span, None),
    setting!("sync.visible", fresh_visible: Span, None),
    setting!("sync.others", fresh_others: Span, None),
    setting!("sync.share", sync_share: Share, None),
    setting!("history.days", history: Days, None),
    setting!("findings.unused_days", unused: Days, None),
    setting!("findings.old_days", old: Days, None),
    setting!("findings.expiring_days", expiring: Days, None),
    setting!("findings.quota_percent", quota: Percent, None),
];

/// The setting of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}
