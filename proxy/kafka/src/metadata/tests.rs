//! The flat decoder against the codec's own, and against bytes that mean harm.

use bytes::{Bytes, BytesMut};
use kacrab_protocol::KafkaUuid;
use kacrab_protocol::generated::MetadataResponseData;
use kacrab_protocol::generated::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::decode::decode;
use super::{Metadata, VERSIONS};

fn partition() -> impl Strategy<Value = MetadataResponsePartition> {
    let ids = || vec(any::<i32>(), 0..4);
    (any::<[i16; 1]>(), any::<[i32; 3]>(), ids(), ids(), ids()).prop_map(
        |([error], [index, leader, epoch], replicas, isr, offline)| MetadataResponsePartition {
            error_code: error,
            partition_index: index,
            leader_id: leader,
            leader_epoch: epoch,
            replica_nodes: replicas,
            isr_nodes: isr,
            offline_replicas: offline,
            ..Default::default()
        },
    )
}

fn topic() -> impl Strategy<Value = MetadataResponseTopic> {
    (
        "[a-z]{0,9}",
        any::<i16>(),
        any::<bool>(),
        any::<u128>(),
        vec(partition(), 0..5),
    )
        .prop_map(
            |(name, error, internal, id, partitions)| MetadataResponseTopic {
                error_code: error,
                name: Some(name.into()),
                topic_id: KafkaUuid::from_base64(&base64_of(id)).unwrap_or_default(),
                is_internal: internal,
                partitions,
                ..Default::default()
            },
        )
}

/// URL-safe base64 without padding, as Kafka writes ids.
fn base64_of(id: u128) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |at: u32| LETTERS[((id << 4).wrapping_shr(at * 6) & 63) as usize] as char;
    let mut text: String = (1..22).rev().map(digit).collect();
    text.push('A');
    text
}

fn answer() -> impl Strategy<Value = MetadataResponseData> {
    let broker = (
        any::<i32>(),
        "[a-z.]{0,12}",
        any::<u16>(),
        proptest::option::of("[a-z]{0,5}"),
    );
    let broker = broker.prop_map(|(id, host, port, rack)| MetadataResponseBroker {
        node_id: id,
        host: host.into(),
        port: i32::from(port),
        rack: rack.map(Into::into),
        ..Default::default()
    });
    let cluster = proptest::option::of("[a-zA-Z0-9]{0,22}");
    (vec(broker, 0..4), cluster, any::<i32>(), vec(topic(), 0..6)).prop_map(
        |(brokers, cluster, controller, topics)| MetadataResponseData {
            brokers,
            cluster_id: cluster.map(Into::into),
            controller_id: controller,
            topics,
            ..Default::default()
        },
    )
}

fn encode(answer: &MetadataResponseData, version: i16) -> Bytes {
    let mut answer = answer.clone();
    for topic in &mut answer.topics {
        if version < 10 {
            topic.topic_id = KafkaUuid::ZERO;
        }
        for partition in &mut topic.partitions {
            if version < 7 {
                partition.leader_epoch = -1;
            }
            if version < 5 {
                partition.offline_replicas.clear();
            }
        }
    }
    let mut buf = BytesMut::new();
    answer.write(&mut buf, version).unwrap();
    buf.freeze()
}

/// What the codec read, in the words of the flat form.
fn compare(flat: &Metadata, codec: &MetadataResponseData, version: i16) {
    assert_eq!(
        flat.cluster_id,
        codec.cluster_id.as_ref().map(ToString::to_string)
    );
    assert_eq!(
        flat.controller_id,
        Some(codec.controller_id).filter(|id| *id >= 0)
    );
    let mut brokers: Vec<_> = codec.brokers.iter().collect();
    brokers.sort_by_key(|broker| broker.node_id);
    assert_eq!(flat.brokers.len(), brokers.len());
    for (flat, codec) in flat.brokers.iter().zip(brokers) {
        assert_eq!((flat.id, i32::from(flat.port)), (codec.node_id, codec.port));
        assert_eq!(flat.host, codec.host.as_str());
        assert_eq!(flat.rack, codec.rack.as_ref().map(ToString::to_string));
    }
    assert_eq!(flat.topics.len(), codec.topics.len());
    assert!(flat.topics.iter().is_sorted_by_key(|topic| topic.name()));
    let total: usize = codec
        .topics
        .iter()
        .map(|topic| topic.partitions.len())
        .sum();
    assert_eq!(flat.topics.partition_count(), total);
    let summary = |topic: &MetadataResponseTopic| {
        let mut partitions: Vec<_> = topic.partitions.iter().map(row_of_codec).collect();
        partitions.sort();
        (
            topic
                .name
                .as_ref()
                .map_or("", |name| name.as_str())
                .to_owned(),
            partitions,
        )
    };
    let mut expected: Vec<_> = codec.topics.iter().map(summary).collect();
    let mut found: Vec<_> = flat
        .topics
        .iter()
        .map(|topic| {
            assert!(
                topic
                    .partitions()
                    .is_sorted_by_key(|partition| partition.index)
            );
            let mut rows: Vec<_> = topic.partitions().map(|row| row_of_flat(&row)).collect();
            rows.sort();
            (topic.name().to_owned(), rows)
        })
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    for topic in flat.topics.iter() {
        let place = flat.topics.position(topic.name()).unwrap();
        assert_eq!(flat.topics.get(place).unwrap().name(), topic.name());
        if let Some(first) = topic.partitions().next() {
            assert_eq!(topic.partition(first.index).unwrap().index, first.index);
        }
        assert!(version >= 10 || topic.topic_id() == [0; 16]);
    }
}

type Row = (i32, i32, i32, i16, Vec<i32>, Vec<i32>, Vec<i32>);

fn row_of_codec(row: &MetadataResponsePartition) -> Row {
    let ids = (
        row.replica_nodes.clone(),
        row.isr_nodes.clone(),
        row.offline_replicas.clone(),
    );
    (
        row.partition_index,
        row.leader_id,
        row.leader_epoch,
        row.error_code,
        ids.0,
        ids.1,
        ids.2,
    )
}

fn row_of_flat(row: &super::PartitionView<'_>) -> Row {
    let ids = (
        row.replicas.to_vec(),
        row.isr.to_vec(),
        row.offline.to_vec(),
    );
    (
        row.index,
        row.leader,
        row.leader_epoch,
        row.error.0,
        ids.0,
        ids.1,
        ids.2,
    )
}

/// Bytes on the heap, brokers included.
fn heap(metadata: &Metadata) -> usize {
    let broker = size_of::<super::Broker>();
    let texts: usize = metadata
        .brokers
        .iter()
        .map(|b| b.host.capacity() + b.rack.as_ref().map_or(0, String::capacity))
        .sum();
    metadata.topics.heap_bytes() + metadata.brokers.capacity() * broker + texts
}

/// 16 bytes of memory for each byte received, and room for the first few brokers.
fn check_memory(bytes: &[u8], metadata: &Metadata) {
    let allowed = bytes.len() * 16 + 64 * size_of::<super::Broker>();
    assert!(
        heap(metadata) <= allowed,
        "{} for {} bytes",
        heap(metadata),
        bytes.len()
    );
}

proptest! {
    #[test]
    fn agrees_with_the_codec(answer in answer()) {
        for version in VERSIONS.0..=VERSIONS.1 {
            let bytes = encode(&answer, version);
            let codec = MetadataResponseData::read(&mut bytes.clone(), version).unwrap();
            let (flat, throttle) = decode(&bytes, version).unwrap();
            assert_eq!(throttle, codec.throttle_time_ms);
            compare(&flat, &codec, version);
            check_memory(&bytes, &flat);
            for end in 0..bytes.len() {
                assert!(decode(&bytes[..end], version).is_err(), "cut at {end} of version {version}");
            }
        }
    }

    #[test]
    fn mutated_bytes_end_in_a_value_or_an_error(
        answer in answer(),
        version in VERSIONS.0..=VERSIONS.1,
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = encode(&answer, version).to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok((metadata, _)) = decode(&bytes, version) {
            check_memory(&bytes, &metadata);
            let seen: usize = metadata.topics.iter().map(|t| t.partitions().count()).sum();
            assert_eq!(seen, metadata.topics.partition_count());
        }
    }

    #[test]
    fn random_bytes_end_in_a_value_or_an_error(
        bytes in vec(any::<u8>(), 0..400),
        version in VERSIONS.0..=VERSIONS.1,
    ) {
        if let Ok((metadata, _)) = decode(&bytes, version) {
            check_memory(&bytes, &metadata);
        }
    }
}

#[test]
fn ids_survive() {
    let id = 0x0011_2233_4455_6677_8899_aabb_ccdd_eef0_u128;
    let topic = MetadataResponseTopic {
        name: Some("t".to_owned().into()),
        topic_id: KafkaUuid::from_base64(&base64_of(id)).unwrap(),
        ..Default::default()
    };
    let expected = crate::topics::uuid_bytes(topic.topic_id);
    let answer = MetadataResponseData {
        topics: vec![topic],
        ..Default::default()
    };
    let (flat, _) = decode(&encode(&answer, 12), 12).unwrap();
    assert_eq!(flat.topics.find("t").unwrap().topic_id(), expected);
    assert_ne!(expected, [0; 16]);
}

#[test]
fn a_claim_of_billions_allocates_nothing() {
    // throttle, then an array of 2³¹−1 brokers.
    let bytes = [0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff];
    assert!(decode(&bytes, 5).is_err());
    let flexible = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert!(decode(&flexible, 12).is_err());
}
