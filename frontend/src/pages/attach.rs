//! Attaching a cluster: what it is called, how it is reached, and a check of that before it counts.

mod check;
mod detach;
mod fields;
mod form;
mod said;
mod sections;
mod stores;
mod ways;

pub use check::{Check, CheckDialog, CheckView};
pub use detach::DetachDialog;
pub use form::Form;
pub use sections::{ConnectionFields, PurposeFields};
pub use ways::{Recorded, Ways, told};

use super::tags::{TagForm, TagRows};
use crate::api;
use crate::components::{Button, Empty, Look, Note, PageHead, Tone, drawn, lu, toast};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use crate::shell::directory;
use castellan_api::endpoint::{NoPath, NoQuery};
use castellan_api::instances::{AttachInstance, InstanceSummary};
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let t = text().attach();
    let content = || {
        if may_call::<AttachInstance>(None) {
            return view! { <AttachForm /> }.into_any();
        }
        let common = text().common();
        let detail = (common.not_allowed_detail)("dms:instance:create");
        view! {
            <section class="card">
                <Empty icon=lu::LuLock title=common.not_allowed_title detail=detail />
            </section>
        }
        .into_any()
    };
    view! {
        <PageHead title=t.title facts=|| view! { <span>{text().attach().lead}</span> } />
        {content}
    }
    .into_any()
}

#[component]
fn AttachForm() -> impl IntoView {
    let t = text().attach();
    let form = Form::new();
    let tags = TagForm::new();
    let check = Check::new();
    let working = RwSignal::new(false);
    let send = move || {
        form.touched.set(true);
        tags.touched.set(true);
        form.failure.set(None);
        tags.failure.set(None);
        if working.get_untracked() || !untrack(|| form.is_right() && tags.is_right()) {
            first_wrong();
            return;
        }
        working.set(true);
        let body = form.attached(untrack(|| tags.tags()));
        leptos::task::spawn_local(async move {
            let outcome = api::call::<AttachInstance>(&NoPath, &NoQuery {}, body).await;
            working.try_set(false);
            match outcome {
                Ok(summary) => attached(&summary),
                Err(failure) => {
                    tags.failure.try_set(Some(failure.clone()));
                    form.failure.try_set(Some(failure));
                    first_wrong();
                }
            }
        });
    };
    let try_it = move || {
        form.failure.set(None);
        if untrack(|| form.connection_is_right()) {
            check.connection(untrack(|| form.connection()), form.failure);
        } else {
            form.touched.set(true);
            first_wrong();
        }
    };
    view! {
        <form
            class="cols with-check"
            autocomplete="off"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <div class="stack">
                <FormFailure form=form />
                <section class="card form" aria-labelledby="purpose">
                    <h2 id="purpose">{t.group_name}</h2>
                    <PurposeFields form=form />
                    <div class="fld" role="group" aria-labelledby="tags-label">
                        <span class="lab" id="tags-label">{t.tags}</span>
                        <TagRows form=tags />
                    </div>
                </section>
                <section class="card form" aria-labelledby="reach">
                    <h2 id="reach">{t.group_connection}</h2>
                    <ConnectionFields form=form />
                </section>
            </div>
            <CheckCard check=check note=Signal::stored(None::<String>) on_check=move |()| try_it()>
                <Button
                    label=t.attach
                    look=Look::Primary
                    busy=Signal::derive(move || working.get().then(|| t.attaching.to_owned()))
                />
            </CheckCard>
        </form>
    }
}

fn attached(summary: &InstanceSummary) {
    toast::done((text().attach().attached)(&summary.name), "");
    directory().load.again();
    routes::go(&Screen::Overview(summary.id.clone()));
}

/// Goes to the first field that is wrong, once it is drawn so.
pub(super) fn first_wrong() {
    crate::dom::after(50, || {
        let Some(root) = crate::dom::root() else {
            return;
        };
        if let Some(field) = crate::dom::all(&root, "[aria-invalid=true]").first() {
            let _ = field.focus();
        }
    });
}

/// Why it was refused, where no field says it.
#[component]
pub fn FormFailure(
    /// The form.
    form: Form,
) -> impl IntoView {
    move || {
        form.other_failure().map(|failure| {
            view! { <Note tone=Tone::Crit title=failure.title() detail=failure.detail() /> }
        })
    }
}

/// The check beside a form, with the form's last step under it.
#[component]
pub fn CheckCard(
    /// The check.
    check: Check,
    /// What the check uses, or why it cannot run.
    #[prop(into)]
    note: Signal<Option<String>>,
    /// Why it cannot run; `None`: it can.
    #[prop(optional, into)]
    unavailable: Signal<Option<String>>,
    /// Runs it.
    #[prop(into)]
    on_check: Callback<()>,
    /// The form's own button.
    children: Children,
) -> impl IntoView {
    let t = text().attach();
    let busy = Signal::derive(move || check.running.get().then(|| t.checking.to_owned()));
    let lead = move || {
        check
            .untried()
            .then(|| view! { <p class="t2">{t.check_lead}</p> })
    };
    view! {
        <section class="card side" aria-labelledby="check">
            <header>
                <h2 id="check">{t.check_title}</h2>
            </header>
            <div class="body">
                {lead}
                {drawn(move || note.get().map(|note| view! { <p class="t3 fs12">{note}</p> }))}
                <CheckView check=check />
                <div class="row wrap below">
                    <Button
                        label=t.check
                        icon=lu::LuNetwork
                        busy=busy
                        unavailable=unavailable
                        on_press=on_check
                    />
                    {children()}
                </div>
            </div>
        </section>
    }
}
