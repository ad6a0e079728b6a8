//! Which command a key means where.

use std::collections::BTreeMap;

use crate::command::ALL;
use crate::command::Command;
use crate::command::Key;
use crate::command::Layer;

/// Keys by layer: the defaults of [`ALL`], changed by the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    by_key: BTreeMap<(Key, Layer), Command>,
    by_command: BTreeMap<Command, Vec<Key>>,
}

/// A change of keys from the configuration: the new key, or `None` to switch the command's keys off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remap {
    /// The command.
    pub command: Command,
    /// Its only key from now on.
    pub key: Option<Key>,
}

impl Keymap {
    /// The defaults with the given changes. Answers also which changes collide with another command that can be
    /// given in the same place; such a change is left out.
    pub fn new(remaps: &[Remap]) -> (Keymap, Vec<String>) {
        let mut keys: BTreeMap<Command, Vec<Key>> =
            ALL.iter().map(|s| (s.command, s.keys.iter().filter_map(|k| k.parse().ok()).collect())).collect();
        let mut complaints = Vec::new();
        for remap in remaps {
            let layer = remap.command.spec().layer;
            let rival = remap.key.and_then(|key| {
                ALL.iter().find(|s| {
                    s.command != remap.command
                        && overlap(s.layer, layer)
                        && keys.get(&s.command).is_some_and(|k| k.contains(&key))
                })
            });
            match (rival, remap.key) {
                (Some(rival), Some(key)) => complaints.push(format!(
                    "{key} for {} is taken by {}; give that one another key first",
                    remap.command.spec().name,
                    rival.name
                )),
                (_, key) => {
                    keys.insert(remap.command, key.into_iter().collect());
                }
            }
        }
        let by_key = keys
            .iter()
            .flat_map(|(command, keys)| keys.iter().map(|k| ((*k, command.spec().layer), *command)))
            .collect();
        (Keymap { by_key, by_command: keys }, complaints)
    }

    /// The command of a key, in the first of the layers that knows it.
    pub fn resolve(&self, key: Key, layers: &[Layer]) -> Option<Command> {
        layers.iter().find_map(|layer| self.by_key.get(&(key, *layer)).copied())
    }

    /// The keys of a command, the first being the one to show.
    pub fn keys(&self, command: Command) -> &[Key] {
        self.by_command.get(&command).map_or(&[], Vec::as_slice)
    }

    /// The key to show for a command; empty if it has none.
    pub fn shown(&self, command: Command) -> String {
        self.keys(command).first().map(Key::to_string).unwrap_or_default()
    }
}

/// Whether commands of both layers can be given in some place.
fn overlap(a: Layer, b: Layer) -> bool {
    let shared =
        |l| matches!(l, Layer::Always | Layer::Everywhere | Layer::Moving | Layer::List | Layer::Token);
    a == b || shared(a) || shared(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &[Layer] = &[Layer::Token, Layer::List, Layer::Moving, Layer::Everywhere, Layer::Always];

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn defaults() {
        let (map, complaints) = Keymap::new(&[]);
        assert_eq!(complaints, Vec::<String>::new());
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
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!(map.resolve(key("q"), PLACE), None);
        assert_eq!(map.resolve(key("Q"), PLACE), Some(Command::Quit));
        assert_eq!(map.resolve(key("x"), PLACE), None);
        assert_eq!(map.shown(Command::Act), "");
    }

    #[test]
    fn a_collision_is_reported_and_left_out() {
        let (map, complaints) = Keymap::new(&[Remap { command: Command::Act, key: Some(key("q")) }]);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].contains("quit"), "{}", complaints[0]);
        assert_eq!(map.resolve(key("x"), PLACE), Some(Command::Act));
        assert_eq!(map.resolve(key("q"), PLACE), Some(Command::Quit));
    }
}
