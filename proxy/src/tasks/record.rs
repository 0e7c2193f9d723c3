//! The record of a task as people see it: percent, estimate, words. Pure.

use crate::store::tasks::Task as Row;
use castellan_api::tasks::TaskSummary;

/// Where the present run of a task began: the estimate counts from there, so that the time the
/// console was down does not slow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// When the run began, milliseconds since 1970 UTC.
    pub since_ms: i64,
    /// Units that were done then.
    pub done: u64,
}

/// What the list shows.
pub fn summary(row: &Row, pace: Option<Pace>, now_ms: i64) -> TaskSummary {
    TaskSummary {
        id: row.id.clone(),
        instance: row.instance.clone(),
        kind: row.kind,
        target: row.target.clone(),
        creator: row.creator.clone(),
        state: row.state,
        cancel_asked: row.cancel_asked,
        done: row.done,
        total: row.total,
        unit: row.unit.clone(),
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
        estimated_end: pace
            .filter(|_| row.ended_at.is_none())
            .and_then(|pace| estimate(pace, row.done, row.total, now_ms)),
        message: row.message.clone(),
    }
}

/// When the rest is done at the pace so far.
fn estimate(pace: Pace, done: u64, total: u64, now_ms: i64) -> Option<i64> {
    let here = i64::try_from(done.checked_sub(pace.done).filter(|here| *here > 0)?).ok()?;
    let left = i64::try_from(total.saturating_sub(done)).ok()?;
    let took = now_ms.saturating_sub(pace.since_ms).max(0);
    Some(now_ms.saturating_add(took.saturating_mul(left) / here))
}

/// Percent done, 0 to 100; 100 only at the end.
pub(super) fn percent(done: u64, total: u64) -> u8 {
    let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// How the items went, in words.
pub(super) fn outcome(done: u64, failed: u64, total: u64, unit: &str) -> String {
    match (done, failed) {
        (_, 0) if done == total => format!("All {total} {unit} are done."),
        (0, _) if failed == total => {
            format!("None of {total} {unit} could be done; each says why.")
        }
        (_, 0) => format!("{done} of {total} {unit} are done."),
        _ => format!("{done} of {total} {unit} are done; {failed} could not be, and say why."),
    }
}

/// Milliseconds to wait before the next try of a step, by the number of tries before.
pub(super) fn pause_ms(tries: u32) -> u64 {
    1_000_u64.saturating_mul(1 << tries.min(5)).min(30_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_counts_from_the_present_run() {
        let pace = Pace {
            since_ms: 1_000,
            done: 10,
        };
        assert_eq!(estimate(pace, 10, 30, 5_000), None);
        assert_eq!(estimate(pace, 20, 30, 5_000), Some(9_000));
        assert_eq!(estimate(pace, 30, 30, 5_000), Some(5_000));
        assert_eq!(estimate(pace, 5, 30, 5_000), None);
    }

    #[test]
    fn percents_and_words() {
        assert_eq!((percent(0, 0), percent(1, 3), percent(5, 3)), (0, 33, 100));
        assert_eq!(outcome(3, 0, 3, "topics"), "All 3 topics are done.");
        assert!(outcome(2, 1, 3, "topics").contains("2 of 3 topics"));
        assert!(outcome(0, 3, 3, "topics").starts_with("None of 3"));
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        assert_eq!(
            [0, 1, 2, 4, 5, 60].map(pause_ms),
            [1_000, 2_000, 4_000, 16_000, 30_000, 30_000]
        );
    }
}
