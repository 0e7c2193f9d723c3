//! Reassignments that run, or ran: the console's own, with their control, and what other tools do.

use crate::ids::{PlanId, TaskId, TopicName};
use crate::page::Missing;
use crate::problem::ItemError;
use crate::tasks::TaskSummary;
use serde::{Deserialize, Serialize};

/// How a plan is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReassignment {
    /// The plan.
    pub plan: PlanId,
    /// Throttle and batches.
    #[serde(default)]
    pub speed: Speed,
    /// Not before, milliseconds since 1970 UTC; absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<i64>,
    /// True: elect the preferred leaders of the moved partitions at the end.
    #[serde(default)]
    pub elect: bool,
}

/// How fast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Speed {
    /// Bytes a second for each broker, in and out; absent: no throttle.
    pub throttle_bytes_per_s: Option<u64>,
    /// Partitions that move at once, 1 to 1,000.
    pub at_once: u32,
    /// Which first.
    pub order: MoveOrder,
}

impl Default for Speed {
    fn default() -> Self {
        Self {
            throttle_bytes_per_s: None,
            at_once: 50,
            order: MoveOrder::default(),
        }
    }
}

/// Which partitions move first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MoveOrder {
    /// Those of the smallest topics: many are soon done, and trouble shows while it is small.
    #[default]
    SmallestFirst,
    /// Those of the largest topics: room is made early.
    LargestFirst,
}

/// A change of a running reassignment; absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReassignmentChange {
    /// True: no further partition begins to move. False: go on, also after it stopped by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
    /// Throttle and batches, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// True: do not wait for the time it was to start at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_now: Option<bool>,
    /// True: do not wait for brokers that are away to remove their throttle. It is found among those
    /// left over when they return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub give_up: Option<bool>,
}

/// Where a reassignment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Its time has not come.
    Scheduled,
    /// Another reassignment of the instance runs.
    Queued,
    /// Partitions move.
    Moving,
    /// A person has paused it: what moves goes on, nothing more begins.
    Paused,
    /// It has stopped by itself: what moves goes on, nothing more begins until a person says so.
    Stopped,
    /// What moves goes back to its old replicas.
    Canceling,
    /// The throttle is removed; it may wait for a broker that is away.
    CleaningUp,
    /// It has ended.
    Ended,
}

/// A reassignment in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReassignmentSummary {
    /// Its task; units are bytes.
    pub task: TaskSummary,
    /// Where it is.
    pub phase: Phase,
    /// What it is for, as `Drain broker 3`.
    pub title: String,
    /// Partitions by state.
    pub counts: MoveCounts,
}

/// Partitions by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveCounts {
    /// Not begun.
    pub waiting: u64,
    /// Under way.
    pub moving: u64,
    /// Where they should be.
    pub done: u64,
    /// Left where they were, or back there.
    pub canceled: u64,
    /// Refused by Kafka, or changed by somebody else.
    pub failed: u64,
}

/// A reassignment whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reassignment {
    /// What the list shows.
    pub summary: ReassignmentSummary,
    /// The plan, kept as long as the task.
    pub plan: PlanId,
    /// Throttle and batches.
    pub speed: Speed,
    /// Not before, milliseconds since 1970 UTC.
    pub not_before: Option<i64>,
    /// True: the preferred leaders are elected at the end.
    pub elect: bool,
    /// Why it does not go on, or what it waits for.
    pub why: Option<String>,
    /// Bytes copied.
    pub bytes_done: u64,
    /// Bytes to copy in all.
    pub bytes: u64,
    /// Bytes copied a second, over the last minute; absent until known.
    pub bytes_per_s: Option<u64>,
    /// When it should end at the present rate, milliseconds since 1970 UTC.
    pub estimated_end: Option<i64>,
    /// The last 240 measures of the rate, oldest first: when (milliseconds since 1970 UTC), bytes a second.
    pub rates: Vec<(i64, u64)>,
    /// The brokers that get replicas.
    pub brokers: Vec<BrokerProgress>,
    /// Under-replicated partitions of other topics, before the start and now.
    pub others_under_replicated: (u64, u64),
    /// Brokers whose throttle is still to be removed.
    pub throttles_left: Vec<i32>,
    /// Who did not answer at the last look.
    pub missing: Vec<Missing>,
}

/// A broker that gets replicas.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerProgress {
    /// ID.
    pub id: i32,
    /// Bytes copied to it.
    pub bytes_done: u64,
    /// Bytes to copy to it in all.
    pub bytes: u64,
    /// Bytes copied to it a second; absent until known.
    pub bytes_per_s: Option<u64>,
}

/// Filters of the partitions of a reassignment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ProgressQuery {
    /// Part of the topic's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<MoveState>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

/// How far a partition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MoveState {
    /// Not begun.
    Waiting,
    /// Its new replicas copy.
    Moving,
    /// It is where it should be.
    Done,
    /// It was left where it was, or went back there.
    Canceled,
    /// Refused by Kafka, or changed by somebody else.
    Failed,
}

/// A partition of a reassignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveProgress {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// Brokers before, the preferred leader first.
    pub old: Vec<i32>,
    /// Brokers planned, the preferred leader first.
    pub new: Vec<i32>,
    /// How far it is.
    pub state: MoveState,
    /// Bytes copied to its new replicas.
    pub bytes_done: u64,
    /// Bytes to copy in all; absent: not known.
    pub bytes: Option<u64>,
    /// True while every new replica has nearly all: it waits to be in sync.
    pub catching_up: bool,
    /// Seconds it takes at its present rate.
    pub seconds_left: Option<u64>,
    /// Why not.
    pub error: Option<ItemError>,
}

/// Filters of what moves now, and of the list of reassignments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct OngoingQuery {
    /// Part of the topic's name, or of the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

/// A partition that Kafka moves now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ongoing {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// All its replicas now, old and new.
    pub replicas: Vec<i32>,
    /// Replicas that are made.
    pub adding: Vec<i32>,
    /// Replicas that go when those are in sync.
    pub removing: Vec<i32>,
    /// Those in sync.
    pub isr: Vec<i32>,
    /// The console's task that moves it; absent: another tool does.
    pub task: Option<TaskId>,
}

/// Names a partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
}

/// Names partitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Partitions {
    /// 1 to 1,000.
    pub partitions: Vec<Partition>,
}

/// The replication throttles that are set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Throttles {
    /// One entry a broker or topic.
    pub throttles: Vec<Throttle>,
    /// How many of them nobody needs: no reassignment runs that they could belong to.
    pub left_over: u64,
    /// The task they belong to, where one runs.
    pub task: Option<TaskId>,
    /// When it was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Brokers that did not tell.
    pub missing: Vec<Missing>,
}

/// A replication throttle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Throttle {
    /// The broker whose rate it is.
    pub broker: Option<i32>,
    /// The topic whose replicas it holds for.
    pub topic: Option<TopicName>,
    /// On the leaders' side: the rate, or the replicas.
    pub leader: Option<String>,
    /// On the followers' side: the rate, or the replicas.
    pub follower: Option<String>,
    /// True if nobody needs it.
    pub left_over: bool,
}
