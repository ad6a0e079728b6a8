//! `completions` and `man`: made from the clap tree, so that they cannot disagree with it.

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::args::Cli;
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

fn render(to: &mut Vec<u8>) -> std::io::Result<()> {
    let mut tree = Cli::command();
    tree.build();
    Man::new(tree.clone()).render(to)?;
    verbs(&tree, to)?;
    let mut variables = Roff::new();
    variables.control("SH", ["ENVIRONMENT"]);
    for var in vars::VARS {
        variables.control("TP", []).text([bold(var.name)]).text([roman(var.what)]);
    }
    variables.to_writer(to)
}

/// The usage of every verb below the nouns, which the page of the program itself does not show.
fn verbs(tree: &clap::Command, to: &mut Vec<u8>) -> std::io::Result<()> {
    let mut section = Roff::new();
    section.control("SH", ["VERBS"]);
    for noun in tree.get_subcommands().filter(|noun| noun.get_name() != "help") {
        for verb in noun.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
            section.control("TP", []);
            section.text([bold(format!("{} {}", noun.get_name(), verb.get_name()))]).text([roman(about)]);
            for option in verb.get_arguments().filter(|a| !a.is_global_set() && a.get_id() != "help") {
                let help = option.get_help().map(ToString::to_string).unwrap_or_default();
                section.control("RS", []).control("TP", []);
                section.text([bold(option.to_string())]).text([roman(help)]).control("RE", []);
            }
        }
    }
    section.to_writer(to)
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
        for word in ["tokens revoke", "--own-credential", "--fault", "--dry-run", vars::API_TOKEN, vars::DATA_DIR] {
            assert!(page.contains(word), "{word}");
        }
    }
}
