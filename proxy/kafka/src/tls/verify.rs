//! The judge of broker certificates: chain and dates always, the name unless turned off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ResolvesClientCert, verify_server_cert_signed_by_trust_anchor, verify_server_name,
};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::CertificateFacts;

/// Verifies one connection and remembers the certificate it saw, for messages.
#[derive(Debug)]
pub(super) struct Judge {
    provider: Arc<CryptoProvider>,
    roots: Arc<RootCertStore>,
    /// The certificates given as CA: a broker that shows one of them itself is trusted, which
    /// webpki alone refuses for self-signed ones (CaUsedAsEndEntity).
    pinned: Arc<Vec<CertificateDer<'static>>>,
    verify_host: bool,
    seen: Mutex<Seen>,
}

/// What a broker showed, and when.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Its certificate, then those it sent with it.
    pub(super) certificates: Vec<CertificateFacts>,
    /// Unix seconds.
    pub(super) now_s: i64,
}

impl Judge {
    pub(super) fn new(
        provider: &Arc<CryptoProvider>,
        roots: &Arc<RootCertStore>,
        pinned: &Arc<Vec<CertificateDer<'static>>>,
        verify_host: bool,
    ) -> Self {
        Self {
            provider: provider.clone(),
            roots: roots.clone(),
            pinned: pinned.clone(),
            verify_host,
            seen: Mutex::default(),
        }
    }

    /// The certificates of the last handshake.
    pub(super) fn seen(&self) -> Seen {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Gives what `inner` gives to a broker that asks for a client certificate, and remembers that one
/// asked: some break the handshake off then without a word.
#[derive(Debug)]
pub(super) struct Asked {
    inner: Arc<dyn ResolvesClientCert>,
    asked: AtomicBool,
}

impl Asked {
    pub(super) fn new(inner: Arc<dyn ResolvesClientCert>) -> Self {
        Self {
            inner,
            asked: AtomicBool::new(false),
        }
    }

    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for Asked {
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.inner.resolve(root_hint_subjects, sigschemes)
    }

    fn has_certs(&self) -> bool {
        self.inner.has_certs()
    }
}

fn check_dates(facts: Option<&CertificateFacts>, now: i64) -> Result<(), Error> {
    match facts {
        None => Err(CertificateError::BadEncoding.into()),
        Some(facts) if now < facts.not_before_s => Err(CertificateError::NotValidYet.into()),
        Some(facts) if now > facts.not_after_s => Err(CertificateError::Expired.into()),
        Some(_) => Ok(()),
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let now_s = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let facts = CertificateFacts::read(end_entity);
        let above = intermediates.iter().filter_map(CertificateFacts::read);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen {
            certificates: facts.iter().cloned().chain(above).collect(),
            now_s,
        };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if self.pinned.iter().any(|pinned| pinned == end_entity) {
            check_dates(facts.as_ref(), now_s)?;
        } else {
            let algorithms = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(
                &certificate,
                &self.roots,
                intermediates,
                now,
                algorithms,
            )?;
        }
        if self.verify_host {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
