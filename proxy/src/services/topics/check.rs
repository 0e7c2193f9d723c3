//! What may be asked of a topic: every bad field at once, each with its JSON pointer, and what a
//! person should know of a wish that Kafka would take. Pure; Kafka's own validators have the last
//! word after it.

use castellan_api::ids::TopicName;
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_api::topics::NewTopic;
use std::collections::{BTreeMap, BTreeSet};

/// Bad fields of one kind (partitions of an assignment, configs) that are named before the rest is
/// only counted: a list of thousands helps nobody.
const NAMED_MAX: usize = 20;
/// Partitions above which a warning is given.
const PARTITIONS_EASY: i32 = 200;
/// Bytes of a message above which a warning is given.
const MESSAGE_BYTES_EASY: i64 = 10_485_760;
/// Hours of retention outside of which a warning is given.
const RETENTION_HOURS_EASY: std::ops::RangeInclusive<i64> = 1..=720;

/// What is known of the cluster a topic is checked against.
pub(crate) struct Facts<'a> {
    /// Brokers alive, ascending.
    pub(crate) brokers: &'a [i32],
    /// Names of the configs a topic may have there; absent: they could not be read, Kafka decides.
    pub(crate) configs: Option<&'a BTreeSet<String>>,
    /// True for the name of a topic that exists.
    pub(crate) exists: &'a (dyn Fn(&str) -> bool + Sync),
    /// A topic that metrics could not tell from this name.
    pub(crate) alike: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// Partitions in use.
    pub(crate) partitions_used: u32,
    /// Limit of partitions.
    pub(crate) partitions_max: Option<u32>,
    /// `num.partitions`, where it is known.
    pub(crate) default_partitions: Option<i32>,
    /// `default.replication.factor`, where it is known.
    pub(crate) default_replicas: Option<i32>,
    /// True if the cluster fills in both itself (KIP-464, Kafka 2.4).
    pub(crate) broker_defaults: bool,
}

/// A topic that may be asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checked {
    pub(crate) name: TopicName,
    /// Partitions it will have; absent: the cluster fills them in and did not tell its number.
    pub(crate) partitions: Option<i32>,
    /// Replicas it will have; absent: as above.
    pub(crate) replicas: Option<i32>,
    pub(crate) warnings: Vec<String>,
}

/// Checks a new topic.
pub(crate) fn new_topic(topic: &NewTopic, facts: &Facts<'_>) -> Result<Checked, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    let name = name(&topic.name, facts, &mut errors, &mut warnings);
    let (partitions, replicas) = shape(topic, facts, &mut errors);
    if let Some(count) = partitions {
        room(count, facts, &mut errors);
        if count > PARTITIONS_EASY {
            warnings.push(format!(
                "{count} partitions: more than {PARTITIONS_EASY} cost memory and open files on the brokers and make failovers slower."
            ));
        }
    }
    if replicas == Some(1) {
        warnings.push("One replica: the topic cannot be read while its broker is down, and is lost with its disk.".into());
    }
    configs(
        topic
            .configs
            .iter()
            .map(|(name, value)| (name, Some(value))),
        facts.configs,
        &mut errors,
    );
    warnings.extend(config_warnings(&topic.configs, replicas));
    if let Err(detail) = rules::description(&topic.description, rules::TOPIC_DESCRIPTION_MAX) {
        errors.push(FieldError::new("/description", detail));
    }
    match name {
        Some(name) if errors.is_empty() => Ok(Checked {
            name,
            partitions,
            replicas,
            warnings,
        }),
        _ => Err(errors),
    }
}

fn name(
    text: &str,
    facts: &Facts<'_>,
    errors: &mut Vec<FieldError>,
    warnings: &mut Vec<String>,
) -> Option<TopicName> {
    let name = match text.parse::<TopicName>() {
        Ok(name) => name,
        Err(detail) => {
            errors.push(FieldError::new("/name", detail));
            return None;
        }
    };
    if (facts.exists)(text) {
        errors.push(FieldError::new(
            "/name",
            format!("There is a topic {text} already. Choose another name."),
        ));
    } else if let Some(other) = (facts.alike)(text) {
        warnings.push(format!(
            "Metrics cannot tell {text} from {other}, because '.' and '_' are the same there. Kafka itself may refuse the name."
        ));
    }
    warnings.extend(rules::topic_name_warning(text).map(str::to_owned));
    Some(name)
}

/// Partitions and replicas as asked, as assigned, or as the cluster would choose.
fn shape(
    topic: &NewTopic,
    facts: &Facts<'_>,
    errors: &mut Vec<FieldError>,
) -> (Option<i32>, Option<i32>) {
    if let Some(rows) = &topic.assignment {
        return assigned(topic, rows, facts, errors);
    }
    let partitions = match topic.partitions {
        Some(count) => {
            if let Err(detail) = rules::partitions(count) {
                errors.push(FieldError::new("/partitions", detail));
            }
            Some(count)
        }
        None => unsaid(
            "/partitions",
            "partitions",
            facts.default_partitions,
            facts,
            errors,
        ),
    };
    let alive = u32::try_from(facts.brokers.len()).unwrap_or(u32::MAX);
    let replicas = match topic.replicas {
        Some(count) => {
            let count = i32::from(count);
            if let Err(detail) = rules::replicas(count, alive) {
                errors.push(FieldError::new("/replicas", detail));
            }
            Some(count)
        }
        None => unsaid(
            "/replicas",
            "replicas",
            facts.default_replicas,
            facts,
            errors,
        ),
    };
    (partitions, replicas)
}

fn unsaid(
    pointer: &str,
    what: &str,
    default: Option<i32>,
    facts: &Facts<'_>,
    errors: &mut Vec<FieldError>,
) -> Option<i32> {
    if default.is_none() && !facts.broker_defaults {
        errors.push(FieldError::new(
            pointer,
            format!("Say how many {what}: this cluster is older than Kafka 2.4, and its own default could not be read."),
        ));
    }
    default
}

fn assigned(
    topic: &NewTopic,
    rows: &[Vec<i32>],
    facts: &Facts<'_>,
    errors: &mut Vec<FieldError>,
) -> (Option<i32>, Option<i32>) {
    let replicas = rows.first().map_or(0, Vec::len);
    placement(rows, replicas, facts.brokers, errors);
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    if let Err(detail) = rules::partitions(count) {
        errors.push(FieldError::new("/assignment", detail));
    }
    let replicas = i32::try_from(replicas).unwrap_or(i32::MAX);
    if topic.partitions.is_some_and(|asked| asked != count) {
        errors.push(FieldError::new(
            "/partitions",
            format!("The assignment has {count} partitions. Leave this out, or say {count}."),
        ));
    }
    if topic
        .replicas
        .is_some_and(|asked| i32::from(asked) != replicas)
    {
        errors.push(FieldError::new(
            "/replicas",
            format!("The assignment has {replicas} replicas. Leave this out, or say {replicas}."),
        ));
    }
    (Some(count), Some(replicas))
}

/// Checks the brokers of partitions: as many as the others have, alive, none twice.
pub(crate) fn placement(
    rows: &[Vec<i32>],
    replicas: usize,
    brokers: &[i32],
    errors: &mut Vec<FieldError>,
) {
    let bad: Vec<FieldError> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let detail = misplaced(row, replicas, brokers)?;
            Some(FieldError::new(format!("/assignment/{at}"), detail))
        })
        .collect();
    if bad.len() > NAMED_MAX {
        errors.push(FieldError::new(
            "/assignment",
            format!("{} rows are not right; the first are named.", bad.len()),
        ));
    }
    errors.extend(bad.into_iter().take(NAMED_MAX));
}

fn misplaced(row: &[i32], replicas: usize, brokers: &[i32]) -> Option<String> {
    if row.is_empty() {
        return Some("Name at least one broker.".into());
    }
    if row.len() != replicas {
        return Some(format!(
            "{} brokers are named where the others have {replicas}.",
            row.len()
        ));
    }
    if let Some(stranger) = row.iter().find(|id| !brokers.contains(id)) {
        return Some(format!("There is no broker {stranger} alive."));
    }
    let mut seen = BTreeSet::new();
    let twice = row.iter().find(|id| !seen.insert(**id))?;
    Some(format!(
        "Broker {twice} is named twice; a broker holds one replica of a partition."
    ))
}

/// Refuses what would go over the instance's limit, with both numbers.
pub(crate) fn room(more: i32, facts: &Facts<'_>, errors: &mut Vec<FieldError>) {
    let Some(most) = facts.partitions_max else {
        return;
    };
    let after = u64::from(facts.partitions_used) + u64::try_from(more).unwrap_or(0);
    if after > u64::from(most) {
        errors.push(FieldError::new(
            "/partitions",
            format!(
                "{} partitions are in use and {more} more would make {after}; the limit of this instance is {most}.",
                facts.partitions_used
            ),
        ));
    }
}

/// Refuses config names the cluster does not know.
pub(crate) fn configs<'a>(
    asked: impl Iterator<Item = (&'a String, Option<&'a String>)>,
    known: Option<&BTreeSet<String>>,
    errors: &mut Vec<FieldError>,
) {
    let bad = asked.filter_map(|(name, value)| {
        let unknown = name.is_empty() || known.is_some_and(|known| !known.contains(name));
        let detail = if unknown {
            format!(
                "This cluster has no topic config {name:?}.{}",
                near(name, known)
            )
        } else if value.is_some_and(|value| value.trim().is_empty()) {
            format!("{name} needs a value; send null to reset it, or leave it out.")
        } else {
            return None;
        };
        Some(FieldError::new(config_pointer(name), detail))
    });
    errors.extend(bad.take(NAMED_MAX));
}

/// The JSON pointer of a config (RFC 6901).
pub(crate) fn config_pointer(name: &str) -> String {
    format!("/configs/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A name that was most likely meant: one that differs in separators and case only, or contains it.
fn near(name: &str, known: Option<&BTreeSet<String>>) -> String {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], ".");
    let wanted = plain(name);
    let wanted = wanted.strip_prefix("log.").unwrap_or(&wanted);
    known
        .into_iter()
        .flatten()
        .find(|known| plain(known) == wanted)
        .map_or_else(String::new, |known| format!(" Is {known} meant?"))
}

/// What a person should know of configs that Kafka takes.
pub(crate) fn config_warnings(
    configs: &BTreeMap<String, String>,
    replicas: Option<i32>,
) -> Vec<String> {
    let number = |name: &str| {
        configs
            .get(name)
            .and_then(|value| value.trim().parse::<i64>().ok())
    };
    let mut warnings = Vec::new();
    if let (Some(least), Some(replicas)) = (number("min.insync.replicas"), replicas) {
        if least > i64::from(replicas) {
            warnings.push(format!(
                "min.insync.replicas is {least} and there are {replicas} replicas: no producer with acks=all could write."
            ));
        } else if least == i64::from(replicas) && replicas > 1 {
            warnings.push(
                "Synchronous replication: producers must send acks=all, and cannot write while one replica is down.".into(),
            );
        }
    }
    if let Some(ms) = number("retention.ms")
        && ms >= 0
        && !RETENTION_HOURS_EASY.contains(&(ms / 3_600_000))
    {
        warnings.push(format!(
            "retention.ms = {ms}: 1 to 720 hours are usual (3,600,000 to 2,592,000,000 ms)."
        ));
    }
    if let Some(bytes) = number("max.message.bytes")
        && bytes > MESSAGE_BYTES_EASY
    {
        warnings.push(format!(
            "max.message.bytes = {bytes}: above {MESSAGE_BYTES_EASY} brokers and clients need larger buffers too."
        ));
    }
    warnings
}

#[cfg(test)]
mod tests;
