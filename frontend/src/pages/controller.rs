//! Who leads a cluster, at which levels its features are, and what it can and cannot do.

pub mod quorum;

use crate::api::{Load, Watch, load};
use crate::components::{Head, Icon, Note, PageHead, States, Status, TableCard, Tone, lu};
use crate::i18n::text;
use crate::routes;
use castellan_api::controller::{Capability, Controller, ControllerDetail, GetController};
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::events::Part;
use castellan_api::ids::InstanceId;

use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;
use quorum::{Features, Quorum};

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let path = InstancePath {
        instance: id.clone(),
    };
    let load = load::<GetController>(
        move || Some((path.clone(), NoQuery {})),
        &[Watch::Part(Part::Metadata), Watch::Instance],
    );
    let missing = Signal::derive(move || {
        load.get()
            .map(|detail| detail.missing.clone())
            .unwrap_or_default()
    });
    let controller = Memo::new(move |_| {
        load.get()
            .map_or(Controller::Unknown, |detail| detail.controller.clone())
    });
    let features = Memo::new(move |_| {
        load.get()
            .map(|detail| detail.features.clone())
            .unwrap_or_default()
    });
    let content = move || {
        view! {
            <div class="stack">
                <Quorum controller=controller />
                <NoQuorum id=id.clone() controller=controller />
                <Features features=features />
                <Capabilities load=load />
                <Versions id=id.clone() load=load />
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead
            title=text().controller().title
            about=Signal::derive(crate::shell::instance_name)
        />
        <States
            state=Signal::derive(move || load.state())
            missing=missing
            as_of=Signal::derive(move || load.get().map(|detail| detail.as_of))
            on_retry=move |()| load.again()
        >
            {content.clone()}
        </States>
    }
    .into_any()
}

/// Who leads a cluster without a quorum.
#[component]
fn NoQuorum(id: InstanceId, controller: Memo<Controller>) -> impl IntoView {
    let t = text().controller();
    move || match controller.get() {
        Controller::KRaft { .. } => ().into_any(),
        Controller::Unknown => {
            view! { <Note tone=Tone::Unknown title=t.unknown detail=t.unknown_detail /> }.into_any()
        }
        Controller::ZooKeeper { broker } => {
            let href = routes::href(&Screen::Broker(id.clone(), broker, BrokerTab::default()));
            view! {
                <section class="card form" aria-labelledby="led">
                    <h2 id="led">{t.zookeeper_title}</h2>
                    <p class="st crown">
                        <Icon icon=lu::LuCrown />
                        <a href=href>{(t.zookeeper_is)(broker)}</a>
                    </p>
                    <p class="t2">{t.zookeeper_detail}</p>
                </section>
            }
            .into_any()
        }
    }
}

/// Which broker runs which version.
#[component]
fn Versions(id: InstanceId, load: Load<ControllerDetail>) -> impl IntoView {
    let t = text().controller();
    let versions = Memo::new(move |_| {
        load.get()
            .map(|detail| detail.versions.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |one: castellan_api::controller::BrokerVersion| {
            let href = routes::href(&Screen::Broker(
                id.clone(),
                one.broker,
                BrokerTab::default(),
            ));
            view! {
                <tr>
                    <th scope="row" class="nm">
                        <a href=href>{(t.broker_name)(one.broker)}</a>
                    </th>
                    <td>{one.version}</td>
                </tr>
            }
        };
        versions.get().into_iter().map(row).collect_view()
    };
    view! {
        <TableCard
            id="versions"
            title=t.versions
            small=Signal::stored(t.versions_hint.to_owned())
            heads=vec![Head::new("broker", t.broker), Head::new("version", t.version)]
        >
            {rows}
        </TableCard>
    }
}

/// What not every version can do: what is missing here stands first.
#[component]
fn Capabilities(load: Load<ControllerDetail>) -> impl IntoView {
    let t = text().controller();
    let capabilities = Memo::new(move |_| {
        let mut all = load
            .get()
            .map(|detail| detail.capabilities.clone())
            .unwrap_or_default();
        all.sort_by_key(|one| one.available);
        all
    });
    move || {
        let all = capabilities.get();
        let can = all.iter().filter(|one| one.available).count();
        let small = if all.is_empty() {
            t.not_told.to_owned()
        } else if can == all.len() {
            t.all_of_it.to_owned()
        } else {
            (t.some_of_it)(can as u64, all.len() as u64)
        };
        let rows = all.into_iter().map(capability_row).collect_view();
        let heads = vec![
            Head::new("name", t.capability),
            Head::new("since", t.since),
            Head::new("here", t.here),
            Head::new("instead", t.instead),
        ];
        view! {
            <TableCard
                id="capabilities"
                title=t.capabilities
                small=Signal::stored(small)
                heads=heads
            >
                {rows}
            </TableCard>
        }
    }
}

fn capability_row(one: Capability) -> AnyView {
    let t = text().controller();
    let here = if one.available {
        view! { <Status tone=Tone::Ok text=t.yes /> }
    } else {
        view! { <Status tone=Tone::Idle text=t.no title=one.why.unwrap_or_default() /> }
    };
    let instead = (!one.available).then_some(one.instead);
    view! {
        <tr>
            <th scope="row" class="nm">
                {one.title}
                " "
                <small class="t3">{one.source}</small>
            </th>
            <td>{one.since}</td>
            <td>{here}</td>
            <td class="wraps wide">{instead}</td>
        </tr>
    }
    .into_any()
}
