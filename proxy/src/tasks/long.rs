//! Drives a task that follows the cluster: start, end and trace are here, the rest is its own.

use super::drive::{self, End};
use super::kind::LongTask;
use super::record;
use super::runner::Run;
use crate::access::{Scope, task_scope};
use crate::app::App;
use crate::error::Error;
use crate::store::reassignments::RunUnderLease;
use crate::store::tasks::Task as Row;
use castellan_api::action::Action;
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::tasks::TaskState;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Drives a task to its end.
pub(super) async fn drive<T: LongTask>(run: Run) -> Result<(), Error> {
    let Some(row) = run.writes().start(&run.id).await? else {
        return Ok(());
    };
    if row.cancel_asked {
        run.cancel.cancel();
    }
    run.tell(
        &row.instance,
        TaskState::Running,
        record::percent(row.done, row.total),
    );
    let work = LongWork {
        run: &run,
        row: &row,
    };
    let end: End = T::drive(&work).await?.map(|end| (end.state, end.message));
    drive::end(&run, &row, T::TRACE, end).await
}

/// What a long task has to work with.
pub struct LongWork<'a> {
    run: &'a Run,
    row: &'a Row,
}

impl LongWork<'_> {
    /// The program.
    pub fn app(&self) -> &Arc<App> {
        &self.run.app
    }

    /// The task.
    pub const fn id(&self) -> &TaskId {
        &self.run.id
    }

    /// Its instance.
    pub const fn instance(&self) -> &InstanceId {
        &self.row.instance
    }

    /// Who began it.
    pub fn creator(&self) -> &str {
        &self.row.creator
    }

    /// Fires when the console stops: everything is left as it is.
    pub const fn stop(&self) -> &CancellationToken {
        &self.run.stop
    }

    /// Fires when a person asks that the task ends.
    pub const fn cancel(&self) -> &CancellationToken {
        &self.run.cancel
    }

    /// What it writes of reassignments, as long as the lease is held.
    pub fn reassignments(&self) -> RunUnderLease<'_> {
        let store = self.run.store.reassignments();
        store.under(self.run.lease.fence())
    }

    /// What the creator may do now, or why the task may not go on.
    pub async fn allowed(&self, action: Action) -> Result<Result<Scope, String>, Error> {
        let (row, sessions) = (self.row, self.run.app.sessions());
        let scope =
            task_scope::of_creator(sessions, row.creator_id, &row.creator, &row.limits).await?;
        Ok(match scope.on(action, &row.instance) {
            Ok(_) => Ok(scope),
            Err(_) => Err(format!(
                "{} has no longer the permission {action} here.",
                row.creator
            )),
        })
    }

    /// Writes how far it is, and tells viewers.
    pub async fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), Error> {
        let cancel = self
            .run
            .writes()
            .progress(&self.run.id, done, total, message)
            .await?;
        if cancel {
            self.run.cancel.cancel();
        }
        self.run.tell(
            &self.row.instance,
            TaskState::Running,
            record::percent(done, total),
        );
        Ok(())
    }

    /// Adds a line to the log.
    pub async fn log(&self, line: &str) -> Result<(), Error> {
        Ok(self.run.writes().log(&self.run.id, line).await?)
    }
}
