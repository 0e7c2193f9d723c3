//! Real Kafka: what the console does is read back with Apache's own tools, and what those do shows
//! in the console. One cluster of each version, shared by name prefix.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what is wrong by stopping"
)]

mod cluster;
mod elections;
mod faults;
mod import;
mod instances;
mod reassignment;
mod security;
mod takeover;
mod topics;
mod versions;
