//! Elections of preferred leaders every so many minutes. The timer is in the store, so that it and what
//! it did survive a restart; of several consoles one runs it.

use super::{ElectParams, ElectTask, found, nothing_to_do, target};
use crate::access::Cx;
use crate::access::audit::Subject;
use crate::app::App;
use crate::error::Error;
use crate::store::elections::Timer;
use crate::tasks::Creator;
use castellan_api::elections::{
    ElectionRun, ElectionTimer, Electorate, GetElectionTimer, NewElectionTimer, SetElectionTimer,
};
use castellan_api::endpoint::{InstancePath, NoQuery, Target};
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::problem::ItemError;
use std::sync::Arc;

/// The lease under which the timers run.
const LEASE: &str = "election-timers";
/// The longest a timer waits, minutes: a week.
const EVERY_MAX: u32 = 10_080;
/// Runs shown.
const SHOWN: u32 = 50;
const MINUTE_MS: i64 = 60_000;

/// Shows when preferred leaders are elected on a timer.
pub async fn get(
    cx: Cx<GetElectionTimer>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<ElectionTimer, Error> {
    shown(cx.app(), &path.instance).await
}

async fn shown(app: &App, instance: &InstanceId) -> Result<ElectionTimer, Error> {
    let store = app.store().elections();
    let timer = store.timer(instance).await?;
    let history = store.runs(instance, SHOWN).await?;
    Ok(match timer {
        Some(timer) => ElectionTimer {
            every_min: Some(timer.every_min),
            next_at: Some(timer.next_at),
            set_by: Some(timer.set_by),
            set_at: Some(timer.set_at),
            history,
        },
        None => ElectionTimer {
            every_min: None,
            next_at: None,
            set_by: None,
            set_at: None,
            history,
        },
    })
}

/// Sets or stops the timer.
pub async fn set(
    cx: Cx<SetElectionTimer>,
    path: InstancePath,
    _: NoQuery,
    body: NewElectionTimer,
) -> Result<ElectionTimer, Error> {
    let app = cx.app();
    if body
        .every_min
        .is_some_and(|every| !(1..=EVERY_MAX).contains(&every))
    {
        return Err(Error::field(
            "/every_min",
            format!("1 to {EVERY_MAX} minutes."),
        ));
    }
    let words = match body.every_min {
        Some(every) => format!("every {every} min"),
        None => "stopped".to_owned(),
    };
    cx.begin(&words).await?;
    let store = app.store().elections();
    match body.every_min {
        Some(every_min) => {
            let (now, caller) = (app.clock().now_ms(), cx.caller()?);
            let timer = Timer {
                instance: path.instance.clone(),
                every_min,
                next_at: now + i64::from(every_min) * MINUTE_MS,
                set_by: caller.user.clone(),
                set_by_id: caller.user_id,
                limits: caller.limits(),
                set_at: now,
            };
            store.set_timer(&timer).await?;
        }
        None => {
            store.stop_timer(&path.instance).await?;
        }
    }
    shown(app, &path.instance).await
}

/// Runs the timers whose time has come.
pub async fn run_due(app: &Arc<App>) -> Result<(), Error> {
    let due = app.store().elections().due(app.clock().now_ms()).await?;
    if due.is_empty() {
        return Ok(());
    }
    let Some(lease) = app.clusters().leases().hold(LEASE).await? else {
        return Ok(());
    };
    for timer in due {
        if !lease.holds() {
            return Ok(());
        }
        fire(app, &timer).await?;
    }
    Ok(())
}

async fn fire(app: &Arc<App>, timer: &Timer) -> Result<(), Error> {
    let store = app.store().elections();
    let now = app.clock().now_ms();
    // wound first: what fails is not tried again each minute, and what was missed is not made up for
    let next = now + i64::from(timer.every_min) * MINUTE_MS;
    if !store.wind(timer, next).await? {
        return Ok(());
    }
    let (found, outcome) = match elect(app, timer).await {
        Ok(done) => done,
        Err(error @ Error::Store(_)) => return Err(error),
        Err(error) => (0, Err(error.to_string())),
    };
    let (task, error) = match outcome {
        Ok(task) => (task, None),
        Err(detail) => (
            None,
            Some(ItemError {
                detail,
                kafka: None,
            }),
        ),
    };
    let run = ElectionRun {
        at: now,
        found,
        task,
        error,
    };
    Ok(store.note(&timer.instance, &run).await?)
}

type Outcome = (u64, Result<Option<TaskId>, String>);

async fn elect(app: &Arc<App>, timer: &Timer) -> Result<Outcome, Error> {
    let instance = app.clusters().find(&timer.instance)?;
    instance.client()?;
    instance.refresh_now().await;
    let found = found(&instance.snapshot(), &Electorate::All)?;
    let count = found.preview.to_elect + found.preview.not_in_sync;
    if found.electable.is_empty() {
        return Ok(match count {
            0 => (0, Ok(None)),
            _ => (count, Err(nothing_to_do(&found.preview))),
        });
    }
    let params = ElectParams {
        partitions: found.electable,
    };
    let target = target(&Electorate::All, params.partitions.len());
    let subject = Subject {
        name: "Kafka_elect_leaders",
        kind: "kafka",
        target: Target::Instance(timer.instance.clone()),
        resource: target.clone(),
    };
    let change = app.audit().begin_system(subject, &timer.set_by).await?;
    let creator = Creator {
        name: timer.set_by.clone(),
        id: timer.set_by_id,
        limits: timer.limits.clone(),
    };
    let begun = app
        .tasks()
        .begin::<ElectTask>(&change, &creator, &timer.instance, target, &params)
        .await;
    let outcome = crate::access::audit::Outcome {
        status: match &begun {
            Ok(_) => castellan_api::audit::TraceStatus::Normal,
            Err(_) => castellan_api::audit::TraceStatus::Warning,
        },
        code: None,
        message: begun
            .as_ref()
            .err()
            .map(ToString::to_string)
            .unwrap_or_default(),
        response: serde_json::Value::Null,
    };
    app.audit().close_trace(change.trace(), outcome).await?;
    Ok((
        count,
        begun
            .map(|task| Some(task.id))
            .map_err(|error| error.to_string()),
    ))
}
