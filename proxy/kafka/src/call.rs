//! One typed call: which versions it may use, how it is written and read.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kacrab_protocol::Result as Coded;
use kacrab_protocol::generated as wire;
use tokio::time::Instant;

use crate::ApiKey;

/// A request of the codec with its answer. Versions are capped by hand: highest is not always
/// right, and every version here was tried against real brokers or the codec's own schema.
pub(crate) trait Message: Send + Sync {
    /// The call.
    const API: ApiKey;
    /// Oldest version used.
    const MIN: i16;
    /// Newest version used.
    const MAX: i16;
    /// `true` for calls that change nothing, which may be sent again after a lost connection.
    const READS: bool;
    /// The answer.
    type Answer: Send;

    fn write(&self, buf: &mut BytesMut, version: i16) -> Coded<()>;
    fn read(buf: &mut Bytes, version: i16) -> Coded<Self::Answer>;
    /// How long the client must pause after this answer, milliseconds.
    fn pause_ms(answer: &Self::Answer, version: i16) -> i32;
}

macro_rules! messages {
    ($($request:ident => $answer:ident: $api:ident $min:literal..=$max:literal,
       pause $pause:tt, $reads:ident;)*) => {$(
        impl Message for wire::$request {
            const API: ApiKey = ApiKey::$api;
            const MIN: i16 = $min;
            const MAX: i16 = $max;
            const READS: bool = messages!(@reads $reads);
            type Answer = wire::$answer;

            fn write(&self, buf: &mut BytesMut, version: i16) -> Coded<()> {
                wire::$request::write(self, buf, version)
            }
            fn read(buf: &mut Bytes, version: i16) -> Coded<Self::Answer> {
                wire::$answer::read(buf, version)
            }
            fn pause_ms(answer: &Self::Answer, version: i16) -> i32 {
                messages!(@pause $pause, answer, version)
            }
        }
    )*};
    (@reads reads) => { true };
    (@reads changes) => { false };
    (@pause never, $answer:ident, $version:ident) => {{ let _ = ($answer, $version); 0 }};
    (@pause $from:literal, $answer:ident, $version:ident) => {
        if $version >= $from { $answer.throttle_time_ms } else { 0 }
    };
}

// "pause n": from this version on the broker answers first and counts on the client to pause
// (KIP-219, shouldClientThrottle); below it has already waited.
messages! {
    SaslHandshakeRequestData => SaslHandshakeResponseData:
        SASL_HANDSHAKE 1..=1, pause never, changes;
    SaslAuthenticateRequestData => SaslAuthenticateResponseData:
        SASL_AUTHENTICATE 0..=2, pause never, changes;
    DescribeClusterRequestData => DescribeClusterResponseData:
        DESCRIBE_CLUSTER 0..=2, pause 0, reads;
    DescribeQuorumRequestData => DescribeQuorumResponseData:
        DESCRIBE_QUORUM 0..=2, pause never, reads;
    CreateTopicsRequestData => CreateTopicsResponseData: CREATE_TOPICS 2..=7, pause 3, changes;
    DeleteTopicsRequestData => DeleteTopicsResponseData: DELETE_TOPICS 1..=6, pause 2, changes;
    CreatePartitionsRequestData => CreatePartitionsResponseData:
        CREATE_PARTITIONS 0..=3, pause 1, changes;
    DescribeConfigsRequestData => DescribeConfigsResponseData:
        DESCRIBE_CONFIGS 1..=4, pause 2, reads;
    IncrementalAlterConfigsRequestData => IncrementalAlterConfigsResponseData:
        INCREMENTAL_ALTER_CONFIGS 0..=1, pause 0, changes;
    AlterConfigsRequestData => AlterConfigsResponseData: ALTER_CONFIGS 0..=2, pause 1, changes;
    ListOffsetsRequestData => ListOffsetsResponseData: LIST_OFFSETS 1..=11, pause 3, reads;
    DeleteRecordsRequestData => DeleteRecordsResponseData: DELETE_RECORDS 0..=2, pause 1, changes;
    ListGroupsRequestData => ListGroupsResponseData: LIST_GROUPS 0..=5, pause 2, reads;
    AlterPartitionReassignmentsRequestData => AlterPartitionReassignmentsResponseData:
        ALTER_PARTITION_REASSIGNMENTS 0..=1, pause 0, changes;
    ListPartitionReassignmentsRequestData => ListPartitionReassignmentsResponseData:
        LIST_PARTITION_REASSIGNMENTS 0..=0, pause 0, reads;
    ElectLeadersRequestData => ElectLeadersResponseData: ELECT_LEADERS 0..=2, pause 0, changes;
    FindCoordinatorRequestData => FindCoordinatorResponseData:
        FIND_COORDINATOR 0..=6, pause 2, reads;
}

/// When a call ends, and how long it was given: for the message of the time-out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    pub(crate) total: Duration,
}

impl Deadline {
    pub(crate) fn after(total: Duration) -> Self {
        Self {
            at: Instant::now() + total,
            total,
        }
    }

    /// The earlier of this one and `limit` from now.
    pub(crate) fn within(self, limit: Duration) -> Self {
        let limited = Self::after(limit);
        if limited.at < self.at { limited } else { self }
    }

    pub(crate) fn remaining(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Milliseconds left, for the time-out fields of requests: the broker should give up a little
    /// before the client does, so that its reason arrives.
    pub(crate) fn broker_ms(self) -> i32 {
        i32::try_from(self.remaining().as_millis() * 9 / 10)
            .unwrap_or(i32::MAX)
            .max(1)
    }
}
