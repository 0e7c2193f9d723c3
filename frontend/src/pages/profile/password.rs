//! A new password for oneself.

use crate::api::call;
use crate::components::{Button, Look, TextField, toast};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use crate::session::session;
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::rules;
use castellan_api::session::{ChangePassword, PasswordChange};
use leptos::prelude::*;

/// The card. After a change the form is a new one: nothing in it is wrong yet.
#[component]
pub fn Password(
    /// Told when other sessions have ended.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    let turn = RwSignal::new(0u32);
    let done = Callback::new(move |()| {
        turn.update(|turn| *turn = turn.wrapping_add(1));
        on_changed.run(());
    });
    move || {
        turn.track();
        view! { <Form on_done=done /> }
    }
}

#[component]
fn Form(on_done: Callback<()>) -> impl IntoView {
    let t = text().profile();
    let (present, new, again) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let tried = RwSignal::new(false);
    let act = Act::default();
    let user = move || {
        session()
            .user()
            .map(|user| user.user.clone())
            .unwrap_or_default()
    };
    let check_present = move |typed: &str| typed.is_empty().then(|| t.present_needed.to_owned());
    let check_new = move |typed: &str| rules::password(typed, &untrack(user)).err();
    let check_again = move |typed: &str| (typed != new.get()).then(|| t.repeat_differs.to_owned());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (old, chosen) = (present.get_untracked(), new.get_untracked());
        let bad = check_present(&old).is_some()
            || check_new(&chosen).is_some()
            || untrack(|| check_again(&again.get_untracked())).is_some();
        if bad {
            return;
        }
        act.run(async move {
            let change = PasswordChange {
                present: old,
                new: chosen,
            };
            call::<ChangePassword>(&NoPath, &NoQuery {}, change).await?;
            toast::done(t.changed, t.changed_detail);
            on_done.try_run(());
            Ok(())
        });
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.password}</h2>
            </header>
            <form class="body narrow-form" on:submit=submit>
                // Tells password managers whose password this is.
                <input class="sr" type="text" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=user />
                <TextField
                    label=t.present
                    value=present
                    kind="password"
                    autocomplete="current-password"
                    touched=tried
                    check=Callback::new(move |typed: String| check_present(&typed))
                    error=act.field("/present")
                />
                <TextField
                    label=t.new
                    value=new
                    kind="password"
                    autocomplete="new-password"
                    touched=tried
                    hint=Signal::stored(Some(t.new_hint.to_owned()))
                    check=Callback::new(move |typed: String| check_new(&typed))
                    error=act.field("/new")
                />
                <TextField
                    label=t.repeat
                    value=again
                    kind="password"
                    autocomplete="new-password"
                    touched=tried
                    check=Callback::new(move |typed: String| check_again(&typed))
                />
                <Refused act=act fields=&["/present", "/new"] />
                <div class="row wrap">
                    <Button
                        label=t.change
                        look=Look::Primary
                        busy=act.working(t.changing)
                    />
                    <span class="t3 fs12">{t.change_effect}</span>
                </div>
            </form>
        </section>
    }
}
