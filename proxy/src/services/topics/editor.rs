//! Reads topics as the brokers tell them, plans edits, has Kafka check them and does them: for one
//! topic, for a batch and for an import alike. Each topic has its own result.

use super::check;
use super::create::CHANGE_TAKES;
use super::detail::unknown;
use super::ground::{CONFIGS_AT_ONCE, Checks, Ground};
use super::names;
use super::plan::{Current, Planned, plan};
use super::refusal::{self, Refusal};
use crate::cluster::capabilities::Feature;
use crate::error::Error;
use castellan_api::ids::TopicName;
use castellan_api::problem::{FieldError, ItemError};
use castellan_api::rules;
use castellan_api::topics::TopicEdit;
use castellan_kafka::{
    AlterConfigs, AlterOp, ApiKey, Client, ConfigQuery, ConfigResource, ConfigSource,
};
use std::collections::{BTreeMap, HashMap};

/// A topic, how it is, and what shall change.
pub(crate) type Work = (TopicName, Current, Planned);

/// Reads, plans and does edits on one instance.
pub(crate) struct Editor<'a> {
    ground: &'a Ground,
    client: Client,
    checks: Checks<'a>,
    /// False below 2.3: configs are replaced as a whole.
    incremental: bool,
}

impl<'a> Editor<'a> {
    pub(crate) async fn new(ground: &'a Ground) -> Result<Self, Error> {
        Ok(Self {
            client: ground.client()?.with_timeout(CHANGE_TAKES),
            checks: ground.checks().await?,
            incremental: ground
                .has(
                    Feature::IncrementalAlterConfigs,
                    ApiKey::INCREMENTAL_ALTER_CONFIGS,
                    0,
                )
                .await?,
            ground,
        })
    }

    /// Topics as the brokers tell them now, in the order asked where it matters to nobody.
    pub(crate) async fn read(
        &self,
        names: &[TopicName],
    ) -> Result<BTreeMap<TopicName, Result<Current, Error>>, Error> {
        let texts = names::texts(names);
        let metadata = self.client.metadata_for(&texts).await?;
        let descriptions = self.ground.descriptions().await?;
        let mut found = BTreeMap::new();
        let mut alive = Vec::new();
        for name in names {
            let topic = metadata
                .topics
                .find(name.as_str())
                .filter(|topic| topic.error().is_ok());
            match topic {
                Some(topic) => alive.push((name, topic)),
                None => drop(found.insert(name.clone(), Err(unknown(name.as_str())))),
            }
        }
        for part in alive.chunks(CONFIGS_AT_ONCE) {
            let resources: Vec<_> = part
                .iter()
                .map(|(name, _)| ConfigResource::Topic(name.as_str().to_owned()))
                .collect();
            let answers = self
                .client
                .describe_configs(&resources, &ConfigQuery::default())
                .await?;
            for ((name, topic), (_, configs)) in part.iter().zip(answers) {
                let current = configs.map_err(Error::from).map(|configs| Current {
                    name: name.as_str().to_owned(),
                    internal: topic.internal() || rules::internal_topic(name.as_str()),
                    configs,
                    placed: topic
                        .partitions()
                        .map(|partition| partition.replicas.to_vec())
                        .collect(),
                    description: descriptions.get(name.as_str()).cloned().unwrap_or_default(),
                });
                found.insert((*name).clone(), current);
            }
        }
        Ok(found)
    }

    pub(crate) fn plan(
        &self,
        current: &Current,
        edit: &TopicEdit,
    ) -> Result<Planned, Vec<FieldError>> {
        plan(current, edit, &self.checks.facts(), &self.ground.cli())
    }

    /// Each topic alone fits into the limit of partitions; here those go that do not fit together.
    pub(crate) fn room_for_all(
        &self,
        work: &mut Vec<Work>,
        fates: &mut HashMap<TopicName, Result<Planned, ItemError>>,
    ) {
        let mut before = 0_i32;
        work.retain(|(name, current, planned)| {
            let Some(more) = &planned.partitions else {
                return true;
            };
            let new = more
                .count
                .saturating_sub(i32::try_from(current.placed.len()).unwrap_or(0));
            let mut errors = Vec::new();
            check::room(
                before.saturating_add(new),
                &self.checks.facts(),
                &mut errors,
            );
            if errors.is_empty() {
                before = before.saturating_add(new);
                return true;
            }
            fates.insert(name.clone(), Err(refusal::fields(&errors)));
            false
        });
    }

    /// Has Kafka check the changes (`validate_only`), or do them. Only refusals are in the answer.
    pub(crate) async fn apply(
        &self,
        work: &[Work],
        validate_only: bool,
    ) -> HashMap<TopicName, Result<(), Refusal>> {
        let mut refused = HashMap::new();
        for part in work.chunks(CONFIGS_AT_ONCE) {
            let changing: Vec<&Work> = part
                .iter()
                .filter(|(_, _, planned)| !planned.configs.is_empty())
                .collect();
            if !changing.is_empty() {
                refused.extend(self.apply_configs(&changing, validate_only).await);
            }
            let growing: Vec<&Work> = part
                .iter()
                .filter(|(name, _, planned)| {
                    planned.partitions.is_some() && !refused.contains_key(name)
                })
                .collect();
            if !growing.is_empty() {
                refused.extend(self.apply_partitions(&growing, validate_only).await);
            }
        }
        refused
    }

    async fn apply_configs(
        &self,
        work: &[&Work],
        validate_only: bool,
    ) -> HashMap<TopicName, Result<(), Refusal>> {
        let resource = |name: &TopicName| ConfigResource::Topic(name.as_str().to_owned());
        let mut refused = HashMap::new();
        let answers = if self.incremental {
            let changes: Vec<AlterConfigs> = work
                .iter()
                .map(|(name, _, planned)| AlterConfigs {
                    resource: resource(name),
                    changes: planned.configs.clone(),
                })
                .collect();
            self.client
                .incremental_alter_configs(&changes, validate_only)
                .await
        } else {
            let mut whole = Vec::new();
            for (name, current, planned) in work {
                match merged(current, planned) {
                    Ok(values) => whole.push((resource(name), values)),
                    Err(source) => {
                        drop(refused.insert((*name).clone(), Err(Refusal::from(source))))
                    }
                }
            }
            self.client.alter_configs(&whole, validate_only).await
        };
        match answers {
            Ok(answers) => {
                let mut answers: HashMap<ConfigResource, _> = answers.into_iter().collect();
                for (name, _, planned) in work {
                    if let Some(Err(source)) = answers.remove(&resource(name)) {
                        let names = planned.configs.iter().map(|change| &change.name);
                        refused.insert(name.clone(), Err(Refusal::new(source, names)));
                    }
                }
            }
            Err(source) => {
                refused.extend(
                    work.iter()
                        .map(|(name, ..)| (name.clone(), Err(Refusal::from(source.clone())))),
                );
            }
        }
        refused
    }

    async fn apply_partitions(
        &self,
        work: &[&Work],
        validate_only: bool,
    ) -> HashMap<TopicName, Result<(), Refusal>> {
        let more: Vec<_> = work
            .iter()
            .filter_map(|(_, _, planned)| planned.partitions.clone())
            .collect();
        let refusal = |planned: &Planned, source: castellan_kafka::Error| {
            let half = !validate_only && !planned.configs.is_empty();
            let mut refusal = Refusal::new(if half { after_configs(source) } else { source }, []);
            refusal.pointer = refusal.pointer.or_else(|| Some("/partitions".into()));
            Err(refusal)
        };
        match self.client.create_partitions(&more, validate_only).await {
            Ok(answers) => {
                let mut answers: HashMap<String, _> = answers.into_iter().collect();
                work.iter()
                    .filter_map(|(name, _, planned)| match answers.remove(name.as_str()) {
                        Some(Err(source)) => Some((name.clone(), refusal(planned, source))),
                        _ => None,
                    })
                    .collect()
            }
            Err(source) => work
                .iter()
                .map(|(name, _, planned)| (name.clone(), refusal(planned, source.clone())))
                .collect(),
        }
    }
}

/// Says in Kafka's error that half of the edit is done.
fn after_configs(error: castellan_kafka::Error) -> castellan_kafka::Error {
    match error {
        castellan_kafka::Error::Kafka {
            code,
            message,
            what,
        } => castellan_kafka::Error::Kafka {
            code,
            message,
            what: format!("the configs were changed, but {what} failed"),
        },
        other => other,
    }
}

/// All values a topic shall have: below 2.3 what is not sent is reset. A secret cannot be read, and
/// would be lost.
fn merged(current: &Current, planned: &Planned) -> castellan_kafka::Result<Vec<(String, String)>> {
    let own = current
        .configs
        .iter()
        .filter(|entry| entry.source == ConfigSource::Topic);
    let mut values = BTreeMap::new();
    for entry in own {
        if entry.sensitive {
            return Err(castellan_kafka::Error::Unsupported {
                peer: None,
                api: ApiKey::INCREMENTAL_ALTER_CONFIGS,
                needs: Some("2.3"),
                detail: "changing a topic that has a secret among its configs",
            });
        }
        values.insert(entry.name.clone(), entry.value.clone().unwrap_or_default());
    }
    for change in &planned.configs {
        match &change.op {
            AlterOp::Set(value) => drop(values.insert(change.name.clone(), value.clone())),
            _ => drop(values.remove(&change.name)),
        }
    }
    Ok(values.into_iter().collect())
}
