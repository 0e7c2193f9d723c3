//! Tokens of links that work once: the hash of each, and whether it was used.

use super::db::args;
use super::{Error, Store};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It makes the first user.
    SetUp,
    /// It signs in.
    SignIn,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::SignIn => "sign_in",
        }
    }
}

/// The one-time tokens of the store.
#[derive(Debug)]
pub struct OneTime<'a>(pub(super) &'a Store);

impl OneTime<'_> {
    /// Keeps a token; one that is kept already stays as it is, used or not.
    pub async fn keep(&self, purpose: Purpose, token_hash: &str) -> Result<(), Error> {
        let sql = "INSERT INTO one_time (token_hash, purpose, made_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (token_hash) DO NOTHING";
        self.0
            .db()
            .write(sql, args![token_hash, purpose.name(), self.0.now()])
            .await
            .map(drop)
    }

    /// True if it could be used now.
    pub async fn good(&self, purpose: Purpose, token_hash: &str) -> Result<bool, Error> {
        let sql = "SELECT made_at FROM one_time \
                   WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL";
        Ok(self
            .0
            .db()
            .row(sql, args![token_hash, purpose.name()])
            .await?
            .is_some())
    }

    /// Uses it up; true for one caller only.
    pub async fn use_up(&self, purpose: Purpose, token_hash: &str) -> Result<bool, Error> {
        let sql = "UPDATE one_time SET used_at = $3 \
                   WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL";
        let touched = self
            .0
            .db()
            .write(sql, args![token_hash, purpose.name(), self.0.now()])
            .await?;
        Ok(touched > 0)
    }

    /// Forgets all tokens of a purpose.
    pub async fn forget(&self, purpose: Purpose) -> Result<(), Error> {
        let sql = "DELETE FROM one_time WHERE purpose = $1";
        self.0
            .db()
            .write(sql, args![purpose.name()])
            .await
            .map(drop)
    }
}
