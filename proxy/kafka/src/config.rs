//! What a client is told: where the brokers are, how to be safe and who to be. No I/O here.

use std::fmt;
use std::time::Duration;

/// A host and a port as a person writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

impl Address {
    /// An address from its parts.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
        }
    }

    /// Reads `host:port` or `[v6]:port`; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.trim().rsplit_once(':')?;
        let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
        let host = match host.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']')?,
            None if host.contains(':') => return None,
            None => host,
        };
        let plain = !host.is_empty() && !host.contains(['/', '@', ' ', '[', ']', ',']);
        plain.then(|| Self::new(host, port))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// A password or a private key. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for the handshake only, never for a log or an answer.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SASL mechanisms this client speaks. GSSAPI and OAUTHBEARER are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// PLAIN (RFC 4616): the password itself travels; refused on an unencrypted connection.
    Plain,
    /// SCRAM-SHA-256 (RFC 7677).
    ScramSha256,
    /// SCRAM-SHA-512.
    ScramSha512,
}

impl Mechanism {
    /// The name as Kafka's `sasl.mechanism` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }

    /// The mechanism of a Kafka name, `None` for one this client does not speak.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plain, Self::ScramSha256, Self::ScramSha512]
            .into_iter()
            .find(|mechanism| mechanism.name() == name)
    }
}

/// Who to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sasl {
    /// Which mechanism to use.
    pub mechanism: Mechanism,
    /// The Kafka user.
    pub username: String,
    /// Their password.
    pub password: Secret,
}

/// How the encrypted connection is made and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// PEM of the trusted authorities (several may follow each other). `None`: the system's roots.
    /// A self-signed broker certificate given here is trusted as itself.
    pub ca_pem: Option<String>,
    /// PEM of the client's certificate chain, leaf first, for listeners that ask for one (mTLS).
    pub client_cert_pem: Option<String>,
    /// PEM of the unencrypted private key (PKCS #8, PKCS #1 or SEC 1) of that certificate.
    pub client_key_pem: Option<Secret>,
    /// `false` skips the comparison of host and certificate names only; chain and dates are
    /// verified all the same.
    pub verify_host: bool,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            ca_pem: None,
            client_cert_pem: None,
            client_key_pem: None,
            verify_host: true,
        }
    }
}

/// Encryption and sign-in of a listener; both `None` is Kafka's PLAINTEXT.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Security {
    /// `Some`: SSL or SASL_SSL.
    pub tls: Option<Tls>,
    /// `Some`: SASL_PLAINTEXT or SASL_SSL.
    pub sasl: Option<Sasl>,
    /// Allows PLAIN without TLS, which shows the password to anyone on the way.
    pub allow_plain_unencrypted: bool,
}

/// Everything a [`Client`](crate::Client) is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// Addresses to begin with; the brokers' advertised addresses are used afterwards.
    pub bootstrap: Vec<Address>,
    /// Encryption and sign-in, the same for every broker.
    pub security: Security,
    /// The name brokers show in their request logs and quotas.
    pub client_id: String,
    /// Deadline of one call, connecting and retries included.
    pub call_timeout: Duration,
    /// Deadline of connecting (TCP, then TLS, then negotiation and sign-in: each gets this much).
    pub connect_timeout: Duration,
    /// Largest answer accepted, in bytes, once the peer has proved to be Kafka. 100 MB holds the
    /// metadata of two million partitions.
    pub frame_bytes_max: usize,
    /// Largest answer accepted before that, in bytes: ApiVersions takes about 1 kB.
    pub first_frame_bytes_max: usize,
}

impl ClientConfig {
    /// A configuration with the defaults: 5 s a call, 5 s to connect, 100 MB an answer.
    pub fn new(bootstrap: Vec<Address>, security: Security) -> Self {
        Self {
            bootstrap,
            security,
            client_id: "castellan".to_owned(),
            call_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            frame_bytes_max: 100 * 1024 * 1024,
            first_frame_bytes_max: 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for text in ["kafka-1:9092", "10.0.0.1:1", "[::1]:9093"] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "kafka",
            "kafka:0",
            "kafka:70000",
            "::1:9092",
            "http://a:1",
            ":9092",
            "a b:1",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn secrets_do_not_print() {
        let sasl = Sasl {
            mechanism: Mechanism::Plain,
            username: "u".into(),
            password: Secret::new("hunter2"),
        };
        assert!(!format!("{sasl:?}").contains("hunter2"));
    }
}
