//! Trust and key stores that the file names in place of PEM files: read at start, as PEM files are.

use super::{ConfigError, read};
use castellan_kafka::ClientIdentity;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// `trust_store = { file = "…", password_file = "…" }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTrustStore {
    file: PathBuf,
    password: Option<String>,
    password_file: Option<PathBuf>,
}

/// `key_store = { file = "…", password_file = "…", key_password_file = "…", alias = "…" }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileKeyStore {
    file: PathBuf,
    password: Option<String>,
    password_file: Option<PathBuf>,
    key_password: Option<String>,
    key_password_file: Option<PathBuf>,
    alias: Option<String>,
}

impl FileTrustStore {
    /// Its certificates as PEM.
    pub(super) fn open(self, base: &Path) -> Result<String, ConfigError> {
        let path = base.join(self.file);
        let password = password(base, "password", self.password, self.password_file)?;
        castellan_kafka::trust_store(&bytes(&path)?, &password.unwrap_or_default())
            .map_err(|problem| refused(&path, &problem))
    }
}

impl FileKeyStore {
    /// Its key and certificates as PEM.
    pub(super) fn open(self, base: &Path) -> Result<ClientIdentity, ConfigError> {
        let path = base.join(self.file);
        let store = password(base, "password", self.password, self.password_file)?;
        let key = password(
            base,
            "key_password",
            self.key_password,
            self.key_password_file,
        )?;
        castellan_kafka::key_store(
            &bytes(&path)?,
            &store.unwrap_or_default(),
            key.as_deref(),
            self.alias.as_deref(),
        )
        .map_err(|problem| refused(&path, &problem))
    }
}

fn password(
    base: &Path,
    key: &str,
    here: Option<String>,
    file: Option<PathBuf>,
) -> Result<Option<String>, ConfigError> {
    match (here, file) {
        (Some(_), Some(_)) => Err(ConfigError::Value(format!(
            "give {key} or {key}_file of a store, not both"
        ))),
        (Some(password), None) => Ok(Some(password)),
        (None, Some(path)) => Ok(Some(read(&base.join(path))?.trim_end().to_owned())),
        (None, None) => Ok(None),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

fn refused(path: &Path, problem: &castellan_kafka::StoreProblem) -> ConfigError {
    ConfigError::Value(format!("{}: {problem}", path.display()))
}
