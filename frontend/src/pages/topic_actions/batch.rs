//! One edit of many topics: its dry run kept up to date, how many change, and the sending.

use super::parts::tally;
use super::preview::{Preview, preview};
use super::{Asked, Done, told};
use crate::api::call;
use crate::pages::act::Act;
use castellan_api::endpoint::InstancePath;
use castellan_api::topics::{BatchEditResult, DryRun, EditTopics, TopicsEdit};
use leptos::prelude::*;

/// An edit of many topics that is being typed. It is `Copy`.
#[derive(Clone, Copy)]
pub struct BatchEdit {
    /// What it would do to each.
    pub plan: Preview<BatchEditResult>,
    /// The sending.
    pub act: Act,
    /// Sends it, if it is whole.
    pub send: Callback<()>,
}

impl BatchEdit {
    /// The edit that `edit` says; `None`: it is not whole yet.
    pub fn new(asked: Asked, edit: Memo<Option<TopicsEdit>>) -> Self {
        let path = InstancePath {
            instance: asked.instance.clone(),
        };
        let plan = preview::<EditTopics>({
            let path = path.clone();
            move || Some((path.clone(), DryRun::DRY, edit.get()?))
        });
        let act = Act::default();
        let send = Callback::new(move |()| {
            let Some(body) = edit.get_untracked() else {
                return;
            };
            let (path, asked) = (path.clone(), asked.clone());
            act.run(async move {
                let result = call::<EditTopics>(&path, &DryRun::REAL, body).await?;
                told(&result);
                asked.done(Done::Changed);
                Ok(())
            });
        });
        Self { plan, act, send }
    }

    /// Topics that change. Followed.
    pub fn changing(self) -> u64 {
        let answer = self.plan.answer;
        answer.with(|plan| plan.as_ref().map_or(0, |plan| tally(plan).0))
    }
}
