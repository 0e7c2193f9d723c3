//! The replicas a broker holds.

use crate::api::{Watch, load};
use crate::components::{
    Button, Cell, Empty, Head, Pager, Row, Search, Sort, States, Table, Tone, drawn, lu,
};
use crate::format;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::brokers::{BrokerPartition, BrokerPartitionQuery, ListBrokerPartitions};
use castellan_api::endpoint::BrokerPath;
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;

type Query = Memo<BrokerPartitionQuery>;

fn change(query: Query, step: Step, edit: impl FnOnce(&mut BrokerPartitionQuery)) {
    let mut next = query.get_untracked();
    edit(&mut next);
    routes::set_query(&next, step);
}

/// The tab.
pub(super) fn tab(path: BrokerPath) -> AnyView {
    let t = text().brokers();
    let query = Memo::new(|_| routes::query::<BrokerPartitionQuery>());
    let id = path.instance.clone();
    let load = load::<ListBrokerPartitions>(
        move || Some((path.clone(), query.get())),
        &[Watch::Part(Part::Metadata), Watch::Part(Part::LogDirs)],
    );
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let rows = {
        Signal::derive(move || {
            let page = load.get();
            page.iter()
                .flat_map(|page| page.items.iter())
                .map(|one| row(&id, one))
                .collect()
        })
    };
    let sort = Signal::derive(move || {
        query.with(|query| {
            Some(Sort {
                key: query.sort.clone().unwrap_or_else(|| "topic".to_owned()),
                order: query.order.unwrap_or_default(),
            })
        })
    });
    let content = move || {
        view! {
            <section class="card">
                <Tools query=query />
                <Table
                    label=t.tab_partitions
                    heads=Signal::stored(heads())
                    rows=rows
                    sort=sort
                    on_sort=move |sort: Sort| {
                        change(query, Step::Push, |query| {
                            query.order = Some(sort.order).filter(|order| *order != Order::Asc);
                            query.sort = Some(sort.key).filter(|key| key != "topic");
                            query.page = None;
                        });
                    }
                    loading=Signal::derive(move || load.get().is_none())
                    total=total
                />
                {drawn(move || {
                    load.get().is_some_and(|page| page.total == 0).then(|| nothing(query))
                })}
                <Pager
                    total=total
                    page=Signal::derive(move || query.with(|query| query.page.unwrap_or(1)))
                    per_page=Signal::derive(move || {
                        query.with(|query| query.per_page.unwrap_or(PER_PAGE))
                    })
                    on_page=move |page| change(query, Step::Push, |query| query.page = Some(page))
                    on_per_page=move |rows| {
                        change(query, Step::Push, |query| {
                            query.per_page = Some(rows);
                            query.page = None;
                        });
                    }
                />
            </section>
        }
        .into_any()
    };
    view! {
        <States
            state=Signal::derive(move || load.state())
            as_of=Signal::derive(move || load.get().map(|page| page.as_of))
            on_retry=move |()| load.again()
            own_skeleton=true
        >
            {content}
        </States>
    }
    .into_any()
}

#[component]
fn Tools(query: Query) -> impl IntoView {
    let t = text().brokers();
    let leads = Signal::derive(move || query.with(|query| query.leads == Some(true)));
    let out = Signal::derive(move || query.with(|query| query.out_of_sync == Some(true)));
    let chip = |word: &'static str, on: Signal<bool>, press: Callback<()>| {
        view! {
            <button
                type="button"
                class="chip"
                class:on=move || on.get()
                aria-pressed=move || on.get().to_string()
                on:click=move |_| press.run(())
            >
                {word}
            </button>
        }
    };
    let toggle_leads = Callback::new(move |()| {
        change(query, Step::Push, |query| {
            query.leads = (query.leads != Some(true)).then_some(true);
            query.page = None;
        });
    });
    let toggle_out = Callback::new(move |()| {
        change(query, Step::Push, |query| {
            query.out_of_sync = (query.out_of_sync != Some(true)).then_some(true);
            query.page = None;
        });
    });
    view! {
        <div class="tools">
            <Search
                label=t.partitions_search
                placeholder=t.partitions_search.to_owned()
                value=Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()))
                on_search=move |q: String| {
                    change(query, Step::Replace, |query| {
                        query.q = Some(q).filter(|q| !q.is_empty());
                        query.page = None;
                    });
                }
            />
            {chip(t.leads_only, leads, toggle_leads)}
            {chip(t.out_only, out, toggle_out)}
        </div>
    }
}

fn nothing(query: Query) -> AnyView {
    let t = text().brokers();
    let filtered = query
        .with(|query| query.q.is_some() || query.leads.is_some() || query.out_of_sync.is_some());
    if !filtered {
        return view! {
            <Empty icon=lu::LuServer title=t.partitions_none detail=t.partitions_none_detail />
        }
        .into_any();
    }
    let clear = move |()| {
        change(query, Step::Push, |query| {
            query.q = None;
            query.leads = None;
            query.out_of_sync = None;
            query.page = None;
        });
    };
    view! {
        <Empty icon=lu::LuSearch title=t.partitions_nothing detail="">
            <Button label=text().common().clear_filters on_press=clear />
        </Empty>
    }
    .into_any()
}

fn heads() -> Vec<Head> {
    let t = text().brokers();
    vec![
        Head::new("topic", t.col_topic).sorted(),
        Head::new("partition", t.col_partition).numeric(),
        Head::new("role", t.col_role),
        Head::new("sync", t.col_sync),
        Head::new("size", t.col_size).numeric().sorted(),
    ]
}

fn row(id: &InstanceId, one: &BrokerPartition) -> Row {
    let t = text().brokers();
    let role = match (one.leads, one.preferred) {
        (true, true) => Cell::Text(t.role_leader_preferred.to_owned()),
        (true, false) => Cell::Text(t.role_leader.to_owned()),
        (false, true) => Cell::Text(t.role_follower_preferred.to_owned()),
        (false, false) => Cell::Quiet(t.role_follower.to_owned()),
    };
    let state = if one.in_sync {
        Cell::Status(Tone::Ok, t.in_sync.to_owned())
    } else {
        Cell::Status(Tone::Crit, t.behind.to_owned())
    };
    let screen = Screen::Topic(id.clone(), one.topic.clone(), TopicTab::default());
    Row {
        key: format!("{}/{}", one.topic, one.partition),
        name: one.topic.to_string(),
        href: Some(routes::href(&screen)),
        mark: None,
        cells: vec![
            Cell::number(one.partition),
            role,
            state.clone(),
            Cell::figure(one.size_bytes.map(format::bytes)),
        ],
        sum: vec![
            Cell::Text((t.partition_name)(one.topic.as_str(), one.partition)),
            state,
        ],
    }
}
