//! The toolbar of the list: search, quick filters with their counts, a filter by config, internal
//! topics, columns, export.

use super::{List, columns, query, write};
use crate::api::address;
use crate::components::{
    Button, ColumnChooser, Icon, Look, Menu, MenuItem, Popover, Search, Select, Switch, TextField,
    lu,
};
use crate::dom;
use crate::format::number;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::topics::{ExportFormat, ExportTopics, TopicCounts, TopicFilter, TopicQuery};
use castellan_api::url::Commas;
use leptos::prelude::*;

/// Configs the list shows, by which it can be filtered.
const CONFIGS: [&str; 6] = [
    "cleanup.policy",
    "retention.ms",
    "min.insync.replicas",
    "message.timestamp.type",
    "max.message.bytes",
    "flush.messages",
];

const FILTERS: [TopicFilter; 6] = [
    TopicFilter::Offline,
    TopicFilter::BelowMinIsr,
    TopicFilter::UnderReplicated,
    TopicFilter::NotPreferred,
    TopicFilter::SingleReplica,
    TopicFilter::Empty,
];

fn word(filter: TopicFilter) -> &'static str {
    let t = text().topics();
    match filter {
        TopicFilter::UnderReplicated => t.under_replicated,
        TopicFilter::Offline => t.offline,
        TopicFilter::BelowMinIsr => t.below_min_isr,
        TopicFilter::Empty => t.empty,
        TopicFilter::SingleReplica => t.single_replica,
        TopicFilter::NotPreferred => t.not_preferred,
    }
}

fn count(counts: &TopicCounts, filter: TopicFilter) -> Option<u32> {
    match filter {
        TopicFilter::UnderReplicated => Some(counts.under_replicated),
        TopicFilter::Offline => Some(counts.offline),
        TopicFilter::BelowMinIsr => Some(counts.below_min_isr),
        TopicFilter::Empty => counts.empty,
        TopicFilter::SingleReplica => Some(counts.single_replica),
        TopicFilter::NotPreferred => Some(counts.not_preferred),
    }
}

const fn alarming(filter: TopicFilter) -> bool {
    matches!(
        filter,
        TopicFilter::Offline | TopicFilter::BelowMinIsr | TopicFilter::UnderReplicated
    )
}

fn toggle(filter: TopicFilter) {
    write(
        |query| query.filter = (query.filter != Some(filter)).then_some(filter),
        Step::Push,
    );
}

/// The toolbar.
#[component]
pub fn Tools(list: List) -> impl IntoView {
    let t = text().topics();
    let counts = Memo::new(move |_| list.load.get().map(|page| page.counts));
    let all = Signal::derive(move || counts.get().map_or(0, |counts| u64::from(counts.all)));
    let chosen = Memo::new(|_| query().filter);
    let chips = move || {
        let counts = counts.get().unwrap_or_default();
        // A chip for what there is; the one that is on stays, whatever its count.
        FILTERS
            .into_iter()
            .filter(|filter| {
                chosen.get() == Some(*filter) || count(&counts, *filter).is_some_and(|n| n > 0)
            })
            .map(|filter| {
                let on = chosen.get() == Some(filter);
                let number = count(&counts, filter).map(number);
                view! {
                    <button
                        type="button"
                        class=if on { "chip on" } else { "chip not-s" }
                        aria-pressed=on.to_string()
                        on:click=move |_| toggle(filter)
                    >
                        {alarming(filter)
                            .then(|| view! { <Icon icon=lu::LuOctagonAlert small=true /> })}
                        {word(filter)}
                        " "
                        <b class="num">{number}</b>
                    </button>
                }
            })
            .collect_view()
    };
    let internal = move || query().internal == Some(true);
    view! {
        <div class="tools">
            <Search
                label=t.search_label
                placeholder=Signal::derive(move || (t.search)(all.get()))
                value=Signal::derive(|| query().q.unwrap_or_default())
                on_search=|q: String| {
                    write(|query| query.q = Some(q).filter(|q| !q.is_empty()), Step::Replace);
                }
            />
            {chips}
            <ConfigFilter />
            <span class="sp not-s"></span>
            <Switch
                label=t.internal
                class="inline not-s"
                on=Signal::derive(internal)
                on_change=|on: bool| write(|query| query.internal = on.then_some(true), Step::Push)
            />
            <ColumnChooser
                all=columns::all()
                shown=Signal::derive(columns::shown)
                on_change=columns::choose
            />
            <Menu
                label=text().common().export
                word=text().common().export
                icon=lu::LuDownload
                class="btn quiet not-s"
                items=Callback::new(move |()| exports(list, Vec::new()))
            />
            <span class="only-s">
                <Menu
                    label=text().common().filters
                    icon=lu::LuListFilter
                    class="btn icon"
                    items=Callback::new(move |()| narrow(list, counts.get_untracked().unwrap_or_default()))
                />
            </span>
        </div>
    }
}

/// On a phone: filters, internal topics and export in one menu.
fn narrow(list: List, counts: TopicCounts) -> Vec<MenuItem> {
    let t = text().topics();
    let mut items: Vec<MenuItem> = FILTERS
        .into_iter()
        .filter(|filter| count(&counts, *filter).is_some_and(|n| n > 0))
        .map(|filter| {
            let number = count(&counts, filter).map(number).unwrap_or_default();
            MenuItem::act(format!("{} {number}", word(filter)), move || toggle(filter)).icon(
                if alarming(filter) {
                    lu::LuOctagonAlert
                } else {
                    lu::LuListFilter
                },
            )
        })
        .collect();
    items.push(
        MenuItem::act(t.internal, || {
            write(
                |query| query.internal = (query.internal != Some(true)).then_some(true),
                Step::Push,
            );
        })
        .icon(lu::LuEye),
    );
    items.extend(exports(list, Vec::new()));
    items
}

/// The files the list can be saved as: what the filters find, or the names.
pub fn exports(list: List, names: Vec<String>) -> Vec<MenuItem> {
    let now: TopicQuery = routes::query_untracked();
    let address_of = |format| {
        let query = TopicQuery {
            format: Some(format),
            names: Commas(names.clone()),
            columns: Commas(columns::shown()),
            page: None,
            per_page: None,
            ..now.clone()
        };
        address::<ExportTopics>(&list.path(), &query)
    };
    let t = text().common();
    [
        (t.export_csv, ExportFormat::Csv, lu::LuDownload),
        (t.export_xlsx, ExportFormat::Xlsx, lu::LuSheet),
        (t.export_yaml, ExportFormat::Yaml, lu::LuFileCode),
        (t.export_script, ExportFormat::Script, lu::LuTerminal),
    ]
    .into_iter()
    .map(|(words, format, icon)| {
        MenuItem::link(words, address_of(format))
            .icon(icon)
            .download()
    })
    .collect()
}

/// The filter by config: a chip while it is on, a small form to set it.
#[component]
fn ConfigFilter() -> impl IntoView {
    let t = text().topics();
    let open = RwSignal::new(false);
    let id = dom::unique("filter");
    let config = Memo::new(|_| query().config);
    let chip = move || {
        config.get().map(|config| {
            let name = (text().common().remove_filter)(&config);
            view! {
                <button
                    type="button"
                    class="chip on"
                    aria-label=name
                    on:click=move |_| write(|query| query.config = None, Step::Push)
                >
                    <code>{config}</code>
                    <Icon icon=lu::LuX small=true />
                </button>
            }
        })
    };
    view! {
        {chip}
        <button
            type="button"
            class="chip add not-s"
            id=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon icon=lu::LuPlus small=true />
            {t.add_filter}
        </button>
        <Popover anchor=id open=open class="menu form-pop" role="dialog" label=t.config_title>
            <ConfigForm open=open />
        </Popover>
    }
}

#[component]
fn ConfigForm(open: RwSignal<bool>) -> impl IntoView {
    let t = text().topics();
    let (first, rest) = query()
        .config
        .and_then(|config| {
            config
                .split_once('=')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        })
        .unwrap_or_else(|| {
            (
                CONFIGS.first().copied().unwrap_or_default().to_owned(),
                String::new(),
            )
        });
    let name = RwSignal::new(first);
    let value = RwSignal::new(rest);
    let apply = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (name, value) = (name.get_untracked(), value.get_untracked());
        let config = (!value.trim().is_empty()).then(|| format!("{name}={}", value.trim()));
        write(|query| query.config = config, Step::Push);
        open.set(false);
    };
    view! {
        <form class="stack tight" on:submit=apply>
            <Select
                label=t.config_name
                value=name
                options=Signal::stored(
                    CONFIGS
                        .iter()
                        .map(|name| ((*name).to_owned(), (*name).to_owned()))
                        .collect::<Vec<_>>(),
                )
                on_change=move |chosen| name.set(chosen)
            />
            <TextField
                label=t.config_value
                value=value
                mono=true
                hint=Signal::stored(Some(t.config_hint.to_owned()))
            />
            <Button label=t.config_apply look=Look::Primary />
        </form>
    }
}
