//! What changed in an instance, numbered and kept for those who come back. It must not hold names
//! or values: who hears of a change asks again.

use castellan_api::events::{Event, KEPT};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Events a slow listener may be behind before it gets [`Event::Reset`]: some minutes of a busy
/// instance.
const QUEUE: usize = 256;

/// How long a read without a stream counts as watching, milliseconds: twice the app's polling.
const VIEW_MS: i64 = 30_000;

/// A numbered event.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `<boot>.<seq>`.
    pub id: String,
    /// What changed.
    pub event: Event,
}

/// What a listener that comes back has missed.
#[derive(Clone, Debug, PartialEq)]
pub enum Backlog {
    /// It came for the first time, or missed nothing that is not here.
    Events(Vec<Entry>),
    /// More than is kept, or the console restarted: ask for everything again.
    Reset(Entry),
}

/// The event log of one instance.
#[derive(Debug)]
pub struct EventLog {
    boot: String,
    kept: Mutex<Kept>,
    sender: broadcast::Sender<Entry>,
    came: tokio::sync::Notify,
    /// When somebody last read the instance without listening, milliseconds since 1970 UTC.
    viewed: AtomicI64,
}

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    entries: VecDeque<Entry>,
}

impl EventLog {
    /// An empty log; `boot` differs from start to start.
    pub fn new(boot: String) -> Self {
        let (sender, _) = broadcast::channel(QUEUE);
        Self {
            boot,
            kept: Mutex::default(),
            sender,
            came: tokio::sync::Notify::new(),
            viewed: AtomicI64::new(i64::MIN),
        }
    }

    /// Adds an event and tells all listeners.
    pub fn publish(&self, event: Event) {
        let mut kept = self.kept();
        kept.last += 1;
        let entry = Entry {
            id: self.id(kept.last),
            event,
        };
        if kept.entries.len() >= KEPT {
            kept.entries.pop_front();
        }
        kept.entries.push_back(entry.clone());
        // Under the lock, so that nobody gets an event twice or not at all. No listener: no matter.
        let _ = self.sender.send(entry);
    }

    /// What was missed since `last_event_id`, and everything from now on. A receiver that lags must
    /// be given [`EventLog::reset`].
    pub fn subscribe(&self, last_event_id: Option<&str>) -> (Backlog, broadcast::Receiver<Entry>) {
        let kept = self.kept();
        let receiver = self.sender.subscribe();
        let backlog = match last_event_id {
            None => Backlog::Events(Vec::new()),
            Some(id) => self.since(&kept, id),
        };
        drop(kept);
        self.came.notify_one();
        (backlog, receiver)
    }

    /// Tells a listener to ask for everything again; later events follow on it.
    pub fn reset(&self) -> Entry {
        let kept = self.kept();
        Entry {
            id: self.id(kept.last),
            event: Event::Reset,
        }
    }

    /// How many listen now.
    pub fn watchers(&self) -> usize {
        self.sender.receiver_count()
    }

    /// Somebody reads the instance without listening: a script, or a page whose gateway blocks
    /// streams. It counts as watched for [`VIEW_MS`] from now on.
    pub fn viewed(&self, now_ms: i64) {
        let before = self.viewed.swap(now_ms, Ordering::Relaxed);
        if before < now_ms.saturating_sub(VIEW_MS) {
            self.came.notify_one();
        }
    }

    /// True if somebody listens, or has read it not long ago.
    pub fn watched(&self, now_ms: i64) -> bool {
        self.watchers() > 0 || self.viewed.load(Ordering::Relaxed) >= now_ms.saturating_sub(VIEW_MS)
    }

    /// Waits until somebody begins to listen.
    pub async fn somebody_came(&self) {
        self.came.notified().await;
    }

    fn since(&self, kept: &Kept, id: &str) -> Backlog {
        let reset = || {
            Backlog::Reset(Entry {
                id: self.id(kept.last),
                event: Event::Reset,
            })
        };
        let seen = id.split_once('.').filter(|(boot, _)| *boot == self.boot);
        let Some(seen) = seen.and_then(|(_, seq)| seq.parse::<u64>().ok()) else {
            return reset();
        };
        let oldest = kept.last - u64::try_from(kept.entries.len()).unwrap_or(0) + 1;
        if seen > kept.last || seen + 1 < oldest {
            return reset();
        }
        let skip = usize::try_from(seen + 1 - oldest).unwrap_or(usize::MAX);
        Backlog::Events(kept.entries.iter().skip(skip).cloned().collect())
    }

    fn id(&self, seq: u64) -> String {
        format!("{}.{seq}", self.boot)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(backlog: Backlog) -> Vec<String> {
        match backlog {
            Backlog::Events(entries) => entries.into_iter().map(|entry| entry.id).collect(),
            Backlog::Reset(entry) => vec![format!("reset {}", entry.id)],
        }
    }

    #[test]
    fn who_comes_back_gets_what_was_missed() {
        let log = EventLog::new("b1".into());
        assert!(ids(log.subscribe(None).0).is_empty());
        for _ in 0..3 {
            log.publish(Event::Instance);
        }
        assert_eq!(ids(log.subscribe(Some("b1.1")).0), ["b1.2", "b1.3"]);
        assert!(ids(log.subscribe(Some("b1.3")).0).is_empty());
        assert_eq!(ids(log.subscribe(Some("b1.0")).0), ["b1.1", "b1.2", "b1.3"]);
    }

    #[test]
    fn other_boots_old_and_broken_ids_are_reset() {
        let log = EventLog::new("b1".into());
        for _ in 0..KEPT + 5 {
            log.publish(Event::Instance);
        }
        for id in ["b2.7", "b1.9999", "b1.4", "b1.x", "", "x"] {
            assert_eq!(ids(log.subscribe(Some(id)).0), ["reset b1.1029"], "{id}");
        }
        assert_eq!(ids(log.subscribe(Some("b1.5")).0).len(), KEPT);
    }

    #[test]
    fn listeners_hear_and_are_counted() {
        let log = EventLog::new("b".into());
        let (_, mut receiver) = log.subscribe(None);
        assert_eq!(log.watchers(), 1);
        log.publish(Event::Reset);
        assert_eq!(receiver.try_recv().unwrap().id, "b.1");
        drop(receiver);
        assert_eq!(log.watchers(), 0);
    }
}
