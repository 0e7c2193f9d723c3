//! Replicas are evened out by moves from fuller to emptier brokers, each of which brings the two
//! nearer to each other. Which replica goes is decided by its size, where the bytes are to be even
//! too, by the leaders, and by how its topic is spread.

use super::loads::Aim;
use super::state::{Slot, State};
use super::{Goal, Racks};
use std::cmp::Ordering;

/// How many replicas of about the right size are compared.
const COMPARED: usize = 24;
/// Replicas looked at to find those, at first; all of them only where nothing else helps.
const LOOKED_AT: usize = 128;
/// How often pairs of brokers between which nothing could move are tried again.
const ROUNDS: usize = 1;

/// For each pair of brokers the first pass that may still find something; those before found
/// nothing, and looking again for each replica would take long.
struct Tried {
    brokers: usize,
    pairs: Vec<usize>,
}

impl Tried {
    fn new(brokers: usize) -> Self {
        Self {
            brokers,
            pairs: vec![0; brokers * brokers],
        }
    }

    fn pass(&self, from: usize, to: usize) -> usize {
        let pair = self.pairs.get(from * self.brokers + to);
        pair.copied().unwrap_or(usize::MAX)
    }

    fn raise(&mut self, from: usize, to: usize, pass: usize) {
        if let Some(pair) = self.pairs.get_mut(from * self.brokers + to) {
            *pair = pass.max(*pair);
        }
    }
}

/// Why no replica can move between two brokers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// None can move to any broker of that rack.
    Rack,
    /// None can move to that broker.
    Broker,
}

/// Which replicas are looked at.
#[derive(Clone, Copy)]
struct Pass {
    /// So many at most.
    most: usize,
    /// Those whose partition then stands in fewer racks too.
    lax: bool,
    /// Preferred leaders that should stay, or all others.
    leads: bool,
}

impl State<'_> {
    /// Evens out what may be, in the order of rank.
    pub(super) fn even_out(&mut self) {
        let brokers = self.roster.even().to_vec();
        let open = self.roster.open().to_vec();
        for aim in self.aims.clone() {
            match aim {
                Aim::Replicas if self.balances() => {
                    self.even_replicas(&brokers, &brokers);
                    if self.wish.racks == Racks::BestEffort {
                        self.mend_racks();
                    }
                }
                Aim::Leaders => self.even_leaders(),
                Aim::Bytes => self.even_bytes(&open, &open),
                Aim::Replicas | Aim::Racks => {}
            }
        }
        if self.wish.keep_leaders {
            self.bring_leaders_back();
        }
        // exchanges may have made handovers possible that were not
        if self.ranks.of(Aim::Leaders) > 0 {
            self.even_leaders();
        }
    }

    /// Gives the brokers that are filled their even share.
    pub(super) fn fill(&mut self) {
        let Goal::Fill(_) = &self.wish.goal else {
            return;
        };
        let takers = self.roster.open().to_vec();
        let mut givers = self.roster.even().to_vec();
        givers.retain(|broker| !self.roster.is_open(*broker));
        let (replicas, bytes) = (self.ranks.of(Aim::Replicas), self.ranks.of(Aim::Bytes));
        if bytes > replicas {
            self.even_bytes(&givers, &takers);
        }
        if replicas > 0 || bytes == 0 {
            self.even_replicas(&givers, &takers);
        }
    }

    /// Moves replicas from the fullest givers to the emptiest takers, as long as that evens out.
    fn even_replicas(&mut self, givers: &[usize], takers: &[usize]) {
        let passes = self.passes();
        let mut tried = Tried::new(self.roster.len());
        let mut rounds = 0;
        let mut moved = false;
        loop {
            let Some((from, to)) = self.widest(givers, takers, &tried, passes.len()) else {
                if !moved || rounds == ROUNDS {
                    return;
                }
                (moved, rounds) = (false, rounds + 1);
                tried = Tried::new(self.roster.len());
                continue;
            };
            let number = tried.pass(from, to);
            let Some(pass) = passes.get(number) else {
                return;
            };
            match self.hand_over(from, to, *pass) {
                None => moved = true,
                Some(Stop::Broker) => tried.raise(from, to, number + 1),
                Some(Stop::Rack) => {
                    let rack = self.roster.rack(to);
                    for to in takers.iter().filter(|to| self.roster.rack(**to) == rack) {
                        // short looks that this leaves out are part of the long ones to come
                        tried.raise(from, *to, number + 1);
                    }
                }
            }
        }
    }

    /// What is tried between two brokers, the best first.
    fn passes(&self) -> Vec<Pass> {
        let racks = self.ranks.of(Aim::Racks);
        let may_lose_racks = racks > 0 && self.ranks.of(Aim::Replicas) > racks;
        let mut passes = Vec::new();
        for most in [LOOKED_AT, usize::MAX] {
            for lax in [false, true] {
                for leads in [false, true] {
                    if (may_lose_racks || !lax) && (self.wish.keep_leaders || !leads) {
                        passes.push(Pass { most, lax, leads });
                    }
                }
            }
        }
        passes
    }

    /// The fullest giver and the emptiest taker between which something may still move.
    fn widest(
        &self,
        givers: &[usize],
        takers: &[usize],
        tried: &Tried,
        passes: usize,
    ) -> Option<(usize, usize)> {
        let load = |broker: &usize| self.loads.of(Aim::Replicas, *broker);
        let open =
            |from: usize, to: usize| load(&from) >= load(&to) + 2 && tried.pass(from, to) < passes;
        let from = givers.iter().copied().max_by_key(|one| (load(one), *one))?;
        let to = takers.iter().copied().min_by_key(|one| (load(one), *one))?;
        if open(from, to) {
            return Some((from, to));
        }
        if load(&from) < load(&to) + 2 {
            return None;
        }
        let mut givers = givers.to_vec();
        let mut takers = takers.to_vec();
        givers.sort_by_key(|one| std::cmp::Reverse((load(one), *one)));
        takers.sort_by_key(|one| (load(one), *one));
        givers.into_iter().find_map(|from| {
            let to = takers.iter().copied().find(|to| open(from, *to))?;
            Some((from, to))
        })
    }

    /// Moves one replica, or tells why none may.
    fn hand_over(&mut self, from: usize, to: usize, pass: Pass) -> Option<Stop> {
        let size = self.wanted_size(from, to);
        let at = match self.candidate(from, to, size, pass) {
            Ok(at) => at,
            Err(stop) => return Some(stop),
        };
        // else what costs the least
        let done = self.afford(at, from, to)
            || size > 0
                && (self.candidate(from, to, 0, pass)).is_ok_and(|at| self.afford(at, from, to));
        self.held_back |= !done;
        (!done).then_some(Stop::Broker)
    }

    /// Moves a replica if the bound allows for it.
    fn afford(&mut self, at: Slot, from: usize, to: usize) -> bool {
        self.relocate(at, to);
        let affordable = self.ledger.affordable();
        if !affordable {
            self.relocate(at, from);
        }
        affordable
    }

    /// The size of a replica that would bring both brokers to their share of the bytes by the time
    /// they have their share of the replicas; 0 where bytes do not count.
    fn wanted_size(&self, from: usize, to: usize) -> u64 {
        let even = self.roster.even();
        let brokers = i128::try_from(even.len()).unwrap_or(1).max(1);
        if self.ranks.of(Aim::Bytes) == 0 || self.thrifty {
            return 0;
        }
        let share = |aim| self.loads.sum(aim, even) / brokers;
        let over = |aim, broker| self.loads.of(aim, broker) - share(aim);
        let gives = over(Aim::Bytes, from) / over(Aim::Replicas, from).max(1);
        let takes = -over(Aim::Bytes, to) / (-over(Aim::Replicas, to)).max(1);
        super::ledger::whole(gives.min(takes))
    }

    /// The best replica to move, of those of about a size.
    fn candidate(&self, from: usize, to: usize, size: u64, pass: Pass) -> Result<Slot, Stop> {
        let mut best: Option<((bool, Ordering, i64, u64), Slot)> = None;
        let mut stop = Stop::Rack;
        let mut reach = u64::MAX;
        let mut compared = 0;
        let keys = self.pool.nearest(from, pass.leads, size);
        for (looked_at, key) in keys.into_iter().flatten().enumerate() {
            let away = key.bytes.abs_diff(size);
            let enough = compared == COMPARED || looked_at >= LOOKED_AT && compared > 0;
            if enough || away > reach {
                break;
            }
            if looked_at >= pass.most {
                stop = Stop::Broker;
                break;
            }
            let Some(at) = self.slot(key.partition, from) else {
                continue;
            };
            if !pass.lax && self.loses_racks(at, to) {
                continue;
            }
            stop = Stop::Broker;
            let Some(leaders) = self.fits(at, to) else {
                continue;
            };
            if compared == 0 {
                // about as good as the nearest
                let about = if self.thrifty {
                    0
                } else {
                    key.bytes.max(size) / 8
                };
                reach = away.saturating_add(about);
            }
            compared += 1;
            let topic = |broker| i64::from(self.of_topic(key.partition, broker));
            let score = (
                self.lists.held(key.partition, from) && !self.lists.held(key.partition, to),
                leaders,
                topic(to) - topic(from),
                away,
            );
            if best.is_none_or(|(least, _)| score < least) {
                best = Some((score, at));
            }
        }
        best.map(|(_, at)| at).ok_or(stop)
    }

    /// Whether the partition of a replica would stand in fewer racks, and that counts.
    pub(super) fn loses_racks(&self, at: Slot, to: usize) -> bool {
        self.ranks.of(Aim::Racks) > 0 && self.rack_effect(at, to) == Ordering::Greater
    }

    /// Whether a replica may move there, and what the leaders say to it.
    fn fits(&self, at: Slot, to: usize) -> Option<Ordering> {
        if self.lists.holds(at.partition, to) {
            return None;
        }
        let effect = self.effect(at, to)?;
        let leaders = if self.ranks.of(Aim::Leaders) > 0 {
            effect.leaders
        } else {
            Ordering::Equal
        };
        (effect.serves(Aim::Replicas, self.ranks)).then_some(leaders)
    }
}
