//! What each broker carries, what a step would do to it, and which goal outranks which.

use super::{Racks, Weights};
use std::cmp::Ordering;

/// What can be better or worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    Racks,
    Replicas,
    Leaders,
    Bytes,
}

/// The rank of each aim; 0: nobody cares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranks {
    racks: u64,
    replicas: u64,
    leaders: u64,
    bytes: u64,
}

impl Ranks {
    /// Doubled weights leave room for the racks between two of them.
    pub(super) fn new(weights: Weights, racks: Racks) -> Self {
        let replicas = 2 * u64::from(weights.replicas);
        Self {
            racks: match racks {
                Racks::Strict => u64::MAX,
                Racks::BestEffort if replicas == 0 => u64::MAX,
                Racks::BestEffort => replicas - 1,
                Racks::Ignore => 0,
            },
            replicas,
            leaders: 2 * u64::from(weights.leaders),
            bytes: 2 * u64::from(weights.bytes),
        }
    }

    pub(super) fn of(self, aim: Aim) -> u64 {
        match aim {
            Aim::Racks => self.racks,
            Aim::Replicas => self.replicas,
            Aim::Leaders => self.leaders,
            Aim::Bytes => self.bytes,
        }
    }

    /// The loads that count, the highest in rank first.
    pub(super) fn order(self) -> Vec<Aim> {
        let mut aims = vec![Aim::Replicas, Aim::Leaders, Aim::Bytes];
        aims.retain(|aim| self.of(*aim) > 0);
        // stable: equals stay in this order
        aims.sort_by_key(|aim| std::cmp::Reverse(self.of(*aim)));
        aims
    }
}

/// What a step would do to each aim: `Less` is better, `Greater` is worse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effect {
    pub(super) racks: Ordering,
    pub(super) replicas: Ordering,
    pub(super) leaders: Ordering,
    pub(super) bytes: Ordering,
}

impl Effect {
    fn on(self, aim: Aim) -> Ordering {
        match aim {
            Aim::Racks => self.racks,
            Aim::Replicas => self.replicas,
            Aim::Leaders => self.leaders,
            Aim::Bytes => self.bytes,
        }
    }

    /// Whether no aim of equal or higher rank than this one gets worse.
    pub(super) fn spares(self, aim: Aim, ranks: Ranks) -> bool {
        [Aim::Racks, Aim::Replicas, Aim::Leaders, Aim::Bytes]
            .into_iter()
            .filter(|other| ranks.of(*other) > 0 && ranks.of(*other) >= ranks.of(aim))
            .all(|other| self.on(other) != Ordering::Greater)
    }

    /// Whether a step is worth it for this aim: it gets better, and none of equal or higher rank
    /// gets worse.
    pub(super) fn serves(self, aim: Aim, ranks: Ranks) -> bool {
        self.on(aim) == Ordering::Less && self.spares(aim, ranks)
    }
}

/// What handing `amount` from one broker to another does to how even the two are. `Less` means a
/// smaller sum of squares; the largest load then does not grow and the least does not shrink.
pub(super) fn shift(from: i128, to: i128, amount: i128) -> Ordering {
    match amount.cmp(&0) {
        Ordering::Equal => Ordering::Equal,
        Ordering::Greater => amount.cmp(&(from - to)),
        Ordering::Less => (-amount).cmp(&(to - from)),
    }
}

/// What each broker carries, by its dense number.
#[derive(Clone, Debug)]
pub(super) struct Loads {
    replicas: Vec<i128>,
    leaders: Vec<i128>,
    bytes: Vec<i128>,
}

impl Loads {
    pub(super) fn new(brokers: usize) -> Self {
        Self {
            replicas: vec![0; brokers],
            leaders: vec![0; brokers],
            bytes: vec![0; brokers],
        }
    }

    fn column(&self, aim: Aim) -> &[i128] {
        match aim {
            Aim::Racks => &[],
            Aim::Replicas => &self.replicas,
            Aim::Leaders => &self.leaders,
            Aim::Bytes => &self.bytes,
        }
    }

    /// A broker's load.
    pub(super) fn of(&self, aim: Aim, broker: usize) -> i128 {
        self.column(aim).get(broker).copied().unwrap_or(0)
    }

    /// The load of these brokers together.
    pub(super) fn sum(&self, aim: Aim, brokers: &[usize]) -> i128 {
        brokers.iter().map(|broker| self.of(aim, *broker)).sum()
    }

    /// Adds to a broker's load.
    pub(super) fn add(&mut self, aim: Aim, broker: usize, amount: i128) {
        let column = match aim {
            Aim::Racks => return,
            Aim::Replicas => &mut self.replicas,
            Aim::Leaders => &mut self.leaders,
            Aim::Bytes => &mut self.bytes,
        };
        if let Some(load) = column.get_mut(broker) {
            *load += amount;
        }
    }
}

/// How loads are compared when a replica looks for a home. All brokers that will need more to
/// reach their share are alike, so that the goals below have a say, and so are those whose bytes
/// differ by little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    replicas: i128,
    leaders: i128,
    bytes: i128,
}

impl Levels {
    /// Bytes that differ by less than this part of the share are alike.
    const LITTLE: i128 = 64;

    /// From what all brokers will carry together.
    pub(super) fn new(replicas: i128, leaders: i128, bytes: i128, brokers: usize) -> Self {
        let brokers = i128::try_from(brokers).unwrap_or(1).max(1);
        Self {
            replicas: replicas / brokers,
            leaders: leaders / brokers,
            bytes: (bytes / brokers / Self::LITTLE).max(1),
        }
    }

    /// The level of a load.
    pub(super) fn of(self, aim: Aim, load: i128) -> i128 {
        match aim {
            Aim::Racks => 0,
            Aim::Replicas => (load + 1).max(self.replicas),
            Aim::Leaders => (load + 1).max(self.leaders),
            Aim::Bytes => load / self.bytes,
        }
    }

    /// The level of a load when one of it is to go: all that are above their share are alike.
    pub(super) fn above(self, aim: Aim, load: i128) -> i128 {
        match aim {
            Aim::Racks => 0,
            Aim::Replicas => load.min(self.replicas + 1),
            Aim::Leaders => load.min(self.leaders + 1),
            Aim::Bytes => load / self.bytes,
        }
    }
}
