//! Moving partitions between brokers (KIP-455, Kafka 2.4): begin, cancel, and what is under way.

use std::collections::{BTreeMap, HashMap};

use kacrab_protocol::generated as wire;

use crate::topics::text;
use crate::{Client, Error, ErrorCode, Result};

/// A partition that is to move, or to stop moving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassign {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// Broker ids of its replicas, the preferred leader first; `None` cancels what is under way.
    pub replicas: Option<Vec<i32>>,
}

/// A partition under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassigning {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// All its replicas now, those that are made and those that go included.
    pub replicas: Vec<i32>,
    /// Those that are made.
    pub adding: Vec<i32>,
    /// Those that go when the others are in sync.
    pub removing: Vec<i32>,
}

const NOT_CONTROLLER: i16 = ErrorCode::NOT_CONTROLLER.0;

impl Client {
    /// Begins moves, or cancels them. Results in the order asked; a failed call as a whole is the
    /// outer error. Canceling what does not move is NO_REASSIGNMENT_IN_PROGRESS.
    pub async fn alter_reassignments(&self, wanted: &[Reassign]) -> Result<Vec<Result<()>>> {
        use wire::alter_partition_reassignments_request::{
            ReassignablePartition, ReassignableTopic,
        };
        let deadline = self.deadline();
        let mut topics: BTreeMap<&str, Vec<ReassignablePartition>> = BTreeMap::new();
        for one in wanted {
            topics
                .entry(&one.topic)
                .or_default()
                .push(ReassignablePartition {
                    partition_index: one.partition,
                    replicas: one.replicas.clone(),
                    ..Default::default()
                });
        }
        let topics: Vec<ReassignableTopic> = topics
            .into_iter()
            .map(|(name, partitions)| ReassignableTopic {
                name: name.to_owned().into(),
                partitions,
                ..Default::default()
            })
            .collect();
        let make = |_| wire::AlterPartitionReassignmentsRequestData {
            timeout_ms: deadline.broker_ms(),
            topics: topics.clone(),
            ..Default::default()
        };
        let moved = |answer: &wire::AlterPartitionReassignmentsResponseData| {
            answer.error_code == NOT_CONTROLLER
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        whole(
            answer.error_code,
            answer.error_message,
            "reassigning partitions",
        )?;
        let mut answers = HashMap::new();
        for topic in answer.responses {
            let name = topic.name.to_string();
            for one in topic.partitions {
                let what = format!("reassigning partition {name}-{}", one.partition_index);
                let result = ErrorCode(one.error_code)
                    .ok()
                    .map_err(|code| Error::kafka(code, text(one.error_message), what));
                answers.insert((name.clone(), one.partition_index), result);
            }
        }
        Ok(wanted
            .iter()
            .map(|one| {
                let found = answers.remove(&(one.topic.clone(), one.partition));
                found.unwrap_or_else(|| {
                    let said = "the broker's answer does not mention it".to_owned();
                    let what = format!("reassigning partition {}-{}", one.topic, one.partition);
                    Err(Error::kafka(ErrorCode(-1), Some(said), what))
                })
            })
            .collect())
    }

    /// What is under way in the whole cluster.
    pub async fn list_reassignments(&self) -> Result<Vec<Reassigning>> {
        self.reassignments_of(None).await
    }

    /// What is under way of these partitions. Those that do not move are not in the answer.
    pub async fn list_reassignments_of(
        &self,
        partitions: &[(&str, i32)],
    ) -> Result<Vec<Reassigning>> {
        use wire::list_partition_reassignments_request::ListPartitionReassignmentsTopics;
        if partitions.is_empty() {
            return Ok(Vec::new());
        }
        let mut topics: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
        for (topic, partition) in partitions {
            topics.entry(topic).or_default().push(*partition);
        }
        let topics = topics
            .into_iter()
            .map(
                |(name, partition_indexes)| ListPartitionReassignmentsTopics {
                    name: name.to_owned().into(),
                    partition_indexes,
                    ..Default::default()
                },
            )
            .collect();
        self.reassignments_of(Some(topics)).await
    }

    async fn reassignments_of(
        &self,
        topics: Option<
            Vec<wire::list_partition_reassignments_request::ListPartitionReassignmentsTopics>,
        >,
    ) -> Result<Vec<Reassigning>> {
        let deadline = self.deadline();
        let make = |_| wire::ListPartitionReassignmentsRequestData {
            timeout_ms: deadline.broker_ms(),
            topics: topics.clone(),
            ..Default::default()
        };
        let moved = |answer: &wire::ListPartitionReassignmentsResponseData| {
            answer.error_code == NOT_CONTROLLER
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        whole(
            answer.error_code,
            answer.error_message,
            "listing the partitions that are reassigned",
        )?;
        let of_topic =
            |topic: wire::list_partition_reassignments_response::OngoingTopicReassignment| {
                let name = topic.name.to_string();
                topic.partitions.into_iter().map(move |one| Reassigning {
                    topic: name.clone(),
                    partition: one.partition_index,
                    replicas: one.replicas,
                    adding: one.adding_replicas,
                    removing: one.removing_replicas,
                })
            };
        Ok(answer.topics.into_iter().flat_map(of_topic).collect())
    }
}

/// The error of a call as a whole.
pub(crate) fn whole(
    code: i16,
    message: Option<kacrab_protocol::KafkaString>,
    what: &str,
) -> Result<()> {
    ErrorCode(code)
        .ok()
        .map_err(|code| Error::kafka(code, text(message), what))
}
