//! One broker: figures, the replicas it holds, its log dirs, its configuration.

mod configs;
mod dirs;
mod partitions;

use super::brokers::{entries, state_words};
use crate::api::{Load, Watch, load};
use crate::components::{Icon, Menu, Meter, PageHead, Pill, States, Tab, Tabs, drawn, lu};
use crate::format::{self, MISSING, number};
use crate::i18n::text;
use crate::pages::overview::disk_percent;
use crate::routes;
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::brokers::{
    BrokerDetail, BrokerState, GetBroker, ListBrokerConfigs, ListBrokerPartitions,
};
use castellan_api::endpoint::{BrokerPath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::{BrokerId, InstanceId};
use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;

/// The page.
pub fn page(id: InstanceId, broker: i32) -> AnyView {
    let path = BrokerPath {
        instance: id.clone(),
        broker: BrokerId(broker),
    };
    let asked = path.clone();
    let load = load::<GetBroker>(
        move || Some((asked.clone(), NoQuery {})),
        &[
            Watch::Part(Part::Metadata),
            Watch::Part(Part::LogDirs),
            Watch::Part(Part::Offsets),
            Watch::Instance,
        ],
    );
    let tab = Memo::new(move |_| match routes::screen() {
        Screen::Broker(_, _, tab) => tab,
        _ => BrokerTab::default(),
    });
    let missing = Signal::derive(move || {
        load.get()
            .map(|one| one.missing.clone())
            .unwrap_or_default()
    });
    let here = id.clone();
    let tabs = {
        let id = id.clone();
        Signal::derive(move || all_tabs(&id, broker, tab.get(), load))
    };
    let content = move || {
        let path = path.clone();
        view! {
            <Figures load=load />
            <Tabs label=text().brokers().tabs tabs=tabs />
            <div id="panel" role="tabpanel" tabindex="-1">
                {drawn(move || match tab.get() {
                    BrokerTab::Partitions => partitions::tab(path.clone()),
                    BrokerTab::LogDirs => dirs::tab(load),
                    BrokerTab::Configs => configs::tab(path.clone()),
                })}
            </div>
        }
        .into_any()
    };
    view! {
        <Head id=here broker=broker load=load />
        <States
            state=Signal::derive(move || load.state())
            missing=missing
            as_of=Signal::derive(move || load.get().map(|one| one.as_of))
            on_retry=move |()| load.again()
        >
            {content.clone()}
        </States>
    }
    .into_any()
}

fn all_tabs(id: &InstanceId, broker: i32, now: BrokerTab, load: Load<BrokerDetail>) -> Vec<Tab> {
    let t = text().brokers();
    let counts = load
        .get()
        .map(|one| (one.summary.replicas, one.log_dirs.len()));
    BrokerTab::ALL
        .iter()
        .copied()
        .filter(|tab| match tab {
            BrokerTab::Partitions => may_call::<ListBrokerPartitions>(Some(id)),
            BrokerTab::LogDirs => true,
            BrokerTab::Configs => may_call::<ListBrokerConfigs>(Some(id)),
        })
        .map(|tab| Tab {
            label: match tab {
                BrokerTab::Partitions => t.tab_partitions,
                BrokerTab::LogDirs => t.tab_log_dirs,
                BrokerTab::Configs => t.tab_configs,
            }
            .to_owned(),
            href: routes::href(&Screen::Broker(id.clone(), broker, tab)),
            count: counts.and_then(|(replicas, dirs)| match tab {
                BrokerTab::Partitions => Some(number(replicas)),
                BrokerTab::LogDirs => (dirs > 0).then(|| number(dirs as u64)),
                BrokerTab::Configs => None,
            }),
            current: tab == now,
        })
        .collect()
}

#[component]
fn Head(id: InstanceId, broker: i32, load: Load<BrokerDetail>) -> impl IntoView {
    let t = text().brokers();
    let pill = move || {
        load.get().map(|one| {
            let (tone, word) = state_words(&one.summary);
            let since = one
                .summary
                .since
                .map(|at| (t.since)(&format::time::since(at)));
            view! { <Pill tone=tone text=word title=since.unwrap_or_default() /> }
        })
    };
    let facts = move || {
        load.get().map(|one| {
            let summary = &one.summary;
            let address = summary
                .address
                .clone()
                .map(|address| view! { <code>{address}</code> });
            let rack = summary
                .rack
                .as_ref()
                .map(|rack| view! { <span>{(t.fact_rack)(rack)}</span> });
            let version = one
                .kafka_version
                .as_ref()
                .map(|version| view! { <span>{(t.fact_kafka)(version)}</span> });
            let leads = summary.controller.then(|| {
                view! {
                    <span class="st crown" title=t.controller_title>
                        <Icon icon=lu::LuCrown />
                        {t.controller}
                    </span>
                }
            });
            view! { {address} {rack} {version} {leads} }
        })
    };
    view! {
        <PageHead
            title=(t.name)(broker)
            about=Signal::derive(instance_name)
            pill=pill
            facts=facts
        >
            <Actions id=id broker=broker load=load />
        </PageHead>
    }
}

/// The menu of what can be done with it; nothing for who may do nothing.
#[component]
fn Actions(id: InstanceId, broker: i32, load: Load<BrokerDetail>) -> impl IntoView {
    let down = Memo::new(move |_| {
        load.get()
            .is_some_and(|one| one.summary.state == BrokerState::Down)
    });
    let items = Callback::new(move |()| entries(&id, broker, down.get_untracked()));
    move || {
        (!items.run(()).is_empty()).then(|| {
            view! { <Menu label=text().common().more_actions items=items class="btn icon" /> }
        })
    }
}

#[component]
fn Figures(load: Load<BrokerDetail>) -> impl IntoView {
    let drawn = move || load.get().map(|one| figures(&one));
    view! { <dl class="card kpis">{drawn}</dl> }
}

fn figures(one: &BrokerDetail) -> Vec<AnyView> {
    let t = text().brokers();
    let summary = &one.summary;
    let size = summary.size_bytes.map(format::bytes);
    let disk = disk_percent(summary);
    let free = summary
        .usable_bytes
        .map(|free| (t.kpi_disk_free)(&format::bytes(free).whole()));
    let out = summary.out_of_sync;
    let share = one.message_share_percent.map(|share| format!("{share:.1}"));
    let skew = |percent| (t.kpi_skew)(&format::distance_percent(percent));
    vec![
        kpi(
            t.kpi_topics,
            Some((number(one.topics), "")),
            String::new(),
            false,
            None,
        ),
        kpi(
            t.kpi_replicas,
            Some((number(summary.replicas), "")),
            skew(summary.skew_percent),
            false,
            None,
        ),
        kpi(
            t.kpi_leaders,
            Some((number(summary.leaders), "")),
            (t.kpi_preferred)(summary.preferred_leaders),
            false,
            None,
        ),
        kpi(
            t.kpi_out,
            Some((number(out), "")),
            t.kpi_out_small.to_owned(),
            out > 0,
            None,
        ),
        kpi(
            t.kpi_share,
            share.map(|share| (share, "%")),
            t.kpi_share_small.to_owned(),
            false,
            None,
        ),
        kpi(
            t.kpi_size,
            size.map(|size| (size.text, size.unit)),
            free.unwrap_or_else(|| t.no_disk.to_owned()),
            false,
            disk,
        ),
    ]
}

fn kpi(
    name: &'static str,
    figure: Option<(String, &'static str)>,
    small: String,
    bad: bool,
    disk: Option<u32>,
) -> AnyView {
    let figure = match figure {
        Some((figure, unit)) => {
            let unit = (!unit.is_empty()).then(|| view! { <span class="u">{unit}</span> });
            let icon = bad.then(|| view! { <Icon icon=lu::LuOctagonAlert /> });
            view! { <span class=bad.then_some("crit-t")>{figure} {unit} {icon}</span> }.into_any()
        }
        None => {
            view! { <span class="t3" title=text().common().not_known>{MISSING}</span> }.into_any()
        }
    };
    let meter = disk.map(|percent| {
        let label = text().brokers().kpi_disk;
        view! { <Meter label=label percent=Signal::stored(percent) figure=false /> }
    });
    let title = small.clone();
    view! {
        <div class="kpi">
            <dt>{name}</dt>
            <dd>{figure}</dd>
            <dd class="s">
                <small title=title>{small}</small>
                {meter}
            </dd>
        </div>
    }
    .into_any()
}
