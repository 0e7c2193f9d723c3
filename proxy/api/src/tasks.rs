//! Background tasks: what outlives a request.

use crate::endpoint::{InstancePath, Json, NoBody, NoQuery, Nothing, TaskPath, endpoints};
use crate::ids::{InstanceId, TaskId};
use crate::page::{Order, Page};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists the background tasks of an instance.
    ListTasks as "list_tasks": Get "/instances/{instance}/tasks", needs [TaskGet], traced No,
    (InstancePath, TaskQuery, NoBody) -> Json<Page<TaskSummary>>;

    /// Shows one task with its log and result.
    GetTask as "get_task": Get "/instances/{instance}/tasks/{task}", needs [TaskGet], traced No,
    (TaskPath, NoQuery, NoBody) -> Json<TaskDetail>;

    /// Asks a task to stop; what it has done stays done.
    CancelTask as "cancel_task": Post "/instances/{instance}/tasks/{task}/cancel", needs [TaskDelete],
    traced ("cancelDMSBackendJob" on "kafka"),
    (TaskPath, NoQuery, NoBody) -> Nothing;

    /// Deletes the record of a task that has ended.
    DeleteTask as "delete_task": Delete "/instances/{instance}/tasks/{task}", needs [TaskDelete],
    traced ("deleteDMSBackendJob" on "kafka"),
    (TaskPath, NoQuery, NoBody) -> Nothing;
}

/// Names a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskRef {
    /// The task.
    pub id: TaskId,
    /// Its state now.
    pub state: TaskState,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Creates many topics.
    CreateTopics,
    /// Creates a topic like another.
    CloneTopic,
    /// Moves partitions.
    Reassign,
    /// Elects preferred leaders.
    ElectLeaders,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Recorded, not begun.
    Pending,
    /// At work.
    Running,
    /// Ended, done.
    Successful,
    /// Ended, not or not wholly done.
    Failed,
    /// Ended, stopped by a person.
    Canceled,
}

impl TaskState {
    /// True if it will not change any more.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Canceled)
    }
}

/// Filters of the task list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TaskQuery {
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<TaskKind>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
    /// Started from this time on, milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Started up to this time, milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// Direction of the sort by start; newest first where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

/// A task in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskSummary {
    /// ID.
    pub id: TaskId,
    /// Its instance.
    pub instance: InstanceId,
    /// What it does.
    pub kind: TaskKind,
    /// What it is about, as `50 topics` or a topic's name.
    pub target: String,
    /// Who began it.
    pub creator: String,
    /// Where it stands.
    pub state: TaskState,
    /// True if a person has asked it to stop.
    pub cancel_asked: bool,
    /// Units done.
    pub done: u64,
    /// Units in all.
    pub total: u64,
    /// What a unit is, as `topics`.
    pub unit: String,
    /// Recorded, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Begun, milliseconds since 1970 UTC.
    pub started_at: Option<i64>,
    /// Ended, milliseconds since 1970 UTC.
    pub ended_at: Option<i64>,
    /// When it should end at the present rate, milliseconds since 1970 UTC.
    pub estimated_end: Option<i64>,
    /// Outcome or present step in words.
    pub message: String,
}

impl TaskSummary {
    /// Percent done, 0 to 100.
    pub fn percent(&self) -> u8 {
        if self.state == TaskState::Successful {
            return 100;
        }
        if self.total == 0 {
            return 0;
        }
        u8::try_from((self.done.min(self.total)) * 100 / self.total).unwrap_or(100)
    }
}

/// A task whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskDetail {
    /// What the list shows.
    pub summary: TaskSummary,
    /// Log, newest first, at most 500 lines.
    pub log: Vec<TaskLine>,
    /// Result for each item, once it is known.
    pub items: Vec<crate::problem::ItemResult>,
    /// The trace of the request that began it.
    pub trace: Option<crate::ids::TraceId>,
}

/// A line of a task's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskLine {
    /// When, milliseconds since 1970 UTC.
    pub time: i64,
    /// What.
    pub text: String,
}
