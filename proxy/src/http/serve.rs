//! The listener: TLS by default, with a certificate made on first start where none is given, and a
//! stop that lets running answers end.

use super::{routes, system};
use crate::app::App;
use crate::config::{Config, TlsFiles};
use axum::Router;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long running answers may take to end after a stop was asked.
const DRAIN: Duration = Duration::from_secs(8);

/// Why the console cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}: {source}. Choose another with --listen.")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Certificate(String),
}

/// Serves until the app is told to stop.
pub async fn serve(app: Arc<App>) -> Result<(), ServeError> {
    let config = app.config();
    let address = config.listen;
    let listener = std::net::TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|source| ServeError::Listen { address, source })?;
    if let Ok(own) = listener.local_addr() {
        app.clusters().connector().refuse_own(own);
    }
    let handle = Handle::new();
    let stop = handle.clone();
    let stopped = app.stop_token();
    tokio::spawn(async move {
        stopped.cancelled().await;
        stop.graceful_shutdown(Some(DRAIN));
    });
    if let Some(metrics) = config.metrics_listen {
        serve_metrics(&app, metrics).await?;
    }
    let service =
        routes::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let ended = if config.http {
        tracing::info!(%address, "serving http://{address}");
        axum_server::from_tcp(listener)
            .map_err(|source| ServeError::Listen { address, source })?
            .handle(handle)
            .serve(service)
            .await
    } else {
        let tls = certificate(config).await?;
        tracing::info!(%address, "serving https://{address}");
        axum_server::from_tcp_rustls(listener, tls)
            .map_err(|source| ServeError::Listen { address, source })?
            .handle(handle)
            .serve(service)
            .await
    };
    ended.map_err(|source| ServeError::Listen { address, source })
}

/// Serves the figures at an address of their own, which no outbound call reaches; gives the address.
async fn serve_metrics(app: &Arc<App>, address: SocketAddr) -> Result<SocketAddr, ServeError> {
    let failed = |source| ServeError::Listen { address, source };
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(failed)?;
    let own = listener.local_addr().map_err(failed)?;
    app.clusters().connector().refuse_own(own);
    let router = Router::new()
        .route("/metrics", get(system::open_metrics))
        .with_state(Arc::clone(app));
    let stopped = app.stop_token();
    tokio::spawn(async move {
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(async move { stopped.cancelled().await })
            .await;
        if let Err(error) = served {
            tracing::error!("the metrics address has stopped answering: {error}");
        }
    });
    Ok(own)
}

async fn certificate(config: &Config) -> Result<RustlsConfig, ServeError> {
    let files = match &config.tls {
        Some(files) => files.clone(),
        None => self_signed(&config.data_dir)?,
    };
    RustlsConfig::from_pem_file(&files.certificate, &files.key)
        .await
        .map_err(|error| {
            ServeError::Certificate(format!(
                "{} and {}: {error}",
                files.certificate.display(),
                files.key.display()
            ))
        })
}

/// The certificate made on first start, kept in the data folder.
fn self_signed(data_dir: &Path) -> Result<TlsFiles, ServeError> {
    let folder = data_dir.join("tls");
    let files = TlsFiles {
        certificate: folder.join("cert.pem"),
        key: folder.join("key.pem"),
    };
    let bad = |error: &dyn std::fmt::Display| {
        ServeError::Certificate(format!("{}: {error}", folder.display()))
    };
    if !files.certificate.exists() || !files.key.exists() {
        let names = vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| bad(&error))?;
        std::fs::create_dir_all(&folder).map_err(|error| bad(&error))?;
        write_private(&files.key, &made.signing_key.serialize_pem())
            .map_err(|error| bad(&error))?;
        std::fs::write(&files.certificate, made.cert.pem()).map_err(|error| bad(&error))?;
    }
    let pem = std::fs::read_to_string(&files.certificate).map_err(|error| bad(&error))?;
    if let Some(fingerprint) = fingerprint(&pem) {
        tracing::info!("self-signed certificate, SHA-256 fingerprint {fingerprint}");
    }
    Ok(files)
}

/// Writes a file that its owner alone can read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::File::options();
    options.create(true).truncate(true).write(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn fingerprint(pem: &str) -> Option<String> {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    let digest = ring::digest::digest(&ring::digest::SHA256, &certificate);
    Some(
        digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(":"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Overrides;

    #[tokio::test]
    async fn no_outbound_call_reaches_the_metrics_address() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("castellan.toml");
        std::fs::write(&path, "outbound.loopback = true").unwrap();
        let config = Config::load(Overrides {
            file: Some(path),
            data_dir: Some(dir.path().join("data")),
            ..Overrides::default()
        })
        .unwrap();
        let app = crate::start::build(config, Clock::system()).await.unwrap();
        let own = serve_metrics(&app, "127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let connector = app.clusters().connector();
        let error = connector.check(own).unwrap_err().to_string();
        assert!(error.contains("own listener"), "{error}");
        let other = SocketAddr::new(own.ip(), if own.port() == 1 { 2 } else { 1 });
        assert!(connector.check(other).is_ok());
        app.stop().await;
    }
}
