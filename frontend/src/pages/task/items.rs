//! What became of each item of a task: filtered and searched here, for all of it is here.

use crate::components::{Cell, Empty, Head, Pager, Row, Search, Segments, Table, Tone, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::ids::InstanceId;
use castellan_api::page::bounds;
use castellan_api::problem::ItemResult;
use castellan_api::screen::{Screen, TopicTab};
use castellan_api::tasks::TaskDetail;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which results are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Result {
    Done,
    Failed,
}

/// What the address says to the list of items.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct View {
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Result>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_page: Option<u32>,
}

impl View {
    fn fits(&self, item: &ItemResult) -> bool {
        let named = self
            .q
            .as_ref()
            .is_none_or(|q| item.name.contains(q.as_str()));
        named
            && match self.result {
                None => true,
                Some(Result::Done) => item.error.is_none(),
                Some(Result::Failed) => item.error.is_some(),
            }
    }
}

fn change(edit: impl FnOnce(&mut View), step: Step) {
    let mut view: View = routes::query_untracked();
    view.page = None;
    edit(&mut view);
    routes::set_query(&view, step);
}

fn row(instance: &InstanceId, item: &ItemResult) -> Row {
    let t = text().tasks();
    let (tone, word) = if item.error.is_none() {
        (Tone::Ok, t.result_done)
    } else {
        (Tone::Crit, t.result_failed)
    };
    let state = Cell::Status(tone, word.to_owned());
    let reason = item.error.as_ref().map(|error| match &error.kafka {
        Some(kafka) => format!("{} ({})", error.detail, kafka.name),
        None => error.detail.clone(),
    });
    // Items are topics; one that was made has a page.
    let topic = item
        .error
        .is_none()
        .then(|| item.name.parse().ok())
        .flatten();
    Row {
        key: item.name.clone(),
        name: item.name.clone(),
        href: topic.map(|topic| {
            routes::href(&Screen::Topic(instance.clone(), topic, TopicTab::default()))
        }),
        mark: None,
        cells: vec![
            state.clone(),
            Cell::Text(reason.clone().unwrap_or_default()),
        ],
        sum: vec![Cell::Text(reason.unwrap_or_default()), state],
    }
}

/// The card.
#[component]
pub fn Items(
    /// The task.
    detail: Signal<Option<Arc<TaskDetail>>>,
) -> impl IntoView {
    let t = text().tasks();
    let view = Memo::new(|_| routes::query::<View>());
    let counts = Memo::new(move |_| {
        detail.with(|task| {
            let items = task
                .as_ref()
                .map(|task| task.items.as_slice())
                .unwrap_or_default();
            let failed = items.iter().filter(|item| item.error.is_some()).count();
            (items.len(), failed)
        })
    });
    let found = Memo::new(move |_| {
        detail.with(|task| {
            task.as_ref().map_or(0, |task| {
                view.with(|view| task.items.iter().filter(|item| view.fits(item)).count())
            })
        })
    });
    let rows = Signal::derive(move || {
        let view = view.get();
        let (skip, take) = bounds(view.page, view.per_page);
        detail.with(|task| {
            task.as_ref().map_or_else(Vec::new, |task| {
                task.items
                    .iter()
                    .filter(|item| view.fits(item))
                    .skip(skip)
                    .take(take)
                    .map(|item| row(&task.summary.instance, item))
                    .collect()
            })
        })
    });
    let heads = vec![
        Head::new("item", t.col_item),
        Head::new("result", t.col_result),
        Head::new("reason", t.col_reason),
    ];
    let heads = StoredValue::new(heads);
    let segments = move || {
        let (all, failed) = counts.get();
        let with = |word: &str, count: usize| format!("{word} {}", number(count as u64));
        view! {
            <Segments
                label=t.results
                options=vec![
                    (String::new(), with(t.all_results, all)),
                    ("done".to_owned(), with(t.result_done, all - failed)),
                    ("failed".to_owned(), with(t.result_failed, failed)),
                ]
                value=Signal::derive(move || {
                    match view.with(|view| view.result) {
                        None => "",
                        Some(Result::Done) => "done",
                        Some(Result::Failed) => "failed",
                    }
                        .to_owned()
                })
                on_change=|word: String| {
                    change(
                        |view| {
                            view.result = match word.as_str() {
                                "done" => Some(Result::Done),
                                "failed" => Some(Result::Failed),
                                _ => None,
                            };
                        },
                        Step::Push,
                    );
                }
            />
        }
    };
    let none_yet = Memo::new(move |_| counts.get().0 == 0);
    let none = Memo::new(move |_| found.get() == 0);
    view! {
        <section class="card">
            <div class="tools">
                {segments}
                <span class="sp"></span>
                <Search
                    label=t.search_label
                    placeholder=Signal::derive(move || (t.search_items)(counts.get().0 as u64))
                    value=Signal::derive(move || view.with(|view| view.q.clone().unwrap_or_default()))
                    on_search=|q: String| {
                        change(|view| view.q = (!q.is_empty()).then_some(q), Step::Replace);
                    }
                />
            </div>
            {drawn(move || {
                if none_yet.get() {
                    view! { <Empty icon=lu::LuListChecks title=t.no_items_title detail=t.no_items_detail /> }
                        .into_any()
                } else if none.get() {
                    view! { <Empty icon=lu::LuSearch title=t.no_item_title detail=t.no_item_detail /> }
                        .into_any()
                } else {
                    view! {
                        <Table
                            label=t.results_of
                            heads=heads.get_value()
                            rows=rows
                            total=Signal::derive(move || found.get() as u64)
                        />
                        <Pager
                            total=Signal::derive(move || found.get() as u64)
                            page=Signal::derive(move || view.with(|view| view.page.unwrap_or(1)))
                            per_page=Signal::derive(move || {
                                view.with(|view| view.per_page.unwrap_or(castellan_api::page::PER_PAGE))
                            })
                            on_page=|page: u32| {
                                change(|view| view.page = (page > 1).then_some(page), Step::Push);
                            }
                            on_per_page=|rows: u32| change(|view| view.per_page = Some(rows), Step::Push)
                        />
                    }
                        .into_any()
                }
            })}
        </section>
    }
}
