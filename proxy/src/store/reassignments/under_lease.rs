//! What drives a reassignment writes under the lease of its instance's tasks.

use super::Progress;
use super::moves::{self, MoveUpdate};
use crate::store::db::{args, json, word};
use crate::store::leases::{self, Fence};
use crate::store::{Error, Store};
use castellan_api::ids::TaskId;
use castellan_api::reassignment::Phase;

/// The reassignments of the store for the holder of a lease. Every function answers
/// [`Error::TakenOver`] once another holds it.
#[derive(Clone, Copy, Debug)]
pub struct RunUnderLease<'a>(pub(super) &'a Store, pub(super) &'a Fence);

impl RunUnderLease<'_> {
    /// Writes where it is, and what changed of its partitions, in one transaction.
    pub async fn put(
        &self,
        task: &TaskId,
        phase: Phase,
        why: Option<&str>,
        progress: &Progress,
        updates: &[MoveUpdate],
    ) -> Result<(), Error> {
        let mut tx = self.0.db().begin().await?;
        leases::check(self.0, &mut tx, self.1).await?;
        tx.write(
            "UPDATE reassignments SET phase = $2, why = $3, progress = $4 WHERE task_id = $1",
            args![task, word(&phase)?, why.map(str::to_owned), json(progress)?],
        )
        .await?;
        for update in updates {
            moves::update(&mut tx, task, update).await?;
        }
        tx.commit().await
    }
}
