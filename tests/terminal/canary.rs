//! No value anywhere: everything that the program can be made to write is searched for the values it handled.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use crate::ROOMY;
use crate::consent;
use crate::filter;
use crate::home::Home;
use crate::home::Sandbox;
use crate::pty::Pty;
use sha2::Digest as _;
use sha2::Sha256;

/// A value in the forms in which it could leak.
fn forms(value: &str) -> Vec<(&'static str, Vec<u8>)> {
    let body = value.split_once('_').map_or(value, |(_, body)| body);
    // Any run of half the secret part is enough to count as a leak.
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let digest = Sha256::digest(value.as_bytes());
    let mut forms = vec![
        ("first half", body[..20].into()),
        ("second half", body[20..40].into()),
        ("hex", hex(&body.as_bytes()[..20]).into()),
        ("upper hex", hex(&body.as_bytes()[..20]).to_uppercase().into()),
        ("digest", hex(&digest).into()),
        ("raw digest", digest.to_vec()),
        ("reversed", body[..40].chars().rev().collect::<String>().into()),
    ];
    // Base64 of the value looks different at each of the three alignments.
    for skipped in 0..3 {
        forms.push(("base64", base64(&value.as_bytes()[skipped..skipped + 24])));
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets = bytes.chunks_exact(3).flat_map(|c| {
        let word = u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]);
        [18, 12, 6, 0].map(|shift| LETTERS[(word >> shift & 63) as usize])
    });
    sextets.collect()
}

/// Bytes as text, each one a character: text is searched much faster than bytes.
fn wide(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// What was written where, by a name that tells a failure apart.
#[derive(Default)]
struct Written(BTreeMap<PathBuf, Vec<u8>>);

impl Written {
    fn verb(&mut self, home: &Home, args: &[&str], stdin: &str) {
        let mut command = home.command(args);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A verb that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let out = child.wait_with_output().unwrap();
        let name = PathBuf::from(args.join(" "));
        self.0.insert(name.join("stdout"), out.stdout);
        self.0.insert(name.join("stderr"), out.stderr);
    }

    fn assert_without(&self, values: &[&str]) {
        let forms: Vec<_> = values.iter().flat_map(|value| forms(value)).collect();
        for (place, bytes) in &self.0 {
            let text = wide(bytes);
            for (form, needle) in &forms {
                assert!(!text.contains(&wide(needle)), "{} holds a value ({form})", place.display());
            }
        }
    }
}

const VERBS: &[&[&str]] = &[
    &["accounts", "list"],
    &["tokens", "list"],
    &["tokens", "list", "--output", "json"],
    &["tokens", "list", "--output", "csv", "--filter", "status:active"],
    &["tokens", "show", "1805127cc0db4d9d6524e51ffe73cb44"],
    &["tokens", "show", "there-is-none"],
    &["tokens", "verify"],
    &["tokens", "verify", "-"],
    &["tokens", "disable", "--yes", "29663e9ea0ec2561d2c61eeb27a21187", "--reason", "canary"],
    &["tokens", "enable", "--yes", "29663e9ea0ec2561d2c61eeb27a21187"],
    &["tokens", "revoke", "--dry-run", "--filter", "nightly"],
    &["tokens", "revoke", "--yes", "af60baae69576109f0dad8272e600eb1"],
    &["matrix", "probe", "--yes", "-v"],
    &["doctor"],
    &["doctor", "--requests"],
    &["config", "check"],
    &["config", "init"],
    &["config", "path"],
    &["keys"],
];

#[test]
fn no_value_is_written_anywhere() {
    let sandbox = Sandbox::start(&[]);
    let user = Home::of_user(&sandbox);
    let account = Home::of_account(&sandbox);
    let mut written = Written::default();
    let handed = format!("{}\n{}\n", sandbox.user_token, sandbox.account_token);
    for verb in VERBS {
        written.verb(&user, verb, &handed);
    }
    for verb in &VERBS[..3] {
        written.verb(&account, verb, &handed);
    }
    // Asked with the account's own credential, and with its value from standard input.
    written.verb(&account, &["matrix", "probe", "--yes", "--output", "json"], "");
    let by_value =
        ["matrix", "probe", "-v", "--yes", "--value", "-", "--account", sandbox.account_id.as_str()];
    written.verb(&user, &by_value, &format!("{}\n", sandbox.account_token));
    for value in [&sandbox.user_token, &sandbox.account_token] {
        // A value as an argument is refused without repeating it.
        written.verb(&user, &["tokens", "show", value], "");
        let last = written.0.keys().filter(|k| k.display().to_string().contains(value)).cloned();
        for key in last.collect::<Vec<_>>() {
            let bytes = written.0.remove(&key).unwrap();
            written.0.insert(PathBuf::from("a value as argument").join(key.file_name().unwrap()), bytes);
        }
    }

    let mut pty = Pty::start(&user, ROOMY, &["-vv"]);
    filter(&mut pty, "grafana", "grafana-metrics");
    pty.keys("\r").shows(&["next pane"]).keys("\t\t\t").shows(&["\"policies\""]);
    // Copying goes to the terminal as well; curl takes the credential from the environment.
    pty.keys("y").shows(&["copied"]).keys("8").shows(&["/tokens/verify"]).keys("y").shows(&["copied"]);
    pty.keys("1").shows(&["/ grafana"]);
    pty.keys(&format!("\x1b[200~{}\x1b[201~", sandbox.account_token)).shows(&["looks like a token value"]);
    pty.keys("x").shows(&["▸ esc cancel"]).keys("v");
    consent(&mut pty);
    pty.shows(&["revoked grafana-metrics, proven at"]).keys("q");
    written.0.insert(PathBuf::from("terminal"), pty.end().bytes);

    for (home, name) in [(&user, "user"), (&account, "account")] {
        for (path, bytes) in home.files() {
            written.0.insert(PathBuf::from(name).join(path.strip_prefix("/").unwrap()), bytes);
        }
    }
    let kinds =
        |ending: &str| written.0.keys().filter(|path| path.display().to_string().ends_with(ending)).count();
    assert!(kinds(".ledger") >= 4 && kinds(".redb") >= 2 && kinds(".log") >= 2, "{:?}", written.0.keys());
    written.assert_without(&[&sandbox.user_token, &sandbox.account_token]);
}

/// The search would find what it searches for.
#[test]
fn the_canary_sings() {
    let value = format!("cfut_{}00000000", "AbCdEfGhIj0123456789".repeat(2));
    for (form, needle) in forms(&value) {
        let mut written = Written::default();
        written.0.insert(PathBuf::from("place"), [b"\xffbefore ", needle.as_slice(), b" after"].concat());
        assert!(std::panic::catch_unwind(|| written.assert_without(&[&value])).is_err(), "{form}");
    }
}
