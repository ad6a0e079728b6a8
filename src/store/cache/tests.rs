use proptest::prelude::*;
use redb::ReadableDatabase as _;

use super::*;
use crate::domain::account::Account;
use crate::domain::condition::Condition;
use crate::domain::token::{Status, Token};

const PATIENCE: Duration = Duration::from_secs(20);

fn token(owner: &Owner, n: u32) -> Fetched {
    let at = TokenRef { owner: owner.clone(), id: format!("{n:032x}").as_str().into() };
    let raw = RawToken(format!(r#"{{"id":"{}","new_field":{n}}}"#, at.id).as_str().into());
    let token = Token {
        at,
        name: format!("token {n}").into(),
        status: Status::Active,
        issued_on: Some(Time::from_secs(n.into())),
        modified_on: None,
        last_used_on: None,
        not_before: None,
        expires_on: None,
        condition: Condition::default(),
        policies: Box::default(),
        creator: None,
        provisioner: None,
    };
    Fetched { token, raw }
}

fn account(name: &str) -> Account {
    Account {
        id: name.into(),
        name: name.into(),
        tier: None,
        created_on: None,
        parent: None,
        enforce_twofactor: None,
        api_access: None,
    }
}

fn owner(name: &str) -> Owner {
    Owner::Account(name.into())
}

fn news(scope: Scope, revision: u64, change: Change) -> Delta {
    Delta { scope, revision, as_of: Time::from_secs(i64::try_from(revision).unwrap()), change }
}

fn listing(owner: &Owner, revision: u64, numbers: &[u32], complete: bool) -> Delta {
    let list = Arc::new(numbers.iter().map(|n| token(owner, *n)).collect());
    news(Scope::Tokens(owner.clone()), revision, Change::Tokens { list, complete })
}

fn accounts(revision: u64, names: &[&str]) -> Delta {
    let list = names.iter().map(|n| account(n)).collect();
    news(Scope::Accounts, revision, Change::Accounts { list, complete: true })
}

fn restored(cache: &Cache) -> Vec<Delta> {
    let mut out = Vec::new();
    cache
        .restore(|delta| {
            out.push(delta);
            true
        })
        .unwrap();
    out
}

/// Ids of an owner's restored tokens.
fn ids(cache: &Cache, of: &Owner) -> Vec<String> {
    let wanted = Scope::Tokens(of.clone());
    let lists = restored(cache).into_iter().filter(|d| d.scope == wanted);
    lists
        .flat_map(|d| match d.change {
            Change::Restored(list) => list,
            other => panic!("{other:?}"),
        })
        .map(|t| t.at.id.to_string().trim_start_matches('0').to_owned())
        .collect()
}

fn open(folder: &Path) -> Cache {
    let (cache, notice) = Cache::open(folder, "work", "https://api.example/client/v4");
    assert_eq!(notice, None);
    cache
}

#[test]
fn what_was_learned_is_there_at_the_next_start_in_the_order_of_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let cache = open(folder.path());
    cache.apply(&listing(&owner("zeta"), 1, &[1, 2], true));
    cache.apply(&listing(&owner("orphan"), 2, &[7], true));
    cache.apply(&accounts(3, &["zeta", "acme"]));
    cache.apply(&listing(&owner("acme"), 4, &[3], true));
    cache.apply(&listing(&Owner::User, 5, &[4], true));
    drop(cache);

    let cache = open(folder.path());
    let deltas = restored(&cache);
    let order: Vec<String> = deltas.iter().map(|d| format!("{:?}", d.scope)).collect();
    let expected = [
        Scope::Accounts,
        Scope::Tokens(Owner::User),
        Scope::Tokens(owner("acme")),
        Scope::Tokens(owner("zeta")),
    ];
    assert_eq!(order[..4], expected.map(|s| format!("{s:?}")));
    assert_eq!(deltas.len(), 5, "and the account that no list names");
    assert!(deltas.iter().all(|d| d.revision == 0));
    assert_eq!(deltas[3].as_of, Time::from_secs(1));
    let wanted = token(&owner("zeta"), 2);
    let found = cache.token(&wanted.token.at).unwrap().unwrap();
    assert_eq!(found.change, Change::Token(Box::new(wanted.clone())));
    assert_eq!(cache.raw(&wanted.token.at).unwrap(), Some(wanted.raw), "unknown fields survive");
}

#[test]
fn restoring_stops_when_nobody_listens() {
    let cache = Cache::in_memory();
    cache.apply(&accounts(1, &["a", "b"]));
    cache.apply(&listing(&owner("a"), 2, &[1], true));
    assert!(cache.flush(PATIENCE));
    let mut heard = 0;
    cache
        .restore(|_| {
            heard += 1;
            false
        })
        .unwrap();
    assert_eq!(heard, 1);
}

#[test]
fn a_complete_list_forgets_and_an_incomplete_one_does_not() {
    let (cache, a) = (Cache::in_memory(), owner("a"));
    cache.apply(&listing(&a, 1, &[1, 2, 3], true));
    cache.apply(&listing(&a, 2, &[4], false));
    assert!(cache.flush(PATIENCE));
    assert_eq!(ids(&cache, &a), ["1", "2", "3", "4"]);
    cache.apply(&listing(&a, 3, &[2], true));
    assert!(cache.flush(PATIENCE));
    assert_eq!(ids(&cache, &a), ["2"]);
    assert_eq!(cache.raw(&token(&a, 1).token.at).unwrap(), None);
}

#[test]
fn a_revoked_token_stays_revoked_whatever_comes_late() {
    let a = owner("a");
    let gone = token(&a, 2).token.at;
    let list = listing(&a, 5, &[1, 2], true);
    let revoke = news(Scope::Token(gone.clone()), 6, Change::Gone(gone));
    for order in [[&list, &revoke], [&revoke, &list]] {
        let cache = Cache::in_memory();
        order.into_iter().for_each(|delta| cache.apply(delta));
        assert!(cache.flush(PATIENCE));
        assert_eq!(ids(&cache, &a), ["1"]);
    }
}

#[test]
fn news_of_one_token_does_not_make_the_list_look_fresh() {
    let (cache, a) = (Cache::in_memory(), owner("a"));
    cache.apply(&listing(&a, 1, &[1], true));
    let one = token(&a, 2);
    cache.apply(&news(Scope::Token(one.token.at.clone()), 9, Change::Token(Box::new(one))));
    assert!(cache.flush(PATIENCE));
    let list = restored(&cache).pop().unwrap();
    assert_eq!(list.as_of, Time::from_secs(1));
    assert_eq!(ids(&cache, &a), ["1", "2"]);
}

#[test]
fn profiles_and_servers_do_not_share() {
    let paths: HashSet<_> = [("a", "b"), ("ab", ""), ("", "ab"), ("a", "c")]
        .map(|(profile, url)| Cache::path(Path::new("/x"), profile, url))
        .into();
    assert_eq!(paths.len(), 4);
}

#[test]
fn two_running_programs_both_read_and_write() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()), open(folder.path()));
    one.apply(&listing(&owner("a"), 1, &[1], true));
    assert!(one.flush(PATIENCE));
    assert_eq!(ids(&two, &owner("a")), ["1"]);
    two.apply(&listing(&owner("b"), 1, &[2], true));
    one.apply(&listing(&owner("c"), 2, &[3], true));
    assert!(one.flush(PATIENCE) && two.flush(PATIENCE));
    assert_eq!(ids(&one, &owner("b")), ["2"]);
    assert_eq!(ids(&two, &owner("c")), ["3"]);
}

#[test]
fn another_version_is_made_anew_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = Cache::path(folder.path(), "work", "https://api.example/client/v4");
    drop(open(folder.path()));
    {
        let db = redb::Database::open(&path).unwrap();
        let write = db.begin_write().unwrap();
        write
            .open_table(redb::TableDefinition::<&str, &[u8]>::new("meta"))
            .unwrap()
            .insert("version", b"0".as_slice())
            .unwrap();
        write.commit().unwrap();
        assert!(db.begin_read().is_ok());
    }
    let (cache, notice) = Cache::open(folder.path(), "work", "https://api.example/client/v4");
    assert!(notice.unwrap().what.contains("another version"));
    cache.apply(&listing(&owner("a"), 1, &[1], true));
    drop(cache);
    assert_eq!(ids(&open(folder.path()), &owner("a")), ["1"]);
}

#[test]
fn a_cache_that_failed_in_use_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let cache = open(folder.path());
    cache.shelf.as_ref().unwrap().condemn();
    drop(cache);
    let (_cache, notice) = Cache::open(folder.path(), "work", "https://api.example/client/v4");
    assert!(notice.is_some());
    drop(_cache);
    drop(open(folder.path()));
}

#[test]
fn without_a_folder_the_run_goes_on_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let (cache, notice) = Cache::open(&blocked.join("cache"), "work", "u");
    assert!(notice.is_some());
    cache.apply(&listing(&owner("a"), 1, &[1], true));
    assert!(cache.flush(PATIENCE));
    assert_eq!(ids(&cache, &owner("a")), ["1"]);
}

#[test]
fn trouble_is_told_even_if_nobody_listened_yet() {
    let queue = Queue::<Delta>::default();
    let (tell, told) = std::sync::mpsc::channel();
    let disk = Fault::new(FaultKind::Disk, "The disk is full.", "Free some space.");
    queue.trouble(disk.clone());
    queue.on_trouble(Box::new(move |fault| tell.send(fault).unwrap()));
    assert_eq!(told.try_recv(), Ok(disk));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("tokendeck/cache");
    drop(open(&inner));
    let path = Cache::path(&inner, "work", "https://api.example/client/v4");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&inner)), (0o600, 0o700));
    assert_eq!(Cache::clear(&inner).unwrap(), 1);
    assert!(!path.exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a broken disk did to the file, the program starts, reads what is whole, and writes.
    #[test]
    fn damage_is_never_fatal(damage in damage()) {
        let folder = tempfile::tempdir().unwrap();
        let path = Cache::path(folder.path(), "p", "u");
        let (cache, _) = Cache::open(folder.path(), "p", "u");
        for n in 0..8 {
            cache.apply(&listing(&owner(&format!("a{n}")), 1 + n, &[1, 2, 3, 4, 5], true));
        }
        drop(cache);
        let mut bytes = std::fs::read(&path).unwrap();
        match damage {
            Damage::Flip(at, bit) => { let at = at % bytes.len(); bytes[at] ^= 1 << bit }
            Damage::Cut(at) => bytes.truncate(at % bytes.len()),
            Damage::Zero(at, len) => { let at = at % bytes.len(); bytes[at..].iter_mut().take(len).for_each(|b| *b = 0) }
            Damage::Noise => bytes = b"not a database at all".to_vec(),
        }
        std::fs::write(&path, bytes).unwrap();
        let (cache, _) = Cache::open(folder.path(), "p", "u");
        let _ = cache.restore(|_| true);
        let _ = cache.raw(&token(&owner("a1"), 1).token.at);
        cache.apply(&listing(&owner("b"), 1, &[9], true));
        prop_assert!(cache.flush(PATIENCE));
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Flip(usize, u8),
    Cut(usize),
    Zero(usize, usize),
    Noise,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<usize>(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        4 => (0_usize..8192, 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        2 => any::<usize>().prop_map(Damage::Cut),
        2 => (any::<usize>(), 1_usize..8192).prop_map(|(at, len)| Damage::Zero(at, len)),
        1 => Just(Damage::Noise),
    ]
}
