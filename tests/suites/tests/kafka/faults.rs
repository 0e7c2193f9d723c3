//! A cluster of its own that is broken on purpose: what the console says must be true.

use crate::cluster::run;
use anyhow::ensure;
use castellan_harness::{Cluster, Listener, Version};
use castellan_suites::console::Console;
use serde_json::json;

#[test]
fn a_broker_dies_and_comes_back() {
    run(async {
        let cluster = Cluster::builder()
            .name("faults")
            .version(Version::V4_3)
            .brokers(3)
            .listeners([Listener::Plaintext])
            .start()
            .await?;
        let console = Console::on(&cluster, "faults").await?;
        let instance = console.connected("faults").await?;
        let new = json!({ "name": "thrice", "partitions": 6, "replicas": 3 });
        console
            .send("POST", &format!("/instances/{instance}/topics"), &new, 200)
            .await?;
        let victim = *cluster.broker_ids().last().unwrap_or(&0);
        cluster.kill_broker(victim)?;
        let overview = format!("/instances/{instance}/overview");
        let seen = console
            .until(&overview, |view| {
                let down = view["brokers"].as_array()?.iter().any(|broker| {
                    broker["id"] == victim
                        && matches!(broker["state"].as_str(), Some("down" | "silent"))
                });
                let found = view["findings"]
                    .as_array()?
                    .iter()
                    .any(|finding| finding.to_string().contains(&format!("roker {victim}")));
                (down && found && view["summary"]["under_replicated"].as_u64()? > 0)
                    .then(|| view.clone())
            })
            .await?;
        ensure!(seen["summary"]["status"] == "degraded", "{seen}");
        // Changes still go through where Kafka lets them.
        let edit = json!({ "configs": { "retention.ms": "3600000" } });
        console
            .send(
                "PATCH",
                &format!("/instances/{instance}/topics/thrice"),
                &edit,
                200,
            )
            .await?;
        cluster.start_broker(victim).await?;
        console
            .until(&overview, |view| {
                (view["summary"]["status"] == "connected"
                    && view["summary"]["under_replicated"] == 0)
                    .then_some(())
            })
            .await?;
        // All of them frozen: the page still answers at once, and says what is wrong.
        for broker in cluster.broker_ids() {
            cluster.freeze_broker(broker)?;
        }
        let begun = std::time::Instant::now();
        console
            .get(&format!("/instances/{instance}/topics"))
            .await?;
        ensure!(
            begun.elapsed().as_secs() < 2,
            "a page took {:?}",
            begun.elapsed()
        );
        console
            .until(&overview, |view| {
                (view["summary"]["status"] == "unreachable").then_some(())
            })
            .await?;
        for broker in cluster.broker_ids() {
            cluster.thaw_broker(broker)?;
        }
        console
            .until(&overview, |view| {
                (view["summary"]["status"] == "connected").then_some(())
            })
            .await?;
        Ok(())
    });
}
