//! The Kafka that is looked at: three brokers, thousands of topics, some messages in every tenth.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use castellan_harness::kafka::Mechanism;
use castellan_harness::{Cluster, Listener};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};

use crate::verify::say;

const DEADLINE: Duration = Duration::from_secs(120);
/// Topics of one request.
const BATCH: usize = 250;
const WORDS: [&str; 8] = [
    "orders.created",
    "orders.payments",
    "billing.invoices",
    "users.profiles",
    "inventory.stock-levels",
    "logs.gateway",
    "iot.temperature",
    "analytics.page-views",
];

/// Starts it. Plaintext is for the times; SASL without TLS goes through proxies that count what the
/// brokers are asked.
pub async fn start(topics_max: usize) -> Result<Cluster> {
    let heap_mb = 384 + u32::try_from(topics_max)? / 8;
    Cluster::builder()
        .name("bench")
        .brokers(3)
        .racks(["a", "b", "c"])
        .listeners([Listener::Plaintext, Listener::SaslPlaintext])
        .mechanisms([Mechanism::ScramSha256])
        .proxied(Listener::SaslPlaintext)
        .heap_mb(heap_mb)
        // Each partition has two of these files; 10 MB each would be mapped by default.
        .property("log.index.size.max.bytes", "65536")
        .progress(&say)
        .start()
        .await
}

/// Requests that the brokers have got through their counting proxies.
pub fn requests(cluster: &Cluster) -> Result<u64> {
    let mut sum = 0;
    for broker in cluster.broker_ids() {
        sum += cluster.proxy(broker, Listener::SaslPlaintext)?.requests();
    }
    Ok(sum)
}

/// Partitions of the topic with this number: two or three.
pub fn partitions(number: usize) -> i32 {
    if number.is_multiple_of(2) { 2 } else { 3 }
}

/// Makes the topics with these numbers, each with three replicas, and puts some messages in.
pub async fn create(cluster: &Cluster, numbers: std::ops::Range<usize>) -> Result<()> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.bootstrap(Listener::Plaintext)?);
    let admin: AdminClient<DefaultClientContext> = config.create()?;
    let options = AdminOptions::new()
        .request_timeout(Some(DEADLINE))
        .operation_timeout(Some(DEADLINE));
    let names: Vec<(usize, String)> = numbers.map(|number| (number, name(number))).collect();
    for batch in names.chunks(BATCH) {
        let topics: Vec<NewTopic<'_>> = batch.iter().map(|(at, name)| topic(*at, name)).collect();
        let results = admin.create_topics(&topics, &options).await;
        for result in results.context("create the topics")? {
            if let Err((name, code)) = result {
                bail!("topic {name}: {code}");
            }
        }
        let last = batch.last().map_or(0, |(number, _)| number + 1);
        say(&format!("{last} topics"));
    }
    let written = names.into_iter().filter(|(at, _)| at.is_multiple_of(10));
    let written: Vec<String> = written.map(|(_, name)| name).collect();
    tokio::task::spawn_blocking(move || write(&config, &written)).await?
}

/// The name of a topic.
pub fn name(number: usize) -> String {
    let word = WORDS.get(number % WORDS.len()).unwrap_or(&"topics");
    format!("{word}-{number:04}")
}

fn topic(number: usize, name: &str) -> NewTopic<'_> {
    let new = NewTopic::new(name, partitions(number), TopicReplication::Fixed(3));
    match number % 5 {
        0 => new.set("cleanup.policy", "compact"),
        1 => new.set("min.insync.replicas", "2"),
        2 => new.set("retention.ms", "86400000"),
        _ => new,
    }
}

fn write(config: &ClientConfig, topics: &[String]) -> Result<()> {
    let producer: ThreadedProducer<DefaultProducerContext> = config.create()?;
    for (number, topic) in topics.iter().enumerate() {
        let body = "x".repeat(100 + number);
        for key in ["a", "b", "c"] {
            let record = BaseRecord::to(topic).key(key).payload(&body);
            producer.send(record).map_err(|(error, _)| error)?;
        }
    }
    producer.flush(DEADLINE).context("write the messages")
}
