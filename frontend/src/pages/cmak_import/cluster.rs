//! One cluster of CMAK: what is taken over and what not, the fields that attaching it needs, and
//! what came of it.

use crate::components::{Button, Checkbox, Icon, Note, Tone, drawn, lu};
use crate::i18n::text;
use crate::pages::attach::{
    Check, CheckView, ConnectionFields, Form, FormFailure, PurposeFields, first_wrong,
};
use crate::routes::Link;
use castellan_api::cmak::CmakCluster;
use castellan_api::ids::InstanceId;
use castellan_api::instances::AttachedInstance;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// A cluster on its way in. It is `Copy`; its parts are signals.
#[derive(Clone, Copy)]
pub struct Cluster {
    /// As the console read it.
    pub planned: StoredValue<CmakCluster>,
    /// What is typed for it.
    pub form: Form,
    /// Whether it shall be attached.
    pub chosen: RwSignal<bool>,
    /// The instance it has become.
    pub done: RwSignal<Option<(InstanceId, String)>>,
}

impl Cluster {
    /// With what CMAK knew filled in. One that is here already is not chosen.
    pub fn new(planned: CmakCluster) -> Self {
        let form = Form::new();
        form.name.set(planned.name.clone());
        form.description.set(planned.description.clone());
        form.alias.set(planned.cmak_name.clone());
        form.security.set(planned.security);
        form.mechanism.set(planned.mechanism);
        form.username
            .set(planned.username.clone().unwrap_or_default());
        Self {
            chosen: RwSignal::new(planned.conflict.is_none()),
            planned: StoredValue::new(planned),
            form,
            done: RwSignal::new(None),
        }
    }

    /// Chosen, and not attached yet. Followed.
    pub fn to_do(self) -> bool {
        self.chosen.get() && self.done.with(Option::is_none)
    }

    /// What is sent to attach it.
    pub fn attached(self) -> AttachedInstance {
        AttachedInstance {
            disabled: self.planned.with_value(|planned| planned.disabled),
            ..self.form.attached(Vec::new())
        }
    }

    /// Takes over how the brokers are reached, but for the addresses. What is empty there stays as it
    /// is here: a user that CMAK knew is not lost.
    pub fn take_over(self, from: Form) {
        let to = self.form;
        to.security.set(from.security.get_untracked());
        to.verify_host.set(from.verify_host.get_untracked());
        to.allow_plain.set(from.allow_plain.get_untracked());
        if let Some(mechanism) = from.mechanism.get_untracked() {
            to.mechanism.set(Some(mechanism));
        }
        for (to, from) in [
            (to.username, from.username),
            (to.password, from.password),
            (to.ca, from.ca),
            (to.client_cert, from.client_cert),
            (to.client_key, from.client_key),
        ] {
            let typed = from.get_untracked();
            if !typed.is_empty() {
                to.set(typed);
            }
        }
        to.trust_store.take_over(from.trust_store);
        to.key_store.take_over(from.key_store);
    }
}

/// Its card.
#[component]
pub fn ClusterCard(cluster: Cluster) -> impl IntoView {
    let t = text().cmak();
    let name = cluster
        .planned
        .with_value(|planned| planned.cmak_name.clone());
    let heading = crate::dom::unique("cluster");
    let labelled = heading.clone();
    let body = move || {
        if let Some((id, name)) = cluster.done.get() {
            return view! {
                <Note tone=Tone::Ok title=(t.attached)(&name)>
                    <Link screen=Screen::Overview(id) class="link">
                        {(t.open)(&name)}
                    </Link>
                </Note>
            }
            .into_any();
        }
        view! { <Told cluster=cluster /> }.into_any()
    };
    view! {
        <section class="card form" aria-labelledby=labelled>
            <h2 id=heading>{name}</h2>
            {drawn(body)}
        </section>
    }
}

#[component]
fn Told(cluster: Cluster) -> impl IntoView {
    let t = text().cmak();
    let planned = cluster.planned.get_value();
    let left_out = planned
        .left_out
        .iter()
        .map(|group| group.settings.len() as u64)
        .sum::<u64>();
    let conflict = planned.conflict.clone();
    let groups = planned
        .left_out
        .into_iter()
        .map(|group| {
            view! {
                <li>
                    <code>{group.settings.join(", ")}</code>
                    " "
                    {group.why}
                </li>
            }
        })
        .collect_view();
    let notes = planned
        .notes
        .into_iter()
        .map(|note| view! { <Note tone=Tone::Info title=note /> })
        .collect_view();
    view! {
        {conflict.map(|why| view! { <Note tone=Tone::Warn title=t.conflict detail=why /> })}
        {planned.disabled.then(|| view! { <Note tone=Tone::Info title=t.was_disabled /> })}
        {notes}
        {(left_out > 0)
            .then(|| {
                view! {
                    <details class="fold">
                        <summary>{(t.left_out)(left_out)}</summary>
                        <ul class="form-part t2">{groups}</ul>
                    </details>
                }
            })}
        <Checkbox
            label=(t.attach_it)(&planned.cmak_name)
            checked=cluster.chosen
            on_change=move |on| cluster.chosen.set(on)
        />
        {drawn(move || cluster.chosen.get().then(|| view! { <Fields cluster=cluster /> }))}
    }
}

#[component]
fn Fields(cluster: Cluster) -> impl IntoView {
    let t = text().cmak();
    let form = cluster.form;
    let check = Check::new();
    let try_it = move |()| {
        form.failure.set(None);
        if untrack(|| form.connection_is_right()) {
            check.connection(untrack(|| form.connection()), form.failure);
        } else {
            form.touched.set(true);
            first_wrong();
        }
    };
    view! {
        <FormFailure form=form />
        <PurposeFields form=form />
        <h3>
            <Icon icon=lu::LuNetwork small=true />
            {t.connection}
        </h3>
        <ConnectionFields form=form />
        {drawn(move || (!check.untried()).then(|| view! { <CheckView check=check /> }))}
        <div class="row">
            <Button
                label=t.check
                icon=lu::LuNetwork
                busy=Signal::derive(move || check.running.get().then(|| t.checking.to_owned()))
                on_press=try_it
            />
        </div>
    }
}
