//! Finding, sorting and cutting lists of topics.

use super::*;
use crate::cluster::Snapshot;
use crate::cluster::snapshot::{History, Topology, per_second};
use crate::services::topics::prepared::Descriptions;
use crate::services::topics::testing::{self, prepared};
use castellan_api::topics::TopicFilter;
use std::sync::Arc;

fn names(query: &TopicQuery) -> Vec<String> {
    let page = page(&prepared(), query).unwrap();
    page.items
        .iter()
        .map(|topic| topic.name.to_string())
        .collect()
}

fn sorted(column: &str, order: Order) -> Vec<String> {
    names(&TopicQuery {
        sort: Some(column.into()),
        order: Some(order),
        ..TopicQuery::default()
    })
}

#[test]
fn internal_topics_are_hidden_unless_asked_for() {
    assert_eq!(
        names(&TopicQuery::default()),
        ["Orders.v1", "alone", "broken", "lagging", "orders-2"]
    );
    let all = TopicQuery {
        internal: Some(true),
        ..TopicQuery::default()
    };
    assert_eq!(names(&all)[1], "__consumer_offsets");
}

#[test]
fn counts_are_of_what_may_be_shown() {
    let list = prepared();
    let counts = page(&list, &TopicQuery::default()).unwrap().counts;
    assert_eq!((counts.all, counts.internal, counts.partitions), (5, 1, 8));
    assert_eq!(
        (
            counts.under_replicated,
            counts.offline,
            counts.single_replica
        ),
        (2, 1, 1)
    );
    assert_eq!(
        (counts.below_min_isr, counts.empty, counts.not_preferred),
        (2, Some(1), 2)
    );
    let all = TopicQuery {
        internal: Some(true),
        ..TopicQuery::default()
    };
    let counts = page(&list, &all).unwrap().counts;
    assert_eq!((counts.all, counts.internal, counts.partitions), (6, 1, 13));
}

#[test]
fn filters_find_what_they_count() {
    let by = |filter| {
        names(&TopicQuery {
            filter: Some(filter),
            ..TopicQuery::default()
        })
    };
    assert_eq!(by(TopicFilter::UnderReplicated), ["broken", "lagging"]);
    assert_eq!(by(TopicFilter::Offline), ["broken"]);
    assert_eq!(by(TopicFilter::Empty), ["alone"]);
    assert_eq!(by(TopicFilter::SingleReplica), ["alone"]);
    assert_eq!(by(TopicFilter::NotPreferred), ["broken", "lagging"]);
    assert_eq!(by(TopicFilter::BelowMinIsr), ["broken", "lagging"]);
}

#[test]
fn names_are_found_in_any_case_and_configs_in_lists() {
    let q = |q: &str| {
        names(&TopicQuery {
            q: Some(q.into()),
            ..TopicQuery::default()
        })
    };
    assert_eq!(q("ORDERS"), ["Orders.v1", "orders-2"]);
    assert_eq!(q(" s.v1al"), Vec::<String>::new());
    let config = |config: &str| TopicQuery {
        config: Some(config.into()),
        ..TopicQuery::default()
    };
    assert_eq!(
        names(&config("cleanup.policy=compact")),
        ["broken", "lagging"]
    );
    assert_eq!(
        names(&config("retention.ms=604800000")),
        ["Orders.v1", "alone"]
    );
    for bad in ["cleanup.policy", "file.delete.delay.ms=1"] {
        let Err(Error::Invalid(errors)) = page(&prepared(), &config(bad)) else {
            panic!("{bad}")
        };
        assert_eq!(errors[0].pointer, "?config");
    }
}

#[test]
fn every_column_sorts_with_the_name_as_tie_break_and_the_unknown_last() {
    for column in COLUMNS {
        assert_eq!(sorted(column, Order::Asc).len(), 5, "{column}");
    }
    assert_eq!(
        sorted("name", Order::Desc),
        ["orders-2", "lagging", "broken", "alone", "Orders.v1"]
    );
    assert_eq!(
        sorted("messages", Order::Desc),
        ["orders-2", "Orders.v1", "lagging", "alone", "broken"]
    );
    assert_eq!(
        sorted("messages", Order::Asc),
        ["alone", "lagging", "Orders.v1", "orders-2", "broken"]
    );
    assert_eq!(
        sorted("partitions", Order::Asc),
        ["alone", "lagging", "orders-2", "broken", "Orders.v1"]
    );
    assert_eq!(
        sorted("retention", Order::Desc),
        ["broken", "lagging", "Orders.v1", "alone", "orders-2"]
    );
    assert_eq!(sorted("in_sync", Order::Desc)[..2], ["broken", "lagging"]);
    assert_eq!(sorted("description", Order::Desc)[0], "alone");
    let nonsense = TopicQuery {
        sort: Some("nonsense".into()),
        ..TopicQuery::default()
    };
    assert!(matches!(
        page(&prepared(), &nonsense),
        Err(Error::Invalid(_))
    ));
}

#[test]
fn pages_are_cut_and_the_total_is_of_all() {
    let at = |page_number, per_page| {
        let query = TopicQuery {
            page: Some(page_number),
            per_page: Some(per_page),
            ..TopicQuery::default()
        };
        let found = page(&prepared(), &query).unwrap();
        (found.items.len(), found.total, found.as_of)
    };
    assert_eq!(at(1, 2), (2, 5, 1_000));
    assert_eq!(at(3, 2), (1, 5, 1_000));
    assert_eq!(at(9, 2), (0, 5, 1_000));
    assert_eq!(at(u32::MAX, 500), (0, 5, 1_000));
}

#[test]
fn a_row_shows_what_is_known() {
    let found = page(&prepared(), &TopicQuery::default()).unwrap().items;
    let alone = &found[1];
    assert_eq!(
        (alone.description.as_str(), alone.replicas, alone.size_bytes),
        ("=the only one", 1, Some(0))
    );
    assert_eq!(
        (alone.sync_replication, alone.sync_flush),
        (Some(false), Some(false))
    );
    let broken = &found[2];
    assert_eq!(
        (
            broken.offline,
            broken.under_replicated,
            broken.sync_replication
        ),
        (1, 1, Some(true))
    );
    assert_eq!(
        (broken.preferred_percent, broken.under_replicated_percent),
        (50, 50)
    );
    let bare = &found[4];
    assert_eq!((bare.retention_ms, bare.sync_replication), (None, None));
}

#[test]
fn nothing_known_is_unavailable() {
    let empty = Snapshot::empty(castellan_api::instances::InstanceStatus::Connecting, 0);
    let list = Prepared::new(Arc::new(empty), Arc::new(Descriptions::new()));
    assert!(matches!(
        page(&list, &TopicQuery::default()),
        Err(Error::Unavailable(_))
    ));
}

#[test]
fn partitions_are_found_and_sorted() {
    use crate::services::topics::partitions;
    use castellan_api::topics::{PartitionFilter, PartitionQuery};
    let snapshot = prepared().snapshot;
    let find = |query: &PartitionQuery| {
        let page = partitions::page(&snapshot, "broken", query).unwrap();
        page.items
            .iter()
            .map(|row| row.partition)
            .collect::<Vec<_>>()
    };
    assert_eq!(find(&PartitionQuery::default()), [0, 1]);
    let leaders = |order| PartitionQuery {
        sort: Some("leader".into()),
        order,
        ..PartitionQuery::default()
    };
    assert_eq!(find(&leaders(None)), [1, 0]);
    assert_eq!(find(&leaders(Some(Order::Desc))), [1, 0]);
    assert_eq!(
        find(&PartitionQuery {
            filter: Some(PartitionFilter::Offline),
            ..Default::default()
        }),
        [0]
    );
    assert_eq!(
        find(&PartitionQuery {
            broker: Some(1),
            ..Default::default()
        }),
        [1]
    );
    assert!(matches!(
        partitions::page(&snapshot, "none", &PartitionQuery::default()),
        Err(Error::NotFound(_))
    ));
    let row = partitions::page(&snapshot, "broken", &PartitionQuery::default())
        .unwrap()
        .items
        .remove(0);
    assert_eq!(
        (row.leader, row.preferred, row.below_min_isr),
        (None, Some(3), true)
    );
}

#[test]
fn ten_thousand_topics_are_cheap_once_sorted() {
    let names: Vec<&'static str> = (0..10_000)
        .map(|at| &*Box::leak(format!("topic-{}", at * 7_919 % 10_000).into_boxed_str()))
        .collect();
    let topics: Vec<testing::Topic> = names
        .iter()
        .map(|name| testing::Topic {
            name,
            partitions: vec![(1, vec![1, 2, 3], vec![1, 2, 3])],
            messages: Some(u64::try_from(name.len()).unwrap()),
            size_bytes: None,
            configs: &[],
        })
        .collect();
    let list = Prepared::new(testing::snapshot(&topics), Arc::new(Descriptions::new()));
    for column in COLUMNS {
        let query = TopicQuery {
            sort: Some((*column).into()),
            q: Some("99".into()),
            ..TopicQuery::default()
        };
        let first = page(&list, &query).unwrap();
        assert_eq!(first, page(&list, &query).unwrap());
        // the second look finds the same order already sorted
        let column = Column::of(column).unwrap();
        assert!(Arc::ptr_eq(
            &list.order(column, Order::Asc),
            &list.order(column, Order::Asc)
        ));
    }
}

#[test]
fn rates_follow_topics_from_read_to_read() {
    let topology = |topics: &[(&'static str, i32, usize)]| {
        let topics: Vec<testing::Topic> = topics
            .iter()
            .map(|(name, leader, partitions)| testing::Topic {
                name,
                partitions: vec![(*leader, vec![1, 2], vec![1, 2]); *partitions],
                messages: None,
                size_bytes: None,
                configs: &[],
            })
            .collect();
        testing::snapshot(&topics)
            .metadata
            .as_ref()
            .unwrap()
            .data
            .clone()
    };
    // ends: two partitions of a, one of b
    let first = topology(&[("a", 1, 2), ("b", 2, 1)]);
    let mut history = History::default();
    let mut read = |topology: &Arc<Topology>, ends: &[i64], now: i64| {
        let rates = history.read(topology, ends, now);
        let topics = (0..topology.figures.len()).map(|at| rates.of(topology, at).map(per_second));
        let topics: Vec<Option<f64>> = topics.collect();
        (topics, rates)
    };
    let (topics, rates) = read(&first, &[10, 20, 5], 0);
    assert_eq!(
        (topics, rates.total()),
        (vec![None, None], None),
        "one read says nothing"
    );
    let (topics, rates) = read(&first, &[25, 35, 5], 15_000);
    assert_eq!(topics, [Some(2.0), Some(0.0)]);
    assert_eq!((rates.led_by(1), rates.led_by(2)), (Some(2.0), Some(0.0)));
    assert_eq!(
        (rates.led_by(3), rates.total()),
        (Some(0.0), Some(2.0)),
        "3 leads nothing"
    );
    // broker 2 leads a now; an end of a is not known, b goes back; c is new
    let second = topology(&[("a", 2, 2), ("b", 2, 1), ("c", 1, 1)]);
    let (topics, rates) = read(&second, &[40, -1, 4, 9], 30_000);
    assert_eq!(topics, [None, None, None]);
    assert_eq!(rates.led_by(2), Some(1.0), "what is known of a: 30 in 30 s");
    assert_eq!((rates.led_by(1), rates.total()), (None, Some(1.0)));
    // everything is known again: a over the whole minute, b and c since the read before
    let (topics, _) = read(&second, &[70, 80, 19, 9], 60_000);
    assert_eq!(topics, [Some(2.0), Some(0.5), Some(0.0)]);
    // a has another partition: another topic as far as rates go
    let third = topology(&[("a", 2, 3), ("b", 2, 1), ("c", 1, 1)]);
    let (topics, _) = read(&third, &[70, 80, 0, 19, 9], 75_000);
    assert_eq!(topics.first(), Some(&None));
    // long ago is not now, and a clock that was set back starts anew
    assert_eq!(read(&third, &[70, 80, 0, 19, 9], 900_000).1.total(), None);
    assert_eq!(read(&third, &[70, 80, 0, 19, 9], 10).1.total(), None);
}

#[test]
fn messages_a_second_are_shown_and_sorted_by() {
    let of = |order| (sorted("in_rate", order), sorted("messages", order));
    let ((asc, by_messages), (desc, by_messages_desc)) = (of(Order::Asc), of(Order::Desc));
    assert_eq!(
        (asc, desc),
        (by_messages, by_messages_desc),
        "the hand-made rates follow those"
    );
    let one = TopicQuery {
        q: Some("orders-2".into()),
        ..TopicQuery::default()
    };
    let found = page(&prepared(), &one).unwrap();
    assert_eq!(found.items[0].messages_per_s, Some(10.0));
}
