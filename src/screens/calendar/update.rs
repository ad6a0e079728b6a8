//! What the calendar does.

use super::Span;
use super::State;
use super::grid::Grid;
use crate::clock::Day;
use crate::clock::Time;
use crate::command::Command;
use crate::domain::filter::Stretch;
use crate::domain::finding::FindingId;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::list::ListState;
use crate::ui::table::Hit;
use crate::world::RowNo;
use crate::world::World;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(changed) if !changed.rows.is_empty() => self.collect(cx),
            Input::Shown => self.collect(cx),
            Input::Resized => self.show(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Changed(_) | Input::Event(_) | Input::Tick => {}
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Back if self.in_list => self.in_list = false,
            Command::Back if self.account.is_some() => self.restrict(None, cx),
            Command::Back => cx.back(),
            Command::Span => {
                self.span = match self.span {
                    Span::Day => Span::Week,
                    Span::Week => Span::Month,
                    Span::Month => Span::Day,
                };
                self.choose(self.day, cx);
            }
            Command::ToTokens => {
                let (from, to) = self.moments(cx);
                let filter = format!("expires:{}", Stretch { from, to });
                cx.go(Route::Filtered { account: self.account.clone(), filter });
            }
            Command::Open if self.in_list => {
                if let Some(at) = self.at.clone() {
                    cx.go(Route::Token(at));
                }
            }
            Command::Open => self.in_list = true,
            Command::Refresh => self.watching().into_iter().for_each(|scope| {
                cx.run(Job::Refresh(scope));
            }),
            command => self.moved(command, cx),
        }
        self.follow(cx);
    }

    fn moved(&mut self, command: Command, cx: &Cx<'_>) {
        if self.in_list {
            if let Some(motion) = motion::of(command) {
                self.list.step(motion, self.rows.len(), self.height(cx.body));
            }
            return;
        }
        let day = match command {
            Command::Left => self.day.plus_days(-1),
            Command::Right => self.day.plus_days(1),
            Command::Up => self.day.plus_days(-7),
            Command::Down => self.day.plus_days(7),
            Command::PageUp => self.day.plus_months(-1),
            Command::PageDown => self.day.plus_months(1),
            Command::First => Day::of(cx.now, cx.settings.shown_zone()),
            Command::Last => {
                let last = cx.world.last_end(self.owner().as_ref());
                last.map_or(self.day, |end| Day::of(end, cx.settings.shown_zone()))
            }
            _ => return,
        };
        self.choose(day, cx);
    }

    /// Puts the cursor on a day.
    pub(super) fn choose(&mut self, day: Day, cx: &Cx<'_>) {
        self.day = day;
        self.in_list = false;
        self.list = ListState::default();
        self.at = None;
        self.collect(cx);
    }

    /// The first day of what is chosen, and the first day after it.
    pub(super) fn days(&self) -> (Day, Day) {
        match self.span {
            Span::Day => (self.day, self.day.plus_days(1)),
            Span::Week => {
                let monday = self.day.plus_days(-i32::from(self.day.weekday()));
                (monday, monday.plus_days(7))
            }
            Span::Month => (self.day.first_of_month(), self.day.first_of_month().plus_months(1)),
        }
    }

    fn moments(&self, cx: &Cx<'_>) -> (Time, Time) {
        let (from, to) = self.days();
        (from.start(cx.settings.shown_zone()), to.start(cx.settings.shown_zone()))
    }

    /// Looks up the tokens that end in what is chosen: those that have ended but are still reported active first, and
    /// where today is chosen all such tokens, whenever they ended: they are today's work.
    pub(super) fn collect(&mut self, cx: &Cx<'_>) {
        let owner = self.owner();
        let (from, to) = self.moments(cx);
        let ending = |from, to| cx.world.ending(owner.as_ref(), from, to);
        let mut rows: Vec<RowNo> = ending(from, to).collect();
        rows.sort_by_key(|no| !is_overdue(cx.world, *no));
        if from <= cx.now && cx.now < to {
            let earlier = ending(Time::from_millis(i64::MIN), from).filter(|no| is_overdue(cx.world, *no));
            rows = earlier.chain(rows).collect();
        }
        self.rows = rows;
        let at = self.at.as_ref().and_then(|at| cx.world.find(at));
        if let Some(i) = self.rows.iter().position(|no| Some(*no) == at) {
            self.list.cursor = i;
        }
        self.in_list &= !self.rows.is_empty();
        self.show(cx);
        self.follow(cx);
    }

    /// Moves the months so that the day under the cursor is in sight.
    fn show(&mut self, cx: &Cx<'_>) {
        let shown = Grid::of_body(cx.body).months();
        let ahead = self.day.months_since(self.top);
        if ahead < 0 {
            self.top = self.day.first_of_month();
        } else if ahead >= shown {
            self.top = self.day.first_of_month().plus_months(1 - shown);
        }
        self.list.fit(self.rows.len(), self.height(cx.body));
    }

    fn follow(&mut self, cx: &Cx<'_>) {
        let row = self.rows.get(self.list.cursor).and_then(|no| cx.world.row(*no));
        self.at = row.filter(|_| self.in_list).map(|row| row.token.at.clone());
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            // Where all of the list is in sight, the wheel turns weeks.
            if self.in_list || self.rows.len() > self.height(cx.body) {
                self.list.step(motion, self.rows.len(), self.height(cx.body));
            } else {
                self.choose(self.day.plus_days(if mouse == Mouse::WheelUp { -7 } else { 7 }), cx);
            }
        } else if let Mouse::Click(x, y) = mouse {
            let grid = Grid::of_body(cx.body);
            match (grid.day_at(self.top, x, y), self.hit(x, y, cx.body)) {
                (Some(day), _) => self.choose(day, cx),
                (None, Some(Hit::Row(i))) => {
                    let again = self.in_list && i == self.list.cursor;
                    (self.in_list, self.list.cursor) = (true, i);
                    self.follow(cx);
                    if again {
                        self.command(Command::Open, cx);
                    }
                }
                _ => {}
            }
        }
        self.follow(cx);
    }
}

/// Whether a token has ended and the API calls it active all the same.
pub(super) fn is_overdue(world: &World, no: RowNo) -> bool {
    world.row(no).is_some_and(|row| row.findings.contains(FindingId::ExpiredActive))
}
