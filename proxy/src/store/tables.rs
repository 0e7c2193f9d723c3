//! The tables of both engines: their versions, and why a store of another version is refused.

use super::Error;
use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// A version of the tables: number, name, SQL.
type Version = (i64, &'static str, &'static str);

macro_rules! versions {
    ($engine:literal: $($number:literal $name:literal),* $(,)?) => {
        &[$((
            $number,
            $name,
            include_str!(concat!("../../migrations/", $engine, "/", $name, ".sql")),
        )),*]
    };
}

/// SQLite's, oldest first.
pub(super) const SQLITE: &[Version] =
    versions!("sqlite": 1 "0001_first", 2 "0002_leases", 3 "0003_reassignment");
/// PostgreSQL's, oldest first.
pub(super) const POSTGRES: &[Version] =
    versions!("postgres": 1 "0001_first", 2 "0002_leases", 3 "0003_reassignment");

/// Brings a store to the newest of these versions.
pub(super) fn migrator(versions: &[Version]) -> Migrator {
    let list = versions.iter().map(|(number, name, sql)| {
        // the description is part of no checksum; it is what it was before the files had numbers
        let description = name.split_once('_').map_or(*name, |(_, rest)| rest);
        Migration::new(
            *number,
            description.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(list.collect())
}

/// Why the tables could not be brought to this version, in plain words.
pub(super) fn refused(error: MigrateError) -> Error {
    match error {
        MigrateError::VersionMissing(found) => Error::Newer {
            found,
            known: SQLITE.last().map_or(0, |(number, ..)| *number),
        },
        MigrateError::VersionMismatch(version) => Error::OtherTables { version },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)
            if super::error::is_ordinary(&error) =>
        {
            error.into()
        }
        other => Error::Migration(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_versions() {
        let names = |versions: &[Version]| -> Vec<(i64, &str)> {
            versions
                .iter()
                .map(|(number, name, _)| (*number, *name))
                .collect()
        };
        assert_eq!(names(SQLITE), names(POSTGRES));
        let numbers: Vec<i64> = SQLITE.iter().map(|(number, ..)| *number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}
