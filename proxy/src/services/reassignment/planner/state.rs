//! The plan in the making: the replica lists, and everything that is counted along with them.
//! Only what is here changes the lists, so that the counts hold.

use super::ledger::{self, Ledger};
use super::lists::Lists;
use super::loads::{Aim, Effect, Levels, Loads, Ranks, shift};
use super::pool::{Key, Pool};
use super::roster::Roster;
use super::{Cluster, Goal, Move, Plan, Racks, Refusal, Wish};
use std::cmp::Ordering;

/// The plan in the making.
pub(super) struct State<'a> {
    pub(super) wish: &'a Wish,
    pub(super) cluster: &'a Cluster<'a>,
    pub(super) roster: Roster,
    pub(super) lists: Lists,
    pub(super) loads: Loads,
    pub(super) ranks: Ranks,
    /// The loads that count, the highest in rank first.
    pub(super) aims: Vec<Aim>,
    pub(super) levels: Levels,
    pub(super) ledger: Ledger,
    pub(super) pool: Pool,
    /// Replicas are evened out with the smallest there are, and nothing else has a say.
    pub(super) thrifty: bool,
    /// Replicas stayed uneven since moving them would have taken the bytes too far above the bound.
    pub(super) held_back: bool,
    /// Replicas of each topic on each broker.
    topics: Vec<u32>,
}

/// A replica that could move: the partition and the place in its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) partition: usize,
    pub(super) slot: usize,
}

impl<'a> State<'a> {
    /// Counts what there is.
    pub(super) fn new(
        cluster: &'a Cluster<'a>,
        wish: &'a Wish,
        roster: Roster,
    ) -> Result<Self, Refusal> {
        let lists = Lists::new(cluster, wish, &roster)?;
        let mut loads = Loads::new(roster.len());
        let mut topics = vec![0; lists.topics * roster.len()];
        for partition in 0..lists.len() {
            let part = lists.part(partition);
            for (slot, broker) in lists.now(partition).iter().enumerate() {
                loads.add(Aim::Replicas, *broker, 1);
                loads.add(Aim::Bytes, *broker, i128::from(part.bytes));
                loads.add(Aim::Leaders, *broker, i128::from(slot == 0));
                if let Some(cell) = topics.get_mut(part.topic * roster.len() + broker) {
                    *cell += 1;
                }
            }
        }
        let ranks = Ranks::new(wish.weights, wish.racks);
        let ledger = Ledger::new(&lists, &loads, &roster, wish.weights.bytes > 0, wish.racks);
        let levels = coming(&lists, &loads, &roster);
        Ok(Self {
            wish,
            levels,
            cluster,
            lists,
            loads,
            ranks,
            aims: ranks.order(),
            ledger,
            pool: Pool::default(),
            thrifty: false,
            held_back: false,
            topics,
            roster,
        })
    }

    /// Replicas of a partition's topic on a broker.
    pub(super) fn of_topic(&self, partition: usize, broker: usize) -> u32 {
        let topic = self.lists.part(partition).topic;
        let cell = self.topics.get(topic * self.roster.len() + broker);
        cell.copied().unwrap_or(0)
    }

    /// Makes the replicas known that may move from here on: all chosen ones, or only those that
    /// are copied anyway.
    pub(super) fn open_pool(&mut self, fresh: bool) {
        let mut brokers = vec![Vec::new(); self.roster.len()];
        for partition in self.ledger.order() {
            for broker in self.lists.now(*partition) {
                let counts = !fresh || !self.lists.held(*partition, *broker);
                if counts && let Some(keys) = brokers.get_mut(*broker) {
                    keys.push(self.key(*partition, *broker));
                }
            }
        }
        self.pool = Pool::new(brokers, fresh);
    }

    fn key(&self, partition: usize, broker: usize) -> Key {
        let part = self.lists.part(partition);
        let leads = self.wish.keep_leaders && self.lists.was(partition).first() == Some(&broker);
        Key {
            leads,
            bytes: part.bytes,
            mix: part.mix,
            partition,
        }
    }

    /// Where a partition's replica on a broker stands in its list.
    pub(super) fn slot(&self, partition: usize, broker: usize) -> Option<Slot> {
        let slot = (self.lists.now(partition).iter()).position(|one| *one == broker)?;
        Some(Slot { partition, slot })
    }

    /// The broker of a slot.
    pub(super) fn broker(&self, at: Slot) -> Option<usize> {
        self.lists.now(at.partition).get(at.slot).copied()
    }

    /// Whether the preferred leader of a partition must stay what it was.
    pub(super) fn leader_kept(&self, partition: usize) -> bool {
        let first = self.lists.was(partition).first();
        self.wish.keep_leaders && first.is_some_and(|one| self.lists.holds(partition, *one))
    }

    /// What moving a replica would do to how even its broker and the other are.
    pub(super) fn effect(&self, at: Slot, to: usize) -> Option<Effect> {
        let from = self.broker(at)?;
        let part = self.lists.part(at.partition);
        let amount = |aim, amount| {
            let loads = &self.loads;
            shift(loads.of(aim, from), loads.of(aim, to), amount)
        };
        Some(Effect {
            racks: self.rack_effect(at, to),
            replicas: amount(Aim::Replicas, 1),
            leaders: amount(Aim::Leaders, i128::from(at.slot == 0)),
            bytes: amount(Aim::Bytes, i128::from(part.bytes)),
        })
    }

    /// Whether the partition of a replica stands in more racks (`Less`: better) once it moved.
    pub(super) fn rack_effect(&self, at: Slot, to: usize) -> Ordering {
        let now = self.lists.now(at.partition);
        let among_others = |rack| {
            (now.iter().enumerate())
                .any(|(slot, broker)| slot != at.slot && self.roster.rack(*broker) == rack)
        };
        let gone = (now.get(at.slot)).is_some_and(|one| !among_others(self.roster.rack(*one)));
        let new = !among_others(self.roster.rack(to));
        gone.cmp(&new)
    }

    /// Moves a replica; its slot stays the same.
    pub(super) fn relocate(&mut self, at: Slot, to: usize) {
        self.ledger
            .enter(&self.lists, &self.roster, at.partition, -1);
        if let Some(from) = self.lists.set(at.partition, at.slot, to) {
            self.count(at.partition, from, at.slot == 0, -1);
            self.count(at.partition, to, at.slot == 0, 1);
        }
        self.ledger
            .enter(&self.lists, &self.roster, at.partition, 1);
    }

    /// Adds a replica at the end.
    pub(super) fn add(&mut self, partition: usize, to: usize) {
        self.ledger.enter(&self.lists, &self.roster, partition, -1);
        self.lists.push(partition, to);
        self.count(partition, to, self.lists.now(partition).len() == 1, 1);
        self.ledger.enter(&self.lists, &self.roster, partition, 1);
    }

    /// Removes a replica.
    pub(super) fn remove(&mut self, at: Slot) {
        self.ledger
            .enter(&self.lists, &self.roster, at.partition, -1);
        if let Some(from) = self.lists.remove(at.partition, at.slot) {
            self.count(at.partition, from, at.slot == 0, -1);
            if let Some(next) = self
                .lists
                .now(at.partition)
                .first()
                .filter(|_| at.slot == 0)
            {
                self.loads.add(Aim::Leaders, *next, 1);
            }
        }
        self.ledger
            .enter(&self.lists, &self.roster, at.partition, 1);
    }

    /// Makes a replica the preferred leader.
    pub(super) fn lead(&mut self, at: Slot) {
        let (from, to) = (
            self.lists.now(at.partition).first().copied(),
            self.broker(at),
        );
        if let (Some(from), Some(to)) = (from, to) {
            self.loads.add(Aim::Leaders, from, -1);
            self.loads.add(Aim::Leaders, to, 1);
            self.lists.lead(at.partition, at.slot);
        }
    }

    fn count(&mut self, partition: usize, broker: usize, leads: bool, sign: i128) {
        let part = self.lists.part(partition);
        self.loads.add(Aim::Replicas, broker, sign);
        self.loads
            .add(Aim::Bytes, broker, sign * i128::from(part.bytes));
        self.loads
            .add(Aim::Leaders, broker, sign * i128::from(leads));
        let cell = self.topics.get_mut(part.topic * self.roster.len() + broker);
        if let Some(cell) = cell {
            *cell = if sign > 0 {
                cell.saturating_add(1)
            } else {
                cell.saturating_sub(1)
            };
        }
        let key = self.key(partition, broker);
        if sign < 0 {
            self.pool.remove(broker, key);
        } else if !self.pool.fresh || !self.lists.held(partition, broker) {
            self.pool.insert(broker, key);
        }
        self.ledger.look(&self.lists, &self.loads, broker);
    }

    /// Racks a partition stands in by now.
    pub(super) fn racks_now(&self, partition: usize) -> usize {
        ledger::racks(self.lists.now(partition).iter(), &self.roster)
    }

    /// Racks it stood in before the plan.
    pub(super) fn racks_before(&self, partition: usize) -> usize {
        ledger::racks(self.lists.was(partition).iter(), &self.roster)
    }

    /// Whether it is refused to lose racks.
    pub(super) fn strict(&self) -> bool {
        self.wish.racks == Racks::Strict
    }

    /// Whether every chosen partition may be changed, or only those that are anyway.
    pub(super) fn balances(&self) -> bool {
        self.wish.goal == Goal::Balance
    }

    /// Whether replicas may move that nothing forces to.
    pub(super) fn moves_freely(&self) -> bool {
        matches!(self.wish.goal, Goal::Balance | Goal::Fill(_))
    }

    /// Sum of the squares of the replicas of each broker that is evened out.
    pub(super) fn unevenness(&self) -> i128 {
        let even = self.roster.even().iter();
        even.map(|broker| self.loads.of(Aim::Replicas, *broker).pow(2))
            .sum()
    }

    /// The plan.
    pub(super) fn into_plan(mut self) -> Plan {
        let mut moves = Vec::new();
        for partition in 0..self.lists.len() {
            self.lists.restore_order(partition);
            if self.lists.changed(partition) {
                let now = self.lists.now(partition).iter();
                moves.push(Move {
                    partition,
                    replicas: now.filter_map(|broker| self.roster.id(*broker)).collect(),
                });
            }
        }
        Plan {
            moves,
            replicas: ledger::whole(self.ledger.copied_replicas),
            bytes: ledger::whole(self.ledger.copied_bytes),
            bound: self.ledger.bound(),
        }
    }
}

/// What the brokers will carry once all that is forced is done.
fn coming(lists: &Lists, loads: &Loads, roster: &Roster) -> Levels {
    let even = roster.even();
    let sum = |aim| loads.sum(aim, even);
    let (mut replicas, mut leaders) = (sum(Aim::Replicas), sum(Aim::Leaders));
    let mut bytes = sum(Aim::Bytes);
    for partition in 0..lists.len() {
        let part = lists.part(partition);
        if !part.chosen {
            continue;
        }
        let was = lists.was(partition);
        let leaving = was.iter().filter(|broker| !roster.stays(**broker)).count();
        let staying = was.len() - leaving;
        let come = count(part.wanted) - count(staying);
        replicas += come;
        bytes += come * i128::from(part.bytes);
        leaders += i128::from(was.first().is_some_and(|first| !roster.stays(*first)));
    }
    Levels::new(replicas, leaders, bytes, even.len())
}

fn count(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}
