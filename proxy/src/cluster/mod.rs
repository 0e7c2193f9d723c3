//! The clusters: one refresher and one snapshot per instance. It must not know who asks.

pub mod broker_configs;
pub mod capabilities;
pub mod check;
pub mod connect;
pub mod deleted;
pub mod events;
mod facts;
pub mod figures;
pub mod findings;
pub mod instance;
pub mod leases;
mod metrics;
pub mod outbound;
pub mod refresh;
pub mod snapshot;
pub mod standing;

pub use instance::{Instance, Record};
pub use refresh::Expect;
pub use snapshot::Snapshot;

use crate::clock::Clock;
use crate::config::DeclaredInstance;
use crate::error::Error;
use crate::store::instances::Instance as Stored;
use crate::store::{Store, Written};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{CheckStep, Connection};
use futures_util::stream::BoxStream;
use leases::{Leases, Terms};
use outbound::{Connector, OutboundRules};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Every instance, attached and declared.
#[derive(Debug)]
pub struct Clusters {
    store: Store,
    clock: Clock,
    connector: Connector,
    boot: String,
    instances: RwLock<BTreeMap<InstanceId, Arc<Instance>>>,
    /// Taken by who changes which instances there are, here and in the store.
    changing: tokio::sync::Mutex<()>,
    leases: Leases,
    tasks: TaskTracker,
    stop: CancellationToken,
    checks: check::CheckLimit,
}

impl Clusters {
    /// Starts a refresher for each instance of the store and of the configuration file.
    pub async fn start(
        store: Store,
        clock: Clock,
        rules: OutboundRules,
        declared: Vec<DeclaredInstance>,
    ) -> Result<Self, Error> {
        let boot = clock.id()?;
        let clusters = Self {
            leases: Leases::new(store.clone(), boot.clone(), Terms::default()),
            boot,
            connector: Connector::new(rules),
            store,
            clock,
            instances: RwLock::default(),
            changing: tokio::sync::Mutex::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            checks: check::CheckLimit::default(),
        };
        for stored in clusters.store.instances().list().await? {
            clusters.add(Record {
                stored,
                declared: false,
            });
        }
        for instance in declared {
            let stored = clusters.made_up(instance);
            clusters.add(Record {
                stored,
                declared: true,
            });
        }
        Ok(clusters)
    }

    /// Makes outbound connections; the one place that does.
    pub const fn connector(&self) -> &Connector {
        &self.connector
    }

    /// Leases of what only one console on the same store may do.
    pub const fn leases(&self) -> &Leases {
        &self.leases
    }

    /// An instance by ID.
    pub fn get(&self, id: &InstanceId) -> Option<Arc<Instance>> {
        self.instances
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
    }

    /// An instance somebody reads or changes, by ID, or 404. It counts as watched for a while.
    pub fn find(&self, id: &InstanceId) -> Result<Arc<Instance>, Error> {
        let instance = self
            .get(id)
            .ok_or_else(|| Error::NotFound(format!("There is no instance {id}.")))?;
        instance.events().viewed(self.clock.now_ms());
        Ok(instance)
    }

    /// All, by ID.
    pub fn list(&self) -> Vec<Arc<Instance>> {
        let instances = self
            .instances
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        instances.values().cloned().collect()
    }

    /// The instance that CMAK's addresses mean by a name: the one with that alias, or the one without
    /// an alias that is called so.
    pub fn by_cmak_alias(&self, alias: &str) -> Option<Arc<Instance>> {
        let all = self.list();
        let by_alias = all
            .iter()
            .find(|one| one.record().cmak_alias.as_deref() == Some(alias));
        let by_name = || {
            all.iter().find(|one| {
                let record = one.record();
                record.cmak_alias.is_none() && record.name == alias
            })
        };
        by_alias.or_else(by_name).cloned()
    }

    /// Stores a new instance and connects to it. [`Written::Taken`]: name or alias are another's.
    pub async fn attach(&self, new: Stored) -> Result<Written<Arc<Instance>>, Error> {
        if self.declared_name(&new) {
            return Ok(Written::Taken);
        }
        let _alone = self.changing.lock().await;
        Ok(match self.store.instances().insert(&new).await? {
            Written::Done(()) => {
                let stored = Stored { version: 1, ..new };
                Written::Done(self.add(Record {
                    stored,
                    declared: false,
                }))
            }
            other => carry(other),
        })
    }

    /// Stores a changed instance, if its version is still that of `new`, and follows it: connects
    /// anew where the connection changed, disconnects where it is disabled.
    pub async fn edit(&self, new: Stored) -> Result<Written<Arc<Instance>>, Error> {
        let instance = self.find(&new.id)?;
        if instance.record().declared {
            return Err(declared());
        }
        if self.declared_name(&new) {
            return Ok(Written::Taken);
        }
        let _alone = self.changing.lock().await;
        Ok(match self.store.instances().update(&new).await? {
            Written::Done(version) => {
                let record = Record {
                    stored: Stored { version, ..new },
                    declared: false,
                };
                instance.replace(record, &self.tasks, &self.stop);
                Written::Done(instance)
            }
            other => carry(other),
        })
    }

    /// Disables or enables an instance.
    pub async fn disable(
        &self,
        id: &InstanceId,
        disabled: bool,
    ) -> Result<Written<Arc<Instance>>, Error> {
        let stored = self.find(id)?.record().stored.clone();
        self.edit(Stored { disabled, ..stored }).await
    }

    /// Forgets an instance; the cluster is not touched. False if there is none such.
    pub async fn detach(&self, id: &InstanceId) -> Result<bool, Error> {
        if self.find(id)?.record().declared {
            return Err(declared());
        }
        let _alone = self.changing.lock().await;
        let there = self.store.instances().delete(id).await?;
        self.forget(id);
        Ok(there)
    }

    /// Takes over what another console on the same store has attached, changed or detached.
    pub async fn follow(&self) -> Result<(), Error> {
        let _alone = self.changing.lock().await;
        let there = self.store.instances().versions().await?;
        // One that cannot be read must not keep the others from being followed.
        let mut failed = None;
        for (id, version) in &there {
            let known = self.get(id);
            let same = |one: &Arc<Instance>| {
                let record = one.record();
                record.declared || record.version == *version
            };
            if known.as_ref().is_some_and(same) {
                continue;
            }
            let stored = match self.store.instances().get(id).await {
                Ok(Some(stored)) => stored,
                Ok(None) => continue,
                Err(error) => {
                    failed.get_or_insert(error);
                    continue;
                }
            };
            let record = Record {
                stored,
                declared: false,
            };
            match known {
                Some(known) => known.replace(record, &self.tasks, &self.stop),
                None => drop(self.add(record)),
            }
        }
        for instance in self.list() {
            let gone = |id: &InstanceId| !there.iter().any(|(there, _)| there == id);
            if !instance.record().declared && gone(instance.id()) {
                self.forget(instance.id());
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    fn forget(&self, id: &InstanceId) {
        let mut instances = self
            .instances
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let gone = instances.remove(id);
        drop(instances);
        if let Some(gone) = gone {
            gone.halt();
            gone.events()
                .publish(castellan_api::events::Event::Instance);
        }
    }

    /// Tries a connection step by step; at most 10 a minute for each user.
    pub fn check(
        &self,
        user: castellan_api::ids::UserId,
        connection: Connection,
    ) -> Result<BoxStream<'static, CheckStep>, Error> {
        let now = self.clock.now_ms();
        self.checks
            .take(user.0, now)
            .map_err(|retry_after_s| Error::TooMany {
                detail: format!(
                    "10 connection checks a minute are possible. Try again in {retry_after_s} s."
                ),
                retry_after_s,
            })?;
        let (connector, stop) = (self.connector.clone(), self.stop.child_token());
        Ok(check::check(connection, connector, now, &self.tasks, stop))
    }

    /// Stops every refresher and waits for them, and lets go of the leases.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.leases.stop().await;
    }

    /// Adds the figures of every instance as Prometheus reads them.
    pub fn write_metrics(&self, out: &mut String) {
        metrics::write(&self.list(), out);
    }

    fn add(&self, record: Record) -> Arc<Instance> {
        let id = record.id.clone();
        let instance = Instance::new(
            record,
            self.boot.clone(),
            self.connector.clone(),
            self.clock.clone(),
        );
        let instance = Arc::new(instance);
        instance.run(&self.tasks, &self.stop);
        let mut instances = self
            .instances
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        instances.insert(id, instance.clone());
        instance
    }

    /// True if the configuration file gives the name or the alias to another.
    fn declared_name(&self, new: &Stored) -> bool {
        self.list().iter().any(|instance| {
            let record = instance.record();
            let alias = record.cmak_alias.is_some() && record.cmak_alias == new.cmak_alias;
            record.declared && (alias || record.name.eq_ignore_ascii_case(&new.name))
        })
    }

    /// A declared instance as if it were stored.
    fn made_up(&self, declared: DeclaredInstance) -> Stored {
        Stored {
            id: declared_id(&declared.name),
            name: declared.name,
            description: declared.description,
            connection: declared.connection,
            partitions_max: None,
            cmak_alias: declared.cmak_alias,
            tags: Vec::new(),
            disabled: false,
            created_at: self.clock.now_ms(),
            version: 0,
        }
    }
}

/// ID of a declared instance: the same from start to start.
pub fn declared_id(name: &str) -> InstanceId {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let text: String = hex::encode(digest.as_ref()).chars().take(16).collect();
    InstanceId::trusted(text)
}

/// Declared instances are changed where they are declared.
pub fn declared() -> Error {
    Error::Conflict(
        "This instance is declared in the configuration file: change it there and restart the console."
            .into(),
    )
}

fn carry<A, B>(written: Written<A>) -> Written<B> {
    match written {
        Written::Done(_) | Written::Missing => Written::Missing,
        Written::Taken => Written::Taken,
        Written::Stale => Written::Stale,
        Written::LastFullAccess => Written::LastFullAccess,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_instances_keep_their_id() {
        assert_eq!(declared_id("demo"), declared_id("demo"));
        assert_ne!(declared_id("demo"), declared_id("Demo"));
        assert!(declared_id("demo").as_str().parse::<InstanceId>().is_ok());
        assert_eq!(declared_id("demo").as_str().len(), 16);
    }
}
