//! Elections of leaders (KIP-183, Kafka 2.2; unclean ones KIP-460, Kafka 2.4).

use std::collections::{BTreeMap, HashMap};

use kacrab_protocol::generated as wire;

use crate::reassignments::whole;
use crate::topics::text;
use crate::{ApiKey, Client, Error, ErrorCode, Result};

/// Who may be elected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Election {
    /// The preferred leader, if it is in sync.
    Preferred,
    /// Any replica that is alive, in sync or not: messages may be lost. Only where nobody leads
    /// (version 1, Kafka 2.4).
    Unclean,
}

impl Client {
    /// Elects leaders of these partitions. Results in the order asked; ELECTION_NOT_NEEDED where the
    /// leader is the right one already.
    pub async fn elect_leaders(
        &self,
        election: Election,
        partitions: &[(&str, i32)],
    ) -> Result<Vec<Result<()>>> {
        use wire::elect_leaders_request::TopicPartitions;
        let deadline = self.deadline();
        if election == Election::Unclean {
            let able = self.api_versions_of_any().await?;
            if !able.reaches(ApiKey::ELECT_LEADERS, 1) {
                return Err(Error::Unsupported {
                    peer: None,
                    api: ApiKey::ELECT_LEADERS,
                    needs: Some("2.4"),
                    detail: "unclean elections",
                });
            }
        }
        let mut topics: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
        for (topic, partition) in partitions {
            topics.entry(topic).or_default().push(*partition);
        }
        let topics: Vec<TopicPartitions> = topics
            .into_iter()
            .map(|(topic, partitions)| TopicPartitions {
                topic: topic.to_owned().into(),
                partitions,
                ..Default::default()
            })
            .collect();
        let make = |version: i16| {
            let mut request = wire::ElectLeadersRequestData {
                topic_partitions: Some(topics.clone()),
                timeout_ms: deadline.broker_ms(),
                ..Default::default()
            };
            if version >= 1 {
                request.election_type = i8::from(election == Election::Unclean);
            }
            request
        };
        let moved = |answer: &wire::ElectLeadersResponseData| {
            let not_controller = ErrorCode::NOT_CONTROLLER.0;
            let of_topic = |topic: &wire::elect_leaders_response::ReplicaElectionResult| {
                let mut results = topic.partition_result.iter();
                results.any(|one| one.error_code == not_controller)
            };
            answer.error_code == not_controller
                || answer.replica_election_results.iter().any(of_topic)
        };
        let answer = self.ask_controller(deadline, make, moved).await?;
        whole(answer.error_code, None, "electing leaders")?;
        let mut answers = HashMap::new();
        for topic in answer.replica_election_results {
            let name = topic.topic.to_string();
            for one in topic.partition_result {
                let what = format!("electing the leader of {name}-{}", one.partition_id);
                let result = ErrorCode(one.error_code)
                    .ok()
                    .map_err(|code| Error::kafka(code, text(one.error_message), what));
                answers.insert((name.clone(), one.partition_id), result);
            }
        }
        Ok(partitions
            .iter()
            .map(|(topic, partition)| {
                let found = answers.remove(&((*topic).to_owned(), *partition));
                // brokers leave out what needed no election
                found.unwrap_or_else(|| {
                    let what = format!("electing the leader of {topic}-{partition}");
                    Err(Error::kafka(ErrorCode::ELECTION_NOT_NEEDED, None, what))
                })
            })
            .collect())
    }
}
