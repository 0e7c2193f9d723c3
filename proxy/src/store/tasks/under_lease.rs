//! What drives tasks writes under a lease: once another console holds it, nothing more is written.

use super::{COLUMNS, LINES_MAX, Task, signed, task};
use crate::store::db::{Tx, args, json, word};
use crate::store::leases::{self, Fence};
use crate::store::{Error, Store};
use castellan_api::ids::TaskId;
use castellan_api::problem::ItemResult;
use castellan_api::tasks::TaskState;
use serde_json::Value as Json;
use sqlx::AssertSqlSafe;

/// Items written by one statement: four arguments each, well below what SQLite takes.
const ITEMS_A_STATEMENT: usize = 100;

/// The tasks of the store for the holder of a lease. Every function answers
/// [`Error::TakenOver`] once another holds it.
#[derive(Clone, Copy, Debug)]
pub struct UnderLease<'a>(pub(super) &'a Store, pub(super) &'a Fence);

impl UnderLease<'_> {
    async fn begin(&self) -> Result<Tx, Error> {
        let mut tx = self.0.db().begin().await?;
        leases::check(self.0, &mut tx, self.1).await?;
        Ok(tx)
    }

    /// Begins a task, or takes it up again: Running, its first start kept. Nothing if it has ended.
    pub async fn start(&self, id: &TaskId) -> Result<Option<Task>, Error> {
        let mut tx = self.begin().await?;
        tx.write(
            "UPDATE tasks SET state = 'running', started_at = coalesce(started_at, $2) \
             WHERE id = $1 AND ended_at IS NULL",
            args![id, self.0.now()],
        )
        .await?;
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE id = $1 AND ended_at IS NULL"));
        let found = tx
            .row(sql, args![id])
            .await?
            .as_ref()
            .map(task)
            .transpose()?;
        tx.commit().await?;
        Ok(found)
    }

    /// Writes how far it is, and the step in words. Gives whether a stop was asked.
    pub async fn progress(
        &self,
        id: &TaskId,
        done: u64,
        total: u64,
        message: &str,
    ) -> Result<bool, Error> {
        let mut tx = self.begin().await?;
        let row = tx
            .row(
                "UPDATE tasks SET done = $2, total = $3, message = $4 WHERE id = $1 AND ended_at \
                 IS NULL RETURNING cancel_asked",
                args![id, signed(done), signed(total), message],
            )
            .await?;
        tx.commit().await?;
        row.map_or(Ok(true), |row| row.flag("cancel_asked"))
    }

    /// Writes where to go on after a restart.
    pub async fn checkpoint(&self, id: &TaskId, checkpoint: &Json) -> Result<(), Error> {
        let sql = "UPDATE tasks SET checkpoint = $2 WHERE id = $1 AND ended_at IS NULL";
        let mut tx = self.begin().await?;
        tx.write(sql, args![id, json(checkpoint)?]).await?;
        tx.commit().await
    }

    /// Adds a line to its log.
    pub async fn log(&self, id: &TaskId, text: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        tx.write(
            "INSERT INTO task_lines (task_id, time, line) SELECT id, $2, $3 FROM tasks WHERE id = \
             $1",
            args![id, self.0.now(), text],
        )
        .await?;
        tx.write(
            "DELETE FROM task_lines WHERE task_id = $1 AND seq <= (SELECT seq FROM task_lines \
             WHERE task_id = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)",
            args![id, LINES_MAX],
        )
        .await?;
        tx.commit().await
    }

    /// Sets the results of items; `position` keeps the order that was asked.
    pub async fn set_items(&self, id: &TaskId, items: &[(u32, ItemResult)]) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        for chunk in items.chunks(ITEMS_A_STATEMENT) {
            let mut arguments = Vec::with_capacity(chunk.len() * 4);
            let mut rows = Vec::with_capacity(chunk.len());
            for (position, item) in chunk {
                let first = arguments.len();
                rows.push(format!(
                    "(${}, ${}, ${}, ${})",
                    first + 1,
                    first + 2,
                    first + 3,
                    first + 4
                ));
                let error = item.error.as_ref().map(json).transpose()?;
                arguments.extend(args![id, &item.name, *position, error]);
            }
            let sql = format!(
                "INSERT INTO task_items (task_id, name, position, error) VALUES {} \
                 ON CONFLICT (task_id, name) DO UPDATE SET error = excluded.error",
                rows.join(", ")
            );
            tx.write(AssertSqlSafe(sql), arguments).await?;
        }
        tx.commit().await
    }

    /// Ends it. False if it had ended already.
    pub async fn finish(
        &self,
        id: &TaskId,
        state: TaskState,
        message: &str,
    ) -> Result<bool, Error> {
        let mut tx = self.begin().await?;
        let touched = tx
            .write(
                "UPDATE tasks SET state = $2, message = $3, ended_at = $4, checkpoint = NULL, \
                 done = CASE WHEN $2 = 'successful' THEN total ELSE done END \
                 WHERE id = $1 AND ended_at IS NULL",
                args![id, word(&state)?, message, self.0.now()],
            )
            .await?;
        tx.commit().await?;
        Ok(touched > 0)
    }
}
