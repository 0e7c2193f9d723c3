//! The router in process: who may call what, what is refused before it reaches a service, and the
//! OpenAPI document. No Kafka here: the one instance points at a port nobody listens on.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what is wrong by stopping"
)]

mod cmak;
mod console;
mod contract;
mod matrix;
mod refusals;
mod sessions;
