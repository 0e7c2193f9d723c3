//! Reassignments as people see them: the list, one, its partitions, and what Kafka moves.

use super::start::named;
use super::words;
use crate::access::Cx;
use crate::app::App;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::error::Error;
use crate::services::topics::refusal;
use crate::store::reassignments::{Move, MoveFilter, MoveState, Run};
use crate::store::tasks::TaskFilter;
use castellan_api::endpoint::{InstancePath, NoQuery, TaskPath};
use castellan_api::ids::{InstanceId, TaskId, TopicName};
use castellan_api::page::{Order, Page, bounds};
use castellan_api::problem::{BatchResult, ItemResult};
use castellan_api::reassignment::{
    CancelOngoing, GetReassignment, ListMoves, ListOngoing, ListReassignments, MoveProgress,
    Ongoing, OngoingQuery, Partitions, Phase, ProgressQuery, Reassignment, ReassignmentSummary,
};
use castellan_api::tasks::{TaskKind, TaskSummary};
use castellan_kafka::Reassign;
use std::collections::HashMap;

/// A new replica with so much of its bytes, in percent, catches up.
const CATCHING_UP: u64 = 95;

/// The record of a reassignment.
pub(super) async fn run(app: &App, path: &TaskPath) -> Result<Run, Error> {
    let store = app.store().reassignments();
    let run = store.get(&path.instance, &path.task).await?;
    run.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no reassignment {} here; its record may have been deleted.",
            path.task
        ))
    })
}

/// Lists the reassignments of the console, newest first.
pub async fn list(
    cx: Cx<ListReassignments>,
    path: InstancePath,
    query: OngoingQuery,
    (): (),
) -> Result<Page<ReassignmentSummary>, Error> {
    let app = cx.app();
    let filter = TaskFilter {
        kind: Some(TaskKind::Reassign),
        target: query.q,
        ..TaskFilter::default()
    };
    let page = bounds(query.page, query.per_page);
    let (tasks, total) = app
        .tasks()
        .list(&path.instance, &filter, Order::Desc, page)
        .await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id.clone()).collect();
    let runs = app.store().reassignments().of_tasks(&ids).await?;
    let mut runs: HashMap<TaskId, Run> = runs
        .into_iter()
        .map(|run| (run.task.clone(), run))
        .collect();
    let mut items = Vec::with_capacity(tasks.len());
    for task in tasks {
        if let Some(run) = runs.remove(&task.id) {
            items.push(summary(app, task, &run).await?);
        }
    }
    Ok(Page {
        items,
        total,
        as_of: app.clock().now_ms(),
        missing: Vec::new(),
    })
}

async fn summary(app: &App, task: TaskSummary, run: &Run) -> Result<ReassignmentSummary, Error> {
    let counts = app.store().reassignments().counts(&run.task).await?;
    let phase = if task.state.ended() {
        Phase::Ended
    } else {
        run.phase
    };
    Ok(ReassignmentSummary {
        task: TaskSummary {
            estimated_end: run.progress.estimated_end,
            ..task
        },
        phase,
        title: run.title.clone(),
        counts,
    })
}

/// Shows how far a reassignment is.
pub async fn get(
    cx: Cx<GetReassignment>,
    path: TaskPath,
    _: NoQuery,
    (): (),
) -> Result<Reassignment, Error> {
    let app = cx.app();
    let run = run(app, &path).await?;
    let task = app.tasks().get(&path.instance, &path.task).await?;
    let task = task.ok_or_else(|| Error::Bug("a reassignment has no task".into()))?;
    let (bytes_done, bytes) = match task.summary.unit.as_str() {
        "bytes" => (task.summary.done, task.summary.total),
        _ => (0, 0),
    };
    let summary = summary(app, task.summary, &run).await?;
    let progress = run.progress;
    Ok(Reassignment {
        summary,
        plan: run.plan,
        speed: run.control.speed,
        not_before: run.control.not_before,
        elect: run.control.elect,
        why: run.why,
        bytes_done,
        bytes,
        bytes_per_s: progress.bytes_per_s,
        estimated_end: progress.estimated_end,
        rates: progress.rates,
        brokers: progress.brokers,
        others_under_replicated: (
            progress.others_before.unwrap_or(progress.others_now),
            progress.others_now,
        ),
        throttles_left: progress.throttles_left,
        missing: progress.missing,
    })
}

/// Lists the partitions of a reassignment with how far each is.
pub async fn moves(
    cx: Cx<ListMoves>,
    path: TaskPath,
    query: ProgressQuery,
    (): (),
) -> Result<Page<MoveProgress>, Error> {
    let app = cx.app();
    let run = run(app, &path).await?;
    let filter = MoveFilter {
        q: query.q,
        state: query.state,
    };
    let page = bounds(query.page, query.per_page);
    let store = app.store().reassignments();
    let (rows, total) = store.moves_page(&path.task, &filter, page).await?;
    let rate = run.progress.bytes_per_s;
    let moving = store.counts(&path.task).await?.moving;
    let items = rows.into_iter().map(|one| progress(one, rate, moving));
    Ok(Page {
        items: items.collect(),
        total,
        as_of: app.clock().now_ms(),
        missing: run.progress.missing,
    })
}

fn progress(one: Move, bytes_per_s: Option<u64>, moving: u64) -> MoveProgress {
    let left = one.bytes.map(|bytes| bytes.saturating_sub(one.bytes_done));
    // those that move share the rate
    let own = bytes_per_s.and_then(|rate| rate.checked_div(moving.max(1)));
    let under_way = one.state == MoveState::Moving;
    MoveProgress {
        catching_up: under_way
            && one
                .bytes
                .is_some_and(|bytes| one.bytes_done * 100 >= bytes * CATCHING_UP),
        seconds_left: own
            .zip(left)
            .filter(|_| under_way)
            .and_then(|(rate, left)| left.checked_div(rate)),
        topic: TopicName::trusted(one.topic),
        partition: one.partition,
        old: one.old,
        new: one.new,
        state: one.state,
        bytes_done: one.bytes_done,
        bytes: one.bytes,
        error: one.error,
    }
}

/// Lists what Kafka moves now, whoever began it.
pub async fn ongoing(
    cx: Cx<ListOngoing>,
    path: InstancePath,
    query: OngoingQuery,
    (): (),
) -> Result<Page<Ongoing>, Error> {
    let app = cx.app();
    let instance = app.clusters().find(&path.instance)?;
    let snapshot = instance.snapshot();
    let topology = snapshot.known()?;
    let as_of = snapshot
        .moves
        .as_ref()
        .map_or(topology.as_of, |part| part.as_of);
    let q = query.q.unwrap_or_default();
    let found: Vec<_> = snapshot
        .moves
        .iter()
        .flat_map(|part| part.ongoing.iter().flatten())
        .filter(|one| one.topic.contains(&q))
        .collect();
    let (skip, take) = bounds(query.page, query.per_page);
    let mut tasks: HashMap<&str, Option<TaskId>> = HashMap::new();
    let mut items = Vec::new();
    for one in found.iter().skip(skip).take(take) {
        if !tasks.contains_key(one.topic.as_str()) {
            let store = app.store().reassignments();
            let task = store.of_topic(&path.instance, &one.topic).await?;
            tasks.insert(&one.topic, task);
        }
        let partition = topology.cluster.topics.find(&one.topic);
        let partition = partition.and_then(|topic| topic.partition(one.partition));
        items.push(Ongoing {
            topic: TopicName::trusted(one.topic.clone()),
            partition: one.partition,
            replicas: one.replicas.clone(),
            adding: one.adding.clone(),
            removing: one.removing.clone(),
            isr: partition.map(|one| one.isr.to_vec()).unwrap_or_default(),
            task: tasks.get(one.topic.as_str()).cloned().flatten(),
        });
    }
    Ok(Page {
        items,
        total: found.len() as u64,
        as_of,
        missing: Vec::new(),
    })
}

/// Cancels moves that other tools began; each has its own result.
pub async fn cancel_ongoing(
    cx: Cx<CancelOngoing>,
    path: InstancePath,
    _: NoQuery,
    body: Partitions,
) -> Result<BatchResult, Error> {
    named(&body)?;
    let app = cx.app();
    let instance = app.clusters().find(&path.instance)?;
    let client = instance.client()?;
    let store = app.store().reassignments();
    let mut items: Vec<ItemResult> = Vec::new();
    let mut wanted = Vec::new();
    for one in &body.partitions {
        let topic = one.topic.as_str();
        let error = store.of_topic(&path.instance, topic).await?.map(|task| {
            words::item(format!(
                "The reassignment {task} moves this topic: cancel it there, so that it is not begun again."
            ))
        });
        if error.is_none() {
            wanted.push((items.len(), topic.to_owned(), one.partition));
        }
        items.push(ItemResult {
            name: format!("{topic}-{}", one.partition),
            error,
        });
    }
    if !wanted.is_empty() {
        cx.begin(&words::counted(wanted.len() as u64, "partition"))
            .await?;
        let asked: Vec<Reassign> = wanted
            .iter()
            .map(|(_, topic, partition)| Reassign {
                topic: topic.clone(),
                partition: *partition,
                replicas: None,
            })
            .collect();
        for ((at, ..), fate) in wanted.iter().zip(client.alter_reassignments(&asked).await?) {
            if let (Some(item), Err(error)) = (items.get_mut(*at), fate) {
                item.error = Some(refusal::item(&error));
            }
        }
        instance.refresh_now().await;
    }
    cx.batch(items.iter().map(|item| {
        let error = item.error.as_ref()?;
        Some((item.name.as_str(), error.detail.as_str()))
    }));
    Ok(BatchResult { items })
}

/// Refuses to delete or extend topics that move: asked of the cluster, whoever moves them.
pub(crate) async fn at_rest(
    app: &App,
    id: &InstanceId,
    topics: &[&str],
) -> Result<HashMap<String, String>, Error> {
    let mut moving = HashMap::new();
    let store = app.store().reassignments();
    for topic in topics {
        if let Some(task) = store.of_topic(id, topic).await? {
            moving.insert(
                (*topic).to_owned(),
                format!(
                    "{topic} is moved by a reassignment that has not ended. Wait for it, or cancel it: \
                     /instances/{id}/reassignments/{task}"
                ),
            );
        }
    }
    let instance = app.clusters().find(id)?;
    let snapshot = instance.snapshot();
    let able = snapshot
        .cluster
        .as_ref()
        .is_some_and(|facts| Capabilities(&facts.apis).has(Feature::Reassignment));
    if !able {
        return Ok(moving);
    }
    // who may not see what moves is not kept from the rest: Kafka decides
    let Ok(ongoing) = instance.client()?.list_reassignments().await else {
        return Ok(moving);
    };
    for one in ongoing {
        if topics.contains(&one.topic.as_str()) {
            moving.entry(one.topic.clone()).or_insert_with(|| {
                format!(
                    "Another tool moves {}-{}. Wait for it, or cancel it on the Reassignment page.",
                    one.topic, one.partition
                )
            });
        }
    }
    Ok(moving)
}
