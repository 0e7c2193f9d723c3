//! What an edit of a topic would do: old and new values, warnings, and the refusals that need no
//! broker. Pure.

use super::check::{self, Facts, config_pointer};
use super::command::Cli;
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_api::topics::{Change, EditPlan, TopicEdit};
use castellan_kafka::{AlterOp, ConfigChange, ConfigEntry, ConfigSource, CreatePartitions};
use std::collections::BTreeMap;

/// A topic as it is now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Current {
    pub(crate) name: String,
    pub(crate) internal: bool,
    pub(crate) configs: Vec<ConfigEntry>,
    /// Brokers of each partition.
    pub(crate) placed: Vec<Vec<i32>>,
    pub(crate) description: String,
}

impl Current {
    fn partitions(&self) -> i32 {
        i32::try_from(self.placed.len()).unwrap_or(i32::MAX)
    }

    fn entry(&self, name: &str) -> Option<&ConfigEntry> {
        self.configs.iter().find(|entry| entry.name == name)
    }
}

/// An edit made ready.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Planned {
    pub(crate) changes: Vec<Change>,
    pub(crate) warnings: Vec<String>,
    /// Configs that change.
    pub(crate) configs: Vec<ConfigChange>,
    pub(crate) partitions: Option<CreatePartitions>,
    pub(crate) description: Option<String>,
    command: String,
}

impl Planned {
    /// As the API has it.
    pub(crate) fn answer(&self, done: bool) -> EditPlan {
        EditPlan {
            changes: self.changes.clone(),
            warnings: self.warnings.clone(),
            command: self.command.clone(),
            done,
        }
    }
}

/// Plans an edit.
pub(crate) fn plan(
    current: &Current,
    edit: &TopicEdit,
    facts: &Facts<'_>,
    cli: &Cli,
) -> Result<Planned, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut planned = Planned::default();
    if current.internal {
        planned.warnings.push(format!(
            "{} is kept by Kafka or its tools for themselves: a wrong value can stop the whole cluster from working.",
            current.name
        ));
    }
    configs(current, edit, facts, &mut planned, &mut errors);
    partitions(current, edit, facts, &mut planned, &mut errors);
    description(current, edit, &mut planned, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    planned.command = command(current, &planned, cli);
    Ok(planned)
}

fn configs(
    current: &Current,
    edit: &TopicEdit,
    facts: &Facts<'_>,
    planned: &mut Planned,
    errors: &mut Vec<FieldError>,
) {
    check::configs(
        edit.configs
            .iter()
            .map(|(name, value)| (name, value.as_ref())),
        facts.configs,
        errors,
    );
    for (name, wanted) in &edit.configs {
        let entry = current.entry(name);
        if entry.is_some_and(|entry| entry.read_only) {
            errors.push(FieldError::new(
                config_pointer(name),
                format!("{name} cannot be changed while the brokers run."),
            ));
            continue;
        }
        let own = entry.filter(|entry| entry.source == ConfigSource::Topic);
        let op = match wanted {
            // what is set already, and what is not set and shall not be, stays
            Some(value) if own.is_some_and(|own| own.value.as_ref() == Some(value)) => continue,
            None if own.is_none() => continue,
            Some(value) => AlterOp::Set(value.clone()),
            None => AlterOp::Delete,
        };
        planned.changes.push(Change {
            name: name.clone(),
            old: entry.and_then(|entry| entry.value.clone()),
            new: wanted.clone(),
        });
        planned.configs.push(ConfigChange {
            name: name.clone(),
            op,
        });
    }
    let set: BTreeMap<String, String> = edit
        .configs
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
        .collect();
    let replicas = current
        .placed
        .first()
        .and_then(|row| i32::try_from(row.len()).ok());
    planned
        .warnings
        .extend(check::config_warnings(&set, replicas));
}

fn partitions(
    current: &Current,
    edit: &TopicEdit,
    facts: &Facts<'_>,
    planned: &mut Planned,
    errors: &mut Vec<FieldError>,
) {
    let now = current.partitions();
    let Some(wanted) = edit.partitions else {
        if edit.assignment.is_some() {
            errors.push(FieldError::new(
                "/partitions",
                "Say how many partitions there shall be; the assignment is for the new ones.",
            ));
        }
        return;
    };
    if wanted < now {
        errors.push(FieldError::new(
            "/partitions",
            format!(
                "{} has {now} partitions, and Kafka never takes any away. The way round: clone it with {wanted} partitions, \
                 move producers and consumers to the clone, then delete this one.",
                current.name
            ),
        ));
        return;
    }
    if let Err(detail) = rules::partitions(wanted) {
        errors.push(FieldError::new("/partitions", detail));
        return;
    }
    let more = wanted - now;
    if let Some(rows) = &edit.assignment {
        if i32::try_from(rows.len()) != Ok(more) {
            errors.push(FieldError::new(
                "/assignment",
                format!(
                    "{} rows for {more} new partitions: one row for each is expected.",
                    rows.len()
                ),
            ));
        }
        let replicas = current.placed.first().map_or(0, Vec::len);
        check::placement(rows, replicas, facts.brokers, errors);
    }
    if more == 0 {
        return;
    }
    check::room(more, facts, errors);
    planned.changes.push(Change {
        name: "partitions".into(),
        old: Some(now.to_string()),
        new: Some(wanted.to_string()),
    });
    planned.warnings.push(
        "Messages with a key will go to other partitions than before: their order by key is broken at this point, and \
         compacted topics keep old values in the old partitions."
            .into(),
    );
    planned
        .warnings
        .push("Some clients read the new partitions only after a restart.".into());
    planned.partitions = Some(CreatePartitions {
        topic: current.name.clone(),
        count: wanted,
        assignments: edit.assignment.clone(),
    });
}

fn description(
    current: &Current,
    edit: &TopicEdit,
    planned: &mut Planned,
    errors: &mut Vec<FieldError>,
) {
    let Some(text) = &edit.description else {
        return;
    };
    if let Err(detail) = rules::description(text, rules::TOPIC_DESCRIPTION_MAX) {
        errors.push(FieldError::new("/description", detail));
    } else if *text != current.description {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        planned.changes.push(Change {
            name: "description".into(),
            old: said(&current.description),
            new: said(text),
        });
        planned.description = Some(text.clone());
    }
}

fn command(current: &Current, planned: &Planned, cli: &Cli) -> String {
    let configs: BTreeMap<String, Option<String>> = planned
        .configs
        .iter()
        .map(|change| match &change.op {
            AlterOp::Set(value) => (change.name.clone(), Some(value.clone())),
            _ => (change.name.clone(), None),
        })
        .collect();
    let count = planned.partitions.as_ref().map(|more| more.count);
    let placed: Option<Vec<Vec<i32>>> = planned
        .partitions
        .as_ref()
        .and_then(|more| more.assignments.as_ref())
        .map(|new| current.placed.iter().chain(new).cloned().collect());
    cli.alter(&current.name, &configs, count, placed.as_deref())
}

#[cfg(test)]
mod tests;
