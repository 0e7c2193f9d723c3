//! Configs as the app shows them: entries of DescribeConfigs translated, and the definitions of all
//! topic configs a cluster knows. Kafka has no call for the latter: any topic tells them, and
//! without a topic the brokers' own settings do as far as they go.

use castellan_api::configs::{Config, ConfigDefault, ConfigSource};
use castellan_kafka::{
    Client, ConfigEntry, ConfigQuery, ConfigResource, ConfigSource as Source, ConfigType,
};
use std::collections::BTreeSet;

/// The topic configs a cluster knows, with the value a new topic gets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Definitions {
    pub(crate) configs: Vec<Config>,
    /// True if these are all; false: there was no topic to tell, and Kafka knows more.
    pub(crate) complete: bool,
}

impl Definitions {
    /// Takes what is not told from the brokers' own settings.
    fn fill(&mut self, brokers: &Self) {
        for config in self.configs.iter_mut().filter(|config| untold(config)) {
            if let Some(held) = brokers.default_of(&config.name) {
                config.value.clone_from(&held.value);
                config.source = held.source;
                config.default = Some(held);
            }
        }
    }

    /// What a topic has that does not set the config.
    pub(crate) fn default_of(&self, name: &str) -> Option<ConfigDefault> {
        let config = self.configs.iter().find(|config| config.name == name)?;
        Some(ConfigDefault {
            value: Some(config.value.clone()?),
            source: config.source,
            name: config.default.as_ref()?.name.clone(),
        })
    }

    /// The names, if they are all.
    pub(crate) fn names(&self) -> Option<BTreeSet<String>> {
        self.complete.then(|| {
            self.configs
                .iter()
                .map(|config| config.name.clone())
                .collect()
        })
    }
}

/// What DescribeConfigs is asked for a topic.
pub(crate) fn whole() -> ConfigQuery {
    ConfigQuery {
        keys: None,
        synonyms: true,
        documentation: true,
    }
}

/// Reads the definitions: from a topic, or else from a broker.
pub(crate) async fn read(
    client: &Client,
    topic: Option<&str>,
    broker: Option<i32>,
) -> castellan_kafka::Result<Definitions> {
    let of_broker = async || match broker {
        Some(broker) => ask(client, ConfigResource::Broker(broker))
            .await
            .map(|entries| of_broker(&entries)),
        None => Ok(Definitions::default()),
    };
    let Some(topic) = topic else {
        return of_broker().await;
    };
    let mut known = of_topic(&ask(client, ConfigResource::Topic(topic.to_owned())).await?);
    if known.configs.iter().any(untold) {
        known.fill(&of_broker().await?);
    }
    Ok(known)
}

async fn ask(
    client: &Client,
    resource: ConfigResource,
) -> castellan_kafka::Result<Vec<ConfigEntry>> {
    let mut answers = client.describe_configs(&[resource], &whole()).await?;
    answers
        .pop()
        .map_or_else(|| Ok(Vec::new()), |(_, entries)| entries)
}

/// True where the topic that was asked sets the config, and Kafka does not say what holds without
/// that: what a broker counts in hours has no synonym in milliseconds.
fn untold(config: &Config) -> bool {
    config.value.is_none()
        && !config.sensitive
        && BROKER_NAMES.iter().any(|(name, _)| *name == config.name)
}

/// What a topic's configs say of every other topic: its own settings taken away.
fn of_topic(entries: &[ConfigEntry]) -> Definitions {
    let mut configs: Vec<Config> = entries
        .iter()
        .map(|entry| {
            let mut config = config(entry);
            if entry.source == Source::Topic {
                config.value = config
                    .default
                    .as_ref()
                    .and_then(|default| default.value.clone());
                config.source = config
                    .default
                    .as_ref()
                    .map_or(ConfigSource::Default, |default| default.source);
            }
            config
        })
        .collect();
    configs.sort_by(|one, other| one.name.cmp(&other.name));
    Definitions {
        configs,
        complete: true,
    }
}

/// Topic configs by the names the brokers have for them (ServerTopicConfigSynonyms). Two of them
/// are counted in other units by older names; those of the same unit are listed.
const BROKER_NAMES: &[(&str, &str)] = &[
    ("cleanup.policy", "log.cleanup.policy"),
    ("compression.type", "compression.type"),
    ("delete.retention.ms", "log.cleaner.delete.retention.ms"),
    ("file.delete.delay.ms", "log.segment.delete.delay.ms"),
    ("flush.messages", "log.flush.interval.messages"),
    ("flush.ms", "log.flush.interval.ms"),
    ("index.interval.bytes", "log.index.interval.bytes"),
    ("max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"),
    ("max.message.bytes", "message.max.bytes"),
    (
        "message.timestamp.after.max.ms",
        "log.message.timestamp.after.max.ms",
    ),
    (
        "message.timestamp.before.max.ms",
        "log.message.timestamp.before.max.ms",
    ),
    ("message.timestamp.type", "log.message.timestamp.type"),
    (
        "min.cleanable.dirty.ratio",
        "log.cleaner.min.cleanable.ratio",
    ),
    ("min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"),
    ("min.insync.replicas", "min.insync.replicas"),
    ("preallocate", "log.preallocate"),
    ("retention.bytes", "log.retention.bytes"),
    ("retention.ms", "log.retention.ms"),
    ("segment.bytes", "log.segment.bytes"),
    ("segment.index.bytes", "log.index.size.max.bytes"),
    ("segment.jitter.ms", "log.roll.jitter.ms"),
    ("segment.ms", "log.roll.ms"),
    (
        "unclean.leader.election.enable",
        "unclean.leader.election.enable",
    ),
];

/// Older names of a broker's setting, in the order in which they hold where that in milliseconds is
/// unset, and what one of their units has in milliseconds.
fn older_names(topic_name: &str) -> &'static [(&'static str, i64)] {
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    match topic_name {
        "retention.ms" => &[
            ("log.retention.minutes", MINUTE),
            ("log.retention.hours", HOUR),
        ],
        "segment.ms" => &[("log.roll.hours", HOUR)],
        "segment.jitter.ms" => &[("log.roll.jitter.hours", HOUR)],
        "flush.ms" => &[("log.flush.scheduler.interval.ms", 1)],
        _ => &[],
    }
}

fn of_broker(entries: &[ConfigEntry]) -> Definitions {
    let find = |name: &str| entries.iter().find(|entry| entry.name == name);
    let configs = BROKER_NAMES.iter().filter_map(|(name, there)| {
        let mut config = config(find(there)?);
        config.name = (*name).to_owned();
        let older = || {
            older_names(name).iter().find_map(|(older, unit)| {
                let entry = find(older)?;
                let amount: i64 = entry.value.as_ref()?.parse().ok()?;
                Some((entry, in_ms(amount, *unit)))
            })
        };
        if config.value.is_none()
            && let Some((entry, value)) = older()
        {
            config.value = Some(value.clone());
            config.source = source(entry.source);
            config.default = Some(ConfigDefault {
                value: Some(value),
                source: config.source,
                name: entry.name.clone(),
            });
        }
        Some(config)
    });
    Definitions {
        configs: configs.collect(),
        complete: false,
    }
}

fn in_ms(amount: i64, unit_ms: i64) -> String {
    if amount < 0 {
        "-1".into()
    } else {
        amount.saturating_mul(unit_ms).to_string()
    }
}

/// An entry as the app shows it.
pub(crate) fn config(entry: &ConfigEntry) -> Config {
    let below = entry
        .synonyms
        .iter()
        .find(|synonym| synonym.source != Source::Topic);
    let default = below
        .map(|synonym| ConfigDefault {
            value: synonym.value.clone(),
            source: source(synonym.source),
            name: synonym.name.clone(),
        })
        .or_else(|| {
            (entry.source != Source::Topic).then(|| ConfigDefault {
                value: entry.value.clone(),
                source: source(entry.source),
                name: entry.name.clone(),
            })
        });
    Config {
        name: entry.name.clone(),
        value: entry.value.clone().filter(|_| !entry.sensitive),
        source: source(entry.source),
        read_only: entry.read_only,
        sensitive: entry.sensitive,
        kind: kind(entry.kind).map(str::to_owned),
        default,
        documentation: entry
            .documentation
            .as_deref()
            .map(plain_text)
            .filter(|text| !text.is_empty()),
    }
}

const fn source(source: Source) -> ConfigSource {
    match source {
        Source::Topic => ConfigSource::Topic,
        Source::Broker => ConfigSource::Broker,
        Source::BrokerDefault => ConfigSource::Cluster,
        Source::StaticBroker => ConfigSource::Static,
        Source::Default => ConfigSource::Default,
        _ => ConfigSource::Unknown,
    }
}

const fn kind(kind: ConfigType) -> Option<&'static str> {
    Some(match kind {
        ConfigType::Unknown => return None,
        ConfigType::Boolean => "boolean",
        ConfigType::String => "string",
        ConfigType::Int => "int",
        ConfigType::Short => "short",
        ConfigType::Long => "long",
        ConfigType::Double => "double",
        ConfigType::List => "list",
        ConfigType::Class => "class",
        ConfigType::Password => "password",
    })
}

/// Kafka writes its documentation as HTML; the app shows text.
pub(crate) fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        text.push_str(before);
        let is_tag = tag
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
        match tag.find('>') {
            Some(close) if is_tag => {
                let name = tag.get(1..close).unwrap_or_default();
                if ["p", "/p", "br", "br/", "li", "/ul"].contains(&name.trim()) {
                    text.push(if name.trim() == "li" { ' ' } else { '\n' });
                }
                rest = tag.get(close + 1..).unwrap_or_default();
            }
            _ => {
                text.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_kafka::ConfigSynonym;

    fn entry(name: &str, value: Option<&str>, source: Source) -> ConfigEntry {
        ConfigEntry {
            name: name.into(),
            value: value.map(str::to_owned),
            read_only: false,
            sensitive: false,
            source,
            kind: ConfigType::Long,
            documentation: None,
            synonyms: Vec::new(),
        }
    }

    #[test]
    fn a_topics_own_value_is_not_what_a_new_topic_gets() {
        let mut own = entry("retention.ms", Some("1"), Source::Topic);
        let synonym = |name: &str, value: &str, source| ConfigSynonym {
            name: name.into(),
            value: Some(value.into()),
            source,
        };
        own.synonyms = vec![
            synonym("retention.ms", "1", Source::Topic),
            synonym("log.retention.ms", "7", Source::StaticBroker),
        ];
        let shown = config(&own);
        assert_eq!(
            (shown.value.as_deref(), shown.source),
            (Some("1"), ConfigSource::Topic)
        );
        let default = shown.default.unwrap();
        assert_eq!(
            (default.value.as_deref(), default.name.as_str()),
            (Some("7"), "log.retention.ms")
        );
        let definitions = of_topic(&[own]);
        let known = definitions.configs.first().unwrap();
        assert_eq!(
            (known.value.as_deref(), known.source),
            (Some("7"), ConfigSource::Static)
        );
        assert!(definitions.names().unwrap().contains("retention.ms"));
    }

    #[test]
    fn without_a_topic_the_broker_tells() {
        let definitions = of_broker(&[
            entry("log.retention.ms", None, Source::Default),
            entry("log.retention.hours", Some("168"), Source::StaticBroker),
            entry("message.max.bytes", Some("1048588"), Source::Default),
        ]);
        let values: Vec<_> = definitions
            .configs
            .iter()
            .map(|config| (config.name.as_str(), config.value.as_deref()))
            .collect();
        assert_eq!(
            values,
            [
                ("max.message.bytes", Some("1048588")),
                ("retention.ms", Some("604800000"))
            ]
        );
        assert_eq!(definitions.names(), None);
        // A topic that sets it itself, on a cluster that counts in hours.
        let mut own = of_topic(&[entry("retention.ms", Some("1"), Source::Topic)]);
        assert!(own.configs.iter().all(untold));
        own.fill(&definitions);
        let default = own.default_of("retention.ms").unwrap();
        assert_eq!(
            (default.value.as_deref(), default.name.as_str()),
            (Some("604800000"), "log.retention.hours")
        );
        assert_eq!(default.source, ConfigSource::Static);
    }

    #[test]
    fn documentation_becomes_text() {
        assert_eq!(
            plain_text("Either <code>a</code> or<p>b &lt;= 3.</p> <a href=\"x\">see</a> 1 < 2 <"),
            "Either a or\nb <= 3.\nsee 1 < 2 <"
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let secret = ConfigEntry {
            sensitive: true,
            ..entry("x", Some("s3cret"), Source::Topic)
        };
        assert_eq!(config(&secret).value, None);
    }
}
