//! Many topics from a text.

use super::change::Change;
use serde::{Deserialize, Serialize};

/// Formats of the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ImportFormat {
    /// Comma-separated values, with a head.
    Csv,
    /// YAML: a list `topics`.
    Yaml,
}

/// A list of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The text: CSV with a head, or YAML, as the export writes them. At most 2 MB.
    pub text: String,
    /// Its format.
    pub format: ImportFormat,
    /// True: topics that exist and differ are changed too.
    #[serde(default)]
    pub change_existing: bool,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportPlan {
    /// One entry a topic of the list, in its order.
    pub rows: Vec<ImportRow>,
    /// Partitions that would be added.
    pub partitions: u32,
    /// What a person should know.
    pub warnings: Vec<String>,
}

/// What an import would do with one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Line of the text, from 1.
    pub line: u32,
    /// Name.
    pub name: String,
    /// What would happen.
    pub action: ImportAction,
    /// Each value that would be set or changed.
    pub changes: Vec<Change>,
    /// Why it cannot be done, for a conflict.
    pub why: Option<String>,
}

/// What an import does with a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportAction {
    /// It is new.
    Create,
    /// It exists and differs.
    Change,
    /// It exists and is the same.
    Same,
    /// It cannot be: a bad field, fewer partitions than now, other replicas.
    Conflict,
}
