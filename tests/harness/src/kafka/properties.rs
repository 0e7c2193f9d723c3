//! The `server.properties` of a broker, the file of its ZooKeeper, and client properties.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{ClusterBuilder, Listener, Mechanism, Version};
use crate::tls::{Certificates, STORE_PASSWORD};

/// The user of the brokers themselves.
pub(super) const BROKER_USER: &str = "broker";
/// Its password.
pub(super) const BROKER_PASSWORD: &str = "broker-secret";

/// Where one broker listens and what it says of that.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    /// The port of each listener, [`Listener::Internal`] among them.
    pub(super) ports: BTreeMap<Listener, u16>,
    /// `host:port` as advertised.
    pub(super) advertised: BTreeMap<Listener, String>,
    /// The KRaft controller's port.
    pub(super) controller: u16,
}

/// What the files of one broker are made of.
pub(super) struct Broker<'a> {
    pub(super) id: u32,
    pub(super) builder: &'a ClusterBuilder<'a>,
    pub(super) addresses: &'a Addresses,
    pub(super) certificates: &'a Certificates,
    /// KRaft: the controllers' `host:port` list; ZooKeeper: its one address.
    pub(super) metadata: &'a str,
    pub(super) log_dirs: &'a [PathBuf],
}

impl Broker<'_> {
    /// The lines of `server.properties`.
    pub(super) fn server_properties(&self) -> Result<BTreeMap<String, String>> {
        let mut lines = self.general();
        self.metadata_lines(&mut lines);
        self.listener_lines(&mut lines)?;
        self.acl_lines(&mut lines);
        lines.extend(self.builder.properties.clone());
        for ((id, key), value) in &self.builder.broker_properties {
            if *id == self.id {
                lines.insert(key.clone(), value.clone());
            }
        }
        Ok(lines)
    }

    /// Small and quick: three of these brokers share a machine with everything else.
    fn general(&self) -> BTreeMap<String, String> {
        let replication = self.builder.brokers.min(3).to_string();
        let log_dirs: Vec<String> = self
            .log_dirs
            .iter()
            .map(|dir| dir.display().to_string())
            .collect();
        let log_dirs = log_dirs.join(",");
        let mut lines = BTreeMap::new();
        let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
        set("log.dirs", &log_dirs);
        set("num.network.threads", "2");
        set("num.io.threads", "4");
        set("background.threads", "2");
        set("auto.create.topics.enable", "false");
        set("group.initial.rebalance.delay.ms", "0");
        // The default of 128 MB is taken from the heap at start.
        set("log.cleaner.dedupe.buffer.size", "16777216");
        set("offsets.topic.num.partitions", "10");
        set("offsets.topic.replication.factor", &replication);
        set("transaction.state.log.num.partitions", "5");
        set("transaction.state.log.replication.factor", &replication);
        set("transaction.state.log.min.isr", "1");
        if self.builder.version.is_kraft() {
            set("share.coordinator.state.topic.num.partitions", "5");
            set(
                "share.coordinator.state.topic.replication.factor",
                &replication,
            );
            set("share.coordinator.state.topic.min.isr", "1");
        }
        if let Some(rack) = self.rack() {
            set("broker.rack", rack);
        }
        lines
    }

    fn rack(&self) -> Option<&str> {
        let racks = &self.builder.racks;
        let index = (self.id as usize - 1).checked_rem(racks.len())?;
        racks.get(index).map(String::as_str)
    }

    fn metadata_lines(&self, lines: &mut BTreeMap<String, String>) {
        let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
        if self.builder.version.is_kraft() {
            set("process.roles", "broker,controller");
            set("node.id", &self.id.to_string());
            set("controller.quorum.bootstrap.servers", self.metadata);
            set("controller.listener.names", "CONTROLLER");
            set("sasl.mechanism.controller.protocol", "PLAIN");
            set("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
            set(
                "listener.name.controller.plain.sasl.jaas.config",
                &internal_jaas(),
            );
        } else {
            set("broker.id", &self.id.to_string());
            set("zookeeper.connect", self.metadata);
            set("zookeeper.session.timeout.ms", "6000");
        }
    }

    fn listener_lines(&self, lines: &mut BTreeMap<String, String>) -> Result<()> {
        let mut listeners = Vec::new();
        let mut advertised = Vec::new();
        let mut protocols = Vec::new();
        for (listener, port) in &self.addresses.ports {
            let name = listener.name();
            listeners.push(format!("{name}://127.0.0.1:{port}"));
            if let Some(address) = self.addresses.advertised.get(listener) {
                advertised.push(format!("{name}://{address}"));
            }
            protocols.push(format!("{name}:{}", listener.protocol()));
            self.sasl_lines(*listener, lines);
        }
        if self.builder.version.is_kraft() {
            listeners.push(format!(
                "CONTROLLER://127.0.0.1:{}",
                self.addresses.controller
            ));
            protocols.push("CONTROLLER:SASL_PLAINTEXT".to_owned());
        }
        let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
        set("listeners", &listeners.join(","));
        set("advertised.listeners", &advertised.join(","));
        set("listener.security.protocol.map", &protocols.join(","));
        set("inter.broker.listener.name", Listener::Internal.name());
        set("sasl.mechanism.inter.broker.protocol", "PLAIN");
        if self
            .addresses
            .ports
            .keys()
            .any(|listener| listener.is_tls())
        {
            set("listener.name.ssl.ssl.client.auth", "required");
            trust(lines, &self.certificates.client_ca)?;
            match &self.certificates.rsa_store {
                Some(store) => rsa_store(lines, store),
                None => {
                    key(
                        lines,
                        &self.certificates.server_cert,
                        &self.certificates.server_key,
                    )?;
                }
            }
        }
        Ok(())
    }

    fn sasl_lines(&self, listener: Listener, lines: &mut BTreeMap<String, String>) {
        if !listener.is_sasl() {
            return;
        }
        let prefix = format!("listener.name.{}", listener.name().to_lowercase());
        let internal = listener == Listener::Internal;
        let mechanisms: &[Mechanism] = if internal {
            &[Mechanism::Plain]
        } else {
            &self.builder.mechanisms
        };
        let names: Vec<_> = mechanisms
            .iter()
            .map(|mechanism| mechanism.name())
            .collect();
        lines.insert(format!("{prefix}.sasl.enabled.mechanisms"), names.join(","));
        for mechanism in mechanisms {
            let jaas = match mechanism {
                Mechanism::Plain if internal => internal_jaas(),
                Mechanism::Plain => plain_jaas(&self.builder.users),
                other => format!("{} required;", other.login_module()),
            };
            let name = mechanism.name().to_lowercase();
            lines.insert(format!("{prefix}.{name}.sasl.jaas.config"), jaas);
        }
    }

    fn acl_lines(&self, lines: &mut BTreeMap<String, String>) {
        let Some(allow) = self.builder.acls else {
            return;
        };
        let class = match self.builder.version {
            Version::V1_1 | Version::V2_3 => "kafka.security.auth.SimpleAclAuthorizer",
            Version::V2_7 => "kafka.security.authorizer.AclAuthorizer",
            Version::V3_9 | Version::V4_3 => {
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
            }
        };
        let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
        set("authorizer.class.name", class);
        set("super.users", &self.builder.super_users.join(";"));
        set(
            "allow.everyone.if.no.acl.found",
            if allow { "true" } else { "false" },
        );
    }
}

fn internal_jaas() -> String {
    format!(
        "{} required username=\"{BROKER_USER}\" password=\"{BROKER_PASSWORD}\" \
         user_{BROKER_USER}=\"{BROKER_PASSWORD}\";",
        Mechanism::Plain.login_module()
    )
}

fn plain_jaas(users: &BTreeMap<String, String>) -> String {
    let mut jaas = format!("{} required", Mechanism::Plain.login_module());
    for (name, password) in users {
        let _ = write!(jaas, " user_{name}=\"{password}\"");
    }
    jaas + ";"
}

/// The file of a ZooKeeper that holds one cluster.
pub(super) fn zookeeper_properties(dir: &Path, port: u16) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
    set("dataDir", &path(dir));
    set("clientPort", &port.to_string());
    set("clientPortAddress", "127.0.0.1");
    set("maxClientCnxns", "0");
    set("admin.enableServer", "false");
    set("tickTime", "500");
    lines
}

/// What a Java client needs for a listener; `login` is user, password and mechanism.
pub(super) fn client_properties(
    listener: Listener,
    login: Option<(&str, &str, Mechanism)>,
    certificates: &Certificates,
) -> Result<BTreeMap<String, String>> {
    let mut lines = BTreeMap::new();
    if listener.is_tls() {
        trust(&mut lines, &certificates.ca)?;
    }
    if listener == Listener::Ssl {
        key(
            &mut lines,
            &certificates.client_cert,
            &certificates.client_key,
        )?;
    }
    let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
    set("security.protocol", listener.protocol());
    if let Some((user, password, mechanism)) = login.filter(|_| listener.is_sasl()) {
        let module = mechanism.login_module();
        set("sasl.mechanism", mechanism.name());
        set(
            "sasl.jaas.config",
            &format!("{module} required username=\"{user}\" password=\"{password}\";"),
        );
    }
    Ok(lines)
}

fn trust(lines: &mut BTreeMap<String, String>, ca: &Path) -> Result<()> {
    lines.insert("ssl.truststore.type".to_owned(), "PEM".to_owned());
    lines.insert("ssl.truststore.certificates".to_owned(), read(ca)?);
    Ok(())
}

/// In line, not as a file: 2.7 refuses a key file without a password.
fn key(lines: &mut BTreeMap<String, String>, cert: &Path, key: &Path) -> Result<()> {
    lines.insert("ssl.keystore.type".to_owned(), "PEM".to_owned());
    lines.insert("ssl.keystore.certificate.chain".to_owned(), read(cert)?);
    lines.insert("ssl.keystore.key".to_owned(), read(key)?);
    Ok(())
}

fn rsa_store(lines: &mut BTreeMap<String, String>, store: &Path) {
    let mut set = |key: &str, value: &str| lines.insert(key.to_owned(), value.to_owned());
    set("ssl.keystore.type", "PKCS12");
    set("ssl.keystore.location", &store.display().to_string());
    set("ssl.keystore.password", STORE_PASSWORD);
    set("ssl.key.password", STORE_PASSWORD);
}

/// keytool ends lines as Windows does, and a bare carriage return ends a property.
fn read(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    Ok(text.replace('\r', ""))
}

/// Properties as a file; Java reads a backslash as the start of an escape.
pub(super) fn render(lines: &BTreeMap<String, String>) -> String {
    lines.iter().fold(String::new(), |mut text, (key, value)| {
        let value = value.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(text, "{key}={value}");
        text
    })
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
