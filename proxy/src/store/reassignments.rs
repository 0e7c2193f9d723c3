//! Plans of reassignments, what people asked of those that run, and how far each partition is.

mod moves;
mod plans;
mod under_lease;

pub use moves::{Move, MoveFilter, MoveState, MoveUpdate};
pub use plans::PlanRow;
pub use under_lease::RunUnderLease;

use super::db::{Row, Tx, args, json, word};
use super::leases::Fence;
use super::tasks::NewTask;
use super::{Error, Store};
use castellan_api::ids::{InstanceId, PlanId, TaskId};
use castellan_api::page::Missing;
use castellan_api::reassignment::{BrokerProgress, MoveCounts, Phase, Speed};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use std::collections::BTreeSet;

/// What people asked of a reassignment, and may change while it runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// Throttle and batches.
    pub speed: Speed,
    /// Nothing more begins.
    pub paused: bool,
    /// Counts the times a person said "go on": what stopped it by itself before does so no more.
    pub resumed: u32,
    /// Not before, milliseconds since 1970 UTC.
    pub not_before: Option<i64>,
    /// Elect the preferred leaders at the end.
    pub elect: bool,
    /// Do not wait for brokers that are away to remove their throttle.
    pub give_up: bool,
}

/// What the console that drives it knows, for a restart and for those who look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// True once it has begun to change the cluster.
    pub begun: bool,
    /// The throttle that is set, or was about to be; absent: none was ever.
    pub throttled: Option<u64>,
    /// True if throttles of it may be left in the cluster.
    pub clean_up: bool,
    /// Brokers whose throttle is still to be removed.
    pub throttles_left: Vec<i32>,
    /// Partitions of other topics that were under-replicated before the start.
    pub others_before: Option<u64>,
    /// The same now.
    pub others_now: u64,
    /// Why it stopped by itself, and at which [`Control::resumed`].
    pub stopped: Option<(u32, String)>,
    /// Bytes copied a second.
    pub bytes_per_s: Option<u64>,
    /// When it should end, milliseconds since 1970 UTC.
    pub estimated_end: Option<i64>,
    /// Measures of the rate, oldest first.
    pub rates: Vec<(i64, u64)>,
    /// The brokers that get replicas.
    pub brokers: Vec<BrokerProgress>,
    /// Who did not answer at the last look.
    pub missing: Vec<Missing>,
}

/// A reassignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its task.
    pub task: TaskId,
    /// Its instance.
    pub instance: InstanceId,
    /// Its plan.
    pub plan: PlanId,
    /// What it is for.
    pub title: String,
    /// What people asked of it.
    pub control: Control,
    /// Where it is.
    pub phase: Phase,
    /// Why it does not go on.
    pub why: Option<String>,
    /// What is known of it.
    pub progress: Progress,
}

/// What is kept of a reassignment that is to begin.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Its task.
    pub task: NewTask,
    /// Its plan.
    pub plan: PlanId,
    /// What it is for.
    pub title: String,
    /// What was asked.
    pub control: Control,
    /// Its partitions, in the order of the plan.
    pub moves: Vec<Move>,
}

/// How the start of a plan ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// It is recorded.
    Done,
    /// The plan was started before.
    PlanUsed,
    /// A reassignment that has not ended moves this topic.
    Overlaps {
        /// The topic.
        topic: String,
        /// The task.
        task: TaskId,
    },
}

const COLUMNS: &str = "SELECT task_id, instance, plan, title, control, phase, why, progress \
                       FROM reassignments";

fn run(row: &Row) -> Result<Run, Error> {
    Ok(Run {
        task: TaskId::trusted(row.text("task_id")?),
        instance: InstanceId::trusted(row.text("instance")?),
        plan: PlanId::trusted(row.text("plan")?),
        title: row.text("title")?,
        control: row.json("control")?,
        phase: row.word("phase")?,
        why: row.maybe_text("why")?,
        progress: row.json("progress")?,
    })
}

/// The reassignments of the store.
#[derive(Debug)]
pub struct Reassignments<'a>(pub(super) &'a Store);

impl<'a> Reassignments<'a> {
    /// Records the start of a plan: the task, its partitions, and that the plan is used, in one
    /// transaction, so that of two people who start plans over one topic the second is refused.
    pub async fn start(&self, new: &NewRun) -> Result<Started, Error> {
        let mut tx = self.0.db().begin().await?;
        let instance = &new.task.instance;
        if let Some((topic, task)) = overlap(&mut tx, instance, &new.moves).await? {
            return Ok(Started::Overlaps { topic, task });
        }
        super::tasks::insert(self.0, &mut tx, &new.task).await?;
        let sql = "UPDATE plans SET task_id = $2 WHERE id = $1 AND task_id IS NULL";
        if tx.write(sql, args![&new.plan, &new.task.id]).await? == 0 {
            return Ok(Started::PlanUsed);
        }
        tx.write(
            "INSERT INTO reassignments (task_id, instance, plan, title, control, phase, progress) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![
                &new.task.id,
                instance,
                &new.plan,
                &new.title,
                json(&new.control)?,
                word(&Phase::Queued)?,
                json(&Progress::default())?
            ],
        )
        .await?;
        moves::insert(&mut tx, &new.task.id, &new.moves).await?;
        tx.commit().await?;
        Ok(Started::Done)
    }

    /// One, in its instance.
    pub async fn get(&self, instance: &InstanceId, task: &TaskId) -> Result<Option<Run>, Error> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE instance = $1 AND task_id = $2"));
        let row = self.0.db().row(sql, args![instance, task]).await?;
        row.as_ref().map(run).transpose()
    }

    /// Those of some tasks.
    pub async fn of_tasks(&self, tasks: &[TaskId]) -> Result<Vec<Run>, Error> {
        let mut runs = Vec::with_capacity(tasks.len());
        for task in tasks {
            let sql = AssertSqlSafe(format!("{COLUMNS} WHERE task_id = $1"));
            if let Some(row) = self.0.db().row(sql, args![task]).await? {
                runs.push(run(&row)?);
            }
        }
        Ok(runs)
    }

    /// Those of an instance that have not ended, oldest first.
    pub async fn unfinished(&self, instance: &InstanceId) -> Result<Vec<Run>, Error> {
        let sql = AssertSqlSafe(format!(
            "{COLUMNS} WHERE instance = $1 AND task_id IN (SELECT id FROM tasks WHERE ended_at IS \
             NULL) ORDER BY (SELECT created_at FROM tasks WHERE id = task_id), task_id"
        ));
        let rows = self.0.db().rows(sql, args![instance]).await?;
        rows.iter().map(run).collect()
    }

    /// The reassignment that has not ended and moves this topic.
    pub async fn of_topic(
        &self,
        instance: &InstanceId,
        topic: &str,
    ) -> Result<Option<TaskId>, Error> {
        let sql = "SELECT task_id FROM moves WHERE topic = $2 AND task_id IN (SELECT id FROM tasks \
                   WHERE instance = $1 AND ended_at IS NULL) LIMIT 1";
        let row = self.0.db().row(sql, args![instance, topic]).await?;
        row.map(|row| Ok(TaskId::trusted(row.text("task_id")?)))
            .transpose()
    }

    /// Changes what was asked; false if it has ended or does not exist.
    pub async fn change(
        &self,
        instance: &InstanceId,
        task: &TaskId,
        change: impl FnOnce(&mut Control),
    ) -> Result<bool, Error> {
        let mut tx = self.0.db().begin().await?;
        let sql = "SELECT control FROM reassignments WHERE instance = $1 AND task_id = $2 AND \
                   task_id IN (SELECT id FROM tasks WHERE ended_at IS NULL)";
        let Some(row) = tx.row(sql, args![instance, task]).await? else {
            return Ok(false);
        };
        let mut control: Control = row.json("control")?;
        change(&mut control);
        let sql = "UPDATE reassignments SET control = $2 WHERE task_id = $1";
        tx.write(sql, args![task, json(&control)?]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Partitions by state.
    pub async fn counts(&self, task: &TaskId) -> Result<MoveCounts, Error> {
        let sql = "SELECT state, count(*) AS n FROM moves WHERE task_id = $1 GROUP BY state";
        let mut counts = MoveCounts::default();
        for row in self.0.db().rows(sql, args![task]).await? {
            let n = row.count("n")?;
            match row.word::<MoveState>("state")? {
                MoveState::Waiting => counts.waiting = n,
                MoveState::Moving => counts.moving = n,
                MoveState::Done => counts.done = n,
                MoveState::Canceled => counts.canceled = n,
                MoveState::Failed => counts.failed = n,
            }
        }
        Ok(counts)
    }

    /// As the console sees them that holds this lease: it alone may drive them.
    pub const fn under(&self, fence: &'a Fence) -> RunUnderLease<'a> {
        RunUnderLease(self.0, fence)
    }
}

/// A topic that a reassignment of the instance moves already.
async fn overlap(
    tx: &mut Tx,
    instance: &InstanceId,
    moves: &[Move],
) -> Result<Option<(String, TaskId)>, Error> {
    let topics: BTreeSet<&str> = moves.iter().map(|one| one.topic.as_str()).collect();
    let sql = "SELECT DISTINCT topic, task_id FROM moves WHERE task_id IN (SELECT id FROM tasks \
               WHERE instance = $1 AND ended_at IS NULL) ORDER BY topic";
    for row in tx.rows(sql, args![instance]).await? {
        let topic = row.text("topic")?;
        if topics.contains(topic.as_str()) {
            return Ok(Some((topic, TaskId::trusted(row.text("task_id")?))));
        }
    }
    Ok(None)
}
