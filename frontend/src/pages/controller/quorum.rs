//! Who leads the cluster, and the levels of its features.

use crate::clock;
use crate::components::{Head, Icon, Status, TableCard, Tone, drawn, lu};
use crate::format::{MISSING, age, number, time};
use crate::i18n::text;
use castellan_api::controller::{Controller, Feature, QuorumNode};
use leptos::prelude::*;

/// The KRaft quorum; nothing for a ZooKeeper cluster, whose controller is a broker.
#[component]
pub fn Quorum(
    /// Who leads the cluster.
    controller: Memo<Controller>,
) -> impl IntoView {
    let kraft = Memo::new(move |_| controller.with(|one| matches!(one, Controller::KRaft { .. })));
    move || {
        kraft
            .get()
            .then(|| view! { <Nodes controller=controller /> })
    }
}

/// The frame stays while offsets move in it.
#[component]
fn Nodes(controller: Memo<Controller>) -> impl IntoView {
    let t = text().overview();
    let small = move || match controller.get() {
        Controller::KRaft {
            epoch,
            high_watermark,
            ..
        } => (t.quorum_small)(epoch, high_watermark),
        _ => String::new(),
    };
    let leaderless = Memo::new(move |_| {
        controller.with(|one| matches!(one, Controller::KRaft { leader: None, .. }))
    });
    let rows = move || match controller.get() {
        Controller::KRaft {
            leader,
            voters,
            observers,
            ..
        } => voters
            .into_iter()
            .map(|node| (true, node))
            .chain(observers.into_iter().map(|node| (false, node)))
            .map(|(voter, node)| node_row(&node, voter, leader == Some(node.id)))
            .collect(),
        _ => Vec::new(),
    };
    let heads = vec![
        Head::new("node", t.node),
        Head::new("role", t.role),
        Head::new("log_end", t.log_end).numeric(),
        Head::new("lag", t.lag).titled(t.lag_title).numeric(),
        Head::new("last_fetch", t.last_fetch).numeric(),
        Head::new("caught_up", t.caught_up)
            .titled(t.caught_up_title)
            .numeric(),
    ];
    let aside = drawn(move || {
        leaderless
            .get()
            .then(|| view! { <Status tone=Tone::Crit text=t.quorum_none /> })
    });
    view! {
        <TableCard
            id="quorum"
            title=t.quorum_title
            small=Signal::derive(small)
            heads=heads
            aside=aside.into_any()
        >
            {rows}
        </TableCard>
    }
}

fn node_row(node: &QuorumNode, voter: bool, leads: bool) -> AnyView {
    let t = text().overview();
    let role = match (leads, voter) {
        (true, _) => {
            view! { <span class="st crown"><Icon icon=lu::LuCrown />{t.role_leader}</span> }
                .into_any()
        }
        (false, true) => t.role_voter.into_any(),
        (false, false) => view! { <span class="t2">{t.role_observer}</span> }.into_any(),
    };
    let figure = |value: Option<i64>| match value {
        Some(value) => number(value).into_any(),
        None => ago(None),
    };
    let (log_end, lag) = (figure(node.log_end_offset), figure(node.lag));
    view! {
        <tr>
            <th scope="row" class="nm">{number(node.id)}</th>
            <td>{role}</td>
            <td class="num">{log_end}</td>
            <td class="num">{lag}</td>
            <td class="num">{ago(node.last_fetch)}</td>
            <td class="num">{ago(node.last_caught_up)}</td>
        </tr>
    }
    .into_any()
}

fn ago(at: Option<i64>) -> AnyView {
    match at {
        Some(at) => {
            view! { <time title=time::full(at)>{drawn(move || age(clock::slow() - at))}</time> }
                .into_any()
        }
        None => {
            view! { <span class="t3" title=text().common().not_known>{MISSING}</span> }.into_any()
        }
    }
}

/// The finalized features; nothing where the cluster has none.
#[component]
pub fn Features(
    /// Their levels.
    features: Memo<Vec<Feature>>,
) -> impl IntoView {
    let t = text().overview();
    move || {
        let features = features.get();
        if features.is_empty() {
            return ().into_any();
        }
        let rows = features.into_iter().map(feature_row).collect_view();
        let heads = vec![
            Head::new("feature", t.feature),
            Head::new("level", t.level).numeric(),
            Head::new("label", t.level_label),
            Head::new("max", t.level_max)
                .titled(t.level_max_title)
                .numeric(),
        ];
        view! {
            <TableCard
                id="features"
                title=t.features
                small=Signal::stored(t.features_hint.to_owned())
                heads=heads
            >
                {rows}
            </TableCard>
        }
        .into_any()
    }
}

fn feature_row(feature: Feature) -> AnyView {
    let missing =
        || view! { <span class="t3" title=text().common().not_known>{MISSING}</span> }.into_any();
    view! {
        <tr>
            <th scope="row" class="nm"><code>{feature.name}</code></th>
            <td class="num">{number(feature.level)}</td>
            <td>{feature.label.map_or_else(missing, IntoAny::into_any)}</td>
            <td class="num">
                {feature.max_level.map_or_else(missing, |level| number(level).into_any())}
            </td>
        </tr>
    }
    .into_any()
}
