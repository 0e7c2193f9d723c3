//! What the tests of this suite share.

use std::sync::Arc;
use std::time::Duration;

use castellan_kafka::{Address, Client, ClientConfig, DirectDial, Security};
use fake_kafka::{ApiKey, FakeKafka, Reply, Script, Shape, metadata};

/// A deadline for what must answer.
pub const PATIENT: Duration = Duration::from_secs(20);

pub fn config(port: u16, timeout: Duration) -> ClientConfig {
    let mut config = ClientConfig::new(vec![Address::new("127.0.0.1", port)], Security::default());
    config.call_timeout = timeout;
    config.connect_timeout = timeout;
    config
}

pub fn client(broker: &FakeKafka, timeout: Duration) -> Client {
    Client::new(config(broker.port(), timeout), Arc::new(DirectDial)).unwrap()
}

pub const SMALL: Shape = Shape {
    topics: 2,
    partitions: 3,
    replicas: 1,
};

/// A script that answers Metadata with these brokers.
pub fn cluster(brokers: Vec<(i32, String, u16)>, shape: Shape) -> Script {
    let named: Vec<_> = brokers
        .iter()
        .map(|(id, host, port)| (*id, host.as_str(), *port))
        .collect();
    let answer = metadata(&named, shape);
    Script::new()
        .range(ApiKey::Metadata, 0, 12)
        .on(ApiKey::Metadata, move |request| {
            Reply::of(request, |buf, version| answer.write(buf, version))
        })
}

/// The same for a broker that is the whole cluster.
pub fn alone(port: u16, shape: Shape) -> Script {
    cluster(vec![(1, "127.0.0.1".to_owned(), port)], shape)
}
