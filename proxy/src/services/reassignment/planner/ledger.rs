//! What a plan copies, and the least that any plan with the same result copies.
//!
//! Write `was(p)` and `now(p)` for the brokers of partition p before and after, `size(p)` for the
//! bytes of one replica, `in(b)` and `out(b)` for the chosen replicas that broker b gets and gives.
//! Bytes copied are Σ over p of size(p) × |now(p) \ was(p)|. Three bounds hold for every plan with
//! the same result, and the largest of them counts:
//!
//! 1. **Partition by partition.** `may(p)` are the brokers of was(p) that p may stay on. now(p)
//!    has `wanted(p)` brokers, of which at most |may(p)| are old ones, so at least wanted(p) −
//!    |may(p)| are new. And since each new broker adds at most one rack, at least racks(now(p)) −
//!    racks(may(p)) are new, where racks are not ignored. So p is copied at least max(0, both)
//!    times: sum that × size(p).
//! 2. **What brokers get.** A broker with g replicas more than before gets at least g, of g
//!    different chosen partitions that were not on it: at least the g smallest of those. Where the
//!    bytes on each broker are part of the result it gets at least its growth in bytes as well,
//!    and so the larger of the two.
//! 3. **What brokers give.** A broker with l replicas less than before gave at least l of the
//!    chosen partitions on it: at least the l smallest, or what it shrank by. For one partition
//!    |now \ was| = |was \ now| + wanted − |was|, so the bytes copied are Σ over b of out(b), plus
//!    Σ over p of size(p) × (wanted(p) − |was(p)|), which is the same for every plan.
//!
//! With 1 in place of each size the same holds for the number of replicas.

use super::lists::Lists;
use super::loads::{Aim, Loads};
use super::roster::Roster;
use super::{Bound, Racks};

/// Sums of the smallest so many.
#[derive(Clone, Debug)]
struct Smallest {
    sums: Vec<i128>,
    /// Where to go on in the order of sizes.
    cursor: usize,
}

/// The least of one broker, as counted in the sums.
#[derive(Clone, Copy, Debug, Default)]
struct Least {
    replicas: i128,
    counts: i128,
    result: i128,
}

impl Least {
    fn add(&mut self, other: Self, sign: i128) {
        self.replicas += sign * other.replicas;
        self.counts += sign * other.counts;
        self.result += sign * other.result;
    }
}

/// The books.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    bytes_count: bool,
    racks_count: bool,
    before: Loads,
    /// Chosen partitions, the smallest first.
    order: Vec<usize>,
    gets: Vec<Smallest>,
    gives: Vec<Vec<i128>>,
    /// Of each broker, what it gets and gives at least.
    least: Vec<(Least, Least)>,
    got: Least,
    given: Least,
    /// What each partition is copied at least, added up.
    each: Least,
    /// What the wanted numbers of replicas add or take away.
    grown: Least,
    pub(super) copied_replicas: i128,
    pub(super) copied_bytes: i128,
}

impl Ledger {
    /// Opens the books on the loads before the plan.
    pub(super) fn new(
        lists: &Lists,
        loads: &Loads,
        roster: &Roster,
        bytes: bool,
        racks: Racks,
    ) -> Self {
        let mut order: Vec<usize> = (0..lists.len())
            .filter(|partition| lists.part(*partition).chosen)
            .collect();
        order.sort_unstable_by_key(|partition| {
            let part = lists.part(*partition);
            (part.bytes, part.mix, *partition)
        });
        let mut ledger = Self {
            bytes_count: bytes,
            racks_count: racks != Racks::Ignore,
            before: loads.clone(),
            gets: vec![
                Smallest {
                    sums: vec![0],
                    cursor: 0,
                };
                roster.len()
            ],
            gives: vec![vec![0]; roster.len()],
            least: vec![(Least::default(), Least::default()); roster.len()],
            got: Least::default(),
            given: Least::default(),
            each: Least::default(),
            grown: Least::default(),
            copied_replicas: 0,
            copied_bytes: 0,
            order: Vec::new(),
        };
        for partition in &order {
            let part = lists.part(*partition);
            for broker in lists.was(*partition) {
                if let Some(sums) = ledger.gives.get_mut(*broker) {
                    let last = sums.last().copied().unwrap_or(0);
                    sums.push(last + i128::from(part.bytes));
                }
            }
            let grown = count(part.wanted) - count(lists.was(*partition).len());
            ledger.grown.replicas += grown;
            ledger.grown.counts += grown * i128::from(part.bytes);
            ledger.enter(lists, roster, *partition, 1);
        }
        ledger.grown.result = ledger.grown.counts;
        ledger.order = order;
        ledger
    }

    /// Enters (1) or takes out (-1) what a partition is copied, and at least.
    pub(super) fn enter(&mut self, lists: &Lists, roster: &Roster, partition: usize, sign: i128) {
        let part = lists.part(partition);
        let copied = sign * count(lists.copied(partition));
        self.copied_replicas += copied;
        self.copied_bytes += copied * i128::from(part.bytes);
        let may = || {
            lists
                .was(partition)
                .iter()
                .filter(|one| roster.stays(**one))
        };
        let mut least = count(part.wanted) - count(may().count());
        if self.racks_count {
            let racks = count(racks(lists.now(partition).iter(), roster));
            least = least.max(racks - count(self::racks(may(), roster)));
        }
        let replicas = least.max(0);
        let counts = replicas * i128::from(part.bytes);
        let least = Least {
            replicas,
            counts,
            result: counts,
        };
        self.each.add(least, sign);
    }

    /// Looks again at what a broker gets and gives at least.
    pub(super) fn look(&mut self, lists: &Lists, loads: &Loads, broker: usize) {
        let gain = |aim| loads.of(aim, broker) - self.before.of(aim, broker);
        let (replicas, bytes) = (gain(Aim::Replicas), gain(Aim::Bytes));
        let smallest = self.smallest(lists, broker, replicas);
        let given = usize::try_from(-replicas).unwrap_or(0);
        let smallest_given = (self.gives.get(broker))
            .and_then(|sums| sums.get(given).or(sums.last()))
            .copied()
            .unwrap_or(0);
        let bytes = if self.bytes_count { bytes } else { 0 };
        let least = |replicas: i128, counts: i128, bytes: i128| Least {
            replicas: replicas.max(0),
            counts,
            result: counts.max(bytes),
        };
        let new = (
            least(replicas, smallest, bytes),
            least(-replicas, smallest_given, -bytes),
        );
        if let Some(old) = self.least.get_mut(broker) {
            self.got.add(old.0, -1);
            self.given.add(old.1, -1);
            self.got.add(new.0, 1);
            self.given.add(new.1, 1);
            *old = new;
        }
    }

    /// Bytes of the so many smallest chosen partitions that were not on a broker.
    fn smallest(&mut self, lists: &Lists, broker: usize, replicas: i128) -> i128 {
        let Ok(wanted) = usize::try_from(replicas) else {
            return 0;
        };
        let Some(smallest) = self.gets.get_mut(broker) else {
            return 0;
        };
        while smallest.sums.len() <= wanted {
            let Some(partition) = self.order.get(smallest.cursor) else {
                break;
            };
            smallest.cursor += 1;
            if !lists.held(*partition, broker) {
                let last = smallest.sums.last().copied().unwrap_or(0);
                let bytes = lists.part(*partition).bytes;
                smallest.sums.push(last + i128::from(bytes));
            }
        }
        let sums = &smallest.sums;
        sums.get(wanted).or(sums.last()).copied().unwrap_or(0)
    }

    /// Chosen partitions, the smallest first.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// Whether the bytes copied are within 1.5 × the bound.
    pub(super) fn affordable(&self) -> bool {
        2 * self.copied_bytes <= 3 * self.most(|least| least.result)
    }

    fn most(&self, which: fn(Least) -> i128) -> i128 {
        which(self.each)
            .max(which(self.got))
            .max(which(self.given) + which(self.grown))
    }

    /// The bound by now.
    pub(super) fn bound(&self) -> Bound {
        Bound {
            replicas: whole(self.most(|least| least.replicas)),
            bytes: whole(self.most(|least| least.result)),
            bytes_for_counts: whole(self.most(|least| least.counts)),
        }
    }
}

/// The number of different racks of some brokers.
pub(super) fn racks<'a>(
    brokers: impl Iterator<Item = &'a usize> + Clone,
    roster: &Roster,
) -> usize {
    let mut rest = brokers;
    let mut found = 0;
    while let Some(broker) = rest.next() {
        let rack = roster.rack(*broker);
        if !rest.clone().any(|other| roster.rack(*other) == rack) {
            found += 1;
        }
    }
    found
}

fn count(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

/// A sum that is never below 0, as far as 64 bits reach.
pub(super) fn whole(number: i128) -> u64 {
    u64::try_from(number.max(0)).unwrap_or(u64::MAX)
}
