//! The contract between the app and the proxy: every endpoint as a type, the shapes it carries, the
//! rules both sides check, and the screens. Builds for native and Wasm. It must not do I/O.

pub mod action;
pub mod audit;
pub mod brokers;
pub mod cmak;
pub mod configs;
pub mod controller;
pub mod elections;
pub mod endpoint;
pub mod events;
pub mod ids;
pub mod instances;
pub mod page;
pub mod problem;
pub mod reassignment;
pub mod rules;
pub mod screen;
pub mod session;
pub mod settings;
pub mod tasks;
pub mod tokens;
pub mod topics;
pub mod url;
pub mod users;

pub use endpoint::{Endpoint, Method, Needs, Target, all_endpoints};
