//! Creating a topic: checked here, then by Kafka without effect, then done.

use super::check::{self, Checked};
use super::ground::Ground;
use super::refusal::{Refusal, maybe_done};
use crate::access::Cx;
use crate::cluster::Expect;
use crate::error::Error;
use castellan_api::endpoint::InstancePath;
use castellan_api::topics::{CreateTopic, CreatedTopic, DryRun, NewTopic};
use castellan_kafka::Replication;
use std::time::Duration;

/// Deadline of calls that change topics: the controller waits for the brokers to follow.
pub(crate) const CHANGE_TAKES: Duration = Duration::from_secs(30);

/// Creates a topic.
pub async fn create(
    cx: Cx<CreateTopic>,
    path: InstancePath,
    query: DryRun,
    body: NewTopic,
) -> Result<CreatedTopic, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let checks = ground.checks().await?;
    let facts = checks.facts();
    let checked = check::new_topic(&body, &facts).map_err(Error::Invalid)?;
    let wire = wire(&body, &checked, checks.broker_defaults);
    let client = ground.client()?.with_timeout(CHANGE_TAKES);
    let refused = |source| Error::from(Refusal::new(source, body.configs.keys()));
    let would = one(client
        .create_topics(std::slice::from_ref(&wire), true)
        .await)
    .map_err(refused)?;
    let answer = |made: &castellan_kafka::CreatedTopic, created| CreatedTopic {
        name: checked.name.clone(),
        partitions: made.partitions.or(checked.partitions).unwrap_or(-1),
        replicas: made
            .replication_factor
            .map(i32::from)
            .or(checked.replicas)
            .unwrap_or(-1),
        warnings: checked.warnings.clone(),
        command: ground.cli().create(&body),
        created,
    };
    if query.dry_run == Some(true) || cx.dry_run() {
        return Ok(answer(&would, false));
    }
    cx.begin(checked.name.as_str()).await?;
    let made = match one(client.create_topics(&[wire], false).await) {
        Ok(made) => made,
        Err(error) => {
            if maybe_done(&error) {
                ground
                    .touch(std::slice::from_ref(&checked.name), Expect::Present)
                    .await;
            }
            return Err(refused(error));
        }
    };
    let described = ground
        .describe(&[(checked.name.clone(), body.description.clone())])
        .await;
    ground
        .touch(std::slice::from_ref(&checked.name), Expect::Present)
        .await;
    let mut made = answer(&made, true);
    made.warnings
        .extend(described.err().map(|error| not_described(&error)));
    Ok(made)
}

/// The change is made, but for the console's own part of it.
pub(crate) fn not_described(error: &Error) -> String {
    tracing::error!(%error, "a description was not kept");
    "The topic is as asked, but its description could not be kept: the console's store failed. Edit it again.".into()
}

/// The request for a topic that was checked. Where the cluster has no defaults of its own to fill in
/// (below 2.4), what it told of them is sent.
pub(crate) fn wire(
    topic: &NewTopic,
    checked: &Checked,
    broker_defaults: bool,
) -> castellan_kafka::CreateTopic {
    let told = |asked: Option<i32>, told: Option<i32>| {
        if broker_defaults {
            asked
        } else {
            asked.or(told)
        }
    };
    let replication = match &topic.assignment {
        Some(rows) => Replication::Assigned(rows.clone()),
        None => Replication::Count {
            partitions: told(topic.partitions, checked.partitions),
            replication_factor: told(topic.replicas.map(i32::from), checked.replicas)
                .and_then(|count| i16::try_from(count).ok()),
        },
    };
    castellan_kafka::CreateTopic {
        name: topic.name.clone(),
        replication,
        configs: topic
            .configs
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    }
}

/// The only result of a call for one topic.
pub(crate) fn one<K, T>(
    answer: castellan_kafka::Result<Vec<(K, castellan_kafka::Result<T>)>>,
) -> castellan_kafka::Result<T> {
    let first = answer?.into_iter().next();
    first.map_or_else(
        || {
            Err(castellan_kafka::Error::Kafka {
                code: castellan_kafka::ErrorCode(-1),
                message: Some("the broker's answer is empty".into()),
                what: "changing a topic".into(),
            })
        },
        |(_, result)| result,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn defaults_are_sent_only_where_the_cluster_cannot_fill_them_in() {
        let topic = NewTopic {
            name: "orders".into(),
            partitions: None,
            replicas: None,
            assignment: None,
            configs: BTreeMap::new(),
            description: String::new(),
        };
        let checked = Checked {
            name: castellan_api::ids::TopicName::trusted("orders"),
            partitions: Some(6),
            replicas: Some(3),
            warnings: Vec::new(),
        };
        let counts = |broker_defaults| match wire(&topic, &checked, broker_defaults).replication {
            Replication::Count {
                partitions,
                replication_factor,
            } => (partitions, replication_factor),
            Replication::Assigned(_) => panic!("nothing was assigned"),
        };
        assert_eq!(counts(true), (None, None));
        assert_eq!(counts(false), (Some(6), Some(3)));
    }
}
