//! The `tokendeck` program: parse, set up, pick a door, exit code.

fn main() {}
