//! What we are about to do, on disk before it is done.
//!
//! One append-only file per plan. Nothing here can delete one, and nothing written here is a secret: deeds name
//! tokens by owner and id. Only the engine's door for deeds writes; reports and `doctor` read.

mod disk;
mod line;
#[cfg(test)]
mod tests;

use std::fs::File;
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
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(StoreError::io("cannot read the folder", &self.folder, e)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut plans: Vec<PlanId> =
            names.filter_map(|name| Some(PlanId(name.strip_suffix(ENDING)?.to_owned()))).collect();
        plans.sort();
        Ok(plans)
    }

    /// The whole lines of a ledger. A torn last line is left out; a torn line before that is [`StoreError::Torn`].
    pub fn read(&self, id: &PlanId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.reading(id)?.entries)
    }

    fn reading(&self, id: &PlanId) -> Result<line::Reading, StoreError> {
        // A plan's name comes from people too; it must not lead out of the folder.
        if !id.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(StoreError::NoSuchPlan(id.clone()));
        }
        let path = self.path(id);
        let bytes = std::fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => StoreError::NoSuchPlan(id.clone()),
            _ => StoreError::io("cannot read the ledger", &path, e),
        })?;
        line::read(&bytes).map_err(|line| StoreError::Torn { plan: id.clone(), line })
    }

    fn replay(&self, id: &PlanId) -> Result<(Option<Plan>, u64), StoreError> {
        let reading = self.reading(id)?;
        let plan = Plan::replay(&reading.entries)
            .map_err(|e| StoreError::Illegal { plan: id.clone(), why: e.to_string() })?;
        Ok((plan, reading.good))
    }

    /// Plans that are not finished and that nobody is working on, oldest first, and what could not be read.
    pub fn open_plans(&self) -> Result<(Vec<OpenPlan>, Vec<StoreError>), StoreError> {
        let (mut open, mut damaged) = (Vec::new(), Vec::new());
        for id in self.list()? {
            match self.replay(&id) {
                Ok((Some(plan), _)) => open.extend(open_plan(&plan).filter(|_| !self.in_use(&id))),
                Ok((None, _)) => {}
                Err(e) => damaged.push(e),
            }
        }
        Ok((open, damaged))
    }

    fn in_use(&self, id: &PlanId) -> bool {
        let lock = |path: &Path| File::open(path)?.try_lock_shared().map_err(std::io::Error::from);
        lock(&self.path(id)).is_err()
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
        file.try_lock().map_err(|_| StoreError::Locked(id.clone()))?;
        let plan = Plan::new(id.clone(), at, deeds.clone(), by.clone());
        let mut ledger = Ledger { plan, path, disk: Box::new(file), good: 0, torn: false };
        ledger.write(&Entry { at, what: What::Began { plan: id, deeds, by } })?;
        files::sync_folder_of(&ledger.path)
            .map_err(|e| StoreError::io("cannot begin the ledger", &ledger.path, e))?;
        Ok(ledger)
    }

    /// Opens the ledger of a plan to go on with it. Refused while another process works on it.
    pub fn resume(&self, id: &PlanId, at: Time) -> Result<Ledger, StoreError> {
        self.reading(id)?;
        let path = self.path(id);
        let file = files::private()
            .append(true)
            .open(&path)
            .map_err(|e| StoreError::io("cannot open the ledger", &path, e))?;
        file.try_lock().map_err(|_| StoreError::Locked(id.clone()))?;
        // Read again: whoever held the lock may have written in between.
        let (plan, good) = self.replay(id)?;
        let plan = plan.ok_or_else(|| StoreError::NoSuchPlan(id.clone()))?;
        let mut ledger = Ledger { plan, path, disk: Box::new(file), good, torn: true };
        ledger.append(&Entry { at, what: What::Resumed })?;
        Ok(ledger)
    }
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
    pub fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.plan.legal(&entry.what).map_err(|e| self.illegal(e.to_string()))?;
        self.write(entry)?;
        self.plan.record(entry).map_err(|e| self.illegal(e.to_string()))
    }

    fn illegal(&self, why: String) -> StoreError {
        StoreError::Illegal { plan: self.plan.id().clone(), why }
    }

    fn write(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let line = line::print(entry).map_err(|e| self.illegal(e.to_string()))?;
        let done = self.write_line(&line);
        // After a failure nobody knows how much of the line is there.
        self.torn = done.is_err();
        done.map_err(|e| StoreError::io("cannot write the ledger", &self.path, e))?;
        self.good += line.len() as u64;
        Ok(())
    }

    fn write_line(&mut self, line: &str) -> std::io::Result<()> {
        if self.torn {
            self.disk.cut(self.good)?;
        }
        self.disk.append(line.as_bytes())?;
        self.disk.sync()
    }
}
