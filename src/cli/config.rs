//! `config path`, `config check`, `config init`

use std::fs;
use std::io::{ErrorKind, Write as _};

use super::args::Config as Verb;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::logging;
use super::sheet::Sheet;
use crate::config::SETTINGS;
use crate::store::files;

/// The commented sample: every setting with its default.
const SAMPLE: &str = include_str!("../../assets/config.toml");

/// Runs one of the three.
pub fn run(call: &mut Call<'_>, verb: &Verb) -> Result<Exit, Failure> {
    match verb {
        Verb::Path => path(call),
        Verb::Check => check(call),
        Verb::Init => init(call),
    }
}

fn path(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["what", "path", "variable"]);
    let file = call.places.config_file();
    let ledgers = call.places.ledgers();
    let (commands, left) = (call.places.commands(), call.places.left());
    let log = logging::file(&call.places);
    let folders = call.places.list();
    let files = [
        ("settings", "", &*file),
        ("ledgers", "", &*ledgers),
        ("commands", "", &*commands),
        ("places", "", &*left),
        ("log file", "", &*log),
    ];
    for (what, variable, path) in folders.into_iter().chain(files) {
        let path = path.display().to_string();
        let item = Item::new().with("what", what).with("path", &path).with("exists", fs::exists(&path).ok());
        sheet.push(item.with("variable", variable), [what.to_owned(), path, variable.to_owned()]);
    }
    call.out.report(&sheet)?;
    Ok(Exit::Done)
}

fn check(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["setting", "value", "from"]);
    for setting in SETTINGS {
        let (value, origin) =
            (setting.show(&call.loaded.config), call.loaded.origin(setting.name).to_string());
        let item = Item::new().with("setting", setting.name).with("value", &value).with("from", &origin);
        sheet.push(item, [setting.name.to_owned(), value, origin]);
    }
    for (name, profile) in &call.loaded.config.profiles {
        let (setting, value) = (format!("profile.{name}.source"), profile.source.to_string());
        let origin = format!("config.toml:{}", profile.line);
        let item = Item::new().with("setting", &setting).with("value", &value).with("from", &origin);
        sheet.push(item, [setting, value, origin]);
    }
    for saved in &call.loaded.config.views {
        let (setting, value) = (format!("view \"{}\"", saved.view.name), saved.view.filter.clone());
        let origin = format!("config.toml:{}", saved.line);
        let item = Item::new().with("setting", &setting).with("value", &value).with("from", &origin);
        sheet.push(item, [setting, value, origin]);
    }
    call.out.report(&sheet)?;
    for mistake in &call.loaded.mistakes {
        call.out.say(&mistake.to_string());
    }
    Ok(if call.loaded.mistakes.is_empty() { Exit::Done } else { Exit::Usage })
}

fn init(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let file = call.places.config_file();
    let fail = |e: std::io::Error| match e.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(Exit::Refused, format!("{} is there already and was left alone.", file.display()))
        }
        _ => Failure::new(Exit::Refused, format!("{} cannot be written: {e}.", file.display())),
    };
    files::make_folder(&call.places.config).map_err(|e| Failure::from(e.fault()))?;
    let made = files::private().write(true).create_new(true).open(&file);
    made.and_then(|mut open| open.write_all(SAMPLE.as_bytes())).map_err(fail)?;
    call.out.line(&file.display().to_string())?;
    Ok(Exit::Done)
}
