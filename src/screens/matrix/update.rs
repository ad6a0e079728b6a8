//! What the matrix does.

use std::cmp::Reverse;

use super::By;
use super::State;
use crate::command::Command;
use crate::domain::matrix::Product;
use crate::domain::matrix::query::Query;
use crate::domain::matrix::query::STATUSES;
use crate::domain::matrix::query::term_of;
use crate::domain::matrix::query::with_term;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Dialog;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::cx::Then;
use crate::screens::listing::Listing;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::FilterLine;
use crate::ui::Modal;
use crate::ui::Phrase;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::ui::table::Hit;
use crate::world::World;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(changed) if changed.matrix || !changed.rows.is_empty() => self.rebuild(cx),
            Input::Shown | Input::Resized => self.rebuild(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Changed(_) | Input::Event(_) | Input::Tick => {}
        }
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            return self.step(motion, cx);
        }
        let Mouse::Click(x, y) = mouse else { return };
        match self.hit(x, y, cx.world, cx.body) {
            Some(Hit::Row(i)) if i == self.list.cursor => self.command(Command::Open, cx),
            Some(Hit::Row(i)) => self.step(Motion::To(i), cx),
            Some(Hit::Column(i)) => {
                match (self.snapshot_at(i, cx.world, cx.body), self.order_of(i, cx.world, cx.body)) {
                    (Some(place), _) => self.go_to(place, cx.world),
                    (None, Some(by)) if by == self.by => self.command(Command::ReverseSort, cx),
                    (None, Some(by)) => self.sort_by(by, cx),
                    (None, None) => {}
                }
            }
            None if self.on_filter(x, y, cx.body) => self.filter.begin(),
            None => {}
        }
    }

    /// Of counts the large end is what one looks for first.
    fn sort_by(&mut self, by: By, cx: &Cx<'_>) {
        self.by = by;
        self.descending = matches!(by, By::Account | By::User);
        self.rebuild(cx);
    }

    fn go_to(&mut self, place: usize, world: &World) {
        self.column = world.matrix().snapshots().get(place).map(|snapshot| snapshot.id.clone());
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of(command) {
            return self.step(motion, cx);
        }
        let place = self.place(cx.world);
        match command {
            Command::Left => self.go_to(place.saturating_sub(1), cx.world),
            Command::Right => self.go_to(place + 1, cx.world),
            Command::Open => {
                if let Some(name) = self.shown.get(self.list.cursor) {
                    cx.go(Route::Product(name.clone()));
                }
            }
            Command::Filter => self.filter.begin(),
            Command::ClearFilter => self.drop_filter(cx),
            Command::Back if !self.filter.text().is_empty() => self.drop_filter(cx),
            Command::Back => cx.back(),
            Command::Sort => {
                let next = match self.by {
                    By::Name => By::Status,
                    By::Status => By::Account,
                    By::Account => By::User,
                    By::User => By::Name,
                };
                self.sort_by(next, cx);
            }
            Command::ReverseSort => {
                self.descending = !self.descending;
                self.rebuild(cx);
            }
            Command::OnlyStatus => {
                let next = match term_of(self.filter.text(), "status") {
                    None => STATUSES.first(),
                    Some(now) => STATUSES.iter().skip_while(|word| **word != now).nth(1),
                };
                self.set_term("status", next.map(|word| (*word).to_owned()), cx);
            }
            Command::OnlyMine => {
                let on = term_of(self.filter.text(), "touches").is_none();
                self.set_term("touches", on.then(|| "mine".to_owned()), cx);
            }
            Command::ChangedSince | Command::ChangedUntil => {
                let pair = self.compared(command, cx.world);
                self.set_term("changed", pair, cx);
            }
            Command::ImportPage => cx.go(Route::Import),
            Command::RemoveSnapshot => self.remove(cx),
            _ => {}
        }
    }

    /// The value of `changed:` after a key that moves one of its ends to the column cursor. `None`: it was there.
    fn compared(&self, command: Command, world: &World) -> Option<String> {
        let matrix = world.matrix();
        let id = |place: usize| matrix.snapshots().get(place).map(|snapshot| &*snapshot.id);
        let last = matrix.snapshots().len().checked_sub(1)?;
        let place = self.place(world);
        let typed = term_of(self.filter.text(), "changed");
        let (from, to) = typed.map_or((None, None), |typed| {
            let (from, to) = typed.split_once("..").unwrap_or((typed, "newest"));
            (matrix.column(from), matrix.column(to))
        });
        let now = (from, to);
        let (from, to) = match command {
            // There is nothing newer than the newest: the change that brought it is meant.
            Command::ChangedSince if place == last => (place.saturating_sub(1), last),
            Command::ChangedSince => (place, to.filter(|to| *to > place).unwrap_or(last)),
            _ if place == 0 => (0, last),
            _ => (from.filter(|from| *from < place).unwrap_or(0), place),
        };
        if now == (Some(from), Some(to)) {
            return None;
        }
        Some(format!("{}..{}", id(from)?, id(to)?))
    }

    fn set_term(&mut self, field: &str, value: Option<String>, cx: &Cx<'_>) {
        let text = with_term(self.filter.text(), field, value);
        self.filter.field.set(&text);
        self.to_top();
        self.rebuild(cx);
    }

    fn drop_filter(&mut self, cx: &Cx<'_>) {
        self.filter.discard();
        self.rebuild(cx);
    }

    fn remove(&self, cx: &mut Cx<'_>) {
        let Some(snapshot) = self.chosen(cx.world) else { return };
        let body = vec![
            Phrase::new().text(format!("{} of {}", snapshot.title, snapshot.date)),
            Phrase::new().muted(format!("imported from {}", snapshot.source)),
            Phrase::new(),
            Phrase::new().muted("The page itself is not kept: importing it again is the only way back."),
        ];
        let modal = Modal::confirm(format!("Remove the snapshot {}?", snapshot.id), body, 'y', "remove it");
        cx.dialog(Dialog { modal, then: vec![Then::Run(Job::RemoveSnapshot(snapshot.id.clone()))] });
    }

    /// Chooses and orders the products anew; there are some dozens.
    pub(super) fn rebuild(&mut self, cx: &Cx<'_>) {
        let matrix = cx.world.matrix();
        let read = Query::parse(self.filter.text(), matrix);
        self.complaint = read.as_ref().err().cloned();
        if let Ok(query) = read {
            let touching = |product: &Product| cx.world.touching(&product.name);
            let mut products: Vec<&Product> = query.pick(matrix, touching).collect();
            // The matrix has them by name; a stable sort leaves equal ones in that order.
            match self.by {
                By::Name => {}
                By::Status => products.sort_by_key(|product| Reverse(matrix.now(product))),
                By::Account => products.sort_by_key(|product| touching(product).account),
                By::User => products.sort_by_key(|product| touching(product).user),
            }
            if self.descending {
                products.reverse();
            }
            self.shown = products.into_iter().map(|product| product.name.clone()).collect();
        }
        if let Some(i) = self.at.as_ref().and_then(|at| self.shown.iter().position(|name| name == at)) {
            self.list.cursor = i;
        }
        self.list.fit(self.shown.len(), self.height(cx.body));
        if self.at.is_some() {
            self.follow();
        }
    }

    fn follow(&mut self) {
        self.at = self.shown.get(self.list.cursor).cloned();
    }
}

impl Listing for State {
    fn filter(&mut self) -> &mut FilterLine {
        &mut self.filter
    }

    fn readable(&self) -> bool {
        self.complaint.is_none()
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
