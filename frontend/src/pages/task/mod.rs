//! One background task: how far it is, what became of each item, its log; cancel, delete record.

mod items;
mod progress;

use super::tasks::dialogs::{TaskDialogs, ask_cancel, ask_delete, not_cancelable};
use super::tasks::words::{kind_word, name, task_words};
use crate::api::{Watch, load};
use crate::clock;
use crate::components::{
    Button, Icon, KeyValue, KeyValues, Look, PageHead, Pill, States, drawn, lu,
};
use crate::format::{age, time};
use crate::i18n::text;
use crate::routes::{self, Link};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{NoQuery, TaskPath};
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::reassignment::GetReassignment;
use castellan_api::screen::Screen;
use castellan_api::tasks::{
    CancelTask, DeleteTask, GetTask, TaskDetail, TaskKind, TaskLine, TaskSummary,
};
use items::Items;
use leptos::prelude::*;
use progress::Progress;

/// Lines of the log shown at first.
const LINES: usize = 12;

/// The page.
pub fn page(id: InstanceId, task: TaskId) -> AnyView {
    let t = text().tasks();
    let path = TaskPath {
        instance: id.clone(),
        task: task.clone(),
    };
    let load = load::<GetTask>(move || Some((path.clone(), NoQuery {})), &[Watch::Tasks]);
    let summary = Signal::derive(move || load.get().map(|task| task.summary.clone()));
    let detail = Signal::derive(move || load.get());
    let title = Signal::derive(move || {
        summary
            .get()
            .map_or_else(|| t.title.to_owned(), |task| name(&task))
    });
    let id_text = task.to_string();
    let gone = id.clone();
    view! {
        <PageHead
            title=title
            about=Signal::derive(instance_name)
            pill=move || {
                summary
                    .get()
                    .map(|task| {
                        let (tone, word) = task_words(&task);
                        let why = task.cancel_asked.then(|| t.cancel_asked.to_owned());
                        view! { <Pill tone=tone text=word title=why.unwrap_or_default() /> }
                    })
            }
            facts=move || view! { <span>{(t.id)(&id_text)}</span> }
        >
            <Actions instance=id.clone() summary=summary />
        </PageHead>
        <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
            <Progress detail=detail />
            <div class="cols">
                <div class="stack">
                    <Items detail=detail />
                </div>
                <div class="stack">
                    <Log lines=Signal::derive(move || load.get().map(|task| task.log.clone()).unwrap_or_default()) />
                    {drawn(move || load.get().map(|task| view! { <Facts task=(*task).clone() /> }))}
                </div>
            </div>
        </States>
        <TaskDialogs
            find=move |id: String| summary.get().filter(|task| task.id.as_str() == id)
            on_deleted=move |()| routes::go(&Screen::Tasks(gone.clone()))
        />
    }
    .into_any()
}

/// What can be done, in the page's head. Drawn again only when the task ends or is asked to stop.
#[component]
fn Actions(instance: InstanceId, summary: Signal<Option<TaskSummary>>) -> impl IntoView {
    let t = text().tasks();
    let here = instance.clone();
    let reassignment = Memo::new(move |_| {
        let task = summary.get()?;
        let may = may_call::<GetReassignment>(Some(&task.instance));
        (may && task.kind == TaskKind::Reassign).then_some(task.id)
    });
    let whole = drawn(move || {
        reassignment.get().map(|task| {
            view! {
                <Link screen=Screen::Reassignment(here.clone(), task) class="btn">
                    <Icon icon=lu::LuShuffle />
                    {t.open_reassignment}
                </Link>
            }
        })
    });
    let stands = Memo::new(move |_| {
        summary
            .get()
            .map(|task| (task.state.ended(), task.cancel_asked))
    });
    let press = move |ask: fn(&TaskSummary)| {
        if let Some(task) = summary.get_untracked() {
            ask(&task);
        }
    };
    let acts = move || {
        let (ended, _) = stands.get()?;
        if ended {
            may_call::<DeleteTask>(Some(&instance)).then(|| {
                view! {
                    <Button
                        label=t.delete
                        icon=lu::LuTrash2
                        look=Look::Danger
                        on_press=move |()| press(ask_delete)
                    />
                }
                .into_any()
            })
        } else {
            may_call::<CancelTask>(Some(&instance)).then(|| {
                let why =
                    Signal::derive(move || summary.get().and_then(|task| not_cancelable(&task)));
                view! {
                    <Button
                        label=t.cancel
                        icon=lu::LuCircleStop
                        look=Look::Danger
                        unavailable=why
                        on_press=move |()| press(ask_cancel)
                    />
                }
                .into_any()
            })
        }
    };
    view! { {whole} {acts} }
}

/// A line of a log.
pub fn log_line(line: TaskLine) -> AnyView {
    // In the viewer's zone, as fields write it: the part after the date.
    let field = time::to_field(line.time);
    let clock = field
        .split_once('T')
        .map_or(field.clone(), |(_, clock)| clock.to_owned());
    view! {
        <li>
            <time title=time::full(line.time)>{clock}</time>
            {line.text}
        </li>
    }
    .into_any()
}

#[component]
fn Log(lines: Signal<Vec<TaskLine>>) -> impl IntoView {
    let t = text().tasks();
    let whole = RwSignal::new(false);
    let count = Memo::new(move |_| lines.with(Vec::len));
    let shown = move || {
        let take = if whole.get() { usize::MAX } else { LINES };
        lines
            .get()
            .into_iter()
            .take(take)
            .map(log_line)
            .collect_view()
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.log}</h2>
                {drawn(move || {
                    (count.get() > LINES)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="btn quiet sm"
                                    aria-expanded=move || whole.get().to_string()
                                    on:click=move |_| whole.update(|whole| *whole = !*whole)
                                >
                                    {drawn(move || {
                                        if whole.get() {
                                            t.fewer_lines.to_owned()
                                        } else {
                                            (t.all_lines)(count.get() as u64)
                                        }
                                    })}
                                </button>
                            }
                        })
                })}
            </header>
            <div class="body">
                {drawn(move || (count.get() == 0).then(|| view! { <p class="t3">{t.no_log}</p> }))}
                <ol class="log" class:long=move || whole.get()>{shown}</ol>
            </div>
        </section>
    }
}

#[component]
fn Facts(task: TaskDetail) -> impl IntoView {
    let t = text().tasks();
    let summary = task.summary;
    let moment = move |at: i64| {
        view! {
            {time::full(at)}
            <span class="t3">{drawn(move || format!(", {}", (t.ago)(&age(clock::slow() - at))))}</span>
        }
    };
    let instance = summary.instance.clone();
    let trace = task.trace.map(|trace| {
        let query = vec![("trace", trace.to_string()), ("id", trace.to_string())];
        let href = routes::href_with(&Screen::InstanceAudit(instance), &query);
        view! {
            <KeyValue name=t.trace>
                <a class="link" href=href>{t.view_trace}</a>
            </KeyValue>
        }
    });
    view! {
        <section class="card">
            <header>
                <h2>{t.facts}</h2>
            </header>
            <div class="body">
                <KeyValues>
                    <KeyValue name=t.kind value=kind_word(summary.kind) />
                    <KeyValue name=t.started_by value=summary.creator.clone() />
                    <KeyValue name=t.recorded>{moment(summary.created_at)}</KeyValue>
                    <KeyValue name=t.started>
                        {match summary.started_at {
                            Some(at) => moment(at).into_any(),
                            None => view! { <span class="t3">{t.not_begun}</span> }.into_any(),
                        }}
                    </KeyValue>
                    {summary.ended_at.map(|at| view! { <KeyValue name=t.ended>{moment(at)}</KeyValue> })}
                    {(!summary.state.ended())
                        .then(|| view! { <KeyValue name=t.if_canceled value=t.stays_done /> })}
                    {trace}
                </KeyValues>
            </div>
        </section>
    }
}
