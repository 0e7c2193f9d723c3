//! The columns of the list: their heads, which are shown, and where that is kept.

use super::query;
use crate::components::Head;
use crate::dom;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::topics::{COLUMNS, COLUMNS_DEFAULT, TopicQuery};
use castellan_api::url::Commas;

/// Where the choice is kept in the browser.
const KEPT: &str = "topics.columns";

/// Word and whole name of a column.
fn words(key: &str) -> (&'static str, &'static str) {
    let t = text().topics();
    match key {
        "name" => (t.col_name, ""),
        "partitions" => (t.col_partitions, ""),
        "replicas" => (t.col_replicas, ""),
        "in_sync" => (t.col_in_sync, ""),
        "size" => (t.col_size, t.col_size_title),
        "messages" => (t.col_messages, t.col_messages_title),
        "in_rate" => (t.col_in_rate, t.col_in_rate_title),
        "retention" => (t.col_retention, t.col_retention_title),
        "cleanup" => (t.col_cleanup, t.col_cleanup_title),
        "sync_replication" => (t.col_sync, t.col_sync_title),
        "sync_flush" => (t.col_flush, t.col_flush_title),
        "timestamp" => (t.col_timestamp, t.col_timestamp_title),
        "max_message" => (t.col_max_message, t.col_max_message_title),
        "spread" => (t.col_spread, t.col_spread_title),
        "skew" => (t.col_skew, t.col_skew_title),
        "leader_skew" => (t.col_leader_skew, t.col_leader_skew_title),
        "description" => (t.col_description, ""),
        _ => ("", ""),
    }
}

/// Keys and words of all, for the chooser.
pub fn all() -> Vec<(&'static str, &'static str)> {
    COLUMNS.iter().map(|key| (*key, words(key).0)).collect()
}

fn known(keys: &[String]) -> Vec<String> {
    let mut known: Vec<String> = COLUMNS
        .iter()
        .filter(|column| **column == "name" || keys.iter().any(|key| key == *column))
        .map(|column| (*column).to_owned())
        .collect();
    known.dedup();
    known
}

/// Keys of the columns shown, in the order of the table. Followed.
pub fn shown() -> Vec<String> {
    let chosen = query().columns.0;
    if chosen.is_empty() {
        COLUMNS_DEFAULT
            .iter()
            .map(|key| (*key).to_owned())
            .collect()
    } else {
        known(&chosen)
    }
}

/// Writes the last choice into an address that says nothing of columns.
pub fn restore() {
    let now: TopicQuery = routes::query_untracked();
    if !now.columns.is_empty() {
        return;
    }
    if let Some(kept) = dom::kept(KEPT) {
        let keys: Vec<String> = kept.split(',').map(str::to_owned).collect();
        routes::set_query(
            &TopicQuery {
                columns: Commas(known(&keys)),
                ..now
            },
            Step::Replace,
        );
    }
}

/// Takes a choice; `None`: the columns of the start.
pub fn choose(keys: Option<Vec<String>>) {
    dom::keep(KEPT, keys.as_ref().map(|keys| keys.join(",")).as_deref());
    let now: TopicQuery = routes::query_untracked();
    routes::set_query(
        &TopicQuery {
            columns: Commas(keys.unwrap_or_default()),
            ..now
        },
        Step::Replace,
    );
}

/// Heads of the columns shown.
pub fn heads(shown: &[String]) -> Vec<Head> {
    COLUMNS
        .iter()
        .filter(|key| shown.iter().any(|one| one == *key))
        .map(|key| {
            let (label, title) = words(key);
            let words = [
                "name",
                "in_sync",
                "cleanup",
                "sync_replication",
                "sync_flush",
                "timestamp",
                "description",
            ];
            let head = Head::new(key, label).titled(title).sorted();
            if words.contains(key) {
                head
            } else {
                head.numeric()
            }
        })
        .collect()
}
