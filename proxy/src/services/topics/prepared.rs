//! A snapshot made ready for lists of topics: flags, counts, small letters and sorted places, worked
//! out once for a snapshot and shared by all who look. It must not call brokers or the store.

use super::columns::Column;
use crate::cluster::Snapshot;
use castellan_api::page::Order;
use castellan_api::rules;
use castellan_api::topics::{TopicCounts, TopicFilter};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Descriptions of the topics of an instance, by name.
pub(crate) type Descriptions = BTreeMap<String, String>;

const INTERNAL: u8 = 1;
const UNDER_REPLICATED: u8 = 1 << 1;
const OFFLINE: u8 = 1 << 2;
const BELOW_MIN_ISR: u8 = 1 << 3;
const EMPTY: u8 = 1 << 4;
const SINGLE_REPLICA: u8 = 1 << 5;
const NOT_PREFERRED: u8 = 1 << 6;

/// Sorted places by column and direction; at most two for each column.
type Orders = HashMap<(Column, Order), Arc<Vec<u32>>>;

/// A snapshot made ready.
pub(crate) struct Prepared {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) descriptions: Arc<Descriptions>,
    flags: Vec<u8>,
    /// Names in small letters, one after the other.
    small: String,
    /// Where each name ends in `small`.
    ends: Vec<u32>,
    counts: TopicCounts,
    counts_with_internal: TopicCounts,
    orders: Mutex<Orders>,
}

impl Prepared {
    /// One pass over the topics.
    pub(crate) fn new(snapshot: Arc<Snapshot>, descriptions: Arc<Descriptions>) -> Self {
        let mut ready = Self {
            snapshot: snapshot.clone(),
            descriptions,
            flags: Vec::new(),
            small: String::new(),
            ends: Vec::new(),
            counts: TopicCounts::default(),
            counts_with_internal: TopicCounts::default(),
            orders: Mutex::default(),
        };
        let Some(topology) = &snapshot.metadata else {
            return ready;
        };
        if snapshot.offsets.is_some() {
            ready.counts.empty = Some(0);
            ready.counts_with_internal.empty = Some(0);
        }
        for (at, topic) in topology.cluster.topics.iter().enumerate() {
            let figures = topology.figures.get(at).copied().unwrap_or_default();
            let row = snapshot.row(at);
            let flag = |holds: bool, bit: u8| if holds { bit } else { 0 };
            let flags = flag(
                topic.internal() || rules::internal_topic(topic.name()),
                INTERNAL,
            ) | flag(figures.under_replicated > 0, UNDER_REPLICATED)
                | flag(figures.offline > 0, OFFLINE)
                | flag(row.is_some_and(|row| row.below_min_isr > 0), BELOW_MIN_ISR)
                | flag(row.is_some_and(|row| row.messages == Some(0)), EMPTY)
                | flag(figures.replicas == 1, SINGLE_REPLICA)
                | flag(figures.preferred < figures.partitions, NOT_PREFERRED);
            ready.flags.push(flags);
            ready
                .small
                .extend(topic.name().chars().map(|c| c.to_ascii_lowercase()));
            ready
                .ends
                .push(u32::try_from(ready.small.len()).unwrap_or(u32::MAX));
            ready.count(flags, figures.partitions);
        }
        ready.counts.internal = ready.counts_with_internal.internal;
        ready
    }

    fn count(&mut self, flags: u8, partitions: u32) {
        let add = |counts: &mut TopicCounts| {
            let one = |bit: u8| u32::from(flags & bit != 0);
            counts.all += 1;
            counts.partitions += partitions;
            counts.under_replicated += one(UNDER_REPLICATED);
            counts.offline += one(OFFLINE);
            counts.below_min_isr += one(BELOW_MIN_ISR);
            counts.single_replica += one(SINGLE_REPLICA);
            counts.not_preferred += one(NOT_PREFERRED);
            counts.internal += one(INTERNAL);
            if let Some(empty) = &mut counts.empty {
                *empty += one(EMPTY);
            }
        };
        add(&mut self.counts_with_internal);
        if flags & INTERNAL == 0 {
            add(&mut self.counts);
        }
    }

    /// Counts of the quick filters.
    pub(crate) const fn counts(&self, internal: bool) -> TopicCounts {
        if internal {
            self.counts_with_internal
        } else {
            self.counts
        }
    }

    /// True if the topic at this place passes the two filters that cost nothing.
    pub(crate) fn passes(&self, at: u32, internal: bool, filter: Option<TopicFilter>) -> bool {
        let Some(flags) = self.flags.get(at as usize) else {
            return false;
        };
        let wanted = match filter {
            None => return internal || flags & INTERNAL == 0,
            Some(TopicFilter::UnderReplicated) => UNDER_REPLICATED,
            Some(TopicFilter::Offline) => OFFLINE,
            Some(TopicFilter::BelowMinIsr) => BELOW_MIN_ISR,
            Some(TopicFilter::Empty) => EMPTY,
            Some(TopicFilter::SingleReplica) => SINGLE_REPLICA,
            Some(TopicFilter::NotPreferred) => NOT_PREFERRED,
        };
        flags & wanted != 0 && (internal || flags & INTERNAL == 0)
    }

    /// True if Kafka keeps the topic for itself, or its name starts with `__`.
    pub(crate) fn internal(&self, at: u32) -> bool {
        self.flags
            .get(at as usize)
            .is_some_and(|flags| flags & INTERNAL != 0)
    }

    /// The name at this place in small letters.
    pub(crate) fn small(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.small
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// How many topics there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.flags.len()).unwrap_or(u32::MAX)
    }

    /// The places of all topics in this order; equal ones by name, unknown ones last.
    pub(crate) fn order(&self, column: Column, order: Order) -> Arc<Vec<u32>> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders
            .entry((column, order))
            .or_insert_with(|| Arc::new(column.sorted(self, order)))
            .clone()
    }
}
