//! Starting a plan, and steering what was started.

use super::kept::{self, KeptMove};
use super::words;
use crate::access::Cx;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::error::Error;
use crate::store::reassignments::{Control, Move, MoveState, NewRun, Started};
use crate::store::tasks::NewTask;
use castellan_api::endpoint::{InstancePath, NoQuery, TaskPath};
use castellan_api::ids::InstanceId;
use castellan_api::problem::{BatchResult, ItemResult};
use castellan_api::reassignment::{
    CancelMoves, CancelReassignment, ChangeReassignment, CheckKind, NewReassignment, Partitions,
    ReassignmentChange, Speed, StartReassignment,
};
use castellan_api::tasks::{TaskKind, TaskRef};

/// Partitions that may be named in one call.
const NAMED_MAX: usize = 1_000;
/// Partitions that may move at once: each costs the controller memory and the brokers threads.
const AT_ONCE_MAX: u32 = 1_000;
/// A throttle below this is surely a slip: a mouse that counts in MB/s.
const THROTTLE_MIN: u64 = 1_000;

/// Starts a plan, as a task.
pub async fn start(
    cx: Cx<StartReassignment>,
    path: InstancePath,
    _: NoQuery,
    body: NewReassignment,
) -> Result<TaskRef, Error> {
    check(&body.speed, "/speed")?;
    let app = cx.app();
    let (kept, task) = kept::find(app, &path.instance, &body.plan).await?;
    if let Some(task) = task {
        return Err(used(&path.instance, task.as_str()));
    }
    able(&cx, &path.instance)?;
    let plan = &kept.plan;
    if kept.moves.is_empty() {
        return Err(Error::field("/plan", "This plan changes nothing."));
    }
    if let Some(obstacle) = plan
        .checks
        .iter()
        .find(|one| one.kind == CheckKind::Obstacle)
    {
        return Err(Error::Conflict(format!(
            "{}. {}",
            obstacle.title, obstacle.detail
        )));
    }
    let target = kept::target(plan);
    let change = cx.begin(&target).await?;
    let record = app
        .tasks()
        .record(
            &change,
            &cx.caller()?.into(),
            &path.instance,
            TaskKind::Reassign,
            target,
        )
        .await?;
    let (total, unit) = match plan.bytes {
        0 => (plan.partitions, "partitions"),
        bytes => (bytes, "bytes"),
    };
    let new = NewRun {
        task: NewTask {
            total,
            unit: unit.to_owned(),
            ..record
        },
        plan: body.plan,
        title: plan.title.clone(),
        control: Control {
            speed: body.speed,
            not_before: body.not_before,
            elect: body.elect,
            ..Control::default()
        },
        moves: (0..).zip(&kept.moves).map(as_move).collect(),
    };
    match app.store().reassignments().start(&new).await? {
        Started::Done => Ok(app.tasks().begun(new.task.id)),
        Started::PlanUsed => Err(used(&path.instance, "another task")),
        Started::Overlaps { topic, task } => Err(Error::Conflict(format!(
            "{topic} is moved by the reassignment {task} already, which has not ended. Wait for it, or cancel it: \
             /instances/{}/reassignments/{task}",
            path.instance
        ))),
    }
}

fn used(instance: &InstanceId, task: &str) -> Error {
    Error::Conflict(format!(
        "This plan was started before: /instances/{instance}/reassignments/{task}. Plan anew."
    ))
}

fn able(cx: &Cx<StartReassignment>, instance: &InstanceId) -> Result<(), Error> {
    let instance = cx.app().clusters().find(instance)?;
    let snapshot = instance.snapshot();
    let why = snapshot
        .cluster
        .as_ref()
        .and_then(|facts| Capabilities(&facts.apis).why_not(Feature::Reassignment));
    match why {
        Some(why) => Err(Error::Unsupported(format!(
            "{why} Take the script of the plan and run it beside the cluster."
        ))),
        None => Ok(()),
    }
}

fn as_move((position, one): (u32, &KeptMove)) -> Move {
    Move {
        position,
        topic: one.topic.clone(),
        partition: one.partition,
        old: one.old.clone(),
        new: one.new.clone(),
        bytes: one.to_copy(),
        bytes_done: 0,
        state: MoveState::Waiting,
        cancel_asked: false,
        error: None,
    }
}

fn check(speed: &Speed, at: &str) -> Result<(), Error> {
    if !(1..=AT_ONCE_MAX).contains(&speed.at_once) {
        return Err(Error::field(
            format!("{at}/at_once"),
            format!("1 to {AT_ONCE_MAX} partitions move at once."),
        ));
    }
    if speed
        .throttle_bytes_per_s
        .is_some_and(|rate| !(THROTTLE_MIN..=i64::MAX.unsigned_abs()).contains(&rate))
    {
        return Err(Error::field(
            format!("{at}/throttle_bytes_per_s"),
            format!("A throttle is at least {THROTTLE_MIN} bytes a second; leave it out for none."),
        ));
    }
    Ok(())
}

/// Pauses or resumes a reassignment, or changes its throttle, its partitions at once or their order.
pub async fn change(
    cx: Cx<ChangeReassignment>,
    path: TaskPath,
    _: NoQuery,
    body: ReassignmentChange,
) -> Result<(), Error> {
    if let Some(speed) = &body.speed {
        check(speed, "/speed")?;
    }
    let store = cx.app().store().reassignments();
    let run = super::list::run(cx.app(), &path).await?;
    cx.begin(&run.title).await?;
    let changed = store
        .change(&path.instance, &path.task, |control| {
            if let Some(paused) = body.paused {
                control.paused = paused;
                control.resumed += u32::from(!paused);
            }
            if let Some(speed) = body.speed {
                control.speed = speed;
            }
            if body.start_now == Some(true) {
                control.not_before = None;
            }
            control.give_up |= body.give_up == Some(true);
        })
        .await?;
    if changed { Ok(()) } else { Err(ended()) }
}

fn ended() -> Error {
    Error::Conflict("The reassignment has ended already.".into())
}

/// Cancels a reassignment, whole.
pub async fn cancel(
    cx: Cx<CancelReassignment>,
    path: TaskPath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let run = super::list::run(cx.app(), &path).await?;
    cx.begin(&run.title).await?;
    if cx.app().tasks().cancel(&path.instance, &path.task).await? {
        Ok(())
    } else {
        Err(ended())
    }
}

/// Cancels some partitions of a reassignment; the others go on.
pub async fn cancel_moves(
    cx: Cx<CancelMoves>,
    path: TaskPath,
    _: NoQuery,
    body: Partitions,
) -> Result<BatchResult, Error> {
    let run = super::list::run(cx.app(), &path).await?;
    named(&body)?;
    cx.begin(&run.title).await?;
    let store = cx.app().store().reassignments();
    let mut items = Vec::with_capacity(body.partitions.len());
    for one in &body.partitions {
        let asked = store
            .cancel_move(&path.task, one.topic.as_str(), one.partition)
            .await?;
        items.push(ItemResult {
            name: format!("{}-{}", one.topic, one.partition),
            error: (!asked)
                .then(|| words::item("It has ended already, or is not part of this reassignment.")),
        });
    }
    cx.batch(items.iter().map(|item| {
        let error = item.error.as_ref()?;
        Some((item.name.as_str(), error.detail.as_str()))
    }));
    Ok(BatchResult { items })
}

/// Checks how many partitions are named.
pub(super) fn named(body: &Partitions) -> Result<(), Error> {
    if (1..=NAMED_MAX).contains(&body.partitions.len()) {
        Ok(())
    } else {
        Err(Error::field(
            "/partitions",
            format!("Name 1 to {NAMED_MAX} partitions."),
        ))
    }
}
