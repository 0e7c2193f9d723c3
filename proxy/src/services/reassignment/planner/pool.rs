//! The replicas that may move, broker by broker and by their bytes, so that one of about a wanted
//! size is found without looking at all.

use std::collections::BTreeSet;
use std::collections::btree_set::Range;
use std::iter::{Peekable, Rev};

/// A replica in the pool of its broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// It is a preferred leader that shall stay one: the last to move.
    pub(super) leads: bool,
    pub(super) bytes: u64,
    pub(super) mix: u32,
    pub(super) partition: usize,
}

/// The replicas that may move.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    brokers: Vec<BTreeSet<Key>>,
    /// Only replicas that are copied anyway are in it.
    pub(super) fresh: bool,
}

impl Pool {
    /// A pool of what each broker has.
    pub(super) fn new(brokers: Vec<Vec<Key>>, fresh: bool) -> Self {
        Self {
            brokers: brokers
                .into_iter()
                .map(|keys| keys.into_iter().collect())
                .collect(),
            fresh,
        }
    }

    pub(super) fn insert(&mut self, broker: usize, key: Key) {
        if let Some(keys) = self.brokers.get_mut(broker) {
            keys.insert(key);
        }
    }

    pub(super) fn remove(&mut self, broker: usize, key: Key) {
        if let Some(keys) = self.brokers.get_mut(broker) {
            keys.remove(&key);
        }
    }

    /// The replicas of a broker, those nearest to a size first: either those that are leaders to
    /// stay, or all others.
    pub(super) fn nearest(&self, broker: usize, leads: bool, bytes: u64) -> Option<Nearest<'_>> {
        let keys = self.brokers.get(broker)?;
        let first = |leads, bytes| Key {
            leads,
            bytes,
            mix: 0,
            partition: 0,
        };
        let from = first(leads, bytes);
        let (below, above) = if leads {
            (keys.range(first(true, 0)..from), keys.range(from..))
        } else {
            (keys.range(..from), keys.range(from..first(true, 0)))
        };
        Some(Nearest {
            bytes,
            below: below.rev().peekable(),
            above: above.peekable(),
        })
    }
}

/// Replicas, those nearest to a size first.
pub(super) struct Nearest<'a> {
    bytes: u64,
    below: Peekable<Rev<Range<'a, Key>>>,
    above: Peekable<Range<'a, Key>>,
}

impl Iterator for Nearest<'_> {
    type Item = Key;

    fn next(&mut self) -> Option<Key> {
        let lower = match (self.below.peek(), self.above.peek()) {
            (Some(below), Some(above)) => {
                self.bytes.abs_diff(below.bytes) < self.bytes.abs_diff(above.bytes)
            }
            (below, _) => below.is_some(),
        };
        if lower {
            self.below.next().copied()
        } else {
            self.above.next().copied()
        }
    }
}
