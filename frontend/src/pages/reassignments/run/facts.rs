//! The log of a reassignment, newest first, and the facts of its task.

use super::Run;
use crate::api::Load;
use crate::clock;
use crate::components::{KeyValue, KeyValues, drawn};
use crate::format::{age, time};
use crate::i18n::text;
use crate::pages::reassignments::words::per_second_whole;
use crate::pages::task::log_line;
use crate::routes::{self, Link};
use castellan_api::reassignment::{MoveOrder, Reassignment, Speed};
use castellan_api::screen::Screen;
use castellan_api::tasks::TaskDetail;
use leptos::prelude::*;

/// Lines of the log that are shown; the task has them all.
const LINES: usize = 8;

/// The newest lines; nothing for who may not see tasks.
#[component]
pub fn Log(run: Run, detail: Load<TaskDetail>) -> impl IntoView {
    let t = text().reassignments();
    let lines = Memo::new(move |_| {
        detail
            .get()
            .map(|task| task.log.iter().take(LINES).cloned().collect::<Vec<_>>())
    });
    let count = Memo::new(move |_| detail.get().map_or(0, |task| task.log.len()));
    let shown = Memo::new(move |_| lines.with(Option::is_some));
    let more = move || {
        (count.get() > LINES).then(|| {
            let screen = Screen::Task(run.instance(), run.task());
            view! {
                <Link screen=screen class="btn quiet sm">
                    {drawn(move || (t.all_lines)(count.get() as u64))}
                </Link>
            }
        })
    };
    let drawn_lines = move || {
        let lines = lines.get().unwrap_or_default();
        if lines.is_empty() {
            return view! { <p class="t3">{t.no_log}</p> }.into_any();
        }
        let lines: Vec<AnyView> = lines.into_iter().map(log_line).collect();
        view! { <ol class="log">{lines}</ol> }.into_any()
    };
    move || {
        shown.get().then(|| {
            view! {
                <section class="card" aria-labelledby="log">
                    <header>
                        <h2 id="log">{t.log}</h2>
                        {drawn(more)}
                    </header>
                    <div class="body">{drawn(drawn_lines)}</div>
                </section>
            }
        })
    }
}

/// What of a reassignment changes seldom.
#[derive(Clone, PartialEq)]
struct Said {
    creator: String,
    created_at: i64,
    started_at: Option<i64>,
    ended: bool,
    plan: Screen,
    speed: Speed,
    elect: bool,
}

impl Said {
    fn of(run: &Reassignment) -> Self {
        let task = &run.summary.task;
        Self {
            creator: task.creator.clone(),
            created_at: task.created_at,
            started_at: task.started_at,
            ended: task.ended_at.is_some(),
            plan: Screen::ReassignmentPlan(task.instance.clone(), run.plan.clone()),
            speed: run.speed.clone(),
            elect: run.elect,
        }
    }
}

/// Who began it, its plan, throttle and batches.
#[component]
pub fn Facts(run: Run) -> impl IntoView {
    let t = text().reassignments();
    let said = Memo::new(move |_| run.load.get().map(|run| Said::of(&run)));
    view! {
        <section class="card" aria-labelledby="facts">
            <header>
                <h2 id="facts">{t.facts}</h2>
            </header>
            <div class="body">{drawn(move || said.get().map(facts))}</div>
        </section>
    }
}

fn moment(at: i64) -> AnyView {
    let ago = text().reassignments().ago;
    view! {
        {time::full(at)}
        <span class="t3">{drawn(move || format!(", {}", ago(&age(clock::slow() - at))))}</span>
    }
    .into_any()
}

fn facts(said: Said) -> AnyView {
    let t = text().reassignments();
    let throttle = said.speed.throttle_bytes_per_s.map_or_else(
        || view! { <span class="t3">{t.no_throttle}</span> }.into_any(),
        |rate| (t.per_broker)(&per_second_whole(rate)).into_any(),
    );
    let order = match said.speed.order {
        MoveOrder::SmallestFirst => t.smallest_first,
        MoveOrder::LargestFirst => t.largest_first,
    };
    let afterwards = if said.elect {
        t.afterwards_elects
    } else {
        t.afterwards_is
    };
    let started = said.started_at.map_or_else(
        || view! { <span class="t3">{t.not_begun}</span> }.into_any(),
        moment,
    );
    view! {
        <KeyValues>
            <KeyValue name=t.started_by value=said.creator />
            <KeyValue name=t.recorded>{moment(said.created_at)}</KeyValue>
            <KeyValue name=t.started>{started}</KeyValue>
            <KeyValue name=t.the_plan>
                <a class="link" href=routes::href(&said.plan)>{t.view_plan}</a>
            </KeyValue>
            <KeyValue name=t.throttle>{throttle}</KeyValue>
            <KeyValue
                name=t.at_once
                value=(t.at_once_is)(u64::from(said.speed.at_once), order)
            />
            <KeyValue name=t.afterwards value=afterwards />
            {(!said.ended)
                .then(|| view! { <KeyValue name=t.if_canceled value=t.if_canceled_is /> })}
        </KeyValues>
    }
    .into_any()
}
