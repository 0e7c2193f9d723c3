//! How fast it goes: the throttle in the cluster, and the bytes each new replica has.

use super::super::throttling::{self, Throttled};
use super::super::words;
use super::pace;
use super::{Driver, Pace};
use crate::error::Error;
use crate::services::topics::refusal;
use crate::store::reassignments::{Move, MoveState};
use castellan_api::brokers::BrokerState;
use castellan_api::reassignment::BrokerProgress;
use castellan_kafka::ConfigResource;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Sizes are read so often: each is a request to every broker that gets replicas.
const MEASURE_MS: i64 = 5_000;

fn open(one: &&Move) -> bool {
    matches!(one.state, MoveState::Waiting | MoveState::Moving)
}

impl Driver<'_> {
    /// Brings the rates of the brokers to what is asked for. False: not yet, so nothing more begins.
    pub(super) async fn set_throttle(&mut self) -> Result<bool, Error> {
        let wanted = self.run.control.speed.throttle_bytes_per_s;
        if wanted != self.run.progress.throttled {
            let words = match wanted {
                Some(rate) => format!(
                    "The throttle is {}/s for each broker now.",
                    words::bytes(rate)
                ),
                None => "The throttle is taken away.".to_owned(),
            };
            // recorded before the cluster is touched, so that the clean-up knows
            self.run.progress.clean_up |= wanted.is_some();
            self.run.progress.throttled = wanted;
            self.rates_set.clear();
            self.lifted = false;
            self.write().await?;
            self.work.log(&words).await?;
        }
        let brokers = self.brokers();
        let Some(rate) = wanted else {
            if !self.run.progress.clean_up || self.lifted {
                return Ok(true);
            }
            // of every topic: an earlier process may have named its replicas
            let topics = self.moves.iter().map(|one| one.topic.clone()).collect();
            match throttling::remove(&self.client()?, &brokers, &topics).await {
                Ok(_) => {
                    self.lifted = true;
                    self.topics_set.clear();
                }
                Err(error) => {
                    let why = format!("The throttle could not be removed yet: {error}");
                    self.because(Some(why)).await?;
                }
            }
            return Ok(true);
        };
        let snapshot = self.instance()?.snapshot();
        let alive = |id: &i32| {
            let standing = snapshot.broker(*id);
            standing.is_some_and(|broker| broker.state == BrokerState::Alive)
        };
        // one that is away copies nothing; it is throttled when it is back
        let missing: BTreeSet<i32> = brokers
            .into_iter()
            .filter(|id| self.rates_set.get(id) != Some(&rate) && alive(id))
            .collect();
        if missing.is_empty() {
            return Ok(true);
        }
        let fates = match throttling::set_rate(&self.client()?, &missing, rate).await {
            Ok(fates) => fates,
            Err(error) => return self.not_throttled(&error).await,
        };
        for (resource, fate) in fates {
            match (resource, fate) {
                (ConfigResource::Broker(id), Ok(())) => {
                    self.rates_set.insert(id, rate);
                }
                (_, Err(error)) => return self.not_throttled(&error).await,
                _ => {}
            }
        }
        Ok(true)
    }

    /// Names the replicas of these moves' topics that the throttle holds for. False: not yet.
    pub(super) async fn name_throttled(&mut self, places: &[u32]) -> Result<bool, Error> {
        if self.run.progress.throttled.is_none() {
            return Ok(true);
        }
        let topics: BTreeSet<&str> = places
            .iter()
            .filter_map(|place| self.moves.get(*place as usize))
            .map(|one| one.topic.as_str())
            .filter(|topic| !self.topics_set.contains(*topic))
            .collect();
        if topics.is_empty() {
            return Ok(true);
        }
        let mut named: BTreeMap<String, Throttled> = BTreeMap::new();
        let of_topics = |one: &&Move| topics.contains(one.topic.as_str());
        for one in self.moves.iter().filter(open).filter(of_topics) {
            let throttled = named.entry(one.topic.clone()).or_default();
            let leaders = one.old.iter().map(|broker| (one.partition, *broker));
            throttled.leaders.extend(leaders);
            let followers = one.adding().map(|broker| (one.partition, broker));
            throttled.followers.extend(followers);
        }
        let fates = match throttling::set_replicas(&self.client()?, &named).await {
            Ok(fates) => fates,
            Err(error) => return self.not_throttled(&error).await,
        };
        for (resource, fate) in fates {
            match (resource, fate) {
                (ConfigResource::Topic(topic), Ok(())) => {
                    self.topics_set.insert(topic);
                }
                // one that was deleted fails by itself
                (_, Err(error))
                    if error.code()
                        != Some(castellan_kafka::ErrorCode::UNKNOWN_TOPIC_OR_PARTITION) =>
                {
                    return self.not_throttled(&error).await;
                }
                _ => {}
            }
        }
        Ok(true)
    }

    /// Without the throttle nothing more begins: it waits where that can pass, else it stops.
    async fn not_throttled(&mut self, error: &castellan_kafka::Error) -> Result<bool, Error> {
        let why = format!("The throttle could not be set: {error}");
        if refusal::later(error) {
            self.because(Some(why)).await?;
        } else {
            self.stop_by_itself(why).await?;
        }
        Ok(false)
    }

    /// The brokers of the moves that are not over.
    fn brokers(&self) -> BTreeSet<i32> {
        let open = self.moves.iter().filter(open);
        open.flat_map(|one| one.old.iter().chain(&one.new).copied())
            .collect()
    }

    /// Reads how many bytes the new replicas have. A broker that does not answer keeps what it had.
    pub(super) async fn measure(&mut self) {
        let now = self.now();
        if now.saturating_sub(self.measured_at).abs() < MEASURE_MS {
            return;
        }
        self.measured_at = now;
        let mut wanted: BTreeMap<i32, BTreeMap<String, Vec<i32>>> = BTreeMap::new();
        let mut places: HashMap<(&str, i32), u32> = HashMap::new();
        for one in self
            .moves
            .iter()
            .filter(|one| one.state == MoveState::Moving)
        {
            places.insert((&one.topic, one.partition), one.position);
            for broker in one.adding() {
                let topics = wanted.entry(broker).or_default();
                topics
                    .entry(one.topic.clone())
                    .or_default()
                    .push(one.partition);
            }
        }
        let Ok(client) = self.client() else { return };
        let told = client.describe_log_dirs_of(wanted).await;
        let mut found = Vec::new();
        for dir in &told.value {
            for (topic, replicas) in dir.replicas.topics() {
                for replica in replicas.filter(|replica| !replica.future) {
                    if let Some(place) = places.get(&(topic, replica.partition)) {
                        found.push((*place, dir.broker, replica.size_bytes));
                    }
                }
            }
        }
        for (place, broker, bytes) in found {
            self.copied.insert((place, broker), bytes);
        }
        self.run.progress.missing = told.missing.iter().map(words::missing).collect();
        for place in self.places(MoveState::Moving) {
            self.take_size(place);
        }
        self.take_pace(now);
    }

    fn take_size(&mut self, place: u32) {
        let Some(one) = self.moves.get_mut(place as usize) else {
            return;
        };
        let targets = one.adding().count().max(1) as u64;
        let each = one.bytes.map(|bytes| bytes / targets);
        let copied = |broker| self.copied.get(&(place, broker)).copied().unwrap_or(0);
        let sum: u64 = one
            .adding()
            .map(|broker| copied(broker).min(each.unwrap_or(u64::MAX)))
            .sum();
        if one.bytes_done != sum {
            one.bytes_done = sum;
            self.changed.insert(place);
        }
    }

    fn take_pace(&mut self, now: i64) {
        let (done, all) = (self.bytes_done(), self.bytes());
        self.pace.note(now, done);
        let rate = self.pace.bytes_per_s();
        let progress = &mut self.run.progress;
        progress.bytes_per_s = rate;
        progress.estimated_end = pace::end(now, all.saturating_sub(done), rate);
        pace::keep(&mut progress.rates, now, rate);
        self.take_brokers(now);
    }

    /// How far each broker is that gets replicas.
    pub(super) fn take_brokers(&mut self, now: i64) {
        let mut brokers: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
        for one in &self.moves {
            if matches!(one.state, MoveState::Canceled | MoveState::Failed) {
                continue;
            }
            let each = one.bytes.unwrap_or(0) / one.adding().count().max(1) as u64;
            for broker in one.adding() {
                let sums = brokers.entry(broker).or_default();
                sums.1 += each;
                sums.0 += match one.state {
                    MoveState::Done => each,
                    _ => self
                        .copied
                        .get(&(one.position, broker))
                        .copied()
                        .unwrap_or(0)
                        .min(each),
                };
            }
        }
        let paces = &mut self.paces;
        self.run.progress.brokers = brokers
            .into_iter()
            .map(|(id, (bytes_done, bytes))| {
                let pace: &mut Pace = paces.entry(id).or_default();
                pace.note(now, bytes_done);
                BrokerProgress {
                    id,
                    bytes_done,
                    bytes,
                    bytes_per_s: pace.bytes_per_s(),
                }
            })
            .collect();
    }
}
