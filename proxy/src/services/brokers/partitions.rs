//! The partitions a broker holds.

use super::unknown;
use crate::access::Cx;
use crate::cluster::Snapshot;
use crate::error::Error;
use castellan_api::brokers::{BrokerPartition, BrokerPartitionQuery, ListBrokerPartitions};
use castellan_api::endpoint::BrokerPath;
use castellan_api::ids::{BrokerId, TopicName};
use castellan_api::page::{Order, Page, bounds};
use castellan_kafka::{PartitionView, TopicView};

/// Lists the partitions a broker holds.
pub async fn list_partitions(
    cx: Cx<ListBrokerPartitions>,
    path: BrokerPath,
    query: BrokerPartitionQuery,
    (): (),
) -> Result<Page<BrokerPartition>, Error> {
    page(
        &cx.app().clusters().find(&path.instance)?.snapshot(),
        path.broker,
        &query,
    )
}

/// A replica that was found, small enough to sort a hundred thousand.
struct Found<'a> {
    topic: TopicView<'a>,
    partition: PartitionView<'a>,
    size_bytes: Option<u64>,
}

fn page(
    snapshot: &Snapshot,
    id: BrokerId,
    query: &BrokerPartitionQuery,
) -> Result<Page<BrokerPartition>, Error> {
    let topology = snapshot.known()?;
    snapshot.broker(id.0).ok_or_else(|| unknown(id))?;
    let by_size = match query.sort.as_deref() {
        None | Some("topic") => false,
        Some("size") => true,
        Some(other) => {
            let text = format!("There is no column {other:?}: use topic or size.");
            return Err(Error::field("?sort", text));
        }
    };
    let size = |topic: &TopicView<'_>, partition: i32| {
        let replica = snapshot
            .log_dirs
            .as_ref()?
            .replica(topic.name(), partition, id.0)?;
        Some(replica.size_bytes)
    };
    let part = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let named =
        |topic: &TopicView<'_>| part.is_empty() || topic.name().to_lowercase().contains(&part);
    let held = |partition: &PartitionView<'_>| {
        partition.replicas.contains(&id.0)
            && (query.leads != Some(true) || partition.leader == id.0)
            && (query.out_of_sync != Some(true) || !partition.isr.contains(&id.0))
    };
    let mut found: Vec<Found<'_>> = topology
        .cluster
        .topics
        .iter()
        .filter(named)
        .flat_map(|topic| topic.partitions().map(move |partition| (topic, partition)))
        .filter(|(_, partition)| held(partition))
        .map(|(topic, partition)| Found {
            topic,
            partition,
            size_bytes: None,
        })
        .collect();
    if by_size {
        for one in &mut found {
            one.size_bytes = size(&one.topic, one.partition.index);
        }
        found.sort_by_key(|one| one.size_bytes);
    }
    if query.order == Some(Order::Desc) {
        found.reverse();
    }
    let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let (skip, take) = bounds(query.page, query.per_page);
    let items = found
        .into_iter()
        .skip(skip)
        .take(take)
        .map(|one| BrokerPartition {
            topic: TopicName::trusted(one.topic.name()),
            partition: one.partition.index,
            leads: one.partition.leader == id.0,
            preferred: one.partition.replicas.first() == Some(&id.0),
            in_sync: one.partition.isr.contains(&id.0),
            size_bytes: one
                .size_bytes
                .or_else(|| size(&one.topic, one.partition.index)),
        })
        .collect();
    Ok(Page {
        items,
        total,
        as_of: topology.as_of,
        missing: snapshot.missing(),
    })
}
