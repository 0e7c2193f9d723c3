//! A running cluster: its brokers as child processes, and what can be done to them.

mod start;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use futures_util::future::try_join_all;
use tokio::net::TcpStream;

use super::properties::{self, Addresses};
use super::{ClusterBuilder, Jars, Listener, Login, Mechanism, Version, probe};
use crate::cache::RunDir;
use crate::process::{Process, wait_until};
use crate::proxy::Proxy;
use crate::tls::Certificates;

const READY: Duration = Duration::from_secs(90);
const GRACE: Duration = Duration::from_secs(30);

/// A running cluster. Dropping it kills its brokers and removes their data.
#[derive(Debug)]
pub struct Cluster {
    nodes: Vec<Node>,
    zookeeper: Option<Process>,
    zookeeper_port: u16,
    version: Version,
    cluster_id: String,
    users: BTreeMap<String, String>,
    mechanisms: Vec<Mechanism>,
    certificates: Certificates,
    java: Java,
    dir: RunDir,
}

#[derive(Debug)]
struct Node {
    id: u32,
    addresses: Addresses,
    log_dirs: Vec<PathBuf>,
    process: Mutex<Option<Arc<Process>>>,
    proxies: BTreeMap<Listener, Proxy>,
}

/// How a JVM of this cluster is started.
#[derive(Debug)]
pub(super) struct Java {
    pub(super) jars: Jars,
    options: Vec<String>,
    heap_mb: u32,
}

impl Java {
    fn command(&self, class_path: &str, heap_mb: u32) -> Command {
        let mut command = Command::new(self.jars.java());
        command.args(&self.options).arg(format!("-Xmx{heap_mb}m"));
        // ZooKeeper would look for log4j, which is not on the class path.
        command.args(["-Dzookeeper.jmx.log4j.disable=true", "-cp", class_path]);
        command
    }

    /// A broker, or ZooKeeper: logs to standard error.
    fn server(&self, heap_mb: u32) -> Command {
        self.command(&self.jars.broker_class_path(), heap_mb)
    }

    /// One of Apache's tools: no log.
    pub(super) fn tool(&self) -> Command {
        self.command(&self.jars.tool_class_path(), 160)
    }
}

impl Cluster {
    /// Describes a cluster: one 4.3 broker with PLAINTEXT unless told otherwise.
    pub fn builder() -> ClusterBuilder<'static> {
        ClusterBuilder::new()
    }

    /// The release of Kafka.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The cluster's id; on ZooKeeper-based clusters known to the brokers alone, so ask them.
    pub fn cluster_id(&self) -> Option<&str> {
        self.version.is_kraft().then_some(self.cluster_id.as_str())
    }

    /// The ids of the brokers, running or not.
    pub fn broker_ids(&self) -> Vec<u32> {
        self.nodes.iter().map(|node| node.id).collect()
    }

    /// The `host:port` list to bootstrap from on this listener.
    ///
    /// # Errors
    /// When the cluster lacks the listener.
    pub fn bootstrap(&self, listener: Listener) -> Result<String> {
        let addresses: Result<Vec<_>> = self
            .nodes
            .iter()
            .map(|node| self.address(node.id, listener))
            .collect();
        Ok(addresses?.join(","))
    }

    /// Where one broker is reached on this listener; its fault proxy where it has one.
    ///
    /// # Errors
    /// When there is no such broker or listener.
    pub fn address(&self, broker: u32, listener: Listener) -> Result<String> {
        let node = self.node(broker)?;
        let port = match node.proxies.get(&listener) {
            Some(proxy) => proxy.port(),
            None => *node
                .addresses
                .ports
                .get(&listener)
                .with_context(|| format!("the cluster has no listener {listener}"))?,
        };
        Ok(format!("127.0.0.1:{port}"))
    }

    /// The fault proxy before a broker on a listener that was [proxied](ClusterBuilder::proxied).
    ///
    /// # Errors
    /// When there is none.
    pub fn proxy(&self, broker: u32, listener: Listener) -> Result<&Proxy> {
        let proxy = self.node(broker)?.proxies.get(&listener);
        proxy.with_context(|| format!("{listener} of broker {broker} has no proxy"))
    }

    /// The users and their passwords.
    pub fn users(&self) -> &BTreeMap<String, String> {
        &self.users
    }

    /// Name and password of the brokers' own user (PLAIN on [`Listener::Internal`]), who may do
    /// everything.
    pub fn broker_user() -> (&'static str, &'static str) {
        (properties::BROKER_USER, properties::BROKER_PASSWORD)
    }

    /// The certificates; made for every cluster, used on its TLS listeners.
    pub fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// The CA's certificate as PEM text.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ca_pem(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.certificates.ca)?)
    }

    /// What a Java or rdkafka-like client needs for this listener (`admin`, first mechanism).
    ///
    /// # Errors
    /// When a certificate cannot be read.
    pub fn client_properties(&self, listener: Listener) -> Result<BTreeMap<String, String>> {
        let login = match listener {
            Listener::Internal => Login::broker().user,
            _ => self.default_login(),
        };
        properties::client_properties(listener, login, &self.certificates)
    }

    /// The folder of a cluster: logs, certificates, data. Gone when the cluster is dropped.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The log directories of a broker.
    ///
    /// # Errors
    /// When there is no such broker.
    pub fn log_dirs(&self, broker: u32) -> Result<&[PathBuf]> {
        Ok(&self.node(broker)?.log_dirs)
    }

    /// What a broker has logged.
    ///
    /// # Errors
    /// When there is no such broker.
    pub fn broker_log(&self, broker: u32) -> Result<String> {
        let bytes = fs::read(self.log_path(self.node(broker)?))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The process of a broker.
    ///
    /// # Errors
    /// When it has been stopped.
    pub fn process(&self, broker: u32) -> Result<Arc<Process>> {
        let guard = self
            .node(broker)?
            .process
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        guard
            .clone()
            .with_context(|| format!("broker {broker} is not running"))
    }

    /// Shuts a broker down in order (SIGTERM) and waits for its end.
    ///
    /// # Errors
    /// When it is not running or does not end in time.
    pub async fn stop_broker(&self, broker: u32) -> Result<()> {
        let process = self.process(broker)?;
        process.terminate(GRACE).await?;
        self.forget(broker)
    }

    /// Kills a broker (SIGKILL): no last words to the cluster.
    ///
    /// # Errors
    /// When it is not running.
    pub fn kill_broker(&self, broker: u32) -> Result<()> {
        self.process(broker)?.kill();
        self.forget(broker)
    }

    /// Starts a stopped broker on its old data and waits until all that run know each other.
    ///
    /// # Errors
    /// When it is running, or does not come up.
    pub async fn start_broker(&self, broker: u32) -> Result<()> {
        ensure!(self.process(broker).is_err(), "broker {broker} is running");
        self.spawn(self.node(broker)?)?;
        self.wait_ready().await
    }

    /// Stops a broker in its tracks (SIGSTOP): connections stay, nothing answers.
    ///
    /// # Errors
    /// When it is not running.
    pub fn freeze_broker(&self, broker: u32) -> Result<()> {
        self.process(broker)?.freeze()
    }

    /// Lets a frozen broker go on.
    ///
    /// # Errors
    /// When it is not running.
    pub fn thaw_broker(&self, broker: u32) -> Result<()> {
        self.process(broker)?.thaw()
    }

    /// Waits until every running broker serves its listeners and sees all running brokers.
    ///
    /// # Errors
    /// When a broker ends or the time is up; the message has the end of its log.
    pub async fn wait_ready(&self) -> Result<()> {
        let running: Vec<_> = self.nodes.iter().filter_map(Node::running).collect();
        let ids: Result<Vec<i32>, _> = running
            .iter()
            .map(|(node, _)| i32::try_from(node.id))
            .collect();
        let ids = &ids?;
        let waits = running.iter().map(|(node, process)| async move {
            let what = format!("broker {} ready", node.id);
            wait_until(process, READY, &what, || node.is_ready(ids)).await
        });
        try_join_all(waits).await.map(|_| ())
    }

    /// Waits until the running brokers agree that exactly these are alive, as after a kill.
    ///
    /// # Errors
    /// When the time is up.
    pub async fn wait_for_brokers(&self, ids: &[u32], deadline: Duration) -> Result<()> {
        let wanted: Result<Vec<i32>, _> = ids.iter().map(|id| i32::try_from(*id)).collect();
        let wanted = wanted?;
        let end = Instant::now() + deadline;
        loop {
            let mut seen = Vec::new();
            for id in ids {
                let port = self.internal_port(*id)?;
                seen.push(probe::live_brokers(port).await.unwrap_or_default());
            }
            if seen.iter().all(|view| *view == wanted) {
                return Ok(());
            }
            if Instant::now() >= end {
                bail!("brokers {wanted:?} wanted, seen {seen:?} after {deadline:?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(super) fn zookeeper(&self) -> String {
        format!("127.0.0.1:{}", self.zookeeper_port)
    }

    pub(super) fn java(&self) -> &Java {
        &self.java
    }

    pub(super) fn default_login(&self) -> Option<(&str, &str, Mechanism)> {
        let password = self.users.get("admin")?;
        let mechanism = self.mechanisms.iter().max()?;
        Some(("admin", password.as_str(), *mechanism))
    }

    fn node(&self, broker: u32) -> Result<&Node> {
        let node = self.nodes.iter().find(|node| node.id == broker);
        node.with_context(|| format!("no broker {broker}"))
    }

    fn internal_port(&self, broker: u32) -> Result<u16> {
        let port = self.node(broker)?.addresses.ports.get(&Listener::Internal);
        port.copied().context("no internal port")
    }

    fn forget(&self, broker: u32) -> Result<()> {
        *self
            .node(broker)?
            .process
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    fn log_path(&self, node: &Node) -> PathBuf {
        self.dir.path().join(format!("broker-{}.log", node.id))
    }

    fn properties_path(&self, node: &Node) -> PathBuf {
        self.dir
            .path()
            .join(format!("broker-{}.properties", node.id))
    }

    fn spawn(&self, node: &Node) -> Result<()> {
        let mut command = self.java.server(self.java.heap_mb);
        command.arg("kafka.Kafka").arg(self.properties_path(node));
        let name = format!("broker {}", node.id);
        let process = Process::spawn(&name, command, &self.log_path(node))?;
        *node.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(process));
        Ok(())
    }
}

impl Node {
    fn running(&self) -> Option<(&Self, Arc<Process>)> {
        let guard = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        guard.clone().map(|process| (self, process))
    }

    async fn is_ready(&self, ids: &[i32]) -> Option<()> {
        let port = self.addresses.ports.get(&Listener::Internal)?;
        let seen = probe::live_brokers(*port).await.ok()?;
        if !ids.iter().all(|id| seen.contains(id)) {
            return None;
        }
        for port in self.addresses.ports.values() {
            opens(*port).await?;
        }
        Some(())
    }
}

async fn opens(port: u16) -> Option<()> {
    TcpStream::connect(("127.0.0.1", port))
        .await
        .ok()
        .map(|_| ())
}
