//! Preferred leaders are evened out by the order of the replicas, which copies nothing. A broker
//! hands partitions it leads to others that hold them, if need be over a third broker. Once no
//! such chain leads from a broker to one with two leaders less, the sum of squares is the least
//! that any order of these replicas has.

use super::loads::Aim;
use super::state::State;
use std::collections::VecDeque;

/// Partitions that one broker leads and another holds, for each pair of brokers. An entry may be
/// stale: it is looked at before it is used.
struct Handovers {
    brokers: usize,
    pairs: Vec<Vec<usize>>,
}

impl Handovers {
    fn pair(&mut self, from: usize, to: usize) -> Option<&mut Vec<usize>> {
        self.pairs.get_mut(from * self.brokers + to)
    }
}

impl State<'_> {
    /// Evens the leaders out, first with partitions the plan changes anyway; all chosen ones where
    /// the plan is to balance.
    pub(super) fn even_leaders(&mut self) {
        self.even_leaders_of(true);
        if self.balances() {
            self.even_leaders_of(false);
        }
    }

    /// A leader that left and came back leads again.
    pub(super) fn bring_leaders_back(&mut self) {
        for position in 0..self.ledger.order().len() {
            let partition = self.ledger.order().get(position).copied();
            let Some(partition) = partition.filter(|one| self.leader_kept(*one)) else {
                continue;
            };
            let first = self.lists.was(partition).first().copied();
            let at = first.and_then(|first| self.slot(partition, first));
            if let Some(at) = at.filter(|at| at.slot > 0) {
                self.lead(at);
            }
        }
    }

    fn even_leaders_of(&mut self, changed: bool) {
        let brokers = self.roster.len();
        let mut handovers = Handovers {
            brokers,
            pairs: vec![Vec::new(); brokers * brokers],
        };
        // the smallest last, so that they are the first to be used
        for position in (0..self.ledger.order().len()).rev() {
            let partition = self.ledger.order().get(position).copied();
            if let Some(partition) = partition.filter(|one| self.may_reorder(*one, changed)) {
                self.offer(&mut handovers, partition);
            }
        }
        let even = self.roster.even().to_vec();
        let mut stuck = vec![false; brokers];
        let mut moved = false;
        loop {
            let fullest = (even.iter().copied())
                .filter(|broker| stuck.get(*broker).is_some_and(|stuck| !stuck))
                .max_by_key(|broker| (self.loads.of(Aim::Leaders, *broker), *broker));
            let Some(from) = fullest else {
                if !moved {
                    return;
                }
                moved = false;
                stuck.fill(false);
                continue;
            };
            if self.hand_leader(&mut handovers, &even, from) {
                moved = true;
            } else if let Some(cell) = stuck.get_mut(from) {
                *cell = true;
            }
        }
    }

    fn may_reorder(&self, partition: usize, changed: bool) -> bool {
        let leader = self.lists.now(partition).first();
        (!changed || self.lists.changed(partition))
            && !self.leader_kept(partition)
            && leader.is_some_and(|leader| self.roster.is_even(*leader))
    }

    /// Enters a partition under its leader.
    fn offer(&self, handovers: &mut Handovers, partition: usize) {
        if let Some((leader, others)) = self.lists.now(partition).split_first() {
            for other in others.iter().filter(|one| self.roster.is_even(**one)) {
                if let Some(pair) = handovers.pair(*leader, *other) {
                    pair.push(partition);
                }
            }
        }
    }

    /// A partition that one broker leads and can hand to another.
    fn handover(&self, handovers: &mut Handovers, from: usize, to: usize) -> Option<usize> {
        let pair = handovers.pair(from, to)?;
        while let Some(partition) = pair.last().copied() {
            let now = self.lists.now(partition);
            if now.first() == Some(&from) && now.contains(&to) {
                return Some(partition);
            }
            pair.pop();
        }
        None
    }

    /// Takes one leader from a broker and gives one to another that had at least two less.
    fn hand_leader(&mut self, handovers: &mut Handovers, even: &[usize], from: usize) -> bool {
        let load = |state: &Self, broker: usize| state.loads.of(Aim::Leaders, broker);
        let most = load(self, from) - 2;
        let mut near: Vec<usize> = even.to_vec();
        near.sort_by_key(|broker| (load(self, *broker), *broker));
        // at once, as nearly always
        for to in near.iter().copied().filter(|to| load(self, *to) <= most) {
            if let Some(partition) = self.handover(handovers, from, to) {
                self.hand(handovers, partition, to);
                return true;
            }
        }
        // over others: breadth first, so that few lists change
        let mut before: Vec<Option<(usize, usize)>> = vec![None; self.roster.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(broker) = queue.pop_front() {
            for to in near.iter().copied() {
                if to == from || before.get(to).is_none_or(Option::is_some) {
                    continue;
                }
                let Some(partition) = self.handover(handovers, broker, to) else {
                    continue;
                };
                if let Some(cell) = before.get_mut(to) {
                    *cell = Some((broker, partition));
                }
                if load(self, to) <= most {
                    self.hand_along(handovers, &before, from, to);
                    return true;
                }
                queue.push_back(to);
            }
        }
        false
    }

    fn hand_along(
        &mut self,
        handovers: &mut Handovers,
        before: &[Option<(usize, usize)>],
        from: usize,
        to: usize,
    ) {
        let mut to = to;
        while to != from {
            let Some((broker, partition)) = before.get(to).copied().flatten() else {
                return;
            };
            self.hand(handovers, partition, to);
            to = broker;
        }
    }

    fn hand(&mut self, handovers: &mut Handovers, partition: usize, to: usize) {
        if let Some(at) = self.slot(partition, to) {
            self.lead(at);
            self.offer(handovers, partition);
        }
    }
}
