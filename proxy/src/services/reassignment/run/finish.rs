//! After the last partition: the throttle is removed and read back, the plan is compared with the
//! cluster, preferred leaders are elected where that was asked.

use super::super::throttling;
use super::super::words;
use super::begin::end;
use super::look::{Look, Stand};
use super::{Driver, IDLE, SOON, Turn};
use crate::error::Error;
use crate::store::reassignments::{Move, MoveState};
use castellan_api::ids::TopicName;
use castellan_api::reassignment::Phase;
use castellan_api::tasks::TaskState;
use castellan_kafka::{Election, ErrorCode};
use std::collections::BTreeSet;

/// Partitions of one election.
const ELECTED_AT_ONCE: usize = 500;

impl Driver<'_> {
    pub(super) async fn finish(&mut self) -> Result<Turn, Error> {
        self.run.phase = Phase::CleaningUp;
        self.run.progress.bytes_per_s = None;
        self.run.progress.estimated_end = None;
        if self.run.progress.clean_up
            && let Some(turn) = self.clean_up().await?
        {
            return Ok(turn);
        }
        let done = self.places(MoveState::Done);
        let look = match self.look_at(&done).await {
            Ok(look) => look,
            Err(error) => {
                let why = format!("The end cannot be checked now: {error}");
                self.because(Some(why)).await?;
                return Ok(Turn::Wait(IDLE));
            }
        };
        self.verify(&look, &done);
        if self.run.control.elect && !self.heard_cancel {
            self.elect(&look).await?;
        }
        self.refresh().await?;
        self.take_brokers(self.now());
        self.run.phase = Phase::Ended;
        self.because(None).await?;
        self.write().await?;
        Ok(self.outcome())
    }

    /// Removes the throttle and reads back that it is gone. A turn, as long as it is not.
    async fn clean_up(&mut self) -> Result<Option<Turn>, Error> {
        let brokers: BTreeSet<i32> = self
            .moves
            .iter()
            .flat_map(|one| one.old.iter().chain(&one.new).copied())
            .collect();
        let topics: BTreeSet<String> = self.moves.iter().map(|one| one.topic.clone()).collect();
        let client = self.client()?;
        let left = match throttling::left(&client, &brokers, &topics).await {
            Ok(left) => left,
            Err(error) => {
                let why = format!("The throttle cannot be removed now: {error}");
                self.because(Some(why)).await?;
                return Ok(Some(Turn::Wait(IDLE)));
            }
        };
        self.run.progress.throttles_left = left.brokers.iter().copied().collect();
        if left.nothing() {
            self.run.progress.clean_up = false;
            self.run.progress.throttled = None;
            self.write().await?;
            self.work
                .log("The throttle is removed from every broker and topic.")
                .await?;
            return Ok(None);
        }
        let away: Vec<i32> = left.silent.keys().copied().collect();
        let answering: BTreeSet<i32> = left
            .brokers
            .iter()
            .copied()
            .filter(|id| !left.silent.contains_key(id))
            .collect();
        if answering.is_empty() && left.topics.is_empty() {
            if self.run.control.give_up {
                self.run.progress.clean_up = false;
                let line = format!(
                    "Told not to wait for {}: when it returns, its throttle is found among those left over.",
                    words::brokers(&away)
                );
                self.work.log(&line).await?;
                return Ok(None);
            }
            let why = format!(
                "Waiting: the throttle on {} is removed when it returns.",
                words::brokers(&away)
            );
            self.because(Some(why)).await?;
            return Ok(Some(Turn::Wait(IDLE)));
        }
        let failed = match throttling::remove(&client, &answering, &left.topics).await {
            Ok(fates) => fates.into_iter().find_map(|(_, fate)| fate.err()),
            Err(error) => Some(error),
        };
        let pause = match failed {
            Some(error) => {
                let why = format!("The throttle could not be removed yet: {error}");
                self.because(Some(why)).await?;
                IDLE
            }
            None => SOON,
        };
        Ok(Some(Turn::Wait(pause)))
    }

    /// Compares what is done with the cluster once more.
    fn verify(&mut self, look: &Look, done: &[u32]) {
        for place in done {
            let Some(one) = self.moves.get(*place as usize) else {
                continue;
            };
            if look.stand(one) != Stand::There {
                let why = "It was where the plan wants it, and is not any more: somebody changed it since.";
                self.put(*place, MoveState::Failed, Some(words::item(why)));
            }
        }
    }

    async fn elect(&mut self, look: &Look) -> Result<(), Error> {
        let led = |one: &&Move| one.state == MoveState::Done && look.led_by_another(one);
        let wanted: Vec<(&str, i32)> = self
            .moves
            .iter()
            .filter(led)
            .map(|one| (one.topic.as_str(), one.partition))
            .collect();
        let (mut elected, mut failed) = (0_usize, Vec::new());
        let client = self.client()?;
        for part in wanted.chunks(ELECTED_AT_ONCE) {
            match client.elect_leaders(Election::Preferred, part).await {
                Ok(results) => {
                    for result in results {
                        match result {
                            Err(error) if error.code() != Some(ErrorCode::ELECTION_NOT_NEEDED) => {
                                failed.push(error.to_string());
                            }
                            _ => elected += 1,
                        }
                    }
                }
                Err(error) => failed.push(error.to_string()),
            }
        }
        let mut line = format!("{elected} partitions are led by their preferred leader now.");
        if let Some(first) = failed.first() {
            line.push_str(&format!(" {} could not be: {first}", failed.len()));
        }
        self.work.log(&line).await
    }

    /// Has the lists show at once what was moved.
    async fn refresh(&self) -> Result<(), Error> {
        let topics: BTreeSet<&str> = self.moves.iter().map(|one| one.topic.as_str()).collect();
        let topics: Vec<TopicName> = topics
            .into_iter()
            .take(ELECTED_AT_ONCE)
            .map(TopicName::trusted)
            .collect();
        let instance = self.instance()?;
        instance.touch(&topics, crate::cluster::Expect::Any).await;
        Ok(())
    }

    fn outcome(&self) -> Turn {
        let all = self.moves.len() as u64;
        let done = self.count(MoveState::Done);
        let first = self.moves.iter().find_map(|one| {
            let error = one.error.as_ref()?;
            Some(format!("{}-{}: {}", one.topic, one.partition, error.detail))
        });
        let copied = words::bytes(self.bytes_done());
        if self.heard_cancel {
            let back = all - done;
            return end(
                TaskState::Canceled,
                format!(
                    "Canceled by a person: {back} of {all} partitions are where they were, {done} had been moved."
                ),
            );
        }
        match first {
            Some(first) => end(
                TaskState::Failed,
                format!("{done} of {all} partitions were moved. {first}"),
            ),
            None if done < all => end(
                TaskState::Successful,
                format!(
                    "{done} of {all} partitions were moved, {copied} copied; the others were canceled."
                ),
            ),
            None => end(
                TaskState::Successful,
                format!("All {all} partitions are where the plan wants them, {copied} copied."),
            ),
        }
    }
}
