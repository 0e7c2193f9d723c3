//! The cluster as a whole: DescribeCluster, the KRaft quorum, and features.

use kacrab_protocol::generated as wire;

use crate::{Client, Error, ErrorCode, Result};

/// DescribeCluster (2.8 and later), or the same from Metadata below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The cluster's id; `None` where the broker does not tell.
    pub cluster_id: Option<String>,
    /// The controller on ZooKeeper clusters; on KRaft clusters a random broker.
    pub controller_id: Option<i32>,
    /// The brokers, ascending by id.
    pub brokers: Vec<ClusterBroker>,
}

/// A broker of [`Cluster`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterBroker {
    /// Its id.
    pub id: i32,
    /// Advertised host of the listener asked.
    pub host: String,
    /// Advertised port.
    pub port: u16,
    /// `broker.rack`, where it is set.
    pub rack: Option<String>,
    /// Registered but not serving: starting, stopping or dead (KIP-1073, Kafka 4.0; always `false`
    /// below, where fenced brokers are not listed).
    pub fenced: bool,
}

/// Levels of one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureRange {
    /// Its name, such as `metadata.version`.
    pub name: String,
    /// Lowest level.
    pub min: i16,
    /// Highest level; of a finalized feature the level in force.
    pub max: i16,
}

/// Features from ApiVersions v3 (KIP-584, Kafka 2.7 and later).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Features {
    /// What the broker's software can do.
    pub supported: Vec<FeatureRange>,
    /// What is in force in the cluster.
    pub finalized: Vec<FeatureRange>,
    /// The epoch of `finalized`, `None` where the broker does not know it.
    pub finalized_epoch: Option<i64>,
}

/// The KRaft metadata quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// The active controller, `None` during an election.
    pub leader: Option<i32>,
    /// Its epoch.
    pub leader_epoch: i32,
    /// Records of the metadata log up to here are on a majority.
    pub high_watermark: i64,
    /// The controllers that vote.
    pub voters: Vec<QuorumReplica>,
    /// Brokers and controllers that follow without a vote.
    pub observers: Vec<QuorumReplica>,
    /// Addresses of the voters (version 2, Kafka 3.9; empty below).
    pub nodes: Vec<QuorumNode>,
}

/// One follower of the metadata log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuorumReplica {
    /// Node id.
    pub id: i32,
    /// Its directory id (version 2, Kafka 3.9; zero below).
    pub directory_id: [u8; 16],
    /// End of its log.
    pub log_end_offset: i64,
    /// When the leader last saw it fetch, Unix milliseconds (version 1, Kafka 3.4; `None` below).
    pub last_fetch_ms: Option<i64>,
    /// When it last had everything, Unix milliseconds (version 1, Kafka 3.4; `None` below).
    pub last_caught_up_ms: Option<i64>,
}

/// A controller's listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuorumNode {
    /// Node id.
    pub id: i32,
    /// Listener name, host and port.
    pub listeners: Vec<(String, String, u16)>,
}

impl Client {
    /// Cluster id, brokers (fenced ones too on 4.0 and later) and controller.
    pub async fn describe_cluster(&self) -> Result<Cluster> {
        let deadline = self.deadline();
        let asked = self
            .ask_any(deadline, |version| wire::DescribeClusterRequestData {
                include_fenced_brokers: version >= 2,
                ..Default::default()
            })
            .await;
        let answer = match asked {
            Ok(answer) => answer,
            Err(Error::Unsupported { .. }) => return self.cluster_of_metadata().await,
            Err(error) => return Err(error),
        };
        let message = answer.error_message.map(|text| text.to_string());
        ErrorCode(answer.error_code)
            .ok()
            .map_err(|code| Error::kafka(code, message, "describing the cluster"))?;
        let mut brokers: Vec<_> = answer
            .brokers
            .iter()
            .map(|broker| ClusterBroker {
                id: broker.broker_id,
                host: broker.host.to_string(),
                port: u16::try_from(broker.port).unwrap_or(0),
                rack: broker.rack.as_ref().map(ToString::to_string),
                fenced: broker.is_fenced,
            })
            .collect();
        brokers.sort_by_key(|broker| broker.id);
        Ok(Cluster {
            cluster_id: Some(answer.cluster_id.to_string()),
            controller_id: Some(answer.controller_id).filter(|id| *id >= 0),
            brokers,
        })
    }

    async fn cluster_of_metadata(&self) -> Result<Cluster> {
        let metadata = self.metadata_of(Some(&[]), self.deadline()).await?;
        let brokers = metadata.brokers.into_iter().map(|broker| ClusterBroker {
            id: broker.id,
            host: broker.host,
            port: broker.port,
            rack: broker.rack,
            fenced: false,
        });
        Ok(Cluster {
            cluster_id: metadata.cluster_id,
            controller_id: metadata.controller_id,
            brokers: brokers.collect(),
        })
    }

    /// The KRaft quorum. [`Error::Unsupported`] on ZooKeeper clusters.
    pub async fn describe_quorum(&self) -> Result<Quorum> {
        let partition = wire::describe_quorum_request::PartitionData::default();
        let topic = wire::describe_quorum_request::TopicData {
            topic_name: "__cluster_metadata".to_owned().into(),
            partitions: vec![partition],
            ..Default::default()
        };
        let make = |_| wire::DescribeQuorumRequestData {
            topics: vec![topic.clone()],
            ..Default::default()
        };
        let what = "describing the metadata quorum";
        let answer = self
            .ask_any(self.deadline(), make)
            .await
            .map_err(|error| match error {
                Error::Unsupported { peer, api, .. } => Error::Unsupported {
                    peer,
                    api,
                    needs: Some("3.3 in KRaft mode"),
                    detail: "the metadata quorum",
                },
                other => other,
            })?;
        let check = |code: i16, message: Option<String>| {
            ErrorCode(code)
                .ok()
                .map_err(|code| Error::kafka(code, message, what))
        };
        check(
            answer.error_code,
            answer.error_message.map(|text| text.to_string()),
        )?;
        let nodes = answer.nodes.iter().map(node).collect();
        let partition = answer
            .topics
            .into_iter()
            .flat_map(|topic| topic.partitions)
            .next()
            .ok_or_else(|| Error::kafka(ErrorCode(-1), Some("empty answer".to_owned()), what))?;
        let message = partition.error_message.as_ref().map(ToString::to_string);
        check(partition.error_code, message)?;
        Ok(Quorum {
            leader: Some(partition.leader_id).filter(|id| *id >= 0),
            leader_epoch: partition.leader_epoch,
            high_watermark: partition.high_watermark,
            voters: partition.current_voters.iter().map(replica).collect(),
            observers: partition.observers.iter().map(replica).collect(),
            nodes,
        })
    }

    /// Supported and finalized features as a broker, any, knows them; both empty below 2.7 and on
    /// most ZooKeeper clusters.
    pub async fn features(&self) -> Result<Features> {
        let connection = self.any(self.deadline()).await?;
        let ranges = connection.ranges();
        Ok(ranges
            .map(|ranges| ranges.features.clone())
            .unwrap_or_default())
    }
}

fn replica(replica: &wire::describe_quorum_response::ReplicaState) -> QuorumReplica {
    let time = |ms: i64| Some(ms).filter(|ms| *ms >= 0);
    QuorumReplica {
        id: replica.replica_id,
        directory_id: crate::topics::uuid_bytes(replica.replica_directory_id),
        log_end_offset: replica.log_end_offset,
        last_fetch_ms: time(replica.last_fetch_timestamp),
        last_caught_up_ms: time(replica.last_caught_up_timestamp),
    }
}

fn node(node: &wire::describe_quorum_response::Node) -> QuorumNode {
    let listener = |listener: &wire::describe_quorum_response::Listener| {
        (
            listener.name.to_string(),
            listener.host.to_string(),
            listener.port,
        )
    };
    QuorumNode {
        id: node.node_id,
        listeners: node.listeners.iter().map(listener).collect(),
    }
}
