//! Who may do what: policy, the proof of a call, sessions and tokens, and the traces of changes.

pub mod audit;
pub mod context;
pub mod password;
pub mod policy;
mod scrub;
pub mod session;
pub mod slow_down;
pub mod task_scope;

pub use audit::Change;
pub use context::{Allowed, Caller, Cx, Request, Scope};
