//! Who leads a cluster, at which levels its features are, and what it can do.

use crate::endpoint::{InstancePath, Json, NoBody, NoQuery, endpoints};
use crate::page::Missing;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Shows who leads the cluster, the levels of its features, the versions of its brokers, and what it can and cannot do.
    GetController as "get_controller": Get "/instances/{instance}/controller", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<ControllerDetail>;
}

/// Who leads a cluster, and what it can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ControllerDetail {
    /// Who leads it.
    pub controller: Controller,
    /// Finalized features; empty below Kafka 2.7 and where there are none.
    pub features: Vec<Feature>,
    /// Brokers with the version of Kafka they betray by what they can do; a broker that did not
    /// answer is absent.
    pub versions: Vec<BrokerVersion>,
    /// What not every version of Kafka can do, oldest first; empty until a broker has told.
    pub capabilities: Vec<Capability>,
    /// Age of the data, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who could not be asked.
    pub missing: Vec<Missing>,
}

/// Who leads the cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Controller {
    /// Not known: the cluster did not say.
    Unknown,
    /// A ZooKeeper cluster: the broker that is the controller.
    ZooKeeper {
        /// Broker ID.
        broker: i32,
    },
    /// A KRaft quorum.
    KRaft {
        /// Node that leads it; absent during an election.
        leader: Option<i32>,
        /// Epoch of the leader.
        epoch: i32,
        /// End of the metadata log known to a majority.
        high_watermark: i64,
        /// Voters.
        voters: Vec<QuorumNode>,
        /// Observers: brokers that follow.
        observers: Vec<QuorumNode>,
    },
}

/// A node of the quorum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuorumNode {
    /// Node ID.
    pub id: i32,
    /// End of its metadata log; absent while the leader has not heard of it.
    pub log_end_offset: Option<i64>,
    /// Records it is behind the leader.
    pub lag: Option<i64>,
    /// Last fetch, milliseconds since 1970 UTC; absent where the broker does not tell.
    pub last_fetch: Option<i64>,
    /// Last time it had caught up, milliseconds since 1970 UTC.
    pub last_caught_up: Option<i64>,
}

/// A finalized feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feature {
    /// Name, as `metadata.version`.
    pub name: String,
    /// Level in force.
    pub level: i16,
    /// Highest level every broker supports.
    pub max_level: Option<i16>,
    /// The level in words, as `4.1-IV1`, where it is known.
    pub label: Option<String>,
}

/// The version of a broker. Kafka does not tell its version: it is known by the calls the broker
/// answers and, in KRaft mode, by the newest `metadata.version` it supports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokerVersion {
    /// Broker ID.
    pub broker: i32,
    /// As `4.3`, or `3.5–3.7` where those cannot be told apart.
    pub version: String,
}

/// Something that not every version of Kafka can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capability {
    /// Name, as `incremental_alter_configs`.
    pub name: String,
    /// In words.
    pub title: String,
    /// The version of Kafka that brings it, as `2.3`.
    pub since: String,
    /// The proposal that brought it, as `KIP-339`.
    pub source: String,
    /// True if every broker that told can do it.
    pub available: bool,
    /// Why it cannot be done here; absent if it can.
    pub why: Option<String>,
    /// What the console does without it.
    pub instead: String,
}
