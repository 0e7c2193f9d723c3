//! What the dialogs share: the plan of a dry run, its warnings and its command, results one by one.

use super::draft::{Draft, in_words};
use super::preview::Preview;
use crate::api::Failure;
use crate::components::{Code, Diff, DiffRow, Icon, Note, Status, Tone, drawn, lu};
use crate::i18n::text;
use castellan_api::problem::ItemError;
use castellan_api::topics::{BatchEditItem, BatchEditResult, EditPlan};
use leptos::prelude::*;
use std::sync::Arc;

/// The most results drawn one by one; the rest are counted.
const SHOWN: usize = 100;

/// That the cluster is being asked. Its place stays, so that nothing jumps.
#[component]
pub fn Checking(
    /// True while it is.
    busy: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <p class="checking t3 fs12" role="status">
            {drawn(move || {
                busy.get()
                    .then(|| {
                        view! {
                            <Icon icon=lu::LuLoaderCircle small=true turning=true />
                            {text().topic().checking}
                        }
                    })
            })}
        </p>
    }
}

/// Why a dry run or the change itself was refused, where no field shows it.
#[component]
pub fn Refusal(
    /// Why.
    failure: RwSignal<Option<Failure>>,
    /// Pointers of the fields that show it themselves; a `/configs/…` field does.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    move || {
        let failure = failure.get()?;
        let beside_fields = match &failure {
            Failure::Problem(problem) => {
                !problem.errors.is_empty()
                    && problem.errors.iter().all(|error| {
                        error.pointer.starts_with("/configs/")
                            || fields.contains(&error.pointer.as_str())
                    })
            }
            _ => false,
        };
        (!beside_fields).then(|| {
            view! { <Note tone=Tone::Crit title=failure.title() detail=failure.detail() /> }
        })
    }
}

/// Why an edit of configs cannot be sent yet; `None`: it can. `changes` says whether the dry run
/// found a difference.
pub fn unsendable<E, T>(
    draft: Draft,
    edit: Memo<Option<E>>,
    plan: Preview<T>,
    changes: impl Fn() -> bool + Send + Sync + 'static,
) -> Signal<Option<String>>
where
    E: Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    let t = text().topic();
    Signal::derive(move || {
        if !draft.bad.with(|bad| bad.is_empty()) {
            Some(t.correct_first.to_owned())
        } else if edit.with(Option::is_none) {
            Some(t.nothing_changed.to_owned())
        } else if let Some(failure) = plan.failure.get() {
            Some(failure.title())
        } else if plan.busy.get() {
            Some(t.checking.to_owned())
        } else {
            (!changes()).then(|| t.no_difference.to_owned())
        }
    })
}

/// What a person should know.
#[component]
pub fn Warnings(
    /// In words.
    warnings: Vec<String>,
) -> impl IntoView {
    warnings
        .into_iter()
        .map(|warning| view! { <Note tone=Tone::Warn title=warning /> })
        .collect_view()
}

/// The command of Kafka's own tools, folded.
#[component]
pub fn Command(
    /// The command.
    command: String,
) -> impl IntoView {
    (!command.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{text().topic().command}</summary>
                <Code text=Signal::stored(command) label=text().topic().command />
            </details>
        }
    })
}

/// What an edit of one topic does.
#[component]
pub fn PlanView(
    /// The dry run.
    preview: Preview<EditPlan>,
) -> impl IntoView {
    let t = text().topic();
    move || {
        preview.answer.get().map(|plan| {
            let rows: Vec<DiffRow> = plan
                .changes
                .iter()
                .map(|change| {
                    let worded = |value: &Option<String>| {
                        value.as_ref().map(|value| with_words(&change.name, value))
                    };
                    // A description is emptied; a config goes back to what holds without it.
                    let emptied = change.name == "description";
                    let after = (!emptied).then(|| t.cluster_default.to_owned());
                    DiffRow {
                        label: (t.plain)(&change.name),
                        old: worded(&change.old),
                        new: worded(&change.new).or(after),
                        ..DiffRow::from(change)
                    }
                })
                .collect();
            let same = rows.is_empty();
            view! {
                {same.then(|| view! { <p class="t3">{t.no_difference}</p> })}
                {(!same)
                    .then(|| view! { <Diff label=t.changes rows=Signal::stored(rows) /> })}
                <Warnings warnings=plan.warnings.clone() />
                <Command command=plan.command.clone() />
            }
        })
    }
}

/// What an edit of many topics does to each.
#[component]
pub fn PlansView(
    /// The dry run.
    preview: Preview<BatchEditResult>,
) -> impl IntoView {
    move || preview.answer.get().map(|result| plans(&result))
}

/// How many topics change, and how many are refused.
pub fn tally(result: &BatchEditResult) -> (u64, u64) {
    let changing = result
        .items
        .iter()
        .filter(|item| {
            item.plan
                .as_ref()
                .is_some_and(|plan| !plan.changes.is_empty())
        })
        .count();
    let refused = result
        .items
        .iter()
        .filter(|item| item.error.is_some())
        .count();
    (changing as u64, refused as u64)
}

fn plans(result: &Arc<BatchEditResult>) -> impl IntoView + use<> {
    let t = text().topic();
    let row = |item: &BatchEditItem| {
        let what = match (&item.plan, &item.error) {
            (_, Some(error)) => {
                view! { <Status tone=Tone::Crit text=error.detail.clone() /> }.into_any()
            }
            (Some(plan), None) if !plan.changes.is_empty() => changes_in_line(plan).into_any(),
            _ => view! { <span class="t3">{t.same}</span> }.into_any(),
        };
        let warnings = item
            .plan
            .as_ref()
            .map(|plan| plan.warnings.join(" "))
            .unwrap_or_default();
        view! {
            <tr>
                <th scope="row" class="nm">{item.name.to_string()}</th>
                <td class="wraps">
                    {what}
                    {(!warnings.is_empty())
                        .then(|| view! { <div class="warn-t fs12">{warnings}</div> })}
                </td>
            </tr>
        }
    };
    // What is refused stands first.
    let (refused, rest): (Vec<_>, Vec<_>) =
        result.items.iter().partition(|item| item.error.is_some());
    let rows: Vec<_> = refused
        .into_iter()
        .chain(rest)
        .take(SHOWN)
        .map(row)
        .collect();
    view! {
        <div class="card tw scrolls" role="region" aria-label=t.changes tabindex="0">
            <table class="tbl">
                <thead>
                    <tr>
                        <th scope="col">{text().common().name}</th>
                        <th scope="col">{t.changes}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more(result.items.len())}
    }
}

/// `86400000 (1 d)`: a value as Kafka writes it, and as people read it.
fn with_words(name: &str, value: &str) -> String {
    match in_words(name, value) {
        Some(words) => format!("{value} ({words})"),
        None => value.to_owned(),
    }
}

/// `retention.ms 72 → 24`, for each value.
fn changes_in_line(plan: &EditPlan) -> impl IntoView + use<> {
    let (not_set, cluster) = (text().common().not_set, text().topic().cluster_default);
    plan.changes
        .iter()
        .map(|change| {
            let worded = |value: &Option<String>, missing: &str| {
                value.as_ref().map_or_else(
                    || missing.to_owned(),
                    |value| with_words(&change.name, value),
                )
            };
            let (old, new) = (worded(&change.old, not_set), worded(&change.new, cluster));
            view! {
                <div>
                    <code class="t3">{change.name.clone()}</code>
                    " "
                    <del class="b minus">{old}</del>
                    " → "
                    <ins class="b plus">{new}</ins>
                </div>
            }
        })
        .collect_view()
}

fn more(all: usize) -> impl IntoView {
    (all > SHOWN).then(|| {
        view! { <p class="t3 fs12">{(text().topic().more_topics)((all - SHOWN) as u64)}</p> }
    })
}

/// Items that were not done, each with its reason.
#[component]
pub fn Failures(
    /// Name and reason of each.
    items: Vec<(String, ItemError)>,
) -> impl IntoView {
    let rows = items
        .into_iter()
        .map(|(name, error)| {
            view! {
                <li>
                    <b>{name}</b>
                    " "
                    {error.detail}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="failures">{rows}</ul> }
}
