//! Two consoles on one PostgreSQL and one Kafka: a killed console's work is finished by the other.

use crate::cluster::{newest, run};
use anyhow::{Context, bail, ensure};
use castellan_harness::{Listener, Tool};
use castellan_suites::replicas::Replicas;
use serde_json::json;
use std::time::{Duration, Instant};

/// platform.md: a killed console's task is taken over within a minute.
const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_killed_console_leaves_its_task_to_the_other() {
    run(async {
        let setup = newest().await?;
        let bootstrap = setup.cluster.bootstrap(Listener::Plaintext)?;
        let addresses: Vec<String> = bootstrap.split(',').map(|one| format!("{one:?}")).collect();
        let config = format!(
            "[outbound]\nloopback = true\n[[instances]]\nname = \"takeover\"\nbootstrap = [{}]\n\
             security = \"PLAINTEXT\"\n",
            addresses.join(", ")
        );
        let Replicas {
            a: mut killed,
            b: other,
            postgres,
        } = Replicas::start(&config).await?;
        let instance = killed.connected("takeover").await?;
        ensure!(other.connected("takeover").await? == instance);
        let mut text = "name,partitions,replicas\n".to_owned();
        for n in 0..80 {
            text.push_str(&format!("takeover-{n:03},1,3\n"));
        }
        let body = json!({ "format": "csv", "text": text });
        let path = format!("/instances/{instance}/topic-imports");
        let task = killed.send("POST", &path, &body, 202).await?;
        let id = task["id"].as_str().context("no id")?;
        let path = format!("/instances/{instance}/tasks/{id}");
        // seen from the other: one drives, both show
        other
            .until(&path, |task| {
                (task["summary"]["done"].as_u64()? >= 5).then_some(())
            })
            .await?;
        let holder = "SELECT count(*) FROM leases WHERE expires_at > 0";
        ensure!(postgres.sql("console", holder).await? == "1");
        killed.castellan.kill();
        let begun = Instant::now();
        let task = loop {
            let task = other.get(&path).await?;
            if task["summary"]["state"] != "running" {
                break task;
            }
            if begun.elapsed() > MINUTE {
                bail!("not taken over in a minute: {task}");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        ensure!(task["summary"]["state"] == "successful", "{task}");
        ensure!(task["summary"]["done"] == 80, "{task}");
        let took_up = |line: &serde_json::Value| {
            let text = line["text"].as_str().unwrap_or_default();
            text.starts_with("Taken up again")
        };
        let log = task["log"].as_array().context("no log")?;
        ensure!(
            log.iter().filter(|line| took_up(line)).count() == 1,
            "{task}"
        );
        let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        let made = names.lines().filter(|name| name.starts_with("takeover-"));
        ensure!(made.count() == 80, "{names}");
        // one trace of the request, one of the end
        let ends = "SELECT count(DISTINCT trace_id) FROM trace_records WHERE name LIKE '%mport%'";
        let ends = postgres.sql("console", ends).await?;
        ensure!(ends == "2", "{ends} traces");
        Ok(())
    });
}
