//! PKCS#12, old (RC2 and 3DES, as Java 8 and old OpenSSL write) and new (AES, PBKDF2).

use p12_keystore::error::Error;
use p12_keystore::{Certificate, CertificateBag, Pkcs12Archive, PrivateKeyBag};
use x509_parser::der_parser::parse_der;

use super::{Contents, Key, KeyEntry, StoreFormat, StoreProblem};

const FORMAT: StoreFormat = StoreFormat::Pkcs12;
/// Certificates above a leaf: no chain has more, but a circle would.
const CHAIN_MAX: usize = 10;

/// Reads a store.
pub(super) fn read(bytes: &[u8], password: &str) -> Result<Contents, StoreProblem> {
    let sealed = is_sealed(bytes)?;
    let archive = Pkcs12Archive::from_pkcs12(bytes, password);
    let archive = archive.map_err(|error| explain(&error, sealed))?;
    // keytool marks what is trusted; OpenSSL does not, and makes trust stores without any key.
    let unmarked = archive.keys.is_empty() && !archive.certs.iter().any(|bag| bag.trusted);
    let trusted = archive
        .certs
        .iter()
        .filter(|bag| bag.trusted || unmarked)
        .map(|bag| bag.cert.as_der().to_vec())
        .collect();
    let keys = archive
        .keys
        .iter()
        .enumerate()
        .map(|(index, key)| KeyEntry {
            alias: key
                .friendly_name
                .clone()
                .unwrap_or_else(|| format!("{}", index + 1)),
            key: Key::Open(key.key.as_der().to_vec()),
            chain: chain(key, &archive),
        });
    Ok(Contents {
        format: FORMAT,
        keys: keys.collect(),
        trusted,
    })
}

/// Whether the store has a digest under its password (all but those made without one). Everything
/// that is no PKCS#12 ends here.
fn is_sealed(bytes: &[u8]) -> Result<bool, StoreProblem> {
    if let [0x30, 0x80, ..] = bytes {
        return Err(StoreProblem::Unsupported {
            why: "its lengths are left open (BER)".to_owned(),
        });
    }
    let damaged = |why: &str| StoreProblem::Damaged {
        format: FORMAT,
        why: why.to_owned(),
    };
    let (_, whole) = parse_der(bytes).map_err(|_| damaged("its ASN.1 is cut or broken"))?;
    let parts = whole.as_sequence().map_err(|_| StoreProblem::Unknown)?;
    match parts.first().and_then(|version| version.as_u32().ok()) {
        Some(3) => Ok(parts.len() > 2),
        _ => Err(StoreProblem::Unknown),
    }
}

fn explain(error: &Error, sealed: bool) -> StoreProblem {
    match error {
        Error::MacError(_) => StoreProblem::WrongPassword { format: FORMAT },
        // A wrong password shows as bytes that make no sense. Where the digest over the store was
        // right, it is that of the key alone.
        Error::UnpadError | Error::Pkcs5Error(_) | Error::InvalidPrivateKey if sealed => {
            StoreProblem::WrongKeyPassword {
                format: FORMAT,
                alias: String::new(),
                given: false,
            }
        }
        Error::UnpadError | Error::Pkcs5Error(_) | Error::InvalidPrivateKey => {
            StoreProblem::WrongPassword { format: FORMAT }
        }
        Error::UnsupportedEncryptionScheme
        | Error::UnsupportedMacAlgorithm
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType
        | Error::InvalidParameters
        | Error::InvalidVersion => StoreProblem::Unsupported {
            why: error.to_string(),
        },
        other => StoreProblem::Damaged {
            format: FORMAT,
            why: other.to_string(),
        },
    }
}

/// The leaf of a key and what signed it, as far as the store goes.
fn chain(key: &PrivateKeyBag, archive: &Pkcs12Archive) -> Vec<Vec<u8>> {
    let own = |bag: &&CertificateBag| match (&key.local_key_id, &bag.local_key_id) {
        (Some(key), Some(certificate)) => key.as_ref() == certificate.as_slice(),
        _ => false,
    };
    let certificates = || archive.certs.iter().filter(|bag| !bag.trusted);
    // Without IDs there is one key, and its certificate is the one that signed no other.
    let signed_none = |bag: &&CertificateBag| {
        !certificates().any(|other| other.cert != bag.cert && signed(&bag.cert, &other.cert))
    };
    let lone = archive.keys.len() == 1;
    let leaf = certificates()
        .find(own)
        .or_else(|| certificates().filter(|_| lone).find(signed_none));
    let Some(leaf) = leaf else {
        return Vec::new();
    };
    let mut chain = vec![&leaf.cert];
    while let Some(last) = chain.last().filter(|last| !signed(last, last))
        && chain.len() < CHAIN_MAX
        && let Some(issuer) = archive.certs.iter().find(|bag| signed(&bag.cert, last))
    {
        chain.push(&issuer.cert);
    }
    chain.iter().map(|one| one.as_der().to_vec()).collect()
}

/// By name alone: what a certificate is worth, the broker judges.
fn signed(issuer: &Certificate, of: &Certificate) -> bool {
    issuer.subject() == of.issuer()
}
