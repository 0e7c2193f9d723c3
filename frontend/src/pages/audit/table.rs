//! The table of traces. Each row opens in place to its key fields; "View trace" opens the whole
//! beside the list. One tab stop: arrows move between rows, Enter opens one.

use super::view::{View, kind_word, status_words};
use crate::components::table_cell::draw;
use crate::components::{Cell, Icon, KeyValue, KeyValues, late, lu};
use crate::dom;
use crate::format::time;
use crate::i18n::text;
use castellan_api::audit::TraceSummary;
use castellan_api::page::Order;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Keys and words of the columns that can be chosen; the name always stays.
pub fn columns() -> Vec<(&'static str, &'static str)> {
    let t = &text().audit;
    vec![
        ("name", t.name),
        ("resource_type", t.resource_type),
        ("source", t.source),
        ("resource_id", t.resource_id),
        ("resource_name", t.resource_name),
        ("status", t.status),
        ("operator", t.operator),
        ("time", t.time),
        ("kind", t.kind),
        ("code", t.code),
        ("message", t.message),
    ]
}

/// Columns of the start.
pub const DEFAULT_COLUMNS: [&str; 8] = [
    "name",
    "resource_type",
    "source",
    "resource_id",
    "resource_name",
    "status",
    "operator",
    "time",
];

fn cell(key: &str, trace: &TraceSummary) -> Cell {
    let t = &text().audit;
    match key {
        "resource_type" => Cell::Text(trace.resource_type.clone()),
        "source" => Cell::Text(trace.source.clone()),
        "resource_id" => trace
            .resource_id
            .clone()
            .map_or(Cell::Missing(t.no_instance), Cell::Mono),
        "resource_name" => Cell::Text(trace.resource_name.clone()),
        "status" => {
            let (tone, word, _) = status_words(trace.status);
            Cell::Status(tone, word.to_owned())
        }
        "operator" => Cell::Text(trace.operator.clone()),
        "kind" => Cell::Text(kind_word(trace.kind).to_owned()),
        "code" => trace.code.map_or(Cell::Missing(t.no_code), |code| {
            Cell::Text(code.to_string())
        }),
        "message" => Cell::Text(trace.message.clone()),
        _ => Cell::Time(trace.time),
    }
}

/// What the rows share.
#[derive(Clone, Copy)]
struct Shared {
    rows: Memo<Vec<Arc<TraceSummary>>>,
    shown: Signal<Vec<String>>,
    /// IDs of the rows that are open.
    open: RwSignal<BTreeSet<String>>,
    /// ID of the row that is the tab stop, once somebody moved.
    at: RwSignal<Option<String>>,
    /// ID of the trace in the panel.
    viewed: Signal<Option<String>>,
    on_view: Callback<String>,
}

/// The table.
#[component]
pub fn Traces(
    /// The traces of this page.
    #[prop(into)]
    traces: Signal<Vec<TraceSummary>>,
    /// Columns, sort, wrap.
    #[prop(into)]
    view: Signal<View>,
    /// Keys of the columns shown.
    #[prop(into)]
    shown: Signal<Vec<String>>,
    /// True while the first answer is awaited.
    #[prop(into)]
    loading: Signal<bool>,
    /// Sorts by time, the one way or the other.
    #[prop(into)]
    on_order: Callback<Order>,
    /// Opens a trace in the panel.
    #[prop(into)]
    on_view: Callback<String>,
) -> impl IntoView {
    let t = &text().audit;
    let shared = Shared {
        rows: Memo::new(move |_| traces.get().into_iter().map(Arc::new).collect()),
        shown,
        open: RwSignal::new(BTreeSet::new()),
        at: RwSignal::new(None),
        viewed: Signal::derive(move || view.with(|view| view.trace.clone())),
        on_view,
    };
    let node = NodeRef::<html::Tbody>::new();
    let skeleton = late(move || loading.get());
    let order = move || view.with(|view| view.order.unwrap_or(Order::Desc));
    let heads = move || {
        let shown = shown.get();
        columns()
            .into_iter()
            .filter(|(key, _)| shown.iter().any(|one| one == key))
            .map(|(key, word)| match key {
                "time" => view! {
                    <th
                        scope="col"
                        aria-sort=move || match order() {
                            Order::Asc => "ascending",
                            Order::Desc => "descending",
                        }
                    >
                        <button
                            type="button"
                            on:click=move |_| on_order.run(match order() {
                                Order::Asc => Order::Desc,
                                Order::Desc => Order::Asc,
                            })
                        >
                            {word}
                            {move || {
                                let icon = match order() {
                                    Order::Asc => lu::LuArrowUp,
                                    Order::Desc => lu::LuArrowDown,
                                };
                                view! { <Icon icon=icon /> }
                            }}
                        </button>
                    </th>
                }
                .into_any(),
                _ => {
                    let class = (key == "name").then_some("fix1");
                    view! { <th scope="col" class=class>{word}</th> }.into_any()
                }
            })
            .collect_view()
    };
    view! {
        <div class="tw" role="region" aria-label=t.title tabindex=move || shared.rows.with(Vec::is_empty).then_some("0")>
            <table
                class="tbl cards traces"
                class:wrapped=move || view.with(|view| view.wrap == Some(true))
                aria-label=t.title
            >
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody
                    node_ref=node
                    aria-busy=move || loading.get().then_some("true")
                    on:keydown=move |event| {
                        if let Some(body) = node.get_untracked() {
                            moved(&event, &body);
                        }
                    }
                >
                    {move || skeleton.get().then(|| skeleton_rows(shown.with(Vec::len)))}
                    <For
                        each=move || shared.rows.get()
                        key=|trace| (trace.id.clone(), trace.status, trace.count)
                        let:trace
                    >
                        <TraceRow trace=trace shared=shared />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

fn skeleton_rows(columns: usize) -> Vec<AnyView> {
    (0..8)
        .map(|_| {
            let cells: Vec<_> = (0..columns)
                .map(|_| view! { <td><span class="sk"></span></td> })
                .collect();
            view! { <tr class="sk-row">{cells}</tr> }.into_any()
        })
        .collect()
}

#[component]
fn TraceRow(trace: Arc<TraceSummary>, shared: Shared) -> impl IntoView {
    let t = &text().audit;
    let id = StoredValue::new(trace.id.to_string());
    let is_open = Memo::new(move |_| {
        shared
            .open
            .with(|open| id.with_value(|id| open.contains(id)))
    });
    let is_stop = move || {
        shared.at.with(|at| match at {
            Some(at) => id.with_value(|id| id == at),
            None => shared.rows.with(|rows| {
                rows.first()
                    .is_some_and(|first| id.with_value(|id| first.id.as_str() == id))
            }),
        })
    };
    let toggle = move |_| {
        shared.open.update(|open| {
            let id = id.get_value();
            if !open.remove(&id) {
                open.insert(id);
            }
        });
    };
    let folded = (trace.count > 1).then(|| {
        view! { <span class="tag mark" title=t.folded_title>{(t.folded)(trace.count)}</span> }
    });
    let cells = {
        let trace = Arc::clone(&trace);
        move || {
            let shown = shared.shown.get();
            columns()
                .into_iter()
                .skip(1)
                .filter(|(key, _)| shown.iter().any(|one| one == key))
                .map(|(key, _)| {
                    view! { <td class=(key == "message").then_some("msg")>{draw(cell(key, &trace))}</td> }
                })
                .collect_view()
        }
    };
    let (tone, word, _) = status_words(trace.status);
    let facts = format!(
        "{} · {} · {}",
        trace.resource_name,
        trace.operator,
        time::minute(trace.time)
    );
    let detail = Arc::clone(&trace);
    view! {
        <tr class:cur=move || shared.viewed.with(|viewed| id.with_value(|id| viewed.as_ref() == Some(id)))>
            <th scope="row" class="fix1">
                <button
                    type="button"
                    class="unfold nm"
                    aria-expanded=move || is_open.get().to_string()
                    title=(t.expand)(&trace.name)
                    tabindex=move || if is_stop() { "0" } else { "-1" }
                    on:focus=move |_| shared.at.set(Some(id.get_value()))
                    on:click=toggle
                >
                    {move || {
                        let icon = if is_open.get() { lu::LuChevronDown } else { lu::LuChevronRight };
                        view! { <Icon icon=icon small=true /> }
                    }}
                    <span class="trunc">{trace.name.clone()}</span>
                </button>
                {folded}
            </th>
            <td class="sum">
                <div>{facts}</div>
                <div>{draw(Cell::Status(tone, word.to_owned()))}</div>
            </td>
            {cells}
        </tr>
        {move || {
            is_open
                .get()
                .then(|| {
                    let trace = Arc::clone(&detail);
                    view! {
                        <tr class="sub">
                            <td colspan=move || shared.shown.with(|shown| shown.len().to_string())>
                                <KeyFields trace=trace on_view=shared.on_view />
                            </td>
                        </tr>
                    }
                })
        }}
    }
}

#[component]
fn KeyFields(trace: Arc<TraceSummary>, on_view: Callback<String>) -> impl IntoView {
    let t = &text().audit;
    let (_, _, meaning) = status_words(trace.status);
    let id = trace.id.to_string();
    let viewed = id.clone();
    let message = (!trace.message.is_empty())
        .then(|| view! { <KeyValue name=t.message value=trace.message.clone() /> });
    view! {
        <div class="key-fields">
            <KeyValues>
                <KeyValue name=t.id value=id mono=true copy=true />
                <KeyValue name=t.time value=time::full(trace.time) />
                <KeyValue name=t.kind value=kind_word(trace.kind) />
                <KeyValue name=t.status value=meaning />
                <KeyValue
                    name=t.code
                    value=trace.code.map(|code| code.to_string()).unwrap_or_else(|| t.no_code.to_owned())
                />
                {message}
            </KeyValues>
            <button type="button" class="btn sm" on:click=move |_| on_view.run(viewed.clone())>
                <Icon icon=lu::LuFileText small=true />
                {t.view_trace}
            </button>
        </div>
    }
}

/// Arrows, Home and End move between the rows.
fn moved(event: &web_sys::KeyboardEvent, body: &web_sys::Element) {
    let all = dom::all(body, "button.unfold");
    let Some(at) = dom::focused().and_then(|focused| all.iter().position(|one| *one == focused))
    else {
        return;
    };
    let last = all.len().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowDown" => (at + 1).min(last),
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    if let Some(one) = all.get(to) {
        let _ = one.focus();
    }
}
