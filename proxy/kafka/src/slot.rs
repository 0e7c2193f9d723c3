//! The place of one connection in the pool: opened when needed, by one caller at a time, and not
//! again and again while it fails.

use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use crate::call::Deadline;
use crate::open::Opener;
use crate::{Connection, Error, Peer, Result};

/// The first pause after a failed attempt; doubles with each further one.
const BACK_OFF_MIN: Duration = Duration::from_millis(250);
/// The longest pause.
const BACK_OFF_MAX: Duration = Duration::from_secs(5);

pub(crate) struct Slot {
    pub(crate) peer: Peer,
    /// Held while connecting, so that many callers make one attempt.
    opening: Mutex<()>,
    state: StdMutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Arc<Connection>>,
    failures: u32,
    failed: Option<(Error, Instant)>,
}

impl Slot {
    pub(crate) fn new(peer: Peer) -> Self {
        Self {
            peer,
            opening: Mutex::new(()),
            state: StdMutex::default(),
        }
    }

    /// The open connection, if there is one.
    pub(crate) fn live(&self) -> Option<Arc<Connection>> {
        let mut state = self.state();
        if state
            .connection
            .as_ref()
            .is_some_and(|connection| !connection.usable())
        {
            // Calls still under way keep it alive until they end.
            state.connection = None;
        }
        state.connection.clone()
    }

    /// The open connection, or a new one. While the last failure is fresh, that failure.
    pub(crate) async fn connect(
        &self,
        opener: &Opener,
        deadline: Deadline,
    ) -> Result<Arc<Connection>> {
        if let Some(connection) = self.live() {
            return Ok(connection);
        }
        let Ok(_opening) = timeout_at(deadline.at, self.opening.lock()).await else {
            return Err(self.too_long(deadline));
        };
        if let Some(connection) = self.live() {
            return Ok(connection);
        }
        if let Some(error) = self.resting() {
            return Err(error);
        }
        let opened = opener.open(&self.peer, deadline).await;
        let mut state = self.state();
        match opened {
            Ok(connection) => {
                let connection = Arc::new(connection);
                *state = State {
                    connection: Some(connection.clone()),
                    ..State::default()
                };
                Ok(connection)
            }
            Err(error) => {
                state.failures = state.failures.saturating_add(1);
                let factor = 1_u32 << state.failures.saturating_sub(1).min(8);
                let pause = BACK_OFF_MIN.saturating_mul(factor).min(BACK_OFF_MAX);
                state.failed = Some((error.clone(), Instant::now() + pause));
                Err(error)
            }
        }
    }

    /// The failure that is too fresh to try again.
    fn resting(&self) -> Option<Error> {
        let state = self.state();
        let (error, until) = state.failed.as_ref()?;
        (Instant::now() < *until).then(|| error.clone())
    }

    fn too_long(&self, deadline: Deadline) -> Error {
        Error::TimedOut {
            peer: self.peer.clone(),
            what: "connecting".to_owned(),
            after: deadline.total,
            advice: "Check host and port, and that the broker is not frozen.",
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
