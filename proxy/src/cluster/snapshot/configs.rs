//! The configs of topics that lists show: few keys, values shared between topics.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The keys that are read of every topic: what the list shows or filters by.
pub const LIST_KEYS: &[&str] = &[
    "cleanup.policy",
    "compression.type",
    "flush.messages",
    "follower.replication.throttled.replicas",
    "leader.replication.throttled.replicas",
    "max.message.bytes",
    "message.timestamp.type",
    "min.insync.replicas",
    "retention.bytes",
    "retention.ms",
    "segment.bytes",
    "unclean.leader.election.enable",
];

/// The listed configs of a topic. Topics with the same values share one.
#[derive(Clone, Debug, Default)]
pub struct ListConfigs {
    /// Aligned with [`LIST_KEYS`].
    values: Vec<Option<Arc<str>>>,
    /// `retention.ms`; −1: kept always.
    pub retention_ms: Option<i64>,
    /// `retention.bytes`; −1: no limit.
    pub retention_bytes: Option<i64>,
    /// `min.insync.replicas`.
    pub min_insync_replicas: Option<u32>,
    /// `max.message.bytes`.
    pub max_message_bytes: Option<u64>,
    /// True if `flush.messages` is 1.
    pub sync_flush: Option<bool>,
}

impl PartialEq for ListConfigs {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Eq for ListConfigs {}

impl Hash for ListConfigs {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values.hash(state);
    }
}

impl ListConfigs {
    /// Value of one of [`LIST_KEYS`].
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = LIST_KEYS.binary_search(&key).ok()?;
        self.values.get(at)?.as_deref()
    }

    /// `cleanup.policy`.
    pub fn cleanup_policy(&self) -> Option<&str> {
        self.get("cleanup.policy")
    }

    /// `message.timestamp.type`.
    pub fn timestamp_type(&self) -> Option<&str> {
        self.get("message.timestamp.type")
    }

    /// True if `min.insync.replicas` equals the replicas and there are at least 2.
    pub fn sync_replication(&self, replicas: u32) -> Option<bool> {
        self.min_insync_replicas
            .map(|asked| replicas >= 2 && asked == replicas)
    }
}

/// Makes values and whole rows that are equal one.
#[derive(Debug, Default)]
pub struct Interner {
    values: HashSet<Arc<str>>,
    rows: HashSet<Arc<ListConfigs>>,
}

/// Distinct values kept before the interner starts anew: those of deleted topics do not pile up.
const INTERNED_MAX: usize = 100_000;

impl Interner {
    /// The shared row of these configs; other keys than [`LIST_KEYS`] are dropped.
    pub fn row<'a>(
        &mut self,
        configs: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Arc<ListConfigs> {
        let mut values = vec![None; LIST_KEYS.len()];
        for (key, value) in configs {
            if let Ok(at) = LIST_KEYS.binary_search(&key)
                && let Some(slot) = values.get_mut(at)
            {
                *slot = value.map(|value| self.value(value));
            }
        }
        let mut row = ListConfigs {
            values,
            ..ListConfigs::default()
        };
        row.retention_ms = row.get("retention.ms").and_then(|text| text.parse().ok());
        row.retention_bytes = row
            .get("retention.bytes")
            .and_then(|text| text.parse().ok());
        row.min_insync_replicas = row
            .get("min.insync.replicas")
            .and_then(|text| text.parse().ok());
        row.max_message_bytes = row
            .get("max.message.bytes")
            .and_then(|text| text.parse().ok());
        row.sync_flush = row.get("flush.messages").map(|text| text == "1");
        if let Some(known) = self.rows.get(&row) {
            return known.clone();
        }
        if self.rows.len() >= INTERNED_MAX {
            self.rows.clear();
        }
        let row = Arc::new(row);
        self.rows.insert(row.clone());
        row
    }

    fn value(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.values.get(text) {
            return known.clone();
        }
        if self.values.len() >= INTERNED_MAX {
            self.values.clear();
        }
        let value: Arc<str> = text.into();
        self.values.insert(value.clone());
        value
    }
}

/// The listed configs of every topic that was read so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicConfigs {
    /// By topic.
    pub topics: HashMap<Arc<str>, Arc<ListConfigs>>,
    /// True once every topic was read.
    pub complete: bool,
}

impl TopicConfigs {
    /// The configs of a topic, if they were read.
    pub fn get(&self, topic: &str) -> Option<&Arc<ListConfigs>> {
        self.topics.get(topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_and_rows_are_shared() {
        assert!(LIST_KEYS.is_sorted());
        let mut interner = Interner::default();
        let configs = [
            ("retention.ms", Some("604800000")),
            ("flush.messages", Some("1")),
            ("min.insync.replicas", Some("2")),
            ("other", Some("x")),
        ];
        let one = interner.row(configs.into_iter());
        let two = interner.row(configs.into_iter());
        assert!(Arc::ptr_eq(&one, &two));
        assert_eq!(one.retention_ms, Some(604_800_000));
        assert_eq!(
            (one.sync_flush, one.sync_replication(2)),
            (Some(true), Some(true))
        );
        assert_eq!(
            (one.sync_replication(3), one.sync_replication(1)),
            (Some(false), Some(false))
        );
        assert_eq!((one.get("other"), one.cleanup_policy()), (None, None));
    }
}
