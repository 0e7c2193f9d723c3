//! What every function of topics stands on: the instance, its snapshot, its client, its shared views.
//! The one place that knows how these are got.

use super::check::Facts;
use super::command::Cli;
use super::definitions::{self, Definitions};
use super::prepared::{Descriptions, Prepared};
use super::views::View;
use crate::app::App;
use crate::cluster::capabilities::{Capabilities, Feature};
use crate::cluster::snapshot::ClusterFacts;
use crate::cluster::{Expect, Instance, Snapshot};
use crate::error::Error;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::rules;
use castellan_kafka::{ApiKey, Client, ConfigEntry, ConfigResource};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An instance at one moment.
pub(crate) struct Ground {
    pub(crate) app: Arc<App>,
    pub(crate) id: InstanceId,
    pub(crate) instance: Arc<Instance>,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) view: Arc<View>,
}

impl Ground {
    /// Of an instance the caller may see.
    pub(crate) fn of(app: &Arc<App>, id: &InstanceId) -> Result<Self, Error> {
        let instance = app.clusters().find(id)?;
        Ok(Self {
            snapshot: instance.snapshot(),
            instance,
            view: app.topics().of(id),
            app: Arc::clone(app),
            id: id.clone(),
        })
    }

    /// The client; an error where the instance is disabled.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        self.instance.client()
    }

    /// Descriptions of the instance's topics.
    pub(crate) async fn descriptions(&self) -> Result<Arc<Descriptions>, Error> {
        self.view
            .descriptions(async || {
                let read = self.app.store().topics().descriptions(&self.id).await?;
                Ok(read
                    .into_iter()
                    .map(|(name, text)| (name.as_str().to_owned(), text))
                    .collect())
            })
            .await
    }

    /// The snapshot made ready for lists.
    pub(crate) async fn prepared(&self) -> Result<Arc<Prepared>, Error> {
        let descriptions = self.descriptions().await?;
        Ok(self.view.prepared(&self.snapshot, &descriptions))
    }

    /// Keeps descriptions; an empty one is forgotten.
    pub(crate) async fn describe(&self, descriptions: &[(TopicName, String)]) -> Result<(), Error> {
        if descriptions.is_empty() {
            return Ok(());
        }
        self.view
            .describe(async || {
                self.app
                    .store()
                    .topics()
                    .describe(&self.id, descriptions)
                    .await
                    .map_err(Error::from)
            })
            .await
    }

    /// Has the snapshot read again what was changed, so that it shows at once.
    pub(crate) async fn touch(&self, topics: &[TopicName], expect: Expect) {
        if topics.is_empty() {
            return;
        }
        self.view.forget(topics.iter().map(TopicName::as_str));
        self.instance.touch(topics, expect).await;
    }

    /// Limit of partitions, where its owner entered one.
    pub(crate) fn partitions_max(&self) -> Option<u32> {
        self.instance.record().partitions_max
    }

    /// Configs of a topic with sources and documentation, at most ten seconds old.
    pub(crate) async fn configs(&self, topic: &str) -> Result<(i64, Arc<Vec<ConfigEntry>>), Error> {
        let client = self.client()?;
        let read = async || {
            let resource = ConfigResource::Topic(topic.to_owned());
            let mut answers = client
                .describe_configs(&[resource], &definitions::whole())
                .await?;
            answers
                .pop()
                .map_or_else(|| Ok(Vec::new()), |(_, entries)| entries)
        };
        Ok(self.view.configs(topic, read).await?)
    }

    /// The definitions of topic configs, at most a minute old.
    pub(crate) async fn definitions(&self) -> Result<Arc<Definitions>, Error> {
        let client = self.client()?;
        let topology = self.snapshot.known()?;
        let topics = &topology.cluster.topics;
        let topic = topics
            .iter()
            .find(|topic| !topic.internal() && topic.error().is_ok())
            .or_else(|| topics.iter().find(|topic| topic.error().is_ok()))
            .map(|topic| topic.name());
        let broker = topology.cluster.brokers.first().map(|broker| broker.id);
        let read = async || definitions::read(&client, topic, broker).await;
        Ok(self.view.definitions(read).await?)
    }

    /// What the cluster says of itself, where it was asked.
    pub(crate) fn facts(&self) -> Option<&ClusterFacts> {
        self.snapshot.cluster.as_deref().map(|part| &*part.data)
    }

    /// True if the cluster has the feature; asked of a broker where the snapshot does not know yet.
    pub(crate) async fn has(
        &self,
        feature: Feature,
        api: ApiKey,
        version: i16,
    ) -> Result<bool, Error> {
        match self.facts() {
            Some(facts) if !facts.apis.is_empty() => Ok(Capabilities(&facts.apis).has(feature)),
            _ => Ok(self
                .client()?
                .api_versions_of_any()
                .await?
                .reaches(api, version)),
        }
    }

    /// True if a topic exists, as far as the snapshot knows.
    pub(crate) fn exists(&self, name: &str) -> bool {
        self.snapshot
            .metadata
            .as_ref()
            .is_some_and(|part| part.position(name).is_some())
    }

    /// True for a topic that Kafka or its tools keep for themselves.
    pub(crate) fn internal(&self, name: &str) -> bool {
        let told = || {
            self.snapshot
                .metadata
                .as_ref()?
                .cluster
                .topics
                .find(name)
                .map(|topic| topic.internal())
        };
        rules::internal_topic(name) || told().unwrap_or(false)
    }

    /// A topic whose metrics would be taken for those of this name.
    fn alike(&self, name: &str) -> Option<String> {
        if !name.contains(['.', '_']) {
            return None;
        }
        let folded = rules::folded_topic_name(name);
        let topology = self.snapshot.metadata.as_ref()?;
        let mut names = topology.cluster.topics.iter().map(|topic| topic.name());
        names
            .find(|other| *other != name && rules::folded_topic_name(other) == folded)
            .map(str::to_owned)
    }

    /// Everything a new topic is checked against.
    pub(crate) async fn checks(&self) -> Result<Checks<'_>, Error> {
        let topology = self.snapshot.known()?;
        let broker_defaults = self
            .has(Feature::TopicDefaults, ApiKey::CREATE_TOPICS, 4)
            .await?;
        // where they cannot be read, Kafka checks the names
        let known = self
            .definitions()
            .await
            .ok()
            .and_then(|known| known.names());
        Ok(Checks {
            brokers: topology
                .cluster
                .brokers
                .iter()
                .map(|broker| broker.id)
                .collect(),
            known,
            used: topology.totals.partitions,
            max: self.partitions_max(),
            defaults: self.facts().map_or((None, None), |facts| {
                (facts.num_partitions, facts.default_replication_factor)
            }),
            broker_defaults,
            exists: Box::new(|name| self.exists(name)),
            alike: Box::new(|name| self.alike(name)),
        })
    }

    /// How a command line reaches the cluster.
    pub(crate) fn cli(&self) -> Cli {
        let record = self.instance.record();
        Cli::new(&record.connection.bootstrap, record.connection.security)
    }

    /// Reads configs of many topics, only those set on the topics themselves, in parts.
    pub(crate) async fn own_configs(
        &self,
        topics: &[String],
    ) -> Result<BTreeMap<String, Result<BTreeMap<String, String>, castellan_kafka::Error>>, Error>
    {
        let client = self.client()?;
        let mut found = BTreeMap::new();
        for part in topics.chunks(CONFIGS_AT_ONCE) {
            let resources: Vec<_> = part.iter().cloned().map(ConfigResource::Topic).collect();
            let query = castellan_kafka::ConfigQuery::default();
            for (resource, entries) in client.describe_configs(&resources, &query).await? {
                if let ConfigResource::Topic(name) = resource {
                    found.insert(name, entries.map(|entries| own(&entries)));
                }
            }
        }
        Ok(found)
    }
}

/// Topics of one DescribeConfigs: an answer of some hundred kilobytes.
pub(crate) const CONFIGS_AT_ONCE: usize = 200;

/// The values set on a topic itself.
pub(crate) fn own(entries: &[ConfigEntry]) -> BTreeMap<String, String> {
    let own = entries
        .iter()
        .filter(|entry| entry.source == castellan_kafka::ConfigSource::Topic);
    own.filter_map(|entry| Some((entry.name.clone(), entry.value.clone()?)))
        .collect()
}

type Exists<'a> = Box<dyn Fn(&str) -> bool + Send + Sync + 'a>;
type Alike<'a> = Box<dyn Fn(&str) -> Option<String> + Send + Sync + 'a>;

/// [`Facts`] with what they borrow.
pub(crate) struct Checks<'a> {
    pub(crate) brokers: Vec<i32>,
    pub(crate) known: Option<BTreeSet<String>>,
    pub(crate) used: u32,
    max: Option<u32>,
    defaults: (Option<i32>, Option<i32>),
    pub(crate) broker_defaults: bool,
    exists: Exists<'a>,
    alike: Alike<'a>,
}

impl Checks<'_> {
    /// As the checks take them.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            brokers: &self.brokers,
            configs: self.known.as_ref(),
            exists: &*self.exists,
            alike: &*self.alike,
            partitions_used: self.used,
            partitions_max: self.max,
            default_partitions: self.defaults.0,
            default_replicas: self.defaults.1,
            broker_defaults: self.broker_defaults,
        }
    }
}
