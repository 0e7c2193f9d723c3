//! The list of topics to choose one from, whose brokers are then chosen by hand.

use super::by_hand::ByHand;
use super::topics::found;
use crate::components::{Cell, Empty, Head, Pager, Row, Search, States, Table, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::page::PER_PAGE;
use castellan_api::screen::Screen;
use castellan_api::topics::TopicSummary;
use leptos::prelude::*;

/// The list of topics to choose one from.
#[component]
pub fn Pick(id: InstanceId) -> impl IntoView {
    let t = text().plan();
    let q = RwSignal::new(String::new());
    let page = RwSignal::new(1u32);
    let per_page = RwSignal::new(PER_PAGE);
    let topics = found(&id, move || Some((q.get(), page.get(), per_page.get())));
    let total = Signal::derive(move || topics.get().map_or(0, |page| page.total));
    let rows = Signal::derive(move || {
        let page = topics.get();
        let items = page.iter().flat_map(|page| page.items.iter());
        items.map(|topic| row(&id, topic)).collect::<Vec<_>>()
    });
    let heads = vec![
        Head::new("name", t.col_topic),
        Head::new("partitions", t.col_partitions).numeric(),
        Head::new("replicas", t.col_replicas).numeric(),
    ];
    let nothing = move || {
        (topics.get().is_some() && total.get() == 0).then(|| {
            view! { <Empty icon=lu::LuSearch title=t.no_topic_found detail=t.no_topic_found_detail /> }
        })
    };
    view! {
        <States
            state=Signal::derive(move || topics.state())
            on_retry=move |()| topics.again()
            own_skeleton=true
        >
            <section class="card narrow" aria-labelledby="pick-topic">
                <header>
                    <h2 id="pick-topic">{t.pick_topic}</h2>
                </header>
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
                </div>
                <Table
                    label=t.pick_topic
                    heads=Signal::stored(heads.clone())
                    rows=rows
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

fn row(id: &InstanceId, topic: &TopicSummary) -> Row {
    let t = text().plan();
    let query = ByHand {
        topic: Some(topic.name.to_string()),
        ..ByHand::default()
    };
    Row {
        key: topic.name.to_string(),
        name: topic.name.to_string(),
        href: Some(routes::href_with(
            &Screen::ManualReassignment(id.clone()),
            &query,
        )),
        mark: topic.internal.then_some(t.internal),
        cells: vec![Cell::number(topic.partitions), Cell::number(topic.replicas)],
        sum: vec![Cell::Text((t.topic_sum)(
            &number(topic.partitions),
            &number(topic.replicas),
        ))],
    }
}
