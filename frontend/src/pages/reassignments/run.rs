//! A reassignment that runs, or ran: how far it is, where it copies to, its partitions, its log,
//! and what can be done about it.

mod actions;
mod brokers;
mod chart;
mod facts;
mod move_rows;
pub mod moves;
mod notes;
mod progress;

use super::dialogs::{Asked, Dialogs, Selected};
use super::words::phase_words;
use crate::api::{Load, Watch, load};
use crate::clock;
use crate::components::{PageHead, Pill, States, drawn};
use crate::i18n::text;
use crate::pages::moves_card;
use crate::routes::Link;
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{NoQuery, TaskPath};
use castellan_api::events::Part;
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::reassignment::{GetReassignment, Phase, Reassignment, ReassignmentSummary};
use castellan_api::screen::Screen;
use castellan_api::tasks::{GetTask, TaskDetail};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// While it runs the page asks again after this, milliseconds: bytes move between two events.
const POLL_MS: i64 = 5_000;

/// What the parts of the page share. It is `Copy`.
#[derive(Clone, Copy)]
pub struct Run {
    /// Instance and task.
    pub path: StoredValue<TaskPath>,
    /// All that is known.
    pub load: Load<Reassignment>,
    /// What the list of reassignments shows, and what most parts need.
    pub summary: Memo<Option<ReassignmentSummary>>,
    /// Where it is.
    pub phase: Memo<Option<Phase>>,
    /// True once it has ended.
    pub ended: Memo<bool>,
    /// Keys of the partitions selected.
    pub selected: Selected,
    /// Grows with each look at a running reassignment.
    pub beat: RwSignal<u32>,
}

impl Run {
    fn new(path: TaskPath) -> Self {
        let asked = path.clone();
        let load = load::<GetReassignment>(
            move || Some((asked.clone(), NoQuery {})),
            &[Watch::Tasks, Watch::Part(Part::Moves)],
        );
        let summary = Memo::new(move |_| load.get().map(|run| run.summary.clone()));
        let phase = Memo::new(move |_| summary.with(|run| run.as_ref().map(|run| run.phase)));
        let run = Self {
            path: StoredValue::new(path),
            load,
            summary,
            phase,
            ended: Memo::new(move |_| phase.get() == Some(Phase::Ended)),
            selected: RwSignal::new(BTreeSet::new()),
            beat: RwSignal::new(0),
        };
        run.look_again();
        run
    }

    /// Its instance.
    pub fn instance(self) -> InstanceId {
        self.path.with_value(|path| path.instance.clone())
    }

    /// Its task.
    pub fn task(self) -> TaskId {
        self.path.with_value(|path| path.task.clone())
    }

    /// Asks again every few seconds while it runs and the page is seen.
    fn look_again(self) {
        let runs = Memo::new(move |_| {
            matches!(
                self.phase.get(),
                Some(
                    Phase::Moving
                        | Phase::Paused
                        | Phase::Stopped
                        | Phase::Canceling
                        | Phase::CleaningUp
                )
            )
        });
        let beat = Memo::new(move |_| runs.get().then(|| clock::now() / POLL_MS));
        Effect::new(move |before: Option<Option<i64>>| {
            let now = beat.get();
            if now.is_some() && before.flatten().is_some_and(|before| now != Some(before)) {
                self.again();
            }
            now
        });
    }

    /// Asks for all of the page again.
    fn again(self) {
        self.load.again();
        self.beat.update(|beat| *beat = beat.wrapping_add(1));
    }
}

/// The page.
pub fn page(id: InstanceId, task: TaskId) -> AnyView {
    let path = TaskPath { instance: id, task };
    let run = Run::new(path.clone());
    let detail = load::<GetTask>(
        move || may_call::<GetTask>(Some(&path.instance)).then(|| (path.clone(), NoQuery {})),
        &[Watch::Tasks],
    );
    let missing = move || {
        run.load
            .get()
            .map(|run| run.missing.clone())
            .unwrap_or_default()
    };
    view! {
        <Head run=run />
        <States
            state=Signal::derive(move || run.load.state())
            missing=Signal::derive(missing)
            on_retry=move |()| run.again()
        >
            {content(run, detail)}
        </States>
        <Dialogs asked=Asked::Run(run) />
    }
    .into_any()
}

fn content(run: Run, detail: Load<TaskDetail>) -> AnyView {
    view! {
        <notes::Notes run=run />
        <progress::Progress run=run />
        <div class="cols">
            <div class="stack">
                <chart::Chart run=run />
                {drawn(move || moves_card(run))}
            </div>
            <div class="stack">
                <brokers::Brokers run=run />
                <facts::Log run=run detail=detail />
                <facts::Facts run=run />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Head(run: Run) -> impl IntoView {
    let t = text().reassignments();
    let title = Signal::derive(move || {
        run.summary.with(|run| {
            run.as_ref()
                .map_or_else(|| t.title.to_owned(), |run| run.title.clone())
        })
    });
    let pill = move || {
        run.summary.get().map(|run| {
            let (tone, word) = phase_words(&run);
            let asked = run.task.cancel_asked && run.phase != Phase::Ended;
            let why = if asked { t.cancel_asked } else { "" };
            view! { <Pill tone=tone text=word title=why.to_owned() /> }
        })
    };
    let facts = move || {
        let (id, task) = (run.instance(), run.task());
        let known = run.phase.get().is_some();
        let locked = (known && !run.ended.get()).then(|| view! { <span>{t.locked}</span> });
        let word = (t.task)(task.as_str());
        let task = if may_call::<GetTask>(Some(&id)) {
            view! { <Link screen=Screen::Task(id, task)>{word}</Link> }.into_any()
        } else {
            view! { <span>{word}</span> }.into_any()
        };
        view! { {task} {locked} }
    };
    view! {
        <PageHead title=title about=Signal::derive(instance_name) pill=pill facts=facts>
            {drawn(move || actions::actions(run))}
        </PageHead>
    }
}
