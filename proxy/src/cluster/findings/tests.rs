//! Findings over hand-made snapshots: each has its cause in words.

use super::*;
use crate::cluster::figures::{BrokerFigures, Totals};
use crate::cluster::snapshot::{BrokerDirs, ClusterFacts, Dir, LogDirs, Part, Since};
use castellan_kafka::{Broker, Metadata};
use std::sync::Arc;

fn part<T>(data: T) -> Arc<Part<T>> {
    Arc::new(Part {
        as_of: 1_000,
        version: 1,
        missing: Vec::new(),
        data: Arc::new(data),
    })
}

/// Three brokers, of which `down` is not in the cluster; `out_of_sync` replicas are on broker 3.
fn snapshot(down: bool, totals: Totals, out_of_sync: u32) -> Snapshot {
    let ids: &[i32] = if down { &[1, 2] } else { &[1, 2, 3] };
    let brokers = ids
        .iter()
        .map(|id| Broker {
            id: *id,
            host: "b".into(),
            port: 1,
            rack: None,
        })
        .collect();
    let figures = |id| BrokerFigures {
        id,
        replicas: 10,
        out_of_sync: if id == 3 { out_of_sync } else { 0 },
        ..BrokerFigures::default()
    };
    let topology = Topology {
        cluster: Arc::new(Metadata {
            brokers,
            ..Metadata::default()
        }),
        figures: Vec::new(),
        brokers: vec![figures(1), figures(2), figures(3)],
        totals,
    };
    let standing = |id| Standing {
        id,
        address: None,
        rack: None,
        state: if down && id == 3 {
            BrokerState::Down
        } else {
            BrokerState::Alive
        },
        since: (down && id == 3).then_some(777),
        why: None,
    };
    Snapshot {
        metadata: Some(part(topology)),
        brokers: Arc::new(vec![standing(1), standing(2), standing(3)]),
        since: Since {
            under_replicated: Some(900),
            ..Since::default()
        },
        ..Snapshot::empty(InstanceStatus::Connected, 500)
    }
}

fn titles(found: &[Finding]) -> Vec<&str> {
    found.iter().map(|finding| finding.title.as_str()).collect()
}

#[test]
fn nothing_is_wrong() {
    assert!(findings(&snapshot(false, Totals::default(), 0), 2_000).is_empty());
    assert!(findings(&Snapshot::empty(InstanceStatus::Connecting, 0), 1).is_empty());
}

#[test]
fn the_broker_that_is_the_cause_is_named_with_its_time() {
    let totals = Totals {
        under_replicated: 12,
        ..Totals::default()
    };
    let found = findings(&snapshot(true, totals, 12), 2_000);
    assert_eq!(
        titles(&found),
        ["12 partitions are under-replicated", "Broker 3 is down"]
    );
    let first = found.first().unwrap();
    assert!(
        first.detail.starts_with("Broker 3 is down."),
        "{}",
        first.detail
    );
    assert_eq!(first.since, 777);
}

#[test]
fn a_broker_that_lags_is_named() {
    let totals = Totals {
        under_replicated: 1,
        ..Totals::default()
    };
    let found = findings(&snapshot(false, totals, 4), 2_000);
    let first = found.first().unwrap();
    assert_eq!(first.title, "1 partition is under-replicated");
    assert!(
        first
            .detail
            .contains("Broker 3 is up and behind with 4 of its 10")
    );
    assert_eq!(first.since, 900);
}

#[test]
fn worst_first_and_single_replicas_are_good_to_know() {
    let totals = Totals {
        under_replicated: 2,
        offline: 1,
        single_replica_topics: 5,
        ..Totals::default()
    };
    let mut snapshot = snapshot(true, totals, 3);
    snapshot.below_min_isr = Some(1);
    let found = findings(&snapshot, 2_000);
    assert_eq!(
        titles(&found),
        [
            "1 partition has no leader",
            "1 partition has fewer in-sync replicas than min.insync.replicas",
            "2 partitions are under-replicated",
            "Broker 3 is down",
            "5 topics have one replica only",
        ]
    );
    assert!(found.is_sorted_by_key(|finding| finding.severity));
}

#[test]
fn controllers_and_voters() {
    let facts = |controller| ClusterFacts {
        controller: Some(controller),
        ..ClusterFacts::default()
    };
    let voter = |id, last_fetch| QuorumNode {
        id,
        log_end_offset: Some(1),
        lag: Some(0),
        last_fetch: Some(last_fetch),
        last_caught_up: None,
    };
    let mut snapshot = snapshot(false, Totals::default(), 0);
    snapshot.cluster = Some(part(facts(Controller::Unknown)));
    assert!(findings(&snapshot, 2_000).is_empty());
    snapshot.since.no_controller = Some(5);
    assert_eq!(
        titles(&findings(&snapshot, 2_000)),
        ["The cluster has no controller"]
    );
    let quorum = |leader| Controller::KRaft {
        leader,
        epoch: 3,
        high_watermark: 9,
        voters: vec![voter(1, 100_000), voter(2, 99_000), voter(3, 10_000)],
        observers: Vec::new(),
    };
    snapshot.cluster = Some(part(facts(quorum(None))));
    assert!(
        findings(&snapshot, 2_000)
            .first()
            .unwrap()
            .detail
            .contains("elects")
    );
    snapshot.cluster = Some(part(facts(quorum(Some(1)))));
    assert_eq!(
        titles(&findings(&snapshot, 2_000)),
        ["Controller 3 does not follow the quorum"]
    );
}

#[test]
fn old_data_empty_brokers_and_full_disks() {
    let mut snapshot = snapshot(false, Totals::default(), 0);
    let now = 1_000 + 4 * 60_000;
    assert_eq!(
        titles(&findings(&snapshot, now)),
        ["What is shown is 4 min old"]
    );
    let dir = Dir {
        path: "/data".into(),
        total_bytes: Some(1_000),
        usable_bytes: Some(20),
        ..Dir::default()
    };
    let bad = Dir {
        path: "/bad".into(),
        error: Some("offline".into()),
        ..Dir::default()
    };
    let brokers = vec![BrokerDirs {
        broker: 2,
        dirs: vec![dir, bad],
    }];
    snapshot.log_dirs = Some(part(LogDirs::new(
        Arc::default(),
        brokers,
        std::iter::empty(),
    )));
    assert_eq!(
        titles(&findings(&snapshot, 2_000)),
        [
            "2 % of a disk of broker 2 is free",
            "A log dir of broker 2 is not usable"
        ]
    );
    snapshot.status = InstanceStatus::Unreachable;
    snapshot.why = Some("no broker could be reached".into());
    let found = findings(&snapshot, now);
    assert_eq!(found.first().unwrap().title, "The cluster does not answer");
    assert_eq!(found.first().unwrap().detail, "no broker could be reached");
}
