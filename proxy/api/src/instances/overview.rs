//! One instance at a glance, and what somebody should look at.

use super::{InstanceSummary, Mechanism, SecurityProtocol};
use crate::controller::{Controller, Feature};
use crate::page::Missing;
use serde::{Deserialize, Serialize};

/// Health, topology and controller of one instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    /// What the list shows.
    pub summary: InstanceSummary,
    /// Cluster ID, as Kafka has it.
    pub cluster_id: Option<String>,
    /// What somebody should look at, worst first. Empty: nothing.
    pub findings: Vec<Finding>,
    /// Every broker known, by rack and ID.
    pub brokers: Vec<crate::brokers::BrokerSummary>,
    /// Replicas in all.
    pub replicas: u32,
    /// Partitions without a leader.
    pub offline: u32,
    /// Partitions with fewer in-sync replicas than `min.insync.replicas` asks.
    pub below_min_isr: u32,
    /// Who leads the cluster.
    pub controller: Controller,
    /// Finalized features and their levels, as `metadata.version`.
    pub features: Vec<Feature>,
    /// Value of `auto.create.topics.enable`, where it could be read.
    pub auto_create_topics: Option<bool>,
    /// Messages in all partitions (log end − log start), where it could be read.
    pub messages: Option<u64>,
    /// Messages a second into all partitions, over about a minute; absent until offsets were read
    /// twice. Partitions whose leader does not answer count nothing.
    pub messages_per_s: Option<f64>,
    /// Listeners as this console reaches them.
    pub connection: ConnectionInfo,
    /// Who did not answer.
    pub missing: Vec<Missing>,
}

/// How a client connects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionInfo {
    /// Protocol of the listener the console uses.
    pub security: SecurityProtocol,
    /// SASL mechanism in use.
    pub mechanism: Option<Mechanism>,
    /// The user the console signs in as.
    pub username: Option<String>,
    /// Bootstrap addresses as entered.
    pub bootstrap: Vec<String>,
    /// Advertised addresses, one a broker, as `host:port`.
    pub advertised: Vec<String>,
    /// CA certificates as PEM, where one was entered.
    pub ca_pem: Option<String>,
    /// False: the certificate does not hold the address, so clients must leave the check off too.
    pub verify_host: bool,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What, in a few words with the number.
    pub title: String,
    /// Why, and what to do.
    pub detail: String,
    /// Since when the console has seen it, milliseconds since 1970 UTC.
    pub since: i64,
    /// Where to look.
    pub link: FindingLink,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Data cannot be read or written, or may be lost.
    Critical,
    /// It works, and one more failure may break it.
    Warning,
    /// Good to know.
    Info,
}

/// Where a finding leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum FindingLink {
    /// Nowhere.
    Nowhere,
    /// The list of topics with a filter, as `under_replicated`.
    Topics {
        /// Value of the `filter` of `TopicQuery`.
        filter: crate::topics::TopicFilter,
    },
    /// A broker.
    Broker {
        /// Its ID.
        broker: i32,
    },
    /// The instance's settings.
    Edit,
}
