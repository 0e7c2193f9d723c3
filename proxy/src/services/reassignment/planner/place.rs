//! What the wish forces: replicas that must leave get a new broker in their place, and replicas
//! are added and removed to reach the wanted number. The largest come first, since the smaller
//! ones then even out what is left uneven.

use super::Refusal;
use super::loads::Aim;
use super::state::{Slot, State};
use std::cmp::Ordering;

/// How often replicas just placed are looked at again. Twice is nearly always enough; a bound
/// keeps the time in hand.
const SETTLING_ROUNDS: usize = 4;

/// How good a home a broker is for a new replica, the least being the best: whether its rack has
/// one already, its loads from the highest goal on, replicas of the same topic, itself.
pub(super) type Home = (bool, [i128; 3], u32, usize);

impl State<'_> {
    /// Takes away the replicas that are too many.
    pub(super) fn thin_out(&mut self) {
        let mut thinned = Vec::new();
        for position in (0..self.ledger.order().len()).rev() {
            let Some(partition) = self.ledger.order().get(position).copied() else {
                continue;
            };
            let wanted = self.lists.part(partition).wanted;
            if self.lists.now(partition).len() > wanted {
                thinned.push(partition);
            }
            while self.lists.now(partition).len() > wanted {
                let slots = 0..self.lists.now(partition).len();
                let worst = slots
                    .map(|slot| Slot { partition, slot })
                    .max_by_key(|at| self.spare(*at));
                let Some(at) = worst else { break };
                self.remove(at);
            }
        }
        self.keep_others(&thinned);
    }

    /// How well a replica can be spared: the largest goes.
    fn spare(&self, at: Slot) -> impl Ord + use<> {
        let broker = self.broker(at).unwrap_or(usize::MAX);
        let rack = self.roster.rack(broker);
        let mut others = (self.lists.now(at.partition).iter().enumerate())
            .filter(|(slot, broker)| *slot != at.slot && self.roster.stays(**broker));
        let doubled = others.any(|(_, other)| self.roster.rack(*other) == rack);
        let racks = self.ranks.of(Aim::Racks) > 0;
        let leads = at.slot == 0;
        let load = |aim| {
            let counts = self.ranks.of(aim) > 0;
            counts.then(|| self.levels.above(aim, self.loads.of(aim, broker)))
        };
        (
            !self.roster.stays(broker),
            // a dead replica's rack is none that keeps data, but a strict rule counts it
            racks && doubled || !self.roster.alive(broker) && !self.strict(),
            !self.roster.alive(broker),
            !(leads && self.wish.keep_leaders),
            load(Aim::Replicas),
            load(Aim::Bytes),
            self.of_topic(at.partition, broker),
            leads.then(|| load(Aim::Leaders)),
            at.slot,
        )
    }

    /// Keeps another replica than the one first kept where that evens replicas out: neither is
    /// copied.
    fn keep_others(&mut self, thinned: &[usize]) {
        for _ in 0..SETTLING_ROUNDS {
            let mut settled = true;
            // the smallest first: they upset the bytes the least
            for partition in thinned.iter().rev() {
                for slot in 0..self.lists.now(*partition).len() {
                    let at = Slot {
                        partition: *partition,
                        slot,
                    };
                    let from = self.broker(at).filter(|one| self.roster.stays(*one));
                    if (slot == 0 && self.wish.keep_leaders) || from.is_none() {
                        continue;
                    }
                    let removed = (self.lists.was(*partition).iter().copied())
                        .filter(|one| self.roster.is_even(*one) && self.roster.stays(*one))
                        .filter(|one| !self.lists.holds(*partition, *one));
                    let better = removed
                        .filter(|one| {
                            from.is_some_and(|from| self.roster.is_even(from))
                                && self.worth(at, *one)
                        })
                        .min_by_key(|one| self.loads.of(Aim::Replicas, *one));
                    if let Some(to) = better {
                        self.relocate(at, to);
                        settled = false;
                    }
                }
            }
            if settled {
                break;
            }
        }
    }

    /// Gives every replica that must leave, and every one that is added, a broker.
    pub(super) fn house(&mut self) -> Result<(), Refusal> {
        for position in (0..self.ledger.order().len()).rev() {
            let Some(partition) = self.ledger.order().get(position).copied() else {
                continue;
            };
            let wanted = self.lists.part(partition).wanted;
            for slot in 0..self.lists.now(partition).len() {
                let at = Slot { partition, slot };
                if self.broker(at).is_some_and(|one| !self.roster.stays(one)) {
                    let to = self.best_home(partition, slot == 0);
                    let to = to.ok_or_else(|| self.too_few(partition))?;
                    self.relocate(at, to);
                }
            }
            while self.lists.now(partition).len() < wanted {
                let to = self.best_home(partition, false);
                let to = to.ok_or_else(|| self.too_few(partition))?;
                self.add(partition, to);
            }
        }
        Ok(())
    }

    /// Where racks are strict, refuses a plan under which a partition stands in fewer than now.
    pub(super) fn check_racks(&self) -> Result<(), Refusal> {
        if !self.strict() {
            return Ok(());
        }
        for partition in self.ledger.order().iter().copied() {
            let wanted = self.lists.part(partition).wanted;
            let before = self.racks_before(partition).min(wanted);
            let after = self.racks_now(partition);
            if after < before {
                let (topic, partition) = self.name(partition);
                return Err(Refusal::RacksLost {
                    topic,
                    partition,
                    before,
                    after,
                });
            }
        }
        Ok(())
    }

    /// The best of the brokers that may be given a replica of a partition.
    pub(super) fn best_home(&self, partition: usize, leads: bool) -> Option<usize> {
        (self.roster.open().iter().copied())
            .filter(|to| !self.lists.holds(partition, *to))
            .min_by_key(|to| self.home(partition, leads, *to))
    }

    /// How good a home a broker is for a new replica: the least is best.
    pub(super) fn home(&self, partition: usize, leads: bool, to: usize) -> Home {
        let racks = self.ranks.of(Aim::Racks) > 0;
        let rack = self.roster.rack(to);
        let mut others = (self.lists.now(partition).iter())
            .filter(|one| self.roster.stays(**one) || self.roster.is_open(**one));
        let doubled = racks && others.any(|one| self.roster.rack(*one) == rack);
        let mut loads = [0; 3];
        for (load, aim) in loads.iter_mut().zip(self.aims.iter()) {
            if *aim != Aim::Leaders || leads {
                *load = self.levels.of(*aim, self.loads.of(*aim, to));
            }
        }
        let topic = self.of_topic(partition, to);
        (doubled, loads, topic, to)
    }

    /// Lets replicas that are copied anyway go where they even the replicas out better, now that
    /// all are placed.
    pub(super) fn settle(&mut self) {
        // the smallest first: they upset the bytes the least
        let partitions: Vec<usize> = (self.ledger.order().iter().copied())
            .filter(|partition| self.lists.copied(*partition) > 0)
            .collect();
        for _ in 0..SETTLING_ROUNDS {
            let mut settled = true;
            for partition in &partitions {
                for slot in 0..self.lists.now(*partition).len() {
                    let at = Slot {
                        partition: *partition,
                        slot,
                    };
                    let fresh = self
                        .broker(at)
                        .filter(|one| !self.lists.held(*partition, *one));
                    if fresh.is_none() {
                        continue;
                    }
                    let better = (self.roster.open().iter().copied())
                        .filter(|to| !self.lists.holds(*partition, *to) && self.worth(at, *to))
                        .min_by_key(|to| {
                            let lost = self.rack_effect(at, *to) == Ordering::Greater;
                            (lost, self.home(*partition, slot == 0, *to))
                        });
                    if let Some(to) = better {
                        self.relocate(at, to);
                        settled = false;
                    }
                }
            }
            if settled {
                break;
            }
        }
    }

    /// Whether moving a replica evens the replicas out.
    fn worth(&self, at: Slot, to: usize) -> bool {
        self.ranks.of(Aim::Replicas) > 0
            && (self.effect(at, to)).is_some_and(|effect| effect.serves(Aim::Replicas, self.ranks))
    }

    fn name(&self, partition: usize) -> (u32, i32) {
        (self.cluster.partitions.get(partition)).map_or((0, 0), |one| (one.topic, one.index))
    }

    fn too_few(&self, partition: usize) -> Refusal {
        let brokers = (self.roster.open().iter())
            .filter(|one| !self.lists.holds(partition, **one))
            .count();
        let (topic, index) = self.name(partition);
        let staying = (self.lists.now(partition).iter())
            .filter(|one| self.roster.stays(**one))
            .count();
        Refusal::TooFewBrokers {
            topic,
            partition: index,
            replicas: self.lists.part(partition).wanted,
            brokers: brokers + staying,
        }
    }
}
