//! What a broker says it can do: versions of calls, features, and the Kafka version they betray.

use crate::ApiKey;
use crate::cluster::{FeatureRange, Features};

/// The versions of one call a broker speaks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiRange {
    /// The call.
    pub api: ApiKey,
    /// Oldest version.
    pub min: i16,
    /// Newest version.
    pub max: i16,
}

/// The ApiVersions answer of one broker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiRanges {
    /// The broker's id where it is known.
    pub broker: Option<i32>,
    /// All calls, ascending by key.
    pub ranges: Vec<ApiRange>,
    /// Features (ApiVersions v3, Kafka 2.7 and later; empty below).
    pub features: Features,
}

impl ApiRanges {
    /// The versions of one call, `None` where the broker lacks it.
    pub fn range(&self, api: ApiKey) -> Option<ApiRange> {
        let at = self
            .ranges
            .binary_search_by_key(&api, |range| range.api)
            .ok()?;
        self.ranges.get(at).copied()
    }

    /// Whether the broker answers this call at all.
    pub fn has(&self, api: ApiKey) -> bool {
        self.range(api).is_some()
    }

    /// Whether it speaks at least this version of the call.
    pub fn reaches(&self, api: ApiKey, version: i16) -> bool {
        self.range(api).is_some_and(|range| range.max >= version)
    }

    /// `true` for a cluster in KRaft mode. Only KRaft brokers answer DescribeQuorum.
    pub fn is_kraft(&self) -> bool {
        self.has(ApiKey::DESCRIBE_QUORUM)
    }

    /// The highest version both sides speak, given the client's range.
    pub(crate) fn common(&self, api: ApiKey, min: i16, max: i16) -> Option<i16> {
        let range = self.range(api)?;
        let version = range.max.min(max);
        (version >= range.min && version >= min).then_some(version)
    }

    /// An honest label of the broker's Kafka version, such as `4.3`, `2.7` or `3.5–3.7`; `4.4+`
    /// where it is newer than this client knows. Brokers do not tell their version: KRaft brokers
    /// are known by the newest metadata.version they support, others by their calls.
    pub fn version_hint(&self) -> String {
        if let Some(level) = self.features.supported_level("metadata.version") {
            return METADATA_VERSIONS
                .iter()
                .rev()
                .find(|(first, _)| level >= *first)
                .map_or_else(|| "3.0".to_owned(), |(_, name)| (*name).to_owned());
        }
        CALLS
            .iter()
            .find(|(api, version, _)| self.reaches(*api, *version))
            .map_or_else(
                || "below 0.11".to_owned(),
                |(_, _, name)| (*name).to_owned(),
            )
    }
}

impl Features {
    fn supported_level(&self, name: &str) -> Option<i16> {
        self.supported
            .iter()
            .find(|feature| feature.name == name)
            .map(|feature| feature.max)
    }

    /// The level of a finalized feature, such as `metadata.version` or `kraft.version`.
    pub fn finalized_level(&self, name: &str) -> Option<i16> {
        self.finalized
            .iter()
            .find(|feature| feature.name == name)
            .map(|feature| feature.max)
    }

    /// A supported feature by name.
    pub fn supported(&self, name: &str) -> Option<&FeatureRange> {
        self.supported.iter().find(|feature| feature.name == name)
    }
}

/// First metadata.version level of each Kafka version (MetadataVersion.java).
const METADATA_VERSIONS: &[(i16, &str)] = &[
    (1, "3.0"),
    (2, "3.1"),
    (3, "3.2"),
    (4, "3.3"),
    (8, "3.4"),
    (9, "3.5"),
    (12, "3.6"),
    (15, "3.7"),
    (20, "3.8"),
    (21, "3.9"),
    (22, "4.0"),
    (26, "4.1"),
    (28, "4.2"),
    (30, "4.3"),
    (31, "4.4"),
    (32, "4.4+"),
];

/// Calls that only a version and its successors have, newest first, for ZooKeeper mode.
const CALLS: &[(ApiKey, i16, &str)] = &[
    (ApiKey::LIST_GROUPS, 5, "3.8–3.9"),
    (ApiKey::FETCH, 15, "3.5–3.7"),
    (ApiKey::DESCRIBE_LOG_DIRS, 4, "3.3–3.4"),
    (ApiKey::FETCH, 13, "3.1–3.2"),
    (ApiKey::LIST_TRANSACTIONS, 0, "3.0"),
    (ApiKey::DESCRIBE_CLUSTER, 0, "2.8"),
    (ApiKey::DESCRIBE_USER_SCRAM_CREDENTIALS, 0, "2.7"),
    (ApiKey::DESCRIBE_CLIENT_QUOTAS, 0, "2.6"),
    (ApiKey::OFFSET_FETCH, 7, "2.5"),
    (ApiKey::LIST_PARTITION_REASSIGNMENTS, 0, "2.4"),
    (ApiKey::INCREMENTAL_ALTER_CONFIGS, 0, "2.3"),
    (ApiKey::ELECT_LEADERS, 0, "2.2"),
    (ApiKey::FETCH, 10, "2.1"),
    (ApiKey::FETCH, 8, "2.0"),
    (ApiKey::DELETE_GROUPS, 0, "1.1"),
    (ApiKey::DESCRIBE_LOG_DIRS, 0, "1.0"),
    (ApiKey::DESCRIBE_CONFIGS, 0, "0.11"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn with(calls: &[(ApiKey, i16)], metadata_version: Option<i16>) -> ApiRanges {
        let mut ranges: Vec<_> = calls
            .iter()
            .map(|(api, max)| ApiRange {
                api: *api,
                min: 0,
                max: *max,
            })
            .collect();
        ranges.sort_by_key(|range| range.api);
        let feature = |max| FeatureRange {
            name: "metadata.version".to_owned(),
            min: 1,
            max,
        };
        let supported = metadata_version.map(feature).into_iter().collect();
        let features = Features {
            supported,
            ..Features::default()
        };
        ApiRanges {
            broker: None,
            ranges,
            features,
        }
    }

    #[test]
    fn brokers_betray_their_version() {
        for (level, label) in [
            (7, "3.3"),
            (14, "3.6"),
            (21, "3.9"),
            (25, "4.0"),
            (30, "4.3"),
        ] {
            assert_eq!(with(&[], Some(level)).version_hint(), label);
        }
        assert_eq!(with(&[], Some(99)).version_hint(), "4.4+");
        let of_2_7 = [
            (ApiKey::FETCH, 12),
            (ApiKey::DESCRIBE_USER_SCRAM_CREDENTIALS, 0),
        ];
        assert_eq!(with(&of_2_7, None).version_hint(), "2.7");
        let of_1_1 = [(ApiKey::FETCH, 7), (ApiKey::DELETE_GROUPS, 0)];
        assert_eq!(with(&of_1_1, None).version_hint(), "1.1");
        assert_eq!(with(&[], None).version_hint(), "below 0.11");
    }

    #[test]
    fn the_common_version_is_within_both_ranges() {
        let ranges = with(&[(ApiKey::METADATA, 9)], None);
        assert_eq!(ranges.common(ApiKey::METADATA, 1, 13), Some(9));
        assert_eq!(ranges.common(ApiKey::METADATA, 1, 5), Some(5));
        assert_eq!(ranges.common(ApiKey::METADATA, 10, 13), None);
        assert_eq!(ranges.common(ApiKey::FETCH, 0, 13), None);
    }
}
