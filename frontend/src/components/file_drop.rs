//! A text from a file that is chosen or dropped.

use super::{Button, Icon, drawn, lu};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// A file's name and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its name, without a folder.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// A place to drop a file, and a button that chooses one. What is too long or no text is refused in
/// `refused`; nothing leaves the browser.
#[component]
pub fn FileDrop(
    /// Word of the button.
    #[prop(into)]
    choose: String,
    /// What can be done besides; the name of the file once there is one.
    #[prop(into)]
    hint: String,
    /// What the browser offers first, as of the attribute `accept`.
    accept: &'static str,
    /// Most bytes.
    most: usize,
    /// Says that a file has too many bytes.
    too_long: fn(u64) -> String,
    /// Says that a file is no text.
    #[prop(into)]
    not_text: String,
    /// Why the last file was refused.
    refused: RwSignal<Option<String>>,
    /// Takes the text.
    #[prop(into)]
    on_text: Callback<TextFile>,
    /// What stands at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let not_text = StoredValue::new(not_text);
    let take = move |files: Option<web_sys::FileList>| {
        let Some(file) = files.and_then(|files| files.get(0)) else {
            return;
        };
        if file.size() > most as f64 {
            refused.set(Some(too_long(file.size() as u64)));
            return;
        }
        leptos::task::spawn_local(async move {
            let Ok(read) = JsFuture::from(file.text()).await else {
                return;
            };
            let text = read.as_string().unwrap_or_default();
            // What is not UTF-8 is read with marks in place of its letters.
            if text.contains('\u{fffd}') {
                refused.try_set(not_text.try_get_value());
                return;
            }
            refused.try_set(None);
            name.try_set(file.name());
            on_text.try_run(TextFile {
                name: file.name(),
                text,
            });
        });
    };
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let chosen = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            take(input.files());
            // The same file can be chosen again, after it was corrected.
            input.set_value("");
        }
    };
    let open = move |()| {
        if let Some(input) = node.get_untracked() {
            input.click();
        }
    };
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <Icon icon=lu::LuUpload />
            <Button label=choose on_press=open />
            <span class="t2">
                {drawn(move || {
                    let name = name.get();
                    if name.is_empty() { hint.clone() } else { name }
                })}
            </span>
            <input node_ref=node type="file" hidden accept=accept on:change=chosen />
            {children.map(|children| children())}
        </div>
    }
}
