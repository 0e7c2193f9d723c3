//! Certificates that must not be trusted, each with its own words.

use std::sync::Arc;

use castellan_kafka::{
    Address, Client, ClientConfig, DirectDial, ErrorKind, Security, Tls, TlsProblem,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls_pki_types::PrivateKeyDer;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::PATIENT;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A TLS server with this certificate; gives its port.
async fn server(params: CertificateParams, issuer: Option<&Authority>) -> (u16, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.read(&mut [0; 64]).await;
            }
        }
    });
    (port, certificate.pem())
}

async fn failure(port: u16, ca_pem: Option<String>, verify_host: bool) -> ErrorKind {
    let tls = Some(Tls {
        ca_pem,
        verify_host,
        ..Tls::default()
    });
    let security = Security {
        tls,
        ..Security::default()
    };
    let mut config = ClientConfig::new(vec![Address::new("127.0.0.1", port)], security);
    config.call_timeout = PATIENT;
    let client = Client::new(config, Arc::new(DirectDial)).unwrap();
    client.metadata().await.unwrap_err().kind()
}

fn names(names: &[&str]) -> CertificateParams {
    CertificateParams::new(
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>(),
    )
    .unwrap()
}

/// A trusted connection comes as far as Kafka's own exchange, which this server does not speak.
const TRUSTED: ErrorKind = ErrorKind::NotKafka;

#[tokio::test]
async fn names_are_compared_unless_turned_off() {
    let ca = authority();
    let (port, _) = server(names(&["kafka-1.example", "10.1.2.3"]), Some(&ca)).await;
    let mismatch = TlsProblem::NameMismatch {
        expected: "127.0.0.1".to_owned(),
        presented: vec!["kafka-1.example".to_owned(), "10.1.2.3".to_owned()],
    };
    assert_eq!(
        failure(port, Some(ca.pem()), true).await,
        ErrorKind::Tls(mismatch)
    );
    assert_eq!(failure(port, Some(ca.pem()), false).await, TRUSTED);
    let (port, _) = server(names(&["127.0.0.1"]), Some(&ca)).await;
    assert_eq!(failure(port, Some(ca.pem()), true).await, TRUSTED);
}

#[tokio::test]
async fn an_unknown_authority_is_refused_also_without_host_verification() {
    let (port, _) = server(names(&["127.0.0.1"]), Some(&authority())).await;
    for verify_host in [true, false] {
        let kind = failure(port, Some(authority().pem()), verify_host).await;
        assert!(
            matches!(kind, ErrorKind::Tls(TlsProblem::UnknownCa { .. })),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn dates_are_judged() {
    let ca = authority();
    let mut old = names(&["127.0.0.1"]);
    (old.not_before, old.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 2, 3));
    let expired = TlsProblem::Expired {
        not_after: "2002-02-03".to_owned(),
    };
    for verify_host in [true, false] {
        let (port, _) = server(old.clone(), Some(&ca)).await;
        let kind = failure(port, Some(ca.pem()), verify_host).await;
        assert_eq!(kind, ErrorKind::Tls(expired.clone()));
    }
    let mut early = names(&["127.0.0.1"]);
    (early.not_before, early.not_after) = (date_time_ymd(2098, 1, 2), date_time_ymd(2099, 1, 1));
    let (port, _) = server(early, Some(&ca)).await;
    let not_yet = TlsProblem::NotYetValid {
        not_before: "2098-01-02".to_owned(),
    };
    assert_eq!(
        failure(port, Some(ca.pem()), true).await,
        ErrorKind::Tls(not_yet)
    );
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_as_itself_only_while_valid() {
    let mut params = names(&["127.0.0.1"]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let (port, pem) = server(params.clone(), None).await;
    assert_eq!(failure(port, Some(pem), true).await, TRUSTED);
    (params.not_before, params.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 2, 3));
    let (port, pem) = server(params, None).await;
    let expired = TlsProblem::Expired {
        not_after: "2002-02-03".to_owned(),
    };
    assert_eq!(
        failure(port, Some(pem), true).await,
        ErrorKind::Tls(expired)
    );
}

#[test]
fn unusable_pem_is_refused_with_its_name() {
    for (tls, words) in [
        (
            Tls {
                ca_pem: Some("nonsense".to_owned()),
                ..Tls::default()
            },
            "the CA",
        ),
        (
            Tls {
                client_cert_pem: Some("x".to_owned()),
                ..Tls::default()
            },
            "both its chain",
        ),
    ] {
        let security = Security {
            tls: Some(tls),
            ..Security::default()
        };
        let config = ClientConfig::new(vec![Address::new("a", 1)], security);
        let error = Client::new(config, Arc::new(DirectDial)).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
