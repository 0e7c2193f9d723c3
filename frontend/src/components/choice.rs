//! Choices: select, checkbox, switch, segments.

use super::roving::{Arrows, Roving};
use super::{Field, drawn};
use crate::dom;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One of up to some dozens, as the browser's own select.
#[component]
pub fn Select(
    /// Plain name; empty: the label is read out only (`aria`).
    #[prop(into)]
    label: String,
    /// Value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Values and their words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Takes the choice.
    #[prop(into)]
    on_change: Callback<String>,
    /// Kafka's name.
    #[prop(optional, into)]
    kafka: String,
    /// Default and range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// True: the label is not drawn, only read out.
    #[prop(optional)]
    bare: bool,
    /// ID.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| dom::unique("select"));
    let name = bare.then(|| label.clone());
    let control = view! {
        <span class="field sel">
            <select
                id=id.clone()
                aria-label=name
                aria-describedby=(!bare).then(|| format!("{id}-hint"))
                on:change=move |event| on_change.run(dom::value_of(&event))
            >
                {drawn(move || {
                    let now = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|(option, word)| {
                            let chosen = option == now;
                            view! { <option value=option prop:selected=chosen selected=chosen>{word}</option> }
                        })
                        .collect_view()
                })}
            </select>
        </span>
    };
    if bare {
        return control.into_any();
    }
    view! {
        <Field label=label id=id kafka=kafka hint=hint error=error>
            {control}
        </Field>
    }
    .into_any()
}

/// A box to tick, with its word.
#[component]
pub fn Checkbox(
    /// Its word.
    #[prop(into)]
    label: String,
    /// Ticked or not.
    #[prop(into)]
    checked: Signal<bool>,
    /// Takes the change.
    #[prop(into)]
    on_change: Callback<bool>,
    /// A line below it.
    #[prop(optional, into)]
    hint: Option<String>,
    /// True: cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                class="cb"
                type="checkbox"
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change=move |event| on_change.run(checked_of(&event))
            />
            <span>
                {label} {hint.map(|hint| view! { <small class="hint">{hint}</small> })}
            </span>
        </label>
    }
}

fn checked_of(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}

/// On or off, at once.
#[component]
pub fn Switch(
    /// Its word.
    #[prop(into)]
    label: String,
    /// On or off.
    #[prop(into)]
    on: Signal<bool>,
    /// Takes the change.
    #[prop(into)]
    on_change: Callback<bool>,
    /// A line below the word.
    #[prop(optional, into)]
    hint: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// True: cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let word = match hint {
        Some(hint) => view! { <span><b>{label}</b><small>{hint}</small></span> }.into_any(),
        None => view! { <span>{label}</span> }.into_any(),
    };
    view! {
        <label class=format!("tog {class}")>
            <input
                class="sr"
                type="checkbox"
                role="switch"
                prop:checked=move || on.get()
                disabled=move || disabled.get()
                on:change=move |event| on_change.run(checked_of(&event))
            />
            <span class="switchy" class:on=move || on.get() aria-hidden="true"></span>
            {word}
        </label>
    }
}

/// Two to five views of the same thing, one at a time.
#[component]
pub fn Segments(
    /// What they are views of.
    #[prop(into)]
    label: String,
    /// Values and their words; a word may change, as its count does.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The one of now.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the choice.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    // Drawn anew for other values alone: a word that changes must not take the focus away.
    let values = Memo::new(move |_| {
        let values = |all: &Vec<(String, String)>| all.iter().map(|one| one.0.clone()).collect();
        options.with::<Vec<String>>(values)
    });
    let one = move |at: usize, option: String| {
        let own = option.clone();
        let current = Signal::derive(move || value.with(|value| *value == own));
        let word = Memo::new(move |_| options.with(|all| all.get(at).map(|one| one.1.clone())));
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=move || current.get().to_string()
                tabindex=move || if current.get() { "0" } else { "-1" }
                on:click=move |_| on_change.run(option.clone())
            >
                {drawn(move || word.get())}
            </button>
        }
    };
    let buttons = drawn(move || {
        values
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, option)| one(at, option))
            .collect_view()
    });
    view! {
        <div class="seg" role="radiogroup" aria-label=label on:keydown=move_choice>
            {buttons}
        </div>
    }
}

/// Arrows choose the one beside, Home and End the outermost.
fn move_choice(event: web_sys::KeyboardEvent) {
    let Some(radios) = Roving::heard(&event, "[role=radio]") else {
        return;
    };
    if let Some(one) = radios.led_by(&event.key(), Arrows::Both) {
        event.prevent_default();
        one.click();
        let _ = one.focus();
    }
}
