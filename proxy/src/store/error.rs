//! What can go wrong in the store, each with what to do about it.

use std::path::PathBuf;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or could not be reached.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to this version.
    #[error("the tables could not be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Another process has the data directory open.
    #[error(
        "{dir} is in use by another castellan process. Stop that one first, or give this one a \
         data directory of its own (--data-dir)"
    )]
    InUse {
        /// The directory.
        dir: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key is not 32 bytes.
    #[error(
        "the key of {from} cannot be used: 32 bytes are expected, as 64 hexadecimal digits or as \
         base64. `openssl rand -hex 32` makes one"
    )]
    BadKey {
        /// Where it was read.
        from: String,
    },
    /// The key is another than the one the secrets were sealed with.
    #[error(
        "the key of {from} (fingerprint {given}) is not the one the secrets of this store were \
         sealed with (fingerprint {expected}). Give the right key; without it the saved passwords \
         of clusters are lost"
    )]
    WrongKey {
        /// Where it was read.
        from: String,
        /// Fingerprint of the key given.
        given: String,
        /// Fingerprint of the key needed.
        expected: String,
    },
    /// PostgreSQL without a key.
    #[error(
        "a console on PostgreSQL needs a key for its secrets, the same for every replica: give \
         --key-file or CASTELLAN_KEY"
    )]
    KeyNeeded,
    /// The URL is of no engine the store has.
    #[error("{0:?} is not the URL of a store: postgres://… is expected, or none for SQLite")]
    Url(String),
    /// A value that was read is not what was written.
    #[error("a stored value cannot be read: {0}")]
    Corrupt(String),
    /// No random bytes.
    #[error("{0}")]
    Chance(#[from] crate::clock::NoRandomness),
}

impl Error {
    pub(super) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    /// True if a unique key was hit.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
