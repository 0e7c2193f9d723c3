//! The router in process: who may call what, what is refused before it reaches a service, and the
//! OpenAPI document. No Kafka here: the one instance points at a port nobody listens on.

mod console;
mod contract;
mod matrix;
mod refusals;
mod sessions;
