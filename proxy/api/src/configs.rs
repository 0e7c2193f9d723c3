//! Configs of topics and brokers as the cluster reports them.

use serde::{Deserialize, Serialize};

/// One config with its value and where that comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Config {
    /// Kafka's name, as `retention.ms`.
    pub name: String,
    /// Value; absent if it is not set or is sensitive.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// True if it cannot be changed while the broker runs.
    pub read_only: bool,
    /// True if its value is a secret.
    pub sensitive: bool,
    /// Type, as `long`, where the broker tells (Kafka 2.6).
    pub kind: Option<String>,
    /// What holds if this value is reset: the next source and its value.
    pub default: Option<ConfigDefault>,
    /// Kafka's documentation, as text; where the broker tells (Kafka 2.6).
    pub documentation: Option<String>,
}

/// What holds where nothing is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigDefault {
    /// Value.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: ConfigSource,
    /// Its name there, as `log.retention.ms` for a topic's `retention.ms`.
    pub name: String,
}

/// Where a value comes from, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfigSource {
    /// Set on the topic.
    Topic,
    /// Set on this broker while it runs.
    Broker,
    /// Set on all brokers while they run.
    Cluster,
    /// In the broker's file.
    Static,
    /// Kafka's own default.
    Default,
    /// Not told.
    Unknown,
}
