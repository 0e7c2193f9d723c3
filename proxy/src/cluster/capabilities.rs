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

/// What is known of a feature.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its name in the API.
    pub name: &'static str,
    /// Its name in words.
    pub title: &'static str,
    /// The version of Kafka that brings it.
    pub since: &'static str,
    /// The proposal that brought it.
    pub source: &'static str,
    /// What the console does without it.
    pub instead: &'static str,
    /// The call that shows it, and the version of the call.
    shown_by: (ApiKey, i16),
}

impl Feature {
    /// All of them, in the order of the versions that bring them.
    pub const ALL: &[Self] = &[
        Self::LogDirs,
        Self::IncrementalAlterConfigs,
        Self::TopicDefaults,
        Self::Reassignment,
        Self::Elections,
        Self::ConfigDocumentation,
        Self::GroupStates,
        Self::ClientQuotas,
        Self::ScramUsers,
        Self::TopicIds,
        Self::LastMessageTime,
        Self::Transactions,
        Self::DiskTotals,
        Self::Quorum,
    ];

    /// What is known of it.
    pub const fn facts(self) -> Facts {
        match self {
            Self::LogDirs => Facts {
                name: "log_dirs",
                title: "Sizes on disk",
                since: "1.0",
                source: "KIP-113",
                instead: "Sizes are not shown.",
                shown_by: (ApiKey::DESCRIBE_LOG_DIRS, 0),
            },
            Self::IncrementalAlterConfigs => Facts {
                name: "incremental_alter_configs",
                title: "Changing single configs",
                since: "2.3",
                source: "KIP-339",
                instead: "All configs of a topic are read, merged and replaced in one request; that is refused where one of them is sensitive, since it cannot be read.",
                shown_by: (ApiKey::INCREMENTAL_ALTER_CONFIGS, 0),
            },
            Self::TopicDefaults => Facts {
                name: "topic_defaults",
                title: "Creating topics with the cluster's defaults",
                since: "2.4",
                source: "KIP-464",
                instead: "The console reads the defaults of a broker and sends them as numbers.",
                shown_by: (ApiKey::CREATE_TOPICS, 4),
            },
            Self::Reassignment => Facts {
                name: "reassignment",
                title: "Reassignment without ZooKeeper",
                since: "2.4",
                source: "KIP-455",
                instead: "Plans are made and shown, with the JSON and the script of kafka-reassign-partitions.sh that carries them out.",
                shown_by: (ApiKey::ALTER_PARTITION_REASSIGNMENTS, 0),
            },
            Self::Elections => Facts {
                name: "elections",
                title: "Elections without ZooKeeper",
                since: "2.4",
                source: "KIP-460",
                instead: "Use kafka-preferred-replica-election.sh.",
                shown_by: (ApiKey::ELECT_LEADERS, 1),
            },
            Self::ConfigDocumentation => Facts {
                name: "config_documentation",
                title: "Types and documentation of configs",
                since: "2.6",
                source: "KIP-569",
                instead: "Configs are shown without the broker's own description; Kafka checks their values when they are sent.",
                shown_by: (ApiKey::DESCRIBE_CONFIGS, 3),
            },
            Self::GroupStates => Facts {
                name: "group_states",
                title: "States of groups in the list",
                since: "2.6",
                source: "KIP-518",
                instead: "Groups are counted without their states.",
                shown_by: (ApiKey::LIST_GROUPS, 4),
            },
            Self::ClientQuotas => Facts {
                name: "client_quotas",
                title: "Quotas without ZooKeeper",
                since: "2.6",
                source: "KIP-546",
                instead: "Use kafka-configs.sh with ZooKeeper.",
                shown_by: (ApiKey::ALTER_CLIENT_QUOTAS, 0),
            },
            Self::ScramUsers => Facts {
                name: "scram_users",
                title: "User management without ZooKeeper",
                since: "2.7",
                source: "KIP-554",
                instead: "Use kafka-configs.sh with ZooKeeper.",
                shown_by: (ApiKey::ALTER_USER_SCRAM_CREDENTIALS, 0),
            },
            Self::TopicIds => Facts {
                name: "topic_ids",
                title: "Topic IDs",
                since: "2.8",
                source: "KIP-516",
                instead: "Topics are known by their names alone.",
                shown_by: (ApiKey::METADATA, 10),
            },
            Self::LastMessageTime => Facts {
                name: "last_message_time",
                title: "The time of the last message",
                since: "3.0",
                source: "KIP-734",
                instead: "The time of a partition's last message is not shown.",
                shown_by: (ApiKey::LIST_OFFSETS, 7),
            },
            Self::Transactions => Facts {
                name: "transactions",
                title: "Listing transactions",
                since: "3.0",
                source: "KIP-664",
                instead: "Use kafka-dump-log.sh on a broker.",
                shown_by: (ApiKey::LIST_TRANSACTIONS, 0),
            },
            Self::DiskTotals => Facts {
                name: "disk_totals",
                title: "Sizes of the disks",
                since: "3.3",
                source: "KIP-827",
                instead: "What is used is shown; how large the disk is and how much is free is not.",
                shown_by: (ApiKey::DESCRIBE_LOG_DIRS, 4),
            },
            Self::Quorum => Facts {
                name: "quorum",
                title: "The KRaft quorum",
                since: "3.3 in KRaft mode",
                source: "KIP-595, KIP-836",
                instead: "The broker that is the controller is shown.",
                shown_by: (ApiKey::DESCRIBE_QUORUM, 0),
            },
        }
    }
}

/// What the brokers of a cluster told.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities<'a>(pub &'a [ApiRanges]);

impl Capabilities<'_> {
    /// True if every broker that told has it, and one told.
    pub fn has(&self, feature: Feature) -> bool {
        let (api, version) = feature.facts().shown_by;
        !self.0.is_empty() && self.0.iter().all(|broker| broker.reaches(api, version))
    }

    /// `None` if it is there or nothing is known yet (Kafka decides then), else why it is not.
    pub fn why_not(&self, feature: Feature) -> Option<String> {
        if self.0.is_empty() || self.has(feature) {
            return None;
        }
        let Facts {
            title,
            since,
            shown_by: (api, version),
            ..
        } = feature.facts();
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
        Some(format!("{title} needs Kafka {since}; {who}."))
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
