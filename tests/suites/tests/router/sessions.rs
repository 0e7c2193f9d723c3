//! Signing in, staying in, and being put out.

use crate::console::Console;
use castellan_api::action::Role;
use castellan_api::users::Binding;
use serde_json::{Value, json};

fn full() -> Vec<Binding> {
    vec![Binding {
        role: Role::FullAccess,
        instances: None,
    }]
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let console = Console::start().await;
    let token = console
        .app
        .sessions()
        .set_up_token()
        .await
        .unwrap()
        .unwrap();
    let wrong = json!({ "token": "wrong", "user": "root", "password": "correct horse battery" });
    assert_eq!(
        console.call(None, "POST", "/set-up", &wrong).await.status,
        401
    );
    console.set_up().await;
    let again = json!({ "token": token, "user": "eve", "password": "correct horse battery" });
    let refused = console.call(None, "POST", "/set-up", &again).await;
    assert!(matches!(refused.status, 401 | 409), "{}", refused.status);
    assert!(
        console
            .app
            .sessions()
            .set_up_token()
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn five_bad_passwords_slow_down() {
    let console = Console::start().await;
    console.set_up().await;
    for _ in 0..5 {
        assert_eq!(console.sign_in("root", "wrong password").await.status, 401);
    }
    let slowed = console.sign_in("root", "correct horse battery").await;
    assert_eq!(slowed.status, 429, "{}", slowed.body);
    assert!(slowed.headers.contains_key("retry-after"));
    console.clock.advance(16 * 60 * 1_000);
    assert_eq!(
        console
            .sign_in("root", "correct horse battery")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_session_ends_when_idle() {
    let console = Console::start().await;
    let root = console.set_up().await;
    assert_eq!(
        console
            .call(Some(&root), "GET", "/session", &Value::Null)
            .await
            .status,
        200
    );
    console.clock.advance(13 * 60 * 60 * 1_000);
    assert_eq!(
        console
            .call(Some(&root), "GET", "/session", &Value::Null)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn a_changed_role_holds_from_the_next_request() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let ada = console.user(&root, "ada", &full()).await;
    let users = console
        .call(Some(&ada), "GET", "/users", &Value::Null)
        .await;
    let id = users.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == "ada")
        .unwrap()["id"]
        .clone();
    let edit = json!({ "bindings": [{ "role": "ReadOnlyAccess" }] });
    let done = console
        .call(Some(&root), "PATCH", &format!("/users/{id}"), &edit)
        .await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(
        console
            .call(Some(&ada), "GET", "/users", &Value::Null)
            .await
            .status,
        403
    );
    let disable = json!({ "disabled": true });
    console
        .call(Some(&root), "PATCH", &format!("/users/{id}"), &disable)
        .await;
    assert_eq!(
        console
            .call(Some(&ada), "GET", "/session", &Value::Null)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let users = console
        .call(Some(&root), "GET", "/users", &Value::Null)
        .await;
    let id = users.body["items"][0]["id"].clone();
    for (method, body) in [
        ("DELETE", Value::Null),
        ("PATCH", json!({ "disabled": true })),
        ("PATCH", json!({ "bindings": [] })),
    ] {
        let answer = console
            .call(Some(&root), method, &format!("/users/{id}"), &body)
            .await;
        assert_eq!(answer.status, 409, "{method} {body}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_token_is_cut_by_its_maker() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let ada = console.user(&root, "ada", &full()).await;
    let new = json!({ "name": "ci", "role": "FullAccess", "expires_in_minutes": 60 });
    let made = console.call(Some(&ada), "POST", "/tokens", &new).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    let bearer = |method: &str, path: &str| {
        http::Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {secret}"))
            .body(axum::body::Body::empty())
            .unwrap()
    };
    let users = console.send(bearer("GET", "/users?q=ada")).await;
    assert_eq!(users.status, 200, "{}", users.body);
    let id = &users.body["items"][0]["id"];
    // What its maker may not do any more, it may not do either.
    let edit = json!({ "bindings": [{ "role": "ReadOnlyAccess" }] });
    console
        .call(Some(&root), "PATCH", &format!("/users/{id}"), &edit)
        .await;
    assert_eq!(console.send(bearer("GET", "/instances")).await.status, 200);
    assert_eq!(console.send(bearer("GET", "/users")).await.status, 403);
    let instance = console.instance();
    let topic = bearer("DELETE", &format!("/instances/{instance}/topics/orders"));
    assert_eq!(console.send(topic).await.status, 403);
    // Nor may a reader make one that could do more.
    let refused = console.call(Some(&ada), "POST", "/tokens", &new).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    console.clock.advance(61 * 60 * 1_000);
    assert_eq!(console.send(bearer("GET", "/instances")).await.status, 401);
}
