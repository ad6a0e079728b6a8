//! `matrix …`: which product takes account-owned tokens. One file a verb, and what they share.

pub mod args;
mod check;
mod export;
mod import;
mod list;
mod probe;
mod show;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use args::{Check, Matrix as Verb};

use super::args::Format;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::output::Output;
use crate::clock::Time;
use crate::domain::matrix::{Matrix, Snapshot};
use crate::store::Snapshots;

/// Runs a verb.
pub async fn run(call: &mut Call<'_>, verb: Verb) -> Result<Exit, Failure> {
    match verb {
        Verb::List(asked) if asked.snapshots => at_desk(call, list::snapshots),
        Verb::List(asked) => at_desk(call, |desk| list::products(desk, &asked)),
        Verb::Show { name } => at_desk(call, |desk| show::run(desk, &name)),
        Verb::Diff { before, after } => {
            at_desk(call, |desk| list::diff(desk, before.as_deref(), after.as_deref()))
        }
        Verb::Import(asked) => at_desk(call, |desk| import::run(desk, &asked)),
        Verb::Export { id } => at_desk(call, |desk| export::run(desk, &id)),
        Verb::Remove { id } => at_desk(call, |desk| import::remove(desk, &id)),
        Verb::Check(Check { token: Some(token), twin_to, .. }) => {
            check::token(call, &token, twin_to.as_deref()).await
        }
        Verb::Check(asked) => at_desk(call, |desk| check::permissions(desk, &asked)),
        Verb::Probe(asked) => probe::run(call, &asked).await,
    }
}

/// Runs a verb that needs no credential.
fn at_desk(
    call: &mut Call<'_>,
    verb: impl FnOnce(&mut Desk<'_>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let mut desk = Desk::new(&call.places.data, call.clock.now(), call.global.output, call.out)?;
    verb(&mut desk)
}

/// What every verb works with: the matrix, the folder of imported snapshots, the present time, the output.
struct Desk<'o> {
    matrix: Matrix,
    kept: Snapshots,
    now: Time,
    format: Option<Format>,
    out: &'o mut Output,
}

impl<'o> Desk<'o> {
    fn new(data: &Path, now: Time, format: Option<Format>, out: &'o mut Output) -> Result<Self, Failure> {
        let matrix = Matrix::shipped().with(imported(data, out)?);
        Ok(Desk { matrix, kept: Snapshots::in_data(data), now, format, out })
    }

    fn snapshot(&self, id: &str) -> Result<&Snapshot, Failure> {
        self.matrix.snapshot(id).ok_or_else(|| {
            let ids: Vec<&str> = self.matrix.snapshots().iter().map(|s| &*s.id).collect();
            Failure::usage(format!("There is no snapshot \"{id}\". There are: {}", ids.join(", ")))
        })
    }
}

/// The imported snapshots in the data folder; files that are none are named.
///
/// # Errors
/// The folder is there and cannot be read.
pub(super) fn imported(data: &Path, out: &mut Output) -> Result<Vec<Snapshot>, Failure> {
    let found = Snapshots::in_data(data).list().map_err(|e| Failure::from(e.fault()))?;
    for (path, why) in &found.unreadable {
        out.say(&format!("{} is no snapshot and was left out: {why}", path.display()));
    }
    Ok(found.snapshots)
}

/// Reads a text file, or standard input for `-`, up to one byte more than `most`: whoever judges it sees that it is
/// too large.
pub(in crate::cli) fn text_of(from: &Path, most: usize) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let limit = most as u64 + 1;
    let read = if from == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(from).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|e| Failure::usage(format!("{}: {e}", from.display())))?;
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{}: this is not text", from.display())))
}

#[cfg(test)]
mod tests;
