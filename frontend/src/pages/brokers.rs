//! The brokers of an instance: state, share of the partitions, disks.

mod moves;

pub use moves::entries;

use crate::api::{Load, Watch, load};
use crate::components::{
    Button, Cell, Empty, Head, Icon, MenuItem, PageHead, Pager, Row, Search, Sort, States, Table,
    Tone, lu,
};
use crate::format::{self, Figure, number};
use crate::i18n::text;
use crate::pages::overview::disk_percent;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use castellan_api::brokers::{BrokerQuery, BrokerState, BrokerSummary, ListBrokers};
use castellan_api::endpoint::InstancePath;
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::page::{Order, PER_PAGE, Page};
use castellan_api::reassignment::ListReassignments;
use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;

/// Tone and word of a broker's state, with the worst first.
pub fn state_words(broker: &BrokerSummary) -> (Tone, String) {
    let t = text().brokers();
    match broker.state {
        BrokerState::Down => (Tone::Crit, t.down.to_owned()),
        BrokerState::Silent => (Tone::Warn, t.silent.to_owned()),
        BrokerState::Alive if broker.out_of_sync > 0 => {
            (Tone::Crit, (t.out_of_sync)(broker.out_of_sync))
        }
        BrokerState::Alive if broker.replicas == 0 => (Tone::Idle, t.empty.to_owned()),
        BrokerState::Alive => (Tone::Ok, t.in_sync.to_owned()),
    }
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let path = InstancePath {
        instance: id.clone(),
    };
    let query = Memo::new(|_| routes::query::<BrokerQuery>());
    let load = load::<ListBrokers>(
        move || Some((path.clone(), query.get())),
        &[
            Watch::Part(Part::Metadata),
            Watch::Part(Part::LogDirs),
            Watch::Instance,
        ],
    );
    let here = id.clone();
    let content = move || view! { <List id=id.clone() load=load query=query /> }.into_any();
    let missing = Signal::derive(move || {
        load.get()
            .map(|page| page.missing.clone())
            .unwrap_or_default()
    });
    let leads = may_call::<ListReassignments>(Some(&here)).then(|| {
        view! {
            <Link screen=Screen::Reassignments(here) class="btn">
                <Icon icon=lu::LuShuffle />
                {text().brokers().reassignments}
            </Link>
        }
    });
    view! {
        <PageHead title=text().brokers().title about=Signal::derive(crate::shell::instance_name)>
            {leads}
        </PageHead>
        <States
            state=Signal::derive(move || load.state())
            missing=missing
            as_of=Signal::derive(move || load.get().map(|page| page.as_of))
            on_retry=move |()| load.again()
            own_skeleton=true
        >
            {content.clone()}
        </States>
    }
    .into_any()
}

fn change(query: Memo<BrokerQuery>, step: Step, edit: impl FnOnce(&mut BrokerQuery)) {
    let mut next = query.get_untracked();
    edit(&mut next);
    routes::set_query(&next, step);
}

#[component]
fn List(
    id: InstanceId,
    load: Load<Page<BrokerSummary>>,
    query: Memo<BrokerQuery>,
) -> impl IntoView {
    let t = text().brokers();
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let heads = heads();
    let here = id.clone();
    let menu = Callback::new(move |key: String| menu(&here, load, &key));
    let rows = Signal::derive(move || {
        let page = load.get();
        page.iter()
            .flat_map(|page| page.items.iter())
            .map(|broker| row(&id, broker))
            .collect()
    });
    let sort = Signal::derive(move || {
        query.with(|query| {
            Some(Sort {
                key: query.sort.clone().unwrap_or_else(|| "id".to_owned()),
                order: query.order.unwrap_or_default(),
            })
        })
    });
    let searched = Signal::derive(move || query.with(|query| query.q.clone().unwrap_or_default()));
    let nothing = Memo::new(move |_| load.get().is_some_and(|page| page.total == 0));
    let empty = move || {
        nothing.get().then(|| {
            let q = searched.get();
            if q.is_empty() {
                return view! {
                    <Empty icon=lu::LuServer title=t.none_title detail=t.none_detail />
                }
                .into_any();
            }
            view! {
                <Empty icon=lu::LuSearch title=(t.nothing_title)(&q) detail=t.nothing_detail>
                    <Button
                        label=text().common().clear_filters
                        on_press=move |()| change(query, Step::Push, |query| query.q = None)
                    />
                </Empty>
            }
            .into_any()
        })
    };
    view! {
        <section class="card">
            <div class="tools">
                <Search
                    label=t.search_label
                    placeholder=Signal::derive(move || (t.search)(total.get()))
                    value=searched
                    on_search=move |q: String| {
                        change(query, Step::Replace, |query| {
                            query.q = Some(q).filter(|q| !q.is_empty());
                            query.page = None;
                        });
                    }
                />
            </div>
            <Table
                label=t.title
                heads=Signal::stored(heads)
                rows=rows
                sort=sort
                on_sort=move |sort: Sort| {
                    change(query, Step::Push, |query| {
                        query.order = Some(sort.order).filter(|order| *order != Order::Asc);
                        query.sort = Some(sort.key).filter(|key| key != "id");
                        query.page = None;
                    });
                }
                menu=menu
                loading=Signal::derive(move || load.get().is_none())
                total=total
            />
            {empty}
            <Pager
                total=total
                page=Signal::derive(move || query.with(|query| query.page.unwrap_or(1)))
                per_page=Signal::derive(move || query.with(|query| query.per_page.unwrap_or(PER_PAGE)))
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
}

/// What can be done with one broker.
fn menu(id: &InstanceId, load: Load<Page<BrokerSummary>>, key: &str) -> Vec<MenuItem> {
    let Ok(broker) = key.parse() else {
        return Vec::new();
    };
    let screen = Screen::Broker(id.clone(), broker, BrokerTab::default());
    let open = MenuItem::link(text().brokers().open, routes::href(&screen));
    let down = load.get_untracked().is_some_and(|page| {
        let mut all = page.items.iter();
        all.any(|one| one.id.0 == broker && one.state == BrokerState::Down)
    });
    let mut items = vec![open.icon(lu::LuServer)];
    items.extend(entries(id, broker, down));
    items
}

fn heads() -> Vec<Head> {
    let t = text().brokers();
    vec![
        Head::new("id", t.col_broker).sorted(),
        Head::new("state", t.col_state),
        Head::new("address", t.col_address).sorted(),
        Head::new("rack", t.col_rack).sorted(),
        Head::new("partitions", t.col_partitions)
            .titled(t.col_partitions_title)
            .numeric()
            .sorted(),
        Head::new("leaders", t.col_leaders)
            .titled(t.col_leaders_title)
            .numeric()
            .sorted(),
        Head::new("preferred", t.col_preferred)
            .titled(t.col_preferred_title)
            .numeric(),
        Head::new("skew", t.col_skew)
            .titled(t.col_skew_title)
            .numeric()
            .sorted(),
        Head::new("size", t.col_size)
            .titled(t.col_size_title)
            .numeric()
            .sorted(),
        Head::new("disk", t.col_disk).titled(t.col_disk_title),
        Head::new("log_dirs", t.col_log_dirs).numeric(),
    ]
}

fn row(id: &InstanceId, broker: &BrokerSummary) -> Row {
    let t = text().brokers();
    let name = (t.name)(broker.id.0);
    let screen = Screen::Broker(id.clone(), broker.id.0, BrokerTab::default());
    let (tone, word) = state_words(broker);
    let skew = format::distance_percent(broker.skew_percent);
    let skew = skew
        .trim_end_matches('%')
        .trim_end_matches(format::NBSP)
        .to_owned();
    let size = broker.size_bytes.map(format::bytes);
    let in_words = size
        .as_ref()
        .map_or(t.size_unknown.to_owned(), Figure::whole);
    let cells = vec![
        Cell::Status(tone, word.clone()),
        broker
            .address
            .clone()
            .map_or(Cell::Missing(t.no_address), Cell::Mono),
        broker
            .rack
            .clone()
            .map_or(Cell::Missing(t.no_rack), Cell::Text),
        Cell::number(broker.replicas),
        Cell::number(broker.leaders),
        Cell::number(broker.preferred_leaders),
        Cell::Figure(
            Figure {
                text: skew,
                unit: "%",
                exact: String::new(),
            },
            None,
        ),
        Cell::figure(size),
        disk_percent(broker).map_or(Cell::Missing(t.no_disk), |used| {
            Cell::Meter(t.col_disk, used)
        }),
        broker
            .log_dirs
            .map_or(Cell::Missing(text().common().not_known), Cell::number),
    ];
    let facts = (t.sum)(&number(broker.replicas), &number(broker.leaders), &in_words);
    Row {
        key: broker.id.to_string(),
        name,
        href: Some(routes::href(&screen)),
        mark: broker.controller.then_some(t.controller),
        cells,
        sum: vec![Cell::Text(facts), Cell::Status(tone, word)],
    }
}
