//! The hot form: one offset of every partition of a Metadata, in a flat table.

use std::collections::BTreeMap;

use bytes::BytesMut;

use super::{OffsetSpec, flat};
use crate::call::Deadline;
use crate::{ApiKey, BrokerFailure, Client, Connection, ErrorCode, Metadata, Result};

/// ListOffsets versions spoken: from 1 (0.10.1) to 11 (4.2).
const VERSIONS: (i16, i16) = (1, 11);

/// Partitions asked for in one request: a frame of some 300 kB, and a bounded time in the broker.
const BATCH: usize = 20_000;

/// One offset of every partition.
#[derive(Debug, Clone, Default)]
pub struct OffsetTable {
    /// By [`PartitionView::flat`](crate::PartitionView::flat); −1 where it is missing or there is
    /// no such record.
    pub offsets: Vec<i64>,
    /// Partitions that have no leader, by count: not asked for.
    pub leaderless: usize,
    /// Partitions whose leader answered with an error: flat place and code. A moved leader heals
    /// with the next metadata.
    pub errors: Vec<(usize, ErrorCode)>,
    /// Leaders that could not be asked.
    pub missing: Vec<BrokerFailure>,
}

impl OffsetTable {
    /// The offset at a flat place, `None` where it is missing.
    pub fn get(&self, flat: usize) -> Option<i64> {
        self.offsets
            .get(flat)
            .copied()
            .filter(|offset| *offset >= 0)
    }
}

/// A question: place of the topic, partition number, flat place.
pub(super) type Asked = (usize, i32, usize);

impl Client {
    /// One offset of every partition in `metadata`, one call a leader (more above 20,000 partitions
    /// a leader), all leaders at once. Never fails as a whole: what is missing is named.
    pub async fn list_offsets_flat(&self, metadata: &Metadata, spec: OffsetSpec) -> OffsetTable {
        let deadline = self.deadline();
        let mut table = OffsetTable {
            offsets: vec![-1; metadata.topics.partition_count()],
            ..OffsetTable::default()
        };
        let mut by_leader: BTreeMap<i32, Vec<Asked>> = BTreeMap::new();
        for (at, topic) in metadata.topics.iter().enumerate() {
            for partition in topic.partitions() {
                match partition.leader {
                    leader @ 0.. => {
                        let asked = (at, partition.index, partition.flat);
                        by_leader.entry(leader).or_default().push(asked);
                    }
                    _ => table.leaderless += 1,
                }
            }
        }
        let jobs = self.some_brokers(by_leader, deadline, |_, connection, asked: &Vec<Asked>| {
            let asked = asked.clone();
            async move { ask(&connection, metadata, &asked, spec, deadline).await }
        });
        for (leader, _, result, after) in jobs.await {
            match result {
                Ok(found) => {
                    for (flat, result) in found {
                        match (result, table.offsets.get_mut(flat)) {
                            (Ok(offset), Some(place)) => *place = offset,
                            (Ok(_), None) => {}
                            (Err(code), _) => table.errors.push((flat, code)),
                        }
                    }
                }
                Err(error) => table.missing.push(self.failure(leader, error, after)),
            }
        }
        table
    }
}

/// What a leader told: flat places with their offsets.
type Found = Vec<(usize, Result<i64, ErrorCode>)>;

async fn ask(
    connection: &Connection,
    metadata: &Metadata,
    asked: &[Asked],
    spec: OffsetSpec,
    deadline: Deadline,
) -> Result<Found> {
    spec.check(connection)?;
    let api = ApiKey::LIST_OFFSETS;
    let version = connection.line.version(api, VERSIONS.0, VERSIONS.1)?;
    let mut found = Vec::with_capacity(asked.len());
    for batch in asked.chunks(BATCH) {
        let write = |buf: &mut BytesMut| {
            flat::write(buf, version, metadata, batch, spec, deadline);
            Ok(())
        };
        let body = connection.send_raw(api, version, write, deadline).await?;
        let throttle_ms = flat::read(&body, version, metadata, batch, &mut found)
            .map_err(|why| connection.line.malformed(api, why))?;
        if version >= 3 {
            connection.pause(throttle_ms);
        }
    }
    Ok(found)
}
