//! Tabs: each has its address. Arrows move between them, Enter goes there.

use super::drawn;
use super::roving::{Arrows, Roving};
use leptos::prelude::*;

/// A tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// Its word.
    pub label: String,
    /// Its address.
    pub href: String,
    /// A count after the word.
    pub count: Option<String>,
    /// True: the one of now.
    pub current: bool,
}

/// A row of tabs. What they show stands in an element with the ID `panel` (`<div id="panel"
/// role="tabpanel">`).
#[component]
pub fn Tabs(
    /// What they are parts of.
    #[prop(into)]
    label: String,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    let many = Memo::new(move |_| tabs.with(Vec::len));
    let drawn = move || {
        (0..many.get())
            .map(|at| view! { <One tabs=tabs at=at /> })
            .collect_view()
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=move_tab>
            {drawn}
        </div>
    }
}

/// A tab. Only what changed in it is written: one that was drawn anew would lose the focus.
#[component]
fn One(tabs: Signal<Vec<Tab>>, at: usize) -> impl IntoView {
    let tab = Memo::new(move |_| tabs.with(|tabs| tabs.get(at).cloned()));
    let current = move || tab.with(|tab| tab.as_ref().is_some_and(|tab| tab.current));
    let count = move || {
        let count = tab.with(|tab| tab.as_ref().and_then(|tab| tab.count.clone()));
        count.map(|count| view! { <span class="n">{count}</span> })
    };
    view! {
        <a
            role="tab"
            href=move || tab.with(|tab| tab.as_ref().map(|tab| tab.href.clone()))
            aria-selected=move || current().to_string()
            aria-controls="panel"
            tabindex=move || if current() { "0" } else { "-1" }
        >
            {drawn(move || tab.with(|tab| tab.as_ref().map(|tab| tab.label.clone())))}
            {drawn(count)}
        </a>
    }
}

fn move_tab(event: web_sys::KeyboardEvent) {
    let Some(tabs) = Roving::heard(&event, "[role=tab]") else {
        return;
    };
    if event.key() == " " {
        event.prevent_default();
        if let Some(tab) = tabs.now() {
            tab.click();
        }
    } else if let Some(tab) = tabs.led_by(&event.key(), Arrows::Across) {
        event.prevent_default();
        let _ = tab.focus();
    }
}
