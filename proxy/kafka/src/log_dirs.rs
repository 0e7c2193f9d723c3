//! Log directories of every broker with the replicas in them.

use kacrab_protocol::generated as wire;

use crate::{Client, Error, ErrorCode, Partial, Result};

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
    /// What lies in it, as the broker lists it.
    pub replicas: Vec<ReplicaSize>,
}

/// One replica on one broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaSize {
    /// Topic.
    pub topic: std::sync::Arc<str>,
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

impl Client {
    /// The log directories of every broker. A broker that fails is in `missing`, with
    /// [`Error::Unsupported`] below 1.0.
    pub async fn describe_log_dirs(&self) -> Result<Partial<Vec<LogDir>>> {
        let described = self
            .every_broker(|connection, deadline| async move {
                let make = |_| wire::DescribeLogDirsRequestData {
                    topics: None,
                    ..Default::default()
                };
                let (answer, _) = connection.send(make, deadline).await?;
                let what = || format!("describing the log directories of {}", connection.peer());
                ErrorCode(answer.error_code)
                    .ok()
                    .map_err(|code| Error::kafka(code, None, what()))?;
                Ok(answer.results)
            })
            .await?;
        Ok(described.map(|brokers| {
            let dirs =
                |(broker, dirs): (i32, Vec<_>)| dirs.into_iter().map(move |d| dir(broker, d));
            brokers.into_iter().flat_map(dirs).collect()
        }))
    }
}

fn dir(broker: i32, dir: wire::describe_log_dirs_response::DescribeLogDirsResult) -> LogDir {
    let mut replicas = Vec::with_capacity(dir.topics.iter().map(|t| t.partitions.len()).sum());
    for topic in &dir.topics {
        let name: std::sync::Arc<str> = topic.name.as_str().into();
        replicas.extend(topic.partitions.iter().map(|partition| ReplicaSize {
            topic: name.clone(),
            partition: partition.partition_index,
            size_bytes: u64::try_from(partition.partition_size).unwrap_or(0),
            offset_lag: partition.offset_lag,
            future: partition.is_future_key,
        }));
    }
    LogDir {
        broker,
        path: dir.log_dir.to_string(),
        error: ErrorCode(dir.error_code),
        total_bytes: u64::try_from(dir.total_bytes).ok(),
        usable_bytes: u64::try_from(dir.usable_bytes).ok(),
        cordoned: dir.is_cordoned,
        replicas,
    }
}
