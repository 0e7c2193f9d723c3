//! Instances: Kafka clusters attached to the console, their health and their connection.

mod check;
mod connection;
mod overview;

use crate::endpoint::{
    InstancePath, Json, Lines, NoBody, NoPath, NoQuery, Nothing, Versioned, endpoints,
};
use crate::ids::InstanceId;
use crate::page::{Order, Page};
use serde::{Deserialize, Serialize};

pub use check::{CheckName, CheckOutcome, CheckStep};
pub use connection::{Connection, KeyStore, Mechanism, SecurityProtocol, TrustStore};
pub use overview::{ConnectionInfo, Finding, FindingLink, Overview, Severity};

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
