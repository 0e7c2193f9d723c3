//! The fields of an edit: the usual configs, all others behind a fold with a search, the description.

use super::config_field::ConfigField;
use super::draft::{Draft, set_here};
use crate::api::Failure;
use crate::components::{Search, TextField};
use crate::i18n::text;
use castellan_api::configs::Config;
use castellan_api::rules;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Configs with a field of their own, in this order; all others are folded.
pub const USUAL: [&str; 8] = [
    "retention.ms",
    "retention.bytes",
    "cleanup.policy",
    "max.message.bytes",
    "message.timestamp.type",
    "min.insync.replicas",
    "compression.type",
    "flush.messages",
];

/// What is edited: everything, or one config that was asked for.
#[derive(Clone, PartialEq)]
pub enum Scope {
    /// The usual configs, all others and the description.
    All,
    /// One config.
    One(String),
    /// One config, reset to its default.
    Reset(String),
}

/// The fields: all, or the one that was asked for.
pub(super) fn draw_fields(
    configs: &[Config],
    scope: &Scope,
    draft: Draft,
    many: bool,
    failure: RwSignal<Option<Failure>>,
    description: RwSignal<String>,
) -> AnyView {
    let t = text().topic();
    let field = move |config: &Config| {
        view! { <ConfigField config=config.clone() draft=draft many=many failure=failure /> }
    };
    if let Scope::One(name) | Scope::Reset(name) = scope {
        let one = configs.iter().find(|config| config.name == *name);
        let about = one.and_then(|config| config.documentation.clone());
        return view! {
            {one.map(field)}
            {about.map(|about| view! { <p class="t2 doc">{about}</p> })}
        }
        .into_any();
    }
    let usual: Vec<_> = USUAL
        .iter()
        .filter_map(|name| configs.iter().find(|config| config.name == *name))
        .map(field)
        .collect();
    let check = Callback::new(|typed: String| {
        rules::description(&typed, rules::TOPIC_DESCRIPTION_MAX).err()
    });
    let hint = Signal::derive(move || {
        Some((t.description_hint)(
            description.with(|text| text.chars().count()) as u64,
        ))
    });
    let error = Signal::derive(move || {
        failure.with(|failure| {
            failure
                .as_ref()
                .and_then(|failure| failure.field("/description"))
        })
    });
    let placeholder = if many { t.unchanged } else { "" };
    view! {
        <div class="two">{usual}</div>
        <TextField
            label=t.description
            value=description
            hint=hint
            check=check
            error=error
            placeholder=placeholder.to_owned()
        />
        <OtherSettings configs=configs.to_vec() draft=draft many=many failure=failure />
    }
    .into_any()
}

/// All configs that have no field of their own, folded, with a search.
#[component]
pub fn OtherSettings(
    /// All configs.
    configs: Vec<Config>,
    /// Takes what is typed.
    draft: Draft,
    /// True: for many topics.
    #[prop(optional)]
    many: bool,
    /// Why the last dry run was refused.
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let t = text().topic();
    let mut others: Vec<Config> = configs
        .into_iter()
        .filter(|config| {
            !USUAL.contains(&config.name.as_str()) && !config.read_only && !config.sensitive
        })
        .collect();
    // What this topic sets itself comes first.
    others.sort_by_key(|config| (many || !set_here(config), config.name.clone()));
    let count = others.len() as u64;
    let opened = RwSignal::new(false);
    let sought = RwSignal::new(String::new());
    let found: BTreeMap<String, String> = others
        .iter()
        .map(|config| {
            let about = config.documentation.clone().unwrap_or_default();
            (
                config.name.clone(),
                format!("{} {about}", config.name).to_lowercase(),
            )
        })
        .collect();
    let found = StoredValue::new(found);
    let fields = move || {
        opened.get().then(|| {
            others
                .iter()
                .map(|config| {
                    let name = config.name.clone();
                    let hidden = move || {
                        let sought = sought.with(|sought| sought.to_lowercase());
                        !found.with_value(|found| {
                            found.get(&name).is_some_and(|text| text.contains(&sought))
                        })
                    };
                    view! {
                        <div hidden=hidden>
                            <ConfigField
                                config=config.clone()
                                draft=draft
                                many=many
                                failure=failure
                            />
                        </div>
                    }
                })
                .collect::<Vec<_>>()
        })
    };
    (count > 0).then(|| {
        view! {
            <details class="fold" on:toggle=move |_| opened.set(true)>
                <summary>{(t.more_settings)(count)}</summary>
                <Search
                    label=t.find_setting
                    placeholder=t.find_setting.to_owned()
                    value=sought
                    on_search=move |typed| sought.set(typed)
                    slash=false
                />
                <div class="two">{fields}</div>
            </details>
        }
    })
}
