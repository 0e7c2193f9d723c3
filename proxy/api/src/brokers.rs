//! Brokers: state, share of the partitions, log dirs, configs.

use crate::configs::Config;
use crate::endpoint::{BrokerPath, InstancePath, Json, NoBody, NoQuery, endpoints};
use crate::ids::{BrokerId, TopicName};
use crate::page::{Missing, Order, Page};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists the brokers of an instance.
    ListBrokers as "list_brokers": Get "/instances/{instance}/brokers", needs [InstanceGet], traced No,
    (InstancePath, BrokerQuery, NoBody) -> Json<Page<BrokerSummary>>;

    /// Shows one broker with its log dirs.
    GetBroker as "get_broker": Get "/instances/{instance}/brokers/{broker}", needs [InstanceGet], traced No,
    (BrokerPath, NoQuery, NoBody) -> Json<BrokerDetail>;

    /// Lists the partitions a broker holds.
    ListBrokerPartitions as "list_broker_partitions": Get "/instances/{instance}/brokers/{broker}/partitions",
    needs [InstanceGet, TopicList], traced No,
    (BrokerPath, BrokerPartitionQuery, NoBody) -> Json<Page<BrokerPartition>>;

    /// Lists the effective configs of a broker, and where other brokers differ.
    ListBrokerConfigs as "list_broker_configs": Get "/instances/{instance}/brokers/{broker}/configs",
    needs [ConfigGet], traced No,
    (BrokerPath, NoQuery, NoBody) -> Json<BrokerConfigs>;
}

/// Filters of the list of brokers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BrokerQuery {
    /// Part of the address, rack, or the ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Column: `id` (default), `address`, `rack`, `partitions`, `leaders`, `skew`, `in_rate`, `size`.
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

/// How a broker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BrokerState {
    /// In the cluster and answering.
    Alive,
    /// In the cluster, and did not answer the console's last call.
    Silent,
    /// Not in the cluster; replicas are assigned to it.
    Down,
}

/// A broker in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerSummary {
    /// ID.
    pub id: BrokerId,
    /// Advertised address, `host:port`; absent if the broker is down and was never seen.
    pub address: Option<String>,
    /// Rack (`broker.rack`).
    pub rack: Option<String>,
    /// How it stands.
    pub state: BrokerState,
    /// Since when the console has seen that state, milliseconds since 1970 UTC; absent: since it looks.
    pub since: Option<i64>,
    /// True if it is the controller (ZooKeeper) or leads the quorum (KRaft).
    pub controller: bool,
    /// Replicas assigned to it.
    pub replicas: u32,
    /// Partitions it leads.
    pub leaders: u32,
    /// Partitions whose preferred leader it is.
    pub preferred_leaders: u32,
    /// Replicas of it that are out of sync.
    pub out_of_sync: u32,
    /// Distance from the even share of replicas, percent: +50, −98.
    pub skew_percent: i32,
    /// Distance from the even share of leaders, percent.
    pub leader_skew_percent: i32,
    /// Messages a second into the partitions it leads, over about a minute; absent until known.
    pub messages_per_s: Option<f64>,
    /// Bytes of its replicas; absent until they were read.
    pub size_bytes: Option<u64>,
    /// Bytes of its disks (Kafka 3.3).
    pub total_bytes: Option<u64>,
    /// Free bytes of its disks (Kafka 3.3).
    pub usable_bytes: Option<u64>,
    /// Number of log dirs.
    pub log_dirs: Option<u32>,
}

/// A broker whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerDetail {
    /// What the list shows.
    pub summary: BrokerSummary,
    /// Topics it holds replicas of.
    pub topics: u32,
    /// Share of all messages in partitions it leads, percent; absent until offsets were read.
    pub message_share_percent: Option<f64>,
    /// Its log dirs; empty until they were read.
    pub log_dirs: Vec<LogDir>,
    /// Highest version of each API it speaks would be too long; the label of its version is not.
    pub kafka_version: Option<String>,
    /// When the metadata was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who did not answer.
    pub missing: Vec<Missing>,
}

/// A log dir of a broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogDir {
    /// Path on the broker.
    pub path: String,
    /// Why it is not usable, where it is not.
    pub error: Option<String>,
    /// Replicas in it.
    pub replicas: u32,
    /// Bytes of them.
    pub size_bytes: u64,
    /// Bytes of the disk (Kafka 3.3).
    pub total_bytes: Option<u64>,
    /// Free bytes of the disk (Kafka 3.3).
    pub usable_bytes: Option<u64>,
}

/// Filters of the partitions of a broker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BrokerPartitionQuery {
    /// Part of the topic's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// True: only those it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads: Option<bool>,
    /// True: only those out of sync on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_sync: Option<bool>,
    /// Column: `topic` (default), `size`.
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

/// A replica a broker holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerPartition {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: i32,
    /// True if it leads.
    pub leads: bool,
    /// True if it is the preferred leader.
    pub preferred: bool,
    /// True if it is in sync.
    pub in_sync: bool,
    /// Bytes on this broker.
    pub size_bytes: Option<u64>,
}

/// Effective configs of a broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerConfigs {
    /// Configs by name.
    pub configs: Vec<BrokerConfig>,
    /// When they were read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Brokers whose configs could not be compared.
    pub missing: Vec<Missing>,
}

/// A config of a broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerConfig {
    /// The config.
    pub config: Config,
    /// Other brokers whose value differs, and their value.
    pub differs: Vec<Differs>,
}

/// Another broker's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Differs {
    /// Broker.
    pub broker: BrokerId,
    /// Its value.
    pub value: Option<String>,
}
