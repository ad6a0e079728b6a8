//! One side of the question: typing finds something, the cursor chooses it. Nothing typed asks about anything.

use crate::command::Code;
use crate::command::Key;
use crate::domain::group;
use crate::domain::ids::GroupId;
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::text::clean;
use crate::domain::words;
use crate::ui::field::Edit;
use crate::ui::field::Field;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::world::World;

/// How many proposals are worth showing.
const MOST: usize = 50;
/// How many are in sight.
pub(super) const SHOWN: usize = 6;

/// A side: what was typed, what was found for it, and which of that is meant.
#[derive(Debug, PartialEq)]
pub(super) struct Side<T> {
    pub(super) field: Field,
    /// The best first.
    pub(super) found: Vec<T>,
    pub(super) list: ListState,
    /// What is meant; `None`: what was typed, as it is, or anything when nothing was.
    pub(super) chosen: Option<T>,
    /// Whether the text was typed, and is not the name of what is meant.
    typed: bool,
    /// Whether it was just entered: a letter begins anew, any other edit goes on with what stands there.
    entered: bool,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Something else is meant now.
    Other,
    /// The same is meant.
    Same,
    /// To the next side, or to the answer.
    Next,
    /// To the side before.
    Previous,
    /// To the answer.
    Done,
}

/// Something that can stand on a side.
pub(super) trait Thing: Clone + PartialEq {
    /// What bears a name like this, the best first.
    fn find(typed: &str, world: &World) -> Vec<Self>;
    /// What it is called, harmless on a terminal.
    fn name(&self, world: &World) -> String;
    /// What tells it apart from others of that name, harmless on a terminal.
    fn detail(&self, world: &World) -> String;
    /// As the filter has to name it so that nothing else is meant.
    fn value(&self, world: &World) -> String;
}

impl<T> Default for Side<T> {
    fn default() -> Self {
        Side {
            field: Field::default(),
            found: Vec::new(),
            list: ListState::default(),
            chosen: None,
            typed: false,
            entered: false,
        }
    }
}

impl<T: Thing> Side<T> {
    /// A side on which this is meant.
    pub(super) fn of(thing: T, world: &World) -> Self {
        let field = Field::new(&thing.name(world));
        Side { field, chosen: Some(thing), ..Side::default() }
    }

    /// Says what is meant by the name it has now, unless somebody typed it otherwise.
    pub(super) fn name(&mut self, world: &World) {
        if let Some(chosen) = self.chosen.as_ref().filter(|_| !self.typed) {
            self.field.set(&chosen.name(world));
        }
    }

    /// It is typed on from now on: finds anew what stands there.
    pub(super) fn look(&mut self, world: &World) {
        self.entered = true;
        self.found = T::find(self.field.text(), world);
        let at = self.chosen.as_ref().and_then(|chosen| self.found.iter().position(|f| f == chosen));
        self.list.cursor = at.unwrap_or(0);
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: Key, world: &World) -> Pressed {
        let motion = match (key.ctrl, key.code) {
            (_, Code::Enter | Code::Tab) => return Pressed::Next,
            (_, Code::BackTab) => return Pressed::Previous,
            (_, Code::Esc) => return Pressed::Done,
            (_, Code::Up) | (true, Code::Char('p')) => Motion::Up,
            (_, Code::Down) | (true, Code::Char('n')) => Motion::Down,
            (_, Code::PageUp) => Motion::PageUp,
            (_, Code::PageDown) => Motion::PageDown,
            _ => return Edit::of(key).map_or(Pressed::Same, |edit| self.edit(&edit, world)),
        };
        self.list.step(motion, self.found.len(), SHOWN);
        self.choose()
    }

    /// Changes what is typed.
    pub(super) fn edit(&mut self, edit: &Edit, world: &World) -> Pressed {
        if std::mem::take(&mut self.entered) && matches!(edit, Edit::Insert(_)) {
            self.field.edit(&Edit::Clear);
        }
        if !self.field.edit(edit) {
            return Pressed::Same;
        }
        self.typed = true;
        self.list = ListState::default();
        self.found = T::find(self.field.text(), world);
        if self.field.text().trim().is_empty() {
            self.chosen = None;
            return Pressed::Other;
        }
        self.choose();
        Pressed::Other
    }

    /// Means the proposal of this place.
    pub(super) fn pick(&mut self, place: usize) -> Pressed {
        self.list.cursor = place;
        self.choose()
    }

    fn choose(&mut self) -> Pressed {
        let under = self.found.get(self.list.cursor).cloned();
        if self.chosen == under {
            return Pressed::Same;
        }
        self.chosen = under;
        Pressed::Other
    }

    /// As the filter names it; `None`: anything.
    pub(super) fn value(&self, world: &World) -> Option<String> {
        match &self.chosen {
            Some(thing) => Some(thing.value(world)),
            None => Some(self.field.text().trim().to_owned()).filter(|typed| !typed.is_empty()),
        }
    }
}

impl Thing for GroupId {
    fn find(typed: &str, world: &World) -> Vec<Self> {
        let found = group::find(world.groups(), typed);
        if found.is_empty() && GroupId::new(typed.trim()).is_hex() {
            return vec![GroupId::new(typed.trim())];
        }
        found.into_iter().take(MOST).map(|group| group.id.clone()).collect()
    }

    fn name(&self, world: &World) -> String {
        match world.group(self) {
            Some(group) => clean(&group.name).into_owned(),
            None => self.to_string(),
        }
    }

    fn detail(&self, world: &World) -> String {
        let Some(group) = world.group(self) else { return "a permission that nobody knows".into() };
        let scopes: Vec<String> =
            group.scopes.iter().map(|scope| words::scope_word(scope).into_owned()).collect();
        let edit = group.dashboard_name.as_deref().filter(|name| **name != *group.name);
        let edit = edit.map(|name| format!(", \"{}\" in the dashboard", clean(name))).unwrap_or_default();
        format!("{}{edit}", scopes.join(", "))
    }

    fn value(&self, world: &World) -> String {
        let Some(group) = group::shipped().get(self) else { return self.to_string() };
        let same = |other: &&group::Group| other.name.eq_ignore_ascii_case(&group.name);
        if world.groups().filter(same).count() == 1 { group.name.to_string() } else { self.to_string() }
    }
}

impl Thing for Target {
    fn find(typed: &str, world: &World) -> Vec<Self> {
        world.places(typed, MOST)
    }

    fn name(&self, world: &World) -> String {
        words::name_of(self, world)
    }

    fn detail(&self, world: &World) -> String {
        let of = |id| world.account_name(id).map(|name| format!(" of {}", clean(name))).unwrap_or_default();
        match self {
            Target::Account(_) => "account".into(),
            Target::Zone(id) => format!("zone{}", world.zone(id).map(|z| of(&z.account)).unwrap_or_default()),
            Target::Bucket(bucket) => format!("R2 bucket{}", of(&bucket.account)),
            Target::User(_) => "user".into(),
            Target::Script(..) => "Worker".into(),
            _ => String::new(),
        }
    }

    fn value(&self, world: &World) -> String {
        let name = match self {
            Target::Account(id) => world.account_name(id),
            Target::Zone(id) => world.zone(id).map(|zone| &*zone.name),
            Target::Bucket(bucket) => Some(&*bucket.name),
            _ => None,
        };
        let unique = |name: &&str| world.named(&name.to_lowercase()) == std::slice::from_ref(self);
        name.filter(unique).map_or_else(|| self.key(), str::to_owned)
    }
}
