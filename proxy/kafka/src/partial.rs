//! Answers of many brokers of which some are missing: a value, not an error.

use std::time::Duration;

use crate::Error;

/// What was learned, and which brokers could not be asked.
#[derive(Debug, Clone)]
pub struct Partial<T> {
    /// What the brokers that answered said.
    pub value: T,
    /// The brokers that did not.
    pub missing: Vec<BrokerFailure>,
}

/// One broker that did not answer.
#[derive(Debug, Clone)]
pub struct BrokerFailure {
    /// Its id.
    pub broker: i32,
    /// Its advertised address, `host:port`; empty when the cluster no longer names the broker.
    pub address: String,
    /// Why; `error.kind()` is the coarse reason and its `Display` the words for a person.
    pub error: Error,
    /// How long it was waited for.
    pub after: Duration,
}

impl<T> Partial<T> {
    /// A value that misses nothing.
    pub fn whole(value: T) -> Self {
        Self {
            value,
            missing: Vec::new(),
        }
    }

    /// `true` when every broker answered.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// The same failures around another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Partial<U> {
        Partial {
            value: change(self.value),
            missing: self.missing,
        }
    }
}
