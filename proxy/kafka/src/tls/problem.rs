//! TLS failures in plain words.

use std::io;

use rustls::{AlertDescription, CertificateError, Error};

use super::CertificateFacts;

/// What is wrong with a TLS connection, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsProblem {
    /// No given authority signed the certificate.
    #[error(
        "its certificate ({subject}) is signed by an authority that is not trusted ({issuer}). \
         Give the CA certificate of the brokers as PEM."
    )]
    UnknownCa {
        /// Whose certificate it is.
        subject: String,
        /// Who signed it.
        issuer: String,
    },
    /// The certificate is for other names.
    #[error(
        "its certificate is not valid for {expected}: it names {}. Use one of these names as the \
         address, have the certificate issued for this name, or turn host name verification off \
         for this connection.", names(.presented)
    )]
    NameMismatch {
        /// The host that was dialled.
        expected: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// The certificate is too old.
    #[error("its certificate expired on {not_after}. Renew it on the broker.")]
    Expired {
        /// Last day, UTC.
        not_after: String,
    },
    /// The certificate is not valid yet.
    #[error(
        "its certificate is valid only from {not_before} on. Check the clocks of both machines."
    )]
    NotYetValid {
        /// First day, UTC.
        not_before: String,
    },
    /// No TLS version or cipher suite in common.
    #[error(
        "no TLS version or cipher suite in common ({why}). The console speaks TLS 1.2 and 1.3 with \
         AES-GCM or ChaCha20; a broker that offers only CBC suites or TLS 1.1 and older must have \
         ssl.enabled.protocols or ssl.cipher.suites extended."
    )]
    NothingInCommon {
        /// What was said.
        why: String,
    },
    /// The listener wants a client certificate (mTLS) and none is configured.
    #[error("it asks for a client certificate (mTLS), and none is given for this connection.")]
    ClientCertificateRequired,
    /// The listener did not accept the client certificate.
    #[error(
        "it did not accept the client certificate ({why}). Check that its issuer is in the \
         broker's truststore and that it has not expired."
    )]
    ClientCertificateRejected {
        /// The alert received.
        why: String,
    },
    /// The peer does not speak TLS. Reported as [`crate::Error::TlsToPlaintext`].
    #[error("it does not speak TLS: {0}")]
    NotTls(String),
    /// Anything else.
    #[error("TLS failed: {0}")]
    Other(String),
}

fn names(names: &[String]) -> String {
    if names.is_empty() {
        "no host at all".to_owned()
    } else {
        names.join(", ")
    }
}

/// What is known beside the error itself.
pub(super) struct Context<'a> {
    pub(super) host: &'a str,
    pub(super) certificate: Option<&'a CertificateFacts>,
    pub(super) has_client_certificate: bool,
}

/// The problem inside an I/O error, `None` when TLS is not its cause.
pub(super) fn of_io(error: &io::Error, context: &Context<'_>) -> Option<TlsProblem> {
    Some(of_rustls(
        error.get_ref()?.downcast_ref::<Error>()?,
        context,
    ))
}

/// The problem inside an error that arrives after the handshake, as TLS 1.3 reports a missing
/// client certificate; `first` before anything else was received. Brokers of 2.7 on newer Java send
/// that alert under a key that the client cannot read: seen as DecryptError.
pub(crate) fn after_handshake(
    error: &io::Error,
    has_client_certificate: bool,
    first: bool,
) -> Option<TlsProblem> {
    let rustls = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match (rustls, first, has_client_certificate) {
        (Error::DecryptError, true, false) => TlsProblem::ClientCertificateRequired,
        (Error::DecryptError, true, true) => TlsProblem::ClientCertificateRejected {
            why: "an unreadable alert right after the handshake".to_owned(),
        },
        _ => of_rustls(
            rustls,
            &Context {
                host: "",
                certificate: None,
                has_client_certificate,
            },
        ),
    })
}

fn of_rustls(error: &Error, context: &Context<'_>) -> TlsProblem {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error, context),
        Error::AlertReceived(alert) => of_alert(*alert, context),
        Error::PeerIncompatible(why) => TlsProblem::NothingInCommon {
            why: format!("{why:?}"),
        },
        Error::InvalidMessage(_) => {
            TlsProblem::NotTls("its first bytes are no TLS record".to_owned())
        }
        other => TlsProblem::Other(other.to_string()),
    }
}

fn of_certificate(error: &CertificateError, context: &Context<'_>) -> TlsProblem {
    let facts = context.certificate;
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsProblem::Expired {
                not_after: facts.map_or_else(String::new, |facts| facts.not_after.clone()),
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsProblem::NotYetValid {
                not_before: facts.map_or_else(String::new, |facts| facts.not_before.clone()),
            }
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsProblem::UnknownCa {
            subject: facts.map_or_else(String::new, |facts| facts.subject.clone()),
            issuer: match facts {
                Some(facts) if facts.self_signed() => "self-signed".to_owned(),
                Some(facts) => facts.issuer.clone(),
                None => String::new(),
            },
        },
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsProblem::NameMismatch {
                expected: context.host.to_owned(),
                presented: facts.map_or_else(Vec::new, |facts| facts.names.clone()),
            }
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            TlsProblem::Other(
                "its certificate is not meant for servers (extended key usage)".to_owned(),
            )
        }
        other => TlsProblem::Other(format!("its certificate is not acceptable ({other})")),
    }
}

fn of_alert(alert: AlertDescription, context: &Context<'_>) -> TlsProblem {
    use AlertDescription as A;
    let why = format!("alert {alert:?}");
    match alert {
        A::CertificateRequired => TlsProblem::ClientCertificateRequired,
        A::BadCertificate
        | A::UnknownCA
        | A::CertificateUnknown
        | A::CertificateExpired
        | A::CertificateRevoked
        | A::UnsupportedCertificate
        | A::AccessDenied => match context.has_client_certificate {
            true => TlsProblem::ClientCertificateRejected { why },
            false => TlsProblem::ClientCertificateRequired,
        },
        A::HandshakeFailure | A::ProtocolVersion | A::InsufficientSecurity => {
            TlsProblem::NothingInCommon { why }
        }
        _ => TlsProblem::Other(why),
    }
}
