//! What the console knows of one cluster: an immutable value, published as `Arc<Snapshot>` by the
//! instance's refresher and read by everybody. Flat arrays: 100,000 partitions take tens of
//! megabytes. It must not call brokers.

mod configs;
mod log_dirs;
mod moves;
mod offsets;
mod rates;
mod topology;

pub use configs::{Interner, LIST_KEYS, ListConfigs, TopicConfigs};
pub use log_dirs::{BrokerDirs, Dir, LogDirs, ReplicaBytes, Told};
pub use moves::{
    BrokerRates, FOLLOWER_RATE, FOLLOWER_REPLICAS, LEADER_RATE, LEADER_REPLICAS, Moves,
};
pub use offsets::Offsets;
pub use rates::{History, Rates, per_second};
pub use topology::Topology;

use crate::error::Error;
use castellan_api::brokers::BrokerState;
use castellan_api::controller::{Controller, Feature};
use castellan_api::instances::InstanceStatus;
use castellan_api::page::Missing;
use castellan_kafka::ApiRanges;
use std::ops::Deref;
use std::sync::Arc;

/// A part of the snapshot with its age. It reads as what it holds.
#[derive(Debug)]
pub struct Part<T> {
    /// When it was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Grows when the content changes; starts at 1.
    pub version: u64,
    /// Brokers that did not answer; empty if it is whole.
    pub missing: Vec<Missing>,
    /// The content; the same allocation while it does not change.
    pub data: Arc<T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        let Self {
            as_of,
            version,
            missing,
            data,
        } = self;
        Self {
            as_of: *as_of,
            version: *version,
            missing: missing.clone(),
            data: data.clone(),
        }
    }
}

impl<T> Deref for Part<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.data
    }
}

/// Everything known of one cluster at one moment. A part is `None` until it was read once.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Grows with every publication, whatever changed: what a cache of sorted rows may be keyed by.
    pub serial: u64,
    /// How the instance stands.
    pub status: InstanceStatus,
    /// Why, in plain words, where it is not Connected.
    pub why: Option<String>,
    /// Brokers, topics, partitions and the figures computed from them.
    pub metadata: Option<Arc<Part<Topology>>>,
    /// Log start and end offsets.
    pub offsets: Option<Arc<Part<Offsets>>>,
    /// Sizes on disk.
    pub log_dirs: Option<Arc<Part<LogDirs>>>,
    /// Topic configs that lists show.
    pub configs: Option<Arc<Part<TopicConfigs>>>,
    /// Consumer groups.
    pub groups: Option<Arc<Part<Groups>>>,
    /// What Kafka moves, and the throttles of the brokers.
    pub moves: Option<Arc<Part<Moves>>>,
    /// Controller, features, versions of the calls.
    pub cluster: Option<Arc<Part<ClusterFacts>>>,
    /// One row a topic, aligned with `metadata.cluster.topics`: what lists sort and filter by.
    pub rows: Arc<Vec<TopicRow>>,
    /// Partitions below `min.insync.replicas` in all; absent until configs were read.
    pub below_min_isr: Option<u32>,
    /// Messages in all partitions; absent until offsets were read.
    pub messages: Option<u64>,
    /// Every broker of the cluster, and those that are assigned replicas and are not in it; by ID.
    pub brokers: Arc<Vec<Standing>>,
    /// Since when what is wrong is wrong.
    pub since: Since,
}

/// A topic's row: figures of all parts joined, so that a list needs no look-up.
#[derive(Clone, Debug, Default)]
pub struct TopicRow {
    /// Partitions below `min.insync.replicas`; 0 while the configs are not known.
    pub below_min_isr: u32,
    /// Sum of log end − log start; absent until known for every partition that has a leader.
    pub messages: Option<u64>,
    /// Messages a second, in thousandths; absent until known.
    pub in_rate: Option<u64>,
    /// Bytes of all replicas that brokers told of.
    pub size_bytes: Option<u64>,
    /// Its configs.
    pub configs: Option<Arc<ListConfigs>>,
}

/// Consumer groups, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// How many.
    pub count: u32,
}

/// What the cluster says of itself.
#[derive(Clone, Debug, Default)]
pub struct ClusterFacts {
    /// Who leads it; absent: it was not asked yet, or nobody could tell.
    pub controller: Option<Controller>,
    /// Finalized features.
    pub features: Vec<Feature>,
    /// Kafka's version as the brokers betray it; the oldest where they differ, as `3.9, 4.0`.
    pub kafka_version: Option<String>,
    /// What each broker can do.
    pub apis: Vec<ApiRanges>,
    /// `auto.create.topics.enable` of a broker.
    pub auto_create_topics: Option<bool>,
    /// `num.partitions` of a broker.
    pub num_partitions: Option<i32>,
    /// `default.replication.factor` of a broker.
    pub default_replication_factor: Option<i32>,
}

/// How a broker stands, and since when the console has seen it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Broker ID.
    pub id: i32,
    /// Advertised address as last seen; absent if it was never seen.
    pub address: Option<String>,
    /// Rack as last seen.
    pub rack: Option<String>,
    /// How it stands.
    pub state: BrokerState,
    /// Since when, milliseconds since 1970 UTC; absent: since the console looks.
    pub since: Option<i64>,
    /// What it answered last, where it is silent.
    pub why: Option<String>,
}

/// Since when each trouble has been seen without a break, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Under-replicated partitions.
    pub under_replicated: Option<i64>,
    /// Offline partitions.
    pub offline: Option<i64>,
    /// Partitions below `min.insync.replicas`.
    pub below_min_isr: Option<i64>,
    /// No controller.
    pub no_controller: Option<i64>,
    /// The instance's status.
    pub status: i64,
}

impl Standing {
    /// Why it is called silent, as a sentence.
    pub fn words(&self) -> String {
        let why = self.why.as_deref().unwrap_or("");
        let mut letters = why.chars();
        match letters.next() {
            Some(first) => first.to_uppercase().chain(letters).collect(),
            None => format!("Broker {} does not answer.", self.id),
        }
    }
}

impl Snapshot {
    /// Nothing known yet.
    pub fn empty(status: InstanceStatus, now_ms: i64) -> Self {
        Self {
            serial: 0,
            status,
            why: None,
            metadata: None,
            offsets: None,
            log_dirs: None,
            configs: None,
            groups: None,
            moves: None,
            cluster: None,
            rows: Arc::default(),
            below_min_isr: None,
            messages: None,
            brokers: Arc::default(),
            since: Since {
                status: now_ms,
                ..Since::default()
            },
        }
    }

    /// Brokers, topics and partitions, or why they are not known.
    pub fn known(&self) -> Result<&Arc<Part<Topology>>, Error> {
        self.metadata.as_ref().ok_or_else(|| {
            Error::Unavailable(match (&self.why, self.status) {
                (_, InstanceStatus::Disabled) => {
                    "The instance is disabled: enable it to see its cluster.".into()
                }
                (Some(why), _) => why.clone(),
                (None, _) => {
                    "The console has not finished its first look at the cluster. Try again in a moment."
                        .into()
                }
            })
        })
    }

    /// The row of a topic by its place in `metadata.cluster.topics`.
    pub fn row(&self, at: usize) -> Option<&TopicRow> {
        self.rows.get(at)
    }

    /// Brokers in the cluster, silent ones included.
    pub fn brokers_in_cluster(&self) -> u32 {
        let inside = self
            .brokers
            .iter()
            .filter(|broker| broker.state != BrokerState::Down);
        u32::try_from(inside.count()).unwrap_or(u32::MAX)
    }

    /// Brokers that answer.
    pub fn brokers_alive(&self) -> u32 {
        let alive = self
            .brokers
            .iter()
            .filter(|broker| broker.state == BrokerState::Alive);
        u32::try_from(alive.count()).unwrap_or(u32::MAX)
    }

    /// A broker by ID.
    pub fn broker(&self, id: i32) -> Option<&Standing> {
        let at = self
            .brokers
            .binary_search_by_key(&id, |broker| broker.id)
            .ok()?;
        self.brokers.get(at)
    }

    /// True if the broker is the controller (ZooKeeper) or leads the quorum (KRaft).
    pub fn is_controller(&self, id: i32) -> bool {
        let Some(facts) = &self.cluster else {
            return false;
        };
        match &facts.controller {
            Some(Controller::ZooKeeper { broker }) => *broker == id,
            Some(Controller::KRaft { leader, .. }) => *leader == Some(id),
            Some(Controller::Unknown) | None => false,
        }
    }

    /// The brokers that did not answer for the parts a list of topics shows, each once.
    pub fn missing(&self) -> Vec<Missing> {
        let parts = [
            self.metadata.as_ref().map(|part| &part.missing),
            self.offsets.as_ref().map(|part| &part.missing),
            self.log_dirs.as_ref().map(|part| &part.missing),
            self.configs.as_ref().map(|part| &part.missing),
        ];
        let mut found: Vec<Missing> = Vec::new();
        for missing in parts.into_iter().flatten().flatten() {
            let same = |other: &Missing| match missing.broker {
                Some(_) => other.broker == missing.broker,
                None => other.address == missing.address,
            };
            if !found.iter().any(same) {
                found.push(missing.clone());
            }
        }
        found
    }

    /// Messages a second, as far as they are known.
    pub fn rates(&self) -> Option<&Rates> {
        self.offsets.as_ref().map(|part| &*part.data.rates)
    }

    /// Joins the parts into rows and sums; called by the refresher before it publishes.
    pub(super) fn join(&mut self) {
        let Some(topology) = self.metadata.clone() else {
            return;
        };
        let topics = &topology.cluster.topics;
        let mut below = 0;
        let rows: Vec<TopicRow> = topics
            .iter()
            .enumerate()
            .map(|(at, topic)| {
                let name = topic.name();
                let configs = self
                    .configs
                    .as_ref()
                    .and_then(|part| part.get(name).cloned());
                let asked = configs
                    .as_ref()
                    .and_then(|configs| configs.min_insync_replicas);
                let below_min_isr = asked.map_or(0, |asked| topology.below_min_isr(at, asked));
                below += below_min_isr;
                TopicRow {
                    below_min_isr,
                    messages: self
                        .offsets
                        .as_ref()
                        .and_then(|part| part.messages_at(&topology.data, at)),
                    in_rate: self
                        .offsets
                        .as_ref()
                        .and_then(|part| part.rate_at(&topology.data, at)),
                    size_bytes: self
                        .log_dirs
                        .as_ref()
                        .and_then(|part| part.bytes_at(&topology.data, at)),
                    configs,
                }
            })
            .collect();
        self.rows = Arc::new(rows);
        self.below_min_isr = self.configs.as_ref().map(|_| below);
        self.messages = self.offsets.as_ref().map(|part| part.messages());
    }
}
