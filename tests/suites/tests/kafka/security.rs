//! Security of connections to brokers, on one broker a version with a listener for each case.

mod brokers;
mod certificates;
mod matrix;
mod renewal;
mod stores;
