//! One topic: its state, figures, and the tabs Partitions, Brokers and Configuration.

mod brokers;
pub mod configs;
mod figures;
mod partition_rows;
mod partitions;

use super::topic_actions::{self, Done, TopicDialogs};
use crate::api::{Watch, load};
use crate::components::{
    Button, Findings, Menu, PageHead, Pill, States, Tab, Tabs, Tone, drawn, lu,
};
use crate::format::{NBSP, rate};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::configs::ConfigSource;
use castellan_api::endpoint::{NoQuery, TopicPath};
use castellan_api::events::Part;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::instances::{Finding, FindingLink};
use castellan_api::screen::{BrokerTab, Screen, TopicTab};
use castellan_api::topics::{EditTopic, GetTopic, ListTopicConfigs, TopicDetail, TopicSummary};
use leptos::prelude::*;

/// The page.
pub fn page(id: InstanceId, topic: TopicName) -> AnyView {
    let t = text().topic();
    let path = TopicPath {
        instance: id.clone(),
        topic: topic.clone(),
    };
    let detail = load::<GetTopic>(
        {
            let path = path.clone();
            move || Some((path.clone(), NoQuery {}))
        },
        &[
            Watch::Part(Part::Metadata),
            Watch::Part(Part::Offsets),
            Watch::Part(Part::LogDirs),
            Watch::Part(Part::Configs),
        ],
    );
    let configs = load::<ListTopicConfigs>(
        {
            let path = path.clone();
            move || {
                may_call::<ListTopicConfigs>(Some(&path.instance))
                    .then(|| (path.clone(), NoQuery {}))
            }
        },
        &[Watch::Part(Part::Configs), Watch::Part(Part::Metadata)],
    );
    let tab = Memo::new(move |_| match routes::screen() {
        Screen::Topic(_, _, tab) => tab,
        _ => TopicTab::default(),
    });
    let summary = move || detail.get().map(|detail| detail.summary.clone());
    let names = Signal::stored(vec![topic.clone()]);
    let known = Signal::derive(move || summary().into_iter().collect::<Vec<TopicSummary>>());
    let done = {
        let id = id.clone();
        move |done| match done {
            Done::Changed => {
                detail.again();
                configs.again();
            }
            Done::Deleted => routes::go(&Screen::Topics(id.clone())),
        }
    };
    let tabs = {
        let (id, topic) = (id.clone(), topic.clone());
        Signal::derive(move || {
            let changed = configs.get().map(|configs| {
                let all = &configs.value.configs;
                all.iter()
                    .filter(|config| config.source == ConfigSource::Topic)
                    .count() as u64
            });
            TopicTab::ALL
                .iter()
                .filter(|tab| **tab != TopicTab::Configs || may_call::<ListTopicConfigs>(Some(&id)))
                .map(|one| Tab {
                    label: match one {
                        TopicTab::Partitions => t.tab_partitions,
                        TopicTab::Brokers => t.tab_brokers,
                        TopicTab::Configs => t.tab_configs,
                    }
                    .to_owned(),
                    href: routes::href(&Screen::Topic(id.clone(), topic.clone(), *one)),
                    count: match one {
                        TopicTab::Partitions => {
                            summary().map(|summary| crate::format::number(summary.partitions))
                        }
                        TopicTab::Brokers => detail
                            .get()
                            .map(|detail| crate::format::number(detail.brokers.len() as u64)),
                        TopicTab::Configs => changed
                            .filter(|count| *count > 0)
                            .map(|count| (t.changed)(count)),
                    },
                    current: *one == tab.get(),
                })
                .collect::<Vec<_>>()
        })
    };
    let content = {
        let (id, path) = (id.clone(), path.clone());
        move || match tab.get() {
            TopicTab::Partitions => {
                view! { <partitions::Partitions path=path.clone() detail=detail /> }.into_any()
            }
            TopicTab::Brokers => {
                view! { <brokers::Brokers instance=id.clone() detail=detail /> }.into_any()
            }
            TopicTab::Configs => crate::pages::topic_configs_tab(id.clone(), configs),
        }
    };
    let findings = Signal::derive(move || {
        detail
            .get()
            .map(|detail| detail.findings.clone())
            .unwrap_or_default()
    });
    let finding_link = {
        let id = id.clone();
        move |finding: Finding| leads(&id, &finding)
    };
    let missing = Signal::derive(move || {
        detail
            .get()
            .map(|detail| detail.missing.clone())
            .unwrap_or_default()
    });
    let as_of = Signal::derive(move || detail.get().map(|detail| detail.as_of));
    let name = topic.to_string();
    let here = id.clone();
    view! {
        <PageHead
            title=name
            about=Signal::derive(instance_name)
            pill=move || detail.get().map(|detail| state(&detail.summary))
            facts=ViewFn::from(move || detail.get().map(|detail| facts(&detail)))
        >
            <Actions instance=id.clone() topic=topic.clone() />
        </PageHead>
        <States
            state=Signal::derive(move || detail.state())
            missing=missing
            as_of=as_of
            on_retry=move |()| detail.again()
        >
            <Findings label=t.findings findings=findings link=finding_link.clone() />
            {drawn(move || detail.get().map(|detail| figures::figures(&detail)))}
            <Tabs label=t.title tabs=tabs />
            <div id="panel" role="tabpanel" class="stack">
                {content.clone()}
            </div>
        </States>
        <TopicDialogs open=Signal::derive(|| routes::param("open")) instance=here names=names known=known on_done=done />
    }
    .into_any()
}

/// Edit, add partitions, and the menu with the rest.
#[component]
fn Actions(instance: InstanceId, topic: TopicName) -> impl IntoView {
    let t = text().topic();
    let here = instance.clone();
    let items = Callback::new(move |()| {
        topic_actions::menu(
            &here,
            &topic,
            Callback::new(|word| routes::set_param("open", Some(word))),
        )
    });
    let opens = |word: &'static str| move |()| routes::set_param("open", Some(word));
    move || {
        let edits = may_call::<EditTopic>(Some(&instance)).then(|| {
            view! {
                <Button
                    label=t.add_partitions
                    icon=lu::LuPlus
                    class="not-s"
                    on_press=opens(topic_actions::ADD_PARTITIONS)
                />
                <Button
                    label=t.edit
                    icon=lu::LuPencil
                    class="not-s"
                    on_press=opens(topic_actions::EDIT)
                />
            }
        });
        let some = !items.run(()).is_empty();
        view! {
            {edits}
            {some
                .then(|| {
                    view! { <Menu label=text().common().more_actions items=items class="btn icon" /> }
                })}
        }
    }
}

/// The one state beside the title: the worst there is.
fn state(summary: &TopicSummary) -> AnyView {
    let t = text().topic();
    let (tone, word) = if summary.offline > 0 {
        (Tone::Crit, t.state_offline)
    } else if summary.below_min_isr > 0 {
        (Tone::Crit, t.state_below)
    } else if summary.under_replicated > 0 {
        (Tone::Crit, t.state_under)
    } else {
        (Tone::Ok, t.state_ok)
    };
    let internal = summary
        .internal
        .then(|| view! { <span class="tag">{t.internal}</span> });
    view! {
        <Pill tone=tone text=word />
        {internal}
    }
    .into_any()
}

fn facts(detail: &TopicDetail) -> AnyView {
    let t = text().topic();
    let summary = &detail.summary;
    let described = summary.description.clone();
    view! {
        {(!described.is_empty()).then(|| view! { <span>{described}</span> })}
        {summary
            .cleanup_policy
            .clone()
            .map(|policy| view! { <span>{t.fact_cleanup} " " <b>{policy}</b></span> })}
        {summary
            .min_insync_replicas
            .map(|min| view! { <span>{t.fact_min_isr} " " <b>{min}</b></span> })}
        {summary
            .messages_per_s
            .map(|per_s| {
                let rate = rate(per_s).whole();
                view! { <span>{t.fact_in} " " <b class="num">{rate}</b> {NBSP} "/s"</span> }
            })}
        {detail
            .topic_id
            .clone()
            .map(|id| {
                view! {
                    <span class="not-s">
                        {t.fact_id} " " <code>{id.clone()}</code>
                        <crate::components::Copy value=id />
                    </span>
                }
            })}
    }
    .into_any()
}

/// Where a finding leads.
fn leads(id: &InstanceId, finding: &Finding) -> Option<(String, String)> {
    let t = text().topic();
    match &finding.link {
        FindingLink::Broker { broker } => Some((
            (t.p_broker)(*broker),
            routes::href(&Screen::Broker(id.clone(), *broker, BrokerTab::default())),
        )),
        _ => None,
    }
}
