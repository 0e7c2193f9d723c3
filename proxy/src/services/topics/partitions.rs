//! The partitions of a topic, over the snapshot; the times of their last messages are asked of their
//! leaders while somebody looks, for all viewers at once.

use super::detail::unknown;
use super::ground::Ground;
use crate::access::Cx;
use crate::cluster::Snapshot;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::error::Error;
use castellan_api::brokers::BrokerState;
use castellan_api::endpoint::TopicPath;
use castellan_api::page::{Order, Page, bounds};
use castellan_api::topics::{
    ListPartitions, PartitionFilter, PartitionQuery, PartitionRow, ReplicaCell,
};
use castellan_kafka::{FoundOffset, OffsetQuery, OffsetSpec, PartitionView};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::time::Duration;

/// Lists the partitions of a topic.
pub async fn list_partitions(
    cx: Cx<ListPartitions>,
    path: TopicPath,
    query: PartitionQuery,
    _: (),
) -> Result<Page<PartitionRow>, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let mut page = page(&ground.snapshot, path.topic.as_str(), &query)?;
    last_messages(&ground, path.topic.as_str(), &mut page.items).await;
    Ok(page)
}

/// How long a page waits for the times of last messages: the rest of it is there already.
const LAST_MESSAGES_WAIT: Duration = Duration::from_secs(3);

/// Adds when each partition on the page got its last message, where the brokers can tell.
async fn last_messages(ground: &Ground, topic: &str, rows: &mut [PartitionRow]) {
    let apis = ground.facts().map_or(&[][..], |facts| &facts.apis);
    let Ok(client) = ground.client() else { return };
    if Capabilities(apis)
        .why_not(Feature::LastMessageTime)
        .is_some()
    {
        return;
    }
    let answers = |id: i32| {
        let broker = ground.snapshot.broker(id);
        broker.is_some_and(|broker| broker.state == BrokerState::Alive)
    };
    let partitions: Vec<i32> = rows
        .iter()
        .filter(|row| row.leader.is_some_and(answers))
        .map(|row| row.partition)
        .collect();
    if partitions.is_empty() {
        return;
    }
    let read = async |old: Vec<i32>| {
        let query = |partition| OffsetQuery {
            topic: topic.to_owned(),
            partition,
            spec: OffsetSpec::MaxTimestamp,
        };
        let queries: Vec<OffsetQuery> = old.into_iter().map(query).collect();
        // what cannot be read is not known: the page is not worth less for it
        match tokio::time::timeout(LAST_MESSAGES_WAIT, client.list_offsets(&queries)).await {
            Ok(Ok(found)) => {
                let time = |(query, found): (OffsetQuery, castellan_kafka::Result<FoundOffset>)| {
                    Some((query.partition, found.ok()?.timestamp_ms?))
                };
                found.into_iter().filter_map(time).collect()
            }
            Ok(Err(error)) => {
                tracing::debug!(topic, "the times of last messages were not read: {error}");
                BTreeMap::new()
            }
            Err(_) => BTreeMap::new(),
        }
    };
    let times = ground.view.last_messages(topic, &partitions, read).await;
    for row in rows {
        row.last_message_at = times.get(&row.partition).copied();
    }
}

/// One page of what the query finds.
pub(crate) fn page(
    snapshot: &Snapshot,
    name: &str,
    query: &PartitionQuery,
) -> Result<Page<PartitionRow>, Error> {
    let topology = snapshot.known()?;
    let at = topology.position(name).ok_or_else(|| unknown(name))?;
    let topic = topology
        .cluster
        .topics
        .get(at)
        .ok_or_else(|| unknown(name))?;
    let least = snapshot
        .row(at)
        .and_then(|row| row.configs.as_ref()?.min_insync_replicas);
    let mut found: Vec<PartitionView<'_>> = topic
        .partitions()
        .filter(|partition| passes(partition, query))
        .collect();
    let key = key(query.sort.as_deref(), snapshot, name)?;
    if let Some(key) = key {
        found
            .sort_by_cached_key(|partition| Keyed(key(partition), query.order.unwrap_or_default()));
    } else if query.order == Some(Order::Desc) {
        found.reverse();
    }
    let (skip, take) = bounds(query.page, query.per_page);
    let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let items = found
        .into_iter()
        .skip(skip)
        .take(take)
        .map(|partition| row(snapshot, name, &partition, least))
        .collect();
    Ok(Page {
        items,
        total,
        as_of: topology.as_of,
        missing: snapshot.missing(),
    })
}

fn passes(partition: &PartitionView<'_>, query: &PartitionQuery) -> bool {
    let state = match query.filter {
        None => true,
        Some(PartitionFilter::UnderReplicated) => partition.isr.len() < partition.replicas.len(),
        Some(PartitionFilter::Offline) => partition.leader < 0,
        Some(PartitionFilter::NotPreferred) => {
            partition.replicas.first() != Some(&partition.leader)
        }
    };
    state
        && query
            .broker
            .is_none_or(|broker| partition.replicas.contains(&broker))
}

type Key<'a> = Box<dyn Fn(&PartitionView<'_>) -> Option<i64> + 'a>;

/// What a column is sorted by; `None`: the partitions' own order.
fn key<'a>(
    sort: Option<&str>,
    snapshot: &'a Snapshot,
    name: &'a str,
) -> Result<Option<Key<'a>>, Error> {
    let offsets = move |partition: &PartitionView<'_>| {
        snapshot
            .offsets
            .as_ref()
            .map_or((None, None), |part| part.of(name, partition.index))
    };
    Ok(Some(match sort {
        None | Some("partition") => return Ok(None),
        Some("leader") => {
            Box::new(|partition| (partition.leader >= 0).then(|| i64::from(partition.leader)))
        }
        Some("start") => Box::new(move |partition| offsets(partition).0),
        Some("end") => Box::new(move |partition| offsets(partition).1),
        Some("messages") => Box::new(move |partition| {
            let (start, end) = offsets(partition);
            Some(end?.saturating_sub(start?))
        }),
        Some("size") => Box::new(move |partition| {
            leader_bytes(snapshot, name, partition).and_then(|bytes| i64::try_from(bytes).ok())
        }),
        Some(other) => {
            let detail = format!(
                "There is no column {other:?}: use partition, leader, messages, size, start or end."
            );
            return Err(Error::field("?sort", detail));
        }
    }))
}

/// A key in its direction; what is not known comes last in both.
struct Keyed(Option<i64>, Order);

impl Ord for Keyed {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Some(one), Some(two)) if self.1 == Order::Desc => two.cmp(&one),
            (Some(one), Some(two)) => one.cmp(&two),
            (one, two) => two.is_some().cmp(&one.is_some()),
        }
    }
}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Keyed {}

fn leader_bytes(snapshot: &Snapshot, name: &str, partition: &PartitionView<'_>) -> Option<u64> {
    let dirs = snapshot.log_dirs.as_ref()?;
    Some(
        dirs.replica(name, partition.index, partition.leader)?
            .size_bytes,
    )
}

fn row(
    snapshot: &Snapshot,
    name: &str,
    partition: &PartitionView<'_>,
    least: Option<u32>,
) -> PartitionRow {
    let (start_offset, end_offset) = snapshot
        .offsets
        .as_ref()
        .map_or((None, None), |part| part.of(name, partition.index));
    let replica = |broker: &i32| {
        let told = snapshot
            .log_dirs
            .as_ref()
            .and_then(|dirs| dirs.replica(name, partition.index, *broker));
        ReplicaCell {
            broker: *broker,
            in_sync: partition.isr.contains(broker),
            offline: partition.offline.contains(broker),
            size_bytes: told.map(|told| told.size_bytes),
            lag: told.map(|told| told.lag),
        }
    };
    PartitionRow {
        partition: partition.index,
        leader: (partition.leader >= 0).then_some(partition.leader),
        preferred: partition.replicas.first().copied(),
        leader_epoch: (partition.leader_epoch >= 0).then_some(partition.leader_epoch),
        replicas: partition.replicas.iter().map(replica).collect(),
        start_offset,
        end_offset,
        size_bytes: leader_bytes(snapshot, name, partition),
        below_min_isr: least
            .is_some_and(|least| u32::try_from(partition.isr.len()).is_ok_and(|isr| isr < least)),
        last_message_at: None,
    }
}
