//! What the cursor is on, and folding the rows under a heading.

use super::State;
use crate::domain::token::TokenRef;
use crate::domain::view::Grouping;
use crate::screens::cx::Cx;
use crate::screens::cx::Why;
use crate::screens::listing::Listing;
use crate::ui::list::Motion;
use crate::world::select::GroupKey;
use crate::world::select::Line;

/// What the cursor is on, by address: it stays there when rows come and go.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Spot {
    Token(TokenRef),
    Group(GroupKey),
}

impl State {
    /// What is in a line.
    pub(super) fn spot(&self, line: usize, cx: &Cx<'_>) -> Option<Spot> {
        match self.rows.line(line)? {
            Line::Row(no) => cx.world.row(no).map(|row| Spot::Token(row.token.at.clone())),
            Line::Group(group) => Some(Spot::Group(group.key.clone())),
            Line::GoneBelow(_) => None,
            Line::Gone(_) => self.rows.gone_at(line, cx.world).map(|marked| Spot::Token(marked.at.clone())),
        }
    }

    /// The line of something, if it is shown.
    pub(super) fn line_of(&self, spot: &Spot, cx: &Cx<'_>) -> Option<usize> {
        match spot {
            Spot::Token(at) => self.rows.position(cx.world, at),
            Spot::Group(key) => self.rows.heading(key),
        }
    }

    /// Whether headings can be folded at all.
    pub(super) fn can_fold(&self) -> Result<(), Why> {
        match self.rows.grouping() {
            Some(_) => Ok(()),
            None => Err(Why::because("there are no headings to fold; group by puts the list under some")),
        }
    }

    /// The next kind of headings, then none.
    pub(super) fn regroup(&mut self, cx: &Cx<'_>) {
        let next = match self.rows.grouping() {
            None => Some(Grouping::ALL[0]),
            Some(now) => Grouping::ALL.into_iter().skip_while(|by| *by != now).nth(1),
        };
        self.rows.set_grouping(next, cx.world);
        self.stay(cx);
    }

    /// Folds the heading under the cursor, or brings its rows back; `None`: whichever it is not. Answers `false` on a row.
    pub(super) fn fold(&mut self, folded: Option<bool>, cx: &Cx<'_>) -> bool {
        let Some(group) = self.rows.group_at(self.list.cursor) else { return false };
        let (key, now) = (group.key.clone(), group.folded);
        self.rows.fold(&key, folded.unwrap_or(!now));
        self.fit(cx);
        true
    }

    /// Left: a row leads to its heading, and that folds.
    pub(super) fn leftwards(&mut self, cx: &Cx<'_>) {
        if !self.fold(Some(true), cx)
            && let Some(heading) = self.rows.heading_above(self.list.cursor)
        {
            self.step(Motion::To(heading), cx);
        }
    }

    /// Right: a folded heading opens, an open one leads to its first row.
    pub(super) fn rightwards(&mut self, cx: &Cx<'_>) {
        match self.rows.group_at(self.list.cursor).map(|group| group.folded) {
            Some(true) => drop(self.fold(Some(false), cx)),
            Some(false) => self.step(Motion::Down, cx),
            None => {}
        }
    }
}
