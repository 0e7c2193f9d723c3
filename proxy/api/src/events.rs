//! Live updates: what changed, without names or values. The page asks again.

use crate::endpoint::{Events, InstancePath, NoBody, NoQuery, endpoints};
use crate::tasks::TaskRef;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Streams what changed in an instance. `Last-Event-ID` continues a broken stream.
    WatchInstance as "watch_instance": Get "/instances/{instance}/events", needs [InstanceGet], traced No,
    (InstancePath, NoQuery, NoBody) -> Events<Event>;
}

/// How many events are kept for those who come back.
pub const KEPT: usize = 1_024;

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Events were lost, or the console restarted: ask for everything again.
    Reset,
    /// A part of the snapshot was read again.
    Snapshot {
        /// Which part.
        part: Part,
        /// Its version: grows when its content changes.
        version: u64,
        /// When it was read, milliseconds since 1970 UTC.
        as_of: i64,
    },
    /// A task moved on.
    Task {
        /// The task.
        task: TaskRef,
        /// Percent done, 0 to 100.
        percent: u8,
    },
    /// The instance itself was changed in the console.
    Instance,
}

/// A part of an instance's snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Brokers, topics, partitions, leaders.
    Metadata,
    /// Log start and end offsets.
    Offsets,
    /// Sizes on disk.
    LogDirs,
    /// Topic configs.
    Configs,
    /// Consumer groups.
    Groups,
    /// What Kafka moves, and the replication throttles that are set.
    Moves,
}
