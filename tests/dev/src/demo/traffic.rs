//! Live traffic: a few hundred messages a second over a dozen topics, and groups that read them:
//! two healthy, one too slow, one that stopped. Runs on threads until the process ends.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, ThreadedProducer};

type Shop = ThreadedProducer<DefaultProducerContext>;

const TICK: Duration = Duration::from_millis(100);
/// What every stream gets at once at the start, in seconds of its rate.
const BACKLOG_S: f64 = 20.0;

/// One stream of messages.
struct Stream {
    topic: &'static str,
    per_second: f64,
    /// What the keys are of; a key is this and a number below `keys`.
    key: &'static str,
    keys: u64,
    /// Fields of the JSON body: a name, and how to fill it.
    fields: &'static [(&'static str, Field)],
}

/// How a field is filled.
enum Field {
    OneOf(&'static [&'static str]),
    Below(u64),
    Cents(u64),
    Degrees,
}

const STREAMS: &[Stream] = &[
    Stream {
        topic: "analytics.clickstream",
        per_second: 120.0,
        key: "visitor",
        keys: 5000,
        fields: &[
            (
                "page",
                Field::OneOf(&["/", "/cart", "/checkout", "/p/4711", "/search", "/help"]),
            ),
            ("device", Field::OneOf(&["phone", "desktop", "tablet"])),
            ("duration_ms", Field::Below(9000)),
        ],
    },
    Stream {
        topic: "analytics.page-views",
        per_second: 60.0,
        key: "visitor",
        keys: 5000,
        fields: &[
            ("page", Field::OneOf(&["/", "/cart", "/search"])),
            ("ms", Field::Below(800)),
        ],
    },
    Stream {
        topic: "iot.temperature",
        per_second: 50.0,
        key: "sensor",
        keys: 240,
        fields: &[("celsius", Field::Degrees), ("battery", Field::Below(101))],
    },
    Stream {
        topic: "orders.created",
        per_second: 25.0,
        key: "order",
        keys: 1_000_000,
        fields: &[
            ("customer", Field::Below(20_000)),
            ("total", Field::Cents(30_000)),
            ("currency", Field::OneOf(&["EUR", "USD", "CNY", "GBP"])),
            ("channel", Field::OneOf(&["web", "app", "store"])),
        ],
    },
    Stream {
        topic: "orders.payments",
        per_second: 22.0,
        key: "order",
        keys: 1_000_000,
        fields: &[
            ("amount", Field::Cents(30_000)),
            (
                "method",
                Field::OneOf(&["card", "transfer", "wallet", "invoice"]),
            ),
            (
                "state",
                Field::OneOf(&["authorised", "captured", "declined"]),
            ),
        ],
    },
    Stream {
        topic: "logs.gateway",
        per_second: 40.0,
        key: "node",
        keys: 4,
        fields: &[
            (
                "status",
                Field::OneOf(&["200", "200", "200", "304", "404", "500"]),
            ),
            (
                "path",
                Field::OneOf(&["/api/orders", "/api/products", "/healthz"]),
            ),
            ("took_ms", Field::Below(300)),
        ],
    },
    Stream {
        topic: "inventory.stock-levels",
        per_second: 15.0,
        key: "sku",
        keys: 900,
        fields: &[
            ("left", Field::Below(500)),
            ("site", Field::OneOf(&["ams", "lhr", "pvg"])),
        ],
    },
    Stream {
        topic: "catalog.prices",
        per_second: 8.0,
        key: "sku",
        keys: 900,
        fields: &[
            ("price", Field::Cents(20_000)),
            ("currency", Field::OneOf(&["EUR"])),
        ],
    },
    Stream {
        topic: "users.sign-ins",
        per_second: 9.0,
        key: "user",
        keys: 20_000,
        fields: &[("ok", Field::OneOf(&["true", "true", "true", "false"]))],
    },
    Stream {
        topic: "orders.shipments",
        per_second: 6.0,
        key: "order",
        keys: 1_000_000,
        fields: &[("carrier", Field::OneOf(&["DHL", "UPS", "SF", "PostNL"]))],
    },
    Stream {
        topic: "notifications.email",
        per_second: 5.0,
        key: "user",
        keys: 20_000,
        fields: &[("template", Field::OneOf(&["receipt", "shipped", "welcome"]))],
    },
    Stream {
        topic: "payments.fraud-scores",
        per_second: 4.0,
        key: "order",
        keys: 1_000_000,
        fields: &[("score", Field::Below(100))],
    },
];

/// One member of a consumer group.
#[derive(Clone, Copy)]
struct Reader {
    group: &'static str,
    client: &'static str,
    topics: &'static [&'static str],
    /// Messages a second it can do; none: all that come.
    per_second: Option<f64>,
    /// Stops for good after this time, its offsets committed.
    stops_after: Option<Duration>,
}

const READERS: &[Reader] = &[
    Reader {
        group: "billing",
        client: "billing-1",
        topics: &["orders.created", "orders.payments"],
        per_second: None,
        stops_after: None,
    },
    Reader {
        group: "billing",
        client: "billing-2",
        topics: &["orders.created", "orders.payments"],
        per_second: None,
        stops_after: None,
    },
    Reader {
        group: "stock-dashboard",
        client: "stock-dashboard",
        topics: &[
            "inventory.stock-levels",
            "catalog.prices",
            "iot.temperature",
        ],
        per_second: None,
        stops_after: None,
    },
    // Falls behind for as long as the demo runs.
    Reader {
        group: "clickstream-loader",
        client: "loader",
        topics: &["analytics.clickstream"],
        per_second: Some(50.0),
        stops_after: None,
    },
    // Died and nobody noticed.
    Reader {
        group: "fraud-detection",
        client: "fraud-detection",
        topics: &["orders.payments", "payments.fraud-scores"],
        per_second: None,
        stops_after: Some(Duration::from_secs(15)),
    },
];

/// Starts the producer and the readers.
pub fn start(config: &ClientConfig) -> Result<()> {
    let producer: Shop = config
        .clone()
        .set("client.id", "shop")
        .set("compression.type", "lz4")
        .set("linger.ms", "50")
        .set("queue.buffering.max.messages", "100000")
        .create()?;
    thread::Builder::new()
        .name("demo-producer".to_owned())
        .spawn(move || produce(&producer))?;
    for reader in READERS {
        let consumer: BaseConsumer = config
            .clone()
            .set("group.id", reader.group)
            .set("client.id", reader.client)
            .set("auto.offset.reset", "earliest")
            .set("auto.commit.interval.ms", "2000")
            .create()?;
        consumer.subscribe(reader.topics)?;
        let name = reader.client.to_owned();
        thread::Builder::new()
            .name(name)
            .spawn(move || read(consumer, *reader))?;
    }
    Ok(())
}

fn produce(producer: &Shop) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut owed: Vec<f64> = STREAMS
        .iter()
        .map(|stream| stream.per_second * BACKLOG_S)
        .collect();
    let began = Instant::now();
    let mut last = began;
    loop {
        for (stream, owed) in STREAMS.iter().zip(&mut owed) {
            while *owed >= 1.0 {
                *owed -= 1.0;
                send(producer, stream, &mut dice);
            }
        }
        thread::sleep(TICK);
        let now = Instant::now();
        // Waves of some minutes, so that charts have a shape.
        let wave = 1.0 + 0.35 * (now.duration_since(began).as_secs_f64() / 45.0).sin();
        let passed = now.duration_since(last).as_secs_f64();
        last = now;
        for (stream, owed) in STREAMS.iter().zip(&mut owed) {
            *owed += stream.per_second * wave * passed;
        }
    }
}

fn send(producer: &Shop, stream: &Stream, dice: &mut Dice) {
    let key = format!("{}-{}", stream.key, dice.below(stream.keys));
    let mut body = format!("{{\"{}\":\"{key}\"", stream.key);
    for (name, field) in stream.fields {
        let _ = write!(body, ",\"{name}\":");
        let _ = match field {
            Field::OneOf(words) => {
                let word = usize::try_from(dice.below(words.len() as u64)).unwrap_or(0);
                write!(body, "\"{}\"", words.get(word).unwrap_or(&""))
            }
            Field::Below(limit) => write!(body, "{}", dice.below(*limit)),
            Field::Cents(limit) => {
                let cents = dice.below(*limit);
                write!(body, "{}.{:02}", cents / 100, cents % 100)
            }
            Field::Degrees => write!(body, "{}.{}", 15 + dice.below(12), dice.below(10)),
        };
    }
    body.push('}');
    // A full queue (a broker was stopped to see what happens) loses demo data, no more.
    let _ = producer.send(BaseRecord::to(stream.topic).key(&key).payload(&body));
}

fn read(consumer: BaseConsumer, reader: Reader) {
    let began = Instant::now();
    while reader
        .stops_after
        .is_none_or(|limit| began.elapsed() < limit)
    {
        let _ = consumer.poll(Duration::from_millis(500));
        if let Some(per_second) = reader.per_second {
            thread::sleep(Duration::from_secs_f64(1.0 / per_second));
        }
    }
}

/// A small generator of numbers that look random (xorshift): the demo needs no better.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}
