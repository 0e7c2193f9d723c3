//! Background tasks: what outlives a request. A task is a record first; the runner takes records up,
//! again after a restart, and drives them step by step. What a task does is told by services, which
//! register their [`Task`]s at start; nothing here knows a topic.

mod drive;
mod kind;
mod long;
mod record;
mod runner;

pub use kind::{Ended, Kinds, LongTask, StepError, StepResult, Task};
pub use long::LongWork;
pub use record::summary;
pub use runner::{Creator, Tasks, Work};

#[cfg(test)]
mod tests;
