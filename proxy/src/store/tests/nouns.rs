//! Users, sessions, tokens, instances, descriptions, settings.

use super::{NOW, stores};
use crate::store::instances::Instance;
use crate::store::one_time::Purpose;
use crate::store::sessions::Session;
use crate::store::tokens::Token;
use crate::store::users::User;
use crate::store::{Store, Written};
use castellan_api::action::Role;
use castellan_api::ids::{InstanceId, SessionId, TokenId, TopicName, UserId};
use castellan_api::instances::{Connection, SecurityProtocol, Tag};
use castellan_api::page::Order;
use castellan_api::session::SignInMethod;
use castellan_api::settings::Settings;
use castellan_api::users::Binding;

pub(crate) fn instance(id: &str, name: &str) -> Instance {
    Instance {
        id: InstanceId::trusted(id),
        name: name.into(),
        description: "what for".into(),
        connection: Connection {
            bootstrap: vec!["kafka-1:9092".into()],
            security: SecurityProtocol::SaslSsl,
            mechanism: None,
            username: Some("console".into()),
            password: Some("broker-password".into()),
            ca_pem: None,
            client_cert_pem: Some("cert".into()),
            client_key_pem: Some("client-key".into()),
            trust_store: None,
            key_store: None,
            verify_host: true,
            allow_plain_unencrypted: false,
        },
        partitions_max: Some(300),
        cmak_alias: Some(format!("old.{name}")),
        tags: vec![Tag {
            key: "env".into(),
            value: "prod".into(),
        }],
        disabled: false,
        created_at: NOW,
        version: 1,
    }
}

fn full() -> Vec<Binding> {
    vec![Binding {
        role: Role::FullAccess,
        instances: None,
    }]
}

async fn user(store: &Store, name: &str, bindings: &[Binding]) -> User {
    match store
        .users()
        .insert(name, Some("hash".into()), bindings)
        .await
        .unwrap()
    {
        Written::Done(user) => user,
        other => panic!("{other:?}"),
    }
}

fn session(id: &str, user_id: UserId, now: i64) -> Session {
    Session {
        id: SessionId::trusted(id),
        user_id,
        method: SignInMethod::Password,
        address: "192.0.2.1".into(),
        user_agent: "test".into(),
        created_at: now,
        used_at: now,
        ends_at: now + 1_000_000,
    }
}

#[tokio::test]
async fn the_last_user_with_full_access_stays() {
    for (store, _) in stores().await {
        let ada = user(&store, "ada", &full()).await;
        let bob = user(&store, "bob", &[]).await;
        assert_eq!(
            store.users().insert("ADA", None, &[]).await.unwrap(),
            Written::Taken
        );
        let users = store.users();
        assert_eq!(users.delete(ada.id).await.unwrap(), Written::LastFullAccess);
        assert_eq!(
            users.update(ada.id, Some(true), None).await.unwrap(),
            Written::LastFullAccess
        );
        assert_eq!(
            users.update(ada.id, None, Some(&[])).await.unwrap(),
            Written::LastFullAccess
        );
        let some = [Binding {
            role: Role::FullAccess,
            instances: Some(vec![InstanceId::trusted("a1b2c3d4")]),
        }];
        assert!(matches!(
            users.update(bob.id, None, Some(&some)).await.unwrap(),
            Written::Done(_)
        ));
        assert_eq!(users.delete(ada.id).await.unwrap(), Written::LastFullAccess);
        assert!(matches!(
            users.update(bob.id, None, Some(&full())).await.unwrap(),
            Written::Done(_)
        ));
        assert!(matches!(
            users.delete(ada.id).await.unwrap(),
            Written::Done(_)
        ));
        assert_eq!(users.delete(ada.id).await.unwrap(), Written::Missing);
        assert_eq!(
            users.update(bob.id, Some(true), None).await.unwrap(),
            Written::LastFullAccess
        );
    }
}

#[tokio::test]
async fn users_are_found_by_a_part_of_their_name_and_counted_whole() {
    for (store, _) in stores().await {
        for name in ["ada", "Adam", "bob", "a_b"] {
            user(&store, name, &[]).await;
        }
        let users = store.users();
        let names = |list: Vec<(User, u32)>| -> Vec<String> {
            list.into_iter().map(|(user, _)| user.name).collect()
        };
        let (list, total) = users.list(Some("DA"), Order::Asc, (0, 1)).await.unwrap();
        assert_eq!((names(list), total), (vec!["ada".to_owned()], 2));
        let (list, _) = users.list(Some("a_"), Order::Asc, (0, 9)).await.unwrap();
        assert_eq!(names(list), ["a_b"], "_ is no wildcard");
        let (list, _) = users.list(None, Order::Desc, (0, 9)).await.unwrap();
        assert_eq!(names(list), ["bob", "Adam", "ada", "a_b"]);
    }
}

#[tokio::test]
async fn sessions_and_tokens_end_with_their_user() {
    for (store, clock) in stores().await {
        user(&store, "root", &full()).await;
        let ada = user(&store, "ada", &[]).await;
        assert!(
            store
                .sessions()
                .insert("h1", &session("00000001", ada.id, NOW))
                .await
                .unwrap()
        );
        let token = Token {
            id: TokenId::trusted("00000009"),
            user_id: ada.id,
            owner: "ada".into(),
            name: "ci".into(),
            role: Role::ReadOnlyAccess,
            instances: Some(vec![InstanceId::trusted("a1b2c3d4")]),
            created_at: NOW,
            expires_at: NOW + 1_000,
            used_at: None,
        };
        store.tokens().insert("h2", &token).await.unwrap();
        assert_eq!(
            store.tokens().by_token("h2").await.unwrap().unwrap().token,
            token
        );
        assert_eq!(
            store.tokens().list(None).await.unwrap(),
            std::slice::from_ref(&token)
        );
        assert_eq!(store.tokens().list(Some(UserId(-7))).await.unwrap(), []);
        clock.advance(1_000);
        assert!(
            store.tokens().by_token("h2").await.unwrap().is_none(),
            "expired"
        );

        store
            .users()
            .update(ada.id, Some(true), None)
            .await
            .unwrap();
        assert!(store.sessions().by_token("h1").await.unwrap().is_none());
        assert!(
            !store
                .sessions()
                .insert("h3", &session("00000003", ada.id, NOW))
                .await
                .unwrap()
        );
        store.users().delete(ada.id).await.unwrap();
        assert_eq!(store.tokens().list(None).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_user_keeps_a_hundred_sessions() {
    for (store, _) in stores().await {
        let ada = user(&store, "ada", &full()).await;
        for number in 0..105 {
            let new = session(&format!("{number:08x}"), ada.id, NOW + number);
            store
                .sessions()
                .insert(&format!("h{number}"), &new)
                .await
                .unwrap();
        }
        let kept = store.sessions().of_user(ada.id, 1_000).await.unwrap();
        assert_eq!(kept.len(), 100);
        assert_eq!(kept.last().unwrap().created_at, NOW + 5);
        assert_eq!(store.sessions().end_all(ada.id).await.unwrap(), 100);
    }
}

#[tokio::test]
async fn a_one_time_token_is_used_by_one() {
    for (store, _) in stores().await {
        let one_time = store.one_time();
        one_time.keep(Purpose::SignIn, "h").await.unwrap();
        assert!(one_time.good(Purpose::SignIn, "h").await.unwrap());
        assert!(!one_time.good(Purpose::SetUp, "h").await.unwrap());
        assert!(one_time.use_up(Purpose::SignIn, "h").await.unwrap());
        assert!(!one_time.use_up(Purpose::SignIn, "h").await.unwrap());
        one_time.keep(Purpose::SignIn, "h").await.unwrap();
        assert!(
            !one_time.good(Purpose::SignIn, "h").await.unwrap(),
            "used stays used"
        );
    }
}

#[tokio::test]
async fn instances_are_changed_at_the_version_that_was_read() {
    for (store, _) in stores().await {
        let instances = store.instances();
        let first = instance("a1b2c3d4", "orders");
        assert_eq!(instances.insert(&first).await.unwrap(), Written::Done(()));
        assert_eq!(
            instances
                .insert(&instance("a1b2c3d5", "Orders"))
                .await
                .unwrap(),
            Written::Taken
        );
        instances
            .insert(&instance("a1b2c3d6", "billing"))
            .await
            .unwrap();
        assert_eq!(instances.get(&first.id).await.unwrap(), Some(first.clone()));
        let names: Vec<_> = instances
            .list()
            .await
            .unwrap()
            .into_iter()
            .map(|instance| instance.name)
            .collect();
        assert_eq!(names, ["billing", "orders"]);

        let mut changed = Instance {
            disabled: true,
            partitions_max: None,
            ..first.clone()
        };
        changed.connection.password = None;
        assert_eq!(instances.update(&changed).await.unwrap(), Written::Done(2));
        assert_eq!(instances.update(&changed).await.unwrap(), Written::Stale);
        changed.version = 2;
        assert_eq!(
            instances.get(&first.id).await.unwrap(),
            Some(changed.clone())
        );
        changed.name = "BILLING".into();
        assert_eq!(instances.update(&changed).await.unwrap(), Written::Taken);
        assert!(instances.delete(&first.id).await.unwrap());
        assert!(!instances.delete(&first.id).await.unwrap());
        assert_eq!(instances.update(&changed).await.unwrap(), Written::Missing);
    }
}

#[tokio::test]
async fn topics_have_descriptions_in_their_instance() {
    for (store, _) in stores().await {
        let (here, there) = (
            InstanceId::trusted("a1b2c3d4"),
            InstanceId::trusted("a1b2c3d5"),
        );
        let topic = |name: &str| TopicName::trusted(name);
        let both = [
            (topic("a"), "first".to_owned()),
            (topic("b"), "second".to_owned()),
        ];
        store.topics().describe(&here, &both).await.unwrap();
        store
            .topics()
            .describe(&here, &[(topic("a"), "changed".into())])
            .await
            .unwrap();
        assert_eq!(
            store
                .topics()
                .description(&here, &topic("a"))
                .await
                .unwrap()
                .as_deref(),
            Some("changed")
        );
        assert_eq!(store.topics().descriptions(&here).await.unwrap().len(), 2);
        assert!(
            store
                .topics()
                .descriptions(&there)
                .await
                .unwrap()
                .is_empty()
        );
        store.topics().forget(&here, &[topic("a")]).await.unwrap();
        assert_eq!(
            store
                .topics()
                .description(&here, &topic("a"))
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn settings_are_replaced_if_they_are_the_ones_that_were_read() {
    for (store, _) in stores().await {
        let before = store.settings().await.unwrap();
        assert_eq!(
            before,
            Settings {
                embed_origins: Vec::new(),
                trace_days: 7
            }
        );
        let new = Settings {
            embed_origins: vec!["https://a.example".into()],
            trace_days: 30,
        };
        let done = store
            .replace_settings(&new, |now| *now == before)
            .await
            .unwrap();
        assert_eq!(done, Written::Done(()));
        assert_eq!(
            store
                .replace_settings(&before, |now| *now == before)
                .await
                .unwrap(),
            Written::Stale
        );
        assert_eq!(store.settings().await.unwrap(), new);
    }
}
