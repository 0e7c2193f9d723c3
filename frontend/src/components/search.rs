//! The search field of a list: `/` leads to it from anywhere. Typing asks at once; keys that follow
//! faster than anyone reads are asked together.

use super::{Icon, lu};
use crate::dom;
use leptos::html;
use leptos::prelude::*;

/// Shortest time between two questions, milliseconds. The console answers in a few, without asking a
/// broker; this spares it the keys of a held key.
const PAUSE_MS: i32 = 60;

/// A search field.
#[component]
pub fn Search(
    /// Its name.
    #[prop(into)]
    label: String,
    /// Shown while it is empty, as "Search 412 topics".
    #[prop(into)]
    placeholder: Signal<String>,
    /// What is searched for now (from the address).
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed, after the pause.
    #[prop(into)]
    on_search: Callback<String>,
    /// False: `/` does not lead here (a second search on the page).
    #[prop(default = true)]
    slash: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(value.get_untracked());
    // True while a question was just asked, and when keys came since.
    let (resting, more) = (StoredValue::new(false), StoredValue::new(false));
    let tell = move || {
        let now = typed.get_untracked();
        if now.trim() != value.get_untracked() {
            on_search.run(now.trim().to_owned());
        }
    };
    // The address changed by itself: Back, "Clear filters".
    Effect::new(move || {
        let value = value.get();
        if typed.with_untracked(|typed| typed.trim() != value) {
            typed.set(value);
        }
    });
    let input = move |event: web_sys::Event| {
        typed.set(dom::value_of(&event));
        if resting.get_value() {
            more.set_value(true);
        } else {
            tell();
            rest(resting, more, tell);
        }
    };
    if slash {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let typing = dom::focused().is_some_and(|focused| {
                matches!(focused.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                    || focused.closest("dialog").ok().flatten().is_some()
            });
            if event.key() == "/" && !event.ctrl_key() && !event.meta_key() && !typing {
                event.prevent_default();
                if let Some(input) = node.get_untracked() {
                    let _ = input.focus();
                    input.select();
                }
            }
        });
        on_cleanup(move || handle.remove());
    }
    view! {
        <label class="field search">
            <Icon icon=lu::LuSearch />
            <input
                node_ref=node
                type="text"
                enterkeyhint="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=move || placeholder.get()
                prop:value=move || typed.get()
                on:input=input
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => tell(),
                    "Escape" if !typed.with_untracked(String::is_empty) => {
                        typed.set(String::new());
                        tell();
                    }
                    _ => {}
                }
            />
            {slash.then(|| view! { <kbd class="not-s" aria-hidden="true">"/"</kbd> })}
        </label>
    }
}

/// Lets a moment pass, then asks what was typed meanwhile.
fn rest(resting: StoredValue<bool>, more: StoredValue<bool>, tell: impl Fn() + Copy + 'static) {
    resting.set_value(true);
    dom::after(PAUSE_MS, move || match more.try_get_value() {
        // The page was left.
        None => {}
        Some(true) => {
            more.set_value(false);
            tell();
            rest(resting, more, tell);
        }
        Some(false) => resting.set_value(false),
    });
}
