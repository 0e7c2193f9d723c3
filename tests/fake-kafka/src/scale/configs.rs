//! DescribeConfigs of a fleet: topic configs with the defaults of Kafka 4.3, some set on some
//! topics, and those broker configs that lists and forms ask for.

use kacrab_protocol::generated as wire;
use wire::describe_configs_request::DescribeConfigsResource;
use wire::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsResult, DescribeConfigsSynonym,
};

use super::World;
use crate::{Reply, Request};

const TOPIC: i8 = 2;
const BROKER: i8 = 4;
const SET_ON_TOPIC: i8 = 1;
const STATIC_BROKER: i8 = 4;
const DEFAULT: i8 = 5;
const UNKNOWN_TOPIC_OR_PARTITION: i16 = 3;
const INVALID_REQUEST: i16 = 42;
const BOOLEAN: i8 = 1;
const STRING: i8 = 2;
const INT: i8 = 3;
const LONG: i8 = 5;
const DOUBLE: i8 = 6;
const LIST: i8 = 7;

/// A config of topics: its name, its type, its default, and the broker's config behind it.
type Row = (&'static str, i8, &'static str, &'static str);

const TOPIC_CONFIGS: &[Row] = &[
    ("cleanup.policy", LIST, "delete", "log.cleanup.policy"),
    (
        "compression.gzip.level",
        INT,
        "-1",
        "compression.gzip.level",
    ),
    ("compression.lz4.level", INT, "9", "compression.lz4.level"),
    ("compression.type", STRING, "producer", "compression.type"),
    ("compression.zstd.level", INT, "3", "compression.zstd.level"),
    (
        "delete.retention.ms",
        LONG,
        "86400000",
        "log.cleaner.delete.retention.ms",
    ),
    (
        "file.delete.delay.ms",
        LONG,
        "60000",
        "log.segment.delete.delay.ms",
    ),
    (
        "flush.messages",
        LONG,
        "9223372036854775807",
        "log.flush.interval.messages",
    ),
    (
        "flush.ms",
        LONG,
        "9223372036854775807",
        "log.flush.interval.ms",
    ),
    ("follower.replication.throttled.replicas", LIST, "", ""),
    (
        "index.interval.bytes",
        INT,
        "4096",
        "log.index.interval.bytes",
    ),
    ("leader.replication.throttled.replicas", LIST, "", ""),
    (
        "local.retention.bytes",
        LONG,
        "-2",
        "log.local.retention.bytes",
    ),
    ("local.retention.ms", LONG, "-2", "log.local.retention.ms"),
    (
        "max.compaction.lag.ms",
        LONG,
        "9223372036854775807",
        "log.cleaner.max.compaction.lag.ms",
    ),
    ("max.message.bytes", INT, "1048588", "message.max.bytes"),
    (
        "message.timestamp.after.max.ms",
        LONG,
        "3600000",
        "log.message.timestamp.after.max.ms",
    ),
    (
        "message.timestamp.before.max.ms",
        LONG,
        "9223372036854775807",
        "log.message.timestamp.before.max.ms",
    ),
    (
        "message.timestamp.type",
        STRING,
        "CreateTime",
        "log.message.timestamp.type",
    ),
    (
        "min.cleanable.dirty.ratio",
        DOUBLE,
        "0.5",
        "log.cleaner.min.cleanable.ratio",
    ),
    (
        "min.compaction.lag.ms",
        LONG,
        "0",
        "log.cleaner.min.compaction.lag.ms",
    ),
    ("min.insync.replicas", INT, "1", "min.insync.replicas"),
    ("preallocate", BOOLEAN, "false", "log.preallocate"),
    ("remote.storage.enable", BOOLEAN, "false", ""),
    ("retention.bytes", LONG, "-1", "log.retention.bytes"),
    ("retention.ms", LONG, "604800000", "log.retention.ms"),
    ("segment.bytes", INT, "1073741824", "log.segment.bytes"),
    (
        "segment.index.bytes",
        INT,
        "10485760",
        "log.index.size.max.bytes",
    ),
    ("segment.jitter.ms", LONG, "0", "log.roll.jitter.ms"),
    ("segment.ms", LONG, "604800000", "log.roll.ms"),
    (
        "unclean.leader.election.enable",
        BOOLEAN,
        "false",
        "unclean.leader.election.enable",
    ),
];

/// Configs of brokers besides those behind topic configs; all in their file.
const BROKER_CONFIGS: &[(&str, i8, &str)] = &[
    ("auto.create.topics.enable", BOOLEAN, "false"),
    ("default.replication.factor", INT, "3"),
    ("log.dirs", STRING, "/var/lib/kafka/data"),
    ("log.retention.hours", INT, "168"),
    ("num.io.threads", INT, "8"),
    ("num.network.threads", INT, "3"),
    ("num.partitions", INT, "10"),
];

/// What is set on the topic at a place.
fn set(topic: usize) -> &'static [(&'static str, &'static str)] {
    match topic % 5 {
        0 => &[("cleanup.policy", "compact"), ("min.insync.replicas", "2")],
        1 => &[("retention.ms", "86400000")],
        2 => &[
            ("min.insync.replicas", "2"),
            ("retention.bytes", "1073741824"),
        ],
        _ => &[],
    }
}

pub(super) fn describe_configs(world: &World, _: i32, request: &Request) -> Reply {
    let Ok(asked) =
        wire::DescribeConfigsRequestData::read(&mut request.body.clone(), request.version)
    else {
        return Reply::Close;
    };
    let typed = request.version >= 3;
    let synonyms = asked.include_synonyms;
    let results = asked.resources.into_iter().map(|resource| {
        let mut result = DescribeConfigsResult {
            resource_type: resource.resource_type,
            ..Default::default()
        };
        let place = world.places.get(resource.resource_name.as_str());
        match (resource.resource_type, place) {
            (TOPIC, Some(place)) => {
                result.configs = of_topic(*place, &resource, typed, synonyms);
            }
            (TOPIC, None) => result.error_code = UNKNOWN_TOPIC_OR_PARTITION,
            (BROKER, _) if resource.resource_name.is_empty() => {}
            (BROKER, _) => result.configs = of_broker(&resource, typed),
            _ => result.error_code = INVALID_REQUEST,
        }
        result.resource_name = resource.resource_name;
        result
    });
    let answer = wire::DescribeConfigsResponseData {
        results: results.collect(),
        ..Default::default()
    };
    Reply::of(request, |buf, version| answer.write(buf, version))
}

fn wanted(resource: &DescribeConfigsResource, name: &str) -> bool {
    let keys = resource.configuration_keys.as_ref();
    keys.is_none_or(|keys| keys.iter().any(|key| key.as_str() == name))
}

fn of_topic(
    place: usize,
    resource: &DescribeConfigsResource,
    typed: bool,
    synonyms: bool,
) -> Vec<DescribeConfigsResourceResult> {
    let rows = TOPIC_CONFIGS.iter().filter(|row| wanted(resource, row.0));
    rows.map(|(name, kind, default, behind)| {
        let own = set(place).iter().find(|(key, _)| key == name);
        let value = own.map_or(*default, |(_, value)| value);
        let mut entry = entry(name, *kind, value, typed);
        entry.config_source = own.map_or(DEFAULT, |_| SET_ON_TOPIC);
        if synonyms {
            let own = own.map(|(name, value)| synonym(name, value, SET_ON_TOPIC));
            let held = (!behind.is_empty()).then(|| synonym(behind, default, DEFAULT));
            entry.synonyms = own.into_iter().chain(held).collect();
        }
        entry
    })
    .collect()
}

fn of_broker(
    resource: &DescribeConfigsResource,
    typed: bool,
) -> Vec<DescribeConfigsResourceResult> {
    let own = BROKER_CONFIGS.iter().map(|(name, kind, value)| {
        let mut entry = entry(name, *kind, value, typed);
        entry.config_source = STATIC_BROKER;
        entry.read_only = true;
        entry
    });
    let behind = TOPIC_CONFIGS.iter().filter(|row| !row.3.is_empty());
    let behind = behind.map(|(_, kind, default, name)| {
        let mut entry = entry(name, *kind, default, typed);
        entry.config_source = DEFAULT;
        entry
    });
    own.chain(behind)
        .filter(|entry| wanted(resource, entry.name.as_str()))
        .collect()
}

fn entry(name: &str, kind: i8, value: &str, typed: bool) -> DescribeConfigsResourceResult {
    DescribeConfigsResourceResult {
        name: name.to_owned().into(),
        value: Some(value.to_owned().into()),
        config_type: if typed { kind } else { 0 },
        ..Default::default()
    }
}

fn synonym(name: &str, value: &str, source: i8) -> DescribeConfigsSynonym {
    DescribeConfigsSynonym {
        name: name.to_owned().into(),
        value: Some(value.to_owned().into()),
        source,
        ..Default::default()
    }
}
