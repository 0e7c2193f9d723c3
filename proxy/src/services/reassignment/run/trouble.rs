//! What makes it stop by itself: a broker that gets replicas and is away, and partitions of others
//! that fall out of sync.

use super::super::words;
use super::Driver;
use crate::cluster::{Instance, Snapshot};
use crate::error::Error;
use crate::store::reassignments::{Move, MoveState};
use castellan_api::brokers::BrokerState;
use std::collections::{BTreeSet, HashSet};

impl Driver<'_> {
    /// Why it has stopped by itself, if it has and nobody told it to go on since.
    pub(super) fn stopped(&self) -> Option<&str> {
        let (resumed, why) = self.run.progress.stopped.as_ref()?;
        (*resumed == self.run.control.resumed).then_some(why.as_str())
    }

    pub(super) async fn stop_by_itself(&mut self, why: String) -> Result<(), Error> {
        if self.stopped().is_none() {
            self.work.log(&format!("Stopped by itself. {why}")).await?;
            self.run.progress.stopped = Some((self.run.control.resumed, why));
        }
        Ok(())
    }

    /// Looks at the rest of the cluster, as the snapshot knows it.
    pub(super) async fn watch(&mut self, instance: &Instance) -> Result<(), Error> {
        let snapshot = instance.snapshot();
        let Some(as_of) = snapshot.metadata.as_ref().map(|part| part.as_of) else {
            return Ok(());
        };
        let others = others_out_of_sync(&snapshot, &self.moves);
        let before = *self.run.progress.others_before.get_or_insert(others);
        self.run.progress.others_now = others;
        if self.stopped().is_some() || self.heard_cancel {
            return Ok(());
        }
        if let Some(why) = self.target_away(&snapshot) {
            return self.stop_by_itself(why).await;
        }
        if others <= before {
            self.trouble_at = None;
            return Ok(());
        }
        // one look is no trouble: a leader that moves is out of sync for a moment
        let first = *self.trouble_at.get_or_insert(as_of);
        if as_of > first {
            let why = format!(
                "{others} partitions of other topics are under-replicated, {before} were before the start. Look at \
                 them; a smaller throttle may help. Then resume, or cancel."
            );
            return self.stop_by_itself(why).await;
        }
        Ok(())
    }

    /// A broker that is away and is to get a replica.
    fn target_away(&self, snapshot: &Snapshot) -> Option<String> {
        let open = self
            .moves
            .iter()
            .filter(|one| matches!(one.state, MoveState::Waiting | MoveState::Moving));
        let targets: BTreeSet<i32> = open.flat_map(Move::adding).collect();
        let away: Vec<i32> = targets
            .into_iter()
            .filter(|id| {
                let standing = snapshot.broker(*id);
                standing.is_none_or(|broker| broker.state != BrokerState::Alive)
            })
            .collect();
        if away.is_empty() {
            return None;
        }
        Some(format!(
            "{}, which gets replicas, is away. What moves there goes on when it is back; then resume. If it does \
             not come back, cancel.",
            words::brokers(&away)
        ))
    }
}

/// Under-replicated partitions that the plan does not move.
fn others_out_of_sync(snapshot: &Snapshot, moves: &[Move]) -> u64 {
    let Some(topology) = &snapshot.metadata else {
        return 0;
    };
    let ours: HashSet<(&str, i32)> = moves
        .iter()
        .map(|one| (one.topic.as_str(), one.partition))
        .collect();
    let mut count = 0;
    for (topic, figures) in topology.cluster.topics.iter().zip(&topology.figures) {
        if figures.under_replicated == 0 {
            continue;
        }
        let others = topic.partitions().filter(|one| {
            one.isr.len() < one.replicas.len() && !ours.contains(&(topic.name(), one.index))
        });
        count += others.count() as u64;
    }
    count
}
