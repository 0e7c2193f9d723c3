//! The store on its engines: SQLite in memory always, and PostgreSQL where
//! `CASTELLAN_TEST_POSTGRES` names one (`postgres://user@host/postgres`).

mod directory;
pub(crate) mod nouns;
mod records;
pub(super) mod shared;

use super::keys::KeySource;
use super::seal::Secret;
use super::{DatabaseUrl, Store};
use crate::clock::Clock;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

pub(super) const NOW: i64 = 1_700_000_000_000;

/// A store of each engine, empty, with a held clock each.
pub(super) async fn stores() -> Vec<(Store, Clock)> {
    let clock = Clock::held(NOW);
    let mut stores = vec![(Store::in_memory(clock.clone()).await.unwrap(), clock)];
    if let Ok(url) = std::env::var("CASTELLAN_TEST_POSTGRES") {
        stores.push(postgres(&url).await);
    }
    stores
}

async fn postgres(url: &str) -> (Store, Clock) {
    let clock = Clock::held(NOW);
    let url = empty_database(url).await;
    let store = Store::open_postgres(&url, &key(), true, clock.clone()).await;
    (store.unwrap(), clock)
}

/// The key of stores that several consoles open.
pub(crate) fn key() -> KeySource {
    KeySource::Text("TEST", Secret::new("01".repeat(32)))
}

/// A new database on the server that `CASTELLAN_TEST_POSTGRES` names, if it names one.
pub(crate) async fn empty_postgres() -> Option<DatabaseUrl> {
    let url = std::env::var("CASTELLAN_TEST_POSTGRES").ok()?;
    Some(empty_database(&url).await)
}

async fn empty_database(url: &str) -> DatabaseUrl {
    let name = format!("castellan_{}", Clock::system().id().unwrap());
    let mut admin = PgConnection::connect(url).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut admin).await.unwrap();
    let (base, last) = url.rsplit_once('/').unwrap();
    let query = last.find('?').map_or("", |at| &last[at..]);
    DatabaseUrl::parse(&Secret::new(format!("{base}/{name}{query}"))).unwrap()
}
