//! What we are about to do, on disk before it is done.
//!
//! One append-only file per plan. Nothing here can delete one, and nothing written here is a secret: deeds name
//! tokens by owner and id. Only the engine's door for deeds writes; reports and `doctor` read.

mod disk;
mod line;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use self::disk::Disk;
use super::error::StoreError;
use super::files;
use crate::clock::Time;
use crate::domain::deed::{Deed, PlanId};
use crate::domain::plan::{Entry, Plan, State, What};
use crate::protocol::OpenPlan;

/// The receipt for an intent that is safely on disk. Only [`Ledger::intend`] makes one; it carries the deed it is
/// for, so it fits no other.
#[derive(Debug)]
pub struct Durable<T>(T);

impl<T> Durable<T> {
    /// What was written down.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// The folder of the ledgers.
#[derive(Clone, Debug)]
pub struct Ledgers {
    folder: PathBuf,
}

const ENDING: &str = ".ledger";

impl Ledgers {
    /// The ledgers in `folder`, which is made when the first plan is begun.
    pub fn at(folder: PathBuf) -> Self {
        Ledgers { folder }
    }

    fn path(&self, id: &PlanId) -> PathBuf {
        self.folder.join(format!("{id}{ENDING}"))
    }

    /// Every plan on disk, oldest first.
    pub fn list(&self) -> Result<Vec<PlanId>, StoreError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(StoreError::io("cannot read the folder", &self.folder, e)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut plans: Vec<PlanId> =
            names.filter_map(|name| Some(PlanId(name.strip_suffix(ENDING)?.to_owned()))).collect();
        plans.sort();
        Ok(plans)
    }

    /// What a ledger says. A last line that was cut off is left out; a damaged one is [`StoreError::Damaged`].
    pub fn read(&self, id: &PlanId) -> Result<Vec<Entry>, StoreError> {
        let reading = self.reading(id)?;
        match reading.damaged {
            None => Ok(reading.entries),
            Some(line) => Err(StoreError::Damaged { plan: id.clone(), line, last: true }),
        }
    }

    fn reading(&self, id: &PlanId) -> Result<line::Reading, StoreError> {
        // A plan's name comes from people too; it must not lead out of the folder.
        if !id.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(StoreError::NoSuchPlan(id.clone()));
        }
        let path = self.path(id);
        let bytes = std::fs::read(&path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => StoreError::NoSuchPlan(id.clone()),
            _ => StoreError::io("cannot read the ledger", &path, e),
        })?;
        line::read(&bytes).map_err(|line| StoreError::Damaged { plan: id.clone(), line, last: false })
    }

    fn replay(&self, id: &PlanId) -> Result<Replay, StoreError> {
        let reading = self.reading(id)?;
        let plan = Plan::replay(&reading.entries)
            .map_err(|e| StoreError::Illegal { plan: id.clone(), why: e.to_string() })?;
        Ok(Replay { plan, good: reading.good, damaged: reading.damaged })
    }

    /// Plans that are not finished and that nobody is working on, oldest first, and what is wrong with ledgers: a plan
    /// with a damaged last line is in both lists. Of a closed plan only the end of its file is read (0.01 ms each),
    /// because there are hundreds of them after a while and a start must not wait for that.
    pub fn open_plans(&self) -> Result<(Vec<OpenPlan>, Vec<StoreError>), StoreError> {
        let (mut open, mut troubles) = (Vec::new(), Vec::new());
        for id in self.list()? {
            match self.unfinished(&id, &mut troubles) {
                Ok(plan) => open.extend(plan),
                Err(e) => troubles.push(e),
            }
        }
        Ok((open, troubles))
    }

    /// What is wrong with any ledger, also inside closed ones: reads all of them whole, which takes longer with every
    /// plan and is for whoever asks for it.
    pub fn troubles(&self) -> Result<Vec<StoreError>, StoreError> {
        let wrong = |id: &PlanId| match self.replay(id) {
            Ok(replay) => {
                replay.damaged.map(|line| StoreError::Damaged { plan: id.clone(), line, last: true })
            }
            Err(error) => Some(error),
        };
        Ok(self.list()?.iter().filter_map(wrong).collect())
    }

    fn unfinished(
        &self,
        id: &PlanId,
        troubles: &mut Vec<StoreError>,
    ) -> Result<Option<OpenPlan>, StoreError> {
        let path = self.path(id);
        let unreadable = |e| StoreError::io("cannot read the ledger", &path, e);
        let mut file = File::open(&path).map_err(unreadable)?;
        if is_closed(&mut file).map_err(unreadable)? {
            return Ok(None);
        }
        let Replay { plan: Some(mut plan), damaged, .. } = self.replay(id)? else { return Ok(None) };
        match unlocked(id, &path, file.try_lock_shared()) {
            Ok(()) => {}
            Err(StoreError::Locked(_)) => return Ok(None),
            // Nobody can say whether somebody works on it. Hiding an unfinished plan would be worse than showing it.
            Err(e) => troubles.push(e),
        }
        if let Some(line) = damaged {
            troubles.push(StoreError::Damaged { plan: id.clone(), line, last: true });
            let entry = Entry { at: plan.began(), what: What::Damaged { line } };
            plan.record(&entry).map_err(|e| StoreError::Illegal { plan: id.clone(), why: e.to_string() })?;
        }
        Ok(open_plan(&plan))
    }

    /// Begins a plan of this person or token: the deeds are on disk when this returns.
    pub fn begin(&self, deeds: Vec<Deed>, by: Option<String>, at: Time) -> Result<Ledger, StoreError> {
        files::make_folder(&self.folder)?;
        let stamp: String = at.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let id = PlanId(format!("{stamp}-{:04x}", rand::random::<u16>()));
        let path = self.path(&id);
        let file = files::private()
            .append(true)
            .create_new(true)
            .open(&path)
            .map_err(|e| StoreError::io("cannot begin the ledger", &path, e))?;
        unlocked(&id, &path, file.try_lock())?;
        let plan = Plan::new(id.clone(), at, deeds.clone(), by.clone());
        let mut ledger = Ledger { plan, path, disk: Box::new(file), good: 0, torn: false };
        ledger.write(&[Entry { at, what: What::Began { plan: id, deeds, by } }])?;
        files::sync_folder_of(&ledger.path)
            .map_err(|e| StoreError::io("cannot begin the ledger", &ledger.path, e))?;
        Ok(ledger)
    }

    /// Opens the ledger of a plan to go on with it. Refused while another process works on it. Behind a damaged last
    /// line, which stays as it is, it is written down that whatever was waiting may have been sent.
    pub fn resume(&self, id: &PlanId, at: Time) -> Result<Ledger, StoreError> {
        self.reading(id)?;
        let path = self.path(id);
        let file = files::private()
            .append(true)
            .open(&path)
            .map_err(|e| StoreError::io("cannot open the ledger", &path, e))?;
        unlocked(id, &path, file.try_lock())?;
        // Read again: whoever held the lock may have written in between.
        let Replay { plan, good, damaged } = self.replay(id)?;
        let plan = plan.ok_or_else(|| StoreError::NoSuchPlan(id.clone()))?;
        let mut ledger = Ledger { plan, path, disk: Box::new(file), good, torn: true };
        if let Some(line) = damaged {
            ledger.append(&Entry { at, what: What::Damaged { line } })?;
        }
        ledger.append(&Entry { at, what: What::Resumed })?;
        Ok(ledger)
    }
}

/// What a ledger says, put together.
struct Replay {
    plan: Option<Plan>,
    /// As in [`line::Reading`].
    good: u64,
    damaged: Option<usize>,
}

/// What it means that a lock was not to be had. Only one answer means that somebody else has it.
fn unlocked(id: &PlanId, path: &Path, tried: Result<(), TryLockError>) -> Result<(), StoreError> {
    tried.map_err(|e| match e {
        TryLockError::WouldBlock => StoreError::Locked(id.clone()),
        TryLockError::Error(e) => StoreError::io("cannot lock the ledger", path, e),
    })
}

fn is_closed(file: &mut File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(line::CLOSING)))?;
    let mut end = Vec::new();
    file.take(line::CLOSING).read_to_end(&mut end)?;
    Ok(line::closed(&end))
}

fn open_plan(plan: &Plan) -> Option<OpenPlan> {
    let waiting = plan.count(&[State::Waiting]);
    let unsettled = plan.count(&[State::Sending, State::Answered, State::Unproven, State::Unknown]);
    (waiting + unsettled > 0).then(|| OpenPlan {
        id: plan.id().clone(),
        began: plan.began(),
        deeds: plan.deeds().len().try_into().unwrap_or(u32::MAX),
        waiting,
        unsettled,
    })
}

/// The ledger of one plan, open for writing and locked against other processes until it is dropped.
pub struct Ledger {
    plan: Plan,
    path: PathBuf,
    disk: Box<dyn Disk>,
    /// Length of what is known to be whole.
    good: u64,
    /// Whether there may be something behind that: it is cut off before the next line.
    torn: bool,
}

impl Ledger {
    /// The plan as the ledger tells it.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Writes down that a step is about to be sent. The receipt is the only key to the door for deeds.
    pub fn intend(&mut self, step: u32, at: Time) -> Result<Durable<Deed>, StoreError> {
        let Some(deed) = self.plan.deed(step).cloned() else {
            return Err(self.illegal(format!("step {step} is not in the plan")));
        };
        self.append(&Entry { at, what: What::Sending { step, verb: deed.verb, token: deed.token.clone() } })?;
        Ok(Durable(deed))
    }

    /// Writes down what happened. On disk when this returns; if it fails, neither the file nor the plan has changed.
    /// The entry that ends the last open step closes the ledger.
    pub fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.plan.legal(&entry.what).map_err(|e| self.illegal(e.to_string()))?;
        let mut entries = vec![entry.clone()];
        if self.plan.rests_after(&entry.what) {
            entries.push(Entry { at: entry.at, what: What::Closed });
        }
        self.write(&entries)?;
        entries.iter().try_for_each(|e| self.plan.record(e)).map_err(|e| self.illegal(e.to_string()))
    }

    fn illegal(&self, why: String) -> StoreError {
        StoreError::Illegal { plan: self.plan.id().clone(), why }
    }

    fn write(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let lines: Result<String, _> = entries.iter().map(line::print).collect();
        let lines = lines.map_err(|e| self.illegal(e.to_string()))?;
        let done = self.write_lines(&lines);
        // After a failure nobody knows how much of it is there.
        self.torn = done.is_err();
        done.map_err(|e| StoreError::io("cannot write the ledger", &self.path, e))?;
        self.good += lines.len() as u64;
        Ok(())
    }

    fn write_lines(&mut self, lines: &str) -> io::Result<()> {
        if self.torn {
            self.disk.cut(self.good)?;
        }
        self.disk.append(lines.as_bytes())?;
        self.disk.sync()
    }
}
