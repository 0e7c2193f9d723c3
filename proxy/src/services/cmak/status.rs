//! CMAK's answers about clusters and brokers, and the way from its pages. All from the snapshot.

use crate::access::Cx;
use crate::cluster::{Instance, Record, Snapshot};
use crate::error::Error;
use castellan_api::brokers::BrokerState;
use castellan_api::cmak::page::{self, OpenCmakPage};
use castellan_api::cmak::status::{
    BrokerIdentity, Brokers, BrokersExtended, ClusterConfig, ClusterContext, ClusterFeatures,
    ClusterList, Clusters, CuratorConfig, Endpoints, GetCmakHealth, ListCmakBrokers,
    ListCmakBrokersExtended, ListCmakClusters, ListCmakTopics, Nameless, Topics,
};
use castellan_api::endpoint::{CmakPagePath, InstancePath, NoPath, NoQuery};
use castellan_api::instances::SecurityProtocol;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Says that the console is there.
pub async fn health(_: Cx<GetCmakHealth>, _: NoPath, _: NoQuery, (): ()) -> Result<String, Error> {
    Ok("healthy".into())
}

/// Lists the clusters the caller may see, by name.
pub async fn clusters(
    cx: Cx<ListCmakClusters>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<Clusters, Error> {
    let all = cx.app().clusters();
    let mut active = BTreeMap::new();
    for instance in all.list() {
        let name = alias_of(&instance.record());
        // An alias goes before a name that is the same.
        let meant = all
            .by_cmak_alias(&name)
            .is_some_and(|one| one.id() == instance.id());
        if meant && cx.scope().visible(instance.id()) {
            active.insert(name, config(&instance.record()));
        }
    }
    Ok(Clusters {
        clusters: ClusterList {
            active: active.into_values().collect(),
            pending: Vec::new(),
        },
    })
}

/// The name CMAK's addresses have for it.
pub(super) fn alias_of(record: &Record) -> String {
    record
        .cmak_alias
        .clone()
        .unwrap_or_else(|| record.name.clone())
}

/// The record in CMAK's shape.
fn config(record: &Record) -> ClusterConfig {
    ClusterConfig {
        name: alias_of(record),
        curator_config: CuratorConfig::default(),
        enabled: !record.disabled,
        version: Nameless {},
        jmx_enabled: false,
        jmx_ssl: false,
        poll_consumers: true,
        filter_consumers: false,
        logkafka_enabled: false,
        active_offset_cache_enabled: true,
        display_size_enabled: true,
        security_protocol: Nameless {},
        sasl_mechanism: record.connection.security.sasl().then_some(Nameless {}),
    }
}

/// The cluster of a topic in CMAK's shape. Its features are that topics can be deleted, sizes are
/// shown and consumers read.
pub(super) fn context(instance: &Instance) -> ClusterContext {
    ClusterContext {
        cluster_features: ClusterFeatures {
            features: vec![Nameless {}; 3],
        },
        config: config(&instance.record()),
    }
}

/// Brokers that CMAK would know: those registered with the cluster.
pub(super) fn registered(snapshot: &Snapshot) -> Vec<i32> {
    snapshot
        .brokers
        .iter()
        .filter(|broker| broker.state != BrokerState::Down)
        .map(|broker| broker.id)
        .collect()
}

/// Lists the IDs of the brokers.
pub async fn brokers(
    cx: Cx<ListCmakBrokers>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<Brokers, Error> {
    let snapshot = cx.app().clusters().find(&path.instance)?.snapshot();
    snapshot.known()?;
    Ok(Brokers {
        brokers: registered(&snapshot),
    })
}

/// Lists the brokers with their addresses.
pub async fn brokers_extended(
    cx: Cx<ListCmakBrokersExtended>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<BrokersExtended, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    extended(&instance.snapshot(), instance.record().connection.security)
}

pub(super) fn extended(
    snapshot: &Arc<Snapshot>,
    security: SecurityProtocol,
) -> Result<BrokersExtended, Error> {
    let known = snapshot.known()?;
    let registered = registered(snapshot);
    let plain = security == SecurityProtocol::Plaintext;
    let mut brokers: Vec<BrokerIdentity> = known
        .cluster
        .brokers
        .iter()
        .filter(|broker| registered.contains(&broker.id))
        .map(|broker| BrokerIdentity {
            id: broker.id,
            host: broker.host.clone(),
            jmx_port: -1,
            secure: !plain,
            non_secure: plain,
            endpoints: Endpoints {
                endpoints: vec![format!("{}:{}", security.name(), broker.port)],
            },
            config: Vec::new(),
            config_read_version: -1,
        })
        .collect();
    brokers.sort_by_key(|broker| broker.id);
    Ok(BrokersExtended { brokers })
}

/// Lists the names of the topics.
pub async fn topic_names(
    cx: Cx<ListCmakTopics>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<Topics, Error> {
    let snapshot = cx.app().clusters().find(&path.instance)?.snapshot();
    let topics = &snapshot.known()?.cluster.topics;
    Ok(Topics {
        topics: topics.iter().map(|topic| topic.name().to_owned()).collect(),
    })
}

/// The path of the screen that an address of CMAK's pages is now.
pub async fn open_page(
    cx: Cx<OpenCmakPage>,
    path: CmakPagePath,
    _: NoQuery,
    (): (),
) -> Result<String, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    page::screen(instance.id().clone(), &path.page)
        .map(|screen| screen.path())
        .ok_or_else(|| Error::NotFound("CMAK had no such page.".into()))
}
