//! The database goes away for a while: both consoles say so, and go on when it is back.

use crate::CONFIG;
use anyhow::{Result, bail, ensure};
use castellan_suites::console::Console;
use castellan_suites::replicas::Replicas;
use std::time::{Duration, Instant};

/// Probes and people must not wait longer to hear of it.
const TOLD_WITHIN: Duration = Duration::from_secs(8);
/// How long it is away: longer than a connection is waited for.
const AWAY: Duration = Duration::from_secs(10);

async fn ready(console: &Console) -> Result<u16> {
    Ok(console
        .castellan
        .request("GET", "/readyz", &[], b"")
        .await?
        .status)
}

#[tokio::test]
async fn a_database_that_goes_away_is_told_and_waited_for() -> Result<()> {
    let Replicas { a, b, mut postgres } = Replicas::start(CONFIG).await?;
    let gone = Instant::now();
    postgres.stop();
    for console in [&a, &b] {
        ensure!(ready(console).await? == 503);
        let alive = console
            .castellan
            .request("GET", "/healthz", &[], b"")
            .await?;
        ensure!(alive.status == 200, "{}", alive.status);
        let asked = Instant::now();
        let (status, problem) = console.call("GET", "/users", None).await?;
        ensure!(asked.elapsed() < TOLD_WITHIN, "{:?}", asked.elapsed());
        ensure!(status == 503, "{status}: {problem}");
        ensure!(
            problem["type"] == "urn:castellan:problem:store-away",
            "{problem}"
        );
        let detail = problem["detail"].as_str().unwrap_or_default();
        ensure!(detail.contains("database does not answer"), "{detail}");
    }
    // the time away is the case that is tested
    tokio::time::sleep(AWAY.saturating_sub(gone.elapsed())).await;
    postgres.launch().await?;
    for console in [&a, &b] {
        let back = Instant::now();
        while ready(console).await? != 200 {
            if back.elapsed() > TOLD_WITHIN {
                bail!("not ready again:\n{}", console.castellan.log());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        console.get("/users").await?;
    }
    Ok(())
}
