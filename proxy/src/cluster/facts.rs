//! What the cluster says of itself, from Kafka's answers to the shapes of the API: controller,
//! features.

use castellan_api::controller::{Controller, Feature, QuorumNode};
use castellan_kafka::{ApiRanges, Quorum, QuorumReplica};

/// The controller of a KRaft cluster.
pub fn kraft(quorum: &Quorum) -> Controller {
    let end = quorum
        .voters
        .iter()
        .find(|voter| Some(voter.id) == quorum.leader)
        .map_or(quorum.high_watermark, |leader| leader.log_end_offset);
    let heard = |replica: &QuorumReplica| Some(replica.log_end_offset).filter(|at| *at >= 0);
    let node = |replica: &QuorumReplica| QuorumNode {
        id: replica.id,
        // −1: the leader has not heard of it since it leads
        log_end_offset: heard(replica),
        lag: heard(replica).map(|at| end.saturating_sub(at).max(0)),
        last_fetch: replica.last_fetch_ms,
        last_caught_up: replica.last_caught_up_ms,
    };
    let mut voters: Vec<QuorumNode> = quorum.voters.iter().map(node).collect();
    let mut observers: Vec<QuorumNode> = quorum.observers.iter().map(node).collect();
    voters.sort_by_key(|node| node.id);
    observers.sort_by_key(|node| node.id);
    Controller::KRaft {
        leader: quorum.leader,
        epoch: quorum.leader_epoch,
        high_watermark: quorum.high_watermark,
        voters,
        observers,
    }
}

/// Finalized features as the broker with the newest epoch knows them, and the highest level that
/// every broker supports.
pub fn features(brokers: &[ApiRanges]) -> Vec<Feature> {
    let newest = brokers
        .iter()
        .max_by_key(|broker| broker.features.finalized_epoch);
    let Some(newest) = newest else {
        return Vec::new();
    };
    let highest = |name: &str| {
        brokers
            .iter()
            .map(|broker| broker.features.supported(name).map(|range| range.max))
            .collect::<Option<Vec<i16>>>()
            .and_then(|levels| levels.into_iter().min())
    };
    let mut features: Vec<Feature> = newest
        .features
        .finalized
        .iter()
        .map(|range| Feature {
            name: range.name.clone(),
            level: range.max,
            max_level: highest(&range.name),
            label: (range.name == "metadata.version")
                .then(|| metadata_version(range.max))
                .flatten(),
        })
        .collect();
    features.sort_by(|a, b| a.name.cmp(&b.name));
    features
}

/// Levels of `metadata.version` in words (MetadataVersion.java), from level 1.
const METADATA_VERSIONS: &[&str] = &[
    "3.0-IV1", "3.1-IV0", "3.2-IV0", "3.3-IV0", "3.3-IV1", "3.3-IV2", "3.3-IV3", "3.4-IV0",
    "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2", "3.7-IV0", "3.7-IV1",
    "3.7-IV2", "3.7-IV3", "3.7-IV4", "3.8-IV0", "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2",
    "4.0-IV3", "4.1-IV0", "4.1-IV1", "4.2-IV0", "4.2-IV1", "4.3-IV0",
];

fn metadata_version(level: i16) -> Option<String> {
    let at = usize::try_from(level).ok()?.checked_sub(1)?;
    METADATA_VERSIONS.get(at).map(|label| (*label).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_kafka::{FeatureRange, Features};

    #[test]
    fn levels_have_words_and_the_oldest_broker_counts() {
        assert_eq!(metadata_version(27).as_deref(), Some("4.1-IV1"));
        assert_eq!((metadata_version(0), metadata_version(99)), (None, None));
        let range = |max| FeatureRange {
            name: "metadata.version".into(),
            min: 1,
            max,
        };
        let broker = |supported, epoch| ApiRanges {
            features: Features {
                supported: vec![range(supported)],
                finalized: vec![range(21)],
                finalized_epoch: Some(epoch),
            },
            ..ApiRanges::default()
        };
        let found = features(&[broker(25, 7), broker(22, 8)]);
        let one = found.first().unwrap();
        assert_eq!((one.level, one.max_level), (21, Some(22)));
        assert_eq!(one.label.as_deref(), Some("3.9-IV0"));
        assert!(features(&[]).is_empty());
    }

    #[test]
    fn voters_lag_behind_the_leader() {
        let replica = |id, end| QuorumReplica {
            id,
            directory_id: [0; 16],
            log_end_offset: end,
            last_fetch_ms: None,
            last_caught_up_ms: None,
        };
        let quorum = Quorum {
            leader: Some(2),
            leader_epoch: 4,
            high_watermark: 90,
            voters: vec![replica(3, -1), replica(2, 100)],
            observers: vec![replica(9, 95)],
            nodes: Vec::new(),
        };
        let Controller::KRaft {
            voters, observers, ..
        } = kraft(&quorum)
        else {
            panic!()
        };
        assert_eq!(
            voters
                .iter()
                .map(|node| (node.id, node.lag))
                .collect::<Vec<_>>(),
            [(2, Some(0)), (3, None)]
        );
        assert_eq!(observers.first().unwrap().lag, Some(5));
    }
}
