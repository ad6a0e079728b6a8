//! Documents agree with the code. Tables between markers in the README are made by the code; to make them anew:
//!
//! ```text
//! TOKENDECK_DOCUMENTS=write cargo test --test documents
//! ```

// What a test cannot go on without stops it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use clap::CommandFactory as _;
use tokendeck::cli::args::Cli;
use tokendeck::command::ALL;
use tokendeck::domain::filter::Field;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A table of keys; what has no key is reached by menu or by name.
fn keys() -> String {
    let mut table = String::from("| key | command | what it does |\n| --- | --- | --- |\n");
    let mut heading = "";
    for spec in ALL {
        if spec.layer.heading() != heading {
            heading = spec.layer.heading();
            let _ = writeln!(table, "| | **{heading}** | |");
        }
        let keys: Vec<String> = spec.keys.iter().map(|key| format!("`{key}`")).collect();
        let _ = writeln!(table, "| {} | {} | {} |", keys.join(" "), spec.name, spec.help);
    }
    table
}

/// A table of the fields of the filter. `note:` is left out: the language has it, but notes cannot be written yet.
fn fields() -> String {
    let mut table = String::from("| field | what it asks |\n| --- | --- |\n");
    for field in Field::ALL.into_iter().filter(|field| *field != Field::Note) {
        let _ = writeln!(table, "| `{}:` | {} |", field.word(), field.help());
    }
    table
}

/// The text between two markers of the README, and the README with `fresh` in its place.
fn between(readme: &str, marker: &str, fresh: &str) -> (String, String) {
    let (open, close) = (format!("<!-- {marker} -->\n"), format!("<!-- /{marker} -->"));
    let (before, rest) = readme.split_once(&open).unwrap_or_else(|| panic!("README.md lacks {open}"));
    let (inside, after) = rest.split_once(&close).unwrap_or_else(|| panic!("README.md lacks {close}"));
    (inside.to_owned(), format!("{before}{open}{fresh}{close}{after}"))
}

#[test]
fn the_tables_of_the_readme_are_those_of_the_code() {
    let write = std::env::var("TOKENDECK_DOCUMENTS").is_ok_and(|v| v == "write");
    let mut readme = text("README.md");
    for (marker, fresh) in [("keys", keys()), ("filter", fields())] {
        let (kept, renewed) = between(&readme, marker, &fresh);
        assert!(
            write || kept == fresh,
            "the table \"{marker}\" of README.md is out of step; to make it anew:\n\
             TOKENDECK_DOCUMENTS=write cargo test --test documents"
        );
        readme = renewed;
    }
    // Only checked: the lead of the figures is the benchmark.
    between(&readme, "figures", "");
    if write {
        fs::write(root().join("README.md"), readme).unwrap();
    }
}

#[test]
fn the_readme_opens_with_the_two_commands() {
    let readme = text("README.md");
    let commands: Vec<&str> = readme.lines().filter(|line| line.starts_with("    ")).take(2).collect();
    let says = |line: &str| line.split('#').next().unwrap().trim().to_owned();
    assert_eq!(
        commands.into_iter().map(says).collect::<Vec<_>>(),
        ["cargo run -- demo", "cargo test --locked"]
    );
}

/// Targets of links and pictures in a Markdown text.
fn targets(markdown: &str) -> Vec<&str> {
    markdown.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn what_the_readme_names_is_there() {
    let readme = text("README.md");
    for target in targets(&readme) {
        match target.strip_prefix('#') {
            Some(heading) => {
                let found =
                    |line: &str| line.strip_prefix("## ").is_some_and(|h| h.to_lowercase() == heading);
                assert!(readme.lines().any(found), "README.md has no heading {heading}");
            }
            None if target.starts_with("https://") => {}
            None => assert!(root().join(target).exists(), "README.md names {target}, which is not there"),
        }
    }
    assert!(
        readme.contains("![") && readme.contains("](screenshots/tokens.png)"),
        "the README shows no picture"
    );
}

#[test]
fn the_readme_links_what_the_first_screen_links() {
    let readme = text("README.md");
    let link = readme.lines().find_map(|line| line.strip_prefix("[link]: ")).unwrap();
    assert!(text("src/screens/welcome/mod.rs").contains(link));
}

#[test]
fn every_picture_has_its_grid_and_is_named_in_the_readme() {
    let readme = text("README.md");
    let pictures = fs::read_dir(root().join("screenshots")).unwrap().map(|entry| entry.unwrap().path());
    let mut count = 0;
    for path in pictures.filter(|path| path.extension().is_some_and(|e| e == "png")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(path.with_extension("grid").exists(), "{name} was not made from a grid");
        assert!(readme.contains(&format!("screenshots/{name}")), "README.md does not show {name}");
        count += 1;
    }
    assert!(count > 0);
}

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let ended = Process::new(env!("CARGO_BIN_EXE_tokendeck"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// Every verb with the nouns before it, such as `tokens list`.
fn verbs() -> Vec<String> {
    fn walk(command: &clap::Command, above: &str, found: &mut Vec<String>) {
        let below: Vec<_> = command.get_subcommands().filter(|c| c.get_name() != "help").collect();
        if below.is_empty() {
            found.push(above.trim().to_owned());
        }
        for verb in below {
            walk(verb, &format!("{above} {}", verb.get_name()), found);
        }
    }
    let mut found = Vec::new();
    walk(&Cli::command(), "", &mut found);
    found
}

#[test]
fn the_manual_and_the_readme_name_every_verb() {
    let page = printed(&["man"]).replace("\\-", "-");
    let readme = text("README.md");
    for verb in verbs() {
        assert!(page.contains(&verb), "the manual lacks {verb}");
        let (noun, last) = verb.rsplit_once(' ').unwrap_or(("", &verb));
        let row =
            |line: &&str| line.starts_with("| `tokendeck") && line.contains(noun) && line.contains(last);
        assert!(readme.lines().any(|line| row(&line)), "the table of commands in README.md lacks {verb}");
    }
}

#[test]
fn completions_name_every_verb_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        for word in verbs().iter().flat_map(|verb| verb.split(' ')) {
            assert!(script.contains(word), "the completions for {shell} lack {word}");
        }
    }
}

#[test]
fn the_shipped_settings_are_those_that_init_writes_and_check_accepts() {
    let home = tempfile::tempdir().unwrap();
    let config = |verb: &str| {
        Process::new(env!("CARGO_BIN_EXE_tokendeck"))
            .args(["config", verb])
            .env_clear()
            .env("HOME", home.path())
            .env("TOKENDECK_CONFIG_DIR", home.path())
            .output()
            .unwrap()
    };
    assert!(config("init").status.success());
    let written = fs::read_to_string(home.path().join("config.toml")).unwrap();
    assert_eq!(written, text("assets/config.toml"));
    let checked = config("check");
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_changelog_has_a_place_for_what_is_new() {
    let changelog = text("CHANGELOG.md");
    let (_, unreleased) = changelog.split_once("## [Unreleased]").expect("a section Unreleased");
    assert!(unreleased.lines().any(|line| line.starts_with("- ")));
    assert!(Path::new(&root()).join("LICENSE").exists());
}
