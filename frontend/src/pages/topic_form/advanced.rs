//! Folded: placement and every other config the cluster knows.

use super::form::{Form, MIN_ISR};
use crate::components::{Icon, Search, Segments, drawn, lu};
use crate::i18n::text;
use crate::pages::topic_actions::config_field::ConfigField;
use crate::pages::topic_actions::partitions::AssignmentField;
use castellan_api::configs::Config;
use leptos::prelude::*;

/// The folded part.
#[component]
pub fn Advanced(form: Form, others: Vec<Config>) -> impl IntoView {
    let t = text().topic_form();
    let count = others.len() as u64;
    let open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="adv"
            aria-expanded=move || open.get().to_string()
            aria-controls="advanced"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {drawn(move || {
                let icon = if open.get() { lu::LuChevronDown } else { lu::LuChevronRight };
                view! { <Icon icon=icon /> }
            })}
            {(t.advanced)(count)}
        </button>
        <div id="advanced" class="stack" hidden=move || !open.get()>
            {drawn(move || open.get().then(|| view! { <Inside form=form others=others.clone() /> }))}
        </div>
    }
}

#[component]
fn Inside(form: Form, others: Vec<Config>) -> impl IntoView {
    let t = text().topic_form();
    let sought = RwSignal::new(String::new());
    let placed = Signal::derive(move || {
        if form.placed.get() {
            "chosen"
        } else {
            "automatic"
        }
        .to_owned()
    });
    let fields: Vec<_> = others
        .into_iter()
        .map(|config| {
            let name = config.name.clone();
            let hidden = move || {
                let off = sought.with(|sought| !name.contains(&sought.to_lowercase()));
                // The switch above sets it.
                off || (name == MIN_ISR && form.sync.get())
            };
            view! {
                <div hidden=hidden>
                    <ConfigField config=config draft=form.draft failure=form.failure />
                </div>
            }
        })
        .collect();
    view! {
        <div class="fld">
            <span class="lab">{t.placement}</span>
            <Segments
                label=t.placement
                options=vec![
                    ("automatic".to_owned(), t.placement_automatic.to_owned()),
                    ("chosen".to_owned(), t.placement_chosen.to_owned()),
                ]
                value=placed
                on_change=move |chosen: String| form.placed.set(chosen == "chosen")
            />
            <span class="hint">{t.placement_hint}</span>
        </div>
        {drawn(move || {
            form.placed
                .get()
                .then(|| {
                    view! { <AssignmentField value=form.rows error=form.error("/assignment") /> }
                })
        })}
        <Search
            label=text().topic().find_setting
            placeholder=text().topic().find_setting.to_owned()
            value=sought
            on_search=move |typed| sought.set(typed)
            slash=false
        />
        <div class="two">{fields}</div>
    }
}
