use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::token::Owner;

fn deed(verb: Verb, n: u32) -> Deed {
    let token = TokenRef { owner: Owner::User, id: format!("{n:032x}").as_str().into() };
    Deed { verb, token, name: format!("t{n}"), seen: None, reason: None, own_credential: false }
}

fn began(deeds: &[Deed]) -> Entry {
    Entry { at: Time::EPOCH, what: What::Began { plan: PlanId("p".into()), deeds: deeds.to_vec(), by: None } }
}

fn sending(step: u32, deed: &Deed) -> What {
    What::Sending { step, verb: deed.verb, token: deed.token.clone() }
}

#[test]
fn a_token_outside_the_plan_is_illegal() {
    let (mine, other) = (deed(Verb::Revoke, 1), deed(Verb::Revoke, 2));
    let plan = Plan::new(PlanId("p".into()), Time::EPOCH, vec![mine.clone()], None);
    assert!(plan.legal(&sending(0, &mine)).is_ok());
    assert!(plan.legal(&sending(0, &other)).is_err());
    assert!(plan.legal(&sending(1, &other)).is_err());
    let harsher = Deed { verb: Verb::Disable, ..mine };
    assert!(plan.legal(&sending(0, &harsher)).is_err());
}

#[test]
fn a_ledger_without_a_whole_first_line_is_no_plan() {
    assert_eq!(Plan::replay(&[]), Ok(None));
    assert!(Plan::replay(&[Entry { at: Time::EPOCH, what: What::Resumed }]).is_err());
}

#[test]
fn an_ended_step_stays_ended() {
    let deeds = [deed(Verb::Revoke, 1)];
    let mut plan = Plan::replay(&[began(&deeds)]).unwrap().unwrap();
    let say = |what| Entry { at: Time::EPOCH, what };
    plan.record(&say(sending(0, &deeds[0]))).unwrap();
    plan.record(&say(What::Proven { step: 0, how: String::new() })).unwrap();
    plan.record(&say(What::Resumed)).unwrap();
    assert_eq!(plan.todo(0), Todo::Nothing);
    assert!(plan.record(&say(sending(0, &deeds[0]))).is_err());
}

#[test]
fn behind_a_damaged_line_what_was_waiting_is_checked() {
    let deeds = [deed(Verb::Revoke, 1), deed(Verb::Revoke, 2), deed(Verb::Disable, 3)];
    let mut plan = Plan::replay(&[began(&deeds)]).unwrap().unwrap();
    let say = |what| Entry { at: Time::EPOCH, what };
    plan.record(&say(What::Skipped { step: 0, why: String::new() })).unwrap();
    plan.record(&say(sending(1, &deeds[1]))).unwrap();
    plan.record(&say(What::Answered { step: 1, how: String::new() })).unwrap();
    plan.record(&say(What::Damaged { line: 5 })).unwrap();
    assert_eq!([0, 1, 2].map(|n| plan.todo(n)), [Todo::Nothing, Todo::Prove, Todo::Check]);
    assert!(plan.record(&say(What::Closed)).is_err(), "there is something left to do");
}

/// What happens to one request or to the program around it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Luck {
    Fine,
    LostBefore,
    LostAfter,
    Refused,
}

/// A pretend server with a pretend disk: every effect counts, and the program dies at one of them.
struct Pretend {
    alive: BTreeMap<TokenRef, bool>,
    disk: Vec<Entry>,
    luck: Vec<Luck>,
    until_crash: usize,
    deletes: BTreeMap<TokenRef, u32>,
}

struct Crash;

impl Pretend {
    fn effect(&mut self) -> Result<(), Crash> {
        if self.until_crash == 0 {
            return Err(Crash);
        }
        self.until_crash -= 1;
        Ok(())
    }

    fn write(&mut self, plan: &mut Plan, what: What) -> Result<(), Crash> {
        self.effect()?;
        let entry = Entry { at: Time::EPOCH, what };
        plan.record(&entry).unwrap();
        self.disk.push(entry);
        self.effect()
    }

    fn luck(&mut self) -> Luck {
        self.luck.pop().unwrap_or(Luck::Fine)
    }

    /// `Some(answer)` or nothing came back.
    fn delete(&mut self, at: &TokenRef) -> Result<Option<bool>, Crash> {
        self.effect()?;
        let luck = self.luck();
        if luck == Luck::LostBefore {
            return Ok(None);
        }
        if luck == Luck::Refused {
            return Ok(Some(false));
        }
        *self.deletes.entry(at.clone()).or_default() += 1;
        self.alive.insert(at.clone(), false);
        self.effect()?;
        Ok((luck != Luck::LostAfter).then_some(true))
    }

    fn look(&mut self, at: &TokenRef) -> Result<Option<bool>, Crash> {
        self.effect()?;
        Ok((self.luck() != Luck::LostBefore).then(|| self.alive[at]))
    }

    fn run(&mut self) -> Result<(), Crash> {
        let mut plan = Plan::replay(&self.disk).unwrap().unwrap();
        self.write(&mut plan, What::Resumed)?;
        for step in 0..u32::try_from(plan.deeds().len()).unwrap() {
            let deed = plan.deed(step).unwrap().clone();
            let words = String::new;
            loop {
                let what = match plan.todo(step) {
                    Todo::Nothing => break,
                    Todo::GiveUp => What::Failed { step, why: words() },
                    Todo::Send => {
                        self.write(&mut plan, sending(step, &deed))?;
                        match self.delete(&deed.token)? {
                            Some(true) => What::Answered { step, how: words() },
                            Some(false) => What::Failed { step, why: words() },
                            None => continue,
                        }
                    }
                    Todo::Check => match self.look(&deed.token)? {
                        Some(true) => What::NotDone { step, why: words() },
                        Some(false) => What::Proven { step, how: words() },
                        None => What::Unknown { step, why: words() },
                    },
                    Todo::Prove => match self.look(&deed.token)? {
                        Some(false) => What::Proven { step, how: words() },
                        _ => What::Unproven { step, why: words() },
                    },
                };
                self.write(&mut plan, what)?;
            }
        }
        Ok(())
    }
}

fn luck() -> impl Strategy<Value = Luck> {
    prop_oneof![Just(Luck::Fine), Just(Luck::LostBefore), Just(Luck::LostAfter), Just(Luck::Refused)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The program dies between any two effects, up to three times, and replies get lost before and after the deed.
    #[test]
    fn a_plan_converges_from_any_crash(
        crashes in proptest::collection::vec(0_usize..40, 0..3),
        luck in proptest::collection::vec(luck(), 0..20),
        tokens in 1_u32..5,
    ) {
        let deeds: Vec<Deed> = (0..tokens).map(|n| deed(Verb::Revoke, n)).collect();
        let bystander = deed(Verb::Revoke, 99).token;
        let mut alive: BTreeMap<_, _> = deeds.iter().map(|d| (d.token.clone(), true)).collect();
        alive.insert(bystander.clone(), true);
        let mut pretend =
            Pretend { alive, disk: vec![began(&deeds)], luck, until_crash: 0, deletes: BTreeMap::new() };
        for crash in crashes {
            pretend.until_crash = crash;
            let _ = pretend.run();
        }
        // A quiet day at last: two more runs, because the first may end in "unknown".
        pretend.until_crash = usize::MAX;
        prop_assert!(pretend.run().is_ok());
        pretend.luck.clear();
        prop_assert!(pretend.run().is_ok());

        let plan = Plan::replay(&pretend.disk).unwrap().unwrap();
        for (step, deed) in (0..).zip(&deeds) {
            match plan.state(step).unwrap() {
                State::Proven => prop_assert!(!pretend.alive[&deed.token]),
                State::Failed => prop_assert!(pretend.alive[&deed.token], "failed, yet it is gone"),
                other => prop_assert!(false, "step {} ends {:?}", step, other),
            }
            prop_assert!(pretend.deletes.get(&deed.token).copied().unwrap_or(0) <= 1, "done twice");
        }
        prop_assert!(pretend.alive[&bystander]);
        prop_assert!(!pretend.deletes.contains_key(&bystander));
    }

    /// Any list of entries is either refused or leads to a state; nothing panics.
    #[test]
    fn nonsense_is_refused(steps in proptest::collection::vec((0_u8..8, 0_u32..3), 0..12)) {
        let deeds = [deed(Verb::Revoke, 0), deed(Verb::Disable, 1)];
        let mut plan = Plan::replay(&[began(&deeds)]).unwrap().unwrap();
        for (kind, step) in steps {
            let words = String::new();
            let what = match kind {
                0 => sending(step, &deeds[step as usize % 2]),
                1 => What::Answered { step, how: words },
                2 => What::NotDone { step, why: words },
                3 => What::Proven { step, how: words },
                4 => What::Unproven { step, why: words },
                5 => What::Failed { step, why: words },
                6 => What::Unknown { step, why: words },
                _ => What::Skipped { step, why: words },
            };
            let before = plan.clone();
            if plan.record(&Entry { at: Time::EPOCH, what }).is_err() {
                prop_assert_eq!(&before, &plan);
            }
        }
    }
}
