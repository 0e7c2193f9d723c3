//! What the console records of an instance: purpose, connection, whether it connects at all, and
//! the way out.

use super::attach::{
    Check, CheckCard, CheckDialog, ConnectionFields, DetachDialog, Form, FormFailure,
    PurposeFields, Recorded, Ways, first_wrong, told,
};
use crate::api::{Failure, call_if, load};
use crate::components::{Button, Empty, Look, Note, PageHead, States, Tone, lu, toast};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{
    CheckConnection, DetachInstance, EditInstance, GetInstance, InstanceEdit,
};
use leptos::prelude::*;

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let t = text().attach();
    let path = InstancePath {
        instance: id.clone(),
    };
    let asked = path.clone();
    // Not followed live: what somebody types is not taken away.
    let known = load::<GetInstance>(move || Some((asked.clone(), NoQuery {})), &[]);
    let dialogs = {
        let (id, path) = (id.clone(), path.clone());
        move || match routes::param("open").as_deref() {
            Some("check") => view! { <CheckDialog path=path.clone() /> }.into_any(),
            Some("detach") if may_call::<DetachInstance>(Some(&id)) => {
                view! { <DetachDialog id=id.clone() /> }.into_any()
            }
            _ => ().into_any(),
        }
    };
    let content = move || {
        if may_call::<EditInstance>(Some(&id)) {
            return view! { <Content path=path.clone() known=known /> }.into_any();
        }
        let common = text().common();
        let detail = (common.not_allowed_detail)("dms:instance:modify");
        view! {
            <section class="card">
                <Empty icon=lu::LuLock title=common.not_allowed_title detail=detail />
            </section>
        }
        .into_any()
    };
    view! {
        <PageHead title=t.edit_title about=Signal::derive(instance_name) />
        <States state=Signal::derive(move || known.state()) on_retry=move |()| known.again()>
            {content.clone()}
        </States>
        {dialogs}
    }
    .into_any()
}

#[component]
fn Content(path: InstancePath, known: Recorded) -> impl IntoView {
    let t = text().attach();
    let form = Form::new();
    Effect::new(move || {
        if let Some(version) = known.get() {
            form.fill(&version.value);
        }
    });
    let declared = Memo::new(move |_| {
        known
            .get()
            .is_some_and(|version| version.value.summary.declared)
    });
    let stored = StoredValue::new(path);
    move || {
        if declared.get() {
            return view! {
                <Note tone=Tone::Info title=t.declared_title detail=t.declared_detail />
            }
            .into_any();
        }
        view! { <EditForm path=stored.get_value() known=known form=form /> }.into_any()
    }
}

#[component]
fn EditForm(path: InstancePath, known: Recorded, form: Form) -> impl IntoView {
    let t = text().attach();
    let working = RwSignal::new(false);
    let check = Check::new();
    let path = StoredValue::new(path);
    let changed = Memo::new(move |_| {
        known
            .get()
            .is_some_and(|version| form.edit(&version.value) != InstanceEdit::default())
    });
    let connection_changed = Memo::new(move |_| {
        known
            .get()
            .is_some_and(|version| form.connection_changed(&version.value))
    });
    let save = move || {
        form.touched.set(true);
        form.failure.set(None);
        let Some(version) = known.get_untracked() else {
            return;
        };
        if working.get_untracked() || !changed.get_untracked() {
            return;
        }
        if !untrack(|| form.is_right()) {
            first_wrong();
            return;
        }
        working.set(true);
        let edit = untrack(|| form.edit(&version.value));
        leptos::task::spawn_local(async move {
            let path = path.get_value();
            let outcome = call_if::<EditInstance>(&path, &NoQuery {}, edit, &version.etag).await;
            working.try_set(false);
            match outcome {
                Ok(new) => {
                    toast::done(text().attach().saved, "");
                    told();
                    known.put(new);
                }
                Err(failure) => {
                    form.failure.try_set(Some(failure));
                    first_wrong();
                }
            }
        });
    };
    let instance = path.with_value(|path| path.instance.clone());
    let cannot = Signal::derive(move || {
        if !connection_changed.get() {
            return None;
        }
        let connection = form.connection();
        if !may_call::<CheckConnection>(None) {
            Some(t.check_no_right.to_owned())
        } else if connection.security.sasl() && connection.password.is_none() {
            Some(t.check_needs_password.to_owned())
        } else {
            None
        }
    });
    let note = Signal::derive(move || {
        let words = if connection_changed.get() {
            t.check_changed
        } else {
            t.check_stored
        };
        Some(cannot.get().unwrap_or_else(|| words.to_owned()))
    });
    let try_it = move || {
        form.failure.set(None);
        if !connection_changed.get_untracked() {
            check.instance(path.get_value());
        } else if untrack(|| form.connection_is_right()) {
            check.connection(untrack(|| form.connection()), form.failure);
        } else {
            form.touched.set(true);
            first_wrong();
        }
    };
    let nothing = Signal::derive(move || (!changed.get()).then(|| t.nothing_changed.to_owned()));
    view! {
        <form
            class="cols with-check"
            autocomplete="off"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <div class="stack">
                <FormFailure form=form />
                <Reload form=form known=known />
                <section class="card form" aria-labelledby="purpose">
                    <h2 id="purpose">{t.group_name}</h2>
                    <PurposeFields form=form />
                </section>
                <section class="card form" aria-labelledby="reach">
                    <h2 id="reach">{t.group_connection}</h2>
                    <ConnectionFields form=form />
                </section>
                <Ways id=instance known=known form=form changed=changed />
            </div>
            <CheckCard check=check note=note unavailable=cannot on_check=move |()| try_it()>
                <Button
                    label=t.save
                    look=Look::Primary
                    unavailable=nothing
                    busy=Signal::derive(move || working.get().then(|| t.saving.to_owned()))
                />
            </CheckCard>
        </form>
    }
}

/// After somebody else's change: the way to what is recorded now.
#[component]
fn Reload(form: Form, known: Recorded) -> impl IntoView {
    move || {
        let stale = form
            .failure
            .with(|failure| failure.as_ref().and_then(Failure::status) == Some(412));
        stale.then(|| {
            view! {
                <div class="row">
                    <Button
                        label=text().attach().changed_meanwhile
                        icon=lu::LuRefreshCw
                        on_press=move |()| known.again()
                    />
                </div>
            }
        })
    }
}
