//! `matrix list` and `matrix diff`

use super::Desk;
use super::args::{List, Said};
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::sheet::Sheet;
use crate::domain::matrix::{Matrix, Product, Status};

/// Prints products, newest status first, with the history.
pub(super) fn products(desk: &mut Desk<'_>, asked: &List) -> Result<Exit, Failure> {
    let changed = match &asked.changed_since {
        None => None,
        Some(id) => {
            desk.snapshot(id)?;
            desk.matrix.diff(id, "newest")
        }
    };
    let mut sheet = Sheet::new(["product", "status", "history", "confidence", "note"]);
    for product in desk.matrix.search(&asked.words.join(" ")) {
        let now = desk.matrix.now(product);
        let is_changed =
            |c: &Vec<_>| c.iter().any(|c: &crate::domain::matrix::Change| c.product == product.name);
        if asked.status.is_none_or(|said| matches(said, &now)) && changed.as_ref().is_none_or(is_changed) {
            sheet.push(
                item(&desk.matrix, product),
                [
                    product.name.to_string(),
                    now.to_string(),
                    history(product),
                    if product.doubt.is_some() { "uncertain" } else { "" }.to_owned(),
                    product.doubt.as_deref().or(product.note.as_deref()).unwrap_or("").to_owned(),
                ],
            );
        }
    }
    age(desk);
    desk.out.list(&sheet)?;
    Ok(Exit::Done)
}

fn matches(said: Said, status: &Status) -> bool {
    match said {
        Said::Yes => *status == Status::Yes,
        Said::Partial => matches!(status, Status::Partial(_)),
        Said::No => *status == Status::No,
        Said::Absent => *status == Status::Absent,
    }
}

/// `no → yes → yes`: the statuses of all snapshots, oldest first.
fn history(product: &Product) -> String {
    let words: Vec<&str> = product.statuses().iter().map(Status::word).collect();
    words.join(" → ")
}

/// A product as an object.
pub(super) fn item(matrix: &Matrix, product: &Product) -> Item {
    let mut statuses = Item::new();
    for (snapshot, status) in matrix.snapshots().iter().zip(product.statuses()) {
        statuses.set(&snapshot.id, status);
    }
    Item::new()
        .with("product", &product.name)
        .with("aliases", &product.aliases)
        .with("status", matrix.now(product))
        .with("snapshots", statuses)
        .with("note", &product.note)
        .with("doubt", &product.doubt)
        .with("contradiction", matrix.contradiction(product).map(|c| c.kind))
        .with("shipped", product.shipped)
}

fn age(desk: &mut Desk<'_>) {
    let Some((newest, days)) = desk.matrix.newest().zip(desk.matrix.age_in_days(desk.now)) else { return };
    let told = format!("The newest snapshot, {}, is {days} days old ({}).", newest.id, newest.date);
    desk.out.say(&told);
}

/// Prints the snapshots, oldest first.
pub(super) fn snapshots(desk: &mut Desk<'_>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["id", "date", "days old", "yes", "partial", "no", "from", "title"]);
    for snapshot in desk.matrix.snapshots() {
        let count = |word: &str| snapshot.rows().iter().filter(|r| r.status.word() == word).count();
        let (yes, partial, no) = (count("yes"), count("partial"), count("no"));
        let (age, from) =
            (snapshot.age_in_days(desk.now), if snapshot.shipped { "shipped" } else { "imported" });
        let item = Item::new()
            .with("id", &snapshot.id)
            .with("title", &snapshot.title)
            .with("date", &snapshot.date)
            .with("window", &snapshot.window)
            .with("basis", &snapshot.basis)
            .with("source", &snapshot.source)
            .with("age_days", age)
            .with("shipped", snapshot.shipped)
            .with("counts", Item::new().with("yes", yes).with("partial", partial).with("no", no));
        sheet.push(
            item,
            [
                snapshot.id.to_string(),
                snapshot.date.to_string(),
                age.to_string(),
                yes.to_string(),
                partial.to_string(),
                no.to_string(),
                from.to_owned(),
                snapshot.title.to_string(),
            ],
        );
    }
    desk.out.list(&sheet)?;
    Ok(Exit::Done)
}

/// Prints what changed from one snapshot to another.
pub(super) fn diff(desk: &mut Desk<'_>, before: Option<&str>, after: Option<&str>) -> Result<Exit, Failure> {
    let ids: Vec<&str> = desk.matrix.snapshots().iter().map(|s| &*s.id).collect();
    let previous = ids.len().checked_sub(2).map_or("oldest", |at| ids[at]);
    let (before, after) =
        (desk.snapshot(before.unwrap_or(previous))?, desk.snapshot(after.unwrap_or("newest"))?);
    let mut sheet = Sheet::new(["product", "change", "before", "after"]);
    for change in desk.matrix.diff(&before.id, &after.id).unwrap_or_default() {
        let item = Item::new()
            .with("product", &change.product)
            .with("change", change.kind)
            .with("before", &change.before)
            .with("after", &change.after);
        let cells = [change.product.to_string(), change.kind.word().to_owned()];
        sheet.push(item, cells.into_iter().chain([change.before.to_string(), change.after.to_string()]));
    }
    let told = format!("From {} ({}) to {} ({}):", before.id, before.date, after.id, after.date);
    desk.out.say(&told);
    desk.out.list(&sheet)?;
    Ok(Exit::Done)
}
