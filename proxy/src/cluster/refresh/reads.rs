//! The calls of the refresher, a function a lane: each asks and gives what it got. No state here.

use super::Expect;
use crate::cluster::snapshot::{FOLLOWER_RATE, LEADER_RATE, LIST_KEYS, Topology};
use castellan_kafka::{
    ApiRanges, Client, ConfigQuery, ConfigResource, DescribedConfigs, ListedGroup, LogDir,
    Metadata, OffsetSpec, OffsetTable, Partial, Quorum, Reassigning, Result,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// What a lane brought.
pub(super) enum Outcome {
    Metadata(Result<Metadata>),
    Alive(Result<Partial<Vec<ApiRanges>>>),
    Offsets(Arc<Topology>, OffsetTables),
    Quorum(Result<Quorum>),
    LogDirs(Arc<Topology>, Result<Partial<Vec<LogDir>>>),
    Configs(Result<Vec<DescribedConfigs>>),
    Groups(Result<Partial<Vec<ListedGroup>>>),
    Moves(Result<Vec<Reassigning>>),
    Facts(Result<Vec<DescribedConfigs>>),
    Touched(Box<Touched>),
}

impl Outcome {
    /// True if a broker, or all, did not answer in time.
    pub(super) fn waited(&self) -> bool {
        match self {
            Self::Metadata(answer) => answer.is_err(),
            Self::Alive(answer) => answer.as_ref().map_or(true, |partial| !partial.is_whole()),
            Self::Offsets(_, tables) => {
                !(tables.start.missing.is_empty() && tables.end.missing.is_empty())
            }
            Self::Quorum(answer) => answer.is_err(),
            Self::LogDirs(_, answer) => answer.as_ref().map_or(true, |partial| !partial.is_whole()),
            Self::Configs(answer) => answer.is_err(),
            Self::Groups(answer) => answer.as_ref().map_or(true, |partial| !partial.is_whole()),
            Self::Moves(answer) => answer.is_err(),
            Self::Facts(answer) => answer.is_err(),
            Self::Touched(_) => false,
        }
    }
}

/// First and next offsets.
pub(super) struct OffsetTables {
    pub(super) start: OffsetTable,
    pub(super) end: OffsetTable,
}

/// What was read again after a write.
pub(super) struct Touched {
    /// The whole metadata.
    pub(super) metadata: Result<Metadata>,
    /// Metadata of the touched topics alone, and their offsets aligned with it.
    pub(super) offsets: Option<(Metadata, OffsetTables)>,
    /// Configs of the touched topics.
    pub(super) configs: Result<Vec<DescribedConfigs>>,
    /// Told when it is published.
    pub(super) done: oneshot::Sender<()>,
}

/// Configs of brokers that the console shows or needs everywhere.
const FACT_KEYS: &[&str] = &[
    "auto.create.topics.enable",
    "default.replication.factor",
    FOLLOWER_RATE,
    LEADER_RATE,
    "num.partitions",
];

/// How often a write is looked for until the cluster shows it; Kafka's own propagation takes some
/// tens of milliseconds.
const LOOKS: u32 = 12;
/// How often the offsets of a topic are asked for again when its leaders are not ready.
const OFFSET_LOOKS: u32 = 4;
/// The first pause between two looks; grows.
const PAUSE: Duration = Duration::from_millis(25);

pub(super) async fn offsets(client: &Client, metadata: &Metadata) -> OffsetTables {
    let (start, end) = futures_util::future::join(
        client.list_offsets_flat(metadata, OffsetSpec::Earliest),
        client.list_offsets_flat(metadata, OffsetSpec::Latest),
    )
    .await;
    OffsetTables { start, end }
}

pub(super) async fn configs(
    client: &Client,
    names: impl Iterator<Item = String>,
) -> Result<Vec<DescribedConfigs>> {
    let resources: Vec<_> = names.map(ConfigResource::Topic).collect();
    if resources.is_empty() {
        return Ok(Vec::new());
    }
    let query = keys(LIST_KEYS);
    client.describe_configs(&resources, &query).await
}

pub(super) async fn facts(client: &Client, brokers: Vec<i32>) -> Result<Vec<DescribedConfigs>> {
    let resources: Vec<_> = brokers.into_iter().map(ConfigResource::Broker).collect();
    client.describe_configs(&resources, &keys(FACT_KEYS)).await
}

fn keys(keys: &[&str]) -> ConfigQuery {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    ConfigQuery {
        keys: Some(keys),
        ..ConfigQuery::default()
    }
}

/// Reads what a write touched, once the cluster shows it.
pub(super) async fn touch(
    client: Client,
    topics: Vec<String>,
    expect: Expect,
    done: oneshot::Sender<()>,
) -> Outcome {
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let mut seen = None;
    for look in 1..=LOOKS {
        if names.is_empty() {
            break;
        }
        // A cluster that does not answer will not do so for the next question either.
        let Ok(metadata) = client.metadata_for(&names).await else {
            break;
        };
        let met = expect.met(&metadata, &names);
        seen = Some(metadata);
        if met {
            break;
        }
        tokio::time::sleep(PAUSE * look).await;
    }
    let there: Vec<String> = topics
        .iter()
        .filter(|name| seen.as_ref().is_some_and(|seen| is_there(seen, name)))
        .cloned()
        .collect();
    let touched_offsets = async {
        match seen {
            Some(seen) => {
                let mut tables = offsets(&client, &seen).await;
                // A leader that was just elected does not know it yet.
                for look in 1..=OFFSET_LOOKS {
                    if tables.start.errors.is_empty() && tables.end.errors.is_empty() {
                        break;
                    }
                    tokio::time::sleep(PAUSE * 2 * look).await;
                    tables = offsets(&client, &seen).await;
                }
                Some((seen, tables))
            }
            None => None,
        }
    };
    let (metadata, offsets, configs) = futures_util::future::join3(
        client.metadata(),
        touched_offsets,
        configs(&client, there.into_iter()),
    )
    .await;
    Outcome::Touched(Box::new(Touched {
        metadata,
        offsets,
        configs,
        done,
    }))
}

fn is_there(metadata: &Metadata, name: &str) -> bool {
    metadata
        .topics
        .find(name)
        .is_some_and(|topic| topic.error().ok().is_ok())
}

impl Expect {
    fn met(self, metadata: &Metadata, names: &[&str]) -> bool {
        let led = |name: &str| {
            metadata.topics.find(name).is_some_and(|topic| {
                topic.partition_count() > 0 && topic.partitions().all(|one| one.leader >= 0)
            })
        };
        let partitions = |name: &str| {
            metadata
                .topics
                .find(name)
                .map_or(0, |topic| topic.partition_count())
        };
        names.iter().all(|name| match self {
            Self::Any => true,
            Self::Present => is_there(metadata, name) && led(name),
            Self::Absent => !is_there(metadata, name),
            Self::Partitions(count) => partitions(name) >= count as usize && led(name),
        })
    }
}
