//! Deleting the records of partitions up to an offset, at their leaders.

use std::collections::{BTreeMap, HashMap};

use kacrab_protocol::generated as wire;
use wire::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};

use crate::offsets::leader;
use crate::{Client, Error, ErrorCode, Result};

/// Records of one partition to be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeleteRecords {
    /// Topic.
    pub topic: String,
    /// Partition.
    pub partition: i32,
    /// Records below this offset are deleted; −1 deletes all there are (high watermark).
    pub before_offset: i64,
}

impl Client {
    /// Deletes records (0.11 and later; topics with `cleanup.policy=compact` alone refuse). Each
    /// result is the partition's new first offset. It waits for all in-sync replicas.
    pub async fn delete_records(
        &self,
        wanted: &[DeleteRecords],
    ) -> Result<Vec<(DeleteRecords, Result<i64>)>> {
        let deadline = self.deadline();
        let mut names: Vec<&str> = wanted.iter().map(|delete| delete.topic.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let metadata = self.metadata_of(Some(&names), deadline).await?;
        let what = |topic: &str, partition: i32| format!("deleting records of {topic}-{partition}");
        let mut results: HashMap<(String, i32), Result<i64>> = HashMap::new();
        let mut by_leader: BTreeMap<i32, Vec<&DeleteRecords>> = BTreeMap::new();
        for delete in wanted {
            match leader(&metadata, &delete.topic, delete.partition) {
                Ok(leader) => by_leader.entry(leader).or_default().push(delete),
                Err(code) => {
                    let error = Error::kafka(code, None, what(&delete.topic, delete.partition));
                    results.insert((delete.topic.clone(), delete.partition), Err(error));
                }
            }
        }
        let asked = self.some_brokers(by_leader, deadline, |_, connection, deletes: &Vec<_>| {
            let topics = topics(deletes);
            async move {
                let make = |_| wire::DeleteRecordsRequestData {
                    topics,
                    timeout_ms: deadline.broker_ms(),
                    ..Default::default()
                };
                connection
                    .send(make, deadline)
                    .await
                    .map(|(answer, _)| answer)
            }
        });
        for (_, deletes, result, _) in asked.await {
            match result {
                Ok(answer) => {
                    for topic in &answer.topics {
                        for partition in &topic.partitions {
                            let (name, index) = (topic.name.to_string(), partition.partition_index);
                            let result = ErrorCode(partition.error_code)
                                .ok()
                                .map(|()| partition.low_watermark)
                                .map_err(|code| Error::kafka(code, None, what(&name, index)));
                            results.insert((name, index), result);
                        }
                    }
                }
                Err(error) => {
                    results.extend(deletes.into_iter().map(|delete| {
                        ((delete.topic.clone(), delete.partition), Err(error.clone()))
                    }))
                }
            }
        }
        let missing = |delete: &DeleteRecords| {
            let said = "the broker's answer does not mention it".to_owned();
            Error::kafka(
                ErrorCode(-1),
                Some(said),
                what(&delete.topic, delete.partition),
            )
        };
        let of = |delete: &DeleteRecords| {
            let result = results
                .get(&(delete.topic.clone(), delete.partition))
                .cloned();
            (
                delete.clone(),
                result.unwrap_or_else(|| Err(missing(delete))),
            )
        };
        Ok(wanted.iter().map(of).collect())
    }
}

fn topics(deletes: &[&DeleteRecords]) -> Vec<DeleteRecordsTopic> {
    let mut topics: BTreeMap<&str, Vec<DeleteRecordsPartition>> = BTreeMap::new();
    for delete in deletes {
        topics
            .entry(&delete.topic)
            .or_default()
            .push(DeleteRecordsPartition {
                partition_index: delete.partition,
                offset: delete.before_offset,
                ..Default::default()
            });
    }
    let topic = |(name, partitions): (&str, Vec<DeleteRecordsPartition>)| DeleteRecordsTopic {
        name: name.to_owned().into(),
        partitions,
        ..Default::default()
    };
    topics.into_iter().map(topic).collect()
}
