//! Where CMAK's clusters come from: a file that is chosen or dropped, or what is pasted.

use crate::components::{Button, Icon, TextArea, drawn, lu};
use crate::i18n::text;
use castellan_api::rules::IMPORT_BYTES_MAX;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Two clusters as cmak-operator declares them.
const SAMPLE: &str = "\
cmak:
  clustersCommon:
    kafkaVersion: \"2.4.0\"
  clusters:
    - name: cluster-stage
      curatorConfig:
        zkConnect: kafka01.stage:2181,kafka02.stage:2181
    - name: cluster-prod
      enabled: false
      curatorConfig:
        zkConnect: kafka01.prod:2181,kafka02.prod:2181
";

/// The source.
#[component]
pub fn Source(list: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let t = text().cmak();
    let node = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let file_name = RwSignal::new(String::new());
    let take = move |files: Option<web_sys::FileList>| {
        let Some(file) = files.and_then(|files| files.get(0)) else {
            return;
        };
        if file.size() > IMPORT_BYTES_MAX as f64 {
            refused.set(Some((t.too_long)(file.size() as u64)));
            return;
        }
        leptos::task::spawn_local(async move {
            let Ok(read) = JsFuture::from(file.text()).await else {
                return;
            };
            let text_read = read.as_string().unwrap_or_default();
            // What is not UTF-8 is read with marks in place of its letters.
            if text_read.contains('\u{fffd}') {
                refused.try_set(Some(t.not_text.to_owned()));
                return;
            }
            file_name.try_set(file.name());
            list.try_set(text_read);
        });
    };
    // What is typed afterwards has nothing to do with a file that was refused.
    Effect::new(move || {
        list.track();
        refused.set(None);
    });
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
            <Button label=t.choose on_press=open />
            <span class="t2">
                {drawn(move || {
                    let name = file_name.get();
                    if name.is_empty() { t.drop.to_owned() } else { name }
                })}
            </span>
            <input
                node_ref=node
                type="file"
                hidden
                accept=".json,.jsonl,.yaml,.yml,.txt,application/json,application/yaml,text/plain"
                on:change=chosen
            />
        </div>
        <TextArea
            label=t.text
            value=list
            error=Signal::derive(move || refused.get().or_else(|| error.get()))
            rows=8
            mono=true
        />
        {drawn(move || {
            list.with(|list| list.trim().is_empty())
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="link start"
                            on:click=move |_| list.set(SAMPLE.to_owned())
                        >
                            {t.sample}
                        </button>
                    }
                })
        })}
    }
}
