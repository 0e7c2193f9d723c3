//! The steps of a connection check.

use serde::{Deserialize, Serialize};

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
