//! Elections: preferred leaders, now and on a timer, and an unclean one, read back with Kafka's tools.

use crate::cluster::{newest, run};
use anyhow::{Context, Result, ensure};
use castellan_harness::{Cluster, Listener, Tool};
use castellan_suites::console::Console;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Leaders of a topic's partitions as Kafka's tool tells them.
async fn leaders(cluster: &Cluster, topic: &str) -> Result<Vec<String>> {
    let arguments = ["--describe", "--topic", topic];
    let text = cluster.tool(Tool::Topics, &arguments).await?;
    let lines = text.lines().filter_map(|line| line.split_once("Leader: "));
    Ok(lines
        .map(|(_, rest)| rest.split_whitespace().next().unwrap_or("").to_owned())
        .collect())
}

#[test]
fn preferred_leaders_are_elected_now_and_on_a_timer() {
    run(async {
        let setup = newest().await?;
        let (cluster, console) = (&setup.cluster, &setup.console);
        let ids = cluster.broker_ids();
        let (a, b) = (ids[0], ids[1]);
        let new = json!({ "name": "led", "assignment": [[a, b], [a, b]] });
        console
            .send("POST", &setup.at("/topics"), &new, 200)
            .await?;
        let topic = json!({ "topics": ["led"] });
        let preview = async || {
            let path = setup.at("/election-previews");
            console.send("POST", &path, &topic, 200).await
        };
        let reorder = async |replicas: [u32; 2]| {
            let manual: Vec<Value> = [0, 1]
                .map(|partition| json!({ "topic": "led", "partition": partition, "replicas": replicas }))
                .into();
            let path = setup.at("/reassignment-plans");
            let plan = console
                .send("POST", &path, &json!({ "manual": manual }), 200)
                .await?;
            ensure!(plan["reordered"] == 2 && plan["bytes"] == 0, "{plan}");
            let body = json!({ "plan": plan["id"] });
            let path = setup.at("/reassignments");
            let task = console.send("POST", &path, &body, 202).await?;
            let path = setup.at(&format!(
                "/reassignments/{}",
                task["id"].as_str().unwrap_or("")
            ));
            console
                .until(&path, |run| {
                    (run["summary"]["phase"] == "ended").then_some(())
                })
                .await
        };
        let nothing = preview().await?;
        ensure!(
            nothing["partitions"] == 2 && nothing["to_elect"] == 0,
            "{nothing}"
        );
        let path = setup.at("/elections");
        console.send("POST", &path, &topic, 409).await?;

        // Another order of the replicas, and the preferred leader is another.
        reorder([b, a]).await?;
        ensure!(leaders(cluster, "led").await? == [a.to_string(), a.to_string()]);
        let seen = preview().await?;
        ensure!(seen["to_elect"] == 2, "{seen}");
        ensure!(
            seen["changes"][0]["leader"] == a && seen["changes"][0]["preferred"] == b,
            "{seen}"
        );
        let task = console.send("POST", &path, &topic, 202).await?;
        let task = setup.at(&format!(
            "/tasks/{}",
            task["id"].as_str().context("no task")?
        ));
        let ended = console
            .until(&task, |task| {
                let ended = task["summary"]["ended_at"].is_i64();
                ended.then(|| task.clone())
            })
            .await?;
        ensure!(ended["summary"]["state"] == "successful", "{ended}");
        ensure!(leaders(cluster, "led").await? == [b.to_string(), b.to_string()]);
        let mut seen = preview().await?;
        for _ in 0..20 {
            if seen["to_elect"] == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            seen = preview().await?;
        }
        ensure!(seen["to_elect"] == 0, "{seen}");

        // On a timer: it fires within its minute, and says what it did.
        reorder([a, b]).await?;
        let timer = setup.at("/election-timer");
        let wrong = json!({ "every_min": 0 });
        console.send("PUT", &timer, &wrong, 422).await?;
        let set = json!({ "every_min": 1 });
        let set = console.send("PUT", &timer, &set, 200).await?;
        ensure!(set["next_at"].is_i64(), "{set}");
        let begun = Instant::now();
        while leaders(cluster, "led").await? != [a.to_string(), a.to_string()] {
            ensure!(begun.elapsed() < Duration::from_secs(120), "no election");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let seen = console.get(&timer).await?;
        ensure!(seen["history"][0]["task"].is_string(), "{seen}");
        let stopped = console.send("PUT", &timer, &json!({}), 200).await?;
        ensure!(
            stopped["every_min"].is_null() && stopped["history"][0]["at"].is_i64(),
            "{stopped}"
        );
        Ok(())
    });
}

#[test]
fn a_leader_out_of_sync_is_elected_only_where_nobody_leads() {
    run(async {
        let cluster = Cluster::builder()
            .name("unclean")
            .brokers(3)
            .listeners([Listener::Plaintext])
            .start()
            .await?;
        let console = Console::on(&cluster, "unclean").await?;
        let instance = console.connected("unclean").await?;
        let at = |rest: &str| format!("/instances/{instance}{rest}");
        let ids = cluster.broker_ids();
        let (a, b) = (ids[0], ids[1]);
        let new = json!({ "name": "lost", "assignment": [[a, b]] });
        console.send("POST", &at("/topics"), &new, 200).await?;
        let body = json!({ "topic": "lost", "partition": 0 });
        let path = at("/unclean-elections");
        let refused = console.send("POST", &path, &body, 409).await?;
        let detail = refused["detail"].as_str().unwrap_or_default();
        ensure!(detail.contains("is led by broker"), "{refused}");

        // One falls out of sync, then the other dies: the first is back, and may not lead.
        let topic = at("/topics?q=lost");
        cluster.kill_broker(b)?;
        console
            .until(&topic, |list| {
                (list["items"][0]["under_replicated"] == 1).then_some(())
            })
            .await?;
        cluster.kill_broker(a)?;
        cluster.start_broker(b).await?;
        console
            .until(&topic, |list| {
                (list["items"][0]["offline"] == 1).then_some(())
            })
            .await?;
        let preview = console
            .send("POST", &at("/election-previews"), &json!("all"), 200)
            .await?;
        ensure!(
            preview["leaderless"] == 1 && preview["to_elect"] == 0,
            "{preview}"
        );
        console.send("POST", &path, &body, 204).await?;
        let told = cluster
            .run_class(
                "org.apache.kafka.tools.TopicCommand",
                &[
                    "--bootstrap-server",
                    &cluster.address(b, Listener::Plaintext)?,
                    "--describe",
                    "--topic",
                    "lost",
                ],
                None,
            )
            .await?;
        ensure!(told.contains(&format!("Leader: {b}")), "{told}");
        Ok(())
    });
}
