//! What looking at a cluster costs the console itself: how often each part was read, and the processor
//! time of asking, decoding and joining it. An operator of many clusters sees it in the metrics.

use super::schedule::Lane;
use rustix::time::{ClockId, clock_gettime};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Counts since the start, by lane.
#[derive(Debug, Default)]
pub(in crate::cluster) struct Costs([Cost; Lane::ALL.len()]);

#[derive(Debug, Default)]
struct Cost {
    reads: AtomicU64,
    nanoseconds: AtomicU64,
}

impl Costs {
    /// One more read.
    pub(super) fn add(&self, lane: Lane, spent: Duration) {
        if let Some(cost) = self.0.get(lane as usize) {
            let spent = u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX);
            cost.reads.fetch_add(1, Ordering::Relaxed);
            cost.nanoseconds.fetch_add(spent, Ordering::Relaxed);
        }
    }

    /// Name of each part, how often it was read, and the processor time of that.
    pub(in crate::cluster) fn list(&self) -> impl Iterator<Item = (&'static str, u64, Duration)> {
        Lane::ALL.into_iter().zip(&self.0).map(|(lane, cost)| {
            let spent = Duration::from_nanos(cost.nanoseconds.load(Ordering::Relaxed));
            (lane.name(), cost.reads.load(Ordering::Relaxed), spent)
        })
    }
}

/// Processor time of this thread so far.
pub(super) fn spent() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Work that knows the processor time it took, on whatever threads.
pub(super) struct Measured<F> {
    work: Pin<Box<F>>,
    spent: Duration,
}

impl<F: Future> Measured<F> {
    pub(super) fn new(work: F) -> Self {
        Self {
            work: Box::pin(work),
            spent: Duration::ZERO,
        }
    }
}

impl<F: Future> Future for Measured<F> {
    type Output = (F::Output, Duration);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let before = spent();
        let polled = self.work.as_mut().poll(context);
        self.spent += spent().saturating_sub(before);
        polled.map(|output| (output, self.spent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waiting_costs_nothing_and_working_does() {
        let wait = Measured::new(tokio::time::sleep(Duration::from_millis(60)));
        let ((), waited) = wait.await;
        let work = Measured::new(async {
            for _ in 0..4 {
                let end = spent() + Duration::from_millis(5);
                while spent() < end {}
                tokio::task::yield_now().await;
            }
        });
        let ((), worked) = work.await;
        assert!(waited < Duration::from_millis(20), "{waited:?}");
        assert!(worked >= Duration::from_millis(20), "{worked:?}");
        let costs = Costs::default();
        costs.add(Lane::Offsets, worked);
        costs.add(Lane::Offsets, worked);
        let told: Vec<_> = costs.list().filter(|(_, reads, _)| *reads > 0).collect();
        assert_eq!(told, [("offsets", 2, worked * 2)]);
    }
}
