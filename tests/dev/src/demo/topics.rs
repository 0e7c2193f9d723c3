//! The topics of the demo: believable names, and enough variety in their settings that every list
//! and every warning has something to show.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;

const DEADLINE: Duration = Duration::from_secs(60);

/// A topic to be made.
#[derive(Debug)]
pub struct Sample {
    name: &'static str,
    partitions: i32,
    replicas: i32,
    configs: &'static [(&'static str, &'static str)],
}

const fn topic(
    name: &'static str,
    partitions: i32,
    replicas: i32,
    configs: &'static [(&'static str, &'static str)],
) -> Sample {
    Sample {
        name,
        partitions,
        replicas,
        configs,
    }
}

const COMPACT: &[(&str, &str)] = &[("cleanup.policy", "compact")];
const SAFE: &[(&str, &str)] = &[("min.insync.replicas", "2")];
const HOUR: &[(&str, &str)] = &[("retention.ms", "3600000")];
const DAY: &[(&str, &str)] = &[("retention.ms", "86400000")];
const MONTH: &[(&str, &str)] = &[("retention.ms", "2592000000")];

/// The topics of the three-broker cluster.
pub const MAIN: &[Sample] = &[
    topic("orders.created", 6, 3, SAFE),
    topic("orders.payments", 6, 3, SAFE),
    topic("orders.shipments", 3, 3, SAFE),
    topic("orders.returns", 3, 3, SAFE),
    topic("orders.dead-letter", 1, 3, MONTH),
    topic("analytics.clickstream", 12, 2, DAY),
    topic("analytics.page-views", 6, 2, DAY),
    topic("analytics.sessions", 6, 2, DAY),
    topic("analytics.experiments", 3, 2, MONTH),
    topic("inventory.stock-levels", 6, 3, COMPACT),
    topic("inventory.reservations", 3, 3, SAFE),
    topic("inventory.suppliers", 1, 3, COMPACT),
    topic("catalog.products", 3, 3, COMPACT),
    topic(
        "catalog.prices",
        3,
        3,
        &[
            ("cleanup.policy", "compact,delete"),
            ("retention.ms", "604800000"),
        ],
    ),
    topic(
        "catalog.search-index",
        3,
        2,
        &[("compression.type", "zstd")],
    ),
    topic("users.profiles", 6, 3, COMPACT),
    topic("users.sign-ins", 3, 3, MONTH),
    topic("users.consents", 1, 3, COMPACT),
    topic(
        "billing.invoices",
        3,
        3,
        &[("min.insync.replicas", "2"), ("retention.ms", "-1")],
    ),
    topic(
        "billing.ledger",
        3,
        3,
        &[
            ("min.insync.replicas", "2"),
            ("retention.ms", "-1"),
            ("retention.bytes", "-1"),
            ("message.timestamp.type", "LogAppendTime"),
        ],
    ),
    topic("payments.fraud-scores", 3, 3, DAY),
    topic("payments.chargebacks", 1, 3, SAFE),
    topic("notifications.email", 3, 3, DAY),
    topic("notifications.push", 3, 3, HOUR),
    topic("notifications.sms", 1, 3, DAY),
    topic(
        "iot.temperature",
        12,
        2,
        &[("retention.ms", "21600000"), ("segment.ms", "3600000")],
    ),
    topic("iot.device-status", 6, 3, COMPACT),
    topic("iot.firmware", 1, 3, &[("max.message.bytes", "8388608")]),
    topic("logs.gateway", 6, 2, HOUR),
    topic(
        "logs.audit",
        3,
        3,
        &[
            ("retention.ms", "31536000000"),
            ("min.insync.replicas", "2"),
        ],
    ),
    topic("logs.debug", 3, 1, HOUR),
    topic("cdc.shop.public.customers", 3, 3, COMPACT),
    topic("cdc.shop.public.orders", 6, 3, COMPACT),
    topic("etl.warehouse-export", 3, 1, &[("compression.type", "lz4")]),
    topic("connect-configs", 1, 3, COMPACT),
    topic("connect-offsets", 5, 3, COMPACT),
    topic("connect-status", 5, 3, COMPACT),
    topic("order-totals-by-hour-changelog", 6, 3, COMPACT),
    topic(
        "order-totals-by-customer-repartition",
        6,
        3,
        &[("cleanup.policy", "delete")],
    ),
    topic("legacy.orders_v1", 2, 1, &[]),
    topic("scratch", 1, 1, &[]),
];

/// The topics of the second cluster, which has one broker.
pub const SECOND: &[Sample] = &[
    topic("warehouse.scans", 3, 1, DAY),
    topic("warehouse.robots", 6, 1, HOUR),
    topic("warehouse.inventory", 3, 1, COMPACT),
];

/// Makes the topics, all in one request.
pub async fn create(config: &ClientConfig, samples: &[Sample]) -> Result<()> {
    let admin: AdminClient<DefaultClientContext> = config.create()?;
    let topics: Vec<NewTopic<'_>> = samples
        .iter()
        .map(|sample| {
            let replication = TopicReplication::Fixed(sample.replicas);
            let new = NewTopic::new(sample.name, sample.partitions, replication);
            sample
                .configs
                .iter()
                .fold(new, |new, (key, value)| new.set(key, value))
        })
        .collect();
    let options = AdminOptions::new()
        .request_timeout(Some(DEADLINE))
        .operation_timeout(Some(DEADLINE));
    let results = admin
        .create_topics(&topics, &options)
        .await
        .context("create the topics")?;
    for result in results {
        if let Err((name, code)) = result {
            bail!("topic {name}: {code}");
        }
    }
    Ok(())
}
