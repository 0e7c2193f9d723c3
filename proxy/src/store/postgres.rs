//! PostgreSQL as the store, which several consoles may share: its address, its connections, and in
//! plain words why it cannot be used.

use super::db::Db;
use super::{Error, Secret, tables};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode};
use sqlx::{Connection, Executor, Row as _};
use std::time::Duration;

/// Connections of one console.
const CONNECTIONS: u32 = 10;
/// How long a statement waits for a connection: a page must say that the database is away, not hang.
const WAIT: Duration = Duration::from_secs(5);
/// How long the first connection may take.
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// The oldest version, as `server_version_num` has it.
const OLDEST: i64 = 120_000;
/// What an address may say after its `?`; another word would be ignored without a sound.
const PARAMETERS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
/// Bounds of each session: a statement that hangs ends; a console that is frozen in the middle of a
/// transaction lets go of the writers' lock.
const BOUNDS: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
                      SET idle_in_transaction_session_timeout = '10s'";

/// Where a PostgreSQL is, with the password; that is never shown.
#[derive(Clone)]
pub struct DatabaseUrl(PgConnectOptions);

impl DatabaseUrl {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`.
    pub fn parse(text: &Secret) -> Result<Self, Error> {
        let bad = |why: String| Err(Error::Url(why));
        let text = text.reveal().trim();
        let Some((scheme, _)) = text.split_once("://") else {
            return bad("it has no scheme".into());
        };
        if !matches!(scheme, "postgres" | "postgresql") {
            return bad(format!("its scheme is {scheme:?}"));
        }
        let query = text.split_once('?').map_or("", |(_, query)| query);
        for parameter in query.split('&').filter(|part| !part.is_empty()) {
            let name = parameter.split('=').next().unwrap_or_default();
            if !PARAMETERS.contains(&name) && !name.starts_with("options[") {
                // A ? in the password begins the parameters too soon: what follows is not shown then.
                let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                return bad(if plain && !query.contains('@') {
                    format!("{name:?} is not a parameter of it")
                } else {
                    "what follows its ? is no list of parameters".into()
                });
            }
        }
        match text.parse::<PgConnectOptions>() {
            Ok(options) => Ok(Self(options.application_name("castellan"))),
            Err(error) => bad(error.to_string()),
        }
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let options = &self.0;
        match options.get_socket() {
            Some(socket) => write!(f, "{}", socket.display())?,
            None => write!(f, "{}:{}", options.get_host(), options.get_port())?,
        }
        let user = options.get_username();
        let database = options.get_database().unwrap_or(user);
        write!(f, ", database {database}, as {user}")
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Looks whether it can be used, makes or updates its tables, and opens the connections.
pub(super) async fn open(url: &DatabaseUrl) -> Result<Db, Error> {
    // One connection of its own first: it says why it failed, where a pool says that time is up, and
    // has no bounds, for new tables may take long.
    let connecting = PgConnection::connect_with(&url.0);
    let mut first = match tokio::time::timeout(FIRST_WAIT, connecting).await {
        Ok(connected) => connected.map_err(|error| refused(url, &error))?,
        Err(_) => return Err(told(url, "it does not answer. Is the address right?")),
    };
    look(url, &mut first).await?;
    let migrated = tables::migrator(tables::POSTGRES).run(&mut first).await;
    migrated.map_err(|error| match tables::refused(error) {
        Error::Migration(error) => told(url, format!("its tables cannot be made: {error}")),
        other => other,
    })?;
    first.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(BOUNDS).await.map(drop) })
        })
        .connect_lazy_with(url.0.clone());
    Ok(Db::Postgres(pool))
}

/// Refuses what is too old, or takes no writes.
async fn look(url: &DatabaseUrl, connection: &mut PgConnection) -> Result<(), Error> {
    let row = sqlx::query(
        "SELECT current_setting('server_version_num')::bigint AS number, \
         current_setting('server_version') AS version, \
         current_setting('transaction_read_only') = 'on' AS read_only",
    )
    .fetch_one(connection)
    .await?;
    if row.try_get::<i64, _>("number")? < OLDEST {
        let version: String = row.try_get("version")?;
        return Err(told(url, format!("it is {version}; 12 or newer is needed")));
    }
    if row.try_get("read_only")? {
        return Err(Error::ReadOnly);
    }
    Ok(())
}

/// Why a first connection was refused, and what to do.
fn refused(url: &DatabaseUrl, error: &sqlx::Error) -> Error {
    let options = &url.0;
    let why = match error {
        // what rustls finds wrong comes in this dress
        sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            format!("TLS failed ({error}). See sslmode and sslrootcert in the address")
        }
        sqlx::Error::Io(error) => {
            format!("it cannot be reached ({error}). Does it run, and may this machine connect?")
        }
        sqlx::Error::Tls(error) if matches!(options.get_ssl_mode(), PgSslMode::Prefer) => {
            format!("TLS failed ({error}). Give sslmode and sslrootcert in the address")
        }
        sqlx::Error::Tls(error) => {
            format!("TLS failed ({error}). See sslmode and sslrootcert in the address")
        }
        sqlx::Error::Database(error) => {
            let text = error.message();
            match error.code().as_deref() {
                Some("28P01" | "28000") => {
                    format!("{text}. Check user and password in the address, and pg_hba.conf")
                }
                Some("3D000") => format!("{text}. Create it first, owned by this user"),
                _ => text.to_owned(),
            }
        }
        other => other.to_string(),
    };
    told(url, why)
}

fn told(url: &DatabaseUrl, why: impl Into<String>) -> Error {
    Error::Postgres {
        at: url.to_string(),
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DatabaseUrl, Error> {
        DatabaseUrl::parse(&Secret::new(text.to_owned()))
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let url = parse("postgres://ada:s%40cret@db.example.com:6432/console?sslmode=require");
        let url = url.unwrap();
        assert_eq!(
            url.to_string(),
            "db.example.com:6432, database console, as ada"
        );
        assert!(!format!("{url:?}").contains("cret"));
        assert!(matches!(url.0.get_ssl_mode(), PgSslMode::Require));
    }

    #[test]
    fn a_bad_address_says_why_and_shows_no_password() {
        for (text, why) in [
            ("mysql://ada:s3cret@db/x", "\"mysql\""),
            ("db.example.com", "no scheme"),
            ("postgres://ada:s3cret@db/x?sslmod=require", "\"sslmod\""),
            ("postgres://ada:s3cret@db/x?sslmode=perhaps", "perhaps"),
            ("postgres://ada:s3c/ret@db/x", "port"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(why) && !error.contains("s3c"), "{error}");
        }
    }

    #[tokio::test]
    async fn what_is_not_there_is_told_in_plain_words() {
        // nobody listens on port 1
        let url = parse("postgres://ada:s3cret@127.0.0.1:1/console?sslmode=disable").unwrap();
        let Err(error) = open(&url).await else {
            panic!("it opened")
        };
        let error = error.to_string();
        assert!(
            error.contains("127.0.0.1:1, database console") && error.contains("cannot be reached"),
            "{error}"
        );
        assert!(!error.contains("s3cret"), "{error}");
    }
}
