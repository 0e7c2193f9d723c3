//! Traces: every change, every refused or failed attempt.

use crate::endpoint::NoQuery;
use crate::endpoint::{Download, Json, NoBody, NoPath, TracePath, endpoints};
use crate::ids::TraceId;
use crate::page::{Order, Page};
use crate::url::Commas;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists traces; who may not see everybody's sees their own.
    ListTraces as "list_traces": Get "/traces", needs SignedIn, traced No,
    (NoPath, TraceQuery, NoBody) -> Json<Page<TraceSummary>>;

    /// Shows one trace whole.
    GetTrace as "get_trace": Get "/traces/{trace}", needs SignedIn, traced No,
    (TracePath, NoQuery, NoBody) -> Json<TraceDetail>;

    /// Exports what the filter finds as CSV or XLSX, at most 5,000 rows; the name of the file says when
    /// there is more.
    ExportTraces as "export_traces": Get "/trace-export", needs SignedIn, traced No,
    (NoPath, TraceQuery, NoBody) -> Download;
}

/// Most rows of an exported file.
pub const EXPORT_ROWS_MAX: u32 = 5_000;

/// Filters of the list of traces; they combine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TraceQuery {
    /// Keyword: part of the trace name, resource name, operator or message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Trace name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Trace ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Trace type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<TraceKind>,
    /// Resource type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// Resource name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// Resource ID: the instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Operators.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub operators: Commas,
    /// Status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TraceStatus>,
    /// From this time on, milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Up to this time, milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// Direction of the sort by time; newest first where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
    /// Format of the export; CSV where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<TraceFormat>,
}

/// Formats of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TraceFormat {
    /// Comma-separated values, with a head.
    Csv,
    /// A spreadsheet (Office Open XML), with a head.
    Xlsx,
}

/// Where a change came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    /// A call with an API token.
    ApiCall,
    /// A person in the app.
    ConsoleAction,
    /// The console itself: a task, a schedule, the command line.
    SystemAction,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TraceStatus {
    /// It is not known yet: the change runs.
    Open,
    /// Done.
    Normal,
    /// Refused, failed, stopped by a person, or a batch of which a part failed; the message says what
    /// was done.
    Warning,
    /// Failed and left something broken, or the outcome is unknown.
    Incident,
}

/// A trace in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceSummary {
    /// ID.
    pub id: TraceId,
    /// Name, as `Kafka_create_topicSuccess`.
    pub name: String,
    /// Where the change came from.
    pub kind: TraceKind,
    /// Resource type.
    pub resource_type: String,
    /// Resource name: topic, user, instance.
    pub resource_name: String,
    /// ID of the instance, where it is about one.
    pub resource_id: Option<String>,
    /// Service the trace comes from.
    pub source: String,
    /// Who.
    pub operator: String,
    /// How it ended.
    pub status: TraceStatus,
    /// HTTP status of the answer; absent while open and for what the console did itself.
    pub code: Option<u16>,
    /// Outcome in words.
    pub message: String,
    /// When it began, milliseconds since 1970 UTC.
    pub time: i64,
    /// How many like it were folded into this one (repeated refusals); 1 for most.
    pub count: u32,
}

/// A trace whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceDetail {
    /// What the list shows.
    pub summary: TraceSummary,
    /// How the operator was authenticated.
    pub signed_in_by: String,
    /// Address of the operator.
    pub address: String,
    /// The request, secrets removed.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub request: serde_json::Value,
    /// The answer, secrets removed.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub response: serde_json::Value,
    /// When it was closed, milliseconds since 1970 UTC.
    pub closed_at: Option<i64>,
    /// Version of the API.
    pub api_version: String,
}
