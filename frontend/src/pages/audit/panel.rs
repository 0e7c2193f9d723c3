//! One trace whole, beside the list: key fields, then all of it as JSON. Bodies are text.

use super::view::status_words;
use crate::api::load;
use crate::components::{Code, IconButton, KeyValue, KeyValues, States, Status, drawn, lu};
use crate::format::time;
use crate::i18n::text;
use castellan_api::audit::{GetTrace, TraceDetail};
use castellan_api::endpoint::{NoQuery, TracePath};
use leptos::prelude::*;

/// The panel. It is drawn while a trace is open.
#[component]
pub fn TracePanel(
    /// ID of the trace.
    #[prop(into)]
    id: Signal<Option<String>>,
    /// The trace before it in the list.
    #[prop(into)]
    previous: Signal<Option<String>>,
    /// The trace after it.
    #[prop(into)]
    next: Signal<Option<String>>,
    /// Opens another.
    #[prop(into)]
    on_view: Callback<Option<String>>,
) -> impl IntoView {
    let t = text().audit();
    let load = load::<GetTrace>(
        move || {
            let trace = id.get()?.parse().ok()?;
            Some((TracePath { trace }, NoQuery {}))
        },
        &[],
    );
    // While another trace is awaited, the one shown would be the wrong one.
    let current = move || {
        let id = id.get()?;
        load.get().filter(|trace| trace.summary.id.as_str() == id)
    };
    let go = move |to: Signal<Option<String>>| {
        if let Some(to) = to.get_untracked() {
            on_view.run(Some(to));
        }
    };
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Escape" => on_view.run(None),
        "ArrowUp" => {
            event.prevent_default();
            go(previous);
        }
        "ArrowDown" => {
            event.prevent_default();
            go(next);
        }
        _ => {}
    };
    view! {
        <aside class="panel trace-panel" aria-label=t.panel id="trace-panel" on:keydown=keys>
            <header>
                <h2 class="trunc">
                    {drawn(move || current().map_or_else(|| t.panel.to_owned(), |trace| trace.summary.name.clone()))}
                </h2>
                <IconButton
                    label=t.previous
                    icon=lu::LuChevronUp
                    disabled=Signal::derive(move || previous.with(Option::is_none))
                    on_press=move |()| go(previous)
                />
                <IconButton
                    label=t.next
                    icon=lu::LuChevronDown
                    disabled=Signal::derive(move || next.with(Option::is_none))
                    on_press=move |()| go(next)
                />
                <IconButton
                    label=text().common().close
                    icon=lu::LuX
                    id="trace-close"
                    on_press=move |()| on_view.run(None)
                />
            </header>
            <div class="panel-body">
                <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
                    {drawn(move || current().map(|trace| view! { <Whole trace=(*trace).clone() /> }))}
                </States>
            </div>
        </aside>
    }
}

#[component]
fn Whole(trace: TraceDetail) -> impl IntoView {
    let t = text().audit();
    let json = serde_json::to_string_pretty(&trace).unwrap_or_default();
    let (tone, word, meaning) = status_words(trace.summary.status);
    let message = trace.summary.message.clone();
    let message =
        (!message.is_empty()).then(|| view! { <KeyValue name=t.message value=message /> });
    view! {
        <KeyValues>
            <KeyValue name=t.status>
                <Status tone=tone text=word title=meaning />
            </KeyValue>
            <KeyValue name=t.operator value=trace.summary.operator.clone() />
            <KeyValue name=t.signed_in_by value=trace.signed_in_by.clone() />
            <KeyValue name=t.address value=trace.address.clone() mono=true />
            <KeyValue name=t.began value=time::full(trace.summary.time) />
            <KeyValue
                name=t.closed
                value=trace.closed_at.map_or_else(|| t.still_open.to_owned(), time::full)
            />
            {message}
        </KeyValues>
        <Code text=Signal::stored(json) label=t.json />
    }
}
