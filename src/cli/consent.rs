//! Asks before danger. Without a terminal nobody can answer, so only `--yes` will do.

use std::io::{self, BufRead as _, IsTerminal as _};

use super::exit::{Exit, Failure};
use super::output::Output;
use crate::domain::deed::{Deed, Verb};
use crate::domain::text::capital;

/// How a person can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// `--yes`: said already.
    Said,
    /// There is a terminal.
    Terminal,
    /// There is nobody.
    Nobody,
}

impl Asking {
    /// From the flag and the streams of the process.
    pub fn process(yes: bool) -> Self {
        match (yes, io::stdin().is_terminal() && io::stderr().is_terminal()) {
            (true, _) => Asking::Said,
            (false, true) => Asking::Terminal,
            (false, false) => Asking::Nobody,
        }
    }
}

/// What to type for these deeds, and how to ask for it (PRODUCT, section 9): `y` for one disable or enable, the first
/// four characters of the id for one revoke, the count for many.
fn question(deeds: &[Deed]) -> (String, String) {
    match deeds {
        [deed] if deed.verb == Verb::Revoke => {
            let head = deed.token.id.short(4);
            (format!("Type the first four characters of its id to {} it:", deed.verb.word()), head)
        }
        [deed] => (format!("{} it? [y/N]", capital(deed.verb.word())), "y".to_owned()),
        many => {
            let verb = many.first().map_or("change", |deed| deed.verb.word());
            (format!("Type the number of tokens to {verb} them all:"), many.len().to_string())
        }
    }
}

/// Asks for these deeds.
///
/// # Errors
/// [`Exit::Refused`] when the answer is another one or nobody can answer.
pub fn ask(
    deeds: &[Deed],
    asking: Asking,
    out: &mut Output,
    answer: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let (question, expected) = question(deeds);
    match asking {
        Asking::Said => Ok(()),
        Asking::Nobody => Err(refused("there is no terminal to ask on. Look at the plan and pass --yes")),
        Asking::Terminal => {
            out.prompt(&question);
            if answer().trim().eq_ignore_ascii_case(&expected) {
                Ok(())
            } else {
                Err(refused("the answer was another one"))
            }
        }
    }
}

/// The second question, when the credential in use is among the tokens. `--yes` does not answer it.
///
/// # Errors
/// As [`ask`].
pub fn ask_own(
    said: bool,
    asking: Asking,
    out: &mut Output,
    answer: impl FnOnce() -> String,
) -> Result<(), Failure> {
    match asking {
        _ if said => Ok(()),
        Asking::Terminal => {
            out.prompt(
                "This is the credential in use: tokendeck locks itself out. Type \"lock me out\" to go on:",
            );
            if answer().trim() == "lock me out" {
                Ok(())
            } else {
                Err(refused("the credential in use was kept"))
            }
        }
        Asking::Said | Asking::Nobody => {
            Err(refused("the credential in use is among them. Leave it out or pass --own-credential"))
        }
    }
}

/// Asks whether requests that were named may be sent.
///
/// # Errors
/// As [`ask`].
pub fn ask_to_send(
    requests: usize,
    asking: Asking,
    out: &mut Output,
    answer: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let refused = |why: &str| Failure::new(Exit::Refused, format!("Nothing was sent: {why}."));
    match asking {
        Asking::Said => Ok(()),
        Asking::Nobody => Err(refused("there is no terminal to ask on. Look at the requests and pass --yes")),
        Asking::Terminal => {
            out.prompt(&format!("Send these {requests} requests? [y/N]"));
            if answer().trim().eq_ignore_ascii_case("y") { Ok(()) } else { Err(refused("the answer was no")) }
        }
    }
}

/// A line from standard input; empty when there is none.
pub fn typed() -> String {
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(_) => line,
        Err(_) => String::new(),
    }
}

fn refused(why: &str) -> Failure {
    Failure::new(Exit::Refused, format!("Nothing was changed: {why}."))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::token::{Owner, TokenRef};

    fn deeds(verb: Verb, ids: &[&str]) -> Vec<Deed> {
        ids.iter()
            .map(|id| Deed {
                verb,
                token: TokenRef { owner: Owner::User, id: (*id).into() },
                name: "t".into(),
                seen: None,
                reason: None,
                own_credential: false,
            })
            .collect()
    }

    #[rstest]
    #[case::yes_to_one(Verb::Disable, &["abcdef"], "y", true)]
    #[case::enter_is_no(Verb::Disable, &["abcdef"], "\n", false)]
    #[case::revoke_wants_the_id(Verb::Revoke, &["abcdef"], "y", false)]
    #[case::revoke_with_the_id(Verb::Revoke, &["abcdef"], " ABCD\n", true)]
    #[case::many_want_the_count(Verb::Revoke, &["abcdef", "bcdefa"], "2", true)]
    #[case::many_with_another_count(Verb::Disable, &["abcdef", "bcdefa"], "y", false)]
    #[case::no_answer(Verb::Revoke, &["abcdef"], "", false)]
    fn answers(#[case] verb: Verb, #[case] ids: &[&str], #[case] typed: &str, #[case] agreed: bool) {
        let mut out = Output::process();
        let result = ask(&deeds(verb, ids), Asking::Terminal, &mut out, || typed.to_owned());
        assert_eq!(result.map_err(|e| e.exit), if agreed { Ok(()) } else { Err(Exit::Refused) });
    }

    #[rstest]
    #[case(Asking::Nobody, false, false)]
    #[case(Asking::Said, false, true)]
    #[case(Asking::Said, true, false)]
    fn nobody_is_asked_twice_and_yes_does_not_cover_the_own_credential(
        #[case] asking: Asking,
        #[case] own: bool,
        #[case] agreed: bool,
    ) {
        let mut out = Output::process();
        let never = || unreachable!("nobody is there");
        let result = match own {
            true => ask_own(false, asking, &mut out, never),
            false => ask(&deeds(Verb::Revoke, &["abcdef"]), asking, &mut out, never),
        };
        assert_eq!(result.is_ok(), agreed);
    }
}
