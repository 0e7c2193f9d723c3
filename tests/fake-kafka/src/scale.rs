//! A cluster of any size, alive enough for the console to be attached to it: thousands of topics,
//! tens of brokers, figures that grow. One process holds what would take a rack of real brokers, so
//! that figures for 100,000 partitions can be measured anywhere. It takes no writes, and it is no
//! Kafka: what it answers is what [`Scale`] says, never what a broker would do.

mod answers;
mod configs;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;

use crate::{ApiKey, FakeKafka, Script};

/// How large a cluster is pretended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Brokers, with the ids from 1 and three racks.
    pub brokers: usize,
    /// Topics. Every tenth is written to all the time, every tenth was never written to.
    pub topics: usize,
    /// Partitions of each.
    pub partitions: usize,
    /// Replicas of each, at most as many as brokers.
    pub replicas: usize,
    /// Consumer groups, dealt out among the brokers.
    pub groups: usize,
}

impl Default for Scale {
    /// What the console is meant to carry without a frozen page.
    fn default() -> Self {
        Self {
            brokers: 30,
            topics: 10_000,
            partitions: 10,
            replicas: 3,
            groups: 10_000,
        }
    }
}

/// The metadata.version of Kafka 4.3.
const METADATA_VERSION: i16 = 30;
/// Names are made of these, so that searching and sorting have something to do.
const WORDS: [&str; 10] = [
    "analytics.page-views",
    "billing.invoices",
    "crm.contacts",
    "inventory.stock-levels",
    "iot.temperature",
    "logs.gateway",
    "orders.created",
    "orders.payments",
    "search.clicks",
    "users.profiles",
];

/// The running brokers; they stop when this is dropped.
#[derive(Debug)]
pub struct Fleet {
    brokers: Vec<FakeKafka>,
}

impl Fleet {
    /// Starts them on 127.0.0.1, one port each: from `first_port` on, or free ones where it is none.
    pub async fn start(scale: Scale, first_port: Option<u16>) -> io::Result<Self> {
        let world = Arc::new(World::new(scale));
        let mut brokers = Vec::with_capacity(scale.brokers);
        for place in 0..scale.brokers {
            let port = match first_port {
                Some(first) => u16::try_from(usize::from(first) + place)
                    .map_err(|_| io::Error::other("the ports go past 65535"))?,
                None => 0,
            };
            let script = script(&world, place);
            brokers.push(FakeKafka::start_on(port, |_| script).await?);
        }
        let ports = brokers.iter().map(FakeKafka::port).collect();
        // Set once, here: nobody was told an address before.
        world.ports.get_or_init(|| ports);
        Ok(Self { brokers })
    }

    /// The addresses of the first three brokers, as a client is told them.
    pub fn bootstrap(&self) -> Vec<String> {
        let first = self.brokers.iter().take(3);
        first.map(|broker| broker.address().to_string()).collect()
    }

    /// Requests received by all brokers so far.
    pub fn requests(&self) -> usize {
        self.brokers.iter().map(FakeKafka::count).sum()
    }

    /// Bytes of all answers to a call so far, frames and headers included.
    pub fn sent_bytes(&self, api: ApiKey) -> u64 {
        self.brokers.iter().map(|broker| broker.sent(api)).sum()
    }
}

/// What all brokers of a fleet know.
struct World {
    scale: Scale,
    names: Vec<String>,
    places: HashMap<String, usize>,
    began: Instant,
    began_ms: i64,
    ports: OnceLock<Vec<u16>>,
    /// The whole metadata, encoded, by version: it never changes.
    metadata: Mutex<HashMap<i16, Bytes>>,
}

impl World {
    fn new(scale: Scale) -> Self {
        let names: Vec<String> = (0..scale.topics).map(name).collect();
        let places = names.iter().cloned().zip(0..).collect();
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            scale,
            names,
            places,
            began: Instant::now(),
            began_ms: i64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(i64::MAX),
            ports: OnceLock::new(),
            metadata: Mutex::default(),
        }
    }

    /// The ids of a partition's replicas, its leader first. Neighbours stand in different racks.
    fn replicas(&self, topic: usize, partition: usize) -> impl Iterator<Item = i32> {
        let brokers = self.scale.brokers.max(1);
        let first = topic * 7 + partition;
        (0..self.scale.replicas.min(brokers)).map(move |next| id((first + next) % brokers))
    }

    fn now_ms(&self) -> i64 {
        self.began_ms + i64::try_from(self.began.elapsed().as_millis()).unwrap_or(0)
    }

    /// Log start and end offset of a partition at this moment.
    fn offsets(&self, topic: usize, partition: usize) -> (i64, i64) {
        offsets_after(self.began.elapsed(), topic, partition)
    }
}

fn name(topic: usize) -> String {
    let word = WORDS.get(topic % WORDS.len()).unwrap_or(&"topics");
    format!("{word}-{topic:05}")
}

/// The id of the broker at a place.
fn id(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX - 1) + 1
}

fn offsets_after(time: Duration, topic: usize, partition: usize) -> (i64, i64) {
    let number = |value: usize| i64::try_from(value).unwrap_or(0);
    match topic % 10 {
        1 => (0, 0),
        kind => {
            let held = 1_000 + number(topic * 13 % 9_000) + number(partition);
            let gone = if topic.is_multiple_of(3) { held / 2 } else { 0 };
            let rate = if kind == 0 { 1 + topic % 50 } else { 0 };
            let seconds = i64::try_from(time.as_secs()).unwrap_or(0);
            (gone, held + number(rate) * seconds)
        }
    }
}

/// What the broker at a place answers.
fn script(world: &Arc<World>, place: usize) -> Script {
    type Answer = fn(&World, i32, &crate::Request) -> crate::Reply;
    let calls: [(ApiKey, i16, i16, Answer); 7] = [
        (ApiKey::Metadata, 0, 13, answers::metadata),
        (ApiKey::ListOffsets, 1, 10, answers::list_offsets),
        (ApiKey::DescribeLogDirs, 1, 5, answers::describe_log_dirs),
        (ApiKey::DescribeConfigs, 1, 4, configs::describe_configs),
        (ApiKey::ListGroups, 0, 5, answers::list_groups),
        (ApiKey::DescribeQuorum, 0, 2, answers::describe_quorum),
        (ApiKey::DescribeCluster, 0, 2, answers::describe_cluster),
    ];
    let script = Script::new().feature("metadata.version", 1, METADATA_VERSION);
    calls
        .into_iter()
        .fold(script, |script, (api, min, max, answer)| {
            let world = Arc::clone(world);
            script
                .range(api, min, max)
                .on(api, move |request| answer(&world, id(place), request))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_dealt_out_evenly_and_neighbours_differ() {
        let world = World::new(Scale::default());
        let mut led = HashMap::<i32, usize>::new();
        let mut held = HashMap::<i32, usize>::new();
        for topic in 0..world.scale.topics {
            for partition in 0..world.scale.partitions {
                let replicas: Vec<i32> = world.replicas(topic, partition).collect();
                assert_eq!(replicas.len(), 3);
                let racks: Vec<i32> = replicas.iter().map(|id| id % 3).collect();
                assert!(racks[0] != racks[1] && racks[1] != racks[2]);
                *led.entry(replicas[0]).or_default() += 1;
                for replica in replicas {
                    *held.entry(replica).or_default() += 1;
                }
            }
        }
        assert_eq!((led.len(), held.len()), (30, 30));
        assert!(led.values().all(|count| (3_000..3_700).contains(count)));
    }

    #[test]
    fn every_tenth_topic_is_written_to_and_none_goes_back() {
        let grows = |topic| {
            let (_, before) = offsets_after(Duration::ZERO, topic, 0);
            let (start, after) = offsets_after(Duration::from_secs(60), topic, 0);
            assert!(start <= before && before <= after, "topic {topic}");
            after > before
        };
        assert_eq!((0..1_000).filter(|topic| grows(*topic)).count(), 100);
        assert_eq!(offsets_after(Duration::from_secs(60), 1, 0), (0, 0));
    }
}
