//! Log start and end offsets of every partition, in flat arrays.

use super::{Rates, Topology};
use std::sync::Arc;

/// Offsets, aligned with the partitions of the metadata they were read for.
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// The metadata they were read for: its `flat` places are the places here.
    pub topology: Arc<Topology>,
    /// First offset kept, −1: not known.
    pub start: Vec<i64>,
    /// High watermark, −1: not known.
    pub end: Vec<i64>,
    /// How fast the ends grow.
    pub rates: Arc<Rates>,
    /// Per topic of `topology`: sum of end − start, where it is known for every partition.
    sums: Vec<Option<u64>>,
    messages: u64,
}

impl Offsets {
    /// Adds up the topics.
    pub fn new(topology: Arc<Topology>, start: Vec<i64>, end: Vec<i64>, rates: Arc<Rates>) -> Self {
        let mut offsets = Self {
            topology,
            start,
            end,
            rates,
            sums: Vec::new(),
            messages: 0,
        };
        let topology = offsets.topology.clone();
        offsets.sums = topology
            .cluster
            .topics
            .iter()
            .map(|topic| topic.flat_range().map(|flat| offsets.count(flat)).sum())
            .collect();
        offsets.messages = (0..offsets.end.len())
            .filter_map(|flat| offsets.count(flat))
            .sum();
        offsets
    }

    /// True if it tells the same of the same partitions.
    pub fn same(&self, other: &Self) -> bool {
        let same_topics = || {
            Arc::ptr_eq(&self.topology, &other.topology)
                || self.topology.cluster.topics == other.topology.cluster.topics
        };
        self.start == other.start
            && self.end == other.end
            && self.rates.same(&other.rates)
            && same_topics()
    }

    /// Thousandths of a message a second into a topic, by its place in the given topology.
    pub(super) fn rate_at(&self, topology: &Arc<Topology>, at: usize) -> Option<u64> {
        self.rates.of(topology, at)
    }

    /// Fills gaps (−1) of tables aligned with another topology with what is known here: offsets of
    /// brokers that do not answer now stay as they were last.
    pub fn fill(&self, topology: &Topology, start: &mut [i64], end: &mut [i64]) {
        for topic in topology.cluster.topics.iter() {
            let Some(mine) = self.topology.cluster.topics.find(topic.name()) else {
                continue;
            };
            if mine.topic_id() != topic.topic_id() {
                continue;
            }
            for partition in topic.partitions() {
                let Some(known) = mine.partition(partition.index) else {
                    continue;
                };
                let tables = [(&mut *start, &self.start), (&mut *end, &self.end)];
                for (table, from) in tables {
                    if let (Some(gap), Some(known)) =
                        (table.get_mut(partition.flat), from.get(known.flat))
                        && *gap < 0
                    {
                        *gap = *known;
                    }
                }
            }
        }
    }

    fn count(&self, flat: usize) -> Option<u64> {
        let (start, end) = (*self.start.get(flat)?, *self.end.get(flat)?);
        (start >= 0 && end >= 0).then(|| u64::try_from(end.saturating_sub(start)).unwrap_or(0))
    }

    /// Start and end of a partition, each absent where it is not known.
    pub fn of(&self, topic: &str, partition: i32) -> (Option<i64>, Option<i64>) {
        let Some(flat) = self.topology.flat(topic, partition) else {
            return (None, None);
        };
        let known = |offsets: &[i64]| offsets.get(flat).copied().filter(|offset| *offset >= 0);
        (known(&self.start), known(&self.end))
    }

    /// Messages of a topic by its place in the given topology: no search where that is the one the
    /// offsets were read for.
    pub(super) fn messages_at(&self, topology: &Arc<Topology>, at: usize) -> Option<u64> {
        if Arc::ptr_eq(topology, &self.topology) {
            return self.sums.get(at).copied().flatten();
        }
        self.messages_of(topology.cluster.topics.get(at)?.name())
    }

    /// Messages of a topic, where the offsets of every partition are known.
    pub fn messages_of(&self, topic: &str) -> Option<u64> {
        self.sums
            .get(self.topology.position(topic)?)
            .copied()
            .flatten()
    }

    /// Sum of the log end offsets of a topic, where every one is known.
    pub fn sum_of_ends(&self, topic: &str) -> Option<u64> {
        let view = self.topology.cluster.topics.find(topic)?;
        view.flat_range()
            .map(|flat| self.end.get(flat).and_then(|end| u64::try_from(*end).ok()))
            .sum()
    }

    /// Messages of all partitions whose offsets are known.
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    /// Messages in the partitions a broker leads, where their offsets are known.
    pub fn messages_led_by(&self, broker: i32) -> u64 {
        let partitions = self
            .topology
            .cluster
            .topics
            .iter()
            .flat_map(|topic| topic.partitions());
        partitions
            .filter(|partition| partition.leader == broker)
            .filter_map(|partition| self.count(partition.flat))
            .sum()
    }
}
