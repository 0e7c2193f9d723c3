//! The list of instances: how each stands, and the way to it.

use crate::api::{Load, Watch, load};
use crate::components::{
    Cell, Empty, Head, Icon, MenuItem, PageHead, Pager, Row, Search, Sort, States, Table, Tone, lu,
};
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::routes::{self, Link, Step};
use crate::session::{may, may_call};
use crate::shell::status_words;
use castellan_api::action::Action;
use castellan_api::endpoint::NoPath;
use castellan_api::ids::InstanceId;
use castellan_api::instances::{
    AttachInstance, InstanceQuery, InstanceStatus, InstanceSummary, ListInstances,
};
use castellan_api::page::{Order, PER_PAGE, Page};
use castellan_api::screen::Screen;
use leptos::prelude::*;

fn query() -> InstanceQuery {
    routes::query()
}

/// Writes a changed query; what is chosen anew begins at the first page.
fn write(change: impl FnOnce(&mut InstanceQuery), step: Step) {
    let mut query: InstanceQuery = routes::query_untracked();
    query.page = None;
    change(&mut query);
    routes::set_query(&query, step);
}

/// The page.
pub fn page() -> AnyView {
    let t = text().instances();
    let list = load::<ListInstances>(|| Some((NoPath, query())), &[Watch::Instance]);
    let total = Signal::derive(move || list.get().map_or(0, |page| page.total));
    let attach = may_call::<AttachInstance>(None);
    let status = Memo::new(|_| query().status);
    let chips = move || {
        [InstanceStatus::Unreachable, InstanceStatus::Degraded]
            .into_iter()
            .map(|one| {
                let (tone, word) = status_words(one);
                let on = move || status.get() == Some(one);
                view! {
                    <button
                        type="button"
                        class="chip not-s"
                        class:on=on
                        aria-pressed=move || on().to_string()
                        on:click=move |_| write(
                            |query| query.status = (query.status != Some(one)).then_some(one),
                            Step::Push,
                        )
                    >
                        <Icon icon=tone.icon() small=true />
                        {word}
                    </button>
                }
            })
            .collect_view()
    };
    let tag = move || {
        query().tag.map(|tag| {
            let name = (text().common().remove_filter)(&tag);
            view! {
                <button
                    type="button"
                    class="chip on"
                    aria-label=name
                    on:click=move |_| write(|query| query.tag = None, Step::Push)
                >
                    {(t.tag_filter)(&tag)}
                    <Icon icon=lu::LuX small=true />
                </button>
            }
        })
    };
    view! {
        <PageHead title=t.title>
            {attach
                .then(|| {
                    view! {
                        <Link screen=Screen::ImportCmak class="btn">
                            {text().cmak_words().title}
                        </Link>
                        <Link screen=Screen::Attach class="btn pri">
                            <Icon icon=lu::LuPlus />
                            {t.attach}
                        </Link>
                    }
                })}
        </PageHead>
        <States
            state=Signal::derive(move || list.state())
            missing=Signal::derive(move || list.get().map(|page| page.missing.clone()).unwrap_or_default())
            on_retry=move |()| list.again()
            own_skeleton=true
        >
            <section class="card">
                <div class="tools">
                    <Search
                        label=t.search_label
                        placeholder=Signal::derive(move || (t.search)(total.get()))
                        value=Signal::derive(|| query().q.unwrap_or_default())
                        on_search=|q: String| write(|query| query.q = Some(q).filter(|q| !q.is_empty()), Step::Replace)
                    />
                    {chips}
                    {tag}
                </div>
                <List list=list total=total />
            </section>
        </States>
    }
    .into_any()
}

#[component]
fn List(list: Load<Page<InstanceSummary>>, total: Signal<u64>) -> impl IntoView {
    let t = text().instances();
    let rows = Signal::derive(move || {
        list.get()
            .map(|page| page.items.iter().map(row).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let sort = Signal::derive(|| {
        let query = query();
        let key = query.sort.unwrap_or_else(|| "name".to_owned());
        Some(Sort {
            key,
            order: query.order.unwrap_or_default(),
        })
    });
    let on_sort = |sort: Sort| {
        write(
            |query| {
                query.sort = Some(sort.key);
                query.order = Some(sort.order).filter(|order| *order == Order::Desc);
            },
            Step::Push,
        );
    };
    let empty = Memo::new(move |_| list.get().is_some_and(|page| page.total == 0));
    move || {
        if empty.get() {
            return nothing();
        }
        view! {
            <Table
                label=t.title
                heads=Signal::stored(heads())
                rows=rows
                sort=sort
                on_sort=on_sort
                menu=Callback::new(menu)
                loading=Signal::derive(move || list.data.with(Option::is_none))
                total=total
            />
            <Pager
                total=total
                page=Signal::derive(|| query().page.unwrap_or(1))
                per_page=Signal::derive(|| query().per_page.unwrap_or(PER_PAGE))
                on_page=|page| write(|query| query.page = Some(page).filter(|page| *page > 1), Step::Push)
                on_per_page=|rows| write(|query| query.per_page = Some(rows), Step::Push)
            />
        }
        .into_any()
    }
}

fn nothing() -> AnyView {
    let t = text().instances();
    let query: InstanceQuery = routes::query();
    if query.q.is_some() || query.status.is_some() || query.tag.is_some() {
        let title = query
            .q
            .map_or_else(|| t.nothing_filtered.to_owned(), |q| (t.nothing_title)(&q));
        return view! {
            <Empty icon=lu::LuSearch title=title detail=t.nothing_detail>
                <button
                    type="button"
                    class="btn"
                    on:click=|_| routes::set_query(&InstanceQuery::default(), Step::Push)
                >
                    {text().common().clear_filters}
                </button>
            </Empty>
        }
        .into_any();
    }
    let attach = may_call::<AttachInstance>(None);
    let detail = if attach {
        t.empty_detail
    } else {
        t.empty_no_right
    };
    view! {
        <Empty icon=lu::LuBoxes title=t.empty_title detail=detail>
            {attach
                .then(|| {
                    view! {
                        <Link screen=Screen::Attach class="btn">
                            <Icon icon=lu::LuPlus />
                            {t.attach}
                        </Link>
                    }
                })}
        </Empty>
    }
    .into_any()
}

fn heads() -> Vec<Head> {
    let t = text().instances();
    vec![
        Head::new("name", t.name).sorted(),
        Head::new("status", t.status).sorted(),
        Head::new("version", t.version)
            .titled(t.version_title)
            .sorted(),
        Head::new("brokers", t.brokers)
            .titled(t.brokers_title)
            .numeric()
            .sorted(),
        Head::new("topics", t.topics).numeric(),
        Head::new("partitions", t.partitions)
            .titled(t.partitions_title)
            .numeric()
            .sorted(),
        Head::new("under_replicated", t.out_of_sync)
            .titled(t.out_of_sync_title)
            .numeric()
            .sorted(),
        Head::new("storage", t.storage)
            .titled(t.storage_title)
            .numeric()
            .sorted(),
        Head::new("tags", t.tags),
        Head::new("created", t.created).numeric().sorted(),
    ]
}

fn row(instance: &InstanceSummary) -> Row {
    let t = text().instances();
    let (tone, word) = status_words(instance.status);
    let status = Cell::Status(tone, word.to_owned());
    let brokers = if instance.brokers == instance.brokers_alive {
        number(instance.brokers)
    } else {
        (t.alive_of)(instance.brokers_alive, instance.brokers)
    };
    let partitions = match instance.partitions_max {
        Some(max) => (t.of_limit)(&number(instance.partitions), &number(max)),
        None => number(instance.partitions),
    };
    let out_of_sync = crate::format::Figure {
        text: number(instance.under_replicated),
        unit: "",
        exact: String::new(),
    };
    let storage = match (instance.used_bytes, instance.total_bytes) {
        (Some(used), Some(total)) => {
            Cell::Text((t.of_limit)(&bytes(used).whole(), &bytes(total).whole()))
        }
        (used, _) => Cell::figure(used.map(bytes)),
    };
    let facts = (t.sum)(&brokers, instance.topics);
    let facts = match &instance.kafka_version {
        Some(version) => (text().shell().and_kafka)(&facts, version),
        None => facts,
    };
    Row {
        key: instance.id.to_string(),
        name: instance.name.clone(),
        href: Some(routes::href(&Screen::Overview(instance.id.clone()))),
        mark: instance.declared.then_some(t.declared),
        sum: vec![Cell::Text(facts), status.clone()],
        cells: vec![
            status,
            Cell::text(instance.kafka_version.clone()),
            Cell::Text(brokers),
            Cell::number(instance.topics),
            Cell::Text(partitions),
            Cell::Figure(
                out_of_sync,
                (instance.under_replicated > 0).then_some(Tone::Crit),
            ),
            storage,
            Cell::Tags(
                instance
                    .tags
                    .iter()
                    .map(|tag| format!("{}: {}", tag.key, tag.value))
                    .collect(),
            ),
            Cell::Age(instance.created_at),
        ],
    }
}

fn menu(key: String) -> Vec<MenuItem> {
    let t = text().instances();
    let id = InstanceId::trusted(key);
    let mut items = vec![
        MenuItem::link(t.menu_open, routes::href(&Screen::Overview(id.clone())))
            .icon(lu::LuLayoutDashboard),
        MenuItem::link(
            text().shell().topics,
            routes::href(&Screen::Topics(id.clone())),
        )
        .icon(lu::LuLayers),
    ];
    if may(Action::InstanceModify, Some(&id)) {
        items.push(
            MenuItem::link(t.menu_edit, routes::href(&Screen::EditInstance(id))).icon(lu::LuPencil),
        );
    }
    items
}
