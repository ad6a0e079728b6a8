//! Reads the value that a profile names: a variable, a program's output, a file. Straight into a [`Secret`].

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time;

use crate::child;
use crate::config::Environment;
use crate::config::Source;
use crate::secret::Secret;

/// Longest value that is read, in bytes; the API client refuses longer ones anyway.
const LONGEST: u64 = 16 << 10;
/// How long a program may take. Password managers ask for a finger or a pass phrase.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no value. Never repeats what was read.
#[derive(Debug, thiserror::Error)]
pub enum NoValue {
    /// The variable is not set.
    #[error("the variable {0} is not set")]
    Unset(String),
    /// The program could not be started or read.
    #[error("the program {0} cannot be run: {1}")]
    Program(String, io::Error),
    /// The program said no.
    #[error("the program {0} failed with {1}")]
    Failed(String, std::process::ExitStatus),
    /// The program took too long.
    #[error("the program {0} did not answer within a minute")]
    Slow(String),
    /// The file cannot be read.
    #[error("the file {0} cannot be read: {1}")]
    File(String, io::Error),
    /// It is a folder, a pipe or a device.
    #[error("{0} is not a regular file")]
    NoFile(String),
    /// Others may read the file.
    #[error("the file {0} may be read by others; make it yours alone: chmod 600 {0}")]
    Open(String),
    /// The file belongs to somebody else.
    #[error("the file {0} does not belong to you")]
    Foreign(String),
    /// Nothing was there.
    #[error("{0} is empty")]
    Empty(String),
    /// More than a value was there.
    #[error("{0} holds more than one line, or is far too long for a credential")]
    Long(String),
    /// The keyring did not give it: the entry, and what its program said.
    #[error("the keyring gave nothing for {0}: {1}. Put the value there with: {store}", store = keyring::store(.0))]
    Keyring(String, Box<NoValue>),
}

/// Reads the value.
///
/// # Errors
/// [`NoValue`]
pub async fn read(source: &Source, env: &Environment) -> Result<Secret, NoValue> {
    let named = source.to_string();
    let text = match source {
        Source::Env(name) => env.get(name).ok_or_else(|| NoValue::Unset(name.clone()))?,
        Source::Command(words) => output(words).await?,
        Source::File(path) => file(path)?,
        Source::Keyring(name) => keyring::lookup(name).await?,
    };
    one_line(text, &named)
}

/// The system's keyring, asked by its own program: no library of ours holds the door open to every entry.
mod keyring {
    use super::{NoValue, output};

    /// The attribute under which entries are kept, beside the name that the profile gives.
    const SERVICE: &str = "tokendeck";

    /// What the entry of this name holds.
    pub(super) async fn lookup(name: &str) -> Result<String, NoValue> {
        let refused = |why| NoValue::Keyring(name.to_owned(), Box::new(why));
        output(&ask(name)).await.map_err(refused)
    }

    fn ask(name: &str) -> Vec<String> {
        let words: &[&str] = if cfg!(target_os = "macos") {
            &["security", "find-generic-password", "-s", SERVICE, "-a", name, "-w"]
        } else {
            &["secret-tool", "lookup", "service", SERVICE, "account", name]
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// The command that puts a value there; it asks for the value, so that none stands in the shell's history.
    pub(super) fn store(name: &str) -> String {
        if cfg!(target_os = "macos") {
            format!("security add-generic-password -s {SERVICE} -a {name} -w")
        } else {
            format!("secret-tool store --label=tokendeck service {SERVICE} account {name}")
        }
    }
}

/// Blanks around the value go; a second line is a sign that this is no value. Wiped in place, not copied.
fn one_line(mut text: String, named: &str) -> Result<Secret, NoValue> {
    text.truncate(text.trim_end().len());
    text.drain(..text.len() - text.trim_start().len());
    let secret = Secret::new(text);
    match secret
        .peek(|value| (value.is_empty(), value.len() as u64 > LONGEST || value.contains(['\n', '\r'])))
    {
        (true, _) => Err(NoValue::Empty(named.to_owned())),
        (_, true) => Err(NoValue::Long(named.to_owned())),
        _ => Ok(secret),
    }
}

fn file(path: &Path) -> Result<String, NoValue> {
    let named = path.display().to_string();
    let mut file = open(path).map_err(|e| NoValue::File(named.clone(), e))?;
    guarded(&file, &named)?;
    let mut text = String::new();
    (&mut file).take(LONGEST + 1).read_to_string(&mut text).map_err(|e| NoValue::File(named, e))?;
    Ok(text)
}

/// Opening a pipe without a writer would wait for ever.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

/// The open file is asked, not its path: nobody can put another one in its place in between.
#[cfg(unix)]
fn guarded(file: &File, named: &str) -> Result<(), NoValue> {
    use std::os::unix::fs::MetadataExt as _;
    let facts = file.metadata().map_err(|e| NoValue::File(named.to_owned(), e))?;
    if !facts.is_file() {
        return Err(NoValue::NoFile(named.to_owned()));
    }
    if facts.uid() != rustix::process::geteuid().as_raw() {
        return Err(NoValue::Foreign(named.to_owned()));
    }
    if facts.mode() & 0o077 != 0 {
        return Err(NoValue::Open(named.to_owned()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn guarded(_: &File, _: &str) -> Result<(), NoValue> {
    Ok(())
}

/// What a program prints. Its standard input is closed, because ours may be a list of values; what it says on standard
/// error, such as a question for a pass phrase, is seen by the user.
async fn output(words: &[String]) -> Result<String, NoValue> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(NoValue::Empty("command".to_owned()));
    };
    let fail = |e| NoValue::Program(program.clone(), e);
    let mut asked = Command::new(program);
    asked.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = child::unmasked(|| asked.spawn()).map_err(fail)?;
    let pipe = child.stdout.take();
    let answer = async {
        let mut text = String::new();
        if let Some(pipe) = pipe {
            pipe.take(LONGEST + 1).read_to_string(&mut text).await.map_err(fail)?;
        }
        let status = child.wait().await.map_err(fail)?;
        if status.success() { Ok(text) } else { Err(NoValue::Failed(program.clone(), status)) }
    };
    time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(NoValue::Slow(program.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> Source {
        Source::Command(words.iter().map(|w| (*w).to_owned()).collect())
    }

    #[tokio::test]
    async fn a_program_answers_without_a_shell() {
        let env = Environment::of(&[]);
        let value =
            read(&command(&["printf", "  %s\n", "$HOME;canary"]), &env).await.map(|s| s.peek(str::to_owned));
        assert_eq!(value.unwrap(), "$HOME;canary");
        assert!(matches!(read(&command(&["false"]), &env).await, Err(NoValue::Failed(..))));
        assert!(matches!(read(&command(&["/no/such/program"]), &env).await, Err(NoValue::Program(..))));
        assert!(matches!(read(&command(&["printf", "\n"]), &env).await, Err(NoValue::Empty(_))));
        assert!(matches!(read(&command(&["printf", "canary\nmore"]), &env).await, Err(NoValue::Long(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_that_says_nothing_is_not_waited_for_for_ever() {
        let read = read(&command(&["cat", "/dev/zero"]), &Environment::of(&[])).await;
        assert!(read.is_err());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_must_be_for_our_eyes_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        std::fs::write(&path, "canary\n").unwrap();
        let source = Source::File(path.clone());
        let env = Environment::of(&[]);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let refused = read(&source, &env).await.map(|_| ()).unwrap_err();
        assert!(matches!(refused, NoValue::Open(_)) && !refused.to_string().contains("canary"));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(read(&source, &env).await.map(|s| s.len()).unwrap(), 6);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_pipe_is_refused_at_once() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let refused = read(&Source::File(path), &Environment::of(&[])).await.map(|_| ()).unwrap_err();
        assert!(matches!(refused, NoValue::NoFile(_)), "{refused}");
    }

    /// Whatever the keyring of this machine says, or if it has none: there is no such entry.
    #[tokio::test]
    async fn an_entry_that_a_keyring_lacks_is_named_with_the_way_to_put_it_there() {
        let lacking = Source::Keyring("no-such-entry-of-tokendeck".into());
        let refused = read(&lacking, &Environment::of(&[])).await.map(|_| ()).unwrap_err().to_string();
        assert!(
            refused.contains("no-such-entry-of-tokendeck") && refused.contains("Put the value there with")
        );
    }
}
