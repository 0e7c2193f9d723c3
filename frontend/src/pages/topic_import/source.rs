//! Where the list comes from: a file that is chosen or dropped, or what is typed.

use crate::components::{Field, FileDrop, Segments, TextFile, drawn};
use crate::dom;
use crate::i18n::text;
use castellan_api::rules::IMPORT_BYTES_MAX;
use castellan_api::topics::ImportFormat;
use leptos::prelude::*;

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
    let refused = RwSignal::new(None::<String>);
    let take = move |file: TextFile| {
        let name = file.name.to_lowercase();
        let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        format.set(if yaml {
            ImportFormat::Yaml
        } else {
            ImportFormat::Csv
        });
        list.set(file.text);
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
        <FileDrop
            choose=t.choose
            hint=t.drop
            accept=".csv,.yaml,.yml,text/csv,text/plain,application/yaml"
            most=IMPORT_BYTES_MAX
            too_long=t.too_long
            not_text=t.not_text
            refused=refused
            on_text=take
        >
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
        </FileDrop>
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
