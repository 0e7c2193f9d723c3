//! The second step: what for, and which brokers.

use super::asked::{Aim, Asked};
use super::brokers::{Brokers, state};
use super::details::Details;
use super::request::refused;
use super::topics::{Opt, Wrong};
use super::wizard::{brokers_wrong, selection, write};
use crate::components::{Cell, Empty, Head, Row, Table, drawn, lu};
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::pages::act::Act;
use crate::pages::overview::disk_percent;
use crate::routes::Step;
use castellan_api::brokers::BrokerSummary;
use castellan_api::url::Commas;
use leptos::prelude::*;

/// The step.
#[component]
pub fn Goals(asked: Memo<Asked>, brokers: Brokers, act: Act) -> impl IntoView {
    let t = text().plan();
    let aim = Memo::new(move |_| asked.with(Asked::aim));
    let options = [
        (Aim::Balance, t.balance, t.balance_hint),
        (Aim::Drain, t.drain, t.drain_hint),
        (Aim::Fill, t.fill, t.fill_hint),
        (Aim::Replicas, t.factor, t.factor_hint),
    ]
    .map(|(value, label, hint)| {
        view! {
            <Opt
                group="goal"
                label=label
                hint=Signal::stored(hint.to_owned())
                chosen=Signal::derive(move || aim.get() == value)
                on_choose=move |()| choose(value)
            />
        }
    });
    view! {
        <section class="card form">
            <fieldset class="group">
                <legend>
                    <h2>{t.goal}</h2>
                </legend>
                <div class="opts">{options.into_iter().collect_view()}</div>
            </fieldset>
            <Wrong why=refused(act, "goal") />
        </section>
        <Choose asked=asked brokers=brokers act=act />
        <Details asked=asked brokers=brokers act=act />
    }
}

/// Another goal is about other brokers.
fn choose(aim: Aim) {
    write(
        |asked| {
            let placed = |aim| matches!(aim, Aim::Balance | Aim::Replicas);
            if !(placed(aim) && placed(asked.aim())) {
                asked.brokers = Commas::default();
                asked.replicas = None;
            }
            asked.targets = Commas::default();
            asked.each = Commas::default();
            asked.goal = Some(aim);
        },
        Step::Push,
    );
}

/// The brokers the goal is about.
#[component]
fn Choose(asked: Memo<Asked>, brokers: Brokers, act: Act) -> impl IntoView {
    let t = text().plan();
    let selected = selection(
        |asked| asked.brokers.clone(),
        |asked, brokers| asked.brokers = brokers,
    );
    let aim = Memo::new(move |_| asked.with(Asked::aim));
    let words = move || match aim.get() {
        Aim::Balance => (t.brokers_balance, t.brokers_balance_hint),
        Aim::Drain => (t.brokers_drain, t.brokers_drain_hint),
        Aim::Fill => (t.brokers_fill, t.brokers_fill_hint),
        Aim::Replicas => (t.brokers_factor, t.brokers_factor_hint),
    };
    let rows = Signal::derive(move || brokers.all.with(|all| all.iter().map(row).collect()));
    let total = Signal::derive(move || brokers.all.with(|all| all.len() as u64));
    let told = refused(act, "brokers");
    let wrong = Signal::derive(move || {
        let some = selected.with(|selected| !selected.is_empty());
        let own = || {
            brokers
                .all
                .with(|all| asked.with(|asked| brokers_wrong(asked, all)))
        };
        own().filter(|_| some).or_else(|| told.get())
    });
    let count = move || match selected.with(|selected| selected.len()) {
        0 => String::new(),
        some => (text().common().selected)(some as u64),
    };
    view! {
        <section class="card flush plan-brokers">
            <header>
                <h2>{drawn(move || words().0)}</h2>
                <span class="t3 fs12" role="status">
                    {drawn(count)}
                </span>
            </header>
            <p class="t2">{drawn(move || words().1)}</p>
            <Wrong why=wrong />
            <Table
                label=t.brokers
                heads=Signal::stored(heads())
                rows=rows
                selected=selected
                loading=Signal::derive(move || brokers.load.get().is_none())
                total=total
            />
            {drawn(move || {
                (brokers.load.get().is_some() && total.get() == 0)
                    .then(|| {
                        view! {
                            <Empty icon=lu::LuServer title=t.no_brokers detail=t.no_brokers_detail />
                        }
                    })
            })}
        </section>
    }
}

fn heads() -> Vec<Head> {
    let t = text().plan();
    vec![
        Head::new("broker", t.col_broker),
        Head::new("rack", t.col_rack),
        Head::new("state", t.col_state),
        Head::new("replicas", t.col_replicas).numeric(),
        Head::new("leaders", t.col_leaders)
            .titled(t.col_leaders_title)
            .numeric(),
        Head::new("size", t.col_size).numeric(),
        Head::new("disk", t.col_disk),
        Head::new("free", t.col_free).numeric(),
    ]
}

fn row(broker: &BrokerSummary) -> Row {
    let t = text().plan();
    let (tone, word) = state(broker);
    let state = Cell::Status(tone, word.to_owned());
    let rack = broker.rack.clone();
    let held = (t.broker_sum)(&number(broker.replicas), &number(broker.preferred_leaders));
    let facts = match &rack {
        Some(rack) => format!("{rack} · {held}"),
        None => held,
    };
    Row {
        key: broker.id.to_string(),
        name: (t.broker)(broker.id.0),
        href: None,
        mark: None,
        cells: vec![
            rack.map_or(Cell::Missing(t.no_rack), Cell::Text),
            state.clone(),
            Cell::number(broker.replicas),
            Cell::number(broker.preferred_leaders),
            Cell::figure(broker.size_bytes.map(bytes)),
            disk_percent(broker).map_or(Cell::Missing(t.no_disk), |used| {
                Cell::Meter(t.col_disk, used)
            }),
            Cell::figure(broker.usable_bytes.map(bytes)),
        ],
        sum: vec![Cell::Text(facts), state],
    }
}
