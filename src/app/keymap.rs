//! Which command a key means where.

use std::collections::BTreeMap;
use std::fmt;

use crate::command::ALL;
use crate::command::Code;
use crate::command::Command;
use crate::command::CommandSpec;
use crate::command::Key;
use crate::command::Layer;
use crate::domain::view::View;
use crate::screens::cx::Keys;
use crate::ui::field::Edit;

/// Keys by layer: the defaults of [`ALL`], changed by the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    by_key: BTreeMap<(Key, Layer), Command>,
    by_command: BTreeMap<Command, Vec<Key>>,
    views: BTreeMap<Key, String>,
}

/// A change of keys from the configuration: the new key, or `None` to switch the command's keys off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remap {
    /// The command.
    pub command: Command,
    /// Its only key from now on.
    pub key: Option<Key>,
}

/// A change of keys that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The command that keeps its keys.
    pub command: Command,
    /// Why.
    pub why: Refusal,
}

/// Why a change of keys is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This other command has the key where the command can be given too.
    Taken(Key, Command),
    /// The command can be given while something is typed, and there the key has a use.
    Typed(Key),
    /// There must be one way out that always works.
    WayOut,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.command.spec().name;
        match self.why {
            Refusal::Taken(key, rival) => {
                let rival = rival.spec().name;
                write!(f, "{key} for {name} is taken by {rival}; give that one another key first")
            }
            Refusal::Typed(key) => {
                write!(
                    f,
                    "{name} works while one types, where {key} has a use; choose a function key, or one with ctrl or alt"
                )
            }
            Refusal::WayOut => write!(f, "{name} keeps its key: ctrl-c always leaves"),
        }
    }
}

impl Keymap {
    /// The defaults with the given changes, taken together: two commands may swap their keys. Answers also which
    /// changes are left out: those that collide with another command that can be given in the same place (of two that
    /// collide with each other the later one), those that would take a key away from whoever types, and any of `interrupt`.
    pub fn new(remaps: &[Remap]) -> (Keymap, Vec<Refused>) {
        let default = |command: Command| -> Vec<Key> {
            command.spec().keys.iter().filter_map(|k| k.parse().ok()).collect()
        };
        let mut keys: BTreeMap<Command, Vec<Key>> =
            ALL.iter().map(|s| (s.command, default(s.command))).collect();
        keys.extend(remaps.iter().map(|r| (r.command, r.key.into_iter().collect())));
        let mut refused = Vec::new();
        // A change that is left out gives its command the default keys back, which an earlier change may have taken.
        let mut open: Vec<&Remap> = remaps.iter().collect();
        while let Some((place, why)) =
            open.iter().enumerate().rev().find_map(|(n, remap)| Some((n, refusal(remap, &keys)?)))
        {
            let command = open.remove(place).command;
            keys.insert(command, default(command));
            refused.push(Refused { command, why });
        }
        let by_key = keys
            .iter()
            .flat_map(|(command, keys)| keys.iter().map(|k| ((*k, command.spec().layer), *command)))
            .collect();
        (Keymap { by_key, by_command: keys, views: BTreeMap::new() }, refused)
    }

    /// The same keys, and those that open saved views. Answers also whose keys (by the place of the view) are none, or
    /// mean something already; such a view has no key.
    pub fn with_views<'v>(
        mut self,
        views: impl IntoIterator<Item = &'v View>,
    ) -> (Keymap, Vec<(usize, String)>) {
        let mut complaints = Vec::new();
        for (place, view) in views.into_iter().enumerate() {
            let Some(text) = &view.key else { continue };
            let taken = |key| self.taken(key).map_or(Ok(key), Err);
            match text.parse::<Key>().map_err(|error| error.to_string()).and_then(taken) {
                Ok(key) => drop(self.views.insert(key, view.name.clone())),
                Err(what) => complaints.push((place, format!("view \"{}\": {what}", view.name))),
            }
        }
        (self, complaints)
    }

    /// What a key means already.
    fn taken(&self, key: Key) -> Option<String> {
        let mut commands = self.by_key.iter().filter(|((taken, _), _)| *taken == key);
        let command = commands.find(|((_, layer), _)| *layer != Layer::Welcome);
        command
            .map(|(_, command)| format!("{key} is taken by {}", command.spec().name))
            .or_else(|| self.views.get(&key).map(|name| format!("{key} is taken by view \"{name}\"")))
    }

    /// The saved view that a key opens.
    pub fn view(&self, key: Key) -> Option<&str> {
        self.views.get(&key).map(String::as_str)
    }

    /// The command of a key, in the first of the layers that knows it.
    pub fn resolve(&self, key: Key, layers: &[Layer]) -> Option<Command> {
        layers.iter().find_map(|layer| self.by_key.get(&(key, *layer)).copied())
    }

    /// A command that the key has in some other place.
    pub fn elsewhere(&self, key: Key) -> Option<&'static CommandSpec> {
        self.by_key.iter().find(|((known, _), _)| *known == key).map(|(_, command)| command.spec())
    }

    /// The keys of a command, the first being the one to show.
    pub fn keys(&self, command: Command) -> &[Key] {
        self.by_command.get(&command).map_or(&[], Vec::as_slice)
    }

    /// The keys as sentences name them.
    pub fn named(&self) -> Keys {
        Keys::new(self.by_command.iter().map(|(command, keys)| (*command, keys.first().copied())))
    }

    /// The key to show for a command; empty if it has none.
    pub fn shown(&self, command: Command) -> String {
        self.keys(command).first().map(Key::to_string).unwrap_or_default()
    }
}

/// Why a change cannot be, if it cannot.
fn refusal(remap: &Remap, keys: &BTreeMap<Command, Vec<Key>>) -> Option<Refusal> {
    if remap.command == Command::Interrupt {
        return Some(Refusal::WayOut);
    }
    let (command, key) = (remap.command, remap.key?);
    if command.spec().layer == Layer::Always && has_a_use_in_text(key) {
        return Some(Refusal::Typed(key));
    }
    let rival = ALL.iter().find(|s| {
        s.command != command
            && overlap(s.layer, command.spec().layer)
            && keys.get(&s.command).is_some_and(|taken| taken.contains(&key))
    })?;
    Some(Refusal::Taken(key, rival.command))
}

/// Whether a key writes, edits or moves where something is typed.
fn has_a_use_in_text(key: Key) -> bool {
    !matches!(key.code, Code::Char(_) | Code::F(_)) || Edit::of(key).is_some()
}

/// Whether commands of both layers can be given in some place.
fn overlap(a: Layer, b: Layer) -> bool {
    let shared =
        |l| matches!(l, Layer::Always | Layer::Everywhere | Layer::Moving | Layer::List | Layer::Token);
    a == b || shared(a) || shared(b)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const PLACE: &[Layer] = &[Layer::Token, Layer::List, Layer::Moving, Layer::Everywhere, Layer::Always];

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn defaults() {
        let (map, complaints) = Keymap::new(&[]);
        assert_eq!(complaints, []);
        assert_eq!(map.resolve(key("x"), PLACE), Some(Command::Act));
        assert_eq!(map.resolve(key("ctrl-c"), PLACE), Some(Command::Interrupt));
        assert_eq!(map.resolve(key("d"), PLACE), None, "demo belongs to the first screen");
    }

    #[test]
    fn a_command_can_move_or_lose_its_key() {
        let (map, complaints) = Keymap::new(&[
            Remap { command: Command::Quit, key: Some(key("Q")) },
            Remap { command: Command::Act, key: None },
        ]);
        assert_eq!(complaints, []);
        assert_eq!(map.resolve(key("q"), PLACE), None);
        assert_eq!(map.resolve(key("Q"), PLACE), Some(Command::Quit));
        assert_eq!(map.resolve(key("x"), PLACE), None);
        assert_eq!(map.shown(Command::Act), "");
    }

    #[test]
    fn a_collision_is_reported_and_left_out() {
        let (map, complaints) = Keymap::new(&[Remap { command: Command::Act, key: Some(key("q")) }]);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].to_string().contains("quit"), "{}", complaints[0]);
        assert_eq!(map.resolve(key("x"), PLACE), Some(Command::Act));
        assert_eq!(map.resolve(key("q"), PLACE), Some(Command::Quit));
    }

    #[rstest]
    #[case::no_way_out(Command::Interrupt, None, Refusal::WayOut)]
    #[case::another_way_out(Command::Interrupt, Some("ctrl-q"), Refusal::WayOut)]
    #[case::a_letter(Command::Suspend, Some("z"), Refusal::Typed(key("z")))]
    #[case::edits(Command::Suspend, Some("ctrl-w"), Refusal::Typed(key("ctrl-w")))]
    #[case::deletes(Command::Suspend, Some("backspace"), Refusal::Typed(key("backspace")))]
    #[case::taken_by_the_way_out(
        Command::Refresh,
        Some("ctrl-c"),
        Refusal::Taken(key("ctrl-c"), Command::Interrupt)
    )]
    #[case::moves(Command::Refresh, Some("j"), Refusal::Taken(key("j"), Command::Down))]
    fn refuses(#[case] command: Command, #[case] to: Option<&str>, #[case] why: Refusal) {
        let (map, refused) = Keymap::new(&[Remap { command, key: to.map(key) }]);
        assert_eq!(refused, [Refused { command, why }]);
        assert_eq!(map, Keymap::new(&[]).0, "the defaults stay");
    }

    #[test]
    fn a_command_that_works_while_one_types_can_move_to_a_key_of_no_use_there() {
        for free in ["f12", "ctrl-g", "alt-z"] {
            let (map, refused) = Keymap::new(&[Remap { command: Command::Suspend, key: Some(key(free)) }]);
            assert_eq!((refused, map.shown(Command::Suspend)), (vec![], free.to_owned()));
        }
    }

    #[test]
    fn two_commands_can_swap_their_keys() {
        let (map, complaints) = Keymap::new(&[
            Remap { command: Command::Act, key: Some(key("q")) },
            Remap { command: Command::Quit, key: Some(key("x")) },
        ]);
        assert_eq!(complaints, []);
        assert_eq!(map.resolve(key("x"), PLACE), Some(Command::Quit));
        assert_eq!(map.resolve(key("q"), PLACE), Some(Command::Act));
    }

    #[test]
    fn of_two_changes_to_one_key_the_first_stays_and_defaults_are_not_taken_away() {
        let (map, complaints) = Keymap::new(&[
            Remap { command: Command::Quit, key: Some(key("Z")) },
            Remap { command: Command::Act, key: Some(key("Z")) },
        ]);
        assert_eq!(complaints.iter().map(|c| c.command).collect::<Vec<_>>(), [Command::Act]);
        assert_eq!(map.resolve(key("Z"), PLACE), Some(Command::Quit));
        // The second change falls back to a key that the first has taken: then the first goes too.
        let (map, complaints) = Keymap::new(&[
            Remap { command: Command::Quit, key: Some(key("x")) },
            Remap { command: Command::Act, key: Some(key("r")) },
        ]);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert_eq!(map, Keymap::new(&[]).0);
    }
}
