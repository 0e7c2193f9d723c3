//! The client of one cluster: cheap to clone, one connection per broker, everything counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::call::Deadline;
use crate::open::Opener;
use crate::slot::Slot;
use crate::{
    Address, ApiKey, ApiRanges, Broker, ClientConfig, Dial, Metadata, Partial, Peer, Result,
};

/// A client of one cluster. Clones share connections, counters and what is known of the brokers.
/// Connections open on first use and close when the last clone is dropped.
///
/// Every call ends within [`ClientConfig::call_timeout`], connecting and retries included;
/// [`Client::with_timeout`] gives a clone with another limit.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    timeout: Duration,
}

pub(crate) struct Shared {
    pub(crate) opener: Opener,
    pub(crate) bootstrap: Vec<Arc<Slot>>,
    roster: Mutex<Roster>,
}

/// The brokers as the last Metadata answer named them, and their slots.
#[derive(Default)]
struct Roster {
    brokers: Vec<Broker>,
    controller: Option<i32>,
    slots: HashMap<i32, Arc<Slot>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bootstrap = &self.shared.opener.config.bootstrap;
        f.debug_struct("Client")
            .field("bootstrap", bootstrap)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client; nothing is connected yet. [`Error::Config`](crate::Error::Config) for
    /// unreadable TLS material or no bootstrap address.
    pub fn new(config: ClientConfig, dial: Arc<dyn Dial>) -> Result<Self> {
        if config.bootstrap.is_empty() {
            return Err(crate::Error::Config(
                "at least one broker address is needed".to_owned(),
            ));
        }
        let slot = |address: &Address| {
            Arc::new(Slot::new(Peer {
                broker: None,
                address: address.clone(),
            }))
        };
        let bootstrap = config.bootstrap.iter().map(slot).collect();
        let timeout = config.call_timeout;
        let opener = Opener::new(config, dial)?;
        let shared = Shared {
            opener,
            bootstrap,
            roster: Mutex::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
            timeout,
        })
    }

    /// A clone whose calls have this deadline.
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            shared: self.shared.clone(),
            timeout,
        }
    }

    /// The deadline of each call.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Requests written to brokers since the client was made, ApiVersions and sign-in included.
    pub fn requests_sent(&self) -> u64 {
        self.shared.opener.counters.total()
    }

    /// The same for one call.
    pub fn requests_sent_of(&self, api: ApiKey) -> u64 {
        self.shared.opener.counters.of(api)
    }

    /// The brokers as the last [`Client::metadata`] named them, ascending by id; empty before.
    pub fn known_brokers(&self) -> Vec<Broker> {
        self.roster().brokers.clone()
    }

    /// What every broker can do: the basis of offering an action at all.
    pub async fn api_versions(&self) -> Result<Partial<Vec<ApiRanges>>> {
        let answers = self
            .every_broker(|connection, _deadline| async move {
                Ok(connection.ranges().cloned().unwrap_or_default())
            })
            .await?;
        Ok(answers.map(|answers| answers.into_iter().map(|(_, ranges)| ranges).collect()))
    }

    /// What one broker, any, can do: enough where all brokers have the same version.
    pub async fn api_versions_of_any(&self) -> Result<ApiRanges> {
        let connection = self.any(self.deadline()).await?;
        Ok(connection.ranges().cloned().unwrap_or_default())
    }

    pub(crate) fn deadline(&self) -> Deadline {
        Deadline::after(self.timeout)
    }

    /// Takes over the brokers of a Metadata answer. A slot whose address is the same stays.
    pub(crate) fn learn(&self, metadata: &Metadata) {
        let mut roster = self.roster();
        roster.controller = metadata.controller_id;
        if metadata.brokers.is_empty() {
            return;
        }
        roster.brokers = metadata.brokers.clone();
        let mut old = std::mem::take(&mut roster.slots);
        for broker in &metadata.brokers {
            let address = Address::new(broker.host.clone(), broker.port);
            let kept = old
                .remove(&broker.id)
                .filter(|slot| slot.peer.address == address);
            let slot = kept.unwrap_or_else(|| {
                Arc::new(Slot::new(Peer {
                    broker: Some(broker.id),
                    address,
                }))
            });
            roster.slots.insert(broker.id, slot);
        }
    }

    pub(crate) fn slot(&self, broker: i32) -> Option<Arc<Slot>> {
        self.roster().slots.get(&broker).cloned()
    }

    /// All broker slots, ascending by id.
    pub(crate) fn slots(&self) -> Vec<(i32, Arc<Slot>)> {
        let roster = self.roster();
        roster
            .brokers
            .iter()
            .filter_map(|broker| Some((broker.id, roster.slots.get(&broker.id)?.clone())))
            .collect()
    }

    pub(crate) fn known_controller(&self) -> Option<i32> {
        self.roster().controller
    }

    fn roster(&self) -> MutexGuard<'_, Roster> {
        self.shared
            .roster
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
