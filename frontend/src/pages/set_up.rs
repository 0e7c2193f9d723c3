//! The first set-up: the link from the start-up log (`#token=…`) makes the first user and signs in.

use super::sign_in::{Door, DoorHead, PasswordField, name_tab};
use crate::api::{self, Failure};
use crate::components::{Button, Look, Note, TextField, Tone, drawn, lu};
use crate::i18n::text;
use crate::routes::{self, Link};
use crate::session::session;
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::rules;
use castellan_api::screen::Screen;
use castellan_api::session::{FirstUser, GetSignInOptions, SetUp};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let t = text().sign_in();
    let token = StoredValue::new(routes::take_token());
    let user = RwSignal::new("admin".to_owned());
    let password = RwSignal::new(String::new());
    let repeat = RwSignal::new(String::new());
    let busy = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let tried = RwSignal::new(false);
    let options = api::load::<GetSignInOptions>(|| Some((NoPath, NoQuery {})), &[]);
    name_tab(t.set_up_title);

    let name_rule = |typed: &str| rules::user_name(typed.trim()).err();
    let password_rule = move |typed: &str| rules::password(typed, user.get().trim()).err();
    let repeat_rule =
        move |typed: &str| (typed != password.get()).then(|| t.repeat_differs.to_owned());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (name, secret) = (
            user.get_untracked().trim().to_owned(),
            password.get_untracked(),
        );
        let good = name_rule(&name).is_none()
            && rules::password(&secret, &name).is_ok()
            && repeat.with_untracked(|repeat| *repeat == secret);
        let (Some(token), true, None) = (token.get_value(), good, busy.get_untracked()) else {
            return;
        };
        busy.set(Some(t.creating.to_owned()));
        failure.set(None);
        leptos::task::spawn_local(async move {
            let first = FirstUser {
                token,
                user: name,
                password: secret,
            };
            match api::call::<SetUp>(&NoPath, &NoQuery {}, first).await {
                Ok(info) => {
                    session().set(info);
                    routes::replace(&routes::href(&Screen::Instances));
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            }
            busy.try_set(None);
        });
    };
    let field = move |pointer: &'static str| {
        Signal::derive(move || failure.get().and_then(|failure| failure.field(pointer)))
    };
    let wrong = move || {
        failure
            .get()
            .filter(|failure| !failure.only_fields(&["/user", "/password"]))
            .map(|failure| {
                view! { <Note tone=Tone::Crit title=failure.title() detail=failure.detail() /> }
            })
    };
    let form = move || {
        view! {
            <form class="card door" on:submit=submit>
                <DoorHead title=t.set_up_title lead=t.set_up_lead />
                {wrong}
                <TextField
                    label=t.user
                    value=user
                    icon=lu::LuUserRound
                    autocomplete="username"
                    touched=tried
                    check=Callback::new(move |typed: String| name_rule(&typed))
                    error=field("/user")
                />
                <PasswordField
                    label=t.password
                    value=password
                    autocomplete="new-password"
                    id="new-password"
                    touched=tried
                    hint=Signal::stored(Some(t.password_hint.to_owned()))
                    check=Callback::new(move |typed: String| password_rule(&typed))
                    error=field("/password")
                />
                <PasswordField
                    label=t.repeat
                    value=repeat
                    autocomplete="new-password"
                    id="repeat-password"
                    touched=tried
                    check=Callback::new(move |typed: String| repeat_rule(&typed))
                />
                <Button label=t.create look=Look::Primary busy=busy />
            </form>
        }
        .into_any()
    };
    let instead = move |tone: Tone, title: &'static str, detail: &'static str| {
        view! {
            <div class="card door">
                <DoorHead title=t.set_up_title lead="" />
                <Note tone=tone title=title detail=detail />
                <Link screen=Screen::SignIn class="btn">
                    {t.to_sign_in}
                </Link>
            </div>
        }
        .into_any()
    };
    view! {
        <Door title=t.set_up_title>
            {drawn(move || {
                let done = options.get().is_some_and(|options| !options.set_up_needed);
                match (done, token.with_value(Option::is_some)) {
                    (true, _) => instead(Tone::Info, t.set_up_done, ""),
                    (false, false) => instead(Tone::Warn, t.set_up_no_token, t.set_up_no_token_detail),
                    (false, true) => form(),
                }
            })}
        </Door>
    }
    .into_any()
}
