//! What an import would do with each topic of a list: create, change, nothing, or nothing because it
//! cannot be. Pure.

use super::{ImportParams, Item, ItemWork};
use crate::error::Error;
use crate::services::topics::check::{self, Checked, Facts};
use crate::services::topics::command::Cli;
use crate::services::topics::create;
use crate::services::topics::editor::Work;
use crate::services::topics::plan::{self, Current, Planned};
use crate::services::topics::sheet::{List, Listed};
use castellan_api::ids::TopicName;
use castellan_api::problem::FieldError;
use castellan_api::topics::{Change, ImportAction, ImportPlan, ImportRow, NewTopic, TopicEdit};
use std::collections::{BTreeMap, HashMap};

/// What would be done with a topic.
pub(super) enum Deed {
    Create(NewTopic, Checked),
    Change(TopicName, TopicEdit, Box<(Current, Planned)>),
    Same,
    Conflict(String),
}

struct Row {
    line: u32,
    name: String,
    deed: Deed,
}

/// The plan of a list.
pub(super) struct Planning {
    rows: Vec<Row>,
    warnings: Vec<String>,
}

impl Planning {
    /// Compares a list with the topics as they are now.
    pub(super) fn new(
        list: List,
        mut now: BTreeMap<TopicName, Result<Current, Error>>,
        facts: &Facts<'_>,
        cli: &Cli,
    ) -> Self {
        let mut planning = Self {
            rows: Vec::new(),
            warnings: list.warnings,
        };
        let mut lines: HashMap<String, u32> = HashMap::new();
        let mut more = 0_u32;
        for listed in list.topics {
            let facts = Facts {
                // the list was compared with the cluster itself
                exists: &|_| false,
                partitions_used: facts.partitions_used.saturating_add(more),
                ..*facts
            };
            let (line, name) = (listed.line, listed.name.clone());
            let deed = if !listed.bad.is_empty() {
                Deed::Conflict(listed.bad.join(" "))
            } else if let Some(first) = lines.get(&name) {
                Deed::Conflict(format!("{name} is on line {first} already."))
            } else {
                let current = name
                    .parse()
                    .ok()
                    .and_then(|name: TopicName| now.remove(&name));
                planning.deed(listed, current, &facts, cli)
            };
            lines.entry(name.clone()).or_insert(line);
            more = more.saturating_add(added(&deed));
            planning.rows.push(Row { line, name, deed });
        }
        planning
    }

    fn deed(
        &mut self,
        listed: Listed,
        current: Option<Result<Current, Error>>,
        facts: &Facts<'_>,
        cli: &Cli,
    ) -> Deed {
        match current {
            Some(Ok(current)) => existing(listed, current, facts, cli),
            Some(Err(Error::NotFound(_))) | None => self.fresh(listed, facts),
            Some(Err(error)) => Deed::Conflict(error.to_string()),
        }
    }

    fn fresh(&mut self, listed: Listed, facts: &Facts<'_>) -> Deed {
        let topic = NewTopic {
            name: listed.name,
            partitions: listed.partitions,
            replicas: listed.replicas,
            assignment: None,
            configs: listed
                .configs
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
            description: listed.description.unwrap_or_default(),
        };
        match check::new_topic(&topic, facts) {
            Ok(checked) => {
                let about = |warning: &String| format!("{}: {warning}", topic.name);
                self.warnings.extend(checked.warnings.iter().map(about));
                Deed::Create(topic, checked)
            }
            Err(errors) => Deed::Conflict(words(&errors)),
        }
    }

    /// The requests for the new topics, for Kafka to check.
    pub(super) fn wires(&self, broker_defaults: bool) -> Vec<castellan_kafka::CreateTopic> {
        let new = self.rows.iter().filter_map(|row| match &row.deed {
            Deed::Create(topic, checked) => Some(create::wire(topic, checked, broker_defaults)),
            _ => None,
        });
        new.collect()
    }

    /// The edits of topics that exist, for Kafka to check.
    pub(super) fn edits(&self) -> Vec<Work> {
        let edits = self.rows.iter().filter_map(|row| match &row.deed {
            Deed::Change(name, _, work) => Some((name.clone(), work.0.clone(), work.1.clone())),
            _ => None,
        });
        edits.collect()
    }

    /// Kafka refuses the topic.
    pub(super) fn refuse(&mut self, name: &str, why: String) {
        let row = self.rows.iter_mut().find(|row| {
            row.name == name && matches!(row.deed, Deed::Create(..) | Deed::Change(..))
        });
        if let Some(row) = row {
            row.deed = Deed::Conflict(why);
        }
    }

    /// As the API has it.
    pub(super) fn answer(self) -> ImportPlan {
        let partitions = self.rows.iter().map(|row| added(&row.deed)).sum();
        let rows = self.rows.into_iter().map(|row| {
            let (action, changes, why) = match row.deed {
                Deed::Create(topic, checked) => {
                    (ImportAction::Create, settings(&topic, &checked), None)
                }
                Deed::Change(_, _, work) => (ImportAction::Change, work.1.changes, None),
                Deed::Same => (ImportAction::Same, Vec::new(), None),
                Deed::Conflict(why) => (ImportAction::Conflict, Vec::new(), Some(why)),
            };
            ImportRow {
                line: row.line,
                name: row.name,
                action,
                changes,
                why,
            }
        });
        ImportPlan {
            rows: rows.collect(),
            partitions,
            warnings: self.warnings,
        }
    }

    /// As the task is recorded: what is the same needs no work.
    pub(super) fn params(self, change_existing: bool) -> ImportParams {
        let mut seen: HashMap<String, ()> = HashMap::new();
        let items = self.rows.into_iter().filter_map(|row| {
            let work = match row.deed {
                Deed::Create(topic, _) => ItemWork::Create(topic),
                Deed::Change(_, edit, _) if change_existing => ItemWork::Change(edit),
                Deed::Change(..) => ItemWork::Refuse(
                    "It exists and differs, and changing it was not asked for.".into(),
                ),
                Deed::Same => return None,
                Deed::Conflict(why) => ItemWork::Refuse(why),
            };
            let told = !row.name.is_empty() && seen.insert(row.name.clone(), ()).is_none();
            let label = if told {
                row.name
            } else {
                format!("{} (line {})", row.name, row.line)
            };
            Some(Item { label, work })
        });
        ImportParams {
            items: items.collect(),
        }
    }
}

/// A topic that exists.
fn existing(listed: Listed, current: Current, facts: &Facts<'_>, cli: &Cli) -> Deed {
    let replicas = current.placed.first().map_or(0, Vec::len);
    if let Some(wanted) = listed.replicas
        && usize::try_from(wanted) != Ok(replicas)
    {
        return Deed::Conflict(format!(
            "It exists with {replicas} replicas and {wanted} are wanted: replicas are changed by a reassignment."
        ));
    }
    let holds = |name: &str, wanted: &Option<String>| {
        let entry = current.configs.iter().find(|entry| entry.name == name);
        wanted.is_some() && entry.is_some_and(|entry| entry.value == *wanted)
    };
    let edit = TopicEdit {
        // a value that holds already may be the cluster's default: it need not be set
        configs: listed
            .configs
            .into_iter()
            .filter(|(name, value)| !holds(name, value))
            .collect(),
        partitions: listed.partitions,
        assignment: None,
        description: listed.description,
    };
    match plan::plan(&current, &edit, facts, cli) {
        Ok(planned) if planned.changes.is_empty() => Deed::Same,
        Ok(planned) => {
            let name = TopicName::trusted(current.name.as_str());
            Deed::Change(name, edit, Box::new((current, planned)))
        }
        Err(errors) => Deed::Conflict(words(&errors)),
    }
}

fn added(deed: &Deed) -> u32 {
    match deed {
        Deed::Create(_, checked) => u32::try_from(checked.partitions.unwrap_or(0)).unwrap_or(0),
        Deed::Change(_, _, work) => {
            let wanted = work.1.partitions.as_ref().map_or(0, |more| more.count);
            let now = i32::try_from(work.0.placed.len()).unwrap_or(i32::MAX);
            u32::try_from(wanted.saturating_sub(now)).unwrap_or(0)
        }
        Deed::Same | Deed::Conflict(_) => 0,
    }
}

/// What a new topic is given.
fn settings(topic: &NewTopic, checked: &Checked) -> Vec<Change> {
    let set = |name: &str, new: String| Change {
        name: name.to_owned(),
        old: None,
        new: Some(new),
    };
    let mut changes = Vec::new();
    changes.extend(
        checked
            .partitions
            .map(|count| set("partitions", count.to_string())),
    );
    changes.extend(
        checked
            .replicas
            .map(|count| set("replicas", count.to_string())),
    );
    changes.extend(
        topic
            .configs
            .iter()
            .map(|(name, value)| set(name, value.clone())),
    );
    if !topic.description.is_empty() {
        changes.push(set("description", topic.description.clone()));
    }
    changes
}

fn words(errors: &[FieldError]) -> String {
    errors
        .iter()
        .map(|error| error.detail.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::topics::sheet;
    use castellan_api::instances::SecurityProtocol;
    use castellan_api::topics::ImportFormat;
    use castellan_kafka::{ConfigEntry, ConfigSource, ConfigType};

    fn current(name: &str) -> Current {
        let entry = ConfigEntry {
            name: "retention.ms".into(),
            value: Some("1000".into()),
            read_only: false,
            sensitive: false,
            source: ConfigSource::Default,
            kind: ConfigType::Long,
            documentation: None,
            synonyms: Vec::new(),
        };
        Current {
            name: name.into(),
            configs: vec![entry],
            placed: vec![vec![1], vec![2]],
            ..Current::default()
        }
    }

    fn planned(text: &str) -> Planning {
        let list = sheet::read(text, ImportFormat::Csv).unwrap();
        let now = ["same", "grow", "shrink", "replicas", "keep"]
            .map(|name| (TopicName::trusted(name), Ok(current(name))));
        let facts = Facts {
            brokers: &[1, 2, 3],
            configs: None,
            exists: &|_| true,
            alike: &|_| None,
            partitions_used: 10,
            partitions_max: Some(20),
            default_partitions: Some(1),
            default_replicas: Some(1),
            broker_defaults: true,
        };
        let cli = Cli::new(&["k:1".into()], SecurityProtocol::Plaintext);
        Planning::new(list, now.into_iter().collect(), &facts, &cli)
    }

    const LIST: &str = "name,partitions,replicas,retention.ms\n\
        new,3,2,5000\nsame,2,1,1000\ngrow,5,1,\nshrink,1,1,\nreplicas,2,2,\nnew,1,1,\na b,1,1,\nkeep,,,2000\nmuch,9,1,\n";

    #[test]
    fn each_topic_of_a_list_has_its_fate() {
        let answer = planned(LIST).answer();
        use ImportAction::{Change, Conflict, Create, Same};
        let actions: Vec<_> = answer
            .rows
            .iter()
            .map(|row| (row.line, row.action))
            .collect();
        assert_eq!(
            actions,
            [
                (2, Create),
                (3, Same),
                (4, Change),
                (5, Conflict),
                (6, Conflict),
                (7, Conflict),
                (8, Conflict),
                (9, Change),
                (10, Conflict)
            ]
        );
        assert_eq!(answer.partitions, 6);
        let why = |at: usize| answer.rows[at].why.clone().unwrap();
        assert!(why(3).contains("never takes any away"));
        assert!(why(4).contains("reassignment"));
        assert!(why(5).contains("line 2"));
        assert!(why(8).contains("limit of this instance is 20"));
    }

    #[test]
    fn a_task_has_an_item_for_each_that_is_not_the_same() {
        let labels = |change| {
            let params = planned(LIST).params(change);
            let refused = params
                .items
                .iter()
                .filter(|item| matches!(item.work, ItemWork::Refuse(_)))
                .count();
            (
                params
                    .items
                    .into_iter()
                    .map(|item| item.label)
                    .collect::<Vec<_>>(),
                refused,
            )
        };
        let (names, refused) = labels(true);
        assert_eq!(names.len(), 8);
        assert!(names.contains(&"new (line 7)".to_owned()));
        assert_eq!((refused, labels(false).1), (5, 7));
    }

    #[test]
    fn what_kafka_refuses_is_a_conflict() {
        let mut planning = planned(LIST);
        planning.refuse("new", "no".into());
        assert_eq!(planning.answer().rows[0].action, ImportAction::Conflict);
    }
}
