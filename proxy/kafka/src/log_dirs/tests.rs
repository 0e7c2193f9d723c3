//! The flat decoder against the codec's own, and against bytes that mean harm.

use bytes::{Bytes, BytesMut};
use kacrab_protocol::generated::DescribeLogDirsResponseData;
use kacrab_protocol::generated::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::decode::decode;
use super::{LogDir, VERSIONS};

fn dirs() -> impl Strategy<Value = Vec<DescribeLogDirsResult>> {
    let partition = any::<(i32, i64, i64, bool)>().prop_map(|(index, size, lag, future)| {
        DescribeLogDirsPartition {
            partition_index: index,
            partition_size: size,
            offset_lag: lag,
            is_future_key: future,
            ..Default::default()
        }
    });
    let topic =
        ("[a-z]{0,9}", vec(partition, 0..4)).prop_map(|(name, partitions)| DescribeLogDirsTopic {
            name: name.into(),
            partitions,
            ..Default::default()
        });
    let dir = (
        any::<i16>(),
        "[/a-z]{0,12}",
        vec(topic, 0..5),
        any::<(i64, i64, bool)>(),
    );
    let dir =
        dir.prop_map(
            |(error, path, topics, (total, usable, cordoned))| DescribeLogDirsResult {
                error_code: error,
                log_dir: path.into(),
                topics,
                total_bytes: total,
                usable_bytes: usable,
                is_cordoned: cordoned,
                ..Default::default()
            },
        );
    vec(dir, 0..3)
}

fn encode(dirs: &[DescribeLogDirsResult], version: i16) -> Bytes {
    let mut answer = DescribeLogDirsResponseData {
        throttle_time_ms: 7,
        error_code: if version >= 3 { 29 } else { 0 },
        results: dirs.to_vec(),
        ..Default::default()
    };
    for dir in &mut answer.results {
        if version < 4 {
            (dir.total_bytes, dir.usable_bytes) = (-1, -1);
        }
        if version < 5 {
            dir.is_cordoned = false;
        }
    }
    let mut buf = BytesMut::new();
    answer.write(&mut buf, version.max(1)).unwrap();
    buf.freeze()
}

type Row = (String, i32, u64, i64, bool);

fn rows(dir: &LogDir) -> Vec<Row> {
    let topics = dir.replicas.topics();
    topics
        .flat_map(|(name, replicas)| {
            replicas.map(move |one| {
                let numbers = (one.partition, one.size_bytes, one.offset_lag, one.future);
                (name.to_owned(), numbers.0, numbers.1, numbers.2, numbers.3)
            })
        })
        .collect()
}

fn rows_of_codec(dir: &DescribeLogDirsResult) -> Vec<Row> {
    let of = |topic: &DescribeLogDirsTopic| -> Vec<Row> {
        let row = |one: &DescribeLogDirsPartition| {
            let size = u64::try_from(one.partition_size).unwrap_or(0);
            let name = topic.name.to_string();
            (
                name,
                one.partition_index,
                size,
                one.offset_lag,
                one.is_future_key,
            )
        };
        topic.partitions.iter().map(row).collect()
    };
    dir.topics.iter().flat_map(of).collect()
}

fn heap(dirs: &[LogDir]) -> usize {
    dirs.iter()
        .map(|dir| dir.replicas.heap_bytes() + dir.path.capacity() + size_of::<LogDir>())
        .sum()
}

proptest! {
    #[test]
    fn agrees_with_the_codec(dirs in dirs()) {
        for version in VERSIONS.0..=VERSIONS.1 {
            let bytes = encode(&dirs, version);
            let codec = DescribeLogDirsResponseData::read(&mut bytes.clone(), version.max(1)).unwrap();
            let flat = decode(&bytes, version).unwrap();
            prop_assert_eq!((flat.throttle_ms, flat.error.0), (7, codec.error_code));
            prop_assert_eq!(flat.dirs.len(), codec.results.len());
            for (flat, codec) in flat.dirs.iter().zip(&codec.results) {
                prop_assert_eq!((flat.path.as_str(), flat.error.0), (codec.log_dir.as_str(), codec.error_code));
                prop_assert_eq!(flat.total_bytes, u64::try_from(codec.total_bytes).ok());
                prop_assert_eq!(flat.usable_bytes, u64::try_from(codec.usable_bytes).ok());
                prop_assert_eq!(flat.cordoned, codec.is_cordoned);
                prop_assert_eq!(rows(flat), rows_of_codec(codec));
                prop_assert_eq!(flat.replicas.len(), rows(flat).len());
            }
            for end in 0..bytes.len() {
                prop_assert!(decode(&bytes[..end], version).is_err(), "cut at {} of version {}", end, version);
            }
        }
    }

    #[test]
    fn any_bytes_end_in_a_value_or_an_error(
        dirs in dirs(),
        version in VERSIONS.0..=VERSIONS.1,
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        noise in vec(any::<u8>(), 0..200),
    ) {
        let mut bytes = encode(&dirs, version).to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [bytes, noise] {
            if let Ok(answer) = decode(&bytes, version) {
                // 24 bytes for each received, twice where a vector has grown, and its first steps
                prop_assert!(heap(&answer.dirs) <= bytes.len() * 64 + 512);
            }
        }
    }
}

#[test]
fn a_claim_of_billions_allocates_nothing() {
    let bytes = [0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff];
    assert!(decode(&bytes, 1).is_err());
    let flexible = [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert!(decode(&flexible, 5).is_err());
}
