//! Edit many topics: only what is touched is set, the same on each; below it what that does to each.

use super::batch::BatchEdit;
use super::draft::Draft;
use super::edit_fields::{Scope, draw_fields};
use super::parts::{Checking, PlansView, Refusal, unsendable};
use super::{Asked, leave};
use crate::api::load;
use crate::components::{Button, Dialog, DialogFoot, Look, States};
use crate::i18n::text;
use crate::pages::act::Refused;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::TopicName;
use castellan_api::topics::{GetTopicDefaults, TopicEdit, TopicsEdit};
use leptos::prelude::*;

/// Edits many topics: what is touched is set on each.
#[component]
pub fn EditMany(asked: Asked, topics: Vec<TopicName>) -> impl IntoView {
    let t = text().topic();
    let path = InstancePath {
        instance: asked.instance.clone(),
    };
    let defaults = load::<GetTopicDefaults>(move || Some((path.clone(), NoQuery {})), &[]);
    let draft = Draft::new();
    let description = RwSignal::new(String::new());
    let names = StoredValue::new(topics);
    let all = names.with_value(Vec::len) as u64;
    let edit = Memo::new(move |_| {
        let configs = draft.good()?;
        let description = Some(description.get()).filter(|text| !text.is_empty());
        let some = !configs.is_empty() || description.is_some();
        let edit = TopicEdit {
            configs,
            description,
            ..TopicEdit::default()
        };
        some.then(|| TopicsEdit {
            names: names.get_value(),
            edit,
        })
    });
    let batch = BatchEdit::new(asked, edit);
    let plan = batch.plan;
    let blocked = unsendable(draft, edit, plan, move || batch.changing() > 0);
    let fields = move || {
        let defaults = defaults.get()?;
        Some(draw_fields(
            &defaults.configs,
            &Scope::All,
            draft,
            true,
            plan.failure,
            description,
        ))
    };
    view! {
        <Dialog
            title=(t.edit_many)(all)
            on_close=leave
            keep=Signal::derive(move || draft.set.with(|set| !set.is_empty()))
            wide=true
        >
            <div class="body edit">
                <p class="t2">{t.edit_many_hint}</p>
                <States
                    state=Signal::derive(move || defaults.state())
                    missing=Signal::derive(move || {
                        defaults
                            .get()
                            .map(|defaults| defaults.missing.clone())
                            .unwrap_or_default()
                    })
                    on_retry=move |()| defaults.again()
                >
                    {fields}
                </States>
                <Checking busy=plan.busy />
                <Refusal failure=plan.failure />
                <Refused act=batch.act />
                <PlansView preview=plan />
            </div>
            <DialogFoot on_cancel=leave>
                <Button
                    label=Signal::derive(move || (t.edit_topics_button)(match batch.changing() {
                        0 => all,
                        some => some,
                    }))
                    look=Look::Primary
                    unavailable=blocked
                    busy=batch.act.working(t.editing)
                    on_press=batch.send
                />
            </DialogFoot>
        </Dialog>
    }
}
