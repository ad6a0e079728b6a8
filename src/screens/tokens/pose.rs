//! How the list looked when it was left, and looking so again.

use super::State;
use super::headings::Spot;
use crate::domain::view::Grouping;
use crate::domain::view::Sort;
use crate::screens::cx::Cx;
use crate::screens::place::Pose;
use crate::screens::route::Route;

impl State {
    /// Which list this is and how it looks.
    pub fn place(&self) -> (Route, Pose) {
        let route = match &self.view {
            Some(name) => Route::View(name.clone()),
            None => Route::Tokens(self.account.clone()),
        };
        let token = match self.at.as_ref().or(self.sought.as_ref()) {
            Some(Spot::Token(at)) => Some(at.clone()),
            _ => None,
        };
        let pose = Pose {
            filter: self.filter.text().to_owned(),
            sort: self.rows.sort().to_string(),
            group: self.rows.grouping().map(|by| by.word().to_owned()).unwrap_or_default(),
            token,
            ..Pose::default()
        };
        (route, pose)
    }

    /// Looks as it did. The cursor goes where it was as soon as that row is there.
    pub fn recall(&mut self, route: &Route, pose: &Pose, cx: &mut Cx<'_>) {
        (self.account, self.view) = match route {
            Route::Tokens(account) => (account.clone(), None),
            Route::View(name) => (None, Some(name.clone())),
            _ => return,
        };
        self.filter.discard();
        self.filter.field.set(&pose.filter);
        self.forget_cursor();
        self.sought = pose.token.clone().map(Spot::Token);
        let (sort, group) = (Sort::new(&pose.sort).unwrap_or_default(), Grouping::new(&pose.group));
        if self.rows.grouping() != group {
            self.rows.set_grouping(group, cx.world);
        }
        if self.rows.sort() != sort {
            self.rows.set_sort(sort, cx.world);
        }
        self.requery(cx);
    }
}
