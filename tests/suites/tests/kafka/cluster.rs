//! The clusters and consoles of this suite, started once and shared.

use anyhow::Result;
use castellan_harness::{Cluster, Listener, Version};
use castellan_suites::console::Console;
use std::future::Future;
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

/// One runtime for the whole binary: processes and connections outlive the test that began them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// A cluster with a console on it.
pub struct Setup {
    pub cluster: Cluster,
    pub console: Console,
    pub instance: String,
}

static NEWEST: OnceCell<Setup> = OnceCell::const_new();
static KRAFT: OnceCell<Setup> = OnceCell::const_new();
static OLD: OnceCell<Setup> = OnceCell::const_new();
static OLDER: OnceCell<Setup> = OnceCell::const_new();
static OLDEST: OnceCell<Setup> = OnceCell::const_new();

/// Runs a test.
pub fn run(test: impl Future<Output = Result<()>>) {
    if let Err(error) = RUNTIME.block_on(test) {
        panic!("{error:?}");
    }
}

async fn start(version: Version, brokers: u32) -> Result<Setup> {
    // the older ones read no PEM
    let tls = [Listener::SaslSsl, Listener::Ssl]
        .into_iter()
        .filter(|_| version >= Version::V2_7);
    let cluster = Cluster::builder()
        .version(version)
        .brokers(brokers)
        .racks(["a", "b", "c"].into_iter().take(brokers as usize))
        .listeners([Listener::Plaintext].into_iter().chain(tls))
        .user("castellan", "castellan-secret")
        .start()
        .await?;
    let console = Console::on(&cluster, "suite").await?;
    let instance = console.connected("suite").await?;
    Ok(Setup {
        cluster,
        console,
        instance,
    })
}

/// Three brokers of the newest version.
pub async fn newest() -> Result<&'static Setup> {
    NEWEST.get_or_try_init(|| start(Version::V4_3, 3)).await
}

/// One broker of 2.7 with its ZooKeeper.
pub async fn old() -> Result<&'static Setup> {
    OLD.get_or_try_init(|| start(Version::V2_7, 1)).await
}

/// A cluster of a version.
pub async fn of(version: Version) -> Result<&'static Setup> {
    let alone = |cell: &'static OnceCell<Setup>| cell.get_or_try_init(move || start(version, 1));
    match version {
        Version::V1_1 => alone(&OLDEST).await,
        Version::V2_3 => alone(&OLDER).await,
        Version::V2_7 => old().await,
        Version::V3_9 => alone(&KRAFT).await,
        Version::V4_3 => newest().await,
    }
}

impl Setup {
    /// An address below the instance.
    pub fn at(&self, rest: &str) -> String {
        format!("/instances/{}{rest}", self.instance)
    }
}
