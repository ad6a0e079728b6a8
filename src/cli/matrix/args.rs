//! The verbs of `matrix`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `matrix`
#[derive(Debug, Subcommand)]
pub enum Matrix {
    /// Products and what each snapshot says about them; or the snapshots
    List(List),
    /// One product: history, aliases, permissions; or one snapshot: where it comes from and what it lists
    Show {
        /// Name or alias of a product, or id of a snapshot
        name: String,
    },
    /// What changed between two snapshots
    Diff {
        /// Id of a snapshot, or oldest [default: the one before the newest]
        before: Option<String>,
        /// Id of a snapshot, or newest [default: newest]
        after: Option<String>,
    },
    /// Read a published page (the table or the two lists) into a new snapshot
    Import(Import),
    /// Write a snapshot: TOML, or with --output json or markdown the same as JSON or as the published table
    Export {
        /// Id of a snapshot
        #[arg(default_value = "newest")]
        id: String,
    },
    /// Delete an imported snapshot
    Remove {
        /// Its id
        id: String,
    },
    /// Do these permissions work in an account-owned token? Could this token become one?
    ///
    /// The exit code is 1 when something does not work.
    Check(Check),
    /// Ask products whether they take a token of an account, with requests that only read
    ///
    /// Every request is named first, and sent only with --yes or after you said so. The token is the credential in use
    /// (--profile chooses another one), or the one whose value --value holds. The exit code is 1 when a product refuses
    /// what the newest snapshot says it takes, or takes what it says it refuses.
    Probe(Probe),
}

/// `matrix probe`
#[derive(Debug, Args)]
pub struct Probe {
    /// Only these products [default: all that can be asked]
    pub products: Vec<String>,
    /// Where the token's value is, alone: a file, or - for standard input [default: the credential in use]
    #[arg(long, value_name = "FILE|-")]
    pub value: Option<PathBuf>,
    /// The zone to ask about, by name or id [default: the account's first]
    #[arg(long)]
    pub zone: Option<String>,
    /// Do not ask, send
    #[arg(long)]
    pub yes: bool,
    /// Name the requests, send none
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
}

/// `matrix list`
#[derive(Debug, Default, Args)]
pub struct List {
    /// Only products whose name, alias or note has all these words
    pub words: Vec<String>,
    /// Only products of this status in the newest snapshot
    #[arg(long, value_enum)]
    pub status: Option<Said>,
    /// Only products about which the newest snapshot differs from this one
    #[arg(long, value_name = "ID")]
    pub changed_since: Option<String>,
    /// List the snapshots instead
    #[arg(long, conflicts_with_all = ["words", "status", "changed_since"])]
    pub snapshots: bool,
}

/// A status to filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Said {
    /// It takes account-owned tokens.
    Yes,
    /// In part.
    Partial,
    /// It does not.
    No,
    /// Not listed.
    Absent,
}

/// `matrix import`
#[derive(Debug, Args)]
pub struct Import {
    /// The page: a file, or - for standard input
    #[arg(value_name = "FILE|-")]
    pub from: PathBuf,
    /// Id of the snapshot: a-z, 0-9 and - [default: import- and the date]
    #[arg(long)]
    pub id: Option<String>,
    /// The day or month the page speaks of: YYYY-MM-DD, YYYY-MM or today [default: what the page itself says]
    #[arg(long)]
    pub date: Option<String>,
    /// What to call it
    #[arg(long)]
    pub title: Option<String>,
    /// Where the page comes from [default: the name of the file]
    #[arg(long)]
    pub source: Option<String>,
    /// Read and report, keep nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `matrix check`
#[derive(Debug, Args)]
pub struct Check {
    /// Names of permission groups: "DNS Write"
    #[arg(value_name = "PERMISSION", required_unless_present_any = ["draft", "token"])]
    pub permissions: Vec<String>,
    /// Every permission of a draft, TOML or JSON
    #[arg(long, value_name = "FILE", conflicts_with = "permissions")]
    pub draft: Option<PathBuf>,
    /// A token that exists, by id: could it become account-owned?
    #[arg(long, value_name = "ID", conflicts_with_all = ["permissions", "draft"])]
    pub token: Option<String>,
    /// Write the account-owned twin of the token as a draft; never over a file that is there
    #[arg(long, value_name = "FILE", requires = "token")]
    pub twin_to: Option<PathBuf>,
}
