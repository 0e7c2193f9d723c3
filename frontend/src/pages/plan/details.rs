//! How the goal is reached: replicas, racks, leaders, and what few need: targets and weights.

use super::asked::{Aim, Asked, Which};
use super::brokers::Brokers;
use super::request::refused;
use super::topics::Wrong;
use super::wizard::{replicas_wrong, room, write};
use crate::components::field::parse_number;
use crate::components::{Checkbox, NumberField, Select, TextField, drawn};
use crate::format::number;
use crate::i18n::text;
use crate::pages::act::Act;
use crate::routes::{self, Step};
use castellan_api::reassignment::Racks;
use castellan_api::url::Commas;
use leptos::prelude::*;

/// Most topics that get a field of their own.
const SINGLES_MAX: usize = 50;
/// Largest weight.
const WEIGHT_MAX: i64 = 100;

/// The fields below the brokers.
#[component]
pub fn Details(asked: Memo<Asked>, brokers: Brokers, act: Act) -> impl IntoView {
    let t = text().plan();
    let aim = Memo::new(move |_| asked.with(Asked::aim));
    let counted = move || match aim.get() {
        Aim::Balance | Aim::Replicas => {
            view! { <Replicas asked=asked brokers=brokers aim=aim.get() act=act /> }.into_any()
        }
        Aim::Drain => view! { <Targets asked=asked brokers=brokers /> }.into_any(),
        Aim::Fill => ().into_any(),
    };
    let racks = [
        (Racks::BestEffort, "best_effort", t.racks_best),
        (Racks::Strict, "strict", t.racks_strict),
        (Racks::Ignore, "ignore", t.racks_ignore),
    ];
    let rack_now = Signal::derive(move || {
        let now = asked.with(|asked| asked.racks.unwrap_or_default());
        let word = racks.iter().find(|(racks, ..)| *racks == now);
        word.map(|(_, word, _)| (*word).to_owned())
            .unwrap_or_default()
    });
    let rack_words: Vec<(String, String)> = racks
        .iter()
        .map(|(_, word, label)| ((*word).to_owned(), (*label).to_owned()))
        .collect();
    let put_racks = move |word: String| {
        let chosen = racks.iter().find(|(_, one, _)| *one == word);
        let chosen = chosen
            .map(|(racks, ..)| *racks)
            .filter(|racks| *racks != Racks::default());
        write(|asked| asked.racks = chosen, Step::Push);
    };
    view! {
        <section class="card form">
            <h2>{t.how}</h2>
            {drawn(counted)}
            <Select
                label=t.racks
                value=rack_now
                options=Signal::stored(rack_words)
                on_change=put_racks
                hint=Signal::stored(Some(t.racks_hint.to_owned()))
                error=refused(act, "racks")
            />
            <Checkbox
                label=t.keep_leaders
                hint=t.keep_leaders_hint.to_owned()
                checked=Signal::derive(move || asked.with(|asked| asked.keep_leaders == Some(true)))
                on_change=|on: bool| {
                    write(|asked| asked.keep_leaders = on.then_some(true), Step::Push);
                }
            />
            <Weights act=act />
        </section>
    }
}

/// A number of the address as a field types it: what is no number is as if it were not there.
fn typed(
    read: fn(&Asked) -> Option<u32>,
    put: impl Fn(&mut Asked, Option<u32>) + 'static,
) -> RwSignal<String> {
    kept(Box::new(read), Box::new(put))
}

type Read = Box<dyn Fn(&Asked) -> Option<u32>>;
type Put = Box<dyn Fn(&mut Asked, Option<u32>)>;

fn kept(read: Read, put: Put) -> RwSignal<String> {
    let read = std::rc::Rc::new(read);
    let there = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    let parse = |typed: &str| parse_number(typed).and_then(|value| u32::try_from(value).ok());
    let value = RwSignal::new(there(read(&routes::query_untracked())));
    let told = std::rc::Rc::clone(&read);
    // The address changed by itself: Back.
    Effect::new(move || {
        let said = told(&routes::query());
        if value.with_untracked(|value| parse(value)) != said {
            value.set(there(said));
        }
    });
    Effect::new(move || {
        let now = value.with(|value| parse(value));
        if read(&routes::query_untracked()) != now {
            write(|asked| put(asked, now), Step::Replace);
        }
    });
    value
}

/// Replicas of each partition, and of single topics.
#[component]
fn Replicas(asked: Memo<Asked>, brokers: Brokers, aim: Aim, act: Act) -> impl IntoView {
    let t = text().plan();
    let most = Memo::new(move |_| brokers.all.with(|all| asked.with(|asked| room(asked, all))));
    let value = typed(
        |asked| asked.replicas,
        |asked, value| asked.replicas = value,
    );
    let names = asked.with_untracked(|asked| {
        let named = aim == Aim::Replicas && asked.which() == Which::Named;
        let few = asked.topics.0.len() <= SINGLES_MAX;
        asked
            .topics
            .0
            .iter()
            .filter(|_| named && few)
            .cloned()
            .collect::<Vec<_>>()
    });
    let some = !names.is_empty();
    let singles = names
        .into_iter()
        .map(|topic| view! { <Single topic=topic most=most /> })
        .collect_view();
    view! {
        <div class="plan-short">
            <TextField
                label=t.replicas
                kafka="replication.factor"
                value=value
                inputmode="numeric"
                check=Callback::new(move |typed: String| replicas_check(&typed, most.get()))
                touched=true
                placeholder=Signal::stored(t.as_now.to_owned())
                hint=Signal::derive(move || Some((t.replicas_hint)(most.get())))
                error=refused(act, "replicas")
            />
        </div>
        {some
            .then(|| {
                view! {
                    <details class="fold">
                        <summary>{t.singles}</summary>
                        <p class="t2">{t.singles_hint}</p>
                        <Wrong why=refused(act, "topic_replicas") />
                        <div class="two">{singles}</div>
                    </details>
                }
            })}
    }
}

fn replicas_check(typed: &str, most: u32) -> Option<String> {
    if typed.trim().is_empty() {
        return None;
    }
    let count = parse_number(typed).and_then(|count| u32::try_from(count).ok());
    replicas_wrong(count.unwrap_or_default(), most)
}

/// Replicas of one topic.
#[component]
fn Single(topic: String, most: Memo<u32>) -> impl IntoView {
    let t = text().plan();
    let (own, put) = (topic.clone(), topic.clone());
    let value = kept(
        Box::new(move |asked| asked.each_of(&own)),
        Box::new(move |asked, value| {
            let mut each = std::mem::take(&mut asked.each.0);
            each.retain(|one| one.split_once(':').is_none_or(|(name, _)| name != put));
            each.extend(value.map(|value| format!("{put}:{value}")));
            asked.each = Commas(each);
        }),
    );
    view! {
        <TextField
            label=topic
            value=value
            inputmode="numeric"
            check=Callback::new(move |typed: String| replicas_check(&typed, most.get()))
            touched=true
            placeholder=Signal::stored(t.as_above.to_owned())
        />
    }
}

/// Where the replicas of emptied brokers may go.
#[component]
fn Targets(asked: Memo<Asked>, brokers: Brokers) -> impl IntoView {
    let t = text().plan();
    let boxes = move || {
        let drained = asked.with(Asked::broker_ids);
        brokers
            .alive()
            .into_iter()
            .filter(|id| !drained.contains(id))
            .map(|id| {
                let word = id.to_string();
                let on =
                    Signal::derive(move || asked.with(|asked| asked.target_ids().contains(&id)));
                view! {
                    <Checkbox
                        label=(t.broker)(id)
                        checked=on
                        on_change=move |on: bool| {
                            write(
                                |asked| {
                                    asked.targets.0.retain(|one| *one != word);
                                    asked.targets.0.extend(on.then(|| word.clone()));
                                },
                                Step::Push,
                            );
                        }
                    />
                }
            })
            .collect_view()
    };
    // Drawn anew only where brokers come or go, so that a box keeps the focus.
    let others = Memo::new(move |_| (brokers.alive(), asked.with(Asked::broker_ids)));
    let open = asked.with_untracked(|asked| !asked.targets.is_empty());
    view! {
        <details class="fold" open=open>
            <summary>{t.targets}</summary>
            <p class="t2">{t.targets_hint}</p>
            <div class="ticks" role="group" aria-label=t.targets>
                {drawn(move || {
                    others.track();
                    untrack(boxes)
                })}
            </div>
        </details>
    }
}

/// What counts how much.
#[component]
fn Weights(act: Act) -> impl IntoView {
    let t = text().plan();
    let usual = castellan_api::reassignment::Weights::default();
    let fields = [
        (
            t.by_replicas,
            usual.replicas,
            typed(
                |asked| asked.w_replicas,
                |asked, value| asked.w_replicas = value,
            ),
        ),
        (
            t.by_leaders,
            usual.leaders,
            typed(
                |asked| asked.w_leaders,
                |asked, value| asked.w_leaders = value,
            ),
        ),
        (
            t.by_bytes,
            usual.bytes,
            typed(|asked| asked.w_bytes, |asked, value| asked.w_bytes = value),
        ),
    ];
    let open = fields
        .iter()
        .any(|(.., value)| value.with_untracked(|value| !value.is_empty()));
    let fields = fields.map(|(label, usual, value)| {
        view! {
            <NumberField
                label=label
                value=value
                min=0
                max=WEIGHT_MAX
                out_of_range=t.weight_bad
                touched=true
                placeholder=Signal::stored(number(usual))
            />
        }
    });
    view! {
        <details class="fold" open=open>
            <summary>{t.advanced}</summary>
            <p class="t2">{t.weights_hint}</p>
            <Wrong why=refused(act, "weights") />
            <div class="plan-three">{fields.into_iter().collect_view()}</div>
        </details>
    }
}
