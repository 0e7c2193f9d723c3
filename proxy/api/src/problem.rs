//! The one shape of an error: RFC 9457 problem documents.

use serde::{Deserialize, Serialize};

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, what it went wrong with, and what to do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable URN, as `urn:castellan:problem:not-found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened, to what, and what to do next.
    pub detail: String,
    /// One entry for each bad field of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Names the request in log and audit.
    pub trace_id: String,
    /// Kafka's own error, where it was Kafka that refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kafka: Option<KafkaError>,
    /// The missing action, where a permission was missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// Seconds to wait before the next try, where there is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

/// A field that was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer into the body, as `/configs/retention.ms`; for a query `?name`.
    pub pointer: String,
    /// What to do about it.
    pub detail: String,
}

impl FieldError {
    /// An error at a pointer.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// An error of the Kafka protocol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KafkaError {
    /// Its number.
    pub code: i16,
    /// Its name, as `TOPIC_ALREADY_EXISTS`.
    pub name: String,
}

/// The fate of one item of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemResult {
    /// Which item: a topic name.
    pub name: String,
    /// Absent if it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ItemError>,
}

/// Why an item of a batch was not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemError {
    /// In plain words, with what to do.
    pub detail: String,
    /// Kafka's own error, where it was Kafka that refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kafka: Option<KafkaError>,
}

/// The fates of all items of a batch: one bad item never hides those of the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchResult {
    /// In the order asked.
    pub items: Vec<ItemResult>,
}
