//! Tasks that another console drives: this one's viewers are told how far they are, as of the last
//! look at the records.

use super::super::record;
use crate::app::App;
use crate::error::Error;
use crate::store::tasks::Standing;
use castellan_api::events::Event;
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::tasks::{TaskRef, TaskState};
use std::collections::HashMap;

/// What was told of each task that has not ended.
#[derive(Debug, Default)]
pub(super) struct Elsewhere(HashMap<TaskId, Told>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    instance: InstanceId,
    state: TaskState,
    percent: u8,
    /// Driven by this console, which tells by itself.
    here: bool,
}

impl Elsewhere {
    /// Tells what has changed since the last look.
    pub(super) async fn look(
        &mut self,
        app: &App,
        standing: &[Standing],
        here: impl Fn(&TaskId) -> bool,
    ) -> Result<(), Error> {
        let now: HashMap<TaskId, Told> = standing
            .iter()
            .map(|one| (one.id.clone(), told(one, here(&one.id))))
            .collect();
        for (id, new) in &now {
            if !new.here && self.0.get(id) != Some(new) {
                tell(app, &new.instance, id, new.state, new.percent);
            }
        }
        for (id, old) in &self.0 {
            if old.here || now.contains_key(id) {
                continue;
            }
            // it has ended, or its record is gone already
            if let Some(row) = app.store().tasks().get(&old.instance, id).await? {
                let percent = record::percent(row.done, row.total);
                tell(app, &old.instance, id, row.state, percent);
            }
        }
        self.0 = now;
        Ok(())
    }
}

fn told(one: &Standing, here: bool) -> Told {
    Told {
        instance: one.instance.clone(),
        state: one.state,
        percent: record::percent(one.done, one.total),
        here,
    }
}

fn tell(app: &App, instance: &InstanceId, id: &TaskId, state: TaskState, percent: u8) {
    if let Some(instance) = app.clusters().get(instance) {
        let task = TaskRef {
            id: id.clone(),
            state,
        };
        instance.events().publish(Event::Task { task, percent });
    }
}
