//! ListOffsets by hand, straight from the flat metadata and into flat places: thirty leaders that each
//! name thousands of topics would otherwise cost an allocation or two for every name.

use bytes::{BufMut, BytesMut};

use super::OffsetSpec;
use super::table::Asked;
use crate::call::Deadline;
use crate::input::{Input, Why};
use crate::{ErrorCode, Metadata};

/// Writes the request as a client sends it: replica −1, uncommitted records count as Kafka's own
/// tools count them.
pub(super) fn write(
    buf: &mut BytesMut,
    version: i16,
    metadata: &Metadata,
    asked: &[Asked],
    spec: OffsetSpec,
    deadline: Deadline,
) {
    let flexible = version >= 6;
    buf.put_i32(-1); // replica_id
    if version >= 2 {
        buf.put_u8(0); // isolation_level
    }
    let runs = || asked.chunk_by(|a, b| a.0 == b.0);
    length(buf, flexible, Wide::Yes, runs().count());
    for run in runs() {
        let topic = run.first().and_then(|first| metadata.topics.get(first.0));
        let name = topic.map_or("", |topic| topic.name());
        length(buf, flexible, Wide::No, name.len());
        buf.put_slice(name.as_bytes());
        length(buf, flexible, Wide::Yes, run.len());
        for (_, index, _) in run {
            buf.put_i32(*index);
            if version >= 4 {
                buf.put_i32(-1); // current_leader_epoch
            }
            buf.put_i64(spec.wire());
            tags(buf, flexible);
        }
        tags(buf, flexible);
    }
    if version >= 10 {
        buf.put_i32(deadline.broker_ms());
    }
    tags(buf, flexible);
}

/// How a length is written where it is no varint: of an array in four bytes, of a text in two.
#[derive(Clone, Copy)]
enum Wide {
    Yes,
    No,
}

fn length(buf: &mut BytesMut, flexible: bool, wide: Wide, length: usize) {
    // Lengths are those of a batch and of topic names: far below what these types hold.
    match (flexible, wide) {
        (true, _) => {
            let mut rest = u32::try_from(length).unwrap_or(u32::MAX - 1) + 1;
            while rest >= 0x80 {
                buf.put_u8((rest & 0x7f) as u8 | 0x80);
                rest >>= 7;
            }
            buf.put_u8(rest as u8);
        }
        (false, Wide::Yes) => buf.put_i32(i32::try_from(length).unwrap_or(i32::MAX)),
        (false, Wide::No) => buf.put_i16(i16::try_from(length).unwrap_or(i16::MAX)),
    }
}

fn tags(buf: &mut BytesMut, flexible: bool) {
    if flexible {
        buf.put_u8(0);
    }
}

/// Reads the body of an answer into flat places; what the metadata does not name is passed over.
/// Gives `throttle_time_ms`. `asked` is what was asked, to know the topics without a search where
/// the broker keeps the order.
pub(super) fn read(
    body: &[u8],
    version: i16,
    metadata: &Metadata,
    asked: &[Asked],
    found: &mut Vec<(usize, Result<i64, ErrorCode>)>,
) -> Result<i32, Why> {
    let mut input = Input::new(body, version >= 6);
    let throttle_ms = if version >= 2 { input.i32()? } else { 0 };
    let mut expected = asked
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(<[Asked]>::first);
    // name, partitions: at least 2 bytes.
    for _ in 0..input.count(2)? {
        let name = input.text()?;
        let next = expected.next().and_then(|next| metadata.topics.get(next.0));
        let topic = next
            .filter(|topic| topic.name() == name)
            .or_else(|| metadata.topics.find(name));
        // index, error, timestamp, offset: at least 22 bytes.
        for _ in 0..input.count(22)? {
            let (index, error) = (input.i32()?, ErrorCode(input.i16()?));
            let (_timestamp, offset) = (input.i64()?, input.i64()?);
            if version >= 4 {
                input.i32()?; // leader_epoch
            }
            input.tagged_fields()?;
            if let Some(known) = topic.and_then(|topic| topic.partition(index)) {
                found.push((known.flat, error.ok().map(|()| offset)));
            }
        }
        input.tagged_fields()?;
    }
    input.tagged_fields()?;
    Ok(throttle_ms)
}

/// Reads an answer about all partitions of a metadata; gives how many it told of.
#[cfg(any(test, fuzzing))]
pub(crate) fn decode(body: &[u8], version: i16, metadata: &Metadata) -> Result<usize, Why> {
    let topics = metadata.topics.iter().enumerate();
    let asked: Vec<Asked> = topics
        .flat_map(|(at, topic)| {
            topic
                .partitions()
                .map(move |partition| (at, partition.index, partition.flat))
        })
        .collect();
    let mut found = Vec::new();
    read(body, version, metadata, &asked, &mut found)?;
    Ok(found.len())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use kacrab_protocol::generated::list_offsets_response::{
        ListOffsetsPartitionResponse, ListOffsetsTopicResponse,
    };
    use kacrab_protocol::generated::{ListOffsetsRequestData, ListOffsetsResponseData};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::metadata::made;

    /// Topics `t0` and so on with these many partitions.
    fn metadata(partitions: &[usize]) -> Metadata {
        made(
            partitions
                .iter()
                .enumerate()
                .map(|(at, count)| (format!("t{at}"), *count)),
        )
    }

    fn asked(metadata: &Metadata) -> Vec<Asked> {
        let topics = metadata.topics.iter().enumerate();
        topics
            .flat_map(|(at, topic)| {
                topic
                    .partitions()
                    .map(move |partition| (at, partition.index, partition.flat))
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_request_is_what_the_codec_writes(counts in vec(1_usize..4, 0..200), version in 1_i16..=11) {
            let metadata = metadata(&counts);
            let asked = asked(&metadata);
            let deadline = Deadline::after(Duration::from_secs(5));
            let mut buf = BytesMut::new();
            write(&mut buf, version, &metadata, &asked, OffsetSpec::Earliest, deadline);
            let mut bytes = buf.freeze();
            let read = ListOffsetsRequestData::read(&mut bytes, version).unwrap();
            prop_assert!(bytes.is_empty());
            prop_assert_eq!((read.replica_id, read.isolation_level), (-1, 0));
            prop_assert!(version < 10 || (1..=5_000).contains(&read.timeout_ms));
            prop_assert_eq!(read.topics.len(), metadata.topics.len());
            for (topic, view) in read.topics.iter().zip(metadata.topics.iter()) {
                prop_assert_eq!(topic.name.as_str(), view.name());
                let indexes: Vec<i32> = topic.partitions.iter().map(|one| one.partition_index).collect();
                let expected: Vec<i32> = view.partitions().map(|one| one.index).collect();
                prop_assert_eq!(indexes, expected);
                for one in &topic.partitions {
                    prop_assert_eq!((one.timestamp, one.current_leader_epoch), (-2, -1));
                }
            }
        }

        #[test]
        fn an_answer_is_what_the_codec_reads(
            counts in vec(1_usize..4, 0..20),
            order in any::<prop::sample::Index>(),
            errors in vec(prop_oneof![Just(0_i16), Just(6), Just(3)], 1..5),
            version in 1_i16..=11,
        ) {
            let metadata = metadata(&counts);
            let asked = asked(&metadata);
            let mut expected = Vec::new();
            let mut topics: Vec<_> = metadata.topics.iter().map(|topic| ListOffsetsTopicResponse {
                name: topic.name().to_owned().into(),
                partitions: topic.partitions().map(|partition| {
                    let error = errors[partition.flat % errors.len()];
                    let offset = partition.flat as i64 * 7;
                    expected.push((partition.flat, ErrorCode(error).ok().map(|()| offset)));
                    ListOffsetsPartitionResponse {
                        partition_index: partition.index,
                        error_code: error,
                        offset,
                        ..Default::default()
                    }
                }).collect(),
                ..Default::default()
            }).collect();
            // In any order, and with one that nobody asked for.
            if !topics.is_empty() {
                let by = order.index(topics.len());
                topics.rotate_left(by);
            }
            topics.push(ListOffsetsTopicResponse {
                name: "stranger".to_owned().into(),
                partitions: vec![ListOffsetsPartitionResponse::default()],
                ..Default::default()
            });
            let answer = ListOffsetsResponseData {
                throttle_time_ms: if version >= 2 { 9 } else { 0 },
                topics,
                ..Default::default()
            };
            let mut buf = BytesMut::new();
            answer.write(&mut buf, version).unwrap();
            let bytes: Bytes = buf.freeze();
            let mut found = Vec::new();
            let throttle = read(&bytes, version, &metadata, &asked, &mut found).unwrap();
            found.sort_by_key(|(flat, _)| *flat);
            expected.sort_by_key(|(flat, _)| *flat);
            prop_assert_eq!((throttle, found), (answer.throttle_time_ms, expected));
            for end in 0..bytes.len() {
                prop_assert!(read(&bytes[..end], version, &metadata, &asked, &mut Vec::new()).is_err());
            }
        }

        #[test]
        fn any_bytes_end_in_a_value_or_an_error(bytes in vec(any::<u8>(), 0..300), version in 1_i16..=11) {
            let metadata = metadata(&[2, 3]);
            let asked = asked(&metadata);
            let mut found = Vec::new();
            let _ = read(&bytes, version, &metadata, &asked, &mut found);
            prop_assert!(found.len() <= bytes.len() / 22);
        }
    }
}
