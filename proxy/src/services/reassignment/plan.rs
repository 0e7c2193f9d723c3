//! Making a plan: the cluster as the snapshot knows it, what is asked for, the moves and what they
//! cost.

use super::checks;
use super::kept::{self, KEPT_MS, Kept, KeptMove};
use super::planner::{self, Broker, Cluster, Measure, Move, Partition};
use super::wish::{self, Asked, Made};
use super::words;
use crate::access::Cx;
use crate::app::App;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::cluster::{Instance, Snapshot};
use crate::error::Error;
use crate::services::table::in_turn;
use castellan_api::brokers::BrokerState;
use castellan_api::endpoint::{InstancePath, NoQuery, PlanPath};
use castellan_api::ids::{InstanceId, PlanId, TopicName};
use castellan_api::page::{Page, bounds};
use castellan_api::reassignment::{
    BrokerShare, Figures, GetPlan, ListPlannedMoves, MoveQuery, Plan, PlanReassignment,
    PlanRequest, PlannedMove,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a plan waits for sizes that were read after it was asked for: with older ones it would
/// count bytes that are not there.
const SIZES_WAIT: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(100);

/// Makes a plan and keeps it.
pub async fn plan(
    cx: Cx<PlanReassignment>,
    path: InstancePath,
    _: NoQuery,
    body: PlanRequest,
) -> Result<Plan, Error> {
    let app = cx.app();
    let asked = wish::asked(app, &path.instance, &body).await?;
    let instance = app.clusters().find(&path.instance)?;
    let now = app.clock().now_ms();
    let snapshot = fresh(&instance, now).await;
    snapshot.known()?;
    let id = PlanId::trusted(app.clock().id()?);
    let made = in_turn(move || make(&snapshot, id, body, &asked, now))
        .await
        .map_err(Error::Bug)??;
    let kept = kept::keep(app, &path.instance, made).await?;
    Ok(kept.plan.clone())
}

/// The cluster as it is now, sizes included where they can be had in time.
async fn fresh(instance: &Instance, now: i64) -> Arc<Snapshot> {
    instance.refresh_now().await;
    let until = Instant::now() + SIZES_WAIT;
    loop {
        let snapshot = instance.snapshot();
        let told = snapshot
            .log_dirs
            .as_ref()
            .is_some_and(|part| part.as_of >= now);
        if told || Instant::now() >= until {
            return snapshot;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Shows a plan.
pub async fn get(cx: Cx<GetPlan>, path: PlanPath, _: NoQuery, (): ()) -> Result<Plan, Error> {
    let (kept, task) = kept::find(cx.app(), &path.instance, &path.plan).await?;
    let mut plan = kept.plan.clone();
    plan.task = task;
    Ok(plan)
}

/// Lists the partitions a plan changes.
pub async fn moves(
    cx: Cx<ListPlannedMoves>,
    path: PlanPath,
    query: MoveQuery,
    (): (),
) -> Result<Page<PlannedMove>, Error> {
    let (kept, _) = kept::find(cx.app(), &path.instance, &path.plan).await?;
    let q = query.q.unwrap_or_default();
    let broker: Option<i32> = q.parse().ok();
    let touches = |one: &KeptMove, id: i32| one.old.contains(&id) != one.new.contains(&id);
    let found =
        |one: &&KeptMove| one.topic.contains(&q) || broker.is_some_and(|id| touches(one, id));
    let (skip, take) = bounds(query.page, query.per_page);
    let total = kept.moves.iter().filter(found).count() as u64;
    let page = kept.moves.iter().filter(found).skip(skip).take(take);
    Ok(Page {
        items: page.map(planned).collect(),
        total,
        as_of: kept.plan.as_of,
        missing: Vec::new(),
    })
}

fn planned(one: &KeptMove) -> PlannedMove {
    PlannedMove {
        topic: TopicName::trusted(one.topic.clone()),
        partition: one.partition,
        old: one.old.clone(),
        new: one.new.clone(),
        bytes: one.to_copy(),
    }
}

/// The cluster as plans are made of it.
pub(super) struct Ground {
    pub(super) brokers: Vec<Broker>,
    /// Names of the topics, by the planner's number.
    pub(super) topics: Vec<String>,
    /// Replicas of all partitions, one after the other.
    replicas: Vec<i32>,
    pub(super) partitions: Vec<GroundPartition>,
}

/// A partition of the [`Ground`].
pub(super) struct GroundPartition {
    pub(super) topic: u32,
    pub(super) index: i32,
    at: usize,
    count: usize,
    /// Bytes of one replica; absent: not known.
    pub(super) bytes: Option<u64>,
    /// Bytes a second that producers write; absent: not known.
    pub(super) produced_bytes_per_s: Option<u64>,
}

impl Ground {
    fn of(snapshot: &Snapshot) -> Result<Self, Error> {
        let topology = snapshot.known()?;
        let mut ground = Self {
            brokers: snapshot
                .brokers
                .iter()
                .map(|broker| Broker {
                    id: broker.id,
                    rack: broker.rack.clone(),
                    alive: broker.state == BrokerState::Alive,
                })
                .collect(),
            topics: Vec::new(),
            replicas: Vec::new(),
            partitions: Vec::with_capacity(topology.cluster.topics.len()),
        };
        for (at, topic) in topology.cluster.topics.iter().enumerate() {
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            ground.topics.push(topic.name().to_owned());
            let count = topic.partition_count().max(1) as u64;
            let produced = produced_bytes_per_s(snapshot, at);
            for partition in topic.partitions() {
                let at = ground.replicas.len();
                ground.replicas.extend_from_slice(partition.replicas);
                // the largest is the leader's, or of one that has all
                let bytes = snapshot.log_dirs.as_ref().and_then(|dirs| {
                    let sizes = partition
                        .replicas
                        .iter()
                        .filter_map(|broker| dirs.replica(topic.name(), partition.index, *broker));
                    sizes.map(|replica| replica.size_bytes).max()
                });
                ground.partitions.push(GroundPartition {
                    topic: number,
                    index: partition.index,
                    at,
                    count: partition.replicas.len(),
                    bytes,
                    produced_bytes_per_s: produced.map(|rate| rate / count),
                });
            }
        }
        Ok(ground)
    }

    /// The replicas of a partition.
    pub(super) fn replicas(&self, one: &GroundPartition) -> &[i32] {
        self.replicas
            .get(one.at..one.at + one.count)
            .unwrap_or_default()
    }

    pub(super) fn topic(&self, number: u32) -> &str {
        self.topics.get(number as usize).map_or("", String::as_str)
    }

    /// The topic of this name, by the planner's number.
    pub(super) fn number(&self, topic: &str) -> Option<u32> {
        let at = self
            .topics
            .binary_search_by(|name| name.as_str().cmp(topic))
            .ok()?;
        u32::try_from(at).ok()
    }

    /// The place of a partition.
    pub(super) fn place(&self, topic: u32, index: i32) -> Option<usize> {
        self.partitions
            .binary_search_by_key(&(topic, index), |one| (one.topic, one.index))
            .ok()
    }
}

/// What producers write to a topic, bytes a second: messages a second times the bytes of a message in
/// its log. Absent where either is not known.
fn produced_bytes_per_s(snapshot: &Snapshot, at: usize) -> Option<u64> {
    let row = snapshot.row(at)?;
    let thousandths = row.in_rate?;
    if thousandths == 0 {
        return Some(0);
    }
    let messages = row.messages.filter(|messages| *messages > 0)?;
    let topology = snapshot.metadata.as_ref()?;
    let replicas = u64::from(topology.figures.get(at)?.replicas.max(1));
    let bytes = u128::from(row.size_bytes? / replicas);
    let rate = bytes * u128::from(thousandths) / u128::from(messages) / 1_000;
    u64::try_from(rate).ok()
}

fn make(
    snapshot: &Arc<Snapshot>,
    id: PlanId,
    request: PlanRequest,
    asked: &Asked,
    now: i64,
) -> Result<Kept, Error> {
    let ground = Ground::of(snapshot)?;
    let made = wish::made(&ground, asked)?;
    let partitions: Vec<Partition<'_>> = ground
        .partitions
        .iter()
        .map(|one| Partition {
            topic: one.topic,
            index: one.index,
            replicas: ground.replicas(one),
            bytes: one.bytes.unwrap_or(0),
            chosen: true,
            replication_factor: None,
        })
        .collect();
    let cluster = Cluster {
        brokers: &ground.brokers,
        partitions: &partitions,
    };
    let measure = planner::measure(&cluster, &made.moves);
    let moves = kept_moves(&ground, &made.moves);
    let plan = describe(snapshot, id, request, &made, &measure, &moves, now)?;
    Ok(Kept { plan, moves })
}

fn kept_moves(ground: &Ground, moves: &[Move]) -> Vec<KeptMove> {
    moves
        .iter()
        .filter_map(|one| {
            let partition = ground.partitions.get(one.partition)?;
            Some(KeptMove {
                topic: ground.topic(partition.topic).to_owned(),
                partition: partition.index,
                old: ground.replicas(partition).to_vec(),
                new: one.replicas.clone(),
                bytes: partition.bytes,
                produced_bytes_per_s: partition.produced_bytes_per_s,
            })
        })
        .collect()
}

fn describe(
    snapshot: &Snapshot,
    id: PlanId,
    request: PlanRequest,
    made: &Made,
    measure: &Measure,
    moves: &[KeptMove],
    now: i64,
) -> Result<Plan, Error> {
    let topology = snapshot.known()?;
    let mut topics: Vec<&str> = moves.iter().map(|one| one.topic.as_str()).collect();
    topics.dedup();
    let facts = snapshot.cluster.as_ref();
    let startable = facts.is_none_or(|facts| Capabilities(&facts.apis).has(Feature::Reassignment));
    let mut plan = Plan {
        id,
        created_at: now,
        expires_at: now + KEPT_MS,
        request: short(request),
        title: made.title.clone(),
        topics: topics.len() as u64,
        partitions: moves.len() as u64,
        partitions_of: made.looked_at,
        replicas_moved: measure.replicas,
        reordered: moves.iter().filter(|one| reordered(one)).count() as u64,
        leaders_changed: moves
            .iter()
            .filter(|one| one.old.first() != one.new.first())
            .count() as u64,
        bytes: measure.bytes,
        least_replicas: made
            .least
            .map_or(measure.replicas, |(replicas, _)| replicas),
        least_bytes: made.least.map_or(measure.bytes, |(_, bytes)| bytes),
        sizes_unknown: moves.iter().filter(|one| one.bytes.is_none()).count() as u64,
        brokers: shares(snapshot, measure),
        checks: Vec::new(),
        startable,
        task: None,
        as_of: topology.as_of,
        missing: snapshot
            .log_dirs
            .as_ref()
            .map(|part| part.missing.clone())
            .unwrap_or_default(),
    };
    plan.checks = checks::all(snapshot, &plan, moves, measure);
    Ok(plan)
}

/// What was asked for, without a file that may be long.
fn short(request: PlanRequest) -> PlanRequest {
    match request {
        PlanRequest::Json(_) => PlanRequest::Json(String::new()),
        PlanRequest::Manual(_) => PlanRequest::Manual(Vec::new()),
        other => other,
    }
}

/// The same replicas in another order.
fn reordered(one: &KeptMove) -> bool {
    one.old.len() == one.new.len() && one.adding().next().is_none()
}

fn shares(snapshot: &Snapshot, measure: &Measure) -> Vec<BrokerShare> {
    let figures = |load: &planner::Load| Figures {
        replicas: load.replicas,
        leaders: load.leaders,
        bytes: load.bytes,
    };
    let share = |one: &planner::BrokerMeasure| {
        let standing = snapshot.broker(one.id);
        let dirs = snapshot.log_dirs.as_ref();
        let dirs = dirs.and_then(|dirs| dirs.broker(one.id));
        BrokerShare {
            id: one.id,
            rack: standing.and_then(|broker| broker.rack.clone()),
            alive: standing.is_some_and(|broker| broker.state == BrokerState::Alive),
            before: figures(&one.before),
            after: figures(&one.after),
            bytes_in: one.bytes_in,
            bytes_out: one.bytes_out,
            total_bytes: dirs.and_then(|dirs| dirs.total_bytes()),
            usable_bytes: dirs.and_then(|dirs| dirs.usable_bytes()),
        }
    };
    measure.brokers.iter().map(share).collect()
}

/// The moves back to where a reassignment found its partitions: as a list for [`wish`].
pub(super) async fn undone(
    app: &App,
    instance: &InstanceId,
    task: &castellan_api::ids::TaskId,
) -> Result<(String, HashMap<(String, i32), Vec<i32>>), Error> {
    let store = app.store().reassignments();
    let run = store.get(instance, task).await?.ok_or_else(|| {
        Error::NotFound(format!("There is no reassignment {task} here any more."))
    })?;
    let unfinished = store.unfinished(instance).await?;
    if unfinished.iter().any(|one| one.task == *task) {
        return Err(Error::Conflict(
            "The reassignment has not ended. Cancel it, or wait, before undoing it.".into(),
        ));
    }
    let moves = store.moves(task).await?;
    let back = moves
        .into_iter()
        .map(|one| ((one.topic, one.partition), one.old));
    Ok((
        format!("Undo: {}", words::lower(&run.title)),
        back.collect(),
    ))
}
