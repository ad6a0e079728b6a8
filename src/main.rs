//! The `tokendeck` program: takes the arguments, opens a door, answers with an exit code.

use std::env::args_os;
use std::process::ExitCode;

use tokendeck::cli;

fn main() -> ExitCode {
    cli::run(args_os().collect()).into()
}
