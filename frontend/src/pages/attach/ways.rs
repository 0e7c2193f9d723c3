//! The ways out of an instance: disable it for a while, or detach it.

use super::form::Form;
use crate::api::{Load, Watch, call_if};
use crate::components::{Button, Look, drawn, toast};
use crate::i18n::text;
use crate::live::live;
use crate::routes;
use crate::session::may_call;
use crate::shell::directory;
use castellan_api::endpoint::{InstancePath, NoQuery, Version};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{
    DetachInstance, EditInstance, InstanceDetail, InstanceEdit, InstanceStatus,
};
use leptos::prelude::*;

/// What is recorded of an instance.
pub type Recorded = Load<Version<InstanceDetail>>;

/// Tells the rest of the page that the instance is another now.
pub fn told() {
    directory().load.again();
    live().changed(&[Watch::Instance]);
}

/// Disable, enable, detach.
#[component]
pub fn Ways(
    /// The instance.
    id: InstanceId,
    /// What is recorded.
    known: Recorded,
    /// What is typed.
    form: Form,
    /// True if that differs.
    changed: Memo<bool>,
) -> impl IntoView {
    let t = text().attach();
    let working = RwSignal::new(false);
    let disabled = Memo::new(move |_| {
        known
            .get()
            .is_some_and(|version| version.value.summary.status == InstanceStatus::Disabled)
    });
    let path = StoredValue::new(InstancePath {
        instance: id.clone(),
    });
    let switch = move || {
        let Some(version) = known.get_untracked() else {
            return;
        };
        let off = !disabled.get_untracked();
        let name = version.value.summary.name.clone();
        working.set(true);
        leptos::task::spawn_local(async move {
            let edit = InstanceEdit {
                disabled: Some(off),
                ..InstanceEdit::default()
            };
            let outcome =
                call_if::<EditInstance>(&path.get_value(), &NoQuery {}, edit, &version.etag).await;
            working.try_set(false);
            match outcome {
                Ok(new) => {
                    let t = text().attach();
                    toast::done(
                        if off {
                            (t.disabled_done)(&name)
                        } else {
                            (t.enabled_done)(&name)
                        },
                        "",
                    );
                    told();
                    known.put(new);
                }
                Err(failure) => {
                    form.failure.try_set(Some(failure));
                }
            }
        });
    };
    let may_detach = may_call::<DetachInstance>(Some(&id));
    let busy = Signal::derive(move || {
        working.get().then(|| {
            if disabled.get() {
                t.enabling
            } else {
                t.disabling
            }
            .to_owned()
        })
    });
    view! {
        <section class="card ways" aria-label=t.access_title>
            <div class="way">
                <div class="grow">
                    <b class="med">
                        {drawn(move || if disabled.get() { t.enable_title } else { t.access_title })}
                    </b>
                    <p class="t2">
                        {drawn(move || if disabled.get() { t.enable_detail } else { t.disable_detail })}
                    </p>
                </div>
                <Button
                    label=Signal::derive(move || {
                        if disabled.get() { t.enable } else { t.disable }.to_owned()
                    })
                    busy=busy
                    unavailable=Signal::derive(move || changed.get().then(|| t.save_first.to_owned()))
                    on_press=move |()| switch()
                />
            </div>
            {may_detach
                .then(|| {
                    view! {
                        <div class="way">
                            <div class="grow">
                                <b class="med">{t.detach}</b>
                                <p class="t2">{t.detach_detail}</p>
                            </div>
                            <Button
                                label=t.detach
                                look=Look::Danger
                                on_press=move |()| routes::set_param("open", Some("detach"))
                            />
                        </div>
                    }
                })}
        </section>
    }
}
