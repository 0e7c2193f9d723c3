//! CSV with a head. Heads are Kafka's own config names where a column is a config, so that the unit
//! is never in doubt; the import takes the friendly names too.

use super::{List, Listed, guarded, unguarded};

/// Heads the export writes for a column of the list, in their order.
pub(crate) const HEADS: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("partitions", &["partitions"]),
    ("replicas", &["replicas"]),
    ("in_sync", &["under_replicated", "offline", "below_min_isr"]),
    ("size", &["size_bytes"]),
    ("messages", &["messages"]),
    ("in_rate", &["messages_per_s"]),
    ("retention", &["retention.ms"]),
    ("cleanup", &["cleanup.policy"]),
    (
        "sync_replication",
        &["synchronous_replication", "min.insync.replicas"],
    ),
    ("sync_flush", &["synchronous_flushing"]),
    ("timestamp", &["message.timestamp.type"]),
    ("max_message", &["max.message.bytes"]),
    ("spread", &["spread_percent"]),
    ("skew", &["skew_percent"]),
    ("leader_skew", &["leader_skew_percent"]),
    ("description", &["description"]),
];

/// Heads that tell of a topic what cannot be asked of a new one.
const MEASURED: &[&str] = &[
    "under_replicated",
    "offline",
    "below_min_isr",
    "size_bytes",
    "messages",
    "messages_per_s",
    "spread_percent",
    "skew_percent",
    "leader_skew_percent",
];

/// The heads of a column of the list.
pub(crate) fn head_of(column: &str) -> Option<&'static [&'static str]> {
    HEADS
        .iter()
        .find(|(name, _)| *name == column)
        .map(|(_, heads)| *heads)
}

/// Writes rows of cells, each made harmless.
pub(crate) struct CsvWriter(csv::Writer<Vec<u8>>);

impl CsvWriter {
    /// With the head.
    pub(crate) fn new(head: &[&str]) -> Self {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // writing to memory does not fail
        let _ = writer.write_record(head);
        Self(writer)
    }

    /// One row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        let _ = self.0.write_record(cells.iter().map(|cell| guarded(cell)));
    }

    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// What a column says.
enum Column {
    Name,
    Partitions,
    Replicas,
    RetentionHours,
    SyncReplication,
    SyncFlush,
    Description,
    Config(String),
    Measured,
}

fn column(head: &str) -> Column {
    let plain = head.trim().to_lowercase();
    match plain.replace([' ', '-'], "_").as_str() {
        "name" | "topic" | "topic_name" => Column::Name,
        "partitions" => Column::Partitions,
        "replicas" | "replication_factor" => Column::Replicas,
        "retention_hours" | "retention_time" => Column::RetentionHours,
        "synchronous_replication" => Column::SyncReplication,
        "synchronous_flushing" => Column::SyncFlush,
        "description" => Column::Description,
        measured if MEASURED.contains(&measured) => Column::Measured,
        _ => Column::Config(plain),
    }
}

/// Reads a list; the error is for a text that is no list at all.
pub(super) fn read(text: &str) -> Result<List, String> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let head = match records.next() {
        Some(Ok(head)) => head,
        Some(Err(error)) => return Err(format!("The head cannot be read: {error}.")),
        None => return Err("The list is empty.".into()),
    };
    let columns: Vec<Column> = head.iter().map(|cell| column(unguarded(cell))).collect();
    if !columns.iter().any(|column| matches!(column, Column::Name)) {
        return Err(
            "The first line must be a head with a column \"name\", as the export writes it.".into(),
        );
    }
    let mut list = List::default();
    let ignored: Vec<&str> = head
        .iter()
        .zip(&columns)
        .filter(|(_, column)| matches!(column, Column::Measured))
        .map(|(cell, _)| cell)
        .collect();
    if !ignored.is_empty() {
        list.warnings.push(format!(
            "Columns that a new topic cannot have are passed over: {}.",
            ignored.join(", ")
        ));
    }
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    for record in records {
        match record {
            Ok(record) => {
                let line = lines.of(&record);
                if record.iter().any(|cell| !cell.trim().is_empty()) {
                    list.topics.push(listed(&record, &columns, line));
                }
            }
            Err(error) => return Err(format!("The list cannot be read: {error}.")),
        }
        if list.topics.len() > castellan_api::rules::BATCH_MAX {
            break;
        }
    }
    Ok(list)
}

/// Counts lines as far as they were read. The reader passes over empty lines without a word, and
/// gives the place before them.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line a record begins on.
    fn of(&mut self, record: &csv::StringRecord) -> u32 {
        let start = record
            .position()
            .and_then(|place| usize::try_from(place.byte()).ok());
        let bytes = self.text.as_bytes();
        let mut start = start.unwrap_or(self.at).max(self.at);
        while matches!(bytes.get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        let passed = bytes.get(self.at..start).unwrap_or_default();
        let ends = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = start;
        self.line
    }
}

fn listed(record: &csv::StringRecord, columns: &[Column], line: u32) -> Listed {
    let mut topic = Listed {
        line,
        ..Listed::default()
    };
    if record.len() > columns.len() {
        topic.bad.push(format!(
            "The line has {} cells and the head {}.",
            record.len(),
            columns.len()
        ));
    }
    let mut sync = None;
    for (cell, column) in record.iter().zip(columns) {
        let cell = unguarded(cell.trim());
        if cell.is_empty() {
            continue;
        }
        match column {
            Column::Name => topic.name = cell.to_owned(),
            Column::Partitions => topic.partitions = number(cell, "partitions", &mut topic.bad),
            Column::Replicas => topic.replicas = number(cell, "replicas", &mut topic.bad),
            Column::RetentionHours => {
                if let Some(hours) = number::<i64>(cell, "retention_hours", &mut topic.bad) {
                    let ms = if hours < 0 {
                        -1
                    } else {
                        hours.saturating_mul(3_600_000)
                    };
                    topic
                        .configs
                        .entry("retention.ms".into())
                        .or_insert_with(|| Some(ms.to_string()));
                }
            }
            Column::SyncReplication => {
                sync = truth(cell, "synchronous_replication", &mut topic.bad)
            }
            Column::SyncFlush => match truth(cell, "synchronous_flushing", &mut topic.bad) {
                Some(true) => drop(
                    topic
                        .configs
                        .insert("flush.messages".into(), Some("1".into())),
                ),
                Some(false) => drop(topic.configs.entry("flush.messages".into()).or_insert(None)),
                None => {}
            },
            Column::Description => topic.description = Some(cell.to_owned()),
            Column::Config(name) => drop(topic.configs.insert(name.clone(), Some(cell.to_owned()))),
            Column::Measured => {}
        }
    }
    if let Some(sync) = sync
        && !topic.configs.contains_key("min.insync.replicas")
    {
        match (sync, topic.replicas) {
            (false, _) => drop(
                topic
                    .configs
                    .insert("min.insync.replicas".into(), Some("1".into())),
            ),
            (true, Some(replicas)) => {
                topic
                    .configs
                    .insert("min.insync.replicas".into(), Some(replicas.to_string()));
            }
            (true, None) => topic
                .bad
                .push("Synchronous replication needs the number of replicas.".into()),
        }
    }
    topic
}

fn number<T: std::str::FromStr>(cell: &str, what: &str, bad: &mut Vec<String>) -> Option<T> {
    let read = cell.replace(['_', ' '], "").parse().ok();
    if read.is_none() {
        bad.push(format!("{what}: {cell:?} is not a number that fits."));
    }
    read
}

fn truth(cell: &str, what: &str, bad: &mut Vec<String>) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "enabled" => Some(true),
        "false" | "no" | "off" | "0" | "disabled" => Some(false),
        _ => {
            bad.push(format!("{what}: {cell:?} is neither true nor false."));
            None
        }
    }
}
