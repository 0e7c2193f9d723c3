//! Traces as changes open and close them.

use super::*;
use castellan_api::audit::TraceQuery;
use castellan_api::ids::{InstanceId, UserId};
use serde_json::json;

fn subject() -> Subject {
    Subject {
        name: "Kafka_create_topic",
        kind: "kafka",
        target: Target::Instance(InstanceId::trusted("a1b2c3d4")),
        resource: "orders".into(),
    }
}

fn caller() -> Caller {
    Caller {
        user_id: UserId(1),
        user: "ada".into(),
        method: SignInMethod::ApiToken,
        bindings: Vec::new(),
        session: None,
        token: None,
        idle_until: 0,
        ends_at: 0,
    }
}

fn request(trace: &str, key: Option<&str>) -> Request {
    Request {
        address: "192.0.2.1".into(),
        trace_id: trace.into(),
        idempotency_key: key.map(str::to_owned),
        endpoint: "create_topic",
        body_hash: "hash".into(),
        body: json!({ "user": "eve-3", "password": "hunter22222" }),
        ..Request::default()
    }
}

fn outcome(status: TraceStatus, code: u16) -> Outcome {
    Outcome {
        status,
        code: Some(code),
        message: "why".into(),
        response: json!({ "secret": "x" }),
    }
}

async fn held() -> (Audit, Store, Clock) {
    let clock = Clock::held(1_700_000_000_000);
    let store = Store::in_memory(clock.clone()).await.unwrap();
    (Audit::new(store.clone(), clock.clone()), store, clock)
}

async fn all(store: &Store) -> Vec<castellan_api::audit::TraceSummary> {
    store
        .traces()
        .list(&TraceQuery::default(), None, (0, 100))
        .await
        .unwrap()
        .0
}

#[tokio::test]
async fn a_change_has_the_trace_of_its_request_and_keeps_no_secret() {
    let (audit, store, _) = held().await;
    let open = OpenChange::default();
    let begun = audit
        .begin(
            &open,
            Some(&caller()),
            &request("00000001", None),
            subject(),
        )
        .await;
    assert_eq!(begun.unwrap().trace().as_str(), "00000001");
    let twice = audit
        .begin(
            &open,
            Some(&caller()),
            &request("00000002", None),
            subject(),
        )
        .await;
    assert!(matches!(twice, Err(Error::Bug(_))));
    audit
        .close(&open, outcome(TraceStatus::Normal, 200))
        .await
        .unwrap();
    audit
        .close(&OpenChange::default(), outcome(TraceStatus::Normal, 200))
        .await
        .unwrap();
    let trace = store
        .traces()
        .get(&open.trace().unwrap(), None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(trace.summary.name, "Kafka_create_topicSuccess");
    assert_eq!(
        (trace.summary.operator.as_str(), trace.summary.kind),
        ("ada", TraceKind::ApiCall)
    );
    assert_eq!(
        (trace.signed_in_by.as_str(), trace.address.as_str()),
        ("api_token", "192.0.2.1")
    );
    assert_eq!(trace.summary.resource_id.as_deref(), Some("a1b2c3d4"));
    assert_eq!(trace.request["password"], crate::access::scrub::HIDDEN);
    assert_eq!(trace.response["secret"], crate::access::scrub::HIDDEN);
}

#[tokio::test]
async fn the_answer_is_kept_for_the_key_without_its_secrets() {
    let (audit, store, _) = held().await;
    let (open, caller) = (OpenChange::default(), caller());
    audit
        .begin(
            &open,
            Some(&caller),
            &request("00000001", Some("k")),
            subject(),
        )
        .await
        .unwrap();
    let second = OpenChange::default();
    let error = audit
        .begin(
            &second,
            Some(&caller),
            &request("00000002", Some("k")),
            subject(),
        )
        .await;
    assert!(matches!(error, Err(Error::Conflict(_))));
    assert!(second.trace().is_none());
    audit
        .close(&open, outcome(TraceStatus::Normal, 201))
        .await
        .unwrap();
    let seen = store
        .idempotency_seen(UserId(1), "create_topic", "k")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.answer, Some((201, r#"{"secret":"•••"}"#.into())));
    assert_eq!(seen.body_hash, "hash");

    let third = OpenChange::default();
    audit
        .begin(
            &third,
            Some(&caller),
            &request("00000003", Some("f")),
            subject(),
        )
        .await
        .unwrap();
    audit
        .close(&third, outcome(TraceStatus::Warning, 409))
        .await
        .unwrap();
    let seen = store
        .idempotency_seen(UserId(1), "create_topic", "f")
        .await
        .unwrap()
        .unwrap();
    let (status, body) = seen.answer.unwrap();
    let problem: castellan_api::problem::Problem = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (status, problem.detail.as_str(), problem.trace_id.as_str()),
        (409, "why", "00000003")
    );
}

#[tokio::test]
async fn repeated_refusals_are_one_trace_with_their_number() {
    let (audit, store, clock) = held().await;
    for number in 0..20 {
        let request = request(&format!("{number:08}"), None);
        audit
            .refused(
                None,
                &request,
                subject(),
                outcome(TraceStatus::Warning, 401),
            )
            .await
            .unwrap();
        clock.advance(1_000);
    }
    let other = Request {
        address: "192.0.2.2".into(),
        ..request("00000099", None)
    };
    audit
        .refused(None, &other, subject(), outcome(TraceStatus::Warning, 401))
        .await
        .unwrap();
    let seen = all(&store).await;
    assert_eq!(seen.len(), 2, "the first of each address at once");
    assert!(
        seen.iter()
            .all(|trace| trace.operator == "eve-3" && trace.name.ends_with("Failure"))
    );
    clock.advance(60_000);
    audit.sweep().await.unwrap();
    let counts: Vec<u32> = all(&store).await.iter().map(|trace| trace.count).collect();
    assert_eq!(counts.iter().sum::<u32>(), 21);
    assert_eq!(counts.len(), 3);
    audit.flush(true).await.unwrap();
    assert_eq!(all(&store).await.len(), 3);
}

#[tokio::test]
async fn what_the_console_does_itself_is_traced_too() {
    let (audit, store, clock) = held().await;
    let change = audit.begin_system(subject(), "ada").await.unwrap();
    let closed = Outcome {
        code: None,
        ..outcome(TraceStatus::Incident, 0)
    };
    audit.close_trace(change.trace(), closed).await.unwrap();
    let trace = &all(&store).await[0];
    assert_eq!(
        (trace.kind, trace.status),
        (TraceKind::SystemAction, TraceStatus::Incident)
    );
    clock.advance(7 * DAY_MS + 1);
    audit.sweep().await.unwrap();
    assert!(all(&store).await.is_empty(), "kept for seven days");
}

#[tokio::test]
async fn who_signs_in_or_tries_to_finds_it_among_their_own() {
    let (audit, store, _) = held().await;
    let written = store.users().insert("Eve-3", None, &[]).await.unwrap();
    let crate::store::Written::Done(eve) = written else {
        panic!("{written:?}");
    };
    let sign_in = |resource: &str| Subject {
        name: "signIn",
        kind: "session",
        target: Target::Console,
        resource: resource.into(),
    };
    let open = OpenChange::default();
    let asked = request("00000001", None);
    audit
        .begin(&open, None, &asked, sign_in("Eve-3"))
        .await
        .unwrap();
    let good = outcome(TraceStatus::Normal, 200);
    audit.close(&open, good).await.unwrap();
    let bad = outcome(TraceStatus::Warning, 401);
    let tried = request("00000002", None);
    audit
        .refused(None, &tried, sign_in(""), bad.clone())
        .await
        .unwrap();
    let unknown = Request {
        body: json!({ "user": "mallory" }),
        ..request("00000003", None)
    };
    audit
        .refused(None, &unknown, sign_in(""), bad)
        .await
        .unwrap();
    let (traces, query) = (store.traces(), TraceQuery::default());
    let (own, _) = traces.list(&query, Some(eve.id), (0, 9)).await.unwrap();
    let seen: Vec<_> = own
        .iter()
        .map(|one| (one.name.as_str(), one.operator.as_str()))
        .collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    for wanted in [("signInSuccess", "Eve-3"), ("signInFailure", "Eve-3")] {
        assert!(seen.contains(&wanted), "{seen:?}");
    }
}
