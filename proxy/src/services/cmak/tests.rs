//! Texts of CMAK and cmak-operator as they are, what is refused of others, and the shapes of CMAK's
//! answers; where the samples come from stands beside them.

use super::plan::{There, plan};
use super::read::{Found, read};
use super::{status, topics};
use crate::cluster::Snapshot;
use crate::cluster::snapshot::{LogDirs, Offsets, Part, Rates, Standing, Told};
use crate::services::topics::testing::{Topic, snapshot};
use castellan_api::brokers::BrokerState;
use castellan_api::cmak::CmakCluster;
use castellan_api::cmak::status::{
    Brokers, ClusterConfig, ClusterContext, ClusterFeatures, ClusterList, Clusters, CuratorConfig,
    Nameless, Refusal, TopicIdentity, Topics, Unavailable, UnderReplicated,
};
use castellan_api::instances::{InstanceStatus, Mechanism, SecurityProtocol};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

const ZOOKEEPER: &str = include_str!("samples/zookeeper.jsonl");
const OPERATOR: &str = include_str!("samples/cmak-operator.yaml");
const ANSWERS: &str = include_str!("samples/answers.json");

fn names(found: &[Found]) -> Vec<(&str, Option<u32>)> {
    found
        .iter()
        .map(|one| (one.name.as_str(), one.line))
        .collect()
}

fn rows(text: &str, there: &[There]) -> Vec<CmakCluster> {
    plan(read(text).unwrap(), there).rows
}

#[test]
fn what_cmak_keeps_in_zookeeper_is_read_however_it_is_wrapped() {
    let lines = read(ZOOKEEPER).unwrap();
    let expected = [("qa", Some(1)), ("qa-tuned", Some(2)), ("qa.sasl", Some(3))];
    assert_eq!(names(&lines), expected);
    let values: Vec<Value> = ZOOKEEPER
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let settings = |found: Vec<Found>| -> Vec<_> {
        found
            .into_iter()
            .map(|one| (one.name, one.settings))
            .collect()
    };
    let whole = settings(lines);
    let list = serde_json::to_string_pretty(&values).unwrap();
    assert_eq!(settings(read(&list).unwrap()), whole);
    let one = serde_json::to_string_pretty(&values[0]).unwrap();
    assert_eq!(settings(read(&one).unwrap()), whole[..1]);
    // A map by the paths of ZooKeeper, and one whose objects say no name.
    let mut map = serde_json::Map::new();
    for value in &values {
        let path = format!("/kafka-manager/configs/{}", value["name"].as_str().unwrap());
        map.insert(path, value.clone());
    }
    let found = read(&Value::Object(map).to_string()).unwrap();
    assert_eq!(found.len(), 3);
    let nameless = json!({ "/kafka-manager/configs/a.b": { "curatorConfig": {} } });
    assert_eq!(
        names(&read(&nameless.to_string()).unwrap()),
        [("a.b", Some(1))]
    );
    // What CMAK answers at /api/status/clusters.
    let listed = json!({ "clusters": { "active": values, "pending": [] } });
    assert_eq!(settings(read(&listed.to_string()).unwrap()), whole);
}

#[test]
fn the_yaml_of_cmak_operator_is_read_with_what_all_clusters_have() {
    let found = read(OPERATOR).unwrap();
    assert_eq!(
        names(&found),
        [("cluster-stage", None), ("cluster-prod", None)]
    );
    let stage = &found[0].settings;
    assert_eq!(stage["kafkaVersion"], "2.4.0", "its own counts");
    assert_eq!(
        stage["curatorConfig"],
        json!({ "zkConnect": "kafka01.stage:2181,kafka02.stage:2181", "zkMaxRetry": 100,
                "baseSleepTimeMs": 100, "maxSleepTimeMs": 1000 })
    );
    assert_eq!(stage["enabled"], true);
    // As a part of a larger chart, and as the ConfigMap the chart makes of it.
    let nested: String = OPERATOR.lines().map(|line| format!("  {line}\n")).collect();
    let part = format!("cmak-operator:\n{nested}global:\n  name: x\n");
    assert_eq!(read(&part).unwrap(), found);
    let deeper: String = OPERATOR
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let map = format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{}}\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  clusters.yaml: |-\n{deeper}"
    );
    let alone = map.split_once("---\n").unwrap().1;
    assert_eq!(read(alone).unwrap(), found);
    assert_eq!(read(&map).unwrap(), found, "with what Helm makes besides");
    let service = map.split_once("---\n").unwrap().0;
    assert!(read(service).unwrap_err().detail.contains("no cluster"));
}

#[test]
fn a_plan_says_what_is_taken_over_and_what_is_not_and_why() {
    let rows = rows(ZOOKEEPER, &[]);
    let [qa, tuned, sasl] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(
        (qa.cmak_name.as_str(), qa.name.as_str()),
        ("qa", "kafka-qa")
    );
    assert!(!qa.disabled && qa.security == SecurityProtocol::Plaintext);
    let left = |row: &CmakCluster| -> Vec<String> {
        row.left_out
            .iter()
            .flat_map(|group| group.settings.clone())
            .collect()
    };
    assert_eq!(
        left(qa),
        [
            "curatorConfig",
            "kafkaVersion",
            "jmxEnabled",
            "jmxUser",
            "jmxPass",
            "pollConsumers",
            "filterConsumers"
        ]
    );
    assert!(qa.notes.iter().any(|note| note.contains("0.8.2.0")));
    assert!(left(tuned).contains(&"tuning".to_owned()));
    assert_eq!(tuned.name, "qa-tuned");
    assert_eq!(
        (sasl.name.as_str(), sasl.security, sasl.mechanism),
        (
            "qa-sasl",
            SecurityProtocol::SaslPlaintext,
            Some(Mechanism::Plain)
        )
    );
    assert_eq!(sasl.username, None, "no user in this one");
    assert!(sasl.notes[0].contains("stays as the alias"));
    assert!(
        !format!("{rows:?}").contains("rossi"),
        "no password comes back"
    );

    let rows = self::rows(OPERATOR, &[]);
    let prod = &rows[1];
    assert!(prod.disabled && !rows[0].disabled);
    assert_eq!(
        (prod.security, prod.mechanism, prod.username.as_deref()),
        (
            SecurityProtocol::SaslSsl,
            Some(Mechanism::ScramSha512),
            Some("console")
        )
    );
    assert!(!format!("{rows:?}").contains("kept-out"));
    assert!(prod.conflict.is_none() && prod.notes.is_empty(), "{prod:?}");
}

#[test]
fn names_that_are_taken_are_told() {
    let there = [
        There {
            name: "Qa-Tuned".into(),
            alias: None,
        },
        There {
            name: "old".into(),
            alias: Some("qa".into()),
        },
    ];
    let rows = rows(ZOOKEEPER, &there);
    assert!(rows[0].conflict.as_deref().unwrap().contains("old"));
    assert_eq!(rows[1].name, "qa-tuned-2");
    assert!(rows[1].conflict.is_none());
    assert!(rows[1].notes.iter().any(|note| note.contains("is free")));
    let first = ZOOKEEPER.lines().next().unwrap();
    let twice = self::rows(&format!("{first}\n{first}"), &[]);
    assert!(twice[1].conflict.as_deref().unwrap().contains("Another"));
    let long = json!({ "name": "x".repeat(300), "curatorConfig": {} }).to_string();
    let long = self::rows(&long, &[]);
    assert_eq!(long[0].name.len(), 64);
    assert!(long[0].conflict.as_deref().unwrap().contains("300"));
    let odd = json!({ "name": "a", "curatorConfig": {}, "saslMechanism": "GSSAPI",
                      "securityProtocol": "SASL_SSL", "colour": "red" });
    let odd = &self::rows(&odd.to_string(), &[])[0];
    assert!(odd.notes.iter().any(|note| note.contains("GSSAPI")));
    assert_eq!(odd.left_out.last().unwrap().settings, ["colour"]);
}

#[test]
fn a_text_that_is_no_list_is_refused_with_its_line() {
    let detail = |text: &str| read(text).unwrap_err().detail;
    let first = ZOOKEEPER.lines().next().unwrap();
    for (text, part) in [
        ("", "empty"),
        ("  \n", "empty"),
        (r#"{"name": "a","#, "line 1"),
        (&format!("{first}\n{first}\n{{nonsense}}"), "line 3"),
        ("cmak:\n  clusters:\n  - name: a\n - b\n", "line 4"),
        ("a: b\n", "No cluster was found"),
        ("just words", "a text found"),
        ("[1]", "a number found"),
        ("clusters: [a]\n", "not a cluster"),
        (r#"{"curatorConfig":{}}"#, "has no name"),
        ("a: &x [1]\nb: *x\n", "Line 1"),
        ("b: 1\na: {c:&x 1}\n", "Line 2"),
    ] {
        assert!(detail(text).contains(part), "{text}: {}", detail(text));
    }
    let many = json!(
        (0..201)
            .map(|at| json!({ "name": format!("c-{at}"), "curatorConfig": {} }))
            .collect::<Vec<_>>()
    );
    assert!(detail(&many.to_string()).contains("200"));
    assert!(detail(&" ".repeat(2_000_001)).contains("2000001"));
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert!(detail(&deep).contains("nested"));
    let bottomless = "[".repeat(100_000);
    assert!(detail(&bottomless).contains("line 1"));
    // A bomb of nine lines would be a billion values: its first anchor is refused.
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for at in 1..9 {
        let before = format!("*a{}, ", at - 1).repeat(9);
        bomb.push_str(&format!("a{at}: &a{at} [{before}]\n"));
    }
    assert!(detail(&bomb).contains("Line 1"));
}

/// Names and types alone: lists are what their first item is.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| (key.clone(), shape(value)))
            .collect(),
        Value::Array(list) => list.first().map(shape).into_iter().collect(),
        Value::String(_) => json!("text"),
        Value::Number(number) if number.is_f64() => json!("real"),
        Value::Number(_) => json!("whole"),
        Value::Bool(_) => json!("truth"),
        Value::Null => Value::Null,
    }
}

fn same_shape(answer: &impl Serialize, name: &str) {
    let answers: Value = serde_json::from_str(ANSWERS).unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(shape(&answer), shape(&answers[name]), "{name}");
}

fn context() -> ClusterContext {
    ClusterContext {
        cluster_features: ClusterFeatures {
            features: vec![Nameless {}; 3],
        },
        config: ClusterConfig {
            name: "orders.eu".into(),
            curator_config: CuratorConfig::default(),
            enabled: true,
            version: Nameless {},
            jmx_enabled: false,
            jmx_ssl: false,
            poll_consumers: true,
            filter_consumers: false,
            logkafka_enabled: false,
            active_offset_cache_enabled: true,
            display_size_enabled: true,
            security_protocol: Nameless {},
            sasl_mechanism: None,
        },
    }
}

/// A cluster of three brokers with a topic in order and one that is not.
fn cluster() -> Arc<Snapshot> {
    let topics = [
        Topic {
            name: "orders",
            partitions: vec![(1, vec![1, 2], vec![1, 2])],
            messages: Some(50),
            size_bytes: None,
            configs: &[("retention.ms", "604800000")],
        },
        Topic {
            name: "torn",
            partitions: vec![
                (1, vec![1, 2, 3], vec![1]),
                (1, vec![2, 1, 3], vec![1, 2, 3]),
                (-1, vec![3, 1, 2], vec![3]),
                (1, vec![3, 2, 1], vec![1]),
            ],
            messages: None,
            size_bytes: None,
            configs: &[],
        },
    ];
    let made = snapshot(&topics);
    let topology = made.metadata.as_ref().unwrap().data.clone();
    fn part<T>(data: T) -> Option<Arc<Part<T>>> {
        Some(Arc::new(Part {
            as_of: 1_000,
            version: 1,
            missing: Vec::new(),
            data: Arc::new(data),
        }))
    }
    let told = |topic, partition, broker, size_bytes| Told {
        topic,
        partition,
        broker,
        size_bytes,
        lag: 0,
    };
    let sizes = [told("orders", 0, 1, 5_000), told("orders", 0, 2, 9)];
    let offsets = Offsets::new(
        topology.clone(),
        vec![0; 5],
        vec![50, 7, -1, 9, 10],
        Arc::new(Rates::default()),
    );
    let standing = |id| Standing {
        id,
        address: None,
        rack: None,
        state: BrokerState::Alive,
        since: None,
        why: None,
    };
    Arc::new(Snapshot {
        offsets: part(offsets),
        log_dirs: part(LogDirs::new(topology, Vec::new(), sizes.into_iter())),
        brokers: Arc::new((1..=3).map(standing).collect()),
        ..(*made).clone()
    })
}

#[test]
fn answers_have_the_shapes_of_cmak() {
    let cluster = cluster();
    let config = context().config;
    same_shape(
        &Clusters {
            clusters: ClusterList {
                active: vec![config],
                pending: Vec::new(),
            },
        },
        "clusters",
    );
    let brokers = status::registered(&cluster);
    assert_eq!(brokers, [1, 2, 3]);
    same_shape(&Brokers { brokers }, "brokers");
    let extended = status::extended(&cluster, SecurityProtocol::Plaintext).unwrap();
    same_shape(&extended, "brokers_extended");
    let first = &extended.brokers[0];
    assert!(first.endpoints.endpoints[0].starts_with("PLAINTEXT:"));
    assert!(first.non_secure && !first.secure);
    let sasl = status::extended(&cluster, SecurityProtocol::SaslSsl).unwrap();
    assert!(sasl.brokers[2].endpoints.endpoints[0].starts_with("SASL_SSL:"));
    let list = ["__consumer_offsets", "orders"].map(str::to_owned).to_vec();
    same_shape(&Topics { topics: list }, "topics");
    same_shape(
        &topics::all(&cluster, &context()).unwrap(),
        "topicIdentities",
    );
    same_shape(
        &UnderReplicated {
            topic: "orders".into(),
            under_replicated_partitions: vec![0],
        },
        "underReplicatedPartitions",
    );
    same_shape(
        &Unavailable {
            topic: "orders".into(),
            unavailable_partitions: vec![0],
        },
        "unavailablePartitions",
    );
    same_shape(
        &Refusal {
            msg: "Unknown cluster : orders".into(),
        },
        "refused",
    );
    let nothing = Arc::new(Snapshot::empty(InstanceStatus::Disabled, 0));
    assert!(topics::all(&nothing, &context()).is_err());
}

#[test]
fn topics_are_counted_as_cmak_counted() {
    let cluster = cluster();
    let answer = topics::all(&cluster, &context()).unwrap();
    let find = |name: &str| -> &TopicIdentity {
        answer
            .topic_identities
            .iter()
            .find(|one| one.topic == name)
            .unwrap()
    };
    let orders = find("orders");
    assert_eq!(
        (orders.summed_topic_offsets, orders.size.as_deref()),
        (50, Some("5.0 kB"))
    );
    assert_eq!(orders.producer_rate, "0.50");
    assert_eq!(orders.config, [("retention.ms".into(), "604800000".into())]);
    let torn = find("torn");
    assert_eq!(torn.summed_topic_offsets, 7 + 9 + 10, "as far as known");
    assert_eq!(torn.size, None);
    // Broker 1 leads 3 of 4 and is in sync for 3; the share of each of 3 brokers is 4 and 2.
    let one = &torn.partitions_by_broker[0];
    assert_eq!((one.id, one.partitions.as_slice()), (1, &[0, 1, 3][..]));
    assert_eq!(one.leaders, [0, 1, 3]);
    assert!(!one.is_skewed && one.is_leader_skewed);
    assert_eq!(
        (torn.topic_brokers, torn.brokers_spread_percentage),
        (3, 100)
    );
    assert_eq!(torn.preferred_replicas_percentage, 25);
    assert_eq!(torn.under_replicated_percentage, 75);
    assert_eq!(torn.partitions_identity[2].leader, -1);

    let of = |topic, which| topics::numbers(&cluster, topic, which).unwrap();
    assert_eq!(
        of("torn", topics::under_replicated_one),
        Some(vec![0, 2, 3])
    );
    assert_eq!(of("torn", topics::unavailable_one), Some(vec![2]));
    assert_eq!(of("orders", topics::unavailable_one), Some(Vec::new()));
    assert_eq!(of("nope", topics::unavailable_one), None);
}

#[test]
fn sizes_are_written_as_cmak_wrote_them() {
    for (bytes, words) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (5_000_000_000_000, "5.0 TB"),
    ] {
        assert_eq!(topics::size_words(bytes), words);
    }
}
