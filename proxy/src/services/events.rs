//! The stream of what changed in an instance. It ends with the session that opened it, and when the
//! console stops.

use crate::access::{Caller, Cx};
use crate::app::App;
use crate::cluster::Instance;
use crate::cluster::events::{Backlog, Entry};
use crate::error::Error;
use castellan_api::action::Action;
use castellan_api::endpoint::{InstancePath, NoQuery, Numbered};
use castellan_api::events::{Event, WatchInstance};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How often a stream looks whether its session still holds and may still see the instance.
const RECHECK: Duration = Duration::from_secs(15);

/// Streams what changed since `Last-Event-ID`, and then as it comes.
pub async fn watch(
    cx: Cx<WatchInstance>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<BoxStream<'static, Numbered<Event>>, Error> {
    let app = Arc::clone(cx.app());
    let instance = app
        .clusters()
        .get(&path.instance)
        .ok_or_else(|| Error::NotFound(format!("There is no instance {}.", path.instance)))?;
    let caller = cx.caller()?.clone();
    let (backlog, receiver) = instance
        .events()
        .subscribe(cx.request().last_event_id.as_deref());
    let missed = match backlog {
        Backlog::Events(entries) => entries,
        Backlog::Reset(reset) => vec![reset],
    };
    let listener = Listener {
        app,
        instance,
        caller,
        receiver,
    };
    let live = stream::unfold(listener, |mut listener| async move {
        listener.next().await.map(|entry| (entry, listener))
    });
    Ok(stream::iter(missed)
        .chain(live)
        .map(|entry| Numbered {
            id: entry.id,
            event: entry.event,
        })
        .boxed())
}

struct Listener {
    app: Arc<App>,
    instance: Arc<Instance>,
    caller: Caller,
    receiver: Receiver<Entry>,
}

impl Listener {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Entry> {
        let stop = self.app.stop_token();
        loop {
            tokio::select! {
                () = stop.cancelled() => return None,
                () = tokio::time::sleep(RECHECK) => {
                    if !self.still_allowed().await {
                        return None;
                    }
                }
                received = self.receiver.recv() => match received {
                    Ok(entry) => return Some(entry),
                    Err(RecvError::Lagged(_)) => {
                        self.receiver = self.receiver.resubscribe();
                        return Some(self.instance.events().reset());
                    }
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    async fn still_allowed(&self) -> bool {
        match self.app.sessions().again(&self.caller).await {
            Ok(Some(caller)) => caller.bindings.iter().all(|layer| {
                castellan_api::users::may(layer, Action::InstanceGet, Some(self.instance.id()))
            }),
            _ => false,
        }
    }
}
