//! Toasts: the result of something the user did, bottom right. Success leaves after 6 s (not while
//! hovered or focused), failures stay. Nothing that matters is only a toast.

use super::{Icon, IconButton, Tone, lu};
use crate::api::Failure;
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// How long a success stays, milliseconds.
const STAYS_MS: i32 = 6_000;
/// Most toasts at once; the oldest goes.
const MOST: usize = 5;

/// A toast.
#[derive(Clone, PartialEq)]
pub struct Toast {
    id: u32,
    tone: Tone,
    title: String,
    detail: String,
    /// Word and address of what it offers.
    link: Option<(String, String)>,
}

/// The toasts of the page.
#[derive(Clone, Copy)]
pub struct Toasts {
    all: RwSignal<Vec<Toast>>,
    next: RwSignal<u32>,
    held: RwSignal<bool>,
}

one_for_the_page!(
    /// The toasts of the page.
    toasts -> Toasts
);

impl Toasts {
    fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            next: RwSignal::new(1),
            held: RwSignal::new(false),
        }
    }

    fn show(self, tone: Tone, title: String, detail: String, link: Option<(String, String)>) {
        let id = self.next.get_untracked();
        self.next.set(id.wrapping_add(1));
        self.all.update(|all| {
            all.push(Toast {
                id,
                tone,
                title,
                detail,
                link,
            });
            if all.len() > MOST {
                all.remove(0);
            }
        });
        if tone == Tone::Ok {
            self.leave_later(id);
        }
    }

    fn leave_later(self, id: u32) {
        dom::after(STAYS_MS, move || {
            if self.held.get_untracked() {
                self.leave_later(id);
            } else {
                self.leave(id);
            }
        });
    }

    fn leave(self, id: u32) {
        self.all.update(|all| all.retain(|toast| toast.id != id));
    }
}

/// Says that something was done.
pub fn done(title: impl Into<String>, detail: impl Into<String>) {
    toasts().show(Tone::Ok, title.into(), detail.into(), None);
}

/// Says that something was done, with a link: word and address.
pub fn done_with_link(title: impl Into<String>, detail: impl Into<String>, link: (String, String)) {
    toasts().show(Tone::Ok, title.into(), detail.into(), Some(link));
}

/// Says that something was not done.
pub fn not_done(title: impl Into<String>, detail: impl Into<String>) {
    toasts().show(Tone::Crit, title.into(), detail.into(), None);
}

/// Says why a call failed.
pub fn failed(failure: &Failure) {
    if failure.status() == Some(401) {
        return; // the sign-in page says it
    }
    toasts().show(Tone::Crit, failure.title(), failure.detail(), None);
}

/// Where the toasts are drawn: once, in the app.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = toasts();
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            on:pointerenter=move |_| toasts.held.set(true)
            on:pointerleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <For each=move || toasts.all.get() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span class=format!("st {}", toast.tone.class())>
                        <Icon icon=toast.tone.icon() />
                    </span>
                    <div class="grow">
                        <b class="med">{toast.title}</b>
                        {(!toast.detail.is_empty())
                            .then(|| view! { <div class="t2">{toast.detail}</div> })}
                    </div>
                    {toast.link.map(|(word, href)| view! { <a class="link" href=href>{word}</a> })}
                    <IconButton
                        label=text().common().dismiss
                        icon=lu::LuX
                        small=true
                        on_press=move |()| toasts.leave(toast.id)
                    />
                </div>
            </For>
        </div>
    }
}
