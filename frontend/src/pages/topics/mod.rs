//! The list of topics. Filters, sort, page, columns and the open dialog live in the address; what is
//! selected does not.

mod columns;
mod nothing;
mod rows;
mod selection;
mod tools;

use crate::api::{Load, Watch, load};
use crate::components::{Icon, MenuItem, PageHead, Pager, Sort, States, Table, lu};
use crate::i18n::text;
use crate::pages::topic_actions::{self, TopicDialogs};
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::InstancePath;
use castellan_api::events::Part;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::screen::{Screen, TopicTab};
use castellan_api::topics::{
    COLUMNS, CreateTopic, ImportTopics, ListTopics, TopicPage, TopicQuery, TopicSummary,
};
use castellan_api::url::Commas;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What makes the list ask again.
const WATCH: &[Watch] = &[
    Watch::Part(Part::Metadata),
    Watch::Part(Part::Offsets),
    Watch::Part(Part::LogDirs),
    Watch::Part(Part::Configs),
];

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct List {
    id: StoredValue<InstanceId>,
    load: Load<TopicPage>,
    selected: RwSignal<BTreeSet<String>>,
}

impl List {
    fn path(self) -> InstancePath {
        InstancePath {
            instance: self.id.get_value(),
        }
    }

    /// Topics of this page that are among the names.
    fn known(self, names: &[String]) -> Vec<TopicSummary> {
        let page = self.load.get();
        names
            .iter()
            .filter_map(|name| {
                page.as_ref()?
                    .items
                    .iter()
                    .find(|topic| topic.name.as_str() == name)
                    .cloned()
            })
            .collect()
    }

    /// After a change: asks again and lets go of what was selected.
    fn changed(self) {
        self.selected.set(BTreeSet::new());
        self.load.again();
    }
}

/// The query of the address. Followed.
fn query() -> TopicQuery {
    routes::query()
}

/// Writes a changed query; what is chosen anew begins at the first page.
fn write(change: impl FnOnce(&mut TopicQuery), step: Step) {
    let mut query: TopicQuery = routes::query_untracked();
    query.page = None;
    change(&mut query);
    routes::set_query(&query, step);
}

/// Opens a dialog about topics: their names stand in the address while they are few.
fn open(dialog: &str, names: &[String]) {
    const IN_ADDRESS: usize = 50;
    let value = if names.len() <= IN_ADDRESS {
        format!("{dialog}:{}", names.join(","))
    } else {
        dialog.to_owned()
    };
    routes::set_param("open", Some(&value));
}

/// The names the open dialog is about.
fn opened(list: List) -> Option<(String, Vec<String>)> {
    let value = routes::param("open")?;
    let (dialog, names) = match value.split_once(':') {
        Some((dialog, names)) => (
            dialog.to_owned(),
            names.split(',').map(str::to_owned).collect::<Vec<_>>(),
        ),
        None => (value, list.selected.get().into_iter().collect()),
    };
    let good: Vec<String> = names
        .into_iter()
        .filter(|name| name.parse::<TopicName>().is_ok())
        .collect();
    (!good.is_empty()).then_some((dialog, good))
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let t = text().topics();
    columns::restore();
    let asked = id.clone();
    // Columns are only drawn: choosing others asks nothing.
    let question = Memo::new(|_| TopicQuery {
        columns: Commas::default(),
        ..query()
    });
    let topics = load::<ListTopics>(
        move || {
            Some((
                InstancePath {
                    instance: asked.clone(),
                },
                question.get(),
            ))
        },
        WATCH,
    );
    let list = List {
        id: StoredValue::new(id.clone()),
        load: topics,
        selected: RwSignal::new(BTreeSet::new()),
    };
    let create = may_call::<CreateTopic>(Some(&id));
    let import = may_call::<ImportTopics>(Some(&id));
    let (create_screen, import_screen) =
        (Screen::CreateTopic(id.clone()), Screen::ImportTopics(id));
    let missing = move || {
        topics
            .get()
            .map(|page| page.missing.clone())
            .unwrap_or_default()
    };
    view! {
        <PageHead title=t.title about=Signal::derive(instance_name)>
            {import
                .then(|| {
                    view! {
                        <Link screen=import_screen class="btn not-s">
                            <Icon icon=lu::LuUpload />
                            {t.import}
                        </Link>
                    }
                })}
            {create
                .then(|| {
                    view! {
                        <Link screen=create_screen class="btn pri">
                            <Icon icon=lu::LuPlus />
                            {t.create}
                        </Link>
                    }
                })}
        </PageHead>
        <States
            state=Signal::derive(move || topics.state())
            missing=Signal::derive(missing)
            as_of=Signal::derive(move || topics.get().map(|page| page.as_of))
            on_retry=move |()| topics.again()
            own_skeleton=true
        >
            <section class="card list">
                <selection::SelectionBar list=list />
                <tools::Tools list=list />
                <Body list=list />
            </section>
        </States>
        <Dialogs list=list />
    }
    .into_any()
}

/// The dialog the address asks for, about the topics it names or those selected.
#[component]
fn Dialogs(list: List) -> impl IntoView {
    let asked = Memo::new(move |_| opened(list));
    let open = Signal::derive(move || asked.get().map(|(dialog, _)| dialog));
    let names = Signal::derive(move || {
        let names = asked.get().map(|(_, names)| names).unwrap_or_default();
        names
            .into_iter()
            .map(TopicName::trusted)
            .collect::<Vec<_>>()
    });
    let known = Signal::derive(move || {
        asked
            .get()
            .map(|(_, names)| list.known(&names))
            .unwrap_or_default()
    });
    view! {
        <TopicDialogs
            open=open
            instance=list.id.get_value()
            names=names
            known=known
            on_done=move |_| list.changed()
        />
    }
}

/// Table and foot, or why there is nothing.
#[component]
fn Body(list: List) -> impl IntoView {
    let t = text().topics();
    let shown = Memo::new(|_| columns::shown());
    let heads = Signal::derive(move || columns::heads(&shown.get()));
    let total = Signal::derive(move || list.load.get().map_or(0, |page| page.total));
    let rows = Signal::derive(move || {
        let Some(page) = list.load.get() else {
            return Vec::new();
        };
        let shown = shown.get();
        let id = list.id.get_value();
        page.items
            .iter()
            .map(|topic| rows::row(&id, topic, &shown))
            .collect()
    });
    let sort = Signal::derive(|| {
        let query = query();
        Some(Sort {
            key: query.sort.unwrap_or_else(|| "name".to_owned()),
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
    let facts = move || {
        list.load
            .get()
            .map(|page: Arc<TopicPage>| (t.totals)(page.counts.partitions))
    };
    let columns_shown =
        move || (text().common().columns_shown)(shown.with(Vec::len) as u64, COLUMNS.len() as u64);
    let empty = Memo::new(move |_| list.load.get().is_some_and(|page| page.items.is_empty()));
    move || {
        if empty.get() {
            return nothing::nothing(list);
        }
        view! {
            <Table
                label=t.title
                heads=heads
                rows=rows
                sort=sort
                on_sort=on_sort
                selected=list.selected
                menu=Callback::new(move |name: String| menu(&list.id.get_value(), name))
                loading=Signal::derive(move || list.load.data.with(Option::is_none))
                total=total
            />
            <Pager
                total=total
                page=Signal::derive(|| query().page.unwrap_or(1))
                per_page=Signal::derive(|| query().per_page.unwrap_or(PER_PAGE))
                on_page=|page| {
                    write(|query| query.page = Some(page).filter(|page| *page > 1), Step::Push);
                }
                on_per_page=|rows| write(|query| query.per_page = Some(rows), Step::Push)
            >
                <span class="not-s">{columns_shown}</span>
                <span class="not-s num">{facts}</span>
            </Pager>
        }
        .into_any()
    }
}

/// What can be done with one topic.
fn menu(id: &InstanceId, name: String) -> Vec<MenuItem> {
    let t = text().topics();
    let topic = TopicName::trusted(name.clone());
    let to = |tab| routes::href(&Screen::Topic(id.clone(), topic.clone(), tab));
    let names = vec![name];
    let dialogs = Callback::new(move |dialog: &'static str| open(dialog, &names));
    let mut items = vec![
        MenuItem::link(t.open, to(TopicTab::Partitions)).icon(lu::LuLayers),
        MenuItem::link(t.configs, to(TopicTab::Configs)).icon(lu::LuSlidersHorizontal),
    ];
    items.extend(topic_actions::menu(id, &topic, dialogs));
    items
}

/// "12 partitions × 3".
fn size_line(topic: &TopicSummary) -> String {
    let mut line = (text().topics().sum)(topic.partitions, topic.replicas);
    if let Some(size) = topic.size_bytes {
        line.push_str(", ");
        line.push_str(&crate::format::bytes(size).whole());
    }
    line
}
