//! The only place that prints. Data goes to standard output, talk to standard error.
//!
//! A reader that goes away (`| head`) is no failure: the rest is not printed and the exit code stays what the work
//! made it. Text from the API is neutralised here, whatever the format.

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};

use super::args::Format;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::sheet::Sheet;
use crate::domain::text;

/// Standard output and standard error, or what a test puts in their place.
pub struct Output {
    data: Box<dyn Write + Send>,
    talk: Box<dyn Write + Send>,
    terminal: bool,
    format: Option<Format>,
    gone: bool,
    begun: bool,
    progress: Progress,
}

impl Output {
    /// The two streams of the process.
    pub fn process() -> Self {
        Output {
            data: Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
            talk: Box::new(io::stderr()),
            terminal: io::stdout().is_terminal(),
            format: None,
            gone: false,
            begun: false,
            progress: if io::stderr().is_terminal() {
                Progress::on(Box::new(io::stderr()))
            } else {
                Progress::default()
            },
        }
    }

    /// Two streams that a test put up.
    #[cfg(test)]
    pub fn to(data: Box<dyn Write + Send>, talk: Box<dyn Write + Send>, format: Option<Format>) -> Self {
        Output {
            data,
            talk,
            terminal: false,
            format,
            gone: false,
            begun: false,
            progress: Progress::default(),
        }
    }

    /// Prints in this format from now on; `None`: a table on a terminal, else what suits the data.
    pub fn set_format(&mut self, format: Option<Format>) {
        self.format = format;
    }

    /// Where to say that a server is being waited for.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The format for a list.
    pub fn list_format(&self) -> Format {
        self.format.unwrap_or(if self.terminal { Format::Table } else { Format::Ndjson })
    }

    /// The format for a report about one thing: people read it unless they say otherwise.
    pub fn report_format(&self) -> Format {
        self.format.unwrap_or(Format::Table)
    }

    /// Prints a list.
    ///
    /// # Errors
    /// Standard output cannot be written to, for another reason than that its reader went away.
    pub fn list(&mut self, sheet: &Sheet) -> Result<(), Failure> {
        self.sheet(sheet, self.list_format())
    }

    /// Prints a report.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn report(&mut self, sheet: &Sheet) -> Result<(), Failure> {
        self.sheet(sheet, self.report_format())
    }

    /// Prints what writes itself: a report in a form of its own.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn document(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        self.begun = true;
        let written = if self.gone { Ok(()) } else { write(&mut self.data) };
        self.settle(written)
    }

    /// Prints a list in this format.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn sheet(&mut self, sheet: &Sheet, format: Format) -> Result<(), Failure> {
        self.document(|to| sheet.write(format, to))?;
        // The JSON envelope names what is incomplete; the other formats leave it to standard error.
        if format != Format::Json {
            for (scope, why) in &sheet.incomplete {
                self.say(&format!("incomplete: {scope}: {why}"));
            }
        }
        Ok(())
    }

    /// Whoever reads JSON gets an envelope also when nothing could be read, unless something was printed before.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn nothing(&mut self, failure: &Failure) -> Result<(), Failure> {
        let unread =
            matches!(failure.exit, Exit::Credentials | Exit::Partly) && !failure.incomplete.is_empty();
        if self.format != Some(Format::Json) || self.begun || !unread {
            return Ok(());
        }
        let mut envelope = Sheet::new([]);
        envelope.incomplete.clone_from(&failure.incomplete);
        self.sheet(&envelope, Format::Json)
    }

    /// Shows a plan on standard error: it is talk, the report about it is the data.
    pub fn show_plan(&mut self, plan: &Sheet) {
        let _ = plan.write(Format::Table, &mut self.talk);
        for (scope, why) in &plan.incomplete {
            self.say(&format!("incomplete: {scope}: {why}"));
        }
    }

    /// Prints a line of data as it is, control characters neutralised.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn line(&mut self, line: &str) -> Result<(), Failure> {
        let written = if self.gone { Ok(()) } else { writeln!(self.data, "{}", text::clean(line)) };
        self.settle(written)
    }

    /// Prints bytes that the program itself made: a manual page, completions.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = if self.gone { Ok(()) } else { self.data.write_all(bytes) };
        self.settle(written)
    }

    /// Says something on standard error. Whoever closed it does not want to hear it.
    pub fn say(&mut self, talk: &str) {
        self.progress.erase();
        for line in talk.lines() {
            let _ = writeln!(self.talk, "{}", text::clean(line));
        }
    }

    /// Says something on standard error and leaves the cursor behind it.
    pub fn prompt(&mut self, talk: &str) {
        self.progress.erase();
        let _ = write!(self.talk, "{} ", text::clean(talk));
        let _ = self.talk.flush();
    }

    /// Writes out what is held back.
    ///
    /// # Errors
    /// As [`Output::list`].
    pub fn flush(&mut self) -> Result<(), Failure> {
        let flushed = if self.gone { Ok(()) } else { self.data.flush() };
        self.settle(flushed)
    }

    fn settle(&mut self, written: io::Result<()>) -> Result<(), Failure> {
        match written {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            Err(e) => Err(Failure::new(Exit::Partly, format!("cannot write the output: {e}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::item::Item;

    struct Pipe(ErrorKind);

    impl Write for Pipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn output(kind: ErrorKind) -> Output {
        Output {
            data: Box::new(Pipe(kind)),
            talk: Box::new(io::sink()),
            terminal: false,
            format: None,
            gone: false,
            begun: false,
            progress: Progress::default(),
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        let mut out = output(ErrorKind::BrokenPipe);
        let mut sheet = Sheet::new(["name"]);
        sheet.push(Item::new(), ["a"]);
        assert!(out.list(&sheet).is_ok() && out.line("more").is_ok() && out.flush().is_ok());
        assert!(output(ErrorKind::StorageFull).list(&sheet).is_err());
    }
}
