//! Attached instances. Passwords and client keys are sealed; declared instances live in the
//! configuration file and not here.

use super::db::{Row, Tx, args, json};
use super::seal::Place;
use super::{Error, Secret, Store, Written};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{Connection, Tag};

/// An attached instance.
#[derive(Clone, PartialEq)]
pub struct Instance {
    /// ID, never used again.
    pub id: InstanceId,
    /// Name, unique.
    pub name: String,
    /// Description.
    pub description: String,
    /// How to reach it, with its secrets.
    pub connection: Connection,
    /// Limit of partitions, where there is one.
    pub partitions_max: Option<u32>,
    /// Name under which CMAK's addresses know it, unique; absent: its own name.
    pub cmak_alias: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// True: do not connect.
    pub disabled: bool,
    /// Attached, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Counts changes, from 1.
    pub version: i64,
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instance")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// How often a row is read whose key was retired between the reading and the looking up.
const READS: u32 = 5;

const COLUMNS: &str = "SELECT id, name, description, connection, password_sealed, \
                       client_key_sealed, partitions_max, cmak_alias, tags, disabled, created_at, \
                       version FROM instances";

const fn place<'a>(id: &'a str, column: &'static str) -> Place<'a> {
    Place {
        table: "instances",
        row: id,
        column,
    }
}

/// The attached instances of the store.
#[derive(Debug)]
pub struct Instances<'a>(pub(super) &'a Store);

impl Instances<'_> {
    /// All, by name.
    pub async fn list(&self) -> Result<Vec<Instance>, Error> {
        let sql = format!("{COLUMNS} ORDER BY name_key");
        let mut reads = 0;
        'again: loop {
            reads += 1;
            let rows = self
                .0
                .db()
                .rows(sqlx::AssertSqlSafe(sql.clone()), args![])
                .await?;
            let mut instances = Vec::with_capacity(rows.len());
            for row in &rows {
                match self.read(row).await {
                    Err(Error::KeyGone(_)) if reads < READS => continue 'again,
                    read => instances.push(read?),
                }
            }
            return Ok(instances);
        }
    }

    /// By ID.
    pub async fn get(&self, id: &InstanceId) -> Result<Option<Instance>, Error> {
        let sql = format!("{COLUMNS} WHERE id = $1");
        let mut reads = 0;
        loop {
            reads += 1;
            let sql = sqlx::AssertSqlSafe(sql.clone());
            let Some(row) = self.0.db().row(sql, args![id]).await? else {
                return Ok(None);
            };
            match self.read(&row).await {
                Err(Error::KeyGone(_)) if reads < READS => {}
                read => return read.map(Some),
            }
        }
    }

    /// Which there are, each with its version: to see what another console has changed.
    pub async fn versions(&self) -> Result<Vec<(InstanceId, i64)>, Error> {
        let sql = "SELECT id, version FROM instances ORDER BY id";
        let rows = self.0.db().rows(sql, args![]).await?;
        rows.iter()
            .map(|row| Ok((InstanceId::trusted(row.text("id")?), row.int("version")?)))
            .collect()
    }

    /// Keeps a new one, at version 1. [`Written::Taken`]: its name or its alias is another's.
    pub async fn insert(&self, new: &Instance) -> Result<Written<()>, Error> {
        let mut tx = self.0.db().begin().await?;
        let (connection, password, key) = self.sealed(&mut tx, &new.id, &new.connection).await?;
        let touched = tx
            .write(
                "INSERT INTO instances (id, name, name_key, description, connection, \
                 password_sealed, client_key_sealed, partitions_max, tags, disabled, created_at, \
                 cmak_alias, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
                 1) ON CONFLICT DO NOTHING",
                args![
                    &new.id,
                    &new.name,
                    new.name.to_ascii_lowercase(),
                    &new.description,
                    connection,
                    password,
                    key,
                    new.partitions_max,
                    json(&new.tags)?,
                    new.disabled,
                    new.created_at,
                    new.cmak_alias.clone()
                ],
            )
            .await?;
        tx.commit().await?;
        Ok(if touched == 0 {
            Written::Taken
        } else {
            Written::Done(())
        })
    }

    /// Replaces everything but ID and time, if the version is still that of `new`; gives the next.
    pub async fn update(&self, new: &Instance) -> Result<Written<i64>, Error> {
        let mut tx = self.0.db().begin().await?;
        match version(&mut tx, &new.id).await? {
            None => return Ok(Written::Missing),
            Some(version) if version != new.version => return Ok(Written::Stale),
            Some(_) => {}
        }
        let (connection, password, key) = self.sealed(&mut tx, &new.id, &new.connection).await?;
        let next = new.version + 1;
        let touched = tx
            .write(
                "UPDATE instances SET name = $2, name_key = $3, description = $4, connection = $5, \
                 password_sealed = $6, client_key_sealed = $7, partitions_max = $8, tags = $9, \
                 disabled = $10, version = $11, cmak_alias = $12 WHERE id = $1",
                args![
                    &new.id,
                    &new.name,
                    new.name.to_ascii_lowercase(),
                    &new.description,
                    connection,
                    password,
                    key,
                    new.partitions_max,
                    json(&new.tags)?,
                    new.disabled,
                    next,
                    new.cmak_alias.clone()
                ],
            )
            .await;
        match touched {
            Err(error) if error.is_taken() => Ok(Written::Taken),
            Err(error) => Err(error),
            Ok(_) => {
                tx.commit().await?;
                Ok(Written::Done(next))
            }
        }
    }

    /// Forgets it with its topic descriptions and ended tasks; false if there is none such.
    pub async fn delete(&self, id: &InstanceId) -> Result<bool, Error> {
        let mut tx = self.0.db().begin().await?;
        let touched = tx
            .write("DELETE FROM instances WHERE id = $1", args![id])
            .await?;
        tx.write(
            "DELETE FROM topic_descriptions WHERE instance = $1",
            args![id],
        )
        .await?;
        tx.write(
            "DELETE FROM tasks WHERE instance = $1 AND ended_at IS NOT NULL",
            args![id],
        )
        .await?;
        for sql in [
            "DELETE FROM plans WHERE instance = $1 AND task_id IS NULL",
            "DELETE FROM election_timers WHERE instance = $1",
            "DELETE FROM election_runs WHERE instance = $1",
        ] {
            tx.write(sql, args![id]).await?;
        }
        tx.commit().await?;
        Ok(touched > 0)
    }

    /// Connection without secrets as JSON, and the secrets sealed.
    async fn sealed(
        &self,
        tx: &mut Tx,
        id: &InstanceId,
        connection: &Connection,
    ) -> Result<(String, Option<String>, Option<String>), Error> {
        let mut open = connection.clone();
        let password = open.password.take().map(Secret::new);
        let key = open.client_key_pem.take().map(Secret::new);
        let (store, id) = (self.0, id.as_str());
        Ok((
            json(&open)?,
            store
                .seal_maybe(tx, place(id, "password"), password.as_ref())
                .await?,
            store
                .seal_maybe(tx, place(id, "client_key"), key.as_ref())
                .await?,
        ))
    }

    async fn read(&self, row: &Row) -> Result<Instance, Error> {
        let id = InstanceId::trusted(row.text("id")?);
        let secret = async |column: &'static str, stored: &str| -> Result<Option<String>, Error> {
            let stored = row.maybe_text(stored)?;
            let secret = self
                .0
                .open_maybe(place(id.as_str(), column), stored)
                .await?;
            Ok(secret.map(|secret| secret.reveal().to_owned()))
        };
        let mut connection: Connection = row.json("connection")?;
        connection.password = secret("password", "password_sealed").await?;
        connection.client_key_pem = secret("client_key", "client_key_sealed").await?;
        Ok(Instance {
            name: row.text("name")?,
            description: row.text("description")?,
            connection,
            partitions_max: row
                .maybe_int("partitions_max")?
                .and_then(|max| u32::try_from(max).ok()),
            cmak_alias: row.maybe_text("cmak_alias")?,
            tags: row.json("tags")?,
            disabled: row.flag("disabled")?,
            created_at: row.int("created_at")?,
            version: row.int("version")?,
            id,
        })
    }
}

async fn version(tx: &mut Tx, id: &InstanceId) -> Result<Option<i64>, Error> {
    let row = tx
        .row("SELECT version FROM instances WHERE id = $1", args![id])
        .await?;
    row.map(|row| row.int("version")).transpose()
}
