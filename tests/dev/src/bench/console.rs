//! The console under measurement: how it is started, and what the system says of its process.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use castellan_harness::process::free_ports;
use castellan_harness::{Castellan, Cluster, Listener, http};
use serde_json::{Value, json};

use super::client::Target;

const TOKEN: &str = "bench-one-time-token-0123456789abcdef";
pub const INSTANCE: &str = "bench";
/// Longest wait for a list that is whole.
const PATIENCE: Duration = Duration::from_secs(180);
/// Between two looks whether a console that starts has its list.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Figures that are unknown in a list until the slower parts of the snapshot were read.
const LATE: [(&str, &str); 3] = [
    ("size", "size_bytes"),
    ("messages", "messages"),
    ("retention", "retention_ms"),
];

/// A console with one instance, asked as its signed-in user.
pub struct Console {
    castellan: Castellan,
    metrics: String,
    /// For the load.
    pub target: Target,
}

impl Console {
    /// Starts one on this listener, with a fresh store, and waits until its list is whole.
    pub async fn start(binary: Option<&Path>, cluster: &Cluster, on: Listener) -> Result<Self> {
        Self::start_with(binary, configuration(cluster, on)?).await
    }

    /// The same with this configuration file, which declares one instance.
    pub async fn start_with(binary: Option<&Path>, configuration: String) -> Result<Self> {
        let port = free_ports(1)?.into_iter().next().context("no port")?;
        let metrics = format!("127.0.0.1:{port}");
        let mut builder = Castellan::builder()
            .config(configuration)
            .env("CASTELLAN_SIGN_IN_TOKEN", TOKEN)
            .arg("--metrics-listen")
            .arg(&metrics);
        if let Some(binary) = binary {
            builder = builder.binary(binary);
        }
        let castellan = builder.start().await?;
        let mut console = Self {
            target: Target {
                address: castellan.address(),
                cookie: String::new(),
                instance: String::new(),
            },
            castellan,
            metrics,
        };
        console.sign_in().await?;
        Ok(console)
    }

    async fn sign_in(&mut self) -> Result<()> {
        let body = json!({ "token": TOKEN }).to_string();
        let headers = [("x-castellan", "1"), ("content-type", "application/json")];
        let answer = self
            .castellan
            .request("POST", "/api/v1/session", &headers, body.as_bytes())
            .await?;
        ensure!(answer.status == 200, "sign-in: {}", answer.text());
        let cookie = answer
            .header("set-cookie")
            .context("sign-in sets no cookie")?;
        self.target.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let list = self.get("/api/v1/instances").await?;
        let items = list.get("items").and_then(Value::as_array);
        let id = items
            .and_then(|items| items.first()?.get("id")?.as_str())
            .context("the console has no instance")?;
        self.target.instance = format!("/api/v1/instances/{id}");
        Ok(())
    }

    /// An address of its app.
    pub fn url(&self, path: &str) -> String {
        self.castellan.url(path)
    }

    /// Stops it and starts it again on its store; gives the time from the start of the process to
    /// the first answer with a list of at least so many topics.
    pub async fn time_to_list(&mut self, topics: usize) -> Result<Duration> {
        self.castellan.stop().await?;
        let began = Instant::now();
        self.castellan.launch()?;
        loop {
            if let Ok(list) = self.list("per_page=50").await
                && total(&list) >= topics
            {
                return Ok(began.elapsed());
            }
            if began.elapsed() > PATIENCE {
                bail!(
                    "no list within {PATIENCE:?}; its log:\n{}",
                    self.castellan.log()
                );
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until the list has so many topics, all in sync, and every figure of every one is known.
    pub async fn wait_whole(&self, topics: usize) -> Result<()> {
        let began = Instant::now();
        loop {
            let missing = self.missing(topics).await;
            match missing {
                Ok(None) => return Ok(()),
                Ok(Some(what)) if began.elapsed() > PATIENCE => {
                    bail!("the list is not whole after {PATIENCE:?}: {what}")
                }
                Err(error) if began.elapsed() > PATIENCE => return Err(error),
                _ => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    async fn missing(&self, topics: usize) -> Result<Option<String>> {
        let list = self.list("per_page=1").await?;
        let count = |name: &str| {
            list.pointer(&format!("/counts/{name}"))
                .and_then(Value::as_u64)
        };
        if total(&list) < topics || count("under_replicated") != Some(0) {
            return Ok(Some(format!(
                "{} topics, counts {}",
                total(&list),
                list.get("counts").unwrap_or(&Value::Null)
            )));
        }
        for (sort, field) in LATE {
            // What is not known comes last.
            let last = format!("sort={sort}&per_page=1&page={}", total(&list));
            let last = self.list(&last).await?;
            if last
                .pointer(&format!("/items/0/{field}"))
                .is_none_or(Value::is_null)
            {
                return Ok(Some(format!("{field} of some topics")));
            }
        }
        Ok(None)
    }

    async fn list(&self, query: &str) -> Result<Value> {
        self.get(&format!("{}/topics?{query}", self.target.instance))
            .await
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let headers = [("cookie", self.target.cookie.as_str())];
        let answer = self.castellan.request("GET", path, &headers, &[]).await?;
        ensure!(
            answer.status == 200,
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
        answer.json()
    }

    /// Requests it has sent to brokers since its start, as it says itself.
    pub async fn kafka_requests(&self) -> Result<u64> {
        let count = self.figure("castellan_kafka_requests_total{").await?;
        Ok(count as u64)
    }

    /// How often it has read a part of the snapshot, and the processor time of that.
    pub async fn reads(&self, part: &str) -> Result<(f64, Duration)> {
        let of = format!("{{instance=\"{INSTANCE}\",part=\"{part}\"}}");
        let reads = format!("castellan_instance_reads_total{of}");
        let spent = format!("castellan_instance_read_processor_seconds_total{of}");
        let (reads, spent) = (self.figure(&reads).await?, self.figure(&spent).await?);
        Ok((reads, Duration::from_secs_f64(spent)))
    }

    /// One of its own figures, by how the line begins.
    async fn figure(&self, begins: &str) -> Result<f64> {
        let answer = http::request("GET", &self.metrics, "/metrics", &[], &[]).await?;
        let text = answer.text();
        let line = text.lines().find(|line| line.starts_with(begins));
        let figure = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
        figure.with_context(|| format!("/metrics has no {begins}"))
    }

    /// Resident memory now and at its peak, bytes.
    pub fn memory(&self) -> Result<(u64, u64)> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.castellan.pid()?))?;
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
            Some(kib * 1024)
        };
        let now = field("VmRSS:").context("no VmRSS")?;
        Ok((now, field("VmHWM:").context("no VmHWM")?))
    }

    /// Processor time of its threads.
    pub fn processor_time(&self) -> Result<Duration> {
        let mut sum = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.castellan.pid()?))? {
            // A thread may end between the two looks.
            let text = fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
            let nanoseconds = text.split(' ').next().and_then(|text| text.parse().ok());
            sum += nanoseconds.unwrap_or(0_u64);
        }
        Ok(Duration::from_nanos(sum))
    }

    /// Bytes of each file that a browser loads before the first screen, as brotli.
    pub async fn first_load(&self) -> Result<Vec<(String, usize)>> {
        let headers = [("accept-encoding", "br")];
        let page = self.castellan.request("GET", "/", &[], &[]).await?.text();
        let mut paths: Vec<String> = page
            .split('"')
            .filter(|text| text.starts_with("assets/"))
            .map(str::to_owned)
            .collect();
        // The script loads the part of the screen, here the list of topics.
        let script = paths.iter().find_map(|path| path.strip_suffix("/app.js"));
        let folder = script.context("the page names no app.js")?.to_owned();
        paths.extend(["split.js", "topics.bin"].map(|file| format!("{folder}/{file}")));
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::new();
        for path in paths {
            let path = format!("/{path}");
            let answer = self.castellan.request("GET", &path, &headers, &[]).await?;
            ensure!(answer.status == 200, "{path}: {}", answer.status);
            files.push((path, answer.body.len()));
        }
        Ok(files)
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        self.castellan.stop().await
    }
}

fn total(list: &Value) -> usize {
    let total = list.get("total").and_then(Value::as_u64).unwrap_or(0);
    usize::try_from(total).unwrap_or(usize::MAX)
}

fn configuration(cluster: &Cluster, on: Listener) -> Result<String> {
    let bootstrap = cluster.bootstrap(on)?;
    let addresses: Vec<String> = bootstrap.split(',').map(|one| format!("{one:?}")).collect();
    let mut text = format!(
        "[outbound]\nloopback = true\n\n[[instances]]\nname = \"{INSTANCE}\"\n\
         bootstrap = [{}]\nsecurity = \"{}\"\n",
        addresses.join(", "),
        on.protocol()
    );
    if on.is_sasl() {
        let password = cluster.users().get("admin").context("no admin")?;
        text.push_str(&format!(
            "mechanism = \"SCRAM-SHA-256\"\nusername = \"admin\"\npassword = \"{password}\"\n"
        ));
    }
    Ok(text)
}
