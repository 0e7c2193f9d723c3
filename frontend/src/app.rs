//! The root: makes what lives as long as the page, then draws the screen the address names: sign-in
//! and set-up by themselves, everything else inside the shell once somebody is signed in.

use crate::components::icon::Mark;
use crate::components::toast::{ToastList, toasts};
use crate::components::{FailureView, drawn, late};
use crate::session::{Known, session};
use crate::shell::Shell;
use crate::shell::directory::directory;
use crate::{clock, embed, focus, i18n, live, pages, routes, theme};
use castellan_api::screen::Screen;
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
enum Stage {
    SignIn,
    SetUp,
    Waiting,
    Failed(crate::api::Failure),
    Inside,
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    routes::router();
    let looks = theme::looks();
    looks.apply();
    i18n::loaded();
    looks.begin_language();
    clock::start();
    focus::start();
    toasts();
    live::live();
    directory();
    pages::parts();
    embed::start();
    let session = session();
    let stage = Memo::new(move |_| match (routes::screen(), session.known()) {
        (Screen::SignIn, _) => Stage::SignIn,
        (Screen::SetUp, _) => Stage::SetUp,
        (_, Known::User(_)) => Stage::Inside,
        (_, Known::Failed(failure)) => Stage::Failed(failure),
        (_, Known::NotYet | Known::Nobody) => Stage::Waiting,
    });
    Effect::new(move || {
        if stage.with(|stage| *stage == Stage::Waiting) {
            session.ask();
        }
    });
    // What there is to draw, once the texts are here to draw it with.
    let shown = Memo::new(move |_| {
        if i18n::ready() {
            stage.get()
        } else {
            Stage::Waiting
        }
    });
    let waiting = late(move || shown.with(|shown| *shown == Stage::Waiting));
    view! {
        {drawn(move || {
            looks.language.get();
            match shown.get() {
                Stage::SignIn => pages::draw(Screen::SignIn),
                Stage::SetUp => pages::draw(Screen::SetUp),
                Stage::Inside => view! { <Shell /> }.into_any(),
                Stage::Waiting => {
                    view! {
                        <main class="login" aria-busy="true">
                            {drawn(move || {
                                waiting
                                    .get()
                                    .then(|| view! { <div class="brand big"><Mark /></div> })
                            })}
                        </main>
                    }
                        .into_any()
                }
                Stage::Failed(failure) => {
                    view! {
                        <main class="login">
                            <div class="card">
                                <FailureView failure=failure on_retry=move |()| session.ask() />
                            </div>
                        </main>
                    }
                        .into_any()
                }
            }
        })}
        <ToastList />
    }
}
