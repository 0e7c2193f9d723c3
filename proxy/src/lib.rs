//! Castellan's proxy: it serves the app and the API, and speaks Kafka to the clusters.
//!
//! Imports go one way: `api ← kafka, store ← cluster ← access ← tasks ← services ← http ← main`.

pub mod access;
pub mod app;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod error;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
pub mod http;
pub mod metrics;
pub mod replicas;
pub mod services;
pub mod start;
pub mod store;
pub mod tasks;
