//! Attaching clusters: every protocol, every way it can go wrong, with its own plain words.

use crate::cluster::{Setup, newest, old, run};
use anyhow::{Context, Result, ensure};
use castellan_harness::{Fault, Listener, Proxy};
use serde_json::{Value, json};

fn sasl_ssl(setup: &Setup) -> Result<Value> {
    Ok(json!({
        "bootstrap": [setup.cluster.address(setup.cluster.broker_ids()[0], Listener::SaslSsl)?],
        "security": "SASL_SSL",
        "mechanism": "SCRAM-SHA-512",
        "username": "castellan",
        "password": "castellan-secret",
        "ca_pem": setup.cluster.ca_pem()?,
    }))
}

/// The steps of a connection check.
async fn check(setup: &Setup, connection: &Value) -> Result<Vec<Value>> {
    let (status, lines) = setup
        .console
        .call("POST", "/connection-checks", Some(connection))
        .await?;
    ensure!(status == 200, "{status}: {lines}");
    let text = match lines {
        Value::String(text) => text,
        one => one.to_string(),
    };
    text.lines()
        .map(|line| serde_json::from_str(line).context("a line of the check"))
        .collect()
}

async fn attach_over_sasl_ssl(setup: &Setup, name: &str) -> Result<()> {
    let steps = check(setup, &sasl_ssl(setup)?).await?;
    let verdict = steps.last().context("no step")?;
    ensure!(
        verdict["step"] == "verdict" && verdict["outcome"] != "failed",
        "{steps:?}"
    );
    ensure!(
        steps
            .iter()
            .any(|step| step["step"] == "tls" && step["outcome"] == "passed"),
        "{steps:?}"
    );
    ensure!(
        steps
            .iter()
            .any(|step| step["step"] == "sasl" && step["outcome"] == "passed"),
        "{steps:?}"
    );
    let body = json!({ "name": name, "connection": sasl_ssl(setup)?, "tags": [{ "key": "env", "value": "test" }] });
    let made = setup.console.send("POST", "/instances", &body, 200).await?;
    ensure!(
        !made.to_string().contains("castellan-secret"),
        "a secret came back: {made}"
    );
    let id = setup.console.connected(name).await?;
    let detail = setup.console.get(&format!("/instances/{id}")).await?;
    ensure!(
        detail["has_password"] == true && !detail.to_string().contains("castellan-secret"),
        "{detail}"
    );
    let tagged = setup.console.get("/instances?tag=env%3Dtest").await?;
    ensure!(
        tagged["items"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|one| one["name"] == *name),
        "{tagged}"
    );
    let (status, _) = setup
        .console
        .call("DELETE", &format!("/instances/{id}"), None)
        .await?;
    ensure!(status == 204);
    let (status, _) = setup
        .console
        .call("GET", &format!("/instances/{id}"), None)
        .await?;
    ensure!(status == 404);
    Ok(())
}

#[test]
fn scram_over_tls_to_the_newest() {
    run(async { attach_over_sasl_ssl(newest().await?, "by-sasl-ssl").await });
}

#[test]
fn scram_over_tls_to_2_7() {
    run(async { attach_over_sasl_ssl(old().await?, "by-sasl-ssl").await });
}

#[test]
fn each_failure_has_its_own_words() {
    run(async {
        let setup = newest().await?;
        let first = setup.cluster.broker_ids()[0];
        let tls = setup.cluster.address(first, Listener::SaslSsl)?;
        let plain = setup.cluster.address(first, Listener::Plaintext)?;
        let silent = Proxy::alone(Fault::BlackHole).await?;
        let web = Proxy::alone(Fault::Http).await?;
        let with = |changes: Value| -> Result<Value> {
            let mut connection = sasl_ssl(setup)?;
            for (key, value) in changes.as_object().into_iter().flatten() {
                connection[key] = value.clone();
            }
            Ok(connection)
        };
        let plaintext = |address: &str| json!({ "bootstrap": [address], "security": "PLAINTEXT" });
        let cases = [
            (
                "wrong password",
                with(json!({ "password": "wrong" }))?,
                "sasl",
                "password",
            ),
            ("wrong CA", with(json!({ "ca_pem": null }))?, "tls", "CA"),
            (
                "TLS to a plaintext port",
                with(json!({ "bootstrap": [plain] }))?,
                "tls",
                "TLS",
            ),
            (
                "plaintext to a TLS port",
                plaintext(&tls),
                "api_versions",
                "TLS",
            ),
            (
                "an HTTP server",
                plaintext(&web.address()),
                "api_versions",
                "HTTP",
            ),
            (
                "a dead port",
                plaintext("127.0.0.1:1"),
                "connect",
                "refused",
            ),
            (
                "a name that does not resolve",
                plaintext("no-such-host.invalid:9092"),
                "resolve",
                "no-such-host.invalid",
            ),
            (
                "a peer that never answers",
                plaintext(&silent.address()),
                "api_versions",
                "answer",
            ),
        ];
        for (what, connection, step, word) in cases {
            let begun = std::time::Instant::now();
            let steps = check(setup, &connection)
                .await
                .with_context(|| what.to_owned())?;
            let failed = steps
                .iter()
                .find(|one| one["outcome"] == "failed" && one["step"] != "verdict")
                .with_context(|| format!("{what}: nothing failed: {steps:?}"))?;
            ensure!(failed["step"] == step, "{what}: {failed}");
            let detail = failed["detail"].as_str().unwrap_or_default();
            ensure!(detail.contains(word), "{what}: {detail}");
            ensure!(
                begun.elapsed().as_secs() < 15,
                "{what} took {:?}",
                begun.elapsed()
            );
            ensure!(
                steps
                    .last()
                    .is_some_and(|last| last["step"] == "verdict" && last["outcome"] == "failed"),
                "{what}: {steps:?}"
            );
        }
        Ok(())
    });
}

#[test]
fn a_disabled_instance_is_not_called_and_comes_back() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        let plain = setup
            .cluster
            .address(setup.cluster.broker_ids()[0], Listener::Plaintext)?;
        let body = json!({ "name": "on-and-off", "connection": { "bootstrap": [plain], "security": "PLAINTEXT" } });
        console.send("POST", "/instances", &body, 200).await?;
        let id = console.connected("on-and-off").await?;
        console
            .send(
                "PATCH",
                &format!("/instances/{id}"),
                &json!({ "disabled": true }),
                200,
            )
            .await?;
        let list = console.get("/instances?q=on-and-off").await?;
        ensure!(list["items"][0]["status"] == "disabled", "{list}");
        let (status, problem) = console
            .call("GET", &format!("/instances/{id}/topics"), None)
            .await?;
        ensure!(status == 503, "{status}: {problem}");
        console
            .send(
                "PATCH",
                &format!("/instances/{id}"),
                &json!({ "disabled": false }),
                200,
            )
            .await?;
        console.connected("on-and-off").await?;
        let (status, _) = console
            .call("DELETE", &format!("/instances/{id}"), None)
            .await?;
        ensure!(status == 204);
        Ok(())
    });
}

#[test]
fn views_cost_no_broker_request() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        let sent = |text: &str| -> u64 {
            text.lines()
                .filter(|line| line.starts_with("castellan_kafka_requests_total"))
                .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
                .map(|count| count as u64)
                .sum()
        };
        let figures = async || -> Result<String> {
            let answer = console
                .castellan
                .request("GET", "/metrics", &[("cookie", console.cookie())], b"")
                .await?;
            ensure!(answer.status == 200, "{}", answer.text());
            Ok(answer.text())
        };
        let before = sent(&figures().await?);
        ensure!(before > 0, "the console counts no broker requests");
        let begun = std::time::Instant::now();
        for n in 0..300 {
            console
                .get(&setup.at(&format!("/topics?page={}", n % 3 + 1)))
                .await?;
            console.get(&setup.at("/brokers")).await?;
            console.get(&setup.at("/overview")).await?;
        }
        let after = sent(&figures().await?);
        // What the refresher itself sends in that time: three lanes, three brokers.
        let allowed = 40 + begun.elapsed().as_secs() * 20;
        ensure!(
            after - before <= allowed,
            "900 views: {} broker requests, {allowed} allowed",
            after - before
        );
        Ok(())
    });
}
