//! How far a reassignment is: one big figure, the rate, what remains, when it should end, and its
//! partitions by state.

use super::Run;
use crate::clock;
use crate::components::{Icon, Meter, Status, Tone, drawn, lu};
use crate::format::{MISSING, NBSP, bytes, duration, number, time};
use crate::i18n::text;
use crate::pages::reassignments::words::{all_of, per_second, percent_of};
use castellan_api::reassignment::{MoveCounts, Reassignment};
use castellan_api::tasks::TaskState;
use leptos::prelude::*;

/// The card at the top.
#[component]
pub fn Progress(run: Run) -> impl IntoView {
    let t = text().reassignments();
    let percent = Signal::derive(move || run.load.get().map_or(0, |run| percent(&run)));
    let moved = move || {
        run.load.get().map(|run| {
            let counts = &run.summary.counts;
            let (done, all) = (counts.done, all_of(counts));
            if run.bytes == 0 {
                (t.moved_none)(done, all)
            } else {
                let (part, whole) = (bytes(run.bytes_done).whole(), bytes(run.bytes).whole());
                (t.moved)(&part, &whole, done, all)
            }
        })
    };
    view! {
        <section class="card bigp">
            <div class="bigp-row">
                <div class="grow">
                    <div class="bignum tnum">
                        {drawn(move || number(percent.get()))}<span class="u">"%"</span>
                    </div>
                    <div class="t2">{drawn(moved)}</div>
                </div>
                {drawn(move || run.load.get().map(|run| figures(&run)))}
            </div>
            <Meter label=t.progress percent=percent progress=true figure=false />
            {drawn(move || run.load.get().map(|run| parts(&run.summary.counts)))}
        </section>
    }
}

fn percent(run: &Reassignment) -> u32 {
    if run.summary.task.state == TaskState::Successful {
        return 100;
    }
    let counts = &run.summary.counts;
    percent_of(run.bytes_done, run.bytes)
        .or_else(|| percent_of(counts.done, all_of(counts)))
        .unwrap_or(0)
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

fn with_unit(text: String, unit: String) -> AnyView {
    view! { {text} <span class="u">{NBSP}{unit}</span> }.into_any()
}

fn missing() -> AnyView {
    view! { <span class="t3" title=text().reassignments().no_estimate>{MISSING}</span> }.into_any()
}

fn rate(run: &Reassignment) -> AnyView {
    let task = &run.summary.task;
    let over_all = || {
        let ms = task.ended_at? - task.started_at?;
        u64::try_from(i128::from(run.bytes_done) * 1_000 / i128::from(ms.max(1))).ok()
    };
    let now = if task.ended_at.is_some() {
        over_all()
    } else {
        run.bytes_per_s
    };
    now.map_or_else(missing, |rate| {
        let (text, unit) = per_second(rate);
        with_unit(text, unit)
    })
}

fn figures(run: &Reassignment) -> AnyView {
    let t = text().reassignments();
    let task = &run.summary.task;
    let left = run.bytes.saturating_sub(run.bytes_done);
    let second = match task.started_at.zip(task.ended_at) {
        Some((from, to)) => figure(t.took, duration(to - from).into_any()),
        None => {
            let left = bytes(left);
            figure(t.remaining, with_unit(left.text, left.unit.to_owned()))
        }
    };
    let third = match (task.ended_at, run.estimated_end) {
        (Some(at), _) => figure(t.ended, clock_time(at, false)),
        (None, Some(at)) => figure(t.estimated_end, clock_time(at, true)),
        (None, None) => figure(t.estimated_end, missing()),
    };
    view! {
        <dl class="tri">
            {figure(t.rate, rate(run))}
            {second}
            {third}
        </dl>
    }
    .into_any()
}

/// `15:14 CET, in 48 min`.
fn clock_time(at: i64, ahead: bool) -> AnyView {
    let t = text().reassignments();
    let zone = time::zone();
    let small = move || {
        if !ahead {
            return zone.clone();
        }
        let left = at - clock::slow();
        if left > 0 {
            format!("{zone}, {}", (text().common().in_time)(&duration(left)))
        } else {
            format!("{zone}, {}", t.any_moment)
        }
    };
    view! {
        <span title=time::full(at)>{time::since(at)}</span>
        <span class="u">{NBSP} {drawn(small)}</span>
    }
    .into_any()
}

/// The partitions by what became of them.
fn parts(counts: &MoveCounts) -> AnyView {
    let t = text().reassignments();
    let failed = if counts.failed > 0 {
        view! { <Status tone=Tone::Crit text=(t.n_failed)(counts.failed) /> }.into_any()
    } else {
        view! {
            <span class="st idle">
                <Icon icon=lu::LuCircleX />
                {(t.n_failed)(0)}
            </span>
        }
        .into_any()
    };
    let canceled = (counts.canceled > 0)
        .then(|| view! { <Status tone=Tone::Idle text=(t.n_canceled)(counts.canceled) /> });
    let moving = if counts.moving > 0 {
        Tone::Run
    } else {
        Tone::Idle
    };
    view! {
        <div class="key">
            <Status tone=Tone::Ok text=(t.n_done)(counts.done) />
            <Status tone=moving text=(t.n_moving)(counts.moving) />
            <span class="st idle">
                <Icon icon=lu::LuClock />
                {(t.n_waiting)(counts.waiting)}
            </span>
            {canceled}
            {failed}
        </div>
    }
    .into_any()
}
