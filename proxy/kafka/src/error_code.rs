//! Kafka's error codes with their names, whether trying again can help, and plain words.

use std::fmt;

/// An error code of the protocol; 0 is success, −1 an unexpected error in the broker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ErrorCode(
    /// The number on the wire.
    pub i16,
);

impl ErrorCode {
    /// Success.
    pub const NONE: Self = Self(0);
    /// The topic or partition does not exist, or may not be described.
    pub const UNKNOWN_TOPIC_OR_PARTITION: Self = Self(3);
    /// There is no leader right now.
    pub const LEADER_NOT_AVAILABLE: Self = Self(5);
    /// This broker does not lead the partition.
    pub const NOT_LEADER_OR_FOLLOWER: Self = Self(6);
    /// The broker gave up waiting inside the cluster.
    pub const REQUEST_TIMED_OUT: Self = Self(7);
    /// This broker does not coordinate the group.
    pub const NOT_COORDINATOR: Self = Self(16);
    /// The user may not do this on the cluster.
    pub const CLUSTER_AUTHORIZATION_FAILED: Self = Self(31);
    /// The listener does not offer the SASL mechanism.
    pub const UNSUPPORTED_SASL_MECHANISM: Self = Self(33);
    /// SASL messages in an unexpected order.
    pub const ILLEGAL_SASL_STATE: Self = Self(34);
    /// The broker does not speak this version of the call.
    pub const UNSUPPORTED_VERSION: Self = Self(35);
    /// A topic of that name exists.
    pub const TOPIC_ALREADY_EXISTS: Self = Self(36);
    /// This broker is not the controller.
    pub const NOT_CONTROLLER: Self = Self(41);
    /// The partition is led by the wanted replica already.
    pub const ELECTION_NOT_NEEDED: Self = Self(84);
    /// The partition does not move.
    pub const NO_REASSIGNMENT_IN_PROGRESS: Self = Self(85);
    /// Wrong user or password.
    pub const SASL_AUTHENTICATION_FAILED: Self = Self(58);

    /// `true` for 0.
    pub fn is_ok(self) -> bool {
        self.0 == 0
    }

    /// `Ok(())` for 0, else the code.
    pub fn ok(self) -> Result<(), Self> {
        if self.is_ok() { Ok(()) } else { Err(self) }
    }

    /// Kafka's own name, such as `TOPIC_ALREADY_EXISTS`; `UNKNOWN_ERROR_CODE` for one of a newer
    /// Kafka.
    pub fn name(self) -> &'static str {
        self.row().map_or("UNKNOWN_ERROR_CODE", |row| row.1)
    }

    /// `true` where the same request can succeed a moment later (Kafka's RetriableException,
    /// without ELECTION_NOT_NEEDED and NO_REASSIGNMENT_IN_PROGRESS, which stay as they are).
    pub fn retriable(self) -> bool {
        self.row().is_some_and(|row| row.2)
    }

    /// What it means in plain words and what to do; one or two sentences.
    pub fn explain(self) -> &'static str {
        self.row().map_or(
            "The broker answered with an error this console does not know; it is probably newer \
             than the console.",
            |row| row.3,
        )
    }

    fn row(self) -> Option<&'static Row> {
        usize::try_from(i32::from(self.0) + 1)
            .ok()
            .and_then(|at| TABLE.get(at))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.1),
            None => write!(f, "error code {}", self.0),
        }
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name(), self.0)
    }
}

/// Code, name, retriable, plain words.
type Row = (i16, &'static str, bool, &'static str);

/// Every code of Kafka 4.3, in order without a gap from −1.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    (-1, "UNKNOWN_SERVER_ERROR", false, "The broker met an unexpected error. Its server log says more."),
    (0, "NONE", false, "Success."),
    (1, "OFFSET_OUT_OF_RANGE", false, "The offset is outside what the partition holds."),
    (2, "CORRUPT_MESSAGE", true, "A record failed its checksum, is too large, or a compacted topic got one without a key."),
    (3, "UNKNOWN_TOPIC_OR_PARTITION", true, "The topic or partition does not exist on that broker, or the user may not describe it."),
    (4, "INVALID_FETCH_SIZE", false, "The requested fetch size is invalid."),
    (5, "LEADER_NOT_AVAILABLE", true, "The partition has no leader at the moment. Check that the brokers holding its replicas are up."),
    (6, "NOT_LEADER_OR_FOLLOWER", true, "That broker neither leads nor follows the partition any more; leadership has just moved."),
    (7, "REQUEST_TIMED_OUT", true, "The cluster did not finish within the time given. It may still finish: look before doing it again."),
    (8, "BROKER_NOT_AVAILABLE", false, "The broker is not available."),
    (9, "REPLICA_NOT_AVAILABLE", true, "The replica is not on that broker, or is just being moved."),
    (10, "MESSAGE_TOO_LARGE", false, "The record is larger than the topic accepts (max.message.bytes)."),
    (11, "STALE_CONTROLLER_EPOCH", true, "The controller has just moved to another broker."),
    (12, "OFFSET_METADATA_TOO_LARGE", false, "The text stored beside the offset is too long."),
    (13, "NETWORK_EXCEPTION", true, "The broker lost a connection before it could answer."),
    (14, "COORDINATOR_LOAD_IN_PROGRESS", true, "The coordinator is still loading. Try again in a moment."),
    (15, "COORDINATOR_NOT_AVAILABLE", true, "There is no coordinator at the moment; __consumer_offsets may be unavailable."),
    (16, "NOT_COORDINATOR", true, "That broker does not coordinate this group any more."),
    (17, "INVALID_TOPIC_EXCEPTION", false, "The topic name is not allowed: up to 249 of a-z, A-Z, 0-9, '.', '_' and '-'."),
    (18, "RECORD_LIST_TOO_LARGE", false, "The batch is larger than a log segment."),
    (19, "NOT_ENOUGH_REPLICAS", true, "Fewer replicas are in sync than min.insync.replicas asks for, so the write was refused."),
    (20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true, "The record was written, but to fewer replicas than min.insync.replicas asks for."),
    (21, "INVALID_REQUIRED_ACKS", false, "The number of acknowledgements asked for is invalid."),
    (22, "ILLEGAL_GENERATION", false, "The group has rebalanced since; the generation is no longer valid."),
    (23, "INCONSISTENT_GROUP_PROTOCOL", false, "The member's protocol does not fit that of the group."),
    (24, "INVALID_GROUP_ID", false, "The group name is invalid."),
    (25, "UNKNOWN_MEMBER_ID", false, "The coordinator does not know this member; the group may be active."),
    (26, "INVALID_SESSION_TIMEOUT", false, "The session timeout is outside the range the broker allows."),
    (27, "REBALANCE_IN_PROGRESS", true, "The group is rebalancing. Try again when it is stable."),
    (28, "INVALID_COMMIT_OFFSET_SIZE", false, "The commit is too large to be stored."),
    (29, "TOPIC_AUTHORIZATION_FAILED", false, "The user has no permission for this topic. Grant it by an ACL."),
    (30, "GROUP_AUTHORIZATION_FAILED", false, "The user has no permission for this group. Grant it by an ACL."),
    (31, "CLUSTER_AUTHORIZATION_FAILED", false, "The user has no permission for this on the cluster. Grant it by an ACL on the cluster resource."),
    (32, "INVALID_TIMESTAMP", false, "The record's timestamp is outside what the topic accepts."),
    (33, "UNSUPPORTED_SASL_MECHANISM", false, "The listener does not offer this SASL mechanism."),
    (34, "ILLEGAL_SASL_STATE", false, "The SASL exchange is out of order; the listener may not use SASL."),
    (35, "UNSUPPORTED_VERSION", false, "The broker is too old or too new for this request."),
    (36, "TOPIC_ALREADY_EXISTS", false, "A topic with this name already exists. Choose another name."),
    (37, "INVALID_PARTITIONS", false, "The number of partitions is invalid: it must be positive, and can only grow."),
    (38, "INVALID_REPLICATION_FACTOR", false, "The replication factor is invalid or larger than the number of available brokers."),
    (39, "INVALID_REPLICA_ASSIGNMENT", false, "The replica assignment is invalid: a broker is unknown or repeated, or partitions are missing."),
    (40, "INVALID_CONFIG", false, "A setting has an unknown name or a value that is not allowed."),
    (41, "NOT_CONTROLLER", true, "That broker is not the controller any more."),
    (42, "INVALID_REQUEST", false, "The broker found the request contradictory or incomplete."),
    (43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false, "The topic's message format is too old for this."),
    (44, "POLICY_VIOLATION", false, "A policy set on the brokers forbids it (create.topic.policy or alter.config.policy)."),
    (45, "OUT_OF_ORDER_SEQUENCE_NUMBER", false, "The producer's sequence numbers have a gap."),
    (46, "DUPLICATE_SEQUENCE_NUMBER", false, "The broker has already got this batch."),
    (47, "INVALID_PRODUCER_EPOCH", false, "A newer producer with the same transactional id has taken over."),
    (48, "INVALID_TXN_STATE", false, "The transaction is not in a state that allows this."),
    (49, "INVALID_PRODUCER_ID_MAPPING", false, "The producer id does not belong to this transactional id."),
    (50, "INVALID_TRANSACTION_TIMEOUT", false, "The transaction timeout is above transaction.max.timeout.ms."),
    (51, "CONCURRENT_TRANSACTIONS", true, "Another change to the same transaction is under way. Try again in a moment."),
    (52, "TRANSACTION_COORDINATOR_FENCED", false, "The transaction coordinator is no longer the current one."),
    (53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", false, "The user has no permission for this transactional id. Grant it by an ACL."),
    (54, "SECURITY_DISABLED", false, "The brokers have no authorizer configured, so there are no ACLs (authorizer.class.name)."),
    (55, "OPERATION_NOT_ATTEMPTED", false, "The broker skipped this because another part of the same request failed."),
    (56, "KAFKA_STORAGE_ERROR", true, "A disk or log directory of the broker failed. Check its disks and server log."),
    (57, "LOG_DIR_NOT_FOUND", false, "The broker has no such log directory."),
    (58, "SASL_AUTHENTICATION_FAILED", false, "The user name or password was not accepted."),
    (59, "UNKNOWN_PRODUCER_ID", false, "The broker has forgotten this producer; its records may have expired."),
    (60, "REASSIGNMENT_IN_PROGRESS", false, "The partition is being reassigned already. Wait for that to end, or cancel it."),
    (61, "DELEGATION_TOKEN_AUTH_DISABLED", false, "Delegation tokens are turned off on the brokers."),
    (62, "DELEGATION_TOKEN_NOT_FOUND", false, "The delegation token does not exist."),
    (63, "DELEGATION_TOKEN_OWNER_MISMATCH", false, "The delegation token belongs to someone else."),
    (64, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", false, "Delegation tokens cannot be asked for over this kind of connection."),
    (65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", false, "The user has no permission for this delegation token."),
    (66, "DELEGATION_TOKEN_EXPIRED", false, "The delegation token has expired."),
    (67, "INVALID_PRINCIPAL_TYPE", false, "The kind of principal is not supported."),
    (68, "NON_EMPTY_GROUP", false, "The group still has members. Stop its consumers first."),
    (69, "GROUP_ID_NOT_FOUND", false, "The group does not exist."),
    (70, "FETCH_SESSION_ID_NOT_FOUND", true, "The broker has dropped the fetch session."),
    (71, "INVALID_FETCH_SESSION_EPOCH", true, "The fetch session is out of step."),
    (72, "LISTENER_NOT_FOUND", true, "The leader has no listener of this name; the brokers' listeners differ."),
    (73, "TOPIC_DELETION_DISABLED", false, "The brokers do not allow deleting topics (delete.topic.enable=false)."),
    (74, "FENCED_LEADER_EPOCH", true, "The leader has changed since the metadata was read."),
    (75, "UNKNOWN_LEADER_EPOCH", true, "The broker has not yet heard of this leader epoch."),
    (76, "UNSUPPORTED_COMPRESSION_TYPE", false, "The requester does not support the topic's compression."),
    (77, "STALE_BROKER_EPOCH", false, "The broker has been restarted since."),
    (78, "OFFSET_NOT_AVAILABLE", true, "The new leader does not know its high watermark yet. Try again in a moment."),
    (79, "MEMBER_ID_REQUIRED", false, "The member must join again with the id it was given."),
    (80, "PREFERRED_LEADER_NOT_AVAILABLE", true, "The preferred leader is not available."),
    (81, "GROUP_MAX_SIZE_REACHED", false, "The group has as many members as the brokers allow."),
    (82, "FENCED_INSTANCE_ID", false, "Another member with the same group.instance.id has taken over."),
    (83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", true, "No replica that may become leader is available."),
    (84, "ELECTION_NOT_NEEDED", false, "The partition is already led by the wanted replica."),
    (85, "NO_REASSIGNMENT_IN_PROGRESS", false, "The partition is not being reassigned."),
    (86, "GROUP_SUBSCRIBED_TO_TOPIC", false, "The group is still subscribed to this topic. Stop its consumers first."),
    (87, "INVALID_RECORD", false, "The broker refused a record as invalid."),
    (88, "UNSTABLE_OFFSET_COMMIT", true, "There are commits of an open transaction on this partition."),
    (89, "THROTTLING_QUOTA_EXCEEDED", true, "The user's quota of changes is used up. Try again later."),
    (90, "PRODUCER_FENCED", false, "A newer producer with the same transactional id has taken over."),
    (91, "RESOURCE_NOT_FOUND", false, "There is no such resource; for SCRAM: no such user or mechanism."),
    (92, "DUPLICATE_RESOURCE", false, "The same resource was named twice in one request."),
    (93, "UNACCEPTABLE_CREDENTIAL", false, "The credential is not acceptable: empty name, or too few or too many iterations."),
    (94, "INCONSISTENT_VOTER_SET", false, "The voters of the quorum do not agree with those of the request."),
    (95, "INVALID_UPDATE_VERSION", false, "The version given for the update is not valid."),
    (96, "FEATURE_UPDATE_FAILED", false, "The feature could not be changed; not every broker supports the level."),
    (97, "PRINCIPAL_DESERIALIZATION_FAILURE", false, "The controller could not read the forwarded user; check principal.builder.class."),
    (98, "SNAPSHOT_NOT_FOUND", false, "The metadata snapshot does not exist."),
    (99, "POSITION_OUT_OF_RANGE", false, "The position is outside the snapshot."),
    (100, "UNKNOWN_TOPIC_ID", true, "The broker does not know this topic id; the topic may have been deleted and made anew."),
    (101, "DUPLICATE_BROKER_REGISTRATION", false, "A broker with this id is registered already."),
    (102, "BROKER_ID_NOT_REGISTERED", false, "No broker with this id is registered."),
    (103, "INCONSISTENT_TOPIC_ID", true, "The topic id does not belong to this topic; the topic may have been made anew."),
    (104, "INCONSISTENT_CLUSTER_ID", false, "The broker belongs to another cluster."),
    (105, "TRANSACTIONAL_ID_NOT_FOUND", false, "There is no transaction with this transactional id."),
    (106, "FETCH_SESSION_TOPIC_ID_ERROR", true, "The fetch session mixes topic ids and names."),
    (107, "INELIGIBLE_REPLICA", false, "The replica may not join the in-sync replicas."),
    (108, "NEW_LEADER_ELECTED", true, "A new leader was elected while the change was made."),
    (109, "OFFSET_MOVED_TO_TIERED_STORAGE", true, "The offset has moved to tiered storage."),
    (110, "FENCED_MEMBER_EPOCH", false, "The member was fenced by the coordinator and must join again."),
    (111, "UNRELEASED_INSTANCE_ID", false, "The group.instance.id is still in use by another member."),
    (112, "UNSUPPORTED_ASSIGNOR", false, "The group does not support this assignor."),
    (113, "STALE_MEMBER_EPOCH", false, "The member's epoch is out of date; the group may be active."),
    (114, "MISMATCHED_ENDPOINT_TYPE", false, "The address belongs to a controller where a broker was expected, or the other way round."),
    (115, "UNSUPPORTED_ENDPOINT_TYPE", false, "This kind of endpoint is not supported."),
    (116, "UNKNOWN_CONTROLLER_ID", false, "There is no controller with this id."),
    (117, "UNKNOWN_SUBSCRIPTION_ID", false, "The telemetry subscription is out of date."),
    (118, "TELEMETRY_TOO_LARGE", false, "The telemetry is larger than the broker accepts."),
    (119, "INVALID_REGISTRATION", false, "The controller refused the broker's registration."),
    (120, "TRANSACTION_ABORTABLE", false, "The transaction must be aborted."),
    (121, "INVALID_RECORD_STATE", false, "The record is not in a state that allows this acknowledgement."),
    (122, "SHARE_SESSION_NOT_FOUND", true, "The broker has dropped the share session."),
    (123, "INVALID_SHARE_SESSION_EPOCH", true, "The share session is out of step."),
    (124, "FENCED_STATE_EPOCH", false, "The share group's state was taken over by a newer coordinator."),
    (125, "INVALID_VOTER_KEY", false, "The voter's key does not match."),
    (126, "DUPLICATE_VOTER", false, "The voter is part of the quorum already."),
    (127, "VOTER_NOT_FOUND", false, "The voter is not part of the quorum."),
    (128, "INVALID_REGULAR_EXPRESSION", false, "The regular expression is not valid."),
    (129, "REBOOTSTRAP_REQUIRED", true, "The client must connect to its bootstrap addresses anew."),
    (130, "STREAMS_INVALID_TOPOLOGY", false, "The Streams topology is not valid."),
    (131, "STREAMS_INVALID_TOPOLOGY_EPOCH", false, "The epoch of the Streams topology is not valid."),
    (132, "STREAMS_TOPOLOGY_FENCED", false, "The Streams topology is out of date."),
    (133, "SHARE_SESSION_LIMIT_REACHED", true, "The broker holds as many share sessions as it may."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_gap_and_agrees_with_the_codec() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(usize::try_from(i32::from(row.0) + 1).unwrap(), at);
            let known = kacrab_protocol::generated::ErrorCode::from(row.0);
            let ours = row.1.replace('_', "").to_lowercase();
            assert_eq!(ours, format!("{known:?}").to_lowercase());
            assert!(row.3.ends_with(['.', '-']), "{}", row.1);
        }
        let beyond = i16::try_from(TABLE.len()).unwrap() - 1;
        assert!(matches!(
            kacrab_protocol::generated::ErrorCode::from(beyond),
            kacrab_protocol::generated::ErrorCode::Unknown(_)
        ));
        assert_eq!(ErrorCode(beyond).name(), "UNKNOWN_ERROR_CODE");
        assert_eq!(ErrorCode(i16::MIN).to_string(), "error code -32768");
        assert_eq!(ErrorCode(i16::MAX).name(), "UNKNOWN_ERROR_CODE");
    }
}
