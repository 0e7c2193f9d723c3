//! What can go wrong in the store, each with what to do about it.

use std::path::PathBuf;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error("{0}")]
    Database(sqlx::Error),
    /// The database cannot be reached now; later it may be.
    #[error("the database does not answer ({0})")]
    Away(sqlx::Error),
    /// The database takes no writes.
    #[error(
        "the database is read-only, as a standby is. Point database_url at the primary, or let it \
         take writes"
    )]
    ReadOnly,
    /// The disk of the database takes no more.
    #[error(
        "the disk of the console's database is full, or cannot be written. Free space there; the \
         console goes on by itself"
    )]
    NoRoom,
    /// PostgreSQL cannot be used; the text says why and what to do.
    #[error("PostgreSQL at {at}: {why}")]
    Postgres {
        /// Where, without the password.
        at: String,
        /// Why.
        why: String,
    },
    /// A newer version of the console has made the tables.
    #[error(
        "a newer version of castellan has used this store: its tables have version {found}, and \
         this castellan knows {known}. Start that version, or give this one a store of its own"
    )]
    Newer {
        /// Version of the tables.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The tables are not the ones this version makes.
    #[error(
        "the tables of this store (version {version}) are not those of a released castellan. Start \
         the version that made them, or give this one a store of its own"
    )]
    OtherTables {
        /// Version of the tables.
        version: i64,
    },
    /// Another console holds the lease under which this was to be written.
    #[error("another console has taken over {0}")]
    TakenOver(String),
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
         sealed with (fingerprint {expected}). Give the right key (after `castellan key rotate \
         --new-key-file` that is the new one); without it the saved passwords of clusters are lost"
    )]
    WrongKey {
        /// Where it was read.
        from: String,
        /// Fingerprint of the key given.
        given: String,
        /// Fingerprint of the key needed.
        expected: String,
    },
    /// The new key is the old one.
    #[error(
        "the key of {from} is the one in use already: nothing was changed. `openssl rand -hex 32` \
         makes another"
    )]
    SameKey {
        /// Where it was read.
        from: String,
    },
    /// A secret whose data key is not there.
    #[error(
        "the secret {0} was sealed with a data key that is not in the store. Enter it again: it is \
         lost"
    )]
    KeyGone(String),
    /// PostgreSQL without a key.
    #[error(
        "a console on PostgreSQL needs a key for its secrets, the same for every replica: give \
         --key-file or CASTELLAN_KEY"
    )]
    KeyNeeded,
    /// The address is of no engine the store has.
    #[error(
        "database_url cannot be used: {0}. Expected is \
         postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full, with characters such as \
         @ / ? # in the password as %40 %2F %3F %23; or none, for SQLite in the data directory"
    )]
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

    /// True if the database cannot be reached now.
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away(_))
    }

    /// True if a unique key was hit.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match fate(&error) {
            Fate::Away => Self::Away(error),
            Fate::ReadOnly => Self::ReadOnly,
            Fate::NoRoom => Self::NoRoom,
            Fate::Other => Self::Database(error),
        }
    }
}

/// What an error of the database comes to.
#[derive(PartialEq, Eq)]
enum Fate {
    Away,
    ReadOnly,
    NoRoom,
    Other,
}

/// True for what has plain words of its own.
pub(super) fn is_ordinary(error: &sqlx::Error) -> bool {
    fate(error) != Fate::Other
}

fn fate(error: &sqlx::Error) -> Fate {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Fate::Away,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            // PostgreSQL: a standby; SQLite: SQLITE_READONLY
            Some("25006" | "8") => Fate::ReadOnly,
            // PostgreSQL: disk_full; SQLite: SQLITE_FULL, and a write or a growth that failed
            Some("53100" | "13" | "778" | "4874") => Fate::NoRoom,
            // PostgreSQL: stopping, crashed, starting, too many connections, a user it knows no more
            Some("57P01" | "57P02" | "57P03" | "53300" | "28P01" | "28000") => Fate::Away,
            // PostgreSQL: the connection broke; a wait for a lock or a statement took too long
            Some(code) if code.starts_with("08") || matches!(code, "55P03" | "57014") => Fate::Away,
            _ => Fate::Other,
        },
        _ => Fate::Other,
    }
}
