//! How large the program is, and what it needs of the system.

use std::process::Command;

use super::Figure;

/// The program under measurement.
pub const PATH: &str = env!("CARGO_BIN_EXE_tokendeck");

const MOST: u64 = 12_000_000;
/// What belongs to the C runtime: the loader, the library and its parts, and the unwinder.
const RUNTIME: [&str; 8] = [
    "linux-vdso.so",
    "ld-linux",
    "libc.so",
    "libm.so",
    "libgcc_s.so",
    "libpthread.so",
    "libdl.so",
    "librt.so",
];

pub fn measure() -> Vec<Figure> {
    let size = std::fs::metadata(PATH).map_or(0, |m| m.len());
    let stripped = Command::new("readelf")
        .args(["-S", PATH])
        .output()
        .is_ok_and(|out| out.status.success() && !String::from_utf8_lossy(&out.stdout).contains(".symtab"));
    let note = if stripped { "" } else { "not the release profile: counts for nothing" };
    let needs =
        Command::new("ldd").arg(PATH).output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    let foreign: Vec<String> = needs
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|library| !RUNTIME.iter().any(|of| library.contains(of)))
        .map(str::to_owned)
        .collect();
    vec![
        Figure {
            what: "release binary",
            measured: format!("{:.2} MB", size as f64 / 1e6),
            bound: "≤ 12 MB",
            kept: stripped.then_some(size <= MOST),
            ratio: note.to_owned(),
        },
        Figure {
            what: "system libraries beside the C runtime's",
            measured: if foreign.is_empty() { "none".to_owned() } else { foreign.join(", ") },
            bound: "none",
            kept: needs.is_ok().then_some(foreign.is_empty()),
            ratio: String::new(),
        },
    ]
}
