//! The console itself is killed or cannot write: what it had taken on is done once, and what it
//! could not keep it does not promise.

use crate::cluster::{newest, run};
use anyhow::{Context, ensure};
use castellan_harness::{Castellan, Tool};
use castellan_suites::console::{Console, declared};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const TOPICS: usize = 120;

#[test]
fn killed_again_and_again_in_one_task() {
    run(async {
        let setup = newest().await?;
        let mut console = Console::on(&setup.cluster, "killed").await?;
        let instance = console.connected("killed").await?;
        let mut text = "name,partitions,replicas\n".to_owned();
        for n in 0..TOPICS {
            text.push_str(&format!("kept-{n:03},1,1\n"));
        }
        let body = json!({ "format": "csv", "text": text });
        let path = format!("/instances/{instance}/topic-imports");
        let task = console.send("POST", &path, &body, 202).await?;
        let path = format!(
            "/instances/{instance}/tasks/{}",
            task["id"].as_str().context("no id")?
        );
        let done = |task: &Value| task["summary"]["done"].as_u64();
        // before its first step, then a few steps further each time
        let mut reached = 0;
        for least in [0, 1, 20, 60] {
            reached = console
                .until(&path, |task| done(task).filter(|count| *count >= least))
                .await?;
            console.castellan.kill();
            console.castellan.restart().await?;
            let now = done(&console.get(&path).await?).context("no count")?;
            ensure!(now >= reached, "{now} of {reached} are left");
        }
        let task = console
            .until(&path, |task| {
                let state = task["summary"]["state"].as_str()?;
                matches!(state, "successful" | "failed" | "canceled").then(|| task.clone())
            })
            .await?;
        ensure!(
            task["summary"]["state"] == "successful" && done(&task) == Some(TOPICS as u64),
            "after {reached}: {task}"
        );
        let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        let made = names.lines().filter(|name| name.starts_with("kept-"));
        ensure!(made.count() == TOPICS, "{names}");
        Ok(())
    });
}

#[test]
fn its_disk_is_full() {
    run(async {
        let setup = newest().await?;
        // What a file past its limit raises would end the process; a full disk raises nothing.
        let folder = tempfile::tempdir()?;
        let deaf = folder.path().join("castellan");
        let real = castellan_harness::castellan::binary()?;
        let script = format!("#!/bin/sh\ntrap '' XFSZ\nexec {real:?} \"$@\"\n");
        fs::write(&deaf, script)?;
        fs::set_permissions(&deaf, fs::Permissions::from_mode(0o755))?;
        let console = Castellan::builder()
            .config(declared(&setup.cluster, "full")?)
            .binary(&deaf);
        let console = Console::start(console).await?;
        let instance = console.connected("full").await?;
        let pid = console.castellan.pid()?.to_string();
        // No file may grow: what a full disk does, without one.
        let limit = |bytes: &str| {
            let status = Command::new("prlimit")
                .args(["--pid", &pid, &format!("--fsize={bytes}")])
                .status();
            ensure!(status.context("start prlimit")?.success(), "prlimit");
            Ok(())
        };
        limit("0:unlimited")?;
        // It is alive and shows what it knows.
        let topics = format!("/instances/{instance}/topics");
        console.get(&topics).await?;
        // A change that cannot be traced is not made.
        let new = json!({ "name": "untraced", "partitions": 1, "replicas": 1 });
        let (status, refused) = console.call("POST", &topics, Some(&new)).await?;
        ensure!(status == 503, "{status}: {refused}");
        let detail = refused["detail"].as_str().unwrap_or_default();
        ensure!(detail.contains("disk"), "{refused}");
        let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        ensure!(!names.contains("untraced"), "{names}");
        // With room again it goes on without a restart.
        limit("unlimited:unlimited")?;
        console.send("POST", &topics, &new, 200).await?;
        let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        ensure!(names.contains("untraced"), "{names}");
        Ok(())
    });
}
