//! Sign-in: name and password, or the one-time token of a link (`#token=…`), which is sent at once
//! and leaves the address and the history.

use crate::api::{self, Failure};
use crate::components::icon::Mark;
use crate::components::{Button, IconButton, Look, Note, TextField, Tone, drawn, lu};
use crate::dom;
use crate::i18n::{Language, text};
use crate::routes;
use crate::session::session;
use crate::shell::ThemeButton;
use crate::theme;
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::session::{Credentials, GetSignInOptions, SignIn};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let t = text().sign_in();
    let user = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let by_link = RwSignal::new(false);
    let tried = RwSignal::new(false);
    let options = api::load::<GetSignInOptions>(|| Some((NoPath, NoQuery {})), &[]);
    name_tab(t.title);

    let send = move |credentials: Credentials, word: &str| {
        busy.set(Some(word.to_owned()));
        failure.set(None);
        leptos::task::spawn_local(async move {
            let answer = api::call::<SignIn>(&NoPath, &NoQuery {}, credentials).await;
            busy.try_set(None);
            match answer {
                Ok(info) => {
                    session().set(info);
                    routes::return_to(routes::param("back"));
                }
                Err(error) => {
                    failure.try_set(Some(error));
                    password.try_set(String::new());
                    tried.try_set(false);
                    dom::focus("password");
                }
            }
        });
    };
    if let Some(token) = routes::take_token() {
        by_link.set(true);
        send(Credentials::Token { token }, t.link);
    }
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (user, password) = (user.get_untracked(), password.get_untracked());
        if busy.with_untracked(Option::is_some) || user.is_empty() || password.is_empty() {
            return;
        }
        by_link.set(false);
        send(
            Credentials::Password {
                user: user.trim().to_owned(),
                password,
            },
            t.submitting,
        );
    };
    let wrong = move || {
        failure.get().map(|failure| {
            let wait = match &failure {
                Failure::Problem(problem) => problem.retry_after_s.map(t.slow),
                _ => None,
            };
            let (title, detail) = match (failure.status(), by_link.get()) {
                (Some(401 | 403 | 404 | 422), true) => {
                    (t.link_failed.to_owned(), t.link_failed_detail.to_owned())
                }
                (Some(401), false) => (
                    t.wrong.to_owned(),
                    wait.unwrap_or_else(|| t.wrong_detail.to_owned()),
                ),
                _ => (failure.title(), wait.unwrap_or_else(|| failure.detail())),
            };
            view! { <Note tone=Tone::Crit title=title detail=detail /> }
        })
    };
    let set_up_needed = move || {
        options.get().filter(|options| options.set_up_needed).map(|_| {
            view! { <Note tone=Tone::Info title=t.set_up_needed detail=t.set_up_needed_detail /> }
        })
    };
    view! {
        <Door title=t.title>
            <form class="card door" on:submit=submit>
                <DoorHead title=t.title lead=host() />
                {set_up_needed}
                {wrong}
                <TextField
                    label=t.user
                    value=user
                    icon=lu::LuUserRound
                    autocomplete="username"
                    id="user"
                    touched=tried
                    check=Callback::new(|typed: String| {
                        typed.trim().is_empty().then(|| text().sign_in().name_needed.to_owned())
                    })
                />
                <PasswordField
                    label=t.password
                    value=password
                    autocomplete="current-password"
                    id="password"
                    touched=tried
                    check=Callback::new(|typed: String| {
                        typed.is_empty().then(|| text().sign_in().password_needed.to_owned())
                    })
                />
                <Button label=t.submit look=Look::Primary busy=busy />
            </form>
        </Door>
    }
    .into_any()
}

/// The browser's tab.
pub(super) fn name_tab(title: &str) {
    if let Some(document) = dom::document() {
        document.set_title(&format!("{title} · {}", text().shell().product));
    }
}

fn host() -> String {
    dom::window()
        .and_then(|window| window.location().host().ok())
        .unwrap_or_default()
}

/// The frame of sign-in and set-up.
#[component]
pub(super) fn Door(
    /// Its name.
    #[prop(into)]
    title: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="login" id="main" aria-label=title>
            {children()}
            <footer class="t3 fs12">
                <ThemeButton />
                <LanguageButtons />
            </footer>
        </main>
    }
}

/// The other languages, each by its own name: whoever cannot read this one finds theirs.
#[component]
fn LanguageButtons() -> impl IntoView {
    let looks = theme::looks();
    Language::ALL
        .iter()
        .filter(|language| **language != looks.language.get_untracked())
        .map(|language| {
            view! {
                <button
                    type="button"
                    class="link"
                    lang=language.tag()
                    on:click=move |_| looks.choose_language(*language, "user")
                >
                    {language.name()}
                </button>
            }
        })
        .collect_view()
}

/// Mark, title and a line below it.
#[component]
pub(super) fn DoorHead(
    /// Title.
    #[prop(into)]
    title: String,
    /// The line.
    #[prop(into)]
    lead: String,
) -> impl IntoView {
    view! {
        <div class="brand big">
            <Mark />
            {text().shell().product}
        </div>
        <div>
            <h1>{title}</h1>
            <p class="t2">{lead}</p>
        </div>
    }
}

/// A password, which can be shown.
#[component]
pub fn PasswordField(
    /// Its name.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// ID.
    #[prop(into)]
    id: String,
    /// The rule.
    #[prop(optional, into)]
    check: Option<Callback<String, Option<String>>>,
    /// What the console said is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// True: the rule shows before the field was left.
    #[prop(optional, into)]
    touched: Signal<bool>,
    /// Its range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
) -> impl IntoView {
    let t = text().common();
    let seen = RwSignal::new(false);
    let check = check.unwrap_or_else(|| Callback::new(|_| None));
    let own = id.clone();
    // The input stays the same element, so that the browser's password store knows it.
    Effect::new(move || {
        let kind = if seen.get() { "text" } else { "password" };
        if let Some(input) = dom::by_id(&own) {
            let _ = input.set_attribute("type", kind);
        }
    });
    view! {
        <TextField
            label=label
            value=value
            kind="password"
            icon=lu::LuLock
            autocomplete=autocomplete
            id=id
            check=check
            error=error
            touched=touched
            hint=hint
        >
            {drawn(move || {
                let (name, icon) = if seen.get() {
                    (t.hide_password, lu::LuEyeOff)
                } else {
                    (t.show_password, lu::LuEye)
                };
                view! {
                    <IconButton
                        label=name
                        icon=icon
                        small=true
                        on_press=move |()| seen.update(|seen| *seen = !*seen)
                    />
                }
            })}
        </TextField>
    }
}
