//! Metadata answers of any size.

use kacrab_protocol::generated::MetadataResponseData;
use kacrab_protocol::generated::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};

/// How large a cluster to pretend.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Topics, named `topic-00000` and so on.
    pub topics: i32,
    /// Partitions of each.
    pub partitions: i32,
    /// Replicas of each.
    pub replicas: i32,
}

/// A Metadata answer with these brokers (id, host, port) and topics; leaders and replicas go round
/// the brokers. The first broker is the controller.
pub fn metadata(brokers: &[(i32, &str, u16)], shape: Shape) -> MetadataResponseData {
    let ids: Vec<i32> = brokers.iter().map(|(id, ..)| *id).collect();
    let nodes = |first: i32| -> Vec<i32> {
        let start = usize::try_from(first).unwrap_or(0);
        let count = usize::try_from(shape.replicas).unwrap_or(0).min(ids.len());
        ids.iter()
            .cycle()
            .skip(start % ids.len().max(1))
            .take(count)
            .copied()
            .collect()
    };
    let partition = |topic: i32, index: i32| {
        let replicas = nodes(topic + index);
        MetadataResponsePartition {
            partition_index: index,
            leader_id: replicas.first().copied().unwrap_or(-1),
            leader_epoch: 1,
            isr_nodes: replicas.clone(),
            replica_nodes: replicas,
            ..Default::default()
        }
    };
    let topic = |at: i32| MetadataResponseTopic {
        name: Some(format!("topic-{at:05}").into()),
        partitions: (0..shape.partitions)
            .map(|index| partition(at, index))
            .collect(),
        ..Default::default()
    };
    let broker = |(id, host, port): &(i32, &str, u16)| MetadataResponseBroker {
        node_id: *id,
        host: (*host).to_owned().into(),
        port: i32::from(*port),
        ..Default::default()
    };
    MetadataResponseData {
        brokers: brokers.iter().map(broker).collect(),
        cluster_id: Some("fake".to_owned().into()),
        controller_id: ids.first().copied().unwrap_or(-1),
        topics: (0..shape.topics).map(topic).collect(),
        ..Default::default()
    }
}
