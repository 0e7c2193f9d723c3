//! Lists of topics as text: CSV and YAML, written by the export and taken back by the import. It
//! must not ask a cluster, and no text may make it panic.

mod cell;
mod csv_text;
mod yaml_text;

use cell::{guarded, unguarded};
#[cfg(test)]
pub(crate) use csv_text::HEADS;
pub(crate) use csv_text::{CsvWriter, head_of};
pub(crate) use yaml_text::{YamlTopic, write as write_yaml};

use castellan_api::problem::FieldError;
use castellan_api::rules::{BATCH_MAX, IMPORT_BYTES_MAX};
use castellan_api::topics::ImportFormat;
use std::collections::BTreeMap;

/// A topic of a list, as it was written. What is absent was not said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Listed {
    /// Line of the text, from 1.
    pub(crate) line: u32,
    pub(crate) name: String,
    pub(crate) partitions: Option<i32>,
    pub(crate) replicas: Option<i16>,
    /// `None`: shall be the cluster's default.
    pub(crate) configs: BTreeMap<String, Option<String>>,
    pub(crate) description: Option<String>,
    /// What could not be read, in words.
    pub(crate) bad: Vec<String>,
}

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct List {
    pub(crate) topics: Vec<Listed>,
    /// What a person should know: columns that say nothing about a new topic, and so on.
    pub(crate) warnings: Vec<String>,
}

/// Reads a list.
pub(crate) fn read(text: &str, format: ImportFormat) -> Result<List, FieldError> {
    let refuse = |detail: String| FieldError::new("/text", detail);
    if text.len() > IMPORT_BYTES_MAX {
        return Err(refuse(format!(
            "The list has {} bytes; at most {IMPORT_BYTES_MAX} are taken at once. Send it in parts.",
            text.len()
        )));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(refuse("The list is empty.".into()));
    }
    let list = match format {
        ImportFormat::Csv => csv_text::read(text),
        ImportFormat::Yaml => yaml_text::read(text),
    }
    .map_err(refuse)?;
    if list.topics.is_empty() {
        return Err(refuse("The list names no topic.".into()));
    }
    if list.topics.len() > BATCH_MAX {
        return Err(refuse(format!(
            "The list names more than {BATCH_MAX} topics, the most that are taken at once. Send it in parts."
        )));
    }
    Ok(list)
}

#[cfg(test)]
mod tests;
