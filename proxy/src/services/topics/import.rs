//! Many topics from a list: the plan of it, and the task that makes and changes them.

mod planning;

use super::create::CHANGE_TAKES;
use super::editor::Editor;
use super::ground::Ground;
use super::making::{self, Fates};
use super::refusal::{self, later};
use super::sheet;
use crate::access::Cx;
use crate::cluster::Expect;
use crate::error::Error;
use crate::tasks::{StepError, StepResult, Task, Work};
use castellan_api::action::Action;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::TopicName;
use castellan_api::tasks::{TaskKind, TaskRef};
use castellan_api::topics::{Import, ImportPlan, ImportTopics, NewTopic, PlanImport, TopicEdit};
use planning::Planning;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Topics Kafka checks in one request.
const CHECKED_AT_ONCE: usize = 100;

/// Reads a list of topics and says what would happen to each.
pub async fn plan_import(
    cx: Cx<PlanImport>,
    path: InstancePath,
    _: NoQuery,
    body: Import,
) -> Result<ImportPlan, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    Ok(plan(&ground, &body).await?.answer())
}

/// Creates (and changes, where asked) the topics of a list, as a task.
pub async fn import(
    cx: Cx<ImportTopics>,
    path: InstancePath,
    _: NoQuery,
    body: Import,
) -> Result<TaskRef, Error> {
    if body.change_existing {
        cx.scope().on(Action::TopicModify, &path.instance)?;
    }
    let ground = Ground::of(cx.app(), &path.instance)?;
    let planning = plan(&ground, &body).await?;
    let params = planning.params(body.change_existing);
    let effects = params
        .items
        .iter()
        .filter(|item| !matches!(item.work, ItemWork::Refuse(_)))
        .count();
    if effects == 0 {
        let why = params.items.iter().find_map(|item| match &item.work {
            ItemWork::Refuse(why) => Some(format!(" {}: {why}", item.label)),
            _ => None,
        });
        let detail = format!(
            "Nothing of this list would be created or changed.{}",
            why.unwrap_or_default()
        );
        return Err(Error::field("/text", detail));
    }
    let target = format!(
        "{effects} {}",
        if effects == 1 { "topic" } else { "topics" }
    );
    let change = cx.begin(&target).await?;
    ground
        .app
        .tasks()
        .begin::<ImportTask>(
            &change,
            &cx.caller()?.into(),
            &path.instance,
            target,
            &params,
        )
        .await
}

/// Reads the list, compares it with the cluster, and has Kafka check what is new.
async fn plan(ground: &Ground, body: &Import) -> Result<Planning, Error> {
    let list = sheet::read(&body.text, body.format).map_err(|error| Error::Invalid(vec![error]))?;
    let editor = Editor::new(ground).await?;
    let names: BTreeSet<TopicName> = list
        .topics
        .iter()
        .filter_map(|topic| topic.name.parse().ok())
        .collect();
    let names: Vec<TopicName> = names.into_iter().collect();
    let now = if names.is_empty() {
        BTreeMap::new()
    } else {
        editor.read(&names).await?
    };
    let checks = ground.checks().await?;
    let mut planning = Planning::new(list, now, &checks.facts(), &ground.cli());
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let wires = planning.wires(checks.broker_defaults);
    for part in wires.chunks(CHECKED_AT_ONCE) {
        for (name, answer) in client.create_topics(part, true).await? {
            if let Err(error) = answer {
                planning.refuse(&name, error.to_string());
            }
        }
    }
    for (name, refused) in editor.apply(&planning.edits(), true).await {
        if let Err(refused) = refused {
            planning.refuse(name.as_str(), refused.source.to_string());
        }
    }
    Ok(planning)
}

/// What an import is recorded as.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImportParams {
    items: Vec<Item>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Item {
    /// The topic's name; with the line where the name alone would not tell.
    label: String,
    work: ItemWork,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ItemWork {
    Create(NewTopic),
    Change(TopicEdit),
    Refuse(String),
}

/// Makes and changes the topics.
#[derive(Debug)]
pub struct ImportTask;

impl Task for ImportTask {
    const KIND: TaskKind = TaskKind::CreateTopics;
    const TRACE: &'static str = "Kafka_import_topicsTask";
    const UNIT: &'static str = "topics";
    const AT_ONCE: usize = 20;
    type Params = ImportParams;

    fn plan(params: &ImportParams) -> Vec<String> {
        params.items.iter().map(|item| item.label.clone()).collect()
    }

    fn needs(params: &ImportParams) -> Vec<Action> {
        let any = |of: fn(&ItemWork) -> bool| params.items.iter().any(|item| of(&item.work));
        let mut needs = Vec::new();
        if any(|work| matches!(work, ItemWork::Create(_))) {
            needs.push(Action::TopicCreate);
        }
        if any(|work| matches!(work, ItemWork::Change(_))) {
            needs.push(Action::TopicModify);
        }
        needs
    }

    async fn step(work: &Work<'_>, params: &ImportParams, items: &[String]) -> StepResult {
        let ground = Ground::of(work.app(), work.instance())?;
        let mine: Vec<&Item> = params
            .items
            .iter()
            .filter(|item| items.contains(&item.label))
            .collect();
        let new: Vec<&NewTopic> = mine
            .iter()
            .filter_map(|item| match &item.work {
                ItemWork::Create(topic) => Some(topic),
                _ => None,
            })
            .collect();
        let changes: Vec<(&str, &TopicEdit)> = mine
            .iter()
            .filter_map(|item| match &item.work {
                ItemWork::Change(edit) => Some((item.label.as_str(), edit)),
                _ => None,
            })
            .collect();
        let mut fates = making::make(work, &ground, &new).await?;
        fates.extend(change(work, &ground, &changes).await?);
        for item in mine {
            if let ItemWork::Refuse(why) = &item.work {
                fates.insert(item.label.clone(), Err(refusal::words(why.as_str())));
            }
        }
        Ok(items
            .iter()
            .filter_map(|label| fates.remove(label))
            .collect())
    }
}

/// Changes topics to what the list says. What is so already stays.
async fn change(
    task: &Work<'_>,
    ground: &Ground,
    changes: &[(&str, &TopicEdit)],
) -> Result<Fates, StepError> {
    let mut fates = Fates::new();
    if changes.is_empty() {
        return Ok(fates);
    }
    let editor = Editor::new(ground)
        .await
        .map_err(|error| making::waiting(&error))?;
    let names: Vec<TopicName> = changes
        .iter()
        .map(|(name, _)| TopicName::trusted(*name))
        .collect();
    let mut now = editor
        .read(&names)
        .await
        .map_err(|error| making::waiting(&error))?;
    let mut work = Vec::new();
    for (name, (label, edit)) in names.into_iter().zip(changes) {
        let current = now
            .remove(&name)
            .unwrap_or_else(|| Err(super::detail::unknown(label)));
        let planned = current
            .map_err(|error| refusal::item_of(&error))
            .and_then(|current| {
                let planned = editor
                    .plan(&current, edit)
                    .map_err(|errors| refusal::fields(&errors))?;
                Ok((current, planned))
            });
        match planned {
            Ok((current, planned)) => work.push((name, current, planned)),
            Err(error) => drop(fates.insert((*label).to_owned(), Err(error))),
        }
    }
    let begun: Vec<&str> = work.iter().map(|(name, ..)| name.as_str()).collect();
    task.begin(&begun).await?;
    let mut refused = editor.apply(&work, false).await;
    let mut described = Vec::new();
    for (name, _, planned) in &work {
        let fate = match refused.remove(name) {
            Some(Err(refused)) if later(&refused.source) => {
                return Err(StepError::Later(refused.source.to_string()));
            }
            Some(Err(refused)) => Err(refusal::item(&refused.source)),
            _ => {
                described.extend(planned.description.clone().map(|text| (name.clone(), text)));
                Ok(())
            }
        };
        fates.insert(name.as_str().to_owned(), fate);
    }
    ground.describe(&described).await?;
    let names: Vec<TopicName> = work.into_iter().map(|(name, ..)| name).collect();
    ground.touch(&names, Expect::Any).await;
    Ok(fates)
}
