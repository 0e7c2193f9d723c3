//! Sessions looked up lately. Small, short-lived, and emptied of a user whenever something of
//! theirs changes; the few seconds are for changes that another process makes.

use crate::store::sessions::{Session, SessionWithUser};
use castellan_api::ids::UserId;
use castellan_api::users::Binding;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a look-up is believed. Where other consoles serve the same people it is not: who signs
/// out there is out here.
const BELIEVED_MS: i64 = 5_000;
/// Sessions at most; beyond this the cache starts anew.
const SIZE_MAX: usize = 10_000;

/// A session that was looked up.
#[derive(Clone, Debug)]
pub(super) struct Cached {
    pub session: Session,
    pub user: String,
    pub bindings: Vec<Binding>,
    /// Last used.
    pub used_at: i64,
    /// The last use that was written.
    pub written_at: i64,
    looked_up_at: i64,
}

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<String, Arc<Cached>>,
    /// Counts what was forgotten: a look-up that began before is not kept.
    forgotten: u64,
}

/// The cache, by hash of the token.
#[derive(Debug)]
pub(super) struct Cache {
    state: Mutex<State>,
    believed_ms: i64,
}

impl Cache {
    /// An empty one. `shared`: other consoles work on the same store.
    pub(super) fn new(shared: bool) -> Self {
        Self {
            state: Mutex::default(),
            believed_ms: if shared { 0 } else { BELIEVED_MS },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be taken before a look-up and given to [`Cache::put`].
    pub(super) fn ticket(&self) -> u64 {
        self.state().forgotten
    }

    /// What was looked up a moment ago.
    pub(super) fn get(&self, hash: &str, now: i64) -> Option<Arc<Cached>> {
        let state = self.state();
        let cached = state.sessions.get(hash)?;
        (now - cached.looked_up_at < self.believed_ms).then(|| Arc::clone(cached))
    }

    /// Keeps a look-up, unless something was forgotten meanwhile.
    pub(super) fn put(
        &self,
        hash: &str,
        found: SessionWithUser,
        now: i64,
        ticket: u64,
    ) -> Arc<Cached> {
        let mut state = self.state();
        let written_at = found.session.used_at;
        let used_before = state
            .sessions
            .get(hash)
            .map_or(written_at, |cached| cached.used_at);
        let cached = Arc::new(Cached {
            used_at: used_before.max(written_at),
            written_at,
            looked_up_at: now,
            session: found.session,
            user: found.user,
            bindings: found.bindings,
        });
        if state.forgotten == ticket {
            if state.sessions.len() >= SIZE_MAX {
                state.sessions.clear();
            }
            state.sessions.insert(hash.to_owned(), Arc::clone(&cached));
        }
        cached
    }

    /// Notes a use.
    pub(super) fn used(&self, hash: &str, now: i64, written: bool) {
        let mut state = self.state();
        if let Some(cached) = state.sessions.get_mut(hash) {
            let cached = Arc::make_mut(cached);
            cached.used_at = now;
            if written {
                cached.written_at = now;
            }
        }
    }

    /// Forgets one session.
    pub(super) fn forget(&self, hash: &str) {
        self.state().sessions.remove(hash);
    }

    /// Forgets all sessions of a user.
    pub(super) fn forget_user(&self, user: UserId) {
        let mut state = self.state();
        state.forgotten = state.forgotten.wrapping_add(1);
        state
            .sessions
            .retain(|_, cached| cached.session.user_id != user);
    }
}
