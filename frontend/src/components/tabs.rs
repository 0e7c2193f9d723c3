//! Tabs: each has its address. Arrows move between them, Enter goes there.

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
    let drawn = move || {
        tabs.get()
            .into_iter()
            .map(|tab| {
                view! {
                    <a
                        role="tab"
                        href=tab.href
                        aria-selected=tab.current.to_string()
                        aria-controls="panel"
                        tabindex=if tab.current { "0" } else { "-1" }
                    >
                        {tab.label}
                        {tab.count.map(|count| view! { <span class="n">{count}</span> })}
                    </a>
                }
            })
            .collect_view()
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=move_tab>
            {drawn}
        </div>
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
