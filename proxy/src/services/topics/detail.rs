//! One topic: summary, brokers with CMAK's flags, findings in plain words, partitions. Over the
//! snapshot alone.

use super::columns;
use super::ground::Ground;
use crate::access::Cx;
use crate::cluster::Snapshot;
use crate::cluster::figures::TopicFigures;
use crate::error::Error;
use base64::Engine;
use castellan_api::brokers::BrokerState;
use castellan_api::endpoint::TopicPath;
use castellan_api::ids::BrokerId;
use castellan_api::instances::{Finding, FindingLink, Severity};
use castellan_api::topics::{GetTopic, TopicBroker, TopicDetail, TopicSummary};
use castellan_kafka::TopicView;
use std::collections::BTreeMap;

/// Shows one topic.
pub async fn get(
    cx: Cx<GetTopic>,
    path: TopicPath,
    _: castellan_api::endpoint::NoQuery,
    _: (),
) -> Result<TopicDetail, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let list = ground.prepared().await?;
    let snapshot = &list.snapshot;
    let topology = snapshot.known()?;
    let name = path.topic.as_str();
    let at = topology.position(name).ok_or_else(|| unknown(name))?;
    let missing = || Error::Bug(format!("topic {name} has no row"));
    let summary = u32::try_from(at)
        .ok()
        .and_then(|at| columns::summary(&list, at))
        .ok_or_else(missing)?;
    let topic = topology.cluster.topics.get(at).ok_or_else(missing)?;
    let figures = topology.figures.get(at).copied().unwrap_or_default();
    let brokers = brokers(snapshot, &topic, &figures);
    Ok(TopicDetail {
        findings: findings(snapshot, &summary, &brokers),
        summary,
        topic_id: topic_id(topic.topic_id()),
        cluster_brokers: u32::try_from(topology.cluster.brokers.len()).unwrap_or(u32::MAX),
        sum_of_offsets: snapshot
            .offsets
            .as_ref()
            .and_then(|offsets| offsets.sum_of_ends(name)),
        brokers,
        auto_create_topics: snapshot
            .cluster
            .as_ref()
            .and_then(|facts| facts.auto_create_topics),
        as_of: topology.as_of,
        missing: snapshot.missing(),
    })
}

/// The error for a topic that the snapshot does not have.
pub(crate) fn unknown(name: &str) -> Error {
    Error::NotFound(format!(
        "There is no topic {name}, or the console's user may not see it."
    ))
}

/// As Kafka's tools show it.
fn topic_id(id: [u8; 16]) -> Option<String> {
    id.iter()
        .any(|byte| *byte != 0)
        .then(|| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id))
}

/// The brokers that hold the topic, by ID.
fn brokers(snapshot: &Snapshot, topic: &TopicView<'_>, figures: &TopicFigures) -> Vec<TopicBroker> {
    let mut held: BTreeMap<i32, TopicBroker> = BTreeMap::new();
    let mut in_sync: BTreeMap<i32, u32> = BTreeMap::new();
    for partition in topic.partitions() {
        for replica in partition.replicas {
            let broker = held.entry(*replica).or_insert_with(|| TopicBroker {
                broker: BrokerId(*replica),
                rack: snapshot
                    .broker(*replica)
                    .and_then(|standing| standing.rack.clone()),
                partitions: Vec::new(),
                leaders: Vec::new(),
                out_of_sync: Vec::new(),
                skewed: false,
                leader_skewed: false,
                size_bytes: snapshot
                    .log_dirs
                    .as_ref()
                    .and_then(|dirs| dirs.topic_bytes_on(topic.name(), *replica)),
            });
            broker.partitions.push(partition.index);
            if partition.leader == *replica {
                broker.leaders.push(partition.index);
            }
            if partition.isr.contains(replica) {
                *in_sync.entry(*replica).or_default() += 1;
            } else {
                broker.out_of_sync.push(partition.index);
            }
        }
    }
    for (id, broker) in &mut held {
        let mine = in_sync.get(id).copied().unwrap_or(0);
        let leads = u32::try_from(broker.leaders.len()).unwrap_or(u32::MAX);
        broker.skewed = mine > figures.fair_replicas();
        broker.leader_skewed = mine > 0 && leads > figures.fair_leaders();
    }
    held.into_values().collect()
}

/// What somebody should look at, worst first.
fn findings(snapshot: &Snapshot, topic: &TopicSummary, brokers: &[TopicBroker]) -> Vec<Finding> {
    let mut found = Vec::new();
    let begun = snapshot.since.status;
    let cause = cause(snapshot, brokers);
    let link = || match &cause {
        Some((_, broker)) => FindingLink::Broker { broker: *broker },
        None => FindingLink::Nowhere,
    };
    let because = cause.as_ref().map_or("", |(words, _)| words.as_str());
    if topic.offline > 0 {
        found.push(Finding {
            severity: Severity::Critical,
            title: format!("{} without a leader", partitions(topic.offline)),
            detail: format!("They can be neither read nor written. {because}"),
            since: snapshot.since.offline.unwrap_or(begun),
            link: link(),
        });
    }
    if topic.below_min_isr > 0 {
        let least = topic.min_insync_replicas.unwrap_or(0);
        found.push(Finding {
            severity: Severity::Critical,
            title: format!("{} below min.insync.replicas", partitions(topic.below_min_isr)),
            detail: if least > topic.replicas {
                format!(
                    "min.insync.replicas is {least} and the topic has {} replicas: producers with acks=all can never write.",
                    topic.replicas
                )
            } else {
                format!("Producers with acks=all are refused until {least} replicas are in sync. {because}")
            },
            since: snapshot.since.below_min_isr.unwrap_or(begun),
            link: link(),
        });
    }
    if topic.under_replicated > 0 {
        found.push(Finding {
            severity: Severity::Warning,
            title: format!("{} under-replicated", partitions(topic.under_replicated)),
            detail: if because.is_empty() {
                "Replicas are behind though their brokers are up. Look at their disks, network and logs.".into()
            } else {
                because.to_owned()
            },
            since: snapshot.since.under_replicated.unwrap_or(begun),
            link: link(),
        });
    }
    if topic.replicas == 1 && snapshot.brokers_in_cluster() > 1 {
        found.push(Finding {
            severity: Severity::Info,
            title: "One replica only".into(),
            detail: "If its broker stops, the topic stops with it, and a lost disk loses its data."
                .into(),
            since: begun,
            link: FindingLink::Nowhere,
        });
    }
    found
}

fn partitions(count: u32) -> String {
    if count == 1 {
        "1 partition is".into()
    } else {
        format!("{count} partitions are")
    }
}

/// The broker whose absence explains replicas out of sync, in words.
fn cause(snapshot: &Snapshot, brokers: &[TopicBroker]) -> Option<(String, i32)> {
    brokers
        .iter()
        .filter(|broker| !broker.out_of_sync.is_empty())
        .find_map(|broker| {
            let id = broker.broker.0;
            let words = match snapshot.broker(id)?.state {
                BrokerState::Down => {
                    format!("Broker {id} is down. Start it again, or move its replicas.")
                }
                BrokerState::Silent => format!("Broker {id} does not answer."),
                BrokerState::Alive => return None,
            };
            Some((words, id))
        })
}
