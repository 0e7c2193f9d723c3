//! Takes up the records of tasks that have not ended, a few at a time, and keeps them going. It is
//! woken by a signal and by a timer, and leaves everything at a checkpoint when it is stopped.
//! The tasks of an instance run under its lease, in one console; the others show how far they are.

mod elsewhere;

use elsewhere::Elsewhere;

use super::kind::{Kinds, SharedKinds, Task};
use super::record::{self, Pace};
use crate::access::{Caller, Change, Scope};
use crate::app::App;
use crate::clock::Clock;
use crate::cluster::leases::Lease;
use crate::error::Error;
use crate::store::tasks::{NewTask, Task as Row, TaskFilter, UnderLease};
use crate::store::{Store, leases};
use castellan_api::events::Event;
use castellan_api::ids::{InstanceId, TaskId, UserId};
use castellan_api::page::Order;
use castellan_api::tasks::{TaskDetail, TaskKind, TaskRef, TaskState, TaskSummary};
use castellan_api::users::Binding;
use futures_util::FutureExt;
use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Tasks that run at once: each is one conversation with a cluster's controller.
const AT_ONCE: usize = 4;
/// Tasks that may wait or run: what people begin by hand, far from filling the store.
const UNFINISHED_MAX: usize = 200;
/// How often the records are looked at without a signal.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// The same where other consoles work on them too: what they begin, stop or leave behind.
const LOOK_EVERY_SHARED: Duration = Duration::from_secs(2);
/// How long a stop waits for steps under way; what is cut is taken up at the next start.
const STOP_WAITS: Duration = Duration::from_secs(8);

/// In whose name a task runs.
#[derive(Clone, Debug)]
pub struct Creator {
    /// Name of the user.
    pub name: String,
    /// ID of the user.
    pub id: UserId,
    /// What cuts it besides what the user may do: the layers of an API token.
    pub limits: Vec<Vec<Binding>>,
}

impl From<&Caller> for Creator {
    fn from(caller: &Caller) -> Self {
        Self {
            name: caller.user.clone(),
            id: caller.user_id,
            limits: caller.limits(),
        }
    }
}

/// The background tasks of the console.
#[derive(Clone)]
pub struct Tasks(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    kinds: SharedKinds,
    signal: Notify,
    stop: CancellationToken,
    tracker: TaskTracker,
    running: Mutex<HashMap<TaskId, Running>>,
}

#[derive(Clone)]
struct Running {
    /// It takes no place of another.
    long: bool,
    cancel: CancellationToken,
    pace: Pace,
}

impl std::fmt::Debug for Tasks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tasks")
            .field("kinds", &self.0.kinds)
            .finish_non_exhaustive()
    }
}

impl Tasks {
    /// Of these kinds; nothing runs before [`Tasks::start`].
    pub fn new(store: Store, clock: Clock, kinds: Kinds) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            kinds: Arc::new(kinds),
            signal: Notify::new(),
            stop: CancellationToken::new(),
            tracker: TaskTracker::new(),
            running: Mutex::default(),
        }))
    }

    /// Takes up what has not ended, and whatever is begun from now on.
    pub fn start(&self, app: &Arc<App>) {
        let (tasks, app) = (self.clone(), Arc::clone(app));
        self.0
            .tracker
            .spawn(async move { tasks.supervise(app).await });
    }

    /// Stops: no new task is taken up, and running ones end at their next checkpoint.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tracker.close();
        if tokio::time::timeout(STOP_WAITS, self.0.tracker.wait())
            .await
            .is_err()
        {
            tracing::warn!("tasks were cut in a step; the next start takes them up");
        }
    }

    /// How many run now.
    pub fn running(&self) -> usize {
        self.map().len()
    }

    /// How many of those run that take a place.
    fn short(&self) -> usize {
        self.map().values().filter(|one| !one.long).count()
    }

    /// Records a task; it runs as soon as there is room. The change is already traced.
    pub async fn begin<T: Task>(
        &self,
        change: &Change,
        creator: &Creator,
        instance: &InstanceId,
        target: String,
        params: &T::Params,
    ) -> Result<TaskRef, Error> {
        let items = T::plan(params);
        let params = serde_json::to_value(params).map_err(|error| Error::Bug(error.to_string()))?;
        let new = self
            .record(change, creator, instance, T::KIND, target)
            .await?;
        let new = NewTask {
            params,
            total: u64::try_from(items.len()).unwrap_or(u64::MAX),
            unit: T::UNIT.to_owned(),
            ..new
        };
        self.0.store.tasks().insert(&new).await?;
        Ok(self.begun(new.id))
    }

    /// The record of a new task, without what it is asked; refused where too many wait.
    pub async fn record(
        &self,
        change: &Change,
        creator: &Creator,
        instance: &InstanceId,
        kind: TaskKind,
        target: String,
    ) -> Result<NewTask, Error> {
        if self.0.store.tasks().standing().await?.len() >= UNFINISHED_MAX {
            return Err(Error::TooMany {
                detail: format!(
                    "{UNFINISHED_MAX} tasks wait or run already. Wait until some have ended, or cancel some."
                ),
                retry_after_s: 60,
            });
        }
        Ok(NewTask {
            id: TaskId::trusted(self.0.clock.id()?),
            instance: instance.clone(),
            kind,
            target,
            creator: creator.name.clone(),
            creator_id: creator.id,
            limits: creator.limits.clone(),
            params: serde_json::Value::Null,
            total: 0,
            unit: String::new(),
            trace: Some(change.trace().clone()),
        })
    }

    /// Tells the runner that a task was recorded.
    pub fn begun(&self, id: TaskId) -> TaskRef {
        self.0.signal.notify_one();
        TaskRef {
            id,
            state: TaskState::Pending,
        }
    }

    /// One page of an instance's tasks, and how many there are.
    pub async fn list(
        &self,
        instance: &InstanceId,
        by: &TaskFilter,
        order: Order,
        page: (usize, usize),
    ) -> Result<(Vec<TaskSummary>, u64), Error> {
        let (rows, total) = self.0.store.tasks().list(instance, by, order, page).await?;
        Ok((rows.iter().map(|row| self.summary(row)).collect(), total))
    }

    /// A task whole, if there is one.
    pub async fn get(
        &self,
        instance: &InstanceId,
        id: &TaskId,
    ) -> Result<Option<TaskDetail>, Error> {
        let store = self.0.store.tasks();
        let Some(row) = store.get(instance, id).await? else {
            return Ok(None);
        };
        let (log, items) = (store.lines(id).await?, store.items(id).await?);
        Ok(Some(TaskDetail {
            summary: self.summary(&row),
            log,
            items,
            trace: row.trace,
        }))
    }

    /// Asks a task to stop. False if it has ended or does not exist.
    pub async fn cancel(&self, instance: &InstanceId, id: &TaskId) -> Result<bool, Error> {
        let asked = self.0.store.tasks().request_cancel(instance, id).await?;
        if asked {
            if let Some(running) = self.map().get(id) {
                running.cancel.cancel();
            }
            self.0.signal.notify_one();
        }
        Ok(asked)
    }

    /// Deletes the record of a task that has ended. False if it has not, or does not exist.
    pub async fn delete(&self, instance: &InstanceId, id: &TaskId) -> Result<bool, Error> {
        Ok(self.0.store.tasks().delete_ended(instance, id).await?)
    }

    fn summary(&self, row: &Row) -> TaskSummary {
        let pace = self.map().get(&row.id).map(|running| running.pace);
        record::summary(row, pace, self.0.clock.now_ms())
    }

    async fn supervise(self, app: Arc<App>) {
        let shared = self.0.store.shared();
        let every = if shared {
            LOOK_EVERY_SHARED
        } else {
            LOOK_EVERY
        };
        let mut elsewhere = Elsewhere::default();
        let mut failing = false;
        while !self.0.stop.is_cancelled() {
            let looking = self.look(&app, shared.then_some(&mut elsewhere));
            let looked = tokio::select! {
                looked = looking => looked,
                () = self.0.stop.cancelled() => return,
            };
            match &looked {
                Ok(()) if failing => tracing::info!("the records of tasks can be read again"),
                Err(error) if !failing => {
                    let error = error.in_full();
                    tracing::error!(error, "the records of tasks could not be read");
                }
                _ => {}
            }
            failing = looked.is_err();
            tokio::select! {
                () = self.0.signal.notified() => {}
                () = tokio::time::sleep(every) => {}
                () = self.0.stop.cancelled() => {}
            }
        }
    }

    /// Takes up as many records as there is room for, oldest first, of instances whose lease is free
    /// or held here. Those that a person stopped before they began end at once.
    async fn look(&self, app: &Arc<App>, elsewhere: Option<&mut Elsewhere>) -> Result<(), Error> {
        let standing = self.0.store.tasks().standing().await?;
        if let Some(elsewhere) = elsewhere {
            let here = |id: &TaskId| self.map().contains_key(id);
            elsewhere.look(app, &standing, here).await?;
        }
        let leases = app.clusters().leases();
        for one in standing {
            if let Some(running) = self.map().get(&one.id) {
                // asked through another console
                if one.cancel_asked {
                    running.cancel.cancel();
                }
                continue;
            }
            let long = self.0.kinds.is_long(one.kind);
            let full = !long && self.short() >= AT_ONCE && !one.cancel_asked;
            let theirs = one.owner.is_some_and(|owner| owner != leases.owner());
            if full || theirs {
                continue;
            }
            let Some(lease) = leases.hold(&leases::of_tasks(&one.instance)).await? else {
                continue;
            };
            if self.0.store.shared() && app.clusters().get(&one.instance).is_none() {
                app.clusters().follow().await?;
            }
            let Some(row) = self.0.store.tasks().get(&one.instance, &one.id).await? else {
                continue;
            };
            let running = Running {
                long,
                cancel: CancellationToken::new(),
                pace: Pace {
                    since_ms: self.0.clock.now_ms(),
                    done: row.done,
                },
            };
            self.map().insert(row.id.clone(), running.clone());
            let run = Run {
                app: Arc::clone(app),
                store: self.0.store.clone(),
                id: row.id.clone(),
                lease,
                stop: self.0.stop.clone(),
                cancel: running.cancel,
            };
            let (tasks, kind) = (self.clone(), row);
            self.0
                .tracker
                .spawn(async move { tasks.run(run, kind).await });
        }
        Ok(())
    }

    async fn run(&self, run: Run, row: Row) {
        let id = row.id.clone();
        let lease = run.lease.clone();
        let driven = async {
            match self.0.kinds.driver(row.kind) {
                Some(driver) => AssertUnwindSafe(driver(run))
                    .catch_unwind()
                    .await
                    .unwrap_or_else(|_| Err(Error::Bug("a background task broke off".into()))),
                None => Err(Error::Bug(format!("nobody knows how to do {:?}", row.kind))),
            }
        };
        // Lost: it breaks off wherever it is, as in a crash, before another console may take it up.
        let ended = tokio::select! {
            ended = driven => ended,
            () = lease.lost().cancelled() => Ok(()),
        };
        if let Err(error) = ended {
            let why = error.in_full();
            tracing::error!(task.id = %id, error = why, "a task could not go on");
            // What the console itself did wrong would go wrong again and again; a store that cannot
            // be written is tried again at the next look.
            if matches!(error, Error::Bug(_)) {
                let end = self.0.store.tasks();
                let end = end.under(lease.fence());
                if let Err(error) = end.finish(&id, TaskState::Failed, &error.to_string()).await {
                    tracing::error!(task.id = %id, %error, "the end of a task could not be written");
                }
            }
        }
        self.map().remove(&id);
        // one may wait for the room
        self.0.signal.notify_one();
    }

    fn map(&self) -> MutexGuard<'_, HashMap<TaskId, Running>> {
        self.0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// One run of a task, from start or restart to its end or the console's.
pub struct Run {
    pub(super) app: Arc<App>,
    pub(super) store: Store,
    pub(super) id: TaskId,
    pub(super) lease: Lease,
    /// The console stops.
    pub(super) stop: CancellationToken,
    /// A person asked the task to stop.
    pub(super) cancel: CancellationToken,
}

impl Run {
    /// What it writes of itself, as long as the lease is held.
    pub(super) fn writes(&self) -> UnderLease<'_> {
        self.store.tasks().under(self.lease.fence())
    }

    /// Tells viewers how far it is.
    pub(super) fn tell(&self, instance: &InstanceId, state: TaskState, percent: u8) {
        if let Some(instance) = self.app.clusters().get(instance) {
            let task = TaskRef {
                id: self.id.clone(),
                state,
            };
            instance.events().publish(Event::Task { task, percent });
        }
    }
}

/// What a step has to work with.
pub struct Work<'a> {
    pub(super) run: &'a Run,
    pub(super) instance: &'a InstanceId,
    pub(super) scope: &'a Scope,
    pub(super) begun: &'a BTreeSet<String>,
}

impl Work<'_> {
    /// The program.
    pub fn app(&self) -> &Arc<App> {
        &self.run.app
    }

    /// The instance.
    pub const fn instance(&self) -> &InstanceId {
        self.instance
    }

    /// What the creator may do now, cut by the API token the task was begun with.
    pub const fn scope(&self) -> &Scope {
        self.scope
    }

    /// True if an earlier try was at this item: what is found there may be its work.
    pub fn begun(&self, item: &str) -> bool {
        self.begun.contains(item)
    }

    /// Writes down that these items are begun; to be called before the first effect on them.
    pub async fn begin(&self, items: &[&str]) -> Result<(), Error> {
        let begun: BTreeSet<&str> = self
            .begun
            .iter()
            .map(String::as_str)
            .chain(items.iter().copied())
            .collect();
        let checkpoint = serde_json::json!({ "begun": begun });
        Ok(self
            .run
            .writes()
            .checkpoint(&self.run.id, &checkpoint)
            .await?)
    }

    /// Adds a line to the log.
    pub async fn log(&self, line: &str) -> Result<(), Error> {
        Ok(self.run.writes().log(&self.run.id, line).await?)
    }
}
