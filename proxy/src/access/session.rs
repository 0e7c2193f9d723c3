//! Sessions and API tokens: who somebody is, and what they may do now. Tokens are 256 random bits,
//! kept as SHA-256 hashes; a small cache spares the store, and forgets a user the moment their
//! roles, password or sessions change.

mod basic;
mod cache;
mod command;
mod open;

pub use open::{LINK_USER, NewSession};

use super::context::Caller;
use super::password::Passwords;
use super::slow_down::SlowDown;
use crate::clock::Clock;
use crate::config::SessionConfig;
use crate::error::Error;
use crate::store::Store;
use crate::store::tokens::Token;
use basic::BasicLogins;
use cache::{Cache, Cached};
use castellan_api::ids::{SessionId, UserId};
use castellan_api::session::{SessionSummary, SignInMethod};
use castellan_api::users::Binding;
use std::sync::Arc;
use tokio::sync::watch;

/// How often the last use is written.
const WRITTEN_EVERY_MS: i64 = 60_000;
/// Every API token begins with this, so that secret scanners know it.
pub const API_TOKEN_PREFIX: &str = "cst_";
/// Ended API tokens stay in the list this long.
const ENDED_TOKENS_KEPT_MS: i64 = 30 * 24 * 3_600 * 1_000;

/// Signs in and out, and says who calls. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    idle_ms: i64,
    absolute_ms: i64,
    /// Hash of the token that signs in once.
    sign_in_token: Option<String>,
    passwords: Passwords,
    slow_down: SlowDown,
    cache: Cache,
    basic: BasicLogins,
    changed: watch::Sender<u64>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

/// The hash under which a token is kept.
pub fn token_hash(token: &str) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref())
}

impl Sessions {
    /// `sign_in_token` signs in once, as the user `demo`.
    pub fn new(
        store: Store,
        clock: Clock,
        config: SessionConfig,
        sign_in_token: Option<String>,
    ) -> Self {
        Self(Arc::new(Inner {
            idle_ms: i64::from(config.idle_minutes) * 60_000,
            absolute_ms: i64::from(config.absolute_hours) * 3_600_000,
            sign_in_token: sign_in_token.as_deref().map(token_hash),
            passwords: Passwords::new(clock.clone()),
            slow_down: SlowDown::new(store.clone(), clock.clone()),
            cache: Cache::new(store.shared()),
            basic: BasicLogins::default(),
            changed: watch::Sender::new(0),
            store,
            clock,
        }))
    }

    /// Hashing of passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The caller with this session cookie; nobody if the session has ended.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Caller>, Error> {
        let now = self.0.clock.now_ms();
        let hash = token_hash(token);
        let Some(cached) = self.look_up(&hash, now).await? else {
            return Ok(None);
        };
        let session = &cached.session;
        if now >= session.ends_at || now - cached.used_at >= self.0.idle_ms {
            self.0
                .store
                .sessions()
                .end(session.user_id, &session.id)
                .await?;
            self.0.cache.forget(&hash);
            return Ok(None);
        }
        let write = now - cached.written_at >= WRITTEN_EVERY_MS;
        self.0.cache.used(&hash, now, write);
        if write {
            self.0.store.sessions().used(&session.id, now).await?;
        }
        Ok(Some(Caller {
            user_id: session.user_id,
            user: cached.user.clone(),
            method: session.method,
            bindings: vec![cached.bindings.clone()],
            session: Some(session.id.clone()),
            token: None,
            idle_until: session.ends_at.min(now + self.0.idle_ms),
            ends_at: session.ends_at,
        }))
    }

    async fn look_up(&self, hash: &str, now: i64) -> Result<Option<Arc<Cached>>, Error> {
        if let Some(cached) = self.0.cache.get(hash, now) {
            return Ok(Some(cached));
        }
        let ticket = self.0.cache.ticket();
        let Some(found) = self.0.store.sessions().by_token(hash).await? else {
            self.0.cache.forget(hash);
            return Ok(None);
        };
        Ok(Some(self.0.cache.put(hash, found, now, ticket)))
    }

    /// The caller with this API token; nobody if it is unknown or has ended. It may do what it
    /// names, cut by what its maker may do now.
    pub async fn authenticate_bearer(&self, token: &str) -> Result<Option<Caller>, Error> {
        if !token.starts_with(API_TOKEN_PREFIX) {
            return Ok(None);
        }
        let Some(found) = self.0.store.tokens().by_token(&token_hash(token)).await? else {
            return Ok(None);
        };
        let now = self.0.clock.now_ms();
        let token = found.token;
        if token
            .used_at
            .is_none_or(|used| now - used >= WRITTEN_EVERY_MS)
        {
            self.0.store.tokens().used(&token.id, now).await?;
        }
        let own = Binding {
            role: token.role,
            instances: token.instances,
        };
        Ok(Some(Caller {
            user_id: token.user_id,
            user: token.owner,
            method: SignInMethod::ApiToken,
            bindings: vec![vec![own], found.bindings],
            session: None,
            token: Some(token.id),
            idle_until: token.expires_at,
            ends_at: token.expires_at,
        }))
    }

    /// The same caller as of now: for streams, which ask again when [`Sessions::changes`] fires.
    /// Nobody: the session or the API token has ended, or the user may not sign in any more.
    pub async fn again(&self, caller: &Caller) -> Result<Option<Caller>, Error> {
        let now = self.0.clock.now_ms();
        let Some(bindings) = self.bindings_of(caller.user_id).await? else {
            return Ok(None);
        };
        let mut caller = caller.clone();
        if let Some(id) = &caller.session {
            let sessions = self
                .0
                .store
                .sessions()
                .of_user(caller.user_id, self.0.idle_ms)
                .await?;
            if !sessions.iter().any(|session| session.id == *id) {
                return Ok(None);
            }
        }
        if let Some(id) = &caller.token {
            let token = self.0.store.tokens().get(id).await?;
            let good = |token: &Token| token.user_id == caller.user_id && now < token.expires_at;
            if !token.as_ref().is_some_and(good) {
                return Ok(None);
            }
        }
        // The last layer is what the user may do; a token's own stands before it.
        if let Some(last) = caller.bindings.last_mut() {
            *last = bindings;
        }
        Ok((now < caller.ends_at).then_some(caller))
    }

    /// What a user may do now; nothing at all if they may not sign in. Tasks ask for their creator.
    pub async fn bindings_of(&self, user: UserId) -> Result<Option<Vec<Binding>>, Error> {
        let user = self.0.store.users().get(user).await?;
        Ok(user.filter(|user| !user.disabled).map(|user| user.bindings))
    }

    /// Counts up whenever somebody's session, roles or tokens change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Forgets what is cached of a user, so that the next request sees what holds now.
    pub fn user_changed(&self, user: UserId) {
        self.0.cache.forget_user(user);
        self.0
            .changed
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A user's sessions, last used first.
    pub async fn list(
        &self,
        user: UserId,
        current: Option<&SessionId>,
    ) -> Result<Vec<SessionSummary>, Error> {
        let sessions = self
            .0
            .store
            .sessions()
            .of_user(user, self.0.idle_ms)
            .await?;
        Ok(sessions
            .into_iter()
            .map(|session| SessionSummary {
                current: current == Some(&session.id),
                id: session.id,
                method: session.method,
                address: session.address,
                user_agent: session.user_agent,
                created_at: session.created_at,
                used_at: session.used_at,
                ends_at: session.ends_at,
            })
            .collect())
    }

    /// Ends one session of a user; false if there is none such.
    pub async fn end(&self, user: UserId, session: &SessionId) -> Result<bool, Error> {
        let ended = self.0.store.sessions().end(user, session).await?;
        self.user_changed(user);
        Ok(ended)
    }

    /// Ends all sessions of a user.
    pub async fn end_all(&self, user: UserId) -> Result<(), Error> {
        self.0.store.sessions().end_all(user).await?;
        self.user_changed(user);
        Ok(())
    }

    /// What is due from time to time: sessions, tokens and counts that are over are forgotten.
    pub async fn sweep(&self) -> Result<(), Error> {
        self.0.store.sessions().sweep(self.0.idle_ms).await?;
        self.0.store.tokens().sweep(ENDED_TOKENS_KEPT_MS).await?;
        self.0.slow_down.sweep().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
