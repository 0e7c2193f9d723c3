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
    /// 2.7.2 with ZooKeeper.
    V2_7,
    /// 4.3.1 with KRaft, brokers and controllers combined.
    V4_3,
}

impl Version {
    /// Every version the suites run against, oldest first.
    pub const ALL: [Self; 2] = [Self::V2_7, Self::V4_3];

    /// The release, such as `4.3.1`.
    pub fn release(self) -> &'static str {
        match self {
            Self::V2_7 => "2.7.2",
            Self::V4_3 => "4.3.1",
        }
    }

    /// Whether the cluster keeps its metadata itself; else it needs ZooKeeper.
    pub fn is_kraft(self) -> bool {
        self >= Self::V4_3
    }
}
