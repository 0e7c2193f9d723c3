//! One way to ask two engines: the same SQL text, arguments and rows for SQLite and PostgreSQL.
//! Both have one writer at a time: SQLite by its one writing connection and `BEGIN IMMEDIATE`,
//! PostgreSQL by an advisory lock, so that a check and the write after it are one.

mod filter;
mod value;

pub(super) use filter::{Filter, anywhere};
pub(super) use value::{Value, args, json, word};

use super::Error;
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Column, Decode, Postgres, Row as _, SqlSafeStr, Sqlite, Transaction, Type};
use std::time::Duration;

/// The key of the lock that makes PostgreSQL's writers one ("castella" as a number).
const WRITER: i64 = 0x6361_7374_656c_6c61;

/// How long an answer of PostgreSQL is waited for, a little longer than its own bounds: a network
/// that swallows everything must not hold a caller.
const ANSWER: Duration = Duration::from_secs(40);

/// Waits no longer than [`ANSWER`].
async fn answered<T>(asked: impl Future<Output = sqlx::Result<T>>) -> Result<T, Error> {
    match tokio::time::timeout(ANSWER, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()).into()),
    }
}

/// A row that was read.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    fn get<T>(&self, name: &str) -> Result<T, Error>
    where
        T: for<'r> Decode<'r, Sqlite>
            + Type<Sqlite>
            + for<'r> Decode<'r, Postgres>
            + Type<Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(name)?,
            Self::Postgres(row) => row.try_get(name)?,
        })
    }

    /// A number.
    pub(super) fn int(&self, name: &str) -> Result<i64, Error> {
        self.get(name)
    }

    /// A number that may be absent.
    pub(super) fn maybe_int(&self, name: &str) -> Result<Option<i64>, Error> {
        self.get(name)
    }

    /// A number that is never negative nor large.
    pub(super) fn small(&self, name: &str) -> Result<u32, Error> {
        u32::try_from(self.int(name)?)
            .map_err(|_| Error::corrupt(format!("{name} is out of range")))
    }

    /// A number that is never negative.
    pub(super) fn count(&self, name: &str) -> Result<u64, Error> {
        u64::try_from(self.int(name)?).map_err(|_| Error::corrupt(format!("{name} is negative")))
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Error> {
        Ok(self.int(name)? != 0)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<String, Error> {
        self.get(name)
    }

    /// A text that may be absent.
    pub(super) fn maybe_text(&self, name: &str) -> Result<Option<String>, Error> {
        self.get(name)
    }

    /// A value kept as JSON text.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        serde_json::from_str(&self.text(name)?)
            .map_err(|error| Error::corrupt(format!("{name}: {error}")))
    }

    /// A value kept as JSON text, that may be absent.
    pub(super) fn maybe_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        self.maybe_text(name)?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|error| Error::corrupt(format!("{name}: {error}")))
    }

    /// An enum without fields, kept under its wire name.
    pub(super) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        serde_json::from_value(serde_json::Value::String(self.text(name)?))
            .map_err(|error| Error::corrupt(format!("{name}: {error}")))
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = match self {
            Self::Sqlite(row) => row.columns().iter().map(Column::name).collect(),
            Self::Postgres(row) => row.columns().iter().map(Column::name).collect(),
        };
        f.debug_tuple("Row").field(&names).finish()
    }
}

macro_rules! bound {
    ($sql:expr, $arguments:expr) => {{
        let mut query = sqlx::query($sql.into_sql_str());
        for value in $arguments {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

/// The connections.
pub(super) enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Name of the engine.
    pub(super) const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// The present time by the clock of the database, as SQL: milliseconds since 1970 UTC.
    pub(super) const fn now(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            Self::Postgres(_) => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
        }
    }

    /// Rows of a statement that only reads.
    pub(super) async fn rows(
        &self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<Vec<Row>, Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => {
                let rows = bound!(sql, arguments).fetch_all(read).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let rows = answered(bound!(sql, arguments).fetch_all(pool)).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row of a statement that only reads.
    pub(super) async fn row(
        &self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, arguments).await?.into_iter().next())
    }

    /// One statement that writes; how many rows it touched.
    pub(super) async fn write(
        &self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let touched = tx.write(sql, arguments).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// Begins a transaction that may write; there is one at a time.
    pub(super) async fn begin(&self) -> Result<Tx, Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => {
                let mut tx = answered(pool.begin()).await?;
                let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITER);
                answered(lock.execute(&mut *tx)).await?;
                Tx::Postgres(tx)
            }
        })
    }

    /// Closes the connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction; dropped without [`Tx::commit`] it leaves nothing.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Rows of a statement.
    pub(super) async fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<Vec<Row>, Error> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let rows = bound!(sql, arguments).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let rows = answered(bound!(sql, arguments).fetch_all(&mut **tx)).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row of a statement.
    pub(super) async fn row(
        &mut self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, arguments).await?.into_iter().next())
    }

    /// A statement without rows; how many it touched.
    pub(super) async fn write(
        &mut self,
        sql: impl SqlSafeStr,
        arguments: Vec<Value>,
    ) -> Result<u64, Error> {
        Ok(match self {
            Self::Sqlite(tx) => bound!(sql, arguments)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Self::Postgres(tx) => answered(bound!(sql, arguments).execute(&mut **tx))
                .await?
                .rows_affected(),
        })
    }

    /// Makes it lasting.
    pub(super) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => answered(tx.commit()).await?,
        }
        Ok(())
    }
}
