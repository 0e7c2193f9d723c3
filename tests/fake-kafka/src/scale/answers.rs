//! What the brokers of a fleet answer, in the types of the codec.

use std::sync::PoisonError;

use kacrab_protocol::generated as wire;
use kacrab_protocol::uuid::KafkaUuid;
use wire::describe_cluster_response::DescribeClusterBroker;
use wire::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use wire::describe_quorum_response::{PartitionData, ReplicaState, TopicData};
use wire::list_groups_response::ListedGroup;
use wire::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use wire::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};

use super::{World, id};
use crate::{Reply, Request};

const UNKNOWN_TOPIC_OR_PARTITION: i16 = 3;
const NOT_LEADER: i16 = 6;
const CLUSTER_ID: &str = "fake-scale-0000000000A";
const LOG_DIR: &str = "/var/lib/kafka/data";
/// Bytes of a message, to have sizes that fit the offsets.
const MESSAGE_BYTES: i64 = 250;
const DISK_BYTES: i64 = 4_000_000_000_000;
/// Controllers that vote: the first brokers.
const VOTERS: usize = 3;

pub(super) fn metadata(world: &World, _: i32, request: &Request) -> Reply {
    let Ok(asked) = wire::MetadataRequestData::read(&mut request.body.clone(), request.version)
    else {
        return Reply::Close;
    };
    if let Some(topics) = asked.topics {
        let topics = topics
            .iter()
            .filter_map(|topic| topic.name.as_ref())
            .map(|name| match world.places.get(name.as_str()) {
                Some(place) => topic(world, *place),
                None => MetadataResponseTopic {
                    name: Some(name.clone()),
                    error_code: UNKNOWN_TOPIC_OR_PARTITION,
                    ..Default::default()
                },
            });
        let answer = cluster(world, topics.collect());
        return Reply::of(request, |buf, version| answer.write(buf, version));
    }
    let mut kept = world
        .metadata
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(body) = kept.get(&request.version) {
        return Reply::Body(body.clone());
    }
    let topics = (0..world.names.len()).map(|place| topic(world, place));
    let answer = cluster(world, topics.collect());
    let reply = Reply::of(request, |buf, version| answer.write(buf, version));
    if let Reply::Body(body) = &reply {
        kept.insert(request.version, body.clone());
    }
    reply
}

fn cluster(world: &World, topics: Vec<MetadataResponseTopic>) -> wire::MetadataResponseData {
    let broker = |(place, port): (usize, &u16)| MetadataResponseBroker {
        node_id: id(place),
        host: "127.0.0.1".to_owned().into(),
        port: i32::from(*port),
        rack: Some(rack(place).to_owned().into()),
        ..Default::default()
    };
    let ports = world.ports.get().map(Vec::as_slice).unwrap_or_default();
    wire::MetadataResponseData {
        brokers: ports.iter().enumerate().map(broker).collect(),
        cluster_id: Some(CLUSTER_ID.to_owned().into()),
        controller_id: 1,
        topics,
        ..Default::default()
    }
}

fn rack(place: usize) -> &'static str {
    match place % 3 {
        0 => "a",
        1 => "b",
        _ => "c",
    }
}

fn topic(world: &World, place: usize) -> MetadataResponseTopic {
    let partition = |index: usize| {
        let replicas: Vec<i32> = world.replicas(place, index).collect();
        MetadataResponsePartition {
            partition_index: number(index),
            leader_id: replicas.first().copied().unwrap_or(-1),
            leader_epoch: 1,
            isr_nodes: replicas.clone(),
            replica_nodes: replicas,
            ..Default::default()
        }
    };
    let topic_id = u64::try_from(place).unwrap_or(0) + 1;
    MetadataResponseTopic {
        name: world.names.get(place).map(|name| name.clone().into()),
        topic_id: KafkaUuid::from_parts(0xCA57_E11A, topic_id),
        partitions: (0..world.scale.partitions).map(partition).collect(),
        ..Default::default()
    }
}

pub(super) fn list_offsets(world: &World, broker: i32, request: &Request) -> Reply {
    let Ok(asked) = wire::ListOffsetsRequestData::read(&mut request.body.clone(), request.version)
    else {
        return Reply::Close;
    };
    let topics = asked.topics.into_iter().map(|topic| {
        let place = world.places.get(topic.name.as_str()).copied();
        let partitions = topic.partitions.iter().map(|partition| {
            let index = usize::try_from(partition.partition_index).unwrap_or(usize::MAX);
            let known = place.filter(|_| index < world.scale.partitions);
            let mut answer = ListOffsetsPartitionResponse {
                partition_index: partition.partition_index,
                offset: -1,
                timestamp: -1,
                leader_epoch: -1,
                ..Default::default()
            };
            match known {
                None => answer.error_code = UNKNOWN_TOPIC_OR_PARTITION,
                Some(place) if world.replicas(place, index).next() != Some(broker) => {
                    answer.error_code = NOT_LEADER;
                }
                Some(place) => {
                    found(world, place, index, partition.timestamp, &mut answer);
                }
            }
            answer
        });
        ListOffsetsTopicResponse {
            partitions: partitions.collect(),
            name: topic.name,
            ..Default::default()
        }
    });
    let answer = wire::ListOffsetsResponseData {
        topics: topics.collect(),
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

/// Offset and time that are asked for by −1 (end), −2 (start) or −3 (newest); no record is at or
/// after any time.
fn found(
    world: &World,
    topic: usize,
    partition: usize,
    asked: i64,
    answer: &mut ListOffsetsPartitionResponse,
) {
    let (start, end) = world.offsets(topic, partition);
    match asked {
        -1 => answer.offset = end,
        -2 => answer.offset = start,
        -3 if end > start => {
            answer.offset = end - 1;
            answer.timestamp = match topic % 10 {
                0 => world.now_ms(),
                hours => world.began_ms - i64::try_from(hours).unwrap_or(0) * 3_600_000,
            };
        }
        _ => return,
    }
    answer.leader_epoch = 1;
}

pub(super) fn describe_log_dirs(world: &World, broker: i32, request: &Request) -> Reply {
    let mut used = 0;
    let mut topics = Vec::new();
    for (place, name) in world.names.iter().enumerate() {
        let mut partitions = Vec::new();
        for index in 0..world.scale.partitions {
            if world.replicas(place, index).any(|id| id == broker) {
                let (start, end) = world.offsets(place, index);
                used += (end - start) * MESSAGE_BYTES;
                partitions.push(DescribeLogDirsPartition {
                    partition_index: number(index),
                    partition_size: (end - start) * MESSAGE_BYTES,
                    ..Default::default()
                });
            }
        }
        if !partitions.is_empty() {
            topics.push(DescribeLogDirsTopic {
                name: name.clone().into(),
                partitions,
                ..Default::default()
            });
        }
    }
    let dir = DescribeLogDirsResult {
        log_dir: LOG_DIR.to_owned().into(),
        topics,
        total_bytes: DISK_BYTES,
        usable_bytes: DISK_BYTES - used,
        ..Default::default()
    };
    let answer = wire::DescribeLogDirsResponseData {
        results: vec![dir],
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

pub(super) fn list_groups(world: &World, broker: i32, request: &Request) -> Reply {
    let brokers = world.scale.brokers.max(1);
    let groups = (0..world.scale.groups)
        .filter(|group| id(group % brokers) == broker)
        .map(|group| ListedGroup {
            group_id: format!("service-{group:05}").into(),
            protocol_type: "consumer".to_owned().into(),
            group_state: if group % 4 == 0 { "Empty" } else { "Stable" }
                .to_owned()
                .into(),
            group_type: if group % 3 == 0 {
                "consumer"
            } else {
                "classic"
            }
            .to_owned()
            .into(),
            ..Default::default()
        });
    let answer = wire::ListGroupsResponseData {
        groups: groups.collect(),
        ..Default::default()
    };
    // Below, the codec refuses fields that the version does not have.
    let plain = |mut answer: wire::ListGroupsResponseData, version: i16| {
        for group in &mut answer.groups {
            if version < 4 {
                group.group_state = String::new().into();
            }
            if version < 5 {
                group.group_type = String::new().into();
            }
        }
        answer
    };
    Reply::of(request, |buf, version| {
        plain(answer, version).write(buf, version)
    })
}

pub(super) fn describe_quorum(world: &World, _: i32, request: &Request) -> Reply {
    let now = world.now_ms();
    let end = 1_000_000 + (now - world.began_ms) / 500;
    let replica = |place: usize| ReplicaState {
        replica_id: id(place),
        log_end_offset: end,
        last_fetch_timestamp: if request.version >= 1 { now } else { -1 },
        last_caught_up_timestamp: if request.version >= 1 { now } else { -1 },
        ..Default::default()
    };
    let voters = world.scale.brokers.min(VOTERS);
    let partition = PartitionData {
        leader_id: 1,
        leader_epoch: 3,
        high_watermark: end,
        current_voters: (0..voters).map(replica).collect(),
        observers: (voters..world.scale.brokers).map(replica).collect(),
        ..Default::default()
    };
    let topic = TopicData {
        topic_name: "__cluster_metadata".to_owned().into(),
        partitions: vec![partition],
        ..Default::default()
    };
    let answer = wire::DescribeQuorumResponseData {
        topics: vec![topic],
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

pub(super) fn describe_cluster(world: &World, _: i32, request: &Request) -> Reply {
    let ports = world.ports.get().map(Vec::as_slice).unwrap_or_default();
    let broker = |(place, port): (usize, &u16)| DescribeClusterBroker {
        broker_id: id(place),
        host: "127.0.0.1".to_owned().into(),
        port: i32::from(*port),
        rack: Some(rack(place).to_owned().into()),
        ..Default::default()
    };
    let answer = wire::DescribeClusterResponseData {
        cluster_id: CLUSTER_ID.to_owned().into(),
        controller_id: 1,
        brokers: ports.iter().enumerate().map(broker).collect(),
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

fn number(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
