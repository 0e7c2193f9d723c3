//! Why a reassignment does not go on, or what it waits for.

use super::Run;
use crate::components::{Note, Tone};
use crate::format::time;
use crate::i18n::text;
use castellan_api::reassignment::Phase;
use leptos::prelude::*;

/// What a note is made of; it is drawn again only when that changes.
#[derive(Clone, PartialEq)]
struct Said {
    phase: Phase,
    failed: bool,
    not_before: Option<i64>,
    why: String,
    brokers: Vec<i32>,
}

/// The note; nothing while there is nothing to say.
#[component]
pub fn Notes(run: Run) -> impl IntoView {
    let said = Memo::new(move |_| {
        run.load.get().map(|run| Said {
            phase: run.summary.phase,
            failed: run.summary.counts.failed > 0,
            not_before: run.not_before,
            why: run.why.clone().unwrap_or_default(),
            brokers: run.throttles_left.clone(),
        })
    });
    move || said.get().and_then(note)
}

fn note(said: Said) -> Option<AnyView> {
    let t = text().reassignments();
    let waits = (!said.brokers.is_empty()).then(|| {
        let ids: Vec<String> = said.brokers.iter().map(i32::to_string).collect();
        let named = (t.brokers_named)(ids.len() as u64, &ids.join(", "));
        (t.throttle_waits)(&named)
    });
    let (tone, title) = match (said.phase, waits) {
        (Phase::CleaningUp | Phase::Ended, Some(waits)) => (Tone::Warn, waits),
        (Phase::Scheduled, _) => (Tone::Info, (t.begins)(&time::minute(said.not_before?))),
        (Phase::Queued, _) => (Tone::Info, t.queued_title.to_owned()),
        (Phase::Paused, _) => (Tone::Idle, t.paused_title.to_owned()),
        (Phase::Stopped, _) => (Tone::Warn, t.stopped_title.to_owned()),
        // What is said without being asked for: only where there is something to say.
        _ if said.why.is_empty() => return None,
        (Phase::Ended, _) if said.failed => (Tone::Warn, t.why_title.to_owned()),
        _ => (Tone::Info, t.why_title.to_owned()),
    };
    Some(view! { <Note tone=tone title=title detail=said.why /> }.into_any())
}
