//! What the address of the page by hand says.

use crate::routes::{self, Step};
use castellan_api::ids::TopicName;
use serde::{Deserialize, Serialize};

/// What the address of the page by hand says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ByHand {
    /// The topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// A partition, or a broker that is among the replicas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub find: Option<String>,
    /// Page of the partitions, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// True: Kafka's JSON in place of a topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<bool>,
}

impl ByHand {
    /// The topic, if it can be one.
    pub fn topic_name(&self) -> Option<TopicName> {
        self.topic.as_ref().and_then(|topic| topic.parse().ok())
    }

    /// Writes a change of it to the address.
    pub fn write(change: impl FnOnce(&mut Self), step: Step) {
        let mut now: Self = routes::query_untracked();
        change(&mut now);
        routes::set_query(&now, step);
    }
}
