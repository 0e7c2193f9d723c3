//! Real Kafka: what the console does is read back with Apache's own tools, and what those do shows
//! in the console. One cluster of each version, shared by name prefix.

mod cluster;
mod faults;
mod import;
mod instances;
mod topics;
