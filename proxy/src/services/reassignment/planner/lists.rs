//! The replica lists as they were and as they are by now, in flat arrays.

use super::roster::Roster;
use super::{Cluster, Goal, Refusal, Wish};
use std::collections::BTreeSet;

/// A partition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Dense number of its topic.
    pub(super) topic: usize,
    pub(super) bytes: u64,
    pub(super) chosen: bool,
    /// Replicas it shall have.
    pub(super) wanted: usize,
    /// Decides between equals, so that neighbours of a topic do not all go the same way.
    pub(super) mix: u32,
    now: usize,
    len: usize,
    was: usize,
    was_len: usize,
}

/// All partitions.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    parts: Vec<Part>,
    now: Vec<usize>,
    was: Vec<usize>,
    pub(super) topics: usize,
}

impl Lists {
    /// Reads the partitions; those chosen must make sense.
    pub(super) fn new(
        cluster: &Cluster<'_>,
        wish: &Wish,
        roster: &Roster,
    ) -> Result<Self, Refusal> {
        let changes = matches!(wish.goal, Goal::Balance | Goal::ReplicationFactor);
        let topics: BTreeSet<u32> = cluster.partitions.iter().map(|one| one.topic).collect();
        let topics: Vec<u32> = topics.into_iter().collect();
        let mut lists = Self {
            parts: Vec::with_capacity(cluster.partitions.len()),
            now: Vec::new(),
            was: Vec::new(),
            topics: topics.len(),
        };
        for one in cluster.partitions {
            let wanted = (one.replication_factor)
                .filter(|_| changes && one.chosen)
                .unwrap_or(one.replicas.len());
            let (now, was) = (lists.now.len(), lists.was.len());
            let brokers = one.replicas.iter().filter_map(|id| roster.find(*id));
            lists.was.extend(brokers);
            let replicas = lists.was.get(was..).unwrap_or(&[]);
            let twice = (replicas.iter().enumerate())
                .any(|(slot, broker)| replicas.iter().take(slot).any(|other| other == broker));
            if one.chosen && (wanted == 0 || replicas.is_empty() || twice) {
                return Err(Refusal::Broken {
                    topic: one.topic,
                    partition: one.index,
                });
            }
            if wanted > roster.len() {
                return Err(Refusal::TooFewBrokers {
                    topic: one.topic,
                    partition: one.index,
                    replicas: wanted,
                    brokers: roster.len(),
                });
            }
            lists.now.extend(replicas);
            let (len, was_len) = (replicas.len(), replicas.len());
            lists.now.resize(now + len.max(wanted), usize::MAX);
            lists.parts.push(Part {
                topic: topics.binary_search(&one.topic).unwrap_or(0),
                bytes: one.bytes,
                chosen: one.chosen,
                wanted,
                mix: mixed(one.topic, one.index),
                now,
                len,
                was,
                was_len,
            });
        }
        if !lists.parts.iter().any(|part| part.chosen) {
            return Err(Refusal::NothingChosen);
        }
        Ok(lists)
    }

    /// Number of partitions.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// A partition; one that is not there has nothing and may not be changed.
    pub(super) fn part(&self, partition: usize) -> Part {
        const NONE: Part = Part {
            topic: 0,
            bytes: 0,
            chosen: false,
            wanted: 0,
            mix: 0,
            now: 0,
            len: 0,
            was: 0,
            was_len: 0,
        };
        self.parts.get(partition).copied().unwrap_or(NONE)
    }

    /// Its brokers by now.
    pub(super) fn now(&self, partition: usize) -> &[usize] {
        let part = self.part(partition);
        self.now.get(part.now..part.now + part.len).unwrap_or(&[])
    }

    /// Its brokers before the plan.
    pub(super) fn was(&self, partition: usize) -> &[usize] {
        let part = self.part(partition);
        self.was
            .get(part.was..part.was + part.was_len)
            .unwrap_or(&[])
    }

    /// Whether a partition has a replica on a broker by now.
    pub(super) fn holds(&self, partition: usize, broker: usize) -> bool {
        self.now(partition).contains(&broker)
    }

    /// Whether it had one there before the plan.
    pub(super) fn held(&self, partition: usize, broker: usize) -> bool {
        self.was(partition).contains(&broker)
    }

    /// Whether the plan changes it.
    pub(super) fn changed(&self, partition: usize) -> bool {
        self.now(partition) != self.was(partition)
    }

    /// Replicas that are copied to a broker that had none.
    pub(super) fn copied(&self, partition: usize) -> usize {
        (self.now(partition).iter())
            .filter(|broker| !self.held(partition, **broker))
            .count()
    }

    /// Puts a broker in a slot and yields the one before.
    pub(super) fn set(&mut self, partition: usize, slot: usize, broker: usize) -> Option<usize> {
        let part = self.part(partition);
        let cell = self.now.get_mut(part.now + slot)?;
        (slot < part.len).then(|| std::mem::replace(cell, broker))
    }

    /// Appends a broker.
    pub(super) fn push(&mut self, partition: usize, broker: usize) {
        let part = self.part(partition);
        let room = part.was_len.max(part.wanted);
        if part.len < room
            && let Some(cell) = self.now.get_mut(part.now + part.len)
            && let Some(part) = self.parts.get_mut(partition)
        {
            *cell = broker;
            part.len += 1;
        }
    }

    /// Takes a slot out; the rest moves up.
    pub(super) fn remove(&mut self, partition: usize, slot: usize) -> Option<usize> {
        let part = self.part(partition);
        let cells = self.now.get_mut(part.now..part.now + part.len)?;
        let tail = cells.get_mut(slot..)?;
        let broker = tail.first().copied()?;
        tail.rotate_left(1);
        let part = self.parts.get_mut(partition)?;
        part.len -= 1;
        Some(broker)
    }

    /// Brings a slot to the front; those before it move down.
    pub(super) fn lead(&mut self, partition: usize, slot: usize) {
        let part = self.part(partition);
        if let Some(cells) = self.now.get_mut(part.now..part.now + part.len)
            && let Some(head) = cells.get_mut(..=slot)
        {
            head.rotate_right(1);
        }
    }

    /// Those kept stand in the order they had, behind the leader and around the new ones.
    pub(super) fn restore_order(&mut self, partition: usize) {
        let (now, was) = (self.now(partition), self.was(partition));
        let Some((leader, others)) = now.split_first() else {
            return;
        };
        let mut kept = was
            .iter()
            .filter(|broker| *broker != leader && others.contains(*broker));
        let mut ordered = vec![*leader];
        for broker in others {
            let next = if was.contains(broker) {
                kept.next()
            } else {
                None
            };
            ordered.push(*next.unwrap_or(broker));
        }
        for (slot, broker) in ordered.into_iter().enumerate() {
            self.set(partition, slot, broker);
        }
    }
}

/// A number that looks like chance and is the same each time.
fn mixed(topic: u32, index: i32) -> u32 {
    let mut bits = (u64::from(topic) << 32) | u64::from(index.cast_unsigned());
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or(0)
}
