//! Brings a cluster up: places its brokers, writes their files, formats their storage or starts
//! their ZooKeeper, makes the SCRAM users.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::try_join_all;

use super::{Cluster, Java, Node, READY, opens};
use crate::cache::RunDir;
use crate::kafka::properties::{self, Addresses, Broker};
use crate::kafka::{ClusterBuilder, Listener, Mechanism, Tool, artifacts};
use crate::process::{Process, free_ports, wait_until};
use crate::proxy::Proxy;
use crate::tls::Certificates;

/// C1 and the serial collector start fastest and take the least from the other processes.
const QUICK_START: &[&str] = &[
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
];

impl Cluster {
    pub(in crate::kafka) async fn start(builder: ClusterBuilder<'_>) -> Result<Self> {
        let jars = artifacts::fetch(builder.version, builder.progress).await?;
        let dir = RunDir::new(&builder.name)?;
        let tls = dir.path().join("tls");
        let certificates = if builder.rsa {
            Certificates::generate_rsa(&tls, &builder.certificate_names).await?
        } else {
            Certificates::generate(&tls, &builder.certificate_names)?
        };
        let nodes = place_nodes(&builder, dir.path()).await?;
        let options = if builder.java_options.is_empty() {
            QUICK_START
                .iter()
                .map(|option| (*option).to_owned())
                .collect()
        } else {
            builder.java_options.clone()
        };
        let mut cluster = Self {
            nodes,
            zookeeper: None,
            zookeeper_port: 0,
            version: builder.version,
            cluster_id: new_uuid()?,
            users: builder.users.clone(),
            mechanisms: builder.mechanisms.clone(),
            certificates,
            java: Java {
                jars,
                options,
                heap_mb: builder.heap_mb,
            },
            dir,
        };
        let release = builder.version.release();
        (builder.progress)(&format!(
            "starting {} broker(s) of Kafka {release}",
            builder.brokers
        ));
        if builder.version.is_kraft() {
            cluster.write_properties(&builder, &cluster.controllers())?;
            cluster.format().await?;
        } else {
            cluster.start_zookeeper().await?;
            let address = cluster.zookeeper();
            cluster.write_properties(&builder, &address)?;
            cluster.add_users_in_zookeeper(&address).await?;
        }
        for node in &cluster.nodes {
            cluster.spawn(node)?;
        }
        cluster.wait_ready().await?;
        Ok(cluster)
    }

    fn write_properties(&self, builder: &ClusterBuilder<'_>, metadata: &str) -> Result<()> {
        for node in &self.nodes {
            let broker = Broker {
                id: node.id,
                builder,
                addresses: &node.addresses,
                certificates: &self.certificates,
                metadata,
                log_dirs: &node.log_dirs,
            };
            let text = properties::render(&broker.server_properties()?);
            fs::write(self.properties_path(node), text)?;
        }
        Ok(())
    }

    fn controllers(&self) -> String {
        let addresses: Vec<String> = self
            .nodes
            .iter()
            .map(|node| format!("127.0.0.1:{}", node.addresses.controller))
            .collect();
        addresses.join(",")
    }

    /// Formats the first broker's folders with StorageTool and copies them for the others, each
    /// with its own ids: one JVM in place of one a broker.
    async fn format(&self) -> Result<()> {
        let first = self.nodes.first().context("no broker")?;
        let mut voters = Vec::new();
        let mut directory_ids = Vec::new();
        for node in &self.nodes {
            let id = new_uuid()?;
            voters.push(format!(
                "{}@127.0.0.1:{}:{id}",
                node.id, node.addresses.controller
            ));
            directory_ids.push(id);
        }
        let mut command = self.java.tool();
        command.args([
            "kafka.tools.StorageTool",
            "format",
            "-t",
            &self.cluster_id,
            "-c",
        ]);
        command.arg(self.properties_path(first));
        command.args(["--initial-controllers", &voters.join(",")]);
        for (mechanism, name, password) in self.scram_users() {
            let user = format!("{mechanism}=[name={name},password={password}]");
            command.args(["--add-scram", &user]);
        }
        let output = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .output()
            .await?;
        if !output.status.success() {
            bail!(
                "StorageTool failed:\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        for (node, directory_id) in self.nodes.iter().zip(&directory_ids).skip(1) {
            for (index, (from, to)) in first.log_dirs.iter().zip(&node.log_dirs).enumerate() {
                let id = if index == 0 {
                    directory_id.clone()
                } else {
                    new_uuid()?
                };
                copy_formatted(from, to, node.id, &id)?;
            }
        }
        Ok(())
    }

    fn scram_users(&self) -> impl Iterator<Item = (Mechanism, &String, &String)> {
        let scram = self
            .mechanisms
            .iter()
            .filter(|mechanism| **mechanism != Mechanism::Plain);
        scram.flat_map(|mechanism| {
            self.users
                .iter()
                .map(|(name, password)| (*mechanism, name, password))
        })
    }

    async fn start_zookeeper(&mut self) -> Result<()> {
        let port = free_ports(1)?.into_iter().next().context("no port")?;
        let file = self.dir.path().join("zookeeper.properties");
        let lines = properties::zookeeper_properties(&self.dir.path().join("zookeeper"), port);
        fs::write(&file, properties::render(&lines))?;
        let mut command = self.java.server(128);
        command
            .arg("org.apache.zookeeper.server.quorum.QuorumPeerMain")
            .arg(file);
        let log = self.dir.path().join("zookeeper.log");
        let process = Process::spawn("ZooKeeper", command, &log)?;
        wait_until(&process, READY, "ZooKeeper listens", || opens(port)).await?;
        self.zookeeper = Some(process);
        self.zookeeper_port = port;
        Ok(())
    }

    /// SCRAM users are written before the brokers start, so that every broker knows them at once.
    async fn add_users_in_zookeeper(&self, address: &str) -> Result<()> {
        let mut credentials: BTreeMap<&String, Vec<String>> = BTreeMap::new();
        for (mechanism, name, password) in self.scram_users() {
            let line = format!("{mechanism}=[password={password}]");
            credentials.entry(name).or_default().push(line);
        }
        let runs = credentials.into_iter().map(|(name, lines)| async move {
            let lines = lines.join(",");
            let args = ["--zookeeper", address, "--alter", "--entity-type", "users"];
            let args = [&args[..], &["--entity-name", name, "--add-config", &lines]].concat();
            self.run_class(Tool::Configs.class(self.version)?, &args, None)
                .await
        });
        try_join_all(runs).await.map(|_| ())
    }
}

/// Gives every broker its folders, ports, proxies and advertised addresses.
async fn place_nodes(builder: &ClusterBuilder<'_>, dir: &Path) -> Result<Vec<Node>> {
    let mut nodes = Vec::new();
    for id in 1..=builder.brokers {
        let log_dirs = (1..=builder.log_dirs)
            .map(|n| dir.join(format!("broker-{id}-data-{n}")))
            .collect();
        let mut ports = BTreeMap::new();
        let mut free = free_ports(builder.listeners.len() + 2)?.into_iter();
        for (place, listener) in builder.listeners.iter().enumerate() {
            let free = free.next().context("no port")?;
            let fixed = builder
                .first_port
                .map(|first| fixed_port(first, id, place))
                .transpose()?;
            ports.insert(*listener, fixed.unwrap_or(free));
        }
        ports.insert(Listener::Internal, free.next().context("no port")?);
        let controller = free.next().context("no port")?;
        let mut proxies = BTreeMap::new();
        let mut advertised = BTreeMap::new();
        for (listener, port) in &ports {
            let mut seen = *port;
            if builder.proxied.contains(listener) {
                let proxy = Proxy::start(&format!("127.0.0.1:{port}")).await?;
                seen = proxy.port();
                proxies.insert(*listener, proxy);
            }
            let address = match builder.advertised.get(&(id, *listener)) {
                Some(address) if address.contains(':') => address.clone(),
                Some(host) => format!("{host}:{seen}"),
                None => format!("127.0.0.1:{seen}"),
            };
            advertised.insert(*listener, address);
        }
        let addresses = Addresses {
            ports,
            advertised,
            controller,
        };
        nodes.push(Node {
            id,
            addresses,
            log_dirs,
            process: Mutex::new(None),
            proxies,
        });
    }
    Ok(nodes)
}

fn fixed_port(first: u16, id: u32, place: usize) -> Result<u16> {
    let port = u32::from(first) + (id - 1) + 10 * u32::try_from(place)?;
    let port = u16::try_from(port)?;
    std::net::TcpListener::bind(("127.0.0.1", port))
        .with_context(|| format!("port {port} is taken: is another demo running?"))?;
    Ok(port)
}

fn copy_formatted(from: &Path, to: &Path, node_id: u32, directory_id: &str) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_formatted(&entry.path(), &target, node_id, directory_id)?;
        } else if entry.file_name() == "meta.properties" {
            let text = fs::read_to_string(entry.path())?;
            let lines = text.lines().map(|line| match line.split_once('=') {
                Some(("node.id", _)) => format!("node.id={node_id}\n"),
                Some(("directory.id", _)) => format!("directory.id={directory_id}\n"),
                _ => format!("{line}\n"),
            });
            fs::write(target, lines.collect::<String>())?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A random id in Kafka's form: 16 bytes in URL-safe base64, no dash first (tools take that for an
/// option).
fn new_uuid() -> Result<String> {
    let mut random = fs::File::open("/dev/urandom")?;
    loop {
        let mut bytes = [0_u8; 16];
        random.read_exact(&mut bytes)?;
        let text = URL_SAFE_NO_PAD.encode(bytes);
        if !text.starts_with('-') {
            return Ok(text);
        }
    }
}
