//! The reassignments of the console, newest first.

use super::words::{all_of, amount, percent_of, phase_words};
use super::{View, change};
use crate::api::{Load, State};
use crate::clock;
use crate::components::{
    Button, Cell, Empty, Head, Icon, Pager, Row, Search, States, Table, drawn, lu,
};
use crate::format::{duration, number, time};
use crate::i18n::text;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use castellan_api::ids::InstanceId;
use castellan_api::page::{PER_PAGE, Page};
use castellan_api::reassignment::{PlanReassignment, ReassignmentSummary};
use castellan_api::screen::Screen;
use castellan_api::tasks::TaskState;
use leptos::prelude::*;

fn heads() -> Vec<Head> {
    let t = text().reassignments();
    vec![
        Head::new("title", t.col_reassignment),
        Head::new("state", t.col_state),
        Head::new("progress", t.col_progress),
        Head::new("partitions", t.col_partitions).numeric(),
        Head::new("moved", t.col_moved).numeric(),
        Head::new("creator", t.col_creator),
        Head::new("started", t.col_started),
        Head::new("end", t.col_end).titled(t.col_end_title),
    ]
}

fn row(one: &ReassignmentSummary) -> Row {
    let t = text().reassignments();
    let task = &one.task;
    let (tone, word) = phase_words(one);
    let all = all_of(&one.counts);
    let partitions = (t.of)(&number(one.counts.done), &number(all));
    let percent = match task.state {
        TaskState::Successful => 100,
        _ => percent_of(task.done, task.total)
            .or_else(|| percent_of(one.counts.done, all))
            .unwrap_or(0),
    };
    let end = match (task.ended_at, task.estimated_end) {
        (Some(at), _) => Cell::Time(at),
        (None, Some(at)) => {
            let left = at - clock::slow();
            Cell::Text(if left > 0 {
                let left = (text().common().in_time)(&duration(left));
                format!("{}, {left}", time::since(at))
            } else {
                t.any_moment.to_owned()
            })
        }
        (None, None) => Cell::Missing(t.no_estimate),
    };
    let state = Cell::Status(tone, word.to_owned());
    let screen = Screen::Reassignment(task.instance.clone(), task.id.clone());
    Row {
        key: task.id.to_string(),
        name: one.title.clone(),
        href: Some(routes::href(&screen)),
        mark: None,
        cells: vec![
            state.clone(),
            Cell::Progress(t.progress, percent),
            Cell::Text(partitions.clone()),
            Cell::Text(amount(task.done, task.total)),
            Cell::Text(task.creator.clone()),
            task.started_at
                .map_or(Cell::Missing(t.not_begun), Cell::Age),
            end,
        ],
        sum: vec![
            Cell::Text(format!("{partitions} · {}", task.creator)),
            state,
        ],
    }
}

/// The card.
#[component]
pub fn History(
    id: InstanceId,
    view: Memo<View>,
    load: Load<Page<ReassignmentSummary>>,
) -> impl IntoView {
    let t = text().reassignments();
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let rows = Signal::derive(move || {
        load.get()
            .map(|page| page.items.iter().map(row).collect())
            .unwrap_or_default()
    });
    let searched = Signal::derive(move || view.with(|view| view.q.clone().unwrap_or_default()));
    let none = Memo::new(move |_| load.get().is_some_and(|page| page.total == 0));
    let tools = Memo::new(move |_| !none.get() || searched.with(|q| !q.is_empty()));
    let missing = move || {
        load.get()
            .map(|page| page.missing.clone())
            .unwrap_or_default()
    };
    view! {
        <section class="card" aria-labelledby="history">
            <header>
                <h2 id="history">{t.history}</h2>
            </header>
            {drawn(move || tools.get().then(|| search(total, searched)))}
            <States
                state=Signal::derive(move || load.state())
                missing=Signal::derive(missing)
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                on_retry=move |()| load.again()
                own_skeleton=true
            >
                {
                    let id = id.clone();
                    drawn(move || {
                        if none.get() {
                            nothing(id.clone(), &searched.get())
                        } else {
                            table(view, load, rows, total)
                        }
                    })
                }
            </States>
        </section>
    }
}

fn search(total: Signal<u64>, searched: Signal<String>) -> AnyView {
    let t = text().reassignments();
    view! {
        <div class="tools">
            <Search
                label=t.search_label
                placeholder=Signal::derive(move || (t.search)(total.get()))
                value=searched
                on_search=|q: String| {
                    change(Step::Replace, |view| {
                        view.q = Some(q).filter(|q| !q.is_empty());
                        view.page = None;
                    });
                }
            />
        </div>
    }
    .into_any()
}

fn table(
    view: Memo<View>,
    load: Load<Page<ReassignmentSummary>>,
    rows: Signal<Vec<Row>>,
    total: Signal<u64>,
) -> AnyView {
    view! {
        <Table
            label=text().reassignments().history
            heads=heads()
            rows=rows
            loading=Signal::derive(move || load.state() == State::Waiting)
            total=total
        />
        <Pager
            total=total
            page=Signal::derive(move || view.with(|view| view.page.unwrap_or(1)))
            per_page=Signal::derive(move || {
                view.with(|view| view.per_page.unwrap_or(PER_PAGE))
            })
            on_page=|page: u32| {
                change(Step::Push, |view| view.page = (page > 1).then_some(page));
            }
            on_per_page=|rows: u32| {
                change(Step::Push, |view| {
                    view.per_page = Some(rows);
                    view.page = None;
                });
            }
        />
    }
    .into_any()
}

fn nothing(id: InstanceId, q: &str) -> AnyView {
    let t = text().reassignments();
    if !q.is_empty() {
        return view! {
            <Empty icon=lu::LuSearch title=(t.nothing_title)(q) detail=t.nothing_detail>
                <Button
                    label=text().common().clear_filters
                    on_press=|()| change(Step::Push, |view| view.q = None)
                />
            </Empty>
        }
        .into_any();
    }
    let plan = may_call::<PlanReassignment>(Some(&id));
    view! {
        <Empty icon=lu::LuShuffle title=t.none_title detail=t.none_detail>
            {plan
                .then(|| {
                    view! {
                        <Link screen=Screen::PlanReassignment(id) class="btn">
                            <Icon icon=lu::LuShuffle />
                            {t.plan}
                        </Link>
                    }
                })}
        </Empty>
    }
    .into_any()
}
