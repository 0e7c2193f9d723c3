//! The key figures: one card with rules between.

use crate::api::Load;
use crate::components::{Icon, Meter, Tone, lu};
use crate::format::{self, Figure, MISSING, number};
use crate::i18n::text;
use castellan_api::controller::Controller;
use castellan_api::instances::Overview;
use leptos::prelude::*;

/// One figure, as data.
struct Kpi {
    name: &'static str,
    figure: Option<Figure>,
    unit: String,
    small: String,
    tone: Option<Tone>,
    share: Option<(&'static str, u32)>,
}

/// The key figures.
#[component]
pub(super) fn Figures(load: Load<Overview>) -> impl IntoView {
    let drawn = move || {
        load.get()
            .map(|overview| all(&overview).into_iter().map(draw).collect::<Vec<_>>())
    };
    view! {
        <dl class="card kpis">
            {drawn}
        </dl>
    }
}

fn plain(text: String) -> Figure {
    Figure {
        text,
        unit: "",
        exact: String::new(),
    }
}

/// Whole percent, rounded up from a half.
pub(in crate::pages) fn percent(part: u64, whole: u64) -> u32 {
    if whole == 0 {
        return 0;
    }
    u32::try_from((u128::from(part) * 200 / u128::from(whole)).div_ceil(2)).unwrap_or(u32::MAX)
}

/// Share of a broker's disks that is used, percent.
pub(in crate::pages) fn disk_percent(
    broker: &castellan_api::brokers::BrokerSummary,
) -> Option<u32> {
    let (total, usable) = (broker.total_bytes?, broker.usable_bytes?);
    Some(percent(total.saturating_sub(usable), total))
}

fn all(overview: &Overview) -> Vec<Kpi> {
    let t = text().overview();
    let summary = &overview.summary;
    let known = summary.as_of.is_some();
    let down = summary.brokers_alive < summary.brokers;
    let controller = match &overview.controller {
        Controller::Unknown => t.controller_unknown.to_owned(),
        Controller::ZooKeeper { broker } => (t.controller_is)(*broker),
        Controller::KRaft {
            leader: Some(leader),
            ..
        } => (t.quorum_leader)(*leader),
        Controller::KRaft { leader: None, .. } => t.controller_none.to_owned(),
    };
    let under = summary.under_replicated;
    let bad = if overview.offline > 0 || overview.below_min_isr > 0 {
        Some(Tone::Crit)
    } else {
        (under > 0).then_some(Tone::Warn)
    };
    let count = |value: u32| known.then(|| plain(number(value)));
    let mut all = vec![
        Kpi {
            name: t.brokers_alive,
            figure: count(summary.brokers_alive),
            unit: (t.of)(&number(summary.brokers)),
            small: controller,
            tone: (known && down).then_some(Tone::Crit),
            share: None,
        },
        Kpi {
            name: t.partitions,
            figure: count(summary.partitions),
            unit: summary
                .partitions_max
                .map(|most| (t.of)(&number(most)))
                .unwrap_or_default(),
            small: (t.replicas)(overview.replicas),
            tone: None,
            share: summary.partitions_max.map(|most| {
                (
                    t.partition_share,
                    percent(u64::from(summary.partitions), u64::from(most)),
                )
            }),
        },
        Kpi {
            name: t.under_replicated,
            figure: count(under),
            unit: String::new(),
            small: (t.offline_below)(overview.offline, overview.below_min_isr),
            tone: bad,
            share: None,
        },
        storage(overview),
        Kpi {
            name: t.topics,
            figure: count(summary.topics),
            unit: String::new(),
            small: summary.groups.map_or(t.groups_unknown.to_owned(), t.groups),
            tone: None,
            share: None,
        },
        Kpi {
            name: t.messages,
            figure: overview.messages.map(format::count),
            unit: String::new(),
            small: t.messages_hint.to_owned(),
            tone: None,
            share: None,
        },
    ];
    if !known {
        // Nothing was read: no zero stands for that.
        for kpi in &mut all {
            kpi.unit.clear();
            kpi.small.clear();
            kpi.share = None;
            kpi.tone = None;
        }
    }
    all
}

fn storage(overview: &Overview) -> Kpi {
    let t = text().overview();
    let summary = &overview.summary;
    // Without an answer of any broker, a sum of zero is no figure.
    let read = overview
        .brokers
        .iter()
        .any(|broker| broker.size_bytes.is_some());
    let used = summary.used_bytes.filter(|_| read);
    let total = summary.total_bytes.filter(|total| read && *total > 0);
    let untold = if read { t.no_disk_sizes } else { "" };
    let fullest = overview
        .brokers
        .iter()
        .filter_map(|broker| Some((broker.id.0, disk_percent(broker)?)))
        .max_by_key(|(_, percent)| *percent);
    Kpi {
        name: t.storage,
        figure: used.map(format::bytes),
        unit: total
            .map(|total| (t.of)(&format::bytes(total).whole()))
            .unwrap_or_default(),
        small: fullest.map_or(untold.to_owned(), |(id, percent)| (t.fullest)(id, percent)),
        tone: None,
        share: used
            .zip(total)
            .map(|(used, all)| (t.storage_share, percent(used, all))),
    }
}

fn draw(kpi: Kpi) -> AnyView {
    let class = match kpi.tone {
        Some(Tone::Crit) => "crit-t",
        Some(Tone::Warn) => "warn-t",
        _ => "",
    };
    let icon = match kpi.tone {
        Some(Tone::Crit) => Some(lu::LuOctagonAlert),
        Some(_) => Some(lu::LuTriangleAlert),
        None => None,
    };
    let figure = match kpi.figure {
        Some(figure) => {
            let exact = (!figure.exact.is_empty()).then_some(figure.exact);
            let own =
                (!figure.unit.is_empty()).then(|| view! { <span class="u">{figure.unit}</span> });
            let of = (!kpi.unit.is_empty()).then(|| view! { <span class="u">{kpi.unit}</span> });
            view! {
                <span class=class title=exact>
                    {figure.text} {own} {of} {icon.map(|icon| view! { <Icon icon=icon /> })}
                </span>
            }
            .into_any()
        }
        None => {
            view! { <span class="t3" title=text().overview().not_read>{MISSING}</span> }.into_any()
        }
    };
    let share = kpi.share.map(|(label, percent)| {
        view! { <Meter label=label percent=Signal::stored(percent) figure=false /> }
    });
    let small = kpi.small.clone();
    view! {
        <div class="kpi">
            <dt>{kpi.name}</dt>
            <dd>{figure}</dd>
            <dd class="s">
                <small title=small>{kpi.small}</small>
                {share}
            </dd>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_rounded() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(u64::MAX, u64::MAX), 100);
    }
}
