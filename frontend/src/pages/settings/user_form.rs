//! The forms about a user: create one, change the roles, set a new password.

use super::bindings::{Bindings, unfinished};
use super::users::is_self;
use crate::api::{Failure, call};
use crate::components::{Button, Dialog, DialogFoot, Look, Note, TextField, Tone, toast};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use crate::session::session;
use castellan_api::endpoint::{NoPath, NoQuery, UserPath};
use castellan_api::rules;
use castellan_api::users::{
    Binding, CreateUser, EditUser, NewUser, PasswordReset, ResetPassword, UserEdit, UserSummary,
};
use leptos::prelude::*;

/// What the console said is wrong with the roles, all of it in one line.
fn roles_error(act: Act) -> Signal<Option<String>> {
    Signal::derive(move || match act.failure.get() {
        Some(Failure::Problem(problem)) => {
            let bad: Vec<String> = problem
                .errors
                .iter()
                .filter(|error| error.pointer.starts_with("/bindings"))
                .map(|error| error.detail.clone())
                .collect();
            (!bad.is_empty()).then(|| bad.join(" "))
        }
        _ => None,
    })
}

fn only_bindings(rows: Vec<(u32, Binding)>) -> Vec<Binding> {
    rows.into_iter().map(|(_, binding)| binding).collect()
}

/// Creates a user.
pub fn create(on_close: Callback<()>, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let bindings = RwSignal::new(Vec::new());
    let tried = RwSignal::new(false);
    let act = Act::default();
    let typed = Signal::derive(move || {
        name.with(|name| !name.is_empty())
            || password.with(|word| !word.is_empty())
            || bindings.with(|rows| !rows.is_empty())
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let new = NewUser {
            name: name.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            bindings: only_bindings(bindings.get_untracked()),
        };
        if rules::user_name(&new.name).is_err()
            || rules::password(&new.password, &new.name).is_err()
            || unfinished(&new.bindings)
        {
            return;
        }
        act.run(async move {
            let user = call::<CreateUser>(&NoPath, &NoQuery {}, new).await?;
            toast::done((t.user_created)(&user.name), "");
            on_close.try_run(());
            on_changed.try_run(());
            Ok(())
        });
    };
    view! {
        <Dialog title=t.create_user on_close=on_close keep=typed wide=true>
            <form class="dlg-form" autocomplete="off" on:submit=submit>
                <div class="body">
                    <TextField
                        label=t.user_name
                        value=name
                        touched=tried
                        hint=Signal::stored(Some(t.user_name_hint.to_owned()))
                        check=Callback::new(|name: String| rules::user_name(name.trim()).err())
                        error=act.field("/name")
                    />
                    <TextField
                        label=t.password
                        value=password
                        kind="password"
                        autocomplete="new-password"
                        touched=tried
                        hint=Signal::stored(Some(t.password_hint.to_owned()))
                        check=Callback::new(move |word: String| {
                            name.with(|name| rules::password(&word, name.trim())).err()
                        })
                        error=act.field("/password")
                    />
                    <Bindings value=bindings touched=tried error=roles_error(act) />
                    <Refused act=act fields=&["/name", "/password"] />
                </div>
                <DialogFoot on_cancel=on_close>
                    <Button
                        label=t.create_user
                        look=Look::Primary
                        busy=act.working(t.creating_user)
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Changes the roles of a user.
pub fn edit(user: UserSummary, on_close: Callback<()>, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let before = user.bindings.clone();
    let bindings = RwSignal::new((0u32..).zip(before.clone()).collect::<Vec<_>>());
    let tried = RwSignal::new(false);
    let act = Act::default();
    let own = is_self(&user);
    let same = Memo::new(move |_| {
        bindings.with(|rows| rows.iter().map(|(_, binding)| binding).eq(before.iter()))
    });
    let title = (t.edit_title)(&user.name);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let rows = only_bindings(bindings.get_untracked());
        if same.get_untracked() || unfinished(&rows) {
            return;
        }
        let path = UserPath { user: user.id };
        act.run(async move {
            let edit = UserEdit {
                bindings: Some(rows),
                ..UserEdit::default()
            };
            let user = call::<EditUser>(&path, &NoQuery {}, edit).await?;
            toast::done((t.roles_saved)(&user.name), t.holds_now);
            on_close.try_run(());
            on_changed.try_run(());
            if own {
                session().ask();
            }
            Ok(())
        });
    };
    view! {
        <Dialog title=title on_close=on_close keep=Signal::derive(move || !same.get()) wide=true>
            <form class="dlg-form" on:submit=submit>
                <div class="body">
                    {own
                        .then(|| {
                            view! {
                                <Note
                                    tone=Tone::Warn
                                    title=t.own_roles_title
                                    detail=t.own_roles_detail
                                />
                            }
                        })}
                    <Bindings value=bindings touched=tried error=roles_error(act) />
                    <Refused act=act />
                </div>
                <DialogFoot on_cancel=on_close>
                    <Button
                        label=t.save_roles
                        look=Look::Primary
                        unavailable=Signal::derive(move || same.get().then(|| t.nothing_changed.to_owned()))
                        busy=act.working(t.saving)
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Sets a new password.
pub fn reset(user: UserSummary, on_close: Callback<()>, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let password = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let act = Act::default();
    let title = (t.reset_title)(&user.name);
    let own = user.name.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let reset = PasswordReset {
            password: password.get_untracked(),
        };
        if rules::password(&reset.password, &user.name).is_err() {
            return;
        }
        let (path, name) = (UserPath { user: user.id }, user.name.clone());
        act.run(async move {
            call::<ResetPassword>(&path, &NoQuery {}, reset).await?;
            toast::done((t.password_reset)(&name), "");
            on_close.try_run(());
            on_changed.try_run(());
            Ok(())
        });
    };
    view! {
        <Dialog
            title=title
            on_close=on_close
            keep=Signal::derive(move || password.with(|word| !word.is_empty()))
        >
            <form class="dlg-form" autocomplete="off" on:submit=submit>
                <div class="body">
                    <p class="t2">{t.reset_body}</p>
                    <TextField
                        label=t.new_password
                        value=password
                        kind="password"
                        autocomplete="new-password"
                        touched=tried
                        hint=Signal::stored(Some(t.password_hint.to_owned()))
                        check=Callback::new(move |word: String| rules::password(&word, &own).err())
                        error=act.field("/password")
                    />
                    <Refused act=act fields=&["/password"] />
                </div>
                <DialogFoot on_cancel=on_close>
                    <Button
                        label=t.reset_password
                        look=Look::Primary
                        busy=act.working(t.resetting)
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
    .into_any()
}
