//! Who is asked: the controller, the leaders, every broker; and how much is asked of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use castellan_kafka::{ApiKey as Api, CreateTopic, ErrorKind, OffsetSpec, Replication};
use fake_kafka::generated as wire;
use fake_kafka::{ApiKey, FakeKafka, Reply, Request, Script, Shape, metadata};

use crate::support::{PATIENT, SMALL, alone, client, cluster};

fn created(request: &Request, code: i16) -> Reply {
    let body = &mut request.body.clone();
    let asked = wire::CreateTopicsRequestData::read(body, request.version).unwrap();
    let topic = |topic: &wire::create_topics_request::CreatableTopic| {
        wire::create_topics_response::CreatableTopicResult {
            name: topic.name.clone(),
            error_code: code,
            ..Default::default()
        }
    };
    let topics = asked.topics.iter().map(topic).collect();
    let answer = wire::CreateTopicsResponseData {
        topics,
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

fn new_topic(name: &str) -> CreateTopic {
    let replication = Replication::Count {
        partitions: Some(1),
        replication_factor: Some(1),
    };
    CreateTopic {
        name: name.to_owned(),
        replication,
        configs: Vec::new(),
    }
}

#[tokio::test]
async fn a_moved_controller_is_found_again() {
    let controller = Arc::new(AtomicI32::new(1));
    let new = FakeKafka::start(|_| {
        Script::new()
            .range(ApiKey::CreateTopics, 2, 5)
            .on(ApiKey::CreateTopics, |request| created(request, 0))
    });
    let new = new.await.unwrap();
    let (now, new_port) = (controller.clone(), new.port());
    let old = FakeKafka::start(move |port| {
        let told = now.clone();
        let brokers = [(1, "127.0.0.1", port), (2, "127.0.0.1", new_port)];
        let answer = metadata(&brokers, SMALL);
        Script::new()
            .range(ApiKey::Metadata, 0, 8)
            .on(ApiKey::Metadata, move |request| {
                let mut answer = answer.clone();
                answer.controller_id = told.load(Ordering::SeqCst);
                Reply::of(request, |buf, version| answer.write(buf, version))
            })
            .range(ApiKey::CreateTopics, 2, 5)
            .on(ApiKey::CreateTopics, move |request| {
                now.store(2, Ordering::SeqCst);
                created(request, 41)
            })
    });
    let old = old.await.unwrap();
    let client = client(&old, PATIENT);
    let results = client
        .create_topics(&[new_topic("t")], false)
        .await
        .unwrap();
    assert!(results[0].1.is_ok(), "{results:?}");
    assert_eq!(old.received(ApiKey::CreateTopics), 1);
    assert_eq!(new.received(ApiKey::CreateTopics), 1);
}

#[tokio::test]
async fn a_change_is_not_sent_again_after_a_lost_connection() {
    let breaks = |port| {
        alone(port, SMALL)
            .range(ApiKey::CreateTopics, 2, 5)
            .on(ApiKey::CreateTopics, |_| Reply::Close)
    };
    let broker = FakeKafka::start(breaks).await.unwrap();
    let client = client(&broker, PATIENT);
    client.metadata().await.unwrap();
    let error = client
        .create_topics(&[new_topic("t")], false)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected);
    assert_eq!(broker.received(ApiKey::CreateTopics), 1);
}

#[tokio::test]
async fn a_topic_the_answer_leaves_out_is_an_error_of_that_topic() {
    let forgetful = |port| {
        alone(port, SMALL)
            .range(ApiKey::CreateTopics, 2, 5)
            .on(ApiKey::CreateTopics, |request| {
                let answer = wire::CreateTopicsResponseData::default();
                Reply::of(request, |buf, version| answer.write(buf, version))
            })
    };
    let broker = FakeKafka::start(forgetful).await.unwrap();
    let topics = [new_topic("a"), new_topic("b")];
    let results = client(&broker, PATIENT)
        .create_topics(&topics, false)
        .await
        .unwrap();
    assert_eq!(results.len(), 2);
    assert!(results.iter().all(|(_, result)| result.is_err()));
}

#[tokio::test]
async fn a_call_the_broker_lacks_names_the_version_that_brings_it() {
    let broker = FakeKafka::start(|port| alone(port, SMALL)).await.unwrap();
    let error = client(&broker, PATIENT)
        .describe_quorum()
        .await
        .unwrap_err();
    let kind = ErrorKind::Unsupported {
        api: Api::DESCRIBE_QUORUM,
        needs_version: Some("3.3 in KRaft mode"),
    };
    assert_eq!(error.kind(), kind);
    let error = client(&broker, PATIENT)
        .create_topics(&[new_topic("t")], false)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("0.10.1"), "{error}");
}

#[tokio::test]
async fn a_broker_that_is_down_is_missing_and_the_others_are_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead = listener.local_addr().unwrap().port();
    drop(listener);
    let broker = FakeKafka::start(|port| {
        let host = || "127.0.0.1".to_owned();
        let script = cluster(vec![(1, host(), port), (2, host(), dead)], SMALL);
        script
            .range(ApiKey::ListGroups, 0, 3)
            .on(ApiKey::ListGroups, |request| {
                let answer = wire::ListGroupsResponseData::default();
                Reply::of(request, |buf, version| answer.write(buf, version))
            })
    });
    let broker = broker.await.unwrap();
    let groups = client(&broker, PATIENT).list_groups().await.unwrap();
    assert!(groups.value.is_empty() && !groups.is_whole());
    assert_eq!(groups.missing[0].broker, 2);
    assert_eq!(groups.missing[0].error.kind(), ErrorKind::PortClosed);
}

#[tokio::test]
async fn many_calls_share_one_connection_and_are_counted() {
    let broker = FakeKafka::start(|port| alone(port, SMALL)).await.unwrap();
    let client = client(&broker, PATIENT);
    let calls = (0..100).map(|_| client.metadata());
    let results = futures_util::future::join_all(calls).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(broker.received(ApiKey::Metadata), 100);
    assert_eq!(
        broker.received(ApiKey::ApiVersions),
        2,
        "asked at 4, then at 3: one connection"
    );
    assert_eq!(client.requests_sent_of(Api::METADATA), 100);
    assert_eq!(client.requests_sent(), 102);
}

#[tokio::test]
async fn a_broker_that_asks_for_a_pause_gets_it() {
    let pause = Duration::from_millis(200);
    let throttling = move |port| {
        let mut answer = metadata(&[(1, "127.0.0.1", port)], SMALL);
        answer.throttle_time_ms = i32::try_from(pause.as_millis()).unwrap();
        Script::new()
            .range(ApiKey::Metadata, 0, 12)
            .on(ApiKey::Metadata, move |request| {
                Reply::of(request, |buf, version| answer.write(buf, version))
            })
    };
    let broker = FakeKafka::start(throttling).await.unwrap();
    let client = client(&broker, PATIENT);
    client.metadata().await.unwrap();
    let begun = Instant::now();
    client.metadata().await.unwrap();
    assert!(begun.elapsed() >= pause / 2, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_hundred_thousand_partitions_take_one_call_and_little_memory() {
    let shape = Shape {
        topics: 2_000,
        partitions: 50,
        replicas: 1,
    };
    let huge = move |port| {
        alone(port, shape)
            .range(ApiKey::ListOffsets, 1, 7)
            .on(ApiKey::ListOffsets, offsets)
    };
    let broker = FakeKafka::start(huge).await.unwrap();
    let client = client(&broker, PATIENT);
    let metadata = client.metadata().await.unwrap();
    assert_eq!(metadata.topics.partition_count(), 100_000);
    assert!(
        metadata.topics.heap_bytes() < 6_000_000,
        "{}",
        metadata.topics.heap_bytes()
    );
    let table = client
        .list_offsets_flat(&metadata, OffsetSpec::Latest)
        .await;
    assert!(
        table.errors.is_empty() && table.missing.is_empty(),
        "{:?}",
        table.missing
    );
    assert_eq!(broker.received(ApiKey::ListOffsets), 5, "batches of 20,000");
    let topic = metadata.topics.find("topic-01234").unwrap();
    for partition in topic.partitions() {
        assert_eq!(
            table.get(partition.flat),
            Some(1234 * 1000 + i64::from(partition.index))
        );
    }
}

/// The offset of partition p of topic-t is 1000 t + p.
fn offsets(request: &Request) -> Reply {
    use wire::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
    let asked = wire::ListOffsetsRequestData::read(&mut request.body.clone(), request.version);
    let topic = |topic: &wire::list_offsets_request::ListOffsetsTopic| {
        let number: i64 = topic
            .name
            .as_str()
            .trim_start_matches("topic-")
            .parse()
            .unwrap();
        let partition = |index: i32| ListOffsetsPartitionResponse {
            partition_index: index,
            offset: number * 1000 + i64::from(index),
            ..Default::default()
        };
        ListOffsetsTopicResponse {
            name: topic.name.clone(),
            partitions: topic
                .partitions
                .iter()
                .map(|p| partition(p.partition_index))
                .collect(),
            ..Default::default()
        }
    };
    let topics = asked.unwrap().topics.iter().map(topic).collect();
    let answer = wire::ListOffsetsResponseData {
        topics,
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}
