//! The background tasks of an instance: what runs, what has ended and how.

pub mod dialogs;
mod tools;
mod view;
pub mod words;

use crate::api::{State, Watch, load};
use crate::components::{
    Button, Cell, Empty, Head, MenuItem, PageHead, Pager, Row, Sort, States, Table, drawn, lu,
};
use crate::dom;
use crate::format;
use crate::i18n::text;
use crate::routes::{self, Step};
use crate::shell::instance_name;
use castellan_api::endpoint::InstancePath;
use castellan_api::ids::InstanceId;
use castellan_api::page::{Order, PER_PAGE};
use castellan_api::screen::Screen;
use castellan_api::tasks::{ListTasks, TaskSummary};
use dialogs::{TaskDialogs, entries};
use leptos::prelude::*;
use tools::Tools;
use view::{View, change};
use words::{amount, name, task_words};

fn heads() -> Vec<Head> {
    let t = text().tasks();
    vec![
        Head::new("task", t.col_task),
        Head::new("state", t.state),
        Head::new("done", t.col_done).numeric(),
        Head::new("percent", t.col_percent).numeric(),
        Head::new("started", t.col_started).sorted(),
        Head::new("took", t.col_took).numeric(),
        Head::new("creator", t.col_creator),
        Head::new("message", t.col_message),
    ]
}

fn row(task: &TaskSummary) -> Row {
    let t = text().tasks();
    let (tone, word) = task_words(task);
    let done = amount(task);
    let took = task.started_at.map_or(Cell::Missing(t.not_begun), |from| {
        Cell::Text(format::duration(
            task.ended_at.unwrap_or_else(dom::now) - from,
        ))
    });
    Row {
        key: task.id.to_string(),
        name: name(task),
        href: Some(routes::href(&Screen::Task(
            task.instance.clone(),
            task.id.clone(),
        ))),
        mark: None,
        cells: vec![
            Cell::Status(tone, word.to_owned()),
            Cell::Text(done.clone()),
            Cell::percent(u32::from(task.percent())),
            Cell::Age(task.started_at.unwrap_or(task.created_at)),
            took,
            Cell::Text(task.creator.clone()),
            Cell::Text(task.message.clone()),
        ],
        sum: vec![
            Cell::Text(format!("{done} · {}", task.creator)),
            Cell::Status(tone, word.to_owned()),
        ],
    }
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let t = text().tasks();
    let view = Memo::new(|_| routes::query::<View>());
    let instance = id.clone();
    let load = load::<ListTasks>(
        move || {
            Some((
                InstancePath {
                    instance: instance.clone(),
                },
                view.with(View::query),
            ))
        },
        &[Watch::Tasks],
    );
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let find = move |id: &str| {
        load.get().and_then(|page| {
            page.items
                .iter()
                .find(|task| task.id.as_str() == id)
                .cloned()
        })
    };
    let menu = Callback::new(move |key: String| {
        let Some(task) = untrack(|| find(&key)) else {
            return Vec::new();
        };
        let href = routes::href(&Screen::Task(task.instance.clone(), task.id.clone()));
        let mut items = vec![MenuItem::link(t.open, href).icon(lu::LuListChecks)];
        items.extend(entries(&task));
        items
    });
    let rows = Signal::derive(move || {
        load.get()
            .map(|page| page.items.iter().map(row).collect())
            .unwrap_or_default()
    });
    let sort = Signal::derive(move || {
        let order = view.with(|view| view.order.unwrap_or(Order::Desc));
        Some(Sort {
            key: "started".to_owned(),
            order,
        })
    });
    let none = Memo::new(move |_| load.state() == State::Ready && total.get() == 0);
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(instance_name)
            facts=move || view! { <span>{t.about}</span> }
        />
        <section class="card">
            <Tools view=view busy=load.busy on_refresh=move |()| load.again() />
            <States
                state=Signal::derive(move || load.state())
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                own_skeleton=true
                on_retry=move |()| load.again()
            >
                {drawn(move || {
                    if none.get() {
                        nothing(view.with(View::filtered))
                    } else {
                        view! {
                            <Table
                                label=t.title
                                heads=heads()
                                rows=rows
                                sort=sort
                                on_sort=|sort: Sort| {
                                    change(|view| {
                                        view.order = (sort.order == Order::Asc).then_some(Order::Asc);
                                    });
                                }
                                menu=menu
                                loading=Signal::derive(move || load.state() == State::Waiting)
                                total=total
                            />
                        }
                            .into_any()
                    }
                })}
                <Pager
                    total=total
                    page=Signal::derive(move || view.with(|view| view.page.unwrap_or(1)))
                    per_page=Signal::derive(move || view.with(|view| view.per_page.unwrap_or(PER_PAGE)))
                    on_page=|page: u32| change(|view| view.page = (page > 1).then_some(page))
                    on_per_page=|rows: u32| change(|view| view.per_page = Some(rows))
                />
            </States>
        </section>
        <TaskDialogs find=move |id: String| find(&id) on_deleted=move |()| load.again() />
    }
    .into_any()
}

fn nothing(filtered: bool) -> AnyView {
    let t = text().tasks();
    if filtered {
        view! {
            <Empty icon=lu::LuSearch title=t.nothing_title detail=t.nothing_detail>
                <Button
                    label=text().common().clear_filters
                    on_press=|()| routes::set_query(&View::default(), Step::Push)
                />
            </Empty>
        }
        .into_any()
    } else {
        view! { <Empty icon=lu::LuListChecks title=t.empty_title detail=t.empty_detail /> }
            .into_any()
    }
}
