//! From what rustls says and what was seen to a [`TlsProblem`].

use std::io;
use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};

use super::{CertificateFacts, TlsProblem};

/// What this side shows to a listener that asks who it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown(pub(crate) Option<Arc<CertificateFacts>>);

impl Shown {
    /// `true` when there is a client certificate.
    pub(crate) fn certificate(&self) -> bool {
        self.0.is_some()
    }

    /// A listener that asked for a certificate has not let this side in.
    pub(super) fn refused(&self, why: String) -> TlsProblem {
        match &self.0 {
            Some(shown) => TlsProblem::ClientCertificateRejected {
                shown: format!(
                    "{} (issued by {}, valid from {} to {})",
                    shown.subject, shown.issuer, shown.not_before, shown.not_after
                ),
                why,
            },
            None => TlsProblem::ClientCertificateRequired,
        }
    }
}

/// What is known beside the error itself.
pub(super) struct Context<'a> {
    pub(super) host: &'a str,
    /// The broker's certificate, then those it sent with it.
    pub(super) seen: &'a [CertificateFacts],
    /// Subjects of the given authorities; empty: the system's.
    pub(super) trusted: &'a [String],
    pub(super) shown: &'a Shown,
    /// `true` once the broker asked for a client certificate.
    pub(super) asked: bool,
    /// Unix seconds.
    pub(super) now_s: i64,
}

/// The problem inside an I/O error, `None` when TLS is not its cause.
pub(super) fn of_io(error: &io::Error, context: &Context<'_>) -> Option<TlsProblem> {
    Some(match error.get_ref()?.downcast_ref::<Error>()? {
        Error::InvalidCertificate(error) => of_certificate(error, context),
        other => of_session(other, context.shown),
    })
}

/// The problem inside an error that arrives after the handshake, as TLS 1.3 reports a missing
/// client certificate; `first` before anything else was received. Brokers of 2.7 on newer Java send
/// that alert under a key that the client cannot read: seen as DecryptError.
pub(crate) fn after_handshake(error: &io::Error, shown: &Shown, first: bool) -> Option<TlsProblem> {
    let rustls = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match (rustls, first) {
        (Error::DecryptError, true) => {
            shown.refused("an unreadable alert right after the handshake".to_owned())
        }
        _ => of_session(rustls, shown),
    })
}

fn of_session(error: &Error, shown: &Shown) -> TlsProblem {
    match error {
        Error::AlertReceived(alert) => of_alert(*alert, shown),
        Error::PeerIncompatible(
            why @ (PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig),
        ) => TlsProblem::NoCommonVersion {
            why: format!("{why:?}"),
        },
        Error::PeerIncompatible(why) => TlsProblem::NoCommonCipher {
            why: format!("{why:?}"),
        },
        Error::InvalidMessage(_) => {
            TlsProblem::NotTls("its first bytes are no TLS record".to_owned())
        }
        // Kafka 2.7 says its part again in place of an alert.
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            TlsProblem::NotTls("its answer has no place in the handshake".to_owned())
        }
        other => TlsProblem::Other(other.to_string()),
    }
}

fn of_alert(alert: AlertDescription, shown: &Shown) -> TlsProblem {
    use AlertDescription as A;
    let why = format!("alert {alert:?}");
    match alert {
        A::CertificateRequired
        | A::BadCertificate
        | A::UnknownCA
        | A::CertificateUnknown
        | A::CertificateExpired
        | A::CertificateRevoked
        | A::UnsupportedCertificate
        | A::AccessDenied => shown.refused(why),
        A::ProtocolVersion => TlsProblem::NoCommonVersion { why },
        A::HandshakeFailure | A::InsufficientSecurity => TlsProblem::NoCommonCipher { why },
        _ => TlsProblem::Other(why),
    }
}

fn of_certificate(error: &CertificateError, context: &Context<'_>) -> TlsProblem {
    use CertificateError as C;
    let Some(own) = context.seen.first() else {
        return TlsProblem::Other(format!("its certificate cannot be read ({error})"));
    };
    let subject = own.subject.clone();
    match error {
        _ if own.version < 3 => TlsProblem::OldVersion {
            subject,
            version: own.version,
        },
        C::Expired | C::ExpiredContext { .. } => context.expired(own),
        C::NotValidYet | C::NotValidYetContext { .. } => context.not_yet(own),
        C::UnknownIssuer | C::BadSignature => context.untrusted(own),
        // webpki refuses an authority's certificate as that of a server, by an error without a name.
        C::Other(_) if own.authority && own.self_signed() => context.untrusted(own),
        C::Other(_) if own.authority => TlsProblem::AuthorityAsServer { subject },
        C::NotValidForName | C::NotValidForNameContext { .. } if own.names.is_empty() => {
            TlsProblem::NoNames {
                subject,
                expected: context.host.to_owned(),
            }
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => TlsProblem::NameMismatch {
            expected: context.host.to_owned(),
            presented: own.names.clone(),
        },
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => {
            TlsProblem::NotForServers { subject }
        }
        C::UnsupportedSignatureAlgorithmContext { .. }
        | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => TlsProblem::Weak {
            subject,
            why: own.signed_by.clone(),
        },
        other => TlsProblem::Other(format!(
            "its certificate ({subject}) is not acceptable ({other})"
        )),
    }
}

impl Context<'_> {
    fn untrusted(&self, own: &CertificateFacts) -> TlsProblem {
        let subject = own.subject.clone();
        if own.self_signed() {
            return TlsProblem::SelfSigned {
                subject,
                fingerprint: own.fingerprint.clone(),
            };
        }
        if self.trusted.contains(&own.issuer) {
            return TlsProblem::OtherKey {
                subject,
                issuer: own.issuer.clone(),
            };
        }
        TlsProblem::UnknownCa {
            subject,
            issuer: own.issuer.clone(),
            trusted: match self.trusted {
                [] => "the authorities of the console's system".to_owned(),
                given => given.join("; "),
            },
        }
    }

    /// It may be one above the broker's own.
    fn expired(&self, own: &CertificateFacts) -> TlsProblem {
        let mut seen = self.seen.iter();
        let (whose, facts) = whose(seen.find(|one| one.not_after_s < self.now_s), own);
        TlsProblem::Expired {
            whose,
            not_before: facts.not_before.clone(),
            not_after: facts.not_after.clone(),
            today: CertificateFacts::day(self.now_s),
        }
    }

    fn not_yet(&self, own: &CertificateFacts) -> TlsProblem {
        let mut seen = self.seen.iter();
        let (whose, facts) = whose(seen.find(|one| one.not_before_s > self.now_s), own);
        TlsProblem::NotYetValid {
            whose,
            not_before: facts.not_before.clone(),
            not_after: facts.not_after.clone(),
            today: CertificateFacts::day(self.now_s),
        }
    }
}

fn whose<'a>(
    found: Option<&'a CertificateFacts>,
    own: &'a CertificateFacts,
) -> (String, &'a CertificateFacts) {
    match found {
        Some(above) if above != own => (
            format!(
                "the certificate of an authority above its own ({})",
                above.subject
            ),
            above,
        ),
        _ => (format!("its certificate ({})", own.subject), own),
    }
}
