//! One instance at a glance: what is wrong, the figures, the topology, who leads it, and how a
//! client connects.

mod connect;
mod connection;
mod facts;
mod figures;
mod snippets;
mod topology;

pub(super) use figures::{disk_percent, percent};

use super::attach::{CheckDialog, DetachDialog};
use super::controller::quorum::{Features, Quorum};
use crate::api::{self, Load, Watch, load};
use crate::components::{
    Button, Findings, Look, Menu, MenuItem, PageHead, Pill, States, drawn, lu, toast,
};
use crate::format::time;
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use crate::shell::status_words;
use castellan_api::controller::Controller;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;
use castellan_api::instances::{
    CheckInstance, DetachInstance, EditInstance, Finding, FindingLink, GetOverview, InstanceStatus,
    Overview, RefreshInstance,
};
use castellan_api::screen::{BrokerTab, Screen};
use castellan_api::topics::{CreateTopic, TopicQuery};
use leptos::prelude::*;

/// What an overview is asked again for.
const WATCH: &[Watch] = &[
    Watch::Part(Part::Metadata),
    Watch::Part(Part::Offsets),
    Watch::Part(Part::LogDirs),
    Watch::Instance,
];

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let path = InstancePath {
        instance: id.clone(),
    };
    let asked = path.clone();
    let load = load::<GetOverview>(move || Some((asked.clone(), NoQuery {})), WATCH);
    let findings = Signal::derive(move || {
        load.get()
            .map(|overview| overview.findings.clone())
            .unwrap_or_default()
    });
    let missing = Signal::derive(move || {
        // Where nobody answers, the finding says it once for all.
        load.get()
            .filter(|overview| overview.summary.status != InstanceStatus::Unreachable)
            .map(|overview| overview.missing.clone())
            .unwrap_or_default()
    });
    let leads = {
        let id = id.clone();
        Callback::new(move |finding: Finding| lead(&id, &finding.link))
    };
    let content = {
        let id = id.clone();
        move || view! { <Content id=id.clone() load=load /> }.into_any()
    };
    view! {
        <Head id=id.clone() load=load />
        <States
            state=Signal::derive(move || load.state())
            missing=missing
            as_of=Signal::derive(move || load.get().and_then(|overview| overview.summary.as_of))
            on_retry=move |()| load.again()
        >
            <Findings label=text().overview().health findings=findings link=leads />
            {content.clone()}
        </States>
        {drawn(move || match routes::param("open").as_deref() {
            Some("connect") => view! { <connect::ConnectDialog load=load /> }.into_any(),
            Some("check") if may_call::<CheckInstance>(Some(&id)) => {
                view! { <CheckDialog path=path.clone() /> }.into_any()
            }
            Some("detach") if may_call::<DetachInstance>(Some(&id)) => {
                view! { <DetachDialog id=id.clone() /> }.into_any()
            }
            _ => ().into_any(),
        })}
    }
    .into_any()
}

/// The parts under the findings. They are drawn once; what they show is followed inside.
#[component]
fn Content(id: InstanceId, load: Load<Overview>) -> impl IntoView {
    let controller = Memo::new(move |_| {
        load.get()
            .map_or(Controller::Unknown, |overview| overview.controller.clone())
    });
    let features = Memo::new(move |_| {
        load.get()
            .map(|overview| overview.features.clone())
            .unwrap_or_default()
    });
    view! {
        <figures::Figures load=load />
        <div class="cols over">
            <div class="stack">
                <topology::Topology id=id.clone() load=load />
                <Quorum controller=controller />
                <Features features=features />
            </div>
            <div class="stack">
                <facts::Facts id=id.clone() load=load />
                <connection::Connection id=id load=load />
            </div>
        </div>
    }
}

#[component]
fn Head(id: InstanceId, load: Load<Overview>) -> impl IntoView {
    let t = text().overview();
    let title = Signal::derive(move || {
        load.get()
            .map(|overview| overview.summary.name.clone())
            .unwrap_or_else(crate::shell::instance_name)
    });
    let pill = move || {
        load.get().map(|overview| {
            let (tone, word) = status_words(overview.summary.status);
            view! { <Pill tone=tone text=word title=overview.summary.why.clone().unwrap_or_default() /> }
        })
    };
    let facts = move || {
        load.get().map(|overview| {
            let summary = &overview.summary;
            let about = if summary.description.is_empty() {
                view! { <span>{t.no_description}</span> }.into_any()
            } else {
                view! { <span class="prose-line">{summary.description.clone()}</span> }.into_any()
            };
            view! {
                {about}
                <span title=time::full(summary.created_at)>
                    {(t.attached)(&time::day(summary.created_at))}
                </span>
            }
        })
    };
    let create = {
        let id = id.clone();
        move || {
            may_call::<CreateTopic>(Some(&id)).then(|| {
                let to = Screen::CreateTopic(id.clone());
                view! {
                    <Button
                        label=t.create_topic
                        icon=lu::LuPlus
                        class="not-s"
                        on_press=move |()| routes::go(&to)
                    />
                }
            })
        }
    };
    let items = Callback::new(move |()| menu(&id));
    view! {
        <PageHead title=title pill=pill facts=facts>
            {create}
            <Button
                label=t.connect
                look=Look::Primary
                icon=lu::LuCable
                on_press=move |()| routes::set_param("open", Some("connect"))
            />
            <Menu label=text().common().more_actions items=items class="btn icon" />
        </PageHead>
    }
}

/// Entries of the head's menu: what the user may do.
fn menu(id: &InstanceId) -> Vec<MenuItem> {
    let t = text().overview();
    let mut items = Vec::new();
    if may_call::<RefreshInstance>(Some(id)) {
        let path = InstancePath {
            instance: id.clone(),
        };
        items
            .push(MenuItem::act(t.read_again, move || refresh(path.clone())).icon(lu::LuRefreshCw));
    }
    if may_call::<CheckInstance>(Some(id)) {
        items.push(
            MenuItem::act(t.check, || routes::set_param("open", Some("check"))).icon(lu::LuNetwork),
        );
    }
    if may_call::<CreateTopic>(Some(id)) {
        let href = routes::href(&Screen::CreateTopic(id.clone()));
        items.push(MenuItem::link(t.create_topic, href).icon(lu::LuPlus));
    }
    if may_call::<EditInstance>(Some(id)) {
        let href = routes::href(&Screen::EditInstance(id.clone()));
        items.push(MenuItem::link(t.edit, href).icon(lu::LuPencil));
    }
    if may_call::<DetachInstance>(Some(id)) {
        let declared = crate::shell::instance_summary().is_some_and(|summary| summary.declared);
        items.push(
            MenuItem::act(t.detach, || routes::set_param("open", Some("detach")))
                .icon(lu::LuUnplug)
                .danger()
                .unavailable(declared.then(|| text().attach().declared.to_owned())),
        );
    }
    items
}

fn refresh(path: InstancePath) {
    leptos::task::spawn_local(async move {
        match api::call::<RefreshInstance>(&path, &NoQuery {}, ()).await {
            Ok(()) => toast::done(text().overview().reading, ""),
            Err(failure) => toast::failed(&failure),
        }
    });
}

/// Word and address of where a finding leads.
fn lead(id: &InstanceId, link: &FindingLink) -> Option<(String, String)> {
    let t = text().overview();
    match link {
        FindingLink::Nowhere => None,
        FindingLink::Topics { filter } => {
            let query = TopicQuery {
                filter: Some(*filter),
                ..TopicQuery::default()
            };
            let href = routes::href_with(&Screen::Topics(id.clone()), &query);
            Some((t.show_topics.to_owned(), href))
        }
        FindingLink::Broker { broker } => {
            let screen = Screen::Broker(id.clone(), *broker, BrokerTab::default());
            Some(((t.show_broker)(*broker), routes::href(&screen)))
        }
        FindingLink::Edit => may_call::<EditInstance>(Some(id)).then(|| {
            (
                t.show_edit.to_owned(),
                routes::href(&Screen::EditInstance(id.clone())),
            )
        }),
    }
}
