//! One topic: its brokers, partitions and configs.

use super::list::TopicSummary;
use crate::configs::Config;
use crate::ids::BrokerId;
use crate::page::Missing;
use crate::page::Order;
use serde::{Deserialize, Serialize};

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
