//! The only place that knows axum and status codes: the router, what holds for every request, and
//! the listener.

pub mod answer;
pub mod assets;
pub mod caller;
mod cmak;
pub mod headers;
pub mod mount;
pub mod openapi;
pub mod problem;
pub mod routes;
pub mod serve;
pub mod system;
