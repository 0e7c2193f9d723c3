//! The list of topics: what it is filtered by, its columns, its export.

use crate::ids::TopicName;
use crate::page::Missing;
use crate::page::Order;
use crate::url::Commas;
use serde::{Deserialize, Serialize};

/// Columns of the list, in their order.
pub const COLUMNS: &[&str] = &[
    "name",
    "partitions",
    "replicas",
    "in_sync",
    "size",
    "messages",
    "in_rate",
    "retention",
    "cleanup",
    "sync_replication",
    "sync_flush",
    "timestamp",
    "max_message",
    "spread",
    "skew",
    "leader_skew",
    "description",
];

/// Columns shown where nothing is said.
#[rustfmt::skip]
pub const COLUMNS_DEFAULT: &[&str] = &[
    "name", "partitions", "replicas", "in_sync", "size", "messages",
    "in_rate", "retention", "cleanup", "sync_replication", "skew",
];

/// Filters of the list of topics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TopicQuery {
    /// Part of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// A filter by state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<TopicFilter>,
    /// A filter by config: `name=value`, as `cleanup.policy=compact`, over the configs of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// True: internal topics too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<bool>,
    /// Column to sort by: one of [`COLUMNS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
    /// Columns shown (the screen) or written (the export).
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub columns: Commas,
    /// Format of the export; CSV where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormat>,
    /// Names to export, in place of what the filters find.
    #[serde(skip_serializing_if = "Commas::is_empty")]
    pub names: Commas,
}

/// Filters by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TopicFilter {
    /// A partition has fewer in-sync replicas than replicas.
    UnderReplicated,
    /// A partition has no leader.
    Offline,
    /// A partition has fewer in-sync replicas than `min.insync.replicas` asks.
    BelowMinIsr,
    /// No messages.
    Empty,
    /// One replica only.
    SingleReplica,
    /// Leaders that are not the preferred ones.
    NotPreferred,
}

/// Formats of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Comma-separated values, with a head. The import takes them back.
    Csv,
    /// A spreadsheet (Office Open XML), with a head.
    Xlsx,
    /// YAML that the import takes back; at most 20,000 topics.
    Yaml,
    /// A shell script of `kafka-topics.sh` commands that create the topics; at most 20,000 topics.
    Script,
}

/// A page of topics, with the counts of the quick filters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicPage {
    /// The rows of this page.
    pub items: Vec<TopicSummary>,
    /// How many topics there are under the filters, all pages together.
    pub total: u64,
    /// When the data was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who did not answer; empty if the data is whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// How many topics each quick filter would find.
    pub counts: TopicCounts,
}

/// Counts over all topics the caller may see (internal ones only if asked for).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicCounts {
    /// All.
    pub all: u32,
    /// Under-replicated.
    pub under_replicated: u32,
    /// Offline.
    pub offline: u32,
    /// Below min ISR.
    pub below_min_isr: u32,
    /// Empty; absent until offsets were read.
    pub empty: Option<u32>,
    /// One replica.
    pub single_replica: u32,
    /// Not led by the preferred replica.
    pub not_preferred: u32,
    /// Internal topics, asked for or not.
    pub internal: u32,
    /// Partitions of the topics counted.
    pub partitions: u32,
}

/// A topic in the list. Absent figures are not known yet, or the broker does not tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicSummary {
    /// Name.
    pub name: TopicName,
    /// True if Kafka keeps it for itself, or its name starts with `__`.
    pub internal: bool,
    /// Partitions.
    pub partitions: u32,
    /// Replicas of a partition (of the first one; they may differ during a reassignment).
    pub replicas: u32,
    /// Partitions with fewer in-sync replicas than replicas.
    pub under_replicated: u32,
    /// Partitions without a leader.
    pub offline: u32,
    /// Partitions with fewer in-sync replicas than `min.insync.replicas` asks.
    pub below_min_isr: u32,
    /// Bytes of all replicas.
    pub size_bytes: Option<u64>,
    /// Sum of log end − log start.
    pub messages: Option<u64>,
    /// Messages a second: growth of the sum of log end offsets over about a minute. Absent until two
    /// reads have seen the topic, and while a partition is not known.
    pub messages_per_s: Option<f64>,
    /// `retention.ms`; −1: kept always.
    pub retention_ms: Option<i64>,
    /// `cleanup.policy`.
    pub cleanup_policy: Option<String>,
    /// `min.insync.replicas`.
    pub min_insync_replicas: Option<u32>,
    /// True if `min.insync.replicas` equals the replicas and there are at least 2.
    pub sync_replication: Option<bool>,
    /// True if `flush.messages` is 1.
    pub sync_flush: Option<bool>,
    /// `message.timestamp.type`.
    pub timestamp_type: Option<String>,
    /// `max.message.bytes`.
    pub max_message_bytes: Option<u64>,
    /// 100 × brokers of the topic ÷ brokers, as CMAK counts: by in-sync replicas.
    pub spread_percent: u32,
    /// 100 × brokers with too many replicas ÷ brokers of the topic, as CMAK counts.
    pub skew_percent: u32,
    /// 100 × brokers with too many leaders ÷ brokers of the topic, as CMAK counts.
    pub leader_skew_percent: u32,
    /// Partitions led by their preferred replica, percent.
    pub preferred_percent: u32,
    /// Under-replicated partitions, percent.
    pub under_replicated_percent: u32,
    /// What it is for, kept by the console.
    pub description: String,
}
