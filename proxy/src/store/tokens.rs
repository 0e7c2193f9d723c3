//! API tokens: the hash of the token, never the token.

use super::db::{Row, args, json};
use super::{Error, Store, Written};
use castellan_api::action::Role;
use castellan_api::ids::{InstanceId, TokenId, UserId};
use castellan_api::users::Binding;

/// Most tokens one user keeps.
pub const PER_USER_MAX: u64 = 200;

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// ID as shown.
    pub id: TokenId,
    /// Whose.
    pub user_id: UserId,
    /// Name of whose it is.
    pub owner: String,
    /// What it is for.
    pub name: String,
    /// The role it is cut to.
    pub role: Role,
    /// The instances it is cut to; absent: all its maker may use.
    pub instances: Option<Vec<InstanceId>>,
    /// Made, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Ends, milliseconds since 1970 UTC.
    pub expires_at: i64,
    /// Last used as far as it was written, milliseconds since 1970 UTC.
    pub used_at: Option<i64>,
}

/// A token and what its maker may do now.
#[derive(Clone, Debug)]
pub struct TokenWithMaker {
    /// The token.
    pub token: Token,
    /// What its maker may do.
    pub bindings: Vec<Binding>,
}

fn token(row: &Row) -> Result<Token, Error> {
    Ok(Token {
        id: TokenId::trusted(row.text("id")?),
        user_id: UserId(row.int("user_id")?),
        owner: row.text("owner")?,
        name: row.text("name")?,
        role: row.word("role")?,
        instances: row.maybe_json("instances")?,
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
        used_at: row.maybe_int("used_at")?,
    })
}

/// The API tokens of the store.
#[derive(Debug)]
pub struct Tokens<'a>(pub(super) &'a Store);

impl Tokens<'_> {
    /// Keeps a new token. `Stale`: its maker has too many.
    pub async fn insert(&self, token_hash: &str, new: &Token) -> Result<Written<()>, Error> {
        let mut tx = self.0.db().begin().await?;
        let counted = tx
            .row(
                "SELECT count(*) AS n FROM tokens WHERE user_id = $1",
                args![new.user_id],
            )
            .await?;
        if counted.map_or(Ok(0), |row| row.count("n"))? >= PER_USER_MAX {
            return Ok(Written::Stale);
        }
        let instances = new.instances.as_ref().map(json).transpose()?;
        tx.write(
            "INSERT INTO tokens (id, token_hash, user_id, name, role, instances, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                &new.id,
                token_hash,
                new.user_id,
                &new.name,
                new.role.name(),
                instances,
                new.created_at,
                new.expires_at
            ],
        )
        .await?;
        tx.commit().await?;
        Ok(Written::Done(()))
    }

    /// The token of a text, if it has not ended and its maker may sign in.
    pub async fn by_token(&self, token_hash: &str) -> Result<Option<TokenWithMaker>, Error> {
        let row = self
            .0
            .db()
            .row(
                "SELECT t.id, t.user_id, u.name AS owner, t.name, t.role, t.instances, \
                 t.created_at, t.expires_at, t.used_at, u.bindings FROM tokens t JOIN users u ON \
                 u.id = t.user_id WHERE t.token_hash = $1 AND u.disabled = 0 AND t.expires_at > $2",
                args![token_hash, self.0.now()],
            )
            .await?;
        row.map(|row| {
            Ok(TokenWithMaker {
                token: token(&row)?,
                bindings: row.json("bindings")?,
            })
        })
        .transpose()
    }

    /// Tokens of a user, or of all, newest first.
    pub async fn list(&self, user: Option<UserId>) -> Result<Vec<Token>, Error> {
        let user = user.map(|user| user.0);
        let rows = self
            .0
            .db()
            .rows(
                "SELECT t.id, t.user_id, u.name AS owner, t.name, t.role, t.instances, \
                 t.created_at, t.expires_at, t.used_at FROM tokens t JOIN users u ON u.id = \
                 t.user_id WHERE ($1 = -1 OR t.user_id = $1) ORDER BY t.created_at DESC, t.id",
                args![user.unwrap_or(-1)],
            )
            .await?;
        rows.iter().map(token).collect()
    }

    /// By ID.
    pub async fn get(&self, id: &TokenId) -> Result<Option<Token>, Error> {
        let row = self
            .0
            .db()
            .row(
                "SELECT t.id, t.user_id, u.name AS owner, t.name, t.role, t.instances, \
                 t.created_at, t.expires_at, t.used_at FROM tokens t JOIN users u ON u.id = \
                 t.user_id WHERE t.id = $1",
                args![id],
            )
            .await?;
        row.as_ref().map(token).transpose()
    }

    /// Writes when it was last used.
    pub async fn used(&self, id: &TokenId, at: i64) -> Result<(), Error> {
        self.0
            .db()
            .write(
                "UPDATE tokens SET used_at = $2 WHERE id = $1",
                args![id, at],
            )
            .await
            .map(drop)
    }

    /// Ends a token; false if there is none such.
    pub async fn delete(&self, id: &TokenId) -> Result<bool, Error> {
        Ok(self
            .0
            .db()
            .write("DELETE FROM tokens WHERE id = $1", args![id])
            .await?
            > 0)
    }

    /// Forgets tokens that ended more than `kept_ms` ago.
    pub async fn sweep(&self, kept_ms: i64) -> Result<u64, Error> {
        let before = self.0.now() - kept_ms;
        self.0
            .db()
            .write("DELETE FROM tokens WHERE expires_at < $1", args![before])
            .await
    }
}
