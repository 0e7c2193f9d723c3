//! The brokers before and after, on one scale: grey above, the accent below, the even share as a
//! rule.

use super::moves::Looked;
use crate::components::{Segments, drawn};
use crate::format::{self, Figure, MISSING, number};
use crate::i18n::text;
use crate::routes::{self, Step};
use castellan_api::reassignment::{BrokerShare, Figures, Goal, Plan, PlanRequest};
use leptos::prelude::*;
use std::sync::Arc;

/// What the brokers are compared by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Replicas,
    Leaders,
    Bytes,
}

impl By {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Replicas, "replicas"),
        (Self::Leaders, "leaders"),
        (Self::Bytes, "bytes"),
    ];

    fn word(self) -> &'static str {
        let t = text().plan();
        match self {
            Self::Replicas => t.by_replicas,
            Self::Leaders => t.by_leaders,
            Self::Bytes => t.by_bytes,
        }
    }

    const fn of(self, figures: &Figures) -> u64 {
        match self {
            Self::Replicas => figures.replicas,
            Self::Leaders => figures.leaders,
            Self::Bytes => figures.bytes,
        }
    }

    fn figure(self, value: u64) -> Figure {
        match self {
            Self::Bytes => format::bytes(value),
            Self::Replicas | Self::Leaders => format::count(value),
        }
    }
}

/// The card.
#[component]
pub fn Balance(plan: Arc<Plan>) -> impl IntoView {
    let t = text().plan();
    let word = Memo::new(|_| {
        let said = routes::query::<Looked>().by.unwrap_or_default();
        By::ALL
            .iter()
            .find(|(_, word)| *word == said)
            .map_or("replicas", |(_, word)| *word)
    });
    let by = Memo::new(move |_| {
        let word = word.get();
        By::ALL
            .iter()
            .find(|(_, one)| *one == word)
            .map_or(By::Replicas, |(by, _)| *by)
    });
    let options = By::ALL
        .iter()
        .map(|(by, word)| ((*word).to_owned(), by.word().to_owned()))
        .collect::<Vec<_>>();
    let choose = |word: String| {
        let mut now: Looked = routes::query_untracked();
        now.by = Some(word).filter(|word| word != "replicas");
        routes::set_query(&now, Step::Replace);
    };
    view! {
        <section class="card" aria-labelledby="balance">
            <header class="wrap">
                <h2 id="balance">{t.balance_title}</h2>
                <div class="key not-s">
                    <span><i class="was"></i>{t.before}</span>
                    <span><i class="add"></i>{t.after}</span>
                    <span><i class="fair"></i>{t.even_share}</span>
                </div>
                <Segments
                    label=t.balance_by
                    options=options
                    value=Signal::derive(move || word.get().to_owned())
                    on_change=choose
                />
            </header>
            {drawn(move || table(&plan, by.get()))}
        </section>
    }
}

/// True if the plan spreads load over the broker, so that the even share means it too.
fn shares(plan: &Plan, broker: &BrokerShare) -> bool {
    let id = broker.id;
    let meant = match &plan.request {
        PlanRequest::Automatic(wish) => match &wish.goal {
            Goal::Drain(drained) => !drained.contains(&id),
            Goal::Balance => wish.brokers.is_empty() || wish.brokers.contains(&id),
            Goal::Fill(_) | Goal::Replicas => true,
        },
        _ => true,
    };
    broker.alive && meant
}

/// Scale of the bars, and the even share on it.
#[derive(Clone, Copy)]
struct Scale {
    full: f64,
    share: Option<f64>,
}

fn scale(plan: &Plan, by: By) -> Scale {
    let all: u64 = plan.brokers.iter().map(|broker| by.of(&broker.after)).sum();
    let count = plan
        .brokers
        .iter()
        .filter(|broker| shares(plan, broker))
        .count();
    let share = (count > 0).then(|| all as f64 / count as f64);
    let most = plan
        .brokers
        .iter()
        .flat_map(|broker| [by.of(&broker.before), by.of(&broker.after)])
        .max()
        .unwrap_or_default() as f64;
    Scale {
        // The longest bar leaves some room.
        full: most.max(share.unwrap_or_default()).max(1.0) * 1.06,
        share,
    }
}

fn table(plan: &Plan, by: By) -> AnyView {
    let t = text().plan();
    let scale = scale(plan, by);
    // Beside what the bars show stands what they do not.
    let other = match by {
        By::Replicas | By::Bytes => By::Leaders,
        By::Leaders => By::Replicas,
    };
    let rows = plan
        .brokers
        .iter()
        .map(|broker| row(broker, by, other, scale, shares(plan, broker)))
        .collect_view();
    let head = |word: &'static str| view! { <span class="num" role="columnheader">{word}</span> };
    view! {
        <div
            class="bal"
            class:by-bytes=by == By::Bytes
            role="table"
            aria-label=t.balance_title
        >
            <div class="bh" role="row">
                <span role="columnheader">
                    <span class="sr">{t.col_broker}</span>
                </span>
                <span role="columnheader">{by.word()}</span>
                {head(t.before)}
                {head(t.after)}
                {head(t.difference)}
                {head(other.word())}
                {head(t.data_in)}
                {head(t.data_out)}
            </div>
            {rows}
        </div>
    }
    .into_any()
}

fn row(broker: &BrokerShare, by: By, other: By, scale: Scale, shares: bool) -> AnyView {
    let t = text().plan();
    let (before, after) = (by.of(&broker.before), by.of(&broker.after));
    let width = |value: u64| format!("{:.1}%", value as f64 / scale.full * 100.0);
    let share = scale.share.filter(|_| shares);
    let rule = share.map(|share| {
        view! { <b class="fair" style:left=format!("{:.1}%", share / scale.full * 100.0)></b> }
    });
    let says = share
        .map(|share| (t.even_share_is)(&by.figure(share.round() as u64).whole()))
        .unwrap_or_default();
    let title = Some(says.clone()).filter(|says| !says.is_empty());
    let changed = before != after;
    let from_to = (other.of(&broker.before), other.of(&broker.after));
    let place = match (&broker.rack, broker.alive) {
        (Some(rack), true) => rack.clone(),
        (Some(rack), false) => format!("{rack} · {}", t.down),
        (None, true) => String::new(),
        (None, false) => t.down.to_owned(),
    };
    view! {
        <div role="row">
            <span class="trunc" role="rowheader">
                <b class="med">{(t.broker)(broker.id)}</b>
                " "
                <span class="t3 fs12">{place}</span>
            </span>
            <span role="cell" title=title>
                <span class="pair" aria-hidden="true">
                    <i class="was" style:width=width(before)></i>
                    <i class="now" style:width=width(after)></i>
                    {rule}
                </span>
                <span class="sr">{says}</span>
            </span>
            <span class="num t3" role="cell">{figure(by.figure(before))}</span>
            <span class="num med" role="cell">{figure(by.figure(after))}</span>
            <span class="num t2" role="cell">
                {if changed { change(by, before, after) } else { figure_or(None) }}
            </span>
            <span class="num" role="cell">
                {number(from_to.0)}
                {(from_to.0 != from_to.1)
                    .then(|| view! { <span class="t3">" → "</span>{number(from_to.1)} })}
            </span>
            <span class="num t2" role="cell">{copied(broker.bytes_in)}</span>
            <span class="num t2" role="cell">{copied(broker.bytes_out)}</span>
        </div>
    }
    .into_any()
}

fn figure(figure: Figure) -> AnyView {
    let unit = (!figure.unit.is_empty()).then(|| view! { <span class="u">{figure.unit}</span> });
    let exact = (!figure.exact.is_empty()).then_some(figure.exact);
    view! { <span title=exact>{figure.text}{unit}</span> }.into_any()
}

fn figure_or(value: Option<Figure>) -> AnyView {
    value.map_or_else(|| MISSING.into_any(), figure)
}

fn copied(bytes: u64) -> AnyView {
    figure_or((bytes > 0).then(|| format::bytes(bytes)))
}

/// `+932`, `−1.1 GB`.
fn change(by: By, before: u64, after: u64) -> AnyView {
    let sign = if after > before { "+" } else { "−" };
    let mut distance = by.figure(after.abs_diff(before));
    distance.text.insert_str(0, sign);
    figure(distance)
}
