//! Reassignment of partitions: plans, the task that carries them out, and the throttles of both.

mod advice;
mod checks;
mod files;
mod json;
mod kept;
mod list;
mod plan;
mod planner;
mod run;
mod start;
mod throttle;
mod throttles;
mod throttling;
mod wish;
mod words;

pub use advice::advise;
pub use files::file as plan_file;
pub use kept::Ready;
pub(crate) use list::at_rest;
pub use list::{cancel_ongoing, get, list, moves, ongoing};
pub use plan::{get as get_plan, moves as list_planned_moves, plan};
pub use run::ReassignTask;
pub use start::{cancel, cancel_moves, change, start};
pub use throttles::{list as list_throttles, remove as remove_throttles};
