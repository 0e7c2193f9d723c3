//! The timers of elections, and what they did.

use super::db::{Row, args, json};
use super::{Error, Store};
use castellan_api::elections::ElectionRun;
use castellan_api::ids::{InstanceId, TaskId, UserId};
use castellan_api::users::Binding;

/// Runs of a timer that are kept; the oldest make room.
const RUNS_MAX: i64 = 200;

/// A timer.
#[derive(Clone, Debug, PartialEq)]
pub struct Timer {
    /// Its instance.
    pub instance: InstanceId,
    /// How often, minutes.
    pub every_min: u32,
    /// When next, milliseconds since 1970 UTC.
    pub next_at: i64,
    /// Name of who set it.
    pub set_by: String,
    /// User ID of who set it.
    pub set_by_id: UserId,
    /// What cuts it besides what they may do: the layers of an API token.
    pub limits: Vec<Vec<Binding>>,
    /// When it was set, milliseconds since 1970 UTC.
    pub set_at: i64,
}

const COLUMNS: &str = "SELECT instance, every_min, next_at, set_by, set_by_id, limits, set_at FROM \
                       election_timers";

fn timer(row: &Row) -> Result<Timer, Error> {
    Ok(Timer {
        instance: InstanceId::trusted(row.text("instance")?),
        every_min: row.small("every_min")?,
        next_at: row.int("next_at")?,
        set_by: row.text("set_by")?,
        set_by_id: UserId(row.int("set_by_id")?),
        limits: row.json("limits")?,
        set_at: row.int("set_at")?,
    })
}

/// The timers of elections of the store.
#[derive(Debug)]
pub struct Elections<'a>(pub(super) &'a Store);

impl Elections<'_> {
    /// Sets a timer, in place of the one before.
    pub async fn set_timer(&self, timer: &Timer) -> Result<(), Error> {
        self.0
            .db()
            .write(
                "INSERT INTO election_timers (instance, every_min, next_at, set_by, set_by_id, \
                 limits, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (instance) DO \
                 UPDATE SET every_min = excluded.every_min, next_at = excluded.next_at, set_by = \
                 excluded.set_by, set_by_id = excluded.set_by_id, limits = excluded.limits, set_at \
                 = excluded.set_at",
                args![
                    &timer.instance,
                    timer.every_min,
                    timer.next_at,
                    &timer.set_by,
                    timer.set_by_id,
                    json(&timer.limits)?,
                    timer.set_at
                ],
            )
            .await
            .map(drop)
    }

    /// Stops a timer; false if there is none.
    pub async fn stop_timer(&self, instance: &InstanceId) -> Result<bool, Error> {
        let sql = "DELETE FROM election_timers WHERE instance = $1";
        Ok(self.0.db().write(sql, args![instance]).await? > 0)
    }

    /// The timer of an instance.
    pub async fn timer(&self, instance: &InstanceId) -> Result<Option<Timer>, Error> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE instance = $1"));
        let row = self.0.db().row(sql, args![instance]).await?;
        row.as_ref().map(timer).transpose()
    }

    /// The timers whose time has come.
    pub async fn due(&self, now: i64) -> Result<Vec<Timer>, Error> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE next_at <= $1 ORDER BY instance"));
        let rows = self.0.db().rows(sql, args![now]).await?;
        rows.iter().map(timer).collect()
    }

    /// Winds a timer on, unless it was set anew meanwhile; false then.
    pub async fn wind(&self, timer: &Timer, next_at: i64) -> Result<bool, Error> {
        let sql = "UPDATE election_timers SET next_at = $3 WHERE instance = $1 AND next_at = $2";
        let arguments = args![&timer.instance, timer.next_at, next_at];
        Ok(self.0.db().write(sql, arguments).await? > 0)
    }

    /// Keeps what a timer did.
    pub async fn note(&self, instance: &InstanceId, run: &ElectionRun) -> Result<(), Error> {
        let mut tx = self.0.db().begin().await?;
        let found = i64::try_from(run.found).unwrap_or(i64::MAX);
        let error = run.error.as_ref().map(json).transpose()?;
        tx.write(
            "INSERT INTO election_runs (instance, at, found, task_id, error) VALUES ($1, $2, $3, \
             $4, $5) ON CONFLICT (instance, at) DO NOTHING",
            args![instance, run.at, found, run.task.as_ref(), error],
        )
        .await?;
        tx.write(
            "DELETE FROM election_runs WHERE instance = $1 AND at <= (SELECT at FROM \
             election_runs WHERE instance = $1 ORDER BY at DESC LIMIT 1 OFFSET $2)",
            args![instance, RUNS_MAX],
        )
        .await?;
        tx.commit().await
    }

    /// What the timer of an instance did, newest first.
    pub async fn runs(&self, instance: &InstanceId, most: u32) -> Result<Vec<ElectionRun>, Error> {
        let sql = "SELECT at, found, task_id, error FROM election_runs WHERE instance = $1 ORDER \
                   BY at DESC LIMIT $2";
        let rows = self.0.db().rows(sql, args![instance, most]).await?;
        rows.iter()
            .map(|row| {
                Ok(ElectionRun {
                    at: row.int("at")?,
                    found: row.count("found")?,
                    task: row.maybe_text("task_id")?.map(TaskId::trusted),
                    error: row.maybe_json("error")?,
                })
            })
            .collect()
    }
}
