//! The effective configs of a broker, and where the others differ.

use super::unknown;
use crate::access::Cx;
use crate::cluster::broker_configs::Read;
use crate::error::Error;
use castellan_api::brokers::{BrokerConfig, BrokerConfigs, Differs, ListBrokerConfigs};
use castellan_api::configs::{Config, ConfigDefault, ConfigSource};
use castellan_api::endpoint::{BrokerPath, NoQuery};
use castellan_api::ids::BrokerId;
use castellan_kafka::{ConfigEntry, ConfigType};

/// What must differ from broker to broker: no news.
const OWN: &[&str] = &[
    "advertised.listeners",
    "broker.id",
    "broker.rack",
    "listeners",
    "node.id",
];

/// Lists the effective configs of a broker, read at most every 30 s however many look.
pub async fn list_configs(
    cx: Cx<ListBrokerConfigs>,
    path: BrokerPath,
    _: NoQuery,
    (): (),
) -> Result<BrokerConfigs, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    let snapshot = instance.snapshot();
    snapshot.known()?;
    snapshot
        .broker(path.broker.0)
        .ok_or_else(|| unknown(path.broker))?;
    let now = cx.app().clock().now_ms();
    let read = instance.broker_configs().get(&instance, now).await?;
    shown(&read, path.broker)
}

fn shown(read: &Read, id: BrokerId) -> Result<BrokerConfigs, Error> {
    let Some(entries) = read.broker(id.0) else {
        let why = read
            .missing
            .iter()
            .find(|missing| missing.broker == Some(id.0));
        let why = why.map_or("It did not answer.", |missing| missing.why.as_str());
        return Err(Error::Unavailable(format!(
            "Broker {id} tells no configs: {why}"
        )));
    };
    let configs = entries
        .iter()
        .map(|entry| BrokerConfig {
            config: config(entry),
            differs: differs(read, id, entry),
        })
        .collect();
    Ok(BrokerConfigs {
        configs,
        as_of: read.as_of,
        missing: read.missing.clone(),
    })
}

fn differs(read: &Read, id: BrokerId, entry: &ConfigEntry) -> Vec<Differs> {
    if entry.sensitive || OWN.contains(&entry.name.as_str()) {
        return Vec::new();
    }
    let others = read.brokers.iter().filter(|(other, _)| *other != id.0);
    others
        .filter_map(|(other, entries)| {
            let at = entries
                .binary_search_by(|one| one.name.as_str().cmp(&entry.name))
                .ok()?;
            let value = &entries.get(at)?.value;
            (*value != entry.value).then(|| Differs {
                broker: BrokerId(*other),
                value: value.clone(),
            })
        })
        .collect()
}

fn config(entry: &ConfigEntry) -> Config {
    let next = entry
        .synonyms
        .iter()
        .find(|synonym| synonym.source != entry.source);
    Config {
        name: entry.name.clone(),
        value: entry.value.clone(),
        source: source(entry.source),
        read_only: entry.read_only,
        sensitive: entry.sensitive,
        kind: (entry.kind != ConfigType::Unknown)
            .then(|| format!("{:?}", entry.kind).to_lowercase()),
        default: next.map(|synonym| ConfigDefault {
            value: synonym.value.clone(),
            source: source(synonym.source),
            name: synonym.name.clone(),
        }),
        documentation: entry.documentation.clone(),
    }
}

const fn source(source: castellan_kafka::ConfigSource) -> ConfigSource {
    use castellan_kafka::ConfigSource as Kafka;
    match source {
        Kafka::Topic => ConfigSource::Topic,
        Kafka::Broker => ConfigSource::Broker,
        Kafka::BrokerDefault => ConfigSource::Cluster,
        Kafka::StaticBroker => ConfigSource::Static,
        Kafka::Default => ConfigSource::Default,
        Kafka::BrokerLogger | Kafka::ClientMetrics | Kafka::Group | Kafka::Unknown => {
            ConfigSource::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::page::Missing;
    use castellan_kafka::{ConfigSource as Kafka, ConfigSynonym};

    fn entry(name: &str, value: &str, sensitive: bool) -> ConfigEntry {
        let synonym = |source, value: &str| ConfigSynonym {
            name: name.into(),
            value: Some(value.into()),
            source,
        };
        ConfigEntry {
            name: name.into(),
            value: (!sensitive).then(|| value.into()),
            read_only: false,
            sensitive,
            source: Kafka::Broker,
            kind: ConfigType::Long,
            documentation: None,
            synonyms: vec![synonym(Kafka::Broker, value), synonym(Kafka::Default, "1")],
        }
    }

    #[test]
    fn differences_are_shown_but_those_that_must_be() {
        let broker = |id: i32, threads: &str| {
            let id_text = id.to_string();
            (
                id,
                vec![
                    entry("broker.id", &id_text, false),
                    entry("num.io.threads", threads, false),
                    entry("ssl.key", threads, true),
                ],
            )
        };
        let read = Read {
            as_of: 1,
            brokers: vec![broker(1, "8"), broker(2, "4"), broker(3, "8")],
            missing: vec![Missing {
                broker: Some(4),
                address: String::new(),
                why: "It is down.".into(),
            }],
        };
        let shown_configs = shown(&read, BrokerId(1)).unwrap();
        let [id, threads, key] = shown_configs.configs.as_slice() else {
            panic!()
        };
        assert!(id.differs.is_empty() && key.differs.is_empty());
        assert_eq!(
            threads.differs,
            [Differs {
                broker: BrokerId(2),
                value: Some("4".into())
            }]
        );
        assert_eq!(threads.config.kind.as_deref(), Some("long"));
        let default = threads.config.default.as_ref().unwrap();
        assert_eq!(
            (default.value.as_deref(), default.source),
            (Some("1"), ConfigSource::Default)
        );
        assert!(matches!(
            shown(&read, BrokerId(4)),
            Err(Error::Unavailable(_))
        ));
    }
}
