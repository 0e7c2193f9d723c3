//! What a person should know before a plan is started: disks that fill up, partitions that are out of
//! sync, sizes nobody told.

use super::kept::KeptMove;
use super::planner::Measure;
use super::words;
use crate::cluster::Snapshot;
use castellan_api::brokers::BrokerState;
use castellan_api::reassignment::{BrokerShare, Check, CheckKind, Plan};
use std::collections::HashSet;

/// A disk that is fuller than this after the plan is warned of, percent.
const FULL: u64 = 80;
/// A disk of which so much is received is close to its end, percent of what is free.
const CLOSE: u64 = 90;

fn check(kind: CheckKind, title: impl Into<String>, detail: impl Into<String>) -> Check {
    Check {
        kind,
        title: title.into(),
        detail: detail.into(),
    }
}

/// All checks of a plan, the worst first.
pub(super) fn all(
    snapshot: &Snapshot,
    plan: &Plan,
    moves: &[KeptMove],
    measure: &Measure,
) -> Vec<Check> {
    let mut checks = Vec::new();
    if moves.is_empty() {
        return checks;
    }
    checks.extend(disks(&plan.brokers));
    checks.extend(out_of_sync(snapshot, moves));
    checks.extend(moving_already(snapshot, moves));
    checks.extend(throttled_already(snapshot));
    checks.extend(brokers_away(snapshot));
    checks.extend(sizes(plan));
    checks.extend(racks(measure));
    checks.extend(single(moves));
    checks.sort_by_key(|one| match one.kind {
        CheckKind::Obstacle => 0,
        CheckKind::Warning => 1,
        CheckKind::Good => 2,
        CheckKind::Hint => 3,
    });
    checks
}

/// Disks after the plan, and while both the old and the new replicas are there.
fn disks(brokers: &[BrokerShare]) -> Vec<Check> {
    let mut found = Vec::new();
    let mut fullest: Option<(u64, i32)> = None;
    for broker in brokers.iter().filter(|broker| broker.bytes_in > 0) {
        let (Some(total), Some(free)) = (broker.total_bytes, broker.usable_bytes) else {
            continue;
        };
        let used = total.saturating_sub(free).saturating_add(broker.bytes_in);
        let percent = used.saturating_mul(100).checked_div(total).unwrap_or(0);
        if fullest.is_none_or(|(most, _)| percent > most) {
            fullest = Some((percent, broker.id));
        }
        let (gets, has) = (words::bytes(broker.bytes_in), words::bytes(free));
        if broker.bytes_in > free {
            found.push(check(
                CheckKind::Obstacle,
                format!("Broker {} has no room", broker.id),
                format!("It would get {gets}, and {has} are free. Grow its storage, shorten the retention of large topics, or leave the broker out."),
            ));
        } else if broker.bytes_in.saturating_mul(100) > free.saturating_mul(CLOSE) {
            found.push(check(
                CheckKind::Warning,
                format!("Broker {} is nearly full after it", broker.id),
                format!("It gets {gets} of the {has} that are free. Grow its storage first, or shorten the retention of large topics."),
            ));
        } else if percent > FULL {
            found.push(check(
                CheckKind::Warning,
                format!("The disk of broker {} passes {FULL} %", broker.id),
                format!("It would be {percent} % full. Shorter retention of large topics makes room and spares the copying."),
            ));
        }
    }
    match fullest {
        Some((percent, id)) if found.is_empty() => found.push(check(
            CheckKind::Good,
            format!("No disk passes {FULL} %"),
            format!("Fullest while it runs: broker {id}, {percent} %."),
        )),
        None if brokers.iter().any(|broker| broker.bytes_in > 0) => found.push(check(
            CheckKind::Hint,
            "Free space is not known",
            "These brokers do not tell the size of their disks (Kafka 3.3 does). Look at them before the start.",
        )),
        _ => {}
    }
    found
}

fn out_of_sync(snapshot: &Snapshot, moves: &[KeptMove]) -> Option<Check> {
    let topology = snapshot.metadata.as_ref()?;
    let ours: HashSet<(&str, i32)> = moves
        .iter()
        .map(|one| (one.topic.as_str(), one.partition))
        .collect();
    let (mut count, mut leaderless) = (0_u64, 0_u64);
    for topic in topology.cluster.topics.iter() {
        for one in topic.partitions() {
            if ours.contains(&(topic.name(), one.index)) {
                count += u64::from(one.isr.len() < one.replicas.len());
                leaderless += u64::from(one.leader < 0);
            }
        }
    }
    if leaderless > 0 {
        return Some(check(
            CheckKind::Warning,
            format!(
                "{} of the plan have no leader",
                words::counted(leaderless, "partition")
            ),
            "Nothing can be copied of them before they have one. Bring their brokers back first.",
        ));
    }
    (count > 0).then(|| {
        check(
            CheckKind::Warning,
            format!("{} of the plan are under-replicated", words::counted(count, "partition")),
            "Their replicas that are in sync are copied from; look why the others are not before more is asked of them.",
        )
    })
}

fn moving_already(snapshot: &Snapshot, moves: &[KeptMove]) -> Option<Check> {
    let part = snapshot.moves.as_ref()?;
    let count = moves
        .iter()
        .filter(|one| part.is_moving(&one.topic, one.partition))
        .count() as u64;
    (count > 0).then(|| {
        check(
            CheckKind::Warning,
            format!("{} of the plan move already", words::counted(count, "partition")),
            "Another tool moves them. They are left out when this starts, unless that is over by then.",
        )
    })
}

fn throttled_already(snapshot: &Snapshot) -> Option<Check> {
    let part = snapshot.moves.as_ref()?;
    let brokers: Vec<i32> = part.rates.keys().copied().collect();
    (!brokers.is_empty()).then(|| {
        check(
            CheckKind::Hint,
            "A replication throttle is set already",
            format!(
                "On {}. With a throttle of its own this reassignment replaces it, and removes it at the end.",
                words::brokers(&brokers)
            ),
        )
    })
}

fn brokers_away(snapshot: &Snapshot) -> Option<Check> {
    let away: Vec<i32> = snapshot
        .brokers
        .iter()
        .filter(|broker| broker.state != BrokerState::Alive)
        .map(|broker| broker.id)
        .collect();
    (!away.is_empty()).then(|| {
        check(
            CheckKind::Warning,
            format!(
                "{} away",
                match away.len() {
                    1 => "A broker is",
                    _ => "Brokers are",
                }
            ),
            format!(
                "{} cannot be copied from. It is better to wait for them.",
                words::upper(&words::brokers(&away))
            ),
        )
    })
}

fn sizes(plan: &Plan) -> Option<Check> {
    (plan.sizes_unknown > 0).then(|| {
        check(
            CheckKind::Hint,
            format!(
                "The size of {} is not known",
                words::counted(plan.sizes_unknown, "partition")
            ),
            "No broker told it. The bytes to move and the time are at least what is shown.",
        )
    })
}

fn racks(measure: &Measure) -> Option<Check> {
    let (before, after) = (measure.short_of_racks_before, measure.short_of_racks_after);
    if after > before {
        return Some(check(
            CheckKind::Warning,
            format!(
                "{} stand in fewer racks than they could",
                words::counted(after, "partition")
            ),
            format!("{before} do now. Strict racks would refuse this."),
        ));
    }
    (before > after).then(|| {
        check(
            CheckKind::Good,
            "Racks are used better",
            format!("{before} partitions stand in fewer racks than they could, {after} will."),
        )
    })
}

fn single(moves: &[KeptMove]) -> Option<Check> {
    let count = moves.iter().filter(|one| one.new.len() == 1).count() as u64;
    (count > 0).then(|| {
        check(
            CheckKind::Warning,
            format!(
                "{} have a single replica after it",
                words::counted(count, "partition")
            ),
            "When its broker is away they cannot be read or written.",
        )
    })
}
