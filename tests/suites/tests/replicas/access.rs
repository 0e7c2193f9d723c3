//! Sessions, tokens, bad passwords and idempotency keys are the same on both.

use crate::CONFIG;
use anyhow::{Result, ensure};
use castellan_suites::console::Console;
use castellan_suites::replicas::{PASSWORD, Replicas};
use serde_json::{Value, json};

async fn status(console: &Console, cookie: &str, path: &str) -> Result<u16> {
    Ok(console.call_as(cookie, "GET", path, None).await?.0)
}

#[tokio::test]
async fn a_session_made_on_one_holds_on_both_until_it_ends_on_one() -> Result<()> {
    let Replicas { a, b, postgres } = Replicas::start(CONFIG).await?;
    // both made their tables and keys at the same time, once
    let keys = postgres
        .sql("console", "SELECT count(*) FROM data_keys")
        .await?;
    ensure!(keys == "1", "{keys} data keys");
    let root = json!({ "user": "root", "password": PASSWORD });
    let cookie = a.sign_in(&root).await?;
    for _ in 0..3 {
        ensure!(status(&b, &cookie, "/session").await? == 200);
        ensure!(status(&a, &cookie, "/session").await? == 200);
    }
    let (ended, _) = a.call_as(&cookie, "DELETE", "/session", None).await?;
    ensure!(ended == 204, "signing out answered {ended}");
    ensure!(status(&b, &cookie, "/session").await? == 401);
    // roles too hold from the next request, wherever they are changed
    let reader =
        json!({ "name": "ada", "password": PASSWORD, "bindings": [{ "role": "FullAccess" }] });
    let made = a.send("POST", "/users", &reader, 200).await?;
    let ada = b
        .sign_in(&json!({ "user": "ada", "password": PASSWORD }))
        .await?;
    ensure!(status(&a, &ada, "/users").await? == 200);
    let less = json!({ "bindings": [{ "role": "ReadOnlyAccess" }] });
    b.send("PATCH", &format!("/users/{}", made["id"]), &less, 200)
        .await?;
    ensure!(status(&a, &ada, "/users").await? == 403);
    Ok(())
}

#[tokio::test]
async fn tokens_keys_and_bad_passwords_count_on_both() -> Result<()> {
    let Replicas {
        a,
        b,
        postgres: _running,
    } = Replicas::start(CONFIG).await?;
    let new = json!({ "name": "ci", "role": "ReadOnlyAccess", "expires_in_minutes": 60 });
    let token = a.send("POST", "/tokens", &new, 200).await?;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap_or_default());
    let path = "/api/v1/instances";
    let with_token = [("authorization", bearer.as_str())];
    let read = async |console: &Console| {
        let answer = console
            .castellan
            .request("GET", path, &with_token, b"")
            .await?;
        anyhow::Ok(answer.status)
    };
    ensure!(read(&b).await? == 200 && read(&a).await? == 200);
    let id = token["token"]["id"]
        .as_str()
        .or(token["id"].as_str())
        .unwrap_or_default();
    let (gone, why) = b.call("DELETE", &format!("/tokens/{id}"), None).await?;
    ensure!(gone == 204, "{gone}: {why}");
    ensure!(read(&a).await? == 401);

    // sent again to the other after a cut: done once
    let user = json!({ "name": "eve", "password": PASSWORD, "bindings": [] }).to_string();
    let create = async |console: &Console| {
        let headers = [
            ("cookie", console.cookie()),
            ("x-castellan", "1"),
            ("content-type", "application/json"),
            ("idempotency-key", "the-same"),
        ];
        let sent = &console.castellan;
        let answer = sent
            .request("POST", "/api/v1/users", &headers, user.as_bytes())
            .await?;
        anyhow::Ok((answer.status, answer.json()?))
    };
    let first = create(&a).await?;
    ensure!(first.0 == 200, "{first:?}");
    ensure!(create(&b).await? == first);
    ensure!(b.get("/users?q=eve").await?["total"] == 1);

    let wrong = json!({ "user": "root", "password": "not the password" });
    let mut answers = Vec::new();
    for console in [&a, &b, &a, &b, &a, &b] {
        let (status, _) = console
            .call_as("", "POST", "/session", Some(&wrong))
            .await?;
        answers.push(status);
    }
    ensure!(answers.starts_with(&[401, 401, 401, 401]), "{answers:?}");
    ensure!(answers.last() == Some(&429), "{answers:?}");
    let right: Value = json!({ "user": "root", "password": PASSWORD });
    for console in [&a, &b] {
        let (status, _) = console
            .call_as("", "POST", "/session", Some(&right))
            .await?;
        ensure!(status == 429, "{status}");
    }
    Ok(())
}
