//! The rows of the tab Partitions: state, leader, replicas as badges, offsets, sizes.

use crate::components::{Badge, Cell, Head, Row, Tone};
use crate::format::{Figure, bytes, number};
use crate::i18n::text;
use castellan_api::topics::{PartitionRow, ReplicaCell};

/// Heads of the columns.
pub fn heads() -> Vec<Head> {
    let t = text().topic();
    vec![
        Head::new("partition", t.p_partition).numeric().sorted(),
        Head::new("state", t.p_state),
        Head::new("leader", t.p_leader).sorted(),
        Head::new("preferred", t.p_preferred),
        Head::new("replicas", t.p_replicas),
        Head::new("in_sync", t.p_in_sync).numeric(),
        Head::new("start", t.p_start).numeric().sorted(),
        Head::new("end", t.p_end).numeric().sorted(),
        Head::new("messages", t.p_messages).numeric().sorted(),
        Head::new("size", t.p_size).numeric().sorted(),
        Head::new("lag", t.p_lag).titled(t.p_lag_title).numeric(),
        Head::new("last", t.p_last).numeric(),
    ]
}

/// A partition as a row.
pub fn row(partition: &PartitionRow) -> Row {
    let t = text().topic();
    let all = partition.replicas.len() as u64;
    let in_sync = partition
        .replicas
        .iter()
        .filter(|replica| replica.in_sync)
        .count() as u64;
    let messages = partition
        .end_offset
        .zip(partition.start_offset)
        .map(|(end, start)| number(end.saturating_sub(start)));
    let lag = partition
        .replicas
        .iter()
        .filter_map(|replica| replica.lag)
        .max();
    let state = state(partition);
    let leader = match partition.leader {
        Some(leader) => Cell::Text((t.p_broker)(leader)),
        None => Cell::Status(Tone::Crit, t.p_none.to_owned()),
    };
    let preferred = match (partition.leader, partition.preferred) {
        (Some(leader), Some(first)) if leader == first => {
            Cell::Quiet(text().common().yes.to_owned())
        }
        (_, Some(first)) => Cell::Status(Tone::Idle, (t.p_no)(first)),
        (_, None) => Cell::Missing(text().common().not_known),
    };
    let lag = match lag {
        Some(0) => Cell::Quiet(number(0)),
        Some(lag) => Cell::Figure(
            Figure {
                text: number(lag),
                unit: "",
                exact: String::new(),
            },
            (in_sync < all).then_some(Tone::Crit),
        ),
        None => Cell::Missing(text().common().not_known),
    };
    let badges = Cell::Badges(badges(partition));
    Row {
        key: partition.partition.to_string(),
        name: number(partition.partition),
        href: None,
        mark: None,
        cells: vec![
            state.clone(),
            leader,
            preferred,
            badges.clone(),
            Cell::Text((t.p_of)(in_sync, all)),
            Cell::text(partition.start_offset.map(number)),
            Cell::text(partition.end_offset.map(number)),
            Cell::text(messages),
            Cell::figure(partition.size_bytes.map(bytes)),
            lag,
            partition
                .last_message_at
                .map_or(Cell::Missing(t.p_last_missing), Cell::Age),
        ],
        sum: vec![badges, state],
    }
}

fn state(partition: &PartitionRow) -> Cell {
    let t = text().topic();
    let ids = |wanted: &dyn Fn(&ReplicaCell) -> bool| {
        partition
            .replicas
            .iter()
            .filter(|replica| wanted(replica))
            .map(|replica| replica.broker.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let down = ids(&|replica| replica.offline && !replica.in_sync);
    let behind = ids(&|replica| !replica.in_sync && !replica.offline);
    if partition.leader.is_none() {
        Cell::Status(Tone::Crit, t.p_no_leader.to_owned())
    } else if !down.is_empty() {
        Cell::Status(Tone::Crit, (t.p_down)(&down))
    } else if !behind.is_empty() {
        Cell::Status(Tone::Crit, (t.p_behind)(&behind))
    } else if partition.below_min_isr {
        Cell::Status(Tone::Crit, t.p_below.to_owned())
    } else {
        Cell::Status(Tone::Ok, t.state_ok.to_owned())
    }
}

fn badges(partition: &PartitionRow) -> Vec<Badge> {
    let t = text().topic();
    partition
        .replicas
        .iter()
        .map(|replica| {
            let id = replica.broker;
            let (class, title) = if replica.offline && !replica.in_sync {
                ("out", (t.badge_offline)(id))
            } else if !replica.in_sync {
                ("out", (t.badge_out)(id))
            } else if partition.leader == Some(id) {
                ("lead", (t.badge_leader)(id))
            } else {
                ("", (t.p_broker)(id))
            };
            Badge {
                text: id.to_string(),
                class,
                title,
            }
        })
        .collect()
}
