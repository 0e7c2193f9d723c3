//! Real Kafka clusters of pinned versions, and Apache's own command-line tools as the oracle.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use castellan_harness::{Cluster, Listener, Tool, Version};
//! let cluster = Cluster::builder()
//!     .version(Version::V4_3)
//!     .brokers(3)
//!     .listeners([Listener::Plaintext, Listener::SaslSsl])
//!     .start()
//!     .await?;
//! println!("{}", cluster.bootstrap(Listener::Plaintext)?);
//! println!("{}", cluster.tool(Tool::Topics, &["--list"]).await?);
//! # Ok(()) }
//! ```

mod artifacts;
mod builder;
mod cluster;
mod java;
mod listener;
mod probe;
mod properties;
mod tools;

pub use artifacts::{Jars, fetch};
pub use builder::ClusterBuilder;
pub use cluster::Cluster;
pub use listener::{Listener, Mechanism};
pub use tools::{Login, Tool};

/// A pinned release of Apache Kafka.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 1.1.1 with ZooKeeper, on Java 11.
    V1_1,
    /// 2.3.1 with ZooKeeper, on Java 11.
    V2_3,
    /// 2.7.2 with ZooKeeper.
    V2_7,
    /// 3.9.2 with KRaft, brokers and controllers combined.
    V3_9,
    /// 4.3.1 with KRaft, brokers and controllers combined.
    V4_3,
}

impl Version {
    /// Every version the suites run against, oldest first.
    pub const ALL: [Self; 5] = [Self::V1_1, Self::V2_3, Self::V2_7, Self::V3_9, Self::V4_3];

    /// The release, such as `4.3.1`.
    pub fn release(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1.1",
            Self::V2_3 => "2.3.1",
            Self::V2_7 => "2.7.2",
            Self::V3_9 => "3.9.2",
            Self::V4_3 => "4.3.1",
        }
    }

    /// Whether the cluster keeps its metadata itself; else it needs ZooKeeper.
    pub fn is_kraft(self) -> bool {
        self >= Self::V3_9
    }

    /// Whether brokers read certificates and keys as PEM (KIP-651); older ones want key stores.
    pub(crate) fn reads_pem(self) -> bool {
        self >= Self::V2_7
    }
}
