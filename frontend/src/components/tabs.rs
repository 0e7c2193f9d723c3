//! Tabs: each has its address. Arrows move between them, Enter goes there.

use crate::dom;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

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
    let Some(list) = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let all = dom::all(&list, "[role=tab]");
    let Some(now) = dom::focused().and_then(|focused| all.iter().position(|one| *one == focused))
    else {
        return;
    };
    let last = all.len().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowRight" => {
            if now == last {
                0
            } else {
                now + 1
            }
        }
        "ArrowLeft" => {
            if now == 0 {
                last
            } else {
                now - 1
            }
        }
        "Home" => 0,
        "End" => last,
        " " => {
            event.prevent_default();
            if let Some(one) = all.get(now) {
                one.click();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(one) = all.get(to) {
        let _ = one.focus();
    }
}
