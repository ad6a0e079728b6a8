//! What the view does.

use super::By;
use super::State;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::token::Standing;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::listing::Listing;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::FilterLine;
use crate::ui::filter::Pressed;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::ui::table::Hit;
use crate::world::AccountRow;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(_) | Input::Shown | Input::Resized => self.rebuild(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Tick | Input::Event(_) => {}
        }
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            return self.step(motion, cx);
        }
        let Mouse::Click(x, y) = mouse else { return };
        match self.hit(x, y, cx.body) {
            Some(Hit::Row(i)) if i == self.list.cursor => self.command(Command::Open, cx),
            Some(Hit::Row(i)) => self.list.cursor = i,
            _ => {}
        }
        self.follow();
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.list.step(motion, self.shown.len(), self.height(cx.body));
        self.follow();
    }

    fn drop_filter(&mut self, cx: &mut Cx<'_>) {
        self.filter.discard();
        self.rebuild(cx);
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of(command) {
            return self.step(motion, cx);
        }
        match command {
            Command::Open | Command::AccountTokens => {
                if let Some(id) = self.shown.get(self.list.cursor) {
                    cx.go(Route::Tokens(Some(id.clone())));
                }
            }
            Command::Filter => self.filter.begin(),
            Command::ClearFilter => {
                self.drop_filter(cx);
            }
            Command::Back if !self.filter.text().is_empty() => {
                self.drop_filter(cx);
            }
            Command::Back => cx.back(),
            Command::Sort => {
                self.by = match self.by {
                    By::Name => By::Tokens,
                    By::Tokens => By::Active,
                    By::Active => By::Findings,
                    By::Findings => By::Name,
                };
                self.descending = self.by != By::Name;
                self.rebuild(cx);
            }
            Command::ReverseSort => {
                self.descending = !self.descending;
                self.rebuild(cx);
            }
            Command::Refresh => {
                for scope in self.watching(cx) {
                    cx.run(Job::Refresh(scope));
                }
            }
            _ => {}
        }
        self.follow();
    }

    /// Chooses and orders the accounts anew. Thousands of accounts take well under a millisecond.
    pub(super) fn rebuild(&mut self, cx: &Cx<'_>) {
        let needle = self.filter.text().to_lowercase();
        let mut shown: Vec<(u32, &AccountId)> = cx
            .world
            .accounts()
            .filter(|a| {
                needle.split_whitespace().all(|word| {
                    a.account.name.to_lowercase().contains(word) || a.account.id.to_string().contains(word)
                })
            })
            .map(|a| (rank(self.by, &a), &a.account.id))
            .collect();
        // The world keeps accounts by name; a stable sort leaves equal ones in that order.
        shown.sort_by_key(|(rank, _)| *rank);
        if self.descending {
            shown.reverse();
        }
        self.shown = shown.into_iter().map(|(_, id)| id.clone()).collect();
        if let Some(i) = self.at.as_ref().and_then(|at| self.shown.iter().position(|id| id == at)) {
            self.list.cursor = i;
        }
        self.list.fit(self.shown.len(), self.height(cx.body));
        self.follow();
    }

    fn follow(&mut self) {
        self.at = self.shown.get(self.list.cursor).cloned();
    }
}

impl Listing for State {
    fn filter(&mut self) -> &mut FilterLine {
        &mut self.filter
    }

    fn filtered(&mut self, pressed: Pressed, cx: &mut Cx<'_>) {
        match pressed {
            Pressed::Elsewhere | Pressed::Same => {}
            Pressed::Move(motion) => self.step(motion, cx),
            Pressed::Keep => self.filter.keep(),
            Pressed::Dropped => self.rebuild(cx),
            // A filter that changed shows its best rows: the cursor goes to the top.
            Pressed::Changed => {
                self.list = ListState::default();
                self.at = None;
                self.rebuild(cx);
            }
        }
    }
}

fn rank(by: By, row: &AccountRow<'_>) -> u32 {
    match by {
        By::Name => 0,
        By::Tokens => row.sums.tokens(),
        By::Active => row.sums.standing(Standing::Active),
        By::Findings => row.sums.with_findings(),
    }
}
