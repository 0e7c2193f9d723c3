//! What changes topics: create, edit, delete, purge, clone; a dry run says what it would do.

use crate::configs::Config;
use crate::ids::TopicName;
use crate::page::Missing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `?dry_run=true`: say what would change, and change nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DryRun {
    /// True: nothing is changed and nothing is traced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl DryRun {
    /// Asks what would change.
    pub const DRY: Self = Self {
        dry_run: Some(true),
    };
    /// Changes it.
    pub const REAL: Self = Self { dry_run: None };
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
