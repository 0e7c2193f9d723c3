//! The gate that is never loosened: every endpoint × every kind of caller, as a checked-in text.

use crate::console::Console;
use castellan_api::action::Role;
use castellan_api::endpoint::EndpointInfo;
use castellan_api::ids::InstanceId;
use castellan_api::users::Binding;
use serde_json::Value;

/// What the caller got: the check they failed, or that they passed it.
fn verdict(status: u16, body: &Value) -> &'static str {
    let detail = body
        .get("detail")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match status {
        401 => "sign-in",
        403 => "forbidden",
        404 if detail.starts_with("There is no instance") => "hidden",
        _ => "may",
    }
}

fn path(endpoint: &EndpointInfo, instance: &InstanceId) -> String {
    endpoint
        .path
        .replace("{instance}", instance.as_str())
        .replace("{topic}", "no-such-topic")
        .replace("{broker}", "99")
        .replace("{user}", "424242")
        .replace("{task}", "00000000000000ff")
        .replace("{trace}", "00000000000000ff")
        .replace("{session}", "00000000000000ff")
        .replace("{token}", "00000000000000ff")
}

#[tokio::test]
async fn who_may_call_what() {
    let console = Console::start().await;
    let root = console.set_up().await;
    let here = console.instance();
    let elsewhere = InstanceId::trusted("00000000000000aa");
    let all = |role| {
        vec![Binding {
            role,
            instances: None,
        }]
    };
    let on = |role, at: &InstanceId| {
        vec![Binding {
            role,
            instances: Some(vec![at.clone()]),
        }]
    };
    let callers = [
        ("full", all(Role::FullAccess)),
        ("user", all(Role::UserAccess)),
        ("readonly", all(Role::ReadOnlyAccess)),
        ("full-here", on(Role::FullAccess, &here)),
        ("user-here", on(Role::UserAccess, &here)),
        ("readonly-here", on(Role::ReadOnlyAccess, &here)),
        ("full-elsewhere", on(Role::FullAccess, &elsewhere)),
        ("no-role", Vec::new()),
    ];
    let mut text = format!("{:28} {:10}", "endpoint", "nobody");
    for (name, _) in &callers {
        text.push_str(&format!(" {name:14}"));
    }
    text = text.trim_end().to_owned() + "\n";
    for (name, bindings) in &callers {
        console.user(&root, &format!("u-{name}"), bindings).await;
    }
    let mut endpoints = castellan_api::all_endpoints();
    // Last: it ends the sessions the others use.
    endpoints.sort_by_key(|endpoint| (endpoint.name == "attach_instance", endpoint.name));
    for endpoint in endpoints {
        let path = path(&endpoint, &here);
        let nobody = console
            .call(None, endpoint.method.name(), &path, &Value::Null)
            .await;
        let mut line = format!(
            "{:28} {:10}",
            endpoint.name,
            verdict(nobody.status, &nobody.body)
        );
        for (name, _) in &callers {
            // A session of its own for each call: some calls end it.
            let user = session_of(&console, &format!("u-{name}")).await;
            let answer = console
                .call(Some(&user), endpoint.method.name(), &path, &Value::Null)
                .await;
            line.push_str(&format!(" {:14}", verdict(answer.status, &answer.body)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    insta::assert_snapshot!("who_may_call_what", text);
}

/// A fresh session without paying for the password each time.
async fn session_of(console: &Console, user: &str) -> String {
    let user = console
        .app
        .store()
        .users()
        .by_name(user)
        .await
        .unwrap()
        .unwrap();
    let session = console
        .app
        .sessions()
        .open(
            &user,
            castellan_api::session::SignInMethod::Password,
            &castellan::access::Request::default(),
        )
        .await
        .unwrap();
    format!("castellan-http={}", session.token)
}

#[test]
fn open_endpoints_are_these_alone() {
    let open: Vec<&str> = castellan_api::all_endpoints()
        .iter()
        .filter(|endpoint| endpoint.needs == castellan_api::Needs::Open)
        .map(|endpoint| endpoint.name)
        .collect();
    assert_eq!(open, ["get_sign_in_options", "sign_in", "set_up"]);
}

#[test]
fn every_change_is_traced() {
    use castellan_api::Method;
    use castellan_api::endpoint::Traced;
    let untraced: Vec<&str> = castellan_api::all_endpoints()
        .iter()
        .filter(|endpoint| endpoint.method != Method::Get && endpoint.traced == Traced::No)
        .map(|endpoint| endpoint.name)
        .collect();
    // A refresh reads, a plan only says what would be.
    assert_eq!(
        untraced,
        [
            "refresh_instance",
            "plan_cmak_import",
            "plan_topic_import",
            "plan_reassignment",
            "preview_election"
        ]
    );
}
