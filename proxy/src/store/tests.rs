//! The store on its engines: SQLite in memory always, and PostgreSQL where
//! `CASTELLAN_TEST_POSTGRES` names one (`postgres://user@host/postgres`).

mod directory;
mod nouns;
mod records;

use super::Store;
use super::keys::KeySource;
use super::seal::Secret;
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
    let name = format!("castellan_{}", Clock::system().id().unwrap());
    let mut admin = PgConnection::connect(url).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut admin).await.unwrap();
    let base = url.rsplit_once('/').unwrap().0;
    let clock = Clock::held(NOW);
    let key = KeySource::Text("TEST", Secret::new("01".repeat(32)));
    let url = format!("{base}/{name}");
    (
        Store::open_postgres(&url, &key, true, clock.clone())
            .await
            .unwrap(),
        clock,
    )
}
