//! Time and chance, so that tests can hold both. Nothing else in the proxy asks the system for them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the present time and random bytes come from.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    /// With what is added to the machine's time, milliseconds.
    System(Arc<AtomicI64>),
    Held(Arc<AtomicI64>, Arc<Mutex<u64>>),
}

impl Clock {
    /// The system's.
    pub fn system() -> Self {
        Self(Source::System(Arc::default()))
    }

    /// Goes by another clock from now on, which shows this time: that of the database where several
    /// consoles share one, so that no machine's wrong clock ends what another has begun. Gives how
    /// far the machine's own clock is behind it, milliseconds. A held clock stays as it is.
    pub fn go_by(&self, theirs_ms: i64) -> i64 {
        match &self.0 {
            Source::System(offset) => {
                let behind = theirs_ms.saturating_sub(machine_ms());
                offset.store(behind, Ordering::Relaxed);
                behind
            }
            Source::Held(..) => 0,
        }
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
            Source::System(offset) => machine_ms().saturating_add(offset.load(Ordering::Relaxed)),
            Source::Held(now, _) => now.load(Ordering::SeqCst),
        }
    }

    /// Fills a buffer with random bytes, fit for keys and tokens.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        match &self.0 {
            Source::System(_) => getrandom::fill(bytes).map_err(|_| NoRandomness),
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

fn machine_ms() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

/// The system gave no random bytes: nothing that needs a key can go on.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_goes_by_another_that_is_shown_to_it() {
        let clock = Clock::system();
        let hour = 3_600_000;
        let behind = clock.go_by(machine_ms() + hour);
        assert!((hour - 1_000..=hour).contains(&behind), "{behind}");
        assert!(clock.clone().now_ms() >= machine_ms() + hour - 1_000);
        clock.go_by(machine_ms() - hour);
        assert!(clock.now_ms() < machine_ms() - hour + 1_000);
    }
}
