//! Settings of topics and brokers: describe, change one by one (2.3 and later), replace all (below).

mod alter;
mod describe;

use std::collections::{BTreeMap, HashMap};

use crate::{Client, Error, ErrorCode, Result};

/// What settings belong to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConfigResource {
    /// A topic.
    Topic(String),
    /// One broker; asked of that broker itself.
    Broker(i32),
    /// The cluster-wide default of brokers' dynamic settings.
    BrokerDefault,
}

impl ConfigResource {
    fn kind(&self) -> i8 {
        match self {
            Self::Topic(_) => 2,
            Self::Broker(_) | Self::BrokerDefault => 4,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Topic(name) => name.clone(),
            Self::Broker(id) => id.to_string(),
            Self::BrokerDefault => String::new(),
        }
    }

    fn of_wire(kind: i8, name: &str) -> Option<Self> {
        match (kind, name) {
            (2, _) => Some(Self::Topic(name.to_owned())),
            (4, "") => Some(Self::BrokerDefault),
            (4, _) => name.parse().ok().map(Self::Broker),
            _ => None,
        }
    }

    /// The broker that must be asked; any other where `None`.
    fn home(&self) -> Option<i32> {
        match self {
            Self::Broker(id) => Some(*id),
            _ => None,
        }
    }
}

impl std::fmt::Display for ConfigResource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Topic(name) => write!(f, "topic {name}"),
            Self::Broker(id) => write!(f, "broker {id}"),
            Self::BrokerDefault => f.write_str("the cluster-wide broker default"),
        }
    }
}

/// What to ask of DescribeConfigs.
#[derive(Debug, Clone, Default)]
pub struct ConfigQuery {
    /// Only these settings; `None` for all.
    pub keys: Option<Vec<String>>,
    /// Where each value comes from, in order of precedence.
    pub synonyms: bool,
    /// Kafka's own documentation (version 3, Kafka 2.6; left out below).
    pub documentation: bool,
}

/// The settings of one resource.
pub type DescribedConfigs = (ConfigResource, Result<Vec<ConfigEntry>>);

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigEntry {
    /// Its Kafka name.
    pub name: String,
    /// Its value; `None` for sensitive ones and those that are not set.
    pub value: Option<String>,
    /// Cannot be changed while the broker runs.
    pub read_only: bool,
    /// A password or the like: never told.
    pub sensitive: bool,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// What kind of value it is (version 3, Kafka 2.6; `Unknown` below).
    pub kind: ConfigType,
    /// Kafka's own words (version 3, Kafka 2.6), where asked for.
    pub documentation: Option<String>,
    /// All settings it may come from, first the one in force; where asked for.
    pub synonyms: Vec<ConfigSynonym>,
}

impl ConfigEntry {
    /// `true` when nobody set it, on this resource or above.
    pub fn is_default(&self) -> bool {
        self.source == ConfigSource::Default
    }
}

/// One place a value may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSynonym {
    /// The setting there (a topic's `retention.ms` is a broker's `log.retention.ms`).
    pub name: String,
    /// Its value there.
    pub value: Option<String>,
    /// Where.
    pub source: ConfigSource,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfigSource {
    /// Set on the topic.
    Topic,
    /// Set dynamically on this broker.
    Broker,
    /// Set dynamically for all brokers.
    BrokerDefault,
    /// In the broker's server.properties.
    StaticBroker,
    /// Kafka's default.
    Default,
    /// A broker's dynamic logger level.
    BrokerLogger,
    /// A client metrics subscription.
    ClientMetrics,
    /// A group.
    Group,
    /// Not known.
    Unknown,
}

impl ConfigSource {
    fn of_wire(code: i8) -> Self {
        match code {
            1 => Self::Topic,
            2 => Self::Broker,
            3 => Self::BrokerDefault,
            4 => Self::StaticBroker,
            5 => Self::Default,
            6 => Self::BrokerLogger,
            7 => Self::ClientMetrics,
            8 => Self::Group,
            _ => Self::Unknown,
        }
    }
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of Kafka's ConfigDef.Type")]
pub enum ConfigType {
    Unknown,
    Boolean,
    String,
    Int,
    Short,
    Long,
    Double,
    List,
    Class,
    Password,
}

impl ConfigType {
    fn of_wire(code: i8) -> Self {
        match code {
            1 => Self::Boolean,
            2 => Self::String,
            3 => Self::Int,
            4 => Self::Short,
            5 => Self::Long,
            6 => Self::Double,
            7 => Self::List,
            8 => Self::Class,
            9 => Self::Password,
            _ => Self::Unknown,
        }
    }
}

/// Changes to the settings of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterConfigs {
    /// Whose.
    pub resource: ConfigResource,
    /// One change a setting.
    pub changes: Vec<ConfigChange>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigChange {
    /// The setting.
    pub name: String,
    /// What to do with it.
    pub op: AlterOp,
}

/// What to do with a setting (KIP-339).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterOp {
    /// Sets it.
    Set(String),
    /// Takes it back to what it inherits.
    Delete,
    /// Adds entries to a list.
    Append(String),
    /// Takes entries out of a list.
    Subtract(String),
}

impl Client {
    /// Splits resources by the broker that must be asked and asks all at once. A failing call of
    /// one broker is the error of its resource; that of the others fails as a whole.
    async fn by_home<T, W, F>(
        &self,
        resources: impl Iterator<Item = ConfigResource>,
        ask: W,
    ) -> Result<HashMap<ConfigResource, Result<T>>>
    where
        W: Fn(Option<i32>, Vec<ConfigResource>) -> F,
        F: Future<Output = Result<Vec<(ConfigResource, Result<T>)>>>,
    {
        let mut homes: BTreeMap<Option<i32>, Vec<ConfigResource>> = BTreeMap::new();
        for resource in resources {
            homes.entry(resource.home()).or_default().push(resource);
        }
        let ask = &ask;
        let calls = homes.into_iter().map(|(home, resources)| async move {
            (home, resources.clone(), ask(home, resources).await)
        });
        let mut answers = HashMap::new();
        for (home, resources, result) in futures_util::future::join_all(calls).await {
            match (home, result) {
                (_, Ok(found)) => answers.extend(found),
                (None, Err(error)) => return Err(error),
                (Some(_), Err(error)) => {
                    let failed = resources.into_iter().map(|name| (name, Err(error.clone())));
                    answers.extend(failed);
                }
            }
        }
        Ok(answers)
    }
}

fn ordered<T>(
    resources: &[ConfigResource],
    mut answers: HashMap<ConfigResource, Result<T>>,
    what: &str,
) -> Vec<(ConfigResource, Result<T>)> {
    let missing = |resource: &ConfigResource| {
        let said = "the broker's answer does not mention it".to_owned();
        Error::kafka(ErrorCode(-1), Some(said), format!("{what} {resource}"))
    };
    let of = |resource: &ConfigResource| {
        let result = answers
            .remove(resource)
            .unwrap_or_else(|| Err(missing(resource)));
        (resource.clone(), result)
    };
    resources.iter().map(of).collect()
}
