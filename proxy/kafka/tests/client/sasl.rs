//! Signing in, as far as a script can play the broker: what must not be sent or believed.

use std::sync::Arc;

use bytes::Bytes;
use castellan_kafka::{Client, DirectDial, ErrorKind, Mechanism, Sasl, Secret};
use fake_kafka::generated as wire;
use fake_kafka::{ApiKey, FakeKafka, Reply, Script};

use crate::support::{PATIENT, config};

/// A listener with SASL whose first answer to any message is this.
fn listener(first: &'static str) -> Script {
    Script::new()
        .range(ApiKey::Metadata, 0, 12)
        .range(ApiKey::SaslHandshake, 0, 1)
        .range(ApiKey::SaslAuthenticate, 0, 2)
        .on(ApiKey::SaslHandshake, |request| {
            let body = &mut request.body.clone();
            let asked = wire::SaslHandshakeRequestData::read(body, request.version).unwrap();
            let offered = ["SCRAM-SHA-512".to_owned(), "PLAIN".to_owned()];
            let known = offered.iter().any(|name| name == asked.mechanism.as_str());
            let answer = wire::SaslHandshakeResponseData {
                error_code: if known { 0 } else { 33 },
                mechanisms: offered.map(Into::into).to_vec(),
                ..Default::default()
            };
            Reply::of(request, |buf, version| answer.write(buf, version))
        })
        .on(ApiKey::SaslAuthenticate, move |request| {
            let answer = wire::SaslAuthenticateResponseData {
                auth_bytes: Bytes::from_static(first.as_bytes()),
                ..Default::default()
            };
            Reply::of(request, |buf, version| answer.write(buf, version))
        })
}

async fn failure(broker: &FakeKafka, mechanism: Mechanism) -> ErrorKind {
    let mut config = config(broker.port(), PATIENT);
    let password = Secret::new("secret");
    config.security.sasl = Some(Sasl {
        mechanism,
        username: "admin".to_owned(),
        password,
    });
    let client = Client::new(config, Arc::new(DirectDial)).unwrap();
    client.metadata().await.unwrap_err().kind()
}

#[tokio::test]
async fn plain_is_not_sent_readable() {
    let broker = FakeKafka::start(|_| listener("")).await.unwrap();
    assert_eq!(
        failure(&broker, Mechanism::Plain).await,
        ErrorKind::PlainUnencrypted
    );
    assert_eq!(broker.received(ApiKey::SaslAuthenticate), 0);
    assert_eq!(broker.received(ApiKey::SaslHandshake), 0);
}

#[tokio::test]
async fn a_mechanism_that_is_not_offered_names_those_that_are() {
    let broker = FakeKafka::start(|_| listener("")).await.unwrap();
    let offered = vec!["SCRAM-SHA-512".to_owned(), "PLAIN".to_owned()];
    let kind = failure(&broker, Mechanism::ScramSha256).await;
    assert_eq!(kind, ErrorKind::MechanismNotEnabled { offered });
}

#[tokio::test]
async fn a_broker_that_asks_for_hours_of_hashing_or_speaks_for_another_is_not_believed() {
    for (first, expected) in [
        ("r=x,s=AAAA,i=4294967295", ErrorKind::Malformed),
        ("r=x,s=AAAA,i=nonsense", ErrorKind::Malformed),
        (
            "r=not-the-nonce-of-the-client,s=AAAA,i=4096",
            ErrorKind::BadCredentials,
        ),
        ("", ErrorKind::BadCredentials),
    ] {
        let broker = FakeKafka::start(|_| listener(first)).await.unwrap();
        assert_eq!(
            failure(&broker, Mechanism::ScramSha512).await,
            expected,
            "{first}"
        );
    }
}
