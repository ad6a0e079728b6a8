//! The list as it is looked at: line by line, headings among the rows.

use super::super::World;
use super::groups::{Group, GroupKey, Groups, Line};
use super::{RowNo, Rows};
use crate::domain::token::TokenRef;

impl Rows {
    /// How many lines there are: rows that are not folded away, and headings.
    pub fn lines(&self) -> usize {
        self.groups.as_ref().map_or(self.shown.len(), Groups::lines)
    }

    /// What stands in a line.
    pub fn line(&self, place: usize) -> Option<Line<'_>> {
        match &self.groups {
            Some(groups) => groups.line(place),
            None => self.shown.get(place).map(|no| Line::Row(*no)),
        }
    }

    /// The row in a line; `None` for headings, too.
    pub fn row_at(&self, place: usize) -> Option<RowNo> {
        match self.line(place)? {
            Line::Row(no) => Some(no),
            Line::Group(_) => None,
        }
    }

    /// The heading in a line.
    pub fn group_at(&self, place: usize) -> Option<Group<'_>> {
        match self.line(place)? {
            Line::Group(group) => Some(group),
            Line::Row(_) => None,
        }
    }

    /// The line of a heading that is shown.
    pub fn heading(&self, key: &GroupKey) -> Option<usize> {
        self.groups.as_ref()?.heading(key)
    }

    /// The line of the heading that a line stands under, or is.
    pub fn heading_above(&self, place: usize) -> Option<usize> {
        self.groups.as_ref()?.heading_above(place)
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

    /// The line of a token, if it is shown; where it is folded away, that of its heading.
    pub fn position(&self, world: &World, at: &TokenRef) -> Option<usize> {
        let no = world.find(at).filter(|no| self.passed(*no))?;
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
