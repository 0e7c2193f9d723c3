//! The bar over the list while topics are selected: how many, what can be done, by rising danger.

use super::tools::exports;
use super::{List, open, query};
use crate::api;
use crate::components::{Button, IconButton, Look, Menu, MenuItem, drawn, lu, toast};
use crate::i18n::text;
use crate::pages::topic_actions::moves::{self, NAMED_MAX};
use crate::routes;
use crate::session::may_call;
use castellan_api::elections::ElectPreferred;
use castellan_api::ids::InstanceId;
use castellan_api::page::PER_PAGE_MAX;
use castellan_api::reassignment::PlanReassignment;
use castellan_api::rules::BATCH_MAX;
use castellan_api::topics::{DeleteTopics, EditTopics, ListTopics, PurgeTopics, TopicQuery};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The bar.
#[component]
pub fn SelectionBar(list: List) -> impl IntoView {
    let count = Memo::new(move |_| list.selected.with(BTreeSet::len));
    let shown = Memo::new(move |_| count.get() > 0);
    move || shown.get().then(|| view! { <Bar list=list count=count /> })
}

fn names(list: List) -> Vec<String> {
    list.selected.get_untracked().into_iter().collect()
}

/// Goes where an address about the topics selected leads.
fn go(to: fn(&InstanceId, &[String]) -> Option<String>, list: List) {
    if let Some(href) = to(&list.id.get_value(), &names(list)) {
        routes::go_to(&href);
    }
}

#[component]
fn Bar(list: List, count: Memo<usize>) -> impl IntoView {
    let (t, common) = (text().topics(), text().common());
    let id = list.id.get_value();
    let edit = may_call::<EditTopics>(Some(&id));
    let purge = may_call::<PurgeTopics>(Some(&id));
    let delete = may_call::<DeleteTopics>(Some(&id));
    let act = move |dialog: &'static str| move |()| open(dialog, &names(list));
    let reassign = may_call::<PlanReassignment>(Some(&id));
    let elect = may_call::<ElectPreferred>(Some(&id));
    let many =
        Signal::derive(move || (count.get() > NAMED_MAX).then(|| t.too_many_named.to_owned()));
    let total = move || list.load.get().map_or(0, |page| page.total);
    let narrow = move |()| {
        let mut items = exports(list, names(list));
        if edit {
            items.insert(
                0,
                MenuItem::act(t.edit, move || open("edit", &names(list))).icon(lu::LuPencil),
            );
        }
        if reassign {
            let item = MenuItem::act(t.reassign, move || go(moves::plan_of, list));
            items.push(item.icon(lu::LuShuffle).unavailable(many.get_untracked()));
        }
        if elect {
            let item = MenuItem::act(t.elect, move || go(moves::election_of, list));
            items.push(item.icon(lu::LuVote).unavailable(many.get_untracked()));
        }
        if purge {
            let item = MenuItem::act(t.purge, move || open("purge", &names(list)));
            items.push(item.icon(lu::LuEraser).danger());
        }
        if delete {
            let item = MenuItem::act(t.delete, move || open("delete", &names(list)));
            items.push(item.icon(lu::LuTrash2).danger());
        }
        items
    };
    view! {
        <div class="selbar" role="toolbar" aria-label=common.selection>
            <IconButton
                label=common.clear_selection
                icon=lu::LuX
                on_press=move |()| list.selected.set(BTreeSet::new())
            />
            <b class="num" role="status">
                {drawn(move || (common.selected)(count.get() as u64))}
            </b>
            <span class="rule not-s"></span>
            {edit
                .then(|| {
                    view! {
                        <Button
                            label=t.edit
                            icon=lu::LuPencil
                            look=Look::Quiet
                            class="not-s"
                            on_press=act("edit")
                        />
                    }
                })}
            {reassign
                .then(|| {
                    view! {
                        <Button
                            label=t.reassign
                            icon=lu::LuShuffle
                            look=Look::Quiet
                            class="not-s"
                            unavailable=many
                            on_press=move |()| go(moves::plan_of, list)
                        />
                    }
                })}
            {elect
                .then(|| {
                    view! {
                        <Button
                            label=t.elect
                            icon=lu::LuVote
                            look=Look::Quiet
                            class="not-s"
                            unavailable=many
                            on_press=move |()| go(moves::election_of, list)
                        />
                    }
                })}
            <Menu
                label=common.export
                word=common.export
                icon=lu::LuDownload
                class="btn quiet not-s"
                items=Callback::new(move |()| exports(list, names(list)))
            />
            {(purge || delete).then(|| view! { <span class="rule not-s"></span> })}
            {purge
                .then(|| {
                    view! {
                        <Button
                            label=t.purge
                            icon=lu::LuEraser
                            look=Look::QuietDanger
                            class="not-s"
                            on_press=act("purge")
                        />
                    }
                })}
            {delete
                .then(|| {
                    view! {
                        <Button
                            label=t.delete
                            icon=lu::LuTrash2
                            look=Look::QuietDanger
                            class="not-s"
                            on_press=act("delete")
                        />
                    }
                })}
            <span class="grow"></span>
            {drawn(move || {
                let all = total();
                ((count.get() as u64) < all && all <= BATCH_MAX as u64)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="link not-s"
                                on:click=move |_| select_all(list)
                            >
                                {(common.select_all)(all)}
                            </button>
                        }
                    })
            })}
            <span class="only-s">
                <Menu label=common.more_actions items=Callback::new(narrow) />
            </span>
        </div>
    }
}

/// Selects what the filters find, on all pages.
fn select_all(list: List) {
    let path = list.path();
    let now = query();
    leptos::task::spawn_local(async move {
        let mut names = BTreeSet::new();
        let mut page = 1;
        loop {
            let query = TopicQuery {
                page: Some(page),
                per_page: Some(PER_PAGE_MAX),
                ..now.clone()
            };
            match api::call::<ListTopics>(&path, &query, ()).await {
                Ok(found) => {
                    let last = found.items.len() < PER_PAGE_MAX as usize;
                    names.extend(found.items.into_iter().map(|topic| topic.name.to_string()));
                    if last || names.len() >= BATCH_MAX {
                        break;
                    }
                    page += 1;
                }
                Err(failure) => {
                    toast::failed(&failure);
                    return;
                }
            }
        }
        list.selected.try_set(names);
    });
}
