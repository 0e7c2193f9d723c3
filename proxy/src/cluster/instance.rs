//! One instance: its record, its client, its snapshot, its events. Who has it reads what is known;
//! the refresher alone writes that.

use super::broker_configs::BrokerConfigs;
use super::connect;
use super::deleted::Deleted;
use super::events::EventLog;
use super::outbound::Connector;
use super::refresh::{COMMANDS, Command, Costs, Expect, Refresher};
use super::snapshot::Snapshot;
use crate::clock::Clock;
use crate::error::Error;
use crate::store::instances::Instance as Stored;
use castellan_api::events::Event;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::instances::{Finding, InstanceStatus, Mechanism};
use castellan_kafka::{Client, ClientConfig};
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Explicit refreshes are this far apart.
const REFRESH_MS: i64 = 2_000;
/// How long a caller waits for a fresh snapshot. After that it is answered from what is known: the
/// change is made, and shows as soon as the cluster does.
const WAIT: Duration = Duration::from_secs(8);

/// What is recorded of an instance. It reads as the store's record.
#[derive(Clone, Debug)]
pub struct Record {
    /// As the store has it; declared instances are made up, with version 0.
    pub stored: Stored,
    /// True if it is declared in the configuration file and cannot be changed.
    pub declared: bool,
}

impl Deref for Record {
    type Target = Stored;
    fn deref(&self) -> &Stored {
        &self.stored
    }
}

/// What the refresher and the readers of an instance share.
#[derive(Debug)]
pub(super) struct Shared {
    id: InstanceId,
    connector: Connector,
    client: RwLock<Option<Using>>,
    snapshot: RwLock<Arc<Snapshot>>,
    serial: AtomicU64,
    events: EventLog,
    costs: Costs,
}

/// A client and the mechanism it signs in with.
#[derive(Clone, Debug)]
struct Using {
    client: Client,
    mechanism: Option<Mechanism>,
}

impl Shared {
    pub(super) const fn id(&self) -> &InstanceId {
        &self.id
    }

    pub(super) const fn events(&self) -> &EventLog {
        &self.events
    }

    pub(super) const fn costs(&self) -> &Costs {
        &self.costs
    }

    pub(super) fn serial(&self) -> u64 {
        self.serial.load(Ordering::SeqCst)
    }

    /// Makes the client everybody uses from now on.
    pub(super) fn make_client(&self, config: ClientConfig) -> castellan_kafka::Result<Client> {
        let mechanism = connect::mechanism_of(&config);
        let client = Client::new(config, Arc::new(self.connector.clone()))?;
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = Some(Using {
            client: client.clone(),
            mechanism,
        });
        Ok(client)
    }

    /// Publishes what is known; gives what was published.
    pub(super) fn publish(&self, snapshot: &mut Snapshot) -> Arc<Snapshot> {
        snapshot.serial = self.serial.fetch_add(1, Ordering::SeqCst) + 1;
        let published = Arc::new(snapshot.clone());
        let mut place = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *place, published.clone());
        drop(place);
        // the last reader of a large snapshot frees it outside the lock
        drop(old);
        published
    }
}

/// An instance.
#[derive(Debug)]
pub struct Instance {
    record: RwLock<Arc<Record>>,
    shared: Arc<Shared>,
    clock: Clock,
    commands: Mutex<Option<mpsc::Sender<Command>>>,
    running: Mutex<CancellationToken>,
    refreshed: AtomicI64,
    broker_configs: BrokerConfigs,
    deleted: Deleted,
}

impl Instance {
    pub(super) fn new(record: Record, boot: String, connector: Connector, clock: Clock) -> Self {
        let status = status_of(&record);
        let shared = Shared {
            id: record.id.clone(),
            connector,
            client: RwLock::new(None),
            snapshot: RwLock::new(Arc::new(Snapshot::empty(status, clock.now_ms()))),
            serial: AtomicU64::new(0),
            events: EventLog::new(boot),
            costs: Costs::default(),
        };
        Self {
            record: RwLock::new(Arc::new(record)),
            shared: Arc::new(shared),
            clock,
            commands: Mutex::default(),
            running: Mutex::default(),
            refreshed: AtomicI64::new(0),
            broker_configs: BrokerConfigs::default(),
            deleted: Deleted::default(),
        }
    }

    /// ID.
    pub fn id(&self) -> &InstanceId {
        self.shared.id()
    }

    /// What is recorded of it, secrets included: for the client alone.
    pub fn record(&self) -> Arc<Record> {
        Arc::clone(&self.record.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The client of its cluster, or why there is none.
    pub fn client(&self) -> Result<Client, Error> {
        let client = self
            .shared
            .client
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        client
            .as_ref()
            .map(|using| using.client.clone())
            .ok_or_else(|| {
                let snapshot = self.snapshot();
                Error::Unavailable(match (&snapshot.why, snapshot.status) {
                    (_, InstanceStatus::Disabled) => {
                        "The instance is disabled: enable it before working on its cluster.".into()
                    }
                    (Some(why), _) => why.clone(),
                    (None, _) => "The console is not connected to the cluster.".into(),
                })
            })
    }

    /// The mechanism the console signs in with, where it uses SASL.
    pub fn mechanism(&self) -> Option<Mechanism> {
        let client = self
            .shared
            .client
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        client.as_ref().and_then(|using| using.mechanism)
    }

    /// What looking at its cluster costs the console.
    pub(super) fn costs(&self) -> &Costs {
        self.shared.costs()
    }

    /// What is known of its cluster now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(
            &self
                .shared
                .snapshot
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// What changes in it.
    pub fn events(&self) -> &EventLog {
        self.shared.events()
    }

    /// Configs of all brokers, read at most every 30 s however many look.
    pub const fn broker_configs(&self) -> &BrokerConfigs {
        &self.broker_configs
    }

    /// Reads again what a write touched and waits until that is published: metadata, and configs and
    /// offsets of these topics. `expect` says what the cluster must show first.
    pub async fn touch(&self, topics: &[TopicName], expect: Expect) {
        let names = || topics.iter().map(TopicName::as_str);
        if expect == Expect::Present {
            self.deleted.forget(names());
        }
        let texts = names().map(str::to_owned).collect();
        self.ask(|done| Command::Touch(texts, expect, done)).await;
        if expect == Expect::Absent {
            // One that is still shown is on its way out, not back.
            let snapshot = self.snapshot();
            let gone = names().filter(|name| !exists(&snapshot, name));
            self.deleted.remember(gone, self.clock.now_ms());
        }
    }

    /// Topics that were deleted here and are back.
    pub fn came_back(&self, snapshot: &Snapshot) -> Vec<Finding> {
        let facts = snapshot.cluster.as_ref();
        let auto = facts.and_then(|facts| facts.auto_create_topics) == Some(true);
        self.deleted.findings(|name| exists(snapshot, name), auto)
    }

    /// Reads everything again, at most once in 2 s, and waits for the metadata.
    pub async fn refresh_now(&self) {
        let now = self.clock.now_ms();
        let last = self.refreshed.load(Ordering::SeqCst);
        let due = now.saturating_sub(last) >= REFRESH_MS;
        let first = due
            && self
                .refreshed
                .compare_exchange(last, now, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok();
        if first {
            self.ask(Command::Refresh).await;
        }
    }

    async fn ask(&self, command: impl FnOnce(oneshot::Sender<()>) -> Command) {
        let sender = self
            .commands
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(sender) = sender else { return };
        let (done, published) = oneshot::channel();
        let asked = async {
            if sender.send(command(done)).await.is_ok() {
                // an error means that the refresher stopped
                let _ = published.await;
            }
        };
        if tokio::time::timeout(WAIT, asked).await.is_err() {
            tracing::warn!(instance.id = %self.id(), "a fresh look at the cluster takes long");
        }
    }

    /// Takes over a changed record; connects anew where the connection changed.
    pub(super) fn replace(&self, record: Record, tasks: &TaskTracker, stop: &CancellationToken) {
        let old = self.record();
        let same = old.connection == record.connection && old.disabled == record.disabled;
        *self.record.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(record);
        if !same {
            self.run(tasks, stop);
        }
        self.events().publish(Event::Instance);
    }

    /// Starts the refresher, in place of one that may run.
    pub(super) fn run(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        self.halt();
        let record = self.record();
        let mut snapshot = Snapshot::empty(status_of(&record), self.clock.now_ms());
        if record.disabled {
            self.shared.publish(&mut snapshot);
            return;
        }
        let (sender, commands) = mpsc::channel(COMMANDS);
        let refresher = connect::candidates(&record.connection).and_then(|configs| {
            Refresher::new(self.shared.clone(), self.clock.clone(), configs, commands)
        });
        match refresher {
            Ok(refresher) => {
                let cancel = stop.child_token();
                *self.running.lock().unwrap_or_else(PoisonError::into_inner) = cancel.clone();
                *self.commands.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
                self.shared.publish(&mut snapshot);
                tasks.spawn(refresher.run(cancel));
            }
            Err(why) => {
                snapshot.status = InstanceStatus::Unreachable;
                snapshot.why = Some(why);
                self.shared.publish(&mut snapshot);
            }
        }
    }

    /// Stops the refresher and forgets the client.
    pub(super) fn halt(&self) {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .cancel();
        *self.commands.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self
            .shared
            .client
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
        self.broker_configs.forget();
    }
}

const fn status_of(record: &Record) -> InstanceStatus {
    if record.stored.disabled {
        InstanceStatus::Disabled
    } else {
        InstanceStatus::Connecting
    }
}

fn exists(snapshot: &Snapshot, topic: &str) -> bool {
    snapshot
        .metadata
        .as_ref()
        .is_some_and(|part| part.cluster.topics.find(topic).is_some())
}
