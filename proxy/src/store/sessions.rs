//! Sessions of the app: the hash of the token, never the token.

use super::db::{Row, args, word};
use super::{Error, Store};
use castellan_api::ids::{SessionId, UserId};
use castellan_api::session::SignInMethod;
use castellan_api::users::Binding;

/// Most sessions a user keeps; the ones longest unused make room.
const PER_USER_MAX: i64 = 100;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// ID as shown.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// How it was opened.
    pub method: SignInMethod,
    /// Address it was opened from.
    pub address: String,
    /// Browser, as it names itself.
    pub user_agent: String,
    /// Opened, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Last used as far as it was written, milliseconds since 1970 UTC.
    pub used_at: i64,
    /// Ends in any case, milliseconds since 1970 UTC.
    pub ends_at: i64,
}

/// A session and what its user is and may do now.
#[derive(Clone, Debug)]
pub struct SessionWithUser {
    /// The session.
    pub session: Session,
    /// The user's name.
    pub user: String,
    /// What the user may do.
    pub bindings: Vec<Binding>,
}

fn session(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        id: SessionId::trusted(row.text("id")?),
        user_id: UserId(row.int("user_id")?),
        method: row.word("method")?,
        address: row.text("address")?,
        user_agent: row.text("user_agent")?,
        created_at: row.int("created_at")?,
        used_at: row.int("used_at")?,
        ends_at: row.int("ends_at")?,
    })
}

/// The sessions of the store.
#[derive(Debug)]
pub struct Sessions<'a>(pub(super) &'a Store);

impl Sessions<'_> {
    /// Keeps a new session, and that its user signed in. False: the user is gone or disabled.
    pub async fn insert(&self, token_hash: &str, new: &Session) -> Result<bool, Error> {
        let mut tx = self.0.db().begin().await?;
        let signed_in = tx
            .write(
                "UPDATE users SET signed_in_at = $2 WHERE id = $1 AND disabled = 0",
                args![new.user_id, new.created_at],
            )
            .await?;
        if signed_in == 0 {
            return Ok(false);
        }
        tx.write(
            "DELETE FROM sessions WHERE user_id = $1 AND id NOT IN (SELECT id FROM sessions \
             WHERE user_id = $1 ORDER BY used_at DESC LIMIT $2)",
            args![new.user_id, PER_USER_MAX - 1],
        )
        .await?;
        tx.write(
            "INSERT INTO sessions (id, token_hash, user_id, method, address, user_agent, \
             created_at, used_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            args![
                &new.id,
                token_hash,
                new.user_id,
                word(&new.method)?,
                &new.address,
                &new.user_agent,
                new.created_at,
                new.used_at,
                new.ends_at
            ],
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The session of a token whose user may sign in.
    pub async fn by_token(&self, token_hash: &str) -> Result<Option<SessionWithUser>, Error> {
        let row = self
            .0
            .db()
            .row(
                "SELECT s.id, s.user_id, s.method, s.address, s.user_agent, s.created_at, \
                 s.used_at, s.ends_at, u.name, u.bindings FROM sessions s JOIN users u ON u.id = \
                 s.user_id WHERE s.token_hash = $1 AND u.disabled = 0",
                args![token_hash],
            )
            .await?;
        row.map(|row| {
            Ok(SessionWithUser {
                session: session(&row)?,
                user: row.text("name")?,
                bindings: row.json("bindings")?,
            })
        })
        .transpose()
    }

    /// Sessions of a user that have not ended, last used first.
    pub async fn of_user(&self, user: UserId, idle_ms: i64) -> Result<Vec<Session>, Error> {
        let now = self.0.now();
        let rows = self
            .0
            .db()
            .rows(
                "SELECT id, user_id, method, address, user_agent, created_at, used_at, ends_at \
                 FROM sessions WHERE user_id = $1 AND ends_at > $2 AND used_at > $3 ORDER BY \
                 used_at DESC, id",
                args![user, now, now - idle_ms],
            )
            .await?;
        rows.iter().map(session).collect()
    }

    /// Writes when it was last used.
    pub async fn used(&self, id: &SessionId, at: i64) -> Result<(), Error> {
        let sql = "UPDATE sessions SET used_at = $2 WHERE id = $1 AND used_at < $2";
        self.0.db().write(sql, args![id, at]).await.map(drop)
    }

    /// Ends one session of a user; false if there is none such.
    pub async fn end(&self, user: UserId, id: &SessionId) -> Result<bool, Error> {
        let sql = "DELETE FROM sessions WHERE user_id = $1 AND id = $2";
        Ok(self.0.db().write(sql, args![user, id]).await? > 0)
    }

    /// Ends all sessions of a user; how many there were.
    pub async fn end_all(&self, user: UserId) -> Result<u64, Error> {
        self.0
            .db()
            .write("DELETE FROM sessions WHERE user_id = $1", args![user])
            .await
    }

    /// Forgets sessions that have ended.
    pub async fn sweep(&self, idle_ms: i64) -> Result<u64, Error> {
        let now = self.0.now();
        let sql = "DELETE FROM sessions WHERE ends_at <= $1 OR used_at <= $2";
        self.0.db().write(sql, args![now, now - idle_ms]).await
    }
}
