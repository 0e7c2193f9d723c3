//! Where CMAK's clusters come from: a file that is chosen or dropped, or what is pasted.

use crate::components::{FileDrop, TextArea, TextFile, drawn};
use crate::i18n::text;
use castellan_api::rules::IMPORT_BYTES_MAX;
use leptos::prelude::*;

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
    let refused = RwSignal::new(None::<String>);
    // What is typed afterwards has nothing to do with a file that was refused.
    Effect::new(move || {
        list.track();
        refused.set(None);
    });
    view! {
        <FileDrop
            choose=t.choose
            hint=t.drop
            accept=".json,.jsonl,.yaml,.yml,.txt,application/json,application/yaml,text/plain"
            most=IMPORT_BYTES_MAX
            too_long=t.too_long
            not_text=t.not_text
            refused=refused
            on_text=move |file: TextFile| list.set(file.text)
        />
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
