//! Plans as they are kept: what the API shows, and the partitions that change.

use super::words;
use crate::app::App;
use crate::error::Error;
use crate::store::reassignments::PlanRow;
use castellan_api::ids::{InstanceId, PlanId, TaskId};
use castellan_api::reassignment::Plan;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How long a plan is kept that nobody starts.
pub(super) const KEPT_MS: i64 = 24 * 3_600 * 1_000;
/// Plans that are held ready: a plan of 100,000 partitions takes 10 MB, and one is looked at page by
/// page.
const READY: usize = 4;

/// A plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What the API shows.
    pub(super) plan: Plan,
    /// What changes, in the order of topics and partitions.
    pub(super) moves: Vec<KeptMove>,
}

/// A partition that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptMove {
    /// Topic.
    #[serde(rename = "t")]
    pub(super) topic: String,
    /// Partition.
    #[serde(rename = "p")]
    pub(super) partition: i32,
    /// Brokers now.
    #[serde(rename = "o")]
    pub(super) old: Vec<i32>,
    /// Brokers after.
    #[serde(rename = "n")]
    pub(super) new: Vec<i32>,
    /// Bytes of one replica; absent: not known.
    #[serde(rename = "b")]
    pub(super) bytes: Option<u64>,
    /// Bytes a second that producers write to it, as far as is known.
    #[serde(rename = "r")]
    pub(super) produced_bytes_per_s: Option<u64>,
}

impl KeptMove {
    /// The brokers that get a replica.
    pub(super) fn adding(&self) -> impl Iterator<Item = i32> {
        self.new.iter().copied().filter(|id| !self.old.contains(id))
    }

    /// Bytes to copy in all.
    pub(super) fn to_copy(&self) -> Option<u64> {
        let targets = self.adding().count() as u64;
        if targets == 0 {
            return Some(0);
        }
        self.bytes.map(|bytes| bytes.saturating_mul(targets))
    }
}

/// Plans that were looked at last.
#[derive(Debug, Default)]
pub struct Ready(Mutex<VecDeque<(PlanId, Arc<Kept>)>>);

impl Ready {
    fn get(&self, id: &PlanId) -> Option<Arc<Kept>> {
        let ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = ready.iter().find(|(one, _)| one == id);
        found.map(|(_, kept)| Arc::clone(kept))
    }

    fn put(&self, id: &PlanId, kept: &Arc<Kept>) {
        let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ready.retain(|(one, _)| one != id);
        ready.push_back((id.clone(), Arc::clone(kept)));
        while ready.len() > READY {
            ready.pop_front();
        }
    }
}

/// Keeps a new plan.
pub(super) async fn keep(app: &App, instance: &InstanceId, kept: Kept) -> Result<Arc<Kept>, Error> {
    let kept = Arc::new(kept);
    let content = {
        let kept = Arc::clone(&kept);
        tokio::task::spawn_blocking(move || serde_json::to_string(&*kept))
            .await
            .map_err(|error| Error::Bug(error.to_string()))?
            .map_err(|error| Error::Bug(error.to_string()))?
    };
    let row = PlanRow {
        id: kept.plan.id.clone(),
        instance: instance.clone(),
        created_at: kept.plan.created_at,
        expires_at: kept.plan.expires_at,
        task: None,
        content,
    };
    app.store().reassignments().keep_plan(&row).await?;
    app.ready_plans().put(&row.id, &kept);
    Ok(kept)
}

/// A plan and the task that carries it out.
pub(super) async fn find(
    app: &App,
    instance: &InstanceId,
    id: &PlanId,
) -> Result<(Arc<Kept>, Option<TaskId>), Error> {
    let store = app.store().reassignments();
    let row = store.plan(instance, id).await?.ok_or_else(|| {
        Error::NotFound(
            "There is no such plan any more: a plan that nobody starts is kept for a day. Plan anew.".into(),
        )
    })?;
    if let Some(kept) = app.ready_plans().get(id) {
        return Ok((kept, row.task));
    }
    let PlanRow { content, task, .. } = row;
    let kept: Kept = tokio::task::spawn_blocking(move || serde_json::from_str(&content))
        .await
        .map_err(|error| Error::Bug(error.to_string()))?
        .map_err(|error| Error::Bug(format!("a plan cannot be read any more: {error}")))?;
    let kept = Arc::new(kept);
    app.ready_plans().put(id, &kept);
    Ok((kept, task))
}

/// What a plan is about, for traces and lists.
pub(super) fn target(plan: &Plan) -> String {
    format!(
        "{}, {}",
        plan.title,
        words::counted(plan.partitions, "partition")
    )
}
