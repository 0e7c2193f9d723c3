//! Brokers: list, one broker, its partitions and its configs.

mod configs;
mod partitions;

pub use configs::list_configs;
pub use partitions::list_partitions;

use crate::access::Cx;
use crate::cluster::Snapshot;
use crate::cluster::snapshot::{Part, Standing, Topology};
use crate::error::Error;
use castellan_api::brokers::{
    BrokerDetail, BrokerQuery, BrokerSummary, GetBroker, ListBrokers, LogDir,
};
use castellan_api::endpoint::{BrokerPath, InstancePath, NoQuery};
use castellan_api::ids::BrokerId;
use castellan_api::page::{Order, Page, bounds};
use std::cmp::Ordering;

/// Lists the brokers of an instance.
pub async fn list(
    cx: Cx<ListBrokers>,
    path: InstancePath,
    query: BrokerQuery,
    (): (),
) -> Result<Page<BrokerSummary>, Error> {
    page(
        &cx.app().clusters().find(&path.instance)?.snapshot(),
        &query,
    )
}

fn page(snapshot: &Snapshot, query: &BrokerQuery) -> Result<Page<BrokerSummary>, Error> {
    let as_of = snapshot.known()?.as_of;
    let mut rows = summaries(snapshot);
    let part = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let has = |text: &Option<String>| {
        text.as_ref()
            .is_some_and(|text| text.to_lowercase().contains(&part))
    };
    rows.retain(|row| {
        part.is_empty() || row.id.to_string() == part || has(&row.address) || has(&row.rack)
    });
    let compare = order(query.sort.as_deref().unwrap_or("id"))?;
    rows.sort_by(|a, b| {
        let by = compare(a, b);
        let by = if query.order == Some(Order::Desc) {
            by.reverse()
        } else {
            by
        };
        by.then_with(|| a.id.cmp(&b.id))
    });
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let (skip, take) = bounds(query.page, query.per_page);
    let items = rows.into_iter().skip(skip).take(take).collect();
    Ok(Page {
        items,
        total,
        as_of,
        missing: snapshot.missing(),
    })
}

type Compare = fn(&BrokerSummary, &BrokerSummary) -> Ordering;

fn order(column: &str) -> Result<Compare, Error> {
    Ok(match column {
        "id" => |a, b| a.id.cmp(&b.id),
        "address" => |a, b| a.address.cmp(&b.address),
        "rack" => |a, b| a.rack.cmp(&b.rack),
        "partitions" => |a, b| a.replicas.cmp(&b.replicas),
        "leaders" => |a, b| a.leaders.cmp(&b.leaders),
        "skew" => |a, b| a.skew_percent.cmp(&b.skew_percent),
        "in_rate" => |a, b| match (a.messages_per_s, b.messages_per_s) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        },
        "size" => |a, b| a.size_bytes.cmp(&b.size_bytes),
        other => {
            return Err(Error::field(
                "?sort",
                format!(
                    "There is no column {other:?}: use id, address, rack, partitions, leaders, skew, in_rate or size."
                ),
            ));
        }
    })
}

/// Every broker known, by ID.
pub(crate) fn summaries(snapshot: &Snapshot) -> Vec<BrokerSummary> {
    let Some(topology) = &snapshot.metadata else {
        return Vec::new();
    };
    snapshot
        .brokers
        .iter()
        .map(|standing| summary(snapshot, topology, standing))
        .collect()
}

fn summary(snapshot: &Snapshot, topology: &Part<Topology>, standing: &Standing) -> BrokerSummary {
    let figures = topology.broker(standing.id).copied().unwrap_or_default();
    let dirs = snapshot
        .log_dirs
        .as_ref()
        .and_then(|part| part.broker(standing.id));
    BrokerSummary {
        id: BrokerId(standing.id),
        address: standing.address.clone(),
        rack: standing.rack.clone(),
        state: standing.state,
        since: standing.since,
        controller: snapshot.is_controller(standing.id),
        replicas: figures.replicas,
        leaders: figures.leaders,
        preferred_leaders: figures.preferred_leaders,
        out_of_sync: figures.out_of_sync,
        skew_percent: figures.skew_percent,
        leader_skew_percent: figures.leader_skew_percent,
        messages_per_s: snapshot.rates().and_then(|rates| rates.led_by(standing.id)),
        size_bytes: dirs.map(|dirs| dirs.size_bytes()),
        total_bytes: dirs.and_then(|dirs| dirs.total_bytes()),
        usable_bytes: dirs.and_then(|dirs| dirs.usable_bytes()),
        log_dirs: dirs.map(|dirs| u32::try_from(dirs.dirs.len()).unwrap_or(u32::MAX)),
    }
}

/// Shows one broker with its log dirs.
pub async fn get(
    cx: Cx<GetBroker>,
    path: BrokerPath,
    _: NoQuery,
    (): (),
) -> Result<BrokerDetail, Error> {
    detail(
        &cx.app().clusters().find(&path.instance)?.snapshot(),
        path.broker,
    )
}

fn detail(snapshot: &Snapshot, id: BrokerId) -> Result<BrokerDetail, Error> {
    let topology = snapshot.known()?;
    let standing = snapshot.broker(id.0).ok_or_else(|| unknown(id))?;
    let share = snapshot.offsets.as_ref().map(|offsets| {
        let (mine, all) = (offsets.messages_led_by(id.0), offsets.messages());
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share in percent needs no more"
        )]
        let share = if all == 0 {
            0.0
        } else {
            mine as f64 * 100.0 / all as f64
        };
        share
    });
    let dirs = snapshot
        .log_dirs
        .as_ref()
        .and_then(|part| part.broker(id.0));
    let log_dirs = dirs.map_or_else(Vec::new, |dirs| {
        let shown = |dir: &crate::cluster::snapshot::Dir| LogDir {
            path: dir.path.clone(),
            error: dir.error.clone(),
            replicas: dir.replicas,
            size_bytes: dir.size_bytes,
            total_bytes: dir.total_bytes,
            usable_bytes: dir.usable_bytes,
        };
        dirs.dirs.iter().map(shown).collect()
    });
    let apis = snapshot
        .cluster
        .as_ref()
        .map_or(&[][..], |facts| facts.apis.as_slice());
    let mine = apis.iter().find(|ranges| ranges.broker == Some(id.0));
    Ok(BrokerDetail {
        summary: summary(snapshot, topology, standing),
        topics: topology.broker(id.0).map_or(0, |figures| figures.topics),
        message_share_percent: share,
        log_dirs,
        kafka_version: mine.map(|ranges| ranges.version_hint()),
        as_of: topology.as_of,
        missing: snapshot.missing(),
    })
}

fn unknown(id: BrokerId) -> Error {
    Error::NotFound(format!(
        "There is no broker {id} in the cluster, nor replicas assigned to it."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::figures::BrokerFigures;
    use castellan_api::brokers::BrokerState;
    use castellan_api::instances::InstanceStatus;
    use std::sync::Arc;

    fn snapshot() -> Snapshot {
        let figures = |id, replicas| BrokerFigures {
            id,
            replicas,
            ..BrokerFigures::default()
        };
        let topology = Topology {
            brokers: vec![figures(1, 5), figures(2, 9), figures(11, 1)],
            ..Topology::default()
        };
        let standing = |id: i32, rack: &str| Standing {
            id,
            address: Some(format!("kafka-{id}:9092")),
            rack: Some(rack.into()),
            state: BrokerState::Alive,
            since: None,
            why: None,
        };
        Snapshot {
            metadata: Some(Arc::new(Part {
                as_of: 5,
                version: 1,
                missing: Vec::new(),
                data: Arc::new(topology),
            })),
            brokers: Arc::new(vec![standing(1, "a"), standing(2, "b"), standing(11, "b")]),
            ..Snapshot::empty(InstanceStatus::Connected, 0)
        }
    }

    fn ids(query: BrokerQuery) -> Vec<i32> {
        page(&snapshot(), &query)
            .unwrap()
            .items
            .into_iter()
            .map(|row| row.id.0)
            .collect()
    }

    #[test]
    fn brokers_are_found_and_sorted() {
        let all = BrokerQuery::default;
        let q = |text: &str| BrokerQuery {
            q: Some(text.into()),
            ..all()
        };
        let sort = |text: &str| BrokerQuery {
            sort: Some(text.into()),
            ..all()
        };
        assert_eq!(ids(all()), [1, 2, 11]);
        assert_eq!(ids(q("1")), [1, 11]);
        assert_eq!(ids(q("B")), [2, 11]);
        assert_eq!(ids(q("kafka-2")), [2]);
        assert_eq!(ids(sort("partitions")), [11, 1, 2]);
        assert_eq!(
            ids(BrokerQuery {
                order: Some(Order::Desc),
                ..sort("rack")
            }),
            [2, 11, 1]
        );
        assert!(page(&snapshot(), &sort("color")).is_err());
        assert!(page(&Snapshot::empty(InstanceStatus::Disabled, 0), &all()).is_err());
    }

    #[test]
    fn one_broker() {
        let one = detail(&snapshot(), BrokerId(2)).unwrap();
        assert_eq!((one.summary.replicas, one.message_share_percent), (9, None));
        assert!(matches!(
            detail(&snapshot(), BrokerId(3)),
            Err(Error::NotFound(_))
        ));
    }
}
