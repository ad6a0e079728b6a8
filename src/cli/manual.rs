//! `completions` and `man`: made from the clap tree, so that they cannot disagree with it.

use std::io;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::args::{Cli, EXIT_CODES};
use super::exit::{Exit, Failure};
use super::output::Output;
use crate::config::vars;

/// Prints completions.
pub fn completions(shell: Shell, out: &mut Output) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tokendeck", &mut text);
    out.raw(&text)?;
    Ok(Exit::Done)
}

/// Prints the manual page.
pub fn page(out: &mut Output) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    render(&mut text).map_err(|e| Failure::new(Exit::Partly, format!("The manual cannot be made: {e}.")))?;
    out.raw(&text)?;
    Ok(Exit::Done)
}

fn render(to: &mut Vec<u8>) -> io::Result<()> {
    let mut tree = Cli::command();
    tree.build();
    let page = Man::new(tree.clone());
    page.render_title(to)?;
    page.render_name_section(to)?;
    page.render_synopsis_section(to)?;
    page.render_description_section(to)?;
    page.render_options_section(to)?;
    let mut commands = Roff::new();
    commands.control("SH", ["COMMANDS"]);
    for command in tree.get_subcommands() {
        describe(command, "", &mut commands);
    }
    commands.control("SH", ["EXIT STATUS"]).text([roman(EXIT_CODES)]).control("SH", ["ENVIRONMENT"]);
    for var in vars::VARS {
        commands.control("TP", []).text([bold(var.name)]).text([roman(var.what)]);
    }
    commands.to_writer(to)
}

/// A command with its own options, or the commands below it.
fn describe(command: &clap::Command, above: &str, to: &mut Roff) {
    let name = format!("{above}{}", command.get_name());
    let mut below = command.get_subcommands().filter(|verb| verb.get_name() != "help").peekable();
    if name == "help" {
        return;
    }
    if below.peek().is_some() {
        below.for_each(|verb| describe(verb, &format!("{name} "), to));
        return;
    }
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    to.control("SS", [name.as_str()]).text([roman(about)]);
    for option in command.get_arguments().filter(|a| !a.is_global_set() && a.get_id() != "help") {
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        to.control("TP", []).text([bold(option.to_string())]).text([roman(help)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_manual_names_every_verb_option_and_variable() {
        let mut page = Vec::new();
        render(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap().replace("\\-", "-");
        for word in
            ["tokens revoke", "--own-credential", "--fault", "--dry-run", vars::API_TOKEN, vars::DATA_DIR]
        {
            assert!(page.contains(word), "{word}");
        }
    }
}
