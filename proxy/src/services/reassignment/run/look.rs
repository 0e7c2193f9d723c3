//! What one look at the cluster says of partitions under way. Pure.

use crate::store::reassignments::Move;
use castellan_kafka::{Metadata, Reassigning};
use std::collections::HashMap;

/// How a partition stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Kafka moves it to where the plan says.
    Moving,
    /// Kafka moves it, but to somewhere else.
    Elsewhere(Vec<i32>),
    /// It is where the plan says.
    There,
    /// It is where it was before.
    Back,
    /// It is somewhere else.
    Other(Vec<i32>),
    /// The topic or partition is gone.
    Gone,
}

/// What a look brought.
pub(super) struct Look {
    metadata: Metadata,
    ongoing: HashMap<(String, i32), Reassigning>,
}

impl Look {
    pub(super) fn new(metadata: Metadata, ongoing: Vec<Reassigning>) -> Self {
        let ongoing = ongoing
            .into_iter()
            .map(|one| ((one.topic.clone(), one.partition), one))
            .collect();
        Self { metadata, ongoing }
    }

    /// How a partition of the plan stands.
    pub(super) fn stand(&self, one: &Move) -> Stand {
        if let Some(moving) = self.ongoing.get(&(one.topic.clone(), one.partition)) {
            let target: Vec<i32> = moving
                .replicas
                .iter()
                .copied()
                .filter(|id| !moving.removing.contains(id))
                .collect();
            let same =
                target.len() == one.new.len() && target.iter().all(|id| one.new.contains(id));
            return if same {
                Stand::Moving
            } else {
                Stand::Elsewhere(target)
            };
        }
        let topic = self.metadata.topics.find(&one.topic);
        let topic = topic.filter(|topic| topic.error().is_ok());
        let Some(partition) = topic.and_then(|topic| topic.partition(one.partition)) else {
            return Stand::Gone;
        };
        if partition.replicas == one.new {
            Stand::There
        } else if partition.replicas == one.old {
            Stand::Back
        } else {
            Stand::Other(partition.replicas.to_vec())
        }
    }

    /// The leader of a partition, if it has one and it is not the first of its replicas.
    pub(super) fn led_by_another(&self, one: &Move) -> bool {
        let topic = self.metadata.topics.find(&one.topic);
        topic
            .and_then(|topic| topic.partition(one.partition))
            .is_some_and(|partition| partition.replicas.first() != Some(&partition.leader))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::topics::testing::{Topic, metadata};
    use crate::store::reassignments::MoveState;

    fn planned(topic: &str, old: &[i32], new: &[i32]) -> Move {
        Move {
            position: 0,
            topic: topic.to_owned(),
            partition: 0,
            old: old.to_vec(),
            new: new.to_vec(),
            bytes: None,
            bytes_done: 0,
            state: MoveState::Moving,
            cancel_asked: false,
            error: None,
        }
    }

    fn look(replicas: &[i32], ongoing: Vec<Reassigning>) -> Look {
        let topic = Topic {
            name: "orders",
            partitions: vec![(1, replicas.to_vec(), replicas.to_vec())],
            messages: None,
            size_bytes: None,
            configs: &[],
        };
        Look::new(metadata(&[topic]), ongoing)
    }

    #[test]
    fn a_move_stands_as_the_cluster_says() {
        let one = planned("orders", &[1, 2], &[1, 3]);
        assert_eq!(look(&[1, 3], Vec::new()).stand(&one), Stand::There);
        assert_eq!(look(&[1, 2], Vec::new()).stand(&one), Stand::Back);
        // the order counts: the first is the preferred leader
        assert_eq!(
            look(&[3, 1], Vec::new()).stand(&one),
            Stand::Other(vec![3, 1])
        );
        let gone = planned("deleted", &[1, 2], &[1, 3]);
        assert_eq!(look(&[1, 2], Vec::new()).stand(&gone), Stand::Gone);
    }

    #[test]
    fn what_moves_is_ours_if_it_ends_where_the_plan_does() {
        let one = planned("orders", &[1, 2], &[1, 3]);
        let moving = |adding: i32| {
            vec![Reassigning {
                topic: "orders".into(),
                partition: 0,
                replicas: vec![1, adding, 2],
                adding: vec![adding],
                removing: vec![2],
            }]
        };
        assert_eq!(look(&[1, 3, 2], moving(3)).stand(&one), Stand::Moving);
        assert_eq!(
            look(&[1, 4, 2], moving(4)).stand(&one),
            Stand::Elsewhere(vec![1, 4])
        );
    }
}
