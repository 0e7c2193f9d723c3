//! Plans: what is asked for, what would move, what it costs.

use crate::ids::{PlanId, TaskId, TopicName};
use crate::page::Missing;
use serde::{Deserialize, Serialize};

/// What a plan is to reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PlanRequest {
    /// The console chooses the brokers.
    Automatic(Wish),
    /// A person chose them, partition by partition.
    Manual(Vec<ManualPartition>),
    /// Kafka's reassignment JSON.
    Json(String),
    /// Back to where the partitions were before a reassignment of the console.
    Undo(TaskId),
}

/// What the console is to plan by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// Which topics.
    pub topics: Choice,
    /// What for.
    pub goal: Goal,
    /// Brokers that replicas may be put on; empty: all that are alive.
    #[serde(default)]
    pub brokers: Vec<i32>,
    /// Replicas of each partition; absent: as many as now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
    /// Replicas of some topics, in place of `replicas`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topic_replicas: Vec<TopicReplicas>,
    /// What holds of racks.
    #[serde(default)]
    pub racks: Racks,
    /// True: a preferred leader changes only where its broker loses the replica.
    #[serde(default)]
    pub keep_leaders: bool,
    /// What counts how much.
    #[serde(default)]
    pub weights: Weights,
}

/// Replicas of one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TopicReplicas {
    /// Topic.
    pub topic: TopicName,
    /// Replicas of each of its partitions.
    pub replicas: u32,
}

/// Which topics a plan may move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Choice {
    /// All, Kafka's own included.
    All,
    /// These.
    Named(Vec<TopicName>),
    /// Those whose name contains this text.
    Containing(String),
}

/// What a plan is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goal {
    /// The same load on each of the brokers; what stands on others leaves them.
    Balance,
    /// Nothing on these brokers any more; all else stays.
    Drain(Vec<i32>),
    /// These brokers get their even share; the others only give.
    Fill(Vec<i32>),
    /// Another number of replicas; all else stays.
    Replicas,
}

/// What holds of racks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Racks {
    /// Replicas of a partition stand in as many racks as there can be, or there is no plan.
    Strict,
    /// The same where it can be had.
    #[default]
    BestEffort,
    /// Racks do not count.
    Ignore,
}

/// What counts how much: the heavier goes first, 0 does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Replicas on each broker.
    pub replicas: u32,
    /// Preferred leaders on each broker.
    pub leaders: u32,
    /// Bytes on each broker.
    pub bytes: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            replicas: 3,
            leaders: 2,
            bytes: 1,
        }
    }
}

/// The replicas a person chose for a partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ManualPartition {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// Brokers, the preferred leader first.
    pub replicas: Vec<i32>,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Plan {
    /// ID.
    pub id: PlanId,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Until when it is kept if it is not started, milliseconds since 1970 UTC.
    pub expires_at: i64,
    /// What was asked for.
    pub request: PlanRequest,
    /// The same in words, as `Drain broker 3`.
    pub title: String,
    /// Topics with partitions that change.
    pub topics: u64,
    /// Partitions that change.
    pub partitions: u64,
    /// Partitions that were looked at.
    pub partitions_of: u64,
    /// Replicas that are made anew somewhere.
    pub replicas_moved: u64,
    /// Partitions whose order of replicas alone changes.
    pub reordered: u64,
    /// Partitions whose preferred leader changes.
    pub leaders_changed: u64,
    /// Bytes to copy, as far as the sizes are known.
    pub bytes: u64,
    /// Replicas that any plan with the same counts moves at least.
    pub least_replicas: u64,
    /// Bytes that any plan with the same counts moves at least.
    pub least_bytes: u64,
    /// Partitions whose size no broker told.
    pub sizes_unknown: u64,
    /// Each broker before and after, by ID.
    pub brokers: Vec<BrokerShare>,
    /// What to know before the start.
    pub checks: Vec<Check>,
    /// True if the cluster can carry it out over the protocol (Kafka 2.4); else the script does.
    pub startable: bool,
    /// The task that runs it, or ran it.
    pub task: Option<TaskId>,
    /// When the cluster was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Brokers that did not tell their sizes.
    pub missing: Vec<Missing>,
}

/// A broker before and after a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerShare {
    /// ID.
    pub id: i32,
    /// Rack.
    pub rack: Option<String>,
    /// True if it is in the cluster and answers.
    pub alive: bool,
    /// Before.
    pub before: Figures,
    /// After.
    pub after: Figures,
    /// Bytes that are copied to it.
    pub bytes_in: u64,
    /// Bytes that are copied from it.
    pub bytes_out: u64,
    /// Bytes of its disks (Kafka 3.3).
    pub total_bytes: Option<u64>,
    /// Free bytes of its disks (Kafka 3.3).
    pub usable_bytes: Option<u64>,
}

/// What a broker holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Replicas.
    pub replicas: u64,
    /// Partitions whose preferred leader it is.
    pub leaders: u64,
    /// Bytes.
    pub bytes: u64,
}

/// What to know before the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Check {
    /// How it is.
    pub kind: CheckKind,
    /// In one sentence.
    pub title: String,
    /// What it is about, and what to do.
    pub detail: String,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Good.
    Good,
    /// Worth knowing.
    Hint,
    /// To be thought about.
    Warning,
    /// The plan cannot be started as it is.
    Obstacle,
}

/// Filters of the partitions of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct MoveQuery {
    /// Part of the topic's name, or the ID of a broker that gains or loses a replica.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

/// A partition that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedMove {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// Brokers now, the preferred leader first.
    pub old: Vec<i32>,
    /// Brokers after, the preferred leader first.
    pub new: Vec<i32>,
    /// Bytes to copy for all its new replicas; absent: its size is not known.
    pub bytes: Option<u64>,
}

/// Which file of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FileQuery {
    /// `json` where nothing is said.
    pub file: PlanFile,
    /// Throttle of the script, bytes a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle_bytes_per_s: Option<u64>,
}

/// A file of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanFile {
    /// Kafka's reassignment JSON.
    #[default]
    Json,
    /// The JSON that leads back.
    Rollback,
    /// A script of `kafka-reassign-partitions.sh` with both.
    Script,
}

/// What throttle is asked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AdviceQuery {
    /// In how many seconds it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_s: Option<u64>,
    /// A throttle to judge, bytes a second for each broker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle_bytes_per_s: Option<u64>,
}

/// What throttle makes sense.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Advice {
    /// The throttle to propose, bytes a second for each broker; absent: none.
    pub proposed_bytes_per_s: Option<u64>,
    /// Below this, normal replication is starved; bytes a second. Absent: nothing is produced, or not known.
    pub least_bytes_per_s: Option<u64>,
    /// The least throttle with which it is done within the time asked for, bytes a second.
    pub for_time_bytes_per_s: Option<u64>,
    /// The broker that decides the least throttle.
    pub broker: Option<i32>,
    /// How the asked throttle is.
    pub verdict: Option<ThrottleVerdict>,
    /// Why, with this cluster's figures.
    pub words: String,
    /// Seconds it takes under the asked throttle; absent: without one, or it would not end.
    pub seconds: Option<u64>,
    /// Bytes a second that producers write to the partitions, as far as they are known.
    pub produced_bytes_per_s: Option<u64>,
}

/// How a throttle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThrottleVerdict {
    /// It would starve normal replication, or never end.
    TooSmall,
    /// It makes sense.
    Sensible,
}
