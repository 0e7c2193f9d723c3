//! The plan of an import: what would happen to each topic of the list.

use crate::components::{Cell, Empty, Head, Note, Pager, Row, Table, Tone, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::pages::topic_actions::parts::{Checking, Refusal, Warnings};
use crate::pages::topic_actions::preview::Preview;
use castellan_api::topics::{Change, ImportAction, ImportPlan, ImportRow};
use leptos::prelude::*;

const ROWS: u32 = 50;

/// The plan.
#[component]
pub fn Plan(plan: Preview<ImportPlan>, change: RwSignal<bool>) -> impl IntoView {
    let t = text().topic_import();
    let some = Memo::new(move |_| plan.answer.with(Option::is_some));
    let nothing = move || {
        (!some.get() && !plan.busy.get() && plan.failure.with(Option::is_none)).then(|| {
            view! {
                <Empty
                    icon=lu::LuListChecks
                    title=t.plan_empty
                    detail=t.plan_empty_detail
                />
            }
        })
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.plan}</h2>
                <Checking busy=plan.busy />
            </header>
            {nothing}
            {drawn(move || {
                plan.failure.with(Option::is_some).then(|| {
                    view! {
                        <div class="body">
                            <Refusal failure=plan.failure fields=&["/text"] />
                        </div>
                    }
                })
            })}
            {drawn(move || some.get().then(|| view! { <Planned plan=plan change=change /> }))}
        </section>
    }
}

#[component]
fn Planned(plan: Preview<ImportPlan>, change: RwSignal<bool>) -> impl IntoView {
    let t = text().topic_import();
    let only = RwSignal::new(None::<ImportAction>);
    let page = RwSignal::new(1u32);
    let per_page = RwSignal::new(ROWS);
    let heads = vec![
        Head::new("name", t.col_name),
        Head::new("action", t.col_action),
        Head::new("values", t.col_values),
        Head::new("line", t.col_line).numeric(),
    ];
    let count = move |action: Option<ImportAction>| {
        plan.answer.with(|plan| {
            plan.as_ref().map_or(0, |plan| {
                plan.rows
                    .iter()
                    .filter(|row| action.is_none_or(|one| row.action == one))
                    .count()
            })
        }) as u64
    };
    let total = Signal::derive(move || count(only.get()));
    let rows = Signal::derive(move || {
        let per_page_now = per_page.get() as usize;
        let skip = (page.get().max(1) as usize - 1) * per_page_now;
        let changes = change.get();
        plan.answer.with(|plan| {
            let all = plan.iter().flat_map(|plan| plan.rows.iter());
            all.filter(|row| only.get().is_none_or(|one| row.action == one))
                .skip(skip)
                .take(per_page_now)
                .map(|line| row(line, changes))
                .collect::<Vec<_>>()
        })
    });
    let chips = move || {
        let actions = [
            (None, t.all),
            (Some(ImportAction::Create), t.create),
            (Some(ImportAction::Change), t.change),
            (Some(ImportAction::Same), t.same),
            (Some(ImportAction::Conflict), t.conflict),
        ];
        actions
            .into_iter()
            .filter(|(action, _)| action.is_none() || count(*action) > 0)
            .map(|(action, word)| {
                let on = only.get() == action;
                view! {
                    <button
                        type="button"
                        class=if on { "chip on" } else { "chip" }
                        aria-pressed=on.to_string()
                        on:click=move |_| {
                            only.set(action);
                            page.set(1);
                        }
                    >
                        {word}
                        <b>{number(count(action))}</b>
                    </button>
                }
            })
            .collect::<Vec<_>>()
    };
    let adds = move || {
        plan.answer
            .with(|plan| plan.as_ref().map(|plan| (t.adds)(plan.partitions)))
    };
    let notes = move || {
        let conflicts = count(Some(ImportAction::Conflict));
        let warnings = plan
            .answer
            .with(|plan| plan.as_ref().map(|plan| plan.warnings.clone()))?;
        let some = conflicts > 0 || !warnings.is_empty();
        some.then(|| {
            view! {
                <div class="body stack">
                    {(conflicts > 0)
                        .then(|| {
                            view! { <Note tone=Tone::Warn title=(t.conflicts_left)(conflicts) /> }
                        })}
                    <Warnings warnings=warnings />
                </div>
            }
        })
    };
    view! {
        {notes}
        <div class="tools" role="group" aria-label=text().common().filters>
            {chips}
            <span class="sp"></span>
            <span class="t2 num" role="status">{adds}</span>
        </div>
        <Table label=t.plan heads=Signal::stored(heads) rows=rows total=total />
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
    }
}

fn row(row: &ImportRow, changes: bool) -> Row {
    let t = text().topic_import();
    let (tone, word) = match row.action {
        ImportAction::Create => (Tone::Ok, t.create),
        ImportAction::Change if changes => (Tone::Run, t.change),
        ImportAction::Change => (Tone::Idle, t.differs),
        ImportAction::Same => (Tone::Idle, t.same),
        ImportAction::Conflict => (Tone::Crit, t.conflict),
    };
    let values = match &row.why {
        Some(why) => why.clone(),
        None => row
            .changes
            .iter()
            .map(|change| words(change, row.action))
            .collect::<Vec<_>>()
            .join(" · "),
    };
    let action = Cell::Status(tone, word.to_owned());
    Row {
        key: row.line.to_string(),
        name: row.name.clone(),
        href: None,
        mark: None,
        cells: vec![
            action.clone(),
            Cell::Text(values.clone()),
            Cell::number(row.line),
        ],
        sum: vec![Cell::Text(values), action],
    }
}

/// `partitions 6`, or `retention.ms 1 → 2` where it exists.
fn words(change: &Change, action: ImportAction) -> String {
    let not_set = text().common().not_set;
    let new = change.new.as_deref().unwrap_or(not_set);
    match (action, change.old.as_deref()) {
        (ImportAction::Create, _) => format!("{} {new}", change.name),
        (_, old) => format!("{} {} → {new}", change.name, old.unwrap_or(not_set)),
    }
}
