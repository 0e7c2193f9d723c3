//! CMAK's answers about topics, counted as it counted. All from the snapshot.

use super::status::{alias_of, context, registered};
use crate::access::Cx;
use crate::cluster::snapshot::{LIST_KEYS, Part, Topology, per_second};
use crate::cluster::{Instance, Snapshot};
use crate::error::Error;
use crate::services::table::in_turn;
use castellan_api::cmak::status::{
    BrokerPartitions, ClusterContext, ListCmakTopicIdentities, ListCmakUnavailable,
    ListCmakUnderReplicated, PartitionIdentity, TopicIdentities, TopicIdentity, Unavailable,
    UnderReplicated,
};
use castellan_api::endpoint::{CmakTopicPath, InstancePath, NoQuery};
use castellan_kafka::{PartitionView, TopicView};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lists the topics with their partitions and figures.
pub async fn identities(
    cx: Cx<ListCmakTopicIdentities>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<TopicIdentities, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    let (snapshot, context) = (instance.snapshot(), context(&instance));
    in_turn(move || all(&snapshot, &context))
        .await
        .map_err(|error| Error::Bug(format!("listing the topics was cut off: {error}")))?
}

pub(super) fn all(
    snapshot: &Arc<Snapshot>,
    context: &ClusterContext,
) -> Result<TopicIdentities, Error> {
    let topology = snapshot.known()?;
    let brokers = u32::try_from(registered(snapshot).len()).unwrap_or(u32::MAX);
    let topics = topology.cluster.topics.iter().enumerate();
    Ok(TopicIdentities {
        topic_identities: topics
            .filter_map(|(at, topic)| identity(snapshot, topology, at, &topic, brokers, context))
            .collect(),
    })
}

fn identity(
    snapshot: &Snapshot,
    topology: &Part<Topology>,
    at: usize,
    topic: &TopicView<'_>,
    brokers: u32,
    context: &ClusterContext,
) -> Option<TopicIdentity> {
    let figures = topology.figures.get(at)?;
    let row = snapshot.row(at);
    let partitions: Vec<PartitionIdentity> = topic
        .partitions()
        .map(|partition| self::partition(snapshot, topic.name(), &partition))
        .collect();
    let ends = partitions.iter().filter_map(|one| one.latest_offset);
    let leader_bytes = partitions
        .iter()
        .filter_map(|one| one.leader_size)
        .reduce(u64::saturating_add);
    let configs = row.and_then(|row| row.configs.clone());
    let config = configs.iter().flat_map(|configs| {
        LIST_KEYS.iter().filter_map(|key| {
            let value = configs.get(key)?;
            Some(((*key).to_owned(), value.to_owned()))
        })
    });
    let rate = row.and_then(|row| row.in_rate).map_or(0.0, per_second);
    let by_broker = by_broker(topic, figures.fair_replicas(), figures.fair_leaders());
    Some(TopicIdentity {
        topic: topic.name().to_owned(),
        read_version: -1,
        partitions: figures.partitions,
        num_brokers: brokers,
        config_read_version: -1,
        config: config.collect(),
        cluster_context: context.clone(),
        size: leader_bytes.map(size_words),
        replication_factor: figures.replicas,
        partitions_by_broker: by_broker,
        summed_topic_offsets: ends.sum(),
        preferred_replicas_percentage: figures.preferred_percent(),
        under_replicated_percentage: figures.under_replicated_percent(),
        topic_brokers: figures.brokers,
        brokers_skew_percentage: figures.skew_percent,
        brokers_spread_percentage: figures.spread_percent,
        producer_rate: format!("{rate:.2}"),
        partitions_identity: partitions,
    })
}

fn partition(snapshot: &Snapshot, topic: &str, view: &PartitionView<'_>) -> PartitionIdentity {
    let latest_offset = snapshot
        .offsets
        .as_ref()
        .and_then(|offsets| offsets.of(topic, view.index).1);
    let leader_size = snapshot
        .log_dirs
        .as_ref()
        .and_then(|dirs| dirs.replica(topic, view.index, view.leader))
        .map(|replica| replica.size_bytes);
    PartitionIdentity {
        part_num: view.index,
        leader: view.leader.max(-1),
        latest_offset,
        isr: view.isr.to_vec(),
        replicas: view.replicas.to_vec(),
        is_preferred_leader: view.leader >= 0 && view.replicas.first() == Some(&view.leader),
        is_under_replicated: under_replicated_one(view),
        leader_size,
        size: leader_size.map(size_words),
    }
}

pub(super) const fn under_replicated_one(view: &PartitionView<'_>) -> bool {
    view.isr.len() != view.replicas.len()
}

/// By broker with in-sync replicas, ascending.
fn by_broker(topic: &TopicView<'_>, fair: u32, fair_leaders: u32) -> Vec<BrokerPartitions> {
    let mut brokers: BTreeMap<i32, BrokerPartitions> = BTreeMap::new();
    for partition in topic.partitions() {
        for id in partition.isr {
            let broker = brokers.entry(*id).or_insert_with(|| BrokerPartitions {
                id: *id,
                partitions: Vec::new(),
                is_skewed: false,
                leaders: Vec::new(),
                is_leader_skewed: false,
            });
            broker.partitions.push(partition.index);
            if partition.leader == *id {
                broker.leaders.push(partition.index);
            }
        }
    }
    let more = |list: &[i32], fair: u32| u32::try_from(list.len()).is_ok_and(|count| count > fair);
    let mut list: Vec<BrokerPartitions> = brokers.into_values().collect();
    for broker in &mut list {
        broker.partitions.sort_unstable();
        broker.leaders.sort_unstable();
        broker.is_skewed = more(&broker.partitions, fair);
        broker.is_leader_skewed = more(&broker.leaders, fair_leaders);
    }
    list
}

/// Bytes as CMAK writes them: thousands, one place behind the point, as `1.2 MB`.
pub(super) fn size_words(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let (mut power, mut rest) = (0_usize, bytes);
    while rest >= 1_000 {
        rest /= 1_000;
        power += 1;
    }
    let units = ['k', 'M', 'G', 'T', 'P', 'E'];
    let unit = units.get(power.saturating_sub(1)).copied().unwrap_or('E');
    #[expect(
        clippy::cast_precision_loss,
        reason = "one place behind the point is shown"
    )]
    let shown = bytes as f64 / 1_000_f64.powi(i32::try_from(power).unwrap_or(0));
    format!("{shown:.1} {unit}B")
}

/// What a topic answers, or CMAK's words for that there is none.
pub type Told<T> = Result<T, String>;

/// Lists the under-replicated partitions of a topic.
pub async fn under_replicated(
    cx: Cx<ListCmakUnderReplicated>,
    path: CmakTopicPath,
    _: NoQuery,
    (): (),
) -> Result<Told<UnderReplicated>, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    let found = numbers(&instance.snapshot(), &path.topic, under_replicated_one)?;
    let Some(under_replicated_partitions) = found else {
        return Ok(Err(no_topic(&instance, &path.topic)));
    };
    Ok(Ok(UnderReplicated {
        topic: path.topic,
        under_replicated_partitions,
    }))
}

/// Lists the partitions of a topic that nobody leads. (CMAK looked at the in-sync replicas alone, of
/// which Kafka keeps the last even when it is down.)
pub async fn unavailable(
    cx: Cx<ListCmakUnavailable>,
    path: CmakTopicPath,
    _: NoQuery,
    (): (),
) -> Result<Told<Unavailable>, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    let found = numbers(&instance.snapshot(), &path.topic, unavailable_one)?;
    let Some(unavailable_partitions) = found else {
        return Ok(Err(no_topic(&instance, &path.topic)));
    };
    Ok(Ok(Unavailable {
        topic: path.topic,
        unavailable_partitions,
    }))
}

fn no_topic(instance: &Instance, topic: &str) -> String {
    let cluster = alias_of(&instance.record());
    format!("Topic not found {topic} for cluster {cluster}")
}

pub(super) const fn unavailable_one(view: &PartitionView<'_>) -> bool {
    view.isr.is_empty() || view.leader < 0
}

/// Numbers of the partitions of a topic of which this is true; nothing if there is no such topic.
pub(super) fn numbers(
    snapshot: &Snapshot,
    topic: &str,
    which: fn(&PartitionView<'_>) -> bool,
) -> Result<Option<Vec<i32>>, Error> {
    let Some(view) = snapshot.known()?.cluster.topics.find(topic) else {
        return Ok(None);
    };
    let mut numbers: Vec<i32> = view
        .partitions()
        .filter(which)
        .map(|partition| partition.index)
        .collect();
    numbers.sort_unstable();
    Ok(Some(numbers))
}
