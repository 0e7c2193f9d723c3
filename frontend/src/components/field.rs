//! Fields: plain name, Kafka's name beside it, default and range in the hint. Checked on leaving the
//! field, then at every key; what was typed is never cleared.

use super::{Icon, lu};
use crate::dom;
use crate::format::{number, time};
use leptos::prelude::*;

/// A label, a control and its hint. The control stands inside; [`TextField`] and its like are made
/// of it.
#[component]
pub fn Field(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// ID of the control.
    #[prop(into)]
    id: String,
    /// Kafka's name.
    #[prop(optional, into)]
    kafka: String,
    /// Default and range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What a person should know.
    #[prop(optional, into)]
    warning: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let below = move || {
        if let Some(error) = error.get() {
            view! {
                <span class="hint bad" id=hint_id.clone() role="alert">
                    <Icon icon=lu::LuCircleAlert small=true />
                    <span>{error}</span>
                </span>
            }
            .into_any()
        } else if let Some(warning) = warning.get() {
            view! {
                <span class="hint warn" id=hint_id.clone()>
                    <Icon icon=lu::LuTriangleAlert small=true />
                    <span>{warning}</span>
                </span>
            }
            .into_any()
        } else {
            hint.get()
                .map(|hint| view! { <span class="hint" id=hint_id.clone()>{hint}</span> })
                .into_any()
        }
    };
    view! {
        <div class="fld">
            <label for=id>
                {label} {(!kafka.is_empty()).then(|| view! { <code>{kafka}</code> })}
            </label>
            {children()}
            {below}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// Kafka's name.
    #[prop(optional, into)]
    kafka: String,
    /// Default and range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// The rule: what is wrong with a value, from `castellan_api::rules`.
    #[prop(optional, into)]
    check: Option<Callback<String, Option<String>>>,
    /// What the console said is wrong (`failure.field("/name")`); typing does not hide it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What a person should know.
    #[prop(optional, into)]
    warning: Signal<Option<String>>,
    /// True: the rule shows before the field was left (after a try to send).
    #[prop(optional, into)]
    touched: Signal<bool>,
    /// Type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(optional, into)]
    autocomplete: Option<&'static str>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Unit, inside at the right.
    #[prop(optional, into)]
    suffix: String,
    /// Icon inside at the left.
    #[prop(optional, into)]
    icon: Option<icondata_core::Icon>,
    /// True: shown, not changed.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// True: what a machine reads.
    #[prop(optional)]
    mono: bool,
    /// Keyboard of a phone, as `numeric`.
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// ID.
    #[prop(optional, into)]
    id: Option<String>,
    /// Something inside at the right, as a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| dom::unique("field"));
    let left = RwSignal::new(false);
    let shown = Signal::derive(move || {
        let rule = || {
            (left.get() || touched.get())
                .then(|| check.and_then(|check| check.run(value.get())))
                .flatten()
        };
        rule().or_else(|| error.get())
    });
    let class = move || {
        let bad = if shown.with(Option::is_some) {
            " bad"
        } else {
            ""
        };
        let fixed = if read_only.get() { " ro" } else { "" };
        format!("field{bad}{fixed}")
    };
    view! {
        <Field label=label id=id.clone() kafka=kafka hint=hint error=shown warning=warning>
            <span class=class>
                {icon.map(|icon| view! { <Icon icon=icon /> })}
                <input
                    id=id.clone()
                    type=kind
                    class=mono.then_some("mono")
                    autocomplete=autocomplete.unwrap_or("off")
                    inputmode=inputmode
                    spellcheck="false"
                    autocapitalize="off"
                    placeholder=move || placeholder.get()
                    readonly=move || read_only.get()
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
                />
                {(!suffix.is_empty()).then(|| view! { <span class="suf">{suffix}</span> })}
                {children.map(|children| children())}
            </span>
        </Field>
    }
}

/// A whole number, typed as text. An empty field is no error here: the page knows what it means.
#[component]
pub fn NumberField(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// Smallest.
    #[prop(default = i64::MIN)]
    min: i64,
    /// Largest.
    #[prop(default = i64::MAX)]
    max: i64,
    /// What to say to a value out of range or no number.
    #[prop(into)]
    out_of_range: String,
    /// Kafka's name.
    #[prop(optional, into)]
    kafka: String,
    /// Default and range.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What the console said is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What a person should know.
    #[prop(optional, into)]
    warning: Signal<Option<String>>,
    /// True: the rule shows before the field was left.
    #[prop(optional, into)]
    touched: Signal<bool>,
    /// Shown while it is empty: the default.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Unit.
    #[prop(optional, into)]
    suffix: String,
    /// True: shown, not changed.
    #[prop(optional, into)]
    read_only: Signal<bool>,
) -> impl IntoView {
    let check = Callback::new(move |typed: String| {
        let typed = typed.trim();
        let good =
            typed.is_empty() || parse_number(typed).is_some_and(|n| (min..=max).contains(&n));
        (!good).then(|| out_of_range.clone())
    });
    view! {
        <TextField
            label=label
            value=value
            kafka=kafka
            hint=hint
            check=check
            error=error
            warning=warning
            touched=touched
            placeholder=placeholder
            suffix=suffix
            read_only=read_only
            inputmode="numeric"
        />
    }
}

/// A whole number as people type it: spaces, commas and a true minus are taken.
pub fn parse_number(typed: &str) -> Option<i64> {
    let plain: String = typed
        .trim()
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '_'))
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    plain.parse().ok()
}

/// A date and time in the viewer's zone.
#[component]
pub fn TimeField(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// Milliseconds since 1970 UTC; `None`: empty or not whole.
    value: RwSignal<Option<i64>>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = dom::unique("time");
    view! {
        <Field label=label id=id.clone() error=error>
            <span class="field" class:bad=move || error.with(Option::is_some)>
                <input
                    id=id.clone()
                    type="datetime-local"
                    step="1"
                    prop:value=value.get_untracked().map(time::to_field).unwrap_or_default()
                    on:change=move |event| value.set(time::from_field(&dom::value_of(&event)))
                />
                <span class="suf">{time::zone()}</span>
            </span>
        </Field>
    }
}

/// "1–720": a range for a hint.
pub fn range(min: i64, max: i64) -> String {
    format!("{}–{}", number(min), number(max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        assert_eq!(parse_number(" 1,048,576 "), Some(1_048_576));
        assert_eq!(parse_number("−1"), Some(-1));
        assert_eq!(parse_number("1.5"), None);
        assert_eq!(parse_number(""), None);
    }
}
