//! How fast bytes are copied, and when it will be done. Pure.

use std::collections::VecDeque;

/// A rate is taken over the last minute.
const WINDOW_MS: i64 = 60_000;
/// Measures kept for the picture are this far apart.
const APART_MS: i64 = 15_000;
/// Measures kept for the picture: an hour.
const KEPT: usize = 240;

/// The bytes copied at the last looks.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<(i64, u64)>);

impl Pace {
    /// Notes a look.
    pub(super) fn note(&mut self, now: i64, bytes: u64) {
        // what was measured before an odd clock or a partition that went back says nothing
        if self
            .0
            .back()
            .is_some_and(|(then, before)| *then > now || *before > bytes)
        {
            self.0.clear();
        }
        self.0.push_back((now, bytes));
        while self.0.len() > 2
            && self
                .0
                .front()
                .is_some_and(|(then, _)| now - then > WINDOW_MS)
        {
            self.0.pop_front();
        }
    }

    /// Bytes a second, once two looks tell.
    pub(super) fn bytes_per_s(&self) -> Option<u64> {
        let ((from, before), (to, after)) = (*self.0.front()?, *self.0.back()?);
        let span = u64::try_from(to - from)
            .ok()
            .filter(|span| *span >= 1_000)?;
        Some((after - before).saturating_mul(1_000) / span)
    }
}

/// When so many bytes are copied at this rate, milliseconds since 1970 UTC.
pub(super) fn end(now: i64, left: u64, bytes_per_s: Option<u64>) -> Option<i64> {
    let rate = bytes_per_s.filter(|rate| *rate > 0)?;
    let ms = left.saturating_mul(1_000) / rate;
    now.checked_add(i64::try_from(ms).ok()?)
}

/// Keeps a measure for the picture, if the last is long enough ago.
pub(super) fn keep(rates: &mut Vec<(i64, u64)>, now: i64, rate: Option<u64>) {
    let Some(rate) = rate else { return };
    if rates
        .last()
        .is_some_and(|(then, _)| now - then < APART_MS && *then <= now)
    {
        return;
    }
    rates.push((now, rate));
    let over = rates.len().saturating_sub(KEPT);
    rates.drain(..over);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_of_the_last_minute() {
        let mut pace = Pace::default();
        pace.note(0, 0);
        assert_eq!(pace.bytes_per_s(), None);
        pace.note(10_000, 1_000_000);
        assert_eq!(pace.bytes_per_s(), Some(100_000));
        for second in 2..=12 {
            pace.note(second * 10_000, 1_000_000);
        }
        assert_eq!(pace.bytes_per_s(), Some(0));
        assert_eq!(end(0, 500, pace.bytes_per_s()), None);
        // a partition went back: from here on anew
        pace.note(130_000, 5);
        assert_eq!(pace.bytes_per_s(), None);
    }

    #[test]
    fn the_end_follows_from_the_rate() {
        assert_eq!(end(1_000, 500_000, Some(100_000)), Some(6_000));
    }

    #[test]
    fn measures_are_kept_apart_and_bounded() {
        let mut rates = Vec::new();
        for second in 0..10_000 {
            keep(&mut rates, second * 1_000, Some(7));
        }
        assert_eq!((rates.len(), rates.last()), (240, Some(&(9_990_000, 7))));
    }
}
