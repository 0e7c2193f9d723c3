//! The data directory: its lock, its key, what a restart finds.

use crate::clock::Clock;
use crate::store::keys::KeySource;
use crate::store::users::User;
use crate::store::{Secret, Store, StoreConfig, Written};
use castellan_api::ids::InstanceId;
use std::path::Path;

fn config(dir: &Path) -> StoreConfig {
    StoreConfig {
        data_dir: dir.to_owned(),
        key: KeySource::DataDir,
        exclusive: true,
    }
}

async fn open(dir: &Path) -> Result<Store, crate::store::Error> {
    Store::open(config(dir), Clock::system()).await
}

#[tokio::test]
async fn what_is_written_is_there_after_a_restart_and_sealed_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await.unwrap();
    store
        .instances()
        .insert(&super::nouns::instance("a1b2c3d4", "orders"))
        .await
        .unwrap();
    store.users().insert("ada", None, &[]).await.unwrap();
    store.close().await;
    drop(store);

    let mut disk = Vec::new();
    for file in std::fs::read_dir(dir.path()).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            disk.extend(std::fs::read(file.path()).unwrap());
        }
    }
    let holds = |text: &str| {
        disk.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("orders") && !holds("broker-password") && !holds("client-key"));

    let store = open(dir.path()).await.unwrap();
    let instance = store
        .instances()
        .get(&InstanceId::trusted("a1b2c3d4"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        instance.connection.password.as_deref(),
        Some("broker-password")
    );
    assert_eq!(
        store.users().by_name("ADA").await.unwrap().unwrap().name,
        "ada"
    );
}

#[tokio::test]
async fn a_second_process_is_told_that_the_directory_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path()).await.unwrap();
    let error = open(dir.path()).await.unwrap_err().to_string();
    assert!(
        error.contains("in use") && error.contains("--data-dir"),
        "{error}"
    );
    // a short command may work beside it
    let command = StoreConfig {
        exclusive: false,
        ..config(dir.path())
    };
    let beside = Store::open(command, Clock::system()).await.unwrap();
    assert!(matches!(
        beside.users().insert("ada", None, &[]).await.unwrap(),
        Written::Done(User { .. })
    ));
    assert_eq!(first.users().count().await.unwrap(), 1);
    drop(first);
    open(dir.path()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_key_is_told_at_start() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()).await.unwrap());
    let text = Secret::new("ab".repeat(32));
    let other = StoreConfig {
        key: KeySource::Text("CASTELLAN_KEY", text),
        ..config(dir.path())
    };
    let error = Store::open(other, Clock::system())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("CASTELLAN_KEY") && error.contains("not the one"),
        "{error}"
    );

    std::fs::write(dir.path().join("keys/secret.key"), "too short").unwrap();
    let error = open(dir.path()).await.unwrap_err().to_string();
    assert!(error.contains("32 bytes"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn key_and_database_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let _store = open(&data).await.unwrap();
    let mode = |name: &str| {
        std::fs::metadata(data.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("keys/secret.key"), 0o600);
    assert_eq!(mode("castellan.db"), 0o600);
    assert_eq!(mode("keys"), 0o700);
    assert_eq!(mode(""), 0o700);
}

#[tokio::test]
async fn many_writers_and_readers_at_once_all_get_through() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await.unwrap();
    let mut work = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = store.clone();
        work.spawn(async move {
            store
                .users()
                .insert(&format!("user{number}"), None, &[])
                .await
                .unwrap();
            store.users().count().await.unwrap()
        });
    }
    work.join_all().await;
    assert_eq!(store.users().count().await.unwrap(), 40);
}
