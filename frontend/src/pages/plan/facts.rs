//! The plan in figures, and what to know before the start.

use super::summary::racks_word;
use super::throttle::Pace;
use crate::components::{KeyValue, KeyValues, Status, Tone, drawn};
use crate::format::{self, Figure, MISSING, number};
use crate::i18n::text;
use castellan_api::reassignment::{Check, CheckKind, Plan, PlanRequest};
use leptos::prelude::*;
use std::sync::Arc;

/// The figures.
#[component]
pub fn Facts(plan: Arc<Plan>, pace: Pace) -> impl IntoView {
    let t = text().plan();
    let racks = match &plan.request {
        PlanRequest::Automatic(wish) => Some(racks_word(wish.racks)),
        _ => None,
    };
    let unknown = plan.sizes_unknown;
    let line = |name: &'static str, value: u64| {
        view! {
            <KeyValue name=name>
                <span class="num">{number(value)}</span>
            </KeyValue>
        }
    };
    let some = plan.partitions > 0;
    let to_move = figure(format::bytes(plan.bytes));
    // Where a person chose the brokers, no other plan has the same result.
    let (least_bytes, least_replicas) = (plan.least_bytes, plan.least_replicas);
    let least = racks.map(|_| {
        view! {
            <KeyValue name=t.least_bytes>{figure(format::bytes(least_bytes))}</KeyValue>
            {line(t.least_replicas, least_replicas)}
        }
    });
    let counts = [
        (t.replicas_moved, plan.replicas_moved),
        (t.topics, plan.topics),
        (t.leaders_changed, plan.leaders_changed),
        (t.reordered, plan.reordered),
    ];
    let counts = counts.map(|(name, value)| line(name, value));
    view! {
        <section class="card plan-facts">
            <header>
                <h2>{t.plan}</h2>
            </header>
            <div class="body">
                <KeyValues>
                    <KeyValue name=t.bytes_to_move>{to_move}</KeyValue>
                    {least}
                    {counts.into_iter().collect_view()}
                    {(unknown > 0).then(|| line(t.sizes_unknown, unknown))}
                    {racks.map(|racks| view! { <KeyValue name=t.racks value=racks /> })}
                    {some
                        .then(|| {
                            view! {
                                <KeyValue name=t.time_needed>
                                    {drawn(move || view! { <Time pace=pace /> })}
                                </KeyValue>
                            }
                        })}
                </KeyValues>
            </div>
        </section>
    }
}

/// How long it takes under the throttle, where there is one.
#[component]
fn Time(pace: Pace) -> impl IntoView {
    move || match pace.seconds() {
        Some(seconds) => view! { <span class="num med">{seconds}</span> }.into_any(),
        None => {
            view! { <span class="t3" title=text().plan().time_unknown>{MISSING}</span> }.into_any()
        }
    }
}

fn figure(figure: Figure) -> AnyView {
    let exact = (!figure.exact.is_empty()).then_some(figure.exact);
    view! { <span class="num med" title=exact>{figure.text}<span class="u">{figure.unit}</span></span> }
        .into_any()
}

/// What to know.
#[component]
pub fn Checks(checks: Vec<Check>) -> impl IntoView {
    let t = text().plan();
    let none = checks.is_empty();
    let mut checks = checks;
    // What needs thought stands first.
    checks.sort_by_key(|check| match check.kind {
        CheckKind::Obstacle => 0,
        CheckKind::Warning => 1,
        CheckKind::Hint => 2,
        CheckKind::Good => 3,
    });
    let lines = checks
        .into_iter()
        .map(|check| {
            let tone = match check.kind {
                CheckKind::Good => Tone::Ok,
                CheckKind::Hint => Tone::Info,
                CheckKind::Warning => Tone::Warn,
                CheckKind::Obstacle => Tone::Crit,
            };
            view! {
                <li>
                    <Status tone=tone text=check.title />
                    <span class="t3">{check.detail}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <header>
                <h2>{t.checks}</h2>
            </header>
            <div class="body">
                <ul class="checks">{lines}</ul>
                {none.then(|| view! { <p class="t3">{t.no_checks}</p> })}
            </div>
        </section>
    }
}
