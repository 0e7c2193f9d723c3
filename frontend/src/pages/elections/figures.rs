//! What an election would change: the key figures, and the leaders of each broker before and after.

use super::Page;
use crate::components::{Head, Icon, TableCard, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes;
use castellan_api::elections::{ElectionPreview, LeaderShare};
use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;

/// The key figures.
#[component]
pub fn Figures(page: Page) -> impl IntoView {
    let drawn = move || page.load.get().map(|preview| figures(&preview));
    view! { <dl class="card kpis of-3">{drawn}</dl> }
}

fn figures(preview: &ElectionPreview) -> AnyView {
    let t = text().elections();
    view! {
        {kpi(t.to_elect, preview.to_elect, (t.to_elect_small)(preview.partitions), "")}
        {kpi(t.not_in_sync, preview.not_in_sync, t.not_in_sync_small.to_owned(), "warn-t")}
        {kpi(t.leaderless, preview.leaderless, t.leaderless_small.to_owned(), "crit-t")}
    }
    .into_any()
}

/// A figure; `bad` is its class where it is not zero.
fn kpi(name: &'static str, count: u64, small: String, bad: &'static str) -> AnyView {
    let bad = if count > 0 { bad } else { "" };
    let icon = match bad {
        "warn-t" => Some(lu::LuTriangleAlert),
        "crit-t" => Some(lu::LuOctagonAlert),
        _ => None,
    };
    let title = small.clone();
    view! {
        <div class="kpi">
            <dt>{name}</dt>
            <dd>
                <span class=bad>
                    {number(count)} {icon.map(|icon| view! { <Icon icon=icon /> })}
                </span>
            </dd>
            <dd class="s">
                <small title=title>{small}</small>
            </dd>
        </div>
    }
    .into_any()
}

/// Leaders of each broker, now grey above and after an election blue below.
#[component]
pub fn Leaders(page: Page) -> impl IntoView {
    let t = text().elections();
    let brokers = Memo::new(move |_| {
        page.load
            .get()
            .map(|preview| preview.brokers.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let all = brokers.get();
        let most = all
            .iter()
            .map(|one| one.before.max(one.after))
            .max()
            .unwrap_or(0)
            .max(1);
        all.iter()
            .map(|one| row(page, one, most))
            .collect::<Vec<_>>()
    };
    let key = view! {
        <div class="key not-s">
            <span><i class="was"></i>{t.before}</span>
            <span><i class="add"></i>{t.after}</span>
        </div>
    };
    let heads = vec![
        Head::new("broker", t.col_broker),
        Head::new("share", t.col_share),
        Head::new("before", t.before).numeric(),
        Head::new("after", t.after).numeric(),
        Head::new("change", t.col_change).numeric(),
    ];
    view! {
        <TableCard
            id="leaders"
            title=t.leaders
            small=Signal::stored(t.leaders_small.to_owned())
            heads=heads
            aside=key.into_any()
        >
            {drawn(rows)}
        </TableCard>
    }
}

fn row(page: Page, one: &LeaderShare, most: u64) -> AnyView {
    let t = text().elections();
    let width = |count: u64| format!("{:.2}%", count as f64 / most as f64 * 100.0);
    let screen = Screen::Broker(page.id.get_value(), one.id, BrokerTab::default());
    let change = i128::from(one.after) - i128::from(one.before);
    let change = match change {
        0 => view! { <span class="t3">"0"</span> }.into_any(),
        change if change > 0 => format!("+{}", number(change)).into_any(),
        change => number(change).into_any(),
    };
    let says = (t.bar)(one.before, one.after);
    view! {
        <tr>
            <th scope="row" class="nm">
                <a href=routes::href(&screen)>{(t.broker)(one.id)}</a>
            </th>
            <td class="shares">
                <span class="pair" title=says>
                    <i class="was" style:width=width(one.before)></i>
                    <i class="now" style:width=width(one.after)></i>
                </span>
            </td>
            <td class="num">{number(one.before)}</td>
            <td class="num">{number(one.after)}</td>
            <td class="num">{change}</td>
        </tr>
    }
    .into_any()
}
