//! New keys while a console serves. A new data key seals from the transaction on that makes it;
//! what older ones sealed and signed is done anew, a little at a time, and a key that nothing uses
//! any more is deleted. Cut off anywhere, the next run goes on. Each writer asks in its own
//! transaction which key seals, and there is one writer at a time: a concurrent edit is never
//! undone, and nothing is ever sealed with a key that has gone.

use super::db::{Tx, args};
use super::keys::{DATA_KEYS, KeySource, Master};
use super::seal::{Place, key_id};
use super::traces::chain;
use super::{Error, Store};
use sqlx::AssertSqlSafe;

/// Values sealed anew by one transaction, so that other writers need not wait.
const AT_ONCE: i64 = 50;

/// A column with sealed values. Each must stand here: what does not is lost with its key.
struct Column {
    table: &'static str,
    /// The column with the ID of the row.
    row: &'static str,
    /// The column itself.
    stored: &'static str,
    /// Its name in the place that the value is bound to.
    name: &'static str,
}

const SEALED: &[Column] = &[
    Column {
        table: "instances",
        row: "id",
        stored: "password_sealed",
        name: "password",
    },
    Column {
        table: "instances",
        row: "id",
        stored: "client_key_sealed",
        name: "client_key",
    },
];

/// What a rotation did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// True if it went on with a rotation that was cut off: no further key was made.
    pub continued: bool,
    /// ID of the key that seals now.
    pub current: String,
    /// Values sealed anew.
    pub resealed: u64,
    /// Keys that nothing used any more, and that are gone.
    pub retired: u64,
    /// Values that could not be opened, and why; their keys stay.
    pub left: Vec<String>,
}

/// The keys of the store.
#[derive(Debug)]
pub struct Keys<'a>(pub(super) &'a Store);

impl Keys<'_> {
    /// Makes a new data key, seals and signs everything with it, and deletes the old ones.
    pub async fn rotate(&self) -> Result<Rotated, Error> {
        let (current, continued) = self.begin().await?;
        let mut done = Rotated {
            continued,
            current,
            ..Rotated::default()
        };
        for column in SEALED {
            let mut after = String::new();
            while let Some(last) = self.reseal(column, &after, &mut done).await? {
                after = last;
            }
        }
        let mut after = -1;
        while let Some(last) = self.sign_anew(after).await? {
            after = last;
        }
        done.retired = self.retire().await?;
        Ok(done)
    }

    /// The key that seals from now on, and whether a rotation had made it that was then cut off.
    async fn begin(&self) -> Result<(String, bool), Error> {
        let sealer = &self.0.0.sealer;
        let mut tx = self.0.db().begin().await?;
        let rows = tx.rows(DATA_KEYS, args![]).await?;
        sealer.learn(&rows)?;
        if rows.len() > 1 {
            return Ok((sealer.current(&mut tx).await?, true));
        }
        let id = sealer.add_key(&mut tx).await?;
        tx.commit().await?;
        Ok((id, false))
    }

    /// Seals some values of a column anew; the last row looked at, until there is none.
    async fn reseal(
        &self,
        column: &Column,
        after: &str,
        done: &mut Rotated,
    ) -> Result<Option<String>, Error> {
        let Column {
            table,
            row: id,
            stored,
            name,
        } = column;
        let sealer = &self.0.0.sealer;
        let mut tx = self.0.db().begin().await?;
        let current = sealer.current(&mut tx).await?;
        let found = AssertSqlSafe(format!(
            "SELECT {id} AS id, {stored} AS stored FROM {table} WHERE {id} > $1 AND {stored} IS \
             NOT NULL AND {stored} NOT LIKE $2 ORDER BY {id} LIMIT $3"
        ));
        let rows = tx
            .rows(found, args![after, sealed_with(&current), AT_ONCE])
            .await?;
        let mut last = None;
        for row in &rows {
            let (row_id, old) = (row.text("id")?, row.text("stored")?);
            let place = Place {
                table,
                row: &row_id,
                column: name,
            };
            if let Some(key) = key_id(&old) {
                sealer.know(&mut tx, key).await?;
            }
            match sealer.open(place, &old) {
                Ok(secret) => {
                    let new = sealer.seal_with(&current, place, &secret)?;
                    let write = AssertSqlSafe(format!(
                        "UPDATE {table} SET {stored} = $3 WHERE {id} = $1 AND {stored} = $2"
                    ));
                    done.resealed += tx.write(write, args![&row_id, &old, new]).await?;
                }
                Err(error) => done.left.push(format!("{table} {row_id}: {error}")),
            }
            last = Some(row_id);
        }
        tx.commit().await?;
        Ok(last)
    }

    /// Signs some chains of traces anew; the last one looked at, until there is none. One that was
    /// altered is noted as such, for the new signature must not cover that up.
    async fn sign_anew(&self, after: i64) -> Result<Option<i64>, Error> {
        let sealer = &self.0.0.sealer;
        let mut tx = self.0.db().begin().await?;
        let current = sealer.current(&mut tx).await?;
        let rows = tx
            .rows(
                "SELECT number FROM trace_chains WHERE number > $1 AND key_id <> $2 ORDER BY \
                 number LIMIT $3",
                args![after, current, AT_ONCE],
            )
            .await?;
        let mut last = None;
        for row in rows {
            let number = row.int("number")?;
            last = Some(number);
            match chain::by_number(sealer, &mut tx, number).await? {
                Some((chain, true)) => {
                    chain.put(sealer, &mut tx).await?;
                }
                Some((chain, false)) => {
                    chain.put_broken(sealer, &mut tx, self.0.now()).await?;
                }
                None => {}
            }
        }
        tx.commit().await?;
        Ok(last)
    }

    /// Deletes the keys before the one that seals, of which nothing is sealed or signed any more.
    async fn retire(&self) -> Result<u64, Error> {
        let mut tx = self.0.db().begin().await?;
        let current = self.0.0.sealer.current(&mut tx).await?;
        let mut retired = 0;
        for row in tx.rows(DATA_KEYS, args![]).await? {
            let id = row.text("id")?;
            if id != current && !used(&mut tx, &id).await? {
                retired += tx
                    .write("DELETE FROM data_keys WHERE id = $1", args![id])
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(retired)
    }

    /// Wraps the data keys with another master key, all or none; how many there are. A console that
    /// serves goes on with the data keys it has; it needs the new key from its next start on.
    pub async fn replace_master(&self, new: &KeySource) -> Result<usize, Error> {
        let (sealer, clock) = (&self.0.0.sealer, &self.0.0.clock);
        let new = Master::read(new, None, clock)?;
        if new.fingerprint() == sealer.master().fingerprint() {
            return Err(Error::SameKey {
                from: new.from().to_owned(),
            });
        }
        let mut tx = self.0.db().begin().await?;
        let rows = tx.rows(DATA_KEYS, args![]).await?;
        let keys = sealer.master().unwrap(&rows)?;
        for (id, key) in &keys {
            tx.write(
                "UPDATE data_keys SET fingerprint = $2, wrapped = $3 WHERE id = $1",
                args![id, new.fingerprint(), new.wrap(id, key, clock)?],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(keys.len())
    }
}

/// What a value sealed with this key looks like.
fn sealed_with(key: &str) -> String {
    format!("{}.{key}.%", super::seal::FORM)
}

async fn used(tx: &mut Tx, key: &str) -> Result<bool, Error> {
    for Column { table, stored, .. } in SEALED {
        let sql = AssertSqlSafe(format!(
            "SELECT 1 AS one FROM {table} WHERE {stored} LIKE $1 LIMIT 1"
        ));
        if tx.row(sql, args![sealed_with(key)]).await?.is_some() {
            return Ok(true);
        }
    }
    let sql = "SELECT 1 AS one FROM trace_chains WHERE key_id = $1 LIMIT 1";
    Ok(tx.row(sql, args![key]).await?.is_some())
}

#[cfg(test)]
mod tests;
