//! Changing topics, one or many: read, plan, have Kafka check, do, each topic on its own.

use super::configs::{etag, matches};
use super::create::not_described;
use super::detail::unknown;
use super::editor::Editor;
use super::ground::Ground;
use super::names;
use super::plan::Planned;
use super::refusal;
use crate::access::Cx;
use crate::cluster::Expect;
use crate::error::Error;
use crate::services::reassignment::at_rest;
use castellan_api::endpoint::{InstancePath, TopicPath};
use castellan_api::ids::TopicName;
use castellan_api::problem::ItemError;
use castellan_api::topics::{
    BatchEditItem, BatchEditResult, DryRun, EditPlan, EditTopic, EditTopics, TopicEdit, TopicsEdit,
};
use std::collections::HashMap;

/// Changes configs, partitions and description of a topic.
pub async fn edit(
    cx: Cx<EditTopic>,
    path: TopicPath,
    query: DryRun,
    body: TopicEdit,
) -> Result<EditPlan, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let editor = Editor::new(&ground).await?;
    let name = path.topic;
    let current = editor
        .read(std::slice::from_ref(&name))
        .await?
        .remove(&name)
        .unwrap_or_else(|| Err(unknown(name.as_str())))?;
    if let Some(wanted) = &cx.request().if_match
        && !matches(wanted, &etag(&current.configs, &current.description))
    {
        return Err(Error::Stale);
    }
    let planned = editor.plan(&current, &body).map_err(Error::Invalid)?;
    let work = [(name.clone(), current, planned)];
    let checked = editor
        .apply(&work, true)
        .await
        .remove(&name)
        .unwrap_or(Ok(()));
    checked.map_err(Error::from)?;
    let [(_, _, planned)] = &work;
    if planned.partitions.is_some() {
        let mut moving = at_rest(cx.app(), &path.instance, &[name.as_str()]).await?;
        if let Some(why) = moving.remove(name.as_str()) {
            return Err(Error::Conflict(why));
        }
    }
    let dry = query.dry_run == Some(true) || cx.dry_run();
    if dry || planned.changes.is_empty() {
        return Ok(planned.answer(!dry));
    }
    cx.begin(name.as_str()).await?;
    let result = editor
        .apply(&work, false)
        .await
        .remove(&name)
        .unwrap_or(Ok(()));
    let described = match (&planned.description, &result) {
        (Some(text), Ok(())) => ground.describe(&[(name.clone(), text.clone())]).await,
        _ => Ok(()),
    };
    let expect = if result.is_ok() {
        expected([planned])
    } else {
        Expect::Any
    };
    ground.touch(std::slice::from_ref(&name), expect).await;
    result.map_err(Error::from)?;
    let mut done = planned.answer(true);
    done.warnings
        .extend(described.err().map(|error| not_described(&error)));
    Ok(done)
}

/// Changes many topics at once; each has its own result.
pub async fn edit_many(
    cx: Cx<EditTopics>,
    path: InstancePath,
    query: DryRun,
    body: TopicsEdit,
) -> Result<BatchEditResult, Error> {
    names::check(&body.names)?;
    if body.edit.assignment.is_some() {
        return Err(Error::field(
            "/edit/assignment",
            "Brokers can be chosen for one topic at a time.",
        ));
    }
    let ground = Ground::of(cx.app(), &path.instance)?;
    let editor = Editor::new(&ground).await?;
    let mut fates: HashMap<TopicName, Result<Planned, ItemError>> = HashMap::new();
    let mut work = Vec::new();
    for (name, current) in editor.read(&body.names).await? {
        match current
            .map_err(|error| refusal::item_of(&error))
            .and_then(|current| {
                let planned = editor
                    .plan(&current, &body.edit)
                    .map_err(|errors| refusal::fields(&errors))?;
                Ok((current, planned))
            }) {
            Ok((current, planned)) => work.push((name, current, planned)),
            Err(error) => drop(fates.insert(name, Err(error))),
        }
    }
    let growing = work
        .iter()
        .filter(|(_, _, planned)| planned.partitions.is_some());
    let growing: Vec<&str> = growing.map(|(name, ..)| name.as_str()).collect();
    let mut moving = if growing.is_empty() {
        HashMap::new()
    } else {
        at_rest(cx.app(), &path.instance, &growing).await?
    };
    work.retain(|(name, ..)| match moving.remove(name.as_str()) {
        Some(why) => {
            fates.insert(name.clone(), Err(refusal::words(why)));
            false
        }
        None => true,
    });
    editor.room_for_all(&mut work, &mut fates);
    let mut checked = editor.apply(&work, true).await;
    work.retain(|(name, _, _)| match checked.remove(name) {
        Some(Err(refused)) => {
            fates.insert(name.clone(), Err(refusal::item(&refused.source)));
            false
        }
        _ => true,
    });
    let dry = query.dry_run == Some(true) || cx.dry_run();
    // what changes nothing leaves no trace
    if !dry
        && work
            .iter()
            .any(|(_, _, planned)| !planned.changes.is_empty())
    {
        cx.begin(&names::resource(&body.names)).await?;
        let mut results = editor.apply(&work, false).await;
        let mut descriptions = Vec::new();
        work.retain(|(name, _, planned)| match results.remove(name) {
            Some(Err(refused)) => {
                fates.insert(name.clone(), Err(refusal::item(&refused.source)));
                false
            }
            _ => {
                descriptions.extend(planned.description.clone().map(|text| (name.clone(), text)));
                true
            }
        });
        let described = ground.describe(&descriptions).await;
        let done: Vec<TopicName> = work.iter().map(|(name, ..)| name.clone()).collect();
        ground
            .touch(&done, expected(work.iter().map(|(_, _, planned)| planned)))
            .await;
        if let Err(error) = described {
            let warning = not_described(&error);
            for (_, _, planned) in work
                .iter_mut()
                .filter(|(_, _, planned)| planned.description.is_some())
            {
                planned.warnings.push(warning.clone());
            }
        }
    }
    fates.extend(
        work.into_iter()
            .map(|(name, _, planned)| (name, Ok(planned))),
    );
    let items = body.names.into_iter().map(|name| {
        let fate = fates
            .remove(&name)
            .unwrap_or_else(|| Err(refusal::words("It was not looked at.")));
        let (plan, error) = match fate {
            Ok(planned) => (Some(planned.answer(!dry)), None),
            Err(error) => (None, Some(error)),
        };
        BatchEditItem { name, plan, error }
    });
    let items: Vec<BatchEditItem> = items.collect();
    cx.batch(items.iter().map(|item| {
        let error = item.error.as_ref()?;
        Some((item.name.as_str(), error.detail.as_str()))
    }));
    Ok(BatchEditResult { items })
}

/// What the cluster must show before an edit is seen: as many partitions as every topic has got.
fn expected<'a>(planned: impl IntoIterator<Item = &'a Planned>) -> Expect {
    let counts = planned
        .into_iter()
        .map(|planned| planned.partitions.as_ref().map(|more| more.count));
    let least = counts
        .min()
        .flatten()
        .and_then(|count| u32::try_from(count).ok());
    least.map_or(Expect::Any, Expect::Partitions)
}
