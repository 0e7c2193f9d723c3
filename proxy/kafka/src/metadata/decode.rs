//! The Metadata answer, decoded by hand in one pass. No count is trusted beyond the bytes that are
//! there: what it allocates is a small multiple of the input, and any input ends in a value or an
//! error.

use super::{Broker, Metadata, PartitionRow, TopicRow, Topics};
use crate::input::{Input, Why};

/// Decodes the body (without the header) of a Metadata answer; gives also `throttle_time_ms`.
/// Bytes after the end are let pass, as other clients do.
pub(crate) fn decode(body: &[u8], version: i16) -> Result<(Metadata, i32), Why> {
    let mut input = Input::new(body, version >= 9);
    let throttle_ms = if version >= 3 { input.i32()? } else { 0 };
    let mut metadata = Metadata {
        brokers: brokers(&mut input)?,
        ..Metadata::default()
    };
    if version >= 2 {
        metadata.cluster_id = input.nullable_text()?.map(str::to_owned);
    }
    metadata.controller_id = Some(input.i32()?).filter(|id| *id >= 0);
    topics(&mut input, version, &mut metadata.topics)?;
    if (8..=10).contains(&version) {
        input.i32()?; // cluster_authorized_operations
    }
    if version >= 13 {
        let code = input.i16()?; // error_code: only for requests by topic id
        if code != 0 && metadata.topics.is_empty() && metadata.brokers.is_empty() {
            return Err("it holds an error in place of the cluster");
        }
    }
    input.tagged_fields()?;
    metadata.topics.sort();
    metadata.topics.shrink();
    metadata.brokers.sort_by_key(|broker| broker.id);
    Ok((metadata, throttle_ms))
}

fn brokers(input: &mut Input<'_>) -> Result<Vec<Broker>, Why> {
    // id, host, port, rack: at least 10 bytes, flexible 11.
    let count = input.count(10)?;
    let mut brokers = Vec::with_capacity(count.min(64));
    for _ in 0..count {
        let (id, host, port) = (input.i32()?, input.text()?.to_owned(), input.i32()?);
        let port = u16::try_from(port).map_err(|_| "a broker's port is out of range")?;
        let rack = input.nullable_text()?.map(str::to_owned);
        input.tagged_fields()?;
        brokers.push(Broker {
            id,
            host,
            port,
            rack,
        });
    }
    Ok(brokers)
}

fn topics(input: &mut Input<'_>, version: i16, topics: &mut Topics) -> Result<(), Why> {
    // error, name, internal, partitions: at least 6 bytes.
    let count = input.count(6)?;
    topics.rows.reserve_exact(count);
    for _ in 0..count {
        let error = input.i16()?;
        let name = if version >= 12 {
            input.nullable_text()?
        } else {
            Some(input.text()?)
        };
        let name = name.unwrap_or_default();
        let id = if version >= 10 {
            input.array::<16>()?
        } else {
            [0; 16]
        };
        let internal = input.u8()? != 0;
        let name_start = place(topics.names.len())?;
        topics.names.push_str(name);
        let first_partition = place(topics.partitions.len())?;
        let partitions = partitions(input, version, topics)?;
        if version >= 8 {
            input.i32()?; // topic_authorized_operations
        }
        input.tagged_fields()?;
        topics.rows.push(TopicRow {
            id,
            name_start,
            first_partition,
            partitions,
            name_len: u16::try_from(name.len()).map_err(|_| "a topic name is too long")?,
            error,
            internal,
        });
    }
    Ok(())
}

fn partitions(input: &mut Input<'_>, version: i16, topics: &mut Topics) -> Result<u32, Why> {
    // error, index, leader, replicas, isr: at least 18 bytes.
    let count = input.count(18)?;
    topics.partitions.reserve(count);
    for _ in 0..count {
        let error = input.i16()?;
        let (index, leader) = (input.i32()?, input.i32()?);
        let leader_epoch = if version >= 7 { input.i32()? } else { -1 };
        let nodes_start = place(topics.nodes.len())?;
        let replicas = input.ids(&mut topics.nodes)?;
        let isr = input.ids(&mut topics.nodes)?;
        let offline = if version >= 5 {
            input.ids(&mut topics.nodes)?
        } else {
            0
        };
        input.tagged_fields()?;
        topics.partitions.push(PartitionRow {
            index,
            leader,
            leader_epoch,
            nodes_start,
            replicas,
            isr,
            offline,
            error,
        });
    }
    place(count)
}

fn place(at: usize) -> Result<u32, Why> {
    u32::try_from(at).map_err(|_| "it is too large")
}

impl Topics {
    /// Brings topics into the order of names and partitions into that of their index.
    fn sort(&mut self) {
        let names = std::mem::take(&mut self.names);
        let name = |row: &TopicRow| {
            let start = row.name_start as usize;
            names
                .get(start..start + usize::from(row.name_len))
                .unwrap_or_default()
        };
        if !self.rows.is_sorted_by(|a, b| name(a) <= name(b)) {
            self.rows.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        }
        self.names = names;
        for row in &self.rows {
            let start = row.first_partition as usize;
            let end = start + row.partitions as usize;
            if let Some(partitions) = self.partitions.get_mut(start..end)
                && !partitions.is_sorted_by_key(|partition| partition.index)
            {
                partitions.sort_unstable_by_key(|partition| partition.index);
            }
        }
    }

    /// Gives back what growing took too much; a snapshot lives long.
    fn shrink(&mut self) {
        self.names.shrink_to_fit();
        self.partitions.shrink_to_fit();
        self.nodes.shrink_to_fit();
    }
}
