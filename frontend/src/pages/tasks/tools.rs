//! The filters of the list of tasks: state, kind, start time.

use super::view::{View, change};
use super::words::{KINDS, STATES, kind_word, state_words};
use crate::components::{IconButton, Segments, Select, lu};
use crate::i18n::text;
use crate::pages::time_range::{Range, Span, TimeRange};
use leptos::prelude::*;

/// The toolbar.
#[component]
pub fn Tools(
    view: Memo<View>,
    busy: RwSignal<bool>,
    #[prop(into)] on_refresh: Callback<()>,
) -> impl IntoView {
    let t = text().tasks();
    let first = |word: &str| std::iter::once((String::new(), word.to_owned()));
    let states: Vec<(String, String)> = first(t.any_state)
        .chain(
            STATES
                .iter()
                .map(|(word, state)| ((*word).to_owned(), state_words(*state).1.to_owned())),
        )
        .collect();
    let kinds: Vec<(String, String)> = first(t.any_kind)
        .chain(
            KINDS
                .iter()
                .map(|(word, kind)| ((*word).to_owned(), kind_word(*kind).to_owned())),
        )
        .collect();
    let state = Signal::derive(move || {
        let now = view.with(|view| view.state);
        STATES
            .iter()
            .find(|(_, one)| Some(*one) == now)
            .map_or("", |(word, _)| word)
            .to_owned()
    });
    let kind = Signal::derive(move || {
        let now = view.with(|view| view.kind);
        KINDS
            .iter()
            .find(|(_, one)| Some(*one) == now)
            .map_or("", |(word, _)| word)
            .to_owned()
    });
    view! {
        <div class="tools">
            <Segments
                label=t.state
                options=states
                value=state
                on_change=|word: String| {
                    let state = STATES.iter().find(|(one, _)| *one == word).map(|(_, one)| *one);
                    change(|view| view.state = state);
                }
            />
            <span class="tool-select">
                <Select
                    label=t.kind
                    bare=true
                    value=kind
                    options=kinds
                    on_change=|word: String| {
                        let kind = KINDS.iter().find(|(one, _)| *one == word).map(|(_, one)| *one);
                        change(|view| view.kind = kind);
                    }
                />
            </span>
            <TimeRange
                span=Signal::derive(move || view.with(View::span))
                on_change=|span: Span| {
                    change(|view| {
                        view.range = (span.range != Range::All).then_some(span.range);
                        view.from = span.from;
                        view.until = span.until;
                    });
                }
            />
            <span class="sp"></span>
            <IconButton
                label=Signal::derive(move || {
                    if busy.get() { text().common().refreshing } else { t.refresh }.to_owned()
                })
                icon=lu::LuRefreshCw
                on_press=on_refresh
            />
        </div>
    }
}
