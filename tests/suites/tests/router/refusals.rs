//! What is refused before it reaches a service, and how.

use crate::console::Console;
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

#[tokio::test]
async fn another_site_cannot_change_anything() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let request = |origin: Option<&str>, header: bool| {
        let mut request = Request::builder()
            .method("POST")
            .uri("/api/v1/tokens")
            .header("host", "castellan.example")
            .header("cookie", &root);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if header {
            request = request.header("x-castellan", "1");
        }
        request.body(Body::from("{}")).unwrap()
    };
    for (origin, header, expected) in [
        (None, false, 403),
        (Some("https://evil.example"), true, 403),
        (Some("null"), true, 403),
        (Some("https://castellan.example"), true, 422),
        (None, true, 422),
    ] {
        let answer = console.send(request(origin, header)).await;
        assert_eq!(
            answer.status, expected,
            "{origin:?} {header}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn bad_input_names_the_field() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let instance = console.instance();
    let cases: Vec<(&str, String, Value, &str)> = vec![
        (
            "POST",
            "/users".into(),
            json!({ "name": "x", "password": "correct horse" }),
            "/name",
        ),
        (
            "POST",
            "/users".into(),
            json!({ "name": "ada", "password": "short" }),
            "/password",
        ),
        (
            "POST",
            "/users".into(),
            json!({ "name": "ada", "password": "correct horse", "extra": 1 }),
            "",
        ),
        (
            "POST",
            "/tokens".into(),
            json!({ "name": "", "role": "FullAccess", "expires_in_minutes": 60 }),
            "/name",
        ),
        (
            "POST",
            "/tokens".into(),
            json!({ "name": "ci", "role": "FullAccess", "expires_in_minutes": 1 }),
            "/expires_in_minutes",
        ),
        (
            "POST",
            "/instances".into(),
            json!({ "name": "x", "connection": { "bootstrap": ["a:1"], "security": "PLAINTEXT" } }),
            "/name",
        ),
        (
            "POST",
            "/instances".into(),
            json!({ "name": "good-name", "connection": { "bootstrap": ["nope"], "security": "PLAINTEXT" } }),
            "/connection/bootstrap/0",
        ),
        (
            "POST",
            "/instances".into(),
            json!({ "name": "good-name", "connection": { "bootstrap": ["a:1"], "security": "SASL_SSL" } }),
            "/connection/username",
        ),
        ("GET", "/instances?nope=1".into(), Value::Null, "?"),
        (
            "GET",
            format!("/instances/{instance}/topics?page=minus"),
            Value::Null,
            "?",
        ),
    ];
    for (method, path, body, pointer) in cases {
        let answer = console.call(Some(&root), method, &path, &body).await;
        assert_eq!(
            answer.status, 422,
            "{method} {path} {body}: {}",
            answer.body
        );
        let pointers: Vec<&str> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert!(
            pointers.contains(&pointer),
            "{method} {path} {body}: {pointers:?}"
        );
    }
}

#[tokio::test]
async fn only_documents_for_embedding_may_be_framed_and_only_by_the_list() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let read = console
        .call(Some(&root), "GET", "/settings", &Value::Null)
        .await;
    let etag = read
        .headers
        .get("etag")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let put = Request::builder()
        .method("PUT")
        .uri("/api/v1/settings")
        .header("cookie", &root)
        .header("x-castellan", "1")
        .header("if-match", etag)
        .body(Body::from(
            json!({ "embed_origins": ["https://portal.example"], "trace_days": 7 }).to_string(),
        ))
        .unwrap();
    assert_eq!(console.send(put).await.status, 200);
    for (uri, ancestors) in [
        ("/instances", "frame-ancestors 'none'"),
        (
            "/instances?embed=1",
            "frame-ancestors https://portal.example",
        ),
        ("/api/v1/sign-in-options", "frame-ancestors 'none'"),
    ] {
        let answer = console
            .send(Request::builder().uri(uri).body(Body::empty()).unwrap())
            .await;
        let policy = answer
            .headers
            .get("content-security-policy")
            .unwrap()
            .to_str()
            .unwrap();
        assert!(policy.ends_with(ancestors), "{uri}: {policy}");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let console = Console::start().await;
    let root = console.set_up().await;
    for (path, status) in [
        ("/nope", 404),
        ("/instances/zz", 404),
        ("/instances/00000000000000ff", 404),
    ] {
        let answer = console.call(Some(&root), "GET", path, &Value::Null).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(
            answer.headers.get("content-type").unwrap(),
            "application/problem+json"
        );
    }
}

#[tokio::test]
async fn a_key_makes_a_change_happen_once() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let send = |body: Value| {
        Request::builder()
            .method("POST")
            .uri("/api/v1/users")
            .header("cookie", &root)
            .header("x-castellan", "1")
            .header("idempotency-key", "one")
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    let ada = json!({ "name": "ada", "password": "correct horse battery" });
    let first = console.send(send(ada.clone())).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let again = console.send(send(ada)).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let other = console
        .send(send(json!({ "name": "bob", "password": "correct horse" })))
        .await;
    assert_eq!(other.status, 422, "{}", other.body);
    let traces = console
        .call(
            Some(&root),
            "GET",
            "/traces?name=createConsoleUserSuccess",
            &Value::Null,
        )
        .await;
    assert_eq!(traces.body["total"], 1, "{}", traces.body);
    assert!(!traces.body.to_string().contains("correct horse"));
}
