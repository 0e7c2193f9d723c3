//! Planning edits.

use super::*;
use castellan_api::instances::SecurityProtocol;
use castellan_kafka::ConfigType;
use std::collections::BTreeSet;

fn entry(name: &str, value: &str, source: ConfigSource) -> ConfigEntry {
    ConfigEntry {
        name: name.into(),
        value: Some(value.into()),
        read_only: false,
        sensitive: false,
        source,
        kind: ConfigType::Unknown,
        documentation: None,
        synonyms: Vec::new(),
    }
}

fn current() -> Current {
    Current {
        name: "orders".into(),
        internal: false,
        configs: vec![
            entry("cleanup.policy", "delete", ConfigSource::Default),
            entry("retention.ms", "1000", ConfigSource::Topic),
        ],
        placed: vec![vec![1, 2], vec![2, 3], vec![3, 1]],
        description: "old".into(),
    }
}

fn planned(edit: &TopicEdit) -> Result<Planned, Vec<FieldError>> {
    let known: BTreeSet<String> = ["cleanup.policy", "retention.ms"].map(str::to_owned).into();
    let facts = Facts {
        brokers: &[1, 2, 3],
        configs: Some(&known),
        exists: &|_| true,
        alike: &|_| None,
        partitions_used: 3,
        partitions_max: Some(10),
        default_partitions: None,
        default_replicas: None,
        broker_defaults: true,
    };
    plan(
        &current(),
        edit,
        &facts,
        &Cli::new(&["k:1".into()], SecurityProtocol::Plaintext),
    )
}

fn configs(pairs: &[(&str, Option<&str>)]) -> TopicEdit {
    TopicEdit {
        configs: pairs
            .iter()
            .map(|(name, value)| ((*name).into(), value.map(str::to_owned)))
            .collect(),
        ..TopicEdit::default()
    }
}

#[test]
fn only_what_differs_changes() {
    let plan = planned(&configs(&[
        ("retention.ms", Some("1000")),
        ("cleanup.policy", None),
    ]))
    .unwrap();
    assert!(plan.changes.is_empty() && plan.configs.is_empty());
    assert_eq!(plan.answer(false).command, "");
    // a value that equals the default is still set: it will not follow the default any more
    let plan = planned(&configs(&[
        ("retention.ms", None),
        ("cleanup.policy", Some("delete")),
    ]))
    .unwrap();
    let old_new: Vec<_> = plan
        .changes
        .iter()
        .map(|c| (c.old.as_deref(), c.new.as_deref()))
        .collect();
    assert_eq!(
        old_new,
        [(Some("delete"), Some("delete")), (Some("1000"), None)]
    );
    assert!(
        plan.answer(false)
            .command
            .contains("--delete-config retention.ms")
    );
}

#[test]
fn unknown_and_empty_configs_are_named() {
    let errors = planned(&configs(&[
        ("retention_ms", Some("1")),
        ("retention.ms", Some("")),
    ]))
    .unwrap_err();
    let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/configs/retention.ms", "/configs/retention_ms"]);
}

#[test]
fn partitions_only_go_up() {
    let ask = |partitions| {
        planned(&TopicEdit {
            partitions: Some(partitions),
            ..TopicEdit::default()
        })
    };
    let error = ask(2).unwrap_err();
    assert!(error[0].detail.contains("clone it with 2"), "{error:?}");
    assert!(ask(3).unwrap().changes.is_empty());
    let plan = ask(6).unwrap();
    assert_eq!(plan.partitions.as_ref().map(|more| more.count), Some(6));
    assert_eq!(plan.warnings.len(), 2);
    assert!(
        ask(11).unwrap_err()[0]
            .detail
            .contains("limit of this instance is 10")
    );
}

#[test]
fn new_partitions_may_be_placed() {
    let ask = |rows: Vec<Vec<i32>>| {
        planned(&TopicEdit {
            partitions: Some(5),
            assignment: Some(rows),
            ..TopicEdit::default()
        })
    };
    let plan = ask(vec![vec![1, 2], vec![2, 3]]).unwrap();
    assert!(
        plan.answer(true)
            .command
            .contains("--replica-assignment 1:2,2:3,3:1,1:2,2:3")
    );
    assert_eq!(ask(vec![vec![1, 2]]).unwrap_err()[0].pointer, "/assignment");
    assert_eq!(
        ask(vec![vec![1, 2], vec![4, 1]]).unwrap_err()[0].pointer,
        "/assignment/1"
    );
    let alone = TopicEdit {
        assignment: Some(vec![]),
        ..TopicEdit::default()
    };
    assert_eq!(planned(&alone).unwrap_err()[0].pointer, "/partitions");
}

#[test]
fn descriptions() {
    let ask = |text: &str| {
        planned(&TopicEdit {
            description: Some(text.into()),
            ..TopicEdit::default()
        })
    };
    assert_eq!(ask("old").unwrap().description, None);
    let plan = ask("").unwrap();
    assert_eq!(
        (plan.description.as_deref(), plan.changes[0].new.as_deref()),
        (Some(""), None)
    );
    assert_eq!(
        ask(&"x".repeat(201)).unwrap_err()[0].pointer,
        "/description"
    );
}
