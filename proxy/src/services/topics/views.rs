//! What many viewers of topics share, an instance each: the prepared list, descriptions, configs of
//! open details, and the definitions of topic configs. Every cache has a limit and an age.

use super::definitions::Definitions;
use super::prepared::{Descriptions, Prepared};
use crate::clock::Clock;
use crate::cluster::Snapshot;
use castellan_api::ids::InstanceId;
use castellan_kafka::ConfigEntry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long the configs of an open detail are shown before they are read again, milliseconds.
const CONFIGS_FRESH_MS: i64 = 10_000;
/// How long the definitions of topic configs are kept: they change with the brokers' version.
const DEFINITIONS_FRESH_MS: i64 = 60_000;
/// How long the last message times of an open topic are shown before they are read again.
const LAST_MESSAGES_FRESH_MS: i64 = 15_000;
/// How long descriptions are believed where another console may change them, milliseconds.
const DESCRIPTIONS_FRESH_MS: i64 = 2_000;
/// How long a failure is told again without asking: many viewers must not wait one after the other.
const FAILURE_FRESH_MS: i64 = 2_000;
/// Topics whose configs and last message times are kept at once: more open details than a console has viewers.
const TOPICS_MAX: usize = 256;
/// Instances kept at once; far more than a console has, so that detached ones do not pile up.
const INSTANCES_MAX: usize = 256;

/// The shared views of all instances. One lives in the program.
#[derive(Debug)]
pub struct Views {
    clock: Clock,
    shared: bool,
    instances: Mutex<HashMap<InstanceId, Arc<View>>>,
}

impl Views {
    /// Empty ones. `shared`: other consoles work on the same store.
    pub fn new(clock: &Clock, shared: bool) -> Self {
        Self {
            clock: clock.clone(),
            shared,
            instances: Mutex::default(),
        }
    }

    /// Those of an instance.
    pub(crate) fn of(&self, instance: &InstanceId) -> Arc<View> {
        let mut instances = locked(&self.instances);
        if instances.len() >= INSTANCES_MAX && !instances.contains_key(instance) {
            instances.clear();
        }
        let new = || Arc::new(View::new(self.clock.clone(), self.shared));
        instances
            .entry(instance.clone())
            .or_insert_with(new)
            .clone()
    }
}

/// What one value is read into: by one reader at a time, for all.
type Slot<T> = Arc<tokio::sync::Mutex<Option<(i64, castellan_kafka::Result<Arc<T>>)>>>;

/// Newest timestamps by partition, with when each was read; absent: there is none, or it could not
/// be read.
type LastMessages = BTreeMap<i32, (i64, Option<i64>)>;

/// The shared views of one instance.
pub(crate) struct View {
    clock: Clock,
    shared: bool,
    prepared: Mutex<Option<Arc<Prepared>>>,
    descriptions: tokio::sync::Mutex<Option<(i64, Arc<Descriptions>)>>,
    configs: Mutex<HashMap<String, Slot<Vec<ConfigEntry>>>>,
    last_messages: Mutex<HashMap<String, Arc<tokio::sync::Mutex<LastMessages>>>>,
    definitions: Slot<Definitions>,
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").finish_non_exhaustive()
    }
}

impl View {
    fn new(clock: Clock, shared: bool) -> Self {
        Self {
            clock,
            shared,
            prepared: Mutex::default(),
            descriptions: tokio::sync::Mutex::default(),
            configs: Mutex::default(),
            last_messages: Mutex::default(),
            definitions: Slot::default(),
        }
    }

    /// The snapshot made ready; made once for a snapshot and its descriptions.
    pub(crate) fn prepared(
        &self,
        snapshot: &Arc<Snapshot>,
        descriptions: &Arc<Descriptions>,
    ) -> Arc<Prepared> {
        let mut prepared = locked(&self.prepared);
        if let Some(ready) = prepared.as_ref()
            && Arc::ptr_eq(&ready.snapshot, snapshot)
            && Arc::ptr_eq(&ready.descriptions, descriptions)
        {
            return ready.clone();
        }
        let ready = Arc::new(Prepared::new(snapshot.clone(), descriptions.clone()));
        *prepared = Some(ready.clone());
        ready
    }

    /// The descriptions; `read` is called where they are not known.
    pub(crate) async fn descriptions<E>(
        &self,
        read: impl AsyncFnOnce() -> Result<Descriptions, E>,
    ) -> Result<Arc<Descriptions>, E> {
        let mut kept = self.descriptions.lock().await;
        let now = self.clock.now_ms();
        let fresh = |at: i64| !self.shared || (0..DESCRIPTIONS_FRESH_MS).contains(&(now - at));
        if let Some((_, known)) = kept.as_ref().filter(|(at, _)| fresh(*at)) {
            return Ok(known.clone());
        }
        let read = read().await?;
        // the same ones stay, with the list that was made ready with them
        let same = kept.take().filter(|(_, known)| **known == read);
        let read = same.map_or_else(|| Arc::new(read), |(_, known)| known);
        *kept = Some((now, read.clone()));
        Ok(read)
    }

    /// Changes descriptions by `write`; they are read again after it, however it ended.
    pub(crate) async fn describe<E>(
        &self,
        write: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut kept = self.descriptions.lock().await;
        *kept = None;
        write().await
    }

    /// Configs of a topic and when they were read, at most ten seconds old.
    pub(crate) async fn configs(
        &self,
        topic: &str,
        read: impl AsyncFnOnce() -> castellan_kafka::Result<Vec<ConfigEntry>>,
    ) -> castellan_kafka::Result<(i64, Arc<Vec<ConfigEntry>>)> {
        let slot = {
            let mut configs = locked(&self.configs);
            if configs.len() >= TOPICS_MAX && !configs.contains_key(topic) {
                configs.clear();
            }
            configs.entry(topic.to_owned()).or_default().clone()
        };
        self.shared(&slot, CONFIGS_FRESH_MS, read).await
    }

    /// Newest timestamps of these partitions of a topic, at most 15 seconds old. `read` is asked for
    /// those that are not, by one viewer at a time; what it does not give is not known until then.
    pub(crate) async fn last_messages(
        &self,
        topic: &str,
        partitions: &[i32],
        read: impl AsyncFnOnce(Vec<i32>) -> BTreeMap<i32, i64>,
    ) -> BTreeMap<i32, i64> {
        let slot = {
            let mut topics = locked(&self.last_messages);
            if topics.len() >= TOPICS_MAX && !topics.contains_key(topic) {
                topics.clear();
            }
            topics.entry(topic.to_owned()).or_default().clone()
        };
        let mut kept = slot.lock().await;
        let now = self.clock.now_ms();
        kept.retain(|_, (at, _)| now.saturating_sub(*at) < LAST_MESSAGES_FRESH_MS);
        let old: Vec<i32> = partitions
            .iter()
            .copied()
            .filter(|one| !kept.contains_key(one))
            .collect();
        if !old.is_empty() {
            let found = read(old.clone()).await;
            let at = self.clock.now_ms();
            kept.extend(
                old.into_iter()
                    .map(|one| (one, (at, found.get(&one).copied()))),
            );
        }
        let known = |one: &i32| Some((*one, kept.get(one)?.1?));
        partitions.iter().filter_map(known).collect()
    }

    /// Forgets what was read of these topics, because it was changed.
    pub(crate) fn forget<'a>(&self, topics: impl IntoIterator<Item = &'a str>) {
        let mut configs = locked(&self.configs);
        let mut last_messages = locked(&self.last_messages);
        for topic in topics {
            configs.remove(topic);
            last_messages.remove(topic);
        }
    }

    /// The definitions of topic configs.
    pub(crate) async fn definitions(
        &self,
        read: impl AsyncFnOnce() -> castellan_kafka::Result<Definitions>,
    ) -> castellan_kafka::Result<Arc<Definitions>> {
        let slot = self.definitions.clone();
        self.shared(&slot, DEFINITIONS_FRESH_MS, read)
            .await
            .map(|(_, found)| found)
    }

    async fn shared<T>(
        &self,
        slot: &Slot<T>,
        fresh_ms: i64,
        read: impl AsyncFnOnce() -> castellan_kafka::Result<T>,
    ) -> castellan_kafka::Result<(i64, Arc<T>)> {
        let mut kept = slot.lock().await;
        if let Some((at, result)) = kept.as_ref() {
            let age = self.clock.now_ms().saturating_sub(*at);
            let fresh = if result.is_ok() {
                fresh_ms
            } else {
                FAILURE_FRESH_MS
            };
            if age < fresh {
                return result.clone().map(|value| (*at, value));
            }
        }
        let result = read().await.map(Arc::new);
        let at = self.clock.now_ms();
        *kept = Some((at, result.clone()));
        result.map(|value| (at, value))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn many_viewers_cost_one_read_until_it_is_old_or_changed() {
        let clock = Clock::held(0);
        let views = Views::new(&clock, false);
        let view = views.of(&InstanceId::trusted("11111111"));
        let reads = AtomicU32::new(0);
        let look = || {
            view.configs("orders", async || {
                reads.fetch_add(1, Ordering::SeqCst);
                Ok(Vec::new())
            })
        };
        for _ in 0..5 {
            look().await.unwrap();
        }
        assert_eq!(reads.load(Ordering::SeqCst), 1);
        clock.advance(CONFIGS_FRESH_MS);
        look().await.unwrap();
        assert_eq!(reads.load(Ordering::SeqCst), 2);
        view.forget(["orders"]);
        assert_eq!(look().await.unwrap().0, CONFIGS_FRESH_MS);
        assert_eq!(reads.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_failure_is_shared_for_a_moment() {
        let clock = Clock::held(0);
        let view = View::new(clock.clone(), false);
        let reads = AtomicU32::new(0);
        let look = || {
            view.configs("orders", async || {
                reads.fetch_add(1, Ordering::SeqCst);
                Err(castellan_kafka::Error::UnknownBroker { broker: 1 })
            })
        };
        assert!(look().await.is_err() && look().await.is_err());
        assert_eq!(reads.load(Ordering::SeqCst), 1);
        clock.advance(FAILURE_FRESH_MS);
        assert!(look().await.is_err());
        assert_eq!(reads.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn last_messages_are_read_once_a_partition_for_all_viewers() {
        let clock = Clock::held(0);
        let view = View::new(clock.clone(), false);
        let asked = Mutex::new(Vec::new());
        // partition 2 has no message
        let look = |partitions: &'static [i32]| {
            view.last_messages("orders", partitions, async |old: Vec<i32>| {
                locked(&asked).push(old.clone());
                old.into_iter()
                    .filter(|one| *one != 2)
                    .map(|one| (one, 7))
                    .collect()
            })
        };
        let first = look(&[0, 1, 2]).await;
        assert_eq!(first, BTreeMap::from([(0, 7), (1, 7)]));
        assert_eq!(look(&[0, 1, 2]).await, first);
        // another page
        look(&[2, 3]).await;
        assert_eq!(*locked(&asked), [vec![0, 1, 2], vec![3]]);
        clock.advance(LAST_MESSAGES_FRESH_MS);
        look(&[3]).await;
        view.forget(["orders"]);
        look(&[3]).await;
        assert_eq!(locked(&asked).len(), 4);
    }

    #[tokio::test]
    async fn descriptions_are_read_again_after_a_change() {
        let view = View::new(Clock::held(0), false);
        let one = view
            .descriptions(async || Ok::<_, ()>(Descriptions::new()))
            .await
            .unwrap();
        let same = view
            .descriptions(async || Err::<Descriptions, _>(()))
            .await
            .unwrap();
        assert!(Arc::ptr_eq(&one, &same));
        view.describe(async || Ok::<_, ()>(())).await.unwrap();
        assert!(
            view.descriptions(async || Err::<Descriptions, _>(()))
                .await
                .is_err()
        );
    }
}
