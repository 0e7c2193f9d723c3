//! The partitions that change, searched and paged by the console, and the plan as files.

use super::by_hand::ByHand;
use super::preview::Shown;
use crate::api::{address, load};
use crate::components::{
    Badge, Button, Cell, Empty, Head, Menu, MenuItem, Pager, Row, Search, States, Table, drawn, lu,
};
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::ids::InstanceId;
use castellan_api::ids::TopicName;
use castellan_api::page::PER_PAGE;
use castellan_api::reassignment::{
    FileQuery, GetPlanFile, ListPlannedMoves, MoveQuery, Plan, PlanFile, PlannedMove,
};
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the address of a plan says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Looked {
    /// Part of a topic's name, or a broker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
    /// What the balance shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

fn looked() -> Looked {
    routes::query()
}

fn change(change: impl FnOnce(&mut Looked), step: Step) {
    let mut now: Looked = routes::query_untracked();
    now.page = None;
    change(&mut now);
    routes::set_query(&now, step);
}

/// Address of a file of the plan; the script sets the throttle that is typed. Followed.
pub fn file(shown: Shown, file: PlanFile) -> String {
    let throttle = shown
        .pace
        .bytes_per_s()
        .filter(|_| file == PlanFile::Script);
    let query = FileQuery {
        file,
        throttle_bytes_per_s: throttle,
    };
    shown
        .path
        .with_value(|path| address::<GetPlanFile>(path, &query))
}

fn files(shown: Shown) -> Vec<MenuItem> {
    let t = text().plan();
    [
        (t.json, PlanFile::Json, lu::LuFileCode),
        (t.rollback, PlanFile::Rollback, lu::LuUndo2),
        (t.script, PlanFile::Script, lu::LuTerminal),
    ]
    .into_iter()
    .map(|(word, kind, icon)| {
        MenuItem::link(word, file(shown, kind))
            .icon(icon)
            .download()
    })
    .collect()
}

/// The card of the partitions that change.
pub fn card(shown: Shown, plan: Arc<Plan>) -> AnyView {
    view! { <Moves shown=shown plan=plan /> }.into_any()
}

/// The card.
#[component]
fn Moves(shown: Shown, plan: Arc<Plan>) -> impl IntoView {
    let t = text().plan();
    let question = Memo::new(|_| {
        let looked = looked();
        MoveQuery {
            q: looked.q,
            page: looked.page,
            per_page: looked.per_page,
        }
    });
    let moves =
        load::<ListPlannedMoves>(move || Some((shown.path.get_value(), question.get())), &[]);
    let total = Signal::derive(move || moves.get().map_or(0, |page| page.total));
    let rows = Signal::derive(move || {
        let (page, id) = (moves.get(), shown.instance());
        let items = page.iter().flat_map(|page| page.items.iter());
        items.map(|one| row(&id, one)).collect::<Vec<_>>()
    });
    let searched = Signal::derive(|| looked().q.unwrap_or_default());
    let nothing = move || {
        (moves.get().is_some() && total.get() == 0).then(|| {
            view! {
                <Empty
                    icon=lu::LuSearch
                    title=(t.no_move)(&searched.get())
                    detail=t.no_move_detail
                >
                    <Button
                        label=text().common().clear_filters
                        on_press=|()| change(|looked| looked.q = None, Step::Push)
                    />
                </Empty>
            }
        })
    };
    view! {
        <section class="card plan-moves" aria-labelledby="moves">
            <div class="tools">
                <h2 id="moves">{t.moves}</h2>
                <span class="t3 fs12">{(t.of)(plan.partitions, plan.partitions_of)}</span>
                <span class="sp"></span>
                <Search
                    label=t.search_moves
                    placeholder=Signal::stored(t.search_moves_short.to_owned())
                    value=searched
                    on_search=|q: String| {
                        change(|looked| looked.q = Some(q).filter(|q| !q.is_empty()), Step::Replace);
                    }
                />
                <Key />
                <Menu
                    label=t.download
                    word=t.download
                    icon=lu::LuDownload
                    class="btn quiet"
                    items=Callback::new(move |()| files(shown))
                />
            </div>
            <States
                state=Signal::derive(move || moves.state())
                on_retry=move |()| moves.again()
                own_skeleton=true
            >
                <Table
                    label=t.moves
                    heads=Signal::stored(heads())
                    rows=rows
                    menu=Callback::new(move |key: String| menu(&shown.instance(), &key))
                    loading=Signal::derive(move || moves.get().is_none())
                    total=total
                />
                {drawn(nothing)}
                <Pager
                    total=total
                    page=Signal::derive(|| looked().page.unwrap_or(1))
                    per_page=Signal::derive(|| looked().per_page.unwrap_or(PER_PAGE))
                    on_page=|page| {
                        change(
                            |looked| looked.page = Some(page).filter(|page| *page > 1),
                            Step::Push,
                        );
                    }
                    on_per_page=|rows| change(|looked| looked.per_page = Some(rows), Step::Push)
                />
            </States>
        </section>
    }
}

/// What the badges mean.
#[component]
fn Key() -> impl IntoView {
    let t = text().plan();
    view! {
        <span class="key not-s">
            <span>
                <span class="b minus">"3"</span>
                {t.leaves}
            </span>
            <span>
                <span class="b plus">"8"</span>
                {t.joins}
            </span>
        </span>
    }
}

/// What can be done with one partition; its key is `topic/partition`.
fn menu(id: &InstanceId, key: &str) -> Vec<MenuItem> {
    let t = text().plan();
    let Some((topic, partition)) = key.rsplit_once('/') else {
        return Vec::new();
    };
    let query = ByHand {
        topic: Some(topic.to_owned()),
        find: Some(partition.to_owned()),
        ..ByHand::default()
    };
    let by_hand = routes::href_with(&Screen::ManualReassignment(id.clone()), &query);
    vec![
        MenuItem::link(t.edit_by_hand, by_hand).icon(lu::LuPencil),
        MenuItem::link(t.open_topic, topic_href(id, &TopicName::trusted(topic))).icon(lu::LuLayers),
    ]
}

fn topic_href(id: &InstanceId, topic: &TopicName) -> String {
    routes::href(&Screen::Topic(
        id.clone(),
        topic.clone(),
        TopicTab::default(),
    ))
}

fn heads() -> Vec<Head> {
    let t = text().plan();
    vec![
        Head::new("topic", t.col_topic),
        Head::new("partition", t.col_partition).numeric(),
        Head::new("old", text().common().now),
        Head::new("new", t.planned),
        Head::new("leader", t.preferred),
        Head::new("moved", t.moved).numeric(),
        Head::new("bytes", t.by_bytes).numeric(),
    ]
}

fn row(id: &InstanceId, one: &PlannedMove) -> Row {
    let t = text().plan();
    let moved = one
        .new
        .iter()
        .filter(|broker| !one.old.contains(broker))
        .count() as u64;
    let size = Cell::figure(one.bytes.map(bytes));
    let leader = leader(one);
    let line = (t.partition)(one.partition);
    let (old, new) = badges(&one.old, &one.new);
    Row {
        key: format!("{}/{}", one.topic, one.partition),
        name: one.topic.to_string(),
        href: Some(topic_href(id, &one.topic)),
        mark: None,
        cells: vec![
            Cell::Text(number(one.partition)),
            Cell::Badges(old.clone()),
            Cell::Badges(new.clone()),
            leader,
            Cell::number(moved),
            size.clone(),
        ],
        sum: vec![Cell::Text(line), Cell::Change(old, new), size],
    }
}

/// The preferred leader, and whether it changes.
fn leader(one: &PlannedMove) -> Cell {
    match (one.old.first(), one.new.first()) {
        (Some(old), Some(new)) if old == new => Cell::Quiet((text().plan().leader_kept)(*new)),
        (Some(old), Some(new)) => Cell::Text(format!("{old} → {new}")),
        _ => Cell::Missing(text().common().not_known),
    }
}

/// The replicas before and after: who leaves, who joins, who leads.
pub fn badges(old: &[i32], new: &[i32]) -> (Vec<Badge>, Vec<Badge>) {
    let t = text().plan();
    let badge =
        |at: usize, id: i32, there: &[i32], class: &'static str, says: fn(i32) -> String| {
            let gone = !there.contains(&id);
            let (class, title) = match (at == 0, gone) {
                (true, true) if class == "minus" => ("lead minus", says(id)),
                (true, true) => ("lead plus", says(id)),
                (false, true) => (class, says(id)),
                (true, false) => ("lead", (t.badge_lead)(id)),
                (false, false) => ("", (t.broker)(id)),
            };
            Badge {
                text: id.to_string(),
                class,
                title,
            }
        };
    let side = |ids: &[i32], there: &[i32], class: &'static str, says: fn(i32) -> String| {
        ids.iter()
            .enumerate()
            .map(|(at, id)| badge(at, *id, there, class, says))
            .collect()
    };
    (
        side(old, new, "minus", t.badge_leaves),
        side(new, old, "plus", t.badge_joins),
    )
}
