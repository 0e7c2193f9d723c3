//! What can be done about a reassignment, in the page's head: drawn again only when it comes to
//! another phase.

use super::Run;
use crate::api::{Failure, Watch, call};
use crate::components::{Button, Icon, Look, lu, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::Act;
use crate::pages::reassignments::dialogs;
use crate::routes::{self, Link};
use crate::session::may_call;
use castellan_api::elections::ElectPreferred;
use castellan_api::endpoint::NoQuery;
use castellan_api::reassignment::{
    CancelReassignment, ChangeReassignment, Phase, PlanReassignment, ReassignmentChange,
};
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The buttons.
pub fn actions(run: Run) -> Option<AnyView> {
    let phase = run.phase.get()?;
    Some(if phase == Phase::Ended {
        afterwards(run)
    } else {
        meanwhile(run, phase)
    })
}

fn meanwhile(run: Run, phase: Phase) -> AnyView {
    let t = text().reassignments();
    let id = run.instance();
    let over = matches!(phase, Phase::Canceling | Phase::CleaningUp);
    let changes = !over && may_call::<ChangeReassignment>(Some(&id));
    let pauses = |paused: bool| ReassignmentChange {
        paused: Some(paused),
        ..ReassignmentChange::default()
    };
    let next = match phase {
        Phase::Scheduled => {
            let change = ReassignmentChange {
                start_now: Some(true),
                ..ReassignmentChange::default()
            };
            Some((t.start_now, lu::LuPlay, t.starting, change))
        }
        Phase::Moving | Phase::Queued => Some((t.pause, lu::LuPause, t.pausing, pauses(true))),
        Phase::Paused | Phase::Stopped => Some((t.resume, lu::LuPlay, t.resuming, pauses(false))),
        Phase::Canceling | Phase::CleaningUp | Phase::Ended => None,
    };
    let speed = changes.then(|| {
        view! {
            <Button
                label=t.change_speed
                icon=lu::LuGauge
                on_press=|()| routes::set_param("open", Some(dialogs::SPEED))
            />
        }
    });
    let next = next
        .filter(|_| changes)
        .map(|(word, icon, working, change)| {
            let act = Act::default();
            let press = move |()| act.run(send(run, change.clone()));
            view! { <Button label=word icon=icon busy=act.working(working) on_press=press /> }
        });
    let asked = Signal::derive(move || {
        let asked = run
            .summary
            .with(|run| run.as_ref().is_some_and(|run| run.task.cancel_asked));
        asked.then(|| t.cancel_asked.to_owned())
    });
    let cancel = (!over && may_call::<CancelReassignment>(Some(&id))).then(|| {
        view! {
            <Button
                label=t.cancel
                icon=lu::LuCircleStop
                look=Look::Danger
                unavailable=asked
                on_press=|()| routes::set_param("open", Some(dialogs::CANCEL))
            />
        }
    });
    view! { {speed} {next} {cancel} }.into_any()
}

/// Sends a change; why it was refused is told at once, for no dialog is open.
async fn send(run: Run, change: ReassignmentChange) -> Result<(), Failure> {
    let path = run.path.get_value();
    match call::<ChangeReassignment>(&path, &NoQuery {}, change).await {
        Ok(()) => live().changed(&[Watch::Tasks]),
        Err(failure) => toast::failed(&failure),
    }
    Ok(())
}

fn afterwards(run: Run) -> AnyView {
    let t = text().reassignments();
    let id = run.instance();
    let elect = may_call::<ElectPreferred>(Some(&id)).then(|| {
        view! {
            <Link screen=Screen::Elections(id.clone()) class="btn">
                <Icon icon=lu::LuVote />
                {t.elect}
            </Link>
        }
    });
    let undo = may_call::<PlanReassignment>(Some(&id)).then(|| {
        view! {
            <Button
                label=t.undo
                icon=lu::LuUndo2
                on_press=|()| routes::set_param("open", Some(dialogs::UNDO))
            />
        }
    });
    view! { {elect} {undo} }.into_any()
}
