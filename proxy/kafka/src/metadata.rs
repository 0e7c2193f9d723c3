//! Metadata: the brokers and all topics with their partitions, in flat arrays. 100,000 partitions
//! take a few megabytes and a few dozen allocations.

mod decode;

pub(crate) use decode::decode;

use std::ops::Range;

use bytes::BytesMut;

use crate::call::Deadline;
use crate::{ApiKey, Client, Connection, Error, ErrorCode, Result};

/// Metadata versions spoken: from 1 (0.10; 0 has no controller) to 13 (4.0).
const VERSIONS: (i16, i16) = (1, 13);

/// One Metadata answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// The cluster's id; none below version 2.
    pub cluster_id: Option<String>,
    /// On ZooKeeper clusters the controller. On KRaft clusters **a random broker**, which takes
    /// calls for the controller and forwards them; ask [`Client::describe_quorum`] who leads.
    pub controller_id: Option<i32>,
    /// The live brokers, ascending by id.
    pub brokers: Vec<Broker>,
    /// Every topic the user may describe, ascending by name.
    pub topics: Topics,
}

/// A live broker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Broker {
    /// Its id.
    pub id: i32,
    /// The advertised host of the listener that was asked.
    pub host: String,
    /// The advertised port.
    pub port: u16,
    /// `broker.rack`, where it is set.
    pub rack: Option<String>,
}

/// All topics in flat arrays, ascending by name, partitions ascending by index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics {
    names: String,
    rows: Vec<TopicRow>,
    partitions: Vec<PartitionRow>,
    nodes: Vec<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TopicRow {
    id: [u8; 16],
    name_start: u32,
    first_partition: u32,
    partitions: u32,
    name_len: u16,
    error: i16,
    internal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PartitionRow {
    index: i32,
    leader: i32,
    leader_epoch: i32,
    nodes_start: u32,
    replicas: u16,
    isr: u16,
    offline: u16,
    error: i16,
}

/// One topic, borrowed from [`Topics`].
#[derive(Debug, Clone, Copy)]
pub struct TopicView<'a> {
    topics: &'a Topics,
    row: &'a TopicRow,
}

/// One partition, borrowed from [`Topics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionView<'a> {
    /// Its number within the topic.
    pub index: i32,
    /// Its place in tables aligned to [`Topics::partition_count`], such as
    /// [`OffsetTable`](crate::OffsetTable).
    pub flat: usize,
    /// The leader's broker id, −1 for none.
    pub leader: i32,
    /// The leader's epoch, −1 below version 7 (2.1).
    pub leader_epoch: i32,
    /// Broker ids of the replicas, the preferred leader first.
    pub replicas: &'a [i32],
    /// Those in sync.
    pub isr: &'a [i32],
    /// Those offline; empty below version 5 (1.0).
    pub offline: &'a [i32],
    /// LEADER_NOT_AVAILABLE and the like; 0 is fine.
    pub error: ErrorCode,
}

impl Topics {
    /// How many topics.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many partitions in all topics: the length of tables indexed by
    /// [`PartitionView::flat`].
    pub fn partition_count(&self) -> usize {
        self.partitions.len()
    }

    /// The topic at this place in the order of names.
    pub fn get(&self, at: usize) -> Option<TopicView<'_>> {
        self.rows.get(at).map(|row| TopicView { topics: self, row })
    }

    /// The place of a name, by binary search.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.rows
            .binary_search_by(|row| self.name_of(row).cmp(name))
            .ok()
    }

    /// The topic of this name, by binary search.
    pub fn find(&self, name: &str) -> Option<TopicView<'_>> {
        self.get(self.position(name)?)
    }

    /// All topics, ascending by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = TopicView<'_>> + DoubleEndedIterator {
        self.rows.iter().map(|row| TopicView { topics: self, row })
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.names.capacity()
            + self.rows.capacity() * size_of::<TopicRow>()
            + self.partitions.capacity() * size_of::<PartitionRow>()
            + self.nodes.capacity() * size_of::<i32>()
    }

    fn name_of(&self, row: &TopicRow) -> &str {
        let start = row.name_start as usize;
        self.names
            .get(start..start + usize::from(row.name_len))
            .unwrap_or_default()
    }

    fn view<'a>(&'a self, flat: usize, row: &'a PartitionRow) -> PartitionView<'a> {
        let at = row.nodes_start as usize;
        let (replicas, isr) = (usize::from(row.replicas), usize::from(row.isr));
        let nodes =
            |start: usize, len: usize| self.nodes.get(start..start + len).unwrap_or_default();
        PartitionView {
            index: row.index,
            flat,
            leader: row.leader,
            leader_epoch: row.leader_epoch,
            replicas: nodes(at, replicas),
            isr: nodes(at + replicas, isr),
            offline: nodes(at + replicas + isr, usize::from(row.offline)),
            error: ErrorCode(row.error),
        }
    }
}

impl<'a> TopicView<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.topics.name_of(self.row)
    }

    /// Its id; all zero below version 10 (2.8) and in ZooKeeper clusters below 2.8.
    pub fn topic_id(&self) -> [u8; 16] {
        self.row.id
    }

    /// `true` for Kafka's own topics (`__consumer_offsets`, …).
    pub fn internal(&self) -> bool {
        self.row.internal
    }

    /// An error of the topic as a whole; 0 is fine.
    pub fn error(&self) -> ErrorCode {
        ErrorCode(self.row.error)
    }

    /// How many partitions it has.
    pub fn partition_count(&self) -> usize {
        self.row.partitions as usize
    }

    /// The places of its partitions in flat tables.
    pub fn flat_range(&self) -> Range<usize> {
        let start = self.row.first_partition as usize;
        start..start + self.partition_count()
    }

    /// Its partitions, ascending by index.
    pub fn partitions(
        &self,
    ) -> impl ExactSizeIterator<Item = PartitionView<'a>> + DoubleEndedIterator + use<'a> {
        let (topics, range) = (self.topics, self.flat_range());
        let start = range.start;
        let rows = topics.partitions.get(range).unwrap_or_default();
        rows.iter()
            .enumerate()
            .map(move |(at, row)| topics.view(start + at, row))
    }

    /// The partition of this number.
    pub fn partition(&self, index: i32) -> Option<PartitionView<'a>> {
        let range = self.flat_range();
        let rows = self.topics.partitions.get(range.clone())?;
        // Partitions are numbered from 0 without gaps, as long as the user may see all of them.
        let same = |at: &usize| rows.get(*at).is_some_and(|row| row.index == index);
        let at = usize::try_from(index).ok().filter(same);
        let at = at.or_else(|| rows.binary_search_by_key(&index, |row| row.index).ok())?;
        Some(self.topics.view(range.start + at, rows.get(at)?))
    }
}

impl Client {
    /// Brokers and all topics the user may describe, from any broker. Never creates a topic.
    pub async fn metadata(&self) -> Result<Metadata> {
        self.metadata_of(None, self.deadline()).await
    }

    /// Brokers and these topics. A topic that does not exist is in the answer with
    /// UNKNOWN_TOPIC_OR_PARTITION. (Below version 4, Kafka 0.11, asking would create it.)
    pub async fn metadata_for(&self, topics: &[&str]) -> Result<Metadata> {
        self.metadata_of(Some(topics), self.deadline()).await
    }

    /// Only the brokers, to route by.
    pub(crate) async fn refresh_brokers(&self, deadline: Deadline) -> Result<()> {
        self.metadata_of(Some(&[]), deadline).await.map(drop)
    }

    pub(crate) async fn metadata_of(
        &self,
        topics: Option<&[&str]>,
        deadline: Deadline,
    ) -> Result<Metadata> {
        let mut connection = self.any(deadline).await?;
        let mut answer = ask(&connection, topics, deadline).await;
        if let Err(Error::Disconnected { .. }) = answer {
            connection = self.any(deadline).await?;
            answer = ask(&connection, topics, deadline).await;
        }
        let metadata = answer?;
        self.learn(&metadata);
        Ok(metadata)
    }
}

/// Metadata over one connection.
pub(crate) async fn ask(
    connection: &Connection,
    topics: Option<&[&str]>,
    deadline: Deadline,
) -> Result<Metadata> {
    let version = connection
        .line
        .version(ApiKey::METADATA, VERSIONS.0, VERSIONS.1)?;
    let write = |buf: &mut BytesMut| write_request(buf, version, topics);
    let body = connection
        .send_raw(ApiKey::METADATA, version, write, deadline)
        .await?;
    let (metadata, throttle_ms) =
        decode(&body, version).map_err(|why| connection.line.malformed(ApiKey::METADATA, why))?;
    if version >= 6 {
        connection.pause(throttle_ms);
    }
    Ok(metadata)
}

/// The request: topics by name, no creation, no authorized operations.
fn write_request(
    buf: &mut BytesMut,
    version: i16,
    topics: Option<&[&str]>,
) -> kacrab_protocol::Result<()> {
    use kacrab_protocol::generated::{MetadataRequestData, MetadataRequestTopic};
    let topics = topics.map(|names| {
        let topic = |name: &&str| {
            MetadataRequestTopic::default().with_name(Some((*name).to_owned().into()))
        };
        names.iter().map(topic).collect()
    });
    // The codec insists on the schema's default where the field does not exist.
    let request = MetadataRequestData::default()
        .with_topics(topics)
        .with_allow_auto_topic_creation(version < 4);
    request.write(buf, version)
}

/// Topics of these names with so many partitions, as a broker would tell them: for tests, and for
/// what fuzzes the decoders.
#[cfg(any(test, fuzzing))]
pub(crate) fn made(topics: impl Iterator<Item = (String, usize)>) -> Metadata {
    use kacrab_protocol::generated::MetadataResponseData;
    use kacrab_protocol::generated::metadata_response as wire;
    let partition = |index: usize| wire::MetadataResponsePartition {
        partition_index: i32::try_from(index).unwrap_or(i32::MAX),
        ..Default::default()
    };
    let topic = |(name, partitions): (String, usize)| wire::MetadataResponseTopic {
        name: Some(name.into()),
        partitions: (0..partitions).map(partition).collect(),
        ..Default::default()
    };
    let answer = MetadataResponseData {
        topics: topics.map(topic).collect(),
        ..Default::default()
    };
    let mut bytes = BytesMut::new();
    let written = answer.write(&mut bytes, 12).is_ok();
    let decoded = decode(&bytes, 12).ok().filter(|_| written);
    decoded.map(|(metadata, _)| metadata).unwrap_or_default()
}

#[cfg(test)]
mod tests;
