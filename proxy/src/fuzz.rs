//! One function for each reader of text that a person or a program sends to the console, for
//! cargo-fuzz (`fuzz/` at the root) and for the test that replays what it found. Each must end,
//! whatever it is given.

use crate::config;
use crate::services::topics;
use castellan_api::audit::TraceQuery;
use castellan_api::topics::{ImportFormat, PartitionQuery, TopicQuery};
use castellan_api::url;

/// Its name, which is that of the folder of its corpus, and what reads.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("console_config", config),
    ("console_query", query),
    ("console_topics_csv", topics_csv),
    ("console_topics_yaml", topics_yaml),
];

/// Runs on what is text.
fn with(data: &[u8], read: impl FnOnce(&str)) {
    if let Ok(text) = std::str::from_utf8(data) {
        read(text);
    }
}

/// The configuration file.
pub fn config(data: &[u8]) {
    with(data, config::parse);
}

/// Queries of lists: what was read is written and read back the same.
pub fn query(data: &[u8]) {
    fn again<T>(text: &str)
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        if let Ok(query) = url::decode::<T>(text) {
            let written = url::encode(&query);
            assert_eq!(url::decode::<T>(&written).as_ref(), Ok(&query), "{written}");
        }
    }
    with(data, |text| {
        again::<TopicQuery>(text);
        again::<TraceQuery>(text);
        again::<PartitionQuery>(text);
    });
}

/// A list of topics as CSV.
pub fn topics_csv(data: &[u8]) {
    with(data, |text| topics::read_list(text, ImportFormat::Csv));
}

/// A list of topics as YAML.
pub fn topics_yaml(data: &[u8]) {
    with(data, |text| topics::read_list(text, ImportFormat::Yaml));
}

#[cfg(test)]
#[path = "../../fuzz/replay.rs"]
mod tests;
