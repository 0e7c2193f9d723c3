//! Sessions and tokens on a held clock.

use super::*;
use crate::access::context::Request;
use crate::store::Written;
use crate::store::users::User;
use castellan_api::action::{Action, Role};
use castellan_api::ids::InstanceId;
use castellan_api::tokens::NewToken;
use castellan_api::users::may;

const MINUTE: i64 = 60_000;
const CONFIG: SessionConfig = SessionConfig {
    idle_minutes: 30,
    absolute_hours: 2,
};

async fn held() -> (Sessions, Store, Clock) {
    let clock = Clock::held(1_700_000_000_000);
    let store = Store::in_memory(clock.clone()).await.unwrap();
    let sessions = Sessions::new(
        store.clone(),
        clock.clone(),
        CONFIG,
        Some("link-token".into()),
    );
    (sessions, store, clock)
}

fn role(role: Role, instances: Option<&[&str]>) -> Binding {
    let instances = instances.map(|list| list.iter().map(|id| InstanceId::trusted(*id)).collect());
    Binding { role, instances }
}

async fn user(store: &Store, name: &str, bindings: &[Binding]) -> User {
    match store.users().insert(name, None, bindings).await.unwrap() {
        Written::Done(user) => user,
        other => panic!("{other:?}"),
    }
}

async fn opened(sessions: &Sessions, user: &User) -> NewSession {
    sessions
        .open(user, SignInMethod::Password, &Request::default())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_in_any_case() {
    let (sessions, store, clock) = held().await;
    let ada = user(&store, "ada", &[role(Role::FullAccess, None)]).await;
    let new = opened(&sessions, &ada).await;
    assert_eq!(new.info.idle_until, clock.now_ms() + 30 * MINUTE);
    for _ in 0..4 {
        clock.advance(29 * MINUTE);
        assert!(
            sessions.authenticate(&new.token).await.unwrap().is_some(),
            "used in time"
        );
    }
    clock.advance(3 * MINUTE);
    let caller = sessions.authenticate(&new.token).await.unwrap().unwrap();
    assert_eq!(
        caller.idle_until, caller.ends_at,
        "the absolute end is near"
    );
    clock.advance(MINUTE);
    assert!(
        sessions.authenticate(&new.token).await.unwrap().is_none(),
        "two hours are over"
    );

    let new = opened(&sessions, &ada).await;
    clock.advance(30 * MINUTE);
    assert!(
        sessions.authenticate(&new.token).await.unwrap().is_none(),
        "thirty minutes unused"
    );
    assert_eq!(sessions.list(ada.id, None).await.unwrap(), []);
    assert!(
        sessions
            .authenticate("no-such-token")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn the_last_use_is_written_once_a_minute_and_counts_in_between() {
    let (sessions, store, clock) = held().await;
    let ada = user(&store, "ada", &[]).await;
    let new = opened(&sessions, &ada).await;
    let start = clock.now_ms();
    let written = async || sessions.list(ada.id, None).await.unwrap()[0].used_at - start;
    for _ in 0..11 {
        clock.advance(5_500);
        sessions.authenticate(&new.token).await.unwrap().unwrap();
    }
    assert_eq!(written().await, 11 * 5_500);
    clock.advance(1_000);
    sessions.authenticate(&new.token).await.unwrap().unwrap();
    assert_eq!(written().await, 11 * 5_500, "not again within the minute");
}

#[tokio::test]
async fn a_changed_role_holds_from_the_next_request() {
    let (sessions, store, _) = held().await;
    user(&store, "root", &[role(Role::FullAccess, None)]).await;
    let ada = user(&store, "ada", &[role(Role::FullAccess, None)]).await;
    let new = opened(&sessions, &ada).await;
    let first = sessions.authenticate(&new.token).await.unwrap().unwrap();
    let changes = sessions.changes();
    let less = [role(Role::ReadOnlyAccess, Some(&["a1b2c3d4"]))];
    store
        .users()
        .update(ada.id, None, Some(&less))
        .await
        .unwrap();
    sessions.user_changed(ada.id);
    assert!(changes.has_changed().unwrap(), "streams are told");
    let caller = sessions.authenticate(&new.token).await.unwrap().unwrap();
    assert_eq!(caller.bindings, [less.to_vec()]);
    assert_eq!(
        sessions.again(&first).await.unwrap().unwrap().bindings,
        [less.to_vec()]
    );

    store
        .users()
        .update(ada.id, Some(true), None)
        .await
        .unwrap();
    sessions.user_changed(ada.id);
    assert!(sessions.authenticate(&new.token).await.unwrap().is_none());
    assert!(sessions.again(&first).await.unwrap().is_none());
    assert_eq!(sessions.bindings_of(ada.id).await.unwrap(), None);
}

#[tokio::test]
async fn what_another_process_changes_holds_within_seconds() {
    let (sessions, store, clock) = held().await;
    let ada = user(&store, "ada", &[]).await;
    let new = opened(&sessions, &ada).await;
    sessions.authenticate(&new.token).await.unwrap().unwrap();
    store.sessions().end_all(ada.id).await.unwrap();
    clock.advance(5_000);
    assert!(sessions.authenticate(&new.token).await.unwrap().is_none());
}

#[tokio::test]
async fn sessions_end_one_by_one_and_all_at_once() {
    let (sessions, store, _) = held().await;
    let ada = user(&store, "ada", &[]).await;
    let (one, two) = (opened(&sessions, &ada).await, opened(&sessions, &ada).await);
    assert_ne!(one.token, two.token);
    let caller = sessions.authenticate(&one.token).await.unwrap().unwrap();
    let list = sessions
        .list(ada.id, caller.session.as_ref())
        .await
        .unwrap();
    assert_eq!(list.iter().filter(|session| session.current).count(), 1);
    assert!(
        sessions
            .end(ada.id, &caller.session.unwrap())
            .await
            .unwrap()
    );
    assert!(sessions.authenticate(&one.token).await.unwrap().is_none());
    assert!(sessions.authenticate(&two.token).await.unwrap().is_some());
    sessions.end_all(ada.id).await.unwrap();
    assert!(sessions.authenticate(&two.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_never_exceeds_its_maker() {
    let (sessions, store, clock) = held().await;
    user(&store, "root", &[role(Role::FullAccess, None)]).await;
    let ada = user(
        &store,
        "ada",
        &[role(Role::UserAccess, Some(&["a1b2c3d4"]))],
    )
    .await;
    let new = NewToken {
        name: "ci".into(),
        role: Role::FullAccess,
        instances: None,
        expires_in_minutes: 60,
    };
    let (secret, token) = sessions.make_token(ada.id, "ada", new).await.unwrap();
    assert!(secret.starts_with("cst_") && secret.len() == 47, "{secret}");
    let caller = sessions
        .authenticate_bearer(&secret)
        .await
        .unwrap()
        .unwrap();
    let allowed = |caller: &Caller, action, instance: &str| {
        let instance = InstanceId::trusted(instance);
        caller
            .bindings
            .iter()
            .all(|layer| may(layer, action, Some(&instance)))
    };
    assert!(allowed(&caller, Action::TopicCreate, "a1b2c3d4"));
    assert!(
        !allowed(&caller, Action::TopicCreate, "a1b2c3d5"),
        "the maker has no role there"
    );
    assert!(
        !allowed(&caller, Action::InstanceModify, "a1b2c3d4"),
        "the maker may not"
    );
    assert!(
        caller
            .bindings
            .iter()
            .any(|layer| !may(layer, Action::AuditGet, None))
    );

    let less = [role(Role::ReadOnlyAccess, None)];
    store
        .users()
        .update(ada.id, None, Some(&less))
        .await
        .unwrap();
    let caller = sessions
        .authenticate_bearer(&secret)
        .await
        .unwrap()
        .unwrap();
    assert!(
        !allowed(&caller, Action::TopicCreate, "a1b2c3d4"),
        "cut by what holds now"
    );
    assert!(
        store
            .tokens()
            .get(&token.id)
            .await
            .unwrap()
            .unwrap()
            .used_at
            .is_some()
    );

    clock.advance(60 * MINUTE);
    assert!(
        sessions
            .authenticate_bearer(&secret)
            .await
            .unwrap()
            .is_none(),
        "expired"
    );
    assert!(
        sessions
            .authenticate_bearer("cst_nonsense")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        sessions
            .authenticate_bearer("nonsense")
            .await
            .unwrap()
            .is_none()
    );
    assert!(Sessions::person(&caller).is_err());
}

#[tokio::test]
async fn names_unknown_disabled_and_wrong_passwords_answer_alike() {
    let (sessions, store, _) = held().await;
    user(&store, "root", &[role(Role::FullAccess, None)]).await;
    let ada = user(&store, "ada", &[]).await;
    let hash = sessions.passwords().hash("correct horse").await.unwrap();
    store
        .users()
        .set_password(ada.id, hash.clone(), None)
        .await
        .unwrap();
    let good = sessions
        .check_password("Ada", "correct horse", "192.0.2.1")
        .await
        .unwrap();
    assert_eq!(good.id, ada.id);
    let gone = user(&store, "gone", &[]).await;
    store
        .users()
        .set_password(gone.id, hash, None)
        .await
        .unwrap();
    store
        .users()
        .update(gone.id, Some(true), None)
        .await
        .unwrap();
    for (number, (name, password)) in [
        ("ada", "wrong horse"),
        ("nobody", "x"),
        ("gone", "correct horse"),
        ("root", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let address = format!("192.0.2.{number}");
        let error = sessions
            .check_password(name, password, &address)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::BadCredentials(_)), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_link_signs_in_once_even_after_a_restart() {
    let (sessions, store, clock) = held().await;
    assert!(sessions.check_link("another").await.is_err());
    sessions.check_link("link-token").await.unwrap();
    let demo = sessions.use_link("link-token").await.unwrap();
    assert!(demo.name == "demo" && demo.is_keeper() && demo.password_hash.is_none());
    assert!(sessions.check_link("link-token").await.is_err());
    assert!(sessions.use_link("link-token").await.is_err());
    let again = Sessions::new(
        store.clone(),
        clock.clone(),
        CONFIG,
        Some("link-token".into()),
    );
    assert!(again.check_link("link-token").await.is_err());
    // another link of a later start signs the same user in
    let later = Sessions::new(store, clock, CONFIG, Some("later".into()));
    later.check_link("later").await.unwrap();
    assert_eq!(later.use_link("later").await.unwrap().id, demo.id);
}

#[tokio::test]
async fn the_first_user_is_made_once_with_the_link_of_the_latest_start() {
    let (sessions, _, _) = held().await;
    let old = sessions.set_up_token().await.unwrap().unwrap();
    let token = sessions.set_up_token().await.unwrap().unwrap();
    assert!(sessions.check_set_up(&old).await.is_err());
    sessions.check_set_up(&token).await.unwrap();
    let first = sessions
        .make_first_user("ada", "hash".into())
        .await
        .unwrap();
    assert!(first.is_keeper());
    assert!(
        sessions
            .make_first_user("eve", "hash".into())
            .await
            .is_err()
    );
    assert!(matches!(
        sessions.check_set_up(&token).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(sessions.set_up_token().await.unwrap(), None);
}

#[tokio::test]
async fn what_is_over_is_swept_away() {
    let (sessions, store, clock) = held().await;
    let ada = user(&store, "ada", &[]).await;
    opened(&sessions, &ada).await;
    clock.advance(31 * MINUTE);
    sessions.sweep().await.unwrap();
    assert_eq!(store.sessions().end_all(ada.id).await.unwrap(), 0);
}

#[tokio::test]
async fn the_command_line_is_traced_too() {
    let (sessions, store, _) = held().await;
    let full = vec![role(Role::FullAccess, None)];
    let ada = sessions
        .create_user("ada", "correct horse", full.clone())
        .await
        .unwrap();
    let twice = sessions.create_user("Ada", "correct horse", full).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    let new = opened(&sessions, &ada).await;
    sessions
        .reset_password("ada", "another horse")
        .await
        .unwrap();
    assert!(
        sessions.authenticate(&new.token).await.unwrap().is_none(),
        "sessions end"
    );
    sessions
        .check_password("ada", "another horse", "192.0.2.1")
        .await
        .unwrap();
    let secret = sessions
        .create_token("ada", "ci", Role::UserAccess, 60)
        .await
        .unwrap();
    assert!(
        sessions
            .authenticate_bearer(&secret)
            .await
            .unwrap()
            .is_some()
    );
    assert!(matches!(
        sessions.reset_password("bob", "x").await,
        Err(Error::NotFound(_))
    ));
    let query = castellan_api::audit::TraceQuery::default();
    let (traces, _) = store.traces().list(&query, None, (0, 9)).await.unwrap();
    let names: Vec<_> = traces
        .iter()
        .rev()
        .map(|trace| trace.name.as_str())
        .collect();
    let expected = [
        "createConsoleUserSuccess",
        "createConsoleUserFailure",
        "resetConsoleUserPasswordSuccess",
        "createApiTokenSuccess",
    ];
    assert_eq!(names, expected);
    assert!(traces.iter().all(|trace| trace.operator == "command line"));
}

#[tokio::test]
async fn a_stream_of_a_token_ends_with_the_token() {
    let (sessions, store, clock) = held().await;
    let ada = user(&store, "ada", &[role(Role::FullAccess, None)]).await;
    let make = async || {
        let new = NewToken {
            name: "ci".into(),
            role: Role::ReadOnlyAccess,
            instances: None,
            expires_in_minutes: 10,
        };
        let (secret, token) = sessions.make_token(ada.id, "ada", new).await.unwrap();
        let caller = sessions
            .authenticate_bearer(&secret)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(caller.token, Some(token.id.clone()));
        (caller, token.id)
    };
    let (caller, id) = make().await;
    let again = sessions.again(&caller).await.unwrap().unwrap();
    assert_eq!(again.bindings, caller.bindings, "its own layer stays");
    assert_eq!(again.limits(), [vec![role(Role::ReadOnlyAccess, None)]]);
    store.tokens().delete(&id).await.unwrap();
    assert!(sessions.again(&caller).await.unwrap().is_none(), "deleted");
    let (caller, _) = make().await;
    clock.advance(10 * MINUTE);
    assert!(sessions.again(&caller).await.unwrap().is_none(), "expired");
}
