//! Checks of new topics.

use super::*;

fn facts<'a>(known: &'a BTreeSet<String>) -> Facts<'a> {
    Facts {
        brokers: &[1, 2, 3],
        configs: Some(known),
        exists: &|name| name == "taken",
        alike: &|name| (name == "a.b").then(|| "a_b".to_owned()),
        partitions_used: 95,
        partitions_max: Some(100),
        default_partitions: Some(1),
        default_replicas: Some(3),
        broker_defaults: true,
    }
}

fn known() -> BTreeSet<String> {
    ["retention.ms", "min.insync.replicas", "max.message.bytes"]
        .map(str::to_owned)
        .into()
}

fn topic(name: &str) -> NewTopic {
    NewTopic {
        name: name.into(),
        partitions: Some(3),
        replicas: Some(2),
        assignment: None,
        configs: BTreeMap::new(),
        description: String::new(),
    }
}

fn pointers(topic: &NewTopic, facts: &Facts<'_>) -> Vec<String> {
    new_topic(topic, facts)
        .unwrap_err()
        .into_iter()
        .map(|error| error.pointer)
        .collect()
}

#[test]
fn every_bad_field_is_named_at_once() {
    let known = known();
    let mut bad = topic("a b");
    bad.partitions = Some(0);
    bad.replicas = Some(4);
    bad.configs.insert("retention_ms".into(), "1".into());
    bad.configs.insert("retention.ms".into(), " ".into());
    bad.description = "x".repeat(201);
    assert_eq!(
        pointers(&bad, &facts(&known)),
        [
            "/name",
            "/partitions",
            "/replicas",
            "/configs/retention.ms",
            "/configs/retention_ms",
            "/description"
        ]
    );
    let errors = new_topic(&bad, &facts(&known)).unwrap_err();
    assert!(
        errors
            .iter()
            .any(|error| error.detail.contains("Is retention.ms meant?")),
        "{errors:?}"
    );
}

#[test]
fn the_limit_is_refused_with_both_numbers() {
    let known = known();
    let mut much = topic("orders");
    much.partitions = Some(6);
    let errors = new_topic(&much, &facts(&known)).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].detail.contains("101") && errors[0].detail.contains("100"),
        "{errors:?}"
    );
    much.partitions = Some(5);
    assert!(new_topic(&much, &facts(&known)).is_ok());
}

#[test]
fn assignments_are_checked_row_by_row() {
    let known = known();
    let mut placed = topic("orders");
    (placed.partitions, placed.replicas) = (None, None);
    placed.assignment = Some(vec![vec![1, 2], vec![2], vec![3, 3], vec![1, 9]]);
    assert_eq!(
        pointers(&placed, &facts(&known)),
        ["/assignment/1", "/assignment/2", "/assignment/3"]
    );
    placed.assignment = Some(vec![vec![1, 2], vec![2, 3]]);
    let checked = new_topic(&placed, &facts(&known)).unwrap();
    assert_eq!((checked.partitions, checked.replicas), (Some(2), Some(2)));
    placed.partitions = Some(3);
    assert_eq!(pointers(&placed, &facts(&known)), ["/partitions"]);
}

#[test]
fn what_is_not_said_is_the_clusters() {
    let known = known();
    let mut short = topic("orders");
    (short.partitions, short.replicas) = (None, None);
    let checked = new_topic(&short, &facts(&known)).unwrap();
    assert_eq!((checked.partitions, checked.replicas), (Some(1), Some(3)));
    let old = Facts {
        broker_defaults: false,
        default_partitions: None,
        ..facts(&known)
    };
    assert_eq!(pointers(&short, &old), ["/partitions"]);
}

#[test]
fn warnings_do_not_refuse() {
    let known = known();
    let mut odd = topic("a.b");
    odd.replicas = Some(1);
    odd.configs.insert("min.insync.replicas".into(), "2".into());
    odd.configs.insert("retention.ms".into(), "1000".into());
    let checked = new_topic(&odd, &facts(&known)).unwrap();
    assert_eq!(checked.warnings.len(), 4, "{:?}", checked.warnings);
    assert_eq!(pointers(&topic("taken"), &facts(&known)), ["/name"]);
}
