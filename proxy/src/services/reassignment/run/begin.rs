//! Before the first partition moves: its time, its turn, and whether the plan still fits.

use super::super::words;
use super::look::{Look, Stand};
use super::{Driver, IDLE, SOON, Turn};
use crate::error::Error;
use crate::store::reassignments::MoveState;
use crate::tasks::Ended;
use castellan_api::action::Action;
use castellan_api::reassignment::Phase;
use castellan_api::tasks::TaskState;
use std::time::Duration;

impl Driver<'_> {
    pub(super) async fn begin(&mut self) -> Result<Turn, Error> {
        if self.heard_cancel {
            for place in self.places(MoveState::Waiting) {
                self.put(place, MoveState::Canceled, None);
            }
            self.run.phase = Phase::Ended;
            self.write().await?;
            return Ok(end(
                TaskState::Canceled,
                "Stopped by a person before it began: nothing was moved.",
            ));
        }
        let now = self.now();
        if let Some(at) = self.run.control.not_before.filter(|at| *at > now) {
            self.run.phase = Phase::Scheduled;
            let left = Duration::from_millis(u64::try_from(at - now).unwrap_or(0));
            return Ok(Turn::Wait(left.clamp(SOON, IDLE)));
        }
        if let Some(other) = self.before_us().await? {
            self.run.phase = Phase::Queued;
            self.because(Some(format!(
                "Waits until the reassignment “{other}” of this instance has ended."
            )))
            .await?;
            return Ok(Turn::Wait(IDLE));
        }
        if let Err(why) = self.work.allowed(Action::PartitionReassign).await? {
            self.run.phase = Phase::Ended;
            self.write().await?;
            return Ok(end(TaskState::Failed, why));
        }
        let look = match self.look_at(&self.places(MoveState::Waiting)).await {
            Ok(look) => look,
            Err(error) => {
                self.because(Some(format!("The cluster cannot be asked now: {error}")))
                    .await?;
                return Ok(Turn::Wait(IDLE));
            }
        };
        self.fit(&look);
        self.run.progress.begun = true;
        self.run.phase = Phase::Moving;
        self.because(None).await?;
        let (count, bytes) = (self.count(MoveState::Waiting), words::bytes(self.bytes()));
        let throttle = match self.run.control.speed.throttle_bytes_per_s {
            Some(rate) => format!("{}/s for each broker", words::bytes(rate)),
            None => "without a throttle".into(),
        };
        self.write().await?;
        self.work
            .log(&format!(
                "Begun by {}: {count} partitions, {bytes} to copy, {throttle}. Their old replicas are kept with \
                 the plan.",
                self.work.creator()
            ))
            .await?;
        Ok(Turn::Wait(Duration::ZERO))
    }

    /// The title of a reassignment that goes before this one.
    async fn before_us(&self) -> Result<Option<String>, Error> {
        let store = self.work.app().store().reassignments();
        let mut before = true;
        for other in store.unfinished(self.work.instance()).await? {
            if other.task == *self.work.id() {
                before = false;
                continue;
            }
            let at_work = other.progress.begun && other.phase != Phase::CleaningUp;
            let in_line = before && !other.progress.begun && other.phase == Phase::Queued;
            if at_work || in_line {
                return Ok(Some(other.title));
            }
        }
        Ok(None)
    }

    /// Compares the plan with the cluster: what was changed since it was made is not touched.
    fn fit(&mut self, look: &Look) {
        for place in self.places(MoveState::Waiting) {
            let Some(one) = self.moves.get(place as usize) else {
                continue;
            };
            match look.stand(one) {
                Stand::Back => {}
                Stand::Moving => self.put(place, MoveState::Moving, None),
                Stand::There => self.put(place, MoveState::Done, None),
                Stand::Elsewhere(target) => self.put(
                    place,
                    MoveState::Failed,
                    Some(words::item(format!(
                        "Another tool moves it to {} already.",
                        words::brokers(&target)
                    ))),
                ),
                Stand::Other(now) => self.put(
                    place,
                    MoveState::Failed,
                    Some(words::item(format!(
                        "It was changed since the plan was made, and is on {} now. Plan anew.",
                        words::brokers(&now)
                    ))),
                ),
                Stand::Gone => self.put(
                    place,
                    MoveState::Failed,
                    Some(words::item(
                        "The topic was deleted since the plan was made.",
                    )),
                ),
            }
        }
    }
}

pub(super) fn end(state: TaskState, message: impl Into<String>) -> Turn {
    Turn::End(Ended {
        state,
        message: message.into(),
    })
}
