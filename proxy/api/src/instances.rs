//! Instances: Kafka clusters attached to the console, their health and their connection.

use crate::endpoint::{
    InstancePath, Json, Lines, NoBody, NoPath, NoQuery, Nothing, Versioned, endpoints,
};
use crate::ids::InstanceId;
use crate::page::{Missing, Order, Page};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists the instances the caller may see.
    ListInstances as "list_instances": Get "/instances", needs SignedIn, traced No,
    (NoPath, InstanceQuery, NoBody) -> Json<Page<InstanceSummary>>;

    /// Attaches a cluster.
    AttachInstance as "attach_instance": Post "/instances", needs [InstanceCreate],
    traced ("createDMSInstance" on "kafka"),
    (NoPath, NoQuery, Json<AttachedInstance>) -> Json<InstanceSummary>;

    /// Tries a connection step by step, before attaching.
    CheckConnection as "check_connection": Post "/connection-checks", needs [InstanceCreate],
    traced ("checkConnection" on "kafka"),
    (NoPath, NoQuery, Json<Connection>) -> Lines<CheckStep>;

    /// Tries the connection of an attached instance step by step.
    CheckInstance as "check_instance": Post "/instances/{instance}/connection-checks", needs [InstanceModify],
    traced ("checkConnection" on "kafka"),
    (InstancePath, NoQuery, NoBody) -> Lines<CheckStep>;

    /// Shows what is recorded of an instance; its ETag is needed to change it.
    GetInstance as "get_instance": Get "/instances/{instance}", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Versioned<InstanceDetail>;

    /// Changes what is recorded of an instance. Absent fields stay; an absent secret stays.
    EditInstance as "edit_instance": Patch "/instances/{instance}", needs [InstanceModify],
    traced ("modifyDMSInstanceInfo" on "kafka"),
    (InstancePath, NoQuery, Json<InstanceEdit>) -> Versioned<InstanceDetail>;

    /// Detaches an instance: the console forgets it, the cluster is not touched.
    DetachInstance as "detach_instance": Delete "/instances/{instance}", needs [InstanceDelete],
    traced ("deleteDMSInstance" on "kafka"),
    (InstancePath, NoQuery, NoBody) -> Nothing;

    /// Shows health, topology and controller of an instance.
    GetOverview as "get_overview": Get "/instances/{instance}/overview", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Json<Overview>;

    /// Asks the console to read the cluster again now (at most once in 2 s).
    RefreshInstance as "refresh_instance": Post "/instances/{instance}/refresh", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Nothing;
}

/// Filters of the list of instances.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct InstanceQuery {
    /// Part of the name, ID, CMAK alias, tag or a bootstrap address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<InstanceStatus>,
    /// Tag, as `key` or `key=value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Column to sort by: `name` (default), `status`, `version`, `brokers`, `partitions`,
    /// `under_replicated`, `storage`, `created`.
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

/// How an attached instance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InstanceStatus {
    /// The console has not finished its first look.
    Connecting,
    /// Every broker answers.
    Connected,
    /// It answers, but not wholly: a broker is down, a partition offline.
    Degraded,
    /// It does not answer.
    Unreachable,
    /// A person has told the console not to connect.
    Disabled,
}

/// An instance in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstanceSummary {
    /// ID.
    pub id: InstanceId,
    /// Name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How it stands.
    pub status: InstanceStatus,
    /// Why, in plain words, where it is not Connected.
    pub why: Option<String>,
    /// Kafka's version as the brokers report it, as `4.3` or `2.7`.
    pub kafka_version: Option<String>,
    /// Where it comes from; `attached` is the only kind so far.
    pub provider: String,
    /// True if it is declared in the configuration file and cannot be changed here.
    pub declared: bool,
    /// Brokers known.
    pub brokers: u32,
    /// Brokers alive.
    pub brokers_alive: u32,
    /// Topics, internal ones included.
    pub topics: u32,
    /// Consumer groups; absent until they were counted.
    pub groups: Option<u32>,
    /// Partitions.
    pub partitions: u32,
    /// Limit of partitions, where its owner entered one.
    pub partitions_max: Option<u32>,
    /// Partitions with fewer in-sync replicas than replicas.
    pub under_replicated: u32,
    /// Bytes used in log dirs, all replicas; absent until they were read.
    pub used_bytes: Option<u64>,
    /// Bytes of the disks, where the brokers tell (Kafka 3.3).
    pub total_bytes: Option<u64>,
    /// Bootstrap addresses.
    pub bootstrap: Vec<String>,
    /// Name under which CMAK's addresses know it; absent: its own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cmak_alias: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Attached, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When its metadata was read, milliseconds since 1970 UTC.
    pub as_of: Option<i64>,
}

/// A tag: key unique in the instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// 1 to 36 characters.
    pub key: String,
    /// 1 to 43 characters.
    pub value: String,
}

/// How to reach a cluster.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Bootstrap addresses, `host:port`, 1 to 30.
    pub bootstrap: Vec<String>,
    /// Protocol.
    pub security: SecurityProtocol,
    /// SASL mechanism; absent: SCRAM-SHA-512 is tried, then PLAIN where that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Mechanism>,
    /// SASL user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// SASL password; never sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// CA certificates as PEM; absent: the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// Client certificate as PEM, for mutual TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_cert_pem: Option<String>,
    /// Key of the client certificate as PEM; never sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key_pem: Option<String>,
    /// CA certificates as a JKS or PKCS#12 store, in place of `ca_pem`: read into that, and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_store: Option<TrustStore>,
    /// Client certificate and key as a JKS or PKCS#12 store, in place of `client_cert_pem` and
    /// `client_key_pem`: read into those, and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_store: Option<KeyStore>,
    /// False: the name in the certificate is not compared with the address; the chain still is.
    #[serde(default = "yes")]
    pub verify_host: bool,
    /// True: PLAIN may be used without TLS, where the password can be read on the wire.
    #[serde(default)]
    pub allow_plain_unencrypted: bool,
}

const fn yes() -> bool {
    true
}

/// Trusted certificates as Java clients have them (`ssl.truststore.location`).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrustStore {
    /// The JKS or PKCS#12 file in base64; up to 350,000 bytes before that.
    pub content: String,
    /// Its password (`ssl.truststore.password`); empty where it has none.
    pub password: String,
}

/// A client's private key with its certificates, as Java clients have them
/// (`ssl.keystore.location`).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyStore {
    /// The JKS or PKCS#12 file in base64; up to 350,000 bytes before that.
    pub content: String,
    /// Its password (`ssl.keystore.password`); empty where it has none.
    pub password: String,
    /// Password of the key in a JKS (`ssl.key.password`); absent: that of the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_password: Option<String>,
    /// The key's entry, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}

/// Protocols of Kafka listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SecurityProtocol {
    /// No encryption, nobody signs in.
    #[serde(rename = "PLAINTEXT")]
    Plaintext,
    /// TLS; with a client certificate: mutual TLS.
    #[serde(rename = "SSL")]
    Ssl,
    /// A password without encryption.
    #[serde(rename = "SASL_PLAINTEXT")]
    SaslPlaintext,
    /// A password over TLS.
    #[serde(rename = "SASL_SSL")]
    SaslSsl,
}

impl SecurityProtocol {
    /// All, plainest first.
    pub const ALL: &[Self] = &[
        Self::Plaintext,
        Self::Ssl,
        Self::SaslPlaintext,
        Self::SaslSsl,
    ];
    /// As Kafka writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Ssl => "SSL",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
        }
    }
    /// True if the connection is encrypted.
    pub const fn tls(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }
    /// True if a user signs in by SASL.
    pub const fn sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }
}

/// SASL mechanisms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mechanism {
    /// The password itself.
    #[serde(rename = "PLAIN")]
    Plain,
    /// Challenge and answer over SHA-256.
    #[serde(rename = "SCRAM-SHA-256")]
    ScramSha256,
    /// Challenge and answer over SHA-512.
    #[serde(rename = "SCRAM-SHA-512")]
    ScramSha512,
}

impl Mechanism {
    /// All, strongest first.
    pub const ALL: &[Self] = &[Self::ScramSha512, Self::ScramSha256, Self::Plain];
    /// As Kafka writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

/// A cluster to attach.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AttachedInstance {
    /// 4 to 64 characters: letters, digits, `-`, `_`; starts with a letter; unique.
    pub name: String,
    /// Up to 1,024 characters.
    #[serde(default)]
    pub description: String,
    /// How to reach it.
    pub connection: Connection,
    /// Limit of partitions, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions_max: Option<u32>,
    /// Name under which CMAK's addresses know it: 1 to 255 characters, unique; absent: its own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cmak_alias: Option<String>,
    /// Up to 20 tags.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// True: it is recorded, and not connected to before somebody enables it.
    #[serde(default)]
    pub disabled: bool,
}

/// What is recorded of an instance, secrets left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstanceDetail {
    /// What the list shows.
    pub summary: InstanceSummary,
    /// Protocol.
    pub security: SecurityProtocol,
    /// SASL mechanism in use.
    pub mechanism: Option<Mechanism>,
    /// SASL user name.
    pub username: Option<String>,
    /// True if a password is kept.
    pub has_password: bool,
    /// CA certificates as PEM.
    pub ca_pem: Option<String>,
    /// Client certificate as PEM.
    pub client_cert_pem: Option<String>,
    /// False: the name in the certificate is not compared with the address.
    pub verify_host: bool,
    /// True: PLAIN may be used without TLS.
    pub allow_plain_unencrypted: bool,
}

/// A change of an instance. Absent fields stay.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct InstanceEdit {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// New connection. A password or key that is absent stays, if the addresses and the user stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// New limit of partitions; 0: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partitions_max: Option<u32>,
    /// New name under which CMAK's addresses know it; empty: its own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cmak_alias: Option<String>,
    /// All tags, in place of those of now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// True: do not connect. False: connect again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// One step of a connection check, as it is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckStep {
    /// Address the step is about.
    pub address: String,
    /// Broker at that address, once it is known.
    pub broker: Option<i32>,
    /// Which step.
    pub step: CheckName,
    /// How it went.
    pub outcome: CheckOutcome,
    /// What was seen, or what went wrong and what to do.
    pub detail: String,
    /// How long it took, milliseconds.
    pub took_ms: u64,
}

/// Steps of a connection check, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The name resolves to addresses, and the console may call them.
    Resolve,
    /// The port answers.
    Connect,
    /// TLS: protocol, chain, name, dates.
    Tls,
    /// The peer speaks Kafka.
    ApiVersions,
    /// The user signs in.
    Sasl,
    /// The cluster tells its brokers.
    Metadata,
    /// All is known: the whole outcome in one sentence.
    Verdict,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// As it should be.
    Passed,
    /// It works, but somebody should look.
    Warning,
    /// It does not work.
    Failed,
    /// Not tried: an earlier step failed, or the protocol has no such step.
    Skipped,
}

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
