//! Topics by name, out of a list that can be searched.

use super::asked::Asked;
use super::topics::{SHOWN, Wrong, found};
use super::wizard::{selection, topics_missing};
use crate::components::{Cell, Empty, Head, Icon, Pager, Row, Search, States, Table, drawn, lu};
use crate::format::{bytes, number};
use crate::i18n::text;
use castellan_api::ids::InstanceId;
use castellan_api::page::PER_PAGE;
use castellan_api::topics::TopicSummary;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Topics by name, out of a list that can be searched.
#[component]
pub fn Named(id: InstanceId, asked: Memo<Asked>) -> impl IntoView {
    let t = text().plan();
    let selected = selection(
        |asked| asked.topics.clone(),
        |asked, topics| asked.topics = topics,
    );
    let q = RwSignal::new(String::new());
    let page = RwSignal::new(1u32);
    let per_page = RwSignal::new(PER_PAGE);
    let topics = found(&id, move || Some((q.get(), page.get(), per_page.get())));
    let total = Signal::derive(move || topics.get().map_or(0, |page| page.total));
    let rows = Signal::derive(move || {
        let page = topics.get();
        page.iter()
            .flat_map(|page| page.items.iter())
            .map(row)
            .collect::<Vec<_>>()
    });
    let heads = vec![
        Head::new("name", t.col_topic),
        Head::new("partitions", t.col_partitions).numeric(),
        Head::new("replicas", t.col_replicas).numeric(),
        Head::new("size", t.col_size).numeric(),
    ];
    let nothing = move || {
        (topics.get().is_some() && total.get() == 0).then(|| {
            view! { <Empty icon=lu::LuSearch title=t.no_topic_found detail=t.no_topic_found_detail /> }
        })
    };
    let wrong = Signal::derive(move || {
        asked
            .with(topics_missing)
            .filter(|_| selected.with(|selected| !selected.is_empty()))
    });
    view! {
        <States
            state=Signal::derive(move || topics.state())
            on_retry=move |()| topics.again()
            own_skeleton=true
        >
            <section class="card">
                <div class="tools">
                    <Search
                        label=t.search_topics
                        placeholder=Signal::stored(t.search_topics.to_owned())
                        value=q
                        on_search=move |typed: String| {
                            page.set(1);
                            q.set(typed);
                        }
                    />
                    <Chosen selected=selected />
                </div>
                <Wrong why=wrong />
                <Table
                    label=t.which_topics
                    heads=Signal::stored(heads.clone())
                    rows=rows
                    selected=selected
                    loading=Signal::derive(move || topics.get().is_none())
                    total=total
                />
                {drawn(nothing)}
                <Pager
                    total=total
                    page=page
                    per_page=per_page
                    on_page=move |to| page.set(to)
                    on_per_page=move |rows| {
                        per_page.set(rows);
                        page.set(1);
                    }
                />
            </section>
        </States>
    }
}

/// The topics chosen, each with a way to drop it.
#[component]
fn Chosen(selected: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let t = text().plan();
    let chips = move || {
        let names = selected.get();
        let more = names.len().saturating_sub(SHOWN) as u64;
        let some = !names.is_empty();
        let chips = names
            .into_iter()
            .take(SHOWN)
            .map(|name| {
                let (own, says) = (name.clone(), (t.drop_topic)(&name));
                view! {
                    <button
                        type="button"
                        class="chip on"
                        aria-label=says
                        on:click=move |_| {
                            selected.update(|all| {
                                all.remove(&own);
                            })
                        }
                    >
                        <span class="trunc">{name}</span>
                        <Icon icon=lu::LuX small=true />
                    </button>
                }
            })
            .collect_view();
        view! {
            {chips}
            {(more > 0).then(|| view! { <span class="t3">{(t.more)(more)}</span> })}
            {some
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| selected.set(BTreeSet::new())
                        >
                            {text().common().clear_selection}
                        </button>
                    }
                })}
        }
    };
    let count = move || (text().common().selected)(selected.with(BTreeSet::len) as u64);
    view! {
        <span class="t2 num" role="status">
            {drawn(count)}
        </span>
        {drawn(chips)}
    }
}

fn row(topic: &TopicSummary) -> Row {
    let t = text().plan();
    let size = Cell::figure(topic.size_bytes.map(bytes));
    Row {
        key: topic.name.to_string(),
        name: topic.name.to_string(),
        href: None,
        mark: topic.internal.then_some(t.internal),
        cells: vec![
            Cell::number(topic.partitions),
            Cell::number(topic.replicas),
            size.clone(),
        ],
        sum: vec![
            Cell::Text((t.topic_sum)(
                &number(topic.partitions),
                &number(topic.replicas),
            )),
            size,
        ],
    }
}
