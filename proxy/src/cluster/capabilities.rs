//! What a cluster can do, asked by feature and answered with the version that brings it. A feature
//! is there if every broker that told has it.

use castellan_kafka::{ApiKey, ApiRanges};

/// Something not every cluster can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Single configs are changed without the others (KIP-339).
    IncrementalAlterConfigs,
    /// `-1` partitions or replicas: the cluster's own default (KIP-464).
    TopicDefaults,
    /// Topics have IDs (KIP-516).
    TopicIds,
    /// Sizes on disk.
    LogDirs,
    /// Size and free space of disks (KIP-827).
    DiskTotals,
    /// Types and documentation of configs (KIP-569).
    ConfigDocumentation,
    /// The offset of the newest record (KIP-734).
    LastMessageTime,
    /// States of consumer groups in the list (KIP-518).
    GroupStates,
    /// Reassignment over the protocol (KIP-455).
    Reassignment,
    /// Elections over the protocol (KIP-460).
    Elections,
    /// Client quotas over the protocol (KIP-546).
    ClientQuotas,
    /// SCRAM users over the protocol (KIP-554).
    ScramUsers,
    /// The KRaft quorum (KIP-595).
    Quorum,
    /// Transactions can be listed and aborted (KIP-664).
    Transactions,
}

impl Feature {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::IncrementalAlterConfigs,
        Self::TopicDefaults,
        Self::TopicIds,
        Self::LogDirs,
        Self::DiskTotals,
        Self::ConfigDocumentation,
        Self::LastMessageTime,
        Self::GroupStates,
        Self::Reassignment,
        Self::Elections,
        Self::ClientQuotas,
        Self::ScramUsers,
        Self::Quorum,
        Self::Transactions,
    ];

    /// The call that shows it, the version of the call, Kafka's version, and its name.
    const fn row(self) -> (ApiKey, i16, &'static str, &'static str) {
        match self {
            Self::IncrementalAlterConfigs => (
                ApiKey::INCREMENTAL_ALTER_CONFIGS,
                0,
                "2.3",
                "Changing single configs",
            ),
            Self::TopicDefaults => (
                ApiKey::CREATE_TOPICS,
                4,
                "2.4",
                "Creating topics with the cluster's defaults",
            ),
            Self::TopicIds => (ApiKey::METADATA, 10, "2.8", "Topic IDs"),
            Self::LogDirs => (ApiKey::DESCRIBE_LOG_DIRS, 1, "2.0", "Sizes on disk"),
            Self::DiskTotals => (ApiKey::DESCRIBE_LOG_DIRS, 4, "3.3", "Sizes of the disks"),
            Self::ConfigDocumentation => (
                ApiKey::DESCRIBE_CONFIGS,
                3,
                "2.6",
                "Documentation of configs",
            ),
            Self::LastMessageTime => (
                ApiKey::LIST_OFFSETS,
                7,
                "3.0",
                "The time of the last message",
            ),
            Self::GroupStates => (
                ApiKey::LIST_GROUPS,
                4,
                "2.6",
                "States of groups in the list",
            ),
            Self::Reassignment => (
                ApiKey::ALTER_PARTITION_REASSIGNMENTS,
                0,
                "2.4",
                "Reassignment without ZooKeeper",
            ),
            Self::Elections => (
                ApiKey::ELECT_LEADERS,
                1,
                "2.4",
                "Elections without ZooKeeper",
            ),
            Self::ClientQuotas => (
                ApiKey::ALTER_CLIENT_QUOTAS,
                0,
                "2.6",
                "Quotas without ZooKeeper",
            ),
            Self::ScramUsers => (
                ApiKey::ALTER_USER_SCRAM_CREDENTIALS,
                0,
                "2.7",
                "User management without ZooKeeper",
            ),
            Self::Quorum => (
                ApiKey::DESCRIBE_QUORUM,
                0,
                "3.3 in KRaft mode",
                "The quorum",
            ),
            Self::Transactions => (ApiKey::LIST_TRANSACTIONS, 0, "3.0", "Listing transactions"),
        }
    }

    /// The version of Kafka that brings it.
    pub const fn since(self) -> &'static str {
        self.row().2
    }
}

/// What the brokers of a cluster told.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities<'a>(pub &'a [ApiRanges]);

impl Capabilities<'_> {
    /// True if every broker that told has it, and one told.
    pub fn has(&self, feature: Feature) -> bool {
        let (api, version, ..) = feature.row();
        !self.0.is_empty() && self.0.iter().all(|broker| broker.reaches(api, version))
    }

    /// `None` if it is there or nothing is known yet (Kafka decides then), else why it is not.
    pub fn why_not(&self, feature: Feature) -> Option<String> {
        if self.0.is_empty() || self.has(feature) {
            return None;
        }
        let (api, version, since, name) = feature.row();
        let lacking: Vec<String> = self
            .0
            .iter()
            .filter(|broker| !broker.reaches(api, version))
            .filter_map(|broker| broker.broker.map(|id| id.to_string()))
            .collect();
        let some = lacking.len() < self.0.len() && !lacking.is_empty();
        let who = if some {
            format!("broker {} is older", lacking.join(", "))
        } else {
            format!(
                "this cluster is {}",
                self.version().unwrap_or_else(|| "older".into())
            )
        };
        Some(format!("{name} needs Kafka {since}; {who}."))
    }

    /// Kafka's version as the brokers betray it; several where they differ, oldest first.
    pub fn version(&self) -> Option<String> {
        let mut labels: Vec<String> = self.0.iter().map(ApiRanges::version_hint).collect();
        labels.sort_by_key(|label| order(label));
        labels.dedup();
        if labels.is_empty() {
            None
        } else {
            Some(labels.join(", "))
        }
    }
}

/// `3.10` comes after `3.9`.
fn order(label: &str) -> Vec<u32> {
    label
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_kafka::ApiRange;

    fn broker(id: i32, calls: &[(ApiKey, i16)]) -> ApiRanges {
        let mut ranges: Vec<ApiRange> = calls
            .iter()
            .map(|(api, max)| ApiRange {
                api: *api,
                min: 0,
                max: *max,
            })
            .collect();
        ranges.sort_by_key(|range| range.api);
        ApiRanges {
            broker: Some(id),
            ranges,
            ..ApiRanges::default()
        }
    }

    #[test]
    fn every_broker_must_have_it() {
        let new = broker(
            1,
            &[
                (ApiKey::INCREMENTAL_ALTER_CONFIGS, 1),
                (ApiKey::CREATE_TOPICS, 7),
            ],
        );
        let old = broker(2, &[(ApiKey::CREATE_TOPICS, 3)]);
        let both = [new.clone(), old.clone()];
        let mixed = Capabilities(&both);
        assert!(!mixed.has(Feature::IncrementalAlterConfigs));
        let why = mixed.why_not(Feature::TopicDefaults).unwrap();
        assert!(
            why.contains("Kafka 2.4") && why.contains("broker 2 is older"),
            "{why}"
        );
        let one = [new];
        assert!(Capabilities(&one).has(Feature::TopicDefaults));
        assert_eq!(Capabilities(&one).why_not(Feature::TopicDefaults), None);
        let only_old = [old];
        let why = Capabilities(&only_old)
            .why_not(Feature::ScramUsers)
            .unwrap();
        assert!(why.contains("this cluster is"), "{why}");
        assert_eq!(Capabilities(&[]).why_not(Feature::Quorum), None);
        assert!(!Capabilities(&[]).has(Feature::Quorum));
    }

    #[test]
    fn labels_sort_as_versions() {
        assert!(order("3.10") > order("3.9") && order("2.8") < order("3.0"));
    }
}
