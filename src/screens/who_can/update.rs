//! What the view does.

use super::Focus;
use super::Lens;
use super::State;
use super::side::Pressed;
use super::side::Side;
use super::side::Thing;
use super::view::OnView;
use crate::command::Command;
use crate::command::Key;
use crate::domain::filter::Query;
use crate::domain::filter::Term;
use crate::domain::filter::Test;
use crate::domain::text::clean;
use crate::protocol::Job;
use crate::screens::copy;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::deeds;
use crate::screens::fixes;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::field::Edit;
use crate::ui::list::ListState;
use crate::world::World;
use crate::world::select;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(changed) => {
                self.stale |= !changed.rows.is_empty() || changed.names;
                // While lists are still read there is more to come, and every look is one at everything.
                if !cx.world.reading() {
                    self.look_again(cx);
                }
            }
            Input::Tick | Input::Shown => self.look_again(cx),
            Input::Resized => self.stay(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Event(_) => {}
        }
    }

    /// A key while a side is typed.
    pub fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        let pressed = match self.focus {
            Focus::What => self.what.press(key, cx.world),
            Focus::Where => self.place.press(key, cx.world),
            Focus::List => return false,
        };
        self.pressed(pressed, cx);
        true
    }

    /// Pasted text goes into the side that is typed.
    pub fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        let edit = Edit::Insert(text.to_owned());
        let pressed = match self.focus {
            Focus::What => self.what.edit(&edit, cx.world),
            Focus::Where => self.place.edit(&edit, cx.world),
            Focus::List => return,
        };
        self.pressed(pressed, cx);
    }

    fn pressed(&mut self, pressed: Pressed, cx: &Cx<'_>) {
        match (pressed, self.focus) {
            (Pressed::Same, _) => {}
            (Pressed::Other, _) => {
                self.list = ListState::default();
                self.at = None;
                self.requery(cx);
            }
            (Pressed::Next, Focus::What) => self.type_in(Focus::Where, cx),
            (Pressed::Previous, Focus::Where) => self.type_in(Focus::What, cx),
            _ => {
                self.focus = Focus::List;
                self.count(cx.world);
            }
        }
        self.stay(cx);
    }

    fn type_in(&mut self, focus: Focus, cx: &Cx<'_>) {
        self.focus = focus;
        match focus {
            Focus::What => self.what.look(cx.world),
            Focus::Where => self.place.look(cx.world),
            Focus::List => {}
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of(command) {
            self.list.step(motion, self.len(), self.height(cx.body));
            self.follow(cx);
            return;
        }
        if let Some(verb) = deeds::verb_of(command) {
            let dialog = deeds::confirm(verb, &self.targets(cx), cx);
            cx.dialog(dialog);
            return;
        }
        match command {
            Command::Open => {
                if let Some(at) = self.current(cx).cloned() {
                    cx.go(Route::Token(at));
                }
            }
            Command::AskWhat => self.type_in(Focus::What, cx),
            Command::AskWhere => self.type_in(Focus::Where, cx),
            Command::NextLens => {
                self.lens = match self.lens {
                    Lens::Can => Lens::Would,
                    Lens::Would => Lens::Unknown,
                    Lens::Unknown => Lens::Can,
                };
                self.list = ListState::default();
                self.at = None;
                self.requery(cx);
            }
            Command::ToTokens => {
                let filter = self.query(self.lens, cx.world).to_string();
                cx.go(Route::Filtered { account: None, filter });
            }
            Command::Act => {
                let dialog = deeds::menu(&self.targets(cx), cx);
                cx.dialog(dialog);
            }
            Command::CopyId | Command::CopyAs => self.copy(command, cx),
            Command::Fix => {
                if let Some(dialog) = self.current(cx).and_then(|at| fixes::menu(at, cx)) {
                    cx.dialog(dialog);
                }
            }
            Command::Refresh => self.watching(cx).into_iter().for_each(|scope| {
                cx.run(Job::Refresh(scope));
            }),
            Command::Back if self.counts.is_some() => {
                (self.what, self.place, self.focus) = (Side::default(), Side::default(), Focus::What);
                self.type_in(Focus::What, cx);
                self.requery(cx);
            }
            Command::Back => cx.back(),
            _ => {}
        }
        self.stay(cx);
    }

    fn copy(&self, command: Command, cx: &mut Cx<'_>) {
        let Some(token) = self.current(cx).and_then(|at| cx.world.token(at)) else { return };
        if command == Command::CopyId {
            let (id, what) = (token.at.id.to_string(), format!("id of {}", clean(&token.name)));
            cx.copy(id, what);
        } else {
            let dialog = copy::menu(token, None, cx.world, &cx.settings.base_url);
            cx.dialog(dialog);
        }
    }

    /// What a lens asks, as a filter.
    pub(super) fn query(&self, lens: Lens, world: &World) -> Query {
        fn value<T: Thing>(side: &Side<T>, world: &World) -> Option<Box<str>> {
            side.value(world).map(Into::into)
        }
        let (what, place) = (value(&self.what, world), value(&self.place, world));
        let tests = match lens {
            Lens::Can => [what.map(Test::Can), place.map(Test::On)],
            Lens::Would => [Some(Test::Would(what.unwrap_or("any".into()))), place.map(Test::At)],
            Lens::Unknown => [Some(Test::Can("unknown".into())), place.map(Test::On)],
        };
        Query { terms: tests.into_iter().flatten().map(|test| Term { negated: false, test }).collect() }
    }

    /// Asks the world. Nothing asked is no question.
    pub(super) fn requery(&mut self, cx: &Cx<'_>) {
        if self.what.value(cx.world).is_none() && self.place.value(cx.world).is_none() {
            self.counts = None;
            self.lens = Lens::Can;
            self.rows.clear();
        } else {
            self.rows = select::matching(cx.world, &self.query(self.lens, cx.world));
            self.counts = Some([None; 3]);
            if self.focus == Focus::List {
                self.count(cx.world);
                // Names may have become known since.
                self.what.name(cx.world);
                self.place.name(cx.world);
            }
        }
        self.stale = false;
        self.stay(cx);
    }

    /// Counts what every lens shows, so that nothing is dropped in silence.
    fn count(&mut self, world: &World) {
        if self.counts.is_some() {
            self.counts = Some(Lens::ALL.map(|lens| match lens {
                lens if lens == self.lens => Some(self.rows.len()),
                lens => Some(select::count(world, &self.query(lens, world))),
            }));
        }
    }

    fn look_again(&mut self, cx: &Cx<'_>) {
        if self.stale {
            self.requery(cx);
        }
        self.stay(cx);
    }

    pub(super) fn stay(&mut self, cx: &Cx<'_>) {
        if let Some(i) = self
            .at
            .as_ref()
            .and_then(|at| cx.world.find(at))
            .and_then(|no| self.rows.iter().position(|row| *row == no))
        {
            self.list.cursor = i;
        }
        self.list.fit(self.len(), self.height(cx.body));
        // A list that is still read keeps in mind where the cursor was.
        if self.at.is_some() && !self.rows.is_empty() {
            self.follow(cx);
        }
    }

    fn follow(&mut self, cx: &Cx<'_>) {
        self.at = self.current(cx).cloned();
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            self.list.step(motion, self.len(), self.height(cx.body));
        } else if let Mouse::Click(x, y) = mouse {
            match self.hit(x, y, cx.body) {
                Some(OnView::Row(i)) if i == self.list.cursor && self.focus == Focus::List => {
                    return self.command(Command::Open, cx);
                }
                Some(OnView::Row(i)) => (self.focus, self.list.cursor) = (Focus::List, i),
                Some(OnView::Side(focus)) => self.type_in(focus, cx),
                Some(OnView::Proposal(i)) => {
                    let pressed =
                        if self.focus == Focus::What { self.what.pick(i) } else { self.place.pick(i) };
                    self.pressed(pressed, cx);
                }
                None => {}
            }
        }
        self.follow(cx);
    }
}
