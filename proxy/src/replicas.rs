//! Several consoles on one store: what another has changed of instances and settings is taken over
//! here within seconds. Sessions, tokens and idempotency keys are asked of the store each time, and
//! tasks have an eye of their own ([`crate::tasks`]).

use crate::app::App;
use crate::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// How often the store is asked.
const EVERY: Duration = Duration::from_secs(2);

/// Follows what other consoles change until this one stops.
pub async fn follow(app: Arc<App>) {
    let stop = app.stop_token();
    let mut failing = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        let followed = once(&app).await;
        match &followed {
            Ok(()) if failing => tracing::info!("the store answers again"),
            Err(error) if !failing => {
                tracing::error!(
                    "what other consoles changed could not be read: {}",
                    error.in_full()
                );
            }
            _ => {}
        }
        failing = followed.is_err();
    }
}

async fn once(app: &App) -> Result<(), Error> {
    app.clusters().follow().await?;
    let settings = app.store().settings().await?;
    if **app.embed_origins() != *settings.embed_origins {
        app.set_embed_origins(settings.embed_origins);
    }
    Ok(())
}
