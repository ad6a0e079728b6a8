//! A folder of its own for each test, and the program run in it with nothing leaking in from outside.

use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tokendeck");

/// Settings, cache, ledgers and log of one test; gone with it.
pub struct Home {
    dir: TempDir,
    credential: Vec<(&'static str, String)>,
}

impl Home {
    /// A home without a credential.
    pub fn new() -> Home {
        Home { dir: TempDir::new().unwrap(), credential: Vec::new() }
    }

    /// A home with the user token of a sandbox in its environment.
    pub fn of_user(sandbox: &Sandbox) -> Home {
        let credential = vec![
            ("CLOUDFLARE_BASE_URL", sandbox.base_url.clone()),
            ("CLOUDFLARE_API_TOKEN", sandbox.user_token.clone()),
        ];
        Home { credential, ..Home::new() }
    }

    /// A home with the account token of a sandbox in its environment.
    pub fn of_account(sandbox: &Sandbox) -> Home {
        let credential = vec![
            ("CLOUDFLARE_BASE_URL", sandbox.base_url.clone()),
            ("CLOUDFLARE_API_TOKEN", sandbox.account_token.clone()),
            ("CLOUDFLARE_ACCOUNT_ID", sandbox.account_id.clone()),
        ];
        Home { credential, ..Home::new() }
    }

    /// A folder of the home: `config`, `cache`, `data` or `log`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The whole environment of the program.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.folder(name).display().to_string();
        let mut env = vec![
            ("HOME", path("")),
            ("TOKENDECK_CONFIG_DIR", path("config")),
            ("TOKENDECK_CACHE_DIR", path("cache")),
            ("TOKENDECK_DATA_DIR", path("data")),
            ("TOKENDECK_LOG_DIR", path("log")),
            ("TOKENDECK_LOG", "trace".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("COLORTERM", "truecolor".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
        ];
        env.extend(self.credential.iter().cloned());
        env
    }

    /// The program without a terminal.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.env()).stdin(Stdio::null());
        command
    }

    /// Runs the program without a terminal until it ends.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// The items that a command lists as JSON.
    pub fn items(&self, args: &[&str]) -> Vec<Value> {
        let out = self.run(&[args, &["--output", "json"]].concat());
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        let listed: Value = serde_json::from_slice(&out.stdout).unwrap();
        listed["items"].as_array().unwrap().clone()
    }

    /// Every file in the home, with what is in it.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        walk(self.dir.path(), &mut found);
        found
    }
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
}

/// `tokendeck sandbox` as a process of its own.
pub struct Sandbox {
    process: Child,
    /// Where it listens.
    pub base_url: String,
    /// The account of the account token.
    pub account_id: String,
    /// The value of a token owned by that account.
    pub account_token: String,
    /// The value of a person's token.
    pub user_token: String,
}

impl Sandbox {
    /// Starts one and reads the line that it prints.
    pub fn start(args: &[&str]) -> Sandbox {
        let home = Home::new();
        let mut process =
            home.command(&[&["sandbox"], args].concat()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Sandbox {
            process,
            base_url: text("base_url"),
            account_id: text("account_id"),
            account_token: text("account_token"),
            user_token: text("user_token"),
        }
    }

    /// Ends it; the address answers no more.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}
