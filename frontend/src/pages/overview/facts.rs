//! What the instance is: IDs, version, who leads it, limit, tags.

use crate::api::Load;
use crate::components::{Copy, KeyValue, KeyValues, Status, Tone, drawn};
use crate::format::number;
use crate::i18n::text;
use crate::routes::{self, Link};
use crate::session::may_call;
use castellan_api::controller::Controller;
use castellan_api::ids::InstanceId;
use castellan_api::instances::{EditInstance, Overview, Tag};
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Facts(id: InstanceId, load: Load<Overview>) -> impl IntoView {
    let t = text().overview();
    let known = Memo::new(move |_| load.get().map(|overview| Known::of(&overview)));
    let edit = {
        let id = id.clone();
        move || {
            may_call::<EditInstance>(Some(&id)).then(|| {
                view! {
                    <Link screen=Screen::EditInstance(id.clone()) class="btn quiet sm">
                        {t.edit_short}
                    </Link>
                }
            })
        }
    };
    view! {
        <section class="card" aria-labelledby="facts">
            <header>
                <h2 id="facts">{t.instance}</h2>
                {edit}
            </header>
            <div class="body">{drawn(move || known.get().map(|known| list(&id, known)))}</div>
        </section>
    }
}

/// What the card shows: it is drawn anew only when one of these is another, so that a copy button
/// keeps its focus while the cluster is read again.
#[derive(Clone, PartialEq)]
struct Known {
    cluster: Option<String>,
    version: Option<String>,
    provider: String,
    declared: bool,
    led: Led,
    auto_create: Option<bool>,
    limit: Option<u32>,
    tags: Vec<Tag>,
}

/// Who leads, without the offsets.
#[derive(Clone, Copy, PartialEq)]
enum Led {
    Unknown,
    ByBroker(i32),
    ByQuorum(Option<i32>, u64),
}

impl Known {
    fn of(overview: &Overview) -> Self {
        let summary = &overview.summary;
        Self {
            cluster: overview.cluster_id.clone(),
            version: summary.kafka_version.clone(),
            provider: summary.provider.clone(),
            declared: summary.declared,
            led: match &overview.controller {
                Controller::Unknown => Led::Unknown,
                Controller::ZooKeeper { broker } => Led::ByBroker(*broker),
                Controller::KRaft { leader, voters, .. } => {
                    Led::ByQuorum(*leader, voters.len() as u64)
                }
            },
            auto_create: overview.auto_create_topics,
            limit: summary.partitions_max,
            tags: summary.tags.clone(),
        }
    }
}

fn list(id: &InstanceId, known: Known) -> AnyView {
    let t = text().overview();
    let version = known.version.map(|version| match known.led {
        Led::ByQuorum(..) => (t.kraft)(&version),
        Led::ByBroker(_) => (t.zookeeper)(&version),
        Led::Unknown => version,
    });
    let provider = match known.provider.as_str() {
        "attached" if known.declared => t.declared_provider.to_owned(),
        "attached" => t.attached_provider.to_owned(),
        other => other.to_owned(),
    };
    let led = match known.led {
        Led::Unknown => ().into_any(),
        Led::ByBroker(broker) => {
            view! { <KeyValue name=t.controller value=(t.broker_name)(broker) /> }.into_any()
        }
        Led::ByQuorum(leader, voters) => {
            let status = match leader {
                Some(leader) => {
                    let words = (t.quorum_facts)(leader, voters);
                    view! { <Status tone=Tone::Ok text=words /> }.into_any()
                }
                None => view! { <Status tone=Tone::Crit text=t.quorum_none /> }.into_any(),
            };
            view! { <KeyValue name=t.quorum>{status}</KeyValue> }.into_any()
        }
    };
    let auto = known.auto_create.map(|on| {
        if on {
            text().common().on.to_owned()
        } else {
            text().common().off.to_owned()
        }
    });
    let cluster = match known.cluster {
        Some(cluster) => view! {
            <KeyValue name=t.cluster_id>
                <code>{cluster.clone()}</code>
                <Copy value=cluster />
            </KeyValue>
        }
        .into_any(),
        None => missing(t.cluster_id, t.not_read),
    };
    let (own, tags) = (id.to_string(), tags(id, known.tags, known.declared));
    let limit = known.limit.map_or(t.none.to_owned(), number);
    let kafka = row(t.kafka, version, t.not_read);
    view! {
        <KeyValues>
            <KeyValue name=t.id>
                <code>{own.clone()}</code>
                <Copy value=own />
            </KeyValue>
            {cluster}
            {kafka}
            <KeyValue name=t.provider value=provider />
            {led}
            {row(t.auto_create, auto, t.auto_create_why)}
            <KeyValue name=t.limit value=limit />
            <KeyValue name=t.tags>{tags}</KeyValue>
        </KeyValues>
    }
    .into_any()
}

fn missing(name: &'static str, why: &'static str) -> AnyView {
    view! { <KeyValue name=name why=why /> }.into_any()
}

fn row(name: &'static str, value: Option<String>, why: &'static str) -> AnyView {
    match value {
        Some(value) => view! { <KeyValue name=name value=value /> }.into_any(),
        None => missing(name, why),
    }
}

fn tags(id: &InstanceId, tags: Vec<Tag>, declared: bool) -> AnyView {
    let t = text().overview();
    let may = may_call::<EditInstance>(Some(id)) && !declared;
    let none = tags.is_empty();
    let drawn: Vec<_> = tags
        .into_iter()
        .map(|tag| view! { <span class="tag">{format!("{}: {}", tag.key, tag.value)}</span> })
        .collect();
    view! {
        <span class="row wrap">
            {if none {
                view! { <span class="t3">{t.none}</span> }.into_any()
            } else {
                drawn.into_any()
            }}
            {may.then(|| {
                view! { <a href=routes::href(&Screen::Tags(id.clone()))>{t.edit_tags}</a> }
            })}
        </span>
    }
    .into_any()
}
