//! What the console can do, a file a noun. Functions take a [`crate::access::Cx`] or a scope made
//! from one; no HTTP here.

pub mod audit;
pub mod brokers;
pub mod cmak;
pub mod controller;
pub mod elections;
pub mod events;
pub mod instances;
pub mod overview;
pub mod reassignment;
pub mod session;
pub mod settings;
mod table;
pub mod tasks;
pub mod tokens;
pub mod topics;
pub mod users;
