//! Replication throttles that are set in the cluster: whose they are, and removing what nobody needs.

use super::throttling;
use crate::access::Cx;
use crate::app::App;
use crate::cluster::Snapshot;
use crate::cluster::snapshot::{FOLLOWER_REPLICAS, LEADER_REPLICAS};
use crate::error::Error;
use crate::services::topics::refusal;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::problem::{BatchResult, ItemResult};
use castellan_api::reassignment::{ListThrottles, RemoveThrottles, Throttle, Throttles};
use castellan_api::topics::DryRun;
use castellan_kafka::ConfigResource;
use std::collections::BTreeSet;

/// Lists the replication throttles that are set, and which of them nobody needs any more.
pub async fn list(
    cx: Cx<ListThrottles>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<Throttles, Error> {
    found(cx.app(), &path.instance).await
}

async fn found(app: &App, id: &InstanceId) -> Result<Throttles, Error> {
    let instance = app.clusters().find(id)?;
    let snapshot = instance.snapshot();
    let topology = snapshot.known()?;
    let runs = app.store().reassignments().unfinished(id).await?;
    let task = runs
        .into_iter()
        .find(|run| run.progress.begun)
        .map(|run| run.task);
    let moves = snapshot.moves.as_ref().map(|part| &part.data);
    // while anything moves, whoever began it, a throttle may be its own
    let busy = moves.is_some_and(|moves| moves.ongoing.iter().flatten().next().is_some());
    let left_over = task.is_none() && !busy;
    let mut throttles: Vec<Throttle> = moves
        .iter()
        .flat_map(|moves| &moves.rates)
        .map(|(broker, rates)| Throttle {
            broker: Some(*broker),
            topic: None,
            leader: rates.leader.clone(),
            follower: rates.follower.clone(),
            left_over,
        })
        .collect();
    throttles.extend(of_topics(&snapshot, left_over));
    Ok(Throttles {
        left_over: throttles.iter().filter(|one| one.left_over).count() as u64,
        throttles,
        task,
        as_of: topology.as_of,
        missing: snapshot
            .metadata
            .as_ref()
            .map(|part| part.missing.clone())
            .unwrap_or_default(),
    })
}

fn of_topics(snapshot: &Snapshot, left_over: bool) -> Vec<Throttle> {
    let Some(topology) = &snapshot.metadata else {
        return Vec::new();
    };
    let topics = topology.cluster.topics.iter().enumerate();
    topics
        .filter_map(|(at, topic)| {
            let configs = snapshot.row(at)?.configs.clone()?;
            let set = |key: &str| {
                let value = configs.get(key).filter(|value| !value.is_empty());
                value.map(str::to_owned)
            };
            let (leader, follower) = (set(LEADER_REPLICAS), set(FOLLOWER_REPLICAS));
            (leader.is_some() || follower.is_some()).then(|| Throttle {
                broker: None,
                topic: Some(TopicName::trusted(topic.name())),
                leader,
                follower,
                left_over,
            })
        })
        .collect()
}

/// Removes the replication throttles that nobody needs any more; each has its own result.
pub async fn remove(
    cx: Cx<RemoveThrottles>,
    path: InstancePath,
    query: DryRun,
    (): (),
) -> Result<BatchResult, Error> {
    let throttles = found(cx.app(), &path.instance).await?;
    if throttles.left_over == 0 {
        return Err(Error::Conflict(match throttles.task {
            Some(task) => format!(
                "The throttles belong to the reassignment {task}, which removes them at its end."
            ),
            None if throttles.throttles.is_empty() => "No replication throttle is set.".into(),
            None => {
                "Partitions move, and a throttle may be theirs. Wait until they are done.".into()
            }
        }));
    }
    let brokers: BTreeSet<i32> = throttles
        .throttles
        .iter()
        .filter_map(|one| one.broker)
        .collect();
    let topics: BTreeSet<String> = throttles
        .throttles
        .iter()
        .filter_map(|one| Some(one.topic.as_ref()?.as_str().to_owned()))
        .collect();
    if query.dry_run == Some(true) || cx.dry_run() {
        let brokers = brokers.iter().map(|id| ConfigResource::Broker(*id));
        let items = brokers.chain(topics.into_iter().map(ConfigResource::Topic));
        let items = items.map(|resource| ItemResult {
            name: resource.to_string(),
            error: None,
        });
        return Ok(BatchResult {
            items: items.collect(),
        });
    }
    let instance = cx.app().clusters().find(&path.instance)?;
    let client = instance.client()?;
    cx.begin("replication throttles").await?;
    let fates = throttling::remove(&client, &brokers, &topics).await?;
    let items: Vec<ItemResult> = fates
        .into_iter()
        .map(|(resource, fate)| ItemResult {
            name: resource.to_string(),
            error: fate.err().map(|error| refusal::item(&error)),
        })
        .collect();
    let touched: Vec<TopicName> = topics.into_iter().map(TopicName::trusted).collect();
    instance.touch(&touched, crate::cluster::Expect::Any).await;
    instance.refresh_now().await;
    cx.batch(items.iter().map(|item| {
        let error = item.error.as_ref()?;
        Some((item.name.as_str(), error.detail.as_str()))
    }));
    Ok(BatchResult { items })
}
