//! Kafka's reassignment JSON, pasted or from a file: it may hold many topics, and goes straight to
//! its plan.

use super::request::refused;
use crate::components::{FileDrop, TextArea, TextFile};
use crate::i18n::text;
use crate::pages::act::Act;
use castellan_api::rules::IMPORT_BYTES_MAX;
use leptos::prelude::*;

/// What the file looks like.
const SAMPLE: &str = r#"{"version": 1, "partitions": [
  {"topic": "orders", "partition": 0, "replicas": [1, 2, 3]}
]}"#;

/// Why the text cannot be sent. Followed.
pub fn wrong(json: RwSignal<String>) -> Option<String> {
    let t = text().plan();
    json.with(|json| {
        if json.trim().is_empty() {
            return Some(t.no_json.to_owned());
        }
        let bytes = json.len();
        (bytes > IMPORT_BYTES_MAX).then(|| (t.too_long)(bytes as u64))
    })
}

/// The card.
#[component]
pub fn Json(json: RwSignal<String>, act: Act) -> impl IntoView {
    let t = text().plan();
    let bad_file = RwSignal::new(None::<String>);
    let told = refused(act, "json");
    let error = Signal::derive(move || {
        let long = || wrong(json).filter(|_| json.with(|json| !json.trim().is_empty()));
        bad_file.get().or_else(long).or_else(|| told.get())
    });
    view! {
        <section class="card form narrow">
            <h2>{t.json_title}</h2>
            <FileDrop
                choose=t.choose_file
                hint=t.drop_file
                accept=".json,application/json,text/plain"
                most=IMPORT_BYTES_MAX
                too_long=t.too_long
                not_text=t.not_text
                refused=bad_file
                on_text=move |file: TextFile| json.set(file.text)
            />
            <TextArea
                label=t.json_title
                value=json
                rows=10
                mono=true
                placeholder=SAMPLE
                hint=Signal::stored(Some(t.json_hint.to_owned()))
                error=error
            />
        </section>
    }
}
