//! What the view does.

use super::By;
use super::Line;
use super::Place;
use super::State;
use super::lines;
use super::lines::Wish;
use crate::command::Command;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::listing::Listing;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::FilterLine;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::ui::table::Hit;

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
            Some(Hit::Column(column)) => match State::order_of(column) {
                Some(by) if by == self.by => self.command(Command::ReverseSort, cx),
                Some(by) => self.sort_by(by, cx),
                None => {}
            },
            None if self.on_filter(x, y, cx.body) => self.filter.begin(),
            None => {}
        }
        self.follow();
    }

    /// Of counts the large end is what one looks for first.
    fn sort_by(&mut self, by: By, cx: &Cx<'_>) {
        self.by = by;
        self.descending = by != By::Name;
        self.rebuild(cx);
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
            Command::Open | Command::AccountTokens => match self.line() {
                Some(Line::You) => {
                    cx.go(Route::Filtered { account: None, filter: "kind:user".to_owned() });
                }
                Some(Line::Account(id, _)) => cx.go(Route::Tokens(Some(id.clone()))),
                Some(Line::Organization(_, folded)) => self.fold(!folded, cx),
                None => {}
            },
            Command::Left => self.fold(true, cx),
            Command::Right => self.fold(false, cx),
            Command::Filter => self.filter.begin(),
            Command::ClearFilter => {
                self.drop_filter(cx);
            }
            Command::Back if !self.filter.text().is_empty() => {
                self.drop_filter(cx);
            }
            Command::Back => cx.back(),
            Command::Sort => self.sort_by(self.by.next(), cx),
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

    /// Puts the accounts of the heading at or above the cursor out of sight, or back. The cursor goes to the heading.
    fn fold(&mut self, away: bool, cx: &Cx<'_>) {
        let heading = self.headings().rfind(|i| *i <= self.list.cursor);
        let Some(Line::Organization(row, _)) = heading.and_then(|i| self.shown.get(i)) else { return };
        let id = row.id.clone();
        if away {
            self.at = Some(Place::Organization(id.clone()));
            self.folded.insert(id);
        } else {
            self.folded.remove(&id);
        }
        self.rebuild(cx);
    }

    /// Chooses and orders the lines anew.
    pub(super) fn rebuild(&mut self, cx: &Cx<'_>) {
        let needle = self.filter.text().to_lowercase();
        let (by, descending) = (self.by, self.descending);
        let wish = Wish { words: needle.split_whitespace().collect(), by, descending, folded: &self.folded };
        (self.shown, self.matching) = lines::arrange(cx.world, &wish);
        if let Some(i) =
            self.at.as_ref().and_then(|at| self.shown.iter().position(|line| line.place() == *at))
        {
            self.list.cursor = i;
        }
        self.list.fit(self.shown.len(), self.height(cx.body));
        // A list that is still read keeps in mind where the cursor was.
        if !self.shown.is_empty() {
            self.follow();
        }
    }

    fn follow(&mut self) {
        self.at = self.line().map(Line::place);
    }
}

impl Listing for State {
    fn filter(&mut self) -> &mut FilterLine {
        &mut self.filter
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.list.step(motion, self.shown.len(), self.height(cx.body));
        self.follow();
    }

    fn choose(&mut self, cx: &Cx<'_>) {
        self.rebuild(cx);
    }

    fn to_top(&mut self) {
        self.list = ListState::default();
        self.at = None;
    }
}
