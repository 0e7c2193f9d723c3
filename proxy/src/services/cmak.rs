//! Coming from CMAK (Kafka Manager): what its list of clusters would become, and the JSON that
//! scripts asked it for. Attaching itself is what `services/instances.rs` does for any cluster.

mod plan;
mod read;
mod status;
mod topics;

pub(super) use read::line_of_anchor;
pub use status::{brokers, brokers_extended, clusters, health, open_page, topic_names};
pub use topics::{Told, identities, unavailable, under_replicated};

use crate::access::Cx;
use crate::error::Error;
use castellan_api::cmak::{CmakImport, CmakImportPlan, PlanCmakImport};
use castellan_api::endpoint::{NoPath, NoQuery};

/// Reads the clusters of CMAK from a text and says what would be attached; nothing is changed.
pub async fn plan_import(
    cx: Cx<PlanCmakImport>,
    _: NoPath,
    _: NoQuery,
    body: CmakImport,
) -> Result<CmakImportPlan, Error> {
    let there: Vec<plan::There> = cx
        .app()
        .clusters()
        .list()
        .iter()
        .map(|instance| {
            let record = instance.record();
            plan::There {
                name: record.name.clone(),
                alias: record.cmak_alias.clone(),
            }
        })
        .collect();
    // A large text takes a while to read, and other calls need not wait for that.
    tokio::task::spawn_blocking(move || {
        let clusters = read::read(&body.text).map_err(|bad| Error::Invalid(vec![bad]))?;
        Ok(plan::plan(clusters, &there))
    })
    .await
    .map_err(|error| Error::Bug(format!("reading CMAK's clusters was cut off: {error}")))?
}

#[cfg(test)]
mod tests;
