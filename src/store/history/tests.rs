//! The history against news in any order, crashes, damage, time, and another program.

use std::fs;
use std::sync::Mutex;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::history::{Aspect, Aspects, Mark, News};
use crate::domain::policy::{GroupRef, Policy, Stance};
use crate::domain::token::{RawToken, Status, Token};
use crate::protocol::Scope;

const NOW: Time = Time::from_secs(1_790_000_000);
const WAIT: Duration = Duration::from_secs(30);

/// A token whose object says no more than its name and status.
fn fetched(n: u8, name: &str, status: &str) -> Fetched {
    let at = at(n);
    let raw = format!(r#"{{"id":"{}","name":"{name}","status":"{status}"}}"#, at.id);
    read(&at.owner, &raw).unwrap()
}

/// A stand-in for the client, which this room does not know.
fn read(owner: &Owner, json: &str) -> Option<Fetched> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let token = Token {
        at: TokenRef { owner: owner.clone(), id: value["id"].as_str()?.into() },
        name: value["name"].as_str()?.into(),
        status: Status::new(value["status"].as_str()?),
        issued_on: None,
        modified_on: None,
        last_used_on: value["last_used_on"].as_i64().map(Time::from_secs),
        not_before: None,
        expires_on: None,
        condition: Default::default(),
        policies: [Policy {
            id: None,
            stance: Stance::Allow,
            groups: [GroupRef::new("4755a26eedb94da69e1066d98aa820be".into(), None)].into(),
            resources: Box::default(),
        }]
        .into(),
        creator: None,
        provisioner: None,
    };
    Some(Fetched { token, raw: RawToken(json.into()) })
}

fn at(n: u8) -> TokenRef {
    TokenRef { owner: Owner::User, id: format!("{n:032x}").as_str().into() }
}

fn delta(revision: u64, change: Change) -> Delta {
    let as_of = NOW.plus_millis(i64::try_from(revision).unwrap_or(0) * 1000);
    let scope = match &change {
        Change::Token(fetched) => Scope::Token(fetched.token.at.clone()),
        Change::Gone(at) => Scope::Token(at.clone()),
        _ => Scope::Tokens(Owner::User),
    };
    Delta { scope, revision, as_of, change }
}

fn list(revision: u64, complete: bool, tokens: &[Fetched]) -> Delta {
    delta(revision, Change::Tokens { list: tokens.to_vec().into(), complete })
}

fn one(revision: u64, token: Fetched) -> Delta {
    delta(revision, Change::Token(Box::new(token)))
}

fn gone(revision: u64, n: u8) -> Delta {
    delta(revision, Change::Gone(at(n)))
}

fn told(history: &History, news: &[Delta]) -> Vec<(TokenRef, Mark)> {
    news.iter().for_each(|delta| history.apply(delta));
    marks(history)
}

fn marks(history: &History) -> Vec<(TokenRef, Mark)> {
    assert!(history.flush(WAIT));
    history.watch().unwrap().marked.into_iter().map(|marked| (marked.at, marked.mark)).collect()
}

fn named() -> Mark {
    Mark::Changed(Aspects::of(Aspect::Name))
}

fn open(data: &Path, now: Time, days: u32) -> History {
    History::open(data, "work", "https://api.example/client/v4", read, now, days)
}

fn file(data: &Path) -> PathBuf {
    History::path(data, "work", "https://api.example/client/v4")
}

fn base() -> [Fetched; 3] {
    [1, 2, 3].map(|n| fetched(n, "old", "active"))
}

#[test]
fn the_first_look_is_no_news_and_the_second_tells_what_came_changed_and_went() {
    let history = History::in_memory(read);
    assert_eq!(told(&history, &[list(1, true, &base())]), []);
    let next = [fetched(1, "old", "active"), fetched(2, "renamed", "disabled"), fetched(4, "x", "active")];
    let mut changed = Aspects::of(Aspect::Name);
    changed.insert(Aspect::Status);
    let expected = [(at(2), Mark::Changed(changed)), (at(3), Mark::Gone), (at(4), Mark::New)];
    assert_eq!(told(&history, &[list(2, true, &next)]), expected);
    // Told again, nothing is added.
    assert_eq!(told(&history, &[list(3, true, &next)]), expected);
    assert_eq!(history.past(&at(2)).unwrap().unwrap().entries.len(), 2);
    assert_eq!(history.see(Some(&[at(2), at(9)])).unwrap(), 1);
    assert_eq!(marks(&history), [(at(3), Mark::Gone), (at(4), Mark::New)]);
    assert_eq!(history.see(None).unwrap(), 2);
    assert_eq!(marks(&history), []);
}

#[test]
fn the_story_of_a_token_that_is_gone_says_what_it_was_and_when() {
    let history = History::in_memory(read);
    let used = read(
        &Owner::User,
        &format!(r#"{{"id":"{}","name":"old","status":"active","last_used_on":17}}"#, at(3).id),
    );
    told(&history, &[list(1, true, &base()), list(5, true, &[used.unwrap()]), list(9, true, &[])]);
    let past = history.past(&at(3)).unwrap().unwrap();
    assert_eq!(past.gone(), Some((NOW.plus_millis(5000), NOW.plus_millis(9000), false)));
    assert_eq!(past.last_used, Some(Time::from_secs(17)), "a mere use moves no version, but is remembered");
    assert_eq!((past.entries.len(), past.looked_at), (2, 1));
    assert_eq!(&*past.last_version().unwrap().token.name, "old");
    assert!(matches!(past.entries[0].what, What::Was { first: true, .. }));
    assert_eq!(history.remembered(None).unwrap().len(), 3);
    assert_eq!(history.remembered(Some(&at(2).id)).unwrap(), [at(2)]);
    assert_eq!(history.past(&at(8)).unwrap(), None);
}

#[test]
fn an_incomplete_list_makes_nothing_vanish_and_what_comes_back_is_news_only_if_it_differs() {
    let history = History::in_memory(read);
    assert_eq!(told(&history, &[list(1, true, &base()), list(2, false, &[])]), []);
    assert_eq!(told(&history, &[gone(3, 1)]), [(at(1), Mark::Gone)]);
    assert_eq!(told(&history, &[list(4, true, &base())]), [], "it is as it was");
    history.apply(&gone(5, 1));
    marks(&history);
    history.see(None).unwrap();
    assert_eq!(told(&history, &[list(6, true, &base())]), [(at(1), Mark::New)], "its end had been seen");
}

#[test]
fn what_we_do_ourselves_is_no_news() {
    let history = History::in_memory(read);
    told(&history, &[list(1, true, &base())]);
    history.ours(&at(1));
    history.ours(&at(2));
    assert_eq!(told(&history, &[gone(2, 1), one(3, fetched(2, "old", "disabled"))]), []);
    assert!(history.past(&at(1)).unwrap().unwrap().entries[1].ours);
    // The deed was refused, and somebody else changes the token.
    history.ours(&at(3));
    history.not_ours(&at(3));
    assert_eq!(told(&history, &[one(4, fetched(3, "theirs", "active"))]), [(at(3), named())]);
}

#[test]
fn history_survives_the_program_and_lies_private() {
    let data = tempfile::tempdir().unwrap();
    let history = open(data.path(), NOW, 400);
    assert_eq!(told(&history, &[list(1, true, &base()), list(2, true, &base()[..1])]).len(), 2);
    drop(history);
    let history = open(data.path(), NOW, 400);
    assert_eq!(marks(&history), [(at(2), Mark::Gone), (at(3), Mark::Gone)]);
    // Stamps begin anew with every run.
    assert_eq!(told(&history, &[list(1, true, &[fetched(1, "renamed", "active")])]).len(), 3);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let path = file(data.path());
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}

#[test]
fn two_programs_share_a_history() {
    let data = tempfile::tempdir().unwrap();
    let (a, b) = (open(data.path(), NOW, 400), open(data.path(), NOW, 400));
    told(&a, &[list(1, true, &base())]);
    // Both read the same change; one of them is first, and there is one entry.
    let next = [fetched(1, "renamed", "active")];
    assert_eq!(told(&a, &[list(2, true, &next)]), told(&b, &[list(1, true, &next)]));
    assert_eq!(b.past(&at(1)).unwrap().unwrap().entries.len(), 2);
    assert_eq!(b.see(None).unwrap(), 3);
    assert_eq!(marks(&a), []);
}

#[test]
fn what_is_news_is_told_when_it_changes_and_only_then() {
    let history = History::in_memory(read);
    let heard: Arc<Mutex<Vec<usize>>> = Arc::default();
    let ears = heard.clone();
    history.on_news(move |watch| ears.lock().unwrap().push(watch.marked.len()));
    told(&history, &[list(1, true, &base())]);
    told(&history, &[list(2, true, &base()[..2])]);
    told(&history, &[list(3, true, &base()[..2])]);
    history.see(None).unwrap();
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.iter().filter(|len| **len == 1).count(), 1, "{heard:?}");
    assert_eq!(heard.last(), Some(&0));
}

#[test]
fn old_versions_and_old_graves_are_forgotten_but_never_what_is() {
    let data = tempfile::tempdir().unwrap();
    let history = open(data.path(), NOW, 400);
    let next = [fetched(1, "renamed", "active"), fetched(2, "old", "active")];
    told(&history, &[list(1, true, &base()), list(2, true, &next)]);
    drop(history);
    let days = |history: &History, n| history.past(&at(n)).unwrap().map(|past| past.entries.len());
    let later = open(data.path(), NOW.plus_days(399), 400);
    assert_eq!([1, 2, 3].map(|n| days(&later, n)), [Some(2), Some(1), Some(2)]);
    drop(later);
    let history = open(data.path(), NOW.plus_days(401), 400);
    assert_eq!([1, 2, 3].map(|n| days(&history, n)), [Some(1), Some(1), None]);
    assert_eq!(
        marks(&history),
        [(at(1), named())],
        "what was looked at is forgotten, that it changed is not"
    );
    assert_eq!(told(&history, &[list(3, true, &next[1..])]).len(), 1, "it goes on");
}

#[rstest]
#[case::no_database(|path: &Path| fs::write(path, "not a database, but quite long enough to look at").unwrap())]
#[case::of_another_profile(|path: &Path| {
    let other = open_as(path, "other");
    told(&other, &[list(1, true, &base())]);
})]
#[case::found_damaged_in_use(|path: &Path| fs::write(path.with_extension("broken"), "").unwrap())]
fn what_is_damaged_is_set_aside_and_said(#[case] damage: fn(&Path)) {
    let data = tempfile::tempdir().unwrap();
    let path = file(data.path());
    if path.with_extension("broken").exists() || !path.exists() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
    }
    damage(&path);
    let heard: Arc<Mutex<Vec<Fault>>> = Arc::default();
    let ears = heard.clone();
    let history = open(data.path(), NOW, 400);
    history.on_trouble(move |fault| ears.lock().unwrap().push(fault));
    assert_eq!(told(&history, &[list(1, true, &base()), list(2, true, &base()[..2])]), [(at(3), Mark::Gone)]);
    drop(history);
    let names: Vec<String> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.ends_with("broken")), "{names:?}");
    let said = heard.lock().unwrap().clone();
    // Where there was no file yet, there is nothing to set aside, but it is said all the same.
    assert!(said[0].what.contains("begins anew"), "{said:?}");
}

fn open_as(path: &Path, profile: &str) -> History {
    let place = Place {
        path: path.to_owned(),
        profile: profile.to_owned(),
        base_url: "https://api.example/client/v4".to_owned(),
    };
    History::with(Some(place), read, NOW, 400)
}

#[test]
fn a_later_version_is_left_alone_and_the_program_runs_on() {
    let data = tempfile::tempdir().unwrap();
    let path = file(data.path());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    {
        let db = redb::Database::create(&path).unwrap();
        let txn = db.begin_write().unwrap();
        let meta: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("meta");
        txn.open_table(meta).unwrap().insert("version", 2_u32.to_le_bytes().as_slice()).unwrap();
        txn.commit().unwrap();
    }
    let before = fs::read(&path).unwrap().len();
    let history = open(data.path(), NOW, 400);
    let heard: Arc<Mutex<Vec<Fault>>> = Arc::default();
    let ears = heard.clone();
    history.on_trouble(move |fault| ears.lock().unwrap().push(fault));
    assert_eq!(told(&history, &[list(1, true, &base())]), []);
    assert_eq!(history.see(None).unwrap(), 0);
    drop(history);
    assert!(heard.lock().unwrap()[0].what.contains("later version"));
    assert_eq!(fs::read(&path).unwrap().len(), before);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn whatever_a_crash_leaves_of_the_file_the_program_runs_on() {
    let data = tempfile::tempdir().unwrap();
    let history = open(data.path(), NOW, 400);
    told(&history, &[list(1, true, &base()), list(2, true, &base()[..2])]);
    drop(history);
    let whole = fs::read(file(data.path())).unwrap();
    for part in 0..8 {
        let data = tempfile::tempdir().unwrap();
        let path = file(data.path());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &whole[..whole.len() * part / 8]).unwrap();
        let history = open(data.path(), NOW, 400);
        // The first run may find the file damaged only while it writes; the second then begins anew.
        told(&history, &[list(1, true, &base())]);
        drop(history);
        let history = open(data.path(), NOW, 400);
        told(&history, &[list(1, true, &base())]);
        assert_eq!(
            history.past(&at(1)).unwrap().map(|past| past.entries.len()),
            Some(1),
            "{part}/8 of the file"
        );
    }
}

#[test]
fn a_sync_that_finds_nothing_new_writes_next_to_nothing() {
    let data = tempfile::tempdir().unwrap();
    let tokens: Vec<Fetched> = (0..200).map(|n| fetched(n, "a token of some length", "active")).collect();
    let history = open(data.path(), NOW, 400);
    told(&history, &[list(1, true, &tokens)]);
    let size = || fs::metadata(file(data.path())).unwrap().len();
    let first = size();
    for revision in 2..40 {
        told(&history, &[list(revision, true, &tokens)]);
    }
    assert!(size() <= first.max(1 << 20) * 2, "grew from {first} to {}", size());
    assert_eq!(history.remembered(None).unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_same_news_in_any_order_gives_the_same_marks(
        seeds in prop::collection::vec((0_u8..3, 1_u8..5, 0_u8..3), 1..8),
        order in any::<u64>(),
    ) {
        // What was known before, then news about the same tokens: each of them is read anew or found gone.
        let news: Vec<Delta> = (10..).zip(&seeds).map(|(revision, (kind, n, look))| {
            let token = fetched(*n, ["old", "renamed", "other"][usize::from(*look)], "active");
            match kind {
                0 => gone(revision, *n),
                _ => one(revision, token),
            }
        }).collect();
        let known: Vec<Fetched> = (1..5).map(|n| fetched(n, "old", "active")).collect();
        let marks_of = |news: &[Delta]| {
            let history = History::in_memory(read);
            told(&history, &[list(1, true, &known)]);
            told(&history, news)
        };
        let mut mixed = news.clone();
        let mut state = order | 1;
        mixed.sort_by_cached_key(|_| { state = state.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17); state });
        let twice: Vec<Delta> = mixed.iter().chain(&news).cloned().collect();
        let expected = marks_of(&news);
        prop_assert_eq!(&marks_of(&mixed), &expected);
        prop_assert_eq!(&marks_of(&twice), &expected);
        prop_assert!(expected.iter().all(|(_, mark)| mark.news() != News::New));
    }
}
