//! The pictures of the README, made from the demo by this program and never by hand.
//!
//! `screenshots/NAME.grid` holds the cells of a picture: characters, colours, marks. Every run of the tests drives the
//! demo to the same place and compares. `screenshots/NAME.png` is painted from the grid. To make both anew:
//!
//! ```text
//! TOKENDECK_PICTURES=write cargo test --test screenshots
//! ```
//!
//! Only that needs fonts (Debian: fonts-jetbrains-mono fonts-noto-color-emoji fonts-wqy-zenhei fonts-dejavu-core).

// What a test cannot go on without stops it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;
mod maker;
#[path = "../support/picture/mod.rs"]
mod picture;
#[path = "../support/settings.rs"]
mod settings;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use picture::{Grid, Window};
use tokendeck::ui::{Depth, Theme};

use demo::Demo;

/// How a picture is made.
struct Picture {
    name: &'static str,
    size: (u16, u16),
    /// Pressed one after the other.
    keys: &'static str,
    look: Look,
}

#[derive(Clone, Copy)]
enum Look {
    Dark,
    Light,
    /// `NO_COLOR` and `--ascii`.
    Plain,
}

/// Down to a disabled token and up again to the exposed one, so that tokens in every state are in sight. The names
/// of one account are left out: they are there to try out hostile characters.
const HERO: &str = "/-account:media<enter>jjjjjjjjjjjjjjjjjjjjjjjjjjjjkkkkkkkk";

const PICTURES: &[Picture] = &[
    Picture { name: "tokens", size: (120, 36), keys: HERO, look: Look::Dark },
    Picture {
        name: "tokens-wide",
        size: (200, 60),
        keys: "/-account:media<enter>Gkkkkkkk",
        look: Look::Dark,
    },
    Picture { name: "groups", size: (160, 48), keys: "/-account:media<enter>bbbjjjjhj", look: Look::Dark },
    Picture { name: "token", size: (120, 28), keys: "/waf everywhere<enter><enter>", look: Look::Dark },
    Picture { name: "revoke", size: (100, 30), keys: "/leaked<enter>xv", look: Look::Dark },
    Picture { name: "accounts", size: (120, 20), keys: "2", look: Look::Dark },
    Picture {
        name: "filter",
        size: (100, 24),
        keys: "/deploy can:\"Workers Scripts Write\"",
        look: Look::Dark,
    },
    Picture {
        name: "filter-mistake",
        size: (100, 24),
        keys: "/can:\"DNS Write\" expires:<30x",
        look: Look::Dark,
    },
    Picture { name: "who-can", size: (140, 26), keys: "8wzone waf edit<enter><enter>", look: Look::Dark },
    Picture { name: "calendar", size: (140, 40), keys: "C<right><right><tab>", look: Look::Dark },
    Picture { name: "matrix", size: (120, 36), keys: "3mjjjj", look: Look::Dark },
    Picture { name: "product", size: (140, 36), keys: "3/dns<enter><enter>", look: Look::Dark },
    Picture { name: "help", size: (100, 30), keys: "?", look: Look::Dark },
    Picture {
        name: "light",
        size: (100, 30),
        keys: "/can:\"DNS Write\" -account:media<enter>s",
        look: Look::Light,
    },
    Picture {
        name: "plain",
        size: (80, 24),
        keys: "/status:active -account:media<enter>jj",
        look: Look::Plain,
    },
];

impl Look {
    fn theme(self) -> Theme {
        let name = if matches!(self, Look::Light) { "light" } else { "dark" };
        let depth = if matches!(self, Look::Plain) { Depth::None } else { Depth::True };
        Theme::named(name).unwrap().at(depth)
    }

    fn window(self) -> Window<'static> {
        match self {
            Look::Dark => Window::DARK,
            Look::Light => Window::LIGHT,
            Look::Plain => Window::PLAIN,
        }
    }
}

async fn draw(picture: &Picture) -> Grid {
    let mut demo = Demo::open(picture.size).await;
    demo.press(picture.keys).await;
    let drawn = demo.draw(&picture.look.theme(), matches!(picture.look, Look::Plain));
    Grid::from_buffer(&drawn)
}

fn file(name: &str, kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("screenshots").join(format!("{name}.{kind}"))
}

#[tokio::test]
async fn pictures_show_what_the_demo_shows() {
    let write = std::env::var("TOKENDECK_PICTURES").is_ok_and(|v| v == "write");
    let mut differences = String::new();
    for picture in PICTURES {
        let now = draw(picture).await;
        let path = file(picture.name, "grid");
        if write {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, now.to_string()).unwrap();
            // Two pixels to a point, less where that would make a large file.
            let scale = if picture.size.0 > 150 { 1.5 } else { 2.0 };
            now.to_png(picture.look.window(), &file(picture.name, "png"), scale).unwrap();
            continue;
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if Grid::read(&kept) != Some(now.clone()) {
            let _ = writeln!(differences, "{}", difference(picture.name, &kept, &now.to_string()));
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}The demo looks different now. If it should, make the pictures anew and look at them:\n\
         TOKENDECK_PICTURES=write cargo test --test screenshots\n"
    );
}

/// The lines that differ. Where the characters agree, the look differs: those lines come after the legend.
fn difference(name: &str, kept: &str, now: &str) -> String {
    let mut told = format!("screenshots/{name}.grid\n");
    let lines = kept.lines().count().max(now.lines().count());
    let pairs = kept.lines().chain(std::iter::repeat("")).zip(now.lines().chain(std::iter::repeat("")));
    for (n, (kept, now)) in pairs.take(lines).enumerate().filter(|(_, (kept, now))| kept != now) {
        let _ = writeln!(told, "{:>4} - {kept}\n     + {now}", n + 1);
    }
    told
}

#[test]
fn every_file_among_the_pictures_is_one_of_them() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let found: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let wanted = |kind: &'static str| PICTURES.iter().map(move |p| format!("{}.{kind}", p.name));
    assert_eq!(found, wanted("grid").chain(wanted("png")).collect());
}

#[test]
fn a_difference_names_lines() {
    assert_eq!(difference("x", "|a|\n|b|\n", "|a|\n|c|\n"), "screenshots/x.grid\n   2 - |b|\n     + |c|\n");
    assert_eq!(difference("x", "", "|a|\n"), "screenshots/x.grid\n   1 - \n     + |a|\n");
}
