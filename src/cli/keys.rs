//! `keys`: every command of the dashboard with its keys.

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::sheet::Sheet;
use crate::app::Keymap;
use crate::app::Refusal;
use crate::app::Remap;
use crate::command;
use crate::command::Command;
use crate::command::Key;
use crate::config::Config;
use crate::config::Mistake;
use crate::config::mistake::did_you_mean;

/// Prints the table.
pub fn list(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["command", "keys", "help"]);
    let (keymap, _) = Keymap::new(&remaps(&call.loaded.config));
    for spec in command::ALL {
        let keys: Vec<String> = keymap.keys(spec.command).iter().map(Key::to_string).collect();
        let shown = keys.join(" ");
        let item = Item::new()
            .with("command", spec.name)
            .with("keys", keys)
            .with("danger", spec.danger)
            .with("help", spec.help);
        sheet.push(item, [spec.name.to_owned(), shown, spec.help.to_owned()]);
    }
    call.out.report(&sheet)?;
    // What is listed is what holds; what was asked for and does not hold is named.
    for mistake in mistakes(&call.loaded.config) {
        call.out.say(&mistake.to_string());
    }
    Ok(Exit::Done)
}

/// The changes of keys that the settings ask for, in the order of their lines; entries that name no command or no key
/// are left out.
pub fn remaps(config: &Config) -> Vec<Remap> {
    let mut changes: Vec<_> = config.keys.iter().collect();
    changes.sort_by_key(|(_, change)| change.line);
    changes
        .into_iter()
        .filter_map(|(name, change)| {
            let key = change.key.as_deref().map(str::parse).transpose().ok()?;
            Some(Remap { command: Command::named(name)?, key })
        })
        .collect()
}

/// What is wrong with the table of keys: commands and keys that do not exist, keys that another command has where both
/// can be given. Those entries are left out.
pub fn mistakes(config: &Config) -> Vec<Mistake> {
    let (keymap, refused) = Keymap::new(&remaps(config));
    let (_, of_views) = keymap.with_views(config.views.iter().map(|saved| &saved.view));
    let line = |command: Command| config.keys.get(command.spec().name).map(|change| change.line);
    let mut mistakes: Vec<_> = refused
        .iter()
        .map(|refused| {
            let rival = match refused.why {
                Refusal::Taken(_, rival) => line(rival),
                Refusal::Typed(_) | Refusal::WayOut => None,
            };
            let rival = rival.map_or(String::new(), |line| format!(" (line {line})"));
            Mistake { line: line(refused.command), what: format!("keys: {refused}{rival}") }
        })
        .collect();
    mistakes.extend(
        of_views
            .into_iter()
            .map(|(place, what)| Mistake { line: config.views.get(place).map(|saved| saved.key_line), what }),
    );
    for (name, change) in &config.keys {
        if Command::named(name).is_none() {
            let near = did_you_mean(name, command::ALL.iter().map(|spec| spec.name));
            mistakes.push(Mistake::at(change.line, format!("keys: there is no command {name}{near}")));
        } else if let Some(Err(error)) = change.key.as_deref().map(str::parse::<Key>) {
            mistakes.push(Mistake::at(change.line, format!("keys.{name}: {error}")));
        }
    }
    mistakes
}
