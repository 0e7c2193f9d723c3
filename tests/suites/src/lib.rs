//! What the suites share: a console on a cluster, and the calls a script would make.

pub mod console;
pub mod replicas;
