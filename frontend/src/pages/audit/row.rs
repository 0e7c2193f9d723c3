//! A row of the table of traces, and its key fields below it while it is open.

use super::table::columns;
use super::view::{kind_word, status_words};
use crate::components::table_cell::draw;
use crate::components::{Cell, Icon, KeyValue, KeyValues, drawn, lu};
use crate::format::time;
use crate::i18n::text;
use castellan_api::audit::TraceSummary;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the rows share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// The traces of this page.
    pub rows: Memo<Vec<Arc<TraceSummary>>>,
    /// Keys of the columns shown.
    pub shown: Signal<Vec<String>>,
    /// IDs of the rows that are open.
    pub open: RwSignal<BTreeSet<String>>,
    /// ID of the row that is the tab stop, once somebody moved.
    pub at: RwSignal<Option<String>>,
    /// ID of the trace in the panel.
    pub viewed: Signal<Option<String>>,
    /// Opens a trace in the panel.
    pub on_view: Callback<String>,
}

fn cell(key: &str, trace: &TraceSummary) -> Cell {
    let t = text().audit();
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

/// A row.
#[component]
pub fn TraceRow(trace: Arc<TraceSummary>, shared: Shared) -> impl IntoView {
    let t = text().audit();
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
                    {drawn(move || {
                        let icon = if is_open.get() { lu::LuChevronDown } else { lu::LuChevronRight };
                        view! { <Icon icon=icon small=true /> }
                    })}
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
        {drawn(move || {
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
        })}
    }
}

#[component]
fn KeyFields(trace: Arc<TraceSummary>, on_view: Callback<String>) -> impl IntoView {
    let t = text().audit();
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
