//! Bytes are evened out by moves and exchanges between brokers with more and with less than their
//! share, as long as that is worth what it copies. Goals of equal or higher rank stay as even as
//! they are: an exchange leaves both brokers as many replicas as they had.

use super::loads::{Aim, Effect, shift};
use super::pool::Key;
use super::state::{Slot, State};

/// Brokers that are less than this part of the even share apart are even enough: what it would
/// take to do better is not worth the copies. 1/50: two percent.
const EVEN_ENOUGH: i128 = 50;
/// A step must bring two brokers nearer by at least this part of what lies between them, so that
/// few steps do it.
const WORTH: i128 = 1024;
/// Replicas compared on each side of an exchange.
const COMPARED: usize = 8;
/// Replicas looked at to find those, where many do not fit.
const LOOKED_AT: usize = 512;
/// Steps a broker, at most.
const STEPS: usize = 128;

/// What is done between two brokers: a replica goes, another may come back for it.
#[derive(Clone, Copy, Debug)]
struct Step {
    gone: Slot,
    back: Option<Slot>,
}

/// What a step takes and brings.
#[derive(Clone, Copy, Debug)]
struct Worth {
    effect: Effect,
    /// Bytes that the fuller broker is rid of.
    handed: i128,
    /// Bytes copied.
    copied: i128,
}

impl State<'_> {
    /// Evens out the bytes between these brokers.
    pub(super) fn even_bytes(&mut self, givers: &[usize], takers: &[usize]) {
        let even = self.roster.even();
        let share =
            self.loads.sum(Aim::Bytes, even) / i128::try_from(even.len()).unwrap_or(1).max(1);
        let brokers = self.roster.len();
        let mut blocked = vec![false; brokers * brokers];
        for _ in 0..STEPS * brokers {
            let Some((from, to)) = self.furthest(givers, takers, share, &blocked) else {
                return;
            };
            if self.exchange(from, to) {
                // what did not fit these two before may do so now
                for other in 0..brokers {
                    for pair in [from * brokers + other, other * brokers + to] {
                        if let Some(cell) = blocked.get_mut(pair) {
                            *cell = false;
                        }
                    }
                }
            } else if let Some(cell) = blocked.get_mut(from * brokers + to) {
                *cell = true;
            }
        }
    }

    /// The two brokers that are furthest apart and not yet known to have nothing to exchange.
    fn furthest(
        &self,
        givers: &[usize],
        takers: &[usize],
        share: i128,
        blocked: &[bool],
    ) -> Option<(usize, usize)> {
        let load = |broker: usize| self.loads.of(Aim::Bytes, broker);
        let mut givers = givers.to_vec();
        let mut takers = takers.to_vec();
        givers.sort_by_key(|one| (-load(*one), *one));
        takers.sort_by_key(|one| (load(*one), *one));
        givers.into_iter().find_map(|from| {
            let to = takers.iter().copied().find(|to| {
                let cell = blocked.get(from * self.roster.len() + to);
                cell.is_some_and(|blocked| !blocked)
                    && (load(from) - load(*to)) * EVEN_ENOUGH > share
            })?;
            Some((from, to))
        })
    }

    /// Does the best step between two brokers; false if none is worth it.
    fn exchange(&mut self, from: usize, to: usize) -> bool {
        let between = self.loads.of(Aim::Bytes, from) - self.loads.of(Aim::Bytes, to);
        let mut best: Option<(i128, Step)> = None;
        for step in self.steps(from, to, between) {
            let Some(worth) = self.weigh(step, from, to) else {
                continue;
            };
            let nearer = worth.handed.min(between - worth.handed);
            if nearer * WORTH < between
                || worth.copied > 2 * worth.handed
                || !worth.effect.serves(Aim::Bytes, self.ranks)
            {
                continue;
            }
            let score = 4 * nearer - worth.copied;
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, step));
            }
        }
        let Some((_, step)) = best else {
            return false;
        };
        self.relocate(step.gone, to);
        step.back.inspect(|back| self.relocate(*back, from));
        if !self.ledger.affordable() {
            self.relocate(step.gone, from);
            step.back.inspect(|back| self.relocate(*back, to));
            return false;
        }
        true
    }

    /// The steps worth a look: half of what lies between the two should go.
    fn steps(&self, from: usize, to: usize, between: i128) -> Vec<Step> {
        let half = super::ledger::whole(between / 2);
        let mut steps: Vec<Step> = (self.movable(from, to, half).into_iter())
            .map(|gone| Step { gone, back: None })
            .collect();
        if self.pool.fresh || self.balances() {
            for back in self.movable(to, from, 0) {
                let bytes = self.lists.part(back.partition).bytes;
                for gone in self.movable(from, to, half.saturating_add(bytes)) {
                    steps.push(Step {
                        gone,
                        back: Some(back),
                    });
                }
            }
        }
        steps
    }

    /// A few replicas of about a size that could move from one broker to another.
    fn movable(&self, from: usize, to: usize, bytes: u64) -> Vec<Slot> {
        let fits = |key: Key| {
            let at = self.slot(key.partition, from)?;
            let fits = !self.lists.holds(key.partition, to)
                && self.roster.is_open(to)
                && !self.loses_racks(at, to);
            fits.then_some(at)
        };
        (self.pool.nearest(from, false, bytes).into_iter().flatten())
            .take(LOOKED_AT)
            .filter_map(fits)
            .take(COMPARED)
            .collect()
    }

    fn weigh(&self, step: Step, from: usize, to: usize) -> Option<Worth> {
        let (gone, back) = (step.gone, step.back);
        let bytes = |at: Slot| i128::from(self.lists.part(at.partition).bytes);
        let racks = self.rack_effect(gone, to);
        let handed = bytes(gone) - back.map_or(0, bytes);
        let leaders =
            i128::from(gone.slot == 0) - i128::from(back.is_some_and(|back| back.slot == 0));
        let replicas = i128::from(back.is_none());
        let amount = |aim, amount| shift(self.loads.of(aim, from), self.loads.of(aim, to), amount);
        let copied = |at: Slot, from: usize, to: usize| {
            let held = |broker| i128::from(self.lists.held(at.partition, broker));
            (held(from) - held(to)) * bytes(at)
        };
        (handed > 0).then(|| Worth {
            effect: Effect {
                racks,
                replicas: amount(Aim::Replicas, replicas),
                leaders: amount(Aim::Leaders, leaders),
                bytes: amount(Aim::Bytes, handed),
            },
            handed,
            copied: copied(gone, from, to) + back.map_or(0, |back| copied(back, to, from)),
        })
    }
}
