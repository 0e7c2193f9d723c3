//! The table of traces. Each row opens in place to its key fields; "View trace" opens the whole
//! beside the list. One tab stop: arrows move between rows, Enter opens one.

use super::row::{Shared, TraceRow};
use super::view::View;
use crate::components::{Icon, drawn, late, lu};
use crate::dom;
use crate::i18n::text;
use castellan_api::audit::TraceSummary;
use castellan_api::page::Order;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Keys and words of the columns that can be chosen; the name always stays.
pub fn columns() -> Vec<(&'static str, &'static str)> {
    let t = text().audit();
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
    let t = text().audit();
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
                            {drawn(move || {
                                let icon = match order() {
                                    Order::Asc => lu::LuArrowUp,
                                    Order::Desc => lu::LuArrowDown,
                                };
                                view! { <Icon icon=icon /> }
                            })}
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
                    {drawn(move || skeleton.get().then(|| skeleton_rows(shown.with(Vec::len))))}
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
