//! The tab Brokers: what each broker holds of the topic, with both skew flags.

use crate::api::Load;
use crate::components::{Cell, Head, Row, Table, Tone};
use crate::format::{bytes, number};
use crate::i18n::text;
use crate::routes;
use castellan_api::ids::InstanceId;
use castellan_api::screen::{BrokerTab, Screen};
use castellan_api::topics::{TopicBroker, TopicDetail};
use leptos::prelude::*;

fn heads() -> Vec<Head> {
    let t = text().topic();
    vec![
        Head::new("broker", t.b_broker),
        Head::new("rack", t.b_rack),
        Head::new("partitions", t.b_partitions).numeric(),
        Head::new("list", t.b_list),
        Head::new("leaders", t.b_leaders).numeric(),
        Head::new("leader_list", t.b_leaders_list),
        Head::new("out", t.b_out).numeric(),
        Head::new("skewed", t.b_skewed).titled(t.b_skewed_title),
        Head::new("leader_skewed", t.b_leader_skewed).titled(t.b_leader_skewed_title),
        Head::new("size", t.b_size).numeric(),
    ]
}

/// The tab.
#[component]
pub fn Brokers(instance: InstanceId, detail: Load<TopicDetail>) -> impl IntoView {
    let t = text().topic();
    let rows = Signal::derive(move || {
        detail
            .get()
            .map(|detail| {
                detail
                    .brokers
                    .iter()
                    .map(|broker| row(&instance, broker))
                    .collect()
            })
            .unwrap_or_default()
    });
    let total =
        Signal::derive(move || detail.get().map_or(0, |detail| detail.brokers.len() as u64));
    view! {
        <section class="card">
            <Table label=t.tab_brokers heads=Signal::derive(heads) rows=rows total=total />
        </section>
    }
}

fn row(instance: &InstanceId, broker: &TopicBroker) -> Row {
    let t = text().topic();
    let id = broker.broker.0;
    let flag = |on: bool| {
        if on {
            Cell::Status(Tone::Warn, text().common().yes.to_owned())
        } else {
            Cell::Quiet(text().common().no.to_owned())
        }
    };
    let out = broker.out_of_sync.len() as u64;
    let out = if out == 0 {
        Cell::Quiet(number(0))
    } else {
        Cell::Status(Tone::Crit, number(out))
    };
    Row {
        key: id.to_string(),
        name: (t.p_broker)(id),
        href: Some(routes::href(&Screen::Broker(
            instance.clone(),
            id,
            BrokerTab::default(),
        ))),
        mark: None,
        cells: vec![
            broker
                .rack
                .clone()
                .map_or(Cell::Quiet(text().common().not_set.to_owned()), Cell::Text),
            Cell::number(broker.partitions.len() as u64),
            Cell::Text(ranges(&broker.partitions)),
            Cell::number(broker.leaders.len() as u64),
            Cell::Text(ranges(&broker.leaders)),
            out.clone(),
            flag(broker.skewed),
            flag(broker.leader_skewed),
            Cell::figure(broker.size_bytes.map(bytes)),
        ],
        sum: vec![
            Cell::Text(format!(
                "{}: {}",
                t.b_partitions,
                ranges(&broker.partitions)
            )),
            out,
        ],
    }
}

/// `0–3, 7`: numbers in their order, runs of three and more as a range.
fn ranges(numbers: &[i32]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for number in sorted {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs.iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn runs_are_ranges() {
        assert_eq!(ranges(&[3, 1, 0, 2, 7, 9, 10]), "0–3, 7, 9, 10");
        assert_eq!(ranges(&[]), "");
    }
}
