//! The list as it is looked at: line by line, headings among the rows, and what is gone below them.

use super::super::World;
use super::groups::{Group, GroupKey, Line};
use super::{RowNo, Rows};
use crate::domain::history::Marked;
use crate::domain::token::TokenRef;

impl Rows {
    /// How many lines there are: rows that are not folded away, headings, and tokens that are gone.
    pub fn lines(&self) -> usize {
        self.first_gone() + self.gone.len()
    }

    /// What stands in a line.
    pub fn line(&self, place: usize) -> Option<Line<'_>> {
        if let Some(gone) = place.checked_sub(self.first_gone()) {
            return self.gone.get(gone).map(|place| Line::Gone(*place));
        }
        match &self.groups {
            Some(groups) => groups.line(place).or(Some(Line::GoneBelow(self.gone.len()))),
            None => self.shown.get(place).map(|no| Line::Row(*no)),
        }
    }

    /// How many lines stand above the first token that is gone. In a list with headings, one of them is theirs.
    fn first_gone(&self) -> usize {
        match &self.groups {
            Some(groups) => groups.lines() + usize::from(!self.gone.is_empty()),
            None => self.shown.len(),
        }
    }

    /// The row in a line; `None` for headings and tokens that are gone, too.
    pub fn row_at(&self, place: usize) -> Option<RowNo> {
        match self.line(place)? {
            Line::Row(no) => Some(no),
            Line::Group(_) | Line::GoneBelow(_) | Line::Gone(_) => None,
        }
    }

    /// The token that is gone in a line.
    pub fn gone_at<'w>(&self, place: usize, world: &'w World) -> Option<&'w Marked> {
        match self.line(place)? {
            Line::Gone(place) => world.marked().get(place),
            _ => None,
        }
    }

    /// The heading in a line.
    pub fn group_at(&self, place: usize) -> Option<Group<'_>> {
        match self.line(place)? {
            Line::Group(group) => Some(group),
            Line::Row(_) | Line::GoneBelow(_) | Line::Gone(_) => None,
        }
    }

    /// The line of a heading that is shown.
    pub fn heading(&self, key: &GroupKey) -> Option<usize> {
        self.groups.as_ref()?.heading(key)
    }

    /// The line of the heading that a line stands under, or is.
    pub fn heading_above(&self, place: usize) -> Option<usize> {
        let groups = self.groups.as_ref()?;
        if place >= groups.lines() { Some(groups.lines()) } else { groups.heading_above(place) }
    }

    /// The rows of a group that are shown or folded away.
    pub fn rows_of(&self, key: &GroupKey) -> &[RowNo] {
        self.groups.as_ref().map_or(&[], |groups| groups.rows_of(key))
    }

    /// Folds the rows of a group away, or brings them back.
    pub fn fold(&mut self, key: &GroupKey, folded: bool) {
        if let Some(groups) = &mut self.groups {
            groups.fold(key, folded);
        }
    }

    /// The line of a token, if it is shown, be it gone; where it is folded away, that of its heading.
    pub fn position(&self, world: &World, at: &TokenRef) -> Option<usize> {
        let Some(no) = world.find(at) else {
            let is = |place: &usize| world.marked().get(*place).is_some_and(|marked| marked.at == *at);
            return self.gone.iter().position(is).map(|gone| self.first_gone() + gone);
        };
        if !self.passed(no) {
            return None;
        }
        if let Some(groups) = &self.groups {
            return groups.place(no);
        }
        self.shown.iter().position(|shown| *shown == no)
    }

    /// Whether a token is shown, or folded away under its heading.
    pub fn shows(&self, world: &World, at: &TokenRef) -> bool {
        world.find(at).is_some_and(|no| self.passed(no))
    }
}
