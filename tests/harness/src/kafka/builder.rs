//! What a test cluster shall be like.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::{Cluster, Listener, Mechanism, Version};
use crate::cache::{Progress, SILENT};

/// Describes a cluster; [`start`](Self::start) brings it up.
#[derive(Clone)]
#[must_use]
pub struct ClusterBuilder<'a> {
    pub(super) name: String,
    pub(super) version: Version,
    pub(super) brokers: u32,
    pub(super) listeners: Vec<Listener>,
    pub(super) mechanisms: Vec<Mechanism>,
    pub(super) users: BTreeMap<String, String>,
    pub(super) super_users: Vec<String>,
    pub(super) acls: Option<bool>,
    pub(super) racks: Vec<String>,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) broker_properties: BTreeMap<(u32, String), String>,
    pub(super) advertised: BTreeMap<(u32, Listener), String>,
    pub(super) proxied: Vec<Listener>,
    pub(super) certificate_names: Vec<String>,
    pub(super) rsa: bool,
    pub(super) log_dirs: u32,
    pub(super) heap_mb: u32,
    pub(super) java_options: Vec<String>,
    pub(super) first_port: Option<u16>,
    pub(super) progress: Progress<'a>,
}

impl ClusterBuilder<'_> {
    pub(super) fn new() -> Self {
        let admin = ("admin".to_owned(), "admin-secret".to_owned());
        Self {
            name: "kafka".to_owned(),
            version: Version::V4_3,
            brokers: 1,
            listeners: vec![Listener::Plaintext],
            mechanisms: Mechanism::ALL.to_vec(),
            users: BTreeMap::from([admin]),
            super_users: vec!["User:broker".to_owned(), "User:admin".to_owned()],
            acls: None,
            racks: Vec::new(),
            properties: BTreeMap::new(),
            broker_properties: BTreeMap::new(),
            advertised: BTreeMap::new(),
            proxied: Vec::new(),
            certificate_names: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
            rsa: false,
            log_dirs: 1,
            heap_mb: 320,
            java_options: Vec::new(),
            first_port: None,
            progress: SILENT,
        }
    }
}

impl<'a> ClusterBuilder<'a> {
    /// A name for log lines and the folder.
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The release of Kafka (default 4.3).
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// How many brokers, with ids from 1 (default 1).
    pub fn brokers(mut self, brokers: u32) -> Self {
        self.brokers = brokers;
        self
    }

    /// The listeners clients can use (default PLAINTEXT).
    pub fn listeners(mut self, listeners: impl IntoIterator<Item = Listener>) -> Self {
        self.listeners = listeners.into_iter().collect();
        self.listeners
            .retain(|listener| *listener != Listener::Internal);
        self.listeners.sort_unstable();
        self.listeners.dedup();
        self
    }

    /// The mechanisms on the SASL listeners (default all three).
    pub fn mechanisms(mut self, mechanisms: impl IntoIterator<Item = Mechanism>) -> Self {
        self.mechanisms = mechanisms.into_iter().collect();
        self
    }

    /// A user of every mechanism, beside `admin` with the password `admin-secret`.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.users.insert(name.to_owned(), password.to_owned());
        self
    }

    /// A principal that may do everything, such as `User:CN=castellan-client`; `User:admin` is one.
    pub fn super_user(mut self, principal: &str) -> Self {
        self.super_users.push(principal.to_owned());
        self
    }

    /// Turns ACLs on. `allow_without_acl` is Kafka's `allow.everyone.if.no.acl.found`.
    pub fn acls(mut self, allow_without_acl: bool) -> Self {
        self.acls = Some(allow_without_acl);
        self
    }

    /// The rack of each broker in turn, repeated when there are fewer racks than brokers.
    pub fn racks<'r>(mut self, racks: impl IntoIterator<Item = &'r str>) -> Self {
        self.racks = racks.into_iter().map(str::to_owned).collect();
        self
    }

    /// A line of `server.properties` of every broker; wins over what the harness sets.
    pub fn property(mut self, key: &str, value: &str) -> Self {
        self.properties.insert(key.to_owned(), value.to_owned());
        self
    }

    /// A line of `server.properties` of one broker; wins over everything.
    pub fn broker_property(mut self, broker: u32, key: &str, value: &str) -> Self {
        self.broker_properties
            .insert((broker, key.to_owned()), value.to_owned());
        self
    }

    /// Makes one broker advertise another address (`host` or `host:port`) on a listener, such as a
    /// name that does not resolve.
    pub fn advertise(mut self, broker: u32, listener: Listener, address: &str) -> Self {
        self.advertised
            .insert((broker, listener), address.to_owned());
        self
    }

    /// Puts a fault proxy before every broker on this listener: what clients see and what is
    /// advertised is the proxy. See [`Cluster::proxy`].
    pub fn proxied(mut self, listener: Listener) -> Self {
        self.proxied.push(listener);
        self
    }

    /// The names and addresses in the server certificate (default localhost and 127.0.0.1).
    pub fn certificate_names<'r>(mut self, names: impl IntoIterator<Item = &'r str>) -> Self {
        self.certificate_names = names.into_iter().map(str::to_owned).collect();
        self
    }

    /// Gives the brokers an RSA key, as clusters have that offer nothing but
    /// `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` (say so by `ssl.cipher.suites` and
    /// `ssl.enabled.protocols`). Takes 3 s more.
    pub fn rsa_certificate(mut self) -> Self {
        self.rsa = true;
        self
    }

    /// Log directories a broker (default 1).
    pub fn log_dirs(mut self, log_dirs: u32) -> Self {
        self.log_dirs = log_dirs;
        self
    }

    /// Heap of a broker in MiB (default 320).
    pub fn heap_mb(mut self, heap_mb: u32) -> Self {
        self.heap_mb = heap_mb;
        self
    }

    /// Replaces the Java options, which by default trade top speed for a quick start.
    pub fn java_options<'r>(mut self, options: impl IntoIterator<Item = &'r str>) -> Self {
        self.java_options = options.into_iter().map(str::to_owned).collect();
        self
    }

    /// Takes ports from this one on in place of any free ones: broker `n` serves the listener at
    /// place `m` (from 0) on `first + (n - 1) + 10 * m`.
    pub fn ports_from(mut self, first: u16) -> Self {
        self.first_port = Some(first);
        self
    }

    /// Is told what happens while the cluster starts.
    pub fn progress<'b>(self, progress: Progress<'b>) -> ClusterBuilder<'b>
    where
        'a: 'b,
    {
        ClusterBuilder { progress, ..self }
    }

    /// Starts the cluster and waits until every broker serves every listener.
    ///
    /// # Errors
    /// When the jars cannot be fetched or a broker does not come up; the message has its log.
    pub async fn start(self) -> Result<Cluster> {
        ensure!((1..=9).contains(&self.brokers), "1 to 9 brokers");
        ensure!((1..=9).contains(&self.log_dirs), "1 to 9 log directories");
        ensure!(!self.listeners.is_empty(), "no listener");
        let tls = self.listeners.iter().any(|listener| listener.is_tls());
        ensure!(
            self.version.reads_pem() || !tls,
            "the harness makes PEM files, which Kafka below 2.7 does not read: no TLS listener"
        );
        Cluster::start(self).await
    }
}
