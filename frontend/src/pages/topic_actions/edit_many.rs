//! Edit many topics: only what is touched is set, the same on each; below it what that does to each.

use super::draft::Draft;
use super::edit_fields::{Scope, draw_fields};
use super::parts::{Checking, PlansView, Refusal, tally};
use super::preview::preview;
use super::{Asked, Done, leave};
use crate::api::{call, load};
use crate::components::{Button, Dialog, DialogFoot, Look, States};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::ids::TopicName;
use castellan_api::topics::{DryRun, EditTopics, GetTopicDefaults, TopicEdit, TopicsEdit};
use leptos::prelude::*;

const DRY: DryRun = DryRun {
    dry_run: Some(true),
};
const REAL: DryRun = DryRun { dry_run: None };

/// Edits many topics: what is touched is set on each.
#[component]
pub fn EditMany(asked: Asked, topics: Vec<TopicName>) -> impl IntoView {
    let t = text().topic();
    let path = InstancePath {
        instance: asked.instance.clone(),
    };
    let defaults = load::<GetTopicDefaults>(
        {
            let path = path.clone();
            move || Some((path.clone(), NoQuery {}))
        },
        &[],
    );
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
    let plan = preview::<EditTopics>({
        let path = path.clone();
        move || Some((path.clone(), DRY, edit.get()?))
    });
    let act = Act::default();
    let changing = move || {
        plan.answer
            .with(|plan| plan.as_ref().map_or(0, |plan| tally(plan).0))
    };
    let blocked = Signal::derive(move || {
        if !draft.bad.with(|bad| bad.is_empty()) {
            Some(t.correct_first.to_owned())
        } else if edit.with(Option::is_none) {
            Some(t.nothing_changed.to_owned())
        } else if let Some(failure) = plan.failure.get() {
            Some(failure.title())
        } else if plan.busy.get() {
            Some(t.checking.to_owned())
        } else if changing() == 0 {
            Some(t.no_difference.to_owned())
        } else {
            None
        }
    });
    let send = Callback::new(move |()| {
        let Some(body) = edit.get_untracked() else {
            return;
        };
        let (path, asked) = (path.clone(), asked.clone());
        act.run(async move {
            let result = call::<EditTopics>(&path, &REAL, body).await?;
            super::told(&result);
            asked.done(Done::Changed);
            Ok(())
        });
    });
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
                <Refused act=act />
                <PlansView preview=plan />
            </div>
            <DialogFoot on_cancel=leave>
                <Button
                    label=Signal::derive(move || (t.edit_topics_button)(match changing() {
                        0 => all,
                        some => some,
                    }))
                    look=Look::Primary
                    unavailable=blocked
                    busy=act.working(t.editing)
                    on_press=send
                />
            </DialogFoot>
        </Dialog>
    }
}
