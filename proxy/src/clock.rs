//! Time and chance, so that tests can hold both. Nothing else in the proxy asks the system for them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the present time and random bytes come from.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Held(Arc<AtomicI64>, Arc<Mutex<u64>>),
}

impl Clock {
    /// The system's.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until [`Clock::advance`], with chance that repeats. For tests.
    pub fn held(now_ms: i64) -> Self {
        Self(Source::Held(
            Arc::new(AtomicI64::new(now_ms)),
            Arc::new(Mutex::new(1)),
        ))
    }

    /// Moves a held clock on; the system's stays as it is.
    pub fn advance(&self, by_ms: i64) {
        if let Source::Held(now, _) = &self.0 {
            now.fetch_add(by_ms, Ordering::SeqCst);
        }
    }

    /// Milliseconds since 1970 UTC.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
                }),
            Source::Held(now, _) => now.load(Ordering::SeqCst),
        }
    }

    /// Fills a buffer with random bytes, fit for keys and tokens.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        match &self.0 {
            Source::System => getrandom::fill(bytes).map_err(|_| NoRandomness),
            Source::Held(_, seed) => {
                let mut seed = seed.lock().unwrap_or_else(PoisonError::into_inner);
                for byte in bytes {
                    // splitmix64: enough to differ from call to call, and the same in each run
                    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
                    let mut word = *seed;
                    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                    *byte = u8::try_from((word ^ (word >> 31)) & 0xFF).unwrap_or(0);
                }
                Ok(())
            }
        }
    }

    /// An ID of 16 hexadecimal digits.
    pub fn id(&self) -> Result<String, NoRandomness> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(hex::encode(bytes))
    }

    /// A secret token of 256 bits, as base64url.
    pub fn token(&self) -> Result<String, NoRandomness> {
        use base64::Engine;
        let mut bytes = [0; 32];
        self.fill(&mut bytes)?;
        Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The system gave no random bytes: nothing that needs a key can go on.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;
