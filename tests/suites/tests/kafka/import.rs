//! Many topics from a list: the plan says what will happen, the task does it once, even if the
//! console is killed in the middle. And the list as a script, which Kafka's own tool obeys.

use crate::cluster::{newest, run};
use anyhow::{Result, ensure};
use castellan_harness::Tool;
use castellan_suites::console::Console;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn list(prefix: &str, count: usize) -> String {
    let mut text = "name,partitions,replicas,retention.ms\n".to_owned();
    for n in 0..count {
        text.push_str(&format!("{prefix}-{n:03},2,3,86400000\n"));
    }
    text
}

async fn ended(console: &Console, path: &str) -> Result<Value> {
    console
        .until(path, |task| {
            let state = task["summary"]["state"].as_str()?;
            matches!(state, "successful" | "failed" | "canceled").then(|| task.clone())
        })
        .await
}

#[test]
fn fifty_topics_from_csv() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        let mut text = list("csv", 50);
        text.push_str("bad name,1,1,\n");
        let body = json!({ "format": "csv", "text": text });
        let plan = console
            .send("POST", &setup.at("/topic-import-plans"), &body, 200)
            .await?;
        let actions: Vec<&str> = plan["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["action"].as_str())
            .collect();
        ensure!(
            actions.len() == 51
                && actions.iter().filter(|action| **action == "create").count() == 50,
            "{plan}"
        );
        ensure!(actions.last() == Some(&"conflict"), "{plan}");
        let body = json!({ "format": "csv", "text": list("csv", 50) });
        let task = console
            .send("POST", &setup.at("/topic-imports"), &body, 202)
            .await?;
        let id = task["id"].as_str().unwrap_or_default();
        let task = ended(console, &setup.at(&format!("/tasks/{id}"))).await?;
        ensure!(
            task["summary"]["state"] == "successful" && task["summary"]["done"] == 50,
            "{task}"
        );
        let described = setup.cluster.tool(Tool::Topics, &["--describe"]).await?;
        let made = described
            .lines()
            .filter(|line| {
                line.starts_with("Topic: csv-")
                    && line.contains("PartitionCount: 2")
                    && line.contains("retention.ms=86400000")
            })
            .count();
        ensure!(made == 50, "{made} of 50:\n{described}");
        // The export is what the import takes back: all the same now.
        let answer = console
            .castellan
            .request(
                "GET",
                &format!("/api/v1{}", setup.at("/topic-export?format=yaml&q=csv-")),
                &[("cookie", console.cookie())],
                b"",
            )
            .await?;
        let body = json!({ "format": "yaml", "text": answer.text() });
        let plan = console
            .send("POST", &setup.at("/topic-import-plans"), &body, 200)
            .await?;
        let same = plan["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|row| row["action"] == "same")
            .count();
        ensure!(same == 50, "{plan}");
        Ok(())
    });
}

#[test]
fn a_killed_console_finishes_the_work_once() {
    run(async {
        let setup = newest().await?;
        let mut console = Console::on(&setup.cluster, "killed").await?;
        let instance = console.connected("killed").await?;
        let body = json!({ "format": "csv", "text": list("killed", 60) });
        let task = console
            .send(
                "POST",
                &format!("/instances/{instance}/topic-imports"),
                &body,
                202,
            )
            .await?;
        let id = task["id"].as_str().unwrap_or_default().to_owned();
        let path = format!("/instances/{instance}/tasks/{id}");
        console
            .until(&path, |task| {
                (task["summary"]["done"].as_u64()? >= 5).then_some(())
            })
            .await?;
        console.castellan.kill();
        console.castellan.restart().await?;
        let task = ended(&console, &path).await?;
        ensure!(task["summary"]["state"] == "successful", "{task}");
        ensure!(task["summary"]["done"] == 60, "{task}");
        let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        let made = names
            .lines()
            .filter(|name| name.starts_with("killed-"))
            .count();
        ensure!(made == 60, "{made} of 60");
        let traces = console
            .get(&format!(
                "/traces?q=Kafka_import_topics&resource_id={instance}"
            ))
            .await?;
        ensure!(traces["total"].as_u64().unwrap_or(0) >= 2, "{traces}");
        Ok(())
    });
}

/// Runs an exported script with a `kafka-topics.sh` that notes what it is called with; gives the
/// arguments of each call.
fn calls(script: &str) -> Result<Vec<Vec<String>>> {
    let folder = tempfile::tempdir()?;
    let tool = folder.path().join("kafka-topics.sh");
    let note = "#!/bin/sh\nfor one in \"$@\"; do printf '%s\\036' \"$one\"; done\necho\n";
    std::fs::write(&tool, note)?;
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755))?;
    let file = folder.path().join("topics.sh");
    std::fs::write(&file, script)?;
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let output = Command::new("sh").arg(&file).env("PATH", path).output()?;
    ensure!(output.status.success(), "{output:?}\n{script}");
    let told = String::from_utf8(output.stdout)?;
    let call = |line: &str| line.split_terminator('\u{1e}').map(str::to_owned).collect();
    Ok(told.lines().map(call).collect())
}

#[test]
fn a_deleted_topic_is_back_by_the_exported_script() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        let new = json!({
            "name": "script.orders", "partitions": 4, "replicas": 2,
            "configs": {
                "cleanup.policy": "compact,delete", "retention.ms": "-1", "min.insync.replicas": "2",
            },
        });
        console
            .send("POST", &setup.at("/topics"), &new, 200)
            .await?;
        let describe = ["--describe", "--topic", "script.orders"];
        // What both have in common: all but the topic's ID and where its replicas are.
        let facts = |text: &str| -> Vec<String> {
            let head = text.lines().next().unwrap_or_default();
            let mut facts: Vec<String> = head
                .split(['\t', ','])
                .map(|part| part.trim().trim_start_matches("Configs:").trim().to_owned())
                .filter(|part| !part.starts_with("TopicId:"))
                .collect();
            facts.sort_unstable();
            facts
        };
        let before = setup.cluster.tool(Tool::Topics, &describe).await?;
        let path = setup.at("/topic-export?format=script&q=script.orders");
        let answer = console
            .castellan
            .request(
                "GET",
                &format!("/api/v1{path}"),
                &[("cookie", console.cookie())],
                b"",
            )
            .await?;
        ensure!(answer.status == 200, "{}", answer.text());
        let delete = ["--delete", "--topic", "script.orders"];
        setup.cluster.tool(Tool::Topics, &delete).await?;
        console
            .until(&setup.at("/topics?q=script.orders"), |list| {
                (list["total"] == 0).then_some(())
            })
            .await?;
        let calls = calls(&answer.text())?;
        ensure!(calls.len() == 1, "{calls:?}");
        for call in &calls {
            // The harness says itself how its tool reaches the cluster.
            let at = call.iter().position(|word| word == "--create");
            let words: Vec<&str> = call
                .iter()
                .skip(at.unwrap_or(0))
                .map(String::as_str)
                .collect();
            setup.cluster.tool(Tool::Topics, &words).await?;
        }
        let after = setup.cluster.tool(Tool::Topics, &describe).await?;
        ensure!(
            before.contains("PartitionCount: 4") && facts(&before) == facts(&after),
            "{before}\n{after}"
        );
        Ok(())
    });
}

#[test]
fn a_clone_is_like_its_source() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        let new = json!({ "name": "clone-source", "partitions": 3, "replicas": 2, "configs": { "cleanup.policy": "compact" } });
        console
            .send("POST", &setup.at("/topics"), &new, 200)
            .await?;
        let task = console
            .send(
                "POST",
                &setup.at("/topics/clone-source/clones"),
                &json!({ "name": "clone-copy" }),
                202,
            )
            .await?;
        let id = task["id"].as_str().unwrap_or_default();
        let task = ended(console, &setup.at(&format!("/tasks/{id}"))).await?;
        ensure!(task["summary"]["state"] == "successful", "{task}");
        let text = setup
            .cluster
            .tool(Tool::Topics, &["--describe", "--topic", "clone-copy"])
            .await?;
        ensure!(
            text.contains("PartitionCount: 3") && text.contains("ReplicationFactor: 2"),
            "{text}"
        );
        ensure!(text.contains("cleanup.policy=compact"), "{text}");
        Ok(())
    });
}
