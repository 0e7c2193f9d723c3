//! Certificates of a test cluster, made fresh each time: a CA, a server certificate for
//! `localhost` and `127.0.0.1`, a client certificate, and a second CA that signed none of them.

mod odd;

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

pub use odd::{Odd, OddPair};

/// The files of one cluster, all PEM but [`rsa_store`](Self::rsa_store).
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The certificate of the CA that signed the brokers'.
    pub ca: PathBuf,
    /// The certificate of the CA that signed the client's: the same, but where the brokers have an
    /// RSA key.
    pub client_ca: PathBuf,
    /// The brokers' certificate, with the CA's after it.
    pub server_cert: PathBuf,
    /// The brokers' key (PKCS#8).
    pub server_key: PathBuf,
    /// The client's certificate (CN=castellan-client), with the CA's after it.
    pub client_cert: PathBuf,
    /// The client's key (PKCS#8).
    pub client_key: PathBuf,
    /// A CA that signed nothing here: trusting it alone must fail.
    pub other_ca: PathBuf,
    /// Where an RSA key was asked for: the brokers' PKCS#12 store, with [`STORE_PASSWORD`].
    pub rsa_store: Option<PathBuf>,
}

/// The password of the PKCS#12 store.
pub const STORE_PASSWORD: &str = "store-secret";

/// The name in the client certificate; Kafka's principal is `User:CN=castellan-client`.
pub const CLIENT_CN: &str = "castellan-client";

impl Certificates {
    /// Makes the files in `dir`; the server certificate holds `names` (DNS names or addresses).
    ///
    /// # Errors
    /// When a name is not one or a file cannot be written.
    pub fn generate(dir: &Path, names: &[String]) -> Result<Self> {
        fs::create_dir_all(dir)?;
        let ca = authority("Castellan test CA")?;
        let (server_cert, server_key) =
            leaf(&ca, "kafka", names, ExtendedKeyUsagePurpose::ServerAuth)?;
        let (client_cert, client_key) =
            leaf(&ca, CLIENT_CN, &[], ExtendedKeyUsagePurpose::ClientAuth)?;
        let write = |name: &str, text: String| -> Result<PathBuf> {
            let path = dir.join(name);
            fs::write(&path, text)?;
            Ok(path)
        };
        Ok(Self {
            server_cert: write("server-cert.pem", server_cert + &ca.pem())?,
            server_key: write("server-key.pem", server_key)?,
            client_cert: write("client-cert.pem", client_cert + &ca.pem())?,
            client_key: write("client-key.pem", client_key)?,
            ca: write("ca.pem", ca.pem())?,
            client_ca: dir.join("ca.pem"),
            other_ca: write("other-ca.pem", authority("Somebody else's CA")?.pem())?,
            rsa_store: None,
        })
    }

    /// As [`generate`](Self::generate), the brokers' key an RSA one: some clusters offer nothing
    /// but RSA suites. By Java's keytool, since ring makes no RSA keys.
    ///
    /// # Errors
    /// When keytool is missing or fails.
    pub async fn generate_rsa(dir: &Path, names: &[String]) -> Result<Self> {
        let mut certificates = Self::generate(dir, names)?;
        let san: Vec<String> = names
            .iter()
            .map(|name| match name.parse::<IpAddr>() {
                Ok(_) => format!("ip:{name}"),
                Err(_) => format!("dns:{name}"),
            })
            .collect();
        let san = format!("san={}", san.join(","));
        let make = [
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-validity",
            "365",
        ];
        let ca = [
            &make[..],
            &[
                "-alias",
                "ca",
                "-dname",
                "CN=Castellan RSA CA",
                "-ext",
                "bc:c",
            ],
        ];
        keytool(dir, "ca.p12", &ca.concat()).await?;
        let server = [&make[..], &["-alias", "kafka", "-dname", "CN=kafka"]].concat();
        keytool(dir, "server.p12", &server).await?;
        let request = ["-certreq", "-alias", "kafka", "-file", "server.csr"];
        keytool(dir, "server.p12", &request).await?;
        let sign = [
            "-gencert",
            "-alias",
            "ca",
            "-rfc",
            "-validity",
            "365",
            "-ext",
            &san,
        ];
        let files = ["-infile", "server.csr", "-outfile", "rsa-cert.pem"];
        keytool(dir, "ca.p12", &[&sign[..], &files].concat()).await?;
        let export = ["-exportcert", "-rfc", "-alias", "ca", "-file", "rsa-ca.pem"];
        keytool(dir, "ca.p12", &export).await?;
        for (alias, file) in [("ca", "rsa-ca.pem"), ("kafka", "rsa-cert.pem")] {
            let import = ["-importcert", "-noprompt", "-alias", alias, "-file", file];
            keytool(dir, "server.p12", &import).await?;
        }
        certificates.ca = dir.join("rsa-ca.pem");
        certificates.rsa_store = Some(dir.join("server.p12"));
        Ok(certificates)
    }
}

async fn keytool(dir: &Path, store: &str, args: &[&str]) -> Result<()> {
    let output = tokio::process::Command::new("keytool")
        .current_dir(dir)
        .args(args)
        .args([
            "-storetype",
            "PKCS12",
            "-keystore",
            store,
            "-storepass",
            STORE_PASSWORD,
        ])
        .output()
        .await
        .context("start keytool, a part of Java")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "keytool {args:?}: {said}");
    Ok(())
}

fn authority(name: &str) -> Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn leaf(
    ca: &CertifiedIssuer<'static, KeyPair>,
    name: &str,
    names: &[String],
    usage: ExtendedKeyUsagePurpose,
) -> Result<(String, String)> {
    let mut params = CertificateParams::new(names.to_vec())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![usage];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let key = KeyPair::generate()?;
    let cert = params.signed_by(&key, ca)?;
    Ok((cert.pem(), key.serialize_pem()))
}
