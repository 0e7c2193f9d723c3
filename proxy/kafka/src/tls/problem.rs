//! What can be wrong with a TLS connection, in plain words: what was found, and what to do.

/// What is wrong with a TLS connection, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsProblem {
    /// No given authority signed the certificate.
    #[error(
        "its certificate ({subject}) is signed by an authority that is not trusted ({issuer}); \
         trusted: {trusted}. Give the CA certificate of the brokers; where there are authorities in \
         between, the broker must send theirs too."
    )]
    UnknownCa {
        /// Whose certificate it is.
        subject: String,
        /// Who signed it.
        issuer: String,
        /// Whom the console trusts here.
        trusted: String,
    },
    /// The authority has the name of one that is given, and another key.
    #[error(
        "its certificate ({subject}) is not signed by the CA certificate that is given, although \
         that has the same name ({issuer}): the authority was made anew, or is another one. Give \
         the CA certificate that is in use now."
    )]
    OtherKey {
        /// Whose certificate it is.
        subject: String,
        /// The name both have.
        issuer: String,
    },
    /// The certificate signed itself and was not given as trusted.
    #[error(
        "its certificate ({subject}) is self-signed, so nobody vouches for it. Compare its SHA-256 \
         fingerprint {fingerprint} with that of the broker's certificate; if they are the same, \
         give this certificate as CA certificate."
    )]
    SelfSigned {
        /// Whose certificate it is.
        subject: String,
        /// SHA-256, as keytool prints it.
        fingerprint: String,
    },
    /// An authority's certificate serves as that of a broker.
    #[error(
        "it shows the certificate of an authority ({subject}, basic constraints CA) as its own. \
         Have that authority issue a certificate for the broker; or, where every broker shows this \
         one, give exactly this certificate as CA certificate."
    )]
    AuthorityAsServer {
        /// Whose certificate it is.
        subject: String,
    },
    /// The certificate is for other names.
    #[error(
        "its certificate is not valid for {expected}: it names {}. Use one of these names as the \
         address, have the certificate issued for this name, or turn host name verification off \
         for this connection.", .presented.join(", ")
    )]
    NameMismatch {
        /// The host that was dialled.
        expected: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// The certificate has a common name alone.
    #[error(
        "its certificate ({subject}) names no host: it has a common name alone, which does not \
         count, and no subject alternative name. Have it issued with one ({}), or turn host name \
         verification off for this connection.", alternative(.expected)
    )]
    NoNames {
        /// Whose certificate it is.
        subject: String,
        /// The host that was dialled.
        expected: String,
    },
    /// The certificate is too old.
    #[error(
        "{whose} expired on {not_after} (valid from {not_before}); by the console's clock it is \
         {today}. Renew it on the broker."
    )]
    Expired {
        /// The broker's own or that of an authority above it.
        whose: String,
        /// First day, UTC.
        not_before: String,
        /// Last day, UTC.
        not_after: String,
        /// The console's day, UTC.
        today: String,
    },
    /// The certificate is not valid yet.
    #[error(
        "{whose} is valid only from {not_before} on (until {not_after}); by the console's clock it \
         is {today}. Check the clocks of both machines, and whether the right certificate is in use."
    )]
    NotYetValid {
        /// The broker's own or that of an authority above it.
        whose: String,
        /// First day, UTC.
        not_before: String,
        /// Last day, UTC.
        not_after: String,
        /// The console's day, UTC.
        today: String,
    },
    /// An X.509 certificate of version 1 or 2, which holds no names.
    #[error(
        "its certificate ({subject}) is one of X.509 version {version}, which can name no host and \
         is not accepted. Have it issued as version 3 with a subject alternative name (openssl x509 \
         -req needs -extfile for that)."
    )]
    OldVersion {
        /// Whose certificate it is.
        subject: String,
        /// Its version.
        version: u32,
    },
    /// Signed too weakly.
    #[error(
        "its certificate ({subject}) is signed too weakly or in an unknown way ({why}). Have it \
         issued with SHA-256 or better and a key of at least 2,048 bits (RSA) or P-256 (EC)."
    )]
    Weak {
        /// Whose certificate it is.
        subject: String,
        /// What is used.
        why: String,
    },
    /// Not made for servers.
    #[error(
        "its certificate ({subject}) is not meant for servers: its extended key usage lacks \
         serverAuth. Have it issued with that."
    )]
    NotForServers {
        /// Whose certificate it is.
        subject: String,
    },
    /// No TLS version in common.
    #[error(
        "no TLS version in common ({why}). The console speaks TLS 1.2 and 1.3: extend \
         ssl.enabled.protocols of the broker."
    )]
    NoCommonVersion {
        /// What was said.
        why: String,
    },
    /// No cipher suite in common.
    #[error(
        "no TLS cipher suite in common ({why}). The console offers those with AES-GCM or ChaCha20, \
         TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 among them, and none with CBC: extend \
         ssl.cipher.suites of the broker."
    )]
    NoCommonCipher {
        /// What was said.
        why: String,
    },
    /// The listener wants a client certificate (mTLS) and none is configured.
    #[error(
        "it asks for a client certificate (mTLS), and none is given for this connection. Give a \
         certificate with its private key, signed by an authority in the broker's truststore."
    )]
    ClientCertificateRequired,
    /// The listener did not accept the client certificate.
    #[error(
        "it did not accept the client certificate {shown} ({why}). Check that its issuer is in the \
         broker's truststore and that it has not expired."
    )]
    ClientCertificateRejected {
        /// Subject, issuer and dates of what was shown.
        shown: String,
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

/// The name to ask for, as keytool's `-ext` takes it.
fn alternative(host: &str) -> String {
    let kind = if host.parse::<std::net::IpAddr>().is_ok() {
        "ip"
    } else {
        "dns"
    };
    format!("san={kind}:{host}")
}
