//! The field of one config: hours for retention, a choice where Kafka has one, a number or text
//! otherwise. Each says its default and resets to it.

use super::draft::{Draft, HOUR_MS, in_words, set_here};
use super::typed_field::{Typed, TypedField};
use crate::api::Failure;
use crate::components::Select;
use crate::format::number;
use crate::i18n::text;
use castellan_api::configs::{Config, ConfigSource};
use leptos::prelude::*;

/// Where a value comes from, in words.
pub fn source_word(source: ConfigSource) -> &'static str {
    let t = text().topic();
    match source {
        ConfigSource::Topic => t.source_topic,
        ConfigSource::Broker => t.source_broker,
        ConfigSource::Cluster => t.source_cluster,
        ConfigSource::Static => t.source_static,
        ConfigSource::Default => t.source_default,
        ConfigSource::Unknown => t.source_unknown,
    }
}

/// The config of synchronous flushing.
pub const FLUSH: &str = "flush.messages";
/// Kafka's way to say that it does not flush by count.
const NEVER: &str = "9223372036854775807";

/// How a config is entered.
enum Control {
    Number,
    Choice(Vec<&'static str>),
    Text,
}

fn control(config: &Config) -> Control {
    match (config.name.as_str(), config.kind.as_deref()) {
        ("cleanup.policy", _) => Control::Choice(vec!["delete", "compact", "compact,delete"]),
        ("message.timestamp.type", _) => Control::Choice(vec!["CreateTime", "LogAppendTime"]),
        (FLUSH, _) => Control::Choice(vec!["1", NEVER]),
        ("compression.type", _) => Control::Choice(vec![
            "producer",
            "uncompressed",
            "gzip",
            "snappy",
            "lz4",
            "zstd",
        ]),
        (_, Some("boolean")) => Control::Choice(vec!["true", "false"]),
        (_, Some("long" | "int" | "short")) => Control::Number,
        (_, Some(_)) => Control::Text,
        // Below 2.6 brokers do not tell the type.
        (_, None) => match config.value.as_deref() {
            Some("true" | "false") => Control::Choice(vec!["true", "false"]),
            Some(value) if value.parse::<i64>().is_ok() => Control::Number,
            _ => Control::Text,
        },
    }
}

/// The word for −1, where it means that there is no end.
pub(super) fn endless(name: &str) -> Option<&'static str> {
    match name {
        "retention.ms" => Some(text().topic().keep_always),
        "retention.bytes" => Some(text().topic().no_limit),
        _ => None,
    }
}

fn warning(name: &str, value: &str) -> Option<String> {
    let t = text().topic();
    let amount: i64 = value.parse().ok()?;
    match name {
        "retention.ms" if amount > 720 * HOUR_MS => Some(t.over_720.to_owned()),
        "max.message.bytes" if amount > 10_485_760 => Some(t.over_10_mib.to_owned()),
        _ => None,
    }
}

/// The field of one config. What is typed goes to the draft as Kafka writes it.
#[component]
pub fn ConfigField(
    /// The config as it is now.
    config: Config,
    /// Takes what is typed.
    draft: Draft,
    /// True: for many topics, whose values of now may differ; the field starts empty.
    #[prop(optional)]
    many: bool,
    /// Why the last dry run was refused.
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let t = text().topic();
    let name = config.name.clone();
    let plain = (t.plain)(&name);
    let (label, kafka) = if plain.is_empty() {
        (name.clone(), String::new())
    } else {
        (plain, name.clone())
    };
    let now = config.value.clone().unwrap_or_default();
    // Not known where brokers do not tell it: Kafka 4 says nothing of `log.retention.hours`.
    let after_reset = match &config.default {
        Some(default) => default.value.clone(),
        None if set_here(&config) => None,
        None => config.value.clone(),
    };
    let error = Signal::derive({
        let pointer = format!("/configs/{name}");
        move || failure.with(|failure| failure.as_ref().and_then(|failure| failure.field(&pointer)))
    });
    let value_of = {
        let (name, now, after) = (name.clone(), now.clone(), after_reset.clone());
        move || match draft.of(&name) {
            Some(Some(value)) => value,
            Some(None) => after.clone().unwrap_or_default(),
            None if many => String::new(),
            None => now.clone(),
        }
    };
    let value_of = Signal::derive(value_of);
    let hint = Signal::derive({
        let (name, config) = (name.clone(), config.clone());
        let after = after_reset.clone();
        move || {
            Some(hint(
                &name,
                &config,
                after.as_deref(),
                &value_of.get(),
                draft,
                many,
            ))
        }
    });
    let warning = Signal::derive({
        let name = name.clone();
        move || warning(&name, &value_of.get())
    });
    // Tells the field that a button changed it.
    let told = RwSignal::new(None::<String>);
    let buttons = {
        let (name, now) = (name.clone(), now.clone());
        let resettable = set_here(&config) && !many;
        let after = after_reset.clone();
        move || {
            let touched = draft.of(&name).is_some() || draft.bad.with(|bad| bad.contains(&name));
            let (name, now, after) = (name.clone(), now.clone(), after.clone());
            if touched {
                let undo = move |_| {
                    draft.leave(&name);
                    told.set(Some(if many { String::new() } else { now.clone() }));
                };
                Some(
                    view! { <button type="button" class="link" on:click=undo>{t.undo}</button> }
                        .into_any(),
                )
            } else if resettable {
                let reset = move |_| {
                    draft.put(&name, None);
                    told.set(Some(after.clone().unwrap_or_default()));
                };
                Some(view! { <button type="button" class="link" on:click=reset>{t.c_reset}</button> }.into_any())
            } else {
                None
            }
        }
    };
    let own = set_here(&config);
    let field = match control(&config) {
        Control::Choice(options) => {
            let options = choices(&name, options, &now, many);
            let change = move |value: String| {
                if value == now && !many || value.is_empty() {
                    draft.leave(&name);
                } else if value == NEVER && after_reset.as_ref() == Some(&value) && own {
                    draft.put(&name, None);
                } else {
                    draft.put(&name, Some(value));
                }
            };
            view! {
                <Select label=label kafka=kafka value=value_of options=Signal::stored(options) on_change=change hint=hint error=error />
            }
            .into_any()
        }
        kind => {
            let numeric = matches!(kind, Control::Number);
            let start = if many { String::new() } else { now };
            let typed = Typed {
                name,
                start,
                numeric,
                many,
            };
            view! {
                <TypedField label=label kafka=kafka typed=typed draft=draft told=told hint=hint error=error warning=warning />
            }
            .into_any()
        }
    };
    view! { <div class="cfg">{field} {buttons}</div> }
}

fn hint(
    name: &str,
    config: &Config,
    after: Option<&str>,
    value: &str,
    draft: Draft,
    many: bool,
) -> String {
    let t = text().topic();
    let shown = |value: &str| match in_words(name, value) {
        _ if value.is_empty() => t.empty_value.to_owned(),
        _ if value == "-1" && endless(name).is_some() => text().common().always.to_owned(),
        Some(words) => words,
        None => value
            .parse::<i64>()
            .map_or_else(|_| value.to_owned(), number),
    };
    let reset = draft.of(name) == Some(None);
    let Some(after) = after else {
        let hint = match (reset, set_here(config) && !many) {
            (true, _) => t.will_reset_untold,
            (false, true) => t.set_untold,
            (false, false) => t.default_untold,
        };
        return hint.to_owned();
    };
    if reset {
        return (t.will_reset)(&shown(after));
    }
    let mut hint = if set_here(config) && !many {
        let source = config
            .default
            .as_ref()
            .map_or(ConfigSource::Unknown, |default| default.source);
        (t.set_on_topic)(&shown(after), source_word(source))
    } else {
        let source = match &config.default {
            Some(default) if many => default.source,
            _ => config.source,
        };
        match source {
            ConfigSource::Default => (t.default_of_kafka)(&shown(after)),
            source => (t.default_is)(&shown(after), source_word(source)),
        }
    };
    if name == "min.insync.replicas" {
        hint = format!("{} {hint}", t.about_min_isr);
    } else if let Some(words) =
        in_words(name, value).filter(|_| name != "retention.ms" && value != after)
    {
        hint = format!("{words}. {hint}");
    }
    hint
}

fn choices(name: &str, options: Vec<&'static str>, now: &str, many: bool) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = options
        .into_iter()
        .map(|option| (option.to_owned(), choice_word(name, option)))
        .collect();
    if many {
        all.insert(0, (String::new(), text().topic().unchanged.to_owned()));
    } else if !all.iter().any(|(option, _)| option == now) {
        all.insert(0, (now.to_owned(), choice_word(name, now)));
    }
    all
}

fn choice_word(name: &str, value: &str) -> String {
    let t = text().topic();
    match (name, value) {
        (FLUSH, "1") => t.flush_on.to_owned(),
        (FLUSH, NEVER) => t.off_default.to_owned(),
        (FLUSH, every) => (t.flush_every)(
            &every
                .parse::<i64>()
                .map_or_else(|_| every.to_owned(), number),
        ),
        _ => value.to_owned(),
    }
}
