//! What the address says to the audit: filters, range, sort, page, columns, the open trace.

use crate::components::Tone;
use crate::i18n::text;
use crate::pages::time_range::{Range, Span};
use crate::routes::{self, Step};
use castellan_api::audit::{TraceKind, TraceQuery, TraceStatus};
use castellan_api::ids::InstanceId;
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::url::Commas;
use serde::{Deserialize, Serialize};

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<TraceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub operators: Commas,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TraceStatus>,
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
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub columns: Commas,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrap: Option<bool>,
    /// The trace in the side panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl View {
    /// The range of time: the last week where nothing is said, which is what is kept by default.
    pub fn span(&self) -> Span {
        let range = if self.id.is_some() {
            Range::All
        } else {
            Range::Week
        };
        Span {
            range: self.range.unwrap_or(range),
            from: self.from,
            until: self.until,
        }
    }

    /// Takes another range.
    pub fn with_span(mut self, span: Span) -> Self {
        self.range = Some(span.range);
        self.from = span.from;
        self.until = span.until;
        self.page = None;
        self
    }

    /// The question to the console.
    pub fn query(&self, instance: Option<&InstanceId>) -> TraceQuery {
        let (from, to) = self.span().ends();
        TraceQuery {
            q: self.q.clone(),
            name: self.name.clone(),
            id: self.id.clone(),
            kind: self.kind,
            resource_type: self.resource_type.clone(),
            resource_name: self.resource_name.clone(),
            resource_id: instance
                .map(ToString::to_string)
                .or_else(|| self.resource_id.clone()),
            operators: self.operators.clone(),
            status: self.status,
            from,
            to,
            order: self.order,
            page: self.page,
            per_page: Some(self.rows()),
            format: None,
        }
    }

    /// Rows a page.
    pub fn rows(&self) -> u32 {
        self.per_page.unwrap_or(PER_PAGE)
    }

    /// True if something other than the range narrows the list.
    pub fn filtered(&self) -> bool {
        self.q.is_some() || !self.chips().is_empty()
    }

    /// Drops every filter; range, sort and columns stay.
    pub fn cleared(&self) -> Self {
        Self {
            range: self.range,
            from: self.from,
            until: self.until,
            order: self.order,
            per_page: self.per_page,
            columns: self.columns.clone(),
            wrap: self.wrap,
            ..Self::default()
        }
    }

    /// The filters in words, each with the list as it would be without it.
    pub fn chips(&self) -> Vec<(String, Self)> {
        let t = text().audit();
        let mut chips = Vec::new();
        let base = Self {
            page: None,
            ..self.clone()
        };
        let mut add = |label: &str, value: Option<&str>, without: Self| {
            if let Some(value) = value {
                chips.push((format!("{label}: {value}"), without));
            }
        };
        add(
            t.name,
            self.name.as_deref(),
            Self {
                name: None,
                ..base.clone()
            },
        );
        add(
            t.id,
            self.id.as_deref(),
            Self {
                id: None,
                ..base.clone()
            },
        );
        add(
            t.kind,
            self.kind.map(kind_word),
            Self {
                kind: None,
                ..base.clone()
            },
        );
        add(
            t.resource_type,
            self.resource_type.as_deref(),
            Self {
                resource_type: None,
                ..base.clone()
            },
        );
        add(
            t.resource_name,
            self.resource_name.as_deref(),
            Self {
                resource_name: None,
                ..base.clone()
            },
        );
        add(
            t.resource_id,
            self.resource_id.as_deref(),
            Self {
                resource_id: None,
                ..base.clone()
            },
        );
        let operators = self.operators.0.join(", ");
        add(
            t.operators,
            Some(operators.as_str()).filter(|text| !text.is_empty()),
            Self {
                operators: Commas::default(),
                ..base.clone()
            },
        );
        add(
            t.status,
            self.status.map(|status| status_words(status).1),
            Self {
                status: None,
                ..base.clone()
            },
        );
        chips
    }
}

/// Word of a trace type.
pub fn kind_word(kind: TraceKind) -> &'static str {
    let t = text().audit();
    match kind {
        TraceKind::ApiCall => t.api_call,
        TraceKind::ConsoleAction => t.console_action,
        TraceKind::SystemAction => t.system_action,
    }
}

/// Tone, word and meaning of a status.
pub fn status_words(status: TraceStatus) -> (Tone, &'static str, &'static str) {
    let t = text().audit();
    match status {
        TraceStatus::Open => (Tone::Run, t.open, t.open_title),
        TraceStatus::Normal => (Tone::Ok, t.normal, t.normal_title),
        TraceStatus::Warning => (Tone::Warn, t.warning, t.warning_title),
        TraceStatus::Incident => (Tone::Crit, t.incident, t.incident_title),
    }
}

/// The trace types with their words in the address.
pub const KINDS: [(&str, TraceKind); 3] = [
    ("api_call", TraceKind::ApiCall),
    ("console_action", TraceKind::ConsoleAction),
    ("system_action", TraceKind::SystemAction),
];

/// The statuses with their words in the address.
pub const STATUSES: [(&str, TraceStatus); 4] = [
    ("open", TraceStatus::Open),
    ("normal", TraceStatus::Normal),
    ("warning", TraceStatus::Warning),
    ("incident", TraceStatus::Incident),
];

/// Writes what the list shows to the address.
pub fn write(view: &View, step: Step) {
    routes::set_query(view, step);
}

/// Changes what the list shows, as a step of its own.
pub fn change(edit: impl FnOnce(&mut View)) {
    let mut view: View = routes::query_untracked();
    edit(&mut view);
    write(&view, Step::Push);
}
