//! Brokers that die, stand still, restart one after another, or lose a disk or the lead.

use super::{Broken, broker};
use crate::cluster::run;
use anyhow::{Context, ensure};
use castellan_harness::{Cluster, Listener, Tool};
use serde_json::json;
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn a_broker_dies_and_comes_back() {
    run(async {
        let cluster = Cluster::builder()
            .name("faults")
            .brokers(3)
            .listeners([Listener::Plaintext])
            // the second dir is lost at the end
            .log_dirs(2)
            .start()
            .await?;
        let broken = Broken::on(cluster).await?;
        let (cluster, console) = (&broken.cluster, &broken.console);
        let new = json!({ "name": "thrice", "partitions": 6, "replicas": 3 });
        console
            .send("POST", &broken.at("/topics"), &new, 200)
            .await?;
        let victim = *cluster.broker_ids().last().unwrap_or(&0);

        // Killed: it is named, and what it held is under-replicated.
        cluster.kill_broker(victim)?;
        let seen = broken
            .overview(|view| {
                let down = broker(view, victim)
                    .is_some_and(|one| matches!(one["state"].as_str(), Some("down" | "silent")));
                let named = format!("roker {victim}");
                let findings = view["findings"].as_array();
                let found = findings.is_some_and(|all| {
                    all.iter()
                        .any(|finding| finding.to_string().contains(&named))
                });
                down && found && view["summary"]["under_replicated"].as_u64() > Some(0)
            })
            .await?;
        ensure!(seen["summary"]["status"] == "degraded", "{seen}");
        // Changes still go through where Kafka lets them.
        let edit = json!({ "configs": { "retention.ms": "3600000" } });
        console
            .send("PATCH", &broken.at("/topics/thrice"), &edit, 200)
            .await?;
        cluster.start_broker(victim).await?;
        let healed = |view: &serde_json::Value| {
            view["summary"]["status"] == "connected" && view["summary"]["under_replicated"] == 0
        };
        broken.overview(healed).await?;

        // One frozen: its connections stay open and nothing answers.
        cluster.freeze_broker(victim)?;
        broken
            .overview(|view| {
                broker(view, victim)
                    .is_some_and(|one| matches!(one["state"].as_str(), Some("down" | "silent")))
            })
            .await?;
        broken.at_once("/topics").await?;
        cluster.thaw_broker(victim)?;
        broken.overview(healed).await?;

        // All of them frozen: the page still answers at once, and says what is wrong.
        for id in cluster.broker_ids() {
            cluster.freeze_broker(id)?;
        }
        broken.at_once("/topics").await?;
        broken.status("unreachable").await?;
        for id in cluster.broker_ids() {
            cluster.thaw_broker(id)?;
        }
        broken.status("connected").await?;

        // The one that leads the quorum dies: another leads, and the page says which.
        let led_by = |view: &serde_json::Value| view["controller"]["leader"].as_u64();
        let first = console
            .until(&broken.at("/controller"), |view| led_by(view))
            .await?;
        let leader = u32::try_from(first)?;
        cluster.kill_broker(leader)?;
        let next = console
            .until(&broken.at("/controller"), |view| {
                led_by(view).filter(|id| *id != first)
            })
            .await?;
        let left = cluster.broker_ids().into_iter().find(|id| *id != leader);
        let bootstrap = cluster.address(left.context("no broker left")?, Listener::Plaintext)?;
        let told = cluster
            .run_class(
                "org.apache.kafka.tools.MetadataQuorumCommand",
                &["--bootstrap-server", &bootstrap, "describe", "--status"],
                None,
            )
            .await?;
        let kafka_says = told
            .lines()
            .find_map(|line| line.strip_prefix("LeaderId:"))
            .context("no leader in what Kafka's tool says")?;
        ensure!(kafka_says.trim() == next.to_string(), "{next}: {told}");
        cluster.start_broker(leader).await?;
        broken.overview(healed).await?;

        // A rolling restart: every page answers at once all the while, and at the end all is well.
        for id in cluster.broker_ids() {
            cluster.stop_broker(id).await?;
            broken.at_once("/topics").await?;
            broken.at_once("/overview").await?;
            cluster.start_broker(id).await?;
            broken.at_once("/topics").await?;
        }
        broken.overview(healed).await?;

        // A disk is lost (a full one ends the same way: the broker gives the log dir up).
        let lost = cluster.log_dirs(victim)?.get(1).context("one log dir")?;
        fs::remove_dir_all(lost)?;
        let named = lost.display().to_string();
        // The broker finds out when it next writes there, and the console when it next looks.
        let begun = Instant::now();
        loop {
            console
                .send(
                    "POST",
                    &broken.at("/refresh"),
                    &serde_json::Value::Null,
                    204,
                )
                .await?;
            let view = console.get(&broken.at("/overview")).await?;
            let told = view["findings"].to_string();
            if told.contains("log dir") && told.contains(&named) {
                break;
            }
            ensure!(begun.elapsed() < Duration::from_secs(60), "{view}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let listed = cluster
            .tool(Tool::Topics, &["--describe", "--unavailable-partitions"])
            .await?;
        ensure!(!listed.contains("thrice"), "{listed}");
        broken.at_once("/topics").await?;
        Ok(())
    });
}
