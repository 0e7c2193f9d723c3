//! Leases: who does what only one console may do. A row each with its holder, a number that grows
//! with each holder, and an end by the clock of the database, so that no console's own clock counts.

use super::db::{Tx, args};
use super::{Error, Store};
use castellan_api::ids::InstanceId;

/// The lease under which the tasks of an instance run.
pub fn of_tasks(instance: &InstanceId) -> String {
    format!("{TASKS}{instance}")
}

/// What the names of leases of tasks begin with.
pub(super) const TASKS: &str = "tasks/";

/// The proof that a lease was taken; what is written under it is refused once another has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    name: String,
    owner: String,
    number: i64,
}

impl Fence {
    /// What is leased.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The leases of the store.
#[derive(Debug)]
pub struct Leases<'a>(pub(super) &'a Store);

impl Leases<'_> {
    /// Takes a lease that nobody holds, or that this owner held before, for so long.
    pub async fn take(&self, name: &str, owner: &str, for_ms: i64) -> Result<Option<Fence>, Error> {
        let now = self.0.db().now();
        let sql = sqlx::AssertSqlSafe(format!(
            "INSERT INTO leases (name, owner, number, expires_at) VALUES ($1, $2, 1, {now} + $3) \
             ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, number = leases.number + 1, \
             expires_at = excluded.expires_at \
             WHERE leases.expires_at <= {now} OR leases.owner = excluded.owner RETURNING number"
        ));
        let mut tx = self.0.db().begin().await?;
        let row = tx.row(sql, args![name, owner, for_ms]).await?;
        tx.commit().await?;
        row.map(|row| {
            Ok(Fence {
                name: name.to_owned(),
                owner: owner.to_owned(),
                number: row.int("number")?,
            })
        })
        .transpose()
    }

    /// Holds it for so long from now on; false if another took it meanwhile.
    pub async fn renew(&self, fence: &Fence, for_ms: i64) -> Result<bool, Error> {
        let now = self.0.db().now();
        let sql = sqlx::AssertSqlSafe(format!(
            "UPDATE leases SET expires_at = {now} + $4 WHERE name = $1 AND owner = $2 AND number = $3"
        ));
        let arguments = args![&fence.name, &fence.owner, fence.number, for_ms];
        Ok(self.0.db().write(sql, arguments).await? > 0)
    }

    /// Lets go of it before its end.
    pub async fn release(&self, fence: &Fence) -> Result<(), Error> {
        let sql = "UPDATE leases SET expires_at = 0 WHERE name = $1 AND owner = $2 AND number = $3";
        let arguments = args![&fence.name, &fence.owner, fence.number];
        self.0.db().write(sql, arguments).await.map(drop)
    }

    /// Ends all: for a store that one console has for itself, when it starts.
    pub(super) async fn release_all(&self) -> Result<(), Error> {
        let sql = "UPDATE leases SET expires_at = 0";
        self.0.db().write(sql, args![]).await.map(drop)
    }
}

/// Refuses to go on in a transaction whose lease another has taken, or that has ended.
pub(super) async fn check(store: &Store, tx: &mut Tx, fence: &Fence) -> Result<(), Error> {
    let now = store.db().now();
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT number FROM leases WHERE name = $1 AND owner = $2 AND number = $3 AND \
         expires_at > {now}"
    ));
    let arguments = args![&fence.name, &fence.owner, fence.number];
    match tx.row(sql, arguments).await? {
        Some(_) => Ok(()),
        None => Err(Error::TakenOver(fence.name.clone())),
    }
}
