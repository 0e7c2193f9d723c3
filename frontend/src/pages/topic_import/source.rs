//! Where the list comes from: a file that is chosen or dropped, or what is typed.

use crate::components::{Button, Field, Icon, Segments, drawn, lu};
use crate::dom;
use crate::i18n::text;
use castellan_api::rules::IMPORT_BYTES_MAX;
use castellan_api::topics::ImportFormat;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// A list to start from; its heads are those of the export.
const SAMPLE_CSV: &str = "\
name,partitions,replicas,retention.ms,cleanup.policy,description
orders.placed,6,1,259200000,delete,Orders as they come in
orders.state,6,1,-1,compact,The last state of each order
";
const SAMPLE_YAML: &str = "\
topics:
  - name: orders.placed
    partitions: 6
    replicas: 1
    description: Orders as they come in
    configs:
      retention.ms: 259200000
  - name: orders.state
    configs:
      cleanup.policy: compact
";

/// The source of the list.
#[component]
pub fn Source(
    list: RwSignal<String>,
    format: RwSignal<ImportFormat>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let t = text().topic_import();
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
            let name = file.name();
            let lower = name.to_lowercase();
            let yaml = lower.ends_with(".yaml") || lower.ends_with(".yml");
            refused.try_set(None);
            format.try_set(if yaml {
                ImportFormat::Yaml
            } else {
                ImportFormat::Csv
            });
            file_name.try_set(name);
            list.try_set(text_read);
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
    let sample = move |_| {
        list.set(
            match format.get_untracked() {
                ImportFormat::Csv => SAMPLE_CSV,
                ImportFormat::Yaml => SAMPLE_YAML,
            }
            .to_owned(),
        );
    };
    let word = Signal::derive(move || {
        match format.get() {
            ImportFormat::Csv => "csv",
            ImportFormat::Yaml => "yaml",
        }
        .to_owned()
    });
    let shown = Signal::derive(move || refused.get().or_else(|| error.get()));
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
                accept=".csv,.yaml,.yml,text/csv,text/plain,application/yaml"
                on:change=chosen
            />
            <span class="sp"></span>
            <Segments
                label=t.format
                options=vec![
                    ("csv".to_owned(), t.csv.to_owned()),
                    ("yaml".to_owned(), t.yaml.to_owned()),
                ]
                value=word
                on_change=move |chosen: String| {
                    format
                        .set(
                            if chosen == "yaml" { ImportFormat::Yaml } else { ImportFormat::Csv },
                        );
                }
            />
        </div>
        <Field label=t.text id="import-text" error=shown>
            <textarea
                id="import-text"
                class="field area mono"
                class:bad=move || shown.with(Option::is_some)
                rows="10"
                spellcheck="false"
                wrap="off"
                aria-describedby="import-text-hint"
                prop:value=move || list.get()
                on:input=move |event| {
                    refused.set(None);
                    list.set(dom::value_of(&event));
                }
            ></textarea>
        </Field>
        {drawn(move || {
            list.with(|list| list.trim().is_empty())
                .then(|| {
                    let label = match format.get() {
                        ImportFormat::Csv => t.sample_csv,
                        ImportFormat::Yaml => t.sample_yaml,
                    };
                    view! {
                        <button type="button" class="link start" on:click=sample>
                            {label}
                        </button>
                    }
                })
        })}
    }
}
