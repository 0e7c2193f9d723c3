//! Sizes on disk: log dirs of every broker, and bytes and lag of every replica in flat arrays.

use super::Topology;
use std::collections::HashMap;
use std::sync::Arc;

/// A log dir of a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dir {
    /// Path on the broker.
    pub path: String,
    /// Why it is not usable, where it is not.
    pub error: Option<String>,
    /// Replicas in it.
    pub replicas: u32,
    /// Bytes of them.
    pub size_bytes: u64,
    /// Bytes of the disk (Kafka 3.3).
    pub total_bytes: Option<u64>,
    /// Free bytes of the disk (Kafka 3.3).
    pub usable_bytes: Option<u64>,
}

/// The log dirs of a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerDirs {
    /// Broker ID.
    pub broker: i32,
    /// Its dirs.
    pub dirs: Vec<Dir>,
}

impl BrokerDirs {
    /// Bytes of its replicas.
    pub fn size_bytes(&self) -> u64 {
        self.dirs.iter().map(|dir| dir.size_bytes).sum()
    }

    /// Bytes of its disks, where it tells of every one (Kafka 3.3). Dirs on one disk count twice:
    /// brokers do not tell which disk a dir is on.
    pub fn total_bytes(&self) -> Option<u64> {
        self.sum(|dir| dir.total_bytes)
    }

    /// Free bytes of its disks, where it tells of every one (Kafka 3.3).
    pub fn usable_bytes(&self) -> Option<u64> {
        self.sum(|dir| dir.usable_bytes)
    }

    fn sum(&self, of: impl Fn(&Dir) -> Option<u64>) -> Option<u64> {
        let good: Vec<&Dir> = self.dirs.iter().filter(|dir| dir.error.is_none()).collect();
        if good.is_empty() {
            None
        } else {
            good.into_iter().map(of).sum()
        }
    }
}

/// Bytes and lag of one replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaBytes {
    /// Bytes on disk.
    pub size_bytes: u64,
    /// Messages behind the high watermark.
    pub lag: i64,
}

/// One replica as a broker's log dir told of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Topic.
    pub topic: &'a str,
    /// Partition.
    pub partition: i32,
    /// The broker.
    pub broker: i32,
    /// Bytes on disk.
    pub size_bytes: u64,
    /// Messages behind.
    pub lag: i64,
}

/// Sizes, aligned with the replicas of the metadata they were read for.
#[derive(Clone, Debug, Default)]
pub struct LogDirs {
    /// The metadata they were read for.
    pub topology: Arc<Topology>,
    /// Brokers that answered, by ID.
    pub brokers: Vec<BrokerDirs>,
    /// First replica of each partition by its `flat` place; one more at the end.
    first: Vec<u32>,
    /// Bytes of each replica, −1: not known.
    size: Vec<i64>,
    /// Lag of each replica.
    lag: Vec<i64>,
    /// Bytes of each topic, of the replicas that are known; −1: of none.
    topics: Vec<i64>,
}

impl LogDirs {
    /// Puts what the brokers told in place. Replicas that the metadata does not name (just deleted,
    /// or stray) count for their dir alone.
    pub fn new<'a>(
        topology: Arc<Topology>,
        mut brokers: Vec<BrokerDirs>,
        replicas: impl Iterator<Item = Told<'a>>,
    ) -> Self {
        let topics = &topology.cluster.topics;
        let mut first = Vec::with_capacity(topics.partition_count() + 1);
        let mut next = 0_u32;
        for partition in topics.iter().flat_map(|topic| topic.partitions()) {
            first.push(next);
            next = next.saturating_add(u32::try_from(partition.replicas.len()).unwrap_or(0));
        }
        first.push(next);
        let mut size = vec![-1_i64; next as usize];
        let mut lag = vec![0_i64; next as usize];
        let mut sums = vec![-1_i64; topics.len()];
        // Every broker names every topic it holds: a search by halves for each would cost the most.
        let places: HashMap<&str, usize> =
            topics.iter().map(|topic| topic.name()).zip(0..).collect();
        for told in replicas {
            let Some(at) = places.get(told.topic).copied() else {
                continue;
            };
            let partition = topics
                .get(at)
                .and_then(|topic| topic.partition(told.partition));
            let Some(partition) = partition else { continue };
            let place = partition.replicas.iter().position(|id| *id == told.broker);
            let slot = place
                .zip(first.get(partition.flat))
                .map(|(at, first)| at + *first as usize);
            let Some(slot) = slot else { continue };
            let bytes = i64::try_from(told.size_bytes).unwrap_or(i64::MAX);
            if let (Some(size), Some(lag), Some(sum)) =
                (size.get_mut(slot), lag.get_mut(slot), sums.get_mut(at))
            {
                // a replica on its way between two dirs is told of twice
                *size = size
                    .saturating_add(bytes)
                    .saturating_add(i64::from(*size < 0));
                *lag = told.lag.max(*lag);
                *sum = sum
                    .saturating_add(bytes)
                    .saturating_add(i64::from(*sum < 0));
            }
        }
        brokers.sort_by_key(|broker| broker.broker);
        Self {
            topology,
            brokers,
            first,
            size,
            lag,
            topics: sums,
        }
    }

    /// A replica's bytes and lag.
    pub fn replica(&self, topic: &str, partition: i32, broker: i32) -> Option<ReplicaBytes> {
        let view = self
            .topology
            .cluster
            .topics
            .find(topic)?
            .partition(partition)?;
        let place = view.replicas.iter().position(|id| *id == broker)?;
        let slot = place + *self.first.get(view.flat)? as usize;
        let size_bytes = u64::try_from(*self.size.get(slot)?).ok()?;
        Some(ReplicaBytes {
            size_bytes,
            lag: *self.lag.get(slot)?,
        })
    }

    /// Bytes of a topic by its place in the given topology: no search where that is the one the sizes
    /// were read for.
    pub(super) fn bytes_at(&self, topology: &Arc<Topology>, at: usize) -> Option<u64> {
        if Arc::ptr_eq(topology, &self.topology) {
            return u64::try_from(*self.topics.get(at)?).ok();
        }
        self.topic_bytes(topology.cluster.topics.get(at)?.name())
    }

    /// True if nothing differs but the moment.
    pub fn same(&self, other: &Self) -> bool {
        self.brokers == other.brokers
            && self.size == other.size
            && self.lag == other.lag
            && self.topics == other.topics
    }

    /// Bytes of all replicas of a topic that brokers told of.
    pub fn topic_bytes(&self, topic: &str) -> Option<u64> {
        u64::try_from(*self.topics.get(self.topology.position(topic)?)?).ok()
    }

    /// Bytes of a topic on one broker.
    pub fn topic_bytes_on(&self, topic: &str, broker: i32) -> Option<u64> {
        let view = self.topology.cluster.topics.find(topic)?;
        let held = view
            .partitions()
            .filter(|partition| partition.replicas.contains(&broker));
        held.map(|partition| {
            self.replica(topic, partition.index, broker)
                .map(|replica| replica.size_bytes)
        })
        .sum()
    }

    /// The log dirs of a broker.
    pub fn broker(&self, id: i32) -> Option<&BrokerDirs> {
        let at = self
            .brokers
            .binary_search_by_key(&id, |broker| broker.broker)
            .ok()?;
        self.brokers.get(at)
    }

    /// Bytes of all replicas of all brokers that answered; none if no broker did.
    pub fn used_bytes(&self) -> Option<u64> {
        (!self.brokers.is_empty()).then(|| self.brokers.iter().map(BrokerDirs::size_bytes).sum())
    }

    /// Bytes of the disks, where every broker that answered tells (Kafka 3.3).
    pub fn total_bytes(&self) -> Option<u64> {
        if self.brokers.is_empty() {
            return None;
        }
        self.brokers.iter().map(BrokerDirs::total_bytes).sum()
    }
}
