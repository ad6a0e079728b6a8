//! Saved views: shown as they were written, and remembered until the filter is dropped.

use super::State;
use crate::domain::view::View;
use crate::screens::cx::Cx;
use crate::ui::field::Field;

impl State {
    /// Shows a saved view; one of a name that the settings do not know changes nothing.
    pub fn show_view(&mut self, name: &str, cx: &mut Cx<'_>) {
        let Some(view) = cx.settings.views.iter().find(|view| view.name == name) else { return };
        self.restrict(None, cx);
        self.view = Some(view.name.clone());
        self.filter.field = Field::new(&view.filter);
        if let Some(columns) = &view.columns {
            self.columns.clone_from(columns);
        }
        self.rows.set_grouping(view.group, cx.world);
        self.rows.set_sort(view.sort, cx.world);
        self.requery(cx);
    }

    /// Whether the list shows something else than the view says.
    pub(super) fn strays_from(&self, view: &View) -> bool {
        self.filter.text() != view.filter
            || self.rows.sort() != view.sort
            || self.rows.grouping() != view.group
            || view.columns.as_ref().is_some_and(|columns| *columns != self.columns)
            || self.account.is_some()
    }
}
