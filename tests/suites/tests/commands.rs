//! The commands of the binary beside a console that serves: what they do, say, and end with.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what is wrong by stopping"
)]

use anyhow::{Context, Result, ensure};
use castellan_harness::Castellan;
use castellan_suites::console::Console;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::time::Duration;

const CONFIG: &str = "[outbound]\nloopback = true\n";

fn connection(password: &str) -> Value {
    json!({
        "bootstrap": ["127.0.0.1:1"],
        "security": "SASL_PLAINTEXT",
        "mechanism": "SCRAM-SHA-256",
        "username": "castellan",
        "password": password,
    })
}

/// Attaches an instance that is not connected to; gives its path.
async fn attach(console: &Console, name: &str) -> Result<String> {
    let new =
        json!({ "name": name, "connection": connection("a-secret-of-kafka"), "disabled": true });
    let made = console.send("POST", "/instances", &new, 200).await?;
    let id = made["id"].as_str().context("no ID")?;
    Ok(format!("/instances/{id}"))
}

/// Runs a command that must end with 1, and gives what it printed.
async fn refused(castellan: &Castellan, args: &[&str]) -> Result<String> {
    match castellan.command(args).await {
        Ok(text) => anyhow::bail!("{args:?} went well: {text}"),
        Err(error) => {
            let text = error.to_string();
            ensure!(text.contains("exit status: 1"), "{text}");
            Ok(text)
        }
    }
}

/// What somebody does who has the file.
async fn tamper(data: &Path, sql: &'static str) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(data.join("castellan.db"));
    let mut store = SqliteConnection::connect_with(&options).await?;
    let touched = sqlx::query(sql).execute(&mut store).await?.rows_affected();
    ensure!(touched > 0, "{sql} touched nothing");
    store.close().await?;
    Ok(())
}

#[tokio::test]
async fn keys_are_rotated_while_a_console_serves_and_after_a_kill() -> Result<()> {
    let console = Console::with_config(CONFIG).await?;
    for number in 0..60 {
        attach(&console, &format!("cluster-{number}")).await?;
    }
    let text = console.castellan.command(&["key", "rotate"]).await?;
    ensure!(
        text.contains("60 secrets sealed anew, 1 old key deleted"),
        "{text}"
    );
    // what the console seals now opens in another process, and the other way round
    let path = attach(&console, "after-it").await?;
    let edit = json!({ "connection": connection("another-secret") });
    console.send("PATCH", &path, &edit, 200).await?;

    // cut off at whatever point it has reached
    let binary = castellan_harness::castellan::binary()?;
    for wait_ms in [0, 40, 80, 120, 160, 240] {
        let mut command = tokio::process::Command::new(&binary)
            .args(["key", "rotate"])
            .env("CASTELLAN_DATA_DIR", console.castellan.data_dir())
            .env("CASTELLAN_LOG", "error")
            .stdout(std::process::Stdio::null())
            .spawn()?;
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        command.kill().await?;
        let detail = console.get(&path).await?;
        ensure!(detail["has_password"] == true, "{detail}");
    }
    // it opens every secret, or says which it cannot
    let text = console.castellan.command(&["key", "rotate"]).await?;
    ensure!(text.contains("sealed anew"), "{text}");
    let text = console.castellan.command(&["key", "rotate"]).await?;
    ensure!(
        text.contains("61 secrets sealed anew, 1 old key deleted"),
        "{text}"
    );
    let text = console.castellan.command(&["audit", "verify"]).await?;
    ensure!(text.contains("as the console wrote them"), "{text}");
    let traces = console.get("/traces?name=rotateDataKeySuccess").await?;
    ensure!(traces["items"][0]["operator"] == "command line", "{traces}");
    Ok(())
}

#[tokio::test]
async fn another_master_key_holds_from_the_next_start() -> Result<()> {
    let mut console = Console::with_config(CONFIG).await?;
    let path = attach(&console, "orders").await?;
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("new.key");
    let name = file.to_str().context("a path")?;
    let args = ["key", "rotate", "--new-key-file", name];
    let text = refused(&console.castellan, &args).await?;
    ensure!(text.contains("new.key"), "{text}");
    std::fs::write(&file, "too short")?;
    let text = refused(&console.castellan, &args).await?;
    ensure!(text.contains("32 bytes"), "{text}");
    std::fs::write(&file, "ab".repeat(32))?;
    let text = console.castellan.command(&args).await?;
    ensure!(text.contains("--key-file"), "{text}");
    // the console that serves goes on
    let edit = json!({ "connection": connection("another-secret") });
    console.send("PATCH", &path, &edit, 200).await?;
    // with the key it had it does not start again, and says why
    console.castellan.stop().await?;
    let started = Castellan::builder()
        .data_dir(console.castellan.data_dir())
        .start()
        .await;
    let text = format!("{:#}", started.err().context("it started")?);
    ensure!(text.contains("fingerprint"), "{text}");
    let again = Castellan::builder()
        .data_dir(console.castellan.data_dir())
        .arg("--key-file")
        .arg(name)
        .start()
        .await?;
    let verified = again
        .command(&["--key-file", name, "audit", "verify"])
        .await?;
    ensure!(verified.contains("as the console wrote them"), "{verified}");
    Ok(())
}

#[tokio::test]
async fn altered_traces_are_named() -> Result<()> {
    let console = Console::with_config(CONFIG).await?;
    attach(&console, "orders").await?;
    attach(&console, "payments").await?;
    let whole = console.castellan.command(&["audit", "verify"]).await?;
    ensure!(
        whole.contains("as the console wrote them") && whole.contains("in 1 chain"),
        "{whole}"
    );
    let list = console.get("/traces?resource_name=orders").await?;
    let id = list["items"][0]["id"].as_str().context("no trace")?;
    let data = console.castellan.data_dir();
    tamper(
        data,
        "UPDATE trace_records SET operator = 'nobody' WHERE resource_name = 'orders'",
    )
    .await?;
    let text = refused(&console.castellan, &["audit", "verify"]).await?;
    ensure!(
        text.contains(&format!("edited: trace {id} (opened ")) && text.contains("1 finding"),
        "{text}"
    );
    // the last record goes, unseen by the row that says where the chain ends
    tamper(
        data,
        "DELETE FROM trace_records WHERE seq = (SELECT max(seq) FROM trace_records)",
    )
    .await?;
    let text = refused(&console.castellan, &["audit", "verify"]).await?;
    ensure!(
        text.contains("removed: 1 record after trace ") && text.contains("2 findings"),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn a_folder_without_a_store_is_told() -> Result<()> {
    let console = Console::with_config(CONFIG).await?;
    let empty = tempfile::tempdir()?;
    let folder = empty.path().to_str().context("a path")?;
    for command in [["audit", "verify"], ["key", "rotate"]] {
        let args = ["--data-dir", folder, command[0], command[1]];
        let text = refused(&console.castellan, &args).await?;
        ensure!(text.contains("there is no store in"), "{text}");
    }
    ensure!(std::fs::read_dir(folder)?.next().is_none());
    Ok(())
}
