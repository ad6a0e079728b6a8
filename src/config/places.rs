//! Where the program's files belong on this system.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::vars::{self, Environment};

/// The four folders. Linux: `~/.config/tokendeck`, `~/.cache/tokendeck`, `~/.local/share/tokendeck`,
/// `~/.local/state/tokendeck`; each can be moved by an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Settings.
    pub config: PathBuf,
    /// What may be deleted at any time.
    pub cache: PathBuf,
    /// Ledgers and what else must not be lost.
    pub data: PathBuf,
    /// Log files.
    pub log: PathBuf,
}

/// There is no home folder, and not every folder was named.
#[derive(Debug, thiserror::Error)]
#[error("no home folder was found; set {0} to a folder that tokendeck may use")]
pub struct Homeless(pub &'static str);

impl Places {
    /// Finds the folders. Nothing is created.
    ///
    /// # Errors
    /// [`Homeless`] when a folder is neither named by its variable nor known from the home folder.
    pub fn find(env: &Environment) -> Result<Places, Homeless> {
        let home = ProjectDirs::from("", "", "tokendeck");
        let pick = |var: &'static str, usual: fn(&ProjectDirs) -> PathBuf| {
            let named = env.get(var).map(PathBuf::from);
            named.or_else(|| home.as_ref().map(usual)).ok_or(Homeless(var))
        };
        Ok(Places {
            config: pick(vars::CONFIG_DIR, |home| home.config_dir().to_owned())?,
            cache: pick(vars::CACHE_DIR, |home| home.cache_dir().to_owned())?,
            data: pick(vars::DATA_DIR, |home| home.data_dir().to_owned())?,
            log: pick(vars::LOG_DIR, |home| {
                // Only Linux has a folder for state; elsewhere logs live beside the data.
                home.state_dir().map_or_else(|| home.data_dir().join("log"), Path::to_owned)
            })?,
        })
    }

    /// The settings file.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The folder of the ledgers.
    pub fn ledgers(&self) -> PathBuf {
        self.data.join("ledgers")
    }

    /// The file of the lines that were given at `:`.
    pub fn commands(&self) -> PathBuf {
        self.data.join("commands.txt")
    }

    /// The folder of the places that were left, one for each credential at each server.
    pub fn left(&self) -> PathBuf {
        self.data.join("places")
    }

    /// The folders with their names and the variables that move them.
    pub fn list(&self) -> [(&'static str, &'static str, &Path); 4] {
        [
            ("config", vars::CONFIG_DIR, &self.config),
            ("cache", vars::CACHE_DIR, &self.cache),
            ("data", vars::DATA_DIR, &self.data),
            ("log", vars::LOG_DIR, &self.log),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_can_be_moved() {
        let env = Environment::of(&[
            (vars::CONFIG_DIR, "/a/config"),
            (vars::CACHE_DIR, "/a/cache"),
            (vars::DATA_DIR, "/a/data"),
            (vars::LOG_DIR, "/a/log"),
        ]);
        let places = Places::find(&env).unwrap();
        for (name, _, folder) in places.list() {
            assert_eq!(folder, Path::new("/a").join(name));
        }
        assert_eq!(places.config_file(), Path::new("/a/config/config.toml"));
    }
}
