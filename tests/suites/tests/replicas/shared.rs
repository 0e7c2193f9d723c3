//! Instances and settings that one console changes are the other's within seconds.

use crate::CONFIG;
use anyhow::{Result, bail, ensure};
use castellan_suites::console::Console;
use castellan_suites::replicas::Replicas;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What "within seconds" means.
const SECONDS: Duration = Duration::from_secs(6);

async fn soon(what: &str, is: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !is().await? {
        if begun.elapsed() > SECONDS {
            bail!("{what}: not within {SECONDS:?}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn names(console: &Console) -> Result<Vec<Value>> {
    let list = console.get("/instances").await?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    Ok(items.iter().map(|item| item["name"].clone()).collect())
}

#[tokio::test]
async fn instances_and_settings_follow() -> Result<()> {
    let Replicas {
        a,
        b,
        postgres: _running,
    } = Replicas::start(CONFIG).await?;
    let new = json!({
        "name": "orders",
        "connection": { "bootstrap": ["127.0.0.1:1"], "security": "PLAINTEXT" },
    });
    let made = a.send("POST", "/instances", &new, 200).await?;
    let path = format!("/instances/{}", made["id"].as_str().unwrap_or_default());
    soon("attached on A, listed on B", async || {
        Ok(names(&b).await? == ["orders"])
    })
    .await?;
    // a name that is taken there is taken here, at once
    let (status, _) = b.call("POST", "/instances", Some(&new)).await?;
    ensure!(status == 422, "{status}");
    b.send("PATCH", &path, &json!({ "name": "payments" }), 200)
        .await?;
    soon("renamed on B, so called on A", async || {
        Ok(names(&a).await? == ["payments"])
    })
    .await?;
    a.send("PATCH", &path, &json!({ "disabled": true }), 200)
        .await?;
    soon("disabled on A, disabled on B", async || {
        Ok(b.get(&path).await?["summary"]["status"] == "disabled")
    })
    .await?;
    let (status, _) = b.call("DELETE", &path, None).await?;
    ensure!(status == 204, "{status}");
    soon("detached on B, gone on A", async || {
        Ok(a.call("GET", &path, None).await?.0 == 404)
    })
    .await?;

    let settings = json!({ "embed_origins": ["https://portal.example.com"], "trace_days": 7 });
    a.send("PUT", "/settings", &settings, 200).await?;
    soon("an origin allowed on A may frame B", async || {
        let answer = b.castellan.request("GET", "/?embed=1", &[], b"").await?;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        Ok(policy.contains("https://portal.example.com"))
    })
    .await
}
