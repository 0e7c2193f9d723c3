//! What a person wants to know of a certificate.

use ring::digest::{SHA256, digest};
use rustls_pki_types::CertificateDer;
use x509_parser::extensions::GeneralName;
use x509_parser::objects::{oid_registry, oid2sn};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::time::ASN1Time;

/// A certificate in plain facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whom it is about, as RFC 2253-like text.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// DNS names and IP addresses it is valid for (subject alternative names).
    pub names: Vec<String>,
    /// First second of its validity, Unix seconds.
    pub not_before_s: i64,
    /// Last second of its validity, Unix seconds.
    pub not_after_s: i64,
    /// `not_before` as a UTC date, `2026-11-21`.
    pub not_before: String,
    /// `not_after` as a UTC date.
    pub not_after: String,
    /// X.509 version; only 3 holds names.
    pub version: u32,
    /// `true` where it may sign others (basic constraints).
    pub authority: bool,
    /// How it is signed, `sha1WithRSAEncryption`, with the size of its own key.
    pub signed_by: String,
    /// SHA-256 of the whole, as keytool and openssl print it.
    pub fingerprint: String,
}

impl CertificateFacts {
    /// Reads them; `None` for bytes that are no X.509 certificate.
    pub(crate) fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let names = match certificate.subject_alternative_name() {
            Ok(Some(san)) => san.value.general_names.iter().filter_map(name).collect(),
            _ => Vec::new(),
        };
        let validity = certificate.validity();
        Some(Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            names,
            not_before_s: validity.not_before.timestamp(),
            not_after_s: validity.not_after.timestamp(),
            not_before: date(&validity.not_before),
            not_after: date(&validity.not_after),
            version: certificate.version().0.saturating_add(1),
            authority: certificate.is_ca(),
            signed_by: signed_by(&certificate),
            fingerprint: fingerprint(der),
        })
    }

    /// A UTC date of Unix seconds.
    pub(super) fn day(unix_s: i64) -> String {
        ASN1Time::from_timestamp(unix_s).map_or_else(|_| String::new(), |time| date(&time))
    }

    /// `true` when it signed itself.
    pub fn self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(dns) => Some((*dns).to_owned()),
        GeneralName::IPAddress(bytes) => match <[u8; 4]>::try_from(*bytes) {
            Ok(v4) => Some(std::net::Ipv4Addr::from(v4).to_string()),
            Err(_) => {
                let v6 = <[u8; 16]>::try_from(*bytes).ok()?;
                Some(std::net::Ipv6Addr::from(v6).to_string())
            }
        },
        _ => None,
    }
}

fn signed_by(certificate: &X509Certificate<'_>) -> String {
    let algorithm = &certificate.signature_algorithm.algorithm;
    let name =
        oid2sn(algorithm, oid_registry()).map_or_else(|_| algorithm.to_id_string(), str::to_owned);
    match certificate.public_key().parsed() {
        Ok(key) if key.key_size() > 0 => format!("{name}, key of {} bits", key.key_size()),
        _ => name,
    }
}

fn fingerprint(der: &[u8]) -> String {
    let bytes = digest(&SHA256, der);
    let pairs: Vec<String> = bytes
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

fn date(time: &ASN1Time) -> String {
    time.to_datetime().date().to_string()
}
