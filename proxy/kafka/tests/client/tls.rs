//! Certificates that must not be trusted, each with its own words.

use std::sync::Arc;

use castellan_kafka::{
    Address, Client, ClientConfig, DirectDial, ErrorKind, Secret, Security, Tls, TlsProblem,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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
    let port = serve(vec![certificate.der().clone()], &key).await;
    (port, certificate.pem())
}

/// A TLS server that sends this chain; gives its port.
async fn serve(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> u16 {
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, private)
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
    port
}

/// What is wrong with its certificate, in the words that people read.
async fn words(port: u16, ca_pem: Option<String>, verify_host: bool) -> String {
    match failure(port, ca_pem, verify_host).await {
        ErrorKind::Tls(problem) => problem.to_string(),
        other => panic!("{other:?}"),
    }
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
    let (port, _) = server(named("kafka", &["127.0.0.1"]), Some(&signing("Theirs"))).await;
    for verify_host in [true, false] {
        let kind = failure(port, Some(signing("Ours").pem()), verify_host).await;
        assert!(
            matches!(kind, ErrorKind::Tls(TlsProblem::UnknownCa { .. })),
            "{kind:?}"
        );
    }
}

fn dated(from: (i32, u8, u8), to: (i32, u8, u8)) -> CertificateParams {
    let mut params = named("kafka", &["127.0.0.1"]);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(to.0, to.1, to.2);
    params
}

fn named(common_name: &str, hosts: &[&str]) -> CertificateParams {
    let mut params = names(hosts);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params
}

fn signing(name: &str) -> Authority {
    CertifiedIssuer::self_signed(authority_named(name), KeyPair::generate().unwrap()).unwrap()
}

fn authority_named(name: &str) -> CertificateParams {
    let mut params = named(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[tokio::test]
async fn dates_are_judged_and_told() {
    let ca = authority();
    let old = dated((2001, 1, 1), (2002, 2, 3));
    for verify_host in [true, false] {
        let (port, _) = server(old.clone(), Some(&ca)).await;
        let text = words(port, Some(ca.pem()), verify_host).await;
        has(
            &text,
            &[
                "CN=kafka",
                "expired on 2002-02-03",
                "valid from 2001-01-01",
                "Renew",
            ],
        );
    }
    let (port, _) = server(dated((2098, 1, 2), (2099, 1, 1)), Some(&ca)).await;
    let text = words(port, Some(ca.pem()), true).await;
    has(
        &text,
        &["valid only from 2098-01-02 on (until 2099-01-01)", "clock"],
    );
}

#[tokio::test]
async fn an_expired_authority_in_between_is_not_taken_for_the_broker() {
    let root = signing("root");
    let mut between = authority_named("between");
    (between.not_before, between.not_after) =
        (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 2, 3));
    let between = CertifiedIssuer::signed_by(between, KeyPair::generate().unwrap(), &root).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = named("kafka", &["127.0.0.1"])
        .signed_by(&key, &between)
        .unwrap();
    let chain = vec![leaf.der().clone(), between.der().clone()];
    let port = serve(chain.clone(), &key).await;
    let text = words(port, Some(root.pem()), true).await;
    has(
        &text,
        &["an authority above its own (CN=between) expired on 2002-02-03"],
    );
    // What the broker does not send cannot be followed.
    let port = serve(chain[..1].to_vec(), &key).await;
    let text = words(port, Some(root.pem()), true).await;
    has(
        &text,
        &[
            "CN=kafka",
            "not trusted (CN=between)",
            "trusted: CN=root",
            "in between",
        ],
    );
}

#[tokio::test]
async fn an_authority_made_anew_is_told_from_a_foreign_one() {
    let (port, _) = server(named("kafka", &["127.0.0.1"]), Some(&signing("Our CA"))).await;
    let anew = words(port, Some(signing("Our CA").pem()), true).await;
    has(
        &anew,
        &[
            "not signed by the CA certificate that is given",
            "CN=Our CA",
        ],
    );
    let foreign = words(port, Some(signing("Their CA").pem()), true).await;
    has(
        &foreign,
        &["not trusted (CN=Our CA)", "trusted: CN=Their CA"],
    );
}

#[tokio::test]
async fn a_common_name_alone_is_no_host() {
    let ca = authority();
    let (port, _) = server(named("127.0.0.1", &[]), Some(&ca)).await;
    let text = words(port, Some(ca.pem()), true).await;
    has(
        &text,
        &["CN=127.0.0.1", "names no host", "san=ip:127.0.0.1"],
    );
    assert_eq!(failure(port, Some(ca.pem()), false).await, TRUSTED);
}

#[tokio::test]
async fn an_authority_as_a_broker_is_refused_unless_it_is_given_itself() {
    let ca = authority();
    let mut params = authority_named("Sub CA");
    params.subject_alt_names = names(&["127.0.0.1"]).subject_alt_names;
    let (port, pem) = server(params, Some(&ca)).await;
    for verify_host in [true, false] {
        let text = words(port, Some(ca.pem()), verify_host).await;
        has(
            &text,
            &[
                "certificate of an authority (CN=Sub CA",
                "issue a certificate",
            ],
        );
    }
    assert_eq!(failure(port, Some(pem), true).await, TRUSTED);
}

#[tokio::test]
async fn a_certificate_for_clients_serves_no_broker() {
    let ca = authority();
    let mut params = named("kafka", &["127.0.0.1"]);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let (port, _) = server(params, Some(&ca)).await;
    has(&words(port, Some(ca.pem()), true).await, &["serverAuth"]);
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_as_itself_only_while_valid() {
    for is_ca in [IsCa::Ca(BasicConstraints::Unconstrained), IsCa::NoCa] {
        let mut params = named("kafka", &["127.0.0.1"]);
        params.is_ca = is_ca;
        let (port, pem) = server(params.clone(), None).await;
        assert_eq!(failure(port, Some(pem.clone()), true).await, TRUSTED);
        for verify_host in [true, false] {
            let text = words(port, Some(authority().pem()), verify_host).await;
            has(&text, &["CN=kafka", "self-signed", "SHA-256 fingerprint"]);
        }
        (params.not_before, params.not_after) =
            (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 2, 3));
        let (port, pem) = server(params, None).await;
        has(
            &words(port, Some(pem), true).await,
            &["expired on 2002-02-03"],
        );
    }
}

/// A listener that answers every greeting with these bytes and hangs up; gives its port.
async fn answering(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(bytes).await;
        }
    });
    port
}

#[tokio::test]
async fn what_brokers_answer_where_nothing_is_in_common() {
    let cases: [(&[u8], &str); 4] = [
        (&[0x15, 3, 3, 0, 2, 2, 40], "no TLS cipher suite in common"),
        (&[0x15, 3, 1, 0, 2, 2, 70], "no TLS version in common"),
        // Kafka 2.7 on Java 17, 16 kB of it
        (
            &[0; 4096],
            "no TLS cipher suite in common (it sent empty bytes",
        ),
        (&[0x16, 3, 3, 0, 4, 9, 9, 9, 9], "TLS failed"),
    ];
    for (bytes, expected) in cases {
        let port = answering(bytes).await;
        has(
            &words(port, Some(authority().pem()), true).await,
            &[expected],
        );
    }
}

#[test]
fn unusable_pem_is_refused_with_its_name() {
    let other = authority();
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
                client_cert_pem: Some(other.pem()),
                client_key_pem: Some(Secret::new(KeyPair::generate().unwrap().serialize_pem())),
                ..Tls::default()
            },
            "different key pairs",
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
