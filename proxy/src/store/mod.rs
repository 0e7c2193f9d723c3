//! What the console remembers: users, sessions, tokens, instances, traces, tasks, settings. SQL
//! stands here and nowhere else. Secrets are sealed before they are written. No rules of the
//! console live here, but for those that only a transaction can keep.

mod db;
pub mod elections;
pub mod error;
pub mod idempotency;
pub mod instances;
pub mod keys;
pub mod leases;
mod lock;
pub mod one_time;
pub mod open;
mod postgres;
pub mod reassignments;
pub mod rotate;
pub mod seal;
pub mod sessions;
pub mod settings;
pub mod slow_down;
mod tables;
pub mod tasks;
pub mod tokens;
pub mod topics;
pub mod traces;
pub mod users;

pub use error::Error;
pub use keys::KeySource;
pub use open::StoreConfig;
pub use postgres::DatabaseUrl;
pub use seal::Secret;

use crate::clock::Clock;
use db::Db;
use std::sync::Arc;
use std::time::Duration;

/// How long a ping waits: probes give up after some seconds.
const PING: Duration = Duration::from_secs(2);

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    sealer: seal::Sealer,
    own_chain: traces::chain::Own,
    clock: Clock,
    /// Held for as long as the store is open.
    _lock: Option<lock::Lock>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.0.db.engine())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// True if it can be read from now; `/readyz` asks. It says so within [`PING`].
    pub async fn ping(&self) -> Result<(), Error> {
        let asked = self.0.db.rows("SELECT 1 AS one", Vec::new());
        match tokio::time::timeout(PING, asked).await {
            Ok(answered) => answered.map(drop),
            Err(_) => Err(sqlx::Error::PoolTimedOut.into()),
        }
    }

    /// True if other consoles may be at work on the same store.
    pub fn shared(&self) -> bool {
        matches!(self.0.db, Db::Postgres(_))
    }

    /// Leases of what only one console may do.
    pub const fn leases(&self) -> leases::Leases<'_> {
        leases::Leases(self)
    }

    /// Closes the connections; what is written stays written.
    pub async fn close(&self) {
        self.0.db.close().await;
    }

    /// Console users.
    pub const fn users(&self) -> users::Users<'_> {
        users::Users(self)
    }

    /// Sessions of the app.
    pub const fn sessions(&self) -> sessions::Sessions<'_> {
        sessions::Sessions(self)
    }

    /// API tokens.
    pub const fn tokens(&self) -> tokens::Tokens<'_> {
        tokens::Tokens(self)
    }

    /// Tokens of one-time links.
    pub const fn one_time(&self) -> one_time::OneTime<'_> {
        one_time::OneTime(self)
    }

    /// Counts of bad passwords.
    pub const fn slow_down(&self) -> slow_down::SlowDown<'_> {
        slow_down::SlowDown(self)
    }

    /// Attached instances.
    pub const fn instances(&self) -> instances::Instances<'_> {
        instances::Instances(self)
    }

    /// Descriptions of topics.
    pub const fn topics(&self) -> topics::Topics<'_> {
        topics::Topics(self)
    }

    /// Background tasks.
    pub const fn tasks(&self) -> tasks::Tasks<'_> {
        tasks::Tasks(self)
    }

    /// Timers of elections.
    pub const fn elections(&self) -> elections::Elections<'_> {
        elections::Elections(self)
    }

    /// Plans and reassignments.
    pub const fn reassignments(&self) -> reassignments::Reassignments<'_> {
        reassignments::Reassignments(self)
    }

    /// The keys that seal secrets.
    pub const fn keys(&self) -> rotate::Keys<'_> {
        rotate::Keys(self)
    }

    /// Traces of changes.
    pub const fn traces(&self) -> traces::Traces<'_> {
        traces::Traces(self)
    }

    fn db(&self) -> &Db {
        &self.0.db
    }

    fn now(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// The present time by the clock of the database, milliseconds since 1970 UTC.
    async fn database_now(&self) -> Result<i64, Error> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {} AS now", self.db().now()));
        match self.db().row(sql, Vec::new()).await? {
            Some(row) => row.int("now"),
            None => Err(Error::corrupt("the database does not tell the time")),
        }
    }
}

/// How a write ended that a rule of the store can refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<T> {
    /// Done.
    Done(T),
    /// The name belongs to another already.
    Taken,
    /// It was changed since the version named.
    Stale,
    /// It does not exist.
    Missing,
    /// It would leave the console without an enabled user who has FullAccess for all instances.
    LastFullAccess,
}

#[cfg(test)]
pub(crate) mod tests;
