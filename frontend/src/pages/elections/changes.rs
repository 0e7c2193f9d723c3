//! The partitions that are not led by their preferred leader: searched and paged here, for all that
//! the console tells of them is here.

use super::{Page, change, dialogs};
use crate::components::{
    Button, Cell, Empty, Head, IconButton, Look, MenuItem, Pager, Row, Search, Table, Tone, drawn,
    lu,
};
use crate::i18n::text;
use crate::routes::{self, Step};
use crate::session::may_call;
use castellan_api::elections::{ElectPreferred, ElectUnclean, LeaderChange};
use castellan_api::page::{PER_PAGE, bounds};
use castellan_api::reassignment::Partition;
use castellan_api::rules::BATCH_MAX;
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What names a partition in rows and addresses, as `orders:3`; no topic has a colon.
fn key_of(one: &LeaderChange) -> String {
    format!("{}:{}", one.topic, one.partition)
}

/// The partition that a key names.
pub fn partition_of(key: &str) -> Option<Partition> {
    let (topic, partition) = key.rsplit_once(':')?;
    Some(Partition {
        topic: topic.parse().ok()?,
        partition: partition.parse().ok()?,
    })
}

const fn electable(one: &LeaderChange) -> bool {
    one.in_sync && one.leader.is_some()
}

/// The partitions selected that can be elected, of those the console told. Followed.
pub fn chosen(page: Page) -> Vec<Partition> {
    let Some(preview) = page.load.get() else {
        return Vec::new();
    };
    page.selected.with(|keys| {
        let all = preview.changes.iter().filter(|one| electable(one));
        all.filter(|one| keys.contains(&key_of(one)))
            .map(|one| Partition {
                topic: one.topic.clone(),
                partition: one.partition,
            })
            .collect()
    })
}

fn heads() -> Vec<Head> {
    let t = text().elections();
    vec![
        Head::new("partition", t.col_partition),
        Head::new("state", t.col_state),
        Head::new("leader", t.col_leader),
        Head::new("preferred", t.col_preferred),
    ]
}

fn row(page: Page, one: &LeaderChange) -> Row {
    let t = text().elections();
    let state = match (one.leader, one.in_sync) {
        (None, _) => Cell::Status(Tone::Crit, t.no_leader.to_owned()),
        (Some(_), true) => Cell::Status(Tone::Idle, t.can_be.to_owned()),
        (Some(_), false) => Cell::Status(Tone::Warn, t.behind.to_owned()),
    };
    let preferred = (t.broker)(one.preferred);
    let (leader, both) = match one.leader {
        Some(id) => {
            let leader = (t.broker)(id);
            let both = format!("{leader} → {preferred}");
            (Cell::Text(leader), both)
        }
        None => (Cell::Quiet(t.nobody.to_owned()), preferred.clone()),
    };
    let topic = Screen::Topic(page.id.get_value(), one.topic.clone(), TopicTab::default());
    Row {
        key: key_of(one),
        name: format!("{} / {}", one.topic, one.partition),
        href: Some(routes::href(&topic)),
        mark: None,
        cells: vec![state.clone(), leader, Cell::Text(preferred)],
        sum: vec![Cell::Text(both), state],
    }
}

/// The card.
#[component]
pub fn Changes(page: Page) -> impl IntoView {
    let t = text().elections();
    let searched =
        Signal::derive(move || page.view.with(|view| view.q.clone().unwrap_or_default()));
    let found = Memo::new(move |_| {
        let preview = page.load.get();
        let all = preview.iter().flat_map(|preview| preview.changes.iter());
        let fits = |one: &&LeaderChange| {
            searched.with(|q| q.is_empty() || one.topic.as_str().contains(q.as_str()))
        };
        // Those that nobody leads stand first.
        let (mut first, rest): (Vec<_>, Vec<_>) = all
            .filter(fits)
            .cloned()
            .partition(|one| one.leader.is_none());
        first.extend(rest);
        first
    });
    let rows = Signal::derive(move || {
        let (skip, take) = page.view.with(|view| bounds(view.page, view.per_page));
        found.with(|all| {
            let here = all.iter().skip(skip).take(take);
            here.map(|one| row(page, one)).collect::<Vec<_>>()
        })
    });
    let total = Signal::derive(move || found.with(Vec::len) as u64);
    let told = Memo::new(move |_| {
        page.load.get().map_or((0, 0), |preview| {
            let all = preview.to_elect + preview.not_in_sync;
            (preview.changes.len() as u64, all)
        })
    });
    let small = move || match told.get() {
        (shown, all) if shown < all => (t.first)(shown),
        _ => String::new(),
    };
    // What is led as it should meanwhile is not selected any more.
    Effect::new(move || {
        let Some(preview) = page.load.get() else {
            return;
        };
        let here: BTreeSet<String> = preview.changes.iter().map(key_of).collect();
        if page.selected.with_untracked(|keys| !keys.is_subset(&here)) {
            page.selected
                .update(|keys| keys.retain(|key| here.contains(key)));
        }
    });
    let tools = Memo::new(move |_| told.get().0 > 0);
    let none = Memo::new(move |_| total.get() == 0);
    view! {
        <section class="card" aria-labelledby="changes">
            <header>
                <h2 id="changes">{t.changes} " " <small>{small}</small></h2>
            </header>
            <SelectionBar page=page />
            {drawn(move || tools.get().then(|| search(searched)))}
            {drawn(move || {
                if none.get() { nothing(&searched.get()) } else { table(page, rows, total) }
            })}
        </section>
    }
}

fn search(searched: Signal<String>) -> AnyView {
    let t = text().elections();
    view! {
        <div class="tools">
            <Search
                label=t.search
                placeholder=Signal::stored(t.search.to_owned())
                value=searched
                on_search=|q: String| {
                    change(Step::Replace, |view| view.q = Some(q).filter(|q| !q.is_empty()));
                }
            />
        </div>
    }
    .into_any()
}

fn table(page: Page, rows: Signal<Vec<Row>>, total: Signal<u64>) -> AnyView {
    let may = may_call::<ElectPreferred>(Some(&page.id.get_value()));
    view! {
        <Table
            label=text().elections().changes
            heads=heads()
            rows=rows
            selected=may.then_some(page.selected)
            menu=Callback::new(move |key: String| entries(page, &key))
            total=total
        />
        <Pager
            total=total
            page=Signal::derive(move || page.view.with(|view| view.page.unwrap_or(1)))
            per_page=Signal::derive(move || {
                page.view.with(|view| view.per_page.unwrap_or(PER_PAGE))
            })
            on_page=|page: u32| {
                change(Step::Push, |view| view.page = (page > 1).then_some(page));
            }
            on_per_page=|rows: u32| change(Step::Push, |view| view.per_page = Some(rows))
        />
    }
    .into_any()
}

/// What can be done with one partition.
fn entries(page: Page, key: &str) -> Vec<MenuItem> {
    let t = text().elections();
    let Some(partition) = partition_of(key) else {
        return Vec::new();
    };
    let id = page.id.get_value();
    let topic = Screen::Topic(id.clone(), partition.topic, TopicTab::default());
    let mut items = vec![MenuItem::link(t.open_topic, routes::href(&topic)).icon(lu::LuLayers)];
    let leaderless = page.load.get_untracked().is_some_and(|preview| {
        let mut all = preview.changes.iter();
        all.any(|one| one.leader.is_none() && key_of(one) == key)
    });
    if leaderless && may_call::<ElectUnclean>(Some(&id)) {
        let open = format!("{}{key}", dialogs::UNCLEAN);
        let item = MenuItem::act(t.unclean, move || routes::set_param("open", Some(&open)));
        items.push(item.icon(lu::LuTriangleAlert).danger());
    }
    items
}

/// Over the table while partitions are selected.
#[component]
fn SelectionBar(page: Page) -> impl IntoView {
    let (t, common) = (text().elections(), text().common());
    let count = Memo::new(move |_| page.selected.with(BTreeSet::len));
    let good = Memo::new(move |_| chosen(page).len());
    let shown = Memo::new(move |_| count.get() > 0);
    let why = Signal::derive(move || match good.get() {
        0 => Some(t.only_others.to_owned()),
        many if many > BATCH_MAX => Some(t.too_many.to_owned()),
        _ => None,
    });
    move || {
        shown.get().then(|| {
            view! {
                <div class="selbar" role="toolbar" aria-label=common.selection>
                    <IconButton
                        label=common.clear_selection
                        icon=lu::LuX
                        on_press=move |()| page.selected.set(BTreeSet::new())
                    />
                    <b class="num" role="status">
                        {drawn(move || (common.selected)(count.get() as u64))}
                    </b>
                    <Button
                        label=Signal::derive(move || (t.elect_count)(good.get() as u64))
                        icon=lu::LuVote
                        look=Look::Quiet
                        unavailable=why
                        on_press=|()| routes::set_param("open", Some(dialogs::ELECT_CHOSEN))
                    />
                </div>
            }
        })
    }
}

fn nothing(q: &str) -> AnyView {
    let t = text().elections();
    if q.is_empty() {
        return view! { <Empty icon=lu::LuCircleCheck title=t.none_title detail=t.none_detail /> }
            .into_any();
    }
    view! {
        <Empty icon=lu::LuSearch title=(t.nothing_title)(q) detail=t.nothing_detail>
            <Button
                label=text().common().clear_filters
                on_press=|()| change(Step::Push, |view| view.q = None)
            />
        </Empty>
    }
    .into_any()
}
