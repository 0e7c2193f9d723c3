//! Several consoles on one PostgreSQL: what is done on one holds on the other, and what becomes of
//! them when the database goes away or is not what it should be.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what is wrong by stopping"
)]

mod access;
mod outage;
mod refusals;
mod shared;

/// What both are configured with.
pub const CONFIG: &str = "[outbound]\nloopback = true\n";
