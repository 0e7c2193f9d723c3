//! The field that only forms of connections have: a PEM text that may come from a file.

use crate::components::{Icon, TextArea, lu};
use crate::i18n::text;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

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
