//! Sessions that end (KIP-368): they are renewed before, without a call failing, and a password
//! that was changed meanwhile is told.

use super::brokers::{RENEWED, SHORT, Secured, console, newest, old};
use crate::cluster::run;
use anyhow::{Context, Result, ensure};
use castellan_harness::Tool;
use castellan_kafka::{
    Address, ApiKey, Client, ClientConfig, DirectDial, ErrorKind, Mechanism, Sasl, Secret, Security,
};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As the listener has it.
const LIFETIME: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(50);

fn client(broker: &Secured, password: &str) -> Result<Client> {
    let sasl = Sasl {
        mechanism: Mechanism::ScramSha512,
        username: RENEWED.0.to_owned(),
        password: Secret::new(password),
    };
    let security = Security {
        sasl: Some(sasl),
        ..Security::default()
    };
    let address = Address::parse(&broker.address(SHORT)?).context("no address")?;
    let config = ClientConfig::new(vec![address], security);
    Ok(Client::new(config, Arc::new(DirectDial))?)
}

async fn watch(broker: &Secured) -> Result<()> {
    let client = client(broker, RENEWED.1)?;
    let told = attached(broker).await?;
    // Until every connection the client wants is there.
    client.metadata().await?;
    client.metadata().await?;
    let connections = client.requests_sent_of(ApiKey::API_VERSIONS);
    let signed_in = client.requests_sent_of(ApiKey::SASL_AUTHENTICATE);
    let begun = Instant::now();
    let mut calls = 0_u32;
    // Three lifetimes and a half: three renewals are due, at 85 % of each.
    while begun.elapsed() < LIFETIME * 7 / 2 {
        let called = client.metadata().await;
        called.with_context(|| format!("call {calls} after {:?}", begun.elapsed()))?;
        calls += 1;
        tokio::time::sleep(PAUSE).await;
    }
    ensure!(calls > 100, "only {calls} calls");
    let opened = client.requests_sent_of(ApiKey::API_VERSIONS) - connections;
    ensure!(
        opened == 0,
        "{opened} connections were lost and opened anew"
    );
    let renewals = client.requests_sent_of(ApiKey::SASL_AUTHENTICATE) - signed_in;
    // SCRAM takes two of these.
    ensure!(
        renewals >= 2 * 3,
        "{renewals} messages of signing in: too few renewals"
    );

    change_password(broker, "changed-secret").await?;
    let begun = Instant::now();
    let refused = loop {
        match client.metadata().await {
            Ok(_) => tokio::time::sleep(PAUSE).await,
            Err(error) => break error,
        }
        ensure!(
            begun.elapsed() < LIFETIME * 2,
            "the old password is still good"
        );
    };
    ensure!(refused.kind() == ErrorKind::BadCredentials, "{refused}");
    let words = refused.to_string();
    ensure!(
        words.contains("did not accept the user name or password (SCRAM-SHA-512)"),
        "{words}"
    );
    console()
        .await?
        .until(&format!("/instances/{told}"), |detail| {
            let why = detail["summary"]["why"].as_str()?;
            let said = why.contains("did not accept the user name or password");
            (detail["summary"]["status"] == "unreachable" && said).then_some(())
        })
        .await?;
    self::client(broker, "changed-secret")?.metadata().await?;
    change_password(broker, RENEWED.1).await
}

/// The same in the console: the ID of an instance on that listener.
async fn attached(broker: &Secured) -> Result<String> {
    let name = format!("renewed-{}", broker.version.release().replace('.', "-"));
    let connection = json!({
        "bootstrap": [broker.address(SHORT)?],
        "security": "SASL_PLAINTEXT",
        "mechanism": "SCRAM-SHA-512",
        "username": RENEWED.0,
        "password": RENEWED.1,
    });
    let body = json!({ "name": name, "connection": connection });
    let console = console().await?;
    console.send("POST", "/instances", &body, 200).await?;
    console.connected(&name).await
}

async fn change_password(broker: &Secured, password: &str) -> Result<()> {
    let config = format!("SCRAM-SHA-512=[password={password}]");
    let user = [
        "--alter",
        "--entity-type",
        "users",
        "--entity-name",
        RENEWED.0,
    ];
    let args = [&user[..], &["--add-config", &config]].concat();
    broker.cluster.tool(Tool::Configs, &args).await.map(drop)
}

#[test]
fn sessions_are_renewed_before_they_end_on_the_newest() {
    run(async { watch(newest().await?).await });
}

#[test]
fn sessions_are_renewed_before_they_end_on_2_7() {
    run(async { watch(old().await?).await });
}
