//! The columns of the list of topics: how each is sorted, shown and written.

use super::prepared::Prepared;
use crate::cluster::figures::TopicFigures;
use crate::cluster::snapshot::{TopicRow, per_second};
use crate::services::table::Cell;
use castellan_api::ids::TopicName;
use castellan_api::page::Order;
use castellan_api::topics::TopicSummary;
use std::cmp::Ordering;

/// A column of [`castellan_api::topics::COLUMNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Name,
    Partitions,
    Replicas,
    InSync,
    Size,
    Messages,
    InRate,
    Retention,
    Cleanup,
    SyncReplication,
    SyncFlush,
    Timestamp,
    MaxMessage,
    Spread,
    Skew,
    LeaderSkew,
    Description,
}

impl Column {
    const ALL: &'static [(&'static str, Self)] = &[
        ("name", Self::Name),
        ("partitions", Self::Partitions),
        ("replicas", Self::Replicas),
        ("in_sync", Self::InSync),
        ("size", Self::Size),
        ("messages", Self::Messages),
        ("in_rate", Self::InRate),
        ("retention", Self::Retention),
        ("cleanup", Self::Cleanup),
        ("sync_replication", Self::SyncReplication),
        ("sync_flush", Self::SyncFlush),
        ("timestamp", Self::Timestamp),
        ("max_message", Self::MaxMessage),
        ("spread", Self::Spread),
        ("skew", Self::Skew),
        ("leader_skew", Self::LeaderSkew),
        ("description", Self::Description),
    ];

    /// By its name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, column)| *column)
    }

    /// Places of the topics in this order; equal ones by name, unknown ones last in both directions.
    pub(super) fn sorted(self, list: &Prepared, order: Order) -> Vec<u32> {
        let places = 0..list.len();
        match self {
            // topics ascend by name already
            Self::Name => match order {
                Order::Asc => places.collect(),
                Order::Desc => places.rev().collect(),
            },
            Self::Cleanup => by_key(places, order, |at| {
                row(list, at)?.configs.as_ref()?.cleanup_policy()
            }),
            Self::Timestamp => by_key(places, order, |at| {
                row(list, at)?.configs.as_ref()?.timestamp_type()
            }),
            Self::Description => by_key(places, order, |at| {
                list.descriptions.get(name(list, at)?).map(String::as_str)
            }),
            _ => by_key(places, order, |at| self.number(list, at)),
        }
    }

    /// What a column of numbers is sorted by.
    fn number(self, list: &Prepared, at: u32) -> Option<i64> {
        let figures = figures(list, at)?;
        let row = row(list, at);
        let configs = row.and_then(|row| row.configs.as_deref());
        match self {
            Self::Partitions => Some(i64::from(figures.partitions)),
            Self::Replicas => Some(i64::from(figures.replicas)),
            // offline is worse than below min ISR, and that worse than under-replicated
            Self::InSync => {
                let part = |count: u32| i64::from(count.min(0xF_FFFF));
                let below = row.map_or(0, |row| row.below_min_isr);
                Some(
                    part(figures.offline) << 40
                        | part(below) << 20
                        | part(figures.under_replicated),
                )
            }
            Self::Size => signed(row?.size_bytes),
            Self::Messages => signed(row?.messages),
            Self::InRate => signed(row?.in_rate),
            // −1 keeps always: longest of all
            Self::Retention => configs?
                .retention_ms
                .map(|ms| if ms < 0 { i64::MAX } else { ms }),
            Self::SyncReplication => configs?.sync_replication(figures.replicas).map(i64::from),
            Self::SyncFlush => configs?.sync_flush.map(i64::from),
            Self::MaxMessage => signed(configs?.max_message_bytes),
            Self::Spread => Some(i64::from(figures.spread_percent)),
            Self::Skew => Some(i64::from(figures.skew_percent)),
            Self::LeaderSkew => Some(i64::from(figures.leader_skew_percent)),
            Self::Name | Self::Cleanup | Self::Timestamp | Self::Description => None,
        }
    }

    /// The cells of an export, aligned with [`super::sheet::head_of`].
    pub(crate) fn cells(self, topic: &TopicSummary) -> Vec<Cell> {
        let count = |count: u32| Cell::Whole(i64::from(count));
        match self {
            Self::Name => vec![Cell::Text(topic.name.to_string())],
            Self::Partitions => vec![count(topic.partitions)],
            Self::Replicas => vec![count(topic.replicas)],
            Self::InSync => [topic.under_replicated, topic.offline, topic.below_min_isr]
                .map(count)
                .to_vec(),
            Self::Size => vec![Cell::whole(topic.size_bytes)],
            Self::Messages => vec![Cell::whole(topic.messages)],
            Self::InRate => vec![topic.messages_per_s.map_or(Cell::Nothing, Cell::Real)],
            Self::Retention => vec![Cell::whole(topic.retention_ms)],
            Self::Cleanup => vec![Cell::text(topic.cleanup_policy.as_deref())],
            Self::SyncReplication => vec![
                Cell::truth(topic.sync_replication),
                Cell::whole(topic.min_insync_replicas),
            ],
            Self::SyncFlush => vec![Cell::truth(topic.sync_flush)],
            Self::Timestamp => vec![Cell::text(topic.timestamp_type.as_deref())],
            Self::MaxMessage => vec![Cell::whole(topic.max_message_bytes)],
            Self::Spread => vec![count(topic.spread_percent)],
            Self::Skew => vec![count(topic.skew_percent)],
            Self::LeaderSkew => vec![count(topic.leader_skew_percent)],
            Self::Description => vec![Cell::Text(topic.description.clone())],
        }
    }
}

fn by_key<K: Ord>(
    places: std::ops::Range<u32>,
    order: Order,
    key: impl Fn(u32) -> Option<K>,
) -> Vec<u32> {
    let mut keyed: Vec<(Option<K>, u32)> = places.map(|at| (key(at), at)).collect();
    keyed.sort_unstable_by(|(one, at), (other, other_at)| {
        let by_key = match (one, other) {
            (Some(one), Some(other)) => match order {
                Order::Asc => one.cmp(other),
                Order::Desc => other.cmp(one),
            },
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_key.then(at.cmp(other_at))
    });
    keyed.into_iter().map(|(_, at)| at).collect()
}

fn signed(value: Option<u64>) -> Option<i64> {
    value.map(|value| i64::try_from(value).unwrap_or(i64::MAX))
}

fn figures(list: &Prepared, at: u32) -> Option<&TopicFigures> {
    list.snapshot.metadata.as_ref()?.figures.get(at as usize)
}

fn row(list: &Prepared, at: u32) -> Option<&TopicRow> {
    list.snapshot.row(at as usize)
}

/// The name of the topic at this place.
pub(crate) fn name(list: &Prepared, at: u32) -> Option<&str> {
    Some(
        list.snapshot
            .metadata
            .as_ref()?
            .cluster
            .topics
            .get(at as usize)?
            .name(),
    )
}

/// The row of the list for the topic at this place.
pub(crate) fn summary(list: &Prepared, at: u32) -> Option<TopicSummary> {
    let name = name(list, at)?;
    let figures = figures(list, at)?;
    let row = row(list, at);
    let configs = row.and_then(|row| row.configs.as_deref());
    Some(TopicSummary {
        name: TopicName::trusted(name),
        internal: list.internal(at),
        partitions: figures.partitions,
        replicas: figures.replicas,
        under_replicated: figures.under_replicated,
        offline: figures.offline,
        below_min_isr: row.map_or(0, |row| row.below_min_isr),
        size_bytes: row.and_then(|row| row.size_bytes),
        messages: row.and_then(|row| row.messages),
        messages_per_s: row.and_then(|row| row.in_rate).map(per_second),
        retention_ms: configs.and_then(|configs| configs.retention_ms),
        cleanup_policy: configs
            .and_then(|configs| configs.cleanup_policy())
            .map(str::to_owned),
        min_insync_replicas: configs.and_then(|configs| configs.min_insync_replicas),
        sync_replication: configs.and_then(|configs| configs.sync_replication(figures.replicas)),
        sync_flush: configs.and_then(|configs| configs.sync_flush),
        timestamp_type: configs
            .and_then(|configs| configs.timestamp_type())
            .map(str::to_owned),
        max_message_bytes: configs.and_then(|configs| configs.max_message_bytes),
        spread_percent: figures.spread_percent,
        skew_percent: figures.skew_percent,
        leader_skew_percent: figures.leader_skew_percent,
        preferred_percent: figures.preferred_percent(),
        under_replicated_percent: figures.under_replicated_percent(),
        description: list.descriptions.get(name).cloned().unwrap_or_default(),
    })
}
