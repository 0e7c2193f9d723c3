//! Making many topics from within a task: what is there already, what an earlier try has made, and
//! what is new. Idempotent: it asks the cluster how far it is.

use super::check::{self, Checked};
use super::create::{CHANGE_TAKES, wire};
use super::ground::Ground;
use super::refusal::{self, later};
use crate::cluster::Expect;
use crate::error::Error;
use crate::tasks::{StepError, Work};
use castellan_api::ids::TopicName;
use castellan_api::problem::ItemError;
use castellan_api::topics::NewTopic;
use castellan_kafka::{ErrorCode, Metadata, TopicView};
use std::collections::BTreeMap;

/// The fate of each topic by name.
pub(super) type Fates = BTreeMap<String, Result<(), ItemError>>;

/// Makes these topics. One that exists counts as made if an earlier try was at it and it has the
/// wanted shape; else it exists already, which is an error.
pub(super) async fn make(
    work: &Work<'_>,
    ground: &Ground,
    wanted: &[&NewTopic],
) -> Result<Fates, StepError> {
    let mut fates = Fates::new();
    if wanted.is_empty() {
        return Ok(fates);
    }
    let client = ground
        .client()
        .map_err(|error| waiting(&error))?
        .with_timeout(CHANGE_TAKES);
    let names: Vec<&str> = wanted.iter().map(|topic| topic.name.as_str()).collect();
    let metadata = client
        .metadata_for(&names)
        .await
        .map_err(|error| waiting(&error.into()))?;
    let mut new = Vec::new();
    for topic in wanted {
        match there(&metadata, &topic.name) {
            Some(found) => drop(fates.insert(topic.name.clone(), existing(work, topic, &found))),
            None => new.push(*topic),
        }
    }
    let made = self::new(work, ground, &client, &new).await?;
    fates.extend(made);
    finish(ground, wanted, &fates).await?;
    Ok(fates)
}

async fn new(
    work: &Work<'_>,
    ground: &Ground,
    client: &castellan_kafka::Client,
    wanted: &[&NewTopic],
) -> Result<Fates, StepError> {
    let checks = ground.checks().await.map_err(|error| waiting(&error))?;
    let mut fates = Fates::new();
    let mut requests = Vec::new();
    let mut partitions = 0_i32;
    for topic in wanted {
        // those made before in this step are not in the snapshot yet
        let mut facts = checks.facts();
        facts.exists = &|_| false;
        facts.partitions_used = facts
            .partitions_used
            .saturating_add(u32::try_from(partitions).unwrap_or(0));
        match check::new_topic(topic, &facts) {
            Ok(checked) => {
                partitions = partitions.saturating_add(checked.partitions.unwrap_or(0));
                requests.push(wire(topic, &checked, checks.broker_defaults));
            }
            Err(errors) => drop(fates.insert(topic.name.clone(), Err(refusal::fields(&errors)))),
        }
    }
    if requests.is_empty() {
        return Ok(fates);
    }
    let begun: Vec<&str> = requests
        .iter()
        .map(|request| request.name.as_str())
        .collect();
    work.begin(&begun).await?;
    let answers = client
        .create_topics(&requests, false)
        .await
        .map_err(|error| waiting(&error.into()))?;
    for (name, answer) in answers {
        let again = work.begun(&name);
        let fate = match answer {
            Ok(_) => Ok(()),
            // an earlier try made it after we looked
            Err(error) if again && error.code() == Some(ErrorCode::TOPIC_ALREADY_EXISTS) => Ok(()),
            // the whole step is tried again: what this try has made is found then
            Err(error) if later(&error) => return Err(StepError::Later(error.to_string())),
            Err(error) => Err(refusal::item(&error)),
        };
        fates.insert(name, fate);
    }
    Ok(fates)
}

/// Keeps the descriptions of topics that were made, and has them shown.
async fn finish(ground: &Ground, wanted: &[&NewTopic], fates: &Fates) -> Result<(), Error> {
    let made: Vec<(TopicName, String)> = wanted
        .iter()
        .filter(|topic| matches!(fates.get(&topic.name), Some(Ok(()))))
        .map(|topic| {
            (
                TopicName::trusted(topic.name.as_str()),
                topic.description.clone(),
            )
        })
        .collect();
    ground.describe(&made).await?;
    let names: Vec<TopicName> = made.into_iter().map(|(name, _)| name).collect();
    ground.touch(&names, Expect::Present).await;
    Ok(())
}

fn there<'a>(metadata: &'a Metadata, name: &str) -> Option<TopicView<'a>> {
    metadata
        .topics
        .find(name)
        .filter(|topic| topic.error() != ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
}

fn existing(work: &Work<'_>, topic: &NewTopic, found: &TopicView<'_>) -> Result<(), ItemError> {
    if !work.begun(&topic.name) {
        return Err(refusal::words(format!(
            "There is a topic {} already.",
            topic.name
        )));
    }
    let partitions = found.partition_count();
    let replicas = found
        .partition(0)
        .map_or(0, |partition| partition.replicas.len());
    if fits(topic, partitions, replicas) {
        Ok(())
    } else {
        Err(refusal::words(format!(
            "There is a topic {} with {partitions} partitions and {replicas} replicas: somebody else has made it.",
            topic.name
        )))
    }
}

/// True if a topic of this shape may be the one that was wanted.
fn fits(topic: &NewTopic, partitions: usize, replicas: usize) -> bool {
    let (wanted_partitions, wanted_replicas) = match &topic.assignment {
        Some(rows) => (Some(rows.len()), rows.first().map(Vec::len)),
        None => (
            topic
                .partitions
                .and_then(|count| usize::try_from(count).ok()),
            topic.replicas.and_then(|count| usize::try_from(count).ok()),
        ),
    };
    wanted_partitions.is_none_or(|wanted| wanted == partitions)
        && wanted_replicas.is_none_or(|wanted| wanted == replicas)
}

/// What cannot be asked now is asked later; the rest is the console's own trouble.
pub(super) fn waiting(error: &Error) -> StepError {
    StepError::Later(error.to_string())
}

/// The result of a check of one topic at the time it is asked, for tasks that make one.
pub(super) fn checked(
    topic: &NewTopic,
    checks: &super::ground::Checks<'_>,
) -> Result<Checked, Error> {
    check::new_topic(topic, &checks.facts()).map_err(Error::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_found_topic_must_have_the_wanted_shape() {
        let mut topic = NewTopic {
            name: "a".into(),
            partitions: Some(3),
            replicas: None,
            assignment: None,
            configs: BTreeMap::new(),
            description: String::new(),
        };
        assert!(fits(&topic, 3, 2) && !fits(&topic, 4, 2));
        topic.replicas = Some(1);
        assert!(!fits(&topic, 3, 2));
        topic.assignment = Some(vec![vec![1, 2], vec![2, 1]]);
        assert!(fits(&topic, 2, 2) && !fits(&topic, 3, 2));
    }
}
