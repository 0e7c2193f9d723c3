//! What moves would do to each broker: its load before and after, and what it copies. For a plan
//! of the planner and for one made by hand alike.

use super::{Cluster, Move};
use std::collections::BTreeMap;

/// What a broker carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Replicas on it.
    pub replicas: u64,
    /// Partitions whose preferred leader it is.
    pub leaders: u64,
    /// Bytes of its replicas.
    pub bytes: u64,
}

/// A broker before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BrokerMeasure {
    /// Its ID.
    pub id: i32,
    /// Its load before.
    pub before: Load,
    /// Its load once all is done.
    pub after: Load,
    /// Replicas it gets.
    pub replicas_in: u64,
    /// Replicas it gives up.
    pub replicas_out: u64,
    /// Bytes it fetches for the replicas it gets.
    pub bytes_in: u64,
    /// Bytes that others fetch from it, as the leader of the partitions they get.
    pub bytes_out: u64,
}

/// All brokers before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// The brokers, ascending by ID, and with them those that only replica lists name.
    pub brokers: Vec<BrokerMeasure>,
    /// Partitions whose list changes.
    pub partitions: u64,
    /// Replicas that are copied.
    pub replicas: u64,
    /// Bytes that are copied.
    pub bytes: u64,
    /// Partitions of all the cluster that stand in fewer racks than they could, before.
    pub short_of_racks_before: u64,
    /// The same, after.
    pub short_of_racks_after: u64,
}

/// Measures moves. One for a partition that is not there is passed over; of two for the same
/// partition the later counts.
#[must_use]
pub fn measure(cluster: &Cluster<'_>, moves: &[Move]) -> Measure {
    let mut brokers: BTreeMap<i32, BrokerMeasure> = BTreeMap::new();
    for broker in cluster.brokers {
        brokers.insert(broker.id, BrokerMeasure::default());
    }
    let moved: BTreeMap<usize, &[i32]> = (moves.iter())
        .map(|one| (one.partition, one.replicas.as_slice()))
        .collect();
    let racks = RackRule::new(cluster);
    let mut measure = Measure::default();
    for (index, partition) in cluster.partitions.iter().enumerate() {
        let before = partition.replicas;
        let after = moved.get(&index).copied().unwrap_or(before);
        let bytes = partition.bytes;
        for (slot, id) in before.iter().enumerate() {
            brokers.entry(*id).or_default().before.count(slot, bytes);
        }
        for (slot, id) in after.iter().enumerate() {
            brokers.entry(*id).or_default().after.count(slot, bytes);
        }
        measure.short_of_racks_before += u64::from(racks.short(before));
        measure.short_of_racks_after += u64::from(racks.short(after));
        if before == after {
            continue;
        }
        measure.partitions += 1;
        // the preferred leader serves the copies, or the next that is up
        let server = (before.iter().find(|id| racks.alive(**id))).or(before.first());
        for id in after.iter().filter(|id| !before.contains(id)) {
            let broker = brokers.entry(*id).or_default();
            broker.replicas_in += 1;
            broker.bytes_in = broker.bytes_in.saturating_add(bytes);
            if let Some(server) = server {
                let server = brokers.entry(*server).or_default();
                server.bytes_out = server.bytes_out.saturating_add(bytes);
            }
            measure.replicas += 1;
            measure.bytes = measure.bytes.saturating_add(bytes);
        }
        for id in before.iter().filter(|id| !after.contains(id)) {
            brokers.entry(*id).or_default().replicas_out += 1;
        }
    }
    measure.brokers = brokers
        .into_iter()
        .map(|(id, broker)| BrokerMeasure { id, ..broker })
        .collect();
    measure
}

impl Load {
    fn count(&mut self, slot: usize, bytes: u64) {
        self.replicas += 1;
        self.leaders += u64::from(slot == 0);
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// The racks that are up.
struct RackRule<'a> {
    brokers: BTreeMap<i32, (&'a super::Broker, Option<&'a str>)>,
    up: usize,
}

impl<'a> RackRule<'a> {
    fn new(cluster: &Cluster<'a>) -> Self {
        let brokers: BTreeMap<i32, _> = (cluster.brokers.iter())
            .map(|one| (one.id, (one, one.rack.as_deref())))
            .collect();
        let alive: Vec<i32> = (cluster.brokers.iter())
            .filter(|one| one.alive)
            .map(|one| one.id)
            .collect();
        let mut rule = Self { brokers, up: 0 };
        rule.up = rule.racks(&alive);
        rule
    }

    fn alive(&self, id: i32) -> bool {
        self.brokers.get(&id).is_some_and(|(one, _)| one.alive)
    }

    fn racks(&self, ids: &[i32]) -> usize {
        let rack = |id: i32| self.brokers.get(&id).and_then(|(_, rack)| *rack);
        (ids.iter().enumerate())
            .filter(|(place, id)| {
                let mine = rack(**id);
                let mut earlier = ids.iter().take(*place);
                mine.is_none() || !earlier.any(|other| rack(*other) == mine)
            })
            .count()
    }

    fn short(&self, ids: &[i32]) -> bool {
        self.racks(ids) < ids.len().min(self.up)
    }
}
