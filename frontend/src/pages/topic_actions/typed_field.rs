//! The field of a config that is typed: a number in the unit people think in, or text.

use super::config_field::endless;
use super::draft::{Draft, HOUR_MS};
use crate::components::field::parse_number;
use crate::components::{Checkbox, TextField};
use crate::format::number;
use crate::i18n::text;
use leptos::prelude::*;

/// What it starts from: as Kafka writes it, empty for many topics.
#[derive(Clone)]
pub(super) struct Typed {
    pub name: String,
    pub start: String,
    pub numeric: bool,
    pub many: bool,
}

/// The field.
#[component]
pub(super) fn TypedField(
    label: String,
    kafka: String,
    typed: Typed,
    draft: Draft,
    told: RwSignal<Option<String>>,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
    warning: Signal<Option<String>>,
) -> impl IntoView {
    let t = text().topic();
    // Hours, but where the value of now is not whole hours.
    let hours = typed
        .start
        .parse::<i64>()
        .map_or(true, |ms| ms % HOUR_MS == 0 || ms == -1);
    let scale = if typed.name == "retention.ms" && hours {
        HOUR_MS
    } else {
        1
    };
    let suffix = match typed.name.as_str() {
        _ if !typed.numeric => "",
        _ if scale == HOUR_MS => t.hours,
        name if name.ends_with(".ms") => "ms",
        name if name.ends_with(".bytes") => t.bytes,
        _ => "",
    };
    let end = endless(&typed.name);
    let endless_now = RwSignal::new(end.is_some() && typed.start == "-1");
    let written = move |raw: &str| match raw.parse::<i64>() {
        _ if end.is_some() && raw == "-1" => String::new(),
        Ok(amount) if typed.numeric => number(amount / scale),
        _ => raw.to_owned(),
    };
    let value = RwSignal::new(written(&typed.start));
    let placeholder = if typed.many {
        t.unchanged.to_owned()
    } else {
        String::new()
    };
    let apply = {
        let typed = typed.clone();
        move |text_now: &str| {
            let plain = text_now.trim();
            if plain.is_empty() && endless_now.get_untracked() {
                return;
            }
            endless_now.set(false);
            let raw = match (typed.numeric, parse_number(plain)) {
                (true, Some(amount)) => amount.checked_mul(scale).map(|raw| raw.to_string()),
                (true, None) => None,
                (false, _) => Some(plain.to_owned()),
            };
            match raw {
                _ if plain.is_empty() && typed.start.is_empty() => draft.leave(&typed.name),
                Some(raw) if raw == typed.start => draft.leave(&typed.name),
                Some(raw) => draft.put(&typed.name, Some(raw)),
                None => draft.refuse(&typed.name),
            }
        }
    };
    let typed_apply = apply.clone();
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        // The start, and what a button wrote, are not typed.
        let by_button =
            told.with_untracked(|told| told.as_deref().map(written) == Some(now.clone()));
        if before.is_some_and(|before| before != now) && !by_button {
            told.set(None);
            typed_apply(&now);
        }
        now
    });
    Effect::new(move || {
        if let Some(raw) = told.get() {
            endless_now.set(end.is_some() && raw == "-1");
            value.set(written(&raw));
        }
    });
    let numeric = typed.numeric;
    let check = Callback::new(move |text_now: String| {
        let empty = text_now.trim().is_empty();
        let bad = numeric && !empty && parse_number(&text_now).is_none();
        bad.then(|| t.number_needed.to_owned())
    });
    let error = Signal::derive({
        let name = typed.name.clone();
        move || {
            let missing = value.with(|value| value.trim().is_empty())
                && draft.bad.with(|bad| bad.contains(&name));
            if missing {
                Some(t.value_needed.to_owned())
            } else {
                error.get()
            }
        }
    });
    let box_ = end.map(|word| {
        let name = typed.name.clone();
        let change = move |on: bool| {
            told.set(None);
            endless_now.set(on);
            if on {
                if typed.start == "-1" {
                    draft.leave(&name);
                } else {
                    draft.put(&name, Some("-1".to_owned()));
                }
                value.set(String::new());
            } else {
                apply(&value.get_untracked());
            }
        };
        view! { <Checkbox label=word checked=endless_now on_change=change /> }
    });
    view! {
        <TextField
            label=label
            kafka=kafka
            value=value
            hint=hint
            check=check
            error=error
            warning=warning
            suffix=suffix
            placeholder=Signal::stored(placeholder)
            inputmode=if numeric { "numeric" } else { "text" }
        />
        {box_}
    }
}
