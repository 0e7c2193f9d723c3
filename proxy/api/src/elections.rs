//! Elections of leaders: now, and on a timer.

use crate::endpoint::{Accepted, InstancePath, Json, NoBody, NoQuery, Nothing, endpoints};
use crate::ids::{TaskId, TopicName};
use crate::page::Missing;
use crate::problem::ItemError;
use crate::reassignment::Partition;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Says which partitions are not led by their preferred leader, and how many each broker leads before
    /// and after an election.
    PreviewElection as "preview_election": Post "/instances/{instance}/election-previews",
    needs [TopicList], traced No,
    (InstancePath, NoQuery, Json<Electorate>) -> Json<ElectionPreview>;

    /// Elects the preferred leaders, as a task: each partition has its own result.
    ElectPreferred as "elect_preferred_leaders": Post "/instances/{instance}/elections",
    needs [PartitionElect],
    traced ("Kafka_elect_leaders" on "kafka"),
    (InstancePath, NoQuery, Json<Electorate>) -> Accepted;

    /// Elects a leader that is not in sync for one partition that has none. Messages are lost (Kafka 2.4).
    ElectUnclean as "elect_unclean_leader": Post "/instances/{instance}/unclean-elections",
    needs [PartitionElect],
    traced ("Kafka_elect_unclean_leader" on "kafka"),
    (InstancePath, NoQuery, Json<Partition>) -> Nothing;

    /// Shows when preferred leaders are elected on a timer.
    GetElectionTimer as "get_election_timer": Get "/instances/{instance}/election-timer",
    needs [TopicList], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<ElectionTimer>;

    /// Sets or stops the timer.
    SetElectionTimer as "set_election_timer": Put "/instances/{instance}/election-timer",
    needs [PartitionElect],
    traced ("Kafka_set_election_timer" on "kafka"),
    (InstancePath, NoQuery, Json<NewElectionTimer>) -> Json<ElectionTimer>;
}

/// Whose leaders are elected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Electorate {
    /// Of all partitions.
    All,
    /// Of the partitions of these topics.
    Topics(Vec<TopicName>),
    /// Of these partitions.
    Partitions(Vec<Partition>),
    /// Of the partitions whose preferred leader this broker is.
    Broker(i32),
}

/// What an election of preferred leaders would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ElectionPreview {
    /// Partitions looked at.
    pub partitions: u64,
    /// Those that are not led by their preferred leader, and whose preferred leader is in sync.
    pub to_elect: u64,
    /// Those whose preferred leader is not in sync: Kafka cannot elect it.
    pub not_in_sync: u64,
    /// Those without any leader.
    pub leaderless: u64,
    /// The first 500 that are not led by their preferred leader.
    pub changes: Vec<LeaderChange>,
    /// Each broker before and after, by ID.
    pub brokers: Vec<LeaderShare>,
    /// When the cluster was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who did not answer.
    pub missing: Vec<Missing>,
}

/// A partition that is not led by its preferred leader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeaderChange {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// Who leads; absent: nobody.
    pub leader: Option<i32>,
    /// Who should.
    pub preferred: i32,
    /// True if that one is in sync.
    pub in_sync: bool,
}

/// Leaders of a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeaderShare {
    /// ID.
    pub id: i32,
    /// Partitions it leads.
    pub before: u64,
    /// Partitions it would lead.
    pub after: u64,
}

/// The timer of elections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ElectionTimer {
    /// How often, minutes; absent: there is no timer.
    pub every_min: Option<u32>,
    /// When next, milliseconds since 1970 UTC.
    pub next_at: Option<i64>,
    /// Who set it.
    pub set_by: Option<String>,
    /// When it was set, milliseconds since 1970 UTC.
    pub set_at: Option<i64>,
    /// What it did, newest first, at most 50.
    pub history: Vec<ElectionRun>,
}

/// One firing of the timer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ElectionRun {
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Partitions that were not led by their preferred leader.
    pub found: u64,
    /// The task that elected them; absent: there was nothing to do.
    pub task: Option<TaskId>,
    /// Why nothing was done.
    pub error: Option<ItemError>,
}

/// A new timer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewElectionTimer {
    /// How often, 1 to 10,080 minutes; absent: stop the timer.
    #[serde(default)]
    pub every_min: Option<u32>,
}
