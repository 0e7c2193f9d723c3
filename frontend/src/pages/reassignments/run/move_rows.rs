//! The rows of the partitions of a reassignment: state, brokers, how far each is, or why it failed.

use crate::components::{Cell, Head, Row};
use crate::format::duration;
use crate::i18n::text;
use crate::pages::reassignments::words::{
    amount, change as replicas, move_words, partition_key, partition_name, percent_of,
};
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::{MoveProgress, MoveState, ProgressQuery};
use castellan_api::screen::{Screen, TopicTab};

/// True if what failed or was canceled is listed: then reasons stand in place of figures.
pub fn with_reasons(query: &ProgressQuery) -> bool {
    matches!(query.state, Some(MoveState::Failed | MoveState::Canceled))
}

/// Heads of the columns.
pub fn heads(reasons: bool) -> Vec<Head> {
    let t = text().reassignments();
    let mut heads = vec![
        Head::new("partition", t.col_partition),
        Head::new("state", t.col_state),
        Head::new("replica", t.col_replica),
    ];
    if reasons {
        heads.push(Head::new("reason", t.col_reason));
    } else {
        heads.extend([
            Head::new("progress", t.col_progress),
            Head::new("moved", t.col_moved).numeric(),
            Head::new("left", t.col_left)
                .titled(t.col_left_title)
                .numeric(),
        ]);
    }
    heads
}

/// A partition as a row.
pub fn row(id: &InstanceId, one: &MoveProgress, reasons: bool) -> Row {
    let t = text().reassignments();
    let (tone, word) = move_words(one);
    let state = Cell::Status(tone, word.to_owned());
    let topic = Screen::Topic(id.clone(), one.topic.clone(), TopicTab::default());
    let badges = replicas(&one.old, &one.new);
    let moved = match one.bytes {
        Some(all) => Cell::Text(amount(one.bytes_done, all)),
        None => Cell::Missing(t.size_unknown),
    };
    let reason = one.error.as_ref().map(|error| error.detail.clone());
    let mut cells = vec![state.clone(), badges.clone()];
    if reasons {
        cells.push(Cell::Text(reason.clone().unwrap_or_default()));
    } else {
        cells.extend([progress(one), moved.clone(), left(one)]);
    }
    Row {
        key: partition_key(&one.topic, one.partition),
        name: partition_name(&one.topic, one.partition),
        href: Some(routes::href(&topic)),
        mark: None,
        cells,
        sum: vec![state, badges, reason.map_or(moved, Cell::Text)],
    }
}

fn progress(one: &MoveProgress) -> Cell {
    let t = text().reassignments();
    let percent = match one.bytes {
        _ if one.state == MoveState::Done => Some(100),
        Some(all) => percent_of(one.bytes_done, all).or(Some(0)),
        None => None,
    };
    percent.map_or(Cell::Missing(t.size_unknown), |percent| {
        Cell::Progress(t.progress, percent)
    })
}

/// The time it still takes; nothing where it does not move.
fn left(one: &MoveProgress) -> Cell {
    if one.state != MoveState::Moving {
        return Cell::Text(String::new());
    }
    let seconds = one
        .seconds_left
        .and_then(|seconds| i64::try_from(seconds).ok());
    seconds.map_or(
        Cell::Missing(text().reassignments().no_estimate),
        |seconds| Cell::Text(duration(seconds.saturating_mul(1_000))),
    )
}
