//! The `tokendeck` program: takes the arguments, opens a door, answers with an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    tokendeck::cli::run(std::env::args_os().collect()).into()
}
