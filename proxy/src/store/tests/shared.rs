//! One store that several processes open.

use super::{NOW, empty_postgres};
use crate::clock::Clock;
use crate::store::{DatabaseUrl, Error, KeySource, Store, StoreConfig};

/// Where it is, with a held clock and key files.
pub(in crate::store) struct Shared {
    pub clock: Clock,
    pub dir: tempfile::TempDir,
    url: Option<DatabaseUrl>,
}

/// One of each engine.
pub(in crate::store) async fn shared() -> Vec<Shared> {
    let place = |url| Shared {
        clock: Clock::held(NOW),
        dir: tempfile::tempdir().unwrap(),
        url,
    };
    let mut places = vec![place(None)];
    if let Some(url) = empty_postgres().await {
        places.push(place(Some(url)));
    }
    places
}

impl Shared {
    /// A key file with a key of its own.
    pub(in crate::store) fn key(&self, name: &str) -> KeySource {
        let path = self.dir.path().join(name);
        if !path.exists() {
            std::fs::write(&path, hex::encode(name.repeat(32))).unwrap();
        }
        KeySource::File(path)
    }

    /// Opens it as another process beside one that serves.
    pub(in crate::store) async fn open(&self) -> Store {
        self.open_with("a").await.unwrap()
    }

    /// The same with another key.
    pub(in crate::store) async fn open_with(&self, key: &str) -> Result<Store, Error> {
        let (key, clock) = (self.key(key), self.clock.clone());
        match &self.url {
            Some(url) => Store::open_postgres(url, &key, false, clock).await,
            None => {
                let config = StoreConfig {
                    data_dir: self.dir.path().to_owned(),
                    key,
                    exclusive: false,
                };
                Store::open(config, clock).await
            }
        }
    }
}
