//! Clusters and consoles that are broken on purpose: what the console says must be true, nothing
//! must hang, and nothing may be lost.

mod brokers;
mod console;
mod network;

use anyhow::{Result, ensure};
use castellan_harness::{Cluster, Listener};
use castellan_suites::console::Console;
use serde_json::Value;
use std::time::{Duration, Instant};

/// A page comes from memory: whatever the brokers do, it is there at once.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A cluster of its own with a console on it.
struct Broken {
    cluster: Cluster,
    console: Console,
    instance: String,
}

impl Broken {
    async fn on(cluster: Cluster) -> Result<Self> {
        let console = Console::on(&cluster, "faults").await?;
        let instance = console.connected("faults").await?;
        Ok(Self {
            cluster,
            console,
            instance,
        })
    }

    fn at(&self, rest: &str) -> String {
        format!("/instances/{}{rest}", self.instance)
    }

    /// Waits until the overview is as wanted.
    async fn overview(&self, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let look = |view: &Value| wanted(view).then(|| view.clone());
        self.console.until(&self.at("/overview"), look).await
    }

    async fn status(&self, status: &str) -> Result<Value> {
        self.overview(|view| view["summary"]["status"] == status)
            .await
    }

    /// Reads a page, which must not wait for any broker.
    async fn at_once(&self, rest: &str) -> Result<Value> {
        let begun = Instant::now();
        let answer = self.console.get(&self.at(rest)).await?;
        let took = begun.elapsed();
        ensure!(took < AT_ONCE, "{rest} took {took:?}");
        Ok(answer)
    }

    fn all(&self) -> Result<String> {
        self.cluster.bootstrap(Listener::Plaintext)
    }
}

/// What the overview says of a broker.
fn broker(view: &Value, id: u32) -> Option<&Value> {
    let brokers = view["brokers"].as_array()?;
    brokers.iter().find(|broker| broker["id"] == id)
}
