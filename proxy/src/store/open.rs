//! Opening the store: directory, lock, connections, tables, key; and what must be put right after a
//! process that was cut off.

use super::db::Db;
use super::keys::{KeySource, Master};
use super::lock::Lock;
use super::postgres::{self, DatabaseUrl};
use super::{Error, Inner, Store, tables};
use crate::clock::Clock;
use sqlx::Connection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// SQLite connections that read. Reads are short; more would only wait for the disk.
const READERS: u32 = 4;
/// How long a statement waits for a connection or for the writer.
const WAIT: Duration = Duration::from_secs(10);
/// On PostgreSQL other replicas may be at work: what is still open after this long was cut off.
const CUT_OFF_AFTER_MS: i64 = 15 * 60 * 1_000;

/// A machine's clock that differs by more from the database's is told of.
const WRONG_MS: i64 = 30_000;

/// Where the store is and how its secrets are sealed.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// The data directory, with SQLite's file in it.
    pub data_dir: PathBuf,
    /// Where the master key comes from.
    pub key: KeySource,
    /// True for the process that serves: it locks the data directory against a second, and closes
    /// what a process before it left open. False for a short command beside a serving console.
    pub exclusive: bool,
}

impl Store {
    /// Opens SQLite in the data directory, makes or updates its tables, and checks the key.
    pub async fn open(config: StoreConfig, clock: Clock) -> Result<Self, Error> {
        make_private_dir(&config.data_dir)?;
        let lock = config
            .exclusive
            .then(|| Lock::take(&config.data_dir))
            .transpose()?;
        let db = sqlite(&config.data_dir.join("castellan.db")).await?;
        let master = Master::read(&config.key, Some(&config.data_dir), &clock)?;
        Self::with(db, &master, lock, config.exclusive, clock).await
    }

    /// Opens PostgreSQL, which several consoles may share; they need one key. `serving` as
    /// [`StoreConfig::exclusive`], without the lock.
    pub async fn open_postgres(
        url: &DatabaseUrl,
        key: &KeySource,
        serving: bool,
        clock: Clock,
    ) -> Result<Self, Error> {
        let master = Master::read(key, None, &clock)?;
        Self::with(postgres::open(url).await?, &master, None, serving, clock).await
    }

    /// A store in memory with a key of its own: for tests.
    pub async fn in_memory(clock: Clock) -> Result<Self, Error> {
        Self::with(memory().await?, &Master::fixed(), None, true, clock).await
    }

    async fn with(
        db: Db,
        master: &Master,
        lock: Option<Lock>,
        serving: bool,
        clock: Clock,
    ) -> Result<Self, Error> {
        let sealer = master.unlock(&db, &clock).await?;
        let store = Self(Arc::new(Inner {
            db,
            sealer,
            own_chain: super::traces::chain::Own::default(),
            clock,
            _lock: lock,
        }));
        store.keep_time().await?;
        if serving {
            if !store.shared() {
                // the one before has ended: it is no use to wait until its leases have, too
                store.leases().release_all().await?;
            }
            store.put_right().await?;
        }
        Ok(store)
    }

    /// Where several consoles share a store, all go by its clock: what they write of time is compared.
    pub async fn keep_time(&self) -> Result<(), Error> {
        if !self.shared() {
            return Ok(());
        }
        let behind = self.0.clock.go_by(self.database_now().await?);
        if behind.abs() > WRONG_MS {
            tracing::warn!(
                behind_s = behind / 1_000,
                "the clock of this machine differs from the database's; the console goes by the \
                 database's, but its log does not: set the machine's clock right"
            );
        }
        Ok(())
    }

    /// Closes the traces and marks the requests that a console before left open, or, on a shared
    /// store, another that was killed.
    pub async fn put_right(&self) -> Result<(), Error> {
        let before = if self.shared() {
            self.database_now().await? - CUT_OFF_AFTER_MS
        } else {
            self.now()
        };
        let closed = self.traces().close_open(before).await?;
        self.idempotency_interrupt(before).await?;
        if closed > 0 {
            tracing::warn!(
                traces = closed,
                "changes were cut off when a console stopped: their traces are closed as incidents"
            );
        }
        Ok(())
    }
}

/// One connection, for another would be another database.
async fn memory() -> Result<Db, Error> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(WAIT)
        .connect_with(
            SqliteConnectOptions::new()
                .in_memory(true)
                .foreign_keys(true),
        )
        .await?;
    migrate(&pool).await?;
    Ok(Db::Sqlite {
        read: pool.clone(),
        write: pool,
    })
}

async fn sqlite(path: &Path) -> Result<Db, Error> {
    // A trace or a task must survive a power cut: FULL, at one fsync a transaction.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WAIT);
    let pool = |connections: u32, options: SqliteConnectOptions| -> SqlitePool {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            // Where even the rollback failed, as on a full disk, the connection is of no more use.
            .before_acquire(|connection, _| {
                let usable = !connection.is_in_transaction();
                Box::pin(async move { Ok(usable) })
            })
            .connect_lazy_with(options)
    };
    let write = pool(1, options.clone());
    // The writer makes the file; only then can a connection read it.
    drop(write.acquire().await?);
    private_file(path)?;
    migrate(&write).await?;
    let read = pool(
        READERS,
        options.create_if_missing(false).pragma("query_only", "ON"),
    );
    Ok(Db::Sqlite { read, write })
}

/// Makes or updates the tables of SQLite.
async fn migrate(write: &SqlitePool) -> Result<(), Error> {
    let migrated = tables::migrator(tables::SQLITE).run(write).await;
    migrated.map_err(tables::refused)
}

/// A directory only its owner may enter.
pub(super) fn make_private_dir(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })
}

fn private_file(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(path, mode).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
    }
    Ok(())
}
