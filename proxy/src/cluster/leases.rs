//! Holding leases: each is renewed while somebody needs it, and given up in good time before the
//! database lets another console take it. What only one console may do (driving the tasks of an
//! instance, its samplers and schedules) is done under one.

use crate::error::Error;
use crate::store::Store;
use crate::store::leases::Fence;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// How long leases are and when they are renewed.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// For so long a lease is taken and renewed.
    pub lease: Duration,
    /// This long after it was taken or renewed its holder stops, renewed or not.
    pub safe: Duration,
    /// So often it is renewed.
    pub renew: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            safe: Duration::from_secs(25),
            renew: Duration::from_secs(10),
        }
    }
}

/// Between two tries to renew while the database does not answer.
const AGAIN: Duration = Duration::from_secs(1);
/// How long letting go may take: it spares the others the wait, no more.
const LET_GO: Duration = Duration::from_secs(1);

/// The leases of this console. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Leases(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    owner: String,
    terms: Terms,
    held: tokio::sync::Mutex<HashMap<String, Weak<Held>>>,
    keepers: TaskTracker,
    stop: CancellationToken,
}

/// A lease, held until its last clone is dropped.
#[derive(Clone, Debug)]
pub struct Lease(Arc<Held>);

#[derive(Debug)]
struct Held {
    fence: Fence,
    state: Arc<State>,
    /// Tells the keeper that nobody needs it any more.
    _needed: DropGuard,
}

#[derive(Debug)]
struct State {
    /// Until then it is held for certain, by the steady clock of this machine, which nobody sets.
    until: Mutex<Instant>,
    lost: CancellationToken,
}

impl State {
    fn until(&self) -> Instant {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// What the store asks for with every write under it.
    pub fn fence(&self) -> &Fence {
        &self.0.fence
    }

    /// True while it is held for certain.
    pub fn holds(&self) -> bool {
        !self.0.state.lost.is_cancelled() && Instant::now() < self.0.state.until()
    }

    /// Fires when it is lost: whatever is done under it stops at once.
    pub fn lost(&self) -> &CancellationToken {
        &self.0.state.lost
    }
}

impl Leases {
    /// Of a console; `owner` differs from start to start.
    pub fn new(store: Store, owner: String, terms: Terms) -> Self {
        Self(Arc::new(Inner {
            store,
            owner,
            terms,
            held: tokio::sync::Mutex::default(),
            keepers: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Who this console is in the store.
    pub fn owner(&self) -> &str {
        &self.0.owner
    }

    /// Takes a lease, or shares the one this console has. `None`: another console holds it.
    pub async fn hold(&self, name: &str) -> Result<Option<Lease>, Error> {
        let inner = &self.0;
        let mut held = inner.held.lock().await;
        held.retain(|_, one| one.strong_count() > 0);
        let known = held.get(name).and_then(Weak::upgrade).map(Lease);
        if let Some(lease) = known.filter(Lease::holds) {
            return Ok(Some(lease));
        }
        if inner.stop.is_cancelled() {
            return Ok(None);
        }
        // from before the question: it counts in the database no earlier than it was asked
        let until = Instant::now() + inner.terms.safe;
        let leases = inner.store.leases();
        let taken = leases
            .take(name, &inner.owner, millis(inner.terms.lease))
            .await?;
        let Some(fence) = taken else { return Ok(None) };
        let needed = CancellationToken::new();
        let state = Arc::new(State {
            until: Mutex::new(until),
            lost: CancellationToken::new(),
        });
        let keeper = Keeper {
            leases: self.clone(),
            fence: fence.clone(),
            state: Arc::clone(&state),
            unneeded: needed.clone(),
        };
        inner.keepers.spawn(keeper.keep());
        let lease = Arc::new(Held {
            fence,
            state,
            _needed: needed.drop_guard(),
        });
        held.insert(name.to_owned(), Arc::downgrade(&lease));
        Ok(Some(Lease(lease)))
    }

    /// Lets go of all; whatever is done under them is to have ended before.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.keepers.close();
        self.0.keepers.wait().await;
    }
}

/// Keeps one lease.
struct Keeper {
    leases: Leases,
    fence: Fence,
    state: Arc<State>,
    unneeded: CancellationToken,
}

impl Keeper {
    async fn keep(self) {
        let inner = &self.leases.0;
        let mut next = Instant::now() + inner.terms.renew;
        loop {
            let until = self.state.until();
            tokio::select! {
                () = self.unneeded.cancelled() => return self.let_go().await,
                () = inner.stop.cancelled() => return self.let_go().await,
                () = tokio::time::sleep_until(next.min(until)) => {}
            }
            let asked = Instant::now();
            if asked >= until {
                return self.lose("it could not be renewed in time");
            }
            let leases = inner.store.leases();
            let renewing = leases.renew(&self.fence, millis(inner.terms.lease));
            match tokio::time::timeout_at(until, renewing).await {
                Ok(Ok(true)) => {
                    *self
                        .state
                        .until
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner) = asked + inner.terms.safe;
                    next = asked + inner.terms.renew;
                }
                Ok(Ok(false)) => return self.lose("another console has taken it"),
                Ok(Err(error)) => {
                    tracing::warn!(lease = self.fence.name(), "not renewed: {error}");
                    next = Instant::now() + AGAIN;
                }
                Err(_) => return self.lose("it could not be renewed in time"),
            }
        }
    }

    fn lose(&self, why: &str) {
        tracing::warn!(
            lease = self.fence.name(),
            "lost: {why}. What was done under it stops here"
        );
        self.state.lost.cancel();
    }

    async fn let_go(&self) {
        self.state.lost.cancel();
        let leases = self.leases.0.store.leases();
        let released = tokio::time::timeout(LET_GO, leases.release(&self.fence)).await;
        if !matches!(released, Ok(Ok(()))) {
            tracing::warn!(
                lease = self.fence.name(),
                "not given back; it ends by itself"
            );
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    const QUICK: Terms = Terms {
        lease: Duration::from_millis(900),
        safe: Duration::from_millis(600),
        renew: Duration::from_millis(100),
    };

    fn of(store: &Store, owner: &str, terms: Terms) -> Leases {
        Leases::new(store.clone(), owner.into(), terms)
    }

    #[tokio::test]
    async fn one_holds_it_as_long_as_it_is_needed() {
        let store = Store::in_memory(Clock::system()).await.unwrap();
        let (a, b) = (of(&store, "a", QUICK), of(&store, "b", QUICK));
        let lease = a.hold("work").await.unwrap().unwrap();
        let shared = a.hold("work").await.unwrap().unwrap();
        assert_eq!(lease.fence(), shared.fence());
        assert!(b.hold("other").await.unwrap().is_some());
        drop(lease);
        // renewed over and over: longer than it was taken for
        let begun = Instant::now();
        while begun.elapsed() < QUICK.lease + QUICK.safe {
            assert!(b.hold("work").await.unwrap().is_none());
            assert!(shared.holds());
            tokio::time::sleep(QUICK.renew).await;
        }
        drop(shared);
        a.stop().await;
        assert!(b.hold("work").await.unwrap().is_some());
        assert!(a.hold("work").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_holder_that_cannot_renew_stops_before_another_may_take_it() {
        let clock = Clock::system();
        let dir = tempfile::tempdir().unwrap();
        let opening = crate::store::StoreConfig {
            data_dir: dir.path().to_owned(),
            key: crate::store::KeySource::DataDir,
            exclusive: false,
        };
        let (store, other) = (
            Store::open(opening.clone(), clock.clone()).await.unwrap(),
            Store::open(opening, clock).await.unwrap(),
        );
        let (a, b) = (of(&store, "a", QUICK), of(&other, "b", QUICK));
        let lease = a.hold("work").await.unwrap().unwrap();
        store.close().await;
        // as long as b may not have it, a may or may not know; once b has it, a has stopped
        let taken = loop {
            if let Some(taken) = b.hold("work").await.unwrap() {
                break taken;
            }
            tokio::task::yield_now().await;
        };
        assert!(!lease.holds() && lease.lost().is_cancelled());
        assert!(taken.holds() && taken.fence() != lease.fence());
    }
}
