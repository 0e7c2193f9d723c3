//! A copy button, after IDs and addresses.

use super::{Icon, drawn, lu, toast};
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// Copies a text; the icon shows for a moment that it did.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    value: Signal<String>,
    /// True: with the word "Copy", as in a code block.
    #[prop(optional)]
    word: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let press = move |_| {
        let value = value.get_untracked();
        leptos::task::spawn_local(async move {
            if dom::copy(&value).await {
                copied.try_set(true);
                dom::after(1_500, move || {
                    copied.try_set(false);
                });
            } else {
                toast::not_done(text().common().copy, text().common().copy_failed);
            }
        });
    };
    let name = move || {
        if copied.get() {
            text().common().copied
        } else {
            text().common().copy
        }
    };
    view! {
        <button
            type="button"
            class=if word { "btn sm" } else { "copy" }
            aria-label=move || (!word).then(name)
            title=move || (!word).then(name)
            on:click=press
        >
            {drawn(move || {
                let icon = if copied.get() { lu::LuCheck } else { lu::LuCopy };
                view! { <Icon icon=icon small=true /> }
            })}
            {drawn(move || word.then(name))}
        </button>
    }
}
