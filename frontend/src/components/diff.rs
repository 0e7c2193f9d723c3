//! Now and after: what a change does, before it is made.

use super::{Icon, drawn, lu};
use crate::i18n::text;
use castellan_api::topics::Change;
use leptos::prelude::*;

/// A value that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct DiffRow {
    /// Plain name; empty: the Kafka name alone.
    pub label: String,
    /// Kafka's name.
    pub name: String,
    /// Now; `None`: not set.
    pub old: Option<String>,
    /// After; `None`: the cluster's default.
    pub new: Option<String>,
    /// Where the value after comes from.
    pub source: String,
}

impl From<&Change> for DiffRow {
    fn from(change: &Change) -> Self {
        Self {
            label: String::new(),
            name: change.name.clone(),
            old: change.old.clone(),
            new: change.new.clone(),
            source: String::new(),
        }
    }
}

/// A table of what changes.
#[component]
pub fn Diff(
    /// Its name.
    #[prop(into)]
    label: String,
    /// What changes.
    #[prop(into)]
    rows: Signal<Vec<DiffRow>>,
    /// How many values stay as they are.
    #[prop(optional)]
    unchanged: u64,
) -> impl IntoView {
    let t = text().common();
    let sourced = move || rows.with(|rows| rows.iter().any(|row| !row.source.is_empty()));
    let not_set = move || view! { <span class="t3">{t.not_set}</span> };
    let body = move || {
        rows.get()
            .into_iter()
            .map(|row| {
                let old = match row.old {
                    Some(old) => view! { <del class="b minus">{old}</del> }.into_any(),
                    None => not_set().into_any(),
                };
                let new = match row.new {
                    Some(new) => view! { <ins class="b plus">{new}</ins> }.into_any(),
                    None => not_set().into_any(),
                };
                let plain = !row.label.is_empty();
                view! {
                    <tr>
                        <td>
                            {plain.then(|| view! { <span class="med">{row.label}</span> " " })}
                            <code class=plain.then_some("t3")>{row.name}</code>
                        </td>
                        <td>{old}</td>
                        <td class="arrow">
                            <Icon icon=lu::LuArrowRight small=true />
                        </td>
                        <td>{new}</td>
                        {sourced().then(|| view! { <td class="t2">{row.source}</td> })}
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class="card tw" role="region" aria-label=label tabindex="0">
            <table class="tbl diff">
                <thead>
                    <tr>
                        <th scope="col">{t.setting}</th>
                        <th scope="col">{t.now}</th>
                        <th scope="col">
                            <span class="sr">{t.becomes}</span>
                        </th>
                        <th scope="col">{t.after}</th>
                        {drawn(move || sourced().then(|| view! { <th scope="col">{t.source}</th> }))}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        {(unchanged > 0).then(|| view! { <p class="t3 fs12">{(t.unchanged)(unchanged)}</p> })}
    }
}
