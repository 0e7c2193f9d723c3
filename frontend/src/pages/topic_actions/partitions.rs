//! More partitions, for one topic or many, with the dry run's answer before anything happens.

use super::batch::BatchEdit;
use super::parts::{Checking, PlanView, PlansView, Refusal};
use super::preview::preview;
use super::{Asked, Done, leave};
use crate::api::call;
use crate::components::field::parse_number;
use crate::components::{
    Button, Checkbox, Dialog, DialogFoot, Look, NumberField, TextArea, drawn, toast,
};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::endpoint::TopicPath;
use castellan_api::ids::TopicName;
use castellan_api::topics::{DryRun, EditTopic, TopicEdit, TopicsEdit};
use leptos::prelude::*;

/// Most partitions of a topic, as `rules::partitions` has it.
const MOST: i64 = 10_000;

/// Brokers written one line a partition, as `1, 2, 3`; `None` if that is not what is written.
pub fn assignment(typed: &str) -> Option<Vec<Vec<i32>>> {
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            line.split([',', ' ', ';'])
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().ok())
                .collect()
        })
        .collect()
}

/// Lines of broker IDs.
#[component]
pub fn AssignmentField(
    /// What is typed.
    value: RwSignal<String>,
    /// What the console said is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = text().topic();
    let check = Callback::new(|typed: String| {
        assignment(&typed)
            .is_none()
            .then(|| text().topic().assignment_bad.to_owned())
    });
    view! {
        <TextArea
            label=t.grow_assignment
            value=value
            hint=Signal::stored(Some(t.grow_assignment_hint.to_owned()))
            check=check
            touched=true
            error=error
            rows=4
            mono=true
        />
    }
}

/// More partitions for one topic.
#[component]
pub(super) fn GrowOne(asked: Asked, topic: TopicName) -> impl IntoView {
    let t = text().topic();
    let now = asked
        .summary(&topic)
        .map_or(0, |summary| summary.partitions);
    let path = TopicPath {
        instance: asked.instance.clone(),
        topic: topic.clone(),
    };
    let total = RwSignal::new(String::new());
    let place = RwSignal::new(false);
    let rows = RwSignal::new(String::new());
    let edit = Memo::new(move |_| {
        let total = total.with(|total| parse_number(total))?;
        let partitions = i32::try_from(total).ok().filter(|total| *total > 0)?;
        let assignment = match place.get() {
            true => Some(rows.with(|rows| assignment(rows))?),
            false => None,
        };
        Some(TopicEdit {
            partitions: Some(partitions),
            assignment,
            ..TopicEdit::default()
        })
    });
    let plan = preview::<EditTopic>({
        let path = path.clone();
        move || Some((path.clone(), DryRun::DRY, edit.get()?))
    });
    let act = Act::default();
    let more = move || {
        let total = total.with(|total| parse_number(total)).unwrap_or_default();
        u64::try_from(total - i64::from(now)).unwrap_or_default()
    };
    let blocked = Signal::derive(move || {
        if edit.with(Option::is_none) || more() == 0 {
            Some((t.grow_more)(now))
        } else if plan.failure.with(Option::is_some) {
            Some(t.correct_first.to_owned())
        } else {
            (!plan.current()).then(|| t.checking.to_owned())
        }
    });
    let field = move |pointer: &'static str| {
        Signal::derive(move || {
            plan.failure
                .with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
        })
    };
    let title = (t.grow_one)(topic.as_str());
    let send = Callback::new(move |()| {
        let Some(body) = edit.get_untracked() else {
            return;
        };
        let (path, asked) = (path.clone(), asked.clone());
        act.run(async move {
            call::<EditTopic>(&path, &DryRun::REAL, body).await?;
            toast::done((t.edited)(path.topic.as_str()), String::new());
            asked.done(Done::Changed);
            Ok(())
        });
    });
    let keep = Signal::derive(move || rows.with(|rows| !rows.is_empty()));
    view! {
        <Dialog title=title on_close=leave keep=keep wide=true>
            <div class="body">
                <NumberField
                    label=t.grow_total
                    value=total
                    min=1
                    max=MOST
                    out_of_range=t.grow_bad
                    hint=Signal::stored(Some((t.grow_now)(now)))
                    error=field("/partitions")
                />
                <Checkbox
                    label=t.grow_place
                    checked=place
                    on_change=move |on| place.set(on)
                />
                {drawn(move || {
                    place
                        .get()
                        .then(|| view! { <AssignmentField value=rows error=field("/assignment") /> })
                })}
                <Checking busy=plan.busy />
                <Refusal failure=plan.failure fields=&["/partitions", "/assignment"] />
                <Refused act=act />
                <PlanView preview=plan />
            </div>
            <DialogFoot on_cancel=leave>
                <Button
                    label=Signal::derive(move || match more() {
                        0 => t.add_partitions.to_owned(),
                        more => (t.grow_button)(more),
                    })
                    look=Look::Primary
                    unavailable=blocked
                    busy=act.working(t.growing)
                    on_press=send
                />
            </DialogFoot>
        </Dialog>
    }
}

/// The same number of partitions for many topics.
#[component]
pub(super) fn GrowMany(asked: Asked, topics: Vec<TopicName>) -> impl IntoView {
    let t = text().topic();
    let title = (t.grow_many)(topics.len() as u64);
    let names = StoredValue::new(topics);
    let total = RwSignal::new(String::new());
    let edit = Memo::new(move |_| {
        let total = total.with(|total| parse_number(total))?;
        let partitions = i32::try_from(total).ok().filter(|total| *total > 0)?;
        let edit = TopicEdit {
            partitions: Some(partitions),
            ..TopicEdit::default()
        };
        Some(TopicsEdit {
            names: names.get_value(),
            edit,
        })
    });
    let batch = BatchEdit::new(asked, edit);
    let blocked = Signal::derive(move || {
        if edit.with(Option::is_none) {
            Some(t.grow_bad.to_owned())
        } else if !batch.plan.current() {
            Some(t.checking.to_owned())
        } else {
            (batch.changing() == 0).then(|| t.no_difference.to_owned())
        }
    });
    view! {
        <Dialog title=title on_close=leave wide=true>
            <div class="body">
                <NumberField
                    label=t.grow_total
                    value=total
                    min=1
                    max=MOST
                    out_of_range=t.grow_bad
                    hint=Signal::stored(Some(t.grow_hint_many.to_owned()))
                />
                <Checking busy=batch.plan.busy />
                <Refusal failure=batch.plan.failure />
                <Refused act=batch.act />
                <PlansView preview=batch.plan />
            </div>
            <DialogFoot on_cancel=leave>
                <Button
                    label=Signal::derive(move || match batch.changing() {
                        0 => t.add_partitions.to_owned(),
                        some => (t.edit_topics_button)(some),
                    })
                    look=Look::Primary
                    unavailable=blocked
                    busy=batch.act.working(t.growing)
                    on_press=batch.send
                />
            </DialogFoot>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::assignment;

    #[test]
    fn assignments_as_people_write_them() {
        assert_eq!(
            assignment("1, 2\n\n3 1"),
            Some(vec![vec![1, 2], vec![3, 1]])
        );
        assert_eq!(assignment(""), Some(vec![]));
        assert_eq!(assignment("1, x"), None);
    }
}
