//! The task that carries a plan out: a few partitions at once, under a throttle, until all are where
//! the plan wants them. It asks the cluster and the store how far it is, never memory, so that a
//! console that is killed at any point goes on where the cluster is. That no throttle stays behind is
//! part of the end it works towards: end, cancel, failure and restart run the same code.

mod begin;
mod finish;
mod look;
mod pace;
mod speed;
mod step;
mod trouble;

use crate::cluster::Instance;
use crate::error::Error;
use crate::store::reassignments::{Move, MoveState, MoveUpdate, Run};
use crate::tasks::{Ended, LongTask, LongWork};
use castellan_api::problem::ItemError;
use castellan_api::reassignment::Phase;
use castellan_api::tasks::TaskKind;
use castellan_kafka::Client;
use pace::Pace;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// Between two looks while partitions move.
const LOOK: Duration = Duration::from_secs(2);
/// Between two looks while it waits for its time, its turn, a person or a broker.
const IDLE: Duration = Duration::from_secs(5);
/// So soon once more, where the last look has changed something.
const SOON: Duration = Duration::from_millis(300);

/// Carries a plan out.
pub struct ReassignTask;

impl LongTask for ReassignTask {
    const KIND: TaskKind = TaskKind::Reassign;
    const TRACE: &'static str = "Kafka_reassign_partitionsTask";

    async fn drive(work: &LongWork<'_>) -> Result<Option<Ended>, Error> {
        Driver::load(work).await?.drive().await
    }
}

/// What a turn of the driver came to.
enum Turn {
    /// Another in so long.
    Wait(Duration),
    /// It is over.
    End(Ended),
}

/// One run of the task in this process.
struct Driver<'a> {
    work: &'a LongWork<'a>,
    run: Run,
    moves: Vec<Move>,
    /// What changed of the moves and is not written yet, by place.
    changed: BTreeSet<u32>,
    /// As it was written last.
    written: Option<Run>,
    /// Moves this process has handed to Kafka: without it a move that is not under way may never
    /// have been.
    sent: BTreeSet<u32>,
    /// How often in a row a move stood as it should not.
    odd: HashMap<u32, u32>,
    /// Bytes each new replica has, by the move's place and the broker.
    copied: HashMap<(u32, i32), u64>,
    pace: Pace,
    paces: BTreeMap<i32, Pace>,
    /// When the sizes were read last, milliseconds since 1970 UTC.
    measured_at: i64,
    /// The rates this process has set, by broker, and the topics whose replicas it has named.
    rates_set: BTreeMap<i32, u64>,
    topics_set: BTreeSet<String>,
    /// This process has taken the throttle away, since nobody wants one any more.
    lifted: bool,
    /// When more partitions of others than before were seen out of sync first, by the snapshot's age.
    trouble_at: Option<i64>,
    heard_cancel: bool,
}

impl<'a> Driver<'a> {
    async fn load(work: &'a LongWork<'a>) -> Result<Self, Error> {
        let store = work.app().store().reassignments();
        let Some(run) = store.get(work.instance(), work.id()).await? else {
            return Err(Error::Bug("a reassignment has no record".into()));
        };
        Ok(Self {
            work,
            run,
            moves: store.moves(work.id()).await?,
            changed: BTreeSet::new(),
            written: None,
            sent: BTreeSet::new(),
            odd: HashMap::new(),
            copied: HashMap::new(),
            pace: Pace::default(),
            paces: BTreeMap::new(),
            measured_at: 0,
            rates_set: BTreeMap::new(),
            topics_set: BTreeSet::new(),
            lifted: false,
            trouble_at: None,
            heard_cancel: false,
        })
    }

    async fn drive(mut self) -> Result<Option<Ended>, Error> {
        let (stop, cancel) = (self.work.stop().clone(), self.work.cancel().clone());
        loop {
            if stop.is_cancelled() {
                return Ok(None);
            }
            self.heard_cancel = cancel.is_cancelled();
            self.reload().await?;
            let pause = match self.turn().await? {
                Turn::End(end) => return Ok(Some(end)),
                Turn::Wait(pause) => pause,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => return Ok(None),
                () = cancel.cancelled(), if !self.heard_cancel => {}
            }
        }
    }

    async fn turn(&mut self) -> Result<Turn, Error> {
        let turn = if !self.run.progress.begun {
            self.begin().await?
        } else if self.count(MoveState::Waiting) + self.count(MoveState::Moving) > 0 {
            self.step().await?
        } else {
            self.finish().await?
        };
        self.write().await?;
        Ok(turn)
    }

    /// Takes over what people have asked since.
    async fn reload(&mut self) -> Result<(), Error> {
        let store = self.work.app().store().reassignments();
        if let Some(run) = store.get(self.work.instance(), self.work.id()).await? {
            let resumed = run.control.resumed > self.run.control.resumed;
            self.run.control = run.control;
            if resumed {
                self.run.progress.others_before = None;
                self.trouble_at = None;
                self.work.log("Told to go on.").await?;
            }
        }
        for position in store.cancels(self.work.id()).await? {
            if let Some(one) = self.moves.get_mut(position as usize) {
                one.cancel_asked = true;
            }
        }
        Ok(())
    }

    /// Writes what has changed.
    async fn write(&mut self) -> Result<(), Error> {
        let updates: Vec<MoveUpdate> = self
            .changed
            .iter()
            .filter_map(|position| self.moves.get(*position as usize))
            .map(|one| MoveUpdate {
                position: one.position,
                state: one.state,
                bytes_done: one.bytes_done,
                error: one.error.clone(),
            })
            .collect();
        if updates.is_empty() && self.written.as_ref() == Some(&self.run) {
            return Ok(());
        }
        let (run, store) = (&self.run, self.work.reassignments());
        store
            .put(
                self.work.id(),
                run.phase,
                run.why.as_deref(),
                &run.progress,
                &updates,
            )
            .await?;
        self.changed.clear();
        self.written = Some(self.run.clone());
        let (done, total) = self.units();
        let words = self.words();
        self.work.progress(done, total, &words).await
    }

    /// How far it is in the task's unit: bytes, or partitions where nothing is copied.
    fn units(&self) -> (u64, u64) {
        let total = self.bytes();
        if total == 0 {
            let open = self.count(MoveState::Waiting) + self.count(MoveState::Moving);
            let all = self.moves.len() as u64;
            return (all.saturating_sub(open), all);
        }
        (self.bytes_done().min(total), total)
    }

    fn words(&self) -> String {
        let done = self.count(MoveState::Done);
        let moving = self.count(MoveState::Moving);
        let all = self.moves.len();
        match (&self.run.why, self.run.phase) {
            (Some(why), _) => why.clone(),
            (None, Phase::Scheduled) => "Waits for its time.".into(),
            (None, Phase::Canceling) => {
                format!("{moving} partitions go back to where they were.")
            }
            (None, Phase::CleaningUp) => "The throttle is removed.".into(),
            _ => format!("{done} of {all} partitions are done, {moving} move."),
        }
    }

    fn count(&self, state: MoveState) -> u64 {
        let those = self.moves.iter().filter(|one| one.state == state);
        those.count() as u64
    }

    /// Bytes to copy in all, without what was given up.
    fn bytes(&self) -> u64 {
        let open = |one: &&Move| !matches!(one.state, MoveState::Canceled | MoveState::Failed);
        let kept = self.moves.iter().filter(open);
        kept.filter_map(|one| one.bytes).sum()
    }

    fn bytes_done(&self) -> u64 {
        let open = |one: &&Move| !matches!(one.state, MoveState::Canceled | MoveState::Failed);
        let kept = self.moves.iter().filter(open);
        kept.map(|one| one.bytes_done).sum()
    }

    fn now(&self) -> i64 {
        self.work.app().clock().now_ms()
    }

    fn instance(&self) -> Result<Arc<Instance>, Error> {
        self.work.app().clusters().find(self.work.instance())
    }

    fn client(&self) -> Result<Client, Error> {
        Ok(self.instance()?.client()?.with_timeout(CALL_TAKES))
    }

    /// Gives a move another state.
    fn put(&mut self, position: u32, state: MoveState, error: Option<ItemError>) {
        let Some(one) = self.moves.get_mut(position as usize) else {
            return;
        };
        one.state = state;
        one.error = error;
        match state {
            MoveState::Done => one.bytes_done = one.bytes.unwrap_or(one.bytes_done),
            MoveState::Waiting | MoveState::Canceled | MoveState::Failed => one.bytes_done = 0,
            MoveState::Moving => {}
        }
        self.odd.remove(&position);
        self.changed.insert(position);
    }

    /// The places of the moves in a state.
    fn places(&self, state: MoveState) -> Vec<u32> {
        let those = self.moves.iter().filter(|one| one.state == state);
        those.map(|one| one.position).collect()
    }

    /// Sets why it does not go on; each reason is a line of the log once.
    async fn because(&mut self, why: Option<String>) -> Result<(), Error> {
        if self.run.why != why {
            if let Some(why) = &why {
                self.work.log(why).await?;
            }
            self.run.why = why;
        }
        Ok(())
    }
}

/// How long one call may take: a controller may be slow while it moves thousands.
const CALL_TAKES: Duration = Duration::from_secs(30);
