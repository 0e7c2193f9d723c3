//! How a cluster is reached: addresses, protocol, credentials, certificates.

use serde::{Deserialize, Serialize};

/// How to reach a cluster.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Bootstrap addresses, `host:port`, 1 to 30.
    pub bootstrap: Vec<String>,
    /// Protocol.
    pub security: SecurityProtocol,
    /// SASL mechanism; absent: SCRAM-SHA-512 is tried, then PLAIN where that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Mechanism>,
    /// SASL user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// SASL password; never sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// CA certificates as PEM; absent: the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// Client certificate as PEM, for mutual TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_cert_pem: Option<String>,
    /// Key of the client certificate as PEM; never sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key_pem: Option<String>,
    /// CA certificates as a JKS or PKCS#12 store, in place of `ca_pem`: read into that, and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_store: Option<TrustStore>,
    /// Client certificate and key as a JKS or PKCS#12 store, in place of `client_cert_pem` and
    /// `client_key_pem`: read into those, and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_store: Option<KeyStore>,
    /// False: the name in the certificate is not compared with the address; the chain still is.
    #[serde(default = "yes")]
    pub verify_host: bool,
    /// True: PLAIN may be used without TLS, where the password can be read on the wire.
    #[serde(default)]
    pub allow_plain_unencrypted: bool,
}

const fn yes() -> bool {
    true
}

/// Trusted certificates as Java clients have them (`ssl.truststore.location`).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrustStore {
    /// The JKS or PKCS#12 file in base64; up to 350,000 bytes before that.
    pub content: String,
    /// Its password (`ssl.truststore.password`); empty where it has none.
    pub password: String,
}

/// A client's private key with its certificates, as Java clients have them
/// (`ssl.keystore.location`).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyStore {
    /// The JKS or PKCS#12 file in base64; up to 350,000 bytes before that.
    pub content: String,
    /// Its password (`ssl.keystore.password`); empty where it has none.
    pub password: String,
    /// Password of the key in a JKS (`ssl.key.password`); absent: that of the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_password: Option<String>,
    /// The key's entry, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}

/// Protocols of Kafka listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SecurityProtocol {
    /// No encryption, nobody signs in.
    #[serde(rename = "PLAINTEXT")]
    Plaintext,
    /// TLS; with a client certificate: mutual TLS.
    #[serde(rename = "SSL")]
    Ssl,
    /// A password without encryption.
    #[serde(rename = "SASL_PLAINTEXT")]
    SaslPlaintext,
    /// A password over TLS.
    #[serde(rename = "SASL_SSL")]
    SaslSsl,
}

impl SecurityProtocol {
    /// All, plainest first.
    pub const ALL: &[Self] = &[
        Self::Plaintext,
        Self::Ssl,
        Self::SaslPlaintext,
        Self::SaslSsl,
    ];
    /// As Kafka writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Ssl => "SSL",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
        }
    }
    /// True if the connection is encrypted.
    pub const fn tls(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }
    /// True if a user signs in by SASL.
    pub const fn sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }
}

/// SASL mechanisms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mechanism {
    /// The password itself.
    #[serde(rename = "PLAIN")]
    Plain,
    /// Challenge and answer over SHA-256.
    #[serde(rename = "SCRAM-SHA-256")]
    ScramSha256,
    /// Challenge and answer over SHA-512.
    #[serde(rename = "SCRAM-SHA-512")]
    ScramSha512,
}

impl Mechanism {
    /// All, strongest first.
    pub const ALL: &[Self] = &[Self::ScramSha512, Self::ScramSha256, Self::Plain];
    /// As Kafka writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}
