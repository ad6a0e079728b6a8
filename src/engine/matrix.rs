//! The compatibility matrix on this machine: imported snapshots told, kept and deleted, and pages read to be imported.
//!
//! What a page says is judged in `domain::matrix::import`, by whoever asked for it; here it is only fetched.

use super::core::Cx;
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::import::LARGEST_PAGE;
use crate::protocol::{Event, Fault, FaultKind, Outcome};
use crate::store::page;

/// Tells which snapshots were imported. Files that are none are named and left where they are.
pub(super) async fn tell(cx: &Cx) {
    let snapshots = cx.core.snapshots.clone();
    let listed = match cx.core.blocking(move || snapshots.list().map_err(|e| e.fault())).await {
        Ok(Ok(listed)) => listed,
        Ok(Err(fault)) | Err(fault) => return cx.say(Event::Notice(fault)).await,
    };
    for (path, why) in listed.unreadable {
        let what = format!("{} is no snapshot and was left out: {why}.", path.display());
        cx.say(Event::Notice(Fault::new(FaultKind::Disk, what, "Mend the file or delete it."))).await;
    }
    cx.say(Event::Snapshots(listed.snapshots)).await;
}

/// Reads a file that somebody named.
pub(super) async fn read_page(cx: &Cx, path: String) -> Result<Outcome, Fault> {
    let read = cx.core.blocking(move || page::read(&path, LARGEST_PAGE).map_err(|e| e.fault())).await?;
    read.map(Outcome::Page)
}

/// Keeps a snapshot, and tells of it.
pub(super) async fn keep(cx: &Cx, snapshot: Snapshot) -> Result<Outcome, Fault> {
    let (snapshots, id) = (cx.core.snapshots.clone(), snapshot.id.clone());
    cx.core.blocking(move || snapshots.save(&snapshot).map_err(|e| e.fault())).await??;
    tell(cx).await;
    Ok(Outcome::SnapshotKept(id))
}

/// Deletes a snapshot, and tells what is left.
pub(super) async fn remove(cx: &Cx, id: Box<str>) -> Result<Outcome, Fault> {
    let (snapshots, wanted) = (cx.core.snapshots.clone(), id.clone());
    cx.core.blocking(move || snapshots.remove(&wanted).map_err(|e| e.fault())).await??;
    tell(cx).await;
    Ok(Outcome::SnapshotRemoved(id))
}
