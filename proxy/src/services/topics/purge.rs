//! Deleting records of topics: everything, before a time, or before an offset.

use super::create::CHANGE_TAKES;
use super::ground::Ground;
use super::{guarded_item, names, refusal};
use crate::access::Cx;
use crate::cluster::Expect;
use crate::error::Error;
use castellan_api::endpoint::InstancePath;
use castellan_api::ids::TopicName;
use castellan_api::problem::ItemError;
use castellan_api::topics::{DryRun, Purge, PurgeResult, PurgeTopics, PurgeUntil, PurgedPartition};
use castellan_kafka::{
    Client, ConfigQuery, ConfigResource, DeleteRecords, Metadata, OffsetQuery, OffsetSpec,
};
use std::collections::{BTreeSet, HashMap};

/// Stands for the topic as a whole where a partition is not known.
const NO_PARTITION: i32 = -1;

/// Deletes records of one or many topics; each partition has its own result.
pub async fn purge(
    cx: Cx<PurgeTopics>,
    path: InstancePath,
    query: DryRun,
    body: Purge,
) -> Result<PurgeResult, Error> {
    check(&body)?;
    let ground = Ground::of(cx.app(), &path.instance)?;
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let mut rows = plan(&ground, &client, &body).await?;
    let dry = query.dry_run == Some(true) || cx.dry_run();
    let wanted: Vec<DeleteRecords> = rows.iter().filter_map(deletion).collect();
    if dry {
        return Ok(answer(rows, false));
    }
    if !wanted.is_empty() {
        cx.begin(&names::resource(&body.names)).await?;
        delete(&client, &wanted, &mut rows).await;
        ground.touch(&body.names, Expect::Any).await;
    }
    cx.batch(rows.iter().map(|row| {
        let error = row.error.as_ref()?;
        Some((row.topic.as_str(), error.detail.as_str()))
    }));
    Ok(answer(rows, true))
}

fn check(body: &Purge) -> Result<(), Error> {
    names::check(&body.names)?;
    if let Some(partitions) = &body.partitions {
        if body.names.len() != 1 {
            return Err(Error::field(
                "/partitions",
                "Partitions can be chosen for one topic at a time.",
            ));
        }
        if partitions.is_empty() {
            return Err(Error::field(
                "/partitions",
                "Name at least one partition, or leave the list out for all.",
            ));
        }
    }
    match body.until {
        PurgeUntil::Offset(offset) if offset < 0 => {
            Err(Error::field("/until/offset", "An offset is 0 or more."))
        }
        PurgeUntil::Time(ms) if ms < 0 => Err(Error::field(
            "/until/time",
            "A time is 0 or more, in milliseconds since 1970 UTC.",
        )),
        _ => Ok(()),
    }
}

/// One row a partition: from where to where, or why not.
async fn plan(
    ground: &Ground,
    client: &Client,
    body: &Purge,
) -> Result<Vec<PurgedPartition>, Error> {
    let metadata = client.metadata_for(&names::texts(&body.names)).await?;
    let mut refused = refused(ground, client, &metadata, &body.names).await?;
    let mut rows = Vec::new();
    let mut asked = Vec::new();
    for name in &body.names {
        if let Some(error) = refused.remove(name) {
            rows.push(row(name, NO_PARTITION, Some(error)));
            continue;
        }
        let there: Vec<i32> = metadata
            .topics
            .find(name.as_str())
            .map(|topic| {
                topic
                    .partitions()
                    .map(|partition| partition.index)
                    .collect()
            })
            .unwrap_or_default();
        let wanted: BTreeSet<i32> = match &body.partitions {
            Some(wanted) => wanted.iter().copied().collect(),
            None => there.iter().copied().collect(),
        };
        for partition in wanted {
            if there.contains(&partition) {
                asked.push((name.clone(), partition));
            } else {
                let words = format!("{name} has no partition {partition}.");
                rows.push(row(name, partition, Some(refusal::words(words))));
            }
        }
    }
    rows.extend(bounds(client, &asked, &body.until).await?);
    Ok(rows)
}

/// Topics of which nothing can be deleted, and why: unknown, guarded, only compacted.
async fn refused(
    ground: &Ground,
    client: &Client,
    metadata: &Metadata,
    names: &[TopicName],
) -> Result<HashMap<TopicName, ItemError>, Error> {
    let mut refused = HashMap::new();
    let mut alive = Vec::new();
    for name in names {
        let topic = metadata
            .topics
            .find(name.as_str())
            .filter(|topic| topic.error().is_ok());
        if topic.is_none() {
            refused.insert(
                name.clone(),
                refusal::item_of(&super::detail::unknown(name.as_str())),
            );
        } else if names.len() > 1 && ground.internal(name.as_str()) {
            refused.insert(name.clone(), guarded_item("purged"));
        } else {
            alive.push(name);
        }
    }
    let query = ConfigQuery {
        keys: Some(vec!["cleanup.policy".into()]),
        ..ConfigQuery::default()
    };
    for part in alive.chunks(super::ground::CONFIGS_AT_ONCE) {
        let resources: Vec<_> = part
            .iter()
            .map(|name| ConfigResource::Topic(name.as_str().to_owned()))
            .collect();
        let answers = client.describe_configs(&resources, &query).await?;
        for (name, (_, entries)) in part.iter().zip(answers) {
            // where the policy cannot be read, Kafka decides
            let policy = entries
                .ok()
                .and_then(|entries| entries.into_iter().next()?.value);
            if policy.is_some_and(|policy| policy.trim() == "compact") {
                refused.insert((*name).clone(), refusal::only_compacted(name.as_str()));
            }
        }
    }
    Ok(refused)
}

/// Asks where each partition begins and ends, and where the purge shall end.
async fn bounds(
    client: &Client,
    asked: &[(TopicName, i32)],
    until: &PurgeUntil,
) -> Result<Vec<PurgedPartition>, Error> {
    let mut specs = vec![OffsetSpec::Earliest, OffsetSpec::Latest];
    if let PurgeUntil::Time(ms) = until {
        specs.push(OffsetSpec::AtTimestamp(*ms));
    }
    let mut found = Vec::new();
    for spec in specs {
        let queries: Vec<OffsetQuery> = asked
            .iter()
            .map(|(topic, partition)| OffsetQuery {
                topic: topic.as_str().to_owned(),
                partition: *partition,
                spec,
            })
            .collect();
        found.push(if queries.is_empty() {
            Vec::new()
        } else {
            client.list_offsets(&queries).await?
        });
    }
    let at = |which: usize, place: usize| {
        found
            .get(which)
            .and_then(|answers: &Vec<_>| answers.get(place))
            .map(|(_, answer)| answer.clone())
    };
    Ok(asked
        .iter()
        .enumerate()
        .map(|(place, (topic, partition))| {
            let read = (|| {
                let offset = |which| {
                    at(which, place)
                        .transpose()
                        .map(|found| found.and_then(|found| found.offset))
                };
                Ok::<_, castellan_kafka::Error>((offset(0)?, offset(1)?, offset(2)?))
            })();
            match read {
                Ok((Some(start), Some(end), at_time)) => {
                    target(topic, *partition, (start, end), at_time, until)
                }
                Ok(_) => row(
                    topic,
                    *partition,
                    Some(refusal::words(
                        "Its leader did not say where it begins and ends.",
                    )),
                ),
                Err(error) => row(topic, *partition, Some(refusal::item(&error))),
            }
        })
        .collect())
}

/// From where to where; a target before the start deletes nothing, one after the end is refused.
fn target(
    topic: &TopicName,
    partition: i32,
    (start, end): (i64, i64),
    at_time: Option<i64>,
    until: &PurgeUntil,
) -> PurgedPartition {
    let to = match until {
        PurgeUntil::All => end,
        // no record so late: all are before that time
        PurgeUntil::Time(_) => at_time.unwrap_or(end),
        PurgeUntil::Offset(offset) if *offset > end => {
            let words = format!("Offset {offset} is after the end of the partition, {end}.");
            return PurgedPartition {
                from: Some(start),
                ..row(topic, partition, Some(refusal::words(words)))
            };
        }
        PurgeUntil::Offset(offset) => *offset,
    };
    PurgedPartition {
        from: Some(start),
        to: Some(to.max(start)),
        ..row(topic, partition, None)
    }
}

fn row(topic: &TopicName, partition: i32, error: Option<ItemError>) -> PurgedPartition {
    PurgedPartition {
        topic: topic.clone(),
        partition,
        from: None,
        to: None,
        error,
    }
}

/// The deletion a row stands for, if it deletes anything.
fn deletion(row: &PurgedPartition) -> Option<DeleteRecords> {
    let (from, to) = (row.from?, row.to?);
    (row.error.is_none() && to > from).then(|| DeleteRecords {
        topic: row.topic.as_str().to_owned(),
        partition: row.partition,
        before_offset: to,
    })
}

/// Deletes, and writes into the rows what came of it.
async fn delete(client: &Client, wanted: &[DeleteRecords], rows: &mut [PurgedPartition]) {
    let mut fates: HashMap<(String, i32), Result<i64, ItemError>> = HashMap::new();
    match client.delete_records(wanted).await {
        Ok(answers) => fates.extend(answers.into_iter().map(|(delete, fate)| {
            (
                (delete.topic, delete.partition),
                fate.map_err(|error| refusal::item(&error)),
            )
        })),
        Err(error) => fates.extend(wanted.iter().map(|delete| {
            (
                (delete.topic.clone(), delete.partition),
                Err(refusal::item(&error)),
            )
        })),
    }
    for row in rows {
        match fates.remove(&(row.topic.as_str().to_owned(), row.partition)) {
            Some(Ok(start)) => row.to = Some(start),
            Some(Err(error)) => (row.to, row.error) = (None, Some(error)),
            None => {}
        }
    }
}

fn answer(mut rows: Vec<PurgedPartition>, done: bool) -> PurgeResult {
    rows.sort_by(|one, other| (&one.topic, one.partition).cmp(&(&other.topic, other.partition)));
    let messages = rows
        .iter()
        .filter(|row| row.error.is_none())
        .filter_map(|row| u64::try_from(row.to?.saturating_sub(row.from?)).ok())
        .sum();
    PurgeResult {
        partitions: rows,
        messages,
        done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(until: PurgeUntil, at_time: Option<i64>) -> Option<i64> {
        target(&TopicName::trusted("a"), 0, (10, 100), at_time, &until).to
    }

    #[test]
    fn where_a_purge_ends() {
        assert_eq!(to(PurgeUntil::All, None), Some(100));
        assert_eq!(to(PurgeUntil::Offset(50), None), Some(50));
        assert_eq!(to(PurgeUntil::Offset(5), None), Some(10));
        assert_eq!(to(PurgeUntil::Offset(101), None), None);
        assert_eq!(to(PurgeUntil::Time(7), Some(42)), Some(42));
        assert_eq!(to(PurgeUntil::Time(7), None), Some(100));
    }

    #[test]
    fn nothing_is_asked_of_kafka_where_nothing_would_go() {
        let nothing = target(
            &TopicName::trusted("a"),
            0,
            (10, 100),
            None,
            &PurgeUntil::Offset(10),
        );
        assert_eq!(deletion(&nothing), None);
        let some = target(
            &TopicName::trusted("a"),
            0,
            (10, 100),
            None,
            &PurgeUntil::Offset(30),
        );
        assert_eq!(deletion(&some).unwrap().before_offset, 30);
        let sum = answer(
            vec![
                some,
                nothing,
                row(&TopicName::trusted("b"), 0, Some(refusal::words("no"))),
            ],
            false,
        );
        assert_eq!((sum.messages, sum.partitions.len()), (20, 3));
    }

    #[test]
    fn bad_bodies_name_the_field() {
        let ask = |names: &[&str], partitions: Option<Vec<i32>>, until| {
            let names = names.iter().map(|name| TopicName::trusted(*name)).collect();
            match check(&Purge {
                names,
                partitions,
                until,
            }) {
                Err(Error::Invalid(errors)) => errors[0].pointer.clone(),
                _ => String::new(),
            }
        };
        assert_eq!(
            ask(&["a", "b"], Some(vec![1]), PurgeUntil::All),
            "/partitions"
        );
        assert_eq!(ask(&["a"], Some(vec![]), PurgeUntil::All), "/partitions");
        assert_eq!(ask(&["a"], None, PurgeUntil::Offset(-1)), "/until/offset");
        assert_eq!(ask(&["a"], None, PurgeUntil::Time(-1)), "/until/time");
        assert_eq!(ask(&["a"], Some(vec![0]), PurgeUntil::All), "");
    }
}
