//! Offsets of partitions, asked of their leaders, one call a leader.

mod flat;
mod table;
#[cfg(any(test, fuzzing))]
pub(crate) use flat::decode;

use std::collections::{BTreeMap, HashMap};

use kacrab_protocol::generated as wire;
use wire::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};

use crate::call::Deadline;
use crate::{ApiKey, Client, Connection, Error, ErrorCode, Result};

pub use table::OffsetTable;

/// Which offset of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OffsetSpec {
    /// The first one held.
    Earliest,
    /// The next one to be written (high watermark).
    Latest,
    /// That of the record with the largest timestamp (version 7, KIP-734, Kafka 3.0).
    MaxTimestamp,
    /// The first at or after this time, Unix milliseconds.
    AtTimestamp(i64),
}

impl OffsetSpec {
    fn wire(self) -> i64 {
        match self {
            Self::Latest => -1,
            Self::Earliest => -2,
            Self::MaxTimestamp => -3,
            Self::AtTimestamp(ms) => ms.max(0),
        }
    }

    /// The lowest version that knows it, and the Kafka that speaks it.
    fn check(self, connection: &Connection) -> Result<()> {
        let new_enough = connection
            .ranges()
            .is_some_and(|ranges| ranges.reaches(ApiKey::LIST_OFFSETS, 7));
        if self == Self::MaxTimestamp && !new_enough {
            return Err(Error::Unsupported {
                peer: Some(connection.peer().clone()),
                api: ApiKey::LIST_OFFSETS,
                needs: Some("3.0"),
                detail: "the offset of the newest timestamp",
            });
        }
        Ok(())
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OffsetQuery {
    /// Topic.
    pub topic: String,
    /// Partition.
    pub partition: i32,
    /// Which offset.
    pub spec: OffsetSpec,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundOffset {
    /// The offset; `None` when the partition has no such record.
    pub offset: Option<i64>,
    /// The record's timestamp, Unix milliseconds; `None` for earliest and latest.
    pub timestamp_ms: Option<i64>,
    /// The leader's epoch (version 4, Kafka 2.1).
    pub leader_epoch: Option<i32>,
}

impl Client {
    /// Offsets of many partitions, in the order asked. The leaders are looked up first; partitions
    /// whose leader has just moved are asked once more.
    pub async fn list_offsets(
        &self,
        queries: &[OffsetQuery],
    ) -> Result<Vec<(OffsetQuery, Result<FoundOffset>)>> {
        let deadline = self.deadline();
        let mut results: HashMap<usize, Result<FoundOffset>> = HashMap::new();
        let mut open: Vec<usize> = (0..queries.len()).collect();
        for round in 0..2 {
            let by_leader = self
                .by_leader(queries, &open, deadline, &mut results)
                .await?;
            let asked = self.some_brokers(by_leader, deadline, |_, connection, indexes| {
                let part: Vec<_> = indexes
                    .iter()
                    .filter_map(|at| Some((*at, queries.get(*at)?)))
                    .collect();
                async move { ask(&connection, &part, deadline).await }
            });
            open.clear();
            for (_, indexes, result, _) in asked.await {
                match result {
                    Ok(found) => results.extend(found),
                    Err(error) => {
                        results.extend(indexes.iter().map(|at| (*at, Err(error.clone()))))
                    }
                }
            }
            let moved = results.iter().filter(|(_, result)| is_moved(result));
            open.extend(moved.map(|(at, _)| *at));
            if open.is_empty() || round == 1 {
                break;
            }
        }
        let missing = || Error::kafka(ErrorCode(-1), None, "listing offsets");
        let of = |(at, query): (usize, &OffsetQuery)| {
            (
                query.clone(),
                results.remove(&at).unwrap_or_else(|| Err(missing())),
            )
        };
        Ok(queries.iter().enumerate().map(of).collect())
    }

    /// The places of the open questions by leader; questions about partitions without one are
    /// answered by that.
    async fn by_leader(
        &self,
        queries: &[OffsetQuery],
        open: &[usize],
        deadline: Deadline,
        results: &mut HashMap<usize, Result<FoundOffset>>,
    ) -> Result<BTreeMap<i32, Vec<usize>>> {
        let asked = || open.iter().filter_map(|at| Some((*at, queries.get(*at)?)));
        let mut names: Vec<&str> = asked().map(|(_, query)| query.topic.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let metadata = self.metadata_of(Some(&names), deadline).await?;
        let mut by_leader: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (at, query) in asked() {
            match leader(&metadata, &query.topic, query.partition) {
                Ok(leader) => by_leader.entry(leader).or_default().push(at),
                Err(code) => {
                    let what = format!("finding the leader of {}-{}", query.topic, query.partition);
                    results.insert(at, Err(Error::kafka(code, None, what)));
                }
            }
        }
        Ok(by_leader)
    }
}

/// The leader of a partition, or why there is none.
pub(crate) fn leader(
    metadata: &crate::Metadata,
    topic: &str,
    partition: i32,
) -> Result<i32, ErrorCode> {
    let found = metadata
        .topics
        .find(topic)
        .ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    found.error().ok()?;
    let partition = found
        .partition(partition)
        .ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    match partition.leader {
        id @ 0.. => Ok(id),
        _ => Err(ErrorCode::LEADER_NOT_AVAILABLE),
    }
}

/// NOT_LEADER_OR_FOLLOWER and what else a fresh look at the metadata mends.
fn is_moved(result: &Result<FoundOffset>) -> bool {
    let code = result.as_ref().err().and_then(Error::code);
    code.is_some_and(|code| matches!(code.0, 5 | 6 | 9 | 74 | 75))
}

async fn ask(
    connection: &Connection,
    queries: &[(usize, &OffsetQuery)],
    deadline: Deadline,
) -> Result<Vec<(usize, Result<FoundOffset>)>> {
    for (_, query) in queries {
        query.spec.check(connection)?;
    }
    let mut topics: BTreeMap<&str, Vec<ListOffsetsPartition>> = BTreeMap::new();
    let mut places: HashMap<(&str, i32), Vec<(usize, OffsetSpec)>> = HashMap::new();
    for (at, query) in queries {
        let place = places
            .entry((query.topic.as_str(), query.partition))
            .or_default();
        place.push((*at, query.spec));
        // Brokers refuse a partition that is named twice; further specs go in further calls.
        if place.len() == 1 {
            topics
                .entry(&query.topic)
                .or_default()
                .push(question(query.partition, query.spec));
        }
    }
    let mut results = Vec::with_capacity(queries.len());
    let rest: Vec<(usize, &OffsetQuery)> = queries
        .iter()
        .filter(|(at, query)| {
            let first = places
                .get(&(query.topic.as_str(), query.partition))
                .and_then(|p| p.first());
            first.is_some_and(|(first, _)| first != at)
        })
        .copied()
        .collect();
    let topics: Vec<_> = topics
        .into_iter()
        .map(|(name, partitions)| topic(name, partitions))
        .collect();
    let make = |version| request(topics, version, deadline);
    let (answer, _) = connection.send(make, deadline).await?;
    for topic in &answer.topics {
        for partition in &topic.partitions {
            let key = (topic.name.as_str(), partition.partition_index);
            if let Some((at, spec)) = places.get(&key).and_then(|place| place.first()) {
                results.push((*at, found(topic.name.as_str(), partition, *spec)));
            }
        }
    }
    if !rest.is_empty() {
        results.extend(Box::pin(ask(connection, &rest, deadline)).await?);
    }
    Ok(results)
}

fn topic(name: &str, partitions: Vec<ListOffsetsPartition>) -> ListOffsetsTopic {
    ListOffsetsTopic {
        name: name.to_owned().into(),
        partitions,
        ..Default::default()
    }
}

fn question(partition: i32, spec: OffsetSpec) -> ListOffsetsPartition {
    ListOffsetsPartition {
        partition_index: partition,
        timestamp: spec.wire(),
        ..Default::default()
    }
}

/// The request as a client sends it: replica −1, uncommitted records count as Kafka's own tools
/// count them.
fn request(
    topics: Vec<ListOffsetsTopic>,
    version: i16,
    deadline: Deadline,
) -> wire::ListOffsetsRequestData {
    let mut request = wire::ListOffsetsRequestData {
        replica_id: -1,
        topics,
        ..Default::default()
    };
    if version >= 10 {
        request.timeout_ms = deadline.broker_ms();
    }
    request
}

fn found(
    topic: &str,
    partition: &wire::list_offsets_response::ListOffsetsPartitionResponse,
    spec: OffsetSpec,
) -> Result<FoundOffset> {
    ErrorCode(partition.error_code).ok().map_err(|code| {
        let what = format!("listing offsets of {topic}-{}", partition.partition_index);
        Error::kafka(code, None, what)
    })?;
    let timed = matches!(spec, OffsetSpec::MaxTimestamp | OffsetSpec::AtTimestamp(_));
    Ok(FoundOffset {
        offset: Some(partition.offset).filter(|offset| *offset >= 0),
        timestamp_ms: Some(partition.timestamp).filter(|ms| timed && *ms >= 0),
        leader_epoch: Some(partition.leader_epoch).filter(|epoch| *epoch >= 0),
    })
}
