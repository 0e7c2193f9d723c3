//! Text of several lines.

use super::Field;
use crate::dom;
use leptos::prelude::*;

/// Text of several lines.
#[component]
pub fn TextArea(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// Default and range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The rule.
    #[prop(optional, into)]
    check: Option<Callback<String, Option<String>>>,
    /// What the console said is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// True: the rule shows before the field was left.
    #[prop(optional, into)]
    touched: Signal<bool>,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: String,
    /// True: what a machine reads.
    #[prop(optional)]
    mono: bool,
    /// Below the text, inside.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = dom::unique("area");
    let left = RwSignal::new(false);
    let shown = Signal::derive(move || {
        let rule = || {
            (left.get() || touched.get())
                .then(|| check.and_then(|check| check.run(value.get())))
                .flatten()
        };
        rule().or_else(|| error.get())
    });
    view! {
        <Field label=label id=id.clone() hint=hint error=shown>
            <span class="field lines" class:bad=move || shown.with(Option::is_some)>
                <textarea
                    id=id.clone()
                    class=mono.then_some("mono")
                    rows=rows.to_string()
                    spellcheck=if mono { "false" } else { "true" }
                    autocapitalize="off"
                    autocomplete="off"
                    placeholder=placeholder
                    aria-invalid=move || shown.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{id}-hint")
                    prop:value=move || value.get()
                    on:input=move |event| value.set(dom::value_of(&event))
                    on:blur=move |_| {
                        // Also when the focused field leaves the page: its signals are gone then.
                        if value.try_with_untracked(|value| !value.is_empty()) == Some(true) {
                            left.try_set(true);
                        }
                    }
                ></textarea>
                {children.map(|children| children())}
            </span>
        </Field>
    }
}
