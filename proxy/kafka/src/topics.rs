//! Topics: create, delete, and more partitions. Every topic of a batch has its own result.

use kacrab_protocol::generated as wire;
use kacrab_protocol::{KafkaString, KafkaUuid};

use crate::{ApiKey, Client, Error, ErrorCode, Result};

/// A topic to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTopic {
    /// Its name.
    pub name: String,
    /// How many partitions and replicas, or exactly where.
    pub replication: Replication,
    /// Settings that differ from the brokers' defaults.
    pub configs: Vec<(String, String)>,
}

/// Partitions and replicas of a new topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replication {
    /// The cluster chooses the brokers. `None` takes the brokers' default (`num.partitions`,
    /// `default.replication.factor`; KIP-464, Kafka 2.4).
    Count {
        /// Number of partitions.
        partitions: Option<i32>,
        /// Replicas of each.
        replication_factor: Option<i16>,
    },
    /// Broker ids of the replicas of partition 0, 1, …, the preferred leader first.
    Assigned(Vec<Vec<i32>>),
}

/// What a topic was created as, or would be (validate only).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreatedTopic {
    /// Its id (version 7, Kafka 2.8; zero below and when only validated).
    pub topic_id: [u8; 16],
    /// Number of partitions (version 5, Kafka 2.4).
    pub partitions: Option<i32>,
    /// Replicas of each (version 5, Kafka 2.4).
    pub replication_factor: Option<i16>,
}

/// More partitions for a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatePartitions {
    /// The topic.
    pub topic: String,
    /// How many it shall have in all.
    pub count: i32,
    /// Broker ids of the replicas of each **new** partition; `None` lets the cluster choose.
    pub assignments: Option<Vec<Vec<i32>>>,
}

pub(crate) fn uuid_bytes(id: KafkaUuid) -> [u8; 16] {
    let mut buf = bytes::BytesMut::with_capacity(16);
    kacrab_protocol::uuid::write_uuid(&mut buf, &id);
    buf.as_ref().try_into().unwrap_or_default()
}

pub(crate) fn text(text: Option<KafkaString>) -> Option<String> {
    text.map(|text| text.to_string())
}

/// The result of each asked-for item in the order asked, with what the broker left out named.
pub(crate) fn in_order<T>(
    names: impl IntoIterator<Item = String>,
    mut answers: std::collections::HashMap<String, Result<T>>,
    what: &str,
) -> Vec<(String, Result<T>)> {
    let missing = |name: &str| {
        let said = "the broker's answer does not mention it".to_owned();
        Error::kafka(ErrorCode(-1), Some(said), format!("{what} {name}"))
    };
    names
        .into_iter()
        .map(|name| {
            let result = answers.remove(&name).unwrap_or_else(|| Err(missing(&name)));
            (name, result)
        })
        .collect()
}

const NOT_CONTROLLER: i16 = ErrorCode::NOT_CONTROLLER.0;

impl Client {
    /// Creates topics, or with `validate_only` has the cluster check them. A failed call as a whole
    /// is the outer error. On KRaft a new topic shows in the brokers' metadata a moment later. After [`Error::TimedOut`] and [`Error::Disconnected`] with `maybe_done`
    /// topics may exist all the same.
    pub async fn create_topics(
        &self,
        topics: &[CreateTopic],
        validate_only: bool,
    ) -> Result<Vec<(String, Result<CreatedTopic>)>> {
        let deadline = self.deadline();
        let wire_topics: Vec<_> = topics.iter().map(creatable).collect();
        let make = |_| wire::CreateTopicsRequestData {
            topics: wire_topics.clone(),
            timeout_ms: deadline.broker_ms(),
            validate_only,
            ..Default::default()
        };
        let moved = |answer: &wire::CreateTopicsResponseData| {
            answer
                .topics
                .iter()
                .any(|topic| topic.error_code == NOT_CONTROLLER)
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        let answers = answer.topics.into_iter().map(|topic| {
            let name = topic.name.to_string();
            let result = match ErrorCode(topic.error_code) {
                ErrorCode::NONE => Ok(CreatedTopic {
                    // KRaft makes one up when it only validates.
                    topic_id: if validate_only {
                        [0; 16]
                    } else {
                        uuid_bytes(topic.topic_id)
                    },
                    partitions: Some(topic.num_partitions).filter(|n| *n > 0),
                    replication_factor: Some(topic.replication_factor).filter(|n| *n > 0),
                }),
                code => {
                    let what = format!("creating topic {name}");
                    Err(Error::kafka(code, text(topic.error_message), what))
                }
            };
            (name, result)
        });
        let names = topics.iter().map(|topic| topic.name.clone());
        Ok(in_order(names, answers.collect(), "creating topic"))
    }

    /// Deletes topics by name. Deleting is marked at once and finishes in the background.
    pub async fn delete_topics(&self, names: &[&str]) -> Result<Vec<(String, Result<()>)>> {
        let deadline = self.deadline();
        let make = |version| {
            let mut request = wire::DeleteTopicsRequestData {
                timeout_ms: deadline.broker_ms(),
                ..Default::default()
            };
            let names = names
                .iter()
                .map(|name| KafkaString::from((*name).to_owned()));
            if version >= 6 {
                let state = |name| wire::delete_topics_request::DeleteTopicState {
                    name: Some(name),
                    ..Default::default()
                };
                request.topics = names.map(state).collect();
            } else {
                request.topic_names = names.collect();
            }
            request
        };
        let moved = |answer: &wire::DeleteTopicsResponseData| {
            answer
                .responses
                .iter()
                .any(|topic| topic.error_code == NOT_CONTROLLER)
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        let answers = answer.responses.into_iter().map(|topic| {
            let name = text(topic.name).unwrap_or_default();
            let result = ErrorCode(topic.error_code).ok().map_err(|code| {
                Error::kafka(
                    code,
                    text(topic.error_message),
                    format!("deleting topic {name}"),
                )
            });
            (name, result)
        });
        let names = names.iter().map(|name| (*name).to_owned());
        Ok(in_order(names, answers.collect(), "deleting topic"))
    }

    /// Adds partitions, or with `validate_only` has the cluster check it.
    pub async fn create_partitions(
        &self,
        topics: &[CreatePartitions],
        validate_only: bool,
    ) -> Result<Vec<(String, Result<()>)>> {
        use wire::create_partitions_request::{CreatePartitionsAssignment, CreatePartitionsTopic};
        let deadline = self.deadline();
        let assignment = |brokers: &Vec<i32>| CreatePartitionsAssignment {
            broker_ids: brokers.clone(),
            ..Default::default()
        };
        let topic = |topic: &CreatePartitions| CreatePartitionsTopic {
            name: topic.topic.clone().into(),
            count: topic.count,
            assignments: topic
                .assignments
                .as_ref()
                .map(|partitions| partitions.iter().map(assignment).collect()),
            ..Default::default()
        };
        let make = |_| wire::CreatePartitionsRequestData {
            topics: topics.iter().map(topic).collect(),
            timeout_ms: deadline.broker_ms(),
            validate_only,
            ..Default::default()
        };
        let moved = |answer: &wire::CreatePartitionsResponseData| {
            answer
                .results
                .iter()
                .any(|topic| topic.error_code == NOT_CONTROLLER)
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        let answers = answer.results.into_iter().map(|topic| {
            let name = topic.name.to_string();
            let result = ErrorCode(topic.error_code).ok().map_err(|code| {
                let what = format!("adding partitions to topic {name}");
                Error::kafka(code, text(topic.error_message), what)
            });
            (name, result)
        });
        let names = topics.iter().map(|topic| topic.topic.clone());
        Ok(in_order(
            names,
            answers.collect(),
            "adding partitions to topic",
        ))
    }

    /// Whether new topics may leave partitions and replication factor to the brokers (KIP-464,
    /// CreateTopics version 4, Kafka 2.4).
    pub async fn defaults_for_new_topics(&self) -> Result<bool> {
        Ok(self
            .api_versions_of_any()
            .await?
            .reaches(ApiKey::CREATE_TOPICS, 4))
    }
}

fn creatable(topic: &CreateTopic) -> wire::create_topics_request::CreatableTopic {
    use wire::create_topics_request::{
        CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
    };
    let mut out = CreatableTopic {
        name: topic.name.clone().into(),
        num_partitions: -1,
        replication_factor: -1,
        ..Default::default()
    };
    match &topic.replication {
        Replication::Count {
            partitions,
            replication_factor,
        } => {
            out.num_partitions = partitions.unwrap_or(-1);
            out.replication_factor = replication_factor.unwrap_or(-1);
        }
        Replication::Assigned(partitions) => {
            let assign = |(index, brokers): (i32, &Vec<i32>)| CreatableReplicaAssignment {
                partition_index: index,
                broker_ids: brokers.clone(),
                ..Default::default()
            };
            out.assignments = (0..).zip(partitions).map(assign).collect();
        }
    }
    let config = |(name, value): &(String, String)| CreatableTopicConfig {
        name: name.clone().into(),
        value: Some(value.clone().into()),
        ..Default::default()
    };
    out.configs = topic.configs.iter().map(config).collect();
    out
}
