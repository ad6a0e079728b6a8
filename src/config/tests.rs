//! Layers, mistakes with their lines, and the shipped file against the defaults.

use rstest::rstest;

use super::*;
use crate::domain::view::Column;

const SHIPPED: &str = include_str!("../../assets/config.toml");

fn complaints(text: &str) -> Vec<(Option<usize>, String)> {
    Loaded::from_text(text).mistakes.into_iter().map(|m| (m.line, m.what)).collect()
}

#[test]
fn the_shipped_file_changes_nothing() {
    let loaded = Loaded::from_text(SHIPPED);
    assert_eq!(loaded.mistakes, []);
    assert_eq!(loaded.config, Config::default());
}

#[test]
fn the_shipped_file_shows_every_setting_with_its_default() {
    let active: Vec<&str> = SHIPPED
        .lines()
        .map(|line| {
            line.strip_prefix('#').filter(|rest| !rest.is_empty() && !rest.starts_with(' ')).unwrap_or("")
        })
        .collect();
    let loaded = Loaded::from_text(&active.join("\n"));
    assert_eq!(loaded.mistakes, []);
    assert_eq!(loaded.config, Config::default());
    for column in Column::ALL {
        assert!(SHIPPED.contains(&format!("\"{}\"", column.word())), "the file does not name {column:?}");
    }
    for setting in SETTINGS {
        assert!(
            matches!(loaded.origin(setting.name), Origin::File(_)),
            "{} is not in the file",
            setting.name
        );
        let last = setting.name.rsplit('.').next().unwrap();
        let line = format!("{last} = {}", setting.show(&loaded.config));
        assert!(active.contains(&line.as_str()), "the file does not say `{line}`");
    }
}

#[test]
fn flags_beat_the_environment_and_the_environment_beats_the_file() {
    let mut loaded = Loaded::from_text("utc = true\ntheme = \"light\"\n\n[sync]\nshare = 0.25\n");
    assert_eq!(loaded.origin("sync.share"), Origin::File(5));
    loaded.environment(&Environment::of(&[
        (vars::THEME, "mono"),
        (vars::NO_COLOR, "1"),
        (vars::READ_ONLY, "yes"),
    ]));
    assert_eq!((loaded.config.theme.name(), loaded.origin("theme")), ("mono", Origin::Var(vars::THEME)));
    assert!(!loaded.config.color && loaded.config.read_only);
    loaded.flag("theme", "--theme", "high-contrast").unwrap();
    assert_eq!(
        (loaded.config.theme.name(), loaded.origin("theme")),
        ("high-contrast", Origin::Flag("--theme"))
    );
    assert!(loaded.flag("theme", "--theme", "pink").is_err());
    assert_eq!(loaded.config.theme.name(), "high-contrast");
    assert_eq!((loaded.origin("utc"), loaded.origin("mouse")), (Origin::File(1), Origin::Default));
    assert_eq!(loaded.mistakes, []);
}

#[rstest]
#[case::unknown("them = \"dark\"", 1, "there is no setting them; did you mean \"theme\"?")]
#[case::unknown_in_table(
    "\n[sync]\nshar = 0.5",
    3,
    "there is no setting sync.shar; did you mean \"sync.share\"?"
)]
#[case::unknown_table("[snyc]\nshare = 0.1", 1, "there is no table [snyc]; did you mean \"sync\"?")]
#[case::far_off("zebra = 1", 1, "there is no setting zebra")]
#[case::wrong_type("utc = true\nmouse = \"no\"", 2, "mouse wants true or false")]
#[case::out_of_range("[sync]\nshare = 1.5", 2, "sync.share wants a number above 0 and up to 1")]
#[case::unknown_theme(
    "theme = \"pink\"",
    1,
    "theme wants \"dark\", \"light\", \"high-contrast\" or \"mono\""
)]
#[case::twice("utc = true\nutc = false", 2, "duplicate key")]
#[case::no_toml("utc = true\nmouse = \n", 2, "string values must be quoted, expected literal string")]
#[case::no_source("[profile.work]\nread_only = true", 1, "profile.work has no source")]
#[case::bad_key("[keys]\nquit = 1", 2, "keys.quit wants a key or false")]
#[case::profile_word(
    "[profile.a]\nsource = \"env:A\"\nbaseurl = \"https://a\"",
    3,
    "there is no setting profile.a.baseurl; did you mean \"base_url\"?"
)]
fn a_mistake_is_named_with_its_line(#[case] text: &str, #[case] line: usize, #[case] what: &str) {
    assert_eq!(complaints(text), [(Some(line), what.to_owned())]);
}

#[test]
fn a_mistake_costs_only_its_own_entry() {
    let loaded =
        Loaded::from_text("utc = true\nmouse = 7\nascii = =\ntheme = \"light\"\n\n[sync]\nshare = 0.1\n");
    assert!(!loaded.mistakes.is_empty());
    assert!(loaded.config.utc && loaded.config.mouse);
    assert_eq!(loaded.config.sync_share, Share(0.1));
    // Of two lines for one setting the first holds.
    let twice = Loaded::from_text("[history]\ndays = 10\ndays = 20\n[sync]\nshare = 0.1\n");
    assert_eq!((twice.config.history, twice.config.sync_share), (Days(10), Share(0.1)));
}

#[rstest]
#[case::given_twice(
    "[profile.a]\nsource = \"env:A\"\n[profile . \"a\"]\nsource = \"env:B\"\nbase_url = \"https://b\"\n",
    3
)]
#[case::broken_line("[profile.a]\nsource = \"env:A\"\nbase_url = https://b\n\n[sync]\nshare = 0.1\n", 3)]
fn a_profile_with_broken_syntax_is_left_out(#[case] text: &str, #[case] line: usize) {
    let loaded = Loaded::from_text(text);
    assert_eq!(loaded.mistakes.first().map(|m| m.line), Some(Some(line)));
    assert_eq!(loaded.config.profiles.len(), 0);
}

#[test]
fn a_mistake_about_read_only_errs_on_the_safe_side() {
    let loaded = Loaded::from_text("read_only = \"true\"\n");
    assert_eq!(loaded.mistakes.len(), 1);
    assert!(loaded.config.read_only);
}

#[test]
fn a_profile_that_could_send_a_credential_astray_is_left_out() {
    let loaded = Loaded::from_text(
        "[profile.good]\nsource = \"command:op read 'op://a b/c'\"\naccount_id = \"acc\"\nread_only = true\n\
         [profile.astray]\nsource = \"env:A\"\nbase_url = 7\n",
    );
    assert_eq!(loaded.config.profiles.keys().collect::<Vec<_>>(), ["good"]);
    let good = &loaded.config.profiles["good"];
    assert_eq!(good.source, Source::Command(vec!["op".into(), "read".into(), "op://a b/c".into()]));
    assert_eq!((good.account_id.as_deref(), good.read_only, good.line), (Some("acc"), true, 1));
    assert_eq!(loaded.mistakes.len(), 1);
}

#[test]
fn a_value_in_the_wrong_place_is_not_repeated() {
    let canary = "canary0123456789canary0123456789canary01";
    for text in [
        format!("[profile.a]\nsource = \"{canary}\""),
        format!("[profile.a]\ntoken = \"{canary}\""),
        format!("theme = \"{canary}\""),
        format!("theme = {canary}"),
        format!("[keys]\nquit = {{ a = \"{canary}\" }}"),
    ] {
        let loaded = Loaded::from_text(&text);
        assert!(!loaded.mistakes.is_empty(), "{text}");
        assert!(!format!("{loaded:?}").contains(canary), "{loaded:?}");
    }
}

#[test]
fn keys_are_kept_as_written() {
    let loaded = Loaded::from_text("[keys]\nquit = \"ctrl-q\"\nrevoke = false\n");
    let keys: Vec<_> =
        loaded.config.keys.iter().map(|(name, k)| (name.as_str(), k.key.as_deref(), k.line)).collect();
    assert_eq!(keys, [("quit", Some("ctrl-q"), 2), ("revoke", None, 3)]);
}

#[test]
fn a_missing_file_is_no_mistake_and_an_unreadable_one_is() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().to_owned();
    let places = Places { config: at.clone(), cache: at.clone(), data: at.clone(), log: at };
    let env = Environment::of(&[]);
    let none = Loaded::read(&places, &env);
    assert_eq!((none.found, none.mistakes.len()), (false, 0));
    std::fs::create_dir(places.config_file()).unwrap();
    let folder = Loaded::read(&places, &env);
    assert_eq!((folder.found, folder.mistakes.len()), (true, 1));
    assert_eq!(folder.config, Config::default());
}
