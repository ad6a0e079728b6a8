//! One call of the program: settings, folders, clock, vault and output, prepared once for every verb.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tracing_appender::non_blocking::WorkerGuard;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::keys;
use super::logging;
use super::output::Output;
use crate::clock::Clock;
use crate::clock::TimeZone;
use crate::clock::WallClock;
use crate::config::Environment;
use crate::config::Loaded;
use crate::config::Places;
use crate::domain::ids::AccountId;
use crate::protocol::{Fault, FaultKind};
use crate::secret::Vault;
use crate::setup;
use crate::setup::Asked;
use crate::setup::Search;
use crate::tui::signals::Signal;

/// What a verb needs.
pub struct Call<'o> {
    /// The flags.
    pub global: Global,
    /// Settings.
    pub loaded: Loaded,
    /// Folders.
    pub places: Places,
    /// The environment.
    pub env: Environment,
    /// Where values are.
    pub vault: Arc<Vault>,
    /// The present time.
    pub clock: Arc<dyn Clock>,
    /// Signals, where the dashboard is to be opened.
    pub signals: Option<UnboundedReceiver<Signal>>,
    /// Where to print.
    pub out: &'o mut Output,
    _log: Option<WorkerGuard>,
}

impl<'o> Call<'o> {
    /// Reads settings and flags, starts the log.
    ///
    /// # Errors
    /// A flag that does not fit, or no folder to work in.
    pub fn prepare(global: Global, out: &'o mut Output) -> Result<Self, Failure> {
        let env = Environment::process();
        let places = Places::find(&env).map_err(|e| Failure::usage(format!("{e}.")))?;
        let mut loaded = Loaded::read(&places, &env);
        let keys = keys::mistakes(&loaded.config);
        loaded.mistakes.extend(keys);
        // In the order of the file; what has no line is about the environment.
        loaded.mistakes.sort_by_key(|mistake| (mistake.line.is_none(), mistake.line));
        let ca_file = global.ca_file.as_ref().map(|path| path.display().to_string());
        let flags = [
            ("read_only", "--read-only", global.read_only.then_some("true")),
            ("ascii", "--ascii", global.ascii.then_some("true")),
            ("utc", "--utc", global.utc.then_some("true")),
            ("color", "--no-color", global.no_color.then_some("false")),
            ("theme", "--theme", global.theme.as_deref()),
            ("network.ca_file", "--ca-file", ca_file.as_deref()),
        ];
        let given = flags.into_iter().filter_map(|(name, flag, text)| Some((name, flag, text?)));
        let wrong: Vec<_> =
            given.filter_map(|(name, flag, text)| loaded.flag(name, flag, text).err()).collect();
        if !wrong.is_empty() {
            let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            return Err(Failure::usage(lines.join("\n")));
        }
        let log = logging::start(&places, &env, global.verbose)
            .inspect_err(|e| out.say(&format!("There is no log: {}: {e}", places.log.display())))
            .ok();
        Ok(Call {
            global,
            loaded,
            places,
            env,
            vault: Arc::new(Vault::new()),
            clock: Arc::new(WallClock),
            signals: None,
            out,
            _log: log,
        })
    }

    /// Looks for the credential; says what was odd on the way.
    ///
    /// # Errors
    /// Something was named and cannot be used.
    pub async fn search(&mut self) -> Result<Search, Failure> {
        for mistake in &self.loaded.mistakes {
            self.out.say(&mistake.to_string());
        }
        let search = setup::search(&self.asked(), &self.loaded.config, &self.env, &self.vault).await;
        let search = search.map_err(|problem| Failure::from(problem.fault()))?;
        if let Search::Found(found) = &search {
            for warning in &found.warnings {
                self.out.say(&format!("warning: {warning}"));
            }
        }
        Ok(search)
    }

    /// The credential, or a failure that says where it was looked for.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    pub async fn found(&mut self) -> Result<setup::Found, Failure> {
        match self.search().await? {
            Search::Found(found) => Ok(*found),
            Search::Nothing { looked } => {
                let text = format!(
                    "There is no credential. Looked in:\n  {}\nSet CLOUDFLARE_API_TOKEN, or try: tokendeck demo",
                    looked.join("\n  ")
                );
                let next = "Set CLOUDFLARE_API_TOKEN, or try: tokendeck demo";
                let what = format!("There is no credential. Looked in: {}.", looked.join("; "));
                let fault = Fault::new(FaultKind::Credentials, what, next);
                let incomplete = vec![("everything".to_owned(), fault)];
                Err(Failure { incomplete, ..Failure::new(Exit::Credentials, text) })
            }
        }
    }

    /// The credential, or nobody's where there is none: for values that speak for themselves.
    ///
    /// # Errors
    /// Something was named and cannot be used.
    pub async fn found_or_nobody(&mut self) -> Result<setup::Found, Failure> {
        match self.search().await? {
            Search::Found(found) => Ok(*found),
            Search::Nothing { .. } => {
                setup::nobody(&self.asked(), &self.loaded.config, &self.env, &self.vault)
                    .map_err(|problem| Failure::from(problem.fault()))
            }
        }
    }

    fn asked(&self) -> Asked {
        let account = self.global.account.as_deref().map(AccountId::new).filter(AccountId::is_hex);
        Asked {
            profile: self.global.profile.clone(),
            base_url: self.global.base_url.clone(),
            account,
            no_cache: self.global.no_cache,
        }
    }

    /// The zone that times are shown in.
    pub fn zone(&self) -> TimeZone {
        if self.loaded.config.utc { TimeZone::utc() } else { TimeZone::local() }
    }
}
