//! `matrix show`

use super::{Desk, export, list};
use crate::cli::args::Format;
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::sheet::Sheet;
use crate::domain::matrix::permissions;
use crate::domain::matrix::{ContradictionKind, Product};

/// Prints a product or a snapshot.
pub(super) fn run(desk: &mut Desk<'_>, name: &str) -> Result<Exit, Failure> {
    if let Some(found) = desk.matrix.product(name).cloned() {
        return product(desk, &found);
    }
    if let Some(found) = desk.matrix.snapshot(name).cloned() {
        for (what, text) in [("source", Some(&found.source)), ("dated by", found.basis.as_ref())] {
            if let Some(text) = text {
                desk.out.say(&format!("{what}: {text}"));
            }
        }
        desk.out.report(&export::rows(&found))?;
        return Ok(Exit::Done);
    }
    match desk.matrix.finding_on_unlisted(name) {
        Some(finding) => {
            let item = Item::new().with("product", name).with("status", "absent").with("note", finding);
            let mut sheet = Sheet::new(["product", "status", "note"]);
            sheet.push(item, [name, "absent", finding]);
            desk.out.report(&sheet)?;
            Ok(Exit::Done)
        }
        None => Err(Failure::usage(format!(
            "There is no product and no snapshot \"{name}\"; see: tokendeck matrix list"
        ))),
    }
}

fn product(desk: &mut Desk<'_>, product: &Product) -> Result<Exit, Failure> {
    let mapping = permissions::shipped().of_product(&product.name);
    let item = list::item(&desk.matrix, product).with("permissions", mapping);
    if desk.out.report_format() != Format::Table {
        let mut sheet = Sheet::new(["product", "status", "note"]);
        let note = product.doubt.as_deref().or(product.note.as_deref()).unwrap_or("");
        sheet.push(item, [product.name.to_string(), desk.matrix.now(product).to_string(), note.to_owned()]);
        desk.out.report(&sheet)?;
        return Ok(Exit::Done);
    }
    let mut lines = vec![product.name.to_string()];
    if !product.aliases.is_empty() {
        lines.push(format!("  also known as  {}", product.aliases.join(", ")));
    }
    for (snapshot, status) in desk.matrix.snapshots().iter().zip(product.statuses()) {
        lines.push(format!("  {:<16}  {:<10}  {status}", snapshot.id, snapshot.date));
    }
    let contradiction = desk.matrix.contradiction(product).map(|c| match c.kind {
        ContradictionKind::Flip => "the snapshots list it with different statuses",
        ContradictionKind::Presence => "not every snapshot lists it",
        ContradictionKind::Doubt => "the snapshots agree, but there is reason to doubt them",
    });
    lines.extend(contradiction.map(|text| format!("  sources        {text}")));
    lines.extend(product.note.iter().map(|note| format!("  note           {note}")));
    lines.extend(product.doubt.iter().map(|doubt| format!("  doubt          {doubt}")));
    if let Some(mapping) = mapping {
        let list = |names: &[Box<str>]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        lines.push(format!("  permissions    {}", list(&mapping.own)));
        lines.push(format!("  shared with    {}", list(&mapping.shared)));
        lines.push(format!("  confidence     {} ({})", mapping.confidence, mapping.evidence));
    }
    lines.iter().try_for_each(|line| desk.out.line(line))?;
    Ok(Exit::Done)
}
