//! Background tasks as people see and steer them.

use super::elections::ElectTask;
use super::reassignment::ReassignTask;
use super::topics::{CloneTask, ImportTask};
use crate::access::Cx;
use crate::error::Error;
use crate::store::tasks::TaskFilter;
use crate::tasks::Kinds;
use castellan_api::endpoint::{InstancePath, NoQuery, TaskPath};
use castellan_api::ids::TaskId;
use castellan_api::page::{Order, Page, bounds};
use castellan_api::tasks::{
    CancelTask, DeleteTask, GetTask, ListTasks, TaskDetail, TaskQuery, TaskSummary,
};

/// Every kind of task there is, for the runner.
pub fn kinds() -> Kinds {
    Kinds::default()
        .with::<ImportTask>()
        .with::<CloneTask>()
        .with::<ElectTask>()
        .with_long::<ReassignTask>()
}

/// Lists the background tasks of an instance, newest first where nothing is said.
pub async fn list(
    cx: Cx<ListTasks>,
    path: InstancePath,
    query: TaskQuery,
    _: (),
) -> Result<Page<TaskSummary>, Error> {
    let filter = TaskFilter {
        kind: query.kind,
        state: query.state,
        from: query.from,
        to: query.to,
        target: None,
    };
    let order = query.order.unwrap_or(Order::Desc);
    let page = bounds(query.page, query.per_page);
    let (items, total) = cx
        .app()
        .tasks()
        .list(&path.instance, &filter, order, page)
        .await?;
    Ok(Page {
        items,
        total,
        as_of: cx.app().clock().now_ms(),
        missing: Vec::new(),
    })
}

/// Shows one task with its log and result.
pub async fn get(cx: Cx<GetTask>, path: TaskPath, _: NoQuery, _: ()) -> Result<TaskDetail, Error> {
    cx.app()
        .tasks()
        .get(&path.instance, &path.task)
        .await?
        .ok_or_else(|| unknown(&path.task))
}

/// Asks a task to stop; what it has done stays done.
pub async fn cancel(cx: Cx<CancelTask>, path: TaskPath, _: NoQuery, _: ()) -> Result<(), Error> {
    let tasks = cx.app().tasks();
    let task = tasks
        .get(&path.instance, &path.task)
        .await?
        .ok_or_else(|| unknown(&path.task))?;
    let ended = || Error::Conflict("The task has ended already. There is nothing to stop.".into());
    if task.summary.state.ended() {
        return Err(ended());
    }
    cx.begin(&task.summary.target).await?;
    if tasks.cancel(&path.instance, &path.task).await? {
        Ok(())
    } else {
        Err(ended())
    }
}

/// Deletes the record of a task that has ended.
pub async fn delete(cx: Cx<DeleteTask>, path: TaskPath, _: NoQuery, _: ()) -> Result<(), Error> {
    let tasks = cx.app().tasks();
    let task = tasks
        .get(&path.instance, &path.task)
        .await?
        .ok_or_else(|| unknown(&path.task))?;
    if !task.summary.state.ended() {
        return Err(Error::Conflict(
            "The task has not ended. Cancel it, or wait; only the record of an ended task can be deleted.".into(),
        ));
    }
    cx.begin(&task.summary.target).await?;
    if tasks.delete(&path.instance, &path.task).await? {
        Ok(())
    } else {
        Err(unknown(&path.task))
    }
}

fn unknown(task: &TaskId) -> Error {
    Error::NotFound(format!(
        "There is no task {task} here; its record may have been deleted."
    ))
}
