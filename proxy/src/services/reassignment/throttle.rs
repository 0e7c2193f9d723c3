//! What replication throttle makes sense for a plan. Pure.
//!
//! Kafka does not tell reassignment from production traffic: what is produced to the partitions that
//! move passes the same throttle. For each broker, to be done within T seconds:
//! leader side = bytes others fetch from it ÷ T + production it replicates out, and
//! follower side = bytes it fetches ÷ T + production it replicates in. The throttle, one number for all
//! brokers and both sides, is at least the largest of these.

use std::collections::BTreeMap;

/// A partition that changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved<'a> {
    /// Brokers now, the leader first.
    pub(super) old: &'a [i32],
    /// Brokers after.
    pub(super) new: &'a [i32],
    /// Bytes of one replica.
    pub(super) bytes: u64,
    /// What producers write to it, bytes a second.
    pub(super) produced_bytes_per_s: u64,
}

/// What one broker has to carry on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// Bytes to copy.
    pub(super) bytes: u64,
    /// Production it replicates meanwhile, bytes a second.
    pub(super) produced_bytes_per_s: u64,
}

impl Side {
    /// What it carries a second if the bytes are copied within so many seconds.
    fn within(self, seconds: u64) -> u64 {
        self.bytes.div_ceil(seconds.max(1)) + self.produced_bytes_per_s
    }

    /// Seconds the bytes take under a throttle; `None`: they never end.
    fn seconds(self, bytes_per_s: u64) -> Option<u64> {
        if self.bytes == 0 {
            return Some(0);
        }
        let room = bytes_per_s.checked_sub(self.produced_bytes_per_s)?;
        (room > 0).then(|| self.bytes.div_ceil(room))
    }
}

/// The sides of all brokers.
#[derive(Clone, Debug, Default)]
pub(super) struct Burden {
    leaders: BTreeMap<i32, Side>,
    followers: BTreeMap<i32, Side>,
}

impl Burden {
    /// Of a plan.
    pub(super) fn of<'a>(moves: impl Iterator<Item = Moved<'a>>) -> Self {
        let mut burden = Self::default();
        for one in moves {
            let Some((leader, others)) = one.old.split_first() else {
                continue;
            };
            let adding = || one.new.iter().filter(|id| !one.old.contains(id));
            let copies = adding().count() as u64;
            if copies == 0 {
                continue;
            }
            let rate = one.produced_bytes_per_s;
            let out = burden.leaders.entry(*leader).or_default();
            out.bytes += one.bytes * copies;
            out.produced_bytes_per_s += rate * (copies + others.len() as u64);
            for id in adding() {
                let into = burden.followers.entry(*id).or_default();
                into.bytes += one.bytes;
                into.produced_bytes_per_s += rate;
            }
            for id in others {
                burden
                    .followers
                    .entry(*id)
                    .or_default()
                    .produced_bytes_per_s += rate;
            }
        }
        burden
    }

    fn sides(&self) -> impl Iterator<Item = (i32, Side)> {
        let sides = self.leaders.iter().chain(&self.followers);
        sides.map(|(id, side)| (*id, *side))
    }

    /// The least throttle with which it is done within so many seconds, and the broker that decides.
    pub(super) fn within(&self, seconds: u64) -> Option<(u64, i32)> {
        let all = self.sides().map(|(id, side)| (side.within(seconds), id));
        all.max_by_key(|(rate, id)| (*rate, std::cmp::Reverse(*id)))
    }

    /// The largest production of any broker on one side, and that broker: a throttle at or below it
    /// starves normal replication.
    pub(super) fn least(&self) -> Option<(u64, i32)> {
        let all = self
            .sides()
            .map(|(id, side)| (side.produced_bytes_per_s, id));
        let most = all.max_by_key(|(rate, id)| (*rate, std::cmp::Reverse(*id)));
        most.filter(|(rate, _)| *rate > 0)
    }

    /// Seconds it takes under a throttle; `None`: it never ends.
    pub(super) fn seconds(&self, bytes_per_s: u64) -> Option<u64> {
        let each: Option<Vec<u64>> = self
            .sides()
            .map(|(_, side)| side.seconds(bytes_per_s))
            .collect();
        Some(each?.into_iter().max().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1_000_000;

    fn burden(moves: &[(&[i32], &[i32], u64, u64)]) -> Burden {
        Burden::of(moves.iter().map(|(old, new, bytes, rate)| Moved {
            old,
            new,
            bytes: *bytes,
            produced_bytes_per_s: *rate,
        }))
    }

    #[test]
    fn one_replica_more_for_three_partitions() {
        let all = burden(&[
            (&[0, 1], &[0, 1, 2], 100 * MB, 0),
            (&[0, 2], &[0, 2, 1], 100 * MB, 0),
            (&[0], &[0, 2], 100 * MB, 0),
        ]);
        let out = |id| all.leaders.get(&id).map(|side| side.within(200));
        let into = |id| all.followers.get(&id).map(|side| side.within(200));
        assert_eq!(out(0), Some(1_500_000));
        assert_eq!((into(1), into(2)), (Some(500_000), Some(1_000_000)));
        assert_eq!(all.within(200), Some((1_500_000, 0)));
        assert_eq!(all.seconds(1_500_000), Some(200));
        assert_eq!(all.least(), None);
    }

    #[test]
    fn four_single_replicas_get_a_second() {
        let all = burden(&[
            (&[0], &[0, 2], 100 * MB, 0),
            (&[1], &[1, 2], 100 * MB, 0),
            (&[1], &[1, 2], 100 * MB, 0),
            (&[2], &[2, 0], 100 * MB, 0),
        ]);
        assert_eq!(all.within(200), Some((1_500_000, 2)));
    }

    #[test]
    fn what_is_produced_meanwhile_counts_on_the_leader() {
        let all = burden(&[(&[0, 1], &[0, 1, 2], 100 * MB, 700_000)]);
        assert_eq!(all.within(200), Some((1_900_000, 0)));
        assert_eq!(all.least(), Some((1_400_000, 0)));
        assert_eq!(all.seconds(1_400_000), None);
        assert_eq!(all.seconds(1_900_000), Some(200));
    }

    #[test]
    fn what_copies_nothing_needs_nothing() {
        let all = burden(&[
            (&[0, 1], &[1, 0], 100 * MB, 700_000),
            (&[0, 1, 2], &[0, 1], MB, 5),
        ]);
        assert_eq!((all.within(10), all.seconds(1)), (None, Some(0)));
    }
}
