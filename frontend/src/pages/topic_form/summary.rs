//! What the form would make, and what the cluster says to it.

use super::form::Form;
use crate::components::{Code, KeyValue, KeyValues, Meter, Status, Tone, drawn};
use crate::format::number;
use crate::i18n::text;
use crate::pages::topic_actions::preview::Preview;
use castellan_api::topics::{CreatedTopic, TopicDefaults};
use leptos::prelude::*;
use std::sync::Arc;

/// The column at the right.
#[component]
pub fn Summary(
    form: Form,
    defaults: Arc<TopicDefaults>,
    plan: Preview<CreatedTopic>,
    wrong: Signal<u64>,
) -> impl IntoView {
    let t = text().topic_form();
    let command = Signal::derive(move || {
        plan.answer.with(|plan| {
            plan.as_ref()
                .map(|plan| plan.command.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <div class="stack side">
            <section class="card">
                <header>
                    <h2>{t.what}</h2>
                </header>
                <div class="body stack">{drawn(move || what(form, &defaults))}</div>
            </section>
            <section class="card">
                <header>
                    <h2>{t.checked}</h2>
                </header>
                <div class="body" role="status">
                    <Checks plan=plan wrong=wrong />
                </div>
            </section>
            <section class="card">
                <header>
                    <h2>{t.command}</h2>
                </header>
                <div class="body">
                    {drawn(move || {
                        if command.with(String::is_empty) {
                            view! { <p class="t3">{t.no_command}</p> }.into_any()
                        } else {
                            view! { <Code text=command label=t.command /> }.into_any()
                        }
                    })}
                </div>
            </section>
        </div>
    }
}

fn what(form: Form, defaults: &TopicDefaults) -> AnyView {
    let t = text().topic_form();
    let partitions = form.partition_count(defaults).filter(|count| *count > 0);
    let replicas = form.replica_count(defaults).filter(|count| *count > 0);
    let default = || t.cluster_default.to_owned();
    let total = partitions
        .zip(replicas)
        .map(|(partitions, replicas)| i64::from(partitions) * i64::from(replicas));
    let after = partitions
        .and_then(|count| u32::try_from(count).ok())
        .map(|count| defaults.partitions_used.saturating_add(count));
    let of = defaults.partitions_max.map(t.of);
    let per_broker = total.filter(|_| defaults.brokers > 0).map(|total| {
        let brokers = i64::from(defaults.brokers);
        let (least, most) = (total / brokers, (total + brokers - 1) / brokers);
        let count = if least == most {
            number(least)
        } else {
            format!("{}–{}", number(least), number(most))
        };
        (t.per_broker_value)(&count, defaults.racks.len() as u64)
    });
    let share = after.zip(defaults.partitions_max).map(|(after, max)| {
        u32::try_from(u64::from(after) * 100 / u64::from(max.max(1))).unwrap_or(u32::MAX)
    });
    view! {
        <KeyValues>
            <KeyValue name=t.partitions>
                <span class="num">{partitions.map_or_else(default, number)}</span>
            </KeyValue>
            <KeyValue name=t.replicas_all>
                <span class="num">{total.map_or_else(default, number)}</span>
            </KeyValue>
            <KeyValue name=t.instance_after>
                <span class="num">{after.map_or_else(default, number)}</span>
                {of.map(|of| view! { <span class="u">{of}</span> })}
            </KeyValue>
            {per_broker
                .map(|value| view! { <KeyValue name=t.per_broker value=value /> })}
        </KeyValues>
        {share
            .map(|share| {
                view! { <Meter label=t.room percent=Signal::stored(share) /> }
            })}
    }
    .into_any()
}

/// What the cluster says.
#[component]
fn Checks(plan: Preview<CreatedTopic>, wrong: Signal<u64>) -> impl IntoView {
    let t = text().topic_form();
    move || {
        let wrong = wrong.get();
        if wrong > 0 {
            return view! {
                <ul class="checks">
                    <li>
                        <Status tone=Tone::Crit text=(t.to_correct)(wrong) />
                    </li>
                </ul>
            }
            .into_any();
        }
        if plan.busy.get() {
            return view! {
                <ul class="checks">
                    <li>
                        <Status tone=Tone::Run text=t.waiting />
                    </li>
                </ul>
            }
            .into_any();
        }
        if let Some(failure) = plan.failure.get() {
            return view! {
                <ul class="checks">
                    <li>
                        <Status tone=Tone::Crit text=t.refused />
                        <span class="t3">{failure.detail()}</span>
                    </li>
                </ul>
            }
            .into_any();
        }
        let Some(plan) = plan.answer.get() else {
            return view! { <p class="t3">{t.nothing_yet}</p> }.into_any();
        };
        let warnings = plan.warnings.clone();
        let count = warnings.len() as u64;
        let lines = warnings
            .into_iter()
            .map(|warning| view! { <span class="t3">{warning}</span> })
            .collect::<Vec<_>>();
        view! {
            <ul class="checks">
                <li>
                    <Status tone=Tone::Ok text=t.accepted />
                </li>
                {(count > 0)
                    .then(|| {
                        view! {
                            <li>
                                <Status tone=Tone::Warn text=(t.warnings)(count) />
                                {lines}
                            </li>
                        }
                    })}
            </ul>
        }
        .into_any()
    }
}
