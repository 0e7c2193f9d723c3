//! The JSON that CMAK answered, in its own names and shapes. These addresses are whole: they stand
//! outside the prefix and its document, and never change. `{instance}` is an instance's CMAK alias.

use crate::endpoint::{CmakTopicPath, InstancePath, Json, NoBody, NoPath, NoQuery, endpoints};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Says that the console is there.
    GetCmakHealth as "get_cmak_health": Get "/api/health", needs SignedIn, traced No,
    (NoPath, NoQuery, NoBody) -> Json<String>;

    /// Lists the clusters the caller may see.
    ListCmakClusters as "list_cmak_clusters": Get "/api/status/clusters", needs SignedIn, traced No,
    (NoPath, NoQuery, NoBody) -> Json<Clusters>;

    /// Lists the IDs of the brokers.
    ListCmakBrokers as "list_cmak_brokers": Get "/api/status/{instance}/brokers", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<Brokers>;

    /// Lists the brokers with their addresses.
    ListCmakBrokersExtended as "list_cmak_brokers_extended": Get "/api/status/{instance}/brokers/extended",
    needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<BrokersExtended>;

    /// Lists the names of the topics.
    ListCmakTopics as "list_cmak_topics": Get "/api/status/{instance}/topics", needs [TopicList], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<Topics>;

    /// Lists the topics with their partitions and figures.
    ListCmakTopicIdentities as "list_cmak_topic_identities": Get "/api/status/{instance}/topicIdentities",
    needs [TopicList, TopicGet, ConfigGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<TopicIdentities>;

    /// Lists the under-replicated partitions of a topic.
    ListCmakUnderReplicated as "list_cmak_under_replicated":
    Get "/api/status/{instance}/{topic}/underReplicatedPartitions", needs [TopicGet], traced No,
    (CmakTopicPath, NoQuery, NoBody) -> Json<UnderReplicated>;

    /// Lists the partitions of a topic that nobody leads.
    ListCmakUnavailable as "list_cmak_unavailable":
    Get "/api/status/{instance}/{topic}/unavailablePartitions", needs [TopicGet], traced No,
    (CmakTopicPath, NoQuery, NoBody) -> Json<Unavailable>;
}

/// Answer of `/api/status/clusters`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clusters {
    /// The lists.
    pub clusters: ClusterList,
}

/// The lists of clusters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterList {
    /// Those there are, disabled ones included.
    pub active: Vec<ClusterConfig>,
    /// Those whose change was not made yet: here none, a change is made before it is answered.
    pub pending: Vec<ClusterConfig>,
}

/// A cluster as CMAK recorded it. What CMAK sent of passwords is never there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClusterConfig {
    /// The CMAK alias.
    pub name: String,
    /// The connection to ZooKeeper, which this console has none of: empty and zero.
    pub curator_config: CuratorConfig,
    /// False if it is disabled.
    pub enabled: bool,
    /// An object without fields, as CMAK sent it.
    pub version: Nameless,
    /// False: this console reads no JMX.
    pub jmx_enabled: bool,
    /// False.
    pub jmx_ssl: bool,
    /// True: groups are read.
    pub poll_consumers: bool,
    /// False.
    pub filter_consumers: bool,
    /// False.
    pub logkafka_enabled: bool,
    /// True: offsets are kept.
    pub active_offset_cache_enabled: bool,
    /// True: sizes are read.
    pub display_size_enabled: bool,
    /// An object without fields, as CMAK sent it.
    pub security_protocol: Nameless,
    /// The same, where a user signs in by SASL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sasl_mechanism: Option<Nameless>,
}

/// The connection to ZooKeeper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CuratorConfig {
    /// Addresses of ZooKeeper.
    pub zk_connect: String,
    /// Tries.
    pub zk_max_retry: i32,
    /// Pause between them.
    pub base_sleep_time_ms: i32,
    /// Longest pause.
    pub max_sleep_time_ms: i32,
}

/// What CMAK's library wrote for a value that has a name alone: an empty object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nameless {}

/// Answer of `…/brokers`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Brokers {
    /// Their IDs, ascending.
    pub brokers: Vec<i32>,
}

/// Answer of `…/brokers/extended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokersExtended {
    /// The brokers.
    pub brokers: Vec<BrokerIdentity>,
}

/// A broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BrokerIdentity {
    /// ID.
    pub id: i32,
    /// Host of the listener this console uses.
    pub host: String,
    /// −1: Kafka's protocol does not tell it.
    pub jmx_port: i32,
    /// True if that listener is encrypted or asks for a sign-in.
    pub secure: bool,
    /// True if it is PLAINTEXT.
    pub non_secure: bool,
    /// Listeners.
    pub endpoints: Endpoints,
    /// Pairs of key and value: none, as CMAK sent in this list.
    pub config: Vec<(String, String)>,
    /// −1, as CMAK sent in this list.
    pub config_read_version: i32,
}

/// Listeners of a broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Endpoints {
    /// As `PLAINTEXT:9092`.
    pub endpoints: Vec<String>,
}

/// Answer of `…/topics`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Topics {
    /// Their names, ascending.
    pub topics: Vec<String>,
}

/// Answer of `…/topicIdentities`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TopicIdentities {
    /// The topics, by name.
    pub topic_identities: Vec<TopicIdentity>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TopicIdentity {
    /// Name.
    pub topic: String,
    /// −1: a version of ZooKeeper's.
    pub read_version: i32,
    /// How many partitions.
    pub partitions: u32,
    /// The partitions.
    pub partitions_identity: Vec<PartitionIdentity>,
    /// Brokers of the cluster.
    pub num_brokers: u32,
    /// −1: a version of ZooKeeper's.
    pub config_read_version: i32,
    /// Pairs of key and value: those this console keeps of every topic, defaults included.
    pub config: Vec<(String, String)>,
    /// The cluster.
    pub cluster_context: ClusterContext,
    /// Bytes of the leaders as `1.2 MB`; null while not known.
    pub size: Option<String>,
    /// Replicas of the first partition.
    pub replication_factor: u32,
    /// By broker with in-sync replicas.
    pub partitions_by_broker: Vec<BrokerPartitions>,
    /// Sum of the log end offsets that are known.
    pub summed_topic_offsets: i64,
    /// Partitions led by their first replica, percent.
    pub preferred_replicas_percentage: u32,
    /// Under-replicated partitions, percent.
    pub under_replicated_percentage: u32,
    /// Brokers with in-sync replicas.
    pub topic_brokers: u32,
    /// Skewed brokers, percent.
    pub brokers_skew_percentage: u32,
    /// Brokers with in-sync replicas, percent of all.
    pub brokers_spread_percentage: u32,
    /// Messages a second, as `12.50`.
    pub producer_rate: String,
}

/// A partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PartitionIdentity {
    /// Its number.
    pub part_num: i32,
    /// Its leader; −1: none.
    pub leader: i32,
    /// Log end offset, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_offset: Option<i64>,
    /// In-sync replicas.
    pub isr: Vec<i32>,
    /// Replicas, the preferred leader first.
    pub replicas: Vec<i32>,
    /// True if the first replica leads.
    pub is_preferred_leader: bool,
    /// True if not all replicas are in sync.
    pub is_under_replicated: bool,
    /// Bytes of the leader, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader_size: Option<u64>,
    /// The same as `1.2 MB`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
}

/// The cluster of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClusterContext {
    /// What CMAK had switched on.
    pub cluster_features: ClusterFeatures,
    /// The cluster.
    pub config: ClusterConfig,
}

/// What CMAK had switched on: one object without fields each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterFeatures {
    /// Deleting topics, sizes, consumers.
    pub features: Vec<Nameless>,
}

/// The partitions of a topic on one broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BrokerPartitions {
    /// Broker ID.
    pub id: i32,
    /// Partitions that are in sync there.
    pub partitions: Vec<i32>,
    /// True if they are more than its share.
    pub is_skewed: bool,
    /// Partitions it leads.
    pub leaders: Vec<i32>,
    /// True if they are more than its share.
    pub is_leader_skewed: bool,
}

/// Answer of `…/underReplicatedPartitions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnderReplicated {
    /// Topic.
    pub topic: String,
    /// Numbers of the partitions, ascending.
    pub under_replicated_partitions: Vec<i32>,
}

/// Answer of `…/unavailablePartitions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unavailable {
    /// Topic.
    pub topic: String,
    /// Numbers of the partitions without a leader or without an in-sync replica, ascending.
    pub unavailable_partitions: Vec<i32>,
}

/// What CMAK answered when it could not answer, 400.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// In words.
    pub msg: String,
}
