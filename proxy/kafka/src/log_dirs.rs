//! Log directories of every broker with the replicas in them.

mod decode;

pub(crate) use decode::decode;

use std::collections::BTreeMap;

use bytes::BytesMut;
use kacrab_protocol::generated as wire;

use crate::call::Deadline;
use crate::{ApiKey, Client, Connection, Error, ErrorCode, Partial, Result};

/// DescribeLogDirs versions spoken: from 0 (1.0) to 5 (4.3).
const VERSIONS: (i16, i16) = (0, 5);

/// One log directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDir {
    /// The broker it belongs to.
    pub broker: i32,
    /// Its path on that broker.
    pub path: String,
    /// KAFKA_STORAGE_ERROR when it is offline; 0 is fine.
    pub error: ErrorCode,
    /// Size of the volume (version 4, KIP-827, Kafka 3.3; `None` below).
    pub total_bytes: Option<u64>,
    /// Free on the volume (version 4, Kafka 3.3).
    pub usable_bytes: Option<u64>,
    /// Takes no new replicas (version 5, KIP-1066, Kafka 4.3; `false` below).
    pub cordoned: bool,
    /// What lies in it.
    pub replicas: Replicas,
}

/// The replicas of a directory as the broker lists them, in flat arrays: a broker may hold tens of
/// thousands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replicas {
    names: String,
    topics: Vec<TopicRow>,
    replicas: Vec<ReplicaRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TopicRow {
    name_start: u32,
    replicas: u32,
    name_len: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ReplicaRow {
    size_bytes: i64,
    offset_lag: i64,
    partition: i32,
    future: bool,
}

/// One replica on one broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaSize {
    /// Partition.
    pub partition: i32,
    /// Bytes of its segments.
    pub size_bytes: u64,
    /// How far it is behind: the high watermark less its end, or for a future replica the
    /// present one's end less its own.
    pub offset_lag: i64,
    /// It is being moved here from another directory of the same broker.
    pub future: bool,
}

impl Replicas {
    /// How many replicas.
    pub fn len(&self) -> usize {
        self.replicas.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.replicas.is_empty()
    }

    /// The topics in the broker's order, each with its replicas.
    pub fn topics(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = ReplicaSize>)> {
        let mut next = 0;
        self.topics.iter().map(move |topic| {
            let start = topic.name_start as usize;
            let name = self.names.get(start..start + usize::from(topic.name_len));
            let first = next;
            next += topic.replicas as usize;
            let rows = self.replicas.get(first..next).unwrap_or_default();
            (name.unwrap_or_default(), rows.iter().map(ReplicaRow::view))
        })
    }

    /// Bytes of all replicas.
    pub fn size_bytes(&self) -> u64 {
        self.replicas.iter().map(|row| row.view().size_bytes).sum()
    }

    /// Bytes it takes on the heap.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn heap_bytes(&self) -> usize {
        self.names.capacity()
            + self.topics.capacity() * size_of::<TopicRow>()
            + self.replicas.capacity() * size_of::<ReplicaRow>()
    }
}

impl ReplicaRow {
    fn view(&self) -> ReplicaSize {
        ReplicaSize {
            partition: self.partition,
            size_bytes: u64::try_from(self.size_bytes).unwrap_or(0),
            offset_lag: self.offset_lag,
            future: self.future,
        }
    }
}

impl Client {
    /// The log directories of every broker. A broker that fails is in `missing`, with
    /// [`Error::Unsupported`] below 1.0.
    pub async fn describe_log_dirs(&self) -> Result<Partial<Vec<LogDir>>> {
        let described = self
            .every_broker(
                |connection, deadline| async move { ask(&connection, None, deadline).await },
            )
            .await?;
        Ok(described.map(|brokers| {
            let dirs = |(broker, dirs): (i32, Vec<LogDir>)| {
                dirs.into_iter().map(move |dir| LogDir { broker, ..dir })
            };
            brokers.into_iter().flat_map(dirs).collect()
        }))
    }

    /// The log directories of some brokers, with only these partitions in them: by broker, the
    /// topics with their partitions. A broker that fails is in `missing`.
    pub async fn describe_log_dirs_of(
        &self,
        wanted: BTreeMap<i32, BTreeMap<String, Vec<i32>>>,
    ) -> Partial<Vec<LogDir>> {
        let deadline = self.deadline();
        let asked = self
            .some_brokers(wanted, deadline, |_, connection, topics| {
                let topics = topics
                    .iter()
                    .map(|(topic, partitions)| {
                        wire::describe_log_dirs_request::DescribableLogDirTopic {
                            topic: topic.clone().into(),
                            partitions: partitions.clone(),
                            ..Default::default()
                        }
                    })
                    .collect();
                async move { ask(&connection, Some(topics), deadline).await }
            })
            .await;
        let mut found = Partial::whole(Vec::new());
        for (broker, _, result, after) in asked {
            match result {
                Ok(dirs) => found
                    .value
                    .extend(dirs.into_iter().map(|dir| LogDir { broker, ..dir })),
                Err(error) => found.missing.push(self.failure(broker, error, after)),
            }
        }
        found
    }
}

async fn ask(
    connection: &Connection,
    topics: Option<Vec<wire::describe_log_dirs_request::DescribableLogDirTopic>>,
    deadline: Deadline,
) -> Result<Vec<LogDir>> {
    let api = ApiKey::DESCRIBE_LOG_DIRS;
    let version = connection.line.version(api, VERSIONS.0, VERSIONS.1)?;
    let request = wire::DescribeLogDirsRequestData {
        topics,
        ..Default::default()
    };
    // Version 0 (1.0 to 1.1) has the bytes of version 1, which is the codec's oldest.
    let write = |buf: &mut BytesMut| request.write(buf, version.max(1));
    let body = connection.send_raw(api, version, write, deadline).await?;
    let answer = decode(&body, version).map_err(|why| connection.line.malformed(api, why))?;
    if version >= 1 {
        connection.pause(answer.throttle_ms);
    }
    let what = || format!("describing the log directories of {}", connection.peer());
    answer
        .error
        .ok()
        .map_err(|code| Error::kafka(code, None, what()))?;
    Ok(answer.dirs)
}

#[cfg(test)]
mod tests;
