//! Coming from CMAK (Kafka Manager): its list of clusters is read, and its addresses go on
//! answering.

pub mod page;
pub mod status;

use crate::endpoint::{Json, NoPath, NoQuery, endpoints};
use crate::instances::{Mechanism, SecurityProtocol};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Reads the clusters of CMAK from a text and says what would be attached; nothing is changed.
    PlanCmakImport as "plan_cmak_import": Post "/cmak-import-plans", needs [InstanceCreate], traced No,
    (NoPath, NoQuery, Json<CmakImport>) -> Json<CmakImportPlan>;
}

/// The clusters of CMAK as a text.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CmakImport {
    /// What CMAK keeps in ZooKeeper below `/kafka-manager/configs` (one JSON object, an array, one a
    /// line, or a map by name), or the YAML of cmak-operator. At most 2 MB.
    pub text: String,
}

/// What would be attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CmakImportPlan {
    /// One entry a cluster, in the order of the text.
    pub rows: Vec<CmakCluster>,
}

/// A cluster of CMAK, and what would be attached for it. CMAK reached brokers through ZooKeeper, so
/// that bootstrap addresses and a password are still to be entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CmakCluster {
    /// Line of the text where it begins, where that is known.
    pub line: Option<u32>,
    /// Its name in CMAK, which becomes the alias.
    pub cmak_name: String,
    /// Name proposed for the instance: CMAK's, as far as it may be one here and is free.
    pub name: String,
    /// Description proposed.
    pub description: String,
    /// True if it was disabled in CMAK.
    pub disabled: bool,
    /// Protocol that CMAK used for the brokers.
    pub security: SecurityProtocol,
    /// SASL mechanism that CMAK used.
    pub mechanism: Option<Mechanism>,
    /// SASL user that CMAK used.
    pub username: Option<String>,
    /// What of it is not taken over, and why.
    pub left_out: Vec<CmakLeftOut>,
    /// What a person should know, as another name than CMAK's.
    pub notes: Vec<String>,
    /// Why it cannot be attached as it is.
    pub conflict: Option<String>,
}

/// Settings of CMAK that are not taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CmakLeftOut {
    /// Their names, as CMAK has them.
    pub settings: Vec<String>,
    /// Why.
    pub why: String,
}
