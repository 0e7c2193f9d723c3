//! Whether to remove the throttles that nobody needs.

use super::batch::{Question, ask};
use crate::api::{Load, Watch, call};
use crate::i18n::text;
use crate::live::live;
use crate::pages::reassignments::words::throttled;
use crate::session::may_call;
use castellan_api::endpoint::InstancePath;
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::{RemoveThrottles, Throttles};
use castellan_api::topics::DryRun;
use leptos::prelude::*;

/// The question.
pub fn remove(id: InstanceId, load: Load<Throttles>) -> Option<AnyView> {
    let t = text().reassignments();
    let all = load.get_untracked()?;
    let count = all.left_over;
    if count == 0 || !may_call::<RemoveThrottles>(Some(&id)) {
        return None;
    }
    let left = all.throttles.iter().filter(|one| one.left_over);
    let question = Question {
        title: (t.remove_title)(count),
        body: t.remove_body,
        names: left.map(throttled).collect(),
        verb: (t.remove)(count),
        working: t.removing,
        done: t.removed,
        refused: t.not_removed,
    };
    let send = move || {
        let path = InstancePath {
            instance: id.clone(),
        };
        Box::pin(async move { call::<RemoveThrottles>(&path, &DryRun::REAL, ()).await }) as _
    };
    let after = || live().changed(&[Watch::Part(Part::Moves)]);
    Some(ask(question, send, after))
}
