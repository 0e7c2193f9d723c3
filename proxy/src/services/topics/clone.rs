//! A topic like another, as a task: the same partitions, replicas and configs, without messages.

use super::create::CHANGE_TAKES;
use super::ground::{Ground, own};
use super::making;
use crate::access::Cx;
use crate::error::Error;
use crate::tasks::{StepResult, Task, Work};
use castellan_api::action::Action;
use castellan_api::endpoint::{NoQuery, TopicPath};
use castellan_api::problem::FieldError;
use castellan_api::tasks::{TaskKind, TaskRef};
use castellan_api::topics::{CloneTo, CloneTopic, NewTopic};
use castellan_kafka::{ConfigQuery, ConfigResource};
use serde::{Deserialize, Serialize};

/// Creates a topic like another, as a task.
pub async fn clone(
    cx: Cx<CloneTopic>,
    path: TopicPath,
    _: NoQuery,
    body: CloneTo,
) -> Result<TaskRef, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let source = path.topic.as_str();
    let topic = like(&ground, source, &body).await?;
    let checks = ground.checks().await?;
    making::checked(&topic, &checks).map_err(only_asked)?;
    let change = cx.begin(&body.name).await?;
    let target = format!("{source} → {}", body.name);
    let params = CloneParams {
        source: source.to_owned(),
        topic,
    };
    ground
        .app
        .tasks()
        .begin::<CloneTask>(
            &change,
            &cx.caller()?.into(),
            &path.instance,
            target,
            &params,
        )
        .await
}

/// The new topic as the source is now.
async fn like(ground: &Ground, source: &str, body: &CloneTo) -> Result<NewTopic, Error> {
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let metadata = client.metadata_for(&[source]).await?;
    let found = metadata
        .topics
        .find(source)
        .filter(|topic| topic.error().is_ok());
    let found = found.ok_or_else(|| super::detail::unknown(source))?;
    let resource = ConfigResource::Topic(source.to_owned());
    let entries = super::create::one(
        client
            .describe_configs(&[resource], &ConfigQuery::default())
            .await,
    )?;
    let replicas = found
        .partition(0)
        .map_or(0, |partition| partition.replicas.len());
    let descriptions = ground.descriptions().await?;
    Ok(NewTopic {
        name: body.name.clone(),
        partitions: body
            .partitions
            .or_else(|| i32::try_from(found.partition_count()).ok()),
        replicas: i16::try_from(replicas).ok(),
        assignment: None,
        configs: own(&entries),
        description: descriptions.get(source).cloned().unwrap_or_default(),
    })
}

/// Fields the caller did not send cannot be theirs to put right: what is wrong with the source is
/// told of the name.
fn only_asked(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Invalid(
            errors
                .into_iter()
                .map(|error| match error.pointer.as_str() {
                    "/name" | "/partitions" => error,
                    _ => FieldError::new(
                        "/name",
                        format!("It cannot be like its source: {}", error.detail),
                    ),
                })
                .collect(),
        ),
        other => other,
    }
}

/// What a clone is recorded as.
#[derive(Debug, Serialize, Deserialize)]
pub struct CloneParams {
    source: String,
    topic: NewTopic,
}

/// Makes the clone.
#[derive(Debug)]
pub struct CloneTask;

impl Task for CloneTask {
    const KIND: TaskKind = TaskKind::CloneTopic;
    const TRACE: &'static str = "Kafka_clone_topicTask";
    const UNIT: &'static str = "topics";
    const AT_ONCE: usize = 1;
    type Params = CloneParams;

    fn plan(params: &CloneParams) -> Vec<String> {
        vec![params.topic.name.clone()]
    }

    fn needs(_: &CloneParams) -> Vec<Action> {
        vec![Action::TopicCreate]
    }

    async fn step(work: &Work<'_>, params: &CloneParams, items: &[String]) -> StepResult {
        let ground = Ground::of(work.app(), work.instance())?;
        let mut fates = making::make(work, &ground, &[&params.topic]).await?;
        Ok(items.iter().filter_map(|name| fates.remove(name)).collect())
    }
}
