//! Edit one topic: fields for the usual configs, all others folded, the description; below them what
//! would change, as the cluster answers it.

use super::draft::Draft;
use super::edit_fields::{Scope, draw_fields};
use super::parts::{Checking, PlanView, Refusal, unsendable};
use super::preview::preview;
use super::{Asked, Done, leave};
use crate::api::{Failure, call_if, load};
use crate::components::{Button, Dialog, DialogFoot, Look, Note, States, Tone, drawn, toast};
use crate::i18n::text;
use castellan_api::endpoint::{NoQuery, TopicPath};
use castellan_api::ids::TopicName;
use castellan_api::topics::{DryRun, EditTopic, ListTopicConfigs, TopicEdit};
use leptos::prelude::*;

/// Edits one topic.
#[component]
pub fn EditOne(asked: Asked, topic: TopicName, scope: Scope) -> impl IntoView {
    let t = text().topic();
    let path = TopicPath {
        instance: asked.instance.clone(),
        topic: topic.clone(),
    };
    let configs = load::<ListTopicConfigs>(
        {
            let path = path.clone();
            move || Some((path.clone(), NoQuery {}))
        },
        &[],
    );
    let title = match &scope {
        Scope::All => (t.edit_one)(topic.as_str()),
        Scope::One(config) => (t.edit_config)(config),
        Scope::Reset(config) => (t.reset_config)(config),
    };
    let draft = Draft::new();
    if let Scope::Reset(config) = &scope {
        draft.put(config, None);
    }
    let before = asked.description(&topic);
    let description = RwSignal::new(before.clone());
    let edit = Memo::new(move |_| {
        let configs = draft.good()?;
        let text_now = description.get();
        let description = (text_now != before).then_some(text_now);
        let some = !configs.is_empty() || description.is_some();
        some.then_some(TopicEdit {
            configs,
            description,
            ..TopicEdit::default()
        })
    });
    let plan = preview::<EditTopic>({
        let path = path.clone();
        move || Some((path.clone(), DryRun::DRY, edit.get()?))
    });
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    let count = move || {
        plan.answer
            .with(|plan| plan.as_ref().map_or(0, |plan| plan.changes.len()))
    };
    let blocked = unsendable(draft, edit, plan, move || count() > 0);
    let send = {
        let asked = asked.clone();
        move || {
            let Some(body) = edit.get_untracked() else {
                return;
            };
            let etag = configs
                .get_untracked()
                .map(|configs| configs.etag.clone())
                .unwrap_or_default();
            let (path, asked, name) = (path.clone(), asked.clone(), topic.to_string());
            working.set(true);
            leptos::task::spawn_local(async move {
                match call_if::<EditTopic>(&path, &DryRun::REAL, body, &etag).await {
                    Ok(done) => {
                        toast::done((t.edited)(&name), done.warnings.join(" "));
                        asked.done(Done::Changed);
                    }
                    Err(failure) => {
                        refused.try_set(Some(failure));
                    }
                }
                working.try_set(false);
            });
        }
    };
    let renew = move |_| {
        refused.set(None);
        configs.again();
        plan.again();
    };
    let changed = move || draft.set.with(|set| !set.is_empty());
    let fields = {
        let scope = scope.clone();
        move || {
            let configs = configs.get()?;
            Some(draw_fields(
                &configs.value.configs,
                &scope,
                draft,
                false,
                plan.failure,
                description,
            ))
        }
    };
    view! {
        <Dialog title=title on_close=leave keep=Signal::derive(changed) wide=true>
            <div class="body edit">
                <States
                    state=Signal::derive(move || configs.state())
                    on_retry=move |()| configs.again()
                >
                    {fields.clone()}
                </States>
                <Checking busy=plan.busy />
                <Refusal failure=plan.failure fields=&["/description"] />
                {drawn(move || {
                    let stale = refused.with(|refused| {
                        refused.as_ref().and_then(Failure::status) == Some(412)
                    });
                    if stale {
                        view! {
                            <Note tone=Tone::Warn title=t.changed_meanwhile>
                                <button type="button" class="link" on:click=renew>
                                    {t.load_again}
                                </button>
                            </Note>
                        }
                            .into_any()
                    } else {
                        view! { <Refusal failure=refused fields=&["/description"] /> }.into_any()
                    }
                })}
                <PlanView preview=plan />
            </div>
            <DialogFoot on_cancel=leave>
                <Button
                    label=Signal::derive(move || (t.edit_button)(count().max(1) as u64))
                    look=Look::Primary
                    unavailable=blocked
                    busy=Signal::derive(move || working.get().then(|| t.editing.to_owned()))
                    on_press=move |()| send()
                />
            </DialogFoot>
        </Dialog>
    }
}
