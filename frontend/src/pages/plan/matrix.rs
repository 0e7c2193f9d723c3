//! The brokers of a topic's partitions as they are and as they are chosen, and what is wrong with a
//! choice.

use super::brokers::is_alive;
use crate::api::{Failure, call};
use crate::i18n::text;
use castellan_api::brokers::BrokerSummary;
use castellan_api::endpoint::TopicPath;
use castellan_api::ids::TopicName;
use castellan_api::page::PER_PAGE_MAX;
use castellan_api::reassignment::ManualPartition;
use castellan_api::topics::{ListPartitions, PartitionQuery, PartitionRow};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A partition as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Was {
    /// Its number.
    pub partition: i32,
    /// Brokers, the preferred leader first.
    pub replicas: Vec<i32>,
    /// Bytes of its leader's replica.
    pub bytes: Option<u64>,
}

/// Partitions as they are and as they are chosen, in the same order.
#[derive(Clone, Copy)]
pub struct Matrix {
    /// The topic that is there; `None`: none yet.
    pub topic: RwSignal<Option<TopicName>>,
    /// As they are.
    pub old: RwSignal<Vec<Was>>,
    /// As they are chosen.
    pub new: RwSignal<Vec<Vec<i32>>>,
    /// Why the topic could not be read.
    pub failure: RwSignal<Option<Failure>>,
    /// What the console refused, by partition.
    pub told: RwSignal<BTreeMap<i32, String>>,
    /// Which of the topics asked for is the last.
    turn: StoredValue<u32>,
}

impl Matrix {
    /// Empty.
    pub fn new() -> Self {
        Self {
            topic: RwSignal::new(None),
            old: RwSignal::new(Vec::new()),
            new: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            told: RwSignal::new(BTreeMap::new()),
            turn: StoredValue::new(0),
        }
    }

    /// Reads all partitions of a topic. They are read once: what is chosen must not change by itself.
    pub fn read(self, path: TopicPath) {
        self.topic.set(None);
        self.failure.set(None);
        self.told.set(BTreeMap::new());
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        leptos::task::spawn_local(async move {
            let read = all_partitions(&path).await;
            if self.turn.try_get_value() != Some(mine) {
                return;
            }
            match read {
                Ok(rows) => self.put(path.topic, rows),
                Err(failure) => {
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    fn put(self, topic: TopicName, rows: Vec<Was>) {
        let new = rows.iter().map(|row| row.replicas.clone()).collect();
        self.old.try_set(rows);
        self.new.try_set(new);
        self.topic.try_set(Some(topic));
    }

    /// Replicas chosen for one. Followed.
    pub fn replicas(self, at: usize) -> Vec<i32> {
        self.new
            .with(|all| all.get(at).cloned().unwrap_or_default())
    }

    /// Replicas of one as they are.
    pub fn as_is(self, at: usize) -> Vec<i32> {
        let is = self
            .old
            .with_untracked(|old| old.get(at).map(|was| was.replicas.clone()));
        is.unwrap_or_default()
    }

    /// Changes the replicas of one.
    pub fn change(self, at: usize, change: impl FnOnce(&mut Vec<i32>)) {
        self.new.update(|all| {
            if let Some(list) = all.get_mut(at) {
                change(list);
            }
        });
        let partition = self
            .old
            .with_untracked(|old| old.get(at).map(|was| was.partition));
        self.told.update(|told| {
            if let Some(partition) = partition {
                told.remove(&partition);
            }
        });
    }

    /// Puts all back as they are.
    pub fn undo(self) {
        let as_is = self
            .old
            .with_untracked(|old| old.iter().map(|was| was.replicas.clone()).collect());
        self.new.set(as_is);
        self.told.set(BTreeMap::new());
    }

    /// One replica more for every partition, on the broker with the fewest.
    pub fn widen(self, brokers: &[BrokerSummary]) {
        let mut load = Load::of(brokers);
        self.new.update(|all| {
            for list in all.iter_mut() {
                list.extend(load.next(list));
            }
        });
    }

    /// The last replica of every partition goes, as long as one stays.
    pub fn narrow(self) {
        self.new.update(|all| {
            for list in all.iter_mut().filter(|list| list.len() > 1) {
                list.pop();
            }
        });
    }

    /// Places of the partitions that are chosen otherwise than they are. Followed.
    pub fn changed(self) -> Vec<usize> {
        self.old.with(|old| {
            self.new.with(|new| {
                let pairs = old.iter().zip(new).enumerate();
                pairs
                    .filter(|(_, (was, now))| was.replicas != **now)
                    .map(|(at, _)| at)
                    .collect()
            })
        })
    }

    /// What is to be asked for: the changed partitions alone.
    pub fn request(self) -> Vec<ManualPartition> {
        let Some(topic) = self.topic.get_untracked() else {
            return Vec::new();
        };
        untrack(|| {
            let changed = self.changed();
            let rows = changed.into_iter().filter_map(|at| {
                let partition = self.old.with(|old| old.get(at).map(|was| was.partition))?;
                Some(ManualPartition {
                    topic: topic.clone(),
                    partition,
                    replicas: self.replicas(at),
                })
            });
            rows.collect()
        })
    }

    /// Takes what the console refused: `/manual/2/replicas` is about the third of what was asked for.
    pub fn refused(self, failure: &Failure, asked: &[ManualPartition]) {
        let Failure::Problem(problem) = failure else {
            return;
        };
        let told = problem.errors.iter().filter_map(|error| {
            let rest = error.pointer.strip_prefix("/manual/")?;
            let at: usize = rest.split('/').next()?.parse().ok()?;
            Some((asked.get(at)?.partition, error.detail.clone()))
        });
        self.told.set(told.collect());
    }
}

/// All partitions of a topic, page by page.
async fn all_partitions(path: &TopicPath) -> Result<Vec<Was>, Failure> {
    let mut rows: Vec<Was> = Vec::new();
    for page in 1.. {
        let query = PartitionQuery {
            page: Some(page),
            per_page: Some(PER_PAGE_MAX),
            ..PartitionQuery::default()
        };
        let got = call::<ListPartitions>(path, &query, ()).await?;
        let last = got.items.is_empty();
        rows.extend(got.items.iter().map(was));
        if last || rows.len() as u64 >= got.total {
            break;
        }
    }
    rows.sort_by_key(|row| row.partition);
    rows.dedup_by_key(|row| row.partition);
    Ok(rows)
}

fn was(row: &PartitionRow) -> Was {
    Was {
        partition: row.partition,
        replicas: row.replicas.iter().map(|replica| replica.broker).collect(),
        bytes: row.size_bytes,
    }
}

/// How much each broker holds while replicas are added.
struct Load {
    /// ID, rack, replicas.
    brokers: Vec<(i32, Option<String>, u64)>,
}

impl Load {
    fn of(brokers: &[BrokerSummary]) -> Self {
        let alive = brokers.iter().filter(|broker| is_alive(broker));
        Self {
            brokers: alive
                .map(|one| (one.id.0, one.rack.clone(), u64::from(one.replicas)))
                .collect(),
        }
    }

    /// The broker for one replica more: in a rack that has none yet if there is one, then the emptiest.
    fn next(&mut self, list: &[i32]) -> Option<i32> {
        let taken: Vec<Option<String>> = self
            .brokers
            .iter()
            .filter(|(id, ..)| list.contains(id))
            .map(|(_, rack, _)| rack.clone())
            .collect();
        let best = self
            .brokers
            .iter_mut()
            .filter(|(id, ..)| !list.contains(id))
            .min_by_key(|(id, rack, held)| (rack.is_some() && taken.contains(rack), *held, *id))?;
        best.2 += 1;
        Some(best.0)
    }
}

/// What is wrong with the brokers chosen for a partition, in words. One that is down may keep the
/// replica it has.
pub fn fault(list: &[i32], old: &[i32], brokers: &[BrokerSummary]) -> Option<String> {
    let t = text().plan();
    if list.is_empty() {
        return Some(t.fault_empty.to_owned());
    }
    list.iter().enumerate().find_map(|(at, id)| {
        let known = brokers.iter().find(|broker| broker.id.0 == *id);
        match known {
            _ if list.iter().take(at).any(|other| other == id) => Some((t.fault_twice)(*id)),
            None => Some((t.broker_unknown)(*id)),
            Some(broker) => {
                let lost = !is_alive(broker) && !old.contains(id);
                lost.then(|| (t.broker_down)(*id))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Load;

    #[test]
    fn a_replica_more_goes_to_another_rack_then_to_the_emptiest() {
        let rack = |name: &str| Some(name.to_owned());
        let mut load = Load {
            brokers: vec![
                (1, rack("a"), 5),
                (2, rack("a"), 0),
                (3, rack("b"), 9),
                (4, rack("b"), 8),
            ],
        };
        assert_eq!(load.next(&[1]), Some(4));
        assert_eq!(load.next(&[1]), Some(3));
        assert_eq!(load.next(&[1, 3]), Some(2));
        assert_eq!(load.next(&[1, 2, 3, 4]), None);
    }
}
