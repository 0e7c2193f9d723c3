//! Clusters and wishes for the tests, and what the tests look at.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A partition with its own list.
#[derive(Clone, Debug)]
pub(super) struct Owned {
    pub(super) topic: u32,
    pub(super) index: i32,
    pub(super) replicas: Vec<i32>,
    pub(super) bytes: u64,
    pub(super) chosen: bool,
    pub(super) replication_factor: Option<usize>,
}

/// A cluster and what is wanted of it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) brokers: Vec<Broker>,
    pub(super) partitions: Vec<Owned>,
    pub(super) wish: Wish,
}

/// What came of a case.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) plan: Plan,
    pub(super) measure: Measure,
    /// Lists after the plan, in the order of the partitions.
    pub(super) after: Vec<Vec<i32>>,
}

impl Case {
    pub(super) fn with<T>(&self, look: impl FnOnce(&Cluster<'_>) -> T) -> T {
        let partitions: Vec<Partition<'_>> = (self.partitions.iter())
            .map(|one| Partition {
                topic: one.topic,
                index: one.index,
                replicas: &one.replicas,
                bytes: one.bytes,
                chosen: one.chosen,
                replication_factor: one.replication_factor,
            })
            .collect();
        look(&Cluster {
            brokers: &self.brokers,
            partitions: &partitions,
        })
    }

    pub(super) fn plan(&self) -> Result<Outcome, Refusal> {
        self.with(|cluster| {
            let plan = plan(cluster, &self.wish)?;
            let measure = measure(cluster, &plan.moves);
            let mut after: Vec<_> = self
                .partitions
                .iter()
                .map(|one| one.replicas.clone())
                .collect();
            for one in &plan.moves {
                after[one.partition].clone_from(&one.replicas);
            }
            Ok(Outcome {
                plan,
                measure,
                after,
            })
        })
    }

    pub(super) fn named(&self) -> BTreeSet<i32> {
        match &self.wish.goal {
            Goal::Drain(ids) | Goal::Fill(ids) => ids.iter().copied().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// The brokers that are evened out.
    pub(super) fn even(&self) -> Vec<i32> {
        let mut even: BTreeSet<i32> = self.wish.targets.iter().copied().collect();
        match &self.wish.goal {
            Goal::Drain(_) => even.retain(|id| !self.named().contains(id)),
            Goal::Fill(_) => even.extend(self.named()),
            _ => {}
        }
        even.into_iter().collect()
    }

    /// Whether a chosen replica may stay on a broker.
    pub(super) fn stays(&self, id: i32) -> bool {
        match &self.wish.goal {
            Goal::Balance => self.wish.targets.contains(&id),
            Goal::Drain(_) => !self.named().contains(&id),
            _ => true,
        }
    }

    pub(super) fn wanted(&self, one: &Owned) -> usize {
        match self.wish.goal {
            Goal::Balance | Goal::ReplicationFactor if one.chosen => {
                one.replication_factor.unwrap_or(one.replicas.len())
            }
            _ => one.replicas.len(),
        }
    }

    /// Whether nothing forces a replica to move, come or go.
    pub(super) fn free(&self) -> bool {
        (self.partitions.iter().filter(|one| one.chosen)).all(|one| {
            self.wanted(one) == one.replicas.len() && one.replicas.iter().all(|id| self.stays(*id))
        })
    }

    pub(super) fn racks(&self, ids: &[i32]) -> usize {
        let racks: BTreeSet<String> = ids.iter().map(|id| self.rack(*id)).collect();
        racks.len()
    }

    fn rack(&self, id: i32) -> String {
        let rack = (self.brokers.iter())
            .find(|one| one.id == id)
            .and_then(|one| one.rack.clone());
        rack.map_or_else(|| format!("#{id}"), |rack| format!("rack {rack}"))
    }

    /// Racks that chosen partitions could stand in but do not, added up.
    pub(super) fn racks_missing(&self, lists: &[Vec<i32>]) -> usize {
        let open = match self.wish.goal {
            Goal::Fill(_) => self.named().into_iter().collect(),
            _ => self.even(),
        };
        let most = self.racks(&open);
        (self.partitions.iter().zip(lists))
            .filter(|(one, _)| one.chosen)
            .map(|(one, list)| self.wanted(one).min(most).saturating_sub(self.racks(list)))
            .sum()
    }

    pub(super) fn before(&self) -> Vec<Vec<i32>> {
        self.partitions
            .iter()
            .map(|one| one.replicas.clone())
            .collect()
    }

    /// Replicas, leaders and bytes of each broker.
    pub(super) fn loads(&self, lists: &[Vec<i32>]) -> BTreeMap<i32, [i128; 3]> {
        let mut loads: BTreeMap<i32, [i128; 3]> =
            self.brokers.iter().map(|one| (one.id, [0; 3])).collect();
        for (one, list) in self.partitions.iter().zip(lists) {
            for (slot, id) in list.iter().enumerate() {
                let load = loads.entry(*id).or_default();
                load[0] += 1;
                load[1] += i128::from(slot == 0);
                load[2] += i128::from(one.bytes);
            }
        }
        loads
    }
}

/// Sum of squares, and the most less the least: both are smaller the more even something is.
pub(super) fn uneven(
    loads: &BTreeMap<i32, [i128; 3]>,
    over: &[i32],
    figure: usize,
) -> (i128, i128) {
    let figures: Vec<i128> = over.iter().map(|id| loads[id][figure]).collect();
    let (most, least) = (figures.iter().max(), figures.iter().min());
    (
        figures.iter().map(|one| one * one).sum(),
        most.unwrap() - least.unwrap(),
    )
}

#[derive(Clone, Debug)]
struct Raw {
    topic: u32,
    picks: Vec<u16>,
    replicas: usize,
    scale: u32,
    bytes: u64,
    wanted: usize,
}

fn raw() -> impl Strategy<Value = Raw> {
    (
        0..5_u32,
        prop::collection::vec(any::<u16>(), 4),
        1..=4_usize,
        0..34_u32,
        0..1000_u64,
        1..=4_usize,
    )
        .prop_map(|(topic, picks, replicas, scale, bytes, wanted)| Raw {
            topic,
            picks,
            replicas,
            scale,
            bytes,
            wanted,
        })
}

/// Random clusters and wishes, refused ones among them.
pub(super) fn case(kinds: &'static [u8]) -> impl Strategy<Value = Case> {
    sized_case(kinds, 1..=12, 40)
}

/// The same, up to a size.
pub(super) fn sized_case(
    kinds: &'static [u8],
    brokers: std::ops::RangeInclusive<usize>,
    partitions: usize,
) -> impl Strategy<Value = Case> {
    let brokers = prop::collection::vec((0..10_u8, 0..5_u8), brokers);
    let wish = (
        prop::sample::select(kinds),
        any::<u16>(),
        any::<u16>(),
        0..3_u8,
        any::<bool>(),
        prop::sample::select(
            &[
                [3, 2, 1],
                [3, 2, 0],
                [1, 1, 1],
                [0, 0, 1],
                [1, 2, 3],
                [2, 0, 2],
                [0, 0, 0],
            ][..],
        ),
    );
    (
        brokers,
        prop::collection::vec(raw(), 1..=partitions),
        wish,
        (any::<u8>(), 0..3_u8, 0..3_u8, 0..4_u8),
    )
        .prop_map(|(brokers, raws, wish, how)| assemble(&brokers, raws, wish, how))
}

type RawWish = (u8, u16, u16, u8, bool, [u32; 3]);

fn assemble(
    raw_brokers: &[(u8, u8)],
    raws: Vec<Raw>,
    (kind, some, others, racks, keep_leaders, weights): RawWish,
    (chosen, racked, sizes, skew): (u8, u8, u8, u8),
) -> Case {
    let brokers: Vec<Broker> = (raw_brokers.iter().zip(1..))
        .map(|((life, rack), number)| Broker {
            id: number * 7 % 23,
            rack: match racked {
                0 => None,
                1 => Some(format!("r{}", rack % 3)),
                _ => (*rack > 0).then(|| format!("r{rack}")),
            },
            alive: *life > 0,
        })
        .collect();
    let bit = |bits: u16, place: usize| bits >> (place % 16) & 1 == 1;
    let alive = || (brokers.iter().enumerate()).filter(|(_, one)| one.alive);
    let targets: Vec<i32> = alive()
        .filter(|(place, _)| kind != 0 && bit(others, 15) || bit(others, *place))
        .map(|(_, one)| one.id)
        .collect();
    let named: Vec<i32> = (brokers.iter().enumerate())
        .filter(|(place, one)| {
            bit(some, *place) && bit(some, place + 5) && (kind != 2 || one.alive)
        })
        .map(|(_, one)| one.id)
        .collect();
    let mut counts = BTreeMap::new();
    let partitions = raws
        .into_iter()
        .map(|raw| {
            let index = counts.entry(raw.topic).or_insert(0);
            *index += 1;
            // few brokers have much: the lower the more
            let mut rest: Vec<i32> = brokers.iter().map(|one| one.id).collect();
            if kind == 2 && rest.len() > named.len() && skew > 0 {
                rest.retain(|id| !named.contains(id));
            }
            let replicas = (raw.picks.iter().take(raw.replicas))
                .filter_map(|pick| {
                    let reach = (rest.len() / usize::from(skew).max(1)).max(1);
                    (!rest.is_empty()).then(|| rest.remove(usize::from(*pick) % reach))
                })
                .collect();
            Owned {
                topic: raw.topic,
                index: *index,
                replicas,
                bytes: match sizes {
                    0 => 0,
                    1 => raw.bytes,
                    _ => raw.bytes << raw.scale,
                },
                chosen: chosen < 100 || bit(u16::from(chosen), raw.topic as usize),
                replication_factor: (kind == 3 || raw.wanted > 2 && raw.bytes % 3 == 0)
                    .then_some(raw.wanted),
            }
        })
        .collect();
    Case {
        brokers,
        partitions,
        wish: Wish {
            targets,
            goal: match kind {
                0 | 4 => Goal::Balance,
                1 => Goal::Drain(named),
                2 => Goal::Fill(named),
                _ => Goal::ReplicationFactor,
            },
            racks: [Racks::Strict, Racks::BestEffort, Racks::Ignore][usize::from(racks)],
            keep_leaders,
            weights: Weights {
                replicas: weights[0],
                leaders: weights[1],
                bytes: weights[2],
            },
        },
    }
}
