//! The binary as scripts use it, against a sandbox in this process: standard output, standard error and exit code.
//!
//! Whole outputs are compared with the files in `tests/cli`; what differs from run to run (times, ports, folders, plan
//! and request ids) is masked with as many characters where columns must line up.

#![allow(clippy::unwrap_used)] // a test is right to stop there

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokendeck::domain::view::Column;
use tokendeck::sandbox::{Aim, Fault, Options, Running, Sandbox};
use tokendeck::secret::Secret;

/// A sandbox, and folders of its own for the program.
struct Bench {
    sandbox: Running,
    home: TempDir,
}

/// What a run left behind.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn text(secret: &Secret) -> String {
    secret.peek(str::to_owned)
}

impl Bench {
    async fn new() -> Self {
        Bench { sandbox: Sandbox::start(Options::default()).await.unwrap(), home: TempDir::new().unwrap() }
    }

    fn user_token(&self) -> String {
        text(&self.sandbox.user_token)
    }

    /// The program with nothing of this machine's environment and the sandbox's user token.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(self.home.path(), arguments);
        command
            .env("CLOUDFLARE_API_TOKEN", self.user_token())
            .env("CLOUDFLARE_BASE_URL", &self.sandbox.base_url);
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments), "")
    }

    /// The id of a token by account (`None`: the user) and name.
    fn id(&self, account: Option<&str>, name: &str) -> String {
        let tokens = self.sandbox.tokens(account);
        tokens.into_iter().find(|(_, n)| n == name).map(|(id, _)| id).unwrap()
    }

    /// The first two tokens of the account that the sandbox prints.
    fn two(&self) -> (String, String) {
        let tokens = self.sandbox.tokens(Some(&self.sandbox.account_id));
        (tokens[0].0.clone(), tokens[1].0.clone())
    }

    /// How many requests a run sends.
    fn requests(&self, arguments: &[&str]) -> (Run, u64) {
        let sent = || self.sandbox.counts().values().sum::<u64>();
        let before = sent();
        (self.run(arguments), sent() - before)
    }

    fn holds(&self, id: &str) -> bool {
        self.sandbox.tokens(Some(&self.sandbox.account_id)).iter().any(|(held, _)| held == id)
    }
}

fn bare(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokendeck"));
    command.env_clear().env("TZ", "UTC").env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (variable, folder) in [("CONFIG", "config"), ("CACHE", "cache"), ("DATA", "data"), ("LOG", "log")]
        .map(|(v, f)| (v, home.join(f)))
    {
        command.env(format!("TOKENDECK_{variable}_DIR"), folder);
    }
    command.args(arguments);
    command
}

fn finish(command: &mut Command, input: &str) -> Run {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    Run { code: status.code().unwrap(), out, err }
}

impl Run {
    /// Scope and code of what a JSON envelope without items says is missing.
    fn missing(&self) -> Vec<(String, String)> {
        let envelope: Value = serde_json::from_str(&self.out).unwrap();
        assert_eq!((&envelope["version"], &envelope["items"]), (&1.into(), &Value::Array(vec![])));
        let missing = envelope["incomplete"].as_array().unwrap();
        let word = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
        for entry in missing {
            assert!(!word(entry, "message").is_empty() && !word(entry, "next").is_empty(), "{entry}");
        }
        missing.iter().map(|entry| (word(entry, "scope"), word(entry, "code"))).collect()
    }

    fn items(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Compares the run with `tests/cli/NAME.snap`.
fn same(name: &str, run: &Run) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\d{4}-\d\d-\d\d \d\d:\d\d", "<time---------->"); // as wide as a time
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>");
    settings.add_filter(r"\d{4}-\d\d-\d\d", "<date---->");
    settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:<port>");
    settings.add_filter(r"\d{8}T\d{6}Z-[0-9a-f]+", "<plan>");
    settings.add_filter(r"[0-9a-f]{16}-SBX", "<ray>");
    settings.add_filter(r"\S*/\.tmp\w+", "<home>");
    let Run { code, out, err } = run;
    settings.bind(|| insta::assert_snapshot!(name, format!("exit {code}\n--- out\n{out}--- err\n{err}")));
}

/// The keyring's own program is asked for the entry that the profile names; here a stand-in on the path.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_takes_its_value_from_the_keyring() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new().await;
    let tools = TempDir::new().unwrap();
    let tool = tools.path().join("secret-tool");
    let asked = "lookup service tokendeck account work";
    let script = format!("#!/bin/sh\n[ \"$*\" = '{asked}' ] && echo '{}'\n", bench.user_token());
    std::fs::write(&tool, script).unwrap();
    std::fs::set_permissions(&tool, PermissionsExt::from_mode(0o700)).unwrap();
    std::fs::create_dir_all(bench.home.path().join("config")).unwrap();
    let settings =
        format!("[profile.work]\nsource = \"keyring:work\"\nbase_url = \"{}\"\n", bench.sandbox.base_url);
    std::fs::write(bench.home.path().join("config/config.toml"), settings).unwrap();
    let mut command = bare(bench.home.path(), &["--profile", "work", "accounts", "list"]);
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap_or_default());
    let run = finish(command.env("PATH", path), "");
    assert_eq!((run.code, run.items().len()), (0, 6), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_list() {
    let bench = Bench::new().await;
    same("accounts-table", &bench.run(&["accounts", "list", "-o", "table"]));
    same("accounts-ndjson", &bench.run(&["accounts", "list"]));
    same("accounts-counts", &bench.run(&["accounts", "list", "--counts", "-o", "table"]));
    let counted = bench.run(&["accounts", "list", "--counts"]);
    for item in counted.items() {
        let held = bench.sandbox.tokens(item["id"].as_str()).len() as u64;
        let by_status: u64 = item["status"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        assert_eq!((item["tokens"].as_u64(), by_status), (Some(held), held), "{item}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_and_members() {
    let bench = Bench::new().await;
    same("organizations-table", &bench.run(&["organizations", "list", "-o", "table"]));
    same("organizations-ndjson", &bench.run(&["organizations", "list"]));
    same("members-table", &bench.run(&["members", "list", "-o", "table"]));
    let one = bench.run(&["members", "list", "--account", "Northwind Retail"]);
    assert!(one.items().iter().all(|m| m["account_name"] == "Northwind Retail"), "{}", one.out);
    let mut account = bench.command(&["organizations", "list"]);
    account
        .env("CLOUDFLARE_API_TOKEN", text(&bench.sandbox.account_token))
        .env("CLOUDFLARE_ACCOUNT_ID", &bench.sandbox.account_id);
    same("organizations-refused", &finish(&mut account, ""));
}

/// A server that is not the sandbox: `answer` makes the body for a path. Ends with the test's process.
fn foreign(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/client/v4", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).unwrap_or(0) > 0 {}
            let path = head.split(' ').nth(1).unwrap_or_default().trim_start_matches("/client/v4");
            let body = answer(path);
            let reply = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = std::io::Write::write_all(stream.get_mut(), reply.as_bytes());
        }
    });
    base
}

/// What a server lists and nobody can read must not pass for a complete list.
#[test]
fn a_list_with_an_item_that_cannot_be_read_is_not_called_complete() {
    let account = "0123456789abcdef0123456789abcdef";
    let base = foreign(move |path| {
        let token = |id: &str| format!(r#"{{"id":"{id}","name":"ci","status":"active"}}"#);
        let result = match path.split('?').next().unwrap_or_default() {
            "/accounts" => format!(r#"[{{"id":"{account}","name":"Acme"}}]"#),
            path if path == format!("/accounts/{account}/tokens") => {
                format!(r#"[{},{{"name":"nameless"}}]"#, token("ed17574386854bf78a67040be0a770b0"))
            }
            "/user/tokens" => "[]".to_owned(),
            _ => token("ed17574386854bf78a67040be0a770b1"),
        };
        format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)
    });
    let home = TempDir::new().unwrap();
    let mut command = bare(home.path(), &["tokens", "list", "-o", "json"]);
    // The shape of no value that works anywhere.
    command.env("CLOUDFLARE_API_TOKEN", "x".repeat(40)).env("CLOUDFLARE_BASE_URL", base);
    let run = finish(&mut command, "");
    let listed: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, listed["items"].as_array().unwrap().len()), (4, 1), "{}", run.err);
    assert_eq!(listed["incomplete"].as_array().unwrap().len(), 1, "{}", run.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_list_in_every_format() {
    let bench = Bench::new().await;
    same("tokens-table", &bench.run(&["tokens", "list", "-o", "table", "--utc"]));
    for format in ["json", "csv", "markdown"] {
        let arguments =
            ["tokens", "list", "--account", "Northwind Media", "--sort", "name", "--utc", "-o", format];
        same(&format!("tokens-media-{format}"), &bench.run(&arguments));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_list_holds_exactly_what_the_server_holds() {
    let options = Options { accounts: Some(7), tokens: Some(120), ..Options::default() };
    let bench = Bench { sandbox: Sandbox::start(options).await.unwrap(), home: TempDir::new().unwrap() };
    let mut held = BTreeSet::new();
    for account in bench.sandbox.accounts() {
        held.extend(
            bench.sandbox.tokens(Some(&account)).into_iter().map(|(id, _)| (Some(account.clone()), id)),
        );
    }
    held.extend(bench.sandbox.tokens(None).into_iter().map(|(id, _)| (None, id)));
    let run = bench.run(&["tokens", "list", "--output", "json"]);
    let envelope: Value = serde_json::from_str(&run.out).unwrap();
    let items = envelope["items"].as_array().unwrap();
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let listed: BTreeSet<_> =
        items.iter().map(|i| (word(&i["account_id"]), word(&i["id"]).unwrap())).collect();
    assert_eq!((run.code, items.len()), (0, held.len()));
    assert!(held.len() > 7 * 100, "pages are walked");
    assert_eq!(listed, held);
    for item in items {
        assert_eq!(item["kind"], if item["account_id"].is_null() { "user" } else { "account" });
        assert!(item["policies"].is_array() && item["findings"].is_array(), "{item}");
    }
}

/// The database panics over such a file; people are told in words.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cache_is_made_anew_without_a_word_about_code() {
    let bench = Bench::new().await;
    let list = ["tokens", "list", "-o", "ndjson"];
    let all = bench.run(&list).items().len();
    let folder = bench.home.path().join("cache");
    let path = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[8192..65536].fill(0xA7);
    std::fs::write(&path, bytes).unwrap();
    let run = bench.run(&list);
    assert_eq!((run.code, run.items().len()), (0, all), "{}", run.err);
    assert!(run.err.contains("The cache was made anew"), "{}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_and_their_mistakes_are_marked() {
    let bench = Bench::new().await;
    let users = bench.run(&["tokens", "list", "--filter", "kind:user status:active", "--limit", "2"]);
    assert_eq!((users.code, users.items().len()), (0, 2));
    assert!(users.items().iter().all(|item| item["kind"] == "user" && item["account_id"].is_null()));
    let none = bench.run(&["tokens", "list", "--filter", "nosuchtoken-anywhere"]);
    assert_eq!((none.code, &*none.out, &*none.err), (0, "", ""));
    same("filter-mistake", &bench.run(&["tokens", "list", "--filter", "kind:user stauts:active"]));
    same("unknown-account", &bench.run(&["tokens", "list", "--account", "nobody"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_know_the_zones_that_they_name() {
    let bench = Bench::new().await;
    let list = |filter: &str| -> BTreeSet<(String, String)> {
        let run = bench.run(&["tokens", "list", "--filter", filter]);
        assert_eq!(run.code, 0, "{}", run.err);
        let word = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
        run.items().iter().map(|item| (word(item, "name"), word(item, "id"))).collect()
    };
    let (there, elsewhere) = (list("on:labs.northwind.example"), list("-on:labs.northwind.example"));
    let names: BTreeSet<&str> = there.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.is_superset(&["mixed scopes", "dyndns home", "group of tomorrow"].into()), "{names:?}");
    assert!(!names.contains("dns-robot"), "{names:?}");
    assert!(there.is_disjoint(&elsewhere));
    assert_eq!(there.len() + elsewhere.len(), list("").len());
    let check = bench.run(&[
        "check",
        "--fail-on",
        "no-expiry",
        "--filter",
        "on:labs.northwind.example",
        "-o",
        "json",
    ]);
    assert_eq!(check.code, 1, "{}", check.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_for_gone_creators_reads_the_members() {
    let bench = Bench::new().await;
    let list = bench.run(&["tokens", "list", "--filter", "finding:creator-gone"]);
    assert_eq!((list.code, list.items().is_empty()), (0, false), "{}", list.err);
    let has = |item: &Value| {
        item["findings"].as_array().unwrap().iter().any(|finding| finding["id"] == "creator-gone")
    };
    assert!(list.items().iter().all(has), "{}", list.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_for_zones_that_cannot_be_read_says_so_and_chooses_nothing() {
    let bench = Bench::new().await;
    bench.sandbox.aim(Aim {
        fault: Fault::Html,
        method: Some("GET".into()),
        path: "/zones".into(),
        after: 0,
        times: 999,
    });
    let list = bench.run(&["tokens", "list", "--filter", "on:labs.northwind.example"]);
    assert_eq!(list.code, 4, "{}", list.err);
    assert!(list.err.contains("incomplete: zones of account"), "{}", list.err);
    let deed = bench.run(&["tokens", "disable", "--filter", "-on:labs.northwind.example", "--yes"]);
    assert_eq!((deed.code, &*deed.out), (4, ""), "{}", deed.err);
    assert!(
        deed.err.contains("Nothing was changed: the filter cannot be judged without the zones of account"),
        "{}",
        deed.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_a_hole_says_so() {
    let bench = Bench::new().await;
    let account = bench.sandbox.account_id.clone();
    let path = format!("/accounts/{account}/tokens");
    bench.sandbox.aim(Aim { fault: Fault::Html, method: Some("GET".into()), path, after: 0, times: 99 });
    let lines = bench.run(&["tokens", "list"]);
    assert_eq!(lines.code, 4, "{}", lines.err);
    assert!(
        !lines.items().is_empty() && lines.items().iter().all(|item| item["account_id"] != account.as_str())
    );
    assert!(lines.err.contains(&format!("incomplete: account {account}")), "{}", lines.err);
    let json = bench.run(&["tokens", "list", "-o", "json"]);
    let envelope: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, envelope["incomplete"].as_array().map(Vec::len)), (4, Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_readable_is_three() {
    let bench = Bench::new().await;
    let dead = finish(bench.command(&["tokens", "list"]).env("CLOUDFLARE_API_TOKEN", "no-such-token"), "");
    assert_eq!((dead.code, &*dead.out), (3, ""));
    let bad = finish(
        bench.command(&["tokens", "list", "-o", "json"]).env("CLOUDFLARE_API_TOKEN", "no-such-token"),
        "",
    );
    assert_eq!((bad.code, bad.missing()), (3, vec![("everything".to_owned(), "credentials".to_owned())]));
    same("no-credential", &finish(&mut bare(bench.home.path(), &["tokens", "list"]), ""));
    let nobody =
        finish(bench.command(&["tokens", "list"]).env("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1"), "");
    assert_eq!((nobody.code, &*nobody.out), (3, ""));
}

/// An outage is no fault of the credential, and whoever reads JSON is told by JSON.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_called_one() {
    let bench = Bench::new().await;
    for verbs in [&["tokens", "list"][..], &["accounts", "list"], &["tokens", "show", "0123"]] {
        let mut command = bench.command(&[verbs, &["-o", "json"]].concat());
        let down = finish(command.env("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1"), "");
        assert_eq!(down.code, 3, "{verbs:?}");
        assert!(!down.missing().is_empty() && down.missing().iter().all(|(_, code)| code == "network"));
        assert!(down.err.contains("cannot be reached") && !down.err.contains("redential"), "{}", down.err);
    }
    for path in ["/accounts", "/user/tokens", "/user"] {
        let path = path.to_owned();
        bench.sandbox.aim(Aim { fault: Fault::Failing, method: None, path, after: 0, times: 999 });
    }
    let failing = bench.run(&["tokens", "list", "-o", "json"]);
    assert_eq!(failing.code, 3, "{}", failing.err);
    assert!(failing.missing().iter().all(|(_, code)| code == "server"), "{}", failing.out);
    assert!(!failing.err.contains("redential"), "{}", failing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_token_lists_its_account() {
    let bench = Bench::new().await;
    let mut command = bench.command(&["tokens", "list"]);
    command
        .env("CLOUDFLARE_API_TOKEN", text(&bench.sandbox.account_token))
        .env("CLOUDFLARE_ACCOUNT_ID", &bench.sandbox.account_id);
    let run = finish(&mut command, "");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.items().len(), bench.sandbox.tokens(Some(&bench.sandbox.account_id)).len());
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_show() {
    let bench = Bench::new().await;
    let id = bench.id(None, "dyndns home");
    same("show-page", &bench.run(&["tokens", "show", &id, "--utc"]));
    let json = bench.run(&["tokens", "show", &id, "-o", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&json.out).unwrap()["items"][0]["id"], id);
    same("show-missing", &bench.run(&["tokens", "show", "00000000000000000000000000000000"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_token_costs_no_lists() {
    let options = Options { accounts: Some(12), tokens: Some(60), ..Options::default() };
    let bench = Bench { sandbox: Sandbox::start(options).await.unwrap(), home: TempDir::new().unwrap() };
    let account = bench.sandbox.accounts().pop().unwrap();
    let id = bench.sandbox.tokens(Some(&account)).pop().unwrap().0;
    let show = |extra: &[&str]| {
        let (run, sent) = bench.requests(&[&["tokens", "show", &id, "-o", "ndjson"], extra].concat());
        assert_eq!((run.code, &run.items()[0]["account_id"]), (0, &Value::from(&*account)), "{}", run.err);
        sent
    };
    let searched = show(&["--no-cache"]);
    assert!(searched <= 1 + 1 + 13 + 1, "{searched}: accounts, one look at each owner, zones");
    let lists = |counts: &[((String, String), u64)]| {
        counts.iter().filter(|((_, path), _)| path.ends_with("/tokens")).count()
    };
    assert_eq!(lists(&bench.sandbox.counts().into_iter().collect::<Vec<_>>()), 0, "no list was read");
    assert_eq!(bench.run(&["tokens", "list"]).code, 0);
    let known = show(&[]);
    assert!(known <= 2, "{known}: the token, perhaps zones");
    let missing = bench.run(&["tokens", "show", "00000000000000000000000000000000"]);
    assert_eq!(missing.code, 2, "{}", missing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_could_not_be_looked_for_everywhere_is_not_called_missing() {
    let bench = Bench::new().await;
    let path = format!("/accounts/{}/tokens", bench.sandbox.account_id);
    bench.sandbox.aim(Aim { fault: Fault::Html, method: Some("GET".into()), path, after: 0, times: 999 });
    let run = bench.run(&["tokens", "show", "00000000000000000000000000000000", "-o", "json"]);
    assert_eq!((run.code, run.missing().len()), (4, 1), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoke_of_what_is_gone_says_so() {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    assert_eq!(bench.run(&["tokens", "list"]).code, 0);
    let elsewhere = TempDir::new().unwrap();
    let mut other = bare(elsewhere.path(), &["tokens", "revoke", &one, "--yes"]);
    other.env("CLOUDFLARE_API_TOKEN", bench.user_token()).env("CLOUDFLARE_BASE_URL", &bench.sandbox.base_url);
    assert_eq!(finish(&mut other, "").code, 0);
    let sent = bench.sandbox.writes().len();
    let again = bench.run(&["tokens", "revoke", &one, "--yes"]);
    assert_eq!((again.code, &*again.out), (0, ""), "{}", again.err);
    assert!(again.err.contains("is gone already") && bench.sandbox.writes().len() == sent, "{}", again.err);
    let rest = bench.run(&["tokens", "revoke", &one, &two, "--yes"]);
    assert_eq!((rest.code, rest.items().len()), (0, 1), "{}", rest.err);
    let slip = bench.run(&["tokens", "revoke", &one, "00000000000000000000000000000000", "--yes"]);
    assert_eq!(slip.code, 2, "nobody ever saw it: {}", slip.err);
}

/// A program without a credential of its own, for the sandbox.
fn nobody(bench: &Bench, arguments: &[&str]) -> Command {
    let mut command = bare(bench.home.path(), arguments);
    command.env("CLOUDFLARE_BASE_URL", &bench.sandbox.base_url);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_verified_without_a_credential_of_ones_own() {
    let bench = Bench::new().await;
    let works = |command: &mut Command, value: &str| {
        let run = finish(command, value);
        (run.code, run.items()[0]["works"].clone(), run.items()[0]["detail"].as_str().unwrap().to_owned())
    };
    let verify = ["tokens", "verify", "-", "-o", "ndjson"];
    let (user, account) = (bench.user_token(), text(&bench.sandbox.account_token));
    let found = works(&mut nobody(&bench, &verify), &user);
    assert_eq!((found.0, found.1), (0, Value::Bool(true)));
    let blind = works(&mut nobody(&bench, &verify), &account);
    assert_eq!((blind.0, &blind.1), (4, &Value::Null));
    assert!(blind.2.contains("Name its account with --account"), "{}", blind.2);
    let named = [&verify[..], &["--account", &bench.sandbox.account_id]].concat();
    assert_eq!(works(&mut nobody(&bench, &named), &account).0, 0);
    let mut told = nobody(&bench, &verify);
    assert_eq!(works(told.env("CLOUDFLARE_ACCOUNT_ID", &bench.sandbox.account_id), &account).0, 0);
    let mut dead = nobody(&bench, &verify);
    assert_eq!(works(dead.env("CLOUDFLARE_API_TOKEN", "no-such-token"), &user).0, 0);
    assert_eq!(bench.run(&["accounts", "list"]).code, 0, "now the cache knows the accounts");
    assert_eq!(works(&mut nobody(&bench, &verify), &account).0, 0);
    assert_eq!(finish(&mut nobody(&bench, &["tokens", "verify"]), "").code, 3, "there is nothing to verify");
}

#[cfg(unix)]
#[test]
fn an_interrupted_verify_names_what_was_not_asked() {
    let home = TempDir::new().unwrap();
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = bare(home.path(), &["tokens", "verify", "-", "-o", "ndjson"]);
    command.env("CLOUDFLARE_BASE_URL", format!("http://{}/client/v4", server.local_addr().unwrap()));
    let (stdin, out, err) = (Stdio::piped(), Stdio::piped(), Stdio::piped());
    let mut child = command.stdin(stdin).stdout(out).stderr(err).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"one\ntwo\nthree\n").unwrap();
    // It asks, and nobody ever answers.
    let asked = server.accept().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    drop(asked);
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!((status.code(), out.lines().count()), (Some(4), 3), "{out}{err}");
    assert!(out.lines().all(|line| line.contains("not asked: interrupted")), "{out}");
    assert!(err.contains("Interrupted: 3 values"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_verify_tells_the_living_from_the_dead() {
    let bench = Bench::new().await;
    same("verify-own", &bench.run(&["tokens", "verify", "-o", "table"]));
    let values = format!("{}\n\nno-such-value\n{}\n", bench.user_token(), text(&bench.sandbox.account_token));
    let run = finish(&mut bench.command(&["tokens", "verify", "-", "-o", "table"]), &values);
    same("verify-values", &run);
    for value in values.split_whitespace() {
        assert!(!run.out.contains(value) && !run.err.contains(value));
    }
    let dead = finish(bench.command(&["tokens", "verify"]).env("CLOUDFLARE_API_TOKEN", "no-such-token"), "");
    assert_eq!(dead.code, 1, "{}", dead.err);
    assert_eq!(finish(&mut bench.command(&["tokens", "verify", "-"]), "\n").code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_account_does_not_make_other_values_dead() {
    let bench = Bench::new().await;
    let values = format!("{}\n{}\n", bench.user_token(), text(&bench.sandbox.account_token));
    let elsewhere = bench.run(&["accounts", "list"]).items();
    let elsewhere =
        elsewhere.iter().filter_map(|a| a["id"].as_str()).find(|id| *id != bench.sandbox.account_id);
    let mut command = bench.command(&["tokens", "verify", "-", "-o", "ndjson"]);
    let run = finish(command.env("CLOUDFLARE_ACCOUNT_ID", elsewhere.unwrap()), &values);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.items().iter().all(|item| item["works"] == true), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_not_all_could_be_asked_about_is_not_called_dead() {
    let bench = Bench::new().await;
    bench.sandbox.aim(Aim {
        fault: Fault::Failing,
        method: Some("GET".into()),
        path: "/user/tokens/verify".into(),
        after: 0,
        times: 99,
    });
    let run = finish(&mut bench.command(&["tokens", "verify", "-", "-o", "ndjson"]), "no-such-value\n");
    assert_eq!((run.code, &run.items()[0]["works"]), (4, &Value::Null), "{}{}", run.out, run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_asked_only_when_told_to() {
    let bench = Bench::new().await;
    let (account, value) = (bench.sandbox.account_id.clone(), text(&bench.sandbox.account_token));
    let probe = |more: &[&str]| {
        let asked = [&["matrix", "probe", "--value", "-", "--account", &account, "--utc"], more].concat();
        finish(&mut bench.command(&asked), &format!("{value}\n"))
    };
    let products = ["D1", "Page Rules", "R2"];
    same("probe-dry-run", &probe(&[&products[..], &["--dry-run", "-o", "table"]].concat()));
    same("probe-refused", &probe(&products));
    let asked = |path: &str| bench.sandbox.counts().iter().any(|((_, p), _)| p.contains(path));
    assert!(!asked("/d1/") && !asked("/pagerules") && !asked("/r2/"), "sent without consent");
    same("probe-table", &probe(&[&products[..], &["--yes", "-o", "table"]].concat()));
    let json = probe(&[&products[..], &["--yes", "-o", "json"]].concat());
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["items"][1]["answer"], "refused-as-kind");
    assert_eq!(json["items"][1]["agrees"], true);
    assert_eq!(json["items"][0]["agrees"], Value::Null, "a missing permission shows nothing about the kind");
    for format in ["ndjson", "csv", "markdown"] {
        let run = probe(&["R2", "--yes", "-o", format]);
        assert!(run.code == 0 && run.out.contains("accepted"), "{}{}", run.out, run.err);
    }
    // What cannot be asked is named, and makes the answer incomplete.
    let partly = probe(&["R2", "Zaraz", "--yes"]);
    assert_eq!(partly.code, 4, "{}{}", partly.out, partly.err);
    assert!(partly.err.contains("incomplete: Zaraz: No harmless request"), "{}", partly.err);
    assert_eq!(probe(&["Zaraz", "--yes"]).code, 2);
    assert_eq!(probe(&["Moon Cache", "--yes"]).code, 2);
    assert_eq!(probe(&["--zone", "no.such.zone", "--yes"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_asked_with_a_token_of_the_account_alone() {
    let bench = Bench::new().await;
    let account = bench.sandbox.account_id.clone();
    // The credential in use is the user's: nothing to ask with.
    let user = bench.run(&["matrix", "probe", "--yes"]);
    assert_eq!(user.code, 5, "{}", user.err);
    assert!(user.err.contains("no token of an account") && user.err.contains("--value"), "{}", user.err);
    let value = format!("{}\n", bench.user_token());
    let asked = ["matrix", "probe", "--yes", "--value", "-", "--account", &account];
    let users = finish(&mut bench.command(&asked), &value);
    assert_eq!(users.code, 5, "{}", users.err);
    assert!(users.err.contains("No product was asked"), "{}", users.err);
    assert_eq!(finish(&mut bench.command(&asked), "").code, 2);
    assert_eq!(finish(&mut bench.command(&asked), "one\ntwo\n").code, 2);
    // An account's own token in use needs no value, and finds its account by itself.
    let mut own = bench.command(&["matrix", "probe", "R2", "--yes", "-o", "ndjson"]);
    let own = finish(own.env("CLOUDFLARE_API_TOKEN", text(&bench.sandbox.account_token)), "");
    assert_eq!(
        (own.code, own.items()[0]["answer"].as_str()),
        (0, Some("accepted")),
        "{}{}",
        own.out,
        own.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deeds_need_consent() {
    let bench = Bench::new().await;
    let (id, _) = bench.two();
    same("revoke-unasked", &bench.run(&["tokens", "revoke", &id, "--utc"]));
    same("revoke-dry-run", &bench.run(&["tokens", "revoke", &id, "--utc", "--dry-run", "-o", "table"]));
    let read_only = bench.run(&["--read-only", "tokens", "revoke", &id, "--yes"]);
    assert_eq!(read_only.code, 5, "{}", read_only.err);
    let unknown = bench.run(&["tokens", "revoke", &id, "00000000000000000000000000000000", "--yes"]);
    assert_eq!(unknown.code, 2);
    let own = bench.id(None, "tokendeck");
    let suicide = bench.run(&["tokens", "revoke", &own, "--yes"]);
    assert_eq!(suicide.code, 5, "{}", suicide.err);
    assert_eq!(bench.sandbox.writes(), [], "nothing was sent");
    let meant = bench.run(&["tokens", "revoke", &own, "--yes", "--own-credential"]);
    assert_eq!(meant.code, 0, "{}", meant.err);
    assert!(bench.sandbox.tokens(None).iter().all(|(id, _)| *id != own));
}

#[tokio::test(flavor = "multi_thread")]
async fn deeds_are_done_and_proven() {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    let state = |id: &str| bench.run(&["tokens", "show", id, "-o", "ndjson"]).items()[0]["status"].clone();
    let disabled =
        bench.run(&["tokens", "disable", &one, "--yes", "--reason", "T-1", "--utc", "-o", "table"]);
    same("disable", &disabled);
    assert_eq!(state(&one), "disabled");
    assert_eq!(bench.run(&["tokens", "enable", &one, "--yes"]).code, 0);
    assert_eq!(state(&one), "active");
    let gone = bench.run(&["tokens", "revoke", &one, &two, "--yes"]);
    assert_eq!(gone.code, 0, "{}", gone.err);
    assert!(gone.items().iter().all(|item| item["result"] == "proven"));
    assert!(!bench.holds(&one) && !bench.holds(&two));
    let files = |folder: std::path::PathBuf| std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let places: Vec<_> = files(bench.home.path().join("data/ledgers")).collect();
    assert_eq!(places.len(), 1, "one folder for one credential at one server");
    assert_eq!(files(places[0].clone()).count(), 3, "one ledger a plan");
}

/// A start reads only the end of a closed ledger; whoever asks is told of damage anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_damage_inside_a_closed_ledger() {
    let bench = Bench::new().await;
    let (one, _) = bench.two();
    assert_eq!(bench.run(&["tokens", "disable", &one, "--yes"]).code, 0);
    assert_eq!(bench.run(&["doctor"]).code, 0);
    let only = |folder: &Path| std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let ledger = only(&only(&bench.home.path().join("data/ledgers")));
    let damaged = std::fs::read_to_string(&ledger).unwrap().replacen("disable", "enable!", 1);
    std::fs::write(&ledger, damaged).unwrap();
    let told = bench.run(&["doctor"]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert_eq!(told.out.matches("damaged").count(), 1, "{}", told.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_chooses_the_tokens_of_a_deed() {
    let bench = Bench::new().await;
    let before = bench.sandbox.tokens(None).len();
    let run = bench.run(&["tokens", "revoke", "--filter", "kind:user status:disabled", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(bench.sandbox.tokens(None).len(), before - run.items().len());
    let none = bench.run(&["tokens", "revoke", "--filter", "kind:user status:disabled", "--yes"]);
    assert_eq!((none.code, &*none.out), (0, ""));
    for (verb, blank) in [("revoke", ""), ("disable", " "), ("enable", "\t")] {
        let run = bench.run(&["tokens", verb, "--filter", blank, "--yes"]);
        assert_eq!((run.code, &*run.out), (2, ""), "{verb}: {}", run.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_takes_no_fuzzy_words() {
    let bench = Bench::new().await;
    for verb in ["revoke", "disable", "enable"] {
        let run = bench.run(&["tokens", verb, "--filter", "kind:user ci", "--yes"]);
        assert_eq!((run.code, &*run.out), (2, ""), "{}", run.err);
        assert!(run.err.contains("did you mean name:ci?") && run.err.contains("          ^^"), "{}", run.err);
    }
    assert_eq!(bench.sandbox.writes(), []);
    assert_eq!(bench.run(&["tokens", "list", "--filter", "kind:user ci"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_so_already_is_not_called_done() {
    let bench = Bench::new().await;
    let (one, _) = bench.two();
    let run = |verb: &str| bench.run(&["tokens", verb, &one, "--yes"]);
    for verb in ["disable", "enable"] {
        assert_eq!(run(verb).items()[0]["result"], "proven", "{verb}");
        let sent = bench.sandbox.writes().len();
        let again = run(verb);
        assert_eq!((again.code, &again.items()[0]["result"]), (0, &Value::from("already")), "{}", again.err);
        assert!(again.err.contains(&format!("1 {verb}d already")), "{}", again.err);
        assert_eq!(bench.sandbox.writes().len(), sent, "nothing was sent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_names_zones_and_says_why_it_cannot() {
    let bench = Bench::new().await;
    let id = bench.id(Some(&bench.sandbox.account_id), "cache purge (CMS)");
    let plan = bench.run(&["tokens", "disable", &id, "--dry-run"]);
    let can = plan.items()[0]["can"].as_str().unwrap().to_owned();
    assert_eq!(can, "purge cache · shop.northwind.example");
    let path = "/zones".to_owned();
    bench.sandbox.aim(Aim { fault: Fault::Failing, method: Some("GET".into()), path, after: 0, times: 99 });
    let blind = bench.run(&["tokens", "disable", &id, "--dry-run"]);
    assert!(blind.items()[0]["can"].as_str().unwrap().contains("zone "), "{}", blind.out);
    assert!(blind.err.contains("are shown by their ids"), "{}", blind.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_done_is_named() {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    let path = format!("/tokens/{two}");
    // Neither the deed nor a look at it: nobody can say what became of it, and there is nothing to wait for.
    for method in ["DELETE", "GET"] {
        bench.sandbox.aim(Aim {
            fault: Fault::Failing,
            method: Some(method.into()),
            path: path.clone(),
            after: 0,
            times: 99,
        });
    }
    let run = bench.run(&["tokens", "revoke", &one, &two, "--yes"]);
    assert_eq!(run.code, 4, "{}", run.err);
    let results: Vec<Value> = run.items().iter().map(|item| item["result"].clone()).collect();
    assert_eq!(results, ["proven", "unknown"]);
    assert!(!bench.holds(&one) && bench.holds(&two));
}

/// The program on a disk where no file grows beyond so many blocks, of 512 or 1,024 bytes, as the shell has it. What
/// fits of a line is written and the rest refused, as on a full disk.
#[cfg(unix)]
fn cramped(bench: &Bench, blocks: u32, arguments: &[&str]) -> Run {
    let plain = bench.command(arguments);
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    shell.arg(plain.get_program()).args(plain.get_args()).env_clear();
    shell.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("PATH", "/usr/bin:/bin");
    finish(&mut shell, "")
}

#[cfg(unix)]
#[rstest::rstest]
#[case::no_room_for_the_plan(2_000)]
#[case::no_room_for_the_first_step(0)]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_down_is_not_sent(#[case] reason: usize) {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    let reason = "x".repeat(reason);
    let run =
        cramped(&bench, 1, &["tokens", "revoke", &one, &two, "--yes", "--no-cache", "--reason", &reason]);
    assert_ne!(run.code, 0, "{}", run.out);
    assert!(run.err.contains("ledger") || run.out.contains("ledger"), "{}{}", run.out, run.err);
    assert!(bench.holds(&one) && bench.holds(&two));
    assert!(bench.sandbox.writes().is_empty(), "nothing was sent");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn without_room_for_the_cache_the_program_goes_on_and_says_so() {
    let bench = Bench::new().await;
    let run = cramped(&bench, 8, &["tokens", "list"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.items().len(), bench.run(&["tokens", "list"]).items().len());
    assert!(run.err.contains("cache"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_quiet() {
    let options = Options { accounts: Some(4), tokens: Some(400), ..Options::default() };
    let bench = Bench { sandbox: Sandbox::start(options).await.unwrap(), home: TempDir::new().unwrap() };
    let mut child =
        bench.command(&["tokens", "list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), &*said), (Some(0), ""));
    assert!(line.starts_with('{'));
}

#[tokio::test(flavor = "multi_thread")]
async fn check_is_a_gate() {
    let bench = Bench::new().await;
    for format in ["table", "json", "csv", "markdown", "junit"] {
        let arguments = ["check", "--account", "Northwind Payments", "-o", format];
        same(&format!("check-{format}"), &bench.run(&arguments));
    }
    let lines = bench.run(&["check", "--account", "Northwind Payments"]);
    assert!(lines.code == 1 && lines.items().iter().all(|item| !item["stopped_by"][0].is_null()));
    let codes = |fail_on: &str, filter: &str| {
        let run = bench.run(&["check", "--fail-on", fail_on, "--filter", filter]);
        (run.code, run.items().len())
    };
    assert_eq!(codes("exposed", "-finding:exposed"), (0, 0));
    assert_eq!(codes("exposed,old:1y", "finding:exposed").0, 1);
    assert_eq!(codes("old:1d,high", "name:dns-robot").0, 1);
    assert_eq!(codes("old:90y,expiring:0d", ""), (0, 0), "thresholds of the command line count");
    assert_eq!(codes("creator-gone", "").0, 1, "members are read for it");
    same("check-mistake", &bench.run(&["check", "--fail-on", "wide,unsed:3d"]));
    for wrong in [["--fail-on", "old:1h"], ["--filter", "ci"]] {
        let run = bench.run(&[&["check"], &wrong[..]].concat());
        assert_eq!((run.code, &*run.out), (2, ""), "{wrong:?}: {}", run.err);
    }
    assert_eq!(bench.run(&["tokens", "list", "-o", "junit"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_with_holes_is_never_green() {
    let bench = Bench::new().await;
    let path = format!("/accounts/{}/tokens", bench.sandbox.account_id);
    bench.sandbox.aim(Aim { fault: Fault::Html, method: Some("GET".into()), path, after: 0, times: 999 });
    for (format, says) in
        [("json", "\"passed\":false"), ("junit", "<error "), ("markdown", "Not read"), ("table", "")]
    {
        let holes = bench.run(&["check", "--filter", "name:nobody-has-this", "-o", format]);
        assert_eq!(holes.code, 4, "{}", holes.err);
        assert!(
            holes.out.contains(says) && holes.err.contains("Not everything could be read"),
            "{}",
            holes.out
        );
        let mut command = bench.command(&["check", "-o", format]);
        let dead = finish(command.env("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1"), "");
        assert_eq!(dead.code, 3, "{}", dead.err);
        assert!(
            dead.out.contains(says) && dead.err.contains("cannot be reached"),
            "{}{}",
            dead.out,
            dead.err
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_that_cannot_be_read_are_a_hole_in_a_check_for_them() {
    let bench = Bench::new().await;
    let path = "/members".to_owned();
    bench.sandbox.aim(Aim { fault: Fault::Html, method: Some("GET".into()), path, after: 0, times: 999 });
    let run = bench.run(&["check", "--fail-on", "creator-gone"]);
    assert_eq!((run.code, &*run.out), (4, ""), "{}", run.err);
    assert_eq!(bench.run(&["check", "--fail-on", "quota"]).code, 0, "nothing else asks for members");
}

#[test]
fn a_value_on_the_command_line_is_refused_and_not_repeated() {
    let home = TempDir::new().unwrap();
    let body = "aB3".repeat(13) + "x";
    let value = format!("cfut_{body}{}", tokendeck::domain::shape::checksum(&body));
    for arguments in
        [vec![value.as_str()], vec!["tokens", "verify", &value], vec!["tokens", "list", "--filter", &value]]
    {
        let run = finish(&mut bare(home.path(), &arguments), "");
        assert_eq!((run.code, &*run.out), (2, ""));
        assert!(!run.err.contains(&value) && run.err.contains("roll it"), "{}", run.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_is_in_any_output_or_file() {
    let bench = Bench::new().await;
    let (one, _) = bench.two();
    let value = bench.user_token();
    for arguments in [
        vec!["-vv", "doctor"],
        vec!["-vv", "doctor", "-o", "json"],
        vec!["-vv", "tokens", "list", "-o", "json"],
        vec!["-vv", "tokens", "show", &one],
        vec!["-vv", "tokens", "verify"],
        vec!["-vv", "tokens", "disable", &one, "--yes"],
        vec!["-vv", "config", "check"],
    ] {
        let run = bench.run(&arguments);
        assert!(!run.out.contains(&value) && !run.err.contains(&value), "{arguments:?}");
    }
    let mut folders = vec![bench.home.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            files += 1;
            let found = bytes.windows(value.len()).any(|window| window == value.as_bytes());
            assert!(!found, "{} holds the value", entry.path().display());
        }
    }
    assert!(files >= 3, "log, cache and ledger were written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_view_lists_what_its_filter_says_in_its_order() {
    let bench = Bench::new().await;
    let folder = bench.home.path().join("config");
    std::fs::create_dir_all(&folder).unwrap();
    let view = "[[view]]\nname = \"dead\"\nfilter = \"-status:active\"\nsort = \"-name\"\nkey = \"q\"\n\
                columns = [\"status\", \"expiry\", \"name\"]\n";
    std::fs::write(folder.join("config.toml"), view).unwrap();
    let names = |arguments: &[&str]| -> Vec<String> {
        let run = bench.run(&[&["tokens", "list", "-o", "ndjson"], arguments].concat());
        run.items().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    let (viewed, mut filtered) =
        (names(&["--view", "dead"]), names(&["--filter=-status:active", "--sort=name"]));
    filtered.reverse();
    assert!(viewed.len() > 1);
    assert_eq!(viewed, filtered);
    assert_eq!(names(&["--view", "dead", "--filter", &format!("name:\"{}\"", viewed[0])])[0], viewed[0]);
    let heading = |arguments: &[&str]| {
        let run = bench.run(&[&["tokens", "list", "-o", "csv"], arguments].concat());
        run.out.lines().next().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(heading(&["--view", "dead"]), "status,expires,name");
    assert_eq!(heading(&["--view", "dead", "--columns", "id,use"]), "id,last used");
    let wrong = bench.run(&["tokens", "list", "--view", "daed"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean \"dead\"?"), "{}", wrong.err);
    let checked = bench.run(&["config", "check"]);
    assert_eq!(checked.code, 2);
    assert!(checked.err.contains("config.toml:5: view \"dead\": q is taken by quit"), "{}", checked.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor() {
    let bench = Bench::new().await;
    let run = bench.run(&["doctor"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    for word in [
        "CLOUDFLARE_API_TOKEN: set, not shown",
        "user token",
        "list account tokens",
        "127.0.0.1",
        "agrees with the server's",
        "requests left in",
    ] {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
    let requests = bench.run(&["doctor", "--requests", "-o", "ndjson"]);
    assert_eq!(requests.items().len(), tokendeck::api::CATALOG.len());
    assert_eq!(finish(&mut bare(bench.home.path(), &["doctor"]), "").code, 3);
}

#[test]
fn config_is_made_checked_and_never_overwritten() {
    let home = TempDir::new().unwrap();
    let run = |arguments: &[&str]| finish(&mut bare(home.path(), arguments), "");
    same("config-path", &run(&["config", "path", "-o", "csv"]));
    assert_eq!(run(&["config", "init"]).code, 0);
    same("config-check", &run(&["config", "check"]));
    assert_eq!(run(&["config", "init"]).code, 5);
    let file = home.path().join("config/config.toml");
    std::fs::write(
        &file,
        "them = \"dark\"\nutc = true\n\n[sync]\nshare = 3\n\n[keys]\nquti = \"q\"\nrefresh = \"hyper-x\"\n\
         filter = \"Z\"\nact = \"s\"\nsort = \"z\"\nhelp = \"Z\"\n\
         suspend = \"w\"\ninterrupt = \"ctrl-q\"\nfix = \"ctrl-i\"\n[colours]\nx = 1\n",
    )
    .unwrap();
    same("config-mistakes", &run(&["config", "check"]));
    let flags = run(&["--theme", "pink", "config", "path"]);
    assert!(flags.code == 2 && flags.err.contains("--theme"), "{}", flags.err);
}

#[cfg(unix)]
#[test]
fn settings_are_made_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = TempDir::new().unwrap();
    let mode = |path: &str| std::fs::metadata(home.path().join(path)).unwrap().permissions().mode() & 0o777;
    let mut command = bare(home.path(), &["config", "init"]);
    assert_eq!(finish(command.env("TOKENDECK_CONFIG_DIR", home.path().join("new/config")), "").code, 0);
    assert_eq!((mode("new"), mode("new/config"), mode("new/config/config.toml")), (0o700, 0o700, 0o600));
}

#[test]
fn what_is_made_from_the_tables_is_printed() {
    let home = TempDir::new().unwrap();
    let run = |arguments: &[&str]| finish(&mut bare(home.path(), arguments), "");
    let keys = run(&["keys", "-o", "ndjson"]);
    assert_eq!((keys.code, keys.items().len()), (0, tokendeck::command::ALL.len()));
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(&["completions", shell]).out.contains("own-credential"), "{shell}");
    }
    assert!(run(&["man"]).out.starts_with(".ie"));
    same("help", &run(&["--help"]));
    assert_eq!(run(&["tokens", "lst"]).code, 2);
    assert_eq!(run(&["cache", "clear"]).code, 0);
}

#[cfg(unix)]
#[test]
fn the_sandbox_says_where_it_is_and_ends_when_told() {
    let home = TempDir::new().unwrap();
    let mut child = bare(home.path(), &["sandbox", "--seed", "7"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let word = |name: &str| told[name].as_str().unwrap().to_owned();
    let mut verify = bare(home.path(), &["tokens", "verify"]);
    verify
        .env("CLOUDFLARE_API_TOKEN", word("account_token"))
        .env("CLOUDFLARE_ACCOUNT_ID", word("account_id"))
        .env("CLOUDFLARE_BASE_URL", word("base_url"));
    assert_eq!(finish(&mut verify, "").code, 0);
    assert!(word("user_token").starts_with("cfut_"));
    let killed = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_sandbox_refuses_what_it_does_not_know() {
    let home = TempDir::new().unwrap();
    for arguments in [["sandbox", "--fault", "earthquake"], ["sandbox", "--limit", "many"]] {
        assert_eq!(finish(&mut bare(home.path(), &arguments), "").code, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ends_of_tokens_are_a_calendar() {
    let bench = Bench::new().await;
    let run = bench.run(&["tokens", "list", "--output", "ics"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let listed = bench.run(&["tokens", "list"]).items();
    let ending = listed.iter().filter(|item| item["expires_on"].is_string()).count();
    assert!(ending > 0 && ending < listed.len());
    assert_eq!(run.out.matches("BEGIN:VEVENT\r\n").count(), ending);
    assert_eq!(run.out.lines().count(), run.out.matches("\r\n").count());
    assert!(run.err.contains(&format!("{} tokens without an end", listed.len() - ending)), "{}", run.err);
    let none = bench.run(&["tokens", "list", "--output", "ics", "--filter", "never:expires"]);
    assert!(!none.out.contains("VEVENT") && none.out.ends_with("END:VCALENDAR\r\n"));
    let elsewhere = bench.run(&["accounts", "list", "--output", "ics"]);
    assert_eq!((elsewhere.code, elsewhere.out.as_str()), (2, ""));
    assert!(elsewhere.err.contains("only tokens list"), "{}", elsewhere.err);
}

/// The program of somebody else, in a home of its own, on the same server.
fn somebody(bench: &Bench, home: &TempDir, arguments: &[&str]) -> Run {
    let mut command = bare(home.path(), arguments);
    command
        .env("CLOUDFLARE_API_TOKEN", bench.user_token())
        .env("CLOUDFLARE_BASE_URL", &bench.sandbox.base_url);
    finish(&mut command, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tokens_were_is_remembered() {
    let bench = Bench::new().await;
    let other = TempDir::new().unwrap();
    let account = Some("Northwind Media");
    let account_id = bench.sandbox.account_id.clone();
    let media = account.and(Some(&*account_id));
    let tokens = bench.sandbox.tokens(media);
    let [revoked, disabled, ours] = [0, 1, 2].map(|n| tokens[n].0.clone());
    assert_eq!(bench.run(&["tokens", "list"]).code, 0);
    assert_eq!(bench.run(&["tokens", "history"]).out, "", "the first look is no news");
    assert_eq!(somebody(&bench, &other, &["tokens", "revoke", &revoked, "--yes"]).code, 0);
    assert_eq!(somebody(&bench, &other, &["tokens", "disable", &disabled, "--yes"]).code, 0);
    assert_eq!(bench.run(&["tokens", "revoke", &ours, "--yes"]).code, 0);

    let ids = |filter: &str, more: &[&str]| {
        let run = bench.run(&[&["tokens", "list", "--filter", filter], more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("changed:any", &[]), [&*disabled, &*revoked]);
    assert_eq!(ids("changed:any", &["--limit", "1"]), [&*disabled]);
    assert_eq!(ids("changed:gone", &[]), [&*revoked]);
    assert_eq!(ids("changed:gone", &["--account", &account_id]), [&*revoked]);
    assert!(ids("changed:gone", &["--account", "Northwind Media"]).is_empty());
    assert!(ids("changed:gone never:used", &[]).is_empty());
    assert!(!ids("", &[]).contains(&revoked), "an ordinary filter lists what the server holds");
    let gone = &bench.run(&["tokens", "list", "--filter", "changed:gone"]).items()[0];
    assert_eq!((&gone["gone"], &gone["news"]["what"]), (&true.into(), &"gone".into()));
    assert!(gone.get("status").is_none() && gone.get("policies").is_none(), "{gone}");
    let changed = &bench.run(&["tokens", "list", "--filter", "changed:changed"]).items()[0];
    assert_eq!(changed["news"], serde_json::json!({"what": "changed", "in": ["status"]}));
    same("list-gone", &bench.run(&["tokens", "list", "--filter", "changed:any", "-o", "table", "--utc"]));
    same("history-list", &bench.run(&["tokens", "history", "-o", "table", "--utc"]));
    let gone = bench.run(&["tokens", "show", &revoked, "--utc"]);
    assert_eq!(gone.code, 2);
    same("show-gone", &gone);
    for format in ["json", "ndjson", "csv", "markdown"] {
        let told = bench.run(&["tokens", "show", &revoked, "-o", format]);
        assert!(told.out.contains("gone") && told.out.contains(&revoked), "{format}: {}", told.out);
    }
    let entries = bench.run(&["tokens", "history", &ours, "-o", "ndjson"]).items();
    let events: Vec<_> = entries.iter().map(|e| (&e["event"], &e["by_tokendeck"])).collect();
    assert_eq!(events, [(&"gone".into(), &true.into()), (&"first seen".into(), &false.into())]);
    assert!(entries[1]["token"]["policies"].is_array(), "{}", entries[1]);
    let nothing = bench.run(&["tokens", "history", "00000000000000000000000000000000"]);
    assert!(nothing.code == 2 && nothing.err.contains("Nothing is remembered"), "{}", nothing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_a_column_is_printed_and_sorts() {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    for (id, owner) in [(&one, "platform"), (&two, "billing")] {
        assert_eq!(bench.run(&["tokens", "note", id, "--owner", owner, "--ticket", "OPS-1"]).code, 0);
    }
    let all: Vec<&str> = Column::ALL.iter().map(|column| column.word()).collect();
    let listed = ["tokens", "list", "--filter", "owner:/./", "--utc", "-o", "csv", "--columns"];
    same("list-columns", &bench.run(&[&listed[..], &[&all.join(","), "--sort", "owner"]].concat()));
    let ids = |sort: &str| {
        let run = bench.run(&[&listed[..], &["id", "--sort", sort]].concat());
        run.out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((ids("owner"), ids("-owner")), (vec![two.clone(), one.clone()], vec![one, two]));
    for wrong in [["--columns", "nane"], ["--sort", "-nane"], ["--sort", "may"]] {
        let run = bench.run(&[&["tokens", "list"][..], &wrong].concat());
        assert!(run.code == 2 && run.err.contains("possible values: name, account"), "{}", run.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_kept_shown_filtered_and_passed_on() {
    let bench = Bench::new().await;
    let (one, two) = bench.two();
    let note = |arguments: &[&str]| bench.run(&[&["tokens", "note"], arguments].concat());
    assert_eq!(
        note(&[&one]).err,
        format!("Nothing is noted about account {}, token {one}.\n", bench.sandbox.account_id)
    );
    assert_eq!(note(&[&one, "--owner", "platform", "--ticket", "OPS-1"]).code, 0);
    assert_eq!(note(&[&one, "--ticket", "OPS-2", "--deployed", "ci"]).code, 0);
    same("note", &note(&[&one, "-o", "table"]));
    let listed = bench.run(&["tokens", "list", "--filter", "owner:platform"]).items();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0]["note"],
        serde_json::json!({"owner": "platform", "ticket": "OPS-2", "deployed": "ci"})
    );
    assert!(
        bench.run(&["tokens", "list"]).items().iter().filter(|item| item.get("note").is_some()).count() == 1
    );
    assert!(bench.run(&["tokens", "show", &one]).out.contains("platform"));

    let exported = bench.run(&["notes", "export"]);
    assert_eq!(exported.code, 0);
    let account = &bench.sandbox.account_id;
    let more = format!(
        "{}\n[tokens.\"{account}/{two}\"]\nowner = \"billing\"\n[tokens.\"user/00000000000000000000000000000000\"]\nowner = \"x\"\n",
        exported.out.replace("OPS-2", "OPS-3")
    );
    let import = |text: &str, more: &[&str]| {
        finish(&mut bench.command(&[&["notes", "import", "-", "-o", "ndjson"], more].concat()), text)
    };
    let dry = import(&more, &["--dry-run"]);
    assert_eq!((dry.code, bench.run(&["notes", "export"]).out), (0, exported.out), "{}", dry.err);
    let put = import(&more, &[]);
    let what: Vec<_> = put.items().iter().map(|i| (i["what"].clone(), i["known"].clone())).collect();
    let expected = [("added", true), ("added", false), ("changed", true)].map(|(w, k)| (w.into(), k.into()));
    assert_eq!(what, expected, "{}{}", put.out, put.err);

    // A value is refused whichever way it comes, and appears nowhere.
    let value = bench.user_token();
    let refused = import(&format!("[tokens.\"{account}/{one}\"]\npurpose = \"{value}\"\n"), &[]);
    assert_eq!(refused.code, 4);
    assert!(refused.out.contains("looks like the value") && !refused.out.contains(&value));
    assert_eq!(note(&[&one, "--purpose", &value]).code, 2);
    let kept = std::fs::read_to_string(bench.home.path().join("data/notes.toml")).unwrap();
    assert!(kept.contains("OPS-3") && !kept.contains(&value));
}
