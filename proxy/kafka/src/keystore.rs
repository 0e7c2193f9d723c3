//! JKS and PKCS#12 files, as Java clients have them, read once into the PEM texts that everything
//! else here takes. Nothing of a file or its passwords is kept.

mod jks;
mod pkcs12;
mod problem;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::Secret;

pub use problem::{StoreFormat, StorePart, StoreProblem};

/// A client's certificate chain, leaf first, and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// The chain as PEM.
    pub chain_pem: String,
    /// The private key as PEM (PKCS #8), without a password.
    pub key_pem: Secret,
}

/// What is in a file.
struct Contents {
    format: StoreFormat,
    keys: Vec<KeyEntry>,
    /// Certificates that stand for themselves: the trusted ones.
    trusted: Vec<Vec<u8>>,
}

/// A private key with its certificates.
struct KeyEntry {
    alias: String,
    key: Key,
    /// Leaf first; empty where the file has none for the key.
    chain: Vec<Vec<u8>>,
}

/// A PKCS #8 key.
enum Key {
    /// As it is.
    Open(Vec<u8>),
    /// Under a password of its own, in the way of JKS.
    Locked(Vec<u8>),
}

/// The trusted certificates of a trust store, as PEM.
///
/// # Errors
/// When the file is no store, the password is wrong, or it holds no trusted certificate.
pub fn trust_store(bytes: &[u8], password: &str) -> Result<String, StoreProblem> {
    let contents = read(bytes, password)?;
    if !contents.trusted.is_empty() {
        return Ok(pem("CERTIFICATE", &contents.trusted));
    }
    match contents.keys.first() {
        Some(key) => Err(StoreProblem::KeyStoreAsTrustStore {
            format: contents.format,
            alias: key.alias.clone(),
        }),
        None => Err(StoreProblem::NoCertificate {
            format: contents.format,
        }),
    }
}

/// The private key of a key store with its certificates, as PEM. Without a password of its own the
/// key has that of the store; `alias` chooses among several.
///
/// # Errors
/// When the file is no store, a password is wrong, or there is not exactly one key to take.
pub fn key_store(
    bytes: &[u8],
    password: &str,
    key_password: Option<&str>,
    alias: Option<&str>,
) -> Result<ClientIdentity, StoreProblem> {
    let contents = read(bytes, password)?;
    let format = contents.format;
    if contents.keys.is_empty() {
        let certificates = contents.trusted.len();
        return Err(StoreProblem::NoKey {
            format,
            certificates,
        });
    }
    let aliases = || contents.keys.iter().map(|key| key.alias.clone()).collect();
    let entry = match (alias, contents.keys.as_slice()) {
        // Java's aliases do not tell upper from lower case.
        (Some(wanted), keys) => keys
            .iter()
            .find(|key| key.alias.to_lowercase() == wanted.to_lowercase())
            .ok_or_else(|| StoreProblem::NoSuchAlias {
                wanted: wanted.to_owned(),
                aliases: aliases(),
            })?,
        (None, [only]) => only,
        (None, _) => return Err(StoreProblem::SeveralKeys { aliases: aliases() }),
    };
    if entry.chain.is_empty() {
        return Err(StoreProblem::KeyWithoutCertificate {
            alias: entry.alias.clone(),
        });
    }
    let key = match &entry.key {
        Key::Open(key) => key.clone(),
        Key::Locked(locked) => jks::unlock(locked, key_password.unwrap_or(password)).map_err(
            |locked| match locked {
                jks::Locked::WrongPassword => StoreProblem::WrongKeyPassword {
                    format,
                    alias: entry.alias.clone(),
                    given: key_password.is_some(),
                },
                jks::Locked::Unreadable(why) => StoreProblem::Damaged { format, why },
            },
        )?,
    };
    Ok(ClientIdentity {
        chain_pem: pem("CERTIFICATE", &entry.chain),
        key_pem: Secret::new(pem("PRIVATE KEY", std::slice::from_ref(&key))),
    })
}

fn read(bytes: &[u8], password: &str) -> Result<Contents, StoreProblem> {
    match bytes {
        [] => Err(StoreProblem::Empty),
        [0xFE, 0xED, 0xFE, 0xED, rest @ ..] => jks::read(bytes, rest, password),
        [0xCE, 0xCE, 0xCE, 0xCE, ..] => Err(StoreProblem::Foreign { what: "JCEKS" }),
        // Bouncy Castle: version 1 or 2, then a salt of 20 bytes.
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => Err(StoreProblem::Foreign {
            what: "BKS (Bouncy Castle)",
        }),
        _ if bytes.trim_ascii_start().starts_with(b"-----BEGIN ") => Err(StoreProblem::Pem),
        _ if X509Certificate::from_der(bytes).is_ok() => Err(StoreProblem::Certificate),
        [0x30, ..] => pkcs12::read(bytes, password),
        _ => Err(StoreProblem::Unknown),
    }
}

fn pem(label: &str, blocks: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for der in blocks {
        text.push_str(&format!("-----BEGIN {label}-----\n"));
        let mut column = 0;
        for char in STANDARD.encode(der).chars() {
            if column == 64 {
                text.push('\n');
                column = 0;
            }
            text.push(char);
            column += 1;
        }
        text.push_str(&format!("\n-----END {label}-----\n"));
    }
    text
}

#[cfg(test)]
mod tests;
