//! Keys that are renewed while another process works on the same store.

use super::*;
use crate::store::tests::nouns::instance;
use crate::store::tests::shared::{Shared, shared};
use crate::store::{Written, traces};
use castellan_api::ids::InstanceId;
use std::slice::from_ref;

fn id(number: u32) -> String {
    format!("{number:08x}")
}

/// Attaches instances, each with two secrets.
async fn attach(store: &Store, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let mut new = instance(&id(number), &format!("cluster-{number}"));
        new.connection.password = Some(format!("password-{number}"));
        assert_eq!(
            store.instances().insert(&new).await.unwrap(),
            Written::Done(())
        );
    }
}

async fn password(store: &Store, number: u32) -> Option<String> {
    let id = InstanceId::trusted(id(number));
    let found = store.instances().get(&id).await.unwrap().unwrap();
    assert_eq!(
        found.connection.client_key_pem.as_deref(),
        Some("client-key")
    );
    found.connection.password
}

/// The keys with which secrets are sealed and chains signed.
async fn in_use(store: &Store) -> Vec<String> {
    let rows = store
        .db()
        .rows(
            "SELECT password_sealed AS text FROM instances UNION SELECT client_key_sealed FROM \
             instances UNION SELECT 's1.' || key_id || '.' FROM trace_chains",
            args![],
        )
        .await
        .unwrap();
    let mut keys: Vec<String> = rows
        .iter()
        .map(|row| key_id(&row.text("text").unwrap()).unwrap().to_owned())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

async fn stored(store: &Store) -> Vec<String> {
    let rows = store.db().rows(DATA_KEYS, args![]).await.unwrap();
    rows.iter().map(|row| row.text("id").unwrap()).collect()
}

async fn whole(store: &Store) {
    let mut findings = Vec::new();
    store
        .traces()
        .verify(&mut |finding: traces::Finding| findings.push(finding.to_string()))
        .await
        .unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}

#[tokio::test]
async fn a_console_goes_on_with_a_key_that_another_process_made() {
    for place in shared().await {
        let (serving, command) = (place.open().await, place.open().await);
        attach(&serving, 0..60).await;
        let before = stored(&serving).await;
        let done = command.keys().rotate().await.unwrap();
        assert_eq!(
            (done.continued, done.resealed, done.retired, done.left.len()),
            (false, 120, 1, 0)
        );
        assert_ne!(before, from_ref(&done.current));
        assert_eq!(stored(&serving).await, from_ref(&done.current));
        assert_eq!(in_use(&serving).await, from_ref(&done.current));
        // the console reads what it did not seal, and seals with a key it did not make
        assert_eq!(password(&serving, 59).await.unwrap(), "password-59");
        attach(&serving, 60..61).await;
        assert_eq!(in_use(&serving).await, [done.current]);
        // and the other way round, on a new start
        assert_eq!(
            password(&place.open().await, 60).await.unwrap(),
            "password-60"
        );
        whole(&serving).await;
        // a version is what a person read: the same secret under another key is no edit
        let kept = serving.instances().list().await.unwrap();
        assert!(kept.iter().all(|kept| kept.version == 1));
    }
}

#[tokio::test]
async fn edits_during_a_rotation_are_never_undone() {
    for place in shared().await {
        let (serving, command) = (place.open().await, place.open().await);
        attach(&serving, 0..20).await;
        let editing = tokio::spawn({
            let serving = serving.clone();
            async move {
                for round in 1..=4 {
                    for number in 0..20 {
                        let id = InstanceId::trusted(id(number));
                        let mut edit = serving.instances().get(&id).await.unwrap().unwrap();
                        edit.connection.password = Some(format!("edit-{number}-{round}"));
                        assert_eq!(
                            serving.instances().update(&edit).await.unwrap(),
                            Written::Done(edit.version + 1)
                        );
                    }
                }
            }
        });
        let mut rotations = 0;
        while !editing.is_finished() || rotations == 0 {
            assert!(command.keys().rotate().await.unwrap().left.is_empty());
            rotations += 1;
        }
        editing.await.unwrap();
        let fresh = place.open().await;
        for number in 0..20 {
            let found = password(&fresh, number).await.unwrap();
            assert_eq!(found, format!("edit-{number}-4"), "{rotations} rotations");
        }
        assert_eq!(stored(&fresh).await.len(), 1);
        assert_eq!(in_use(&fresh).await, stored(&fresh).await);
    }
}

/// Rotates as far as the first `batches` batches of the first column, and is then cut off.
async fn cut_off(place: &Shared, batches: u32) -> (String, u64) {
    let command = place.open().await;
    let (current, continued) = command.keys().begin().await.unwrap();
    assert!(!continued);
    let (mut done, mut after) = (Rotated::default(), String::new());
    for _ in 0..batches {
        let keys = command.keys();
        let last = keys.reseal(&SEALED[0], &after, &mut done).await.unwrap();
        after = last.unwrap();
    }
    command.close().await;
    (current, done.resealed)
}

#[tokio::test]
async fn a_rotation_that_was_cut_off_is_taken_up_again() {
    for batches in [0, 1] {
        for place in shared().await {
            let serving = place.open().await;
            attach(&serving, 0..60).await;
            let (current, resealed) = cut_off(&place, batches).await;
            assert_eq!(resealed, u64::from(batches) * 50);
            // meanwhile all opens, with one key or the other
            assert_eq!(stored(&serving).await.len(), 2);
            assert_eq!(password(&serving, 0).await.unwrap(), "password-0");
            assert_eq!(password(&serving, 59).await.unwrap(), "password-59");
            let done = place.open().await.keys().rotate().await.unwrap();
            assert_eq!(
                done,
                Rotated {
                    continued: true,
                    current: current.clone(),
                    resealed: 120 - resealed,
                    retired: 1,
                    left: Vec::new(),
                }
            );
            assert_eq!(in_use(&serving).await, from_ref(&current));
            assert_eq!(stored(&serving).await, [current]);
            assert!(!serving.keys().rotate().await.unwrap().continued);
        }
    }
}

#[tokio::test]
async fn a_secret_that_does_not_open_keeps_its_key_and_is_named() {
    for place in shared().await {
        let store = place.open().await;
        attach(&store, 0..2).await;
        // the password of one put into the row of the other opens there no more
        let sql = "UPDATE instances SET password_sealed = (SELECT password_sealed FROM instances \
                   WHERE id = $1) WHERE id = $2";
        store.db().write(sql, args![id(0), id(1)]).await.unwrap();
        let done = store.keys().rotate().await.unwrap();
        assert_eq!((done.resealed, done.retired, done.left.len()), (3, 0, 1));
        assert!(
            done.left[0].contains(&id(1)) && done.left[0].contains("altered"),
            "{:?}",
            done.left
        );
        assert_eq!(stored(&store).await.len(), 2);
        let gone = InstanceId::trusted(id(1));
        assert!(store.instances().delete(&gone).await.unwrap());
        let done = store.keys().rotate().await.unwrap();
        assert_eq!((done.continued, done.retired), (true, 1));
        assert_eq!(password(&store, 0).await.unwrap(), "password-0");
    }
}

#[tokio::test]
async fn another_master_key_takes_over_and_consoles_go_on() {
    for place in shared().await {
        let (serving, command) = (place.open().await, place.open().await);
        attach(&serving, 0..1).await;
        let same = command.keys().replace_master(&place.key("a")).await;
        let same = same.unwrap_err().to_string();
        assert!(same.contains("in use already"), "{same}");
        let nowhere = KeySource::File(place.dir.path().join("nowhere"));
        let missing = command.keys().replace_master(&nowhere).await.unwrap_err();
        assert!(missing.to_string().contains("nowhere"), "{missing}");
        assert_eq!(
            command
                .keys()
                .replace_master(&place.key("b"))
                .await
                .unwrap(),
            1
        );
        // what serves has its data key
        attach(&serving, 1..2).await;
        assert_eq!(password(&serving, 0).await.unwrap(), "password-0");
        let refused = place.open_with("a").await.unwrap_err().to_string();
        assert!(refused.contains("--new-key-file"), "{refused}");
        let fresh = place.open_with("b").await.unwrap();
        assert_eq!(password(&fresh, 1).await.unwrap(), "password-1");
        whole(&fresh).await;
        // a further data key is out of its reach: it says so and writes nothing
        fresh.keys().rotate().await.unwrap();
        let new = instance(&id(2), "too-late");
        let refused = serving.instances().insert(&new).await.unwrap_err();
        assert!(refused.to_string().contains("fingerprint"), "{refused}");
        assert_eq!(fresh.instances().list().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn no_sealed_column_is_forgotten() {
    let store = Store::in_memory(crate::clock::Clock::held(0))
        .await
        .unwrap();
    let rows = store
        .db()
        .rows(
            "SELECT m.name || '.' || c.name AS column_name FROM sqlite_master m, \
             pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE '%sealed%' \
             ORDER BY 1",
            args![],
        )
        .await
        .unwrap();
    let there: Vec<String> = rows
        .iter()
        .map(|row| row.text("column_name").unwrap())
        .collect();
    let mut known: Vec<String> = SEALED
        .iter()
        .map(|column| format!("{}.{}", column.table, column.stored))
        .collect();
    known.sort();
    assert_eq!(there, known, "every sealed column stands in SEALED");
}
