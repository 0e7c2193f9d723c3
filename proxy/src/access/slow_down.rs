//! Bad passwords in a row slow the account and the address down. The counts are stored, so that a
//! restart forgives nothing.

use crate::clock::Clock;
use crate::error::Error;
use crate::store::Store;
use crate::store::slow_down::Count;
use std::net::IpAddr;

/// Bad passwords in a row that cost nothing.
const FREE: u32 = 4;
/// Wait after the first that costs.
const FIRST_WAIT_MS: i64 = 1_000;
/// Longest wait.
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1_000;
/// After this long without a try, all is forgotten; longer than the longest wait.
const FORGET_MS: i64 = 60 * 60 * 1_000;

/// Slows guessing down.
#[derive(Clone, Debug)]
pub struct SlowDown {
    store: Store,
    clock: Clock,
}

impl SlowDown {
    /// With the counts of this store.
    pub const fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Counts a try before it is made, as if it had failed; [`SlowDown::forgive`] takes that back.
    /// Many tries at once are each counted before the first is answered.
    pub async fn reserve(&self, account: &str, address: &str) -> Result<(), Error> {
        let now = self.clock.now_ms();
        let subjects = [account_subject(account), address_subject(address)];
        match self
            .store
            .slow_down()
            .reserve(&subjects, |count| next(count, now))
            .await?
        {
            Ok(()) => Ok(()),
            Err(until) => Err(wait(until, now)),
        }
    }

    /// Refuses an address that must wait, and counts nothing.
    pub async fn look_at(&self, address: &str) -> Result<(), Error> {
        let now = self.clock.now_ms();
        let until = self
            .store
            .slow_down()
            .until(&address_subject(address))
            .await?;
        if until > now {
            return Err(wait(until, now));
        }
        Ok(())
    }

    /// The try was good.
    pub async fn forgive(&self, account: &str, address: &str) -> Result<(), Error> {
        let (account, address) = (account_subject(account), address_subject(address));
        Ok(self.store.slow_down().forgive(&account, &address).await?)
    }

    /// Forgets what is long ago.
    pub async fn sweep(&self) -> Result<u64, Error> {
        Ok(self
            .store
            .slow_down()
            .sweep(self.clock.now_ms() - FORGET_MS)
            .await?)
    }
}

fn wait(until: i64, now: i64) -> Error {
    let wait_ms = u64::try_from(until - now).unwrap_or(0);
    let retry_after_s = wait_ms.div_ceil(1_000).max(1);
    Error::TooMany {
        detail: format!(
            "Too many bad passwords. Try again in {}.",
            in_words(retry_after_s)
        ),
        retry_after_s,
    }
}

fn next(count: Count, now: i64) -> Count {
    let before = if now - count.last_at > FORGET_MS {
        0
    } else {
        count.failures
    };
    let failures = before.saturating_add(1);
    let wait = match failures.checked_sub(FREE + 1) {
        None => 0,
        Some(over) => FIRST_WAIT_MS
            .saturating_mul(1_i64.checked_shl(over.min(30)).unwrap_or(i64::MAX))
            .min(LONGEST_WAIT_MS),
    };
    Count {
        failures,
        last_at: now,
        until: now + wait,
    }
}

fn account_subject(name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    format!("account:{}", name.to_ascii_lowercase())
}

/// IPv6 by its /64: whoever has one address there has them all.
fn address_subject(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => format!("address:{}", address.chars().take(64).collect::<String>()),
    }
}

fn in_words(seconds: u64) -> String {
    match seconds {
        1 => "1 second".into(),
        2..=119 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn held() -> (SlowDown, Clock) {
        let clock = Clock::held(1_000_000);
        let store = Store::in_memory(clock.clone()).await.unwrap();
        (SlowDown::new(store, clock.clone()), clock)
    }

    fn seconds(result: Result<(), Error>) -> Option<u64> {
        match result {
            Ok(()) => None,
            Err(Error::TooMany { retry_after_s, .. }) => Some(retry_after_s),
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn the_fifth_bad_password_in_a_row_begins_to_cost() {
        let (slow, clock) = held().await;
        for _ in 0..5 {
            assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), None);
        }
        assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), Some(1));
        clock.advance(1_000);
        assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), None);
        assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), Some(2));
        // neither another address nor another account gets around it
        assert_eq!(seconds(slow.reserve("ADA", "192.0.2.9").await), Some(2));
        assert_eq!(seconds(slow.reserve("bob", "192.0.2.1").await), Some(2));
        assert_eq!(seconds(slow.reserve("bob", "192.0.2.9").await), None);
    }

    #[tokio::test]
    async fn the_wait_ends_at_fifteen_minutes_and_all_is_forgotten_in_the_end() {
        let (slow, clock) = held().await;
        for _ in 0..40 {
            let _ = slow.reserve("ada", "192.0.2.1").await;
            clock.advance(LONGEST_WAIT_MS);
        }
        assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), None);
        assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), Some(900));
        clock.advance(FORGET_MS + 1);
        for _ in 0..5 {
            assert_eq!(seconds(slow.reserve("ada", "192.0.2.1").await), None);
        }
    }

    #[tokio::test]
    async fn a_good_password_forgives_its_own_failures_only() {
        let (slow, _) = held().await;
        for _ in 0..4 {
            slow.reserve("ada", "192.0.2.1").await.unwrap();
        }
        slow.forgive("ada", "192.0.2.1").await.unwrap();
        for _ in 0..3 {
            slow.reserve("ada", "192.0.2.1").await.unwrap();
        }
        // an own account does not wash the failures on another's away
        slow.reserve("eve", "192.0.2.1").await.unwrap();
        slow.forgive("eve", "192.0.2.1").await.unwrap();
        slow.reserve("ada", "192.0.2.1").await.unwrap();
        slow.reserve("bob", "192.0.2.1").await.unwrap();
        assert_eq!(seconds(slow.reserve("eve", "192.0.2.1").await), Some(1));
    }

    #[test]
    fn ipv6_counts_by_its_network() {
        assert_eq!(
            address_subject("2001:db8:1:2::5"),
            address_subject("2001:db8:1:2:9::1")
        );
        assert_ne!(
            address_subject("2001:db8:1:2::5"),
            address_subject("2001:db8:1:3::5")
        );
    }
}
