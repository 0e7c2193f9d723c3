//! Fields that only forms of connections have: several lines, and PEM texts that may come from a
//! file.

use crate::components::{Field, Icon, lu};
use crate::dom;
use crate::i18n::text;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

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

/// A PEM text, pasted or from a file.
#[component]
pub fn PemField(
    /// Plain name.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// What its first line names, as `CERTIFICATE`.
    what: &'static str,
    /// What to say to a text without it.
    bad: &'static str,
    /// Shown while it is empty.
    placeholder: &'static str,
    /// Hint.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What the console said is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// True: the rule shows before the field was left.
    #[prop(optional, into)]
    touched: Signal<bool>,
) -> impl IntoView {
    let check = Callback::new(move |pem: String| {
        let begins = pem
            .lines()
            .any(|line| line.starts_with("-----BEGIN ") && line.contains(what));
        (!pem.trim().is_empty() && !begins).then(|| bad.to_owned())
    });
    let name = format!("{}: {label}", text().attach().choose_file);
    view! {
        <TextArea
            label=label
            value=value
            hint=hint
            check=check
            error=error
            touched=touched
            placeholder=placeholder
            mono=true
        >
            <label class="btn sm quiet file">
                <Icon icon=lu::LuFileUp small=true />
                {text().attach().choose_file}
                <input
                    class="sr"
                    type="file"
                    accept=".pem,.crt,.cer,.key,.txt"
                    aria-label=name
                    on:change=move |event| read_file(&event, value)
                />
            </label>
        </TextArea>
    }
}

/// Reads the chosen file into the field.
fn read_file(event: &web_sys::Event, into: RwSignal<String>) {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    let promise = Reflect::get(&file, &"text".into())
        .ok()
        .and_then(|read| read.dyn_into::<Function>().ok())
        .and_then(|read| read.call0(&file).ok())
        .and_then(|promise| promise.dyn_into::<Promise>().ok());
    let Some(promise) = promise else { return };
    leptos::task::spawn_local(async move {
        if let Ok(read) = JsFuture::from(promise).await {
            into.try_set(read.as_string().unwrap_or_default());
        }
        // The same file may be chosen again.
        input.set_value("");
    });
}
