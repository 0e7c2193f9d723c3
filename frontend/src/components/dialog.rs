//! A dialog: the browser's own, so that focus stays inside and comes back, and Escape closes.
//! The title is the question, the body says the consequences, the footer has Cancel and the verb.

use super::popover::FOCUSABLE;
use super::{IconButton, drawn, lu};
use crate::dom;
use crate::i18n::text;
use leptos::html;
use leptos::prelude::*;

/// A dialog. Draw it while it is open: the page's address says so (`?open=delete`).
#[component]
pub fn Dialog(
    /// The question, or what it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Closes it: drop `open` from the address.
    #[prop(into)]
    on_close: Callback<()>,
    /// True: text was typed; Escape and a click beside it do not throw that away.
    #[prop(optional, into)]
    keep: Signal<bool>,
    /// True: 880 px wide, for previews.
    #[prop(optional)]
    wide: bool,
    /// Content: a `.body` and a [`DialogFoot`].
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let id = dom::unique("dialog");
    let before = StoredValue::new_local(dom::focused());
    Effect::new(move || {
        let Some(element) = node.get() else { return };
        if !element.open() {
            let _ = element.show_modal();
            let first = dom::all(&element, &format!(".body :is({FOCUSABLE})"))
                .into_iter()
                .next();
            // Of a row of choices the one that is made.
            let chosen = first.as_ref().and_then(|first| {
                let row = first.closest(".seg").ok().flatten()?;
                let on = ":is([aria-pressed=true], [aria-checked=true], :checked)";
                dom::all(&row, on).into_iter().next()
            });
            if let Some(first) = chosen.or(first) {
                let _ = first.focus();
            }
        }
    });
    on_cleanup(move || {
        let before = before.try_get_value().flatten();
        dom::after(0, move || match before {
            Some(element) if element.is_connected() && element.tag_name() != "BODY" => {
                let _ = element.focus();
            }
            // What it was opened from is gone, as the row of a topic that it deleted.
            _ => dom::focus("main"),
        });
    });
    let leave = move || on_close.run(());
    view! {
        <dialog
            node_ref=node
            class=if wide { "dlg wide" } else { "dlg" }
            aria-labelledby=id.clone()
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                if !keep.get_untracked() {
                    leave();
                }
            }
        >
            <header>
                <h2 id=id.clone()>{drawn(move || title.get())}</h2>
                <IconButton
                    label=text().common().close
                    icon=lu::LuX
                    on_press=move |()| leave()
                />
            </header>
            {children()}
        </dialog>
    }
}

/// The footer of a dialog: Cancel, then what is passed.
#[component]
pub fn DialogFoot(
    /// Closes the dialog.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// The verb.
    children: Children,
) -> impl IntoView {
    view! {
        <footer>
            <super::Button label=text().common().cancel on_press=on_cancel />
            {children()}
        </footer>
    }
}
