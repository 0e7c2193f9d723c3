//! Building the program from its configuration: for serving, and for commands that run beside it.

mod upkeep;

pub use upkeep::existing;

use crate::access::audit::Audit;
use crate::access::session::Sessions;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::cluster::Clusters;
use crate::config::Config;
use crate::http::serve;
use crate::store::{Store, StoreConfig};
use crate::tasks::Tasks;
use anyhow::{Context, bail};
use castellan_api::action::Role;
use castellan_api::ids::InstanceId;
use castellan_api::users::Binding;
use std::sync::Arc;
use std::time::Duration;

async fn open_store(config: &Config, clock: &Clock, exclusive: bool) -> anyhow::Result<Store> {
    if let Some(url) = &config.database {
        let opened = Store::open_postgres(url, &config.key, exclusive, clock.clone()).await;
        return opened.context("opening the store");
    }
    let store = StoreConfig {
        data_dir: config.data_dir.clone(),
        key: config.key.clone(),
        exclusive,
    };
    Store::open(store, clock.clone())
        .await
        .with_context(|| format!("opening the store in {}", config.data_dir.display()))
}

/// Builds the program; nothing is served yet.
pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Arc<App>> {
    let store = open_store(&config, &clock, true).await?;
    let audit = Audit::new(store.clone(), clock.clone());
    let settings = store.settings().await?;
    let sessions = Sessions::new(
        store.clone(),
        clock.clone(),
        config.session,
        config.sign_in_token.clone(),
    );
    let clusters = Clusters::start(
        store.clone(),
        clock.clone(),
        config.outbound.clone(),
        config.instances.clone(),
    )
    .await?;
    let tasks = Tasks::new(
        store.clone(),
        clock.clone(),
        crate::services::tasks::kinds(),
    );
    let app = App::new(Parts {
        config,
        clock,
        store,
        sessions,
        audit,
        clusters,
        tasks,
        embed_origins: settings.embed_origins,
    });
    app.tasks().start(&app);
    tokio::spawn(keep_house(Arc::clone(&app)));
    tokio::spawn(run_timers(Arc::clone(&app)));
    if app.store().shared() {
        tokio::spawn(crate::replicas::follow(Arc::clone(&app)));
    }
    Ok(app)
}

/// How often it is looked whether the time of a timer has come.
const TIMERS: Duration = Duration::from_secs(10);

/// Runs the timers of elections.
async fn run_timers(app: Arc<App>) {
    let stop = app.stop_token();
    let mut failing = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TIMERS) => {}
        }
        let ran = crate::services::elections::run_due(&app).await;
        match &ran {
            Err(error) if !failing => {
                tracing::error!("timers could not be run: {}", error.in_full());
            }
            Ok(()) if failing => tracing::info!("timers run again"),
            _ => {}
        }
        failing = ran.is_err();
    }
}

/// How often what has run out is swept.
const SWEEP: Duration = Duration::from_secs(60);

/// Sweeps ended sessions and tokens, folded refusals, old traces and idempotency keys.
async fn keep_house(app: Arc<App>) {
    let stop = app.stop_token();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        if let Err(error) = app.audit().sweep().await {
            tracing::error!("old traces could not be swept: {error}");
        }
        if let Err(error) = app.sessions().sweep().await {
            tracing::error!("ended sessions could not be swept: {error}");
        }
        if app.store().shared() {
            if let Err(error) = app.store().keep_time().await {
                tracing::error!("the database could not be asked for the time: {error}");
            }
            if let Err(error) = app.store().put_right().await {
                tracing::error!("what a killed console left open could not be closed: {error}");
            }
        }
    }
}

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let app = build(config, Clock::system()).await?;
    if let Some(token) = app.sessions().set_up_token().await? {
        let scheme = if app.config().http { "http" } else { "https" };
        tracing::info!(
            "no user exists yet: create the first one at {scheme}://{}/set-up#token={token}",
            shown(app.config().listen)
        );
    }
    let stopper = Arc::clone(&app);
    let signals = tokio::spawn(async move {
        if let Err(error) = asked_to_stop().await {
            tracing::error!("signals cannot be watched: {error}");
        }
        tracing::info!("stopping: running tasks reach a checkpoint, streams are closed");
        stopper.stop_token().cancel();
    });
    let served = serve::serve(Arc::clone(&app)).await;
    signals.abort();
    app.stop().await;
    Ok(served?)
}

/// An address a browser can open: the unspecified address is shown as this machine.
fn shown(address: std::net::SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}

async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// The store and its users, for commands that run while the console may be serving.
pub struct Offline {
    config: Config,
    store: Store,
    sessions: Sessions,
}

/// Opens the store beside a console that may be serving.
pub async fn offline(config: &Config) -> anyhow::Result<Offline> {
    let clock = Clock::system();
    let store = open_store(config, &clock, false).await?;
    let sessions = Sessions::new(store.clone(), clock.clone(), config.session, None);
    Ok(Offline {
        config: config.clone(),
        store,
        sessions,
    })
}

impl Offline {
    /// Creates a local user with a role, for all instances or those named.
    pub async fn create_user(
        &self,
        name: &str,
        password: &str,
        role: Role,
        instances: &[String],
    ) -> anyhow::Result<()> {
        castellan_api::rules::user_name(name).map_err(anyhow::Error::msg)?;
        castellan_api::rules::password(password, name).map_err(anyhow::Error::msg)?;
        let bindings = vec![Binding {
            role,
            instances: self.instances(instances).await?,
        }];
        self.sessions.create_user(name, password, bindings).await?;
        Ok(())
    }

    /// Sets a new password; the user's sessions end.
    pub async fn reset_password(&self, name: &str, password: &str) -> anyhow::Result<()> {
        castellan_api::rules::password(password, name).map_err(anyhow::Error::msg)?;
        self.sessions.reset_password(name, password).await?;
        Ok(())
    }

    /// Makes an API token and gives its secret.
    pub async fn create_token(
        &self,
        user: &str,
        name: &str,
        role: Role,
        days: u32,
    ) -> anyhow::Result<String> {
        if !(1..=365).contains(&days) {
            bail!("--days must be from 1 to 365");
        }
        Ok(self
            .sessions
            .create_token(user, name, role, days * 24 * 60)
            .await?)
    }

    /// IDs of instances by their names; none named: all.
    async fn instances(&self, names: &[String]) -> anyhow::Result<Option<Vec<InstanceId>>> {
        if names.is_empty() {
            return Ok(None);
        }
        let attached = self.store.instances().list().await?;
        let mut ids = Vec::new();
        for name in names {
            let declared = self.config.instances.iter().find(|one| one.name == *name);
            let id = match declared {
                Some(one) => Some(crate::cluster::declared_id(&one.name)),
                None => attached
                    .iter()
                    .find(|one| one.name == *name)
                    .map(|one| one.id.clone()),
            };
            match id {
                Some(id) => ids.push(id),
                None => bail!("there is no instance {name:?}"),
            }
        }
        Ok(Some(ids))
    }
}
