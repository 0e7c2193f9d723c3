//! Trust and key stores as Java's own keytool makes them, read by the console.

use super::brokers::{MUTUAL, console, newest};
use crate::cluster::run;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use castellan_harness::tls::{Certificates, STORE_PASSWORD};
use castellan_kafka::{ClientIdentity, key_store, trust_store};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tokio::process::Command;

const STORE: &str = "of-the-store";
const KEY: &str = "of-the-key";

/// What keytool made before the brokers started.
pub struct Stores {
    dir: TempDir,
    /// The certificate of the client in the stores; it signed itself.
    pub client_cert_pem: String,
    /// An RSA certificate for 127.0.0.1 with its key, and who signed it.
    pub rsa: ClientIdentity,
    pub rsa_ca_pem: String,
}

impl Stores {
    pub async fn make() -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let rsa =
            Certificates::generate_rsa(&dir.path().join("rsa"), &["127.0.0.1".into()]).await?;
        let store = std::fs::read(rsa.rsa_store.context("no RSA store")?)?;
        let stores = Self {
            client_cert_pem: client(dir.path()).await?,
            rsa: key_store(&store, STORE_PASSWORD, None, None)?,
            rsa_ca_pem: std::fs::read_to_string(rsa.ca)?,
            dir,
        };
        Ok(stores)
    }

    fn file(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.dir.path().join(name);
        std::fs::read(path).with_context(|| format!("read {name}"))
    }

    fn base64(&self, name: &str) -> Result<String> {
        Ok(STANDARD.encode(self.file(name)?))
    }
}

/// A client's key in every kind of store; gives its certificate as keytool prints it.
async fn client(dir: &Path) -> Result<String> {
    let make = [
        "-genkeypair",
        "-alias",
        "client",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
    ];
    let own = [
        "-dname",
        "CN=keytool-client",
        "-validity",
        "30",
        "-keypass",
        KEY,
    ];
    let jks = [
        "-storetype",
        "JKS",
        "-keystore",
        "client.jks",
        "-storepass",
        STORE,
    ];
    keytool(dir, &[&make[..], &own, &jks].concat()).await?;
    for (to, kind, old) in [
        ("client.p12", "PKCS12", false),
        ("client-old.p12", "PKCS12", true),
        ("client.jceks", "JCEKS", false),
    ] {
        let legacy: &[&str] = if old {
            &["-J-Dkeystore.pkcs12.legacy"]
        } else {
            &[]
        };
        let from = [
            "-importkeystore",
            "-noprompt",
            "-srckeystore",
            "client.jks",
            "-srcalias",
        ];
        let with = [
            "client",
            "-srcstorepass",
            STORE,
            "-srckeypass",
            KEY,
            "-destkeystore",
            to,
        ];
        let into = [
            "-deststoretype",
            kind,
            "-deststorepass",
            STORE,
            "-destkeypass",
            STORE,
        ];
        keytool(dir, &[legacy, &from, &with, &into].concat()).await?;
    }
    let export = [
        "-exportcert",
        "-rfc",
        "-alias",
        "client",
        "-file",
        "client.pem",
    ];
    keytool(dir, &[&export[..], &jks[2..]].concat()).await?;
    trusted(dir, &dir.join("client.pem"), "trust").await?;
    Ok(std::fs::read_to_string(dir.join("client.pem"))?.replace('\r', ""))
}

/// Trust stores of every kind with this certificate.
async fn trusted(dir: &Path, certificate: &Path, name: &str) -> Result<()> {
    let certificate = certificate.display().to_string();
    for (end, kind, old) in [
        ("jks", "JKS", false),
        ("p12", "PKCS12", false),
        ("old.p12", "PKCS12", true),
    ] {
        let legacy: &[&str] = if old {
            &["-J-Dkeystore.pkcs12.legacy"]
        } else {
            &[]
        };
        let to = format!("{name}.{end}");
        let import = [
            "-importcert",
            "-noprompt",
            "-alias",
            "ca",
            "-file",
            &certificate,
        ];
        let into = ["-storetype", kind, "-keystore", &to, "-storepass", STORE];
        keytool(dir, &[legacy, &import, &into].concat()).await?;
    }
    Ok(())
}

async fn keytool(dir: &Path, args: &[&str]) -> Result<()> {
    let run = Command::new("keytool").current_dir(dir).args(args).output();
    let output = run.await.context("start keytool, a part of Java")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "keytool {args:?}: {said}");
    Ok(())
}

/// The bytes between the lines of a PEM text.
fn der(pem: &str) -> Result<Vec<u8>> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    Ok(STANDARD.decode(lines.map(str::trim).collect::<String>())?)
}

#[test]
fn stores_of_keytool_old_and_new_are_read() {
    run(async {
        let stores = &newest().await?.stores;
        let certificate = der(&stores.client_cert_pem)?;
        let mut keys = Vec::new();
        for (name, password) in [
            ("client.jks", Some(KEY)),
            ("client.p12", None),
            ("client-old.p12", None),
        ] {
            let read = key_store(&stores.file(name)?, STORE, password, None);
            let identity = read.with_context(|| name.to_owned())?;
            ensure!(
                der(&identity.chain_pem)? == certificate,
                "{name}: another certificate"
            );
            keys.push(identity.key_pem.reveal().to_owned());
        }
        ensure!(
            keys.windows(2).all(|two| two[0] == two[1]),
            "the keys differ"
        );
        for name in ["trust.jks", "trust.p12", "trust.old.p12"] {
            let read = trust_store(&stores.file(name)?, STORE);
            let pem = read.with_context(|| name.to_owned())?;
            ensure!(der(&pem)? == certificate, "{name}: another certificate");
        }
        Ok(())
    });
}

#[test]
fn a_wrong_store_is_refused_with_its_field() {
    run(async {
        let (console, stores) = (console().await?, &newest().await?.stores);
        let trust = |file: &str, password: &str| -> Result<Value> {
            Ok(json!({ "trust_store": { "content": stores.base64(file)?, "password": password } }))
        };
        let key = |file: &str, password: &str, own: Option<&str>| -> Result<Value> {
            let content = stores.base64(file)?;
            Ok(json!({
                "key_store": { "content": content, "password": password, "key_password": own },
            }))
        };
        let text = |text: &str| json!({ "content": STANDARD.encode(text), "password": "" });
        let cases = [
            (
                trust("trust.jks", "wrong")?,
                "trust_store/password",
                "does not open the JKS",
            ),
            (
                trust("trust.p12", "wrong")?,
                "trust_store/password",
                "does not open the PKCS#12",
            ),
            (
                trust("trust.old.p12", "")?,
                "trust_store/password",
                "does not open the PKCS#12",
            ),
            (
                trust("client.jks", STORE)?,
                "trust_store/content",
                "it is a key store",
            ),
            (
                trust("client.p12", STORE)?,
                "trust_store/content",
                "it is a key store",
            ),
            (
                trust("client.jceks", STORE)?,
                "trust_store/content",
                "JCEKS",
            ),
            (
                trust("client.pem", STORE)?,
                "trust_store/content",
                "PEM text",
            ),
            (
                json!({ "trust_store": text("hello") }),
                "trust_store/content",
                "neither",
            ),
            (
                json!({ "trust_store": text("") }),
                "trust_store/content",
                "empty",
            ),
            (
                key("client.jks", "wrong", None)?,
                "key_store/password",
                "does not open the JKS",
            ),
            (
                key("client.jks", STORE, None)?,
                "key_store/key_password",
                "a password of its own",
            ),
            (
                key("client.jks", STORE, Some("x"))?,
                "key_store/key_password",
                "does not open",
            ),
            (
                key("trust.jks", STORE, None)?,
                "key_store/content",
                "it is a trust store",
            ),
            (
                key("trust.p12", STORE, None)?,
                "key_store/content",
                "it is a trust store",
            ),
        ];
        for (stores, field, words) in cases {
            let mut connection = json!({ "bootstrap": ["127.0.0.1:1"], "security": "SSL" });
            for (name, store) in stores.as_object().into_iter().flatten() {
                connection[name] = store.clone();
            }
            let body = json!({ "name": "refused", "connection": connection });
            let problem = console.send("POST", "/instances", &body, 422).await?;
            let error = &problem["errors"][0];
            ensure!(
                error["pointer"] == format!("/connection/{field}"),
                "{words}: {problem}"
            );
            let detail = error["detail"].as_str().unwrap_or_default();
            ensure!(detail.contains(words), "{words}: {detail}");
        }
        Ok(())
    });
}

#[test]
fn a_cluster_is_attached_by_stores_alone() {
    run(async {
        let (console, broker) = (console().await?, newest().await?);
        trusted(
            broker.stores.dir.path(),
            &broker.cluster.certificates().ca,
            "broker",
        )
        .await?;
        for (name, trust, key, own) in [
            ("by-jks", "broker.jks", "client.jks", Some(KEY)),
            ("by-pkcs12", "broker.p12", "client.p12", None),
            ("by-old-pkcs12", "broker.old.p12", "client-old.p12", None),
        ] {
            let trust = json!({ "content": broker.stores.base64(trust)?, "password": STORE });
            let key = json!({
                "content": broker.stores.base64(key)?,
                "password": STORE,
                "key_password": own,
            });
            let connection = json!({
                "bootstrap": [broker.address(MUTUAL)?],
                "security": "SSL",
                "trust_store": trust,
                "key_store": key,
            });
            let body = json!({ "name": name, "connection": connection });
            console.send("POST", "/instances", &body, 200).await?;
            let id = console.connected(name).await?;
            let detail = console.get(&format!("/instances/{id}")).await?;
            let pem = |field: &str| der(detail[field].as_str().unwrap_or_default());
            ensure!(
                pem("ca_pem")? == der(&broker.cluster.ca_pem()?)?,
                "{detail}"
            );
            ensure!(
                pem("client_cert_pem")? == der(&broker.stores.client_cert_pem)?,
                "{detail}"
            );
            let traces = console.get("/traces?per_page=20").await?.to_string();
            for secret in [STORE, KEY, "PRIVATE KEY"] {
                let shown = detail.to_string().contains(secret) || traces.contains(secret);
                ensure!(!shown, "{name}: a secret is shown");
            }
            let (status, _) = console
                .call("DELETE", &format!("/instances/{id}"), None)
                .await?;
            ensure!(status == 204, "{name}: {status}");
        }
        Ok(())
    });
}
