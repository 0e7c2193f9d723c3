//! The configuration of a broker: values, where they come from, and where other brokers differ.
//! Read only: broker settings are changed in a later release.

use crate::api::{Load, load};
use crate::components::{Empty, Icon, Note, Search, States, Tone, drawn, lu};
use crate::format::MISSING;
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::brokers::{BrokerConfig, BrokerConfigs, ListBrokerConfigs};
use castellan_api::configs::{Config, ConfigSource};
use castellan_api::endpoint::{BrokerPath, NoQuery};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is shown; it stands in the address.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<bool>,
}

impl Filter {
    fn takes(&self, one: &BrokerConfig) -> bool {
        let config = &one.config;
        let part = self.q.as_deref().unwrap_or_default().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&part);
        let found =
            part.is_empty() || has(&config.name) || config.value.as_deref().is_some_and(has);
        let set = !matches!(config.source, ConfigSource::Default | ConfigSource::Unknown);
        found
            && (self.set != Some(true) || set)
            && (self.differs != Some(true) || !one.differs.is_empty())
    }
}

fn change(filter: Memo<Filter>, step: Step, edit: impl FnOnce(&mut Filter)) {
    let mut next = filter.get_untracked();
    edit(&mut next);
    routes::set_query(&next, step);
}

/// The tab.
pub(super) fn tab(path: BrokerPath) -> AnyView {
    let load = load::<ListBrokerConfigs>(move || Some((path.clone(), NoQuery {})), &[]);
    let missing = Signal::derive(move || {
        load.get()
            .map(|all| all.missing.clone())
            .unwrap_or_default()
    });
    let content = move || view! { <List load=load /> }.into_any();
    view! {
        <div class="stack">
            <States
                state=Signal::derive(move || load.state())
                missing=missing
                as_of=Signal::derive(move || load.get().map(|all| all.as_of))
                on_retry=move |()| load.again()
            >
                {content}
            </States>
        </div>
    }
    .into_any()
}

#[component]
fn List(load: Load<BrokerConfigs>) -> impl IntoView {
    let t = text().brokers();
    let filter = Memo::new(|_| routes::query::<Filter>());
    let all = Signal::derive(move || load.get().map_or(0, |all| all.configs.len() as u64));
    let shown = Memo::new(move |_| {
        let filter = filter.get();
        let all = load.get();
        all.iter()
            .flat_map(|all| all.configs.iter())
            .filter(|one| filter.takes(one))
            .cloned()
            .collect::<Vec<_>>()
    });
    let rows = move || shown.get().into_iter().map(row).collect_view();
    let nothing = move || {
        shown.with(Vec::is_empty).then(|| {
            view! { <Empty icon=lu::LuSearch title=t.configs_nothing detail="" /> }
        })
    };
    view! {
        <Note tone=Tone::Info title=t.read_only_title detail=t.read_only_detail />
        <section class="card">
            <div class="tools">
                <Search
                    label=t.configs_search_label
                    placeholder=Signal::derive(move || (t.configs_search)(all.get()))
                    value=Signal::derive(move || filter.with(|filter| filter.q.clone().unwrap_or_default()))
                    on_search=move |q: String| {
                        change(filter, Step::Replace, |filter| {
                            filter.q = Some(q).filter(|q| !q.is_empty());
                        });
                    }
                />
                <Chips filter=filter />
            </div>
            <div class="tw" role="region" aria-label=t.tab_configs tabindex="0">
                <table class="tbl conf">
                    <thead>
                        <tr>
                            <th scope="col">{t.col_setting}</th>
                            <th scope="col">{t.col_value}</th>
                            <th scope="col">{t.col_source}</th>
                            <th scope="col">{t.col_dynamic}</th>
                            <th scope="col">{t.col_differs}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {nothing}
            <div class="foot">
                <span class="num">
                    {drawn(move || (t.configs_shown)(shown.with(|shown| shown.len() as u64), all.get()))}
                </span>
            </div>
        </section>
    }
}

#[component]
fn Chips(filter: Memo<Filter>) -> impl IntoView {
    let t = text().brokers();
    let set = move || filter.with(|filter| filter.set == Some(true));
    let differs = move || filter.with(|filter| filter.differs == Some(true));
    view! {
        <button
            type="button"
            class="chip"
            class:on=set
            aria-pressed=move || set().to_string()
            title=t.changed_only_title
            on:click=move |_| {
                change(filter, Step::Push, |filter| {
                    filter.set = (filter.set != Some(true)).then_some(true);
                });
            }
        >
            {t.changed_only}
        </button>
        <button
            type="button"
            class="chip"
            class:on=differs
            aria-pressed=move || differs().to_string()
            on:click=move |_| {
                change(filter, Step::Push, |filter| {
                    filter.differs = (filter.differs != Some(true)).then_some(true);
                });
            }
        >
            {t.differs_only}
        </button>
    }
}

fn source_word(source: ConfigSource) -> &'static str {
    let t = text().brokers();
    match source {
        ConfigSource::Topic => t.source_topic,
        ConfigSource::Broker => t.source_broker,
        ConfigSource::Cluster => t.source_cluster,
        ConfigSource::Static => t.source_static,
        ConfigSource::Default => t.source_default,
        ConfigSource::Unknown => t.source_unknown,
    }
}

fn value(config: &Config) -> AnyView {
    let t = text().brokers();
    match &config.value {
        _ if config.sensitive => view! {
            <span class="t3 row"><Icon icon=lu::LuLock small=true />{t.secret}</span>
        }
        .into_any(),
        None => view! { <span class="t3">{text().common().not_set}</span> }.into_any(),
        Some(value) if value.is_empty() => view! { <span class="t3">"\"\""</span> }.into_any(),
        Some(value) => view! { <code>{value.clone()}</code> }.into_any(),
    }
}

fn row(one: BrokerConfig) -> AnyView {
    let t = text().brokers();
    let config = one.config;
    let default = config
        .default
        .as_ref()
        .filter(|default| default.value != config.value && !config.sensitive)
        .and_then(|default| default.value.as_deref())
        .map(|value| {
            let value = if value.is_empty() { "\"\"" } else { value };
            view! { <small class="t3 under">{(t.default_is)(value)}</small> }
        });
    let shown = value(&config);
    let name = match config.documentation {
        Some(words) if !words.is_empty() => view! {
            <details class="doc">
                <summary title=t.documentation><code>{config.name}</code></summary>
                <p class="t2 fs12">{words}</p>
            </details>
        }
        .into_any(),
        _ => view! { <code>{config.name}</code> }.into_any(),
    };
    let quiet = config.source == ConfigSource::Default;
    let change = if config.read_only {
        t.needs_restart
    } else {
        t.while_running
    };
    let differs: Vec<_> = one
        .differs
        .into_iter()
        .map(|other| {
            let value = other.value.unwrap_or_else(|| MISSING.to_owned());
            view! { <div class="warn-t">{(t.differs_value)(other.broker.0, &value)}</div> }
        })
        .collect();
    view! {
        <tr>
            <th scope="row" class="setting">{name}</th>
            <td class="wide">{shown} {default}</td>
            <td class=if quiet { "short t3" } else { "short" }>{source_word(config.source)}</td>
            <td class="t2 short">{change}</td>
            <td>{differs}</td>
        </tr>
    }
    .into_any()
}
