//! TLS of a broker connection: set-up from PEM, the handshake, and what was learned in it.

mod certificate;
mod explain;
mod problem;
mod verify;

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub use certificate::CertificateFacts;
pub(crate) use explain::{Shown, after_handshake};
pub use problem::TlsProblem;
use verify::{Asked, Judge};

use crate::stream::FirstBytes;
use crate::{Error, Peer, Tls, frame};

/// What a finished handshake showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLS 1.2` or `TLS 1.3`.
    pub version: String,
    /// The cipher suite by its IANA name.
    pub cipher: String,
    /// The broker's own certificate.
    pub certificate: Option<CertificateFacts>,
}

/// A handshake that failed, with the certificate as far as it was seen.
pub(crate) struct NotSecured {
    pub(crate) error: Error,
    pub(crate) certificate: Option<CertificateFacts>,
}

/// Everything of TLS that does not change between connections.
#[derive(Clone)]
pub(crate) struct TlsSetup {
    config: ClientConfig,
    roots: Arc<RootCertStore>,
    pinned: Arc<Vec<CertificateDer<'static>>>,
    provider: Arc<CryptoProvider>,
    verify_host: bool,
    /// Subjects of the given authorities; empty: the system's.
    trusted: Arc<Vec<String>>,
    shown: Shown,
}

impl TlsSetup {
    /// Reads the PEM texts; [`Error::Config`] names what is wrong with which.
    pub(crate) fn new(tls: &Tls) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let (roots, pinned) = match &tls.ca_pem {
            Some(pem) => authorities(pem)?,
            None => (system_roots()?, Vec::new()),
        };
        let (roots, pinned) = (Arc::new(roots), Arc::new(pinned));
        let judge = Judge::new(&provider, &roots, &pinned, tls.verify_host);
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| Error::Config(format!("TLS cannot be set up: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge));
        let mut shown = Shown::default();
        let mut config = match (&tls.client_cert_pem, &tls.client_key_pem) {
            (Some(chain), Some(key)) => {
                let (chain, key) = (client_chain(chain)?, client_key(key.reveal())?);
                let own = chain.first().and_then(CertificateFacts::read);
                shown = Shown(own.map(Arc::new));
                builder
                    .with_client_auth_cert(chain, key)
                    .map_err(|error| unusable(&error))?
            }
            (None, None) => builder.with_no_client_auth(),
            _ => {
                return Err(Error::Config(
                    "a client certificate needs both its chain and its private key".to_owned(),
                ));
            }
        };
        // A resumed session shows no certificate, and brokers are connected to rarely.
        config.resumption = Resumption::disabled();
        let trusted = pinned.iter().filter_map(CertificateFacts::read);
        let trusted = Arc::new(trusted.map(|facts| facts.subject).collect());
        Ok(Self {
            config,
            roots,
            pinned,
            provider,
            verify_host: tls.verify_host,
            trusted,
            shown,
        })
    }

    /// What is shown to a listener that asks for a client certificate.
    pub(crate) fn shown(&self) -> Shown {
        self.shown.clone()
    }

    /// The handshake on a fresh TCP connection.
    pub(crate) async fn handshake(
        &self,
        tcp: TcpStream,
        peer: &Peer,
    ) -> Result<(TlsStream<FirstBytes>, TlsFacts), Box<NotSecured>> {
        let name = ServerName::try_from(peer.address.host.clone()).map_err(|_| {
            let host = &peer.address.host;
            let error = Error::Config(format!("{host:?} is no host name that TLS can verify"));
            Box::new(NotSecured {
                error,
                certificate: None,
            })
        })?;
        let judge = Arc::new(Judge::new(
            &self.provider,
            &self.roots,
            &self.pinned,
            self.verify_host,
        ));
        let mut config = self.config.clone();
        config.dangerous().set_certificate_verifier(judge.clone());
        let asked = Arc::new(Asked::new(config.client_auth_cert_resolver.clone()));
        config.client_auth_cert_resolver = asked.clone();
        let connecting = TlsConnector::from(Arc::new(config))
            .connect(name, FirstBytes::new(tcp))
            .into_fallible();
        match connecting.await {
            Ok(stream) => {
                let (_, session) = stream.get_ref();
                let facts = TlsFacts {
                    version: session
                        .protocol_version()
                        .map_or("unknown", version_name)
                        .to_owned(),
                    cipher: session.negotiated_cipher_suite().map_or_else(
                        || "unknown".to_owned(),
                        |suite| cipher_name(&format!("{:?}", suite.suite())),
                    ),
                    certificate: judge.seen().certificates.into_iter().next(),
                };
                Ok((stream, facts))
            }
            Err((error, io)) => {
                let seen = judge.seen();
                let context = explain::Context {
                    host: &peer.address.host,
                    seen: &seen.certificates,
                    trusted: &self.trusted,
                    shown: &self.shown,
                    asked: asked.asked(),
                    now_s: seen.now_s,
                };
                let error = explain(peer, &error, io.first(), &context);
                Err(Box::new(NotSecured {
                    error,
                    certificate: seen.certificates.into_iter().next(),
                }))
            }
        }
    }
}

/// The error of a failed handshake, by what the peer sent first and what rustls said.
fn explain(
    peer: &Peer,
    error: &std::io::Error,
    first: &[u8],
    context: &explain::Context<'_>,
) -> Error {
    let peer = peer.clone();
    if let Some(other) = frame::foreign_protocol(first) {
        let why = format!("{other} answered");
        return Error::TlsToPlaintext { peer, why };
    }
    // Kafka 2 on a newer Java sends its empty buffer in place of an alert.
    if first.len() > 4 && first.iter().all(|byte| *byte == 0) {
        let why =
            "it sent empty bytes in place of an alert, as Kafka 2 does; the cause may be the \
                   TLS version too"
                .to_owned();
        let problem = TlsProblem::NoCommonCipher { why };
        return Error::Tls { peer, problem };
    }
    let problem = explain::of_io(error, context);
    let broken = matches!(problem, None | Some(TlsProblem::NotTls(_)));
    if broken && context.asked {
        let why = "it broke the handshake off after it had asked for one".to_owned();
        let problem = context.shown.refused(why);
        return Error::Tls { peer, problem };
    }
    match problem {
        Some(TlsProblem::NotTls(why)) if frame::is_tls(first) => {
            let problem = TlsProblem::Other(format!("the broker broke the handshake off: {why}"));
            Error::Tls { peer, problem }
        }
        Some(TlsProblem::NotTls(why)) => Error::TlsToPlaintext { peer, why },
        Some(problem) => Error::Tls { peer, problem },
        None if first.is_empty() => Error::TlsToPlaintext {
            peer,
            why: "it hung up as soon as TLS began, as a Kafka listener without TLS does".to_owned(),
        },
        None => Error::Disconnected {
            peer,
            why: format!("during the TLS handshake: {error}"),
            maybe_done: false,
        },
    }
}

fn version_name(version: rustls::ProtocolVersion) -> &'static str {
    match version {
        rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3",
        rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2",
        _ => "unknown",
    }
}

/// rustls writes `TLS13_AES_…`, IANA `TLS_AES_…`.
fn cipher_name(debug: &str) -> String {
    debug.replacen("TLS13_", "TLS_", 1)
}

/// The system's authorities. None at all is an error: nothing could be trusted.
fn system_roots() -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(Error::Config(
            "this machine has no trusted certificate authorities; give the CA of the brokers as PEM"
                .to_owned(),
        ));
    }
    Ok(roots)
}

fn unusable(error: &rustls::Error) -> Error {
    Error::Config(match error {
        rustls::Error::InconsistentKeys(_) => {
            "the client's private key does not belong to the client certificate: they are of \
             different key pairs"
                .to_owned()
        }
        other => {
            format!("the client certificate and its private key cannot be used: {other}")
        }
    })
}

type Authorities = (RootCertStore, Vec<CertificateDer<'static>>);

fn authorities(pem: &str) -> Result<Authorities, Error> {
    let given = certificates(pem, "the CA")?;
    let mut roots = RootCertStore::empty();
    let (added, ignored) = roots.add_parsable_certificates(given.iter().cloned());
    if added == 0 {
        return Err(Error::Config(format!(
            "none of the {ignored} certificates given as CA can be read as an X.509 authority"
        )));
    }
    Ok((roots, given))
}

fn client_chain(pem: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    certificates(pem, "the client certificate")
}

fn certificates(pem: &str, what: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::Config(format!("{what} is no valid PEM: {error}")))?;
    if found.is_empty() {
        return Err(Error::Config(format!(
            "{what} holds no certificate: a PEM text with BEGIN CERTIFICATE is needed"
        )));
    }
    Ok(found)
}

fn client_key(pem: &str) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| {
        Error::Config(if pem.contains("ENCRYPTED") {
            "the client's private key is encrypted; give it without a pass phrase (openssl pkey)"
                .to_owned()
        } else {
            "the client's private key is no PEM key (PKCS #8, PKCS #1 or SEC 1)".to_owned()
        })
    })
}
