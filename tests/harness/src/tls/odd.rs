//! Certificates that no client should trust, or only on conditions: for listeners of their own.

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};

/// The name of the authority that signed most of them.
const AUTHORITY: &str = "Odd CA";

/// A certificate with its key, both PEM.
#[derive(Debug, Clone)]
pub struct OddPair {
    /// What is odd: `expired`, `early`, `cn-only`, `authority`, `self-signed`, `other-name`,
    /// `other-ca`, `anew`, `clients-only`.
    pub name: &'static str,
    /// The certificate alone.
    pub cert_pem: String,
    /// Its key (PKCS#8).
    pub key_pem: String,
}

/// One authority and what it (or nobody) signed.
#[derive(Debug, Clone)]
pub struct Odd {
    /// The authority's certificate, to trust.
    pub ca_pem: String,
    /// One of each kind.
    pub pairs: Vec<OddPair>,
}

impl Odd {
    /// Makes them, valid for 127.0.0.1 but for what is odd about each.
    ///
    /// # Errors
    /// When a certificate cannot be made.
    pub fn generate() -> Result<Self> {
        let ca = authority(AUTHORITY)?;
        let (other, anew) = (authority("Another CA")?, authority(AUTHORITY)?);
        let here = &["127.0.0.1"][..];
        let mut expired = params("kafka", here)?;
        expired.not_before = date_time_ymd(2001, 1, 1);
        expired.not_after = date_time_ymd(2002, 2, 3);
        let mut early = params("kafka", here)?;
        early.not_before = date_time_ymd(2098, 1, 2);
        early.not_after = date_time_ymd(2099, 1, 1);
        let mut issuing = params("Issuing CA", here)?;
        issuing.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut clients = params("kafka", here)?;
        clients.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let elsewhere = &["kafka-1.example.com", "10.1.2.3"][..];
        let pairs = [
            ("expired", expired, Some(&ca)),
            ("early", early, Some(&ca)),
            ("cn-only", params("127.0.0.1", &[])?, Some(&ca)),
            ("authority", issuing, Some(&ca)),
            ("self-signed", params("kafka", here)?, None),
            ("other-name", params("kafka", elsewhere)?, Some(&ca)),
            ("other-ca", params("kafka", here)?, Some(&other)),
            ("anew", params("kafka", here)?, Some(&anew)),
            ("clients-only", clients, Some(&ca)),
        ];
        let pairs = pairs.map(|(name, params, issuer)| pair(name, &params, issuer));
        Ok(Self {
            ca_pem: ca.pem(),
            pairs: pairs.into_iter().collect::<Result<_>>()?,
        })
    }

    /// The one of this name.
    pub fn pair(&self, name: &str) -> Option<&OddPair> {
        self.pairs.iter().find(|pair| pair.name == name)
    }
}

fn pair(
    name: &'static str,
    params: &CertificateParams,
    issuer: Option<&CertifiedIssuer<'static, KeyPair>>,
) -> Result<OddPair> {
    let key = KeyPair::generate()?;
    let cert = match issuer {
        Some(issuer) => params.clone().signed_by(&key, issuer)?,
        None => params.clone().self_signed(&key)?,
    };
    Ok(OddPair {
        name,
        cert_pem: cert.pem(),
        key_pem: key.serialize_pem(),
    })
}

fn params(common_name: &str, hosts: &[&str]) -> Result<CertificateParams> {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    Ok(params)
}

fn authority(name: &str) -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = params(name, &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}
