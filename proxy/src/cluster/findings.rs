//! Health in plain words: what somebody should look at, worst first. A pure function of the snapshot
//! and the time.

use super::capabilities::Capabilities;
use super::snapshot::{Snapshot, Standing, Topology};
use castellan_api::brokers::BrokerState;
use castellan_api::controller::{Controller, QuorumNode};
use castellan_api::instances::{Finding, FindingLink, InstanceStatus, Severity};
use castellan_api::topics::TopicFilter;

/// Older than this, what is shown is called old: twice the longest pause between two looks.
const OLD_MS: i64 = 150_000;
/// A voter whose last fetch is this far behind that of the most recent one does not follow.
const VOTER_SILENT_MS: i64 = 30_000;

/// What somebody should look at, worst first.
pub fn findings(snapshot: &Snapshot, now: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    reachability(snapshot, now, &mut found);
    if let Some(topology) = &snapshot.metadata {
        partitions(snapshot, topology, &mut found);
        brokers(snapshot, topology, &mut found);
    }
    controller(snapshot, &mut found);
    disks(snapshot, &mut found);
    found.sort_by_key(|finding| finding.severity);
    found
}

fn finding(
    severity: Severity,
    title: String,
    detail: impl Into<String>,
    since: i64,
    link: FindingLink,
) -> Finding {
    Finding {
        severity,
        title,
        detail: detail.into(),
        since,
        link,
    }
}

fn reachability(snapshot: &Snapshot, now: i64, found: &mut Vec<Finding>) {
    let status_since = snapshot.since.status;
    if snapshot.status == InstanceStatus::Unreachable {
        found.push(finding(
            Severity::Critical,
            "The cluster does not answer".into(),
            snapshot
                .why
                .clone()
                .unwrap_or_else(|| "No broker could be reached.".into()),
            status_since,
            FindingLink::Edit,
        ));
        return;
    }
    if let Some(part) = &snapshot.metadata
        && now - part.as_of > OLD_MS
        && snapshot.status != InstanceStatus::Disabled
    {
        let minutes = (now - part.as_of) / 60_000;
        found.push(finding(
            Severity::Warning,
            format!("What is shown is {minutes} min old"),
            "The console could not read the cluster again since. It goes on trying; a refresh tries at once.",
            part.as_of,
            FindingLink::Nowhere,
        ));
    }
}

fn partitions(snapshot: &Snapshot, topology: &Topology, found: &mut Vec<Finding>) {
    let totals = &topology.totals;
    let (cause, cause_since) = cause(snapshot, topology);
    let since = |own: Option<i64>| cause_since.or(own).unwrap_or(snapshot.since.status);
    let topics = |filter| FindingLink::Topics { filter };
    if totals.offline > 0 {
        found.push(finding(
            Severity::Critical,
            format!("{} no leader", have(totals.offline)),
            format!("They can be neither read nor written. {cause}"),
            since(snapshot.since.offline),
            topics(TopicFilter::Offline),
        ));
    }
    if let Some(below) = snapshot.below_min_isr.filter(|below| *below > 0) {
        found.push(finding(
            Severity::Critical,
            format!(
                "{} fewer in-sync replicas than min.insync.replicas",
                have(below)
            ),
            format!("Producers with acks=all are refused there. {cause}"),
            since(snapshot.since.below_min_isr),
            topics(TopicFilter::BelowMinIsr),
        ));
    }
    if totals.under_replicated > 0 {
        let are = if totals.under_replicated == 1 {
            "partition is"
        } else {
            "partitions are"
        };
        found.push(finding(
            Severity::Warning,
            format!("{} {are} under-replicated", totals.under_replicated),
            cause,
            since(snapshot.since.under_replicated),
            topics(TopicFilter::UnderReplicated),
        ));
    }
    if totals.single_replica_topics > 0 && topology.cluster.brokers.len() > 1 {
        let count = totals.single_replica_topics;
        let have = if count == 1 {
            "topic has"
        } else {
            "topics have"
        };
        found.push(finding(
            Severity::Info,
            format!("{count} {have} one replica only"),
            "If the broker that holds it stops, the topic stops with it, and a lost disk loses its data.",
            snapshot.since.status,
            topics(TopicFilter::SingleReplica),
        ));
    }
}

/// Why replicas are out of sync, and since when where that is known: the brokers that are down or
/// silent, else those that lag.
fn cause(snapshot: &Snapshot, topology: &Topology) -> (String, Option<i64>) {
    let holding = |standing: &&Standing| {
        topology
            .broker(standing.id)
            .is_some_and(|figures| figures.out_of_sync > 0)
    };
    for (state, word) in [
        (BrokerState::Down, "down"),
        (BrokerState::Silent, "not answering"),
    ] {
        let gone: Vec<&Standing> = snapshot
            .brokers
            .iter()
            .filter(|standing| standing.state == state)
            .filter(holding)
            .collect();
        if !gone.is_empty() {
            let ids: Vec<i32> = gone.iter().map(|standing| standing.id).collect();
            let since = gone.iter().filter_map(|standing| standing.since).min();
            let text = format!(
                "{} {word}. Start it again, or move its replicas.",
                is_are(&ids)
            );
            return (text, since);
        }
    }
    let mut lagging: Vec<_> = topology
        .brokers
        .iter()
        .filter(|figures| figures.out_of_sync > 0)
        .collect();
    lagging.sort_by_key(|figures| std::cmp::Reverse(figures.out_of_sync));
    match lagging.first() {
        Some(first) => {
            let text = format!(
                "Broker {} is up and behind with {} of its {} replicas. Look at its disk, network and log.",
                first.id, first.out_of_sync, first.replicas
            );
            (text, None)
        }
        None => (
            "Every broker is up; replicas are being created or moved.".into(),
            None,
        ),
    }
}

fn brokers(snapshot: &Snapshot, topology: &Topology, found: &mut Vec<Finding>) {
    for standing in snapshot.brokers.iter() {
        let since = standing.since.unwrap_or(snapshot.since.status);
        let link = FindingLink::Broker {
            broker: standing.id,
        };
        let replicas = topology
            .broker(standing.id)
            .map_or(0, |figures| figures.replicas);
        let (title, detail) = match standing.state {
            BrokerState::Down => (
                format!("Broker {} is down", standing.id),
                format!("It is not in the cluster, and {replicas} replicas are assigned to it."),
            ),
            BrokerState::Silent => (
                format!("Broker {} does not answer the console", standing.id),
                standing.words(),
            ),
            BrokerState::Alive => continue,
        };
        found.push(finding(Severity::Warning, title, detail, since, link));
    }
    let used = topology.brokers.iter().any(|figures| figures.replicas > 0);
    let empty = topology.cluster.brokers.iter().filter(|broker| {
        topology
            .broker(broker.id)
            .is_none_or(|figures| figures.replicas == 0)
    });
    for broker in empty.filter(|_| used) {
        found.push(finding(
            Severity::Info,
            format!("Broker {} holds nothing", broker.id),
            "It was added and no replica was moved to it yet: old topics stay where they are.",
            snapshot.since.status,
            FindingLink::Broker { broker: broker.id },
        ));
    }
    let apis = snapshot
        .cluster
        .as_ref()
        .map_or(&[][..], |facts| facts.apis.as_slice());
    if let Some(versions) = Capabilities(apis)
        .version()
        .filter(|text| text.contains(", "))
    {
        found.push(finding(
            Severity::Info,
            "Brokers run different versions of Kafka".into(),
            format!(
                "{versions}. Right during a rolling upgrade; finish it before using new features."
            ),
            snapshot.since.status,
            FindingLink::Nowhere,
        ));
    }
}

fn controller(snapshot: &Snapshot, found: &mut Vec<Finding>) {
    let Some(controller) = snapshot
        .cluster
        .as_ref()
        .and_then(|facts| facts.controller.as_ref())
    else {
        return;
    };
    let since = snapshot
        .since
        .no_controller
        .unwrap_or(snapshot.since.status);
    let nobody = |detail: &str| {
        finding(
            Severity::Critical,
            "The cluster has no controller".into(),
            detail,
            since,
            FindingLink::Nowhere,
        )
    };
    match controller {
        // who may not describe the cluster does not learn it: no trouble of the cluster
        Controller::Unknown if snapshot.since.no_controller.is_none() => {}
        Controller::Unknown => found.push(nobody(
            "No broker says who it is: topics cannot be created or changed, and leaders do not move. Look at the brokers' logs.",
        )),
        Controller::KRaft { leader: None, .. } => found.push(nobody(
            "The quorum elects a leader. If that lasts, fewer than half of the voters are up.",
        )),
        Controller::KRaft { voters, .. } => {
            found.extend(silent_voters(voters).map(|id| {
                finding(
                    Severity::Warning,
                    format!("Controller {id} does not follow the quorum"),
                    "It does not fetch from the leader: with half of the voters gone the cluster has no controller.",
                    snapshot.since.status,
                    FindingLink::Nowhere,
                )
            }));
        }
        Controller::ZooKeeper { .. } => {}
    }
}

fn silent_voters(voters: &[QuorumNode]) -> impl Iterator<Item = i32> {
    let newest = voters
        .iter()
        .filter_map(|voter| voter.last_fetch)
        .max()
        .unwrap_or(0);
    voters
        .iter()
        .filter(move |voter| {
            voter
                .last_fetch
                .is_some_and(|fetched| newest - fetched > VOTER_SILENT_MS)
        })
        .map(|voter| voter.id)
}

fn disks(snapshot: &Snapshot, found: &mut Vec<Finding>) {
    let Some(part) = &snapshot.log_dirs else {
        return;
    };
    for broker in &part.brokers {
        let link = || FindingLink::Broker {
            broker: broker.broker,
        };
        for dir in &broker.dirs {
            if let Some(error) = &dir.error {
                found.push(finding(
                    Severity::Critical,
                    format!("A log dir of broker {} is not usable", broker.broker),
                    format!("{}: {error}", dir.path),
                    part.as_of,
                    link(),
                ));
            }
            let (Some(total), Some(free)) = (dir.total_bytes, dir.usable_bytes) else {
                continue;
            };
            let percent = free.saturating_mul(100).checked_div(total).unwrap_or(100);
            if percent < 10 {
                let severity = if percent < 5 {
                    Severity::Critical
                } else {
                    Severity::Warning
                };
                found.push(finding(
                    severity,
                    format!("{percent} % of a disk of broker {} is free", broker.broker),
                    format!(
                        "{}: a full disk stops the broker. Shorten retention, purge, or add storage.",
                        dir.path
                    ),
                    part.as_of,
                    link(),
                ));
            }
        }
    }
}

fn have(count: u32) -> String {
    if count == 1 {
        "1 partition has".into()
    } else {
        format!("{count} partitions have")
    }
}

fn is_are(ids: &[i32]) -> String {
    match ids {
        [one] => format!("Broker {one} is"),
        many => {
            let ids: Vec<String> = many.iter().map(ToString::to_string).collect();
            format!("Brokers {} are", ids.join(", "))
        }
    }
}

#[cfg(test)]
mod tests;
