//! Replication throttles in the cluster, as `kafka-reassign-partitions` sets them: a rate on each
//! broker, and on each topic the replicas it holds for (KIP-73).

use crate::cluster::snapshot::{FOLLOWER_RATE, FOLLOWER_REPLICAS, LEADER_RATE, LEADER_REPLICAS};
use castellan_kafka::{
    AlterConfigs, AlterOp, Client, ConfigChange, ConfigQuery, ConfigResource, ConfigSource, Error,
    ErrorCode,
};
use std::collections::{BTreeMap, BTreeSet};

/// Topics of one request.
const TOPICS_AT_ONCE: usize = 200;

/// The replicas of a topic that a throttle holds for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Throttled {
    /// As leaders, `partition:broker`.
    pub(super) leaders: BTreeSet<(i32, i32)>,
    /// As followers.
    pub(super) followers: BTreeSet<(i32, i32)>,
}

/// What became of one broker or topic.
pub(super) type Fate = (ConfigResource, Result<(), Error>);

fn set(name: &str, value: String) -> ConfigChange {
    ConfigChange {
        name: name.to_owned(),
        op: AlterOp::Set(value),
    }
}

fn delete(name: &str) -> ConfigChange {
    ConfigChange {
        name: name.to_owned(),
        op: AlterOp::Delete,
    }
}

/// Sets the rate of brokers, bytes a second.
pub(super) async fn set_rate(
    client: &Client,
    brokers: &BTreeSet<i32>,
    bytes_per_s: u64,
) -> Result<Vec<Fate>, Error> {
    let changes: Vec<AlterConfigs> = brokers
        .iter()
        .map(|broker| AlterConfigs {
            resource: ConfigResource::Broker(*broker),
            changes: vec![
                set(LEADER_RATE, bytes_per_s.to_string()),
                set(FOLLOWER_RATE, bytes_per_s.to_string()),
            ],
        })
        .collect();
    client.incremental_alter_configs(&changes, false).await
}

/// Sets which replicas of topics are throttled.
pub(super) async fn set_replicas(
    client: &Client,
    topics: &BTreeMap<String, Throttled>,
) -> Result<Vec<Fate>, Error> {
    let listed = |replicas: &BTreeSet<(i32, i32)>| {
        let words: Vec<String> = replicas
            .iter()
            .map(|(partition, broker)| format!("{partition}:{broker}"))
            .collect();
        words.join(",")
    };
    let changes: Vec<AlterConfigs> = topics
        .iter()
        .map(|(topic, throttled)| AlterConfigs {
            resource: ConfigResource::Topic(topic.clone()),
            changes: vec![
                set(LEADER_REPLICAS, listed(&throttled.leaders)),
                set(FOLLOWER_REPLICAS, listed(&throttled.followers)),
            ],
        })
        .collect();
    in_parts(client, &changes).await
}

/// Removes the throttles of brokers and topics. What is not set is none the less removed: no error.
pub(super) async fn remove(
    client: &Client,
    brokers: &BTreeSet<i32>,
    topics: &BTreeSet<String>,
) -> Result<Vec<Fate>, Error> {
    let brokers = brokers.iter().map(|broker| AlterConfigs {
        resource: ConfigResource::Broker(*broker),
        changes: vec![delete(LEADER_RATE), delete(FOLLOWER_RATE)],
    });
    let topics = topics.iter().map(|topic| AlterConfigs {
        resource: ConfigResource::Topic(topic.clone()),
        changes: vec![delete(LEADER_REPLICAS), delete(FOLLOWER_REPLICAS)],
    });
    let mut fates = in_parts(client, &topics.collect::<Vec<_>>()).await?;
    let brokers: Vec<AlterConfigs> = brokers.collect();
    if !brokers.is_empty() {
        fates.extend(client.incremental_alter_configs(&brokers, false).await?);
    }
    Ok(fates)
}

async fn in_parts(client: &Client, changes: &[AlterConfigs]) -> Result<Vec<Fate>, Error> {
    let mut fates = Vec::with_capacity(changes.len());
    for part in changes.chunks(TOPICS_AT_ONCE) {
        fates.extend(client.incremental_alter_configs(part, false).await?);
    }
    Ok(fates)
}

/// What is still set of these brokers and topics, read back; brokers that do not answer count as if
/// it were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) brokers: BTreeSet<i32>,
    pub(super) topics: BTreeSet<String>,
    /// Why a broker could not be asked.
    pub(super) silent: BTreeMap<i32, String>,
}

impl Left {
    pub(super) fn nothing(&self) -> bool {
        self.brokers.is_empty() && self.topics.is_empty()
    }
}

/// Reads back what is still set.
pub(super) async fn left(
    client: &Client,
    brokers: &BTreeSet<i32>,
    topics: &BTreeSet<String>,
) -> Result<Left, Error> {
    let resources: Vec<ConfigResource> = brokers
        .iter()
        .map(|broker| ConfigResource::Broker(*broker))
        .chain(topics.iter().cloned().map(ConfigResource::Topic))
        .collect();
    let keys = [
        LEADER_RATE,
        FOLLOWER_RATE,
        LEADER_REPLICAS,
        FOLLOWER_REPLICAS,
    ];
    let query = ConfigQuery {
        keys: Some(keys.map(str::to_owned).to_vec()),
        ..ConfigQuery::default()
    };
    let mut left = Left::default();
    for part in resources.chunks(TOPICS_AT_ONCE) {
        for (resource, entries) in client.describe_configs(part, &query).await? {
            let own = |entries: &[castellan_kafka::ConfigEntry], source| {
                entries.iter().any(|entry| {
                    entry.source == source
                        && entry
                            .value
                            .as_deref()
                            .is_some_and(|value| !value.is_empty())
                })
            };
            match (resource, entries) {
                (ConfigResource::Broker(id), Ok(entries))
                    if own(&entries, ConfigSource::Broker) =>
                {
                    left.brokers.insert(id);
                }
                (ConfigResource::Broker(id), Err(error)) => {
                    left.brokers.insert(id);
                    left.silent.insert(id, error.to_string());
                }
                (ConfigResource::Topic(topic), Ok(entries))
                    if own(&entries, ConfigSource::Topic) =>
                {
                    left.topics.insert(topic);
                }
                // a topic that was deleted meanwhile has no configs; of others the answer is awaited
                (ConfigResource::Topic(topic), Err(error))
                    if error.code() != Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION) =>
                {
                    left.topics.insert(topic);
                }
                _ => {}
            }
        }
    }
    Ok(left)
}
