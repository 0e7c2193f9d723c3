//! Planning a reassignment: by the console ([`wizard`]), by hand ([`manual`]), and the plan to look at
//! and start ([`preview`]).
//!
//! What the wizard is asked for stands in its address, as [`Asked`] writes it, so that other pages lead
//! to it:
//!
//! ```ignore
//! let asked = Asked { goal: Some(Aim::Drain), brokers: Commas(vec!["3".into()]), ..Asked::default() };
//! routes::href_with(&Screen::PlanReassignment(id), &asked) // …/plan-reassignment?goal=drain&brokers=3
//! ```
//!
//! | field | says | absent |
//! | --- | --- | --- |
//! | `topics` | names of topics, with commas between | all topics |
//! | `containing` | topics whose name contains this | |
//! | `which` | `all`, `containing` or `named`: which of the three holds | as the two above say |
//! | `goal` | `balance`, `drain`, `fill` or `replicas` | `balance` |
//! | `brokers` | those to empty (`drain`), those to fill (`fill`), else those that may hold replicas | all that are alive |
//! | `targets` | where the replicas of emptied brokers may go | all others that are alive |
//! | `replicas` | replicas of each partition (`balance`, `replicas`) | as many as now |
//! | `each` | another number for single topics: `orders:3,clicks:2` (`replicas`) | none |
//! | `racks` | `strict`, `best_effort` or `ignore` | `best_effort` |
//! | `keep_leaders` | `true`: leaders change only where they must | `false` |
//! | `w_replicas`, `w_leaders`, `w_bytes` | weights, 0 to 100 | as `Weights::default` has them |
//! | `step` | `topics` or `brokers` | `brokers` where anything else is said |
//!
//! The page by hand has [`ByHand`]: `topic`, `find` (a partition, or a broker), `page`, `json=true` for
//! Kafka's JSON. The plan has `q`, `page`, `per_page` of its partitions and `by` of its balance.

mod asked;
mod balance;
mod brokers;
mod by_hand;
mod details;
mod facts;
mod goals;
mod json;
pub mod manual;
mod matrix;
pub mod moves;
mod named;
mod pick_topic;
mod picker;
pub mod preview;
mod request;
mod row_tools;
mod rows;
mod start;
mod steps;
mod summary;
mod throttle;
mod topics;
pub mod wizard;

pub use asked::{Aim, Asked, Stage, Which};
pub use by_hand::ByHand;
