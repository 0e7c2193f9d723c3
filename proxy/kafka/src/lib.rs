//! The console's own asynchronous Kafka admin client: connections with TLS and SASL, version
//! negotiation, routing, and one file per noun of Kafka (topics, configs, offsets, …).
//!
//! It knows Kafka and nothing of the console. The types of the codec never leave it, and every
//! error says what happened, to which broker, and what to do next.
//!
//! Start with [`Client`]; check an address step by step with [`probe()`].

mod api_key;
mod call;
mod client;
mod cluster;
mod config;
mod configs;
mod connection;
mod dial;
mod elections;
mod error;
mod error_code;
mod frame;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod groups;
mod input;
mod keystore;
mod log_dirs;
mod metadata;
mod offsets;
mod open;
mod partial;
mod probe;
mod reassignments;
mod records;
mod route;
mod sasl;
mod slot;
mod stream;
mod tls;
mod topics;
mod versions;

pub use api_key::ApiKey;
pub use client::Client;
pub use cluster::{
    Cluster, ClusterBroker, FeatureRange, Features, Quorum, QuorumNode, QuorumReplica,
};
pub use config::{Address, ClientConfig, Mechanism, Sasl, Secret, Security, Tls};
pub use configs::{
    AlterConfigs, AlterOp, ConfigChange, ConfigEntry, ConfigQuery, ConfigResource, ConfigSource,
    ConfigSynonym, ConfigType, DescribedConfigs,
};
pub use connection::{Connection, SessionFacts};
pub use dial::{ConnectFault, Dial, DialError, DirectDial};
pub use elections::Election;
pub use error::{Error, ErrorKind, Peer, Result};
pub use error_code::ErrorCode;
pub use groups::ListedGroup;
pub use keystore::{ClientIdentity, StoreFormat, StorePart, StoreProblem, key_store, trust_store};
pub use log_dirs::{LogDir, ReplicaSize, Replicas};
pub use metadata::{Broker, Metadata, PartitionView, TopicView, Topics};
pub use offsets::{FoundOffset, OffsetQuery, OffsetSpec, OffsetTable};
pub use partial::{BrokerFailure, Partial};
pub use probe::{Outcome, Probe, Step, StepName, probe};
pub use reassignments::{Reassign, Reassigning};
pub use records::DeleteRecords;
pub use tls::{CertificateFacts, TlsFacts, TlsProblem};
pub use topics::{CreatePartitions, CreateTopic, CreatedTopic, Replication};
pub use versions::{ApiRange, ApiRanges};
