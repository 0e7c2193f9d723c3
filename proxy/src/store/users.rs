//! Console users: name, password hash, roles.

use super::db::{Filter, Row, Tx, anywhere, args, json};
use super::{Error, Store, Written};
use castellan_api::action::Role;
use castellan_api::ids::UserId;
use castellan_api::page::Order;
use castellan_api::users::Binding;
use sqlx::AssertSqlSafe;

/// A console user.
#[derive(Clone, PartialEq)]
pub struct User {
    /// ID, never used again.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Hash of the password (PHC string); absent: nobody signs in with a password.
    pub password_hash: Option<String>,
    /// True: cannot sign in.
    pub disabled: bool,
    /// Roles and where they hold.
    pub bindings: Vec<Binding>,
    /// Created, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Last sign-in, milliseconds since 1970 UTC.
    pub signed_in_at: Option<i64>,
}

impl User {
    /// True if the user can sign in and may do everything everywhere.
    pub fn is_keeper(&self) -> bool {
        !self.disabled && full_everywhere(&self.bindings)
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// True if the bindings hold FullAccess for all instances.
pub fn full_everywhere(bindings: &[Binding]) -> bool {
    bindings
        .iter()
        .any(|binding| binding.role == Role::FullAccess && binding.instances.is_none())
}

const COLUMNS: &str =
    "SELECT id, name, password_hash, disabled, bindings, created_at, signed_in_at FROM users";

fn user(row: &Row) -> Result<User, Error> {
    Ok(User {
        id: UserId(row.int("id")?),
        name: row.text("name")?,
        password_hash: row.maybe_text("password_hash")?,
        disabled: row.flag("disabled")?,
        bindings: row.json("bindings")?,
        created_at: row.int("created_at")?,
        signed_in_at: row.maybe_int("signed_in_at")?,
    })
}

/// The users of the store.
#[derive(Debug)]
pub struct Users<'a>(pub(super) &'a Store);

impl Users<'_> {
    /// How many there are.
    pub async fn count(&self) -> Result<u64, Error> {
        let row = self
            .0
            .db()
            .row("SELECT count(*) AS n FROM users", args![])
            .await?;
        row.map_or(Ok(0), |row| row.count("n"))
    }

    /// One page by name, with the number of sessions of each, and how many there are in all.
    pub async fn list(
        &self,
        q: Option<&str>,
        order: Order,
        (skip, take): (usize, usize),
    ) -> Result<(Vec<(User, u32)>, u64), Error> {
        let mut filter = Filter::default();
        if let Some(q) = q {
            filter.and("lower(name) LIKE ? ESCAPE '!'", anywhere(q));
        }
        let clause = filter.clause();
        let total = format!("SELECT count(*) AS n FROM users{clause}");
        let total = self
            .0
            .db()
            .row(AssertSqlSafe(total), filter.arguments())
            .await?;
        let direction = if order == Order::Desc { "DESC" } else { "ASC" };
        let (limit, mut arguments) = filter.page(skip, take);
        arguments.push(self.0.now().into());
        let now = arguments.len();
        let sql = format!(
            "SELECT id, name, password_hash, disabled, bindings, created_at, signed_in_at, \
             (SELECT count(*) FROM sessions WHERE sessions.user_id = users.id AND \
             sessions.ends_at > ${now}) AS sessions FROM users{clause} ORDER BY name_key \
             {direction}{limit}"
        );
        let rows = self.0.db().rows(AssertSqlSafe(sql), arguments).await?;
        let users = rows
            .iter()
            .map(|row| Ok((user(row)?, row.small("sessions")?)))
            .collect::<Result<_, Error>>()?;
        Ok((users, total.map_or(Ok(0), |row| row.count("n"))?))
    }

    /// By ID.
    pub async fn get(&self, id: UserId) -> Result<Option<User>, Error> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
        self.0
            .db()
            .row(sql, args![id])
            .await?
            .as_ref()
            .map(user)
            .transpose()
    }

    /// By name, small and capital letters alike.
    pub async fn by_name(&self, name: &str) -> Result<Option<User>, Error> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE name_key = $1"));
        self.0
            .db()
            .row(sql, args![name.to_ascii_lowercase()])
            .await?
            .as_ref()
            .map(user)
            .transpose()
    }

    /// Creates a user.
    pub async fn insert(
        &self,
        name: &str,
        password_hash: Option<String>,
        bindings: &[Binding],
    ) -> Result<Written<User>, Error> {
        let mut tx = self.0.db().begin().await?;
        let written = insert(&mut tx, name, password_hash, bindings, self.0.now()).await?;
        tx.commit().await?;
        Ok(written)
    }

    /// Creates the first user. `Taken`: there is one already.
    pub async fn insert_first(
        &self,
        name: &str,
        password_hash: String,
        bindings: &[Binding],
    ) -> Result<Written<User>, Error> {
        let mut tx = self.0.db().begin().await?;
        if tx
            .row("SELECT id FROM users LIMIT 1", args![])
            .await?
            .is_some()
        {
            return Ok(Written::Taken);
        }
        let written = insert(&mut tx, name, Some(password_hash), bindings, self.0.now()).await?;
        tx.commit().await?;
        Ok(written)
    }

    /// Changes roles or disables; an absent field stays. Sessions of a disabled user end with it.
    pub async fn update(
        &self,
        id: UserId,
        disabled: Option<bool>,
        bindings: Option<&[Binding]>,
    ) -> Result<Written<User>, Error> {
        let mut tx = self.0.db().begin().await?;
        let Some(mut user) = find(&mut tx, id).await? else {
            return Ok(Written::Missing);
        };
        let kept = user.is_keeper();
        user.disabled = disabled.unwrap_or(user.disabled);
        if let Some(bindings) = bindings {
            user.bindings = bindings.to_vec();
        }
        if kept && !user.is_keeper() && !another_keeper(&mut tx, id).await? {
            return Ok(Written::LastFullAccess);
        }
        tx.write(
            "UPDATE users SET disabled = $2, bindings = $3 WHERE id = $1",
            args![id, user.disabled, json(&user.bindings)?],
        )
        .await?;
        if user.disabled {
            tx.write("DELETE FROM sessions WHERE user_id = $1", args![id])
                .await?;
        }
        tx.commit().await?;
        Ok(Written::Done(user))
    }

    /// Sets the password and ends the user's sessions but the one named.
    pub async fn set_password(
        &self,
        id: UserId,
        password_hash: String,
        keep: Option<&castellan_api::ids::SessionId>,
    ) -> Result<bool, Error> {
        let mut tx = self.0.db().begin().await?;
        let touched = tx
            .write(
                "UPDATE users SET password_hash = $2 WHERE id = $1",
                args![id, password_hash],
            )
            .await?;
        let keep = keep.map_or("", castellan_api::ids::SessionId::as_str);
        tx.write(
            "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
            args![id, keep],
        )
        .await?;
        tx.commit().await?;
        Ok(touched > 0)
    }

    /// Deletes a user with sessions and tokens.
    pub async fn delete(&self, id: UserId) -> Result<Written<User>, Error> {
        let mut tx = self.0.db().begin().await?;
        let Some(user) = find(&mut tx, id).await? else {
            return Ok(Written::Missing);
        };
        if user.is_keeper() && !another_keeper(&mut tx, id).await? {
            return Ok(Written::LastFullAccess);
        }
        tx.write("DELETE FROM users WHERE id = $1", args![id])
            .await?;
        tx.commit().await?;
        Ok(Written::Done(user))
    }
}

async fn insert(
    tx: &mut Tx,
    name: &str,
    password_hash: Option<String>,
    bindings: &[Binding],
    now: i64,
) -> Result<Written<User>, Error> {
    let inserted = tx
        .row(
            "INSERT INTO users (name, name_key, password_hash, disabled, bindings, created_at) \
             VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (name_key) DO NOTHING \
             RETURNING id, name, password_hash, disabled, bindings, created_at, signed_in_at",
            args![
                name,
                name.to_ascii_lowercase(),
                password_hash,
                json(&bindings)?,
                now
            ],
        )
        .await?;
    inserted
        .as_ref()
        .map_or(Ok(Written::Taken), |row| user(row).map(Written::Done))
}

async fn find(tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
    tx.row(sql, args![id]).await?.as_ref().map(user).transpose()
}

/// True if another enabled user has FullAccess for all instances.
async fn another_keeper(tx: &mut Tx, but: UserId) -> Result<bool, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE id <> $1 AND disabled = 0"));
    for row in tx.rows(sql, args![but]).await? {
        if user(&row)?.is_keeper() {
            return Ok(true);
        }
    }
    Ok(false)
}
