//! Who leads an instance's cluster, and what the cluster can do.

use crate::access::Cx;
use crate::cluster::Snapshot;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::error::Error;
use castellan_api::controller::{
    BrokerVersion, Capability, Controller, ControllerDetail, GetController,
};
use castellan_api::endpoint::{InstancePath, NoQuery};

/// Shows who leads the cluster, and what it can do.
pub async fn get(
    cx: Cx<GetController>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<ControllerDetail, Error> {
    detail(&cx.app().clusters().find(&path.instance)?.snapshot())
}

fn detail(snapshot: &Snapshot) -> Result<ControllerDetail, Error> {
    let as_of = snapshot.known()?.as_of;
    let facts = snapshot.cluster.as_ref();
    let apis = facts.map_or(&[][..], |facts| facts.apis.as_slice());
    let mut versions: Vec<BrokerVersion> = apis
        .iter()
        .filter_map(|broker| {
            Some(BrokerVersion {
                broker: broker.broker?,
                version: broker.version_hint(),
            })
        })
        .collect();
    versions.sort_by_key(|one| one.broker);
    Ok(ControllerDetail {
        controller: facts
            .and_then(|facts| facts.controller.clone())
            .unwrap_or(Controller::Unknown),
        features: facts
            .map(|facts| facts.features.clone())
            .unwrap_or_default(),
        versions,
        capabilities: capabilities(Capabilities(apis)),
        as_of,
        missing: snapshot.missing(),
    })
}

/// Nothing is claimed of a cluster whose brokers have not told.
fn capabilities(told: Capabilities<'_>) -> Vec<Capability> {
    if told.0.is_empty() {
        return Vec::new();
    }
    let capability = |feature: &Feature| {
        let facts = feature.facts();
        Capability {
            name: facts.name.into(),
            title: facts.title.into(),
            since: facts.since.into(),
            source: facts.source.into(),
            available: told.has(*feature),
            why: told.why_not(*feature),
            instead: facts.instead.into(),
        }
    };
    Feature::ALL.iter().map(capability).collect()
}
