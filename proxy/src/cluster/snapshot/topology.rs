//! Brokers, topics and partitions with the figures computed from them, once, when they are read.

use crate::cluster::figures::{BrokerFigures, Counter, PartitionFacts, TopicFigures, Totals};
use castellan_kafka::{Metadata, PartitionView};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What Metadata told, and what follows from it.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    /// Kafka's answer: `cluster.brokers` are those of the cluster, `cluster.topics` ascend by name.
    pub cluster: Arc<Metadata>,
    /// One entry a topic, aligned with `cluster.topics`.
    pub figures: Vec<TopicFigures>,
    /// Every broker of the cluster or with replicas, by ID.
    pub brokers: Vec<BrokerFigures>,
    /// Sums over all topics.
    pub totals: Totals,
}

impl Topology {
    /// Computes the figures: milliseconds for 100,000 partitions.
    pub fn new(cluster: Arc<Metadata>) -> Self {
        let alive: Vec<i32> = cluster.brokers.iter().map(|broker| broker.id).collect();
        let mut assigned = BTreeSet::new();
        for partition in cluster.topics.iter().flat_map(|topic| topic.partitions()) {
            for replica in partition.replicas {
                // a tree of some dozen IDs, asked some hundred thousand times: look before writing
                if !assigned.contains(replica) {
                    assigned.insert(*replica);
                }
            }
        }
        let mut counter = Counter::new(&alive, assigned);
        let figures = cluster
            .topics
            .iter()
            .map(|topic| counter.topic(topic.partitions().map(|partition| facts(&partition))))
            .collect();
        let (brokers, totals) = counter.end();
        Self {
            cluster,
            figures,
            brokers,
            totals,
        }
    }

    /// The place of a topic in `cluster.topics` and all that is aligned with it.
    pub fn position(&self, topic: &str) -> Option<usize> {
        self.cluster.topics.position(topic)
    }

    /// The figures of a topic.
    pub fn figures_of(&self, topic: &str) -> Option<&TopicFigures> {
        self.figures.get(self.position(topic)?)
    }

    /// The figures of a broker.
    pub fn broker(&self, id: i32) -> Option<&BrokerFigures> {
        let at = self
            .brokers
            .binary_search_by_key(&id, |broker| broker.id)
            .ok()?;
        self.brokers.get(at)
    }

    /// The place of a partition in tables aligned with all partitions.
    pub fn flat(&self, topic: &str, partition: i32) -> Option<usize> {
        Some(self.cluster.topics.find(topic)?.partition(partition)?.flat)
    }

    /// Partitions of a topic with fewer in-sync replicas than asked. (A topic with fewer replicas
    /// than that is below it by its making, and counted.)
    pub fn below_min_isr(&self, at: usize, asked: u32) -> u32 {
        let Some(topic) = self.cluster.topics.get(at) else {
            return 0;
        };
        let below = topic
            .partitions()
            .filter(|partition| short_of(partition, asked));
        u32::try_from(below.count()).unwrap_or(u32::MAX)
    }
}

/// True if fewer replicas are in sync than asked.
pub fn short_of(partition: &PartitionView<'_>, asked: u32) -> bool {
    u32::try_from(partition.isr.len()).is_ok_and(|in_sync| in_sync < asked)
}

/// A partition as the figures count it.
pub fn facts<'a>(partition: &PartitionView<'a>) -> PartitionFacts<'a> {
    PartitionFacts {
        leader: (partition.leader >= 0).then_some(partition.leader),
        replicas: partition.replicas,
        isr: partition.isr,
    }
}
