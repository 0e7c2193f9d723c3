//! Basic logins: scripts that talked to CMAK send name and password with every request. A password
//! costs tens of milliseconds to verify on purpose, so one that was good is known again for a
//! minute, by a keyed hash and in memory alone.

use super::Sessions;
use crate::access::context::Caller;
use crate::clock::Clock;
use crate::error::Error;
use crate::store::users::User;
use castellan_api::ids::UserId;
use castellan_api::session::SignInMethod;
use ring::hmac;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// How long a good password is known again.
const KNOWN_MS: i64 = 60_000;
/// Logins known at once; beyond this they are verified anew.
const KNOWN_MAX: usize = 1_000;
/// Logins verified side by side; the same login waits for itself.
const TURNS: usize = 16;
/// How long a login waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);

type Login = [u8; 32];

#[derive(Debug)]
struct Known {
    user: UserId,
    /// The password it was good for, as it is stored: another password ends it at once.
    password_hash: String,
    until: i64,
}

/// The logins of the last minute.
#[derive(Debug, Default)]
pub(super) struct BasicLogins {
    /// Made at the first login, and gone with the process.
    key: OnceLock<hmac::Key>,
    known: Mutex<HashMap<Login, Known>>,
    turns: [tokio::sync::Mutex<()>; TURNS],
}

impl BasicLogins {
    fn known(&self) -> MutexGuard<'_, HashMap<Login, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keyed hash of a login from an address: what is known of one helps no guess from another.
    fn login(
        &self,
        clock: &Clock,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<Login, Error> {
        let key = match self.key.get() {
            Some(key) => key,
            None => {
                let mut bytes = [0; 32];
                clock.fill(&mut bytes)?;
                self.key
                    .get_or_init(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
            }
        };
        let mut context = hmac::Context::with_key(key);
        // The length keeps `ab` + `c` apart from `a` + `bc`.
        context.update(&address.len().to_be_bytes());
        context.update(address.as_bytes());
        context.update(&user.len().to_be_bytes());
        context.update(user.to_ascii_lowercase().as_bytes());
        context.update(password.as_bytes());
        let mut login = [0; 32];
        for (to, from) in login.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        Ok(login)
    }

    fn keep(&self, login: Login, user: &User, now: i64) {
        let Some(password_hash) = user.password_hash.clone() else {
            return;
        };
        let mut known = self.known();
        if known.len() >= KNOWN_MAX {
            known.retain(|_, one| now < one.until);
        }
        if known.len() < KNOWN_MAX {
            let until = now + KNOWN_MS;
            known.insert(
                login,
                Known {
                    user: user.id,
                    password_hash,
                    until,
                },
            );
        }
    }
}

impl Sessions {
    /// The caller with this name and password. A wrong one counts in the slow-down as at the sign-in
    /// page; a login known from the last minute is looked up, and is good only while the user may
    /// sign in with that very password.
    pub async fn authenticate_basic(
        &self,
        user: &str,
        password: &str,
        address: &str,
    ) -> Result<Caller, Error> {
        let basic = &self.0.basic;
        let login = basic.login(&self.0.clock, address, user, password)?;
        // Where guesses came from, not even a right one is answered at once.
        self.0.slow_down.look_at(address).await?;
        if let Some(caller) = self.known_login(&login).await? {
            return Ok(caller);
        }
        // Twenty requests of one script at once are one try, not twenty.
        let turn = login.first().map_or(0, |byte| usize::from(*byte) % TURNS);
        let _turn = match basic.turns.get(turn) {
            Some(turn) => {
                let turn = tokio::time::timeout(TURN_WAIT, turn.lock()).await;
                Some(turn.map_err(|_| Error::TooMany {
                    detail: "Too many people sign in right now. Try again in a moment.".into(),
                    retry_after_s: 2,
                })?)
            }
            None => None,
        };
        if let Some(caller) = self.known_login(&login).await? {
            return Ok(caller);
        }
        let found = self.check_password(user, password, address).await?;
        basic.keep(login, &found, self.0.clock.now_ms());
        Ok(self.caller_of(found))
    }

    async fn known_login(&self, login: &Login) -> Result<Option<Caller>, Error> {
        let now = self.0.clock.now_ms();
        let known = {
            let mut known = self.0.basic.known();
            match known.get(login) {
                None => return Ok(None),
                Some(one) if now >= one.until => {
                    known.remove(login);
                    return Ok(None);
                }
                Some(one) => (one.user, one.password_hash.clone()),
            }
        };
        let user = self.0.store.users().get(known.0).await?;
        let good =
            user.filter(|user| !user.disabled && user.password_hash.as_deref() == Some(&*known.1));
        if good.is_none() {
            self.0.basic.known().remove(login);
        }
        Ok(good.map(|user| self.caller_of(user)))
    }

    fn caller_of(&self, user: User) -> Caller {
        let until = self.0.clock.now_ms() + KNOWN_MS;
        Caller {
            user_id: user.id,
            user: user.name,
            method: SignInMethod::Password,
            bindings: vec![user.bindings],
            session: None,
            token: None,
            idle_until: until,
            ends_at: until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SessionConfig;
    use crate::store::{Store, Written};

    async fn held() -> (Sessions, Store, Clock, User) {
        let clock = Clock::held(1_700_000_000_000);
        let store = Store::in_memory(clock.clone()).await.unwrap();
        let sessions = Sessions::new(store.clone(), clock.clone(), SessionConfig::default(), None);
        // The first user is not the one that is disabled.
        for name in ["root", "ada"] {
            let hash = sessions.passwords().hash("correct horse").await.unwrap();
            let made = store.users().insert(name, Some(hash), &[]).await.unwrap();
            assert!(matches!(made, Written::Done(_)));
        }
        let ada = store.users().by_name("ada").await.unwrap().unwrap();
        (sessions, store, clock, ada)
    }

    #[tokio::test]
    async fn a_good_login_is_known_for_a_minute() {
        let (sessions, _, clock, ada) = held().await;
        let login = async |password: &str| {
            sessions
                .authenticate_basic("Ada", password, "192.0.2.1")
                .await
        };
        let caller = login("correct horse").await.unwrap();
        assert_eq!((caller.user_id, caller.user.as_str()), (ada.id, "ada"));
        assert!(caller.session.is_none() && Sessions::person(&caller).is_err());
        assert_eq!(sessions.0.basic.known().len(), 1);
        clock.advance(KNOWN_MS - 1);
        let key = sessions
            .0
            .basic
            .login(&clock, "192.0.2.1", "ADA", "correct horse")
            .unwrap();
        assert!(sessions.known_login(&key).await.unwrap().is_some());
        clock.advance(1);
        assert!(sessions.known_login(&key).await.unwrap().is_none());
        assert!(sessions.0.basic.known().is_empty());
        assert!(login("correct horse").await.is_ok(), "verified anew");
        assert!(login("correct hors").await.is_err());
        assert_ne!(
            sessions.0.basic.login(&clock, "", "ab", "c").unwrap(),
            sessions.0.basic.login(&clock, "", "a", "bc").unwrap()
        );
    }

    #[tokio::test]
    async fn bad_logins_count_and_good_ones_at_once_do_not() {
        let (sessions, _, _, _) = held().await;
        let same = (0..20).map(|_| async {
            sessions
                .authenticate_basic("root", "correct horse", "192.0.2.9")
                .await
        });
        let outcomes = futures_util::future::join_all(same).await;
        assert!(outcomes.iter().all(Result::is_ok));
        for _ in 0..5 {
            let bad = sessions.authenticate_basic("ada", "wrong", "192.0.2.1");
            assert!(matches!(bad.await, Err(Error::BadCredentials(_))));
        }
        let slowed = sessions.authenticate_basic("ada", "correct horse", "192.0.2.1");
        assert!(matches!(slowed.await, Err(Error::TooMany { .. })));
    }

    #[tokio::test]
    async fn what_is_known_helps_no_guess() {
        let (sessions, _, _, _) = held().await;
        let login = async |password: &str, address: &str| {
            sessions.authenticate_basic("ada", password, address).await
        };
        assert!(login("correct horse", "192.0.2.1").await.is_ok());
        for _ in 0..6 {
            assert!(login("wrong", "192.0.2.2").await.is_err());
        }
        let elsewhere = login("correct horse", "192.0.2.2").await;
        assert!(matches!(elsewhere, Err(Error::TooMany { .. })));
        // Whose login is known is not locked out by somebody else's guesses.
        assert!(login("correct horse", "192.0.2.1").await.is_ok());
    }

    #[tokio::test]
    async fn guesses_slow_their_own_address_down() {
        let (sessions, _, _, _) = held().await;
        let login = async |password: &str| {
            sessions
                .authenticate_basic("ada", password, "192.0.2.1")
                .await
        };
        assert!(login("correct horse").await.is_ok());
        for _ in 0..6 {
            assert!(login("wrong").await.is_err());
        }
        let right = login("correct horse").await;
        assert!(matches!(right, Err(Error::TooMany { .. })));
    }

    #[tokio::test]
    async fn what_changes_holds_at_once() {
        let (sessions, store, _, ada) = held().await;
        let login = async || {
            sessions
                .authenticate_basic("ada", "correct horse", "192.0.2.1")
                .await
        };
        login().await.unwrap();
        let hash = sessions.passwords().hash("another horse").await.unwrap();
        store
            .users()
            .set_password(ada.id, hash, None)
            .await
            .unwrap();
        assert!(matches!(login().await, Err(Error::BadCredentials(_))));
        let another = async || {
            sessions
                .authenticate_basic("ada", "another horse", "192.0.2.1")
                .await
        };
        another().await.unwrap();
        store
            .users()
            .update(ada.id, Some(true), None)
            .await
            .unwrap();
        assert!(another().await.is_err(), "disabled");
    }
}
