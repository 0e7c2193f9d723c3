//! Drives one task: step by step, each after a look at the creator's rights, with a checkpoint before
//! the effect and a record after it. Repeats nothing that is recorded, and forgets nothing that was
//! begun.

use super::kind::{StepError, StepResult, Task};
use super::record;
use super::runner::{Run, Work};
use crate::access::audit::{Outcome, Subject};
use crate::access::{Scope, task_scope};
use crate::error::Error;
use crate::store::tasks::Task as Row;
use castellan_api::action::Action;
use castellan_api::audit::TraceStatus;
use castellan_api::endpoint::Target;
use castellan_api::problem::{ItemError, ItemResult};
use castellan_api::tasks::TaskState;
use std::collections::BTreeSet;
use std::time::Duration;

/// Tries of a step while the cluster cannot be asked: about nine minutes, so that a rolling restart
/// passes.
const TRIES: u32 = 20;

/// How a task ended; `None`: the console stops, and the record stays as it is.
pub(super) type End = Option<(TaskState, String)>;

/// Drives a task to its end.
pub(super) async fn drive<T: Task>(run: Run) -> Result<(), Error> {
    let Some(row) = run.writes().start(&run.id).await? else {
        return Ok(());
    };
    run.tell(
        &row.instance,
        TaskState::Running,
        record::percent(row.done, row.total),
    );
    let end = match serde_json::from_value::<T::Params>(row.params.clone()) {
        Ok(params) => steps::<T>(&run, &row, &params).await?,
        Err(error) => {
            let message =
                format!("What was asked cannot be read any more ({error}). Begin it anew.");
            Some((TaskState::Failed, message))
        }
    };
    self::end(&run, &row, T::TRACE, end).await
}

/// Writes the end of a task, traces it, and tells viewers.
pub(super) async fn end(run: &Run, row: &Row, trace: &'static str, end: End) -> Result<(), Error> {
    let Some((state, message)) = end else {
        return Ok(());
    };
    let tasks = run.writes();
    tasks.log(&run.id, &message).await?;
    if tasks.finish(&run.id, state, &message).await? {
        traced(run, row, trace, state, &message).await?;
    }
    let percent = if state == TaskState::Successful {
        100
    } else {
        record::percent(row.done, row.total)
    };
    run.tell(&row.instance, state, percent);
    Ok(())
}

async fn steps<T: Task>(run: &Run, row: &Row, params: &T::Params) -> Result<End, Error> {
    let plan = T::plan(params);
    let tasks = run.writes();
    let mut results = run.store.tasks().items(&run.id).await?;
    if !results.is_empty() {
        tasks
            .log(
                &run.id,
                &format!(
                    "Taken up again: {} of {} {} are known.",
                    results.len(),
                    plan.len(),
                    T::UNIT
                ),
            )
            .await?;
    }
    let mut begun = begun(row);
    loop {
        let known: BTreeSet<&str> = results.iter().map(|item| item.name.as_str()).collect();
        let items: Vec<(u32, String)> = (0_u32..)
            .zip(&plan)
            .filter(|(_, name)| !known.contains(name.as_str()))
            .map(|(at, name)| (at, name.clone()))
            .take(T::AT_ONCE)
            .collect();
        let failed = count(results.iter().filter(|item| item.error.is_some()).count());
        let done = count(results.len()).saturating_sub(failed);
        let outcome = record::outcome(done, failed, count(plan.len()), T::UNIT);
        let cancel = tasks
            .progress(&run.id, count(results.len()), count(plan.len()), &outcome)
            .await?;
        run.tell(
            &row.instance,
            TaskState::Running,
            record::percent(count(results.len()), count(plan.len())),
        );
        if items.is_empty() {
            let state = if failed == 0 {
                TaskState::Successful
            } else {
                TaskState::Failed
            };
            return Ok(Some((state, outcome)));
        }
        if cancel || run.cancel.is_cancelled() {
            return Ok(Some((
                TaskState::Canceled,
                format!("Stopped by a person. {outcome}"),
            )));
        }
        match patiently::<T>(run, row, params, &items, &mut begun).await? {
            Step::Done(fates) => results.extend(written(run, &items, fates, T::UNIT).await?),
            Step::Failed(why) => {
                return Ok(Some((TaskState::Failed, format!("{why} {outcome}"))));
            }
            Step::Canceled => {
                return Ok(Some((
                    TaskState::Canceled,
                    format!("Stopped by a person. {outcome}"),
                )));
            }
            Step::Stopped => return Ok(None),
        }
    }
}

/// How a step, with its repetitions, ended.
enum Step {
    Done(Vec<Result<(), ItemError>>),
    Failed(String),
    Canceled,
    Stopped,
}

/// One step, tried until the cluster can be asked.
async fn patiently<T: Task>(
    run: &Run,
    row: &Row,
    params: &T::Params,
    items: &[(u32, String)],
    begun: &mut BTreeSet<String>,
) -> Result<Step, Error> {
    let names: Vec<String> = items.iter().map(|(_, name)| name.clone()).collect();
    for tries in 0..TRIES {
        if run.stop.is_cancelled() {
            return Ok(Step::Stopped);
        }
        let scope = match allowed(run, row, &T::needs(params)).await? {
            Ok(scope) => scope,
            Err(why) => return Ok(Step::Failed(why)),
        };
        let work = Work {
            run,
            instance: &row.instance,
            scope: &scope,
            begun: &*begun,
        };
        let why = match once::<T>(&work, params, &names).await {
            Ok(fates) => {
                begun.clear();
                return Ok(Step::Done(fates));
            }
            // a store that cannot be written now is tried again at the next look
            Err(StepError::Console(error @ (Error::Store(_) | Error::Bug(_)))) => {
                return Err(error);
            }
            Err(StepError::Console(error)) => return Ok(Step::Failed(error.to_string())),
            Err(StepError::Later(why)) => why,
        };
        // what the try has begun is known to the record alone
        if let Some(row) = run.store.tasks().get(&row.instance, &run.id).await? {
            *begun = self::begun(&row);
        }
        if tries + 1 == TRIES {
            return Ok(Step::Failed(format!("Given up after {TRIES} tries: {why}")));
        }
        let pause = Duration::from_millis(record::pause_ms(tries));
        let line = format!("{why} Next try in {} s.", pause.as_secs());
        run.writes().log(&run.id, &line).await?;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = run.cancel.cancelled() => return Ok(Step::Canceled),
            () = run.stop.cancelled() => return Ok(Step::Stopped),
        }
    }
    Ok(Step::Failed("Given up.".into()))
}

async fn once<T: Task>(work: &Work<'_>, params: &T::Params, names: &[String]) -> StepResult {
    let fates = T::step(work, params, names).await?;
    if fates.len() == names.len() {
        Ok(fates)
    } else {
        let text = format!(
            "a step of {:?} answered for {} of {} items",
            T::KIND,
            fates.len(),
            names.len()
        );
        Err(StepError::Console(Error::Bug(text)))
    }
}

/// What the creator may do now, or why the task must end.
async fn allowed(run: &Run, row: &Row, needs: &[Action]) -> Result<Result<Scope, String>, Error> {
    let sessions = run.app.sessions();
    let scope = task_scope::of_creator(sessions, row.creator_id, &row.creator, &row.limits).await?;
    let missing = needs
        .iter()
        .find(|action| scope.on(**action, &row.instance).is_err());
    Ok(match missing {
        None => Ok(scope),
        Some(action) if row.limits.is_empty() => Err(format!(
            "{} has no longer the permission {action} here.",
            row.creator
        )),
        Some(action) => Err(format!(
            "{}, or the API token it was begun with, has not the permission {action} here.",
            row.creator
        )),
    })
}

/// Records the fates of items, with a line for each that failed.
async fn written(
    run: &Run,
    items: &[(u32, String)],
    fates: Vec<Result<(), ItemError>>,
    unit: &str,
) -> Result<Vec<ItemResult>, Error> {
    let rows: Vec<(u32, ItemResult)> = items
        .iter()
        .zip(fates)
        .map(|((at, name), fate)| {
            (
                *at,
                ItemResult {
                    name: name.clone(),
                    error: fate.err(),
                },
            )
        })
        .collect();
    let tasks = run.writes();
    tasks.set_items(&run.id, &rows).await?;
    let done = rows.iter().filter(|(_, item)| item.error.is_none()).count();
    if let Some((_, last)) = rows.iter().rev().find(|(_, item)| item.error.is_none()) {
        tasks
            .log(
                &run.id,
                &format!("{done} {unit} done, up to {}.", last.name),
            )
            .await?;
    }
    for (_, item) in &rows {
        if let Some(error) = &item.error {
            tasks
                .log(&run.id, &format!("{}: {}", item.name, error.detail))
                .await?;
        }
    }
    Ok(rows.into_iter().map(|(_, item)| item).collect())
}

/// The items that were begun and have no result.
fn begun(row: &Row) -> BTreeSet<String> {
    let names = row
        .checkpoint
        .as_ref()
        .and_then(|checkpoint| checkpoint.get("begun"));
    let names = names
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten();
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Traces the end, as a trace of its own: that of the request ended when the task was recorded.
async fn traced(
    run: &Run,
    row: &Row,
    name: &'static str,
    state: TaskState,
    message: &str,
) -> Result<(), Error> {
    let subject = Subject {
        name,
        kind: "kafka",
        target: Target::Instance(row.instance.clone()),
        resource: row.target.clone(),
    };
    let audit = run.app.audit();
    let change = audit.begin_system(subject, &row.creator).await?;
    let done = state == TaskState::Successful;
    let outcome = Outcome {
        status: if done {
            TraceStatus::Normal
        } else {
            TraceStatus::Warning
        },
        code: None,
        message: message.to_owned(),
        response: serde_json::json!({ "task": row.id }),
    };
    audit.close_trace(change.trace(), outcome).await
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
