//! The listeners a test cluster can have, and the SASL mechanisms on them.

use std::fmt;

/// A kind of listener; a cluster has each at most once, under this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Listener {
    /// No TLS, no sign-in: everyone is `User:ANONYMOUS`.
    Plaintext,
    /// SASL without TLS.
    SaslPlaintext,
    /// SASL within TLS.
    SaslSsl,
    /// TLS with a client certificate required; who comes is `User:CN=castellan-client`.
    Ssl,
    /// What the brokers speak to each other (SASL_PLAINTEXT with PLAIN, user `broker`). Every
    /// cluster has it; the oracle's tools use it, since its user may do everything.
    Internal,
    /// One more, with what is special about it in properties `listener.name.<name>.…`, the name in
    /// lower case.
    Other {
        /// Its name in `listeners=`, in capitals.
        name: &'static str,
        /// Kafka's `security.protocol`.
        protocol: &'static str,
    },
}

impl Listener {
    /// All that a test can ask for.
    pub const ALL: [Self; 4] = [
        Self::Plaintext,
        Self::SaslPlaintext,
        Self::SaslSsl,
        Self::Ssl,
    ];

    /// The name in `listeners=` and `advertised.listeners=`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "INTERNAL",
            Self::Other { name, .. } => name,
            other => other.protocol(),
        }
    }

    /// Kafka's `security.protocol`.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::SaslPlaintext | Self::Internal => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
            Self::Ssl => "SSL",
            Self::Other { protocol, .. } => protocol,
        }
    }

    /// Whether clients sign in by SASL.
    pub fn is_sasl(self) -> bool {
        self.protocol().starts_with("SASL")
    }

    /// Whether the connection is TLS.
    pub fn is_tls(self) -> bool {
        self.protocol().ends_with("SSL")
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A SASL mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mechanism {
    /// PLAIN.
    Plain,
    /// SCRAM-SHA-256.
    ScramSha256,
    /// SCRAM-SHA-512.
    ScramSha512,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::ScramSha256, Self::ScramSha512];

    /// Kafka's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }

    /// The class name of its login module, for JAAS lines.
    pub(crate) fn login_module(self) -> &'static str {
        match self {
            Self::Plain => "org.apache.kafka.common.security.plain.PlainLoginModule",
            _ => "org.apache.kafka.common.security.scram.ScramLoginModule",
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
