//! `keys`: every command of the dashboard with its keys.

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::sheet::Sheet;
use crate::command;

/// Prints the table.
pub fn list(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["command", "keys", "help"]);
    for spec in command::ALL {
        let changed = call.loaded.config.keys.get(spec.name);
        let keys = changed.map_or_else(|| spec.keys.join(" "), |change| change.keys.join(" "));
        let item = Item::new()
            .with("command", spec.name)
            .with("keys", keys.split_whitespace().collect::<Vec<_>>())
            .with("danger", spec.danger)
            .with("help", spec.help);
        sheet.push(item, [spec.name.to_owned(), keys, spec.help.to_owned()]);
    }
    call.out.report(&sheet)?;
    Ok(Exit::Done)
}
