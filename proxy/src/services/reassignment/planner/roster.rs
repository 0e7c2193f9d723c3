//! The brokers by dense numbers, and what the wish makes of each. All other files of the planner
//! name brokers by these numbers.

use super::{Cluster, Goal, Refusal, Wish};
use std::collections::{BTreeMap, BTreeSet};

/// A broker as the planner sees it.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: i32,
    pub(super) alive: bool,
    /// Number of its rack.
    pub(super) rack: usize,
    /// Loads are evened out over it.
    pub(super) even: bool,
    /// It may be given replicas.
    pub(super) open: bool,
    /// Chosen replicas may stay on it.
    pub(super) stays: bool,
}

/// All brokers, ascending by ID.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    members: Vec<Member>,
    /// Those that loads are evened out over.
    even: Vec<usize>,
    /// Those that may be given replicas.
    open: Vec<usize>,
}

impl Roster {
    /// Numbers the brokers.
    pub(super) fn new(cluster: &Cluster<'_>, wish: &Wish) -> Result<Self, Refusal> {
        let known: BTreeMap<i32, _> = cluster.brokers.iter().map(|one| (one.id, one)).collect();
        let targets: BTreeSet<i32> = wish.targets.iter().copied().collect();
        let named: BTreeSet<i32> = match &wish.goal {
            Goal::Drain(ids) | Goal::Fill(ids) => ids.iter().copied().collect(),
            Goal::Balance | Goal::ReplicationFactor => BTreeSet::new(),
        };
        let mut ids: BTreeSet<i32> = known.keys().copied().collect();
        for partition in cluster.partitions {
            ids.extend(partition.replicas);
        }
        check(&ids, &known, wish, &targets, &named)?;
        let racks: BTreeSet<&str> =
            (known.values().filter_map(|one| one.rack.as_deref())).collect();
        let numbers: BTreeMap<&str, usize> = racks.into_iter().zip(0..).collect();
        let mut members = Vec::with_capacity(ids.len());
        for (position, id) in ids.into_iter().enumerate() {
            let broker = known.get(&id);
            let rack = broker.and_then(|one| one.rack.as_deref());
            let (target, named) = (targets.contains(&id), named.contains(&id));
            let (even, open, stays) = match wish.goal {
                Goal::Balance => (target, target, target),
                Goal::Drain(_) => (target && !named, target && !named, !named),
                Goal::Fill(_) => (target || named, named, true),
                Goal::ReplicationFactor => (target, target, true),
            };
            members.push(Member {
                id,
                alive: broker.is_some_and(|one| one.alive),
                // numbers of racks without a name follow those that have one
                rack: rack
                    .and_then(|rack| numbers.get(rack).copied())
                    .unwrap_or(numbers.len() + position),
                even,
                open,
                stays,
            });
        }
        let those = |which: fn(&Member) -> bool| {
            (members.iter().enumerate())
                .filter(|(_, member)| which(member))
                .map(|(broker, _)| broker)
                .collect::<Vec<_>>()
        };
        let (even, open) = (those(|one| one.even), those(|one| one.open));
        if open.is_empty() {
            return Err(Refusal::NoBrokers {
                purpose: "to put replicas on",
            });
        }
        Ok(Self {
            members,
            even,
            open,
        })
    }

    /// Number of brokers.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The dense number of a broker.
    pub(super) fn find(&self, id: i32) -> Option<usize> {
        self.members.binary_search_by_key(&id, |one| one.id).ok()
    }

    /// The ID of a broker.
    pub(super) fn id(&self, broker: usize) -> Option<i32> {
        self.members.get(broker).map(|one| one.id)
    }

    /// The rack of a broker.
    pub(super) fn rack(&self, broker: usize) -> usize {
        self.members.get(broker).map_or(usize::MAX, |one| one.rack)
    }

    /// Whether a broker is up.
    pub(super) fn alive(&self, broker: usize) -> bool {
        self.members.get(broker).is_some_and(|one| one.alive)
    }

    /// Whether loads are evened out over a broker.
    pub(super) fn is_even(&self, broker: usize) -> bool {
        self.members.get(broker).is_some_and(|one| one.even)
    }

    /// Whether a broker may be given replicas.
    pub(super) fn is_open(&self, broker: usize) -> bool {
        self.members.get(broker).is_some_and(|one| one.open)
    }

    /// Whether chosen replicas may stay on a broker.
    pub(super) fn stays(&self, broker: usize) -> bool {
        self.members.get(broker).is_some_and(|one| one.stays)
    }

    /// The brokers that loads are evened out over.
    pub(super) fn even(&self) -> &[usize] {
        &self.even
    }

    /// The brokers that may be given replicas.
    pub(super) fn open(&self) -> &[usize] {
        &self.open
    }

    /// The number of different racks among the brokers that may be given replicas.
    pub(super) fn open_racks(&self) -> usize {
        let racks: BTreeSet<usize> = self.open.iter().map(|broker| self.rack(*broker)).collect();
        racks.len()
    }
}

fn check(
    ids: &BTreeSet<i32>,
    known: &BTreeMap<i32, &super::Broker>,
    wish: &Wish,
    targets: &BTreeSet<i32>,
    named: &BTreeSet<i32>,
) -> Result<(), Refusal> {
    let purpose = match wish.goal {
        Goal::Drain(_) => "to drain",
        Goal::Fill(_) => "to fill",
        Goal::Balance | Goal::ReplicationFactor => "",
    };
    if !purpose.is_empty() && named.is_empty() {
        return Err(Refusal::NoBrokers { purpose });
    }
    // A dead broker that only replica lists still name can be drained, but is no target.
    let mut unknown: Vec<i32> = (targets.iter().chain(named))
        .filter(|id| !ids.contains(id))
        .copied()
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    if !unknown.is_empty() {
        return Err(Refusal::UnknownBroker { ids: unknown });
    }
    let draining = matches!(wish.goal, Goal::Drain(_));
    let mut dead: Vec<i32> = (targets.iter())
        .filter(|id| !(draining && named.contains(id)))
        .chain(named.iter().filter(|_| !draining))
        .filter(|id| !known.get(id).is_some_and(|one| one.alive))
        .copied()
        .collect();
    dead.sort_unstable();
    dead.dedup();
    if !dead.is_empty() {
        return Err(Refusal::DeadTarget { ids: dead });
    }
    Ok(())
}
