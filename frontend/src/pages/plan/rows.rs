//! The matrix: partitions down, replicas across, a page of rows at a time. It is one tab stop; arrows
//! lead from picker to picker.

use super::brokers::Brokers;
use super::by_hand::ByHand;
use super::matrix::{Matrix, Was, fault};
use super::moves::badges;
use super::picker::{Picker, Place};
use super::row_tools::Tools;
use crate::components::table_cell::draw;
use crate::components::{Cell, Empty, IconButton, Pager, Status, Tone, drawn, lu};
use crate::dom;
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::routes::{self, Step};
use leptos::html;
use leptos::prelude::*;

/// Rows drawn at once.
pub const ROWS: u32 = 50;

/// What the rows share.
#[derive(Clone, Copy)]
struct Grid {
    matrix: Matrix,
    brokers: Brokers,
    /// Places of the partitions on this page.
    shown: Memo<Vec<usize>>,
    /// Columns of replicas.
    width: Memo<usize>,
    /// Partition and replica that had the focus last.
    current: RwSignal<(usize, usize)>,
}

/// The card.
#[component]
pub fn Rows(matrix: Matrix, brokers: Brokers) -> impl IntoView {
    let t = text().plan();
    let only = RwSignal::new(false);
    let per_page = RwSignal::new(ROWS);
    let asked = Memo::new(|_| routes::query::<ByHand>());
    let found = Memo::new(move |_| {
        let wanted = asked.with(|asked| asked.find.clone()).unwrap_or_default();
        let changed = only.get().then(|| matrix.changed());
        matrix.old.with(|old| {
            let all = old.iter().enumerate();
            all.filter(|(at, _)| {
                changed
                    .as_ref()
                    .is_none_or(|changed| changed.binary_search(at).is_ok())
            })
            .filter(|(_, was)| matches(was, wanted.trim()))
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
        })
    });
    let page = Signal::derive(move || {
        // `asked` before what comes from it; see the steps of the wizard.
        let wanted = asked.with(|asked| asked.page).unwrap_or(1);
        let rows = (per_page.get().max(1)) as usize;
        let pages = found.with(|found| found.len().div_ceil(rows)).max(1) as u32;
        wanted.clamp(1, pages)
    });
    let shown = Memo::new(move |_| {
        let before = page.get() as usize - 1;
        let rows = per_page.get() as usize;
        let skip = before * rows;
        found.with(|found| {
            found
                .iter()
                .skip(skip)
                .take(rows)
                .copied()
                .collect::<Vec<_>>()
        })
    });
    let width = Memo::new(move |_| {
        matrix
            .new
            .with(|new| new.iter().map(Vec::len).max())
            .unwrap_or_default()
            .max(1)
    });
    let grid = Grid {
        matrix,
        brokers,
        shown,
        width,
        current: RwSignal::new((0, 0)),
    };
    let total = Signal::derive(move || found.with(|found| found.len() as u64));
    let nothing = move || {
        (total.get() == 0).then(|| {
            let detail = if only.get() {
                t.none_changed
            } else {
                t.no_partition_detail
            };
            view! { <Empty icon=lu::LuSearch title=t.no_partition detail=detail /> }
        })
    };
    view! {
        <section class="card">
            <Tools matrix=matrix brokers=brokers asked=asked only=only />
            <Table grid=grid />
            {drawn(nothing)}
            <Pager
                total=total
                page=page
                per_page=per_page
                on_page=|page| {
                    ByHand::write(
                        |now| now.page = Some(page).filter(|page| *page > 1),
                        Step::Push,
                    );
                }
                on_per_page=move |rows| per_page.set(rows)
            />
        </section>
    }
}

/// True if a partition is the one wanted, or has a replica on the broker wanted.
fn matches(was: &Was, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let broker = wanted.parse().ok();
    was.partition.to_string() == wanted || was.replicas.iter().any(|id| Some(*id) == broker)
}

#[component]
fn Table(grid: Grid) -> impl IntoView {
    let t = text().plan();
    let node = NodeRef::<html::Tbody>::new();
    let heads = move || {
        (0..grid.width.get())
            .map(|column| {
                let word = match column {
                    0 => t.preferred.to_owned(),
                    _ => (t.replica)(column as u64 + 1),
                };
                view! { <th scope="col" role="columnheader">{word}</th> }
            })
            .collect_view()
    };
    view! {
        <div class="tw tall" role="region" aria-label=t.matrix tabindex="0">
            <table class="tbl plan-matrix" role="grid" aria-label=t.matrix>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader" class="num">
                            {t.col_partition}
                        </th>
                        <th scope="col" role="columnheader" class="num">
                            {t.col_size}
                        </th>
                        {drawn(heads)}
                        <th scope="col" role="columnheader">
                            <span class="sr">{t.add_replica}</span>
                        </th>
                        <th scope="col" role="columnheader">
                            {t.change_word}
                        </th>
                    </tr>
                </thead>
                <tbody
                    node_ref=node
                    role="rowgroup"
                    on:keydown=move |event| {
                        if let Some(body) = node.get_untracked() {
                            lead(&event, &body);
                        }
                    }
                >
                    <For each=move || grid.shown.get() key=|at| *at let:at>
                        {row(grid, at)}
                    </For>
                </tbody>
            </table>
        </div>
    }
}

fn row(grid: Grid, at: usize) -> AnyView {
    let matrix = grid.matrix;
    let Some(was) = matrix.old.with_untracked(|old| old.get(at).cloned()) else {
        return ().into_any();
    };
    let partition = was.partition;
    let size = draw(Cell::figure(was.bytes.map(bytes)));
    let old = StoredValue::new(was.replicas);
    let list = Memo::new(move |_| matrix.replicas(at));
    let changed = Memo::new(move |_| list.with(|list| old.with_value(|old| list != old)));
    let fault = Memo::new(move |_| {
        let told = || matrix.told.with(|told| told.get(&partition).cloned());
        let wrong = || {
            list.with(|list| {
                let old = matrix.as_is(at);
                grid.brokers.all.with(|all| fault(list, &old, all))
            })
        };
        changed.get().then(|| wrong().or_else(told)).flatten()
    });
    let cells = move || {
        let list = list.get();
        let columns = grid.width.get().max(list.len()) + 1;
        let room = list.len();
        (0..columns)
            .map(|column| {
                let place = Place {
                    at,
                    column,
                    partition,
                };
                let broker = list.get(column).copied();
                let picker = (column <= room).then(|| picker(grid, place, broker, &list, old));
                view! { <td role="gridcell">{picker}</td> }
            })
            .collect_view()
    };
    let change = move || {
        let list = list.get();
        changed
            .get()
            .then(|| change(matrix, at, partition, &list, old, fault))
    };
    view! {
        <tr role="row" class:plan-changed=move || changed.get()>
            <th scope="row" role="rowheader" class="num">{number(partition)}</th>
            <td role="gridcell" class="num">{size}</td>
            {drawn(cells)}
            <td role="gridcell" class="wraps">{drawn(change)}</td>
        </tr>
    }
    .into_any()
}

fn picker(
    grid: Grid,
    place: Place,
    broker: Option<i32>,
    list: &[i32],
    old: StoredValue<Vec<i32>>,
) -> AnyView {
    let last = list.len();
    let stop = Signal::derive(move || {
        let (at, column) = grid.current.get();
        let here = grid.shown.with(|shown| match shown.contains(&at) {
            true => at == place.at,
            false => shown.first() == Some(&place.at),
        });
        here && column.min(last) == place.column
    });
    let class = match broker {
        None => "more",
        Some(id) => match (place.column == 0, old.with_value(|old| old.contains(&id))) {
            (_, false) => "plus",
            (true, true) => "lead",
            (false, true) => "",
        },
    };
    view! {
        <Picker
            matrix=grid.matrix
            brokers=grid.brokers
            place=place
            broker=broker
            class=class.to_owned()
            stop=stop
            on_focus=move |()| grid.current.set((place.at, place.column))
        />
    }
    .into_any()
}

/// How a partition was, what is wrong with how it is chosen, and the way back.
fn change(
    matrix: Matrix,
    at: usize,
    partition: i32,
    list: &[i32],
    old: StoredValue<Vec<i32>>,
    fault: Memo<Option<String>>,
) -> AnyView {
    let t = text().plan();
    let (before, _) = old.with_value(|old| badges(old, list));
    let undo = move |()| old.with_value(|old| matrix.change(at, |list| list.clone_from(old)));
    view! {
        <span class="row">
            <span class="t3 fs12">{t.before}</span>
            {draw(Cell::Badges(before))}
            <IconButton
                label=(t.undo_one)(partition)
                icon=lu::LuUndo2
                small=true
                on_press=undo
            />
        </span>
        {drawn(move || fault.get().map(|fault| view! { <Status tone=Tone::Crit text=fault /> }))}
    }
    .into_any()
}

/// Arrows lead from picker to picker, Home and End to the ends of a row.
fn lead(event: &web_sys::KeyboardEvent, body: &web_sys::Element) {
    let Some(focused) = dom::focused() else {
        return;
    };
    // An open list of brokers has keys of its own.
    if focused.closest(".pop").ok().flatten().is_some() {
        return;
    }
    let rows = dom::all(body, "tr");
    let Some(row) = rows.iter().position(|row| row.contains(Some(&focused))) else {
        return;
    };
    let pickers = |row: usize| {
        rows.get(row)
            .map(|row| dom::all(row, ".pick"))
            .unwrap_or_default()
    };
    let here = pickers(row);
    let Some(at) = here.iter().position(|one| *one == focused) else {
        return;
    };
    let to = match event.key().as_str() {
        "ArrowRight" => here.get(at + 1).cloned(),
        "ArrowLeft" => at.checked_sub(1).and_then(|at| here.get(at).cloned()),
        "Home" => here.first().cloned(),
        "End" => here.last().cloned(),
        "ArrowDown" | "ArrowUp" => {
            let next = if event.key() == "ArrowDown" {
                Some(row + 1)
            } else {
                row.checked_sub(1)
            };
            let there = next.map(pickers).unwrap_or_default();
            there.get(at).or(there.last()).cloned()
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        let _ = to.focus();
    }
}
