//! What can be done to topics, from the list and from a topic's page: one dialog each, which the
//! address opens (`open=edit`). The page says which topics it is about.

mod batch;
mod clone;
pub mod config_field;
mod delete;
pub mod draft;
mod edit;
pub mod edit_fields;
mod edit_many;
pub mod moves;
pub mod partitions;
pub mod parts;
pub mod preview;
mod purge;
mod typed_field;

use crate::api::load;
use crate::components::{MenuItem, lu, toast};
use crate::i18n::text;
use crate::live::live;
use crate::routes;
use crate::session::may_call;
use castellan_api::endpoint::{NoQuery, TopicPath};
use castellan_api::events::Part;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::topics::{
    BatchEditResult, CloneTopic, DeleteTopic, EditTopic, GetTopic, PurgeTopics, TopicSummary,
};
use edit_fields::Scope;
use leptos::prelude::*;

/// Opens the dialog that edits.
pub const EDIT: &str = "edit";
/// Opens the dialog that adds partitions.
pub const ADD_PARTITIONS: &str = "add-partitions";
/// Opens the dialog that deletes records.
pub const PURGE: &str = "purge";
/// Opens the dialog that makes a topic like another.
pub const CLONE: &str = "clone";
/// Opens the dialog that deletes.
pub const DELETE: &str = "delete";
/// Before the name of a config: opens the dialog that changes it.
pub const CONFIG: &str = "config:";
/// Before the name of a config: opens the dialog that resets it.
pub const RESET: &str = "reset:";

/// What was done to the topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// They were changed.
    Changed,
    /// They are no more.
    Deleted,
}

/// What a dialog is about.
#[derive(Clone)]
pub struct Asked {
    instance: InstanceId,
    known: Vec<TopicSummary>,
    on_done: Callback<Done>,
}

impl Asked {
    fn summary(&self, topic: &TopicName) -> Option<&TopicSummary> {
        self.known.iter().find(|summary| summary.name == *topic)
    }

    fn description(&self, topic: &TopicName) -> String {
        self.summary(topic)
            .map(|summary| summary.description.clone())
            .unwrap_or_default()
    }

    /// Closes the dialog, has what is shown asked again, and tells the page.
    fn done(&self, done: Done) {
        leave(());
        live().changed(&[
            crate::api::Watch::Part(Part::Metadata),
            crate::api::Watch::Part(Part::Offsets),
            crate::api::Watch::Part(Part::Configs),
        ]);
        self.on_done.run(done);
    }
}

/// Closes the dialog.
fn leave((): ()) {
    routes::set_param("open", None);
}

/// Says what became of a change of many topics.
fn told(result: &BatchEditResult) {
    let t = text().topic();
    let (done, failed) = parts::tally(result);
    if failed == 0 {
        toast::done((t.edited_many)(done), String::new());
    } else {
        toast::not_done((t.refused_count)(failed), first_error(result));
    }
}

/// Why the first of the refused topics was.
fn first_error(result: &BatchEditResult) -> String {
    result
        .items
        .iter()
        .find_map(|item| Some(format!("{}: {}", item.name, item.error.as_ref()?.detail)))
        .unwrap_or_default()
}

/// The dialog that is open, about these topics. Draw it once on the page.
#[component]
pub fn TopicDialogs(
    /// Which is open: one of the words above.
    #[prop(into)]
    open: Signal<Option<String>>,
    /// The instance.
    instance: InstanceId,
    /// Names of the topics: those selected, or the one of the page.
    #[prop(into)]
    names: Signal<Vec<TopicName>>,
    /// What is known of them; some may be on other pages of the list.
    #[prop(into)]
    known: Signal<Vec<TopicSummary>>,
    /// Told after something was done.
    #[prop(into)]
    on_done: Callback<Done>,
) -> impl IntoView {
    // Drawn once when it opens: what comes meanwhile must not take away what was typed.
    let open = Memo::new(move |_| open.get().filter(|_| names.with(|names| !names.is_empty())));
    // One topic of another page of the list: the dialog needs its description and its partitions.
    let here = instance.clone();
    let fetched = load::<GetTopic>(
        move || {
            open.get()?;
            let topic = names.with(|names| match names.as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            })?;
            let unknown = known.with_untracked(Vec::is_empty);
            unknown.then(|| {
                (
                    TopicPath {
                        instance: here.clone(),
                        topic,
                    },
                    NoQuery {},
                )
            })
        },
        &[],
    );
    let ready = Memo::new(move |_| {
        names.with(|names| names.len() > 1)
            || known.with(|known| !known.is_empty())
            || fetched.data.with(Option::is_some)
    });
    move || {
        let open = open.get()?;
        if !ready.get() {
            return None;
        }
        let (names, mut known) = (names.get_untracked(), known.get_untracked());
        if known.is_empty()
            && let Some(topic) = fetched.get_untracked()
        {
            known.push(topic.summary.clone());
        }
        let asked = Asked {
            instance: instance.clone(),
            known,
            on_done,
        };
        crate::pages::topic_dialog(open, names, asked)
    }
}

/// The dialog of a word.
pub fn draw(open: &str, names: Vec<TopicName>, asked: Asked) -> Option<AnyView> {
    let here = asked.instance.clone();
    let here = Some(&here);
    let one = match names.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    if let Some(config) = open.strip_prefix(CONFIG) {
        let scope = Scope::One(config.to_owned());
        return may_call::<EditTopic>(here)
            .then_some(())
            .and(one)
            .map(|topic| {
                view! { <edit::EditOne asked=asked topic=topic scope=scope /> }.into_any()
            });
    }
    if let Some(config) = open.strip_prefix(RESET) {
        let scope = Scope::Reset(config.to_owned());
        return may_call::<EditTopic>(here)
            .then_some(())
            .and(one)
            .map(|topic| {
                view! { <edit::EditOne asked=asked topic=topic scope=scope /> }.into_any()
            });
    }
    match (open, one) {
        (EDIT, Some(topic)) if may_call::<EditTopic>(here) => {
            Some(view! { <edit::EditOne asked=asked topic=topic scope=Scope::All /> }.into_any())
        }
        (EDIT, None) if may_call::<EditTopic>(here) => {
            Some(view! { <edit_many::EditMany asked=asked topics=names /> }.into_any())
        }
        (ADD_PARTITIONS, Some(topic)) if may_call::<EditTopic>(here) => {
            Some(view! { <partitions::GrowOne asked=asked topic=topic /> }.into_any())
        }
        (ADD_PARTITIONS, None) if may_call::<EditTopic>(here) => {
            Some(view! { <partitions::GrowMany asked=asked topics=names /> }.into_any())
        }
        (PURGE, _) if may_call::<PurgeTopics>(here) => {
            Some(view! { <purge::PurgeDialog asked=asked topics=names /> }.into_any())
        }
        (CLONE, Some(topic)) if may_call::<CloneTopic>(here) => {
            Some(view! { <clone::CloneDialog asked=asked topic=topic /> }.into_any())
        }
        (DELETE, _) if may_call::<DeleteTopic>(here) => {
            Some(view! { <delete::DeleteDialog asked=asked topics=names /> }.into_any())
        }
        _ => None,
    }
}

/// The menu of one topic; `open` opens a dialog about it.
pub fn menu(
    instance: &InstanceId,
    topic: &TopicName,
    open: Callback<&'static str>,
) -> Vec<MenuItem> {
    let t = text().topic();
    let here = Some(instance);
    let opens = |word: &'static str, label: &str| MenuItem::act(label, move || open.run(word));
    let mut items = Vec::new();
    if may_call::<EditTopic>(here) {
        items.push(opens(EDIT, t.edit).icon(lu::LuPencil));
        items.push(opens(ADD_PARTITIONS, t.add_partitions).icon(lu::LuPlus));
    }
    items.extend(moves::entries(instance, topic));
    if may_call::<CloneTopic>(here) {
        items.push(opens(CLONE, t.clone).icon(lu::LuCopyPlus));
    }
    if may_call::<PurgeTopics>(here) {
        items.push(opens(PURGE, t.purge).icon(lu::LuEraser).danger());
    }
    if may_call::<DeleteTopic>(here) {
        items.push(opens(DELETE, t.delete).icon(lu::LuTrash2).danger());
    }
    items
}
