//! The frame around every page: navigation, bar, content; in a portal a thin strip instead.

mod account;
mod bar;
mod crumbs;
pub mod directory;
mod nav;
mod switcher;

pub use bar::ThemeButton;
pub use directory::{Directory, directory, instance_name, instance_summary, status_words};

use crate::components::LiveBadge;
use crate::components::drawn;
use crate::format::time;
use crate::i18n::text;
use crate::live::live;
use crate::{dom, pages, routes, theme};
use leptos::html;
use leptos::prelude::*;

/// The frame.
#[component]
pub fn Shell() -> impl IntoView {
    Effect::new(move || live().watch(routes::instance()));
    let drawer = RwSignal::new(false);
    let shown = Memo::new(move |_| routes::without_tab(routes::screen()));
    // Going somewhere closes the drawer.
    Effect::new(move || {
        shown.track();
        drawer.set(false);
    });
    let embed = theme::looks().embed;
    view! {
        <a class="skip" href="#main">
            {text().shell().skip}
        </a>
        <div class="shell">
            <nav::Nav />
            <div class="main">
                <bar::Bar drawer=drawer />
                <main class="page" id="main" tabindex="-1">
                    {drawn(move || pages::draw(shown.get()))}
                </main>
                {embed.then(|| view! { <EmbedFoot /> })}
            </div>
        </div>
        {drawn(move || drawer.get().then(|| view! { <Drawer open=drawer /> }))}
    }
}

/// The navigation over the page, where the window is narrow.
#[component]
fn Drawer(open: RwSignal<bool>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(element) = node.get()
            && !element.open()
        {
            let _ = element.show_modal();
        }
    });
    on_cleanup(|| dom::focus("open-navigation"));
    view! {
        <dialog
            node_ref=node
            class="drawer"
            aria-label=text().shell().navigation
            on:cancel=move |_: web_sys::Event| open.set(false)
            on:click=move |event| {
                // On the scrim: the dialog itself, not what is in it.
                let own = node.get_untracked().map(web_sys::EventTarget::from);
                if event.target() == own {
                    open.set(false);
                }
            }
        >
            <nav::Nav />
        </dialog>
    }
}

/// In a portal: how fresh, what instance, which zone, and the way out of the frame.
#[component]
fn EmbedFoot() -> impl IntoView {
    let t = text().shell();
    view! {
        <footer class="embed-foot">
            <LiveBadge />
            <span>{instance_name}</span>
            <span>{time::zone}</span>
            <span class="grow"></span>
            <a
                target="_blank"
                rel="noopener"
                href=move || {
                    routes::screen();
                    routes::below_base(&routes::here_outside())
                }
            >
                {t.open_here}
            </a>
        </footer>
    }
}
