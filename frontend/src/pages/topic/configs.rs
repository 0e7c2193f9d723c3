//! The tab Configuration: every config with its value, where that comes from, and what would hold
//! without it. Each can be changed, and reset where the topic sets it.

use crate::api::{Load, State};
use crate::components::{
    Button, Cell, Empty, Head, MenuItem, Row, Search, States, Table, drawn, lu,
};
use crate::format::number;
use crate::i18n::text;
use crate::pages::topic_actions::config_field::source_word;
use crate::pages::topic_actions::draft::{in_words, set_here};
use crate::pages::topic_actions::{CONFIG, RESET};
use crate::routes::{self, Step};
use crate::session::may_call;
use castellan_api::configs::Config;
use castellan_api::endpoint::Version;
use castellan_api::ids::InstanceId;
use castellan_api::topics::{EditTopic, TopicConfigs};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the address says to the tab.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Query {
    /// Part of a name or description.
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    /// True: only what the topic sets itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<bool>,
}

fn heads() -> Vec<Head> {
    let t = text().topic();
    vec![
        Head::new("name", t.c_name),
        Head::new("value", t.c_value),
        Head::new("means", t.c_means),
        Head::new("source", t.c_source),
        Head::new("default", t.c_default),
    ]
}

/// The tab.
pub fn tab(instance: InstanceId, configs: Load<Version<TopicConfigs>>) -> AnyView {
    let t = text().topic();
    let query = Memo::new(move |_| routes::query::<Query>());
    let shown = Memo::new(move |_| {
        let query = query.get();
        let sought = query.q.to_lowercase();
        configs
            .get()
            .map(|configs| {
                configs
                    .value
                    .configs
                    .iter()
                    .filter(|config| query.set != Some(true) || set_here(config))
                    .filter(|config| sought.is_empty() || holds(config, &sought))
                    .cloned()
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let rows =
        Signal::derive(move || shown.with(|shown| shown.iter().map(row).collect::<Vec<_>>()));
    let total = Signal::derive(move || shown.with(Vec::len) as u64);
    let all = Signal::derive(move || {
        configs
            .get()
            .map_or(0, |configs| configs.value.configs.len() as u64)
    });
    let here = move || {
        configs.get().map_or(0, |configs| {
            configs
                .value
                .configs
                .iter()
                .filter(|config| set_here(config))
                .count() as u64
        })
    };
    let chip = move || {
        let on = query.with(|query| query.set == Some(true));
        view! {
            <button
                type="button"
                class=if on { "chip on" } else { "chip" }
                aria-pressed=on.to_string()
                on:click=move |_| {
                    let query = Query { set: (!on).then_some(true), ..query.get_untracked() };
                    routes::set_query(&query, Step::Push);
                }
            >
                {t.c_changed}
                <b>{number(here())}</b>
            </button>
        }
    };
    let menu = Callback::new(move |name: String| {
        shown.with_untracked(|shown| {
            shown
                .iter()
                .find(|config| config.name == name)
                .map(items)
                .unwrap_or_default()
        })
    });
    let search = move |q: String| {
        let query = Query {
            q,
            ..query.get_untracked()
        };
        routes::set_query(&query, Step::Replace);
    };
    let menu = may_call::<EditTopic>(Some(&instance)).then_some(menu);
    let table = move || {
        match menu {
        Some(menu) => view! {
            <Table label=t.tab_configs heads=Signal::derive(heads) rows=rows menu=menu total=total loading=Signal::derive(move || configs.get().is_none()) />
        }
        .into_any(),
        None => view! {
            <Table label=t.tab_configs heads=Signal::derive(heads) rows=rows total=total loading=Signal::derive(move || configs.get().is_none()) />
        }
        .into_any(),
    }
    };
    view! {
        <section class="card">
            <div class="tools">
                <Search
                    label=t.c_search
                    placeholder=t.c_search.to_owned()
                    value=Signal::derive(move || query.with(|query| query.q.clone()))
                    on_search=search
                />
                {chip}
            </div>
            <States
                state=Signal::derive(move || configs.state())
                as_of=Signal::derive(move || configs.get().map(|configs| configs.value.as_of))
                on_retry=move |()| configs.again()
                own_skeleton=true
            >
                {table}
                {drawn(move || {
                    (total.get() == 0 && configs.state() == State::Ready)
                        .then(|| {
                            view! {
                                <Empty
                                    icon=lu::LuSearch
                                    title=t.c_nothing
                                    detail=t.c_nothing_detail
                                >
                                    <Button
                                        label=text().common().clear_filters
                                        on_press=|()| {
                                            routes::set_query(&Query::default(), Step::Push);
                                        }
                                    />
                                </Empty>
                            }
                        })
                })}
                <div class="foot">
                    <span class="num">
                        {drawn(move || (text().common().range)(total.get().min(1), total.get(), all.get()))}
                    </span>
                </div>
            </States>
        </section>
    }
    .into_any()
}

fn holds(config: &Config, sought: &str) -> bool {
    config.name.contains(sought)
        || config
            .documentation
            .as_ref()
            .is_some_and(|about| about.to_lowercase().contains(sought))
}

fn row(config: &Config) -> Row {
    let t = text().topic();
    let value = match &config.value {
        Some(value) if value.is_empty() => Cell::Quiet(t.empty_value.to_owned()),
        Some(value) => Cell::Mono(value.clone()),
        None if config.sensitive => Cell::Missing(t.c_sensitive),
        None => Cell::Quiet(text().common().not_set.to_owned()),
    };
    let means = config
        .value
        .as_deref()
        .and_then(|value| in_words(&config.name, value));
    let source = match set_here(config) {
        true => Cell::Text(source_word(config.source).to_owned()),
        false => Cell::Quiet(source_word(config.source).to_owned()),
    };
    let default = match &config.default {
        Some(default) if set_here(config) => Cell::Mono(
            default
                .value
                .clone()
                .unwrap_or_else(|| t.empty_value.to_owned()),
        ),
        _ => Cell::Quiet(String::new()),
    };
    Row {
        key: config.name.clone(),
        name: config.name.clone(),
        href: None,
        mark: None,
        cells: vec![
            value.clone(),
            Cell::Quiet(means.unwrap_or_default()),
            source.clone(),
            default,
        ],
        sum: vec![value, source],
    }
}

/// The menu of a config.
fn items(config: &Config) -> Vec<MenuItem> {
    let t = text().topic();
    let opens = |before: &str, label: &str| {
        let word = format!("{before}{}", config.name);
        MenuItem::act(label, move || routes::set_param("open", Some(&word)))
    };
    let fixed = config.read_only.then(|| t.c_read_only.to_owned());
    let mut items = vec![
        opens(CONFIG, t.c_edit)
            .icon(lu::LuPencil)
            .unavailable(fixed),
    ];
    if set_here(config) && !config.read_only {
        items.push(opens(RESET, t.c_reset).icon(lu::LuRotateCcw));
    }
    items
}
