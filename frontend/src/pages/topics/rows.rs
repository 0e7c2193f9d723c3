//! A topic as a row.

use super::size_line;
use crate::components::{Cell, Row, Tone};
use crate::format::{Figure, bytes, count, hours, number, rate};
use crate::i18n::text;
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::screen::{Screen, TopicTab};
use castellan_api::topics::TopicSummary;

/// Percent of skewed brokers from which on it is worth a look.
const SKEW_WARN_PERCENT: u32 = 30;

/// The row of a topic.
pub fn row(id: &InstanceId, topic: &TopicSummary, shown: &[String]) -> Row {
    let screen = Screen::Topic(id.clone(), topic.name.clone(), TopicTab::default());
    Row {
        key: topic.name.to_string(),
        name: topic.name.to_string(),
        href: Some(routes::href(&screen)),
        mark: topic.internal.then_some(text().topics().internal_mark),
        cells: shown
            .iter()
            .skip(1)
            .map(|column| cell(topic, column))
            .collect(),
        sum: vec![Cell::Text(size_line(topic)), in_sync(topic)],
    }
}

/// The state of a topic, worst first.
pub fn in_sync(topic: &TopicSummary) -> Cell {
    let t = text().topics();
    if topic.offline > 0 {
        Cell::Status(Tone::Crit, (t.offline_count)(topic.offline))
    } else if topic.below_min_isr > 0 {
        Cell::Status(Tone::Crit, (t.below_min_count)(topic.below_min_isr))
    } else if topic.under_replicated > 0 {
        Cell::Status(Tone::Crit, (t.out_of_sync)(topic.under_replicated))
    } else if topic.replicas == 1 {
        Cell::Status(Tone::Warn, t.one_replica.to_owned())
    } else {
        Cell::Status(Tone::Ok, t.in_sync.to_owned())
    }
}

fn cell(topic: &TopicSummary, column: &str) -> Cell {
    let common = text().common();
    match column {
        "partitions" => Cell::number(topic.partitions),
        "replicas" => Cell::number(topic.replicas),
        "in_sync" => in_sync(topic),
        "size" => Cell::figure(topic.size_bytes.map(bytes)),
        "messages" => Cell::figure(topic.messages.map(count)),
        "in_rate" => Cell::figure(topic.messages_per_s.map(rate)),
        "retention" => match topic.retention_ms {
            None => Cell::Missing(common.not_known),
            Some(-1) => Cell::Quiet(common.always.to_owned()),
            // A topic that is only compacted keeps the last value of each key for good.
            Some(_) if topic.cleanup_policy.as_deref() == Some("compact") => {
                Cell::Quiet(common.always.to_owned())
            }
            Some(ms) => Cell::Text(hours(ms)),
        },
        "cleanup" => Cell::text(topic.cleanup_policy.clone()),
        "sync_replication" => Cell::switch(topic.sync_replication),
        "sync_flush" => Cell::switch(topic.sync_flush),
        "timestamp" => Cell::text(topic.timestamp_type.clone()),
        "max_message" => Cell::figure(topic.max_message_bytes.map(bytes)),
        "spread" => Cell::percent(topic.spread_percent),
        "skew" => skew(topic.skew_percent),
        "leader_skew" => skew(topic.leader_skew_percent),
        "description" => Cell::Text(topic.description.clone()),
        _ => Cell::Text(String::new()),
    }
}

fn skew(percent: u32) -> Cell {
    let figure = Figure {
        text: number(percent),
        unit: "%",
        exact: String::new(),
    };
    Cell::Figure(figure, (percent >= SKEW_WARN_PERCENT).then_some(Tone::Warn))
}
