//! Reading and writing lists of topics.

use super::*;
use proptest::prelude::*;

fn csv(text: &str) -> List {
    read(text, ImportFormat::Csv).unwrap()
}

#[test]
fn csv_with_friendly_heads() {
    let list = csv(
        "Name,Partitions,Replicas,Retention hours,Synchronous replication,Synchronous flushing,description\n\
                    orders,3,2,72,true,false,\"all, of them\"\n\
                    \n\
                    '-odd,,,,,,\n",
    );
    let [orders, odd] = list.topics.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!(
        (orders.line, orders.partitions, orders.replicas),
        (2, Some(3), Some(2))
    );
    assert_eq!(orders.configs["retention.ms"].as_deref(), Some("259200000"));
    assert_eq!(orders.configs["min.insync.replicas"].as_deref(), Some("2"));
    assert_eq!(orders.configs["flush.messages"], None);
    assert_eq!(orders.description.as_deref(), Some("all, of them"));
    assert_eq!(
        (odd.name.as_str(), odd.line, odd.configs.len()),
        ("-odd", 4, 0)
    );
}

#[test]
fn csv_as_the_export_writes_it() {
    let head: Vec<&str> = HEADS
        .iter()
        .flat_map(|(_, heads)| *heads)
        .copied()
        .collect();
    let mut writer = CsvWriter::new(&head);
    let row =
        "orders,3,2,0,0,0,1024,7,12.5,-1,compact,false,1,true,CreateTime,1048588,66,0,0,=cmd()";
    writer.row(&row.split(',').map(str::to_owned).collect::<Vec<_>>());
    let text = String::from_utf8(writer.finish()).unwrap();
    assert!(text.contains(",'=cmd()"), "{text}");
    assert!(text.contains(",-1,"), "{text}");
    let list = csv(&text);
    let topic = list.topics.first().unwrap();
    assert!(topic.bad.is_empty(), "{topic:?}");
    assert_eq!(topic.configs["retention.ms"].as_deref(), Some("-1"));
    assert_eq!(topic.configs["flush.messages"].as_deref(), Some("1"));
    assert_eq!(topic.configs["min.insync.replicas"].as_deref(), Some("1"));
    assert_eq!(topic.description.as_deref(), Some("=cmd()"));
    assert_eq!(topic.configs.len(), 6);
    assert_eq!(list.warnings.len(), 1);
}

#[test]
fn every_column_of_the_list_has_heads() {
    for column in castellan_api::topics::COLUMNS {
        assert!(head_of(column).is_some(), "{column}");
    }
}

#[test]
fn bad_cells_are_told_and_the_rest_is_read() {
    let list = csv("name,partitions,replicas\na,many,1\nb,2,99999\nc,1,1,extra\n");
    assert_eq!(
        list.topics
            .iter()
            .map(|topic| topic.bad.len())
            .collect::<Vec<_>>(),
        [1, 1, 1]
    );
    assert_eq!(list.topics[0].replicas, Some(1));
}

#[test]
fn yaml_goes_out_and_comes_back() {
    let topics = vec![
        YamlTopic {
            name: "orders".into(),
            partitions: 3,
            replicas: 2,
            description: "=1+1: \"quoted\"\nnext".into(),
            configs: BTreeMap::from([
                ("cleanup.policy".to_owned(), "compact,delete".to_owned()),
                ("preallocate".to_owned(), "true".to_owned()),
                ("retention.ms".to_owned(), "-1".to_owned()),
            ]),
        },
        YamlTopic {
            name: "1e3".into(),
            partitions: 1,
            replicas: 1,
            ..YamlTopic::default()
        },
    ];
    let text = String::from_utf8(write_yaml(&topics).unwrap()).unwrap();
    let list = read(&text, ImportFormat::Yaml).unwrap();
    assert_eq!(list.topics.len(), 2);
    for (topic, listed) in topics.iter().zip(&list.topics) {
        assert_eq!(listed.name, topic.name);
        assert_eq!(
            listed.partitions,
            Some(i32::try_from(topic.partitions).unwrap())
        );
        assert_eq!(
            listed.replicas,
            Some(i16::try_from(topic.replicas).unwrap())
        );
        assert_eq!(
            listed.description.clone().unwrap_or_default(),
            topic.description
        );
        let configs: BTreeMap<_, _> = topic
            .configs
            .iter()
            .map(|(name, value)| (name.clone(), Some(value.clone())))
            .collect();
        assert_eq!(listed.configs, configs);
        assert!(listed.bad.is_empty());
    }
    let second = text.lines().position(|line| line.contains("1e3")).unwrap() + 1;
    assert_eq!(list.topics[1].line, u32::try_from(second).unwrap());
}

#[test]
fn yaml_by_hand_without_quotes() {
    let text = "topics:\n  - name: a\n    configs:\n      retention.ms: 3600000\n      preallocate: true\n      flush.ms:\n  - name: b\n    partitons: 3\n  - {name: c}\n";
    let list = read(text, ImportFormat::Yaml).unwrap();
    assert_eq!(
        list.topics[0].configs["retention.ms"].as_deref(),
        Some("3600000")
    );
    assert_eq!(
        list.topics[0].configs["preallocate"].as_deref(),
        Some("true")
    );
    assert_eq!(list.topics[0].configs["flush.ms"], None);
    assert_eq!(
        (list.topics[1].line, list.topics[1].name.as_str()),
        (7, "b")
    );
    assert!(
        list.topics[1].bad[0].contains("partitons"),
        "{:?}",
        list.topics[1].bad
    );
    assert_eq!(list.topics[2].line, 9);
}

#[test]
fn what_is_no_list_is_refused_with_a_reason() {
    for (text, format) in [
        ("", ImportFormat::Csv),
        ("a,b\n1,2\n", ImportFormat::Csv),
        ("name\n", ImportFormat::Csv),
        ("- a\n- b\n", ImportFormat::Yaml),
        ("topics: 3", ImportFormat::Yaml),
        ("topics: []", ImportFormat::Yaml),
        ("a: &a [x,x]\nb: &b [*a,*a]\n", ImportFormat::Yaml),
    ] {
        assert_eq!(read(text, format).unwrap_err().pointer, "/text", "{text:?}");
    }
    let many: String = (0..1_001).map(|at| format!("t{at}\n")).collect();
    assert!(
        read(&format!("name\n{many}"), ImportFormat::Csv)
            .unwrap_err()
            .detail
            .contains("1000")
    );
    assert!(read(&"x".repeat(IMPORT_BYTES_MAX + 1), ImportFormat::Csv).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in ".{0,400}") {
        let _ = read(&text, ImportFormat::Csv);
        let _ = read(&text, ImportFormat::Yaml);
        let _ = read(&format!("name,partitions,retention.ms,synchronous_replication\n{text}"), ImportFormat::Csv);
        let _ = read(&format!("topics:\n  - name: {text}"), ImportFormat::Yaml);
    }

    #[test]
    fn any_cell_goes_out_and_comes_back(cell in "\\PC{0,40}") {
        let cell = cell.trim().to_owned();
        let mut writer = CsvWriter::new(&["name", "description"]);
        writer.row(&["a".to_owned(), cell.clone()]);
        let text = String::from_utf8(writer.finish()).unwrap();
        let list = read(&text, ImportFormat::Csv).unwrap();
        prop_assert_eq!(list.topics[0].description.clone().unwrap_or_default(), cell);
    }
}
