//! A snapshot made by hand for tests: what a broker of one answer told, with figures as they follow
//! from it. Only the client can make metadata, so that one answer goes over a real socket.

use super::prepared::{Descriptions, Prepared};
use crate::cluster::Snapshot;
use crate::cluster::snapshot::{Interner, Offsets, Part, TopicRow, Topology};
use castellan_api::instances::InstanceStatus;
use castellan_kafka::{Address, Client, ClientConfig, DirectDial, Metadata, Security};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A topic of a hand-made cluster.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    /// Leader, replicas, in-sync replicas of each partition.
    pub(crate) partitions: Vec<(i32, Vec<i32>, Vec<i32>)>,
    pub(crate) messages: Option<u64>,
    pub(crate) size_bytes: Option<u64>,
    pub(crate) configs: &'static [(&'static str, &'static str)],
}

fn topic(
    name: &'static str,
    partitions: Vec<(i32, Vec<i32>, Vec<i32>)>,
    messages: Option<u64>,
    configs: &'static [(&'static str, &'static str)],
) -> Topic {
    Topic {
        name,
        partitions,
        messages,
        size_bytes: messages.map(|count| count * 100),
        configs,
    }
}

const PLAIN: &[(&str, &str)] = &[
    ("cleanup.policy", "delete"),
    ("flush.messages", "9223372036854775807"),
    ("max.message.bytes", "1048588"),
    ("message.timestamp.type", "CreateTime"),
    ("min.insync.replicas", "1"),
    ("retention.ms", "604800000"),
];
const COMPACTED: &[(&str, &str)] = &[
    ("cleanup.policy", "compact,delete"),
    ("flush.messages", "1"),
    ("min.insync.replicas", "2"),
    ("retention.ms", "-1"),
];

/// A small cluster with one topic of each kind.
pub(super) fn prepared() -> Prepared {
    let good = |count: usize| vec![(1, vec![1, 2], vec![1, 2]); count];
    let topics = [
        topic("Orders.v1", good(3), Some(50), PLAIN),
        topic("__consumer_offsets", good(5), Some(9), COMPACTED),
        topic("alone", vec![(2, vec![2], vec![2])], Some(0), PLAIN),
        topic(
            "broken",
            vec![(-1, vec![3, 2], vec![3]), (2, vec![2, 1], vec![2, 1])],
            None,
            COMPACTED,
        ),
        topic(
            "lagging",
            vec![(2, vec![1, 2], vec![2])],
            Some(7),
            COMPACTED,
        ),
        topic("orders-2", good(1), Some(1_000), &[]),
    ];
    let descriptions = Descriptions::from([("alone".to_owned(), "=the only one".to_owned())]);
    Prepared::new(snapshot(&topics), Arc::new(descriptions))
}

/// A snapshot of these topics on brokers 1 to 3.
pub(crate) fn snapshot(topics: &[Topic]) -> Arc<Snapshot> {
    let topology = Arc::new(Topology::new(Arc::new(metadata(topics))));
    let mut interner = Interner::default();
    let rows = topology
        .cluster
        .topics
        .iter()
        .enumerate()
        .map(|(at, view)| {
            let topic = topics
                .iter()
                .find(|topic| topic.name == view.name())
                .unwrap();
            let configs = interner.row(
                topic
                    .configs
                    .iter()
                    .map(|(name, value)| (*name, Some(*value))),
            );
            let asked = configs.min_insync_replicas;
            TopicRow {
                below_min_isr: asked.map_or(0, |asked| topology.below_min_isr(at, asked)),
                messages: topic.messages,
                in_rate: topic.messages.map(|count| count * 10),
                size_bytes: topic.size_bytes,
                configs: (!topic.configs.is_empty()).then_some(configs),
            }
        });
    let rows = Arc::new(rows.collect());
    fn part<T>(data: Arc<T>) -> Option<Arc<Part<T>>> {
        Some(Arc::new(Part {
            as_of: 1_000,
            version: 1,
            missing: Vec::new(),
            data,
        }))
    }
    Arc::new(Snapshot {
        serial: 1,
        metadata: part(topology),
        offsets: part(Arc::new(Offsets::default())),
        rows,
        ..Snapshot::empty(InstanceStatus::Connected, 500)
    })
}

/// What the client makes of a broker's answer about these topics.
pub(crate) fn metadata(topics: &[Topic]) -> Metadata {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let body = metadata_body(topics, port);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let body = body.clone();
                tokio::spawn(async move { while answer(&mut stream, &body).await.is_ok() {} });
            }
        });
        let bootstrap = vec![Address::new("127.0.0.1", port)];
        let config = ClientConfig::new(bootstrap, Security::default());
        Client::new(config, Arc::new(DirectDial))
            .unwrap()
            .metadata()
            .await
            .unwrap()
    })
}

/// Answers one request: ApiVersions 0, or Metadata 1.
async fn answer(stream: &mut tokio::net::TcpStream, metadata: &[u8]) -> std::io::Result<()> {
    let mut request = vec![0; usize::try_from(stream.read_i32().await?).unwrap()];
    stream.read_exact(&mut request).await?;
    let (api, version) = (request[1], request[3]);
    let body = match (api, version) {
        (18, 0) => versions(0),
        (18, _) => versions(35),
        _ => metadata.to_vec(),
    };
    let mut frame = i32::try_from(body.len() + 4)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    frame.extend(&request[4..8]);
    frame.extend(body);
    stream.write_all(&frame).await
}

fn versions(error: i16) -> Vec<u8> {
    let mut body = error.to_be_bytes().to_vec();
    body.extend(2_i32.to_be_bytes());
    for (api, min, max) in [(3_i16, 0_i16, 1_i16), (18, 0, 0)] {
        [api, min, max]
            .iter()
            .for_each(|number| body.extend(number.to_be_bytes()));
    }
    body
}

fn metadata_body(topics: &[Topic], port: u16) -> Vec<u8> {
    let mut body = Vec::new();
    let text = |body: &mut Vec<u8>, text: &str| {
        body.extend(i16::try_from(text.len()).unwrap().to_be_bytes());
        body.extend(text.as_bytes());
    };
    let ids = |body: &mut Vec<u8>, ids: &[i32]| {
        body.extend(i32::try_from(ids.len()).unwrap().to_be_bytes());
        ids.iter().for_each(|id| body.extend(id.to_be_bytes()));
    };
    body.extend(3_i32.to_be_bytes());
    for id in 1_i32..=3 {
        body.extend(id.to_be_bytes());
        text(&mut body, "127.0.0.1");
        body.extend(i32::from(port).to_be_bytes());
        body.extend((-1_i16).to_be_bytes());
    }
    body.extend(1_i32.to_be_bytes());
    body.extend(i32::try_from(topics.len()).unwrap().to_be_bytes());
    for topic in topics {
        body.extend(0_i16.to_be_bytes());
        text(&mut body, topic.name);
        body.push(u8::from(topic.name.starts_with("__")));
        body.extend(i32::try_from(topic.partitions.len()).unwrap().to_be_bytes());
        for (index, (leader, replicas, isr)) in (0_i32..).zip(&topic.partitions) {
            body.extend(0_i16.to_be_bytes());
            body.extend(index.to_be_bytes());
            body.extend(leader.to_be_bytes());
            ids(&mut body, replicas);
            ids(&mut body, isr);
        }
    }
    body
}
