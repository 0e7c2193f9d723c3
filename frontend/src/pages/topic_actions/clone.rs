//! A topic like another, as a background task.

use super::{Asked, Done, leave};
use crate::api::{Watch, call};
use crate::components::field::parse_number;
use crate::components::{Button, Dialog, DialogFoot, Look, NumberField, TextField, toast};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Refused};
use crate::routes;
use castellan_api::endpoint::{NoQuery, TopicPath};
use castellan_api::ids::TopicName;
use castellan_api::rules;
use castellan_api::screen::Screen;
use castellan_api::topics::{CloneTo, CloneTopic};
use leptos::prelude::*;

/// Clones a topic.
#[component]
pub fn CloneDialog(asked: Asked, topic: TopicName) -> impl IntoView {
    let t = text().topic();
    let now = asked
        .summary(&topic)
        .map_or(0, |summary| summary.partitions);
    let title = (t.clone_one)(topic.as_str());
    let name = RwSignal::new(format!("{topic}-copy"));
    let partitions = RwSignal::new(String::new());
    let act = Act::default();
    let body = Memo::new(move |_| {
        let name = name.with(|name| name.trim().to_owned());
        rules::topic_name(&name).ok()?;
        let partitions = match partitions.with(|typed| typed.trim().to_owned()) {
            typed if typed.is_empty() => None,
            typed => {
                let count = i32::try_from(parse_number(&typed)?).ok()?;
                rules::partitions(count).ok()?;
                Some(count)
            }
        };
        Some(CloneTo { name, partitions })
    });
    let blocked = Signal::derive(move || {
        body.with(Option::is_none)
            .then(|| t.correct_first.to_owned())
    });
    let send = Callback::new(move |()| {
        let Some(body) = body.get_untracked() else {
            return;
        };
        let asked = asked.clone();
        let path = TopicPath {
            instance: asked.instance.clone(),
            topic: topic.clone(),
        };
        act.run(async move {
            let name = body.name.clone();
            let task = call::<CloneTopic>(&path, &NoQuery {}, body).await?;
            let href = routes::href(&Screen::Task(path.instance.clone(), task.id));
            toast::done_with_link(
                (t.clone_started)(&name),
                t.clone_task,
                (t.show_task.to_owned(), href),
            );
            asked.done(Done::Changed);
            live().changed(&[Watch::Tasks]);
            Ok(())
        });
    });
    let check = Callback::new(|typed: String| rules::topic_name(typed.trim()).err());
    let warning = Signal::derive(move || {
        name.with(|name| rules::topic_name_warning(name.trim()))
            .map(str::to_owned)
    });
    view! {
        <Dialog title=title on_close=leave>
            <form
                class="dlg-form"
                autocomplete="off"
                on:submit=move |event| {
                    event.prevent_default();
                    send.run(());
                }
            >
                <div class="body">
                    <p class="t2">{t.clone_hint}</p>
                    <TextField
                        label=t.clone_name
                        value=name
                        check=check
                        touched=true
                        error=act.field("/name")
                        warning=warning
                    />
                    <NumberField
                        label=t.clone_partitions
                        value=partitions
                        min=1
                        max=10_000
                        out_of_range=t.grow_bad
                        placeholder=crate::format::number(now)
                        hint=Signal::stored(Some(t.clone_as_source.to_owned()))
                        error=act.field("/partitions")
                    />
                    <Refused act=act fields=&["/name", "/partitions"] />
                </div>
                <DialogFoot on_cancel=leave>
                    <Button
                        label=t.clone_button
                        look=Look::Primary
                        unavailable=blocked
                        busy=act.working(t.cloning)
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
}
