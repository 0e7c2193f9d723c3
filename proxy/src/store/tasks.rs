//! Records of background tasks, their logs and results. The record is kept before Kafka is touched.

mod under_lease;

pub use under_lease::UnderLease;

use super::db::{Filter, Row, Tx, anywhere, args, json, word};
use super::leases::{self, Fence};
use super::{Error, Store};
use castellan_api::ids::{InstanceId, TaskId, TraceId, UserId};
use castellan_api::page::Order;
use castellan_api::problem::{ItemError, ItemResult};
use castellan_api::tasks::{TaskKind, TaskLine, TaskState};
use castellan_api::users::Binding;
use serde_json::Value as Json;
use sqlx::AssertSqlSafe;

/// Lines of a task's log that are kept; the oldest make room.
pub const LINES_MAX: i64 = 500;

/// The record of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// ID.
    pub id: TaskId,
    /// Its instance.
    pub instance: InstanceId,
    /// What it does.
    pub kind: TaskKind,
    /// What it is about, in words.
    pub target: String,
    /// Name of who began it.
    pub creator: String,
    /// User ID of who began it; the rights are looked up again at each step.
    pub creator_id: UserId,
    /// What the API token it was begun with may do: each list must allow. Empty: begun in a session.
    pub limits: Vec<Vec<Binding>>,
    /// What was asked.
    pub params: Json,
    /// Where it stands.
    pub state: TaskState,
    /// True if a person has asked it to stop.
    pub cancel_asked: bool,
    /// Units done.
    pub done: u64,
    /// Units in all.
    pub total: u64,
    /// What a unit is.
    pub unit: String,
    /// Outcome or present step in words.
    pub message: String,
    /// Recorded, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Begun, milliseconds since 1970 UTC.
    pub started_at: Option<i64>,
    /// Ended, milliseconds since 1970 UTC.
    pub ended_at: Option<i64>,
    /// The trace of the request that began it.
    pub trace: Option<TraceId>,
    /// Where to go on after a restart; the task's own shape.
    pub checkpoint: Option<Json>,
}

/// How a task stands that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// ID.
    pub id: TaskId,
    /// Its instance.
    pub instance: InstanceId,
    /// What it does.
    pub kind: TaskKind,
    /// Where it stands.
    pub state: TaskState,
    /// True if a person has asked it to stop.
    pub cancel_asked: bool,
    /// Units done.
    pub done: u64,
    /// Units in all.
    pub total: u64,
    /// The console that holds the lease of the instance's tasks.
    pub owner: Option<String>,
}

/// What is recorded of a new task; the rest follows: Pending, nothing done.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// ID.
    pub id: TaskId,
    /// Its instance.
    pub instance: InstanceId,
    /// What it does.
    pub kind: TaskKind,
    /// What it is about, in words.
    pub target: String,
    /// Name of who begins it.
    pub creator: String,
    /// User ID of who begins it.
    pub creator_id: UserId,
    /// What cuts it besides what the creator may do: the layers of an API token.
    pub limits: Vec<Vec<Binding>>,
    /// What is asked.
    pub params: Json,
    /// Units in all.
    pub total: u64,
    /// What a unit is.
    pub unit: String,
    /// The trace of the request.
    pub trace: Option<TraceId>,
}

/// Filters of the list.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// What it does.
    pub kind: Option<TaskKind>,
    /// Where it stands.
    pub state: Option<TaskState>,
    /// Recorded from this time on.
    pub from: Option<i64>,
    /// Recorded up to this time.
    pub to: Option<i64>,
    /// Part of what it is about.
    pub target: Option<String>,
}

const COLUMNS: &str = "SELECT id, instance, kind, target, creator, creator_id, limits, params, state, \
                       cancel_asked, done, total, unit, message, created_at, started_at, \
                       ended_at, trace_id, checkpoint FROM tasks";

fn task(row: &Row) -> Result<Task, Error> {
    Ok(Task {
        id: TaskId::trusted(row.text("id")?),
        instance: InstanceId::trusted(row.text("instance")?),
        kind: row.word("kind")?,
        target: row.text("target")?,
        creator: row.text("creator")?,
        creator_id: UserId(row.int("creator_id")?),
        limits: row.json("limits")?,
        params: row.json("params")?,
        state: row.word("state")?,
        cancel_asked: row.flag("cancel_asked")?,
        done: row.count("done")?,
        total: row.count("total")?,
        unit: row.text("unit")?,
        message: row.text("message")?,
        created_at: row.int("created_at")?,
        started_at: row.maybe_int("started_at")?,
        ended_at: row.maybe_int("ended_at")?,
        trace: row.maybe_text("trace_id")?.map(TraceId::trusted),
        checkpoint: row.maybe_json("checkpoint")?,
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Keeps a new task as a part of a transaction.
pub(super) async fn insert(store: &Store, tx: &mut Tx, new: &NewTask) -> Result<(), Error> {
    tx.write(
        "INSERT INTO tasks (id, instance, kind, target, creator, creator_id, limits, params, \
         state, total, unit, created_at, trace_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
         'pending', $9, $10, $11, $12)",
        args![
            &new.id,
            &new.instance,
            word(&new.kind)?,
            &new.target,
            &new.creator,
            new.creator_id,
            json(&new.limits)?,
            json(&new.params)?,
            signed(new.total),
            &new.unit,
            store.now(),
            new.trace.as_ref()
        ],
    )
    .await
    .map(drop)
}

/// The tasks of the store.
#[derive(Debug)]
pub struct Tasks<'a>(pub(super) &'a Store);

impl<'a> Tasks<'a> {
    /// Keeps a new task, Pending.
    pub async fn insert(&self, new: &NewTask) -> Result<(), Error> {
        let mut tx = self.0.db().begin().await?;
        insert(self.0, &mut tx, new).await?;
        tx.commit().await
    }

    /// How those that have not ended stand, oldest first, without what they are asked.
    pub async fn standing(&self) -> Result<Vec<Standing>, Error> {
        let now = self.0.db().now();
        let sql = AssertSqlSafe(format!(
            "SELECT id, instance, kind, state, cancel_asked, done, total, owner FROM tasks \
             LEFT JOIN leases ON name = $1 || instance AND expires_at > {now} \
             WHERE ended_at IS NULL ORDER BY created_at, id"
        ));
        let rows = self.0.db().rows(sql, args![leases::TASKS]).await?;
        rows.iter()
            .map(|row| {
                Ok(Standing {
                    id: TaskId::trusted(row.text("id")?),
                    instance: InstanceId::trusted(row.text("instance")?),
                    kind: row.word("kind")?,
                    state: row.word("state")?,
                    cancel_asked: row.flag("cancel_asked")?,
                    done: row.count("done")?,
                    total: row.count("total")?,
                    owner: row.maybe_text("owner")?,
                })
            })
            .collect()
    }

    /// The tasks as the console sees them that holds this lease: it alone may drive them.
    pub const fn under(&self, fence: &'a Fence) -> UnderLease<'a> {
        UnderLease(self.0, fence)
    }

    /// Asks it to stop. False if it has ended or does not exist.
    pub async fn request_cancel(&self, instance: &InstanceId, id: &TaskId) -> Result<bool, Error> {
        let sql = "UPDATE tasks SET cancel_asked = 1 \
                   WHERE instance = $1 AND id = $2 AND ended_at IS NULL";
        Ok(self.0.db().write(sql, args![instance, id]).await? > 0)
    }

    /// One page of an instance's tasks by the time recorded, and how many there are.
    pub async fn list(
        &self,
        instance: &InstanceId,
        by: &TaskFilter,
        order: Order,
        (skip, take): (usize, usize),
    ) -> Result<(Vec<Task>, u64), Error> {
        let mut filter = Filter::default();
        filter.and("instance = ?", instance);
        if let Some(kind) = &by.kind {
            filter.and("kind = ?", word(kind)?);
        }
        if let Some(state) = &by.state {
            filter.and("state = ?", word(state)?);
        }
        if let Some(target) = by.target.as_deref().filter(|text| !text.is_empty()) {
            filter.and("lower(target) LIKE ? ESCAPE '!'", anywhere(target));
        }
        if let Some(from) = by.from {
            filter.and("created_at >= ?", from);
        }
        if let Some(to) = by.to {
            filter.and("created_at <= ?", to);
        }
        let clause = filter.clause();
        let total = format!("SELECT count(*) AS n FROM tasks{clause}");
        let total = self
            .0
            .db()
            .row(AssertSqlSafe(total), filter.arguments())
            .await?;
        let direction = if order == Order::Asc { "ASC" } else { "DESC" };
        let (limit, arguments) = filter.page(skip, take);
        let sql =
            format!("{COLUMNS}{clause} ORDER BY created_at {direction}, id {direction}{limit}");
        let rows = self.0.db().rows(AssertSqlSafe(sql), arguments).await?;
        let tasks = rows.iter().map(task).collect::<Result<_, _>>()?;
        Ok((tasks, total.map_or(Ok(0), |row| row.count("n"))?))
    }

    /// By ID, in its instance.
    pub async fn get(&self, instance: &InstanceId, id: &TaskId) -> Result<Option<Task>, Error> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE instance = $1 AND id = $2"));
        self.0
            .db()
            .row(sql, args![instance, id])
            .await?
            .as_ref()
            .map(task)
            .transpose()
    }

    /// Its log, newest first.
    pub async fn lines(&self, id: &TaskId) -> Result<Vec<TaskLine>, Error> {
        let sql = "SELECT time, line FROM task_lines WHERE task_id = $1 ORDER BY seq DESC LIMIT $2";
        let rows = self.0.db().rows(sql, args![id, LINES_MAX]).await?;
        rows.iter()
            .map(|row| {
                Ok(TaskLine {
                    time: row.int("time")?,
                    text: row.text("line")?,
                })
            })
            .collect()
    }

    /// Results of its items, in the order asked.
    pub async fn items(&self, id: &TaskId) -> Result<Vec<ItemResult>, Error> {
        let sql = "SELECT name, error FROM task_items WHERE task_id = $1 ORDER BY position, name";
        let rows = self.0.db().rows(sql, args![id]).await?;
        rows.iter()
            .map(|row| {
                let error: Option<ItemError> = row.maybe_json("error")?;
                Ok(ItemResult {
                    name: row.text("name")?,
                    error,
                })
            })
            .collect()
    }

    /// Deletes the record of a task that has ended; false if it has not, or does not exist.
    pub async fn delete_ended(&self, instance: &InstanceId, id: &TaskId) -> Result<bool, Error> {
        let sql = "DELETE FROM tasks WHERE instance = $1 AND id = $2 AND ended_at IS NOT NULL";
        Ok(self.0.db().write(sql, args![instance, id]).await? > 0)
    }
}
