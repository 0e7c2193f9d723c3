//! What can be wrong with a store file, each with its own words.

use std::fmt;

/// A format of store files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFormat {
    /// Java's own, the default of keytool before Java 9.
    Jks,
    /// The common one (`.p12`, `.pfx`), the default of keytool since Java 9.
    Pkcs12,
}

impl fmt::Display for StoreFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jks => "JKS",
            Self::Pkcs12 => "PKCS#12",
        })
    }
}

/// Which of the things entered is to be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorePart {
    /// The file.
    File,
    /// The password of the store.
    Password,
    /// The password of the key.
    KeyPassword,
    /// The name of the key's entry.
    Alias,
}

/// Why a store cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreProblem {
    /// Nothing was given.
    #[error("The file is empty.")]
    Empty,
    /// A format that is not read.
    #[error(
        "This is a {what} store, which is not read. Convert it: keytool -importkeystore -srckeystore \
         FILE -destkeystore store.p12 -deststoretype PKCS12."
    )]
    Foreign {
        /// Its name.
        what: &'static str,
    },
    /// A PEM text.
    #[error("This is a PEM text, not a JKS or PKCS#12 store. Give it as PEM.")]
    Pem,
    /// One certificate in binary.
    #[error(
        "This is a single certificate (DER), not a JKS or PKCS#12 store. Give it as PEM: openssl \
         x509 -inform der -in FILE."
    )]
    Certificate,
    /// Something else.
    #[error(
        "This is neither a JKS nor a PKCS#12 store. Choose the file that Kafka clients have as \
         ssl.truststore.location or ssl.keystore.location."
    )]
    Unknown,
    /// Begins as a store should and goes on otherwise.
    #[error("The {format} store cannot be read: {why}. It may have been cut or copied as text.")]
    Damaged {
        /// Its format.
        format: StoreFormat,
        /// Where it ends to make sense.
        why: String,
    },
    /// Encrypted in a way that is not read.
    #[error(
        "The PKCS#12 store is protected in a way that is not read ({why}). Write it anew: keytool \
         -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype PKCS12."
    )]
    Unsupported {
        /// What is not read.
        why: String,
    },
    /// The password of the store is wrong.
    #[error(
        "The password does not open the {format} store. It is the one that clients have as \
         ssl.truststore.password or ssl.keystore.password."
    )]
    WrongPassword {
        /// Its format.
        format: StoreFormat,
    },
    /// The key has another password.
    #[error("{}", wrong_key_password(*.format, .alias, *.given))]
    WrongKeyPassword {
        /// The store's format.
        format: StoreFormat,
        /// The key's entry; empty where it is not known.
        alias: String,
        /// True if a password of the key was entered.
        given: bool,
    },
    /// No private key where one is needed.
    #[error(
        "The {format} store holds no private key, only {}: it is a trust store. The key store is \
         the one that clients have as ssl.keystore.location.", counted(*.certificates)
    )]
    NoKey {
        /// Its format.
        format: StoreFormat,
        /// Certificates in it.
        certificates: usize,
    },
    /// A key without a certificate.
    #[error(
        "The private key {alias:?} has no certificate beside it in the store. Import the signed \
         certificate: keytool -importcert -alias {alias} -file CERTIFICATE."
    )]
    KeyWithoutCertificate {
        /// The key's entry.
        alias: String,
    },
    /// Several keys and no alias.
    #[error("The store holds {} private keys ({}). Name the one to use.", .aliases.len(), .aliases.join(", "))]
    SeveralKeys {
        /// Their entries.
        aliases: Vec<String>,
    },
    /// There is no key of that alias.
    #[error("The store holds no private key {wanted:?}; it holds {}.", .aliases.join(", "))]
    NoSuchAlias {
        /// The alias asked for.
        wanted: String,
        /// Entries with a key.
        aliases: Vec<String>,
    },
    /// Nothing to trust, nothing at all.
    #[error("The {format} store holds no certificate, so no broker could be trusted by it.")]
    NoCertificate {
        /// Its format.
        format: StoreFormat,
    },
    /// A key store where a trust store is needed.
    #[error(
        "The {format} store holds the private key {alias:?} and no trusted certificate: it is a key \
         store. The trust store is the one that clients have as ssl.truststore.location."
    )]
    KeyStoreAsTrustStore {
        /// Its format.
        format: StoreFormat,
        /// The key's entry.
        alias: String,
    },
}

impl StoreProblem {
    /// What to correct.
    pub fn part(&self) -> StorePart {
        match self {
            Self::WrongPassword { .. } => StorePart::Password,
            Self::WrongKeyPassword { .. } => StorePart::KeyPassword,
            Self::SeveralKeys { .. } | Self::NoSuchAlias { .. } => StorePart::Alias,
            _ => StorePart::File,
        }
    }
}

fn wrong_key_password(format: StoreFormat, alias: &str, given: bool) -> String {
    let whose = match alias {
        "" => "the private key".to_owned(),
        alias => format!("the private key {alias:?}"),
    };
    match (format, given) {
        (StoreFormat::Pkcs12, _) => format!(
            "The store opens, but {whose} in it has another password, which is not read in PKCS#12. \
             Give both the same: keytool -importkeystore with -srckeypass and one -deststorepass."
        ),
        (StoreFormat::Jks, true) => format!(
            "The store opens, but the password of the key does not open {whose}. It is the one that \
             clients have as ssl.key.password."
        ),
        (StoreFormat::Jks, false) => format!(
            "The store opens, but {whose} has a password of its own. Enter it: it is the one that \
             clients have as ssl.key.password."
        ),
    }
}

fn counted(count: usize) -> String {
    match count {
        0 => "nothing at all".to_owned(),
        1 => "1 certificate".to_owned(),
        more => format!("{more} certificates"),
    }
}
