//! What the list does.

use std::collections::BTreeSet;

use super::State;
use super::columns::Answer;
use super::columns::Picker;
use super::headings::Spot;
use super::offers::Offers;
use super::offers::Took;
use super::view::OnFilter;
use crate::command::Code;
use crate::command::Command;
use crate::command::Key;
use crate::domain::filter::Query;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::domain::view::Sort;
use crate::protocol::Ended;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::Outcome;
use crate::protocol::Scope;
use crate::screens::copy;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::cx::Tone;
use crate::screens::deeds;
use crate::screens::fixes;
use crate::screens::listing;
use crate::screens::listing::Listing;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::FilterLine;
use crate::ui::filter::Pressed;
use crate::ui::list::Motion;
use crate::ui::table::Hit;
use crate::world::select::GroupKey;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(changed) => {
                self.rows.absorb(cx.world, changed);
                self.marks.retain(|at| cx.world.token(at).is_some());
                self.stay(cx);
            }
            Input::Resized => self.fit(cx),
            Input::Shown => self.stay(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            // What was done to a marked token is done; the mark has served.
            Input::Event(Event::Done(_, Outcome::Settled { steps, .. })) => {
                for step in steps.iter().filter(|s| matches!(s.end, Ended::Proven { .. })) {
                    self.marks.remove(&step.deed.token);
                }
                self.recount(cx);
            }
            Input::Event(_) | Input::Tick => {}
        }
    }

    /// Tab where nothing is offered: a mistake is mended with the nearest word, else everything that fits is offered.
    fn help_out(&mut self, cx: &mut Cx<'_>) {
        match self.complaint.as_ref().and_then(|c| Some((c.span.clone(), c.nearest.clone()?))) {
            Some((span, nearest)) => {
                self.filter.field.splice(span, &nearest);
                self.filtered(Pressed::Changed, cx);
            }
            None => self.offers = Offers::everything(&self.filter.field, cx.world),
        }
    }

    fn drop_filter(&mut self, cx: &mut Cx<'_>) {
        self.view = None;
        self.filter.discard();
        self.requery(cx);
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        self.sought = None;
        if let Some(motion) = motion::of(command) {
            return self.step(motion, cx);
        }
        if let Some(verb) = deeds::verb_of(command) {
            let dialog = deeds::confirm(verb, &self.targets(cx), cx);
            cx.dialog(dialog);
            return;
        }
        match command {
            Command::Open => {
                if self.fold(None, cx) {
                    return;
                }
                if let Some(at) = self.current(cx).cloned() {
                    cx.go(Route::Token(at));
                } else if let Some(at) = self.remembered(cx).cloned() {
                    // What is gone is opened as it was.
                    cx.go(Route::History(at));
                }
            }
            Command::Filter => self.filter.begin(),
            Command::ClearFilter => {
                self.account = None;
                self.drop_filter(cx);
            }
            Command::Back => self.step_back(cx),
            Command::Left => self.leftwards(cx),
            Command::Right => self.rightwards(cx),
            Command::GroupBy => self.regroup(cx),
            Command::Columns => self.picker = Some(Picker::new(&self.columns)),
            Command::Sort => self.resort(self.next_sort(cx.body), cx),
            Command::ReverseSort => {
                let sort = self.rows.sort();
                self.resort(Sort { descending: !sort.descending, ..sort }, cx);
            }
            Command::Mark => self.mark(cx),
            Command::MarkRange => self.mark_range(cx),
            Command::InvertMarks => self.invert_marks(cx),
            Command::CopyId => {
                let there =
                    self.current(cx).and_then(|at| cx.world.token(at)).map(|token| (&token.at, &token.name));
                let gone = || self.current_gone(cx).map(|marked| (&marked.at, &marked.name));
                if let Some((at, name)) = there.or_else(gone) {
                    let (id, what) = (at.id.to_string(), format!("id of {}", clean(name)));
                    cx.copy(id, what);
                }
            }
            Command::CopyAs => self.copy_as(cx),
            Command::Fix => {
                if let Some(dialog) = self.current(cx).and_then(|at| fixes::menu(at, cx)) {
                    cx.dialog(dialog);
                }
            }
            Command::Act => {
                let dialog = deeds::menu(&self.targets(cx), cx);
                cx.dialog(dialog);
            }
            Command::Refresh => self.refresh(cx),
            _ => {}
        }
        self.follow(cx);
    }

    /// Esc: first the marks go, then the filter, then the account; then there is nothing to go back from.
    fn step_back(&mut self, cx: &mut Cx<'_>) {
        if !self.marks.is_empty() {
            self.marks.clear();
            self.anchor = None;
            self.hidden = 0;
        } else if !self.filter.text().is_empty() {
            self.drop_filter(cx);
        } else if self.account.is_some() {
            self.account = None;
            self.requery(cx);
        } else {
            cx.back();
        }
    }

    /// Evaluates the filter as typed. Of a filter with a mistake, what stands before it is in force; where that cannot
    /// be told, the last good one stays.
    pub(super) fn requery(&mut self, cx: &Cx<'_>) {
        let within = self.account.as_ref().map(|id| format!("account:{id} ")).unwrap_or_default();
        let typed = self.filter.text();
        self.complaint = Query::parse(typed).err();
        let sound = match &self.complaint {
            None => typed,
            Some(complaint) => before(typed, complaint.span.start),
        };
        if let Ok(query) = Query::parse(&format!("{within}{sound}")) {
            self.rows.set_query(query, cx.world);
        }
        self.stay(cx);
    }

    /// A key while columns are chosen.
    fn choose_columns(&mut self, mut picker: Picker, key: Key) {
        match picker.press(key) {
            Answer::Open => self.picker = Some(picker),
            Answer::Cancelled => {}
            Answer::Chosen(columns) => self.columns = columns,
        }
    }

    fn resort(&mut self, sort: Sort, cx: &Cx<'_>) {
        self.rows.set_sort(sort, cx.world);
        self.stay(cx);
    }

    /// Counts the marks that the filter hides.
    fn recount(&mut self, cx: &Cx<'_>) {
        self.hidden = self.marks.iter().filter(|at| !self.rows.shows(cx.world, at)).count();
    }

    /// Keeps the cursor on what it was on; where that is gone, on what took its place.
    pub(super) fn stay(&mut self, cx: &Cx<'_>) {
        if self.sought.as_ref().is_some_and(|spot| self.line_of(spot, cx).is_some()) {
            self.at = self.sought.take();
        }
        if let Some(i) = self.at.as_ref().and_then(|spot| self.line_of(spot, cx)) {
            self.list.cursor = i;
        }
        self.recount(cx);
        self.fit(cx);
        if self.at.is_some() {
            self.follow(cx);
        }
    }

    pub(super) fn fit(&mut self, cx: &Cx<'_>) {
        self.list.fit(self.rows.lines(), self.height(cx.body));
    }

    /// Remembers what the cursor is on.
    fn follow(&mut self, cx: &Cx<'_>) {
        self.fit(cx);
        self.at = self.spot(self.list.cursor, cx);
    }

    fn mark(&mut self, cx: &Cx<'_>) {
        match self.spot(self.list.cursor, cx) {
            Some(Spot::Token(at)) if cx.world.token(&at).is_some() => {
                if !self.marks.remove(&at) {
                    self.marks.insert(at.clone());
                }
                self.anchor = Some(at);
            }
            Some(Spot::Group(key)) => self.mark_group(&key, cx),
            Some(Spot::Token(_)) | None => {}
        }
        self.list.step(Motion::Down, self.rows.lines(), self.height(cx.body));
    }

    /// Marks every token under a heading, or unmarks them where all are marked.
    fn mark_group(&mut self, key: &GroupKey, cx: &Cx<'_>) {
        let rows = self.rows.rows_of(key).iter().filter_map(|no| cx.world.row(*no));
        let under: BTreeSet<TokenRef> = rows.map(|row| row.token.at.clone()).collect();
        if under.iter().all(|at| self.marks.contains(at)) {
            self.marks.retain(|at| !under.contains(at));
        } else {
            self.marks.extend(under);
        }
    }

    fn mark_range(&mut self, cx: &Cx<'_>) {
        let Some(from) = self.anchor.as_ref().and_then(|at| self.rows.position(cx.world, at)) else { return };
        let to = self.list.cursor;
        let range = from.min(to)..=from.max(to);
        // What is folded away is not in sight, and stays as it is.
        let rows = range.filter_map(|i| self.rows.row_at(i)).filter_map(|no| cx.world.row(no));
        let marked: Vec<TokenRef> = rows.map(|row| row.token.at.clone()).collect();
        self.marks.extend(marked);
    }

    fn invert_marks(&mut self, cx: &Cx<'_>) {
        let shown = self.rows.iter().filter_map(|no| cx.world.row(no)).map(|row| &row.token.at);
        self.marks = shown.filter(|at| !self.marks.contains(at)).cloned().collect();
        self.recount(cx);
    }

    fn copy_as(&self, cx: &mut Cx<'_>) {
        let Some(token) = self.current(cx).and_then(|at| cx.world.token(at)) else { return };
        let dialog = copy::menu(token, None, cx.world, &cx.settings.base_url);
        cx.dialog(dialog);
    }

    fn refresh(&self, cx: &mut Cx<'_>) {
        let mut scopes = self.watching(cx);
        if self.account.is_none() && cx.world.tokens_of(&Owner::User).next().is_none() {
            scopes.push(Scope::Tokens(Owner::User));
        }
        cx.toast(Tone::Info, format!("asking for {}", crate::ui::text::plural(scopes.len(), "list")));
        for scope in scopes {
            cx.run(Job::Refresh(scope));
        }
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            return self.step(motion, cx);
        }
        let Mouse::Click(x, y) = mouse else { return };
        self.sought = None;
        if let Some(mut picker) = self.picker.take() {
            // A click beside the columns leaves them as they were.
            if let Some(row) = State::hit_picker(&picker, x, y, cx.body) {
                picker.toggle(row);
                self.picker = Some(picker);
            }
            return;
        }
        match self.hit_filter(x, y, cx.body) {
            Some(OnFilter::Offer(i)) => {
                if self.offers.pick(i, &mut self.filter.field) == Took::Typed {
                    self.filtered(Pressed::Changed, cx);
                }
                return;
            }
            Some(OnFilter::Line) => return self.filter.begin(),
            None => {}
        }
        match self.hit(x, y, cx.body) {
            Some(Hit::Row(i)) if i == self.list.cursor => self.command(Command::Open, cx),
            Some(Hit::Row(i)) => self.list.cursor = i,
            Some(Hit::Column(i)) => {
                if let Some(sort) = self.sort_by(i) {
                    self.resort(sort, cx);
                }
            }
            None => {}
        }
        self.follow(cx);
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
        self.sought = None;
        self.list.step(motion, self.rows.lines(), self.height(cx.body));
        self.follow(cx);
    }

    fn choose(&mut self, cx: &Cx<'_>) {
        self.requery(cx);
    }

    fn to_top(&mut self) {
        self.forget_cursor();
    }

    fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        if let Some(picker) = self.picker.take() {
            self.choose_columns(picker, key);
            return true;
        }
        match self.offers.press(key, &mut self.filter.field) {
            Took::Typed => self.filtered(Pressed::Changed, cx),
            Took::Moved => {}
            Took::Nothing if self.filter.typing() && key.code == Code::Tab => self.help_out(cx),
            Took::Nothing => {
                let pressed = self.filter.press(key);
                self.filtered(pressed, cx);
                return pressed != Pressed::Elsewhere;
            }
        }
        true
    }

    fn filtered(&mut self, pressed: Pressed, cx: &mut Cx<'_>) {
        match pressed {
            Pressed::Changed => self.offers = Offers::after_typing(&self.filter.field, cx.world),
            Pressed::Elsewhere => {}
            _ => self.offers = Offers::default(),
        }
        listing::follow(self, pressed, cx);
    }
}

/// The terms before the one that holds this byte.
fn before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    head.rfind(char::is_whitespace).map_or("", |end| &head[..end])
}
