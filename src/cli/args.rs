//! The clap tree: nouns, verbs, global flags. Nothing happens here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::listing::{Orders, columns};
use crate::domain::view::{Column, Sort};

/// A keyboard-first terminal dashboard for the people who administer Cloudflare API tokens.
///
/// Without a command it opens the dashboard. Credentials come from a profile or from CLOUDFLARE_API_TOKEN, never from
/// the command line.
#[derive(Debug, Parser)]
#[command(name = "tokendeck", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do; nothing: the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the exit codes mean, for help and manual.
pub const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings, 2 usage, 3 nothing could be read (credential, permission or outage), 4 partly done, \
     5 refused.";

/// Flags that every command takes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The profile of config.toml to use, before anything in the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Base URL of the API, with /client/v4
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,
    /// An account by id or name, or "all"
    #[arg(long, global = true, value_name = "ID|NAME|all")]
    pub account: Option<String>,
    /// Refuse every deed
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Neither read nor write the cache
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// How to print [default: table on a terminal, else ndjson for lists]
    #[arg(long, short, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Colour theme of the dashboard
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    /// Draw with ASCII only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Certificates to trust besides the system's (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Show times in UTC
    #[arg(long, global = true)]
    pub utc: bool,
    /// Log more to the log file: -v debug, -vv trace
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// One object: version, items, incomplete.
    Json,
    /// One object a line.
    Ndjson,
    /// Comma-separated, with a header.
    Csv,
    /// A table for documents.
    Markdown,
    /// A calendar with an event for every end of a token (tokens list only).
    Ics,
    /// XML for the test reports of CI systems (check only).
    Junit,
}

impl Format {
    /// Whether it is made of columns rather than of whole objects.
    pub fn has_columns(self) -> bool {
        matches!(self, Format::Table | Format::Csv | Format::Markdown)
    }
}

/// The nouns.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the dashboard over an embedded pretend Cloudflare: no account, no network
    Demo(Seed),
    /// Serve the pretend Cloudflare on loopback until stopped
    ///
    /// Prints one JSON line first: base_url, account_id, account_token, user_token. The values work for this server
    /// only.
    Sandbox(Sandbox),
    /// Accounts in reach
    #[command(subcommand)]
    Accounts(Accounts),
    /// Tokens: account-owned ones and one's own
    #[command(subcommand)]
    Tokens(Tokens),
    /// Organizations, and the accounts that they hold
    #[command(subcommand)]
    Organizations(Organizations),
    /// Members of accounts
    #[command(subcommand)]
    Members(Members),
    /// Findings as a gate for CI
    ///
    /// Exit code 0: nothing stops the check; 1: something does; 4: something could not be read, so the check says
    /// nothing about it; 3: nothing could be read. Only 0 is a pass.
    Check(Check),
    /// Local notes about tokens
    #[command(subcommand)]
    Notes(Notes),
    /// Which product takes account-owned tokens: the compatibility matrix
    #[command(subcommand)]
    Matrix(super::matrix::args::Matrix),
    /// What was found: credential, server, folders, cache, budget; never a value
    Doctor(Doctor),
    /// The local cache
    #[command(subcommand)]
    Cache(Cache),
    /// Every command of the dashboard with its keys
    Keys,
    /// The settings file
    #[command(subcommand)]
    Config(Config),
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// The size of a pretend world.
#[derive(Clone, Debug, Args)]
pub struct Seed {
    /// What the pretend world is grown from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many accounts [default: a believable few]
    #[arg(long, value_name = "N")]
    pub accounts: Option<usize>,
    /// How many tokens in each account [default: a believable few]
    #[arg(long, value_name = "N")]
    pub tokens: Option<usize>,
}

impl Default for Seed {
    fn default() -> Self {
        Seed { seed: 1, accounts: None, tokens: None }
    }
}

/// `sandbox`
#[derive(Clone, Debug, Args)]
pub struct Sandbox {
    /// The size of the world.
    #[command(flatten)]
    pub seed: Seed,
    /// Port on loopback [default: a free one]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Milliseconds before each answer
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Something to go wrong, with its probability: 429-storm 5xx html slow cut lost-before lost-after
    #[arg(long, value_name = "NAME[:RATE]")]
    pub fault: Vec<String>,
    /// The rate limit to enforce: requests per seconds [default: the real one, 1200/300]
    #[arg(long, value_name = "Q/S")]
    pub limit: Option<String>,
}

/// `accounts`
#[derive(Debug, Subcommand)]
pub enum Accounts {
    /// Every account in reach
    List {
        /// Count its tokens by status and finding; reads every list of tokens
        #[arg(long)]
        counts: bool,
    },
}

/// `organizations`
#[derive(Debug, Subcommand)]
pub enum Organizations {
    /// Every organization that the credential may see, with its accounts
    List,
}

/// `members`
#[derive(Debug, Subcommand)]
pub enum Members {
    /// The members of one account (--account), or of every account in reach
    List,
}

/// `tokens`
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Every token of every account in reach, and one's own user tokens
    List(List),
    /// One token: its object as the API has it, and what it can do
    Show {
        /// Its id
        id: String,
    },
    /// Does the credential in use work? Or: do these values?
    ///
    /// Values are read from a file or from standard input (-), one a line, never from the command line. They are
    /// used once each, at the verify endpoints, and never printed.
    Verify {
        /// A file of values, or - for standard input; nothing: the credential in use
        #[arg(value_name = "FILE|-")]
        from: Option<PathBuf>,
    },
    /// What a token was, as far as this machine saw it, also when it is gone; without an id, all that came, changed or went
    History {
        /// Its id
        id: Option<String>,
        /// At most this many entries, newest first
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// What you know about a token: owner, purpose, ticket, place of use; kept on this machine, never sent
    ///
    /// Without a field it shows the note. An empty text clears a field, others stay as they are.
    Note(NoteArgs),
    /// Switch tokens off; reversible
    Disable(Deeds),
    /// Switch tokens on again
    Enable(Deeds),
    /// Delete tokens; final
    Revoke(Deeds),
}

/// `tokens note`
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The id of the token
    pub id: String,
    /// Who answers for it: a person or a team
    #[arg(long, value_name = "TEXT")]
    pub owner: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// The ticket it was made for
    #[arg(long, value_name = "TEXT")]
    pub ticket: Option<String>,
    /// Where its value is used: a host, a pipeline, a secret's name
    #[arg(long, value_name = "TEXT")]
    pub deployed: Option<String>,
}

/// `notes`
#[derive(Debug, Subcommand)]
pub enum Notes {
    /// Print all notes as TOML
    Export,
    /// Put notes in; what they say replaces what was noted, the rest stays
    ///
    /// Every note is reported: added, changed, the same, or refused. A text that looks like the value of a token is
    /// refused.
    Import {
        /// A file as export writes it, or - for standard input
        #[arg(value_name = "FILE|-")]
        from: PathBuf,
        /// Show what would be added and changed, and stop
        #[arg(long)]
        dry_run: bool,
    },
}

/// `tokens list`
#[derive(Debug, Args)]
pub struct List {
    /// Which tokens, in the language of the dashboard's filter: "status:active unused:>90d"
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// A saved view of the settings: its filter, its order and its columns; --filter narrows it further
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// By which column, with - in front from the other end [default: that of the view, else account]
    #[arg(long, value_name = "COLUMN", value_parser = Orders, allow_hyphen_values = true)]
    pub sort: Option<Sort>,
    /// What to print of each token in a table, CSV and Markdown; JSON is the whole object [default: those of the view]
    #[arg(long, value_name = "COLUMN,…", value_parser = columns(), value_delimiter = ',')]
    pub columns: Vec<Column>,
    /// At most this many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// `check`
#[derive(Debug, Args)]
pub struct Check {
    /// What stops the check: findings, with a threshold where they have one, and severities [default: medium]
    ///
    /// For example wide,expiring:14d,unused:90d,old:1y,quota:80%. A severity (info or any, low, medium, high) stands
    /// for all findings that are at least as grave. creator-gone is found only where it is named, because it reads the
    /// members of every account.
    #[arg(long, value_name = "FINDING,…", value_delimiter = ',')]
    pub fail_on: Vec<String>,
    /// Only these tokens, in the language of the dashboard's filter; exact terms only
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub filter: Option<String>,
}

/// `tokens disable|enable|revoke`
#[derive(Debug, Args)]
pub struct Deeds {
    /// Ids of tokens
    #[arg(value_name = "ID", required_unless_present = "filter", conflicts_with = "filter")]
    pub ids: Vec<String>,
    /// All tokens that match, in the language of the dashboard's filter
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Do not ask; needed where there is no terminal
    #[arg(long)]
    pub yes: bool,
    /// Ticket or reason, for the ledger
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Show the plan and stop
    #[arg(long)]
    pub dry_run: bool,
    /// The credential in use may be among them
    #[arg(long)]
    pub own_credential: bool,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// List every request the program can make, and send none
    #[arg(long)]
    pub requests: bool,
}

/// `cache`
#[derive(Debug, Subcommand)]
pub enum Cache {
    /// Delete every cache; nothing is lost that the API does not know
    Clear,
}

/// `config`
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Where the program's files are
    Path,
    /// Every setting with its value and where it came from; mistakes with their lines
    Check,
    /// Write the commented sample file, unless there is one
    Init,
}
