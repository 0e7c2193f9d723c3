//! Topics: list, create, edit, delete, purge, clone, import, export.

use crate::configs::Config;
use crate::endpoint::{
    Accepted, Download, InstancePath, Json, NoBody, NoQuery, Nothing, TopicPath, Versioned,
    endpoints,
};
use crate::ids::{BrokerId, TopicName};
use crate::page::{Missing, Order, Page};
use crate::problem::BatchResult;
use crate::url::Commas;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

endpoints! {
    /// Lists topics.
    ListTopics as "list_topics": Get "/instances/{instance}/topics", needs [TopicList], traced No,
    (InstancePath, TopicQuery, NoBody) -> Json<TopicPage>;

    /// Says what a new topic would have where nothing is said: the form starts from it.
    GetTopicDefaults as "get_topic_defaults": Get "/instances/{instance}/topic-defaults", needs [TopicList], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<TopicDefaults>;

    /// Creates a topic.
    CreateTopic as "create_topic": Post "/instances/{instance}/topics", needs [TopicCreate],
    traced ("Kafka_create_topic" on "kafka"),
    (InstancePath, DryRun, Json<NewTopic>) -> Json<CreatedTopic>;

    /// Shows one topic.
    GetTopic as "get_topic": Get "/instances/{instance}/topics/{topic}", needs [TopicGet], traced No,
    (TopicPath, NoQuery, NoBody) -> Json<TopicDetail>;

    /// Lists the partitions of a topic.
    ListPartitions as "list_partitions": Get "/instances/{instance}/topics/{topic}/partitions", needs [TopicGet], traced No,
    (TopicPath, PartitionQuery, NoBody) -> Json<Page<PartitionRow>>;

    /// Lists the configs of a topic with their sources; the ETag is needed to change them.
    ListTopicConfigs as "list_topic_configs": Get "/instances/{instance}/topics/{topic}/configs",
    needs [TopicGet, ConfigGet], traced No,
    (TopicPath, NoQuery, NoBody) -> Versioned<TopicConfigs>;

    /// Changes configs, partitions and description of a topic; absent fields stay.
    EditTopic as "edit_topic": Patch "/instances/{instance}/topics/{topic}", needs [TopicModify],
    traced ("Kafka_modify_topic" on "kafka"),
    (TopicPath, DryRun, Json<TopicEdit>) -> Json<EditPlan>;

    /// Deletes a topic.
    DeleteTopic as "delete_topic": Delete "/instances/{instance}/topics/{topic}", needs [TopicDelete],
    traced ("Kafka_delete_topics" on "kafka"),
    (TopicPath, NoQuery, NoBody) -> Nothing;

    /// Changes many topics at once; each has its own result.
    EditTopics as "edit_topics": Post "/instances/{instance}/topic-edits", needs [TopicModify],
    traced ("Kafka_modify_topics" on "kafka"),
    (InstancePath, DryRun, Json<TopicsEdit>) -> Json<BatchEditResult>;

    /// Deletes many topics; each has its own result.
    DeleteTopics as "delete_topics": Post "/instances/{instance}/topic-deletions", needs [TopicDelete],
    traced ("Kafka_delete_topics" on "kafka"),
    (InstancePath, NoQuery, Json<TopicNames>) -> Json<BatchResult>;

    /// Deletes records of one or many topics; each has its own result.
    PurgeTopics as "purge_topics": Post "/instances/{instance}/topic-purges", needs [TopicPurge],
    traced ("Kafka_purge_topics" on "kafka"),
    (InstancePath, DryRun, Json<Purge>) -> Json<PurgeResult>;

    /// Creates a topic like another, as a task.
    CloneTopic as "clone_topic": Post "/instances/{instance}/topics/{topic}/clones", needs [TopicCreate],
    traced ("Kafka_clone_topic" on "kafka"),
    (TopicPath, NoQuery, Json<CloneTo>) -> Accepted;

    /// Reads a list of topics and says what would happen to each.
    PlanImport as "plan_topic_import": Post "/instances/{instance}/topic-import-plans", needs [TopicCreate], traced No,
    (InstancePath, NoQuery, Json<Import>) -> Json<ImportPlan>;

    /// Creates (and changes, where asked) the topics of a list, as a task.
    ImportTopics as "import_topics": Post "/instances/{instance}/topic-imports", needs [TopicCreate],
    traced ("Kafka_import_topics" on "kafka"),
    (InstancePath, NoQuery, Json<Import>) -> Accepted;

    /// Exports the list as filtered and sorted, all pages, as CSV or as YAML that the import takes back.
    ExportTopics as "export_topics": Get "/instances/{instance}/topic-export", needs [TopicList], traced No,
    (InstancePath, TopicQuery, NoBody) -> Download;
}

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
    /// Comma-separated values, with a head.
    Csv,
    /// YAML that the import takes back.
    Yaml,
}

/// `?dry_run=true`: say what would change, and change nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DryRun {
    /// True: nothing is changed and nothing is traced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
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

/// A topic whole, without its partitions and configs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicDetail {
    /// What the list shows.
    pub summary: TopicSummary,
    /// Topic ID (Kafka 2.8), as base64url without padding, as Kafka's tools show it.
    pub topic_id: Option<String>,
    /// Brokers of the cluster.
    pub cluster_brokers: u32,
    /// Sum of log end offsets; absent until offsets were read.
    pub sum_of_offsets: Option<u64>,
    /// Brokers that hold it, with both skew flags.
    pub brokers: Vec<TopicBroker>,
    /// What somebody should look at.
    pub findings: Vec<crate::instances::Finding>,
    /// Value of the cluster's `auto.create.topics.enable`, where it could be read.
    pub auto_create_topics: Option<bool>,
    /// When the metadata was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who did not answer.
    pub missing: Vec<Missing>,
}

/// A broker's part of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicBroker {
    /// Broker.
    pub broker: BrokerId,
    /// Rack.
    pub rack: Option<String>,
    /// Partitions it holds a replica of.
    pub partitions: Vec<i32>,
    /// Partitions it leads.
    pub leaders: Vec<i32>,
    /// Partitions it holds out of sync.
    pub out_of_sync: Vec<i32>,
    /// True: more in-sync replicas than its share, as CMAK counts.
    pub skewed: bool,
    /// True: more leaders than its share, as CMAK counts.
    pub leader_skewed: bool,
    /// Bytes on it.
    pub size_bytes: Option<u64>,
}

/// Filters of the partitions of a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PartitionQuery {
    /// A filter by state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<PartitionFilter>,
    /// Only partitions with a replica on this broker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broker: Option<i32>,
    /// Column: `partition` (default), `leader`, `messages`, `size`, `start`, `end`.
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
}

/// Filters by state of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartitionFilter {
    /// Fewer in-sync replicas than replicas.
    UnderReplicated,
    /// No leader.
    Offline,
    /// Led by another than the preferred replica.
    NotPreferred,
}

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartitionRow {
    /// Partition.
    pub partition: i32,
    /// Leader; absent: none.
    pub leader: Option<i32>,
    /// First of the replicas.
    pub preferred: Option<i32>,
    /// Leader epoch; absent where the broker does not tell.
    pub leader_epoch: Option<i32>,
    /// Replicas in their order.
    pub replicas: Vec<ReplicaCell>,
    /// First offset kept.
    pub start_offset: Option<i64>,
    /// Offset the next message gets (high watermark).
    pub end_offset: Option<i64>,
    /// Bytes of the leader's replica.
    pub size_bytes: Option<u64>,
    /// True if there are fewer in-sync replicas than `min.insync.replicas` asks.
    pub below_min_isr: bool,
    /// Largest timestamp of its messages (Kafka 3.0), milliseconds since 1970 UTC, at most 15 seconds
    /// old; absent where there is none, or the broker does not tell.
    pub last_message_at: Option<i64>,
}

/// A replica of a partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplicaCell {
    /// Broker.
    pub broker: i32,
    /// True if it is in sync.
    pub in_sync: bool,
    /// True if its broker or log dir is offline.
    pub offline: bool,
    /// Bytes on disk.
    pub size_bytes: Option<u64>,
    /// Messages behind the leader, as the broker's log dir tells.
    pub lag: Option<i64>,
}

/// Configs of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicConfigs {
    /// Configs by name.
    pub configs: Vec<Config>,
    /// When they were read, milliseconds since 1970 UTC.
    pub as_of: i64,
}

/// What a new topic has where nothing is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicDefaults {
    /// `num.partitions`; −1 is sent to use it (Kafka 2.4), absent if it could not be read.
    pub partitions: Option<i32>,
    /// `default.replication.factor`.
    pub replicas: Option<i32>,
    /// Brokers alive.
    pub brokers: u32,
    /// Racks.
    pub racks: Vec<String>,
    /// Partitions in use.
    pub partitions_used: u32,
    /// Limit of partitions, where its owner entered one.
    pub partitions_max: Option<u32>,
    /// Every topic config the cluster knows, with the value a new topic gets.
    pub configs: Vec<Config>,
    /// A name that is free, as `topic-812734`.
    pub name: String,
    /// True if the cluster can take `-1` for partitions and replicas (KIP-464, Kafka 2.4).
    pub broker_defaults: bool,
    /// Who could not be asked.
    pub missing: Vec<Missing>,
}

/// A topic to create. Absent fields are the cluster's own defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewTopic {
    /// Name.
    pub name: String,
    /// Partitions; absent: the cluster's `num.partitions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<i32>,
    /// Replicas; absent: the cluster's `default.replication.factor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i16>,
    /// Brokers of each partition, the preferred leader first, in place of the two numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Vec<Vec<i32>>>,
    /// Configs that differ from the cluster's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub configs: BTreeMap<String, String>,
    /// Up to 200 characters, kept by the console.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A topic created, or that would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedTopic {
    /// Name.
    pub name: TopicName,
    /// Partitions it has, or would have.
    pub partitions: i32,
    /// Replicas it has, or would have.
    pub replicas: i32,
    /// What a person should know before or after: collisions, one replica, limits.
    pub warnings: Vec<String>,
    /// The command of Kafka's own tools that does the same.
    pub command: String,
    /// False for a dry run.
    pub created: bool,
}

/// A change of a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TopicEdit {
    /// Configs to set; `null` resets one to the cluster's default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub configs: BTreeMap<String, Option<String>>,
    /// New number of partitions: more than now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partitions: Option<i32>,
    /// Brokers of each new partition, the preferred leader first; absent: Kafka chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Vec<Vec<i32>>>,
    /// New description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A change of many topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicsEdit {
    /// Topics, 1 to 1,000.
    pub names: Vec<TopicName>,
    /// The change, the same for each.
    pub edit: TopicEdit,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditPlan {
    /// Each value that changes.
    pub changes: Vec<Change>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// The command of Kafka's own tools that does the same.
    pub command: String,
    /// False for a dry run.
    pub done: bool,
}

/// A value that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// What: a config's name, `partitions` or `description`.
    pub name: String,
    /// Now; absent: not set.
    pub old: Option<String>,
    /// After; absent: reset to the cluster's default.
    pub new: Option<String>,
}

/// What a change of many topics does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchEditResult {
    /// One entry a topic.
    pub items: Vec<BatchEditItem>,
}

/// What a change does to one of many topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchEditItem {
    /// Topic.
    pub name: TopicName,
    /// What changes; absent if it was refused.
    pub plan: Option<EditPlan>,
    /// Why not.
    pub error: Option<crate::problem::ItemError>,
}

/// Names of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicNames {
    /// Topics, 1 to 1,000.
    pub names: Vec<TopicName>,
}

/// Records to delete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Purge {
    /// Topics, 1 to 1,000.
    pub names: Vec<TopicName>,
    /// Partitions, of a single topic; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<Vec<i32>>,
    /// Up to where.
    pub until: PurgeUntil,
}

/// Up to where records are deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PurgeUntil {
    /// Everything there is now.
    All,
    /// Before the first record at or after this time, milliseconds since 1970 UTC.
    Time(i64),
    /// Before this offset.
    Offset(i64),
}

/// What a purge does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurgeResult {
    /// One entry a partition.
    pub partitions: Vec<PurgedPartition>,
    /// Messages deleted, or that would be.
    pub messages: u64,
    /// False for a dry run.
    pub done: bool,
}

/// What a purge does to a partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurgedPartition {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// First offset before.
    pub from: Option<i64>,
    /// First offset after.
    pub to: Option<i64>,
    /// Why not.
    pub error: Option<crate::problem::ItemError>,
}

/// A topic like another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloneTo {
    /// Name of the new topic.
    pub name: String,
    /// Partitions; absent: as many as the source has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<i32>,
}

/// A list of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The text: CSV with a head, or YAML, as the export writes them. At most 2 MB.
    pub text: String,
    /// Its format.
    pub format: ExportFormat,
    /// True: topics that exist and differ are changed too.
    #[serde(default)]
    pub change_existing: bool,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportPlan {
    /// One entry a topic of the list, in its order.
    pub rows: Vec<ImportRow>,
    /// Partitions that would be added.
    pub partitions: u32,
    /// What a person should know.
    pub warnings: Vec<String>,
}

/// What an import would do with one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Line of the text, from 1.
    pub line: u32,
    /// Name.
    pub name: String,
    /// What would happen.
    pub action: ImportAction,
    /// Each value that would be set or changed.
    pub changes: Vec<Change>,
    /// Why it cannot be done, for a conflict.
    pub why: Option<String>,
}

/// What an import does with a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportAction {
    /// It is new.
    Create,
    /// It exists and differs.
    Change,
    /// It exists and is the same.
    Same,
    /// It cannot be: a bad field, fewer partitions than now, other replicas.
    Conflict,
}
