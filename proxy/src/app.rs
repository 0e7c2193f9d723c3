//! The program: every long-lived part, built once. No field is public.

use crate::access::audit::Audit;
use crate::access::session::Sessions;
use crate::clock::Clock;
use crate::cluster::Clusters;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::services::reassignment::Ready;
use crate::services::topics::Views;
use crate::store::Store;
use crate::tasks::Tasks;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a stop waits for the last traces: the database may be away.
const FLUSH: Duration = Duration::from_secs(1);

/// Everything that lives as long as the program.
pub struct App {
    config: Config,
    clock: Clock,
    store: Store,
    sessions: Sessions,
    audit: Audit,
    clusters: Clusters,
    tasks: Tasks,
    topics: Views,
    ready_plans: Ready,
    metrics: Metrics,
    embed_origins: RwLock<Arc<Vec<String>>>,
    stop: CancellationToken,
}

/// The parts an [`App`] is made of.
pub struct Parts {
    /// Configuration.
    pub config: Config,
    /// Time and chance.
    pub clock: Clock,
    /// Store.
    pub store: Store,
    /// Sessions.
    pub sessions: Sessions,
    /// Traces.
    pub audit: Audit,
    /// Instances.
    pub clusters: Clusters,
    /// Background tasks.
    pub tasks: Tasks,
    /// Origins that may frame the app.
    pub embed_origins: Vec<String>,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            metrics: Metrics::new(&parts.clock),
            topics: Views::new(&parts.clock, parts.store.shared()),
            config: parts.config,
            clock: parts.clock,
            store: parts.store,
            sessions: parts.sessions,
            audit: parts.audit,
            clusters: parts.clusters,
            tasks: parts.tasks,
            ready_plans: Ready::default(),
            embed_origins: RwLock::new(Arc::new(parts.embed_origins)),
            stop: CancellationToken::new(),
        })
    }

    /// Version of the console.
    pub const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Time and chance.
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Store.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Sessions.
    pub const fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Traces.
    pub const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Instances.
    pub const fn clusters(&self) -> &Clusters {
        &self.clusters
    }

    /// Background tasks.
    pub const fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// What many viewers of topics share.
    pub const fn topics(&self) -> &Views {
        &self.topics
    }

    /// Plans that were looked at last.
    pub const fn ready_plans(&self) -> &Ready {
        &self.ready_plans
    }

    /// The console's own figures.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// All figures as Prometheus reads them.
    pub fn metrics_text(&self) -> String {
        self.metrics.text(&self.clusters, &self.clock)
    }

    /// Origins that may frame the app.
    pub fn embed_origins(&self) -> Arc<Vec<String>> {
        Arc::clone(
            &self
                .embed_origins
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Takes over origins just stored.
    pub fn set_embed_origins(&self, origins: Vec<String>) {
        *self
            .embed_origins
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(origins);
    }

    /// True once a stop was asked.
    pub fn stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Fires when a stop is asked.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Asks everything to stop and waits until it has: no new work, tasks at a checkpoint, streams
    /// closed, the store flushed.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.stop().await;
        self.clusters.stop().await;
        match tokio::time::timeout(FLUSH, self.audit.flush(true)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!("folded refusals could not be written: {error}"),
            Err(_) => tracing::error!("folded refusals could not be written in time"),
        }
        self.store.close().await;
    }
}
