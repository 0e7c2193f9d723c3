//! Filters and sorting of the list, and the rules of input.

use super::*;
use castellan_api::instances::{InstanceStatus, SecurityProtocol, Tag};

fn row(name: &str, status: InstanceStatus, tags: &[(&str, &str)]) -> InstanceSummary {
    InstanceSummary {
        id: cluster::declared_id(name),
        name: name.into(),
        description: String::new(),
        status,
        why: None,
        kafka_version: Some(if name == "beta" {
            "3.10".into()
        } else {
            "3.9".into()
        }),
        provider: "attached".into(),
        declared: false,
        brokers: 3,
        brokers_alive: 3,
        topics: 0,
        groups: None,
        partitions: 0,
        partitions_max: None,
        under_replicated: 0,
        used_bytes: None,
        total_bytes: None,
        bootstrap: vec![format!("{name}.example.com:9092")],
        cmak_alias: None,
        tags: tags
            .iter()
            .map(|(key, value)| Tag {
                key: (*key).into(),
                value: (*value).into(),
            })
            .collect(),
        created_at: 0,
        as_of: None,
    }
}

fn names(query: InstanceQuery) -> Vec<String> {
    let rows = vec![
        row("gamma", InstanceStatus::Connected, &[("env", "prod")]),
        row("Alpha", InstanceStatus::Unreachable, &[("env", "test")]),
        row("beta", InstanceStatus::Connected, &[("team", "x")]),
    ];
    page(rows, &query, 7)
        .unwrap()
        .items
        .into_iter()
        .map(|row| row.name)
        .collect()
}

#[test]
fn the_list_is_found_sorted_and_cut() {
    let all = InstanceQuery::default;
    assert_eq!(names(all()), ["Alpha", "beta", "gamma"]);
    let q = |text: &str| InstanceQuery {
        q: Some(text.into()),
        ..all()
    };
    assert_eq!(names(q(" ALPHA ")), ["Alpha"]);
    assert_eq!(names(q("beta.example")), ["beta"]);
    assert_eq!(names(q("env=prod")), ["gamma"]);
    assert_eq!(names(q(cluster::declared_id("beta").as_str())), ["beta"]);
    let tag = |text: &str| InstanceQuery {
        tag: Some(text.into()),
        ..all()
    };
    assert_eq!(names(tag("env")), ["Alpha", "gamma"]);
    assert_eq!(names(tag("env=test")), ["Alpha"]);
    assert!(names(tag("env=none")).is_empty());
    let status = InstanceQuery {
        status: Some(InstanceStatus::Connected),
        ..all()
    };
    assert_eq!(names(status), ["beta", "gamma"]);
    let version = InstanceQuery {
        sort: Some("version".into()),
        order: Some(Order::Desc),
        per_page: Some(2),
        ..all()
    };
    assert_eq!(names(version), ["beta", "Alpha"]);
    let last = InstanceQuery {
        page: Some(2),
        per_page: Some(2),
        ..all()
    };
    assert_eq!(names(last), ["gamma"]);
    assert!(
        page(
            Vec::new(),
            &InstanceQuery {
                sort: Some("x".into()),
                ..all()
            },
            0
        )
        .is_err()
    );
}

fn connection() -> Connection {
    Connection {
        bootstrap: vec!["a:9092".into(), "b:9092".into()],
        security: SecurityProtocol::SaslSsl,
        mechanism: None,
        username: Some("console".into()),
        password: Some("secret".into()),
        ca_pem: None,
        client_cert_pem: None,
        client_key_pem: None,
        trust_store: None,
        key_store: None,
        verify_host: true,
        allow_plain_unencrypted: false,
    }
}

fn pointers(result: Result<impl Sized, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.pointer).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_bad_field_is_named() {
    let bad = AttachedInstance {
        name: "1".into(),
        description: "\u{7}".into(),
        connection: Connection {
            bootstrap: vec!["a:1".into(), "nonsense".into(), "A:1".into()],
            security: SecurityProtocol::SaslPlaintext,
            mechanism: Some(castellan_api::instances::Mechanism::Plain),
            username: None,
            password: None,
            ..connection()
        },
        partitions_max: Some(0),
        cmak_alias: Some("..".into()),
        disabled: false,
        tags: vec![
            Tag {
                key: "a=b".into(),
                value: String::new(),
            },
            Tag {
                key: "k".into(),
                value: "v".into(),
            },
            Tag {
                key: "k".into(),
                value: "v".into(),
            },
        ],
    };
    let mut found = pointers(valid::attached(&bad));
    found.sort();
    assert_eq!(
        found,
        [
            "/cmak_alias",
            "/connection/allow_plain_unencrypted",
            "/connection/bootstrap/1",
            "/connection/bootstrap/2",
            "/connection/password",
            "/connection/username",
            "/description",
            "/name",
            "/partitions_max",
            "/tags/0/key",
            "/tags/0/value",
            "/tags/2/key",
        ]
    );
    let half = Connection {
        client_cert_pem: Some("-----BEGIN CERTIFICATE-----".into()),
        ca_pem: Some("no pem".into()),
        bootstrap: Vec::new(),
        ..connection()
    };
    assert_eq!(
        pointers(valid::connection(&half, "")),
        ["/bootstrap", "/ca_pem", "/client_key_pem"]
    );
    assert!(pointers(valid::connection(&connection(), "")).is_empty());
}

#[test]
fn what_the_protocol_does_not_use_is_not_kept() {
    let plain = valid::tidy(Connection {
        security: SecurityProtocol::Plaintext,
        ..connection()
    });
    assert!(plain.username.is_none() && plain.password.is_none());
    let open = valid::tidy(Connection {
        security: SecurityProtocol::SaslPlaintext,
        verify_host: false,
        ca_pem: Some("x".into()),
        ..connection()
    });
    assert!(open.verify_host && open.ca_pem.is_none() && open.password.is_some());
}

#[test]
fn a_kept_password_goes_nowhere_new() {
    let old = Stored {
        id: cluster::declared_id("x"),
        name: "orders".into(),
        description: String::new(),
        connection: connection(),
        partitions_max: Some(5),
        cmak_alias: Some("orders.old".into()),
        tags: Vec::new(),
        disabled: false,
        created_at: 0,
        version: 3,
    };
    let edit = |change: fn(&mut Connection)| {
        let mut connection = Connection {
            password: None,
            ..connection()
        };
        change(&mut connection);
        valid::edited(
            &old,
            InstanceEdit {
                connection: Some(connection),
                ..InstanceEdit::default()
            },
        )
    };
    let kept = edit(|one| one.bootstrap.truncate(1)).unwrap();
    assert_eq!(kept.connection.password.as_deref(), Some("secret"));
    let refused: [fn(&mut Connection); 5] = [
        |one| one.bootstrap.push("evil:9092".into()),
        |one| one.username = Some("other".into()),
        |one| one.security = SecurityProtocol::SaslPlaintext,
        |one| one.verify_host = false,
        |one| one.ca_pem = Some("-----BEGIN CERTIFICATE-----".into()),
    ];
    for change in refused {
        assert!(pointers(edit(change)).contains(&"/connection/password".to_owned()));
    }
    let moved = edit(|one| {
        one.bootstrap = vec!["c:1".into()];
        one.password = Some("new".into());
    });
    assert_eq!(moved.unwrap().connection.password.as_deref(), Some("new"));
    let limit = InstanceEdit {
        partitions_max: Some(0),
        cmak_alias: Some(String::new()),
        name: Some("billing".into()),
        ..InstanceEdit::default()
    };
    let limited = valid::edited(&old, limit).unwrap();
    assert_eq!(
        (
            limited.partitions_max,
            limited.name.as_str(),
            limited.version
        ),
        (None, "billing", 3)
    );
    assert_eq!(limited.cmak_alias, None);
    let bad = InstanceEdit {
        cmak_alias: Some("a\tb".into()),
        ..InstanceEdit::default()
    };
    assert_eq!(pointers(valid::edited(&old, bad)), ["/cmak_alias"]);
}
