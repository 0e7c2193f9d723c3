//! What the address says to the list of tasks: filters, range, sort, page.

use crate::pages::time_range::{Range, Span};
use crate::routes::{self, Step};
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::tasks::{TaskKind, TaskQuery, TaskState};
use serde::{Deserialize, Serialize};

/// What the address says to the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<TaskKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

impl View {
    /// The range of time; all where nothing is said.
    pub fn span(&self) -> Span {
        let range = self.range.unwrap_or(Range::All);
        Span {
            range,
            from: self.from,
            until: self.until,
        }
    }

    /// The question to the console.
    pub fn query(&self) -> TaskQuery {
        let (from, to) = self.span().ends();
        TaskQuery {
            kind: self.kind,
            state: self.state,
            from,
            to,
            order: self.order,
            page: self.page,
            per_page: Some(self.per_page.unwrap_or(PER_PAGE)),
        }
    }

    /// True if something narrows the list.
    pub fn filtered(&self) -> bool {
        self.kind.is_some() || self.state.is_some() || self.span().range != Range::All
    }
}

/// Changes the list; it starts again from its first page.
pub fn change(edit: impl FnOnce(&mut View)) {
    let mut view: View = routes::query_untracked();
    view.page = None;
    edit(&mut view);
    routes::set_query(&view, Step::Push);
}
