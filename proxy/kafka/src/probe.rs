//! The connection check, step by step: what works at an address, and from which step on it does
//! not; then the same for every address the cluster advertises.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::call::Deadline;
use crate::connection::SessionFacts;
use crate::open::Opener;
use crate::{
    Address, ApiRanges, CertificateFacts, ClientConfig, Connection, Dial, DialError, Error,
    ErrorKind, Metadata, Peer, Result,
};

/// A name no listener offers, to be told those it does.
const NO_MECHANISM: &str = "CASTELLAN-ASKS";

/// One step of the check.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where.
    pub address: Address,
    /// The broker's id at advertised addresses.
    pub broker: Option<i32>,
    /// Which step.
    pub name: StepName,
    /// How it went.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
}

impl Step {
    /// Whether it did not work.
    pub fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }
}

/// The steps in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepName {
    /// The client's own settings: certificates and keys.
    Settings,
    /// DNS.
    Resolve,
    /// TCP.
    Connect,
    /// TLS handshake, certificate and name.
    Tls,
    /// Kafka's first exchange: it is a broker, and what it can do.
    ApiVersions,
    /// Sign-in.
    Sasl,
    /// Brokers and topics.
    Metadata,
}

/// How a step went.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It worked; a detail for the person (address, TLS version, mechanism, …).
    Ok(String),
    /// It did not; what is wrong and what to do.
    Failed(Box<Error>),
    /// Not needed, or not reached.
    Skipped,
}

impl Outcome {
    /// The coarse reason of a failure.
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Failed(error) => Some(error.kind()),
            _ => None,
        }
    }
}

/// Everything learned.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// All steps in the order they ended.
    pub steps: Vec<Step>,
    /// What the first address that worked showed of its security.
    pub facts: SessionFacts,
    /// Its certificate, also when it was not accepted.
    pub certificate: Option<CertificateFacts>,
    /// SASL mechanisms the listener offers; empty where it has none or did not tell.
    pub mechanisms: Vec<String>,
    /// What the broker can do; its [`ApiRanges::version_hint`] is the Kafka version.
    pub ranges: Option<ApiRanges>,
    /// The cluster as seen, where it came that far.
    pub metadata: Option<Metadata>,
}

impl Probe {
    /// `true` when the cluster was seen and every advertised address worked; a bootstrap address
    /// that failed beside one that worked does not count.
    pub fn all_ok(&self) -> bool {
        let advertised = self.steps.iter().filter(|step| step.broker.is_some());
        self.metadata.is_some() && !advertised.into_iter().any(Step::failed)
    }

    /// The first failure.
    pub fn first_failure(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.failed())
    }
}

/// Checks every bootstrap address, then every address the cluster advertises. Each step has the
/// configuration's `connect_timeout`; `on_step` hears of each as it ends. Nothing is changed.
///
/// For a listener of unknown mechanism call it with any and read [`Probe::mechanisms`].
pub async fn probe(
    config: &ClientConfig,
    dial: Arc<dyn Dial>,
    on_step: impl FnMut(Step) + Send,
) -> Probe {
    let mut run = Run {
        on_step,
        probe: Probe::default(),
    };
    let opener = match Opener::new(config.clone(), dial) {
        Ok(opener) => opener,
        Err(error) => {
            let address = config.bootstrap.first().cloned();
            let address = address.unwrap_or_else(|| Address::new("", 0));
            let at = At {
                peer: Peer {
                    broker: None,
                    address,
                },
                begun: Instant::now(),
            };
            run.failed(&at, StepName::Settings, error);
            return run.probe;
        }
    };
    for address in &config.bootstrap {
        let peer = Peer {
            broker: None,
            address: address.clone(),
        };
        if let Some(connection) = run.address(&opener, peer).await {
            run.metadata(&opener, &connection).await;
        }
    }
    let advertised: BTreeSet<(i32, Address)> = run
        .probe
        .metadata
        .iter()
        .flat_map(|metadata| &metadata.brokers)
        .map(|broker| (broker.id, Address::new(broker.host.clone(), broker.port)))
        .collect();
    for (broker, address) in advertised {
        run.address(
            &opener,
            Peer {
                broker: Some(broker),
                address,
            },
        )
        .await;
    }
    run.probe
}

struct Run<S> {
    on_step: S,
    probe: Probe,
}

/// Where a step happens and since when.
struct At {
    peer: Peer,
    begun: Instant,
}

impl<S: FnMut(Step) + Send> Run<S> {
    fn step(&mut self, at: &At, name: StepName, outcome: Outcome) {
        let took = if matches!(outcome, Outcome::Skipped) {
            Duration::ZERO
        } else {
            at.begun.elapsed()
        };
        let (address, broker) = (at.peer.address.clone(), at.peer.broker);
        let step = Step {
            address,
            broker,
            name,
            outcome,
            took,
        };
        (self.on_step)(step.clone());
        self.probe.steps.push(step);
    }

    fn ok(&mut self, at: &mut At, name: StepName, detail: impl Into<String>) {
        self.step(at, name, Outcome::Ok(detail.into()));
        at.begun = Instant::now();
    }

    fn failed(&mut self, at: &At, name: StepName, error: Error) {
        self.step(at, name, Outcome::Failed(Box::new(error)));
    }

    /// The steps of one address up to sign-in.
    async fn address(&mut self, opener: &Opener, peer: Peer) -> Option<Connection> {
        let limit = || Deadline::after(opener.config.connect_timeout);
        let mut at = At {
            peer: peer.clone(),
            begun: Instant::now(),
        };
        let tcp = match opener.dial(&peer, limit()).await {
            Ok(tcp) => tcp,
            Err(error) => {
                let name = match &error {
                    Error::Dial {
                        error: DialError::NotResolved { .. },
                        ..
                    } => StepName::Resolve,
                    Error::Dial {
                        error: DialError::Connect { addr, .. },
                        ..
                    } => {
                        self.step(&at, StepName::Resolve, Outcome::Ok(addr.clone()));
                        StepName::Connect
                    }
                    _ => StepName::Connect,
                };
                self.failed(&at, name, error);
                return None;
            }
        };
        let address = tcp
            .peer_addr()
            .map_or_else(|_| String::new(), |addr| addr.to_string());
        self.step(&at, StepName::Resolve, Outcome::Ok(address.clone()));
        self.ok(&mut at, StepName::Connect, address);
        let secured = match opener.secure(tcp, &peer, limit()).await {
            Ok(secured) => secured,
            Err(failed) => {
                self.probe.certificate = self.probe.certificate.take().or(failed.certificate);
                self.failed(&at, StepName::Tls, failed.error);
                return None;
            }
        };
        match &secured.facts.tls {
            Some(tls) => {
                let detail = format!("{}, {}", tls.version, tls.cipher);
                if self.probe.certificate.is_none() {
                    self.probe.certificate = tls.certificate.clone();
                }
                self.ok(&mut at, StepName::Tls, detail);
            }
            None => self.step(&at, StepName::Tls, Outcome::Skipped),
        }
        let connection = opener.start(secured, &peer);
        if let Err(error) = opener.negotiate(&connection, limit()).await {
            self.failed(&at, StepName::ApiVersions, error);
            return None;
        }
        let ranges = connection.ranges().cloned().unwrap_or_default();
        let detail = format!(
            "Kafka {}, {} calls",
            ranges.version_hint(),
            ranges.ranges.len()
        );
        self.ok(&mut at, StepName::ApiVersions, detail);
        self.probe.ranges.get_or_insert(ranges);
        self.sign_in(opener, &mut at, &peer, connection).await
    }

    async fn sign_in(
        &mut self,
        opener: &Opener,
        at: &mut At,
        peer: &Peer,
        connection: Connection,
    ) -> Option<Connection> {
        let limit = Deadline::after(opener.config.connect_timeout);
        if self.probe.mechanisms.is_empty()
            && let Some(mechanisms) = mechanisms(opener, peer).await
        {
            self.probe.mechanisms = mechanisms;
        }
        at.begun = Instant::now();
        let Some(sasl) = &opener.config.security.sasl else {
            self.step(at, StepName::Sasl, Outcome::Skipped);
            return Some(connection);
        };
        if let Err(error) = opener.sign_in(&connection, limit).await {
            self.failed(at, StepName::Sasl, error);
            return None;
        }
        let detail = format!("{} as {}", sasl.mechanism.name(), sasl.username);
        self.ok(at, StepName::Sasl, detail);
        Some(connection)
    }

    async fn metadata(&mut self, opener: &Opener, connection: &Connection) {
        let mut at = At {
            peer: connection.peer().clone(),
            begun: Instant::now(),
        };
        let limit = Deadline::after(opener.config.connect_timeout);
        match crate::metadata::ask(connection, None, limit).await {
            Ok(metadata) => {
                let (brokers, topics) = (metadata.brokers.len(), metadata.topics.len());
                let id = metadata.cluster_id.as_deref().unwrap_or("without an id");
                let detail = format!("cluster {id}: {brokers} brokers, {topics} topics");
                self.ok(&mut at, StepName::Metadata, detail);
                if self.probe.metadata.is_none() {
                    self.probe.facts = connection.facts();
                    self.probe.metadata = Some(metadata);
                }
            }
            Err(error) => self.failed(&at, StepName::Metadata, error),
        }
    }
}

/// The SASL mechanisms of a listener, learned on a connection of their own by naming one it cannot
/// have. `None` where the listener has no SASL or does not tell.
async fn mechanisms(opener: &Opener, peer: &Peer) -> Option<Vec<String>> {
    let limit = Deadline::after(opener.config.connect_timeout);
    let asked = async {
        let tcp = opener.dial(peer, limit).await?;
        let secured = opener
            .secure(tcp, peer, limit)
            .await
            .map_err(|failed| failed.error)?;
        let connection = opener.start(secured, peer);
        opener.negotiate(&connection, limit).await?;
        crate::sasl::handshake(&connection.line, NO_MECHANISM, limit).await
    };
    let asked: Result<Option<Vec<String>>> = asked.await;
    asked.ok().flatten()
}
