//! Elections of leaders: what one would do, doing it as a task, unclean ones, and the timer.

mod timer;

pub use timer::{get as get_timer, run_due, set as set_timer};

use crate::access::Cx;
use crate::cluster::{Expect, Snapshot};
use crate::error::Error;
use crate::services::topics::refusal;
use crate::tasks::{StepError, StepResult, Task, Work};
use castellan_api::action::Action;
use castellan_api::elections::{
    ElectPreferred, ElectUnclean, ElectionPreview, Electorate, LeaderChange, LeaderShare,
    PreviewElection,
};
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::TopicName;
use castellan_api::problem::ItemError;
use castellan_api::reassignment::Partition;
use castellan_api::tasks::{TaskKind, TaskRef};
use castellan_kafka::{Election, ErrorCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Changes shown of a preview.
const SHOWN: usize = 500;
/// How long an election may take: the controller works through all partitions before it answers.
const TAKES: Duration = Duration::from_secs(60);

/// Partitions whose leader is not the preferred one.
struct Found {
    preview: ElectionPreview,
    /// All whose preferred leader is in sync.
    electable: Vec<(String, i32)>,
}

/// Says which partitions are not led by their preferred leader.
pub async fn preview(
    cx: Cx<PreviewElection>,
    path: InstancePath,
    _: NoQuery,
    body: Electorate,
) -> Result<ElectionPreview, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    Ok(found(&instance.snapshot(), &body)?.preview)
}

fn found(snapshot: &Snapshot, electorate: &Electorate) -> Result<Found, Error> {
    let topology = snapshot.known()?;
    let wanted = Wanted::of(electorate);
    let mut shares: BTreeMap<i32, LeaderShare> = snapshot
        .brokers
        .iter()
        .map(|broker| {
            let share = LeaderShare {
                id: broker.id,
                before: 0,
                after: 0,
            };
            (broker.id, share)
        })
        .collect();
    let mut preview = ElectionPreview {
        partitions: 0,
        to_elect: 0,
        not_in_sync: 0,
        leaderless: 0,
        changes: Vec::new(),
        brokers: Vec::new(),
        as_of: topology.as_of,
        missing: topology.missing.clone(),
    };
    let mut electable = Vec::new();
    for topic in topology.cluster.topics.iter() {
        for one in topic.partitions() {
            let Some(preferred) = one.replicas.first().copied() else {
                continue;
            };
            let mut after = one.leader;
            if wanted.has(topic.name(), one.index, preferred) {
                preview.partitions += 1;
                preview.leaderless += u64::from(one.leader < 0);
                if one.leader != preferred {
                    let in_sync = one.isr.contains(&preferred) && one.leader >= 0;
                    if in_sync {
                        preview.to_elect += 1;
                        electable.push((topic.name().to_owned(), one.index));
                        after = preferred;
                    } else {
                        preview.not_in_sync += 1;
                    }
                    if preview.changes.len() < SHOWN {
                        preview.changes.push(LeaderChange {
                            topic: TopicName::trusted(topic.name()),
                            partition: one.index,
                            leader: (one.leader >= 0).then_some(one.leader),
                            preferred,
                            in_sync,
                        });
                    }
                }
            }
            if let Some(share) = shares.get_mut(&one.leader) {
                share.before += 1;
            }
            if let Some(share) = shares.get_mut(&after) {
                share.after += 1;
            }
        }
    }
    preview.brokers = shares.into_values().collect();
    Ok(Found { preview, electable })
}

/// Whose leaders are elected, ready to be asked for each partition.
enum Wanted<'a> {
    All,
    Topics(BTreeSet<&'a str>),
    Partitions(BTreeSet<(&'a str, i32)>),
    Broker(i32),
}

impl<'a> Wanted<'a> {
    fn of(electorate: &'a Electorate) -> Self {
        match electorate {
            Electorate::All => Self::All,
            Electorate::Topics(names) => {
                Self::Topics(names.iter().map(TopicName::as_str).collect())
            }
            Electorate::Partitions(list) => Self::Partitions(
                list.iter()
                    .map(|one| (one.topic.as_str(), one.partition))
                    .collect(),
            ),
            Electorate::Broker(id) => Self::Broker(*id),
        }
    }

    fn has(&self, topic: &str, partition: i32, preferred: i32) -> bool {
        match self {
            Self::All => true,
            Self::Topics(names) => names.contains(topic),
            Self::Partitions(list) => list.contains(&(topic, partition)),
            Self::Broker(id) => *id == preferred,
        }
    }
}

/// Elects the preferred leaders, as a task.
pub async fn elect_preferred(
    cx: Cx<ElectPreferred>,
    path: InstancePath,
    _: NoQuery,
    body: Electorate,
) -> Result<TaskRef, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    // what is elected is what is so now, not what was so up to a minute ago
    instance.refresh_now().await;
    let found = found(&instance.snapshot(), &body)?;
    if found.electable.is_empty() {
        return Err(Error::Conflict(nothing_to_do(&found.preview)));
    }
    let params = ElectParams {
        partitions: found.electable,
    };
    let target = target(&body, params.partitions.len());
    let change = cx.begin(&target).await?;
    let creator = cx.caller()?.into();
    cx.app()
        .tasks()
        .begin::<ElectTask>(&change, &creator, &path.instance, target, &params)
        .await
}

fn nothing_to_do(preview: &ElectionPreview) -> String {
    match preview.not_in_sync {
        0 => "Every partition is led by its preferred leader already.".into(),
        count => format!(
            "{count} partitions are not led by their preferred leader, and it is out of sync in each: bring its \
             broker back first."
        ),
    }
}

fn target(electorate: &Electorate, count: usize) -> String {
    let of = match electorate {
        Electorate::All | Electorate::Partitions(_) => String::new(),
        Electorate::Topics(names) => match names.as_slice() {
            [one] => format!(" of {one}"),
            many => format!(" of {} topics", many.len()),
        },
        Electorate::Broker(id) => format!(" that belong to broker {id}"),
    };
    match count {
        1 => format!("1 leader{of}"),
        count => format!("{count} leaders{of}"),
    }
}

/// What an election is recorded as.
#[derive(Debug, Serialize, Deserialize)]
pub struct ElectParams {
    partitions: Vec<(String, i32)>,
}

/// Elects preferred leaders.
pub struct ElectTask;

impl Task for ElectTask {
    const KIND: TaskKind = TaskKind::ElectLeaders;
    const TRACE: &'static str = "Kafka_elect_leadersTask";
    const UNIT: &'static str = "partitions";
    const AT_ONCE: usize = 500;
    type Params = ElectParams;

    fn plan(params: &ElectParams) -> Vec<String> {
        params.partitions.iter().map(name).collect()
    }

    fn needs(_: &ElectParams) -> Vec<Action> {
        vec![Action::PartitionElect]
    }

    async fn step(work: &Work<'_>, params: &ElectParams, items: &[String]) -> StepResult {
        let instance = work.app().clusters().find(work.instance())?;
        let client = match instance.client() {
            Ok(client) => client.with_timeout(TAKES),
            Err(Error::Unavailable(why)) => return Err(StepError::Later(why)),
            Err(error) => return Err(error.into()),
        };
        let wanted: BTreeSet<&str> = items.iter().map(String::as_str).collect();
        let chosen: BTreeMap<String, (&str, i32)> = params
            .partitions
            .iter()
            .map(|one| (name(one), (one.0.as_str(), one.1)))
            .filter(|(name, _)| wanted.contains(name.as_str()))
            .collect();
        let partitions: Vec<(&str, i32)> = items
            .iter()
            .filter_map(|item| chosen.get(item).copied())
            .collect();
        let results = match client.elect_leaders(Election::Preferred, &partitions).await {
            Ok(results) => results,
            Err(error) if refusal::later(&error) => {
                return Err(StepError::Later(error.to_string()));
            }
            Err(error) => return Ok(items.iter().map(|_| Err(refusal::item(&error))).collect()),
        };
        let topics: BTreeSet<&str> = partitions.iter().map(|(topic, _)| *topic).collect();
        let topics: Vec<TopicName> = topics.into_iter().map(TopicName::trusted).collect();
        instance.touch(&topics, Expect::Any).await;
        Ok(results.into_iter().map(fate).collect())
    }
}

fn name((topic, partition): &(String, i32)) -> String {
    format!("{topic}-{partition}")
}

/// A partition that is led rightly already is as it should be.
fn fate(result: Result<(), castellan_kafka::Error>) -> Result<(), ItemError> {
    match result {
        Err(error) if error.code() != Some(ErrorCode::ELECTION_NOT_NEEDED) => {
            Err(refusal::item(&error))
        }
        _ => Ok(()),
    }
}

/// Elects a leader that is not in sync for one partition that has none.
pub async fn elect_unclean(
    cx: Cx<ElectUnclean>,
    path: InstancePath,
    _: NoQuery,
    body: Partition,
) -> Result<(), Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    let client = instance.client()?.with_timeout(TAKES);
    let topic = body.topic.as_str();
    let metadata = client.metadata_for(&[topic]).await?;
    let found = metadata
        .topics
        .find(topic)
        .and_then(|topic| topic.partition(body.partition));
    let Some(found) = found else {
        return Err(Error::NotFound(format!(
            "There is no partition {topic}-{}.",
            body.partition
        )));
    };
    if found.leader >= 0 {
        return Err(Error::Conflict(format!(
            "{topic}-{} is led by broker {}. A leader that is out of sync is elected only where nobody leads, since \
             messages are lost by it.",
            body.partition, found.leader
        )));
    }
    cx.begin(&format!("{topic}-{}", body.partition)).await?;
    let results = client
        .elect_leaders(Election::Unclean, &[(topic, body.partition)])
        .await?;
    let topic = std::slice::from_ref(&body.topic);
    instance.touch(topic, Expect::Any).await;
    match results.into_iter().next() {
        Some(result) => Ok(result?),
        None => Ok(()),
    }
}
