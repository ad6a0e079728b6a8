//! The headless door: the same jobs without the screen, for scripts and for proof.
//!
//! Noun and verb, one file each: arguments become a job, its outcome is printed. Data goes to standard output, talk to
//! standard error (`output` is the only place that prints), and the exit code says how it ended ([`exit`]).
//! Not for: anything that a screen does. Called by `main`.

mod accounts;
pub mod args;
mod cache;
mod call;
mod check;
mod config;
mod consent;
mod dashboard;
mod doctor;
pub mod exit;
mod ics;
mod item;
mod keys;
mod listing;
mod logging;
mod manual;
mod matrix;
mod members;
mod names;
mod needs;
mod notes;
mod organizations;
mod output;
mod progress;
mod sandbox;
mod session;
mod sheet;
mod tokens;

use std::ffi::OsString;

use clap::Parser as _;
use clap::error::ErrorKind;
use tokio::sync::mpsc::UnboundedReceiver;

use args::{Cli, Command, Format, Tokens};
use call::Call;
use exit::{Exit, Failure};
use output::Output;

use crate::domain::shape;
use crate::tui::signals;
use crate::tui::signals::Signal;

/// Runs the program and answers its exit code.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let mut out = Output::process();
    if arguments.iter().skip(1).any(|argument| !shape::find(&argument.to_string_lossy()).is_empty()) {
        out.say(VALUE_ON_COMMAND_LINE);
        return Exit::Usage;
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return explain(&error, &mut out),
    };
    // Before the first thread, so that all of them inherit it. Without a screen, signals end the program as usual.
    let signals = match cli.command {
        None | Some(Command::Demo(_)) => match signals::block() {
            Ok(signals) => Some(signals),
            Err(error) => {
                out.say(&format!("The program cannot start: {error}."));
                return Exit::Refused;
            }
        },
        Some(_) => None,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            out.say(&format!("The program cannot start: {error}."));
            return Exit::Refused;
        }
    };
    let ended = runtime.block_on(dispatch(cli, signals, &mut out));
    // A read of standard input that nobody answers must not keep the program.
    runtime.shutdown_background();
    let flushed = out.flush();
    match ended.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit,
        Err(failure) => {
            let printed = out.nothing(&failure).and_then(|()| out.flush());
            out.say(&failure.text);
            printed.map_or_else(|failure| failure.exit, |()| failure.exit)
        }
    }
}

const VALUE_ON_COMMAND_LINE: &str = "An argument looks like the value of a token or key. It was not used, but it is in \
the history of your shell and was visible to everybody on this machine: roll it.\n\
Give values by standard input (tokendeck tokens verify -), CLOUDFLARE_API_TOKEN or a profile.";

/// Help and version are data; everything else is a mistake in the command line.
fn explain(error: &clap::Error, out: &mut Output) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let printed = out.raw(error.render().to_string().as_bytes()).and_then(|()| out.flush());
            printed.map_or_else(|failure| failure.exit, |()| Exit::Done)
        }
        _ => {
            out.say(&error.render().to_string());
            Exit::Usage
        }
    }
}

/// Some formats are for one command.
fn printable(cli: &Cli) -> Result<(), Failure> {
    match (cli.global.output, &cli.command) {
        (Some(Format::Ics), Some(Command::Tokens(Tokens::List(_))))
        | (Some(Format::Junit), Some(Command::Check(_))) => Ok(()),
        (Some(Format::Ics), _) => {
            Err(Failure::usage("--output ics is a calendar of ends; only tokens list can print it"))
        }
        (Some(Format::Junit), _) => {
            Err(Failure::usage("--output junit is a test report; only check can print it"))
        }
        _ => Ok(()),
    }
}

async fn dispatch(
    cli: Cli,
    signals: Option<UnboundedReceiver<Signal>>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    printable(&cli)?;
    out.set_format(cli.global.output);
    match &cli.command {
        Some(Command::Sandbox(options)) => return sandbox::run(options, out).await,
        Some(Command::Completions { shell }) => return manual::completions(*shell, out),
        Some(Command::Man) => return manual::page(out),
        Some(Command::Doctor(asked)) if asked.requests => return doctor::requests(out),
        _ => {}
    }
    let mut call = Call::prepare(cli.global, out)?;
    call.signals = signals;
    match cli.command {
        None => dashboard::run(&mut call).await,
        Some(Command::Demo(seed)) => dashboard::demo(&mut call, &seed).await,
        Some(Command::Accounts(args::Accounts::List { counts })) => accounts::list(&mut call, counts).await,
        Some(Command::Tokens(verb)) => tokens::run(&mut call, verb).await,
        Some(Command::Organizations(args::Organizations::List)) => organizations::list(&mut call).await,
        Some(Command::Members(args::Members::List)) => members::list(&mut call).await,
        Some(Command::Check(asked)) => check::run(&mut call, &asked).await,
        Some(Command::Notes(verb)) => notes::run(&mut call, &verb).await,
        Some(Command::Doctor(_)) => doctor::run(&mut call).await,
        Some(Command::Cache(args::Cache::Clear)) => cache::clear(&mut call),
        Some(Command::Matrix(verb)) => matrix::run(&mut call, verb).await,
        Some(Command::Keys) => keys::list(&mut call),
        Some(Command::Config(verb)) => config::run(&mut call, &verb),
        Some(Command::Sandbox(_) | Command::Completions { .. } | Command::Man) => Ok(Exit::Done),
    }
}
