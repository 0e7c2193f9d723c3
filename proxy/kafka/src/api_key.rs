//! The calls of the protocol by number, with their names and the Kafka version that brought them.

use std::fmt;

/// The number of a call (api key).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiKey(
    /// The number on the wire.
    pub i16,
);

impl ApiKey {
    /// Produce, since Kafka 0.9.
    pub const PRODUCE: Self = Self(0);
    /// Fetch, since Kafka 0.9.
    pub const FETCH: Self = Self(1);
    /// ListOffsets, since Kafka 0.9.
    pub const LIST_OFFSETS: Self = Self(2);
    /// Metadata, since Kafka 0.9.
    pub const METADATA: Self = Self(3);
    /// OffsetCommit, since Kafka 0.9.
    pub const OFFSET_COMMIT: Self = Self(8);
    /// OffsetFetch, since Kafka 0.9.
    pub const OFFSET_FETCH: Self = Self(9);
    /// FindCoordinator, since Kafka 0.9.
    pub const FIND_COORDINATOR: Self = Self(10);
    /// JoinGroup, since Kafka 0.9.
    pub const JOIN_GROUP: Self = Self(11);
    /// Heartbeat, since Kafka 0.9.
    pub const HEARTBEAT: Self = Self(12);
    /// LeaveGroup, since Kafka 0.9.
    pub const LEAVE_GROUP: Self = Self(13);
    /// SyncGroup, since Kafka 0.9.
    pub const SYNC_GROUP: Self = Self(14);
    /// DescribeGroups, since Kafka 0.9.
    pub const DESCRIBE_GROUPS: Self = Self(15);
    /// ListGroups, since Kafka 0.9.
    pub const LIST_GROUPS: Self = Self(16);
    /// SaslHandshake, since Kafka 0.10.
    pub const SASL_HANDSHAKE: Self = Self(17);
    /// ApiVersions, since Kafka 0.10.
    pub const API_VERSIONS: Self = Self(18);
    /// CreateTopics, since Kafka 0.10.1.
    pub const CREATE_TOPICS: Self = Self(19);
    /// DeleteTopics, since Kafka 0.10.1.
    pub const DELETE_TOPICS: Self = Self(20);
    /// DeleteRecords, since Kafka 0.11.
    pub const DELETE_RECORDS: Self = Self(21);
    /// InitProducerId, since Kafka 0.11.
    pub const INIT_PRODUCER_ID: Self = Self(22);
    /// OffsetForLeaderEpoch, since Kafka 0.11.
    pub const OFFSET_FOR_LEADER_EPOCH: Self = Self(23);
    /// AddPartitionsToTxn, since Kafka 0.11.
    pub const ADD_PARTITIONS_TO_TXN: Self = Self(24);
    /// AddOffsetsToTxn, since Kafka 0.11.
    pub const ADD_OFFSETS_TO_TXN: Self = Self(25);
    /// EndTxn, since Kafka 0.11.
    pub const END_TXN: Self = Self(26);
    /// WriteTxnMarkers, since Kafka 0.11.
    pub const WRITE_TXN_MARKERS: Self = Self(27);
    /// TxnOffsetCommit, since Kafka 0.11.
    pub const TXN_OFFSET_COMMIT: Self = Self(28);
    /// DescribeAcls, since Kafka 0.11.
    pub const DESCRIBE_ACLS: Self = Self(29);
    /// CreateAcls, since Kafka 0.11.
    pub const CREATE_ACLS: Self = Self(30);
    /// DeleteAcls, since Kafka 0.11.
    pub const DELETE_ACLS: Self = Self(31);
    /// DescribeConfigs, since Kafka 0.11.
    pub const DESCRIBE_CONFIGS: Self = Self(32);
    /// AlterConfigs, since Kafka 0.11.
    pub const ALTER_CONFIGS: Self = Self(33);
    /// AlterReplicaLogDirs, since Kafka 1.0.
    pub const ALTER_REPLICA_LOG_DIRS: Self = Self(34);
    /// DescribeLogDirs, since Kafka 1.0.
    pub const DESCRIBE_LOG_DIRS: Self = Self(35);
    /// SaslAuthenticate, since Kafka 1.0.
    pub const SASL_AUTHENTICATE: Self = Self(36);
    /// CreatePartitions, since Kafka 1.0.
    pub const CREATE_PARTITIONS: Self = Self(37);
    /// CreateDelegationToken, since Kafka 1.1.
    pub const CREATE_DELEGATION_TOKEN: Self = Self(38);
    /// RenewDelegationToken, since Kafka 1.1.
    pub const RENEW_DELEGATION_TOKEN: Self = Self(39);
    /// ExpireDelegationToken, since Kafka 1.1.
    pub const EXPIRE_DELEGATION_TOKEN: Self = Self(40);
    /// DescribeDelegationToken, since Kafka 1.1.
    pub const DESCRIBE_DELEGATION_TOKEN: Self = Self(41);
    /// DeleteGroups, since Kafka 1.1.
    pub const DELETE_GROUPS: Self = Self(42);
    /// ElectLeaders, since Kafka 2.2.
    pub const ELECT_LEADERS: Self = Self(43);
    /// IncrementalAlterConfigs, since Kafka 2.3.
    pub const INCREMENTAL_ALTER_CONFIGS: Self = Self(44);
    /// AlterPartitionReassignments, since Kafka 2.4.
    pub const ALTER_PARTITION_REASSIGNMENTS: Self = Self(45);
    /// ListPartitionReassignments, since Kafka 2.4.
    pub const LIST_PARTITION_REASSIGNMENTS: Self = Self(46);
    /// OffsetDelete, since Kafka 2.4.
    pub const OFFSET_DELETE: Self = Self(47);
    /// DescribeClientQuotas, since Kafka 2.6.
    pub const DESCRIBE_CLIENT_QUOTAS: Self = Self(48);
    /// AlterClientQuotas, since Kafka 2.6.
    pub const ALTER_CLIENT_QUOTAS: Self = Self(49);
    /// DescribeUserScramCredentials, since Kafka 2.7.
    pub const DESCRIBE_USER_SCRAM_CREDENTIALS: Self = Self(50);
    /// AlterUserScramCredentials, since Kafka 2.7.
    pub const ALTER_USER_SCRAM_CREDENTIALS: Self = Self(51);
    /// DescribeQuorum, since Kafka 3.3.
    pub const DESCRIBE_QUORUM: Self = Self(55);
    /// UpdateFeatures, since Kafka 2.7.
    pub const UPDATE_FEATURES: Self = Self(57);
    /// DescribeCluster, since Kafka 2.8.
    pub const DESCRIBE_CLUSTER: Self = Self(60);
    /// DescribeProducers, since Kafka 2.8.
    pub const DESCRIBE_PRODUCERS: Self = Self(61);
    /// UnregisterBroker, since Kafka 2.8.
    pub const UNREGISTER_BROKER: Self = Self(64);
    /// DescribeTransactions, since Kafka 3.0.
    pub const DESCRIBE_TRANSACTIONS: Self = Self(65);
    /// ListTransactions, since Kafka 3.0.
    pub const LIST_TRANSACTIONS: Self = Self(66);
    /// ConsumerGroupHeartbeat, since Kafka 3.7.
    pub const CONSUMER_GROUP_HEARTBEAT: Self = Self(68);
    /// ConsumerGroupDescribe, since Kafka 3.7.
    pub const CONSUMER_GROUP_DESCRIBE: Self = Self(69);
    /// GetTelemetrySubscriptions, since Kafka 3.7.
    pub const GET_TELEMETRY_SUBSCRIPTIONS: Self = Self(71);
    /// PushTelemetry, since Kafka 3.7.
    pub const PUSH_TELEMETRY: Self = Self(72);
    /// ListConfigResources, since Kafka 3.7.
    pub const LIST_CONFIG_RESOURCES: Self = Self(74);
    /// DescribeTopicPartitions, since Kafka 3.8.
    pub const DESCRIBE_TOPIC_PARTITIONS: Self = Self(75);
    /// ShareGroupHeartbeat, since Kafka 4.1.
    pub const SHARE_GROUP_HEARTBEAT: Self = Self(76);
    /// ShareGroupDescribe, since Kafka 4.1.
    pub const SHARE_GROUP_DESCRIBE: Self = Self(77);
    /// ShareFetch, since Kafka 4.1.
    pub const SHARE_FETCH: Self = Self(78);
    /// ShareAcknowledge, since Kafka 4.1.
    pub const SHARE_ACKNOWLEDGE: Self = Self(79);
    /// AddRaftVoter, since Kafka 3.9.
    pub const ADD_RAFT_VOTER: Self = Self(80);
    /// RemoveRaftVoter, since Kafka 3.9.
    pub const REMOVE_RAFT_VOTER: Self = Self(81);
    /// StreamsGroupHeartbeat, since Kafka 4.1.
    pub const STREAMS_GROUP_HEARTBEAT: Self = Self(88);
    /// StreamsGroupDescribe, since Kafka 4.1.
    pub const STREAMS_GROUP_DESCRIBE: Self = Self(89);
    /// DescribeShareGroupOffsets, since Kafka 4.1.
    pub const DESCRIBE_SHARE_GROUP_OFFSETS: Self = Self(90);
    /// AlterShareGroupOffsets, since Kafka 4.1.
    pub const ALTER_SHARE_GROUP_OFFSETS: Self = Self(91);
    /// DeleteShareGroupOffsets, since Kafka 4.1.
    pub const DELETE_SHARE_GROUP_OFFSETS: Self = Self(92);

    /// Kafka's own name, such as `CreateTopics`; `Unknown` for calls of a newer Kafka and those
    /// that only brokers send.
    pub fn name(self) -> &'static str {
        self.row().map_or("Unknown", |row| row.1)
    }

    /// The first Kafka version whose brokers answer it. Early-access versions do not count for
    /// share and streams groups.
    pub fn since(self) -> Option<&'static str> {
        self.row().map(|row| row.2)
    }

    fn row(self) -> Option<&'static (i16, &'static str, &'static str)> {
        let at = TABLE.binary_search_by_key(&self.0, |row| row.0).ok()?;
        TABLE.get(at)
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.1),
            None => write!(f, "call {}", self.0),
        }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name(), self.0)
    }
}

/// Number, name, first Kafka version; ascending by number.
const TABLE: &[(i16, &str, &str)] = &[
    (0, "Produce", "0.9"),
    (1, "Fetch", "0.9"),
    (2, "ListOffsets", "0.9"),
    (3, "Metadata", "0.9"),
    (8, "OffsetCommit", "0.9"),
    (9, "OffsetFetch", "0.9"),
    (10, "FindCoordinator", "0.9"),
    (11, "JoinGroup", "0.9"),
    (12, "Heartbeat", "0.9"),
    (13, "LeaveGroup", "0.9"),
    (14, "SyncGroup", "0.9"),
    (15, "DescribeGroups", "0.9"),
    (16, "ListGroups", "0.9"),
    (17, "SaslHandshake", "0.10"),
    (18, "ApiVersions", "0.10"),
    (19, "CreateTopics", "0.10.1"),
    (20, "DeleteTopics", "0.10.1"),
    (21, "DeleteRecords", "0.11"),
    (22, "InitProducerId", "0.11"),
    (23, "OffsetForLeaderEpoch", "0.11"),
    (24, "AddPartitionsToTxn", "0.11"),
    (25, "AddOffsetsToTxn", "0.11"),
    (26, "EndTxn", "0.11"),
    (27, "WriteTxnMarkers", "0.11"),
    (28, "TxnOffsetCommit", "0.11"),
    (29, "DescribeAcls", "0.11"),
    (30, "CreateAcls", "0.11"),
    (31, "DeleteAcls", "0.11"),
    (32, "DescribeConfigs", "0.11"),
    (33, "AlterConfigs", "0.11"),
    (34, "AlterReplicaLogDirs", "1.0"),
    (35, "DescribeLogDirs", "1.0"),
    (36, "SaslAuthenticate", "1.0"),
    (37, "CreatePartitions", "1.0"),
    (38, "CreateDelegationToken", "1.1"),
    (39, "RenewDelegationToken", "1.1"),
    (40, "ExpireDelegationToken", "1.1"),
    (41, "DescribeDelegationToken", "1.1"),
    (42, "DeleteGroups", "1.1"),
    (43, "ElectLeaders", "2.2"),
    (44, "IncrementalAlterConfigs", "2.3"),
    (45, "AlterPartitionReassignments", "2.4"),
    (46, "ListPartitionReassignments", "2.4"),
    (47, "OffsetDelete", "2.4"),
    (48, "DescribeClientQuotas", "2.6"),
    (49, "AlterClientQuotas", "2.6"),
    (50, "DescribeUserScramCredentials", "2.7"),
    (51, "AlterUserScramCredentials", "2.7"),
    (55, "DescribeQuorum", "3.3"),
    (57, "UpdateFeatures", "2.7"),
    (60, "DescribeCluster", "2.8"),
    (61, "DescribeProducers", "2.8"),
    (64, "UnregisterBroker", "2.8"),
    (65, "DescribeTransactions", "3.0"),
    (66, "ListTransactions", "3.0"),
    (68, "ConsumerGroupHeartbeat", "3.7"),
    (69, "ConsumerGroupDescribe", "3.7"),
    (71, "GetTelemetrySubscriptions", "3.7"),
    (72, "PushTelemetry", "3.7"),
    (74, "ListConfigResources", "3.7"),
    (75, "DescribeTopicPartitions", "3.8"),
    (76, "ShareGroupHeartbeat", "4.1"),
    (77, "ShareGroupDescribe", "4.1"),
    (78, "ShareFetch", "4.1"),
    (79, "ShareAcknowledge", "4.1"),
    (80, "AddRaftVoter", "3.9"),
    (81, "RemoveRaftVoter", "3.9"),
    (88, "StreamsGroupHeartbeat", "4.1"),
    (89, "StreamsGroupDescribe", "4.1"),
    (90, "DescribeShareGroupOffsets", "4.1"),
    (91, "AlterShareGroupOffsets", "4.1"),
    (92, "DeleteShareGroupOffsets", "4.1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_codec_and_the_table_is_sorted() {
        assert!(TABLE.is_sorted_by_key(|row| row.0));
        for (key, name, _) in TABLE {
            let codec = kacrab_protocol::generated::ApiKey::from_i16(*key);
            assert_eq!(codec.map(|key| format!("{key:?}")).as_deref(), Some(*name));
        }
    }
}
