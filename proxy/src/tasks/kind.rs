//! What a task is to the runner: a pure plan of named items, and a step that does some of them.

use super::drive;
use super::long::{self, LongWork};
use super::runner::{Run, Work};
use crate::error::Error;
use castellan_api::action::Action;
use castellan_api::problem::ItemError;
use castellan_api::tasks::TaskKind;
use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;
use std::sync::Arc;

/// The fate of the items of a step, aligned with them.
pub type StepResult = Result<Vec<Result<(), ItemError>>, StepError>;

/// Something that outlives a request.
pub trait Task: Send + Sync + 'static {
    /// Its kind, as recorded.
    const KIND: TaskKind;
    /// Trace name of its end, without `Success` or `Failure`.
    const TRACE: &'static str;
    /// What an item is, in the plural, as `topics`.
    const UNIT: &'static str;
    /// Most items of a step: what one request to Kafka takes, and what a crash repeats.
    const AT_ONCE: usize;
    /// What is asked, as recorded.
    type Params: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Names of the items in their order, each once. Pure.
    fn plan(params: &Self::Params) -> Vec<String>;

    /// What the creator must be allowed to do on the instance, looked up again before each step.
    fn needs(params: &Self::Params) -> Vec<Action>;

    /// Does items. It may be repeated after a crash at any point: it asks the cluster how far it is.
    /// Items it has an effect on are told to [`Work::begin`] before the effect; after a crash
    /// [`Work::begun`] is true for those, so that what it finds there may be its own work.
    fn step(
        work: &Work<'_>,
        params: &Self::Params,
        items: &[String],
    ) -> impl Future<Output = StepResult> + Send;
}

/// Something that outlives a request and is no list of items: it follows the cluster, for days if it
/// must, and can be steered meanwhile.
pub trait LongTask: Send + Sync + 'static {
    /// Its kind, as recorded.
    const KIND: TaskKind;
    /// Trace name of its end, without `Success` or `Failure`.
    const TRACE: &'static str;

    /// Brings it to its end, from wherever it is: it asks the cluster and the store, never memory.
    /// `None`: the console stops, and all stays as it is.
    fn drive(work: &LongWork<'_>) -> impl Future<Output = Result<Option<Ended>, Error>> + Send;
}

/// How a long task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// In which state.
    pub state: castellan_api::tasks::TaskState,
    /// In words.
    pub message: String,
}

/// Why a step did not come to a result.
#[derive(Debug)]
pub enum StepError {
    /// The cluster cannot be asked now; the step is tried again.
    Later(String),
    /// The console itself cannot go on.
    Console(Error),
}

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        Self::Console(error)
    }
}

impl From<crate::store::Error> for StepError {
    fn from(error: crate::store::Error) -> Self {
        Self::Console(error.into())
    }
}

/// Drives one task to its end; the type of the task is forgotten here.
type Driver = fn(Run) -> BoxFuture<'static, Result<(), Error>>;

/// The kinds of tasks there are.
#[derive(Clone, Default)]
pub struct Kinds(HashMap<TaskKind, Known>);

impl std::fmt::Debug for Kinds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Kinds {
    /// Adds a kind.
    #[must_use]
    pub fn with<T: Task>(mut self) -> Self {
        let known = Known {
            driver: |run| Box::pin(drive::drive::<T>(run)),
            long: false,
        };
        self.0.insert(T::KIND, known);
        self
    }

    /// Adds a kind that follows the cluster.
    #[must_use]
    pub fn with_long<T: LongTask>(mut self) -> Self {
        let known = Known {
            driver: |run| Box::pin(long::drive::<T>(run)),
            long: true,
        };
        self.0.insert(T::KIND, known);
        self
    }

    pub(super) fn driver(&self, kind: TaskKind) -> Option<Driver> {
        self.0.get(&kind).map(|known| known.driver)
    }

    pub(super) fn is_long(&self, kind: TaskKind) -> bool {
        self.0.get(&kind).is_some_and(|known| known.long)
    }
}

/// How a kind is driven.
#[derive(Clone, Copy)]
struct Known {
    driver: Driver,
    /// True if it waits for the cluster more than it works: it takes no place of another.
    long: bool,
}

/// Kinds as the runner keeps them.
pub(super) type SharedKinds = Arc<Kinds>;
