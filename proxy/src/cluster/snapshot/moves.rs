//! What Kafka moves between brokers, and the replication throttles of the brokers.

use castellan_kafka::Reassigning;
use std::collections::BTreeMap;

/// The config of a broker that throttles what it sends as a leader.
pub const LEADER_RATE: &str = "leader.replication.throttled.rate";
/// The config of a broker that throttles what it fetches as a follower.
pub const FOLLOWER_RATE: &str = "follower.replication.throttled.rate";
/// The config of a topic that names the replicas whose leaders are throttled.
pub const LEADER_REPLICAS: &str = "leader.replication.throttled.replicas";
/// The config of a topic that names the replicas that are throttled as followers.
pub const FOLLOWER_REPLICAS: &str = "follower.replication.throttled.replicas";

/// What moves, and what is throttled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// What is under way; absent: it was not read yet, or the cluster cannot tell (before Kafka 2.4).
    pub ongoing: Option<Vec<Reassigning>>,
    /// The rates that are set, by broker. Brokers without any are not in it.
    pub rates: BTreeMap<i32, BrokerRates>,
}

/// The throttle of a broker, bytes a second as Kafka writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerRates {
    /// Of what it sends.
    pub leader: Option<String>,
    /// Of what it fetches.
    pub follower: Option<String>,
}

impl Moves {
    /// True if the partition is under way.
    pub fn is_moving(&self, topic: &str, partition: i32) -> bool {
        self.ongoing
            .iter()
            .flatten()
            .any(|one| one.partition == partition && one.topic == topic)
    }
}
