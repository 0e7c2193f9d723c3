//! Words of tasks: kind, state, name.

use crate::components::Tone;
use crate::format::bytes;
use crate::i18n::text;
use castellan_api::tasks::{TaskKind, TaskState, TaskSummary};

/// The kinds with their words in the address.
pub const KINDS: [(&str, TaskKind); 4] = [
    ("create_topics", TaskKind::CreateTopics),
    ("clone_topic", TaskKind::CloneTopic),
    ("reassign", TaskKind::Reassign),
    ("elect_leaders", TaskKind::ElectLeaders),
];

/// The states with their words in the address.
pub const STATES: [(&str, TaskState); 5] = [
    ("pending", TaskState::Pending),
    ("running", TaskState::Running),
    ("successful", TaskState::Successful),
    ("failed", TaskState::Failed),
    ("canceled", TaskState::Canceled),
];

/// Word of a kind.
pub fn kind_word(kind: TaskKind) -> &'static str {
    let t = text().tasks();
    match kind {
        TaskKind::CreateTopics => t.create_topics,
        TaskKind::CloneTopic => t.clone_topic,
        TaskKind::Reassign => t.reassign,
        TaskKind::ElectLeaders => t.elect_leaders,
    }
}

/// Tone and word of a state.
pub fn state_words(state: TaskState) -> (Tone, &'static str) {
    let t = text().tasks();
    match state {
        TaskState::Pending => (Tone::Idle, t.pending),
        TaskState::Running => (Tone::Run, t.running),
        TaskState::Successful => (Tone::Ok, t.successful),
        TaskState::Failed => (Tone::Crit, t.failed),
        TaskState::Canceled => (Tone::Idle, t.canceled),
    }
}

/// Tone and word of a task: one asked to stop says so while it still works.
pub fn task_words(task: &TaskSummary) -> (Tone, &'static str) {
    if task.cancel_asked && !task.state.ended() {
        (Tone::Run, text().tasks().canceling)
    } else {
        state_words(task.state)
    }
}

/// Its name, as `Create topics: 50 topics`.
pub fn name(task: &TaskSummary) -> String {
    (text().tasks().name)(kind_word(task.kind), &task.target)
}

/// The unit of tasks that copy.
pub const BYTES: &str = "bytes";

/// How far a task is, as `12 of 50 topics` or `631 GB of 1.14 TB`.
pub fn amount(task: &TaskSummary) -> String {
    let t = text().tasks();
    if task.unit == BYTES {
        (t.bytes_of)(&bytes(task.done).whole(), &bytes(task.total).whole())
    } else {
        (t.done_of)(task.done, task.total, &task.unit)
    }
}
