//! The key figures of a topic.

use crate::components::{Icon, lu};
use crate::format::{Figure, MISSING, bytes, count, duration, number, percent};
use crate::i18n::text;
use castellan_api::topics::TopicDetail;
use leptos::prelude::*;

/// The card of key figures.
pub fn figures(detail: &TopicDetail) -> AnyView {
    let t = text().topic();
    let topic = &detail.summary;
    let kept = match topic.retention_ms {
        Some(ms) if ms < 0 => t.kept_always.to_owned(),
        Some(ms) => (t.kept)(&duration(ms)),
        None => String::new(),
    };
    let offsets = detail
        .sum_of_offsets
        .map(|sum| (t.offsets_sum)(&count(sum).whole()));
    let others = topic.preferred_percent < 100;
    view! {
        <dl class="card kpis">
            <div class="kpi">
                <dt>{t.partitions}</dt>
                <dd>{number(topic.partitions)} <span class="u">{(t.times_replicas)(topic.replicas)}</span></dd>
                <dd class="s">
                    <small>
                        {(t.on_brokers)(detail.brokers.len() as u64, detail.cluster_brokers)}
                    </small>
                </dd>
            </div>
            <div class="kpi">
                <dt>{t.under_replicated}</dt>
                <dd>{under(topic.under_replicated, topic.under_replicated_percent)}</dd>
                <dd class="s">
                    <small>{(t.offline_below)(topic.offline, topic.below_min_isr)}</small>
                </dd>
            </div>
            <div class="kpi">
                <dt>{t.preferred}</dt>
                <dd>{number(topic.preferred_percent)} <span class="u">"%"</span></dd>
                <dd class="s">
                    <small>{if others { t.others_lead } else { t.all_preferred }}</small>
                </dd>
            </div>
            <div class="kpi" title=t.skew_title>
                <dt>{t.skew}</dt>
                <dd>{number(topic.skew_percent)} <span class="u">{t.skew_replicas}</span></dd>
                <dd class="s">
                    <small>{(t.skew_leaders)(topic.leader_skew_percent, topic.spread_percent)}</small>
                </dd>
            </div>
            <div class="kpi" title=t.size_title>
                <dt>{t.size}</dt>
                <dd>{figure(topic.size_bytes.map(bytes))}</dd>
                <dd class="s">
                    <small>{kept}</small>
                </dd>
            </div>
            <div class="kpi">
                <dt>{t.messages}</dt>
                <dd>{figure(topic.messages.map(count))}</dd>
                <dd class="s">
                    <small>{offsets}</small>
                </dd>
            </div>
        </dl>
    }
    .into_any()
}

fn under(partitions: u32, share: u32) -> AnyView {
    if partitions == 0 {
        return number(partitions).into_any();
    }
    view! {
        <span class="crit-t">{number(partitions)} <Icon icon=lu::LuOctagonAlert /></span>
        <span class="u">{percent(share)}</span>
    }
    .into_any()
}

/// A figure with its unit, the exact one as tooltip.
fn figure(figure: Option<Figure>) -> AnyView {
    let Some(figure) = figure else {
        return view! { <span class="t3" title=text().common().not_known>{MISSING}</span> }
            .into_any();
    };
    let exact = (!figure.exact.is_empty()).then_some(figure.exact);
    view! {
        <span title=exact>
            {figure.text}
            {(!figure.unit.is_empty()).then(|| view! { <span class="u">{figure.unit}</span> })}
        </span>
    }
    .into_any()
}
