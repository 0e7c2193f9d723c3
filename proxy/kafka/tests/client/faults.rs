//! Peers that are no Kafka, brokers that break off, stay silent or talk nonsense: each has its own
//! error, within the deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use castellan_kafka::{Address, Client, DirectDial, Error, ErrorKind};
use fake_kafka::{ApiKey, FakeKafka, Reply, Script, metadata};

use crate::support::{PATIENT, SMALL, alone, client, config};

const SHORT: Duration = Duration::from_millis(300);

async fn failure(broker: &FakeKafka, timeout: Duration) -> Error {
    let begun = Instant::now();
    let error = client(broker, timeout).metadata().await.unwrap_err();
    assert!(
        begun.elapsed() < timeout + Duration::from_secs(2),
        "{error}"
    );
    error
}

#[tokio::test]
async fn peers_that_are_no_kafka_are_named() {
    for (greeting, kind, words) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            ErrorKind::NotKafka,
            "web server",
        ),
        (
            &b"\x15\x03\x03\x00\x02\x02\x50"[..],
            ErrorKind::PlaintextToTls,
            "expects TLS",
        ),
        (&b"SSH-2.0-OpenSSH_9.2\r\n"[..], ErrorKind::NotKafka, "SSH"),
        (
            &b"\x7f\xff\xff\xff\0\0"[..],
            ErrorKind::NotKafka,
            "no Kafka frames",
        ),
        (
            &b""[..],
            ErrorKind::NotKafka,
            "closed the connection without an answer",
        ),
    ] {
        let peer = FakeKafka::greeting(greeting).await.unwrap();
        let error = failure(&peer, PATIENT).await;
        assert_eq!(error.kind(), kind, "{error}");
        let text = error.to_string();
        assert!(
            text.contains(words) && text.contains(&peer.port().to_string()),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_listener_that_never_answers_ends_at_the_deadline() {
    let peer = FakeKafka::silent().await.unwrap();
    let error = failure(&peer, SHORT).await;
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(error.to_string().contains("0.3 s"), "{error}");
}

#[tokio::test]
async fn a_broker_that_never_answers_a_call_ends_at_the_deadline() {
    let quiet = |_| {
        Script::new()
            .range(ApiKey::Metadata, 0, 12)
            .on(ApiKey::Metadata, |_| Reply::Silence)
    };
    let broker = FakeKafka::start(quiet).await.unwrap();
    let error = failure(&broker, SHORT).await;
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(
        error.to_string().contains("overloaded or frozen"),
        "{error}"
    );
}

#[tokio::test]
async fn cut_answers_and_nonsense_are_told_apart() {
    let body = || Bytes::from_static(&[0; 40]);
    for (reply, kind) in [
        (Reply::Cut(9, body()), ErrorKind::Disconnected),
        (
            Reply::Raw(Bytes::from_static(b"\0\0\0\x02ab")),
            ErrorKind::Malformed,
        ),
        (
            Reply::Raw(Bytes::from_static(b"\x7f\xff\xff\xffabcd")),
            ErrorKind::Malformed,
        ),
        (
            Reply::Raw(Bytes::from_static(b"\xff\xff\xff\xffabcd")),
            ErrorKind::Malformed,
        ),
        (
            Reply::Raw(Bytes::from_static(b"\0\0\0\x05\0\0\x7f\x7fx")),
            ErrorKind::Malformed,
        ),
        (
            Reply::Body(Bytes::from_static(&[0xee; 90])),
            ErrorKind::Malformed,
        ),
    ] {
        let broker = FakeKafka::start(|_| {
            let reply = reply.clone();
            Script::new()
                .range(ApiKey::Metadata, 0, 12)
                .on(ApiKey::Metadata, move |_| reply.clone())
        });
        let error = failure(&broker.await.unwrap(), PATIENT).await;
        assert_eq!(error.kind(), kind, "{reply:?}: {error}");
    }
}

#[tokio::test]
async fn a_listener_that_hangs_up_on_the_first_call_wants_a_sign_in() {
    for newest in [0, 3] {
        let closes = |_| {
            Script::new()
                .range(ApiKey::ApiVersions, 0, newest)
                .range(ApiKey::Metadata, 0, 12)
                .on(ApiKey::Metadata, |_| Reply::Close)
        };
        let broker = FakeKafka::start(closes).await.unwrap();
        assert_eq!(
            failure(&broker, PATIENT).await.kind(),
            ErrorKind::SignInNeeded
        );
    }
}

#[tokio::test]
async fn dead_ports_and_unknown_names_are_told_apart() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut wrong = config(port, PATIENT);
    let dead = Client::new(wrong.clone(), Arc::new(DirectDial)).unwrap();
    assert_eq!(
        dead.metadata().await.unwrap_err().kind(),
        ErrorKind::PortClosed
    );
    wrong.bootstrap = vec![Address::new("no-such-host.invalid", 9092)];
    let unknown = Client::new(wrong, Arc::new(DirectDial)).unwrap();
    let error = unknown.metadata().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotResolved);
    assert!(
        error.to_string().contains("no-such-host.invalid"),
        "{error}"
    );
}

#[tokio::test]
async fn an_advertised_address_that_does_not_resolve_names_broker_and_address() {
    let lost = |port: u16| {
        let unknown = "no-such-host.invalid".to_owned();
        let brokers = vec![(1, "127.0.0.1".to_owned(), port), (2, unknown, 9092)];
        crate::support::cluster(brokers, SMALL)
    };
    let broker = FakeKafka::start(lost).await.unwrap();
    let client = client(&broker, PATIENT);
    client.metadata().await.unwrap();
    let partial = client.api_versions().await.unwrap();
    assert_eq!(partial.value.len(), 1);
    let failure = &partial.missing[0];
    assert_eq!(
        (failure.broker, failure.address.as_str()),
        (2, "no-such-host.invalid:9092")
    );
    assert_eq!(failure.error.kind(), ErrorKind::NotResolved);
    let text = failure.error.to_string();
    assert!(
        text.contains("broker 2 (no-such-host.invalid:9092)"),
        "{text}"
    );
    assert!(text.contains("advertised.listeners"), "{text}");
}

#[tokio::test]
async fn an_old_broker_is_asked_for_its_versions_again() {
    let old = |port| {
        alone(port, SMALL)
            .range(ApiKey::ApiVersions, 0, 2)
            .range(ApiKey::Metadata, 0, 5)
    };
    let broker = FakeKafka::start(old).await.unwrap();
    let metadata = client(&broker, PATIENT).metadata().await.unwrap();
    assert_eq!(metadata.topics.len(), 2);
    let api = ApiKey::ApiVersions as i16;
    assert_eq!(
        broker.seen(),
        [(api, 4), (api, 2), (ApiKey::Metadata as i16, 5)]
    );
}

#[tokio::test]
async fn an_answer_byte_by_byte_is_read() {
    let answer = metadata(&[(1, "127.0.0.1", 9)], SMALL);
    let slow = move |_| {
        Script::new()
            .range(ApiKey::Metadata, 0, 12)
            .on(ApiKey::Metadata, move |request| {
                match Reply::of(request, |buf, version| answer.write(buf, version)) {
                    Reply::Body(body) => Reply::Slowly(Duration::from_micros(10), body),
                    other => other,
                }
            })
    };
    let broker = FakeKafka::start(slow).await.unwrap();
    assert_eq!(
        client(&broker, PATIENT)
            .metadata()
            .await
            .unwrap()
            .topics
            .len(),
        2
    );
}

#[tokio::test]
async fn a_late_answer_is_dropped_and_the_next_call_gets_its_own() {
    let calls = AtomicUsize::new(0);
    let late = move |port| {
        let answer = metadata(&[(1, "127.0.0.1", port)], SMALL);
        Script::new()
            .range(ApiKey::Metadata, 0, 12)
            .on(ApiKey::Metadata, move |request| {
                let reply = Reply::of(request, |buf, version| answer.write(buf, version));
                match calls.fetch_add(1, Ordering::SeqCst) {
                    0 => Reply::After(SHORT * 2, Box::new(reply)),
                    _ => reply,
                }
            })
    };
    let broker = FakeKafka::start(late).await.unwrap();
    let client = client(&broker, PATIENT);
    let hasty = client.with_timeout(SHORT);
    assert_eq!(
        hasty.metadata().await.unwrap_err().kind(),
        ErrorKind::TimedOut
    );
    assert_eq!(client.metadata().await.unwrap().topics.len(), 2);
}

#[tokio::test]
async fn a_connection_that_broke_is_replaced_for_reads() {
    let calls = AtomicUsize::new(0);
    let flaky = move |port| {
        let answer = metadata(&[(1, "127.0.0.1", port)], SMALL);
        Script::new().range(ApiKey::Metadata, 0, 12).on(
            ApiKey::Metadata,
            move |request| match calls.fetch_add(1, Ordering::SeqCst) {
                1 => Reply::Close,
                _ => Reply::of(request, |buf, version| answer.write(buf, version)),
            },
        )
    };
    let broker = FakeKafka::start(flaky).await.unwrap();
    let client = client(&broker, PATIENT);
    client.metadata().await.unwrap();
    assert_eq!(client.metadata().await.unwrap().topics.len(), 2);
    assert_eq!(broker.received(ApiKey::Metadata), 3);
}
