//! A running console on real clusters, driven by its REST API as a script would.

use anyhow::{Context, Result, bail, ensure};
use castellan_harness::{Castellan, CastellanBuilder, Cluster, Listener};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The one-time token the console is started with.
const LINK_TOKEN: &str = "suite-one-time-token-0123456789abcdef";

/// Longest wait for something that should come true by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// The configuration that declares one instance on the plaintext listener of a cluster.
///
/// # Errors
/// When the cluster lacks it.
pub fn declared(cluster: &Cluster, name: &str) -> Result<String> {
    let bootstrap = cluster.bootstrap(Listener::Plaintext)?;
    let addresses: Vec<String> = bootstrap
        .split(',')
        .map(|address| format!("{address:?}"))
        .collect();
    Ok(format!(
        "[outbound]\nloopback = true\n[[instances]]\nname = \"{name}\"\nbootstrap = [{}]\nsecurity = \"PLAINTEXT\"\n",
        addresses.join(", ")
    ))
}

/// A console whose user is signed in.
pub struct Console {
    /// The process.
    pub castellan: Castellan,
    cookie: String,
}

impl Console {
    /// Starts a console with one declared instance on the plaintext listener of the cluster.
    pub async fn on(cluster: &Cluster, name: &str) -> Result<Self> {
        Self::with_config(&declared(cluster, name)?).await
    }

    /// Starts a console with a configuration.
    pub async fn with_config(config: &str) -> Result<Self> {
        Self::start(Castellan::builder().config(config)).await
    }

    /// Starts a console described in full.
    pub async fn start(builder: CastellanBuilder) -> Result<Self> {
        let castellan = builder
            .env("CASTELLAN_SIGN_IN_TOKEN", LINK_TOKEN)
            .start()
            .await?;
        let mut console = Self {
            castellan,
            cookie: String::new(),
        };
        console.cookie = console.sign_in(&json!({ "token": LINK_TOKEN })).await?;
        Ok(console)
    }

    /// A console that runs already, for somebody who is signed in.
    pub fn with_cookie(castellan: Castellan, cookie: String) -> Self {
        Self { castellan, cookie }
    }

    /// Signs in and gives the cookie.
    pub async fn sign_in(&self, credentials: &Value) -> Result<String> {
        let answer = self
            .castellan
            .request(
                "POST",
                "/api/v1/session",
                &[("x-castellan", "1"), ("content-type", "application/json")],
                credentials.to_string().as_bytes(),
            )
            .await?;
        ensure!(
            answer.status == 200,
            "sign-in answered {}: {}",
            answer.status,
            answer.text()
        );
        let cookie = answer
            .header("set-cookie")
            .context("sign-in sets no cookie")?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// The session cookie, `name=value`.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// A call as the signed-in user: status and JSON (null where there is none).
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value)> {
        self.call_as(&self.cookie, method, path, body).await
    }

    /// A call with another cookie.
    pub async fn call_as(
        &self,
        cookie: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value)> {
        let body = body.map(ToString::to_string).unwrap_or_default();
        let answer = self
            .castellan
            .request(
                method,
                &format!("/api/v1{path}"),
                &[
                    ("cookie", cookie),
                    ("x-castellan", "1"),
                    ("content-type", "application/json"),
                ],
                body.as_bytes(),
            )
            .await?;
        let value = if answer.body.is_empty() {
            Value::Null
        } else {
            answer
                .json()
                .unwrap_or_else(|_| Value::String(answer.text()))
        };
        Ok((answer.status, value))
    }

    /// Reads, and expects 200.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let (status, value) = self.call("GET", path, None).await?;
        ensure!(status == 200, "GET {path} answered {status}: {value}");
        Ok(value)
    }

    /// Sends a body, and expects a status.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        expected: u16,
    ) -> Result<Value> {
        let (status, value) = self.call(method, path, Some(body)).await?;
        ensure!(
            status == expected,
            "{method} {path} answered {status}, not {expected}: {value}"
        );
        Ok(value)
    }

    /// ID of an instance by its name, once it is connected.
    pub async fn connected(&self, name: &str) -> Result<String> {
        let found = self
            .until("/instances", |list| {
                let items = list.get("items")?.as_array()?;
                let one = items
                    .iter()
                    .find(|item| item.get("name") == Some(&json!(name)))?;
                let status = one.get("status")?.as_str()?;
                matches!(status, "connected" | "degraded")
                    .then(|| one.get("id").cloned())
                    .flatten()
            })
            .await?;
        Ok(found.as_str().unwrap_or_default().to_owned())
    }

    /// Reads again until `look` finds what it looks for.
    pub async fn until<T>(&self, path: &str, look: impl Fn(&Value) -> Option<T>) -> Result<T> {
        let begun = Instant::now();
        loop {
            let value = self.get(path).await?;
            if let Some(found) = look(&value) {
                return Ok(found);
            }
            if begun.elapsed() > PATIENCE {
                bail!("{path} did not become what was expected in {PATIENCE:?}; it is {value}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
