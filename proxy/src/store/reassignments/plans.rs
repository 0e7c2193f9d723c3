//! Plans: kept for a day, or as long as the task that carries them out.

use super::Reassignments;
use crate::store::Error;
use crate::store::db::args;
use castellan_api::ids::{InstanceId, PlanId, TaskId};

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// ID.
    pub id: PlanId,
    /// Its instance.
    pub instance: InstanceId,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Until when it is kept if nobody starts it, milliseconds since 1970 UTC.
    pub expires_at: i64,
    /// The task that carries it out.
    pub task: Option<TaskId>,
    /// JSON of the planner's own shape.
    pub content: String,
}

impl Reassignments<'_> {
    /// Keeps a plan. Those whose time is over make room.
    pub async fn keep_plan(&self, plan: &PlanRow) -> Result<(), Error> {
        let mut tx = self.0.db().begin().await?;
        let sql = "DELETE FROM plans WHERE task_id IS NULL AND expires_at <= $1";
        tx.write(sql, args![self.0.now()]).await?;
        tx.write(
            "INSERT INTO plans (id, instance, created_at, expires_at, content) VALUES ($1, $2, $3, \
             $4, $5)",
            args![
                &plan.id,
                &plan.instance,
                plan.created_at,
                plan.expires_at,
                &plan.content
            ],
        )
        .await?;
        tx.commit().await
    }

    /// A plan that is still kept.
    pub async fn plan(&self, instance: &InstanceId, id: &PlanId) -> Result<Option<PlanRow>, Error> {
        let sql = "SELECT id, instance, created_at, expires_at, task_id, content FROM plans WHERE \
                   instance = $1 AND id = $2 AND (task_id IS NOT NULL OR expires_at > $3)";
        let row = self
            .0
            .db()
            .row(sql, args![instance, id, self.0.now()])
            .await?;
        row.map(|row| {
            Ok(PlanRow {
                id: PlanId::trusted(row.text("id")?),
                instance: InstanceId::trusted(row.text("instance")?),
                created_at: row.int("created_at")?,
                expires_at: row.int("expires_at")?,
                task: row.maybe_text("task_id")?.map(TaskId::trusted),
                content: row.text("content")?,
            })
        })
        .transpose()
    }

    /// The task that carries a plan out, if one does.
    pub async fn task_of_plan(&self, id: &PlanId) -> Result<Option<TaskId>, Error> {
        let sql = "SELECT task_id FROM plans WHERE id = $1";
        let row = self.0.db().row(sql, args![id]).await?;
        let task = row.map(|row| row.maybe_text("task_id")).transpose()?;
        Ok(task.flatten().map(TaskId::trusted))
    }
}
