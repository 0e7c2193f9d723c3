//! Passwords as argon2id hashes. Hashing takes tens of milliseconds and 19 MiB on purpose, so it
//! runs beside the async pool and at most two at once.

use crate::clock::Clock;
use crate::error::Error;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hashes at once: two cores and 38 MiB are all that sign-ins may take.
const AT_ONCE: usize = 2;
/// Who waits for that; more are told to come back.
const WAITING_MAX: usize = 40;
/// Longer passwords are wrong without a look; the rules allow 128 characters.
const BYTES_MAX: usize = 1_024;
/// A hash of nothing with argon2's standard cost: an unknown user takes as long as a known one.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y2FzdGVsbGFuLWR1bW15$\
                     AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Hashes and verifies.
#[derive(Clone, Debug)]
pub struct Passwords {
    clock: Clock,
    at_work: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Passwords {
    /// Salts come from the clock.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            at_work: Arc::new(Semaphore::new(AT_ONCE)),
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING_MAX)),
        }
    }

    /// The hash of a password, as a PHC string.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let mut salt = [0; 16];
        self.clock.fill(&mut salt)?;
        let password = password.to_owned();
        self.beside(move || {
            Argon2::default()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|error| Error::Bug(format!("a password could not be hashed: {error}")))
        })
        .await?
    }

    /// True if the password is that of the hash. Without a hash the answer is no, after as long.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let known = hash.is_some() && password.len() <= BYTES_MAX;
        let password: Vec<u8> = password.bytes().take(BYTES_MAX).collect();
        let hash = hash.unwrap_or(DECOY).to_owned();
        let same = self
            .beside(move || {
                Argon2::default()
                    .verify_password(&password, hash.as_str())
                    .is_ok()
            })
            .await?;
        Ok(known && same)
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _admitted = self.admitted.try_acquire().map_err(|_| Error::TooMany {
            detail: "Too many people sign in right now. Try again in a moment.".into(),
            retry_after_s: 2,
        })?;
        let permit = Arc::clone(&self.at_work)
            .acquire_owned()
            .await
            .map_err(|_| Error::Bug("the password gate is closed".into()))?;
        // The permit goes with the work: a caller who leaves does not let a third begin.
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| Error::Bug(format!("hashing a password was cut off: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::phc::PasswordHash;

    #[tokio::test]
    async fn a_password_is_that_of_its_hash_alone() {
        let passwords = Passwords::new(Clock::held(0));
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .verify("correct horse", Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("correct horsf", Some(&hash))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("correct horse", None).await.unwrap());
        assert_ne!(hash, passwords.hash("correct horse").await.unwrap());
    }

    #[tokio::test]
    async fn a_long_password_is_not_cut_to_a_right_one() {
        let passwords = Passwords::new(Clock::held(0));
        let hash = passwords.hash(&"a".repeat(BYTES_MAX)).await.unwrap();
        assert!(
            !passwords
                .verify(&"a".repeat(BYTES_MAX + 1), Some(&hash))
                .await
                .unwrap()
        );
    }

    #[test]
    fn the_decoy_costs_what_a_real_one_does() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        let params = argon2::Params::try_from(&decoy).unwrap();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (
                argon2::Params::DEFAULT_M_COST,
                argon2::Params::DEFAULT_T_COST,
                argon2::Params::DEFAULT_P_COST
            )
        );
        assert_eq!(decoy.hash.unwrap().len(), 32);
    }
}
