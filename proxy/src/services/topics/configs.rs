//! The configs of a topic with their version, and what a new topic would have.

use super::definitions;
use super::ground::Ground;
use crate::access::Cx;
use crate::cluster::capabilities::Feature;
use crate::error::Error;
use castellan_api::configs::Config;
use castellan_api::endpoint::{InstancePath, NoQuery, TopicPath, Version};
use castellan_api::page::Missing;
use castellan_api::topics::{GetTopicDefaults, ListTopicConfigs, TopicConfigs, TopicDefaults};
use castellan_kafka::{ApiKey, ConfigEntry, ConfigSource};
use std::collections::BTreeSet;

/// Lists the configs of a topic; the ETag is needed to change them.
pub async fn list_configs(
    cx: Cx<ListTopicConfigs>,
    path: TopicPath,
    _: NoQuery,
    _: (),
) -> Result<Version<TopicConfigs>, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let name = path.topic.as_str();
    if !ground.exists(name) {
        ground.snapshot.known()?;
        return Err(super::detail::unknown(name));
    }
    let (as_of, entries) = ground.configs(name).await?;
    let descriptions = ground.descriptions().await?;
    let description = descriptions.get(name).map_or("", String::as_str);
    let etag = etag(&entries, description);
    let mut configs: Vec<Config> = entries.iter().map(definitions::config).collect();
    // What a broker counts in hours is no synonym that Kafka tells with the topic.
    if configs.iter().any(|config| config.default.is_none())
        && let Ok(known) = ground.definitions().await
    {
        for config in configs.iter_mut().filter(|one| one.default.is_none()) {
            config.default = known.default_of(&config.name);
        }
    }
    configs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Version {
        value: TopicConfigs { configs, as_of },
        etag,
    })
}

/// The version of a topic: a hash of what an edit can change, read from the broker. Only values set on
/// the topic count: those that follow the defaults may differ from broker to broker.
pub(crate) fn etag(entries: &[ConfigEntry], description: &str) -> String {
    let mut lines: Vec<String> = entries
        .iter()
        .filter(|entry| entry.source == ConfigSource::Topic && !entry.sensitive)
        .map(|entry| {
            format!(
                "{}\u{1}{}",
                entry.name,
                entry.value.as_deref().unwrap_or("\u{2}")
            )
        })
        .collect();
    lines.sort_unstable();
    lines.push(description.to_owned());
    let digest = ring::digest::digest(&ring::digest::SHA256, lines.join("\u{0}").as_bytes());
    let short: String = hex::encode(digest.as_ref()).chars().take(32).collect();
    format!("\"{short}\"")
}

/// True if an If-Match names this version: any of a list, `*`, weak or strong.
pub(crate) fn matches(if_match: &str, etag: &str) -> bool {
    if_match
        .split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.trim_start_matches("W/") == etag)
}

/// Says what a new topic would have where nothing is said.
pub async fn defaults(
    cx: Cx<GetTopicDefaults>,
    path: InstancePath,
    _: NoQuery,
    _: (),
) -> Result<TopicDefaults, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let topology = ground.snapshot.known()?;
    let mut missing = Vec::new();
    let configs = match ground.definitions().await {
        Ok(known) => known.configs.clone(),
        Err(error) => {
            missing.push(Missing {
                broker: None,
                address: String::new(),
                why: error.to_string(),
            });
            Vec::new()
        }
    };
    let broker_defaults = ground
        .has(Feature::TopicDefaults, ApiKey::CREATE_TOPICS, 4)
        .await
        .unwrap_or(false);
    let racks: BTreeSet<&str> = topology
        .cluster
        .brokers
        .iter()
        .filter_map(|broker| broker.rack.as_deref())
        .collect();
    let facts = ground.facts();
    Ok(TopicDefaults {
        partitions: facts.and_then(|facts| facts.num_partitions),
        replicas: facts.and_then(|facts| facts.default_replication_factor),
        brokers: u32::try_from(topology.cluster.brokers.len()).unwrap_or(u32::MAX),
        racks: racks.into_iter().map(str::to_owned).collect(),
        partitions_used: topology.totals.partitions,
        partitions_max: ground.partitions_max(),
        configs,
        name: free_name(&ground)?,
        broker_defaults,
        missing,
    })
}

/// `topic-<six digits>` that no topic has.
fn free_name(ground: &Ground) -> Result<String, Error> {
    let mut name = String::new();
    // a million names: a few tries find one that is free
    for _ in 0..8 {
        let mut bytes = [0; 4];
        ground.app.clock().fill(&mut bytes)?;
        name = format!("topic-{}", 100_000 + u32::from_le_bytes(bytes) % 900_000);
        if !ground.exists(&name) {
            break;
        }
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_kafka::ConfigType;

    fn entry(name: &str, value: &str, source: ConfigSource) -> ConfigEntry {
        ConfigEntry {
            name: name.into(),
            value: Some(value.into()),
            read_only: false,
            sensitive: false,
            source,
            kind: ConfigType::Unknown,
            documentation: None,
            synonyms: Vec::new(),
        }
    }

    #[test]
    fn the_version_changes_with_what_can_be_edited_and_with_nothing_else() {
        let one = entry("a", "1", ConfigSource::Topic);
        let two = entry("b", "2", ConfigSource::Default);
        let version = etag(&[one.clone(), two.clone()], "d");
        assert_eq!(version, etag(&[two.clone(), one.clone()], "d"));
        assert_ne!(version, etag(&[one.clone(), two.clone()], "e"));
        let reset = entry("a", "1", ConfigSource::Default);
        assert_ne!(version, etag(&[reset, two.clone()], "d"));
        let documented = ConfigEntry {
            documentation: Some("x".into()),
            ..one
        };
        assert_eq!(version, etag(&[documented, two], "d"));
        assert_eq!(version.len(), 34);
    }

    #[test]
    fn if_match_as_http_has_it() {
        assert!(matches("\"a\", W/\"b\"", "\"b\"") && matches("*", "\"b\""));
        assert!(!matches("\"c\"", "\"b\"") && !matches("", "\"b\""));
    }
}
