//! The questions about what moves: cancel some of it, cancel a reassignment, plan the way back.

use super::batch::{Question, ask};
use super::{Asked, close};
use crate::api::{Watch, call};
use crate::components::toast;
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Ask};
use crate::pages::reassignments::run::Run;
use crate::pages::reassignments::words::partition_name;
use crate::routes;
use crate::session::may_call;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::reassignment::{
    CancelMoves, CancelOngoing, CancelReassignment, Partition, Partitions, PlanReassignment,
    PlanRequest,
};
use castellan_api::screen::Screen;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Whether to cancel these moves: of a reassignment, or of other tools.
pub fn cancel_moves(asked: Asked, partitions: Vec<Partition>) -> Option<AnyView> {
    let t = text().reassignments();
    let id = asked.instance();
    let count = partitions.len() as u64;
    let names = partitions
        .iter()
        .map(|one| partition_name(&one.topic, one.partition))
        .collect();
    let after = move || {
        asked.selected().try_set(BTreeSet::new());
        live().changed(&[Watch::Tasks, Watch::Part(Part::Moves)]);
    };
    let body = Partitions { partitions };
    match asked {
        Asked::List(..) => may_call::<CancelOngoing>(Some(&id)).then(|| {
            let question = Question {
                title: (t.cancel_moves_title)(count),
                body: t.cancel_moves_body,
                names,
                verb: (t.cancel_moves)(count),
                working: t.canceling_now,
                done: t.moves_canceled,
                refused: t.moves_not_canceled,
            };
            let send = move || {
                let (instance, body) = (id.clone(), body.clone());
                let path = InstancePath { instance };
                Box::pin(async move { call::<CancelOngoing>(&path, &NoQuery {}, body).await }) as _
            };
            ask(question, send, after)
        }),
        Asked::Run(run) => may_call::<CancelMoves>(Some(&id)).then(|| {
            let question = Question {
                title: (t.cancel_partitions_title)(count),
                body: t.cancel_partitions_body,
                names,
                verb: (t.cancel_partitions)(count),
                working: t.canceling_now,
                done: t.partitions_canceled,
                refused: t.partitions_not_canceled,
            };
            let send = move || {
                let (path, body) = (run.path.get_value(), body.clone());
                Box::pin(async move { call::<CancelMoves>(&path, &NoQuery {}, body).await }) as _
            };
            ask(question, send, after)
        }),
    }
}

/// Whether to cancel the reassignment whole.
pub fn cancel(run: Run) -> Option<AnyView> {
    let t = text().reassignments();
    if run.ended.get_untracked() || !may_call::<CancelReassignment>(Some(&run.instance())) {
        return None;
    }
    let counts = run
        .summary
        .with_untracked(|run| run.as_ref().map(|run| run.counts).unwrap_or_default());
    let act = Act::default();
    let go = move |()| {
        let path = run.path.get_value();
        act.run(async move {
            call::<CancelReassignment>(&path, &NoQuery {}, ()).await?;
            close(());
            toast::done(t.cancel_told, "");
            live().changed(&[Watch::Tasks]);
            Ok(())
        });
    };
    Some(
        view! {
            <Ask
                title=t.cancel_title
                detail=(t.cancel_body)(counts.moving, counts.waiting, counts.done)
                verb=t.cancel
                working=t.canceling_now
                act=act
                on_confirm=go
                on_close=close
            />
        }
        .into_any(),
    )
}

/// Whether to plan the way back; the plan is then shown, and nothing moves before its start.
pub fn undo(run: Run) -> Option<AnyView> {
    let t = text().reassignments();
    if !run.ended.get_untracked() || !may_call::<PlanReassignment>(Some(&run.instance())) {
        return None;
    }
    let act = Act::default();
    let go = move |()| {
        let path = InstancePath {
            instance: run.instance(),
        };
        let request = PlanRequest::Undo(run.task());
        act.run(async move {
            let plan = call::<PlanReassignment>(&path, &NoQuery {}, request).await?;
            routes::go(&Screen::ReassignmentPlan(path.instance, plan.id));
            Ok(())
        });
    };
    Some(
        view! {
            <Ask
                title=t.undo_title
                detail=t.undo_body
                verb=t.undo_verb
                working=t.undoing
                danger=false
                act=act
                on_confirm=go
                on_close=close
            />
        }
        .into_any(),
    )
}
