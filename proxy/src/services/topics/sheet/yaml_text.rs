//! YAML: a list `topics` of name, partitions, replicas, configs, description.

use super::{List, Listed};
use crate::services::cmak::line_of_anchor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A topic as the export writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct YamlTopic {
    pub(crate) name: String,
    pub(crate) partitions: u32,
    pub(crate) replicas: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) configs: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct WrittenFile<'a> {
    topics: &'a [YamlTopic],
}

/// The file.
pub(crate) fn write(topics: &[YamlTopic]) -> Result<Vec<u8>, String> {
    serde_yaml_ng::to_string(&WrittenFile { topics })
        .map(String::into_bytes)
        .map_err(|error| error.to_string())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadFile {
    topics: Vec<serde_yaml_ng::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadTopic {
    name: String,
    #[serde(default)]
    partitions: Option<i32>,
    #[serde(default)]
    replicas: Option<i16>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    configs: BTreeMap<String, Scalar>,
}

/// A value of a config; people leave the quotes out.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Whole(i64),
    Real(f64),
    Truth(bool),
    Nothing(()),
}

impl Scalar {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(number) => Some(number.to_string()),
            Self::Real(number) => Some(number.to_string()),
            Self::Truth(truth) => Some(truth.to_string()),
            Self::Nothing(()) => None,
        }
    }
}

/// Reads a list; the error is for a text that is no list at all.
pub(super) fn read(text: &str) -> Result<List, String> {
    // Aliases may make gigabytes of a few bytes.
    if let Some(line) = line_of_anchor(text) {
        return Err(format!(
            "Line {line} has what YAML takes for an anchor (&…), which is not taken. Write the value itself, without a & at the start of a word."
        ));
    }
    let file: ReadFile = serde_yaml_ng::from_str(text)
        .map_err(|error| format!("The YAML cannot be read: {error}. A list \"topics\" is expected, as the export writes it."))?;
    let lines = lines_of_items(text, file.topics.len());
    let topics = file.topics.into_iter().enumerate().map(|(at, value)| {
        let line = lines.get(at).copied().unwrap_or(1);
        listed(value, line)
    });
    Ok(List {
        topics: topics.collect(),
        warnings: Vec::new(),
    })
}

fn listed(value: serde_yaml_ng::Value, line: u32) -> Listed {
    let name = value
        .get("name")
        .and_then(|name| name.as_str())
        .unwrap_or_default()
        .to_owned();
    match serde_yaml_ng::from_value::<ReadTopic>(value) {
        Ok(topic) => Listed {
            line,
            name: topic.name,
            partitions: topic.partitions,
            replicas: topic.replicas,
            configs: topic
                .configs
                .into_iter()
                .map(|(name, value)| (name, value.text()))
                .collect(),
            description: topic.description,
            bad: Vec::new(),
        },
        Err(error) => Listed {
            line,
            name,
            bad: vec![format!("{error}.")],
            ..Listed::default()
        },
    }
}

/// The lines where the items of the list begin, in block style. Any other style (where the count
/// does not fit) has no lines to name, and each item says line 1.
fn lines_of_items(text: &str, count: usize) -> Vec<u32> {
    let mut indent = None;
    let mut lines = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_end() == "topics:" {
            inside = true;
            continue;
        }
        let rest = line.trim_start();
        if !inside || !(rest == "-" || rest.starts_with("- ")) {
            continue;
        }
        let depth = line.len() - rest.len();
        if *indent.get_or_insert(depth) == depth {
            lines.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
    }
    if lines.len() == count {
        lines
    } else {
        Vec::new()
    }
}
