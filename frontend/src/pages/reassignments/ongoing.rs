//! What Kafka moves now, whoever began it; what other tools began can be canceled here.

use super::dialogs::{CANCEL_MOVES, OWN, Selected, of_others};
use super::words::{count_of, partition_key, partition_name, partition_of, replicas};
use super::{MOVING_ROWS, View, change};
use crate::api::{Load, State};
use crate::components::{
    Button, Cell, Head, IconButton, Look, MenuItem, Pager, Row, States, Table, drawn, lu,
};
use crate::i18n::text;
use crate::routes::{self, Step};
use crate::session::may_call;
use castellan_api::ids::InstanceId;
use castellan_api::page::Page;
use castellan_api::reassignment::{CancelOngoing, Ongoing};
use castellan_api::rules::BATCH_MAX;
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;
use std::collections::BTreeSet;

fn key_of(one: &Ongoing) -> String {
    let key = partition_key(&one.topic, one.partition);
    match one.task {
        Some(_) => format!("{OWN}{key}"),
        None => key,
    }
}

fn row(id: &InstanceId, one: &Ongoing) -> Row {
    let t = text().reassignments();
    let in_sync = one
        .replicas
        .iter()
        .filter(|id| one.isr.contains(id))
        .count();
    let by = match &one.task {
        Some(task) => Cell::Link(
            t.this_console.to_owned(),
            routes::href(&Screen::Reassignment(id.clone(), task.clone())),
        ),
        None => Cell::Text(t.another_tool.to_owned()),
    };
    let badges = replicas(&one.replicas, &one.adding, &one.removing, &one.isr);
    let topic = Screen::Topic(id.clone(), one.topic.clone(), TopicTab::default());
    Row {
        key: key_of(one),
        name: partition_name(&one.topic, one.partition),
        href: Some(routes::href(&topic)),
        mark: None,
        cells: vec![
            badges.clone(),
            Cell::Text(count_of(in_sync, one.replicas.len())),
            by.clone(),
        ],
        sum: vec![badges, by],
    }
}

/// The card; nothing while nothing moves.
#[component]
pub fn Moving(
    id: InstanceId,
    view: Memo<View>,
    load: Load<Page<Ongoing>>,
    selected: Selected,
) -> impl IntoView {
    // What has ended is not selected any more; what is on other pages may still be.
    let total = Memo::new(move |_| load.get().map_or(0, |page| page.total));
    Effect::new(move || {
        let Some(page) = load.get() else { return };
        if page.total > page.items.len() as u64 {
            return;
        }
        let here: BTreeSet<String> = page.items.iter().map(key_of).collect();
        if selected.with_untracked(|keys| !keys.is_subset(&here)) {
            selected.update(|keys| keys.retain(|key| here.contains(key)));
        }
    });
    let shown = Memo::new(move |_| {
        total.get() > 0 || !matches!(load.state(), State::Ready | State::Waiting)
    });
    drawn(move || shown.get().then(|| card(id.clone(), view, load, selected)))
}

fn heads() -> Vec<Head> {
    let t = text().reassignments();
    vec![
        Head::new("partition", t.col_partition),
        Head::new("replicas", t.col_replicas),
        Head::new("in_sync", t.col_in_sync),
        Head::new("by", t.col_by),
    ]
}

fn card(
    id: InstanceId,
    view: Memo<View>,
    load: Load<Page<Ongoing>>,
    selected: Selected,
) -> AnyView {
    let t = text().reassignments();
    let may = may_call::<CancelOngoing>(Some(&id));
    let of_page = id.clone();
    let rows = Signal::derive(move || {
        load.get()
            .map(|page| page.items.iter().map(|one| row(&of_page, one)).collect())
            .unwrap_or_default()
    });
    let menu = Callback::new(move |key: String| entries(&id, load, &key, may));
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    view! {
        <section class="card" aria-labelledby="moving">
            <header>
                <h2 id="moving">{t.moving} " " <small>{t.moving_small}</small></h2>
            </header>
            <SelectionBar selected=selected />
            <States
                state=Signal::derive(move || load.state())
                missing=Signal::derive(move || {
                    load.get().map(|page| page.missing.clone()).unwrap_or_default()
                })
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                on_retry=move |()| load.again()
                own_skeleton=true
            >
                <Table
                    label=t.moving
                    heads=heads()
                    rows=rows
                    selected=may.then_some(selected)
                    menu=menu
                    total=total
                />
                <Pager
                    total=total
                    page=Signal::derive(move || view.with(|view| view.moving_page.unwrap_or(1)))
                    per_page=Signal::derive(move || {
                        view.with(|view| view.moving_rows.unwrap_or(MOVING_ROWS))
                    })
                    on_page=|page: u32| {
                        change(Step::Push, |view| view.moving_page = (page > 1).then_some(page));
                    }
                    on_per_page=|rows: u32| {
                        change(Step::Push, |view| {
                            view.moving_rows = Some(rows);
                            view.moving_page = None;
                        });
                    }
                />
            </States>
        </section>
    }
    .into_any()
}

/// What can be done with one partition that moves.
fn entries(id: &InstanceId, load: Load<Page<Ongoing>>, key: &str, may: bool) -> Vec<MenuItem> {
    let t = text().reassignments();
    let plain = key.strip_prefix(OWN).unwrap_or(key);
    let Some(partition) = partition_of(plain) else {
        return Vec::new();
    };
    let topic = Screen::Topic(id.clone(), partition.topic.clone(), TopicTab::default());
    let mut items = vec![MenuItem::link(t.open_topic, routes::href(&topic)).icon(lu::LuLayers)];
    let task = load.get_untracked().and_then(|page| {
        let found = page
            .items
            .iter()
            .find(|one| one.topic == partition.topic && one.partition == partition.partition);
        found.and_then(|one| one.task.clone())
    });
    if let Some(task) = task {
        let href = routes::href(&Screen::Reassignment(id.clone(), task));
        items.push(MenuItem::link(t.open_run, href).icon(lu::LuShuffle));
    } else if may {
        let open = format!("{CANCEL_MOVES}-{plain}");
        let ask = move || routes::set_param("open", Some(&open));
        items.push(
            MenuItem::act(t.cancel_move, ask)
                .icon(lu::LuCircleStop)
                .danger(),
        );
    }
    items
}

/// Over the table while rows are selected.
#[component]
fn SelectionBar(selected: Selected) -> impl IntoView {
    let (t, common) = (text().reassignments(), text().common());
    let count = Memo::new(move |_| selected.with(BTreeSet::len));
    let others = Memo::new(move |_| selected.with(|keys| of_others(keys).len()));
    let shown = Memo::new(move |_| count.get() > 0);
    let why = Signal::derive(move || match others.get() {
        0 => Some(t.only_own.to_owned()),
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
                        on_press=move |()| selected.set(BTreeSet::new())
                    />
                    <b class="num" role="status">
                        {drawn(move || (common.selected)(count.get() as u64))}
                    </b>
                    <Button
                        label=Signal::derive(move || (t.cancel_moves)(others.get() as u64))
                        icon=lu::LuCircleStop
                        look=Look::QuietDanger
                        unavailable=why
                        on_press=|()| routes::set_param("open", Some(CANCEL_MOVES))
                    />
                </div>
            }
        })
    }
}
