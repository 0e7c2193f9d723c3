//! Traces, idempotency keys and tasks: what must survive the process.

use super::{NOW, stores};
use crate::store::idempotency::{KEPT_MS, Key, hash};
use crate::store::leases::{self, Fence};
use crate::store::tasks::{NewTask, TaskFilter};
use crate::store::traces::{Closed, Opened};
use crate::store::{Error, Store};
use castellan_api::action::Role;
use castellan_api::audit::{TraceKind, TraceQuery, TraceStatus};
use castellan_api::ids::{InstanceId, TaskId, TraceId, UserId};
use castellan_api::page::Order;
use castellan_api::problem::{ItemError, ItemResult};
use castellan_api::tasks::{TaskKind, TaskState};
use castellan_api::url::Commas;
use castellan_api::users::Binding;
use serde_json::json;

fn opened(id: &str) -> Opened {
    Opened {
        id: TraceId::trusted(id),
        name: "Kafka_create_topic".into(),
        kind: TraceKind::ConsoleAction,
        resource_type: "kafka".into(),
        resource_name: "orders_1".into(),
        resource_id: Some("a1b2c3d4".into()),
        operator: "ada".into(),
        operator_id: Some(UserId(1)),
        signed_in_by: "password".into(),
        address: "192.0.2.1".into(),
        request: json!({ "name": "orders" }),
    }
}

fn closed(status: TraceStatus) -> Closed {
    Closed {
        status,
        code: Some(201),
        message: "as asked".into(),
        response: json!({ "ok": true }),
        count: 1,
    }
}

fn key() -> Key {
    Key {
        user: UserId(1),
        endpoint: "create_topic".into(),
        key: "k".into(),
        body_hash: "b".into(),
    }
}

#[tokio::test]
async fn a_trace_is_two_records() {
    for (store, clock) in stores().await {
        let id = TraceId::trusted("00000001");
        assert!(
            store
                .traces()
                .open(&opened("00000001"), None)
                .await
                .unwrap()
        );
        let seen = store.traces().get(&id, None).await.unwrap().unwrap();
        assert_eq!(
            (seen.summary.status, seen.summary.code),
            (TraceStatus::Open, None)
        );
        assert_eq!(
            (seen.summary.name.as_str(), seen.closed_at),
            ("Kafka_create_topic", None)
        );
        clock.advance(5);
        assert!(
            store
                .traces()
                .close(&id, &closed(TraceStatus::Normal))
                .await
                .unwrap()
        );
        assert!(
            !store
                .traces()
                .close(&id, &closed(TraceStatus::Warning))
                .await
                .unwrap()
        );
        let seen = store
            .traces()
            .get(&id, Some(UserId(1)))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(seen.summary.name, "Kafka_create_topicSuccess");
        assert_eq!(
            (seen.summary.status, seen.summary.code),
            (TraceStatus::Normal, Some(201))
        );
        assert_eq!((seen.summary.time, seen.closed_at), (NOW, Some(NOW + 5)));
        assert_eq!(
            (seen.request, seen.response),
            (json!({ "name": "orders" }), json!({ "ok": true }))
        );
        assert!(
            store
                .traces()
                .get(&id, Some(UserId(2)))
                .await
                .unwrap()
                .is_none(),
            "another's"
        );
    }
}

#[tokio::test]
async fn filters_of_traces_combine() {
    for (store, clock) in stores().await {
        for (number, status) in [TraceStatus::Normal, TraceStatus::Warning]
            .into_iter()
            .enumerate()
        {
            clock.advance(10);
            store
                .traces()
                .record(&opened(&format!("0000000{number}")), &closed(status))
                .await
                .unwrap();
        }
        store
            .traces()
            .open(&opened("00000002"), None)
            .await
            .unwrap();
        let other = Opened {
            operator: "bob".into(),
            operator_id: Some(UserId(2)),
            ..opened("00000003")
        };
        store.traces().open(&other, None).await.unwrap();
        let find = async |query: TraceQuery, own: Option<i64>| {
            let (list, total) = store
                .traces()
                .list(&query, own.map(UserId), (0, 2))
                .await
                .unwrap();
            let ids: Vec<_> = list.iter().map(|trace| trace.id.to_string()).collect();
            (ids.join(" "), total)
        };
        let all = TraceQuery::default();
        assert_eq!(
            find(all.clone(), None).await,
            ("00000003 00000002".into(), 4)
        );
        assert_eq!(find(all.clone(), Some(2)).await, ("00000003".into(), 1));
        let oldest = TraceQuery {
            order: Some(Order::Asc),
            ..all.clone()
        };
        assert_eq!(find(oldest, None).await, ("00000000 00000001".into(), 4));
        let open = TraceQuery {
            status: Some(TraceStatus::Open),
            ..all.clone()
        };
        assert_eq!(find(open, Some(1)).await, ("00000002".into(), 1));
        let failed = TraceQuery {
            status: Some(TraceStatus::Warning),
            ..all.clone()
        };
        assert_eq!(find(failed, None).await, ("00000001".into(), 1));
        let named = TraceQuery {
            name: Some("Kafka_create_topicSuccess".into()),
            ..all.clone()
        };
        assert_eq!(find(named, None).await, ("00000000".into(), 1));
        let word = TraceQuery {
            q: Some("AS ASKED".into()),
            ..all.clone()
        };
        assert_eq!(find(word, None).await.1, 2);
        let no_wildcard = TraceQuery {
            q: Some("orders%".into()),
            ..all.clone()
        };
        assert_eq!(find(no_wildcard, None).await.1, 0);
        let who = TraceQuery {
            operators: Commas(vec!["bob".into(), "eve".into()]),
            ..all.clone()
        };
        assert_eq!(find(who, None).await.1, 1);
        let when = TraceQuery {
            from: Some(NOW + 10),
            to: Some(NOW + 10),
            ..all
        };
        assert_eq!(find(when, None).await, ("00000000".into(), 1));
    }
}

#[tokio::test]
async fn what_was_open_at_start_is_an_incident_and_old_traces_go() {
    for (store, clock) in stores().await {
        store
            .traces()
            .open(&opened("00000001"), Some(&key()))
            .await
            .unwrap();
        clock.advance(1);
        assert_eq!(store.traces().close_open(NOW).await.unwrap(), 1);
        assert_eq!(store.traces().close_open(NOW).await.unwrap(), 0);
        store.idempotency_interrupt(NOW).await.unwrap();
        let (list, _) = store
            .traces()
            .list(&TraceQuery::default(), None, (0, 9))
            .await
            .unwrap();
        assert_eq!(list[0].status, TraceStatus::Incident);
        assert!(list[0].name.ends_with("Failure") && list[0].message.contains("unknown"));
        let seen = store
            .idempotency_seen(UserId(1), "create_topic", "k")
            .await
            .unwrap()
            .unwrap();
        assert!(seen.interrupted && seen.answer.is_none() && seen.trace == list[0].id);

        assert_eq!(store.traces().sweep(NOW).await.unwrap(), 0);
        assert_eq!(store.traces().sweep(NOW + 1).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_restart_closes_what_was_open() {
    let dir = tempfile::tempdir().unwrap();
    let open = || {
        let config = crate::store::StoreConfig {
            data_dir: dir.path().to_owned(),
            key: crate::store::KeySource::DataDir,
            exclusive: true,
        };
        Store::open(config, crate::clock::Clock::system())
    };
    let store = open().await.unwrap();
    store
        .traces()
        .open(&opened("00000001"), None)
        .await
        .unwrap();
    drop(store);
    let store = open().await.unwrap();
    let seen = store
        .traces()
        .get(&TraceId::trusted("00000001"), None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.summary.status, TraceStatus::Incident);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_for_a_day() {
    for (store, clock) in stores().await {
        let (traces, id) = (store.traces(), TraceId::trusted("00000001"));
        let seen = async || {
            store
                .idempotency_seen(UserId(1), "create_topic", "k")
                .await
                .unwrap()
        };
        assert!(seen().await.is_none());
        assert!(
            traces
                .open(&opened("00000001"), Some(&key()))
                .await
                .unwrap()
        );
        assert!(
            !traces
                .open(&opened("00000002"), Some(&key()))
                .await
                .unwrap()
        );
        let second = TraceId::trusted("00000002");
        assert!(
            traces.get(&second, None).await.unwrap().is_none(),
            "both or neither"
        );
        let other = Key {
            user: UserId(2),
            ..key()
        };
        assert!(
            traces
                .open(&opened("00000003"), Some(&other))
                .await
                .unwrap()
        );
        let running = seen().await.unwrap();
        assert_eq!((running.answer, running.interrupted), (None, false));
        traces
            .close(&id, &closed(TraceStatus::Normal))
            .await
            .unwrap();
        assert_eq!(
            seen().await.unwrap().answer,
            Some((201, r#"{"ok":true}"#.into()))
        );
        clock.advance(KEPT_MS);
        assert!(seen().await.is_none());
        assert!(
            traces
                .open(&opened("00000004"), Some(&key()))
                .await
                .unwrap()
        );
        assert_eq!(store.idempotency_sweep().await.unwrap(), 1);
    }
}

#[test]
fn requests_differ_by_path_query_and_body() {
    let path = |text: &str| vec![text.to_owned()];
    let one = hash(&path("a"), "b", b"c");
    assert_eq!(one, hash(&path("a"), "b", b"c"));
    for other in [
        hash(&path("ab"), "", b"c"),
        hash(&path("a"), "", b"bc"),
        hash(&[], "a", b"bc"),
    ] {
        assert_ne!(one, other);
    }
}

fn task(id: &str, instance: &InstanceId) -> NewTask {
    NewTask {
        id: TaskId::trusted(id),
        instance: instance.clone(),
        kind: TaskKind::CreateTopics,
        target: "3 topics".into(),
        creator: "ada".into(),
        creator_id: UserId(1),
        limits: vec![vec![Binding {
            role: Role::UserAccess,
            instances: Some(vec![instance.clone()]),
        }]],
        params: json!({ "topics": ["a", "b", "c"] }),
        total: 3,
        unit: "topics".into(),
        trace: Some(TraceId::trusted("00000001")),
    }
}

async fn lease(store: &Store, instance: &InstanceId) -> Fence {
    let name = leases::of_tasks(instance);
    let taken = store.leases().take(&name, "me", 60_000).await;
    taken.unwrap().unwrap()
}

#[tokio::test]
async fn who_has_lost_the_lease_writes_nothing_more() {
    for (store, _) in stores().await {
        let (tasks, here) = (store.tasks(), InstanceId::trusted("a1b2c3d4"));
        let (id, name) = (TaskId::trusted("0000000a"), leases::of_tasks(&here));
        tasks.insert(&task("0000000a", &here)).await.unwrap();
        let mine = lease(&store, &here).await;
        let take = async |owner: &str, for_ms| {
            let taken = store.leases().take(&name, owner, for_ms).await;
            taken.unwrap()
        };
        assert!(take("you", 60_000).await.is_none());
        assert!(tasks.under(&mine).start(&id).await.unwrap().is_some());
        // its time is over by the clock of the database, whatever the console's own clock says
        assert!(store.leases().renew(&mine, -1).await.unwrap());
        let late = tasks.under(&mine).log(&id, "late").await;
        assert!(matches!(late, Err(Error::TakenOver(_))), "{late:?}");
        // nobody has taken it: it may be held on
        assert!(store.leases().renew(&mine, 60_000).await.unwrap());
        tasks.under(&mine).log(&id, "in time").await.unwrap();
        store.leases().release(&mine).await.unwrap();
        let yours = take("you", 60_000).await.unwrap();
        assert!(!store.leases().renew(&mine, 60_000).await.unwrap());
        store.leases().release(&mine).await.unwrap();
        let all = [
            tasks.under(&mine).start(&id).await.map(drop),
            tasks.under(&mine).progress(&id, 1, 3, "").await.map(drop),
            tasks.under(&mine).checkpoint(&id, &json!({})).await,
            tasks.under(&mine).log(&id, "late").await,
            tasks.under(&mine).set_items(&id, &[]).await,
            tasks
                .under(&mine)
                .finish(&id, TaskState::Failed, "")
                .await
                .map(drop),
        ];
        assert!(
            all.iter()
                .all(|one| matches!(one, Err(Error::TakenOver(_)))),
            "{all:?}"
        );
        assert!(tasks.under(&yours).start(&id).await.unwrap().is_some());
        assert_eq!(tasks.lines(&id).await.unwrap().len(), 1);
        // the same console again: its earlier self is another
        let again = take("you", 60_000).await.unwrap();
        assert!(tasks.under(&yours).start(&id).await.is_err());
        assert!(tasks.under(&again).start(&id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_task_is_a_record_from_begin_to_end() {
    for (store, clock) in stores().await {
        let (tasks, here) = (store.tasks(), InstanceId::trusted("a1b2c3d4"));
        let lease = lease(&store, &here).await;
        let driven = tasks.under(&lease);
        let id = TaskId::trusted("0000000a");
        tasks.insert(&task("0000000a", &here)).await.unwrap();
        let standing = tasks.standing().await.unwrap().remove(0);
        assert_eq!(
            (standing.state, standing.owner.as_deref()),
            (TaskState::Pending, Some("me"))
        );
        let kept = tasks.get(&here, &id).await.unwrap().unwrap();
        assert_eq!(kept.limits, task("0000000a", &here).limits);
        clock.advance(10);
        assert_eq!(
            driven.start(&id).await.unwrap().unwrap().started_at,
            Some(NOW + 10)
        );
        clock.advance(10);
        assert!(!driven.progress(&id, 1, 3, "creating b").await.unwrap());
        driven.checkpoint(&id, &json!({ "next": 1 })).await.unwrap();
        // a restart takes it up where it was
        let again = driven.start(&id).await.unwrap().unwrap();
        assert_eq!(
            (again.started_at, again.done, again.message.as_str()),
            (Some(NOW + 10), 1, "creating b")
        );
        assert_eq!(again.checkpoint, Some(json!({ "next": 1 })));
        assert!(!tasks.delete_ended(&here, &id).await.unwrap());
        assert!(tasks.request_cancel(&here, &id).await.unwrap());
        assert!(driven.progress(&id, 2, 3, "stopping").await.unwrap());
        assert!(
            driven
                .finish(&id, TaskState::Canceled, "stopped")
                .await
                .unwrap()
        );
        assert!(
            !driven
                .finish(&id, TaskState::Failed, "again")
                .await
                .unwrap()
        );
        assert!(!tasks.request_cancel(&here, &id).await.unwrap());
        assert!(driven.start(&id).await.unwrap().is_none());
        assert!(tasks.standing().await.unwrap().is_empty());
        let ended = tasks.get(&here, &id).await.unwrap().unwrap();
        assert_eq!(
            (ended.state, ended.done, ended.ended_at),
            (TaskState::Canceled, 2, Some(NOW + 20))
        );
        assert!(
            tasks
                .get(&InstanceId::trusted("a1b2c3d5"), &id)
                .await
                .unwrap()
                .is_none()
        );
        assert!(tasks.delete_ended(&here, &id).await.unwrap());
    }
}

#[tokio::test]
async fn logs_and_items_of_a_task() {
    for (store, _) in stores().await {
        let (tasks, here) = (store.tasks(), InstanceId::trusted("a1b2c3d4"));
        let lease = lease(&store, &here).await;
        let driven = tasks.under(&lease);
        let id = TaskId::trusted("0000000a");
        tasks.insert(&task("0000000a", &here)).await.unwrap();
        for number in 0..503 {
            driven.log(&id, &format!("line {number}")).await.unwrap();
        }
        driven
            .log(&TaskId::trusted("0000000b"), "of no task")
            .await
            .unwrap();
        let lines = tasks.lines(&id).await.unwrap();
        assert_eq!(
            (
                lines.len(),
                lines[0].text.as_str(),
                lines[499].text.as_str()
            ),
            (500, "line 502", "line 3")
        );

        let item = |number: u32, error: Option<&str>| {
            let error = error.map(|detail| ItemError {
                detail: detail.into(),
                kafka: None,
            });
            (
                number,
                ItemResult {
                    name: format!("topic-{number}"),
                    error,
                },
            )
        };
        let many: Vec<_> = (0..250).rev().map(|number| item(number, None)).collect();
        driven.set_items(&id, &many).await.unwrap();
        driven
            .set_items(&id, &[item(249, Some("no"))])
            .await
            .unwrap();
        let items = tasks.items(&id).await.unwrap();
        assert_eq!((items.len(), items[0].name.as_str()), (250, "topic-0"));
        assert_eq!(items[249].error.as_ref().unwrap().detail, "no");
        driven.finish(&id, TaskState::Successful, "").await.unwrap();
        assert_eq!(tasks.get(&here, &id).await.unwrap().unwrap().done, 3);
        tasks.delete_ended(&here, &id).await.unwrap();
        assert!(
            tasks.items(&id).await.unwrap().is_empty()
                && tasks.lines(&id).await.unwrap().is_empty()
        );
    }
}

#[tokio::test]
async fn tasks_are_listed_by_what_is_asked() {
    for (store, clock) in stores().await {
        let (tasks, here) = (store.tasks(), InstanceId::trusted("a1b2c3d4"));
        let lease = lease(&store, &here).await;
        let driven = tasks.under(&lease);
        for number in 0..5 {
            tasks
                .insert(&task(&format!("0000000{number}"), &here))
                .await
                .unwrap();
            clock.advance(1);
        }
        driven
            .finish(&TaskId::trusted("00000004"), TaskState::Failed, "no")
            .await
            .unwrap();
        let all = TaskFilter::default();
        let (list, total) = tasks.list(&here, &all, Order::Desc, (1, 2)).await.unwrap();
        let ids: Vec<_> = list.iter().map(|task| task.id.to_string()).collect();
        assert_eq!(
            (ids.as_slice(), total),
            (["00000003".to_owned(), "00000002".to_owned()].as_slice(), 5)
        );
        let failed = TaskFilter {
            state: Some(TaskState::Failed),
            ..all.clone()
        };
        assert_eq!(
            tasks
                .list(&here, &failed, Order::Asc, (0, 9))
                .await
                .unwrap()
                .1,
            1
        );
        let clone = TaskFilter {
            kind: Some(TaskKind::CloneTopic),
            ..all.clone()
        };
        assert_eq!(
            tasks
                .list(&here, &clone, Order::Asc, (0, 9))
                .await
                .unwrap()
                .1,
            0
        );
        let when = TaskFilter {
            from: Some(NOW + 1),
            to: Some(NOW + 2),
            ..all
        };
        assert_eq!(
            tasks
                .list(&here, &when, Order::Asc, (0, 9))
                .await
                .unwrap()
                .1,
            2
        );
    }
}
