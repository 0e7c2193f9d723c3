//! How far a task is: one big figure, the rate, what remains, when it should end.

use crate::components::{Meter, Status, Tone, drawn};
use crate::format::{MISSING, NBSP, bytes, duration, number, time};
use crate::i18n::text;
use crate::pages::tasks::words::{BYTES, amount};
use crate::{clock, dom};
use castellan_api::tasks::{TaskDetail, TaskState, TaskSummary};
use leptos::prelude::*;
use std::sync::Arc;

/// The card at the top.
#[component]
pub fn Progress(
    /// The task.
    detail: Signal<Option<Arc<TaskDetail>>>,
) -> impl IntoView {
    let t = text().tasks();
    let percent = Signal::derive(move || {
        detail.with(|task| {
            task.as_ref()
                .map_or(0, |task| u32::from(task.summary.percent()))
        })
    });
    let facts = move || {
        detail.get().map(|task| {
            let task = &task.summary;
            // Once it has ended, the outcome says how many.
            let done = (!task.state.ended() || task.message.is_empty())
                .then(|| view! { <span>{amount(task)}</span> });
            let message = task.message.clone();
            view! { <div class="t2 step">{done} <span>{message}</span></div> }
        })
    };
    view! {
        <section class="card bigp">
            <div class="bigp-row">
                <div class="grow">
                    <div class="bignum tnum">
                        {drawn(move || number(percent.get()))}<span class="u">"%"</span>
                    </div>
                    {facts}
                </div>
                {drawn(move || detail.get().map(|task| figures(&task.summary)))}
            </div>
            <Meter label=t.progress percent=percent progress=true figure=false />
            {drawn(move || detail.get().map(|task| parts(&task)))}
        </section>
    }
}

/// Units in a second or in a minute, from what is done since the start.
fn rate(task: &TaskSummary, now: i64) -> Option<String> {
    let t = text().tasks();
    let ms = task.ended_at.unwrap_or(now) - task.started_at?;
    if task.done == 0 || ms <= 0 {
        return None;
    }
    let a_second = task.done as f64 * 1_000.0 / ms as f64;
    if task.unit == BYTES {
        return Some(format!(
            "{}{}",
            bytes(a_second as u64).whole(),
            t.per_second
        ));
    }
    let unit = (t.counted)(&task.unit);
    Some(if a_second >= 1.0 {
        format!("{a_second:.1}{NBSP}{unit}{}", t.per_second)
    } else {
        format!("{:.1}{NBSP}{unit}{}", a_second * 60.0, t.per_minute)
    })
}

fn figure(name: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn missing() -> AnyView {
    view! { <span class="t3" title=text().tasks().not_yet_known>{MISSING}</span> }.into_any()
}

fn figures(task: &TaskSummary) -> AnyView {
    let t = text().tasks();
    let speed = rate(task, dom::now()).map_or_else(missing, IntoAny::into_any);
    let second = if task.state.ended() {
        let took = task
            .started_at
            .zip(task.ended_at)
            .map(|(from, to)| duration(to - from));
        figure(t.took, took.map_or_else(missing, IntoAny::into_any))
    } else {
        let left = task.total.saturating_sub(task.done);
        let (left, unit) = if task.unit == BYTES {
            let left = bytes(left);
            (left.text, left.unit.to_owned())
        } else {
            (number(left), task.unit.clone())
        };
        let left = view! { {left} <span class="u">{NBSP}{unit}</span> };
        figure(t.remaining, left.into_any())
    };
    let third = match (task.ended_at, task.estimated_end) {
        (Some(at), _) => figure(t.ended, clock_time(at, String::new())),
        (None, Some(at)) => {
            let left = at - clock::slow();
            let word = if left > 0 {
                (text().common().in_time)(&duration(left))
            } else {
                t.ending.to_owned()
            };
            figure(t.estimated_end, clock_time(at, word))
        }
        (None, None) => figure(t.estimated_end, missing()),
    };
    view! {
        <dl class="tri">
            {figure(t.rate, speed)}
            {second}
            {third}
        </dl>
    }
    .into_any()
}

/// `15:14 CET, in 48 min`.
fn clock_time(at: i64, after: String) -> AnyView {
    let zone = time::zone();
    let small = if after.is_empty() {
        zone
    } else {
        format!("{zone}, {after}")
    };
    view! {
        <span title=time::full(at)>{time::since(at)}</span>
        <span class="u">{NBSP}{small}</span>
    }
    .into_any()
}

/// The parts of the whole by what became of them.
fn parts(task: &TaskDetail) -> AnyView {
    let t = text().tasks();
    let failed = task
        .items
        .iter()
        .filter(|item| item.error.is_some())
        .count() as u64;
    let good = task
        .items
        .iter()
        .filter(|item| item.error.is_none())
        .count() as u64;
    let known = good + failed;
    let left = task
        .summary
        .total
        .saturating_sub(known.max(task.summary.done));
    let rest = match task.summary.state {
        TaskState::Pending | TaskState::Running => (t.waiting_count)(left),
        _ => (t.not_done_count)(left),
    };
    let tone = if failed > 0 { Tone::Crit } else { Tone::Idle };
    view! {
        <div class="key">
            <Status tone=Tone::Ok text=(t.done_count)(good) />
            <Status tone=tone text=(t.failed_count)(failed) />
            <Status tone=Tone::Idle text=rest />
        </div>
    }
    .into_any()
}
