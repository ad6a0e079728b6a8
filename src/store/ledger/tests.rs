use std::sync::{Arc, Mutex};

use rstest::rstest;

use super::*;
use crate::domain::deed::Verb;
use crate::domain::plan::Todo;
use crate::domain::token::{Owner, TokenRef};

fn deed(n: u32) -> Deed {
    let token = TokenRef { owner: Owner::Account("a".into()), id: format!("{n:032x}").as_str().into() };
    Deed {
        verb: Verb::Revoke,
        token,
        name: format!("t{n}\n"),
        seen: None,
        reason: None,
        own_credential: false,
    }
}

fn at(s: i64) -> Time {
    Time::from_secs(1_795_306_663 + s)
}

fn proven(step: u32) -> Entry {
    Entry { at: at(2), what: What::Proven { step, how: "GET answers 404".into() } }
}

fn ledgers() -> (tempfile::TempDir, Ledgers) {
    let folder = tempfile::tempdir().unwrap();
    let ledgers = Ledgers::at(folder.path().join("data/ledgers"));
    (folder, ledgers)
}

#[test]
fn a_plan_is_open_until_every_step_has_ended() {
    let (_folder, ledgers) = ledgers();
    let mut ledger = ledgers.begin(vec![deed(1), deed(2)], None, at(0)).unwrap();
    let id = ledger.plan().id().clone();
    assert!(id.0.starts_with("20261122T"), "{id}");
    let receipt = ledger.intend(0, at(1)).unwrap();
    assert_eq!(receipt.get(), &deed(1));
    assert_eq!(ledgers.open_plans().unwrap().0, [], "it is being worked on");
    assert!(matches!(ledgers.resume(&id, at(3)), Err(StoreError::Locked(_))));
    drop(ledger);

    let (open, damaged) = ledgers.open_plans().unwrap();
    assert!(damaged.is_empty());
    assert_eq!((open.len(), open[0].deeds, open[0].waiting, open[0].unsettled), (1, 2, 1, 1));

    let mut ledger = ledgers.resume(&id, at(3)).unwrap();
    ledger.append(&proven(0)).unwrap();
    ledger.append(&Entry { at: at(4), what: What::Skipped { step: 1, why: String::new() } }).unwrap();
    drop(ledger);
    assert_eq!(ledgers.open_plans().unwrap().0, []);
    assert_eq!(ledgers.list().unwrap(), [id]);
}

#[test]
fn a_receipt_is_refused_for_what_is_not_in_the_plan() {
    let (_folder, ledgers) = ledgers();
    let mut ledger = ledgers.begin(vec![deed(1)], None, at(0)).unwrap();
    assert!(ledger.intend(1, at(1)).is_err());
    ledger.intend(0, at(1)).unwrap();
    assert!(ledger.intend(0, at(1)).is_err(), "it may have been sent");
}

#[test]
fn every_prefix_of_a_ledger_replays_and_is_repaired() {
    let (_folder, ledgers) = ledgers();
    let mut ledger = ledgers.begin(vec![deed(1)], None, at(0)).unwrap();
    let id = ledger.plan().id().clone();
    ledger.intend(0, at(1)).unwrap();
    ledger.append(&proven(0)).unwrap();
    drop(ledger);
    let whole = std::fs::read(ledgers.path(&id)).unwrap();
    let lines: Vec<usize> = (1..=whole.len()).filter(|end| whole[end - 1] == b'\n').collect();
    for end in 0..=whole.len() {
        std::fs::write(ledgers.path(&id), &whole[..end]).unwrap();
        let entries = ledgers.read(&id).unwrap();
        assert_eq!(entries.len(), lines.iter().filter(|at| **at <= end).count(), "cut at {end}");
        // Going on repairs the end. Before the first whole line there is no plan to go on with.
        if let Ok(ledger) = ledgers.resume(&id, at(9)) {
            drop(ledger);
            // Whoever goes on with a plan that has ended closes it again.
            let more = if entries.len() < 3 { 1 } else { 2 };
            assert_eq!(ledgers.read(&id).unwrap().len(), entries.len() + more, "cut at {end}");
        } else {
            assert!(entries.is_empty(), "cut at {end}");
        }
    }
}

/// A plan of two deeds, of which the first is being sent; its file, and its name.
fn begun(ledgers: &Ledgers) -> (PlanId, Vec<u8>) {
    let mut ledger = ledgers.begin(vec![deed(1), deed(2)], None, at(0)).unwrap();
    ledger.intend(0, at(1)).unwrap();
    let id = ledger.plan().id().clone();
    (id.clone(), std::fs::read(ledgers.path(&id)).unwrap())
}

/// Only a line without its end may be taken for never written. Flipping the end itself makes such a line, and nobody
/// can tell the two apart.
#[test]
fn a_flipped_byte_is_reported_by_its_line() {
    let (_folder, ledgers) = ledgers();
    let (id, whole) = begun(&ledgers);
    let first = whole.iter().position(|b| *b == b'\n').unwrap();
    for n in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[n] ^= 0x04;
        std::fs::write(ledgers.path(&id), bytes).unwrap();
        match ledgers.read(&id) {
            Err(StoreError::Damaged { line: 1, last: false, .. }) => assert!(n <= first, "{n}"),
            Err(StoreError::Damaged { line: 2, last: true, .. }) => {
                assert!(n > first && n < whole.len() - 1, "{n}");
            }
            Ok(entries) => assert_eq!((n, entries.len()), (whole.len() - 1, 1)),
            other => panic!("byte {n}: {other:?}"),
        }
    }
}

#[test]
fn a_damaged_last_line_may_hide_that_a_step_was_sent() {
    let (_folder, ledgers) = ledgers();
    let (id, mut bytes) = begun(&ledgers);
    let in_the_last = bytes.len() - 20;
    bytes[in_the_last] ^= 0x04;
    std::fs::write(ledgers.path(&id), &bytes).unwrap();
    let (open, troubles) = ledgers.open_plans().unwrap();
    assert_eq!((open.len(), open[0].waiting, open[0].unsettled), (1, 0, 2));
    assert!(matches!(troubles[..], [StoreError::Damaged { line: 2, last: true, .. }]), "{troubles:?}");

    let ledger = ledgers.resume(&id, at(3)).unwrap();
    assert_eq!([0, 1].map(|step| ledger.plan().todo(step)), [Todo::Check; 2], "neither is sent unseen");
    drop(ledger);
    let kept = std::fs::read(ledgers.path(&id)).unwrap();
    assert!(kept.starts_with(&bytes), "the damaged line stays as it was found");
    let read = ledgers.read(&id).unwrap();
    assert!(matches!(read[1].what, What::Damaged { line: 2 }), "{read:?}");
    let (open, troubles) = ledgers.open_plans().unwrap();
    assert_eq!((open[0].waiting, open[0].unsettled, troubles.len()), (0, 2, 0), "it was taken care of");
}

#[test]
fn a_closed_plan_is_known_by_its_end() {
    let (_folder, ledgers) = ledgers();
    let mut ledger = ledgers.begin(vec![deed(1), deed(2)], None, at(0)).unwrap();
    let id = ledger.plan().id().clone();
    let end = |ledger: &mut Ledger, step: u32| {
        ledger.append(&Entry { at: at(2), what: What::Skipped { step, why: String::new() } }).unwrap();
    };
    let closed = || is_closed(&mut File::open(ledgers.path(&id)).unwrap()).unwrap();
    end(&mut ledger, 0);
    assert!(!closed());
    end(&mut ledger, 1);
    drop(ledger);
    assert!(closed());
    // Nothing before the end is looked at, so that a start costs what was left open.
    let mut bytes = std::fs::read(ledgers.path(&id)).unwrap();
    bytes[0] ^= 0x04;
    std::fs::write(ledgers.path(&id), &bytes).unwrap();
    let (open, troubles) = ledgers.open_plans().unwrap();
    assert_eq!((open.len(), troubles.len()), (0, 0));
    // Cut off anywhere, the end no longer says so, and the whole is read.
    std::fs::write(ledgers.path(&id), &bytes[..bytes.len() - 1]).unwrap();
    assert!(!closed());
    assert!(matches!(ledgers.open_plans().unwrap().1[..], [StoreError::Damaged { line: 1, .. }]));
}

#[test]
fn what_the_api_said_cannot_harm_the_reader_of_a_ledger() {
    let hostile = "a\u{1b}[31mb\u{9b}c\u{202e}d\u{200b}e\u{2028}f";
    let (_folder, ledgers) = ledgers();
    let mut ledger =
        ledgers.begin(vec![Deed { name: hostile.into(), ..deed(1) }], Some(hostile.into()), at(0)).unwrap();
    let id = ledger.plan().id().clone();
    ledger.append(&Entry { at: at(2), what: What::Proven { step: 0, how: hostile.into() } }).unwrap();
    let text = std::fs::read_to_string(ledgers.path(&id)).unwrap();
    assert!(!text.chars().any(|c| c != '\n' && crate::domain::text::is_hidden(c)), "{text:?}");
    let read = ledgers.read(&id).unwrap();
    assert!(matches!(&read[0].what, What::Began { deeds, by, .. }
        if deeds[0].name == hostile && by.as_deref() == Some(hostile)));
    assert!(matches!(&read[1].what, What::Proven { how, .. } if how == hostile));
}

/// A file system without locks (some network ones) is no other tokendeck.
#[rstest]
#[case::taken(TryLockError::WouldBlock, "another tokendeck is working on the plan p")]
#[case::no_locks(
    TryLockError::Error(io::Error::from_raw_os_error(37)),
    "cannot lock the ledger /l: No locks available"
)]
#[case::not_permitted(
    TryLockError::Error(io::Error::from_raw_os_error(1)),
    "cannot lock the ledger /l: Operation not"
)]
fn a_lock_that_is_not_to_be_had_says_why(#[case] tried: TryLockError, #[case] expected: &str) {
    let refused = unlocked(&PlanId("p".into()), Path::new("/l"), Err(tried)).unwrap_err();
    assert!(refused.to_string().starts_with(expected), "{refused}");
}

#[rstest]
#[case("../../etc/passwd")]
#[case("a/b")]
#[case("nothing-of-this-name")]
fn a_name_does_not_lead_out_of_the_folder(#[case] name: &str) {
    let (_folder, ledgers) = ledgers();
    assert!(matches!(ledgers.read(&PlanId(name.into())), Err(StoreError::NoSuchPlan(_))));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, ledgers) = ledgers();
    let ledger = ledgers.begin(vec![deed(1)], None, at(0)).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&ledgers.path(ledger.plan().id())), 0o600);
    assert_eq!(mode(&folder.path().join("data/ledgers")), 0o700);
    assert_eq!(mode(&folder.path().join("data")), 0o700);
}

/// A medium with room for so many bytes, which keeps what fitted of the line that did not.
#[derive(Clone)]
struct Small(Arc<Mutex<(Vec<u8>, usize)>>);

impl Disk for Small {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut guard = self.0.lock().unwrap();
        let (kept, room) = &mut *guard;
        let fits = bytes.len().min(room.saturating_sub(kept.len()));
        kept.extend_from_slice(&bytes[..fits]);
        if fits == bytes.len() { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.0.lock().unwrap().0.truncate(usize::try_from(len).unwrap());
        Ok(())
    }
}

#[test]
fn on_a_full_disk_there_is_no_receipt_and_no_damage() {
    let (_folder, ledgers) = ledgers();
    let mut ledger = ledgers.begin(vec![deed(1)], None, at(0)).unwrap();
    let begun = std::fs::read(&ledger.path).unwrap();
    let small = Small(Arc::new(Mutex::new((begun.clone(), begun.len() + 10))));
    ledger.disk = Box::new(small.clone());

    let refused = ledger.intend(0, at(1)).unwrap_err();
    assert!(matches!(refused.fault().kind, crate::protocol::FaultKind::Disk));
    assert_eq!(ledger.plan().state(0), Some(State::Waiting), "nothing may be sent");
    assert_eq!(small.0.lock().unwrap().0.len(), begun.len() + 10, "half a line is there");

    small.0.lock().unwrap().1 = usize::MAX;
    ledger.intend(0, at(2)).unwrap();
    let read = line::read(&small.0.lock().unwrap().0).unwrap();
    assert_eq!(read.entries.len(), 2, "the half line is gone");
}
