//! CMAK's addresses: who gets in, what a reader does not learn, what is refused and how; and the way
//! of CMAK's clusters into the console.

use crate::console::{Answer, Console};
use axum::body::Body;
use base64::Engine;
use castellan_api::action::Role;
use castellan_api::ids::InstanceId;
use castellan_api::users::Binding;
use http::Request;
use serde_json::{Value, json};

/// The alias of the one instance is its name, as long as it has no other.
const HERE: &str = "nowhere";
const PASSWORD: &str = "correct horse battery";

const ANSWERED: [&str; 8] = [
    "/api/health",
    "/api/status/clusters",
    "/api/status/nowhere/brokers",
    "/api/status/nowhere/brokers/extended",
    "/api/status/nowhere/topics",
    "/api/status/nowhere/topicIdentities",
    "/api/status/nowhere/orders/underReplicatedPartitions",
    "/api/status/nowhere/orders/unavailablePartitions",
];

fn basic(user: &str, password: &str) -> String {
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    format!("Basic {login}")
}

async fn ask(console: &Console, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    console.send(request.body(Body::empty()).unwrap()).await
}

async fn ask_as(console: &Console, user: &str, path: &str) -> Answer {
    let login = basic(user, PASSWORD);
    ask(console, path, &[("authorization", &login)]).await
}

fn reader(instances: Option<Vec<InstanceId>>) -> Vec<Binding> {
    vec![Binding {
        role: Role::ReadOnlyAccess,
        instances,
    }]
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_or_a_password() {
    let console = Console::start().await;
    let cookie = console.set_up().await;
    for path in ANSWERED.into_iter().chain(["/api/status/nope/brokers"]) {
        for headers in [vec![], vec![("cookie", cookie.as_str())]] {
            let answer = ask(&console, path, &headers).await;
            assert_eq!(answer.status, 401, "{path}: {}", answer.body);
            let challenge = answer.headers.get("www-authenticate").unwrap();
            assert!(challenge.to_str().unwrap().starts_with("Basic realm="));
            assert_eq!(answer.body["type"], "urn:castellan:problem:sign-in-needed");
        }
    }
    let login = [("authorization", "Bearer cst_no")];
    let bad = ask(&console, "/api/health", &login).await;
    assert_eq!(bad.status, 401);
}

#[tokio::test]
async fn a_local_user_and_a_token_get_cmaks_answers() {
    let console = Console::start().await;
    let cookie = console.set_up().await;
    let health = ask_as(&console, "root", "/api/health").await;
    assert_eq!((health.status, health.text.as_str()), (200, "healthy"));
    let kind = |answer: &Answer| answer.headers.get("content-type").unwrap().clone();
    assert_eq!(kind(&health), "text/plain; charset=utf-8");
    let clusters = ask_as(&console, "root", "/api/status/clusters").await;
    assert_eq!(kind(&clusters), "text/plain; charset=utf-8");
    let active = clusters.body["clusters"]["active"].as_array().unwrap();
    assert_eq!(active.len(), 1);
    assert_eq!(active[0]["name"], HERE);
    assert!(
        clusters
            .text
            .starts_with("{\n  \"clusters\" : {\n    \"active\" : [ {\n")
    );
    // Nobody answers at the instance's address: CMAK said so with 400 and a text.
    for path in &ANSWERED[2..] {
        let answer = ask_as(&console, "root", path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.body);
        assert!(answer.body["msg"].is_string(), "{path}: {}", answer.body);
        assert_eq!(kind(&answer), "application/json");
    }
    let unknown = ask_as(&console, "root", "/api/status/nope/brokers").await;
    assert_eq!(unknown.status, 400);
    assert_eq!(unknown.body, json!({ "msg": "Unknown cluster : nope" }));

    let new = json!({ "name": "scripts", "role": "ReadOnlyAccess", "expires_in_minutes": 60 });
    let made = console.call(Some(&cookie), "POST", "/tokens", &new).await;
    let bearer = format!("Bearer {}", made.body["secret"].as_str().unwrap());
    let health = ask(&console, "/api/health", &[("authorization", &bearer)]).await;
    assert_eq!(health.text, "healthy");
    // The console's own API knows no passwords in headers.
    let login = basic("root", PASSWORD);
    let own = ask(&console, "/api/v1/instances", &[("authorization", &login)]).await;
    assert_eq!(own.status, 401);
}

#[tokio::test]
async fn bad_passwords_slow_down_and_leave_a_trace() {
    let console = Console::start().await;
    let cookie = console.set_up().await;
    assert_eq!(ask_as(&console, "root", "/api/health").await.status, 200);
    let wrong = basic("root", "wrong");
    for _ in 0..5 {
        let answer = ask(&console, "/api/health", &[("authorization", &wrong)]).await;
        assert_eq!(answer.status, 401);
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    let slowed = ask(&console, "/api/health", &[("authorization", &wrong)]).await;
    assert_eq!(slowed.status, 429, "{}", slowed.body);
    assert!(slowed.headers.contains_key("retry-after"));
    assert_eq!(console.sign_in("root", PASSWORD).await.status, 429);
    // Where guesses come from, not even the login of a minute ago is answered.
    assert_eq!(ask_as(&console, "root", "/api/health").await.status, 429);
    console.clock.advance(60_000);
    let traces = console
        .call(
            Some(&cookie),
            "GET",
            "/traces?name=signInFailure",
            &Value::Null,
        )
        .await;
    let first = &traces.body["items"][0];
    assert_eq!(first["operator"], "root", "{}", traces.body);
    assert!(!traces.text.contains("wrong\""), "{}", traces.text);
}

#[tokio::test]
async fn a_reader_sees_their_own_clusters_and_learns_of_no_other() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let here = console.instance();
    let elsewhere = InstanceId::trusted("00000000000000aa");
    for (name, bindings) in [
        ("here", reader(Some(vec![here]))),
        ("elsewhere", reader(Some(vec![elsewhere]))),
        ("nothing", Vec::new()),
    ] {
        console.user(&root, name, &bindings).await;
    }
    let seen = |answer: &Answer| answer.body["clusters"]["active"].as_array().unwrap().len();
    let own = ask_as(&console, "here", "/api/status/clusters").await;
    assert_eq!(seen(&own), 1);
    let brokers = ask_as(&console, "here", "/api/status/nowhere/brokers").await;
    assert_ne!(brokers.body["msg"], "Unknown cluster : nowhere");
    for user in ["elsewhere", "nothing"] {
        let list = ask_as(&console, user, "/api/status/clusters").await;
        assert_eq!(seen(&list), 0);
        for path in &ANSWERED[2..] {
            let hidden = ask_as(&console, user, path).await;
            let missing = ask_as(&console, user, &path.replace(HERE, "nope")).await;
            assert_eq!((hidden.status, missing.status), (400, 400));
            assert_eq!(hidden.body["msg"], "Unknown cluster : nowhere", "{path}");
            assert_eq!(missing.body["msg"], "Unknown cluster : nope", "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_yet_says_so() {
    let console = Console::start().await;
    console.set_up().await;
    for (method, path) in [
        ("GET", "/api/status/nowhere/group/orders/KF/topicSummary"),
        ("GET", "/api/status/nowhere/group/KF/groupSummary"),
        ("GET", "/api/status/nowhere/consumersSummary"),
        ("GET", "/api/clusters/nowhere/leader/scheduledInterval"),
        ("POST", "/api/clusters/nowhere/leader/schedule"),
        ("POST", "/api/clusters/nowhere/leader/schedule/cancel"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let answer = console.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 404, "{path}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("yet"), "{path}: {detail}");
        assert_eq!(answer.body["type"], "urn:castellan:problem:not-found");
    }
}

#[tokio::test]
async fn bookmarks_of_cmak_lead_to_the_screens_of_now() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let here = console.instance();
    console.user(&root, "nothing", &[]).await;
    for (path, to) in [
        ("/clusters/nowhere", format!("../instances/{here}")),
        (
            "/clusters/nowhere/topics",
            format!("../../instances/{here}/topics"),
        ),
        (
            "/clusters/nowhere/topics/orders.v1",
            format!("../../../instances/{here}/topics/orders.v1/partitions"),
        ),
        (
            "/clusters/nowhere/brokers/3",
            format!("../../../instances/{here}/brokers/3/partitions"),
        ),
        (
            "/clusters/nowhere/consumers",
            format!("../../instances/{here}"),
        ),
    ] {
        let answer = ask(&console, path, &[("cookie", &root)]).await;
        assert_eq!(answer.status, 302, "{path}");
        assert_eq!(answer.headers.get("location").unwrap(), to.as_str());
    }
    // Who may not see it, and who is not signed in, gets the app, which says so or asks.
    let nothing = console.sign_in("nothing", PASSWORD).await.cookie.unwrap();
    for (path, cookie) in [
        ("/clusters/nowhere/topics", Some(&nothing)),
        ("/clusters/nope/topics", Some(&root)),
        ("/clusters/nowhere/logkafkas", Some(&root)),
        ("/clusters/nowhere/topics", None),
    ] {
        let headers: Vec<(&str, &str)> =
            cookie.iter().map(|one| ("cookie", one.as_str())).collect();
        let answer = ask(&console, path, &headers).await;
        assert_ne!(answer.status, 302, "{path}");
        assert!(!answer.headers.contains_key("location"), "{path}");
    }
}

#[tokio::test]
async fn a_cluster_of_cmak_comes_in_under_its_old_name() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let text = json!({ "name": "orders.eu", "curatorConfig": { "zkConnect": "zk:2181" }, "enabled": false });
    let text = json!({ "text": text.to_string() });
    let plan = console
        .call(Some(&root), "POST", "/cmak-import-plans", &text)
        .await;
    assert_eq!(plan.status, 200, "{}", plan.body);
    let row = &plan.body["rows"][0];
    assert_eq!(row["name"], "orders-eu");
    assert_eq!(
        (&row["disabled"], &row["conflict"]),
        (&json!(true), &Value::Null)
    );
    let new = json!({ "name": row["name"], "description": row["description"], "disabled": row["disabled"],
        "cmak_alias": row["cmak_name"], "connection": { "bootstrap": ["127.0.0.1:1"], "security": "PLAINTEXT" } });
    let made = console.call(Some(&root), "POST", "/instances", &new).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.body["cmak_alias"], "orders.eu");
    assert_eq!(made.body["status"], "disabled");
    let again = console
        .call(Some(&root), "POST", "/cmak-import-plans", &text)
        .await;
    assert!(again.body["rows"][0]["conflict"].is_string());
    let mut other = new.clone();
    other["name"] = json!("orders-us");
    let taken = console
        .call(Some(&root), "POST", "/instances", &other)
        .await;
    assert_eq!(taken.status, 422, "{}", taken.body);
    assert_eq!(taken.body["errors"][0]["pointer"], "/cmak_alias");

    let clusters = ask_as(&console, "root", "/api/status/clusters").await;
    let active = clusters.body["clusters"]["active"].as_array().unwrap();
    let names: Vec<&str> = active
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, [HERE, "orders.eu"]);
    assert_eq!(active[1]["enabled"], false);
    let disabled = ask_as(&console, "root", "/api/status/orders.eu/topics").await;
    assert_eq!(disabled.status, 400);
    let msg = disabled.body["msg"].as_str().unwrap();
    assert!(msg.contains("disabled"), "{msg}");
    let by_name = ask_as(&console, "root", "/api/status/orders-eu/topics").await;
    assert_eq!(by_name.body["msg"], "Unknown cluster : orders-eu");

    // The alias is any text, and changes where the instance is edited.
    let id = made.body["id"].as_str().unwrap();
    let edit = json!({ "cmak_alias": "Köln / Nord" });
    let edited = console
        .call(Some(&root), "PATCH", &format!("/instances/{id}"), &edit)
        .await;
    assert_eq!(edited.status, 200, "{}", edited.body);
    let moved = ask_as(
        &console,
        "root",
        "/api/status/K%C3%B6ln%20%2F%20Nord/topics",
    )
    .await;
    assert!(moved.body["msg"].as_str().unwrap().contains("disabled"));
    let bad = json!({ "text": "cmak:\n  clusters:\n  - name: a\n - b\n" });
    let refused = console
        .call(Some(&root), "POST", "/cmak-import-plans", &bad)
        .await;
    assert_eq!(refused.status, 422);
    let error = &refused.body["errors"][0];
    assert_eq!(error["pointer"], "/text");
    assert!(error["detail"].as_str().unwrap().contains("line 4"));
}
