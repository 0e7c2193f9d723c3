//! The tab Partitions: leader, replicas, offsets and sizes of each, sorted and paged by the console.

use super::partition_rows::{heads, row};
use crate::api::{Load, Watch, load};
use crate::components::{Button, Empty, Pager, Select, Sort, States, Table, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::endpoint::TopicPath;
use castellan_api::events::Part;
use castellan_api::page::{Missing, Order, PER_PAGE};
use castellan_api::topics::{ListPartitions, PartitionFilter, PartitionQuery, TopicDetail};
use leptos::prelude::*;

fn query() -> PartitionQuery {
    routes::query()
}

fn change(change: impl FnOnce(&mut PartitionQuery)) {
    let mut query: PartitionQuery = routes::query_untracked();
    query.page = None;
    change(&mut query);
    routes::set_query(&query, Step::Push);
}

/// The tab.
#[component]
pub fn Partitions(path: TopicPath, detail: Load<TopicDetail>) -> impl IntoView {
    let t = text().topic();
    let load = load::<ListPartitions>(
        move || Some((path.clone(), query())),
        &[
            Watch::Part(Part::Metadata),
            Watch::Part(Part::Offsets),
            Watch::Part(Part::LogDirs),
        ],
    );
    let rows = Signal::derive(move || {
        load.get()
            .map(|page| page.items.iter().map(row).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    // Who is named above the figures is not named again.
    let missing = Signal::derive(move || {
        let told = detail.get();
        let told = told
            .as_ref()
            .map(|detail| detail.missing.as_slice())
            .unwrap_or_default();
        let known = |one: &Missing| told.iter().any(|other| other.broker == one.broker);
        let mut missing = load
            .get()
            .map(|page| page.missing.clone())
            .unwrap_or_default();
        missing.retain(|one| !known(one));
        missing
    });
    let sort = Signal::derive(move || {
        let query = query();
        Some(Sort {
            key: query.sort.unwrap_or_else(|| "partition".to_owned()),
            order: query.order.unwrap_or(Order::Asc),
        })
    });
    let filtered = move || query().filter.is_some() || query().broker.is_some();
    view! {
        <section class="card">
            <Tools detail=detail />
            <States
                state=Signal::derive(move || load.state())
                missing=missing
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                on_retry=move |()| load.again()
                own_skeleton=true
            >
                <Table
                    label=t.tab_partitions
                    heads=Signal::derive(heads)
                    rows=rows
                    sort=sort
                    on_sort=Callback::new(|sort: Sort| {
                        change(|query| {
                            query.sort = Some(sort.key);
                            query.order = Some(sort.order);
                        });
                    })
                    loading=Signal::derive(move || load.get().is_none())
                    total=total
                />
                {drawn(move || {
                    (load.get().is_some() && total.get() == 0 && filtered())
                        .then(|| {
                            view! {
                                <Empty
                                    icon=lu::LuSearch
                                    title=t.p_nothing
                                    detail=t.p_nothing_detail
                                >
                                    <Button
                                        label=text().common().clear_filters
                                        on_press=|()| {
                                            change(|query| {
                                                query.filter = None;
                                                query.broker = None;
                                            });
                                        }
                                    />
                                </Empty>
                            }
                        })
                })}
                <Pager
                    total=total
                    page=Signal::derive(|| query().page.unwrap_or(1))
                    per_page=Signal::derive(|| query().per_page.unwrap_or(PER_PAGE))
                    on_page=|page| change(|query| query.page = Some(page))
                    on_per_page=|rows| change(|query| query.per_page = Some(rows))
                />
            </States>
        </section>
    }
}

/// Filters by state and broker, and what the badges mean.
#[component]
fn Tools(detail: Load<TopicDetail>) -> impl IntoView {
    let t = text().topic();
    let chips = move || {
        let topic = detail.get()?.summary.clone();
        let now = query().filter;
        let all = u64::from(topic.partitions);
        let preferred = (u64::from(topic.preferred_percent) * all).div_ceil(100);
        let counts = [
            (
                PartitionFilter::UnderReplicated,
                text().topics().under_replicated,
                u64::from(topic.under_replicated),
            ),
            (
                PartitionFilter::Offline,
                text().topics().offline,
                u64::from(topic.offline),
            ),
            (
                PartitionFilter::NotPreferred,
                text().topics().not_preferred,
                all - preferred.min(all),
            ),
        ];
        let chips = counts
            .into_iter()
            .filter(|(filter, _, count)| *count > 0 || now == Some(*filter))
            .map(|(filter, word, count)| {
                let on = now == Some(filter);
                // The share of preferred leaders is rounded: its count would be a guess.
                let count = (filter != PartitionFilter::NotPreferred).then(|| number(count));
                view! {
                    <button
                        type="button"
                        class=if on { "chip on" } else { "chip" }
                        aria-pressed=on.to_string()
                        on:click=move |_| {
                            change(|query| query.filter = (!on).then_some(filter));
                        }
                    >
                        {word}
                        {count.map(|count| view! { <b>{count}</b> })}
                    </button>
                }
            })
            .collect::<Vec<_>>();
        Some(chips)
    };
    let brokers = Signal::derive(move || {
        let mut all = vec![(String::new(), t.p_any_broker.to_owned())];
        if let Some(detail) = detail.get() {
            all.extend(
                detail
                    .brokers
                    .iter()
                    .map(|broker| (broker.broker.to_string(), (t.p_broker)(broker.broker.0))),
            );
        }
        all
    });
    let broker = Signal::derive(|| query().broker.map(|id| id.to_string()).unwrap_or_default());
    view! {
        <div class="tools">
            <Select
                label=t.p_broker_filter
                bare=true
                value=broker
                options=brokers
                on_change=|chosen: String| change(|query| query.broker = chosen.parse().ok())
            />
            {chips}
            <span class="sp"></span>
            <span class="key not-s">
                <span>
                    <span class="b lead" aria-hidden="true">"1"</span>
                    {t.key_leader}
                </span>
                <span>
                    <span class="b" aria-hidden="true">"4"</span>
                    {t.key_in_sync}
                </span>
                <span>
                    <span class="b out" aria-hidden="true">"3"</span>
                    {t.key_out}
                </span>
            </span>
        </div>
    }
}
