//! What makes the next run begin where the last one ended: the lines given at `:`, and the place that was left.
//!
//! For comfort only: both files may be deleted at any time. They hold names and filters, never the value of a token.
//! `commands.txt` in the data folder is plain text, a line each, the newest last; every change takes a lock and reads
//! the file again, so that two programs do not lose each other's lines. A place is one file for each credential at each
//! server; whoever leaves last has it.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::files;
use crate::domain::given::Given;
use crate::domain::shape;

/// Largest file of lines that is read, in bytes: as many as are remembered, of the longest, in any script.
const LARGEST: u64 = 256 << 10;
/// Largest place that is kept, in bytes.
const LARGEST_PLACE: u64 = 16 << 10;

/// The two files; either may be missing where nothing is to be remembered.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// The lines given at `:`.
    pub commands: Option<PathBuf>,
    /// The place that was left.
    pub place: Option<PathBuf>,
}

impl Habits {
    /// Remembers nothing.
    pub fn nowhere() -> Self {
        Habits::default()
    }

    /// The lines given in earlier runs, and how many in the file do not fit. Without a file, none.
    ///
    /// # Errors
    /// The file cannot be read, is too large or no text.
    pub fn given(&self) -> Result<(Given, usize), StoreError> {
        let Some(path) = &self.commands else { return Ok((Given::default(), 0)) };
        Ok(parse(&read(path, LARGEST)?.unwrap_or_default()))
    }

    /// Adds a line to those in the file. One that does not fit is forgotten. A file that makes no sense is set aside, as
    /// `commands.damaged`, and a new one begun.
    ///
    /// # Errors
    /// The disk refused; the file is as it was.
    pub fn give(&self, line: &str) -> Result<(), StoreError> {
        let Some(path) = self.commands.as_deref().filter(|_| Given::default().add(line)) else {
            return Ok(());
        };
        let _held = files::lock(path)?;
        let mut given = match read(path, LARGEST) {
            Ok(text) => parse(&text.unwrap_or_default()).0,
            Err(StoreError::Habits { .. }) => {
                fs::rename(path, path.with_extension("damaged"))
                    .map_err(|e| StoreError::io("cannot set aside", path, e))?;
                Given::default()
            }
            Err(other) => return Err(other),
        };
        given.add(line);
        files::replace(path, &(given.lines().join("\n") + "\n"))
    }

    /// The place that was left, as it was given to [`Habits::leave`]. Without a file, none.
    ///
    /// # Errors
    /// The file cannot be read, is too large or no text.
    pub fn place(&self) -> Result<Option<String>, StoreError> {
        self.place.as_deref().map_or(Ok(None), |path| read(path, LARGEST_PLACE))
    }

    /// Keeps the place that is left. One that is too large or looks as if it held the value of a token is not kept.
    ///
    /// # Errors
    /// The disk refused; the file is as it was.
    pub fn leave(&self, place: &str) -> Result<(), StoreError> {
        let fits = place.len() as u64 <= LARGEST_PLACE && shape::find(place).is_empty();
        let Some(path) = self.place.as_deref().filter(|_| fits) else { return Ok(()) };
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        files::replace(path, place)
    }
}

/// The text of a file; `None` when there is no file.
fn read(path: &Path, largest: u64) -> Result<Option<String>, StoreError> {
    let broken = |why: &str| StoreError::Habits { path: path.into(), why: why.to_owned() };
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(largest + 1).read_to_string(&mut text)) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) if e.kind() == ErrorKind::InvalidData => Err(broken("it is no text")),
        Err(e) => Err(StoreError::io("cannot read", path, e)),
        Ok(_) if text.len() as u64 > largest => Err(broken("it is too large")),
        Ok(_) => Ok(Some(text)),
    }
}

/// The lines that fit, and how many do not. Blank lines are no mistake.
fn parse(text: &str) -> (Given, usize) {
    let mut given = Given::default();
    let unfit = text.lines().filter(|line| !line.trim().is_empty() && !given.add(line)).count();
    (given, unfit)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use rstest::rstest;

    use super::*;

    fn habits() -> (tempfile::TempDir, Habits) {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("data");
        let place = Some(folder.join("places/work@api.cloudflare.com.json"));
        (data, Habits { commands: Some(folder.join("commands.txt")), place })
    }

    fn value() -> String {
        let body = "Ab1".repeat(13) + "x";
        format!("cfut_{body}{}", shape::checksum(&body))
    }

    fn lines(habits: &Habits) -> Vec<String> {
        habits.given().unwrap().0.lines().to_vec()
    }

    #[test]
    fn what_is_given_is_there_in_the_next_run() {
        let (_data, habits) = habits();
        assert_eq!(lines(&habits), [""; 0]);
        for line in ["tokens", "view ending soon", "tokens"] {
            habits.give(line).unwrap();
        }
        assert_eq!(lines(&habits), ["view ending soon", "tokens"]);
        habits.leave("here").unwrap();
        assert_eq!(habits.place().unwrap().as_deref(), Some("here"));
    }

    #[test]
    fn where_nothing_is_remembered_nothing_is_written() {
        Habits::nowhere().give("tokens").unwrap();
        Habits::nowhere().leave("here").unwrap();
        assert_eq!(Habits::nowhere().given().unwrap(), (Given::default(), 0));
        assert_eq!(Habits::nowhere().place().unwrap(), None);
    }

    #[test]
    fn two_programs_do_not_lose_each_others_lines() {
        let (_data, habits) = habits();
        thread::scope(|scope| {
            for n in 0..4 {
                let habits = habits.clone();
                scope.spawn(move || (0..10).for_each(|m| habits.give(&format!("view {n} {m}")).unwrap()));
            }
        });
        assert_eq!(lines(&habits).len(), 40);
    }

    #[rstest]
    #[case::no_text(b"tokens\n\xff\xfe\n".to_vec())]
    #[case::too_large(b"tokens\n".repeat(LARGEST as usize))]
    fn a_damaged_file_is_reported_and_set_aside(#[case] bytes: Vec<u8>) {
        let (_data, habits) = habits();
        let path = habits.commands.clone().unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &bytes).unwrap();
        let told = habits.given().unwrap_err().fault();
        assert!(told.what.contains("commands.txt") && told.next.contains("set aside"), "{told:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "reading changes nothing");
        habits.give("matrix").unwrap();
        assert_eq!(lines(&habits), ["matrix"]);
        assert_eq!(fs::read(path.with_extension("damaged")).unwrap(), bytes);
    }

    #[test]
    fn what_does_not_fit_is_counted_and_left_out() {
        let (_data, habits) = habits();
        habits.give("tokens").unwrap();
        let path = habits.commands.clone().unwrap();
        fs::write(&path, format!("tokens\n\n{}\nview \u{1b}[2J\n{}\n", value(), "x".repeat(201))).unwrap();
        assert_eq!(habits.given().unwrap(), (Given::of(["tokens"]), 3));
    }

    #[test]
    fn a_value_never_gets_in() {
        let (_data, habits) = habits();
        habits.give(&format!("view {}", value())).unwrap();
        habits.leave(&format!(r#"{{"filter":"{}"}}"#, value())).unwrap();
        assert!(!habits.commands.as_ref().unwrap().exists() && !habits.place.as_ref().unwrap().exists());
    }

    #[test]
    fn a_place_that_makes_no_sense_is_reported() {
        let (_data, habits) = habits();
        habits.leave(&"x".repeat(LARGEST_PLACE as usize + 1)).unwrap();
        assert_eq!(habits.place().unwrap(), None, "what could not be read again is not kept");
        habits.leave("here").unwrap();
        fs::write(habits.place.as_ref().unwrap(), "x".repeat(LARGEST_PLACE as usize + 1)).unwrap();
        assert!(habits.place().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_data, habits) = habits();
        habits.give("tokens").unwrap();
        habits.leave("here").unwrap();
        for file in [habits.commands.unwrap(), habits.place.unwrap()] {
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600,
                "{}",
                file.display()
            );
        }
    }
}
