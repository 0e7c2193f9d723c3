//! Opening a connection: dial, TLS, ApiVersions, sign-in, and signing in again later.

use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use kacrab_protocol::generated as wire;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout_at};

use crate::call::Deadline;
use crate::cluster::{FeatureRange, Features};
use crate::connection::{Connection, Counters, Line, LineSetup, SessionFacts};
use crate::stream::{Reader, Writer};
use crate::tls::{NotSecured, TlsSetup};
use crate::{
    ApiKey, ApiRange, ApiRanges, ClientConfig, ConnectFault, Dial, DialError, Error, ErrorCode,
    Peer, Result, Sasl,
};

/// Everything needed to open connections, the same for all brokers of a client.
pub(crate) struct Opener {
    pub(crate) config: ClientConfig,
    pub(crate) tls: Option<TlsSetup>,
    pub(crate) dial: Arc<dyn Dial>,
    pub(crate) counters: Arc<Counters>,
}

/// A connected stream and what its handshake showed.
pub(crate) struct Secured {
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    pub(crate) facts: SessionFacts,
}

impl Opener {
    /// Reads the TLS material; [`Error::Config`] when it makes no sense.
    pub(crate) fn new(config: ClientConfig, dial: Arc<dyn Dial>) -> Result<Self> {
        let tls = config
            .security
            .tls
            .as_ref()
            .map(TlsSetup::new)
            .transpose()?;
        Ok(Self {
            config,
            tls,
            dial,
            counters: Arc::new(Counters::new()),
        })
    }

    /// A connection ready for calls.
    pub(crate) async fn open(&self, peer: &Peer, deadline: Deadline) -> Result<Connection> {
        let tcp = self
            .dial(peer, deadline.within(self.config.connect_timeout))
            .await?;
        let limit = deadline.within(self.config.connect_timeout);
        let secured = self
            .secure(tcp, peer, limit)
            .await
            .map_err(|failed| failed.error)?;
        let connection = self.start(secured, peer);
        self.negotiate(&connection, deadline.within(self.config.connect_timeout))
            .await?;
        self.sign_in(&connection, deadline.within(self.config.connect_timeout))
            .await?;
        Ok(connection)
    }

    /// The TCP connection.
    pub(crate) async fn dial(&self, peer: &Peer, deadline: Deadline) -> Result<TcpStream> {
        let address = &peer.address;
        let dialling = self.dial.dial(&address.host, address.port);
        let dialled = timeout_at(deadline.at, dialling).await.unwrap_or_else(|_| {
            Err(DialError::Connect {
                addr: address.to_string(),
                why: ConnectFault::TimedOut,
            })
        });
        let tcp = dialled.map_err(|error| Error::Dial {
            peer: peer.clone(),
            error,
            advertised: peer.broker.is_some(),
        })?;
        // Small requests must not wait for the answers of others (Nagle).
        let _ = tcp.set_nodelay(true);
        Ok(tcp)
    }

    /// TLS, where it is configured.
    pub(crate) async fn secure(
        &self,
        tcp: TcpStream,
        peer: &Peer,
        deadline: Deadline,
    ) -> Result<Secured, Box<NotSecured>> {
        let Some(setup) = &self.tls else {
            let (reader, writer) = tcp.into_split();
            return Ok(Secured {
                reader: Box::new(reader),
                writer: Box::new(writer),
                facts: SessionFacts::default(),
            });
        };
        let shaken = timeout_at(deadline.at, setup.handshake(tcp, peer)).await;
        let (stream, facts) = shaken.unwrap_or_else(|_| {
            let error = Error::TimedOut {
                peer: peer.clone(),
                what: "TLS handshake".to_owned(),
                after: deadline.total,
                advice: "Something accepts connections there but does not speak TLS: check host \
                         and port, and that the broker is not frozen.",
            };
            Err(Box::new(NotSecured {
                error,
                certificate: None,
            }))
        })?;
        let (reader, writer) = tokio::io::split(stream);
        let facts = SessionFacts {
            tls: Some(facts),
            ..SessionFacts::default()
        };
        Ok(Secured {
            reader: Box::new(reader),
            writer: Box::new(writer),
            facts,
        })
    }

    /// The connection's tasks; nothing is sent yet.
    pub(crate) fn start(&self, secured: Secured, peer: &Peer) -> Connection {
        let setup = LineSetup {
            peer: peer.clone(),
            tls: self.tls.as_ref().map(TlsSetup::shown),
            facts: secured.facts,
            client_id: self.config.client_id.clone(),
            counters: self.counters.clone(),
            frame_max: self.config.first_frame_bytes_max,
        };
        Connection::start(secured.reader, secured.writer, setup)
    }

    /// ApiVersions: asked at version 4 (3.8: features that start at level 0, such as
    /// kraft.version), then at what the broker says it has, then at 0.
    pub(crate) async fn negotiate(
        &self,
        connection: &Connection,
        deadline: Deadline,
    ) -> Result<()> {
        let line = &connection.line;
        let mut version = 4;
        let answer = loop {
            match api_versions(line, version, deadline).await? {
                Ok(answer) => break answer,
                Err(best) if version > 0 => version = best.min(version - 1).max(0),
                Err(_) => {
                    return Err(Error::Unsupported {
                        peer: Some(line.peer.clone()),
                        api: ApiKey::API_VERSIONS,
                        needs: None,
                        detail: "",
                    });
                }
            }
        };
        line.negotiated(
            ranges(line.peer.broker, &answer),
            self.config.frame_bytes_max,
        );
        Ok(())
    }

    /// SASL, where it is configured; starts the task that repeats it before the session ends.
    pub(crate) async fn sign_in(&self, connection: &Connection, deadline: Deadline) -> Result<()> {
        let security = &self.config.security;
        let Some(sasl) = &security.sasl else {
            return Ok(());
        };
        let line = &connection.line;
        crate::sasl::check(line, sasl, security.allow_plain_unencrypted)?;
        let lifetime = crate::sasl::sign_in(line, sasl, deadline).await?;
        line.signed_in.store(true, Ordering::Relaxed);
        note(line, sasl, lifetime);
        if let Some(lifetime) = lifetime {
            let renewing = renew(
                line.clone(),
                sasl.clone(),
                lifetime,
                self.config.call_timeout,
            );
            let task = tokio::spawn(renewing);
            *connection
                .session
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(task);
        }
        Ok(())
    }
}

fn note(line: &Line, sasl: &Sasl, lifetime: Option<Duration>) {
    let mut facts = line.facts.lock().unwrap_or_else(PoisonError::into_inner);
    facts.mechanism = Some(sasl.mechanism.name());
    facts.session_lifetime = lifetime;
}

/// Signs in anew at 85 % of each session (KIP-368; the Java client uses 85 to 95 %). Other calls
/// wait meanwhile. A failure closes the connection with its reason.
async fn renew(line: Arc<Line>, sasl: Sasl, mut lifetime: Duration, limit: Duration) {
    loop {
        sleep(lifetime.mul_f64(0.85)).await;
        let _gate = line.gate.write().await;
        match crate::sasl::sign_in(&line, &sasl, Deadline::after(limit)).await {
            Ok(next) => {
                note(&line, &sasl, next);
                match next {
                    Some(next) => lifetime = next,
                    None => return,
                }
            }
            Err(error) => {
                tracing::warn!(
                    kafka.peer = %line.peer, %error, "signing in again failed; the connection is closed"
                );
                return line.close(error);
            }
        }
    }
}

/// One ApiVersions call. `Err(best)` is error 35 with the version to try next: its body has the
/// layout of version 0 whatever was asked, and only brokers from 2.4 on say what they have.
async fn api_versions(
    line: &Line,
    version: i16,
    deadline: Deadline,
) -> Result<Result<wire::ApiVersionsResponseData, i16>> {
    let request = match version {
        3.. => wire::ApiVersionsRequestData {
            client_software_name: "castellan".to_owned().into(),
            client_software_version: env!("CARGO_PKG_VERSION").to_owned().into(),
            ..Default::default()
        },
        _ => wire::ApiVersionsRequestData::default(),
    };
    let write = |buf: &mut bytes::BytesMut| request.write(buf, version);
    let mut body = line
        .call(ApiKey::API_VERSIONS, version, write, deadline, None)
        .await?;
    if body.get(..2) == Some(&ErrorCode::UNSUPPORTED_VERSION.0.to_be_bytes()[..]) {
        let said = wire::ApiVersionsResponseData::read(&mut body, 0).ok();
        let best = said.as_ref().and_then(|answer| {
            answer
                .api_keys
                .iter()
                .find(|range| range.api_key == ApiKey::API_VERSIONS.0)
        });
        return Ok(Err(best.map_or(0, |range| range.max_version)));
    }
    let answer = wire::ApiVersionsResponseData::read(&mut body, version)
        .map_err(|error| line.malformed(ApiKey::API_VERSIONS, error))?;
    ErrorCode(answer.error_code)
        .ok()
        .map_err(|code| Error::kafka(code, None, format!("ApiVersions at {}", line.peer)))?;
    Ok(Ok(answer))
}

pub(crate) fn ranges(broker: Option<i32>, answer: &wire::ApiVersionsResponseData) -> ApiRanges {
    let mut ranges: Vec<ApiRange> = answer
        .api_keys
        .iter()
        .map(|range| ApiRange {
            api: ApiKey(range.api_key),
            min: range.min_version,
            max: range.max_version,
        })
        .collect();
    ranges.sort_by_key(|range| range.api);
    let features = Features {
        supported: answer
            .supported_features
            .iter()
            .map(|feature| FeatureRange {
                name: feature.name.to_string(),
                min: feature.min_version,
                max: feature.max_version,
            })
            .collect(),
        finalized: answer
            .finalized_features
            .iter()
            .map(|feature| FeatureRange {
                name: feature.name.to_string(),
                min: feature.min_version_level,
                max: feature.max_version_level,
            })
            .collect(),
        finalized_epoch: (answer.finalized_features_epoch >= 0)
            .then_some(answer.finalized_features_epoch),
    };
    ApiRanges {
        broker,
        ranges,
        features,
    }
}
