//! Real things to test against: Kafka clusters, Apache's own tools, PostgreSQL, a browser, a faulty
//! network, the built console. Holds no test and knows nothing of the console's inside.
//!
//! Everything started here ends with the value that owns it, and with this process at the latest,
//! however that ends: a [`process`] watchdog outlives it by a moment.

pub mod browser;
pub mod cache;
pub mod castellan;
pub mod http;
pub mod kafka;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod screens;
pub mod setup;
pub mod tls;

pub use browser::Browser;
pub use castellan::{Castellan, CastellanBuilder};
pub use kafka::{Cluster, Listener, Tool, Version};
pub use postgres::Postgres;
pub use proxy::{Fault, Proxy};
