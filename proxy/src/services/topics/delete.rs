//! Deleting topics, one or many.

use super::create::CHANGE_TAKES;
use super::ground::Ground;
use super::{names, refusal};
use crate::access::Cx;
use crate::cluster::Expect;
use crate::error::Error;
use crate::services::reassignment::at_rest;
use castellan_api::endpoint::{InstancePath, NoQuery, TopicPath};
use castellan_api::ids::TopicName;
use castellan_api::problem::{BatchResult, ItemError, ItemResult};
use castellan_api::topics::{DeleteTopic, DeleteTopics, TopicNames};
use std::collections::HashMap;

/// Deletes a topic. One that Kafka keeps for itself is deleted only here, named alone.
pub async fn delete(cx: Cx<DeleteTopic>, path: TopicPath, _: NoQuery, _: ()) -> Result<(), Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let name = path.topic;
    if !ground.exists(name.as_str()) {
        let metadata = client.metadata_for(&[name.as_str()]).await?;
        if !metadata
            .topics
            .find(name.as_str())
            .is_some_and(|topic| topic.error().is_ok())
        {
            return Err(super::detail::unknown(name.as_str()));
        }
    }
    if let Some(why) = at_rest(&ground.app, &path.instance, &[name.as_str()])
        .await?
        .remove(name.as_str())
    {
        return Err(Error::Conflict(why));
    }
    cx.begin(name.as_str()).await?;
    let result = super::create::one(client.delete_topics(&[name.as_str()]).await);
    if result.is_err() {
        ground.touch(std::slice::from_ref(&name), Expect::Any).await;
    }
    result?;
    gone(&ground, std::slice::from_ref(&name)).await;
    Ok(())
}

/// Deletes many topics; each has its own result.
pub async fn delete_many(
    cx: Cx<DeleteTopics>,
    path: InstancePath,
    _: NoQuery,
    body: TopicNames,
) -> Result<BatchResult, Error> {
    names::check(&body.names)?;
    let ground = Ground::of(cx.app(), &path.instance)?;
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let (guarded, wanted): (Vec<_>, Vec<_>) = body
        .names
        .iter()
        .cloned()
        .partition(|name| ground.internal(name.as_str()));
    let moving = at_rest(&ground.app, &path.instance, &names::texts(&wanted)).await?;
    let (moved, wanted): (Vec<_>, Vec<_>) = wanted
        .into_iter()
        .partition(|name| moving.contains_key(name.as_str()));
    if wanted.is_empty() {
        let items = body.names.into_iter().map(|name| {
            let error = match moving.get(name.as_str()) {
                Some(why) => refusal::words(why.clone()),
                None => super::guarded_item("deleted"),
            };
            failed(name, error)
        });
        return Ok(told(&cx, items.collect()));
    }
    cx.begin(&names::resource(&body.names)).await?;
    let mut fates: HashMap<String, Option<ItemError>> = HashMap::new();
    for part in wanted.chunks(AT_ONCE) {
        match client.delete_topics(&names::texts(part)).await {
            Ok(answers) => fates.extend(
                answers
                    .into_iter()
                    .map(|(name, fate)| (name, fate.err().map(|error| refusal::item(&error)))),
            ),
            Err(error) => {
                fates.extend(
                    part.iter()
                        .map(|name| (name.as_str().to_owned(), Some(refusal::item(&error)))),
                );
            }
        }
    }
    let done: Vec<TopicName> = wanted
        .into_iter()
        .filter(|name| matches!(fates.get(name.as_str()), Some(None)))
        .collect();
    gone(&ground, &done).await;
    for name in moved {
        let why = moving.get(name.as_str()).cloned().unwrap_or_default();
        fates.insert(name.as_str().to_owned(), Some(refusal::words(why)));
    }
    for name in guarded {
        fates.insert(
            name.as_str().to_owned(),
            Some(super::guarded_item("deleted")),
        );
    }
    let items = body.names.into_iter().map(|name| {
        let fate = fates.remove(name.as_str());
        let error =
            fate.unwrap_or_else(|| Some(refusal::words("Kafka did not say what became of it.")));
        ItemResult {
            name: name.as_str().to_owned(),
            error,
        }
    });
    Ok(told(&cx, items.collect()))
}

/// The answer; the trace hears what failed.
fn told(cx: &Cx<DeleteTopics>, items: Vec<ItemResult>) -> BatchResult {
    cx.batch(items.iter().map(|item| {
        let error = item.error.as_ref()?;
        Some((item.name.as_str(), error.detail.as_str()))
    }));
    BatchResult { items }
}

/// Topics of one DeleteTopics: a controller works through them before it answers.
const AT_ONCE: usize = 100;

fn failed(name: TopicName, error: ItemError) -> ItemResult {
    ItemResult {
        name: name.as_str().to_owned(),
        error: Some(error),
    }
}

/// Forgets what the console kept of topics, and shows that they are gone. They are: a store that
/// does not forget must not hide that.
async fn gone(ground: &Ground, topics: &[TopicName]) {
    let nothing: Vec<_> = topics
        .iter()
        .map(|name| (name.clone(), String::new()))
        .collect();
    if let Err(error) = ground.describe(&nothing).await {
        tracing::error!(%error, "descriptions of deleted topics stay");
    }
    ground.touch(topics, Expect::Absent).await;
}
