//! Holds the code against the map in `src/README.md`: who imports whom, which outside crate is used where, and what
//! must never stand in a pure room.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on has failed

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A row of the map.
#[derive(Debug, Default, Clone)]
struct Room {
    floor: u32,
    rooms: BTreeSet<String>,
    crates: BTreeSet<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn map() -> BTreeMap<String, Room> {
    let text = fs::read_to_string(root().join("src/README.md")).unwrap();
    let rows = text.lines().filter(|l| l.starts_with("| `"));
    let mut map = BTreeMap::new();
    for (name, room) in rows.filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, floor, rooms, crates] = cells[..] else { return None };
        let list =
            |cell: &str| cell.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
        let room = Room { floor: floor.parse().ok()?, rooms: list(rooms), crates: list(crates) };
        Some((name.trim_matches('`').to_owned(), room))
    }) {
        assert!(map.insert(name.clone(), room).is_none(), "{name} stands twice on the map");
    }
    map
}

/// Every source file with its path below `src/`, without the ending.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name =
                path.strip_prefix(&src).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The code of a file without its tests: tests may use what they like.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn is_test(name: &str) -> bool {
    name.ends_with("/tests") || name.contains("/tests/")
}

fn room_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// The row of a file: that of its room, and those of the particular files and folders it lies in.
fn allowed(name: &str, map: &BTreeMap<String, Room>) -> Room {
    let mut sum =
        map.get(room_of(name)).cloned().unwrap_or_else(|| panic!("{name}: its room is not on the map"));
    for (row, room) in map.iter().filter(|(row, _)| row.contains('/')) {
        if fits(row, name) {
            sum.rooms.extend(room.rooms.iter().cloned());
            sum.crates.extend(room.crates.iter().cloned());
        }
    }
    sum
}

/// Whether a row such as `store/cache` or `screens/*/view` is about a file.
fn fits(row: &str, name: &str) -> bool {
    let name = name.strip_suffix("/mod").unwrap_or(name);
    let row = row.strip_suffix("/mod").unwrap_or(row);
    let (row, name): (Vec<&str>, Vec<&str>) = (row.split('/').collect(), name.split('/').collect());
    let alike = |(r, n): (&&str, &&str)| *r == "*" || r == n;
    row.len() <= name.len() && row.iter().zip(&name).all(alike) && (row.len() > 1 || row == name)
}

/// The code without comment lines: documentation may link anywhere.
fn without_comments(code: &str) -> String {
    code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first two parts of every path in `use` lines and in code: `crate::domain`, `serde::Deserialize`.
fn used_rooms(code: &str) -> BTreeSet<String> {
    // `main` is a crate of its own and sees the rooms by the name of the library.
    let code = &without_comments(code).replace("tokendeck::", "crate::");
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .map(|(at, _)| code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .filter(|room: &String| !room.is_empty())
        .collect()
}

fn used_crates(code: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let code: String =
        code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    known
        .iter()
        .filter(|name| {
            let wanted = format!("{name}::");
            code.match_indices(&wanted).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '"')
            })
        })
        .cloned()
        .collect()
}

fn dependencies() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let mut names: BTreeSet<String> = manifest["dependencies"].as_table().unwrap().keys().cloned().collect();
    for target in manifest["target"].as_table().unwrap().values() {
        names.extend(target["dependencies"].as_table().unwrap().keys().cloned());
    }
    names.into_iter().map(|n| n.replace('-', "_")).collect()
}

#[test]
fn every_import_goes_through_a_door_of_the_map() {
    let (map, known) = (map(), dependencies());
    let mut wrong = Vec::new();
    for (name, text) in sources().iter().filter(|(n, _)| n != "lib" && !is_test(n)) {
        let code = without_tests(text);
        let may = allowed(name, &map);
        let own = room_of(name);
        for room in used_rooms(code).iter().filter(|r| *r != own && !may.rooms.contains(*r)) {
            wrong.push(format!("src/{name}.rs opens {room}"));
        }
        for name_of_crate in used_crates(code, &known).difference(&may.crates) {
            wrong.push(format!("src/{name}.rs uses {name_of_crate}"));
        }
    }
    assert!(wrong.is_empty(), "not on the map in src/README.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_map_has_no_row_without_a_room_and_no_door_without_use() {
    let (map, known) = (map(), dependencies());
    let sources = sources();
    let mut wrong = Vec::new();
    for (row, room) in &map {
        let files: Vec<_> =
            sources.iter().filter(|(n, _)| room_of(n) == row || row.contains('/') && fits(row, n)).collect();
        if files.is_empty() {
            wrong.push(format!("{row}: there is no such room"));
        }
        for door in &room.rooms {
            if !files.iter().any(|(_, text)| used_rooms(text).contains(door)) {
                wrong.push(format!("{row}: never opens {door}"));
            }
        }
        for name in &room.crates {
            if !files.iter().any(|(_, text)| used_crates(text, &known).contains(name)) {
                wrong.push(format!("{row}: never uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "the map promises too much:\n{}", wrong.join("\n"));
}

#[test]
fn rooms_open_only_rooms_below_them_and_wings_stay_apart() {
    let map = map();
    for (row, room) in &map {
        for door in &room.rooms {
            let below =
                map.get(door).unwrap_or_else(|| panic!("{row} opens {door}, which is not on the map"));
            assert!(
                below.floor < room.floor || row == "config" || row == "secret",
                "{row} opens {door}, which is not below it"
            );
        }
    }
    for seeing in ["world", "command", "ui", "screens", "app"] {
        for doing in ["api", "store", "engine", "sandbox"] {
            assert!(
                !map[seeing].rooms.contains(doing) && !map[doing].rooms.contains(seeing),
                "{seeing} and {doing}"
            );
        }
    }
}

#[test]
fn pure_rooms_have_no_clock_files_or_network() {
    const FORBIDDEN: [&str; 7] =
        ["std::fs", "std::env", "std::process", "std::thread", "Instant::now", "SystemTime", "WallClock"];
    for (name, text) in sources() {
        if ["domain", "protocol", "command", "world", "ui", "screens", "app"].contains(&room_of(&name)) {
            // Forks and joins within one call, so it is as pure as the loop that it replaces.
            let split = name == "world/select/sift";
            for word in FORBIDDEN.iter().filter(|word| !(split && **word == "std::thread")) {
                assert!(!without_tests(&text).contains(word) || is_test(&name), "src/{name}.rs holds {word}");
            }
        }
    }
}

#[test]
fn tests_never_sleep() {
    fn walk(folder: &Path, check: &dyn Fn(&Path, &str)) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, check);
            } else if path.extension().is_some_and(|e| e == "rs") {
                check(&path, &fs::read_to_string(&path).unwrap());
            }
        }
    }
    let words = [format!("thread::{}(", "sleep"), format!("time::{}(", "sleep")];
    walk(&root().join("tests"), &|path, text| {
        for word in &words {
            assert!(!text.contains(word), "{} sleeps", path.display());
        }
    });
    for (name, text) in sources() {
        let tests = if is_test(&name) { &text[..] } else { &text[without_tests(&text).len()..] };
        for word in &words {
            assert!(!tests.contains(word), "src/{name}.rs sleeps in a test");
        }
    }
}

#[test]
fn only_the_door_for_deeds_changes_anything_at_the_server() {
    for (name, text) in sources() {
        if room_of(&name) == "api" || name.starts_with("engine/deed") || is_test(&name) {
            continue;
        }
        for call in ["tokens::Put", "tokens::Delete", "tokens::Roll", "Put {", "Delete {", "Roll {"] {
            let uses_api = without_tests(&text).contains("crate::api");
            assert!(!(uses_api && without_tests(&text).contains(call)), "src/{name}.rs calls {call}");
        }
    }
}

#[test]
fn no_file_has_grown_a_second_idea() {
    let mut sizes: Vec<(usize, String)> = sources()
        .into_iter()
        .filter(|(name, _)| !is_test(name))
        .map(|(name, text)| (without_tests(&text).lines().count(), name))
        .collect();
    sizes.sort();
    let (longest, name) = &sizes[sizes.len() - 1];
    assert!(*longest <= 450, "src/{name}.rs has {longest} lines; is there a second idea in it?");
    let at = |part: usize| sizes[sizes.len() * part / 100].0;
    assert!(at(50) <= 130, "the median file has {} lines", at(50));
    assert!(at(90) <= 300, "one file in ten is longer than {} lines", at(90));
}

#[test]
fn no_file_holds_a_value_that_could_be_real() {
    let listed = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    let files: Vec<PathBuf> = match listed {
        Ok(out) if out.status.success() => String::from_utf8_lossy(&out.stdout)
            .split('\0')
            .filter(|f| !f.is_empty())
            .map(|f| root().join(f))
            .collect(),
        // Not a checkout (a published package): the sources are what there is.
        _ => sources()
            .into_iter()
            .map(|(name, _)| root().join("src").join(name).with_extension("rs"))
            .collect(),
    };
    for path in files {
        let Ok(bytes) = fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for sighting in tokendeck::domain::shape::find(&text) {
            assert_ne!(
                sighting.checksum,
                tokendeck::domain::shape::Checksum::Good,
                "{} holds a value with a valid checksum",
                path.display()
            );
        }
    }
}
