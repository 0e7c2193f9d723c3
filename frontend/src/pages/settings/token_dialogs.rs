//! Makes an API token and shows it once; deletes one.

use super::bindings::{InstanceChoice, role_meaning, role_options};
use super::tokens::own_roles;
use crate::api::call;
use crate::components::field::parse_number;
use crate::components::{
    Button, Copy, Dialog, DialogFoot, Field, Look, Note, NumberField, Select, TextField, Tone,
    drawn, toast,
};
use crate::dom;
use crate::i18n::text;
use crate::pages::act::{Act, Ask, Refused};
use crate::routes;
use castellan_api::action::Role;
use castellan_api::endpoint::{NoPath, NoQuery, TokenPath};
use castellan_api::ids::InstanceId;
use castellan_api::tokens::{CreateToken, CreatedToken, DeleteToken, NewToken, TokenSummary};
use leptos::prelude::*;

/// Least and most minutes of a token.
const MINUTES: (i64, i64) = (5, 525_600);

fn close() {
    routes::set_param("open", None);
}

/// The open dialog, if any.
#[component]
pub fn TokenDialogs(
    /// Finds a token by its ID.
    #[prop(into)]
    find: Callback<String, Option<TokenSummary>>,
    /// Told when something was changed.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    // A token just made stays on the screen until it is put away, whatever the address says.
    let made = RwSignal::new(None::<CreatedToken>);
    let open = Memo::new(move |_| {
        let open = routes::param("open")?;
        if open == "create" {
            return Some(String::new());
        }
        let id = open.strip_prefix("delete-")?;
        find.run(id.to_owned()).map(|_| id.to_owned())
    });
    move || {
        if let Some(created) = made.get() {
            return Some(show(created, Callback::new(move |()| made.set(None))));
        }
        let id = open.get()?;
        if id.is_empty() {
            return Some(create(made, on_changed));
        }
        untrack(|| find.run(id)).map(|token| delete(token, on_changed))
    }
}

fn name_error(name: &str) -> Option<String> {
    let count = name.trim().chars().count();
    (!(1..=64).contains(&count)).then(|| text().settings().token_name_bad.to_owned())
}

fn create(made: RwSignal<Option<CreatedToken>>, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let roles = untrack(own_roles);
    let name = RwSignal::new(String::new());
    // The least that may be enough.
    let role = RwSignal::new(roles.last().copied().unwrap_or(Role::ReadOnlyAccess));
    let instances = RwSignal::new(None::<Vec<InstanceId>>);
    let choices = [
        (60, t.hour),
        (1_440, t.day),
        (43_200, t.month),
        (129_600, t.quarter),
        (525_600, t.year),
    ];
    let mut options: Vec<(String, String)> = choices
        .iter()
        .map(|(minutes, word)| (minutes.to_string(), (*word).to_owned()))
        .collect();
    options.push((String::new(), t.custom.to_owned()));
    let ends = RwSignal::new("43200".to_owned());
    let typed = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let act = Act::default();
    let minutes = move || {
        let chosen = ends.get_untracked();
        let number = if chosen.is_empty() {
            typed.get_untracked()
        } else {
            chosen
        };
        parse_number(&number)
            .filter(|number| (MINUTES.0..=MINUTES.1).contains(number))
            .and_then(|number| u32::try_from(number).ok())
    };
    let choose = Callback::new(move |some: Option<Vec<InstanceId>>| instances.set(some));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let some = instances.get_untracked();
        let Some(expires_in_minutes) = minutes() else {
            return;
        };
        if name_error(&name.get_untracked()).is_some() || some.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
        let new = NewToken {
            name: name.get_untracked().trim().to_owned(),
            role: role.get_untracked(),
            instances: some,
            expires_in_minutes,
        };
        act.run(async move {
            let created = call::<CreateToken>(&NoPath, &NoQuery {}, new).await?;
            close();
            on_changed.try_run(());
            made.try_set(Some(created));
            Ok(())
        });
    };
    view! {
        <Dialog
            title=t.create_token
            on_close=|()| close()
            keep=Signal::derive(move || name.with(|name| !name.is_empty()))
        >
            <form class="dlg-form" autocomplete="off" on:submit=submit>
                <div class="body">
                    <TextField
                        label=t.token_name
                        value=name
                        touched=tried
                        hint=Signal::stored(Some(t.token_name_hint.to_owned()))
                        check=Callback::new(|name: String| name_error(&name))
                        error=act.field("/name")
                    />
                    <Select
                        label=t.role
                        value=Signal::derive(move || role.get().name().to_owned())
                        options=role_options(&roles)
                        hint=Signal::derive(move || Some(role_meaning(role.get()).to_owned()))
                        error=act.field("/role")
                        on_change=move |word: String| {
                            if let Ok(chosen) = word.parse() {
                                role.set(chosen);
                            }
                        }
                    />
                    <div class="fld">
                        <InstanceChoice
                            chosen=instances
                            on_change=choose
                            all_word=t.all_token_instances
                            touched=tried
                        />
                    </div>
                    <Select
                        label=t.token_ends
                        value=ends
                        options=options
                        error=act.field("/expires_in_minutes")
                        on_change=move |word: String| ends.set(word)
                    />
                    {drawn(move || {
                        ends.with(String::is_empty)
                            .then(|| {
                                let missing = Signal::derive(move || {
                                    (tried.get() && typed.with(|typed| typed.trim().is_empty()))
                                        .then(|| t.minutes_bad.to_owned())
                                });
                                view! {
                                    <NumberField
                                        label=t.minutes
                                        value=typed
                                        min=MINUTES.0
                                        max=MINUTES.1
                                        out_of_range=t.minutes_bad
                                        suffix=t.minutes_unit
                                        touched=tried
                                        error=missing
                                    />
                                }
                            })
                    })}
                    <Refused act=act fields=&["/name", "/role", "/expires_in_minutes"] />
                </div>
                <DialogFoot on_cancel=|()| close()>
                    <Button
                        label=t.create_token
                        look=Look::Primary
                        busy=act.working(t.creating_token)
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
    .into_any()
}

/// The token itself, this once.
fn show(created: CreatedToken, on_close: Callback<()>) -> AnyView {
    let t = text().settings();
    let id = dom::unique("token");
    view! {
        <Dialog title=(t.token_created)(&created.token.name) on_close=on_close keep=true>
            <div class="body">
                <Note tone=Tone::Warn title=t.token_once detail=t.token_once_detail />
                <Field label=t.token_secret id=id.clone()>
                    <span class="field ro">
                        <input id=id class="mono" readonly prop:value=created.secret.clone() />
                        <Copy value=created.secret.clone() />
                    </span>
                </Field>
            </div>
            <footer>
                <Button label=t.done look=Look::Primary on_press=on_close />
            </footer>
        </Dialog>
    }
    .into_any()
}

fn delete(token: TokenSummary, on_changed: Callback<()>) -> AnyView {
    let t = text().settings();
    let act = Act::default();
    let (id, name) = (token.id.clone(), token.name.clone());
    let go = move |()| {
        let (path, name) = (TokenPath { token: id.clone() }, name.clone());
        act.run(async move {
            call::<DeleteToken>(&path, &NoQuery {}, ()).await?;
            toast::done((t.token_deleted)(&name), "");
            close();
            on_changed.try_run(());
            Ok(())
        });
    };
    view! {
        <Ask
            title=(t.delete_token_title)(&token.name)
            detail=t.delete_token_body
            verb=t.delete_token
            working=t.deleting
            act=act
            on_confirm=go
            on_close=|()| close()
        />
    }
    .into_any()
}
