//! Brokers × replicas on one scale, by rack: leaders, followers, what is out of sync, and the even
//! share as a rule.

use super::figures::disk_percent;
use crate::api::Load;
use crate::components::{Empty, Icon, Meter, Status, Tone, drawn, lu};
use crate::format::{self, MISSING, number};
use crate::i18n::text;
use crate::pages::brokers::state_words;
use crate::routes::Link;
use castellan_api::brokers::{BrokerState, BrokerSummary};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{InstanceStatus, Overview};
use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;

/// The brokers of the overview, without what else changes there.
#[component]
pub(super) fn Topology(id: InstanceId, load: Load<Overview>) -> impl IntoView {
    let t = text().overview();
    let brokers = Memo::new(move |_| {
        load.get()
            .map(|overview| overview.brokers.clone())
            .unwrap_or_default()
    });
    let share = Memo::new(move |_| brokers.with(|brokers| even_share(brokers)));
    // Who stands in which rack: the table is drawn anew for that alone, so that focus and pointer
    // stay where they are while figures move.
    let places = Memo::new(move |_| {
        brokers.with(|brokers| {
            brokers
                .iter()
                .map(|one| (one.id.0, one.rack.clone()))
                .collect::<Vec<_>>()
        })
    });
    let disabled = Memo::new(move |_| {
        load.get()
            .is_some_and(|overview| overview.summary.status == InstanceStatus::Disabled)
    });
    let body = move || {
        if places.with(Vec::is_empty) {
            let (title, detail) = if disabled.get() {
                (t.disabled, t.disabled_detail)
            } else {
                (t.no_brokers, t.no_brokers_detail)
            };
            return view! { <Empty icon=lu::LuServer title=title detail=detail /> }.into_any();
        }
        view! { <Table id=id.clone() brokers=brokers places=places.get() /> }.into_any()
    };
    view! {
        <section class="card flush" aria-labelledby="topology">
            <header>
                <h2 id="topology">{t.topology}</h2>
                <div class="key not-s">
                    <span><i class="l"></i>{t.leaders}</span>
                    <span><i class="f"></i>{t.followers}</span>
                    <span><i class="o"></i>{t.out_of_sync}</span>
                    <span>
                        <i class="fair"></i>
                        {drawn(move || (t.even_share)(&number(share.get())))}
                    </span>
                </div>
            </header>
            {body}
        </section>
    }
}

/// Replicas a broker would hold if all held as many.
fn even_share(brokers: &[BrokerSummary]) -> u64 {
    let all: u64 = brokers
        .iter()
        .map(|broker| u64::from(broker.replicas))
        .sum();
    let count = brokers.len().max(1) as u64;
    (all * 2 + count) / (count * 2)
}

/// What every row needs to know of the others.
#[derive(Clone, Copy, PartialEq)]
struct Scale {
    /// Replicas at the full width.
    full: f64,
    /// Where the even share stands, percent of the width.
    fair: f64,
    /// True if any disk's size is known.
    disks: bool,
}

fn scale_of(brokers: &[BrokerSummary]) -> Scale {
    let share = even_share(brokers);
    let most = brokers
        .iter()
        .map(|broker| u64::from(broker.replicas))
        .max()
        .unwrap_or(0);
    // The longest bar leaves some room, as the even share does.
    let full = (most.max(share).max(1) as f64) * 1.06;
    Scale {
        full,
        fair: share as f64 / full * 100.0,
        disks: brokers.iter().any(|broker| disk_percent(broker).is_some()),
    }
}

type Brokers = Memo<Vec<BrokerSummary>>;

#[component]
fn Table(id: InstanceId, brokers: Brokers, places: Vec<(i32, Option<String>)>) -> impl IntoView {
    let t = text().overview();
    let racked = places.iter().any(|(_, rack)| rack.is_some());
    let scale = Memo::new(move |_| brokers.with(|brokers| scale_of(brokers)));
    let disks = Memo::new(move |_| scale.get().disks);
    let mut last = None;
    let rows: Vec<AnyView> = places
        .iter()
        .map(|(broker, rack)| {
            let first = racked && last.as_ref() != Some(rack);
            last = Some(rack.clone());
            let head = first.then(|| {
                let span = places.iter().filter(|(_, other)| other == rack).count();
                rack_head(rack.clone(), span, brokers)
            });
            view! { <tr>{head} {row(&id, *broker, brokers, scale)}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="tw" role="region" aria-label=text().brokers().title tabindex="0">
            <table class="tbl topo">
                <thead>
                    <tr>
                        {racked.then(|| view! { <th scope="col">{t.rack}</th> })}
                        <th scope="col">{t.broker}</th>
                        <th scope="col">{t.state}</th>
                        <th scope="col">{t.col_replicas}</th>
                        <th scope="col" class="num">{t.col_count}</th>
                        <th scope="col" class="num" title=t.col_skew_title>{t.col_skew}</th>
                        <th scope="col" class="num" title=t.col_leader_skew_title>
                            {t.col_leader_skew}
                        </th>
                        {drawn(move || disks.get().then(|| view! { <th scope="col">{t.col_disk}</th> }))}
                        <th scope="col" class="num" title=t.col_size_title>{t.col_size}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn rack_head(rack: Option<String>, span: usize, brokers: Brokers) -> AnyView {
    let t = text().overview();
    let name = rack.clone().unwrap_or_else(|| t.no_rack.to_owned());
    let replicas = Memo::new(move |_| {
        brokers.with(|brokers| {
            brokers
                .iter()
                .filter(|one| one.rack == rack)
                .map(|one| one.replicas)
                .sum::<u32>()
        })
    });
    view! {
        <th scope="rowgroup" rowspan=span.to_string() class="rack">
            <span class="med">{name}</span>
            <small>{drawn(move || (t.replicas)(replicas.get()))}</small>
        </th>
    }
    .into_any()
}

fn row(id: &InstanceId, broker: i32, brokers: Brokers, scale: Memo<Scale>) -> AnyView {
    let t = text().overview();
    let screen = Screen::Broker(id.clone(), broker, BrokerTab::default());
    let one = Memo::new(move |_| {
        brokers.with(|brokers| brokers.iter().find(|one| one.id.0 == broker).cloned())
    });
    let cells = move || one.get().map(|one| figures(&one, scale.get()));
    view! {
        <td>
            <Link screen=screen class="nm">{(t.broker_name)(broker)}</Link>
        </td>
        {cells}
    }
    .into_any()
}

fn figures(broker: &BrokerSummary, scale: Scale) -> AnyView {
    let t = text().overview();
    let disk = scale.disks.then(|| {
        let meter = match disk_percent(broker) {
            Some(percent) => view! {
                <Meter label=(t.disk_of)(broker.id.0) percent=Signal::stored(percent) />
            }
            .into_any(),
            None => missing(),
        };
        view! { <td class="disk">{meter}</td> }
    });
    let size = match broker.size_bytes.map(format::bytes) {
        Some(size) => {
            view! { <span title=size.exact>{size.text}<span class="u">{size.unit}</span></span> }
                .into_any()
        }
        None => missing(),
    };
    view! {
        <td>{state(broker)}</td>
        <td class="spread">{bar(broker, scale)}</td>
        <td class="num">{number(broker.replicas)}</td>
        <td class="num">{skew(broker.skew_percent)}</td>
        <td class="num">{skew(broker.leader_skew_percent)}</td>
        {disk}
        <td class="num">{size}</td>
    }
    .into_any()
}

fn missing() -> AnyView {
    view! { <span class="t3" title=text().common().not_known>{MISSING}</span> }.into_any()
}

fn skew(percent: i32) -> AnyView {
    let text = format::distance_percent(percent);
    let digits = text
        .trim_end_matches('%')
        .trim_end_matches(format::NBSP)
        .to_owned();
    view! { {digits}<span class="u">"%"</span> }.into_any()
}

/// The state in the topology: the controller's crown stands before "In sync", never before trouble.
fn state(broker: &BrokerSummary) -> AnyView {
    let calm = broker.state == BrokerState::Alive && broker.out_of_sync == 0;
    if calm && broker.controller {
        return view! {
            <span class="st crown"><Icon icon=lu::LuCrown />{text().brokers().controller}</span>
        }
        .into_any();
    }
    let (tone, word) = state_words(broker);
    let title = broker
        .since
        .filter(|_| tone != Tone::Ok && tone != Tone::Idle)
        .map(|since| (text().brokers().since)(&format::time::since(since)));
    view! { <Status tone=tone text=word title=title.unwrap_or_default() /> }.into_any()
}

fn bar(broker: &BrokerSummary, scale: Scale) -> AnyView {
    let leaders = broker.leaders.min(broker.replicas);
    let out = broker.out_of_sync.min(broker.replicas - leaders);
    let followers = broker.replicas - leaders - out;
    let width = |count: u32| format!("{:.2}%", f64::from(count) / scale.full * 100.0);
    let says = (text().overview().bar)(leaders, followers, out);
    let part = |class: &'static str, count: u32| {
        (count > 0).then(|| view! { <i class=class style:width=width(count)></i> })
    };
    view! {
        <span class="stackbar" title=says.clone()>
            {part("l", leaders)} {part("f", followers)} {part("o", out)}
            <b class="fair" style:left=format!("{:.2}%", scale.fair)></b>
        </span>
        <span class="sr">{says}</span>
    }
    .into_any()
}
