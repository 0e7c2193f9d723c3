//! The tab Partitions: leader, replicas, offsets and sizes of each, sorted and paged by the console.

use crate::api::{Load, Watch, load};
use crate::components::{
    Badge, Button, Cell, Empty, Head, Pager, Row, Select, Sort, States, Table, Tone, lu,
};
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::endpoint::TopicPath;
use castellan_api::events::Part;
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::topics::{
    ListPartitions, PartitionFilter, PartitionQuery, PartitionRow, TopicDetail,
};
use leptos::prelude::*;

/// Heads of the columns.
fn heads() -> Vec<Head> {
    let t = &text().topic;
    let head = |key, label, numeric, sort| Head {
        key,
        label,
        title: "",
        numeric,
        sort,
    };
    vec![
        head("partition", t.p_partition, true, true),
        head("state", t.p_state, false, false),
        head("leader", t.p_leader, false, true),
        head("preferred", t.p_preferred, false, false),
        head("replicas", t.p_replicas, false, false),
        head("in_sync", t.p_in_sync, true, false),
        head("start", t.p_start, true, true),
        head("end", t.p_end, true, true),
        head("messages", t.p_messages, true, true),
        head("size", t.p_size, true, true),
        Head {
            key: "lag",
            label: t.p_lag,
            title: t.p_lag_title,
            numeric: true,
            sort: false,
        },
    ]
}

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
    let t = &text().topic;
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
    let missing = Signal::derive(move || {
        load.get()
            .map(|page| page.missing.clone())
            .unwrap_or_default()
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
        <section class="card" aria-label=t.tab_partitions>
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
                {move || {
                    (load.get().is_some() && total.get() == 0 && filtered())
                        .then(|| {
                            view! {
                                <Empty
                                    icon=lu::LuSearch
                                    title=t.p_nothing
                                    detail=t.p_nothing_detail
                                >
                                    <Button
                                        label=text().common.clear_filters
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
                }}
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
    let t = &text().topic;
    let chips = move || {
        let topic = detail.get()?.summary.clone();
        let now = query().filter;
        let all = u64::from(topic.partitions);
        let preferred = (u64::from(topic.preferred_percent) * all).div_ceil(100);
        let counts = [
            (
                PartitionFilter::UnderReplicated,
                text().topics.under_replicated,
                u64::from(topic.under_replicated),
            ),
            (
                PartitionFilter::Offline,
                text().topics.offline,
                u64::from(topic.offline),
            ),
            (
                PartitionFilter::NotPreferred,
                text().topics.not_preferred,
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

fn row(partition: &PartitionRow) -> Row {
    let t = &text().topic;
    let all = partition.replicas.len() as u64;
    let in_sync = partition
        .replicas
        .iter()
        .filter(|replica| replica.in_sync)
        .count() as u64;
    let messages = partition
        .end_offset
        .zip(partition.start_offset)
        .map(|(end, start)| number(end.saturating_sub(start)));
    let lag = partition
        .replicas
        .iter()
        .filter_map(|replica| replica.lag)
        .max();
    let state = state(partition);
    let leader = match partition.leader {
        Some(leader) => Cell::Text((t.p_broker)(leader)),
        None => Cell::Status(Tone::Crit, t.p_none.to_owned()),
    };
    let preferred = match (partition.leader, partition.preferred) {
        (Some(leader), Some(first)) if leader == first => Cell::Quiet(text().common.yes.to_owned()),
        (_, Some(first)) => Cell::Status(Tone::Idle, (t.p_no)(first)),
        (_, None) => Cell::Missing(text().common.not_known),
    };
    let lag = match lag {
        Some(0) => Cell::Quiet(number(0)),
        Some(lag) => Cell::Figure(
            crate::format::Figure {
                text: number(lag),
                unit: "",
                exact: String::new(),
            },
            (in_sync < all).then_some(Tone::Crit),
        ),
        None => Cell::Missing(text().common.not_known),
    };
    let badges = Cell::Badges(badges(partition));
    Row {
        key: partition.partition.to_string(),
        name: number(partition.partition),
        href: None,
        mark: None,
        cells: vec![
            state.clone(),
            leader,
            preferred,
            badges.clone(),
            Cell::Text((t.p_of)(in_sync, all)),
            Cell::text(partition.start_offset.map(number)),
            Cell::text(partition.end_offset.map(number)),
            Cell::text(messages),
            Cell::figure(partition.size_bytes.map(bytes)),
            lag,
        ],
        sum: vec![badges, state],
    }
}

fn state(partition: &PartitionRow) -> Cell {
    let t = &text().topic;
    let ids = |wanted: &dyn Fn(&castellan_api::topics::ReplicaCell) -> bool| {
        partition
            .replicas
            .iter()
            .filter(|replica| wanted(replica))
            .map(|replica| replica.broker.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let down = ids(&|replica| replica.offline && !replica.in_sync);
    let behind = ids(&|replica| !replica.in_sync && !replica.offline);
    if partition.leader.is_none() {
        Cell::Status(Tone::Crit, t.p_no_leader.to_owned())
    } else if !down.is_empty() {
        Cell::Status(Tone::Crit, (t.p_down)(&down))
    } else if !behind.is_empty() {
        Cell::Status(Tone::Crit, (t.p_behind)(&behind))
    } else if partition.below_min_isr {
        Cell::Status(Tone::Crit, t.p_below.to_owned())
    } else {
        Cell::Status(Tone::Ok, t.state_ok.to_owned())
    }
}

fn badges(partition: &PartitionRow) -> Vec<Badge> {
    let t = &text().topic;
    partition
        .replicas
        .iter()
        .map(|replica| {
            let id = replica.broker;
            let (class, title) = if replica.offline && !replica.in_sync {
                ("out", (t.badge_offline)(id))
            } else if !replica.in_sync {
                ("out", (t.badge_out)(id))
            } else if partition.leader == Some(id) {
                ("lead", (t.badge_leader)(id))
            } else {
                ("", (t.p_broker)(id))
            };
            Badge {
                text: id.to_string(),
                class,
                title,
            }
        })
        .collect()
}
